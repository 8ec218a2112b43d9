package desk

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"sociomedio/data"
	"sociomedio/data/contract"
	"sociomedio/data/local"
)

const (
	excerptLength = 120 // characters
	excerptBefore = 30  // of them before the first match
	mostPeople    = 20  // customers among the hits
	mostRounds    = 20  // pages of the index that one page of hits looks through
)

// Search looks through everything of this agent that is on this machine: messages, notes, answers, customers, numbers. It
// answers within some milliseconds and needs no network; a new keystroke cancels the search before it by its context. Customers
// and cases stand before the rest, on the first page. Kinds: Invalid (Before is no page's).
func (d *Desk) Search(ctx context.Context, q SearchQuery) (SearchPage, error) {
	return reading(d, func(s *seat) (SearchPage, error) {
		f := finding{seat: s, ctx: ctx, q: q, names: map[string]contract.Customer{}}
		if f.q.Limit <= 0 {
			f.q.Limit = pageOf
		}
		return f.page()
	})
}

// finding is one search under way.
type finding struct {
	*seat
	ctx   context.Context //nolint:containedctx // it lives as long as the call
	q     SearchQuery
	names map[string]contract.Customer
	hits  []Hit
}

func (f *finding) wants(kinds ...HitKind) bool {
	return len(f.q.Kinds) == 0 || slices.ContainsFunc(kinds, func(k HitKind) bool { return slices.Contains(f.q.Kinds, k) })
}

func (f *finding) page() (SearchPage, error) {
	var before int64
	if f.q.Before == "" {
		if err := f.first(); err != nil {
			return SearchPage{}, err
		}
	} else {
		var err error
		if before, err = strconv.ParseInt(f.q.Before, 10, 64); err != nil || before <= 0 {
			return SearchPage{}, data.Fail(data.Invalid, "This is no page of a search.", nil)
		}
	}
	next, err := f.texts(before)
	return SearchPage{Hits: f.hits, Next: next}, err
}

// first adds the customers, and the case of a number.
func (f *finding) first() error {
	if f.wants(HitCase) {
		if err := f.numbered(); err != nil {
			return err
		}
	}
	if !f.wants(HitCustomer) {
		return nil
	}
	people, err := f.store.Search(f.ctx, local.SearchQuery{Text: f.q.Text, Limit: min(mostPeople, f.q.Limit), Customers: true})
	if err != nil {
		return err
	}
	for _, p := range people {
		c := *p.Customer
		f.names[c.ID] = c
		v := c.Service
		h := Hit{Kind: HitCustomer, ID: c.ID, CustomerID: c.ID, Network: c.Network, Title: c.Name}
		words := []string{c.Handle, v.CustomerName, v.Number, v.Internet, v.Pots, v.Contact}
		f.add(h, strings.Join(slices.DeleteFunc(words, func(w string) bool { return w == "" }), " · "))
	}
	return nil
}

// numbered adds the case that the text is the number of.
func (f *finding) numbered() error {
	n, err := strconv.ParseInt(strings.TrimPrefix(strings.TrimSpace(f.q.Text), "#"), 10, 64)
	if err != nil || n <= 0 {
		return nil //nolint:nilerr // no number
	}
	row, err := f.store.CaseNumbered(f.ctx, n)
	if data.KindOf(err) == data.NotFound {
		return nil
	}
	if err != nil {
		return err
	}
	c := row.Case
	h := Hit{Kind: HitCase, ID: c.ID, CaseID: c.ID, CustomerID: c.Customer.ID, Network: c.Network, At: c.ReceivedAt, Title: c.Customer.Name}
	f.add(h, "#"+strconv.FormatInt(c.Number, 10)+" "+c.Preview)
	return nil
}

// texts adds messages, notes and answers, newest first, and says where the next page begins.
func (f *finding) texts(before int64) (next string, err error) {
	if !f.wants(HitMessage, HitNote, HitAnswer) {
		return "", nil
	}
	want := max(1, f.q.Limit-len(f.hits))
	found := 0
	for range mostRounds {
		hits, err := f.store.Search(f.ctx, local.SearchQuery{Text: f.q.Text, Before: before, Limit: f.q.Limit})
		if err != nil {
			return "", err
		}
		for i, h := range hits {
			before = h.Key
			if f.text(h) {
				found++
			}
			if found == want && (i+1 < len(hits) || len(hits) == f.q.Limit) {
				return strconv.FormatInt(before, 10), nil
			}
		}
		if len(hits) < f.q.Limit {
			return "", nil
		}
	}
	return strconv.FormatInt(before, 10), nil
}

// text adds one of them if its kind is wanted.
func (f *finding) text(found local.Hit) bool {
	h := Hit{At: found.At}
	text := ""
	switch {
	case found.Message != nil:
		m := found.Message
		h.Kind, h.ID, h.CaseID, h.CustomerID, h.Network = HitMessage, m.ID, m.CaseID, m.CustomerID, m.Network
		if m.Ours {
			h.Kind = HitAnswer
		}
		text = m.Text
		if len(local.Marks(text, f.q.Text)) == 0 && m.Quoted != "" {
			text += " " + m.Quoted
		}
	case found.Note != nil:
		n := found.Note
		h.Kind, h.ID, h.CaseID, h.CustomerID, text = HitNote, n.ID, n.CaseID, n.CustomerID, n.Text
	case found.Handling != nil:
		r := found.Handling
		h.Kind, h.ID, h.CaseID, h.CustomerID, h.Network = HitAnswer, r.ID, r.CaseID, r.CustomerID, r.Network
		text = r.Remark
		for _, a := range r.Answers {
			if a.Visibility == contract.None {
				text = strings.TrimSpace(text + " " + a.Text)
			}
		}
	}
	if !f.wants(h.Kind) {
		return false
	}
	c := f.name(h.CustomerID)
	h.Title = c.Name
	if h.Network == "" {
		h.Network = c.Network
	}
	f.add(h, text)
	return true
}

// name is a customer, read once.
func (f *finding) name(id string) contract.Customer {
	c, ok := f.names[id]
	if !ok {
		row, err := f.store.Customer(f.ctx, id)
		if err == nil {
			c = row.Customer
		}
		f.names[id] = c
	}
	return c
}

func (f *finding) add(h Hit, text string) {
	h.Excerpt, h.Marks = excerpt(text, f.q.Text)
	f.hits = append(f.hits, h)
}

// excerpt is a text on one line, around the first word that was looked for.
func excerpt(text, q string) (string, []Mark) {
	line := strings.Join(strings.FieldsFunc(text, func(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) }), " ")
	marks := local.Marks(line, q)
	from := 0
	if len(marks) > 0 && utf8.RuneCountInString(line) > excerptLength {
		from = back(line, marks[0].From, excerptBefore)
	}
	to := from
	for range excerptLength {
		if to >= len(line) {
			break
		}
		_, size := utf8.DecodeRuneInString(line[to:])
		to += size
	}
	cut := line[from:to]
	shift := -from
	if from > 0 {
		cut, shift = "…"+cut, shift+len("…")
	}
	if to < len(line) {
		cut += "…"
	}
	var shown []Mark
	for _, m := range marks {
		if m.From >= from && m.To <= to {
			shown = append(shown, Mark{From: m.From + shift, To: m.To + shift})
		}
	}
	return cut, shown
}

// back is the beginning of a word at most n characters before at.
func back(line string, at, n int) int {
	from := at
	for range n {
		if from == 0 {
			return 0
		}
		_, size := utf8.DecodeLastRuneInString(line[:from])
		from -= size
	}
	if i := strings.IndexByte(line[from:at], ' '); i >= 0 {
		return from + i + 1
	}
	return from
}
