package look

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	"github.com/stretchr/testify/require"
)

// What is drawn with the text font alone looks as it does with Fyne's whole row of fonts; what it may not have goes through the row.
func TestFaceIsTheOneThatFyneWouldTake(t *testing.T) {
	test.NewTempApp(t)
	size := func(text string, bold bool, font fyne.Resource) fyne.Size {
		s, _ := fyne.CurrentApp().Driver().RenderedTextSize(text, 13, fyne.TextStyle{Bold: bold}, font)
		return s
	}
	for _, bold := range []bool{false, true} {
		for r := rune(' '); r < 0x3000; r++ {
			if font := Face(string(r), bold); font != nil {
				require.Equal(t, size(string(r), bold, nil), size(string(r), bold, font), "%q", r)
			}
		}
		require.NotNil(t, Face("Tagihan “naik” – Rp 512.000… lihat é ñ", bold))
		for _, text := range []string{"Halo 😀", "1️⃣", "\u202eabc", "日本", "สวัสดี", "\t"} {
			require.Nil(t, Face(text, bold), text)
		}
	}
}
