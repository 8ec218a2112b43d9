package facebook_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	"sociomedio/app/backend/channel"
	"sociomedio/app/backend/channel/facebook"
	"sociomedio/data/contract"
)

// same is a Graph API that answers every call with the same bytes.
type same []byte

func (s same) RoundTrip(r *http.Request) (*http.Response, error) {
	return &http.Response{StatusCode: http.StatusOK, Header: http.Header{}, Body: io.NopCloser(bytes.NewReader(s)), Request: r}, nil
}

// FuzzReads: whatever Facebook answers to who reads, looks for an answer or asks for a profile, what can be read is sound and the rest
// is a channel's error.
func FuzzReads(f *testing.F) {
	f.Add([]byte(`{"data":[{"id":"1_2","from":{"id":"9","name":"Sari"},"message":"\ud800","created_time":"2026-11-24T12:00:00+0000","updated_time":"2026-11-24T12:00:00+0000","comments":{"data":[{"id":7}]}}]}`))
	f.Add([]byte(`{"data":[{"id":"t_1","updated_time":"2026-11-24T12:00:00+0000","messages":{"data":[{"id":"m_1","from":{"id":"9"},"message":null,"created_time":1e400,"attachments":{"data":[{"image_data":[]}]}}]}}],"paging":{"cursors":{"after":"x"},"next":"y"}}`))
	f.Add([]byte(`{"error":{"code":"190","error_subcode":{},"message":7}}`))
	f.Add([]byte(`{"name":["a"],"first_name":"\u0000","profile_pic":5}`))
	f.Add([]byte("<html>"))
	f.Fuzz(func(t *testing.T, body []byte) {
		ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
		defer cancel()
		page, err := facebook.New(facebook.Options{Page: pageID, PageToken: "t", AppSecret: "s", BaseURL: "http://127.0.0.1:1"},
			channel.Deps{HTTP: &http.Client{Transport: same(body)}, Clock: func() time.Time { return noon }})
		require.NoError(t, err)
		b, err := page.Poll(ctx, "")
		known(t, err)
		known(t, b.Rest)
		for _, e := range b.Events {
			for _, text := range []string{e.Message.Text, e.Message.Author.Name, e.Message.Customer.Name} {
				require.True(t, utf8.ValidString(text))
				require.NotContains(t, text, "\x00")
			}
			require.True(t, e.Type == channel.Unknown || e.Message.ExternalID != "")
			require.False(t, e.Message.Ours && e.Message.OpensCase)
		}
		_, err = page.Profile(ctx, "9")
		known(t, err)
		for _, private := range []bool{false, true} {
			kind := contract.MessageKindComment
			if private {
				kind = contract.MessageKindMessenger
			}
			_, found, err := page.Find(ctx, channel.Outgoing{Kind: kind, Private: private, InReplyTo: "1_2", Thread: "1_1", Text: "Baik", FirstTry: noon, Recipient: channel.Person{ID: "9"}})
			known(t, err)
			require.False(t, found && err != nil)
		}
	})
}

// known says that an error is one the backend understands.
func known(t *testing.T, err error) {
	t.Helper()
	var e *channel.Error
	require.True(t, err == nil || errors.As(err, &e), "%v", err)
}
