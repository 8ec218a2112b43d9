package x

import (
	"encoding/base64"
	"net/http"
	"slices"
	"strings"
)

// mostMentions is how far back the mentions of an account can be read (x-api §3).
const mostMentions = 800

func (s *Server) getMentions(c *call) (int, any, *problem) {
	q, p := s.parse(c.Request, bounds{least: 5, most: 100, normal: 10, list: true, search: true})
	if p != nil {
		return 0, nil, p
	}
	u := s.users[c.PathValue("id")]
	if u == nil {
		return http.StatusOK, object{"errors": []object{s.missing("resource-not-found", "user", "id", c.PathValue("id"))}}, nil
	}
	return s.timelinePage(q, func(o *post) bool {
		if u.id == s.me {
			return o.author != u.id && o.namesUs
		}
		return o.author != u.id && names(o.text, u.handle)
	})
}

func (s *Server) getUserPosts(c *call) (int, any, *problem) {
	q, p := s.parse(c.Request, bounds{least: 5, most: 100, normal: 10, list: true, search: true})
	if p != nil {
		return 0, nil, p
	}
	id := c.PathValue("id")
	if s.users[id] == nil {
		return http.StatusOK, object{"errors": []object{s.missing("resource-not-found", "user", "id", id)}}, nil
	}
	return s.timelinePage(q, func(o *post) bool { return o.author == id })
}

// timelinePage is a page of posts, newest first.
func (s *Server) timelinePage(q query, in func(*post) bool) (int, any, *problem) {
	before, after, ok := readToken(q.token)
	if !ok {
		return 0, nil, s.invalid("pagination_token", q.token, "The `pagination_token` query parameter value ["+q.token+"] is not valid")
	}
	var all []*post
	for _, o := range slices.Backward(s.timeline) {
		if len(all) == mostMentions {
			break
		}
		if listed := !o.unlisted && !o.visible.After(s.clock()); listed && s.readable(o) == "" && s.latest(o) == o && in(o) {
			all = append(all, o)
		}
	}
	all = slices.DeleteFunc(all, func(o *post) bool {
		n := number(o.id)
		return n <= q.since || (q.until != 0 && n >= q.until) || (!q.start.IsZero() && o.at.Before(q.start)) || (!q.end.IsZero() && !o.at.Before(q.end))
	})
	size := q.max
	if s.options.ShortPages && size > 1 {
		size--
	}
	from := 0
	switch {
	case before != 0:
		from = indexBelow(all, before)
	case after != 0:
		from = max(0, indexBelow(all, after+1)-size)
	}
	page := all[min(from, len(all)):min(from+size, len(all))]
	meta := object{"result_count": len(page)}
	body := object{"meta": meta}
	if len(page) == 0 {
		return http.StatusOK, body, nil
	}
	last := page[len(page)-1]
	meta["newest_id"], meta["oldest_id"] = page[0].id, last.id
	if from+size < len(all) {
		meta["next_token"] = makeToken('n', last.id)
	}
	if from > 0 {
		meta["previous_token"] = makeToken('p', page[0].id)
	}
	s.fill(body, q, page)
	return http.StatusOK, body, nil
}

// indexBelow is where the posts with ids below n begin in a list that is newest first.
func indexBelow(list []*post, n uint64) int {
	i := slices.IndexFunc(list, func(o *post) bool { return number(o.id) < n })
	if i < 0 {
		return len(list)
	}
	return i
}

func makeToken(kind byte, id string) string {
	return strings.ToLower(base64.RawURLEncoding.EncodeToString([]byte{kind})) + "z" + id
}

// readToken takes a token apart; an empty one is the first page.
func readToken(token string) (before, after uint64, ok bool) {
	if token == "" {
		return 0, 0, true
	}
	for _, kind := range []byte{'n', 'p'} {
		id, found := strings.CutPrefix(token, makeToken(kind, ""))
		if !found || !idPattern.MatchString(id) {
			continue
		}
		if kind == 'n' {
			return number(id), 0, true
		}
		return 0, number(id), true
	}
	return 0, 0, false
}

// fill puts posts and what their expansions bring into an answer.
func (s *Server) fill(body object, q query, page []*post) {
	data := make([]object, len(page))
	for i, o := range page {
		data[i] = s.chosen(o, q)
	}
	body["data"] = data
	s.include(body, q, page)
}

// chosen is a post with the fields that were asked for; an expansion brings its own field along.
func (s *Server) chosen(o *post, q query) object {
	asked := map[string]bool{}
	for f := range q.postFields {
		asked[f] = true
	}
	for expansion, field := range map[string]string{
		"author_id": "author_id", "in_reply_to_user_id": "in_reply_to_user_id", "referenced_tweets.id": "referenced_tweets",
		"entities.mentions.username": "entities", "attachments.media_keys": "attachments",
	} {
		if q.expands(expansion) {
			asked[field] = true
		}
	}
	return choose(s.postObject(o), []string{"id", "text", "edit_history_tweet_ids"}, asked)
}

// includes gathers what expansions bring, each thing once.
type includes struct {
	s            *Server
	q            query
	users, posts []object
	media        []object
	errors       []object
	seen         map[string]bool
}

func (s *Server) include(body object, q query, page []*post) {
	in := &includes{s: s, q: q, seen: map[string]bool{}}
	for _, o := range page {
		in.of(o)
	}
	out := object{}
	for name, list := range map[string][]object{"users": in.users, "tweets": in.posts, "media": in.media} {
		if len(list) > 0 {
			out[name] = list
		}
	}
	if len(out) > 0 {
		body["includes"] = out
	}
	if len(in.errors) > 0 {
		body["errors"] = in.errors
	}
}

func (in *includes) of(o *post) {
	s, q := in.s, in.q
	if q.expands("author_id") {
		in.user(o.author, "author_id")
	}
	if q.expands("in_reply_to_user_id") {
		in.user(o.replyToUser, "in_reply_to_user_id")
	}
	if q.expands("entities.mentions.username") {
		for _, m := range s.shown(o).mentions {
			if u := s.userByHandle(m.handle); u != nil {
				in.user(u.id, "entities.mentions.username")
			}
		}
	}
	if q.expands("attachments.media_keys") {
		for _, m := range o.media {
			in.medium(m)
		}
	}
	for _, id := range []string{o.reposted, o.quoted, o.replyTo} {
		in.post(id)
	}
}

func (in *includes) post(id string) {
	if id == "" || in.seen["post "+id] || !in.q.expands("referenced_tweets.id") {
		return
	}
	in.seen["post "+id] = true
	o := in.s.posts[id]
	if reason := in.s.readable(o); reason != "" {
		in.errors = append(in.errors, in.s.missing(reason, "tweet", "referenced_tweets.id", id))
		return
	}
	in.posts = append(in.posts, in.s.chosen(o, in.q))
	if in.q.expands("referenced_tweets.id.author_id") {
		in.user(o.author, "referenced_tweets.id.author_id")
	}
	if in.q.expands("referenced_tweets.id.attachments.media_keys") {
		for _, m := range o.media {
			in.medium(m)
		}
	}
}

func (in *includes) user(id, parameter string) {
	if id == "" || in.seen["user "+id] {
		return
	}
	in.seen["user "+id] = true
	u := in.s.users[id]
	if u == nil {
		in.errors = append(in.errors, in.s.missing("resource-not-found", "user", parameter, id))
		return
	}
	in.users = append(in.users, in.s.chosenUser(u, in.q))
}

func (in *includes) medium(m *medium) {
	if in.seen["medium "+m.key] {
		return
	}
	in.seen["medium "+m.key] = true
	in.media = append(in.media, choose(in.s.mediumObject(m), []string{"media_key", "type"}, in.q.mediaFields))
}

func (s *Server) chosenUser(u *user, q query) object {
	return choose(s.userObject(u), []string{"id", "name", "username"}, q.userFields)
}
