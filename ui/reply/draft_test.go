package reply_test

import (
	"context"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"github.com/stretchr/testify/require"

	"sociomedio/ui/look"
)

// A draft is stored on a pause of typing, stamped, and comes back with its message only.
func TestDraftComesBack(t *testing.T) {
	w := atWork(t)
	w.Show("budi", "")
	w.Focus()
	w.write("Halo Kak")
	w.until(t, func() bool { return w.has("Draf tersimpan 14:10") })
	w.Show("wulan", "")
	require.False(t, w.has("Halo Kak"))
	require.False(t, w.has("Draf tersimpan"))
	w.Show("budi", "")
	require.True(t, w.has("@budi_contoh Halo Kak"))
	other := sit(t, w.centre, look.Light, 1073, 700) // the program was killed and started again
	other.Show("budi", "")
	require.True(t, other.has("@budi_contoh Halo Kak"))
	require.True(t, other.has("Draf tersimpan 14:10"))
}

// What is being stored when the agent comes back is not lost for an older state.
func TestDraftNotStoredYet(t *testing.T) {
	c := pictured()
	c.gate = make(chan struct{})
	w := sit(t, c, look.Light, 1073, 700)
	w.Show("budi", "")
	w.Focus()
	w.write("Halo Kak")
	w.Show("wulan", "")
	w.Show("budi", "")
	require.True(t, w.has("@budi_contoh Halo Kak"), "it waits for the disk")
	close(c.gate)
	w.until(t, func() bool { return len(c.drafted()) == 1 })
}

// Leaving waits for the disk, and no longer than it may.
func TestLeave(t *testing.T) {
	c := pictured()
	w := sit(t, c, look.Light, 1073, 700)
	w.Show("budi", "")
	w.Focus()
	w.write("Halo Kak")
	w.Leave(context.Background())
	require.Len(t, c.drafted(), 1)

	c.gate = make(chan struct{})
	w.write(" Budi")
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Millisecond)
	defer cancel()
	w.Leave(ctx)
	w.queue.Drain()
	require.NotEmpty(t, w.said, "it says that the draft is not stored")
	close(c.gate)
	w.Leave(context.Background())
	for _, f := range c.drafted() {
		require.Equal(t, "@budi_contoh Halo Kak Budi", f.Text)
	}
}

// A draft on its way to the disk does not come back after its answer was saved.
func TestDraftDoesNotOutliveItsAnswer(t *testing.T) {
	c := pictured()
	w := sit(t, c, look.Light, 1073, 700)
	w.ShowForm(classified(c, ""))
	c.gate = make(chan struct{})
	w.Focus()
	w.write("Halo Kak")
	w.Save()
	close(c.gate)
	w.until(t, func() bool { return len(w.saved) == 1 })
	w.Leave(context.Background())
	w.queue.Drain()
	require.Empty(t, c.drafted())
	w.Show("budi", "")
	require.False(t, w.has("Halo Kak"))
}

// A full disk loses nothing: text and draft stay, and the agent is told.
func TestFullDisk(t *testing.T) {
	w := atWork(t)
	w.ShowForm(classified(w.centre, short))
	w.Focus()
	w.centre.full = true
	w.write("!")
	w.until(t, func() bool { return len(w.said) > 0 })
	w.Save()
	w.until(t, func() bool { return !w.control(t, "Save").Disabled })
	require.True(t, w.has("Kami kabari perkembangannya ya Kak.!"))
	require.Empty(t, w.saved)
	w.centre.full = false
	w.Save()
	w.until(t, func() bool { return len(w.saved) == 1 })
}

// Batal forgets what was written and chosen.
func TestDiscard(t *testing.T) {
	w := atWork(t)
	w.ShowForm(classified(w.centre, ""))
	w.Focus()
	w.write("Halo Kak")
	w.until(t, func() bool { return len(w.centre.drafted()) == 1 })
	w.click(t, "Batal")
	w.until(t, func() bool { return !w.has("Halo Kak") })
	require.Empty(t, w.centre.drafted())
	require.False(t, w.has("Komplain"))
}

// Public, private and none are different drafts, words and buttons; a private text is not found in the public answer, not even
// by undoing.
func TestVisibility(t *testing.T) {
	w := atWork(t)
	w.Show("laras", "")
	choose := func(first rune) {
		w.Open(4)
		w.letter(first)
		w.press(fyne.KeyReturn)
		w.press(fyne.KeyEscape) // Category has opened: it is the first that is missing
		w.Focus()
	}
	require.True(t, w.has("Publik"))
	w.Focus()
	w.write("Halo")
	w.until(t, func() bool { return len(w.centre.drafted()) == 1 })
	choose('d')
	require.True(t, w.has("Pribadi"))
	require.True(t, w.has("Save · pribadi"))
	w.write(", boleh minta No. KTP?")
	w.until(t, func() bool { return len(w.centre.drafted()) == 2 })
	choose('c')
	require.True(t, w.has("Tidak terkirim"))
	require.True(t, w.has("Save · catatan saja"))
	require.False(t, w.has("(Anis)"), "what is only recorded is not signed")
	choose('n')
	require.True(t, w.has("Publik"))
	require.False(t, w.has("KTP"))
	for range 3 {
		w.window.Canvas().Focused().(fyne.Shortcutable).TypedShortcut(&fyne.ShortcutUndo{})
		require.False(t, w.has("KTP"))
	}
	choose('d')
	require.True(t, w.has("Halo, boleh minta No. KTP?"))

	w.Show("wulan", "")
	require.True(t, w.has("Pribadi"), "a direct message is answered privately before anything is chosen")
	require.True(t, w.has("Normal Reply"), "the only reply type is chosen")
}
