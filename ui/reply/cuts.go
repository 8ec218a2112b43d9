package reply

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"sociomedio/app/desk"
)

// shift moves the agent's cuts along with a change of the text they are in. A cut inside what was changed is given up; when none
// is left the rules cut again by themselves.
func shift(cuts []int, before, after string) []int {
	if len(cuts) == 0 || before == after {
		return cuts
	}
	same := commonPrefix(before, after)
	tail := commonSuffix(before[same:], after[same:])
	var moved []int
	for _, at := range cuts {
		switch {
		case at <= same:
			moved = append(moved, at)
		case at >= len(before)-tail:
			moved = append(moved, at+len(after)-len(before))
		}
	}
	return moved
}

func commonPrefix(a, b string) int {
	n := 0
	for n < len(a) && n < len(b) && a[n] == b[n] {
		n++
	}
	return n
}

func commonSuffix(a, b string) int {
	n := 0
	for n < len(a) && n < len(b) && a[len(a)-1-n] == b[len(b)-1-n] {
		n++
	}
	return n
}

// cutAfter is where a cut goes that moves by words: from at, forward for a positive number of words, else back. It stays inside
// the text.
func cutAfter(text string, at, words int) int {
	at = min(max(at, 0), len(text))
	for ; words > 0; words-- {
		at = wordEnd(text, at)
	}
	for ; words < 0; words++ {
		at = wordStart(text, at)
	}
	return at
}

// wordEnd is the end of the next word behind at.
func wordEnd(text string, at int) int {
	rest := text[at:]
	word := strings.TrimLeftFunc(rest, unicode.IsSpace)
	end := strings.IndexFunc(word, unicode.IsSpace)
	if end < 0 {
		return len(text)
	}
	return at + len(rest) - len(word) + end
}

// wordStart is the end of the word before the one that ends at at.
func wordStart(text string, at int) int {
	head := strings.TrimRightFunc(text[:at], unicode.IsSpace)
	end := strings.LastIndexFunc(head, unicode.IsSpace)
	if end < 0 {
		return 0
	}
	_, n := utf8.DecodeRuneInString(head[end:])
	return len(strings.TrimRightFunc(head[:end+n], unicode.IsSpace))
}

// moveCut moves the cut behind part i by words; the cuts behind it are left to the rules. A cut that would leave a part empty
// stays where it is.
func (c *Column) moveCut(i, words int) {
	parts := c.preview.Parts
	if !c.open() || i < 0 || i+1 >= len(parts) || words == 0 {
		return
	}
	at := cutAfter(c.preview.Text, parts[i].To, words)
	if at <= parts[i].From || at >= len(c.preview.Text) || strings.TrimSpace(c.preview.Text[parts[i].From:at]) == "" {
		return
	}
	cuts := make([]int, 0, i+1)
	for _, p := range parts[:i] {
		cuts = append(cuts, p.To)
	}
	f := c.form
	f.Cuts = append(cuts, at)
	if p := c.src.Preview(f); samePlaces(p, c.preview) {
		return // the network's rules allow no cut there
	}
	c.form = f
	c.changed()
	c.recount()
}

func samePlaces(a, b desk.Preview) bool {
	return slices.EqualFunc(a.Parts, b.Parts, func(x, y desk.PartPreview) bool { return x.From == y.From && x.To == y.To })
}

// cutFreely leaves all cuts to the rules again.
func (c *Column) cutFreely() {
	c.form.Cuts = nil
	c.changed()
	c.recount()
}

// active is the part that holds the caret.
func (c *Column) active() int {
	at := c.editor.ByteOffset(c.editor.Cursor())
	part := 0
	for i, p := range c.preview.Parts {
		if p.From <= at {
			part = i
		}
	}
	return part
}
