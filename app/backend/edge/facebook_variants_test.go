package edge_test

import (
	"bufio"
	"encoding/json"
	"errors"
	"io/fs"
	"net/http"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// variant is one body that Facebook could deliver, with PAGE for the page's id, and what must be there afterwards.
type variant struct {
	name, body string
	texts      []string // of all messages with customers, in the order in which they were sent
	kinds      []string // types of their attachments
	raw        int      // things that are kept raw
}

// Bodies of the same kinds as the fixtures, in other shapes: other orders of fields, nulls, numbers for strings and strings for
// numbers, several of everything, unknown things, missing parts, ids of any length. None is lost, none stops another (edge cases 3, 20,
// 22, 23, 33).
func TestEdge33VariantsOfDeliveriesFacebook(t *testing.T) {
	comment := func(value string) string {
		return `{"object":"page","entry":[{"id":"PAGE","time":1764000000,"changes":[{"field":"feed","value":{` + value + `}}]}]}`
	}
	chat := func(message string) string {
		return `{"object":"page","entry":[{"id":"PAGE","time":1764000000123,"messaging":[{"sender":{"id":"7991"},"recipient":{"id":"PAGE"},"timestamp":1764000000123,` + message + `}]}]}`
	}
	all := []variant{
		{
			name: "the envelope's fields in another order", texts: []string{"urutan"},
			body: `{"entry":[{"changes":[{"value":{"message":"urutan","from":{"name":"Sari","id":"31"},"created_time":1764000000,"parent_id":"PAGE_1","post_id":"PAGE_1","comment_id":"1_2","verb":"add","item":"comment"},"field":"feed"}],"time":1764000000,"id":"PAGE"}],"object":"page"}`,
		},
		{
			name: "ids as numbers, longer than a float holds", texts: []string{"angka"},
			body: `{"object":"page","entry":[{"id":PAGE,"time":"1764000000123","messaging":[{"sender":{"id":12345678901234567891},"recipient":{"id":PAGE},"timestamp":"1764000000123","message":{"mid":"m_1","text":"angka"}}]}]}`,
		},
		{name: "numbers where texts are meant", texts: []string{"123456"}, body: chat(`"message":{"mid":"m_1","text":123456}`)},
		{
			name: "nulls in every place", texts: []string{"null"},
			body: comment(`"item":"comment","verb":"add","comment_id":"1_2","post_id":"PAGE_1","parent_id":null,"from":{"id":"31","name":null},"message":"null","created_time":null,"photo":null,"photos":null,"post":null,"is_hidden":null,"published":null,"edited_time":null`),
		},
		{
			name: "nulls in a message", texts: []string{""}, kinds: []string{"photo", "share", "unknown"},
			body: chat(`"message":{"mid":"m_1","text":null,"quick_reply":null,"reply_to":null,"is_echo":null,"is_deleted":null,"metadata":null,"nlp":null,"attachments":[{"type":"image","payload":null},{"type":"fallback","payload":"kata","title":null},null]},"postback":null,"message_edit":null,"reaction":null,"read":null`),
		},
		{name: "a message without an author", texts: []string{"siapa"}, body: comment(`"item":"comment","verb":"add","comment_id":"1_2","post_id":"PAGE_1","message":"siapa"`)},
		{
			name: "a comment that names its post only by its parent", texts: []string{"induk"},
			body: comment(`"item":"comment","verb":"add","comment_id":"1_2","parent_id":"PAGE_1","from":{"id":"31"},"message":"induk","created_time":1764000000`),
		},
		{
			name: "no time anywhere", texts: []string{"kapan"},
			body: `{"object":"page","entry":[{"id":"PAGE","messaging":[{"sender":{"id":"7991"},"recipient":{"id":"PAGE"},"message":{"mid":"m_1","text":"kapan"}}]}]}`,
		},
		{
			name: "a photo alone, twice in it", texts: []string{""}, kinds: []string{"photo"},
			body: comment(`"item":"comment","verb":"add","comment_id":"1_2","post_id":"PAGE_1","from":{"id":"31","name":"Sari"},"photo":"https://contoh.id/a.jpg","photos":["https://contoh.id/a.jpg"],"photo_id":900767076685784`),
		},
		{
			name: "a place, with its numbers as texts", texts: []string{""}, kinds: []string{"location"},
			body: chat(`"message":{"mid":"m_1","attachments":[{"type":"location","title":"Rumah","payload":{"coordinates":{"lat":"-6.2","long":"106.8"}}}]}`),
		},
		{
			name: "types that nobody knows", texts: []string{"lihat"}, kinds: []string{"hologram", "unknown", "reel"},
			body: chat(`"message":{"mid":"m_1","text":"lihat","attachments":[{"type":"hologram","payload":{"a":[1]}},{"payload":{"url":"nope"}},{"type":"reel","payload":{"url":"https://contoh.id/r"}}]}`),
		},
		{
			name: "yes and no as texts and numbers", texts: []string{},
			body: comment(`"item":"comment","verb":"add","comment_id":"1_2","post_id":"PAGE_1","from":{"id":"31"},"message":"diam","is_hidden":"true"`),
		},
		{name: "an unpublished post", texts: nil, body: comment(`"item":"status","verb":"add","post_id":"PAGE_9","from":{"id":"31"},"message":"konsep","published":"0"`)},
		{name: "a button of an old version, without an id", texts: []string{"MULAI"}, body: chat(`"postback":{"payload":"MULAI"}`)},
		{name: "a button with a title", texts: []string{"Mulai"}, body: chat(`"postback":{"mid":"m_1","title":"Mulai","payload":"MULAI","referral":{"ref":"x"}}`)},
		{name: "lone surrogates and a NUL", texts: []string{"a\ufffdb\ufffdc"}, body: chat(`"message":{"mid":"m_1","text":"a\ud800b\u0000c"}`)},
		{
			name: "several of everything, and bad ones between", texts: []string{"satu", "dua", "tiga", "empat"}, raw: 6,
			body: `{"object":"page","entry":[
				{"id":"PAGE","time":1764000000,"changes":[
					{"field":"feed","value":{"item":"comment","verb":"add","comment_id":"1_2","post_id":"PAGE_1","from":{"id":"31"},"message":"satu","created_time":1764000001}},
					7, {"field":"feed"}, {"field":"feed","value":{"item":"comment","verb":"teleport","comment_id":"1_9"}},
					{"field":"feed","value":{"item":"comment","verb":"add","comment_id":"1_3","post_id":"PAGE_1","from":{"id":"32"},"message":"dua","created_time":1764000002}}]},
				"x", {"id":"PAGE","time":1764000003000,"messaging":[
					{"sender":{"id":"7991"},"recipient":{"id":"PAGE"},"timestamp":1764000003000,"message":{"mid":"m_1","text":"tiga"}}, [],
					{"sender":{"id":"7992"},"recipient":{"id":"PAGE"},"timestamp":1764000004000,"message":{"mid":"m_2","text":"empat"}},
					{"sender":{"id":"7992"},"recipient":{"id":"PAGE"},"timestamp":1764000004000,"read":{"watermark":1764000004000}},
					{"sender":{"id":"7992"},"recipient":{"id":"PAGE"},"timestamp":1764000004000,"reaction":{"mid":"m_2","action":"react"}}]},
				{"id":"PAGE","time":1764000005,"changed_fields":["feed"]}]}`,
		},
		{
			name: "what another app answers is read and opens nothing", texts: []string{},
			body: `{"object":"page","entry":[{"id":"PAGE","time":1764000000123,"standby":[{"sender":{"id":"7991"},"recipient":{"id":"PAGE"},"timestamp":1764000000123,"message":{"mid":"m_1","text":"lain"}}]}]}`,
		},
		{name: "a field that is new", raw: 1, body: `{"object":"page","entry":[{"id":"PAGE","time":1764000000,"changes":[{"field":"hologram","value":{"item":"a"}}]}]}`},
		{name: "a reaction is no work", body: comment(`"item":"reaction","verb":"add","reaction_type":"love","post_id":"PAGE_1","from":{"id":"31"}`)},
	}
	for _, v := range all {
		t.Run(v.name, func(t *testing.T) {
			r := onFacebook(t, calledOnly)
			body := strings.ReplaceAll(v.body, "PAGE", r.PageID())
			for range 2 { // and once more in other bytes: nothing happens twice
				require.Equal(t, http.StatusOK, r.signedByFacebook(body))
				body += " "
			}
			var texts []string
			for _, c := range r.cases() {
				texts = append(texts, r.textsOf(c)...)
			}
			require.ElementsMatch(t, v.texts, texts)
			require.Equal(t, v.raw, r.count(`SELECT COUNT(*) FROM raw_events`))
			if v.kinds != nil {
				var kinds []string
				for _, a := range r.history(r.cases()[0].Customer.ID)[0].Attachments {
					kinds = append(kinds, a.Type)
					if a.Type == "location" {
						require.InDelta(t, -6.2, a.Latitude, 1e-9)
						require.InDelta(t, 106.8, a.Longitude, 1e-9)
					}
				}
				require.Equal(t, v.kinds, kinds)
			}
		})
	}
}

// Every payload that is given comes into the whole backend: answered 200, and each comment, post and message of a customer is there once
// under its id, with its text.
func TestGivenPayloadsThroughTheBackendFacebook(t *testing.T) {
	const given = "../../../../shared/reference/channels/data/fb_webhook_given.jsonl"
	f, err := os.Open(given)
	if errors.Is(err, fs.ErrNotExist) {
		t.Skip("not beside the project: " + given)
	}
	require.NoError(t, err)
	defer f.Close()
	r := onFacebook(t, calledOnly)
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 1<<20)
	stored, deleted := map[string]bool{}, map[string]bool{}
	for lines.Scan() {
		var one struct {
			File    string
			Payload json.RawMessage
			Facts   struct {
				Events []struct {
					Kind, Item, Verb, Text, Message string
					MID                             string `json:"mid"`
					Field                           string
					CommentID                       string `json:"comment_id"`
					Deleted                         bool   `json:"is_deleted"`
				}
			}
		}
		require.NoError(t, json.Unmarshal(lines.Bytes(), &one))
		var envelope struct {
			Entry []struct{ ID json.RawMessage }
		}
		require.NoError(t, json.Unmarshal(one.Payload, &envelope))
		page := strings.Trim(string(envelope.Entry[0].ID), `"`)
		body := strings.ReplaceAll(string(one.Payload), page, r.PageID())
		require.Equal(t, http.StatusOK, r.signedByFacebook(body), one.File)
		for _, e := range one.Facts.Events {
			id, text := strings.ReplaceAll(e.MID, page, r.PageID()), e.Text
			if e.Field == "feed" && e.Item == "comment" && e.Verb == "add" {
				id, text = strings.ReplaceAll(e.CommentID, page, r.PageID()), e.Message
			}
			deleted[id] = deleted[id] || e.Deleted
			if id == "" || deleted[id] || stored[id] { // payloads share ids
				continue
			}
			stored[id] = true
			require.Equal(t, text, r.text(`SELECT COALESCE(MAX(m.text), 'not there') FROM externals e JOIN messages m ON m.id = e.message_id WHERE e.external_id = ?`, id), one.File)
		}
	}
	require.NoError(t, lines.Err())
	require.Greater(t, len(stored), 10)
}
