// Package facebook is a stand-in for Facebook: a local server that speaks the wire format of the Graph API and the Messenger
// Platform (reference facebook-api), with its rules, limits and faults. It shares no code with the channel that speaks to
// it: both are readings of one fact sheet.
package facebook

import (
	"log/slog"
	"time"
)

// Options of the stand-in. The zero value is a working page with the credentials of Defaults.
type Options struct {
	Clock func() time.Time // nil: time.Now
	Log   *slog.Logger     // nil: silent

	PageID, Name string      // of the company's page; empty: 1000200030004, TelkomCare
	Credentials  Credentials // empty fields: Defaults

	Version      string // of webhooks and of answers to calls without one; empty: v26.0
	RequireProof bool   // calls need appsecret_proof
	NoHumanAgent bool   // the app lacks the feature behind the HUMAN_AGENT tag
	EchoFirst    bool   // every echo is delivered before the call that caused it is answered
	EmptyPages   bool   // lists have an empty page with a next one before their end
	NoFrom       bool   // webhooks and comments come without from
	Calls        int    // how many calls an hour are 100 % of the page's use; 0: 200,000
}

// Credentials are what the stand-in accepts.
type Credentials struct{ AppID, AppSecret, PageToken, VerifyToken string }

// Defaults are the credentials of a stand-in that was given none. They open nothing but it.
func Defaults() Credentials {
	return Credentials{
		AppID: "1000500060007", AppSecret: "standin-app-secret", PageToken: "standin-page-token", VerifyToken: "standin-verify-token",
	}
}
