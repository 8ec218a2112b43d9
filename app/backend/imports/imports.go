// Package imports reads the CSV files that an operator brings: catalogue, templates, service records, tickets. A file is
// taken whole or not at all: every bad line is reported with its number, its column and the reason, and as long as there
// is one, the reader ends in an error, so that the store takes nothing.
//
// Files are UTF-8 with a header line, separated by comma or semicolon (as a spreadsheet set to Indonesian writes them).
// They are read line by line: a million lines need little memory.
package imports

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"iter"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Bounds of what is read.
const (
	maxRecord = 1 << 20 // bytes of one line; beyond it the file is refused
	maxLevels = 4       // of the catalogue
	mostBad   = 100     // bad lines that are reported one by one
)

// BadLine is one thing that is wrong with a file.
type BadLine struct {
	Line   int    // from 1, the header being line 1
	Column string // the header's name of the column; empty when the whole line is meant
	Reason string
}

// String is the line as an operator reads it.
func (b BadLine) String() string {
	if b.Column == "" {
		return fmt.Sprintf("line %d: %s", b.Line, b.Reason)
	}
	return fmt.Sprintf("line %d, column %s: %s", b.Line, b.Column, b.Reason)
}

// Report is the error of a file that was not taken.
type Report struct {
	Bad  []BadLine
	More int // further bad lines that are not in Bad
}

// Error is the number of bad lines and the first of them; the values of the file are never in it.
func (r *Report) Error() string {
	return fmt.Sprintf("%d bad lines, nothing was imported; %s", len(r.Bad)+r.More, r.Bad[0])
}

func (r *Report) add(b BadLine) {
	if len(r.Bad) < mostBad {
		r.Bad = append(r.Bad, b)
		return
	}
	r.More++
}

// badField is what is wrong with one field of a line.
type badField struct{ column, reason string }

// layout is what a kind of file looks like and how a line becomes a T.
type layout[T any] struct {
	columns []column
	key     func(*T) string // two lines with the same key are a mistake; "" is no key
	line    func(fields map[string]string) (T, *badField)
}

// column is one column of a file.
type column struct {
	name    string   // as in our own files
	aliases []string // as on the screens of the work instruction
	needed  bool     // the header must have it and every line must fill it
	most    int      // characters
	lines   bool     // may hold line ends and tabs
}

// read gives the lines of a file as Ts. The last pair holds the *Report, if anything was wrong, or the error of reading.
// After the first bad line no more Ts come, but the rest of the file is still looked at.
func read[T any](in io.Reader, l layout[T]) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		var none T
		rd, err := open(in)
		if err != nil {
			yield(none, err)
			return
		}
		report := &Report{}
		places := header(rd, l.columns, report)
		if len(report.Bad) > 0 {
			yield(none, report)
			return
		}
		seen := map[[16]byte]int{}
		for {
			rec, line, err := rd.next(report)
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				yield(none, err)
				return
			}
			if rec == nil {
				continue
			}
			t, ok := parse(rec, line, places, l, report)
			if !ok || !once(seen, l.key(&t), line, report) || len(report.Bad) > 0 {
				continue
			}
			if !yield(t, nil) {
				return
			}
		}
		if len(report.Bad) > 0 {
			yield(none, report)
		}
	}
}

// once notes the key of a line and reports one that was there before. Keys are kept as short digests: a million of them
// fit where a million names would not.
func once(seen map[[16]byte]int, key string, line int, report *Report) bool {
	if key == "" {
		return true
	}
	sum := sha256.Sum256([]byte(key))
	short := [16]byte(sum[:16])
	if before, twice := seen[short]; twice {
		report.add(BadLine{Line: line, Reason: fmt.Sprintf("the same key as in line %d", before)})
		return false
	}
	seen[short] = line
	return true
}

func parse[T any](rec []string, line int, places []place, l layout[T], report *Report) (T, bool) {
	var none T
	fields := make(map[string]string, len(places))
	ok := true
	for _, p := range places {
		value := strings.TrimSpace(rec[p.index])
		if reason := wrong(value, p.column); reason != "" {
			report.add(BadLine{Line: line, Column: p.header, Reason: reason})
			ok = false
		}
		fields[p.name] = value
	}
	if !ok {
		return none, false
	}
	t, bad := l.line(fields)
	if bad != nil {
		report.add(BadLine{Line: line, Column: headerOf(places, bad.column), Reason: bad.reason})
		return none, false
	}
	return t, true
}

func wrong(value string, c column) string {
	switch {
	case !utf8.ValidString(value):
		return "is not UTF-8"
	case value == "" && c.needed:
		return "is empty"
	case utf8.RuneCountInString(value) > c.most:
		return fmt.Sprintf("has more than %d characters", c.most)
	}
	for _, r := range value {
		if unicode.IsControl(r) && (!c.lines || (r != '\n' && r != '\t')) {
			return "has control characters"
		}
	}
	return ""
}

// place is where a column lies in this file.
type place struct {
	column
	index  int
	header string
}

func headerOf(places []place, name string) string {
	for _, p := range places {
		if p.name == name {
			return p.header
		}
	}
	return name
}

// header finds the columns in the first line, whatever their order and case.
func header(rd *reader, columns []column, report *Report) []place {
	rec, line, err := rd.next(report)
	if err != nil || rec == nil {
		if len(report.Bad) == 0 {
			report.add(BadLine{Line: 1, Reason: "the file has no header line"})
		}
		return nil
	}
	known := map[string]column{}
	for _, c := range columns {
		for _, n := range append([]string{c.name}, c.aliases...) {
			known[plain(n)] = c
		}
	}
	var places []place
	taken := map[string]bool{}
	for i, h := range rec {
		h = strings.TrimSpace(h)
		c, ok := known[plain(h)]
		switch {
		case !utf8.ValidString(h):
			report.add(BadLine{Line: line, Reason: "the header is not UTF-8"})
		case !ok:
			report.add(BadLine{Line: line, Column: short(h), Reason: "this column is not known"})
		case taken[c.name]:
			report.add(BadLine{Line: line, Column: short(h), Reason: "this column is there twice"})
		default:
			taken[c.name] = true
			places = append(places, place{column: c, index: i, header: h})
		}
	}
	for _, c := range columns {
		if c.needed && !taken[c.name] {
			report.add(BadLine{Line: line, Column: c.name, Reason: "this column is missing"})
		}
	}
	return places
}

// plain is a header without what people vary: case, dots, spaces, underscores.
func plain(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, s)
}

// short keeps a report readable when a header is not one.
func short(s string) string {
	if r := []rune(s); len(r) > 40 {
		return string(r[:40]) + "…"
	}
	return s
}
