// Package answer counts and splits an answer by each network's own rules (step 5.3.7): the agent writes it once, at whatever
// length, and it goes out in parts that each network takes.
package answer

import "unicode/utf8"

// Rules says how a network counts a text and how much of it fits in one message.
type Rules struct {
	// Limit is the most that one part may count, its numbering included. The limit that the backend names for a channel goes
	// here. 0 is no limit.
	Limit int
	// Weighted counts as X counts a post (Weight); else each code point counts one.
	Weighted bool
}

// The networks' own rules (x-api, facebook-api); the limits are those that hold where the backend names no other.
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

// counter counts what is part of one text.
type counter func(text string) int

func (r Rules) counter(whole string) counter {
	if r.Weighted && normal(whole) == whole {
		return weigh // any piece of a text in normal form is in normal form
	}
	return r.Count
}

// Part is one message of an answer.
type Part struct {
	Text     string // as it goes out, with its numbering when there is more than one part
	Count    int    // what Text counts by the rules
	From, To int    // byte offsets in the answer; the white space of a cut belongs to no part
}

// Split returns the parts of an answer as they go out. A text within the limit is one part, as it is. Else there are as few as
// can be, each with " (1/3)" at its end, and each ends where a sentence does if it is 60 % full by then, else at ; : or a comma,
// else at a space. A word is cut only when it is longer than a part, and then never inside a URL, a handle or a grapheme, unless
// that alone is longer than a part.
func Split(text string, rules Rules) []string {
	parts := Cut(text, rules, nil)
	texts := make([]string, len(parts))
	for i, p := range parts {
		texts[i] = p.Text
	}
	return texts
}
