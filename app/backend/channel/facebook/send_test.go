package facebook_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"sociomedio/app/backend/channel"
	"sociomedio/app/backend/channel/facebook"
	"sociomedio/data/contract"
)

func pageAt(t *testing.T, base string) *facebook.Channel {
	t.Helper()
	return page(t, func(o *facebook.Options) { o.BaseURL = base })
}

func TestOptionsThatAreRefused(t *testing.T) {
	for name, c := range map[string]struct {
		change func(*facebook.Options)
		says   string
	}{
		"no page":        {func(o *facebook.Options) { o.Page = "" }, "id is not"},
		"a path as page": {func(o *facebook.Options) { o.Page = "1/feed" }, "id is not"},
		"no token":       {func(o *facebook.Options) { o.PageToken = "" }, "page_token is missing"},
		"no secret":      {func(o *facebook.Options) { o.AppSecret = "" }, "app_secret is missing"},
		"version":        {func(o *facebook.Options) { o.Version = "26" }, "version"},
		"readable":       {func(o *facebook.Options) { o.BaseURL = "http://graph.contoh.id" }, "must be https"},
		"no address":     {func(o *facebook.Options) { o.BaseURL = "graph" }, "not an http address"},
		"another scheme": {func(o *facebook.Options) { o.BaseURL = "ftp://graph.contoh.id" }, "not an http address"},
	} {
		o := facebook.Options{Page: pageID, PageToken: "token", AppSecret: "app-secret"}
		c.change(&o)
		_, err := facebook.New(o, channel.Deps{})
		require.ErrorContains(t, err, c.says, name)
		require.NotContains(t, err.Error(), "app-secret")
	}
	for _, base := range []string{"", "https://graph.contoh.id/", "http://127.0.0.1:8080/facebook", "http://[::1]:1", "http://localhost:1"} {
		_, err := facebook.New(facebook.Options{Page: pageID, PageToken: "token", AppSecret: "s", BaseURL: base}, channel.Deps{})
		require.NoError(t, err, base)
	}
}

// sent sends a part and gives the bodies that were posted, with their paths.
func sent(t *testing.T, out channel.Outgoing, answer func(r asked) string) (channel.Sent, []asked, error) {
	t.Helper()
	page, g := ask(t, func(w http.ResponseWriter, r asked) { says(200, answer(r))(w, r) })
	s, err := page.Send(t.Context(), out)
	var posted []asked
	for _, r := range g.made() {
		require.Equal(t, "Bearer page-token", r.header.Get("Authorization"))
		require.NotContains(t, fmt.Sprint(r.query, r.body), "page-token", "query strings land in logs")
		if r.method == http.MethodPost {
			require.Empty(t, r.query)
			require.NotEmpty(t, r.body["appsecret_proof"])
			delete(r.body, "appsecret_proof")
			posted = append(posted, r)
		}
	}
	return s, posted, err
}

// TestWindowsOfMessenger is facebook-api §7: an answer up to a day, a person's own words up to a week, then nothing.
func TestWindowsOfMessenger(t *testing.T) {
	for _, c := range []struct {
		since time.Duration
		kind  string
	}{
		{0, "RESPONSE"},
		{24 * time.Hour, "RESPONSE"},
		{24*time.Hour + time.Second, "MESSAGE_TAG"},
		{7 * 24 * time.Hour, "MESSAGE_TAG"},
		{7*24*time.Hour + time.Second, ""},
	} {
		out := messenger
		out.LastFrom = noon.Add(-c.since)
		s, posted, err := sent(t, out, func(asked) string { return `{"recipient_id":"7990","message_id":"m_2"}` })
		if c.kind == "" {
			require.Equal(t, channel.Refused, problem(t, err).Class)
			require.Equal(t, "window_closed", problem(t, err).Code)
			require.Empty(t, posted, "not even tried")
			continue
		}
		require.NoError(t, err)
		require.Equal(t, channel.Sent{ExternalID: "m_2", Recipient: "7990"}, s)
		want := map[string]any{
			"recipient": map[string]any{"id": "7990"}, "messaging_type": c.kind,
			"message": map[string]any{"text": out.Text, "metadata": "part-1"},
		}
		if c.kind == "MESSAGE_TAG" {
			want["tag"] = "HUMAN_AGENT"
		}
		require.Equal(t, want, posted[0].body)
		require.Equal(t, "/v26.0/"+pageID+"/messages", posted[0].path)
	}
}

func TestPrivateRepliesGoOnce(t *testing.T) {
	for kind, to := range map[contract.MessageKind]string{contract.MessageKindComment: "comment_id", contract.MessageKindPost: "post_id"} {
		out := channel.Outgoing{PartID: "p", Kind: kind, Private: true, InReplyTo: "1_2", Thread: "1_1", Text: "halo"}
		s, posted, err := sent(t, out, func(asked) string { return `{"recipient_id":7990,"message_id":"m_2"}` })
		require.NoError(t, err)
		require.Equal(t, channel.Sent{ExternalID: "m_2", Recipient: "7990"}, s)
		require.Equal(t, map[string]any{"recipient": map[string]any{to: "1_2"}, "message": map[string]any{"text": "halo", "metadata": "p"}}, posted[0].body)

		out.InReplyTo = "m_2" // a second part
		_, posted, err = sent(t, out, nil)
		require.Equal(t, "private_reply_used", problem(t, err).Code)
		require.Empty(t, posted)
	}
}

func TestCommentsAnswerTheRootAndNameThePerson(t *testing.T) {
	who := channel.Person{ID: "9", Name: "Sari Andaikan"}
	for name, c := range map[string]struct {
		to, text string
		node     string // what the target says about itself; empty: not asked
		under    string
		posted   string
	}{
		"a visitor's post":          {"1_1", "halo", "", "1_1", "halo"},
		"a comment":                 {"1_2", "halo", `{"id":"1_2","from":{"id":"9"}}`, "1_2", "halo"},
		"an answer to a comment":    {"1_3", "halo", `{"id":"1_3","from":{"id":"9"},"parent":{"id":"1_2"}}`, "1_2", "Sari Andaikan halo"},
		"the name is there already": {"1_3", "Halo Kak SARI, kami cek", `{"id":"1_3","parent":{"id":"1_2"}}`, "1_2", "Halo Kak SARI, kami cek"},
		"the part before":           {"1_4", "halo", `{"id":"1_4","from":{"id":"` + pageID + `"},"parent":{"id":"1_2"}}`, "1_2", "halo"},
		"it may not be read":        {"1_3", "halo", `{"error":{"code":10}}`, "1_3", "halo"},
		"no room for the name":      {"1_3", strings.Repeat("é", 7990), `{"id":"1_3","parent":{"id":"1_2"}}`, "1_2", strings.Repeat("é", 7990)},
	} {
		t.Run(name, func(t *testing.T) {
			out := channel.Outgoing{Kind: contract.MessageKindComment, InReplyTo: c.to, Thread: "1_1", Text: c.text, Recipient: who}
			s, posted, err := sent(t, out, func(r asked) string {
				if r.method == http.MethodGet {
					require.NotEmpty(t, c.node)
					return c.node
				}
				return `{"id":"1_5"}`
			})
			require.NoError(t, err)
			require.Equal(t, channel.Sent{ExternalID: "1_5", URL: "https://www.facebook.com/1_1?comment_id=5"}, s)
			require.Len(t, posted, 1)
			require.Equal(t, "/v26.0/"+c.under+"/comments", posted[0].path)
			require.Equal(t, map[string]any{"message": c.posted}, posted[0].body)
		})
	}
	out := channel.Outgoing{Kind: contract.MessageKindComment, InReplyTo: "1_3", Thread: "1_1", Text: "halo"}
	for answer, class := range map[string]channel.Class{
		`{"error":{"code":100,"error_subcode":33}}`: channel.Refused, `{"error":{"code":2}}`: channel.Later, `{"error":{"code":190}}`: channel.Dead, "<html>": channel.Later,
	} {
		_, posted, err := sent(t, out, func(asked) string { return answer })
		require.Equal(t, class, problem(t, err).Class)
		require.Empty(t, posted, "nothing is posted when its place isn't known")
	}
}

func TestTooLongIsNotTried(t *testing.T) {
	for limit, out := range map[int]channel.Outgoing{
		8000: {Kind: contract.MessageKindComment, InReplyTo: "1_1", Thread: "1_1"}, 2000: messenger,
	} {
		out.Text = strings.Repeat("😀", limit)
		_, _, err := sent(t, out, func(asked) string { return `{"id":"1","message_id":"1"}` })
		require.NoError(t, err)
		out.Text += "!"
		_, posted, err := sent(t, out, nil)
		require.Equal(t, "too_long", problem(t, err).Code)
		require.Empty(t, posted)
	}
}

// TestFindTakesOnlyWhatIsThePart: author, text and time must be those of the part, and no other part's id.
// TestAWrongClockSendsNothingTwice: what landed is found where our clock is wrong by hours, so that nobody sends it again; and an older
// answer of the same words isn't taken for it.
func TestAWrongClockSendsNothingTwice(t *testing.T) {
	for _, ahead := range []time.Duration{-3 * time.Hour, 3 * time.Hour} {
		for name, c := range map[string]struct {
			landed time.Duration // from Facebook's now
			found  bool
		}{"just now": {0, true}, "long ago": {-time.Hour, false}} {
			t.Run(fmt.Sprint(name, ahead), func(t *testing.T) {
				landed := noon.Add(ahead + c.landed)
				node := fmt.Sprintf(`{"id":"1_5","from":{"id":%q},"message":"Baik","created_time":%q}`, pageID, when(landed))
				page, g := ask(t, func(w http.ResponseWriter, r asked) {
					since, _ := strconv.ParseInt(r.query.Get("since"), 10, 64)
					switch {
					case strings.HasSuffix(r.path, "/conversations"):
						says(200, `{"data":[{"id":"t_1","messages":{"data":[`+node+`]}}]}`)(w, r)
					case since > landed.Unix():
						says(200, `{"data":[]}`)(w, r)
					default:
						says(200, `{"data":[`+node+`]}`)(w, r)
					}
				})
				g.ahead = ahead
				for range 2 { // at first it doesn't know that the clock is wrong
					out := channel.Outgoing{Kind: contract.MessageKindPost, InReplyTo: "1_1", Thread: "1_1", Text: "Baik", FirstTry: noon, Recipient: channel.Person{ID: "7990"}}
					_, found, err := page.Find(t.Context(), out)
					require.NoError(t, err)
					require.Equal(t, c.found, found, "comment")
					out.Private, out.Kind, out.Thread = true, contract.MessageKindMessenger, "7990"
					_, found, err = page.Find(t.Context(), out)
					require.NoError(t, err)
					require.Equal(t, c.found, found, "message")
				}
			})
		}
	}
}

// TestABusyConversationIsLookedThrough: Facebook gives the newest 20 messages only. When they reach back to before the first try, a part
// that isn't among them isn't there; when they don't, nobody knows.
func TestABusyConversationIsLookedThrough(t *testing.T) {
	for name, c := range map[string]struct {
		oldest time.Duration // of the messages that are given, from the first try
		known  bool
	}{"from before": {-2 * time.Minute, true}, "from after": {time.Second, false}, "too near to be sure": {-10 * time.Second, false}} {
		t.Run(name, func(t *testing.T) {
			var all []string
			for i := range 20 {
				at := noon.Add(c.oldest)
				if i < 19 {
					at = noon.Add(time.Minute)
				}
				all = append(all, fmt.Sprintf(`{"id":"m_%d","from":{"id":"7990"},"message":"min?","created_time":%q}`, i, when(at)))
			}
			page, _ := ask(t, says(200, `{"data":[{"id":"t_1","messages":{"data":[`+strings.Join(all, ",")+`]}}]}`))
			_, found, err := page.Find(t.Context(), channel.Outgoing{
				Kind: contract.MessageKindMessenger, Private: true, Thread: "7990", Text: "Baik", FirstTry: noon, Recipient: channel.Person{ID: "7990"},
			})
			require.False(t, found)
			require.Equal(t, c.known, err == nil, "%v", err)
		})
	}
}

func TestFindTakesOnlyWhatIsThePart(t *testing.T) {
	at := func(d time.Duration) string { return noon.Add(d).Format("2006-01-02T15:04:05-0700") }
	node := func(id, from, text string, d time.Duration) string {
		raw, err := json.Marshal(map[string]any{"id": id, "from": map[string]any{"id": from}, "message": text, "created_time": at(d)})
		require.NoError(t, err)
		return string(raw)
	}
	for name, c := range map[string]struct {
		node  string
		found bool
	}{
		"it":                {node("1_5", pageID, "  Baik,\nkami cek ", time.Second), true},
		"clocks differ":     {node("1_5", pageID, "Baik, kami cek", -4*time.Minute), true},
		"from before":       {node("1_5", pageID, "Baik, kami cek", -6*time.Minute), false},
		"another part":      {node("1_6", pageID, "Baik, kami cek", time.Second), false},
		"other words":       {node("1_5", pageID, "Baik kami cek", time.Second), false},
		"somebody else":     {node("1_5", "9", "Baik, kami cek", time.Second), false},
		"nobody":            {`{"id":"1_5","message":"Baik, kami cek","created_time":"` + at(0) + `"}`, false},
		"no time":           {`{"id":"1_5","message":"Baik, kami cek","from":{"id":"` + pageID + `"}}`, false},
		"nothing":           {"", false},
		"something strange": {"7", false},
	} {
		t.Run(name, func(t *testing.T) {
			page, g := ask(t, func(w http.ResponseWriter, r asked) {
				switch {
				case r.query.Get("after") == "" && strings.HasSuffix(r.path, "/comments"): // an empty page before the one
					says(200, `{"data":[],"paging":{"cursors":{"after":"c1"},"next":"https://elsewhere.contoh.id/x?access_token=other&after=c1"}}`)(w, r)
				case strings.HasSuffix(r.path, "/conversations"):
					says(200, `{"data":[{"id":"t_1","messages":{"data":[`+c.node+`]}}]}`)(w, r)
				default:
					says(200, `{"data":[`+c.node+`]}`)(w, r)
				}
			})
			out := channel.Outgoing{
				Kind: contract.MessageKindPost, InReplyTo: "1_1", Thread: "1_1", Text: "Baik, kami cek", FirstTry: noon, Known: []string{"1_6"},
				Recipient: channel.Person{ID: "7990"},
			}
			s, found, err := page.Find(t.Context(), out)
			require.NoError(t, err)
			require.Equal(t, c.found, found)
			if found {
				require.Equal(t, "1_5", s.ExternalID)
			}
			out.Private, out.Kind, out.Thread = true, contract.MessageKindMessenger, "7990"
			_, found, err = page.Find(t.Context(), out)
			require.NoError(t, err)
			require.Equal(t, c.found, found)
			for _, r := range g.made() {
				require.Equal(t, http.MethodGet, r.method)
				require.Empty(t, r.query["access_token"])
				require.Equal(t, "Bearer page-token", r.header.Get("Authorization"))
			}
			last := g.made()[len(g.made())-1]
			require.Equal(t, "7990", last.query.Get("user_id"))
		})
	}
}

func TestFindSaysWhenItCouldNotLook(t *testing.T) {
	out := channel.Outgoing{Kind: contract.MessageKindComment, InReplyTo: "1_2", Thread: "1_1", Text: "x", FirstTry: noon}
	for answer, class := range map[string]channel.Class{
		`{"error":{"code":2}}`: channel.Later, `{"error":{"code":190}}`: channel.Dead, "<html>": channel.Later, `{"error":{"code":4}}`: channel.Later,
	} {
		page, _ := ask(t, says(200, answer))
		_, found, err := page.Find(t.Context(), out)
		require.False(t, found)
		require.Equal(t, class, problem(t, err).Class)
	}
	page, _ := ask(t, says(400, `{"error":{"code":100,"error_subcode":33}}`))
	_, found, err := page.Find(t.Context(), out)
	require.NoError(t, err, "what it would stand under is gone")
	require.False(t, found)
}

// A conversation of which Facebook gives only what is newer than the first try may hold the part further down.
func TestFindSaysWhenItCouldNotSeeAll(t *testing.T) {
	message := func(i int) string {
		return fmt.Sprintf(`{"id":"m_%d","from":{"id":"9"},"message":"lagi","created_time":%q}`, i, noon.Add(time.Minute).Format("2006-01-02T15:04:05-0700"))
	}
	for count, whole := range map[int]bool{19: true, 20: false} {
		var all []string
		for i := range count {
			all = append(all, message(i))
		}
		page, _ := ask(t, says(200, `{"data":[{"id":"t_1","messages":{"data":[`+strings.Join(all, ",")+`]}}]}`))
		_, found, err := page.Find(t.Context(), channel.Outgoing{
			Private: true, Kind: contract.MessageKindMessenger, Thread: "7990", Text: "x", FirstTry: noon, Recipient: channel.Person{ID: "7990"},
		})
		require.False(t, found)
		if whole {
			require.NoError(t, err)
		} else {
			require.Equal(t, channel.Later, problem(t, err).Class)
		}
	}
}
