package x

import (
	"errors"
	"net/http"
	"strconv"
	"strings"

	"sociomedio/app/backend/channel"
)

// Codes of errors; they travel as contract.Reason.Code.
const (
	codeLimited    = "rate_limited"
	codeDuplicate  = "duplicate"
	codeSummons    = "not_summoned"
	codeRestricted = "replies_restricted"
	codeParentGone = "parent_gone"
	codeGone       = "gone"
	codeDMsClosed  = "dms_closed"
	codeTooLong    = "too_long"
	codePermission = "permission"
	codeNoCredit   = "no_credit"
	codeTokenDead  = "token_dead"
	codeLocked     = "account_locked"
	codeInvalid    = "invalid"
	codePicture    = "picture_refused"
	codeRefused    = "refused"
)

// problem is an answer that says no, in any of the four shapes that X has (x-api §7), or in OAuth's own.
type problem struct {
	Type   channel.Text `json:"type"`
	Title  channel.Text `json:"title"`
	Detail channel.Text `json:"detail"`
	Errors channel.List[struct {
		Code       channel.Number `json:"code"`
		Message    channel.Text   `json:"message"`
		Detail     channel.Text   `json:"detail"`
		Parameters map[string]any `json:"parameters"`
	}] `json:"errors"`
	Code    channel.Number `json:"code"`
	Message channel.Text   `json:"message"`
}

// partial is one thing that is missing from an answer that says yes.
type partial struct {
	ResourceID channel.ID   `json:"resource_id"`
	Value      channel.ID   `json:"value"`
	Type       channel.Text `json:"type"`
}

func (p partial) id() string {
	if p.ResourceID != "" {
		return string(p.ResourceID)
	}
	return string(p.Value)
}

// segment is what tells problem types apart: their hosts changed (x-api §0).
func segment(kind channel.Text) string {
	s := strings.TrimSuffix(string(kind), "/")
	return s[strings.LastIndexByte(s, '/')+1:]
}

// codes are the numbers of the old API in an answer.
func (p problem) codes() map[int64]bool {
	all := map[int64]bool{int64(p.Code): true}
	for _, e := range p.Errors {
		all[int64(e.Code)] = true
	}
	delete(all, 0)
	return all
}

// sentences are all that an answer says, in lower case.
func (p problem) sentences() string {
	s := string(p.Title) + "\n" + string(p.Detail) + "\n" + string(p.Message)
	for _, e := range p.Errors {
		s += "\n" + string(e.Message) + "\n" + string(e.Detail)
	}
	return strings.ToLower(s)
}

// unknownParameter says whether X complains about one of the names that it changed.
func (p problem) complainsOf(parameters ...string) bool {
	said := p.sentences()
	for _, name := range parameters {
		for _, e := range p.Errors {
			if _, named := e.Parameters[name]; named {
				return true
			}
		}
		if strings.Contains(said, name) {
			return true
		}
	}
	return false
}

// refusal is what an answer that isn't 2xx means.
func (c *Channel) refusal(endpoint string, a channel.Answer) *channel.Error {
	no := func(class channel.Class, code string) *channel.Error {
		return &channel.Error{Class: class, Code: code, Cause: errors.New("X answered " + strconv.Itoa(a.Status))}
	}
	var p problem
	if channel.Decode(a.Body, &p) != nil {
		p = problem{}
	}
	switch {
	case a.Status >= 500, a.Status == http.StatusRequestTimeout:
		return no(channel.Lost, channel.CodeNetwork)
	case a.Status < 400:
		return no(channel.Lost, channel.CodeUnexpected)
	case a.Status == http.StatusPaymentRequired, segment(p.Type) == "usage-capped":
		return no(channel.Dead, codeNoCredit)
	case a.Status == http.StatusUnauthorized:
		return no(channel.Dead, codeTokenDead)
	case a.Status == http.StatusTooManyRequests:
		e := no(channel.Later, codeLimited)
		e.Until = c.limits.refused(endpoint, a.At)
		return e
	case channel.HTML(a.Body):
		return no(channel.Lost, channel.CodeUnexpected) // a proxy or the edge, not the API: nobody knows what it did
	case a.Status == http.StatusForbidden:
		class, code := p.forbidden()
		return no(class, code)
	case a.Status == http.StatusNotFound, a.Status == http.StatusGone:
		return no(channel.Refused, codeGone)
	case a.Status == http.StatusBadRequest, a.Status == http.StatusUnprocessableEntity:
		return no(channel.Refused, codeInvalid)
	}
	return no(channel.Refused, codeRefused)
}

// forbidden tells the many meanings of 403 apart: by type, by the old API's numbers, and by sentences (x-api §7).
func (p problem) forbidden() (channel.Class, string) {
	codes, said := p.codes(), p.sentences()
	has := func(parts ...string) bool {
		for _, part := range parts {
			if strings.Contains(said, part) {
				return true
			}
		}
		return false
	}
	switch {
	case codes[187] || has("duplicate content"):
		return channel.Refused, codeDuplicate
	case codes[433] || has("restricted who can reply"):
		return channel.Refused, codeRestricted
	case has("have not been mentioned"):
		return channel.Refused, codeSummons
	case codes[385] || has("deleted or not visible"):
		return channel.Refused, codeParentGone
	case codes[186] || codes[354] || has("too long", "over the max character limit"):
		return channel.Refused, codeTooLong
	case codes[349] || codes[150] || codes[476] || has("cannot send messages to this user"):
		return channel.Refused, codeDMsClosed
	case codes[64] || codes[326]:
		return channel.Dead, codeLocked
	case codes[89] || codes[220]:
		return channel.Dead, codeTokenDead
	}
	switch segment(p.Type) {
	case "oauth1-permissions", "client-forbidden", "unsupported-authentication":
		return channel.Refused, codePermission
	case "resource-not-found", "not-authorized-for-resource", "resource-unavailable":
		return channel.Refused, codeGone
	}
	if p.Title == "Forbidden" && p.Detail == "Forbidden" {
		return channel.Refused, codePermission // a scope is missing (x-api §4)
	}
	return channel.Refused, codeRefused
}
