package reply_test

import (
	"testing"

	"fyne.io/fyne/v2"
	"github.com/stretchr/testify/require"
)

const foot = "{nama} diisi otomatis" // stands under the open list

// A slash opens the templates, typing narrows them, Enter inserts at the caret, Undo takes it back.
func TestTemplate(t *testing.T) {
	w := atWork(t)
	w.ShowForm(classified(w.centre, "Selamat siang. "))
	w.Focus()
	w.write("/")
	require.True(t, w.has(foot))
	require.True(t, w.has("/minta-nomor") || w.has("/lambat-cek"))
	w.write("lambat-re")
	require.False(t, w.has("/lambat-cek"))
	w.press(fyne.KeyDown, fyne.KeyUp, fyne.KeyReturn)
	require.False(t, w.has(foot))
	require.True(t, w.has("Selamat siang. Mohon matikan modem"), w.texts())
	w.window.Canvas().Focused().(fyne.Shortcutable).TypedShortcut(&fyne.ShortcutUndo{})
	require.False(t, w.has("Mohon matikan modem 5 menit, nyalakan kembali, lalu tes ulang kecepatan lewat kabel LAN.\n"))
	require.True(t, w.has("Selamat siang."), "what was there before can be had back")
}

// Variables that are unknown are selected for typing, one after the other; Save asks for those that are left.
func TestPlaceholders(t *testing.T) {
	w := atWork(t)
	w.ShowForm(classified(w.centre, ""))
	w.Focus()
	w.write("/redaman")
	w.press(fyne.KeyReturn)
	w.write("-27,4")
	w.press(fyne.KeyTab)
	w.write("25/11")
	w.Save()
	require.True(t, w.has("Isi {jam} sebelum Save"))
	w.write("09.00") // the one that is left is selected
	w.press(fyne.KeyTab)
	w.Save()
	w.until(t, func() bool { return len(w.saved) == 1 })
	require.Equal(t, "@budi_contoh Hasil cek: redaman -27,4 dBm (batas -25 dBm). Kami jadwalkan teknisi 25/11 pukul 09.00.", w.centre.saved()[0].Text)
}

// The list opens only where a slash begins a word, and Escape closes it without leaving Feedback.
func TestTemplateListOpensAndCloses(t *testing.T) {
	w := atWork(t)
	w.Show("budi", "")
	w.Focus()
	w.write("https://contoh.id 1/2 ")
	require.False(t, w.has(foot))
	w.write("/")
	require.True(t, w.has(foot))
	w.press(fyne.KeyEscape)
	require.False(t, w.has(foot))
	require.Zero(t, w.escaped)
	w.write("lam")
	require.False(t, w.has(foot), "closed for this slash")
	w.write(" /lam")
	require.True(t, w.has(foot))
	w.press(fyne.KeyHome)
	require.False(t, w.has(foot), "the caret has left it")
	w.press(fyne.KeyEnd)
	w.write(" /zzz")
	require.False(t, w.has(foot), "nothing fits")
	w.press(fyne.KeyEscape)
	require.Equal(t, 1, w.escaped)
	w.write(" /")
	w.Show("wulan", "")
	require.False(t, w.has(foot), "another case")
	w.click(t, "template")
}

// A click inserts as well.
func TestTemplateByMouse(t *testing.T) {
	w := atWork(t)
	w.Show("budi", "")
	w.Focus()
	w.write("/cek")
	w.click(t, "/lambat-") // what was searched for is written apart, in bold
	require.True(t, w.has("Halo Kak Budi Contoh, mohon maaf"), w.texts())
	w.Insert(w.centre.catalogue.Templates[4])
	require.True(t, w.has("Boleh kirim No. Internet"))
}
