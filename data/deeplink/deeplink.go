// Package deeplink is the addresses of what the window shows, which agents send each other: sociomedio://case/ID opens a case,
// sociomedio://customer/ID a customer. The system's browser, chat or mail program starts the client with one; whoever wrote it is not
// known, so there is one spelling, nothing is guessed, and a link only shows: it sends, takes and changes nothing.
package deeplink

import (
	"regexp"
	"strings"

	"sociomedio/data"
)

// Scheme is what the packages register with the system (x-scheme-handler/sociomedio, HKLM\Software\Classes\sociomedio).
const Scheme = "sociomedio"

// Longest is the most bytes that a link may have. A true one has some sixty.
const Longest = 128

// Kind is what a link leads to.
type Kind string

// The kinds.
const (
	Case     Kind = "case"
	Customer Kind = "customer"
)

// Link is where a link leads.
type Link struct {
	Kind Kind
	ID   string // as the contract's Id: a UUID in small letters
}

// ID is the contract's form of one.
var id = regexp.MustCompile(`^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$`)

// Is says whether a text is meant as a link of this program, whatever is in it.
func Is(text string) bool {
	scheme, _, found := strings.Cut(text, ":")
	return found && strings.EqualFold(scheme, Scheme)
}

// Parse reads a link. Scheme and kind may be in any letters, and one slash may stand behind the id: browsers write them so. User,
// password, port, query and fragment are refused as everything else is. Kind: Invalid; the error does not repeat the text.
func Parse(text string) (Link, error) {
	if len(text) > Longest || !Is(text) {
		return Link{}, refused()
	}
	rest, ok := strings.CutPrefix(strings.ToLower(text[len(Scheme)+1:]), "//")
	kind, name, found := strings.Cut(strings.TrimSuffix(rest, "/"), "/")
	if !ok || !found || !id.MatchString(name) {
		return Link{}, refused()
	}
	switch k := Kind(kind); k {
	case Case, Customer:
		return Link{Kind: k, ID: name}, nil
	}
	return Link{}, refused()
}

// String is the link as it is written.
func (l Link) String() string { return Scheme + "://" + string(l.Kind) + "/" + l.ID }

func refused() error { return data.Fail(data.Invalid, "This is no link to a case or a customer.", nil) }
