package x

import (
	"net/http"
	"strings"

	"golang.org/x/text/unicode/norm"
)

func (s *Server) getMe(c *call) (int, any, *problem) { return s.oneUser(c, s.users[s.me], "id", s.me) }

func (s *Server) getUser(c *call) (int, any, *problem) {
	id := c.PathValue("id")
	if !idPattern.MatchString(id) {
		return 0, nil, s.invalid("id", id, "The `id` query parameter value ["+id+"] is not valid")
	}
	return s.oneUser(c, s.users[id], "id", id)
}

func (s *Server) getUserByHandle(c *call) (int, any, *problem) {
	return s.oneUser(c, s.userByHandle(c.PathValue("handle")), "username", c.PathValue("handle"))
}

func (s *Server) oneUser(c *call, u *user, parameter, value string) (int, any, *problem) {
	q, p := s.parse(c.Request, bounds{})
	switch {
	case p != nil:
		return 0, nil, p
	case u == nil:
		return http.StatusOK, object{"errors": []object{s.missing("resource-not-found", "user", parameter, value)}}, nil
	}
	return http.StatusOK, object{"data": s.chosenUser(u, q)}, nil
}

func (s *Server) getUsers(c *call) (int, any, *problem) {
	q, p := s.parse(c.Request, bounds{ids: true})
	if p != nil {
		return 0, nil, p
	}
	var data, errs []object
	for _, id := range q.ids {
		if u := s.users[id]; u != nil {
			data = append(data, s.chosenUser(u, q))
		} else {
			errs = append(errs, s.missing("resource-not-found", "user", "ids", id))
		}
	}
	return http.StatusOK, present(object{"data": data, "errors": errs}), nil
}

func (s *Server) getPost(c *call) (int, any, *problem) {
	id := c.PathValue("id")
	q, p := s.parse(c.Request, bounds{})
	switch {
	case p != nil:
		return 0, nil, p
	case !idPattern.MatchString(id):
		return 0, nil, s.invalid("id", id, "The `id` query parameter value ["+id+"] is not valid")
	}
	o := s.posts[id]
	if reason := s.readable(o); reason != "" {
		return http.StatusOK, object{"errors": []object{s.missing(reason, "tweet", "id", id)}}, nil
	}
	body := object{}
	s.fill(body, q, []*post{o})
	body["data"] = body["data"].([]object)[0]
	return http.StatusOK, body, nil
}

func (s *Server) getPosts(c *call) (int, any, *problem) {
	q, p := s.parse(c.Request, bounds{ids: true})
	if p != nil {
		return 0, nil, p
	}
	if len(q.ids) == 0 {
		return 0, nil, s.invalid("ids", "", "The `ids` query parameter can not be empty")
	}
	var page []*post
	var errs []object
	for _, id := range q.ids {
		o := s.posts[id]
		if reason := s.readable(o); reason != "" {
			errs = append(errs, s.missing(reason, "tweet", "ids", id))
			continue
		}
		page = append(page, o)
	}
	body := object{}
	if len(page) > 0 {
		s.fill(body, q, page)
	}
	if more, ok := body["errors"].([]object); ok {
		errs = append(errs, more...)
	}
	body["errors"] = errs
	return http.StatusOK, present(body), nil
}

// present leaves out lists that are empty, as X does.
func present(o object) object {
	for k, v := range o {
		if list, ok := v.([]object); ok && len(list) == 0 {
			delete(o, k)
		}
	}
	return o
}

func (s *Server) deletePost(c *call) (int, any, *problem) {
	o := s.posts[c.PathValue("id")]
	if o == nil || o.author != s.me {
		return 0, nil, blank(http.StatusForbidden, "You are not authorized to delete this Tweet.")
	}
	o.deleted = true
	s.ledger.Deleted(network, o.id)
	s.announce("post.delete", object{"id": o.id, "author_id": o.author}, s.me)
	return http.StatusOK, object{"data": object{"deleted": true}}, nil
}

func (s *Server) hidePost(c *call) (int, any, *problem) {
	var body struct {
		Hidden *bool `json:"hidden"`
	}
	if p := s.read(c, &body); p != nil {
		return 0, nil, p
	}
	o := s.posts[c.PathValue("id")]
	if o == nil || body.Hidden == nil || s.posts[o.conversation] == nil || s.posts[o.conversation].author != s.me {
		return 0, nil, blank(http.StatusForbidden, "Forbidden")
	}
	o.hidden = *body.Hidden
	return http.StatusOK, object{"data": object{"hidden": o.hidden}}, nil
}

// clean is a text without what must not tell two posts apart.
func clean(text string) string { return strings.Join(strings.Fields(norm.NFC.String(text)), " ") }
