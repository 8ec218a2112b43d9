package facebook

import (
	"fmt"
	"net/http"
	"strings"
	"time"

	"sociomedio/app/backend/channel"
)

// Codes of channel.Error that this package gives beside those of package channel.
const (
	codeLimited     = "rate_limited"
	codeDuplicate   = "duplicate"
	codeWindow      = "window_closed"
	codeToken       = "token_dead"
	codeGone        = "parent_gone"
	codeLong        = "too_long"
	codePermission  = "account_permission" // the token lacks it
	codePrivateUsed = "private_reply_used"
	codeUnreachable = "recipient_unavailable" // this person can't be written to now
	codeRestricted  = "restricted"            // Facebook holds the page back
	codeLink        = "link_refused"
	codeRefused     = "refused"
)

// restricted is how long an account rests that Facebook holds back (368, 10/1893063): trying again at once makes it worse.
const restricted = time.Hour

// graphError is what the Graph API says when it says no (§9).
type graphError struct {
	Message   channel.Text   `json:"message"`
	Type      channel.Text   `json:"type"`
	Code      channel.Number `json:"code"`
	Subcode   channel.Number `json:"error_subcode"`
	Transient channel.Flag   `json:"is_transient"`
	Trace     channel.Text   `json:"fbtrace_id"`
}

// verdict is what a code means.
type verdict struct {
	class channel.Class
	code  string
}

// bySubcode comes first: a subcode says more than its code, and some come with other codes than those they are known with.
var bySubcode = map[channel.Number]verdict{
	2018278: {channel.Refused, codeWindow}, 2534022: {channel.Refused, codeWindow},
	2018065: {channel.Refused, codePermission},
	2018108: {channel.Refused, codeUnreachable}, 1545041: {channel.Refused, codeUnreachable},
	2018001: {channel.Refused, codeUnreachable}, 2534122: {channel.Refused, codeUnreachable}, 2534029: {channel.Refused, codeUnreachable},
	1893063: {channel.Later, codeRestricted},
	2018047: {channel.Refused, codeRefused}, 1893061: {channel.Refused, codeRefused},
}

var byCode = map[channel.Number]verdict{
	// Temporary, and for writes nobody knows.
	1: {channel.Lost, channel.CodeNetwork}, 2: {channel.Lost, channel.CodeNetwork}, -1: {channel.Lost, channel.CodeNetwork},
	// Limits: nothing was done.
	4: {channel.Later, codeLimited}, 17: {channel.Later, codeLimited}, 32: {channel.Later, codeLimited},
	341: {channel.Later, codeLimited}, 613: {channel.Later, codeLimited},
	// The token.
	102: {channel.Dead, codeToken}, 104: {channel.Dead, codeToken}, 190: {channel.Dead, codeToken},
	// For good.
	10: {channel.Refused, codePermission}, 803: {channel.Refused, codeGone}, 506: {channel.Refused, codeDuplicate},
	551: {channel.Refused, codeUnreachable}, 1609005: {channel.Refused, codeLink},
	10900: {channel.Refused, codePrivateUsed}, 10903: {channel.Refused, codeUnreachable},
	368: {channel.Later, codeRestricted},
}

// verdict decides by code and subcode, not by status (§9).
func (e graphError) verdict(status int) verdict {
	if v, ok := bySubcode[e.Subcode]; ok {
		return v
	}
	if v, ok := byCode[e.Code]; ok {
		return v
	}
	switch {
	case e.Transient.Yes:
		return verdict{channel.Lost, channel.CodeNetwork}
	case e.Code >= 80000 && e.Code < 80100:
		return verdict{channel.Later, codeLimited}
	case e.Code >= 200 && e.Code < 300:
		return verdict{channel.Refused, codePermission}
	case e.Code == 100:
		return e.parameter()
	case status >= http.StatusInternalServerError:
		return verdict{channel.Lost, channel.CodeNetwork}
	case status == http.StatusTooManyRequests:
		return verdict{channel.Later, codeLimited}
	}
	return verdict{channel.Refused, codeRefused}
}

// parameter is what a bad parameter (100) means.
func (e graphError) parameter() verdict {
	text := strings.ToLower(string(e.Message))
	switch {
	case e.Subcode == 33:
		return verdict{channel.Refused, codeGone}
	case strings.Contains(text, "appsecret_proof"):
		return verdict{channel.Dead, codeToken} // the secret is wrong: nothing will go before it is set right
	case strings.Contains(text, "no longer than") || strings.Contains(text, "less than or equal to"):
		return verdict{channel.Refused, codeLong}
	}
	return verdict{channel.Refused, codeRefused}
}

// meaning is an error of the Graph API as a channel's. The message stays out: it may quote what was posted.
func (c *Channel) meaning(a channel.Answer, e graphError) error {
	v := e.verdict(a.Status)
	out := &channel.Error{
		Class: v.class, Code: v.code,
		Cause: fmt.Errorf("facebook: status %d, code %d/%d, trace %s", a.Status, e.Code, e.Subcode, tidy(string(e.Trace))),
	}
	if v.class == channel.Later {
		wait := usageOf(a).regain
		switch {
		case v.code == codeRestricted:
			wait = restricted
		case wait == 0:
			wait = time.Minute
		}
		out.Until = c.Clock().Add(wait)
	}
	return out
}

// noAnswer is for what is not an answer of the Graph API: HTML from its edge, nothing, garbage.
func (c *Channel) noAnswer(a channel.Answer) error {
	code := channel.CodeUnexpected
	if a.Status >= http.StatusInternalServerError {
		code = channel.CodeNetwork
	}
	return &channel.Error{Class: channel.Lost, Code: code, Cause: fmt.Errorf("facebook: status %d without an answer", a.Status)}
}

// tidy is a short token of Facebook's as it may stand in a log.
func tidy(s string) string {
	out := strings.Map(func(r rune) rune {
		if r == '-' || r == '_' || '0' <= r && r <= '9' || 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' {
			return r
		}
		return -1
	}, s)
	return out[:min(len(out), 64)]
}
