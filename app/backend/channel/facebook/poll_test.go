package facebook_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"sociomedio/app/backend/channel"
)

func when(at time.Time) string { return at.UTC().Format("2006-01-02T15:04:05-0700") }

// site is a page with posts, comments and conversations, as lists of JSON; a list is given in pages of 3.
type site struct {
	feed, threads []string
	comments      map[string][]time.Time // by post, oldest first
	broken        string                 // a path that answers an error
	says          string                 // that error
	header        []string
}

func (s *site) answer(w http.ResponseWriter, r asked) {
	path := strings.TrimPrefix(r.path, "/v26.0")
	if s.broken != "" && strings.HasSuffix(path, s.broken) {
		says(400, s.says)(w, r)
		return
	}
	var list []string
	switch post, is := strings.CutSuffix(path, "/comments"); {
	case is:
		since, err := strconv.ParseInt(r.query.Get("since"), 10, 64)
		if err != nil || r.query.Get("order") != "chronological" || r.query.Get("filter") != "stream" {
			says(400, `{"error":{"code":100}}`)(w, r)
			return
		}
		for i, at := range s.comments[post[1:]] {
			if at.Unix() >= since {
				list = append(list, fmt.Sprintf(`{"id":"c%d","from":{"id":"9","name":"Sari"},"message":"%d","created_time":%q}`, i, i, when(at)))
			}
		}
	case strings.HasSuffix(path, "/conversations"):
		list = s.threads
	default:
		list = s.feed
	}
	s.give(w, r, list)
}

func (s *site) give(w http.ResponseWriter, r asked, list []string) {
	size := 100
	from, _ := strconv.Atoi(r.query.Get("after"))
	to := min(from+size, len(list))
	next := ""
	if to < len(list) {
		next = fmt.Sprintf(`,"paging":{"cursors":{"after":"%d"},"next":"https://graph.facebook.com/v26.0/x?after=%d&access_token=LEAK"}`, to, to)
	}
	says(200, `{"data":[`+strings.Join(list[min(from, to):to], ",")+`]`+next+`}`, s.header...)(w, r)
}

func post(id string, created, updated time.Time) string {
	return fmt.Sprintf(`{"id":%q,"from":{"id":%q},"message":"p","created_time":%q,"updated_time":%q}`, id, pageID, when(created), when(updated))
}

func texts(b channel.Batch) []string {
	var out []string
	for _, e := range b.Events {
		out = append(out, e.Message.Text)
	}
	return out
}

func TestReadingGoesOnWhereItStopped(t *testing.T) {
	s := &site{feed: []string{post("1_1", noon.Add(-20*24*time.Hour), noon.Add(-time.Minute))}, comments: map[string][]time.Time{}}
	for i := range 5000 {
		s.comments["1_1"] = append(s.comments["1_1"], noon.Add(time.Duration(i-6000)*time.Second/4))
	}
	page, g := ask(t, s.answer)
	seen := map[string]bool{}
	mark, polls := "", 0
	for more := true; more; polls++ {
		b, err := page.Poll(t.Context(), mark)
		require.NoError(t, err)
		require.NoError(t, b.Rest)
		require.LessOrEqual(t, len(b.Events), 2100, "what a transaction holds well")
		for _, e := range b.Events {
			seen[e.Message.ExternalID] = true
		}
		mark, more = b.Mark, b.More
	}
	require.Equal(t, 3, polls)
	require.Len(t, seen, 5000)
	for _, r := range g.made() {
		require.NotContains(t, r.query.Encode(), "LEAK")
	}

	before := len(g.made())
	b, err := page.Poll(t.Context(), mark)
	require.NoError(t, err)
	require.NotEmpty(t, b.Events, "reading overlaps")
	require.Less(t, len(b.Events), 5000)
	require.Less(t, len(g.made())-before, 40)
	s.feed = []string{post("1_1", noon.Add(-20*24*time.Hour), noon.Add(-time.Hour))}
	before = len(g.made())
	b, err = page.Poll(t.Context(), b.Mark)
	require.NoError(t, err)
	require.Empty(t, b.Events)
	require.Equal(t, 2, len(g.made())-before, "a post on which nothing happened costs nothing")
}

func TestAllOfOneSecondCanBeRead(t *testing.T) {
	s := &site{feed: []string{post("1_1", noon.Add(-time.Hour), noon)}, comments: map[string][]time.Time{"1_1": slices.Repeat([]time.Time{noon.Add(-time.Minute)}, 3000)}}
	page, _ := ask(t, s.answer)
	b, err := page.Poll(t.Context(), "")
	require.NoError(t, err)
	require.Len(t, b.Events, 3001)
	require.False(t, b.More)
}

func TestWhatCanBeReadIsStoredWhenTheRestCanNot(t *testing.T) {
	s := &site{
		feed: []string{post("1_1", noon.Add(-time.Hour), noon), post("1_2", noon.Add(-2*time.Hour), noon)}, broken: "1_1/comments", says: `{"error":{"code":2}}`,
		comments: map[string][]time.Time{"1_2": {noon.Add(-time.Minute)}},
	}
	page, _ := ask(t, s.answer)
	b, err := page.Poll(t.Context(), "")
	require.NoError(t, err)
	require.Equal(t, []string{"p", "p", "0"}, texts(b))
	require.Equal(t, channel.Later, problem(t, b.Rest).Class)
	require.False(t, b.More)

	s.broken, s.comments["1_1"] = "", []time.Time{noon.Add(-50 * time.Minute)}
	b, err = page.Poll(t.Context(), b.Mark)
	require.NoError(t, err)
	require.NoError(t, b.Rest)
	require.Contains(t, texts(b), "0", "it was not forgotten")

	// A post that is gone, and a permission that is missing, keep nothing back.
	for broken, text := range map[string]string{
		"1_1/comments": `{"error":{"code":100,"error_subcode":33}}`, "/conversations": `{"error":{"code":10}}`, "/feed": `{"error":{"code":200}}`,
	} {
		s.broken, s.says = broken, text
		b, err = page.Poll(t.Context(), "")
		require.NoError(t, err)
		require.NoError(t, b.Rest)
	}
	s.broken, s.says = "", ""
	page, _ = ask(t, says(400, `{"error":{"code":10}}`))
	_, err = page.Poll(t.Context(), "")
	require.Equal(t, channel.Refused, problem(t, err).Class, "nothing at all can be read")
}

// TestReadingRestsForTheAnswers: from 75 % on reading is slower, at 95 % it stops (facebook-api §8).
func TestReadingRestsForTheAnswers(t *testing.T) {
	for percent, rests := range map[int]time.Duration{10: 0, 74: 0, 75: 2 * time.Minute, 95: 30 * time.Minute, 100: 30 * time.Minute} {
		s := &site{
			feed: []string{post("1_1", noon.Add(-time.Hour), noon)}, comments: map[string][]time.Time{"1_1": {noon.Add(-time.Minute)}},
			header: []string{"X-Business-Use-Case-Usage", fmt.Sprintf(`{"%s":[{"type":"pages","call_count":%d,"estimated_time_to_regain_access":30}]}`, pageID, percent), "X-App-Usage", `{"call_count":1}`, "X-Page-Usage", "?"},
		}
		page, _ := ask(t, s.answer)
		b, err := page.Poll(t.Context(), "")
		require.NoError(t, err)
		require.Equal(t, percent < 95, slices.Contains(texts(b), "0"))
		if rests == 0 {
			require.True(t, b.NextAt.IsZero())
			continue
		}
		require.Equal(t, noon.Add(rests), b.NextAt, percent)
	}
}

func thread(id string, updated time.Time, more bool, messages ...string) string {
	next := ""
	if more {
		next = `,"paging":{"next":"https://graph.facebook.com/x?after=1"}`
	}
	return fmt.Sprintf(`{"id":%q,"updated_time":%q,"participants":{"data":[{"id":"7990","name":"Intan"},{"id":%q}]},"messages":{"data":[%s]%s}}`,
		id, when(updated), pageID, strings.Join(messages, ","), next)
}

func message(id, from, text string, at time.Time, rest string) string {
	return fmt.Sprintf(`{"id":%q,"from":{"id":%q},"message":%q,"created_time":%q%s}`, id, from, text, when(at), rest)
}

func TestConversationsAreRead(t *testing.T) {
	files := `,"attachments":{"data":[{"image_data":{"url":"https://cdn.contoh.id/1"}},{"video_data":{"url":"https://cdn.contoh.id/2"}},` +
		`{"mime_type":"audio/mpeg","file_url":"https://cdn.contoh.id/3"},{"mime_type":"application/pdf","name":"tagihan.pdf","file_url":"https://cdn.contoh.id/4"}]},` +
		`"sticker":"https://cdn.contoh.id/5","shares":{"data":[{"link":"https://contoh.id/a","name":"Promo"}]}`
	s := &site{threads: []string{
		thread("t_1", noon, false, message("m_2", pageID, "Baik", noon, ""), message("m_1", "7990", "halo", noon.Add(-time.Hour), files)),
		thread("t_2", noon.Add(-8*24*time.Hour), false, message("m_0", "7991", "lama", noon.Add(-8*24*time.Hour), "")),
	}}
	page, g := ask(t, s.answer)
	b, err := page.Poll(t.Context(), "")
	require.NoError(t, err)
	require.Equal(t, []string{"Baik", "halo"}, texts(b), "what is older than the first reading goes is left")
	require.True(t, b.Events[0].Message.Ours)
	require.False(t, b.Events[0].Message.OpensCase)
	m := b.Events[1].Message
	require.Equal(t, channel.Person{ID: "7990", Name: "Intan"}, m.Customer)
	require.True(t, m.Private && m.OpensCase)
	require.Empty(t, m.Thread, "webhooks know no conversation's id: both ways must give one conversation")
	var got []string
	for _, a := range m.Attachments {
		got = append(got, a.Type+" "+a.URL)
	}
	require.Equal(t, []string{"sticker https://cdn.contoh.id/5", "photo https://cdn.contoh.id/1", "video https://cdn.contoh.id/2", "audio https://cdn.contoh.id/3", "file https://cdn.contoh.id/4", "share https://contoh.id/a"}, got)
	require.Equal(t, "messenger", g.made()[0].query.Get("platform"))
	require.False(t, b.Gap)

	// More came than Facebook shows: said so, and gone on.
	s.threads = []string{thread("t_1", noon, true, message("m_4", "7990", "lagi", noon, ""), fmt.Sprintf(`{"id":"m_3","created_time":%q}`, when(noon)))}
	b, err = page.Poll(t.Context(), b.Mark)
	require.NoError(t, err)
	require.True(t, b.Gap)
	require.Equal(t, []string{"lagi"}, texts(b))
}

func TestStrangeThingsThatAreRead(t *testing.T) {
	s := &site{
		feed:    []string{`7`, `"x"`, `{"id":null}`, post("1_1", noon.Add(-time.Hour), noon), `{"id":1,"created_time":"` + when(noon) + `","is_published":false}`, `{"id":"1_9","from":{"id":"9"},"created_time":1764000000,"message":"pos"}`},
		threads: []string{`[]`, `{"id":"t_1","updated_time":"` + when(noon) + `","messages":{"data":[3,{"message":"tanpa id"}]}}`},
	}
	page, _ := ask(t, s.answer)
	b, err := page.Poll(t.Context(), "{broken")
	require.NoError(t, err)
	n := 0
	for _, e := range b.Events {
		if e.Type == channel.Unknown {
			require.NotEmpty(t, e.Raw)
			n++
		}
	}
	require.Equal(t, 6, n)
	var mark map[string]any
	require.NoError(t, json.Unmarshal([]byte(b.Mark), &mark))
}

func TestPagesWithoutEndEnd(t *testing.T) {
	page, g := ask(t, says(200, `{"data":[],"paging":{"next":"https://graph.facebook.com/x"}}`))
	_, err := page.Poll(t.Context(), "")
	require.NoError(t, err)
	require.Less(t, len(g.made()), 60)
}

// TestReadingGoesByFacebooksClock: with our clock hours ahead, what is written right after a reading comes with the next.
func TestReadingGoesByFacebooksClock(t *testing.T) {
	s := &site{comments: map[string][]time.Time{}}
	page, g := ask(t, s.answer)
	g.ahead = -3 * time.Hour
	theirs := noon.Add(g.ahead)
	s.feed = []string{post("1_1", theirs.Add(-time.Minute), theirs)}
	b, err := page.Poll(t.Context(), "")
	require.NoError(t, err)
	require.NoError(t, b.Rest)
	require.False(t, b.More)
	s.feed = []string{post("1_1", theirs.Add(-time.Minute), theirs.Add(time.Minute))}
	s.comments["1_1"] = []time.Time{theirs.Add(time.Minute)}
	b, err = page.Poll(t.Context(), b.Mark)
	require.NoError(t, err)
	require.Contains(t, texts(b), "0")
}
