package x

import (
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
)

// problem is an answer that says no.
type problem struct {
	status int
	body   object
}

// Sentences of X that clients compare (x-api §7).
const (
	duplicateDetail = "You are not allowed to create a Tweet with duplicate content."
	summonDetail    = "Reply to this conversation is not allowed because you have not been mentioned or otherwise engaged by the author of the post you are replying to."
	quoteDetail     = "Quoting this post is not allowed because you have not been mentioned or are not part of the conversation thread of the post you are quoting."
	goneDetail      = "You attempted to reply to a Tweet that is deleted or not visible to you."
	tooLongDetail   = "Your Tweet text is too long. For more information on how Twitter determines text length see https://github.com/twitter/twitter-text."
	appTypeDetail   = "Authenticating with OAuth 2.0 Application-Only is forbidden for this endpoint.  Supported authentication types are [OAuth 1.0a User Context, OAuth 2.0 User Context]."
	userTypeDetail  = "Authenticating with OAuth 1.0a User Context is forbidden for this endpoint.  Supported authentication types are [OAuth 2.0 Application-Only]."
)

// kind is the address of a type of problem.
func (s *Server) kind(segment string) string {
	if s.options.Spelling == "new" {
		return "https://api.x.com/2/problems/" + segment
	}
	return "https://api.twitter.com/2/problems/" + segment
}

func (s *Server) invalid(parameter, value, message string) *problem {
	return &problem{http.StatusBadRequest, object{
		"errors": []object{{"parameters": object{parameter: []string{value}}, "message": message}},
		"title":  "Invalid Request", "detail": "One or more parameters to your request was invalid.", "type": s.kind("invalid-request"),
	}}
}

func (s *Server) unknown(parameter string) *problem {
	p := s.invalid(parameter, "", "")
	p.body["errors"] = []object{{
		"parameters": object{parameter: []string{}},
		"message":    "The query parameter [" + parameter + "] is not one of [" + s.fieldsParameter() + ",expansions,user.fields,media.fields,poll.fields,place.fields,...]",
	}}
	return p
}

// blank is a problem of the type about:blank.
func blank(status int, detail string) *problem {
	return &problem{status, object{"title": http.StatusText(status), "type": "about:blank", "status": status, "detail": detail}}
}

// legacy is a problem in the words of the old API.
func legacy(status, code int, message string) *problem {
	return &problem{status, object{"errors": []object{{"code": code, "message": message}}}}
}

// missing is the partial error for something that was referred to and is not to be had.
func (s *Server) missing(reason, resource, parameter, id string) object {
	if s.options.Spelling == "new" && resource == "tweet" {
		parameter = strings.Replace(parameter, "referenced_tweets.id", "referenced_posts", 1)
	}
	title, detail := "Not Found Error", "Could not find "+resource+" with "+parameter+": ["+id+"]."
	if reason == "not-authorized-for-resource" {
		title, detail = "Authorization Error", "Sorry, you are not authorized to see the "+resource+" with "+parameter+": ["+id+"]."
	}
	return object{
		"resource_id": id, "resource_type": resource, "parameter": parameter, "value": id,
		"title": title, "detail": detail, "type": s.kind(reason),
	}
}

// write answers with JSON.
func write(w http.ResponseWriter, status int, body any) {
	b, err := json.Marshal(body)
	if err != nil {
		panic(http.ErrAbortHandler) // an object of our own making that can't be written is a bug, seen as a lost connection
	}
	if w.Header().Get("Content-Type") == "" {
		w.Header().Set("Content-Type", "application/json; charset=utf-8")
	}
	w.Header().Set("Content-Length", strconv.Itoa(len(b)))
	w.WriteHeader(status)
	_, _ = w.Write(b)
}

func (p *problem) write(w http.ResponseWriter) {
	w.Header().Set("Content-Type", "application/problem+json")
	write(w, p.status, p.body)
}

// Refuse answers a status in X's own words, for faults.
func (s *Server) Refuse(w http.ResponseWriter, r *http.Request, status int) {
	s.seeBase(r)
	switch status {
	case http.StatusTooManyRequests:
		s.mu.Lock()
		s.limits.exhaust(w.Header(), s.clock())
		s.mu.Unlock()
		blank(status, "Too Many Requests").write(w)
	case http.StatusUnauthorized:
		blank(status, "Unauthorized").write(w)
	case http.StatusPaymentRequired:
		p := blank(status, "Your enrolled account does not have any credits to fulfill this request.")
		p.body["title"], p.body["type"] = "CreditsDepleted", s.kind("credits")
		p.write(w)
	case http.StatusForbidden:
		blank(status, duplicateDetail).write(w)
	case http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout:
		w.Header().Set("Content-Type", "text/html")
		w.WriteHeader(status)
		_, _ = w.Write([]byte("<html><body><h1>" + strconv.Itoa(status) + "</h1>upstream</body></html>"))
	default:
		blank(status, http.StatusText(status)).write(w)
	}
}
