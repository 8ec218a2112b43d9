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
	"sociomedio/app/backend/standin/facebook"
	"sociomedio/assets/demo"
)

// says is what Facebook answered against a call: code and subcode (facebook-api §9).
func (a answer) says() [2]float64 {
	code, _ := a.at("error", "code").(float64)
	subcode, _ := a.at("error", "error_subcode").(float64)
	return [2]float64{code, subcode}
}

var intan = standin.Author{Customer: demo.Customer{ID: "100990000000102", PSID: "7990000000000102", Name: "Intan Andaikata"}}

// send writes to somebody in Messenger.
func (r *rig) send(more object) answer {
	body := object{"recipient": object{"id": intan.PSID}, "messaging_type": "RESPONSE", "message": object{"text": "halo"}}
	for k, v := range more {
		body[k] = v
	}
	return r.facebook("POST", "/"+r.PageID()+"/messages", body)
}

func TestFacebookKeepsTheWindowsOfMessenger(t *testing.T) {
	r := start(t, standin.Options{})
	human := object{"messaging_type": "MESSAGE_TAG", "tag": "HUMAN_AGENT"}
	closed := [2]float64{10, 2018278}
	require.Equal(t, [2]float64{100, 2018001}, r.send(nil).says(), "nobody has written")
	r.happens(standin.Injection{Network: "facebook", Kind: "messenger", From: intan, Text: "halo"})
	for _, c := range []struct {
		later time.Duration
		body  object
		says  [2]float64
	}{
		{0, nil, [2]float64{}},
		{24 * time.Hour, nil, [2]float64{}},
		{time.Second, nil, closed},
		{0, human, [2]float64{}},
		{0, object{"messaging_type": "MESSAGE_TAG", "tag": "ACCOUNT_UPDATE"}, [2]float64{100, 1893061}},
		{0, object{"messaging_type": "RESPONSE", "tag": "HUMAN_AGENT"}, [2]float64{100, 0}},
		{0, object{"message": object{"text": strings.Repeat("x", 2001)}}, [2]float64{100, 0}},
		{0, object{"message": object{"text": "x", "attachment": object{"type": "image"}}}, [2]float64{100, 0}},
		{6 * 24 * time.Hour, human, closed},
	} {
		r.clock.Add(c.later)
		require.Equal(t, c.says, r.send(c.body).says())
	}
	require.Len(t, r.Posts(), 3, "what was refused is not there; our own words open nothing")
	r.happens(standin.Injection{Network: "facebook", Kind: "block", From: intan})
	require.Equal(t, [2]float64{551, 1545041}, r.send(nil).says())
}

func TestFacebookTakesOnePrivateReply(t *testing.T) {
	r := start(t, standin.Options{})
	id := r.happens(standin.Injection{Network: "facebook", Kind: "comment", From: intan, Text: "halo"})
	old := r.happens(standin.Injection{Network: "facebook", Kind: "comment", From: intan, Text: "lama", At: demo.Anchor().Add(-8 * 24 * time.Hour)})
	can := func(id string) any {
		return r.facebook("GET", "/"+id+"?fields=can_reply_privately", nil).at("can_reply_privately")
	}
	require.Equal(t, true, can(id))
	require.Equal(t, false, can(old))
	a := r.send(object{"recipient": object{"comment_id": id}})
	require.Equal(t, intan.PSID, a.body["recipient_id"])
	require.Equal(t, "private_reply", r.Posts()[0].Kind)
	require.Equal(t, float64(10900), r.send(object{"recipient": object{"comment_id": id}}).says()[0], "once")
	require.Equal(t, float64(10), r.send(object{"recipient": object{"comment_id": old}}).says()[0], "within seven days")
	require.Equal(t, [2]float64{10, 2018278}, r.send(nil).says(), "it opens no window")
	require.Equal(t, false, can(id))
	require.NotNil(t, r.facebook("GET", "/"+id+"?fields=private_reply_conversation", nil).at("private_reply_conversation", "id"))
}

func TestFacebookHangsAnswersBelowTheRoot(t *testing.T) {
	r := start(t, standin.Options{})
	root := r.happens(standin.Injection{Network: "facebook", Kind: "comment", From: intan, Text: "halo"})
	below := r.happens(standin.Injection{Network: "facebook", Kind: "reply", From: intan, Text: "min?", InReplyTo: root})
	a := r.facebook("POST", "/"+below+"/comments", object{"message": "Kami cek"})
	require.Equal(t, root, r.facebook("GET", "/"+a.body["id"].(string)+"?fields=parent{id}", nil).at("parent", "id"))
	require.Equal(t, float64(506), r.facebook("POST", "/"+root+"/comments", object{"message": "Kami cek"}).says()[0], "the same words again")
	require.Equal(t, [2]float64{100, 0}, r.facebook("POST", "/"+root+"/comments", object{"message": strings.Repeat("x", 8001)}).says())
	require.Equal(t, [2]float64{100, 0}, r.facebook("POST", "/"+root+"/comments", object{}).says())
	r.happens(standin.Injection{Network: "facebook", Kind: "delete", ID: root})
	require.Equal(t, [2]float64{100, 33}, r.facebook("POST", "/"+root+"/comments", object{"message": "terlambat"}).says())
	require.Len(t, r.Posts(), 1)
}

func TestFacebookPagesHaveANextUntilTheEnd(t *testing.T) {
	r := start(t, standin.Options{Facebook: facebook.Options{EmptyPages: true}})
	post := r.happens(standin.Injection{Network: "facebook", Kind: "outside", Text: "Info gangguan"})
	var want []string
	for i := range 12 {
		r.clock.Add(time.Second)
		want = append(want, r.happens(standin.Injection{Network: "facebook", Kind: "comment", From: intan, Text: strconv.Itoa(i), InReplyTo: post}))
	}
	var got []string
	empty := 0
	for path := "/" + post + "/comments?filter=stream&order=chronological&limit=5"; path != ""; {
		a := r.facebook("GET", path, nil)
		require.Equal(t, http.StatusOK, a.status, string(a.raw))
		ids := a.ids("data")
		if len(ids) == 0 {
			empty++
		}
		got = append(got, ids...)
		path = ""
		if next, more := a.at("paging", "next").(string); more {
			u, err := url.Parse(next)
			require.NoError(t, err)
			path = strings.TrimPrefix(u.Path, "/facebook/v26.0") + "?" + u.RawQuery
		}
	}
	require.Equal(t, want, got)
	require.Equal(t, 1, empty, "an empty page can have a next")
	since := r.facebook("GET", "/"+post+"/comments?since="+strconv.FormatInt(r.clock.Now().Unix(), 10), nil)
	require.Equal(t, want[11:], since.ids("data"))
	require.Equal(t, float64(100), r.facebook("GET", "/"+post+"/comments?fields=colour", nil).says()[0])
	require.Equal(t, float64(100), r.facebook("GET", "/"+post+"/comments?after=xyz", nil).says()[0])
}

func TestFacebookShowsTheNewest20Messages(t *testing.T) {
	r := start(t, standin.Options{})
	for i := range 25 {
		r.clock.Add(time.Second)
		r.happens(standin.Injection{Network: "facebook", Kind: "messenger", From: intan, Text: strconv.Itoa(i)})
	}
	a := r.facebook("GET", "/"+r.PageID()+"/conversations?platform=messenger&user_id="+intan.PSID+"&fields=id,updated_time,messages.limit(25){id,message,from}", nil)
	thread := a.list("data")[0]
	messages := thread["messages"].(object)["data"].([]any)
	require.Len(t, messages, 25)
	for i, m := range messages {
		require.Equal(t, i < 20, m.(object)["message"] != nil)
	}
	require.Empty(t, r.facebook("GET", "/"+r.PageID()+"/conversations?platform=instagram", nil).list("data"))
}

func TestFacebookTokens(t *testing.T) {
	r := start(t, standin.Options{Facebook: facebook.Options{RequireProof: true}})
	cr := r.FacebookCredentials()
	page := "/facebook/v26.0/" + r.PageID() + "?fields=name"
	ask := func(token, more string) answer {
		return r.call("GET", page+more, nil, "Authorization", "Bearer "+token)
	}
	proof := "&appsecret_proof=" + facebook.Proof(cr.AppSecret, cr.PageToken)
	require.Equal(t, [2]float64{100, 0}, ask(cr.PageToken, "").says())
	require.Equal(t, [2]float64{100, 0}, ask(cr.PageToken, "&appsecret_proof=00").says())
	require.Equal(t, http.StatusOK, ask(cr.PageToken, proof).status)
	require.Equal(t, float64(190), ask("other", proof).says()[0])
	require.Equal(t, float64(104), r.call("GET", page, nil).says()[0])
	r.happens(standin.Injection{Network: "facebook", Kind: "revoke"})
	require.Equal(t, [2]float64{190, 460}, ask(cr.PageToken, proof).says())
	debug := r.call("GET", "/facebook/v26.0/debug_token?input_token="+cr.PageToken, nil, "Authorization", "Bearer "+cr.AppID+"|"+cr.AppSecret)
	require.Equal(t, false, debug.at("data", "is_valid"))
	r.happens(standin.Injection{Network: "facebook", Kind: "restore"})
	require.Equal(t, "v26.0", ask(cr.PageToken, proof).header.Get("facebook-api-version"))
	old := r.call("GET", strings.Replace(page, "v26.0", "v12.0", 1)+proof, nil, "Authorization", "Bearer "+cr.PageToken)
	require.Equal(t, "v21.0", old.header.Get("facebook-api-version"), "an ended version is answered by the oldest living one")
}

func TestFacebookCountsCalls(t *testing.T) {
	r := start(t, standin.Options{Facebook: facebook.Options{Calls: 4}})
	for i, used := range []string{"25", "50", "75", "100"} {
		a := r.facebook("GET", "/"+r.PageID(), nil)
		require.Equal(t, http.StatusOK, a.status, i)
		require.Contains(t, a.header.Get("X-Business-Use-Case-Usage"), `"call_count":`+used)
		require.Contains(t, a.header.Get("X-App-Usage"), used)
	}
	a := r.facebook("GET", "/"+r.PageID(), nil)
	require.Equal(t, float64(80001), a.says()[0])
	require.Contains(t, a.header.Get("X-Business-Use-Case-Usage"), `"estimated_time_to_regain_access":60`)
	require.Equal(t, float64(80006), r.send(nil).says()[0])
	r.clock.Add(time.Hour + time.Second)
	require.Equal(t, http.StatusOK, r.facebook("GET", "/"+r.PageID(), nil).status)
}

// TestFacebookTellsOfEverything: each thing that happens is told as facebook-api §3 says, the page's own as well.
func TestFacebookTellsOfEverything(t *testing.T) {
	r := start(t, standin.Options{})
	ours := receive(t, verified(t, r.FacebookCredentials().VerifyToken))
	require.NoError(t, r.Webhook(t.Context(), standin.Target{Network: "facebook", URL: ours.web.URL}))
	comment := r.happens(standin.Injection{Network: "facebook", Kind: "comment", From: intan, Text: "halo", Repeat: 2})
	r.happens(standin.Injection{Network: "facebook", Kind: "edit", ID: comment, Text: "halo min"})
	r.happens(standin.Injection{Network: "facebook", Kind: "hide", ID: comment})
	r.happens(standin.Injection{Network: "facebook", Kind: "delete", ID: comment})
	r.happens(standin.Injection{Network: "facebook", Kind: "mention", From: intan, Text: "tanya TelkomCare"})
	message := r.happens(standin.Injection{Network: "facebook", Kind: "messenger", From: intan, Text: "halo"})
	r.send(object{"message": object{"text": "Ya Kak", "metadata": "part-1"}})
	r.happens(standin.Injection{Network: "facebook", Kind: "delete", ID: message})
	r.happens(standin.Injection{Network: "facebook", Kind: "comment", From: intan, Text: "diam", Silent: true})

	var told []string
	for _, d := range ours.deliveries(r) {
		for _, e := range d.body["entry"].([]any) {
			require.Equal(t, r.PageID(), e.(object)["id"])
			told = append(told, toldOf(e.(object)))
		}
	}
	require.Equal(t, []string{"comment add", "comment add", "comment edited", "comment hide", "comment remove", "post add without from", "message", "echo part-1", "deleted"}, told)
}

// toldOf is what an entry tells, in words.
func toldOf(entry object) string {
	if changes, ok := entry["changes"].([]any); ok {
		v := changes[0].(object)["value"].(object)
		words := v["item"].(string) + " " + v["verb"].(string)
		if v["from"] == nil {
			words += " without from"
		}
		return words
	}
	m := entry["messaging"].([]any)[0].(object)["message"].(object)
	switch {
	case m["is_deleted"] == true:
		return "deleted"
	case m["is_echo"] == true:
		return "echo " + m["metadata"].(string)
	}
	return "message"
}
