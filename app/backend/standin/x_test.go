package standin_test

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"sociomedio/app/backend/standin"
	"sociomedio/app/backend/standin/x"
	"sociomedio/assets/demo"
)

const mentions = "/2/users/2910007/mentions"

func TestXMentionsComeNewestFirstWithWhatWasAskedFor(t *testing.T) {
	r := start(t, standin.Options{})
	first := r.happens(standin.Injection{Network: "twitter", Kind: "mention", From: standin.Author{Customer: demo.Customer{
		Handle: "budi_contoh", Name: "Budi Contoh", Followers: 548, Following: 242, Statuses: 859,
	}}, Text: "@TelkomCare internet <mati> & lambat, lihat https://contoh.id/a #gangguan"})
	r.clock.Add(time.Minute)
	second := r.happens(standin.Injection{Network: "x", Kind: "mention", From: from("yoga_contoh"), Text: "tidak bisa connect"})

	a := r.x("GET", mentions, nil)
	require.Equal(t, []string{second, first}, a.ids("data"))
	require.Equal(t, object{"id": second, "text": "@TelkomCare tidak bisa connect", "edit_history_tweet_ids": []any{second}}, a.list("data")[0])
	require.Nil(t, a.body["includes"])
	require.Equal(t, object{"newest_id": second, "oldest_id": first, "result_count": 2.0}, a.body["meta"])

	a = r.x("GET", mentions+"?tweet.fields=created_at,author_id,conversation_id,entities,public_metrics,display_text_range"+
		"&expansions=author_id&user.fields=public_metrics,created_at,protected&since_id="+strconv.Itoa(int(mustUint(first)-1))+"&until_id="+second, nil)
	require.Equal(t, []string{first}, a.ids("data"))
	post := a.list("data")[0]
	require.Contains(t, post["text"], "internet &lt;mati&gt; &amp; lambat, lihat https://t.co/")
	require.Equal(t, "2026-11-24T07:11:02.000Z", post["created_at"])
	require.Equal(t, first, post["conversation_id"])
	link := post["entities"].(object)["urls"].([]any)[0].(object)
	require.Equal(t, "https://contoh.id/a", link["expanded_url"])
	runes := []rune(post["text"].(string))
	require.Equal(t, link["url"], string(runes[int(link["start"].(float64)):int(link["end"].(float64))]))
	require.Equal(t, "gangguan", post["entities"].(object)["hashtags"].([]any)[0].(object)["tag"])
	user := a.at("includes", "users").([]any)[0].(object)
	require.Equal(t, "budi_contoh", user["username"])
	require.Equal(t, object{"followers_count": 548.0, "following_count": 242.0, "tweet_count": 860.0, "listed_count": 0.0, "like_count": 0.0}, user["public_metrics"])
	require.NotContains(t, user, "description", "nobody asked for it")
}

func mustUint(s string) uint64 {
	n, err := strconv.ParseUint(s, 10, 64)
	if err != nil {
		panic(err)
	}
	return n
}

func TestXPagesAndRefusesWrongParameters(t *testing.T) {
	r := start(t, standin.Options{X: x.Options{ShortPages: true}})
	var want []string
	for i := range 12 {
		want = append([]string{r.happens(standin.Injection{Network: "twitter", Kind: "mention", From: from("a_contoh"), Text: strconv.Itoa(i)})}, want...)
	}
	var got []string
	token, pages := "", 0
	for {
		a := r.x("GET", mentions+"?max_results=5&pagination_token="+token, nil)
		if token == "" {
			a = r.x("GET", mentions+"?max_results=5", nil)
		}
		require.Len(t, a.list("data"), 4, "a page may hold fewer than asked for")
		got = append(got, a.ids("data")...)
		pages++
		next, more := a.at("meta", "next_token").(string)
		if !more {
			break
		}
		token = next
	}
	require.Equal(t, want, got)
	require.Equal(t, 3, pages)

	for query, about := range map[string]string{
		"max_results=4": "max_results", "max_results=101": "max_results", "since_id=abc": "since_id", "wrong=1": "wrong",
		"pagination_token=xyz": "pagination_token", "tweet.fields=colour": "tweet.fields", "expansions=nothing": "expansions",
		"since_id=1&start_time=2026-01-01T00:00:00Z": "since_id", "post.fields=text": "post.fields",
	} {
		a := r.x("GET", mentions+"?"+query, nil)
		require.Equal(t, http.StatusBadRequest, a.status, query)
		require.Equal(t, "Invalid Request", a.body["title"])
		require.Contains(t, a.list("errors")[0]["parameters"], about)
	}
	a := r.x("GET", mentions+"?since_id="+want[0], nil)
	require.Equal(t, object{"meta": object{"result_count": 0.0}}, a.body, "no data when there is nothing")
}

func TestXReadsOnlyTheNewest800Mentions(t *testing.T) {
	r := start(t, standin.Options{X: x.Options{LimitFactor: 10}})
	for i := range 805 {
		r.happens(standin.Injection{Network: "twitter", Kind: "mention", From: from("a_contoh"), Text: strconv.Itoa(i)})
	}
	n, token := 0, ""
	for more := true; more; {
		path := mentions + "?max_results=100"
		if token != "" {
			path += "&pagination_token=" + token
		}
		a := r.x("GET", path, nil)
		n += len(a.list("data"))
		token, more = a.at("meta", "next_token").(string)
	}
	require.Equal(t, 800, n)
}

func TestXNewSpelling(t *testing.T) {
	r := start(t, standin.Options{X: x.Options{Spelling: "new", Nulls: true}})
	question := r.happens(standin.Injection{Network: "twitter", Kind: "mention", From: from("a_contoh"), Text: "halo"})
	answered := r.x("POST", "/2/tweets", object{"text": "@a_contoh ya", "reply": object{"in_reply_to_tweet_id": question}})
	require.Contains(t, answered.at("data"), "edit_history_post_ids")
	r.clock.Add(time.Second)
	r.happens(standin.Injection{Network: "twitter", Kind: "reply", From: from("a_contoh"), Text: strings.Repeat("panjang sekali ", 30)})

	a := r.x("GET", mentions+"?post.fields=note_post,entities,public_metrics,attachments&expansions=author_id,referenced_posts&user.fields=public_metrics", nil)
	require.Equal(t, http.StatusOK, a.status, string(a.raw))
	post := a.list("data")[0]
	require.Contains(t, post, "author_id", "the expansion brings the id along")
	require.Equal(t, "replied_to", post["referenced_posts"].([]any)[0].(object)["type"])
	require.Contains(t, post["note_post"].(object)["text"], strings.Repeat("panjang sekali ", 20))
	require.Less(t, len(post["text"].(string)), 330)
	require.Contains(t, post["public_metrics"], "repost_count")
	require.Contains(t, post["entities"], "hashtags")
	require.Nil(t, post["entities"].(object)["hashtags"], "null, not absent")
	require.Nil(t, post["attachments"].(object)["media_keys"])
	require.Len(t, a.at("includes", "posts"), 1)
	require.Contains(t, a.at("includes", "users").([]any)[0].(object)["public_metrics"], "post_count")
	for _, query := range []string{"tweet.fields=text", "post.fields=author_id", "post.fields=note_tweet", "expansions=referenced_tweets.id", "expansions=referenced_posts.author_id"} {
		require.Equal(t, http.StatusBadRequest, r.x("GET", mentions+"?"+query, nil).status, query)
	}
}

func TestXMissingParentsArePartialErrors(t *testing.T) {
	r := start(t, standin.Options{})
	gone := r.happens(standin.Injection{Network: "twitter", Kind: "post", From: from("b_contoh"), Text: "mau ganti provider"})
	shy := r.happens(standin.Injection{Network: "twitter", Kind: "post", From: from("c_contoh"), Text: "rahasia", Protected: true})
	r.happens(standin.Injection{Network: "twitter", Kind: "reply", From: from("a_contoh"), InReplyTo: gone, Text: "@b_contoh @TelkomCare tolong dibantu"})
	r.happens(standin.Injection{Network: "twitter", Kind: "quote", From: from("a_contoh"), Quoted: shy, Text: "@TelkomCare begini"})
	r.happens(standin.Injection{Network: "twitter", Kind: "delete", ID: gone})
	a := r.x("GET", mentions+"?expansions=referenced_tweets.id,referenced_tweets.id.author_id&tweet.fields=referenced_tweets", nil)
	require.Len(t, a.list("data"), 2)
	require.Nil(t, a.at("includes", "tweets"))
	byID := map[string]object{}
	for _, e := range a.list("errors") {
		byID[e["resource_id"].(string)] = e
	}
	require.Equal(t, "Not Found Error", byID[gone]["title"])
	require.Equal(t, "https://api.twitter.com/2/problems/not-authorized-for-resource", byID[shy]["type"])

	look := r.x("GET", "/2/tweets?ids="+gone, nil)
	require.Equal(t, http.StatusOK, look.status)
	require.NotContains(t, look.body, "data")
	require.Equal(t, "Could not find tweet with ids: ["+gone+"].", look.list("errors")[0]["detail"])
	require.Equal(t, "id", r.x("GET", "/2/tweets/"+gone, nil).list("errors")[0]["parameter"])
}

func TestXEditsHaveNewIDs(t *testing.T) {
	r := start(t, standin.Options{})
	first := r.happens(standin.Injection{Network: "twitter", Kind: "mention", From: from("a_contoh"), Text: "intrnet mati"})
	r.clock.Add(time.Minute)
	second := r.happens(standin.Injection{Network: "twitter", Kind: "edit", ID: first, Text: "@TelkomCare internet mati"})
	require.NotEqual(t, first, second)
	a := r.x("GET", mentions, nil)
	require.Equal(t, []string{second}, a.ids("data"), "only the newest version is listed")
	require.Equal(t, []any{first, second}, a.list("data")[0]["edit_history_tweet_ids"])
	require.Equal(t, []any{first, second}, r.x("GET", "/2/tweets/"+first, nil).at("data", "edit_history_tweet_ids"))
}

func TestXReadsLateWhatIsHeld(t *testing.T) {
	r := start(t, standin.Options{})
	r.happens(standin.Injection{Network: "twitter", Kind: "mention", From: from("a_contoh"), Text: "pelan", Hold: demo.Duration(time.Minute)})
	only := r.happens(standin.Injection{Network: "twitter", Kind: "mention", From: from("a_contoh"), Text: "hanya webhook", WebhookOnly: true})
	require.Empty(t, r.x("GET", mentions, nil).list("data"))
	require.NotNil(t, r.x("GET", "/2/tweets/"+only, nil).at("data"), "by its id it is there")
	r.clock.Add(time.Minute)
	require.Len(t, r.x("GET", mentions, nil).list("data"), 1)
}

func TestXAttachmentsAreServed(t *testing.T) {
	r := start(t, standin.Options{})
	r.happens(standin.Injection{Network: "twitter", Kind: "mention", From: from("a_contoh"), Text: "lihat", Attachments: []demo.Attachment{{Type: "photo", Alt: "speedtest"}, {Type: "video"}}})
	a := r.x("GET", mentions+"?expansions=attachments.media_keys&media.fields=url,alt_text,variants,preview_image_url&tweet.fields=entities", nil)
	media := a.at("includes", "media").([]any)
	require.Len(t, media, 2)
	require.Equal(t, "speedtest", media[0].(object)["alt_text"])
	require.Len(t, a.list("data")[0]["entities"].(object)["urls"], 2, "media links stand in the text")
	u, err := url.Parse(media[0].(object)["url"].(string))
	require.NoError(t, err)
	picture := r.call("GET", u.Path, nil)
	require.Equal(t, "image/png", picture.header.Get("Content-Type"))
	require.Equal(t, "\x89PNG", string(picture.raw[:4]))
}
