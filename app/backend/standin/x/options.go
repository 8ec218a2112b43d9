// Package x is a stand-in for X: a local server that speaks the wire format of the X API v2 (reference x-api), with its
// rules, limits and faults. It shares no code with the channel that speaks to it: both are readings of one fact sheet.
package x

import (
	"log/slog"
	"time"
)

// Options of the stand-in. The zero value is a working account with the credentials of Defaults.
type Options struct {
	Clock func() time.Time // nil: time.Now
	Log   *slog.Logger     // nil: silent

	AccountID, Handle, Name string      // of the company's account; empty: 2910007, TelkomCare, TelkomCare
	Credentials             Credentials // empty fields: Defaults

	Spelling   string // "old" (default) or "new": the names of fields and parameters (x-api §0)
	Nulls      bool   // entity and attachment arrays that are empty come as null
	ShortPages bool   // a page holds fewer than asked for and still has a next one
	Enterprise bool   // exempt from the summon rule (x-api §2)

	Limits      map[string]Limit      // by endpoint name, see limits.go; instead of X's own
	LimitFactor int                   // all limits times this; 0 is 1
	Weight      func(text string) int // weighted length; nil: app/answer's
	MaxWeight   int                   // 0: 280
	Skew        time.Duration         // how far oauth_timestamp may be off; 0: 5 minutes, negative: unchecked
}

// Credentials are what the stand-in accepts.
type Credentials struct {
	ConsumerKey, ConsumerSecret string // OAuth 1.0a app; the secret also signs webhooks
	AccessToken, AccessSecret   string // OAuth 1.0a user
	ClientID, ClientSecret      string // OAuth 2.0
	RefreshToken                string // OAuth 2.0, valid once
	Bearer                      string // OAuth 2.0 user access token that is valid from the start, for two hours
	AppBearer                   string // app-only
}

// Defaults are the credentials of a stand-in that was given none. They open nothing but it.
func Defaults() Credentials {
	return Credentials{
		ConsumerKey: "standin-consumer-key", ConsumerSecret: "standin-consumer-secret",
		AccessToken: "standin-access-token", AccessSecret: "standin-access-secret",
		ClientID: "standin-client-id", ClientSecret: "standin-client-secret",
		RefreshToken: "standin-refresh-token", Bearer: "standin-user-bearer", AppBearer: "standin-app-bearer",
	}
}

// Limit is how often an endpoint may be called in 15 minutes and in 24 hours, by a user and by the app; 0 is unlimited.
type Limit struct{ User, App, UserDay, AppDay int }
