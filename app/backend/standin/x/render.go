package x

import (
	"net/http"
	"strconv"
	"strings"
	"time"
)

// object is a JSON object on its way out.
type object = map[string]any

// renamed are the response fields of the old spelling and their new names (x-api §0).
var renamed = map[string]string{
	"referenced_tweets": "referenced_posts", "edit_history_tweet_ids": "edit_history_post_ids", "note_tweet": "note_post",
	"retweet_count": "repost_count", "most_recent_tweet_id": "most_recent_post_id", "pinned_tweet_id": "pinned_post_id",
	"tweet_count": "post_count", "tweets": "posts",
}

// respell gives an answer the new names of fields when that is the spelling. Values are not touched.
func (s *Server) respell(v any) any {
	if s.options.Spelling != "new" {
		return v
	}
	switch v := v.(type) {
	case object:
		out := make(object, len(v))
		for k, inner := range v {
			if n, ok := renamed[k]; ok {
				k = n
			}
			out[k] = s.respell(inner)
		}
		return out
	case []object:
		out := make([]any, len(v))
		for i := range v {
			out[i] = s.respell(v[i])
		}
		return out
	}
	return v
}

// stamp is a time as X writes it.
func stamp(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05.000Z") }

// postObject is a post with every field there is, in the old spelling; choose takes what was asked for.
func (s *Server) postObject(p *post) object {
	e := s.shown(p)
	o := object{
		"id": p.id, "author_id": p.author, "conversation_id": p.conversation, "created_at": stamp(p.at), "lang": "in",
		"possibly_sensitive": false, "reply_settings": p.replySettings, "edit_history_tweet_ids": p.chain,
		"display_text_range": []int{e.start, e.end},
		"edit_controls":      object{"edits_remaining": max(0, 6-len(p.chain)), "is_edit_eligible": p.replyTo == "", "editable_until": stamp(p.at.Add(time.Hour))},
		"public_metrics": object{
			"retweet_count": p.reposts, "reply_count": p.replies, "quote_count": p.quotes,
			"like_count": 0, "bookmark_count": 0, "impression_count": 1,
		},
	}
	if cut, long := s.cut(p, e); long {
		o["text"] = cut.text
		o["display_text_range"] = []int{cut.start, cut.end}
		o["note_tweet"] = object{"text": e.text, "entities": s.entities(e)}
		e = cut
	} else {
		o["text"] = e.text
	}
	if ents := s.entities(e); len(ents) > 0 {
		o["entities"] = ents
	}
	if p.replyToUser != "" {
		o["in_reply_to_user_id"] = p.replyToUser
	}
	var refs []object
	for _, r := range []struct{ kind, id string }{{"retweeted", p.reposted}, {"quoted", p.quoted}, {"replied_to", p.replyTo}} {
		if r.id != "" {
			refs = append(refs, object{"type": r.kind, "id": r.id})
		}
	}
	if refs != nil {
		o["referenced_tweets"] = refs
	}
	if keys := keysOf(p.media); keys != nil {
		o["attachments"] = object{"media_keys": keys}
	} else if s.options.Nulls {
		o["attachments"] = object{"media_keys": nil, "poll_ids": nil}
	}
	return o
}

// shown renders a post's text with what hangs behind it.
func (s *Server) shown(p *post) shown {
	var tails []tail
	if q := s.posts[p.quoted]; q != nil {
		tails = append(tails, tail{url: s.link(q), display: displayOf(s.link(q))})
	}
	for i, m := range p.media {
		url := s.link(p) + "/photo/" + strconv.Itoa(i+1)
		tails = append(tails, tail{url: url, display: "pic.x.com/" + code(m.key), mediaKey: m.key})
	}
	return show(p.id, p.text, s.leading(p), tails)
}

// leading are the handles that X hides when they stand in front of a reply: of those who wrote or were named before it.
func (s *Server) leading(p *post) []string {
	var names []string
	for parent := s.posts[p.replyTo]; parent != nil; parent = s.posts[parent.replyTo] {
		names = append(names, s.handleOf(parent.author))
		for _, m := range mentionsIn(parent.text) {
			names = append(names, m.handle)
		}
	}
	return names
}

// cut is the text of a post that is longer than others may be: the beginning, and a link to the whole.
func (s *Server) cut(p *post, e shown) (shown, bool) {
	if s.weight(p.text) <= s.options.MaxWeight {
		return e, false
	}
	keep, left := 0, s.options.MaxWeight-25
	for i, r := range p.text {
		if left -= s.weight(string(r)); left < 0 {
			break
		}
		keep = i + len(string(r))
	}
	head := strings.TrimSpace(p.text[:keep]) + "…"
	return show(p.id, head, nil, []tail{{url: s.link(p), display: displayOf(s.link(p))}}), true
}

func (s *Server) entities(e shown) object {
	o := object{}
	var urls, mentions, hashtags, cashtags []object
	for _, u := range e.urls {
		one := object{"start": u.start, "end": u.end, "url": u.short, "expanded_url": u.long, "display_url": u.display}
		if u.mediaKey != "" {
			one["media_key"] = u.mediaKey
		}
		urls = append(urls, one)
	}
	for _, m := range e.mentions {
		one := object{"start": m.start, "end": m.end, "username": m.handle}
		if u := s.userByHandle(m.handle); u != nil {
			one["id"] = u.id
		} else if s.options.Nulls {
			one["id"] = nil
		}
		mentions = append(mentions, one)
	}
	for _, t := range e.hashtags {
		hashtags = append(hashtags, object{"start": t.start, "end": t.end, "tag": t.tag})
	}
	for _, t := range e.cashtags {
		cashtags = append(cashtags, object{"start": t.start, "end": t.end, "tag": t.tag})
	}
	for name, list := range map[string][]object{"urls": urls, "mentions": mentions, "hashtags": hashtags, "cashtags": cashtags} {
		if len(list) > 0 {
			o[name] = list
		} else if s.options.Nulls {
			o[name] = nil
		}
	}
	return o
}

func (s *Server) userObject(u *user) object {
	o := object{
		"id": u.id, "name": u.name, "username": u.handle, "created_at": stamp(u.created), "description": u.description,
		"protected": u.protected, "verified": u.id == s.me, "verified_type": "none",
		"profile_image_url": s.baseURL() + "/media/avatar_" + u.id + "_normal.png",
		"receives_your_dm":  !u.closedDMs && !u.blocked,
		"public_metrics": object{
			"followers_count": u.followers, "following_count": u.following, "tweet_count": u.statuses, "listed_count": 0, "like_count": 0,
		},
		"connection_status": []string{},
	}
	if u.id == s.me {
		o["verified_type"] = "business"
	}
	if u.blocked {
		o["connection_status"] = []string{"blocking"}
	}
	return o
}

func (s *Server) mediumObject(m *medium) object {
	o := object{"media_key": m.key, "type": m.kind, "width": 640, "height": 400}
	if m.alt != "" {
		o["alt_text"] = m.alt
	}
	if m.kind == "photo" {
		o["url"] = s.mediumURL(m)
		return o
	}
	o["preview_image_url"] = s.baseURL() + "/media/" + m.key + ".png"
	o["variants"] = []object{{"bit_rate": 632000, "content_type": "video/mp4", "url": s.baseURL() + "/media/" + m.key + ".mp4"}}
	if m.kind == "video" {
		o["duration_ms"] = 4000
	}
	return o
}

func (s *Server) mediumURL(m *medium) string {
	if m.url != "" {
		return m.url
	}
	if m.dm != "" {
		return s.baseURL() + "/2/dm_conversations/media/" + m.dm + "/" + m.id + "/" + code(m.key) + ".png"
	}
	return s.baseURL() + "/media/" + m.key + ".png"
}

func keysOf(media []*medium) []string {
	var keys []string
	for _, m := range media {
		keys = append(keys, m.key)
	}
	return keys
}

// choose keeps of an object what was asked for and what always comes.
func choose(o object, always []string, asked map[string]bool) object {
	out := object{}
	for k, v := range o {
		if asked[k] || containsFold(always, k) {
			out[k] = v
		}
	}
	return out
}

// baseURL is where this stand-in is reached, as the last request saw it.
func (s *Server) baseURL() string {
	if b := s.base.Load(); b != nil {
		return *b
	}
	return "http://localhost/x"
}

// seeBase remembers how the client reached us, for the addresses of media.
func (s *Server) seeBase(r *http.Request) {
	scheme := "http"
	if r.TLS != nil {
		scheme = "https"
	}
	base := scheme + "://" + r.Host + s.prefix(r)
	s.base.Store(&base)
}
