package edge_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"image"
	"image/color"
	"image/png"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"sociomedio/app/backend/standin"
	"sociomedio/data"
	"sociomedio/data/contract"
)

// aPicture is a small PNG, another one for every shade.
func aPicture(t testing.TB, shade uint8) []byte {
	t.Helper()
	m := image.NewRGBA(image.Rect(0, 0, 40, 30))
	m.Set(3, 3, color.RGBA{R: shade, A: 255})
	var out bytes.Buffer
	require.NoError(t, png.Encode(&out, m))
	return out.Bytes()
}

// fingerprint is how the stand-ins tell pictures apart.
func fingerprint(raw []byte) string {
	sum := sha256.Sum256(raw)
	return hex.EncodeToString(sum[:])
}

// answerWith lets the agent answer a case with pictures.
func (r *rig) answerWith(c contract.Case, pictures [][]byte, parts ...string) (contract.Handling, error) {
	r.t.Helper()
	r.take()
	c = r.the(c.ID)
	var ids []string
	for _, raw := range pictures {
		id := uuid.Must(uuid.NewV7()).String()
		for range 2 { // a client that didn't hear the answer asks again
			require.NoError(r.t, r.agent.KeepPicture(r.t.Context(), c.ID, id, raw))
		}
		ids = append(ids, id)
	}
	a := contract.NewAnswer{
		TargetMessageID: c.MessageID, CaseVersion: c.Version, Path: r.leaf(), ReplyType: "normal", Visibility: contract.Public,
		Text: "Ini gambarnya. (Anis)", Parts: parts, Pictures: ids, OpenedAt: r.clock.now(),
	}
	if c.Private {
		a.Visibility = contract.Private
	}
	return r.agent.SaveAnswer(r.t.Context(), c.ID, uuid.NewString(), a)
}

// pictured are the messages of ours that show a picture, each of which the agent's client can fetch.
func (r *rig) pictured(customerID string) []contract.Message {
	r.t.Helper()
	var all []contract.Message
	for _, m := range r.history(customerID) {
		if !m.Ours || len(m.Attachments) == 0 {
			continue
		}
		for _, a := range m.Attachments {
			require.Equal(r.t, "photo", a.Type)
			raw, err := r.agent.Media(r.t.Context(), a.MediaID, contract.Full)
			require.NoError(r.t, err)
			require.NotEmpty(r.t, raw)
		}
		all = append(all, m)
	}
	return all
}

func TestPicturesGoWithTheFirstPartX(t *testing.T) {
	r := onX(t)
	r.mentions("budi_contoh", "@TelkomCare lampunya merah, benar?")
	c := r.oneCase()
	first, second := aPicture(t, 1), aPicture(t, 2)
	h, err := r.answerWith(c, [][]byte{first, second}, "Begini seharusnya. 1/2", "Salam. (Anis) 2/2")
	require.NoError(t, err)
	r.state(h, contract.DeliveryStateSent)
	posts := r.Posts()
	require.Len(t, posts, 2)
	require.Equal(t, []string{fingerprint(first), fingerprint(second)}, posts[0].Pictures)
	require.Empty(t, posts[1].Pictures)
	r.polled(contract.Twitter)
	require.Len(t, r.pictured(c.Customer.ID), 1)
	require.Len(t, r.history(c.Customer.ID), 3, "what comes back is known")
}

func TestAPictureInADirectMessageX(t *testing.T) {
	r := hooked(t)
	r.writes("budi_contoh", "halo")
	c := r.oneCase()
	raw := aPicture(t, 1)
	_, err := r.answerWith(c, [][]byte{raw, aPicture(t, 2)}, "Dua sekaligus. (Anis)")
	require.Equal(t, data.TooManyPictures, data.KindOf(err))
	h, err := r.answerWith(c, [][]byte{raw}, "Ini. (Anis)")
	require.NoError(t, err)
	r.state(h, contract.DeliveryStateSent)
	r.delivered()
	r.polled(contract.Twitter)
	require.Len(t, r.Posts(), 1)
	require.Equal(t, []string{fingerprint(raw)}, r.Posts()[0].Pictures)
	require.Len(t, r.pictured(c.Customer.ID), 1)
}

func TestPicturesAreSentOnceX(t *testing.T) {
	for name, fault := range map[string]standin.Fault{
		"the upload is cut off":   {Kind: "reset", Path: "/2/media/upload", Method: "POST"},
		"the upload is not heard": {Kind: "500", Path: "/2/media/upload", Method: "POST", After: true},
		"the post is not heard":   {Kind: "timeout_after_accept", Path: "/2/tweets", Method: "POST", Delay: "10ms"},
	} {
		t.Run(name, func(t *testing.T) {
			r := onX(t)
			r.mentions("budi_contoh", "@TelkomCare lampunya merah")
			c := r.oneCase()
			r.goesWrong(fault)
			raw := aPicture(t, 1)
			h, err := r.answerWith(c, [][]byte{raw}, "Begini seharusnya. (Anis)")
			require.NoError(t, err)
			r.state(h, contract.DeliveryStateSent)
			r.polled(contract.Twitter)
			require.Zero(t, r.PendingFaults())
			require.Len(t, r.Posts(), 1)
			require.Equal(t, []string{fingerprint(raw)}, r.Posts()[0].Pictures)
			require.Len(t, r.history(c.Customer.ID), 2)
		})
	}
}

func TestAPictureInACommentFacebook(t *testing.T) {
	r := onFacebook(t)
	r.happens(standin.Injection{Network: "facebook", Kind: "comment", From: somebody("Laras Ilustrasi"), Text: "Lampu modem merah"})
	c := r.oneCase()
	raw := aPicture(t, 1)
	h, err := r.answerWith(c, [][]byte{raw}, "Begini seharusnya. (Anis)")
	require.NoError(t, err)
	r.state(h, contract.DeliveryStateSent)
	r.delivered()
	r.polled(contract.Facebook)
	require.Len(t, r.Posts(), 1)
	require.Equal(t, []string{fingerprint(raw)}, r.Posts()[0].Pictures)
	require.Len(t, r.pictured(c.Customer.ID), 1)
	require.Len(t, r.history(c.Customer.ID), 2)
}

func TestPicturesInMessengerAreMessagesOfTheirOwn(t *testing.T) {
	for name, faults := range map[string][]standin.Fault{
		"all is well":                    nil,
		"the second is not heard of":     {{Kind: "slow", Path: "/v26.0/*/messages", Method: "POST", Delay: "1ms"}, {Kind: "timeout_after_accept", Path: "/v26.0/*/messages", Method: "POST", Delay: "10ms"}},
		"an attachment is not heard of":  {{Kind: "500", Path: "/v26.0/*/message_attachments", Method: "POST", After: true}},
		"the network is busy for a time": {{Kind: "429", Path: "/v26.0/*/message_attachments", Method: "POST", Body: `{"error":{"message":"busy","type":"OAuthException","code":2,"is_transient":true}}`}},
	} {
		t.Run(name, func(t *testing.T) {
			r := onFacebook(t)
			r.happens(standin.Injection{Network: "facebook", Kind: "messenger", From: somebody("Laras Ilustrasi"), Text: "Lampu modem merah"})
			c := r.oneCase()
			for _, f := range faults {
				r.goesWrong(f)
			}
			first, second := aPicture(t, 1), aPicture(t, 2)
			h, err := r.answerWith(c, [][]byte{first, second}, "Begini seharusnya.", "Salam. (Anis)")
			require.NoError(t, err)
			r.state(h, contract.DeliveryStateSent)
			r.delivered()
			r.polled(contract.Facebook)
			posts := r.Posts()
			require.Len(t, posts, 4)
			require.Equal(t, "Begini seharusnya.", posts[0].Text)
			require.Equal(t, []string{fingerprint(first)}, posts[1].Pictures)
			require.Equal(t, []string{fingerprint(second)}, posts[2].Pictures)
			require.Equal(t, "Salam. (Anis)", posts[3].Text)
			require.Len(t, r.pictured(c.Customer.ID), 2)
			require.Len(t, r.history(c.Customer.ID), 5)
		})
	}
}

func TestPicturesThatAreNotTaken(t *testing.T) {
	r := onFacebook(t)
	r.happens(standin.Injection{Network: "facebook", Kind: "comment", From: somebody("Laras Ilustrasi"), Text: "Lampu modem merah"})
	c := r.oneCase()
	r.take()
	keep := func(raw []byte) error { return r.agent.KeepPicture(t.Context(), c.ID, uuid.NewString(), raw) }
	require.Equal(t, data.BadPicture, data.KindOf(keep([]byte("GIF89a no picture of these types"))))
	require.Equal(t, data.BadPicture, data.KindOf(keep(aPicture(t, 1)[:60])), "damaged")
	require.Equal(t, data.TooLarge, data.KindOf(keep(bytes.Repeat([]byte{1}, 9<<20))))
	_, err := r.answerWith(c, [][]byte{aPicture(t, 1), aPicture(t, 2)}, "Dua. (Anis)")
	require.Equal(t, data.TooManyPictures, data.KindOf(err))

	id := uuid.NewString()
	require.NoError(t, r.agent.KeepPicture(t.Context(), c.ID, id, aPicture(t, 1)))
	require.Equal(t, data.Invalid, data.KindOf(r.agent.KeepPicture(t.Context(), c.ID, id, aPicture(t, 2))), "another under the same id")
	_, err = r.agent.SaveAnswer(t.Context(), c.ID, uuid.NewString(), contract.NewAnswer{
		TargetMessageID: c.MessageID, CaseVersion: r.the(c.ID).Version, Path: r.leaf(), ReplyType: "normal", Visibility: contract.Public,
		Text: "Ini. (Anis)", Parts: []string{"Ini. (Anis)"}, Pictures: []string{uuid.NewString()}, OpenedAt: r.clock.now(),
	})
	require.Equal(t, data.Invalid, data.KindOf(err), "a picture that nobody kept")
	require.Empty(t, r.Posts())
}
