package facebook

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"sociomedio/app/backend/channel"
)

// permissions are what the page's token must allow, and for what (§2).
var permissions = []struct{ name, why string }{
	{"pages_manage_metadata", "to subscribe the page's webhooks"},
	{"pages_read_engagement", "to read the page's posts"},
	{"pages_read_user_content", "to read what customers write"},
	{"pages_manage_engagement", "to answer comments"},
	{"pages_messaging", "to write in Messenger"},
}

// Fields are what the page must be subscribed to (§3); the third of three layers that lose events silently when missing.
var Fields = []string{"feed", "mention", "messages", "message_echoes", "message_edits", "messaging_postbacks", "standby"}

// tightClock is how far our clock may be from Facebook's: windows and times of messages are counted by it.
const tightClock = time.Minute

// Check tries the token, its permissions, the webhook's subscription and the clock.
func (c *Channel) Check(ctx context.Context) []channel.Finding {
	list := []channel.Finding{c.checkPage(ctx)}
	if !list[0].OK {
		return list
	}
	list = append(list, c.checkToken(ctx)...)
	list = append(list, c.checkSubscription(ctx), c.checkClock(ctx))
	if c.o.VerifyToken == "" {
		list = append(list, channel.Finding{What: "verify token", Todo: "Set credentials.verify_token to the token of the app's webhook settings."})
	}
	return list
}

// checkPage asks for the page itself.
func (c *Channel) checkPage(ctx context.Context) channel.Finding {
	f := channel.Finding{What: "page " + c.o.Page}
	var page named
	if _, err := c.get(ctx, "/"+c.o.Page, params{"fields": "id,name"}, &page); err != nil {
		f.Todo = todo(err)
		return f
	}
	if f.OK = c.ours(page.ID); !f.OK {
		f.Todo = "The page token belongs to another page: make one for this page, or set the account's id."
	}
	return f
}

// todo says in plain words what to do about an error.
func todo(err error) string {
	var e *channel.Error
	if !errors.As(err, &e) {
		return "Try again later."
	}
	switch {
	case e.Class == channel.Dead:
		return "The token is dead or the app secret is wrong: connect the page again and set credentials.page_token and credentials.app_secret."
	case e.Code == codePermission:
		return "The token lacks a permission: give it in the app's settings and make a new token."
	case e.Code == codeGone:
		return "Facebook knows no such page, or the token may not see it: check the account's id."
	case e.Code == codeLimited:
		return "Too many calls: try again later."
	}
	return "Facebook could not be asked (" + e.Code + "): check base_url, proxy and firewall, and try again."
}

// checkToken asks what the token is; that takes the app's own token.
func (c *Channel) checkToken(ctx context.Context) []channel.Finding {
	if c.o.AppID == "" {
		return []channel.Finding{{What: "token's permissions", Todo: "Set credentials.app_id, so that they can be looked at."}}
	}
	var answer struct {
		Data struct {
			Valid   channel.Flag               `json:"is_valid"`
			Expires channel.Number             `json:"expires_at"`
			Scopes  channel.List[channel.Text] `json:"scopes"`
		} `json:"data"`
	}
	_, err := c.read(ctx, "/debug_token", url.Values{"input_token": {c.o.PageToken}}, c.o.AppID+"|"+c.o.AppSecret, &answer)
	token := channel.Finding{What: "page token"}
	switch d := answer.Data; {
	case err != nil:
		token.Todo = todo(err)
		return []channel.Finding{token}
	case !d.Valid.Yes:
		token.Todo = "The token is not valid any more: connect the page again and set credentials.page_token."
		return []channel.Finding{token}
	case d.Expires > 0:
		token.Todo = fmt.Sprintf("The token ends on %s: make one from a long-lived user token, which has no end.", moment(d.Expires).Format(time.DateOnly))
	default:
		token.OK = true
	}
	list := []channel.Finding{token}
	for _, p := range permissions {
		f := channel.Finding{What: "permission " + p.name, OK: slices.Contains(answer.Data.Scopes, channel.Text(p.name))}
		if !f.OK {
			f.Todo = "Missing " + p.why + ": give it in the app's settings and make a new token."
		}
		list = append(list, f)
	}
	return list
}

// subscription is an app that a page tells of what happens.
type subscription struct {
	ID     channel.ID                 `json:"id"`
	Fields channel.List[channel.Text] `json:"subscribed_fields"`
}

// checkSubscription asks what the page tells the app.
func (c *Channel) checkSubscription(ctx context.Context) channel.Finding {
	f := channel.Finding{What: "webhook's fields"}
	var answer struct {
		Data channel.List[subscription] `json:"data"`
	}
	if _, err := c.get(ctx, "/"+c.o.Page+"/subscribed_apps", nil, &answer); err != nil {
		f.Todo = todo(err)
		return f
	}
	var missing []string
	for _, want := range Fields {
		there := slices.ContainsFunc(answer.Data, func(a subscription) bool {
			return (c.o.AppID == "" || string(a.ID) == c.o.AppID) && slices.Contains(a.Fields, channel.Text(want))
		})
		if !there {
			missing = append(missing, want)
		}
	}
	if f.OK = len(missing) == 0; !f.OK {
		f.Todo = "The page does not tell the app of " + strings.Join(missing, ", ") + ": subscribe these fields (POST /" + c.o.Page + "/subscribed_apps)."
	}
	return f
}

// checkClock compares our clock with Facebook's.
func (c *Channel) checkClock(ctx context.Context) channel.Finding {
	f := channel.Finding{What: "clock"}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, c.base+"/"+c.o.Page+"?"+url.Values{"fields": {"id"}, "appsecret_proof": {c.proof}}.Encode(), nil)
	if err != nil {
		f.Todo = todo(err)
		return f
	}
	a, err := c.ask(req, c.o.PageToken)
	if err != nil {
		f.Todo = todo(channel.Reading(err))
		return f
	}
	if f.OK = a.Skew().Abs() <= tightClock; !f.OK {
		f.Todo = fmt.Sprintf("This machine's clock is off by %s: set it right (NTP).", a.Skew().Round(time.Second))
	}
	return f
}
