package standin_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"sociomedio/app/backend/standin"
	"sociomedio/app/backend/standin/x"
	"sociomedio/assets/demo"
)

func replyTo(id, text string) object {
	return object{"text": text, "reply": object{"in_reply_to_tweet_id": id}}
}

func TestXRepliesArePosted(t *testing.T) {
	r := start(t, standin.Options{})
	question := r.happens(standin.Injection{Network: "twitter", Kind: "mention", From: from("budi_contoh"), Text: "internet mati"})
	r.clock.Add(time.Second)
	a := r.x("POST", "/2/tweets", replyTo(question, "@budi_contoh Halo & salam, cek https://cek.contoh.id/kecepatan ya Kak. (Anis)"))
	require.Equal(t, http.StatusCreated, a.status)
	id := a.at("data", "id").(string)
	require.Contains(t, a.at("data", "text"), "@budi_contoh Halo &amp; salam, cek https://t.co/")

	posts := r.Posts()
	require.Len(t, posts, 1)
	require.Equal(t, standin.Post{
		Network: "twitter", Kind: "reply", InReplyTo: question, To: "budi_contoh", ToID: posts[0].ToID, ID: id, Thread: question,
		Text: "@budi_contoh Halo & salam, cek https://cek.contoh.id/kecepatan ya Kak. (Anis)", At: r.clock.Now(),
	}, posts[0])
	require.Contains(t, string(r.call("GET", "/_posts", nil).raw), `"in_reply_to":"`+question+`"`)

	// How a lost answer is found again (x-api §5).
	own := r.x("GET", "/2/users/2910007/tweets?since_id="+question+"&tweet.fields=referenced_tweets,entities", nil)
	require.Equal(t, []string{id}, own.ids("data"))
	require.Equal(t, object{"type": "replied_to", "id": question}, own.list("data")[0]["referenced_tweets"].([]any)[0])
	require.Equal(t, "https://cek.contoh.id/kecepatan", own.list("data")[0]["entities"].(object)["urls"].([]any)[0].(object)["expanded_url"])

	second := r.x("POST", "/2/tweets", replyTo(id, "@budi_contoh Bagian dua (2/2)"))
	require.Equal(t, http.StatusCreated, second.status, "our own post may be continued")
	require.Equal(t, http.StatusForbidden, r.x("DELETE", "/2/tweets/"+question, nil).status, "not ours")
	require.Equal(t, true, r.x("DELETE", "/2/tweets/"+id, nil).at("data", "deleted"))
	require.True(t, r.Posts()[0].Deleted)
}

func TestXRefusesAsXDoes(t *testing.T) {
	r := start(t, standin.Options{})
	say := func(kind, text string) string {
		return r.happens(standin.Injection{Network: "twitter", Kind: kind, From: from("budi_contoh"), Text: text})
	}
	question, unasked, gone := say("mention", "tolong"), say("post", "provider ini payah"), say("mention", "ini saya hapus")
	r.happens(standin.Injection{Network: "twitter", Kind: "delete", ID: gone})
	blocked := r.happens(standin.Injection{Network: "twitter", Kind: "mention", From: from("c_contoh"), Text: "hai"})
	r.happens(standin.Injection{Network: "twitter", Kind: "block", From: from("c_contoh")})
	require.Equal(t, http.StatusCreated, r.x("POST", "/2/tweets", replyTo(question, "@budi_contoh sama")).status)

	for name, c := range map[string]struct {
		body   object
		status int
		detail string
	}{
		"duplicate, whoever it is for": {replyTo(question, "@budi_contoh  sama "), 403, "You are not allowed to create a Tweet with duplicate content."},
		"not summoned":                 {replyTo(unasked, "@budi_contoh halo"), 403, "Reply to this conversation is not allowed because you have not been mentioned or otherwise engaged by the author of the post you are replying to."},
		"quote not summoned":           {object{"text": "lihat", "quote_tweet_id": unasked}, 403, "Quoting this post is not allowed because you have not been mentioned or are not part of the conversation thread of the post you are quoting."},
		"deleted parent":               {replyTo(gone, "@budi_contoh a"), 403, "You attempted to reply to a Tweet that is deleted or not visible to you."},
		"unknown parent":               {replyTo("123", "@budi_contoh b"), 403, "You attempted to reply to a Tweet that is deleted or not visible to you."},
		"blocked author":               {replyTo(blocked, "@c_contoh c"), 403, "You attempted to reply to a Tweet that is deleted or not visible to you."},
		"too long":                     {replyTo(question, strings.Repeat("a", 281)), 403, "Your Tweet text is too long. For more information on how Twitter determines text length see https://github.com/twitter/twitter-text."},
		"unknown key":                  {object{"text": "a", "status": "b"}, 400, "One or more parameters to your request was invalid."},
		"empty":                        {object{"text": "  "}, 400, "One or more parameters to your request was invalid."},
		"id that is none":              {replyTo("abc", "a"), 400, "One or more parameters to your request was invalid."},
		"media that is not there":      {object{"text": "a", "media": object{"media_ids": []string{"1"}}}, 400, "One or more parameters to your request was invalid."},
	} {
		a := r.x("POST", "/2/tweets", c.body)
		require.Equal(t, c.status, a.status, name)
		require.Equal(t, c.detail, a.body["detail"], name)
		require.Equal(t, "application/problem+json", a.header.Get("Content-Type"))
	}
	require.Len(t, r.Posts(), 1, "nothing that was refused is on the network")
	r.clock.Add(25 * time.Hour)
	require.Equal(t, http.StatusUnauthorized, r.x("POST", "/2/tweets", replyTo(question, "x")).status, "the bearer lives two hours")
}

func TestXLengthIsWeighted(t *testing.T) {
	r := start(t, standin.Options{})
	q := r.happens(standin.Injection{Network: "twitter", Kind: "mention", From: from("budi_contoh"), Text: "tolong"})
	post := func(text string) int { return r.x("POST", "/2/tweets", replyTo(q, text)).status }
	require.Equal(t, 201, post("@budi_contoh "+strings.Repeat("a", 280)), "the name in front does not count")
	require.Equal(t, 201, post(strings.Repeat("語", 140)))
	require.Equal(t, 403, post(strings.Repeat("語", 141)))
	require.Equal(t, 201, post(strings.Repeat("a", 256)+" https://contoh.id/"+strings.Repeat("x", 300)), "a link is 23")
	require.Equal(t, 201, post(strings.Repeat("👨‍👩‍👧‍👦", 140)))
}

func TestXEnterpriseNeedsNoSummons(t *testing.T) {
	r := start(t, standin.Options{X: x.Options{Enterprise: true}})
	id := r.happens(standin.Injection{Network: "twitter", Kind: "post", From: from("budi_contoh"), Text: "payah"})
	require.Equal(t, http.StatusCreated, r.x("POST", "/2/tweets", replyTo(id, "halo")).status)
}

func TestXDirectMessages(t *testing.T) {
	r := start(t, standin.Options{})
	wulan := standin.Author{Customer: demo.Customer{ID: "880000000104", Handle: "wulan_contoh", Name: "Wulan Misalia"}}
	old := r.happens(standin.Injection{Network: "twitter", Kind: "dm", From: wulan, Text: "lama", At: r.clock.Now().Add(-31 * 24 * time.Hour)})
	first := r.happens(standin.Injection{Network: "twitter", Kind: "dm", From: wulan, Text: "Tagihan naik?", Attachments: []demo.Attachment{{Type: "photo"}}})
	r.clock.Add(time.Second)
	a := r.x("POST", "/2/dm_conversations/with/880000000104/messages", object{"text": "Kami cek ya https://contoh.id/x (Anis)"})
	require.Equal(t, http.StatusCreated, a.status)
	require.Equal(t, "2910007-880000000104", a.at("data", "dm_conversation_id"))
	ours := a.at("data", "dm_event_id").(string)
	require.Equal(t, "dm", r.Posts()[0].Kind)
	require.Equal(t, "wulan_contoh", r.Posts()[0].To)
	require.Equal(t, first, r.Posts()[0].InReplyTo)

	events := r.x("GET", "/2/dm_events?dm_event.fields=sender_id,created_at,dm_conversation_id,entities,attachments&expansions=sender_id,attachments.media_keys&media.fields=url&event_types=MessageCreate", nil)
	require.Equal(t, []string{ours, first}, events.ids("data"), "newest first, ours too, none older than 30 days: "+old)
	require.Equal(t, "2910007", events.list("data")[0]["sender_id"])
	require.Contains(t, events.list("data")[0], "urls", "the old spelling has entities at the top")
	require.Len(t, events.at("includes", "users"), 2)
	picture := events.at("includes", "media").([]any)[0].(object)["url"].(string)
	path := strings.TrimPrefix(picture, r.url)
	require.Equal(t, http.StatusUnauthorized, r.call("GET", path, nil).status, "the picture of a direct message is not public")
	require.Equal(t, "image/png", r.x("GET", strings.TrimPrefix(path, "/x"), nil).header.Get("Content-Type"))

	with := r.x("GET", "/2/dm_conversations/with/880000000104/dm_events?max_results=1", nil)
	require.Equal(t, []string{ours}, with.ids("data"))
	next := r.x("GET", "/2/dm_conversations/2910007-880000000104/dm_events?max_results=1&pagination_token="+with.at("meta", "next_token").(string), nil)
	require.Equal(t, []string{first}, next.ids("data"))
	require.Equal(t, http.StatusBadRequest, r.x("GET", "/2/dm_events?since_id=1", nil).status, "there is no since_id")

	r.happens(standin.Injection{Network: "twitter", Kind: "close_dms", From: wulan})
	closed := r.x("POST", "/2/dm_conversations/2910007-880000000104/messages", object{"text": "a"})
	require.Equal(t, http.StatusForbidden, closed.status)
	require.Equal(t, "You cannot send messages to this user.", closed.list("errors")[0]["message"])
	require.Equal(t, 400, r.x("POST", "/2/dm_conversations/with/880000000104/messages", object{"text": "a", "to": "b"}).status)
	r.happens(standin.Injection{Network: "twitter", Kind: "open_dms", From: wulan})
	require.Equal(t, 403, r.x("POST", "/2/dm_conversations/with/880000000104/messages", object{"text": strings.Repeat("a", 10001)}).status)
	require.Equal(t, 201, r.x("POST", "/2/dm_conversations/with/880000000104/messages", object{"text": "sama"}).status)
	require.Equal(t, 201, r.x("POST", "/2/dm_conversations/with/880000000104/messages", object{"text": "sama"}).status, "no duplicate rule here")
}

func TestXLimitsHaveHeadersAndWindows(t *testing.T) {
	r := start(t, standin.Options{X: x.Options{Limits: map[string]x.Limit{"mentions": {User: 2, App: 1}}}})
	a := r.x("GET", mentions, nil)
	require.Equal(t, []string{"2", "1"}, []string{a.header.Get("x-rate-limit-limit"), a.header.Get("x-rate-limit-remaining")})
	require.Equal(t, "1795505162", a.header.Get("x-rate-limit-reset"), "15 minutes after the clock")
	require.Equal(t, 200, r.x("GET", mentions, nil).status)
	a = r.x("GET", mentions, nil)
	require.Equal(t, http.StatusTooManyRequests, a.status)
	require.Equal(t, object{"title": "Too Many Requests", "detail": "Too Many Requests", "type": "about:blank", "status": 429.0}, a.body)
	require.Empty(t, a.header.Get("Retry-After"))
	require.Equal(t, 200, r.x("GET", "/2/users/me", nil).status, "a limit is by endpoint")
	require.Equal(t, 200, r.call("GET", "/x"+mentions, nil, "Authorization", "Bearer "+r.XCredentials().AppBearer).status, "and by caller")
	r.clock.Add(15 * time.Minute)
	require.Equal(t, 200, r.x("GET", mentions, nil).status)

	dm := r.x("GET", "/2/dm_events", nil)
	require.Equal(t, "15", dm.header.Get("x-rate-limit-limit"))
	q := r.happens(standin.Injection{Network: "twitter", Kind: "mention", From: from("a_contoh"), Text: "a"})
	require.Equal(t, "9999", r.x("POST", "/2/tweets", replyTo(q, "b")).header.Get("x-app-limit-24hour-remaining"))
}
