package edge_test

import (
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"sociomedio/data/contract"
)

// TestAFullDiskTakesNothingItCanNotKeep: a webhook that can't be stored is not said to be, an answer neither, and nothing is posted that
// is not on the disk; with room again the network brings it again and all goes on. A small disk of its own can only be made where the
// tests may mount one.
func TestAFullDiskTakesNothingItCanNotKeep(t *testing.T) {
	dir := t.TempDir()
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, "size=6m"); err != nil {
		t.Skip("no small disk can be made here: ", err)
	}
	t.Cleanup(func() { require.NoError(t, syscall.Unmount(dir, 0)) })
	r := hooked(t, func(s *setup) { s.Dir = dir }, unread)
	mention := func(id string) string {
		return `{"data":{"event_type":"post.mention.create","payload":{"id":"` + id + `","author_id":"5","text":"@TelkomCare ` + strings.Repeat("lambat ", 1000) + `"},"includes":{}}}`
	}
	r.mentions("budi_contoh", "internet mati")
	c := r.oneCase()
	r.take()
	c = r.the(c.ID)
	answer := contract.NewAnswer{
		TargetMessageID: c.MessageID, CaseVersion: c.Version, Path: r.leaf(), ReplyType: "normal", Visibility: contract.Public,
		Text: "Kami cek ya Kak. (Anis)", Parts: []string{"Kami cek ya Kak. (Anis)"}, OpenedAt: r.clock.now(),
	}
	key := uuid.NewString()

	filler := filepath.Join(dir, "filler")
	fill(t, filler)
	status := http.StatusOK
	for i := 0; status == http.StatusOK && i < 9; i++ { // what the database has of room already is used up first
		status = r.signed(mention("186000000000000001" + string(rune('0'+i))))
	}
	require.GreaterOrEqual(t, status, http.StatusInternalServerError, "so that X brings it again")
	_, err := r.agent.SaveAnswer(t.Context(), c.ID, key, answer)
	require.Error(t, err, "it is not said to be saved")
	require.Empty(t, r.Posts())
	status, _ = r.get("/healthz")
	require.Equal(t, http.StatusOK, status, "it lives, and can be looked into")

	require.NoError(t, os.Remove(filler))
	require.Equal(t, http.StatusOK, r.signed(mention("1860000000000000009")))
	h, err := r.agent.SaveAnswer(t.Context(), c.ID, key, answer)
	require.NoError(t, err, "the client brings it again with its key")
	r.state(h, contract.DeliveryStateSent)
	require.Len(t, r.Posts(), 1)
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
