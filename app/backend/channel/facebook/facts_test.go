package facebook_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"sociomedio/app/backend/channel"
	"sociomedio/app/backend/channel/facebook"
)

// fact is what was extracted mechanically from a payload of restfb (facebook-api §10).
type fact struct {
	Field, Kind, Item, Verb, Message, Text string
	Parts                                  []string
	PostID                                 channel.ID      `json:"post_id"`
	CommentID                              channel.ID      `json:"comment_id"`
	ParentID                               channel.ID      `json:"parent_id"`
	FromID                                 channel.ID      `json:"from_id"`
	FromName                               string          `json:"from_name"`
	Created                                channel.Number  `json:"created_time"`
	Published                              channel.Flag    `json:"published"`
	SenderID                               channel.ID      `json:"sender_id"`
	RecipientID                            channel.ID      `json:"recipient_id"`
	Timestamp                              channel.Number  `json:"timestamp"`
	MID                                    channel.ID      `json:"mid"`
	Echo                                   bool            `json:"is_echo"`
	Deleted                                bool            `json:"is_deleted"`
	Attachments                            []string        `json:"attachment_types"`
	ReplyTo                                json.RawMessage `json:"reply_to"`
}

func TestGivenPayloadsComeInWithTheirFacts(t *testing.T) {
	seen := map[string]int{}
	for _, line := range lines(t, reference+"fb_webhook_given.jsonl") {
		var one struct {
			File    string
			Payload json.RawMessage
			Facts   struct{ Events []fact }
		}
		require.NoError(t, json.Unmarshal(line, &one))
		t.Run(one.File, func(t *testing.T) {
			var e struct{ Entry []struct{ ID channel.ID } }
			require.NoError(t, json.Unmarshal(one.Payload, &e))
			owner := string(e.Entry[0].ID)
			c := page(t, func(o *facebook.Options) { o.Page = strings.ReplaceAll(owner, " ", "-") })
			events := deliver(t, c, "app-secret", one.Payload)
			for _, f := range one.Facts.Events {
				var mine *channel.Event
				if len(events) > 0 && f.makes() != "nothing" {
					mine, events = &events[0], events[1:]
				}
				seen[f.makes()]++
				f.check(t, mine, owner, one.Payload)
			}
			require.Empty(t, events, "nothing more than what is in it")
		})
	}
	t.Log(seen)
}

// makes is what a fact must become, read off the fact sheet and not the code.
func (f fact) makes() string {
	onPage := f.Field == "feed" || f.Field == "mention"
	content := f.Item == "comment" || strings.Contains(" status post photo video share link note ", " "+f.Item+" ")
	about := f.PostID != "" && (f.Item != "comment" || f.CommentID != "")
	switch {
	case f.Item == "reaction" || f.Item == "like":
		return "nothing"
	case onPage && content && about && f.Verb == "add" && f.Published.Given && !f.Published.Yes && f.Item != "comment":
		return "nothing"
	case onPage && content && about:
		made := map[string]string{"add": "wrote", "edit": "edited", "edited": "edited", "remove": "deleted", "delete": "deleted", "hide": "hidden", "unhide": "shown"}[f.Verb]
		if made != "" {
			return made
		}
	case f.Deleted:
		return "deleted"
	case f.MID != "", f.has("postback"):
		return "wrote"
	case f.has("message_edit"):
		return "edited"
	case f.has("read", "delivery", "reaction", "optin", "referral", "account_linking", "pass_thread_control", "take_thread_control", "request_thread_control", "app_roles"):
		return "nothing"
	}
	return "unknown"
}

func (f fact) has(names ...string) bool {
	for _, n := range names {
		for _, p := range f.Parts {
			if p == n {
				return true
			}
		}
	}
	return false
}

func (f fact) check(t *testing.T, e *channel.Event, owner string, payload []byte) {
	t.Helper()
	if f.makes() == "nothing" {
		require.Nil(t, e)
		return
	}
	require.NotNil(t, e)
	require.Equal(t, f.makes(), string(e.Type))
	if e.Type == channel.Unknown {
		require.True(t, json.Valid(e.Raw))
		require.Contains(t, string(payload), string(e.Raw))
		return
	}
	if f.Field != "" {
		f.checkPublic(t, *e, owner)
		return
	}
	f.checkPrivate(t, *e, owner)
}

func (f fact) checkPublic(t *testing.T, e channel.Event, owner string) {
	t.Helper()
	m := e.Message
	id := f.PostID
	if f.Item == "comment" {
		id = f.CommentID
	}
	require.Equal(t, string(id), m.ExternalID)
	if e.Type == channel.Edited {
		require.Equal(t, f.Message, m.Text)
	}
	if e.Type != channel.Wrote {
		return
	}
	require.Equal(t, f.Message, m.Text)
	require.Equal(t, string(f.PostID), m.Thread)
	require.Equal(t, string(f.FromID), m.Author.ID)
	require.Equal(t, string(f.FromID) == owner, m.Ours)
	require.Equal(t, !m.Ours, m.OpensCase)
	if f.Created > 0 {
		require.True(t, time.Unix(int64(f.Created), 0).Equal(e.At))
	}
	if f.ParentID != "" {
		require.Equal(t, string(f.ParentID), m.InReplyTo)
	}
}

func (f fact) checkPrivate(t *testing.T, e channel.Event, owner string) {
	t.Helper()
	m := e.Message
	if f.MID != "" {
		require.Equal(t, string(f.MID), m.ExternalID)
	}
	if e.Type != channel.Wrote {
		return
	}
	require.True(t, m.Private)
	if f.MID != "" {
		require.Equal(t, f.Text, m.Text)
	}
	require.GreaterOrEqual(t, len(m.Attachments), len(f.Attachments))
	require.Equal(t, f.Echo || string(f.SenderID) == owner, m.Ours)
	require.Equal(t, f.Kind == "messaging" && !m.Ours, m.OpensCase)
	switch {
	case string(f.SenderID) != owner:
		require.Equal(t, string(f.SenderID), m.Customer.ID)
	default:
		require.Equal(t, string(f.RecipientID), m.Customer.ID)
	}
	if f.Timestamp > 1e12 {
		require.Equal(t, int64(f.Timestamp), e.At.UnixMilli())
	}
	var reply struct{ MID string }
	if f.ReplyTo != nil {
		require.NoError(t, json.Unmarshal(f.ReplyTo, &reply))
		require.Equal(t, reply.MID, m.InReplyTo)
	}
}
