package reply_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// A picture that is chosen stands under Feedback until it is taken away, goes into the draft, and what the network does not take is said
// at once.
func TestPicturesOfAnAnswer(t *testing.T) {
	w := atWork(t)
	w.Show("budi", "")
	w.picks = func() (string, []byte) { return "lampu.png", []byte("\x89PNG") }
	w.AddPicture()
	w.until(t, func() bool { return w.has("lampu.png") })
	w.until(t, func() bool { return len(w.centre.drafted()) == 1 })
	w.Show("wulan", "")
	require.False(t, w.has("lampu.png"))
	w.Show("budi", "")
	require.True(t, w.has("lampu.png"))

	for said, raw := range map[string]string{
		"bukan gambar JPEG atau PNG": "%PDF",
		"lebih besar dari 1 MB":      "\x89PNG" + strings.Repeat("x", 2<<20),
	} {
		w.picks = func() (string, []byte) { return "lain", []byte(raw) }
		w.AddPicture()
		w.until(t, func() bool { return len(w.said) > 0 && strings.Contains(w.said[len(w.said)-1], said) })
	}
	w.picks = func() (string, []byte) { return "dua.png", []byte("\x89PNG") }
	w.AddPicture()
	w.until(t, func() bool { return w.has("dua.png") })
	w.TakePicture("tiga.png", []byte("\x89PNG"))
	w.until(t, func() bool { return strings.Contains(w.said[len(w.said)-1], "Paling banyak 2 gambar") })

	w.click(t, "Hapus gambar lampu.png")
	require.False(t, w.has("lampu.png"))
	require.True(t, w.has("dua.png"))
}
