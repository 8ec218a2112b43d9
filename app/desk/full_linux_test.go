package desk_test

import (
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"

	"sociomedio/data"
)

// On a disk without room nothing is said to be saved, and what was typed stays with the agent. A small disk of its own
// can only be made where the tests may mount one.
func TestDiskFull(t *testing.T) {
	dir := t.TempDir()
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, "size=3m"); err != nil {
		t.Skip("no small disk can be made here: ", err)
	}
	t.Cleanup(func() { require.NoError(t, syscall.Unmount(dir, 0)) })
	c := newCentre(t)
	m := newMachine(t, c.url)
	m.stop()
	m.dir = filepath.Join(dir, "data")
	m.start()
	m.signIn("anis")
	held := m.holds(c, c.twitter, "Budi", "internet lambat", "")
	f := m.filled(held, "Mohon maaf")
	draft, err := m.SaveDraft(t.Context(), f)
	require.NoError(t, err)
	filler := filepath.Join(dir, "filler")
	fill(t, filler)
	f.Text += longText
	_, err = m.SaveDraft(t.Context(), f)
	require.Equal(t, data.DiskFull, data.KindOf(err))
	_, err = m.Save(t.Context(), f)
	require.Equal(t, data.DiskFull, data.KindOf(err))
	require.Zero(t, m.Unsent(), "what could not be kept is not said to be")
	kept, err := m.Form(held.ID, "")
	require.NoError(t, err)
	require.Equal(t, draft.Text, kept.Text)

	require.NoError(t, os.Remove(filler))
	m.save(f)
	m.untilSent(1)
}

// fill takes all the room there is.
func fill(t *testing.T, path string) {
	t.Helper()
	f, err := os.Create(path)
	require.NoError(t, err)
	defer f.Close()
	for size := 1 << 20; size > 0; size /= 2 {
		for {
			if _, err := f.Write(make([]byte, size)); err != nil {
				break
			}
		}
	}
}
