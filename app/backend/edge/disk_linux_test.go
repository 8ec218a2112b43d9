package edge_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"sociomedio/data/contract"
	"sociomedio/data/files/filestest"
)

// TestAFullDiskTakesNothingItCanNotKeep: a webhook that can't be stored is not said to be, an answer neither, and nothing is posted that
// is not on the disk; with room again the network brings it again and all goes on.
func TestAFullDiskTakesNothingItCanNotKeep(t *testing.T) {
	dir := filestest.Disk(t, 6)
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

	empty := filestest.Fill(t, dir)
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

	empty()
	require.Equal(t, http.StatusOK, r.signed(mention("1860000000000000009")))
	h, err := r.agent.SaveAnswer(t.Context(), c.ID, key, answer)
	require.NoError(t, err, "the client brings it again with its key")
	r.state(h, contract.DeliveryStateSent)
	require.Len(t, r.Posts(), 1)
}
