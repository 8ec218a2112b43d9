package facebook

import (
	"slices"
	"strconv"
	"strings"
	"time"
)

// newest is how many messages of a conversation can be read with their details (facebook-api §4).
const newest = 20

func (s *Server) readPosts(c *call, in func(*post) bool) (any, *refusal) {
	since, until, no := span(c)
	if no != nil {
		return nil, no
	}
	var ids []string
	for _, p := range slices.Backward(s.posts) {
		shown := !p.deleted && !p.unlisted && !p.unpublished && !p.visible.After(s.clock())
		if shown && in(p) && between(p.at, since, until) {
			ids = append(ids, p.id)
		}
	}
	return s.listOf(c, ids, func(id string) (object, *refusal) {
		return pick(s.postObject(s.postByID(id)), "Post", c.value("fields"), "message", "created_time")
	})
}

// commentIDs are the comments under a post, or the answers to one of them: those of the first level, or with filter stream
// all of them, oldest first.
func (s *Server) commentIDs(p *post, under *comment, filter string) []string {
	ids, now, list := []string{}, s.clock(), p.comments
	if under != nil {
		list = under.answers
	}
	for _, c := range list {
		if !c.deleted && !c.unlisted && !c.visible.After(now) && (under != nil || filter == "stream" || c.root == nil) {
			ids = append(ids, c.id)
		}
	}
	return ids
}

func (s *Server) readComments(c *call, p *post, under *comment) (any, *refusal) {
	since, until, no := span(c)
	if no != nil {
		return nil, no
	}
	filter := c.value("filter")
	if filter != "" && filter != "stream" && filter != "toplevel" {
		return nil, parameter("Param filter must be one of {stream, toplevel}")
	}
	ids := slices.DeleteFunc(s.commentIDs(p, under, filter), func(id string) bool { return !between(s.commentByID(id).at, since, until) })
	switch c.value("order") {
	case "", "chronological":
	case "reverse_chronological":
		slices.Reverse(ids)
	default:
		return nil, parameter("Param order must be one of {chronological, reverse_chronological}")
	}
	list, no := s.listOf(c, ids, func(id string) (object, *refusal) {
		return pick(s.commentObject(s.commentByID(id)), "Comment", c.value("fields"), "created_time", "from", "message")
	})
	if no == nil && c.value("summary") != "" {
		list.(object)["summary"] = object{"order": "chronological", "total_count": len(s.commentIDs(p, under, "stream")), "can_comment": true}
	}
	return list, no
}

// readConversations has no since: it is sorted by the time of the last message (facebook-api §4).
func (s *Server) readConversations(c *call) (any, *refusal) {
	if p := c.value("platform"); p != "" && p != "messenger" {
		return object{"data": []object{}}, nil
	}
	now := s.clock()
	var list []*thread
	for _, t := range s.threads {
		if t.last(now) != nil && (c.value("user_id") == "" || c.value("user_id") == t.person.psid) {
			list = append(list, t)
		}
	}
	slices.SortStableFunc(list, func(a, b *thread) int { return b.last(now).at.Compare(a.last(now).at) })
	var ids []string
	for _, t := range list {
		ids = append(ids, t.id)
	}
	return s.listOf(c, ids, func(id string) (object, *refusal) {
		return pick(s.threadObject(s.nodes[id].(*thread)), "UnifiedThread", c.value("fields"), "link", "updated_time")
	})
}

func (s *Server) threadRoute(c *call, t *thread, key string) (any, *refusal) {
	switch key {
	case "GET ":
		return pick(s.threadObject(t), "UnifiedThread", c.value("fields"), "link", "updated_time")
	case "GET messages":
		return s.listOf(c, s.messageIDs(t), func(id string) (object, *refusal) {
			return s.messageFields(t, id, c.value("fields"))
		})
	}
	return nil, noObject(t.id)
}

// messageList is the messages edge inside of a conversation.
func (s *Server) messageList(t *thread, f field) (any, *refusal) {
	return s.cutPage(listing{ids: s.messageIDs(t), most: 100, limit: f.args["limit"], after: f.args["after"], one: func(id string) (object, *refusal) {
		return s.messageFields(t, id, f.sub)
	}})
}

// messageIDs are newest first.
func (s *Server) messageIDs(t *thread) []string {
	ids := []string{}
	for _, m := range slices.Backward(t.messages) {
		if !m.deleted && !m.unlisted && !m.visible.After(s.clock()) {
			ids = append(ids, m.id)
		}
	}
	return ids
}

// messageFields is a message in a list: the older ones are only ids and times.
func (s *Server) messageFields(t *thread, id, fields string) (object, *refusal) {
	o := s.messageObject(s.nodes[id].(*message))
	if slices.Index(s.messageIDs(t), id) >= newest {
		return object{"id": o["id"], "created_time": o["created_time"]}, nil
	}
	return pick(o, "Message", fields, "created_time")
}

func (s *Server) readMessage(c *call, m *message) (any, *refusal) {
	i := slices.Index(s.messageIDs(m.thread), m.id)
	if i < 0 || i >= newest {
		return nil, parameter("Message %s has been deleted or can not be accessed", m.id)
	}
	return pick(s.messageObject(m), "Message", c.value("fields"), "created_time")
}

// readProfile is somebody seen through Messenger; by the id of comments there is none (edge case 23).
func (s *Server) readProfile(c *call, p *person, id string) (any, *refusal) {
	if id != p.psid || p.blocked {
		return nil, oauth(100, 2018218, "(#100) No profile available for this user.")
	}
	first, last, _ := strings.Cut(p.name, " ")
	return pick(object{
		"id": p.psid, "name": p.name, "first_name": first, "last_name": last, "locale": nil, "timezone": nil, "gender": nil,
		"profile_pic": s.address(p.psid),
	}, "User", c.value("fields"), "first_name", "last_name")
}

// span reads since and until, as unix seconds or as a date.
func span(c *call) (since, until time.Time, no *refusal) {
	for name, to := range map[string]*time.Time{"since": &since, "until": &until} {
		v := c.value(name)
		if v == "" {
			continue
		}
		if sec, err := strconv.ParseInt(v, 10, 64); err == nil {
			*to = time.Unix(sec, 0)
			continue
		}
		for _, form := range []string{"2006-01-02T15:04:05-0700", time.RFC3339, "2006-01-02"} {
			if t, err := time.Parse(form, v); err == nil {
				*to = t
				break
			}
		}
		if to.IsZero() {
			return since, until, parameter("Param %s must be a valid date/time", name)
		}
	}
	return since, until, nil
}

func between(at, since, until time.Time) bool {
	at = at.Truncate(time.Second)
	return (since.IsZero() || !at.Before(since)) && (until.IsZero() || !at.After(until))
}
