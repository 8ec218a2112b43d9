package x

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"time"

	"sociomedio/app/backend/channel"
)

// Check tries credentials, permissions, clock and webhook, one after the other, and says what is missing.
func (c *Channel) Check(ctx context.Context) []channel.Finding {
	a, err := c.read(ctx, getMe, "/2/users/me", nil)
	all := []channel.Finding{finding("credentials", err)}
	if err != nil {
		return append(all, c.clockFinding())
	}
	return append(all, c.accountFinding(a), c.writeFinding(a), c.clockFinding(),
		finding("reading mentions", c.tries(ctx, getMentions, "/2/users/"+c.options.UserID+"/mentions", Spelling.asksPosts, "5")),
		finding("reading direct messages", c.tries(ctx, getMessages, "/2/dm_events", Spelling.asksMessages, "1")),
		c.webhookFinding(ctx),
		channel.Finding{What: "messages in XChat", OK: true, Todo: "X lets no program read encrypted chats: a customer who writes there must be asked for a direct message."},
	)
}

func (c *Channel) tries(ctx context.Context, endpoint, path string, asks func(Spelling) url.Values, most string) error {
	_, err := c.ask(ctx, endpoint, path, asks, url.Values{"max_results": {most}})
	return err
}

// finding says what an error means for who sets an account up.
func finding(what string, err error) channel.Finding {
	f := channel.Finding{What: what, OK: err == nil}
	var no *channel.Error
	switch {
	case err == nil:
	case !errors.As(err, &no):
		f.Todo = "Something unforeseen; see the log."
	case no.Code == codeTokenDead:
		f.Todo = "X doesn't take the credentials: connect the account again, and compare them with those on the developer portal."
	case no.Code == codePermission:
		f.Todo = "The app may not do this: set its permissions to read, write and direct messages on the developer portal, then connect the account again."
	case no.Code == codeNoCredit:
		f.Todo = "The app has no credit left: add some on the developer portal."
	case no.Code == codeLocked:
		f.Todo = "X has locked the account: sign in to it on x.com and follow what it says there."
	case no.Code == codeLimited:
		f.Todo = "X wants to be left alone until " + no.Until.UTC().Format(time.RFC3339) + "; try again then."
	case no.Code == channel.CodeUnreachable, no.Code == channel.CodeTimeout, no.Code == channel.CodeConnection:
		f.Todo = "X can't be reached from here: look at network, proxy and base_url."
	default:
		f.Todo = "X said no (" + no.Code + ")."
	}
	return f
}

func (c *Channel) accountFinding(a channel.Answer) channel.Finding {
	var got struct {
		Data user `json:"data"`
	}
	f := channel.Finding{What: "account", OK: channel.Decode(a.Body, &got) == nil && string(got.Data.ID) == c.options.UserID}
	if !f.OK {
		f.Todo = "The credentials belong to another account (id " + string(got.Data.ID) + "): correct id, or connect the right account."
	}
	return f
}

// writeFinding reads the header that says what the token may do; without it nothing is known, and nothing is said against it.
func (c *Channel) writeFinding(a channel.Answer) channel.Finding {
	level := a.Header.Get("x-access-level")
	f := channel.Finding{What: "permissions", OK: level == "" || strings.Contains(level, "write") && strings.Contains(level, "directmessages")}
	if !f.OK {
		f.Todo = "The token may only " + level + ": set the app's permissions to read, write and direct messages, then connect the account again."
	}
	return f
}

// mostAhead is how far clocks may be apart before X refuses signatures.
const mostAhead = 2 * time.Minute

func (c *Channel) clockFinding() channel.Finding {
	f := channel.Finding{What: "clock", OK: c.ahead().Abs() < mostAhead}
	if !f.OK {
		f.Todo = "This machine's clock is wrong by " + c.ahead().Abs().Round(time.Second).String() + ": set it by a time server."
	}
	return f
}

// webhookFinding asks as the app, because only that may see its webhooks. Without one everything still comes by reading.
func (c *Channel) webhookFinding(ctx context.Context) channel.Finding {
	f := channel.Finding{What: "webhook"}
	if c.options.Credentials.ConsumerKey == "" || c.options.Credentials.ConsumerSecret == "" {
		f.OK, f.Todo = true, "None: everything comes by reading, more slowly. To receive webhooks, consumer_key and consumer_secret are needed."
		return f
	}
	registered, valid, err := c.webhooks(ctx)
	switch {
	case err != nil:
		f = finding("webhook", err)
	case registered == 0:
		f.OK, f.Todo = true, "None is registered with X: everything comes by reading, more slowly."
	case valid == 0:
		f.Todo = "X calls the registered webhook invalid: its address must be reached from the internet over https. PUT /2/webhooks/ID lets X try again."
	default:
		f.OK = true
	}
	return f
}

func (c *Channel) webhooks(ctx context.Context) (registered, valid int, err error) {
	token, err := c.appToken(ctx)
	if err != nil {
		return 0, 0, err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, c.address("/2/webhooks", nil), nil)
	if err != nil {
		return 0, 0, err
	}
	req.Header.Set("Authorization", "Bearer "+token)
	a, err := c.Call(req)
	if err != nil {
		return 0, 0, channel.Reading(err)
	}
	if a.Status != http.StatusOK {
		return 0, 0, channel.Reading(c.refusal("GET /2/webhooks", a))
	}
	var got struct {
		Data channel.List[struct {
			Valid channel.Flag `json:"valid"`
		}] `json:"data"`
	}
	if channel.Decode(a.Body, &got) != nil {
		return 0, 0, &channel.Error{Class: channel.Later, Code: channel.CodeUnexpected}
	}
	for _, hook := range got.Data {
		if registered++; hook.Valid.Yes {
			valid++
		}
	}
	return registered, valid, nil
}

// appToken is the app's own token (x-api §1).
func (c *Channel) appToken(ctx context.Context) (string, error) {
	k := c.options.Credentials
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, c.address("/oauth2/token", nil), strings.NewReader("grant_type=client_credentials"))
	if err != nil {
		return "", err
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.SetBasicAuth(percent(k.ConsumerKey), percent(k.ConsumerSecret))
	a, err := c.Call(req)
	if err != nil {
		return "", channel.Reading(err)
	}
	var got struct {
		Access channel.Text `json:"access_token"`
	}
	if a.Status != http.StatusOK || json.Unmarshal(a.Body, &got) != nil || got.Access == "" {
		return "", &channel.Error{Class: channel.Dead, Code: codeTokenDead, Cause: errors.New("X doesn't take the app's key and secret")}
	}
	return string(got.Access), nil
}
