// Package answer counts and splits an answer by each network's own rules (step 5.3.7).
package answer

import "unicode/utf8"

// Rules says how a network counts a text and how much of it fits in one message.
type Rules struct {
	// Limit is the most that one part may count, its numbering included. A limit that the backend gives for a channel goes here.
	Limit int
	// Weighted counts as X counts a post (Weight); else each code point counts one.
	Weighted bool
}

// The networks' own rules (x-api §5, facebook-api §4); the limits are those that hold where the backend names no other.
var (
	XPost           = Rules{Limit: 280, Weighted: true}
	XDirectMessage  = Rules{Limit: 10000}
	FacebookComment = Rules{Limit: 8000}
	Messenger       = Rules{Limit: 2000}
)

// Count returns what the text counts against Limit.
func (r Rules) Count(text string) int {
	if r.Weighted {
		return Weight(text)
	}
	return utf8.RuneCountInString(text)
}

// Part is one message of an answer.
type Part struct {
	Text     string // as it goes out, with its numbering when there is more than one part
	Count    int    // what Text counts by the rules
	From, To int    // byte offsets in the answer; the white space of a cut belongs to no part
}

// Split returns the answer's parts as they go out: the fewest that keep the limit.
func Split(text string, rules Rules) []string {
	parts := Cut(text, rules, nil)
	texts := make([]string, len(parts))
	for i, p := range parts {
		texts[i] = p.Text
	}
	return texts
}
