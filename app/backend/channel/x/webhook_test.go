package x

import (
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	"sociomedio/app/backend/channel"
	"sociomedio/data/contract"
)

// deliver signs a body as X does and gives what the channel makes of it.
func deliver(t testing.TB, body []byte) []channel.Event {
	t.Helper()
	c, err := New(Options{UserID: "2910007", Handle: "TelkomCare", Credentials: Credentials{ConsumerKey: "k", ConsumerSecret: "s", AccessToken: "t", AccessSecret: "u"}})
	require.NoError(t, err)
	header := http.Header{}
	header.Set(signatureHeader, sign256("s", body))
	d, err := c.Webhook(http.MethodPost, header, nil, body)
	require.NoError(t, err)
	require.Nil(t, d.Reply)
	return d.Events
}

func sample(t testing.TB, name string) []byte {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join("testdata", "webhooks", name))
	require.NoError(t, err)
	return raw
}

func TestActivityMention(t *testing.T) {
	events := deliver(t, sample(t, "activity_mention.json"))
	require.Len(t, events, 1)
	m := events[0].Message
	require.Equal(t, channel.Wrote, events[0].Type)
	require.Equal(t, time.Date(2026, 11, 24, 7, 11, 2, 0, time.UTC), events[0].At)
	require.Equal(t, "@TelkomCare internet <mati> & lambat 😀 https://contoh.id/kecepatan?a=1&b=2", m.Text)
	require.Equal(t, contract.MessageKindMention, m.Kind)
	require.True(t, m.Summons && m.OpensCase && !m.Ours && !m.Private)
	require.Equal(t, "https://x.com/budi_contoh/status/1860000000000000001", m.URL)
	require.Equal(t, []contract.Attachment{{Type: "photo"}}, m.Attachments, "a picture that isn't told more of is there")
	require.Equal(t, channel.Person{
		ID: "880000000101", Handle: "budi_contoh", Name: "Budi Contoh", URL: "https://x.com/budi_contoh", Known: true,
		Followers: 548, Following: 242, Statuses: 859, Since: time.Date(2019, 1, 1, 0, 0, 0, 0, time.UTC),
	}, m.Customer)
}

func TestActivityMessage(t *testing.T) {
	events := deliver(t, sample(t, "activity_dm.json"))
	require.Len(t, events, 1)
	m := events[0].Message
	require.Equal(t, time.UnixMilli(1795504262123).UTC(), events[0].At)
	require.Equal(t, "Tagihan naik?", m.Text, "the link to the picture goes")
	require.Equal(t, "2910007-880000000104", m.Thread)
	require.True(t, m.Private && m.OpensCase && !m.Ours)
	require.Equal(t, "wulan_contoh", m.Customer.Handle)
	require.Equal(t, "https://ton.x.com/1.1/ton/data/dm/1860000000000000002/9007199254740993/abc.jpg", m.Attachments[0].URL)
}

func TestAccountDeliveryWithManyEvents(t *testing.T) {
	events := deliver(t, sample(t, "account_many.json"))
	byType := map[channel.EventType][]channel.Event{}
	for _, e := range events {
		byType[e.Type] = append(byType[e.Type], e)
	}
	require.Len(t, byType[channel.Wrote], 2, "two posts; the repost is none")
	require.Len(t, byType[channel.Unknown], 2, "one without an id, one of a kind that isn't known: both kept")
	long := byType[channel.Wrote][0].Message
	require.Equal(t, "@TelkomCare ini panjang sekali karena lebih dari dua ratus delapan puluh huruf https://contoh.id/a", long.Text)
	require.Equal(t, "yoga_contoh", long.Author.Handle)
	require.Equal(t, int64(12), long.Author.Followers)
	require.Equal(t, "880000000105", long.Author.ID)
	require.Equal(t, time.Date(2026, 11, 24, 7, 11, 2, 0, time.UTC), byType[channel.Wrote][0].At)
	require.Equal(t, "@TelkomCare halo", byType[channel.Wrote][1].Message.Text)
}

func TestAccountDeliveryOfOtherKinds(t *testing.T) {
	events := deliver(t, sample(t, "account_others.json"))
	require.Len(t, events, 2)
	require.Equal(t, channel.Wrote, events[0].Type)
	require.True(t, events[0].Message.Ours)
	require.False(t, events[0].Message.OpensCase)
	require.Equal(t, "880000000104", events[0].Message.Customer.ID, "the one who isn't ours")
	require.Equal(t, []contract.Attachment{{Type: "unknown", Title: "location"}}, events[0].Message.Attachments)
	require.Equal(t, channel.Deleted, events[1].Type)
	require.Equal(t, "1860000000000000003", events[1].Message.ExternalID)

	require.Equal(t, channel.Revoked, deliver(t, sample(t, "account_revoke.json"))[0].Type)
	require.Empty(t, deliver(t, sample(t, "replay.json")))
	require.Equal(t, channel.Deleted, deliver(t, sample(t, "activity_delete.json"))[0].Type)
	unknown := deliver(t, sample(t, "activity_unknown.json"))
	require.Equal(t, channel.Unknown, unknown[0].Type)
	require.Contains(t, string(unknown[0].Raw), "moon.landing")
}

func TestAnotherAccountsEventsAreMarked(t *testing.T) {
	body := []byte(strings.ReplaceAll(string(sample(t, "activity_mention.json")), "2910007", "2910008"))
	events := deliver(t, body)
	require.Equal(t, "2910008", events[0].Account)
	require.True(t, events[0].Message.Summons, "it names that account by its id")
}

func FuzzWebhook(f *testing.F) {
	files, err := filepath.Glob("testdata/webhooks/*.json")
	require.NoError(f, err)
	for _, name := range files {
		f.Add(sample(f, filepath.Base(name)))
	}
	f.Add([]byte(`{"data":[null,{},{"event_type":"dm.received"}]}`))
	f.Add([]byte(`{"for_user_id":7,"tweet_create_events":{"a":"b"},"users":[]}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		for _, e := range deliver(t, body) {
			sound(t, e)
		}
	})
}

// sound is what holds of every event, whatever it was made of.
func sound(t *testing.T, e channel.Event) {
	t.Helper()
	m := e.Message
	for _, text := range []string{m.Text, m.Quoted, m.Author.Name, m.Author.Handle} {
		require.True(t, utf8.ValidString(text))
		require.NotContains(t, text, "\x00")
	}
	switch e.Type {
	case channel.Wrote:
		require.NotEmpty(t, m.ExternalID)
		require.False(t, m.Ours && m.OpensCase)
		require.True(t, m.Kind.Valid())
	case channel.Deleted:
		require.NotEmpty(t, m.ExternalID)
	case channel.Unknown, channel.Revoked:
	default:
		require.FailNow(t, "unexpected type "+string(e.Type))
	}
}

func FuzzPosts(f *testing.F) {
	f.Add([]byte(`{"data":[{"id":"1","text":"@TelkomCare a","author_id":"5","entities":{"mentions":[{"start":-4,"end":99,"username":"telkomcare"}],"urls":null},"display_text_range":[3]}],"includes":{"posts":[{"id":"2","note_post":{"text":"x"}}],"users":[{"data":{"id":"5"}}]}}`))
	f.Add([]byte(`{"data":{"id":"1"},"meta":{"next_token":7}}`))
	f.Add([]byte(`{"data":[{"id":9,"event_type":"MessageCreate","sender_id":"2910007","dm_conversation_id":"2910007-5","text":"\ud800 \u0000","urls":[{"url":"a"}]}]}`))
	c, err := New(Options{UserID: "2910007", Handle: "TelkomCare", Credentials: Credentials{ConsumerKey: "k", ConsumerSecret: "s", AccessToken: "t", AccessSecret: "u"}})
	require.NoError(f, err)
	f.Fuzz(func(t *testing.T, body []byte) {
		var got page
		if channel.Decode(body, &got) != nil {
			return
		}
		for _, l := range c.lists(&mark{}) {
			for _, raw := range channel.Elements(got.Data) {
				if e, ok := l.event(raw, got.Includes); ok {
					sound(t, e)
				}
			}
		}
	})
}
