package desk_test

import (
	"path/filepath"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"

	"sociomedio/data"
	"sociomedio/data/files/filestest"
	"sociomedio/data/local"
)

// On a disk without room nothing is said to be saved, and what was typed stays with the agent.
func TestDiskFull(t *testing.T) {
	dir := filestest.Disk(t, 3)
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
	empty := filestest.Fill(t, dir)
	f.Text += longText
	_, err = m.SaveDraft(t.Context(), f)
	require.Equal(t, data.DiskFull, data.KindOf(err))
	_, err = m.Save(t.Context(), f)
	require.Equal(t, data.DiskFull, data.KindOf(err))
	require.Zero(t, m.Unsent(), "what could not be kept is not said to be")
	kept, err := m.Form(held.ID, "")
	require.NoError(t, err)
	require.Equal(t, draft.Text, kept.Text)

	empty()
	m.save(f)
	m.untilSent(1)
}

// On a disk that can't be written to the program says so at its start and touches nothing; with a disk that can, everything is there.
// What a program that already runs does on such a disk, data/local's tests show: a file system with open files stays writable.
func TestReadOnlyDisk(t *testing.T) {
	dir := filestest.Disk(t, 16)
	c := newCentre(t)
	m := newMachine(t, c.url)
	m.stop()
	m.dir = filepath.Join(dir, "data")
	m.start()
	m.signIn("anis")
	held := m.holds(c, c.twitter, "Budi", "internet lambat", "")
	draft, err := m.SaveDraft(t.Context(), m.filled(held, "Mohon maaf"))
	require.NoError(t, err)
	m.stop()

	require.NoError(t, syscall.Mount("", dir, "", syscall.MS_REMOUNT|syscall.MS_RDONLY, ""))
	_, err = local.OpenFolder(m.dir)
	require.Equal(t, data.ReadOnlyDisk, data.KindOf(err), "%v", err)
	require.NoError(t, syscall.Mount("", dir, "", syscall.MS_REMOUNT, ""))

	m.start()
	m.signIn("anis")
	kept, err := m.Form(held.ID, "")
	require.NoError(t, err)
	require.Equal(t, draft.Text, kept.Text)
	m.save(kept)
	m.untilSent(1)
	m.stop()
}
