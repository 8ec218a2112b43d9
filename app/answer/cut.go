package answer

import (
	"fmt"
	"math"
	"sort"
	"strconv"
	"strings"
	"unicode"
)

// Cut splits an answer like Split, and where the agent wants it besides: cuts are byte offsets in text, in any order. A cut inside
// a URL, a handle or a grapheme goes to the next place where one may be; one with nothing before or behind it is none. What is
// too long between two cuts is split further.
func Cut(text string, rules Rules, cuts []int) []Part {
	if rules.Limit <= 0 {
		rules.Limit = math.MaxInt32
	}
	if len(cuts) == 0 {
		if n := rules.Count(text); n <= rules.Limit {
			return []Part{{Text: text, Count: n, To: len(text)}}
		}
	}
	from := len(text) - len(strings.TrimLeftFunc(text, unicode.IsSpace))
	to := len(strings.TrimRightFunc(text, unicode.IsSpace))
	if from >= to {
		return []Part{{}}
	}
	s := splitter{text: text, limit: rules.Limit, count: rules.counter(text)}
	s.places = places(text, from, to, s.count, s.limit, cuts)
	for s.digits = 1; ; {
		chosen := s.split()
		if s.digits < digits(len(chosen)) {
			s.digits++
			continue
		}
		parts := s.parts(chosen)
		if s.exact || s.fit(parts) {
			return parts
		}
		s.exact, s.digits = true, 1 // what the text counts up to a place misled: control characters, broken UTF-8
	}
}

// fit says whether every part is within the limit.
func (s *splitter) fit(parts []Part) bool {
	for _, p := range parts {
		if p.Count > s.limit {
			return false
		}
	}
	return true
}

// splitter chooses among the places of one text.
type splitter struct {
	text   string
	limit  int
	count  counter
	places []place
	digits int  // how many the number of parts has
	exact  bool // each part is counted by itself
}

// split returns the places at which parts end.
func (s *splitter) split() []int {
	if last := len(s.places) - 1; !s.wanted() && s.size(0, last) <= s.limit {
		return []int{last} // it was too long for the white space around it only
	}
	var chosen []int
	from := 0
	for at := 1; at < len(s.places); at++ {
		if s.places[at].wanted || at == len(s.places)-1 {
			chosen = s.between(from, at, chosen)
			from = at
		}
	}
	return chosen
}

func (s *splitter) wanted() bool {
	for _, p := range s.places {
		if p.wanted {
			return true
		}
	}
	return false
}

// between adds the ends of as few parts as can be from one place to another: it finds out how many there must be by filling each
// of them, then how early each may end so that the rest still has room, and takes the best place between the two.
func (s *splitter) between(from, to int, chosen []int) []int {
	first := len(chosen) + 1
	n := 0
	for at := from; at < to; n++ {
		at = s.furthest(at, to, s.room(first+n))
	}
	earliest := make([]int, n+1)
	earliest[n] = to
	for i := n; i > 1; i-- {
		earliest[i-1] = s.nearest(from, earliest[i], s.room(first+i-1))
	}
	for i, at := 1, from; at < to; i++ {
		low, high := to, s.furthest(at, to, s.room(first+i-1))
		if i < n {
			low = max(earliest[i], at+1)
		}
		at = s.best(at, min(low, high), high, first+i-1)
		chosen = append(chosen, at)
	}
	return chosen
}

// best is the last place of the best kind in reach.
func (s *splitter) best(from, low, high, number int) int {
	enough := (s.limit*6+9)/10 - (s.limit - s.room(number))
	for kind := sentence; kind < letters; kind++ {
		for at := high; at >= low && s.estimate(from, at) >= enough; at-- {
			if s.places[at].kind == kind && s.size(from, at) <= s.room(number) {
				return at
			}
		}
	}
	return high
}

// furthest is the last place up to which a part has room, at least the next.
func (s *splitter) furthest(from, to, room int) int {
	n := sort.Search(to-from, func(i int) bool { return s.estimate(from, from+1+i) > room })
	if n > 0 && s.size(from, from+n) > room {
		n = sort.Search(n, func(i int) bool { return s.size(from, from+1+i) > room })
	}
	for n > 1 && s.size(from, from+n) > room { // a cut can make a URL of what was none before and behind it
		n--
	}
	return from + max(n, 1)
}

// nearest is the first place from which a part up to another has room, at least the one before.
func (s *splitter) nearest(from, to, room int) int {
	n := sort.Search(to-from, func(i int) bool { return s.estimate(to-1-i, to) > room })
	if n > 0 && s.size(to-n, to) > room {
		n = sort.Search(n, func(i int) bool { return s.size(to-1-i, to) > room })
	}
	for n > 1 && s.size(to-n, to) > room {
		n--
	}
	return to - max(n, 1)
}

// estimate is what a part would count by what the text counts up to its ends.
func (s *splitter) estimate(from, to int) int { return s.places[to].before - s.places[from].behind }

// size is what a part counts. Only where nothing on one side of a cut bears on the other is that the estimate.
func (s *splitter) size(from, to int) int {
	if s.exact || s.places[from].loose || s.places[to].loose {
		return s.count(s.text[s.places[from].start:s.places[to].end])
	}
	return s.estimate(from, to)
}

// room is what a part may count without its numbering.
func (s *splitter) room(number int) int {
	return s.limit - len(" (/)") - digits(number) - s.digits
}

func (s *splitter) parts(chosen []int) []Part {
	parts := make([]Part, len(chosen))
	from := 0
	for i, to := range chosen {
		p := Part{From: s.places[from].start, To: s.places[to].end}
		p.Text = s.text[p.From:p.To]
		p.Count = s.count(p.Text)
		if len(chosen) > 1 {
			number := fmt.Sprintf(" (%d/%d)", i+1, len(chosen))
			p.Text += number
			p.Count += len(number)
		}
		parts[i] = p
		from = to
	}
	return parts
}

func digits(n int) int { return len(strconv.Itoa(n)) }
