package standin_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"sociomedio/app/backend/standin"
	"sociomedio/assets/demo"
)

// The channels and the stand-ins are two readings of one fact sheet, and could share a mistake. What stands here is a third: each line
// is a sentence of the sheet, with its paragraph, put to the stand-ins over HTTP. It was written from the sheets, not from the code.

// fact is one call and what the sheet says of its answer.
type fact struct {
	sheet  string // paragraph
	about  string
	method string
	path   string
	body   any
	status int
	has    map[string]any // by dotted path: what must be there; a missing{} must not be there, a form says what it looks like
}

type missing struct{}

// form is a regular expression that a string must match.
type form string

// list is how many things a list has.
type list int

// holds says whether an answer is as the sheet says.
func (f fact) holds(t *testing.T, a answer) {
	t.Helper()
	about := f.sheet + ": " + f.about
	require.Equal(t, f.status, a.status, "%s\n%s", about, a.raw)
	for path, want := range f.has {
		got := at(a.body, path)
		switch want := want.(type) {
		case missing:
			require.Nil(t, got, "%s: %s\n%s", about, path, a.raw)
		case form:
			text, isText := got.(string)
			require.True(t, isText, "%s: %s is no string\n%s", about, path, a.raw)
			require.Regexp(t, string(want), text, "%s: %s", about, path)
		case list:
			all, isList := got.([]any)
			require.True(t, isList, "%s: %s is no list\n%s", about, path, a.raw)
			require.Len(t, all, int(want), "%s: %s", about, path)
		default:
			require.EqualValues(t, want, got, "%s: %s\n%s", about, path, a.raw)
		}
	}
}

// at follows a path like data.0.author_id.
func at(v any, path string) any {
	for key := range strings.SplitSeq(path, ".") {
		switch in := v.(type) {
		case object:
			v = in[key]
		case []any:
			i := int(key[0] - '0')
			if i < 0 || i >= len(in) {
				return nil
			}
			v = in[i]
		default:
			return nil
		}
	}
	return v
}

// Forms in which the networks write (x-api §3, facebook-api §4).
const (
	xID       = form(`^[0-9]{1,19}$`)
	xTime     = form(`^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$`)
	graphTime = form(`^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+0000$`)
	commentID = form(`^\d+_\d+$`)
)

func TestXAnswersAsItsFactSheetSays(t *testing.T) {
	r := start(t, standin.Options{})
	say := func(in standin.Injection) string {
		r.clock.Add(time.Second)
		in.Network = "twitter"
		return r.happens(in)
	}
	named := say(standin.Injection{Kind: "mention", From: from("budi_contoh"), Text: "@TelkomCare a & b <c>", Attachments: []demo.Attachment{{Type: "photo"}}})
	stranger := say(standin.Injection{Kind: "post", From: from("yoga_contoh"), Text: "tidak ada yang dipanggil"})
	gone := say(standin.Injection{Kind: "mention", From: from("sari_contoh"), Text: "@TelkomCare sebentar"})
	say(standin.Injection{Kind: "delete", ID: gone})
	shut := say(standin.Injection{Kind: "mention", From: standin.Author{Customer: demo.Customer{Handle: "tutup_contoh", ClosedDMs: true}}, Text: "@TelkomCare halo"})
	say(standin.Injection{Kind: "dm", From: from("wulan_contoh"), Text: "nomor saya"})
	user := func(handle string) string {
		return at(r.x("GET", "/2/users/by/username/"+handle, nil).body, "data.id").(string)
	}
	reply := func(to, text string) object {
		return object{"text": text, "reply": object{"in_reply_to_tweet_id": to}}
	}
	const mine = "/2/users/2910007/mentions"
	const all = "?tweet.fields=author_id,conversation_id,created_at,display_text_range,edit_history_tweet_ids,entities,attachments,public_metrics" +
		"&expansions=author_id,attachments.media_keys&user.fields=protected,receives_your_dm,public_metrics&media.fields=url,alt_text"
	duplicate := "You are not allowed to create a Tweet with duplicate content."
	for _, f := range []fact{
		// Reading.
		{"x-api §3", "newest first, ids are strings, times have milliseconds", "GET", mine + all, nil, 200, map[string]any{
			"data.1.id": named, "data.1.author_id": xID, "data.1.conversation_id": named, "data.1.created_at": xTime,
			"data.1.text": form(`a &amp; b &lt;c&gt; https://t\.co/\w+$`), "data.1.edit_history_tweet_ids.0": named, "data.1.public_metrics.retweet_count": 0,
			"data.1.attachments.media_keys.0": form(`^3_`), "data.1.entities.mentions.0.username": "TelkomCare", "data.1.entities.mentions.0.id": xID,
			"includes.media.0.type": "photo", "includes.media.0.url": form(`^http`), "includes.users.0.protected": false,
			"meta.result_count": 2, "meta.newest_id": shut, "meta.oldest_id": named, "meta.next_token": missing{}, "errors": missing{},
		}},
		{"x-api §3", "what nobody asked for does not come", "GET", mine, nil, 200, map[string]any{
			"data.0.id": xID, "data.0.text": form(`.`), "data.0.author_id": missing{}, "data.0.created_at": missing{}, "includes": missing{},
		}},
		{"x-api §3", "no data when it is empty", "GET", mine + "?since_id=" + shut, nil, 200, map[string]any{"data": missing{}, "meta.result_count": 0, "meta.newest_id": missing{}}},
		{"x-api §3", "since_id is exclusive", "GET", mine + "?since_id=" + named, nil, 200, map[string]any{"data": list(1), "data.0.id": shut}},
		{"x-api §3", "until_id is exclusive", "GET", mine + "?until_id=" + shut, nil, 200, map[string]any{"data": list(1), "data.0.id": named}},
		{"x-api §3", "max_results below 5", "GET", mine + "?max_results=4", nil, 400, map[string]any{
			"title": "Invalid Request", "detail": "One or more parameters to your request was invalid.", "errors.0.parameters.max_results.0": "4",
			"errors.0.message": form(`.`), "type": form(`/invalid-request$`),
		}},
		{"x-api §3", "max_results above 100", "GET", mine + "?max_results=101", nil, 400, nil},
		{"x-api §3", "ids and times do not go together", "GET", mine + "?since_id=1&start_time=2026-01-01T00:00:00Z", nil, 400, map[string]any{
			"errors.0.message": "Invalid use of 'since_id' or 'until_id' in conjunction with 'start_time' or 'end_time'.",
		}},
		{"x-api §3", "an id is at most 19 digits", "GET", mine + "?since_id=12345678901234567890", nil, 400, nil},
		{"x-api §0", "the new name of a parameter is none in the old spelling", "GET", mine + "?post.fields=text", nil, 400, nil},
		{"x-api §7", "something deleted is a partial error beside a yes", "GET", "/2/tweets?ids=" + gone + "," + named, nil, 200, map[string]any{
			"data": list(1), "errors": list(1), "errors.0.resource_id": gone, "errors.0.resource_type": "tweet", "errors.0.value": gone,
			"errors.0.title": "Not Found Error", "errors.0.type": form(`/2/problems/resource-not-found$`),
		}},
		// Direct messages.
		{
			"x-api §4", "a 1:1 conversation is named by the smaller and the larger id", "GET",
			"/2/dm_events?dm_event.fields=created_at,dm_conversation_id,sender_id,event_type&expansions=sender_id", nil, 200,
			map[string]any{
				"data.0.event_type": "MessageCreate", "data.0.sender_id": xID, "data.0.dm_conversation_id": form(`^\d+-\d+$`), "data.0.created_at": xTime,
				"data.0.participant_ids": missing{}, "includes.users.0.username": "wulan_contoh", "meta.result_count": 1,
			},
		},
		{"x-api §4", "no since_id", "GET", "/2/dm_events?since_id=1", nil, 400, nil},
		{"x-api §4", "one event for a page", "GET", "/2/dm_events?max_results=1", nil, 200, nil},
		{"x-api §4", "at most 100", "GET", "/2/dm_events?max_results=101", nil, 400, nil},
		{"x-api §4", "a message says where it landed", "POST", "/2/dm_conversations/with/" + user("wulan_contoh") + "/messages", object{"text": "Baik"}, 201, map[string]any{
			"data.dm_event_id": xID, "data.dm_conversation_id": form(`^\d+-\d+$`),
		}},
		{"x-api §4", "an empty message", "POST", "/2/dm_conversations/with/" + user("wulan_contoh") + "/messages", object{"text": ""}, 400, nil},
		{"x-api §4", "closed messages", "POST", "/2/dm_conversations/with/" + user("tutup_contoh") + "/messages", object{"text": "Baik"}, 403, map[string]any{
			"errors.0.code": 349, "errors.0.message": "You cannot send messages to this user.",
		}},
		// Answers in public.
		{"x-api §5", "a reply", "POST", "/2/tweets", reply(named, "Kami cek"), 201, map[string]any{
			"data.id": xID, "data.text": form(`Kami cek`), "data.edit_history_tweet_ids": list(1),
		}},
		{"x-api §5", "the same words again, without the id of the first", "POST", "/2/tweets", reply(named, "Kami cek"), 403, map[string]any{
			"detail": duplicate, "type": "about:blank", "title": "Forbidden", "status": 403, "data": missing{}, "id": missing{},
		}},
		{"x-api §5", "an unknown key", "POST", "/2/tweets", object{"text": "a", "colour": "blue"}, 400, map[string]any{"type": form(`/invalid-request$`)}},
		{"x-api §5", "neither text nor media", "POST", "/2/tweets", object{"reply": object{"in_reply_to_tweet_id": named}}, 400, nil},
		{"x-api §7", "the summon rule", "POST", "/2/tweets", reply(stranger, "Kami bantu"), 403, map[string]any{
			"detail": "Reply to this conversation is not allowed because you have not been mentioned or otherwise engaged by the author of the post you are replying to.",
		}},
		{"x-api §7", "quoting who did not name us", "POST", "/2/tweets", object{"text": "begini", "quote_tweet_id": stranger}, 403, map[string]any{
			"detail": "Quoting this post is not allowed because you have not been mentioned or are not part of the conversation thread of the post you are quoting.",
		}},
		{"x-api §7", "a post that is gone", "POST", "/2/tweets", reply(gone, "Kami bantu"), 403, map[string]any{
			"detail": "You attempted to reply to a Tweet that is deleted or not visible to you.",
		}},
	} {
		r.clock.Add(time.Second)
		f.holds(t, r.x(f.method, f.path, f.body))
	}
	limit := r.x("GET", mine, nil).header
	for _, name := range []string{"x-rate-limit-limit", "x-rate-limit-remaining", "x-rate-limit-reset"} {
		require.Regexp(t, `^\d+$`, limit.Get(name), "x-api §6: on every answer")
	}
	require.Equal(t, "300", limit.Get("x-rate-limit-limit"), "x-api §3: 300 in 15 minutes for a user")
	require.Equal(t, "15", r.x("GET", "/2/dm_events", nil).header.Get("x-rate-limit-limit"), "x-api §4")
	posted := r.x("POST", "/2/tweets", reply(named, "Sebentar ya")).header
	require.Equal(t, "100", posted.Get("x-rate-limit-limit"), "x-api §5")
	require.Equal(t, "10000", posted.Get("x-app-limit-24hour-limit"), "x-api §5")
	sent := r.x("POST", "/2/dm_conversations/with/"+user("wulan_contoh")+"/messages", object{"text": "Lagi"}).header
	require.Equal(t, "1440", sent.Get("x-user-limit-24hour-limit"), "x-api §4")
	require.Equal(t, "1440", sent.Get("x-app-limit-24hour-limit"), "x-api §4")
}

// The words in which X says no to everybody (x-api §1, §2, §6, §7).
func TestXRefusesInTheWordsOfItsFactSheet(t *testing.T) {
	for _, f := range []struct {
		fact
		fault string
	}{
		{fact{"x-api §1", "a dead token", "GET", "", nil, 401, map[string]any{"title": "Unauthorized", "type": "about:blank", "status": 401, "detail": "Unauthorized"}}, "401"},
		{fact{"x-api §2", "no credit", "GET", "", nil, 402, map[string]any{"title": "CreditsDepleted"}}, "402"},
		{fact{"x-api §6", "too many", "GET", "", nil, 429, map[string]any{"title": "Too Many Requests", "type": "about:blank", "status": 429}}, "429"},
	} {
		r := start(t, standin.Options{})
		require.NoError(t, r.Fault(standin.Fault{Kind: f.fault, Path: "/x/2/"}))
		a := r.x("GET", mentions, nil)
		f.holds(t, a)
		if f.status == 429 {
			require.Equal(t, "0", a.header.Get("x-rate-limit-remaining"))
			require.Empty(t, a.header.Get("Retry-After"), "x-api §6: there is none")
		}
	}
}

func TestFacebookAnswersAsItsFactSheetSays(t *testing.T) {
	r := start(t, standin.Options{})
	say := func(in standin.Injection) string {
		r.clock.Add(time.Second)
		in.Network = "facebook"
		return r.happens(in)
	}
	post := say(standin.Injection{Kind: "outside", Text: "Info gangguan"})
	root := say(standin.Injection{Kind: "comment", From: intan, Text: "Kapan normal?", InReplyTo: post})
	below := say(standin.Injection{Kind: "reply", From: intan, Text: "min?", InReplyTo: root})
	gone := say(standin.Injection{Kind: "comment", From: intan, Text: "salah tulis", InReplyTo: post})
	say(standin.Injection{Kind: "delete", ID: gone})
	mid := say(standin.Injection{Kind: "messenger", From: intan, Text: "halo"})
	page := "/" + r.PageID()
	to := object{"id": intan.PSID}
	text := object{"text": "Baik"}
	for _, f := range []fact{
		{"facebook-api §4", "posts: ids with two parts, times without a colon in the zone", "GET", page + "/feed?fields=id,message,created_time,from,is_hidden,permalink_url", nil, 200, map[string]any{
			"data.0.id": form(`^` + r.PageID() + `_\d+$`), "data.0.created_time": graphTime, "data.0.from.id": r.PageID(), "paging.cursors.before": form(`.`), "paging.next": missing{},
		}},
		{"facebook-api §4", "comments of the first level", "GET", "/" + post + "/comments?filter=toplevel&fields=id,from,message,created_time,parent,is_hidden,can_reply_privately", nil, 200, map[string]any{
			"data": list(1), "data.0.id": commentID, "data.0.from.id": intan.Customer.ID, "data.0.from.name": intan.Name, "data.0.created_time": graphTime,
			"data.0.parent": missing{}, "data.0.is_hidden": false, "data.0.can_reply_privately": true,
		}},
		{"facebook-api §4", "all comments, with their parents", "GET", "/" + post + "/comments?filter=stream&order=reverse_chronological&fields=id,parent{id}", nil, 200, map[string]any{
			"data": list(2), "data.0.id": below, "data.0.parent.id": root,
		}},
		{"facebook-api §4", "an order that there is not", "GET", "/" + post + "/comments?order=backwards", nil, 400, map[string]any{"error.code": 100}},
		{"facebook-api §4", "a page of one, with where it goes on", "GET", "/" + post + "/comments?filter=stream&limit=1", nil, 200, map[string]any{
			"data": list(1), "paging.cursors.after": form(`.`), "paging.next": form(`^http.*after=`),
		}},
		{"facebook-api §4", "conversations", "GET", page + "/conversations?platform=messenger&fields=id,updated_time,participants,can_reply,message_count", nil, 200, map[string]any{
			"data.0.id": form(`^t_`), "data.0.updated_time": graphTime, "data.0.participants.data": list(2), "data.0.can_reply": true,
		}},
		{"facebook-api §4", "messages inside of a conversation", "GET", page + "/conversations?fields=messages{id,message,from,to,created_time}", nil, 200, map[string]any{
			"data.0.messages.data.0.id": mid, "data.0.messages.data.0.message": "halo", "data.0.messages.data.0.from.id": intan.PSID, "data.0.messages.data.0.created_time": graphTime,
			"data.0.messages.data.0.to.data.0.id": r.PageID(),
		}},
		{"facebook-api §4", "a profile by the id of Messenger", "GET", "/" + intan.PSID + "?fields=first_name,last_name,profile_pic,name", nil, 200, map[string]any{
			"first_name": "Intan", "last_name": "Andaikata", "profile_pic": form(`^http`),
		}},
		{"facebook-api §4, §9", "no profile by the id of comments", "GET", "/" + intan.Customer.ID, nil, 400, map[string]any{"error.code": 100, "error.error_subcode": 2018218}},
		{"facebook-api §9", "something that is gone", "GET", "/" + gone, nil, 400, map[string]any{
			"error.code": 100, "error.error_subcode": 33, "error.type": "GraphMethodException", "error.fbtrace_id": form(`.`), "error.message": form(`.`),
		}},
		{"facebook-api §5", "an answer has an id", "POST", "/" + root + "/comments", object{"message": "Kami cek"}, 200, map[string]any{"id": commentID, "success": missing{}}},
		{"facebook-api §9", "the same words again", "POST", "/" + root + "/comments", object{"message": "Kami cek"}, 400, map[string]any{"error.code": 506, "error.type": "OAuthException", "id": missing{}}},
		{"facebook-api §5", "hiding", "POST", "/" + root, object{"is_hidden": true}, 200, map[string]any{"success": true}},
		{"facebook-api §7", "a message in Messenger", "POST", page + "/messages", object{"recipient": to, "messaging_type": "RESPONSE", "message": text}, 200, map[string]any{
			"recipient_id": intan.PSID, "message_id": form(`^m_`),
		}},
		{"facebook-api §7", "2,000 characters", "POST", page + "/messages", object{"recipient": to, "messaging_type": "RESPONSE", "message": object{"text": strings.Repeat("é", 2000)}}, 200, nil},
		{"facebook-api §7", "one more", "POST", page + "/messages", object{"recipient": to, "messaging_type": "RESPONSE", "message": object{"text": strings.Repeat("é", 2001)}}, 400, map[string]any{"error.code": 100}},
		{"facebook-api §7", "a tag that is dead", "POST", page + "/messages", object{"recipient": to, "messaging_type": "MESSAGE_TAG", "tag": "POST_PURCHASE_UPDATE", "message": text}, 400, map[string]any{
			"error.code": 100, "error.error_subcode": 1893061,
		}},
		{"facebook-api §9", "nobody of that id", "POST", page + "/messages", object{"recipient": object{"id": "42"}, "messaging_type": "RESPONSE", "message": text}, 400, map[string]any{
			"error.code": 100, "error.error_subcode": 2018001,
		}},
		{"facebook-api §6", "a private reply names who it went to", "POST", page + "/messages", object{"recipient": object{"comment_id": below}, "message": text}, 200, map[string]any{
			"recipient_id": intan.PSID, "message_id": form(`^m_`),
		}},
		{"facebook-api §3", "the page subscribes", "POST", page + "/subscribed_apps", object{"subscribed_fields": "feed,messages"}, 200, map[string]any{"success": true}},
	} {
		r.clock.Add(time.Second)
		f.holds(t, r.facebook(f.method, f.path, f.body))
	}
	a := r.facebook("GET", page, nil)
	require.Equal(t, "v26.0", a.header.Get("facebook-api-version"), "facebook-api §1")
	require.JSONEq(t, `{"call_count":0,"total_time":0,"total_cputime":0}`, a.header.Get("X-App-Usage"), "facebook-api §8")
	require.Regexp(t, `^\{"`+r.PageID()+`":\[\{"type":"pages","call_count":\d+,"total_cputime":\d+,"total_time":\d+,"estimated_time_to_regain_access":0\}\]\}$`,
		a.header.Get("X-Business-Use-Case-Usage"), "facebook-api §8")

	r.clock.Add(25 * time.Hour)
	for _, f := range []fact{
		{"facebook-api §7, §9", "after 24 hours", "POST", page + "/messages", object{"recipient": to, "messaging_type": "RESPONSE", "message": text}, 400, map[string]any{
			"error.code": 10, "error.error_subcode": 2018278, "error.message": form(`^\(#10\) This message is sent outside of allowed window\.`),
		}},
		{"facebook-api §7", "but a person's words", "POST", page + "/messages", object{"recipient": to, "messaging_type": "MESSAGE_TAG", "tag": "HUMAN_AGENT", "message": text}, 200, nil},
	} {
		f.holds(t, r.facebook(f.method, f.path, f.body))
	}
	r.happens(standin.Injection{Network: "facebook", Kind: "block", From: intan})
	fact{"facebook-api §9", "somebody out of reach", "POST", "", nil, 400, map[string]any{"error.code": 551, "error.error_subcode": 1545041}}.holds(t,
		r.facebook("POST", page+"/messages", object{"recipient": to, "messaging_type": "RESPONSE", "message": text}))
	r.happens(standin.Injection{Network: "facebook", Kind: "revoke"})
	fact{"facebook-api §9", "a dead token", "GET", "", nil, 401, map[string]any{"error.code": 190, "error.type": "OAuthException", "error.error_subcode": 460}}.holds(t,
		r.facebook("GET", page, nil))
}

// What X delivers (x-api §10): the CRC before, the signature in base64 over the raw bytes, the envelope, every number twice.
func TestXDeliversAsItsFactSheetSays(t *testing.T) {
	r := start(t, standin.Options{})
	mac := func(message []byte) string {
		h := hmac.New(sha256.New, []byte(r.XCredentials().ConsumerSecret))
		h.Write(message)
		return "sha256=" + base64.StdEncoding.EncodeToString(h.Sum(nil))
	}
	ours := receive(t, func(w http.ResponseWriter, q *http.Request) {
		_ = json.NewEncoder(w).Encode(object{"response_token": mac([]byte(q.URL.Query().Get("crc_token")))})
	})
	wrong := receive(t, func(w http.ResponseWriter, _ *http.Request) {
		_, _ = w.Write([]byte(`{"response_token":"sha256=AAAA"}`))
	})
	require.Error(t, r.Webhook(t.Context(), standin.Target{Network: "twitter", URL: wrong.web.URL}), "a wrong answer to the CRC")
	require.NoError(t, r.Webhook(t.Context(), standin.Target{Network: "twitter", URL: ours.web.URL}))
	say := func(in standin.Injection) string {
		r.clock.Add(time.Second)
		in.Network = "twitter"
		return r.happens(in)
	}
	named := say(standin.Injection{Kind: "mention", From: from("budi_contoh"), Text: "@TelkomCare halo"})
	say(standin.Injection{Kind: "mention", From: standin.Author{Customer: demo.Customer{Handle: "kunci_contoh", Protected: true}}, Text: "@TelkomCare halo"})
	dm := say(standin.Injection{Kind: "dm", From: from("wulan_contoh"), Text: "nomor saya"})
	say(standin.Injection{Kind: "delete", ID: named})
	say(standin.Injection{Kind: "revoke"})

	got := ours.deliveries(r)
	require.Len(t, got, 4, "a protected account's post is never delivered")
	for i, has := range []map[string]any{
		{"data.event_type": "post.mention.create", "data.payload.id": named, "data.payload.author_id": xID, "data.payload.public_metrics.like_count": 0, "data.payload.public_metrics.like_count_str": "0", "data.includes.users.0.username": "budi_contoh"},
		{
			"data.event_type": "dm.received", "data.payload.direct_message_events.0.id": dm, "data.payload.direct_message_events.0.type": "message_create",
			"data.payload.direct_message_events.0.created_timestamp": form(`^\d{13}$`), "data.payload.direct_message_events.0.message_create.sender_id": xID,
			"data.payload.direct_message_events.0.message_create.target.recipient_id": "2910007", "data.payload.direct_message_events.0.message_create.message_data.text": "nomor saya",
		},
		{"data.event_type": "post.delete", "data.payload.id": named, "data.payload.author_id": xID, "data.payload.text": missing{}, "data.includes.users.0.data.username": "budi_contoh"},
		{"data.event_type": "oauth.revoke", "data.event_uuid": form(`^-?\d+$`)},
	} {
		fact{"x-api §10", "delivery", "", "", nil, 0, has}.holds(t, answer{body: got[i].body, raw: got[i].raw})
		require.Equal(t, mac(got[i].raw), got[i].header.Get("x-twitter-webhooks-signature"))
	}
}

// What Facebook delivers (facebook-api §3): seconds for changes and milliseconds for messages, the page as sender of an echo, ids alone
// for what was removed.
func TestFacebookDeliversAsItsFactSheetSays(t *testing.T) {
	r := start(t, standin.Options{})
	ours := receive(t, verified(t, r.FacebookCredentials().VerifyToken))
	require.NoError(t, r.Webhook(t.Context(), standin.Target{Network: "facebook", URL: ours.web.URL}))
	comment := r.happens(standin.Injection{Network: "facebook", Kind: "comment", From: intan, Text: "halo"})
	mid := r.happens(standin.Injection{Network: "facebook", Kind: "messenger", From: intan, Text: "halo"})
	r.send(object{"message": object{"text": "Ya Kak", "metadata": "part-1"}})
	r.happens(standin.Injection{Network: "facebook", Kind: "hide", ID: comment})
	r.happens(standin.Injection{Network: "facebook", Kind: "delete", ID: comment})
	r.happens(standin.Injection{Network: "facebook", Kind: "edit", ID: mid, Text: "halo min"})

	now := r.clock.Now()
	value, chat := "entry.0.changes.0.value.", "entry.0.messaging.0."
	got := ours.deliveries(r)
	require.Len(t, got, 6)
	for i, has := range []map[string]any{
		{
			"object": "page", "entry.0.id": r.PageID(), "entry.0.time": now.Unix(), "entry.0.changes.0.field": "feed", value + "item": "comment", value + "verb": "add",
			value + "comment_id": comment, value + "post_id": form(`^` + r.PageID() + `_\d+$`), value + "parent_id": form(`^` + r.PageID() + `_\d+$`),
			value + "from.id": intan.Customer.ID, value + "created_time": now.Unix(), value + "message": "halo",
		},
		{
			"entry.0.time": now.UnixMilli(), chat + "sender.id": intan.PSID, chat + "recipient.id": r.PageID(), chat + "timestamp": now.UnixMilli(), chat + "message.mid": mid,
			chat + "message.text": "halo", chat + "message.is_echo": missing{},
		},
		{chat + "sender.id": r.PageID(), chat + "recipient.id": intan.PSID, chat + "message.is_echo": true, chat + "message.metadata": "part-1", chat + "message.mid": form(`^m_`)},
		{value + "verb": "hide", value + "from.id": r.PageID()},
		{value + "verb": "remove", value + "comment_id": comment, value + "message": missing{}},
		{chat + "message_edit.mid": mid, chat + "message_edit.text": "halo min", chat + "message_edit.num_edit": 1, chat + "message": missing{}},
	} {
		fact{"facebook-api §3", "delivery", "", "", nil, 0, has}.holds(t, answer{body: got[i].body, raw: got[i].raw})
	}
}
