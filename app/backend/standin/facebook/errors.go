package facebook

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
)

type object = map[string]any

// refusal is an error as the Graph API words it (facebook-api §9).
type refusal struct {
	status, code, subcode int
	kind, message         string
	transient             bool
}

func (e *refusal) write(w http.ResponseWriter, trace string) {
	o := object{"message": e.message, "type": e.kind, "code": e.code, "fbtrace_id": trace}
	if e.subcode != 0 {
		o["error_subcode"] = e.subcode
	}
	if e.transient {
		o["is_transient"] = true
	}
	write(w, e.status, object{"error": o})
}

func write(w http.ResponseWriter, status int, body any) {
	b, err := json.Marshal(body)
	if err != nil {
		panic(http.ErrAbortHandler) // an object of our own making that can't be written is a bug, seen as a lost connection
	}
	w.Header().Set("Content-Type", "application/json; charset=UTF-8")
	w.Header().Set("Content-Length", strconv.Itoa(len(b)))
	w.WriteHeader(status)
	_, _ = w.Write(b)
}

func oauth(code, subcode int, message string) *refusal {
	return &refusal{status: http.StatusBadRequest, code: code, subcode: subcode, kind: "OAuthException", message: message}
}

func parameter(format string, args ...any) *refusal {
	return oauth(100, 0, "(#100) "+fmt.Sprintf(format, args...))
}

func broken(err error) *refusal {
	return oauth(100, 0, "(#100) The body could not be read: "+err.Error())
}

func noObject(id string) *refusal {
	e := oauth(100, 33, "Unsupported get request. Object with ID '"+id+"' does not exist, cannot be loaded due to missing permissions, "+
		"or does not support this operation. Please read the Graph API documentation at https://developers.facebook.com/docs/graph-api")
	e.kind = "GraphMethodException"
	return e
}

// windowClosed is what Messenger says when the customer wrote too long ago (facebook-api §7, §9).
func windowClosed() *refusal {
	return oauth(10, 2018278, "(#10) This message is sent outside of allowed window. Learn more about the new policy here: "+
		"https://developers.facebook.com/docs/messenger-platform/policy-overview")
}

// Refuse answers a status in Facebook's own words, for faults.
func (s *Server) Refuse(w http.ResponseWriter, r *http.Request, status int) {
	s.seeBase(r)
	e := &refusal{status: status, kind: "OAuthException", code: 1, message: "An unknown error occurred"}
	switch status {
	case http.StatusTooManyRequests:
		e.code, e.message = 613, "(#613) Calls to this api have exceeded the rate limit."
		w.Header().Set("X-Business-Use-Case-Usage", fmt.Sprintf(`{"%s":[{"type":"pages","call_count":100,"total_cputime":25,"total_time":25,"estimated_time_to_regain_access":1}]}`, s.page))
	case http.StatusUnauthorized:
		e = deadToken()
	case http.StatusForbidden:
		e.code, e.message = 200, "(#200) Permissions error"
	case http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout:
		w.Header().Set("Content-Type", "text/html")
		w.WriteHeader(status)
		_, _ = w.Write([]byte("<!DOCTYPE html><html><body>Sorry, something went wrong.</body></html>"))
		return
	case http.StatusInternalServerError:
		e.code, e.transient, e.message = 2, true, "An unexpected error has occurred. Please retry your request later."
	}
	s.mu.Lock()
	trace := s.trace()
	s.mu.Unlock()
	e.write(w, trace)
}

func deadToken() *refusal {
	e := oauth(190, 460, "Error validating access token: The session has been invalidated because the user changed their password or "+
		"Facebook has changed the session for security reasons.")
	e.status = http.StatusUnauthorized
	return e
}
