package imports

import (
	"bufio"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strings"
)

// reader reads records and knows their lines.
type reader struct {
	csv   *csv.Reader
	guard *guard
	width int
	line  int
	ended bool
}

// open looks at the first bytes: a byte order mark is skipped, the separator found.
func open(in io.Reader) (*reader, error) {
	g := &guard{in: in, left: maxRecord}
	buf := bufio.NewReaderSize(g, 64*1024)
	if mark, err := buf.Peek(3); err == nil && string(mark) == "\ufeff" {
		if _, err := buf.Discard(3); err != nil {
			return nil, err
		}
	}
	first, err := buf.Peek(buf.Size())
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, errTooLong) {
		return nil, fmt.Errorf("read: %w", err)
	}
	head, _, _ := strings.Cut(string(first), "\n")
	rd := csv.NewReader(buf)
	if strings.Count(head, ";") > strings.Count(head, ",") {
		rd.Comma = ';'
	}
	rd.FieldsPerRecord = -1
	rd.ReuseRecord = true
	return &reader{csv: rd, guard: g}, nil
}

var errTooLong = errors.New("line too long")

// guard stops a quote that is never closed from taking the whole file into memory: it lets at most left bytes through
// between two records.
type guard struct {
	in   io.Reader
	left int
}

// Read reads from the file as long as the record isn't too long.
func (g *guard) Read(p []byte) (int, error) {
	if g.left <= 0 {
		return 0, errTooLong
	}
	n, err := g.in.Read(p[:min(len(p), g.left)])
	g.left -= n
	return n, err
}

// next is the next record and its line; nil when that line is bad and reported, io.EOF at the end.
func (r *reader) next(report *Report) ([]string, int, error) {
	if r.ended {
		return nil, 0, io.EOF
	}
	r.guard.left = maxRecord
	rec, err := r.csv.Read()
	var parse *csv.ParseError
	switch {
	case errors.Is(err, io.EOF):
		return nil, 0, io.EOF
	case errors.Is(err, errTooLong):
		r.ended = true
		report.add(BadLine{Line: r.line + 1, Reason: "the line is longer than 1 MB, or a quote is not closed; the rest was not read"})
		return nil, 0, nil
	case errors.As(err, &parse):
		r.line = parse.Line
		report.add(BadLine{Line: parse.StartLine, Reason: quoteReason(parse)})
		return nil, 0, nil
	case err != nil:
		return nil, 0, fmt.Errorf("read: %w", err)
	}
	line, _ := r.csv.FieldPos(0)
	last, _ := r.csv.FieldPos(len(rec) - 1)
	r.line = last + strings.Count(rec[len(rec)-1], "\n")
	if r.width == 0 {
		r.width = len(rec)
	}
	if len(rec) != r.width {
		report.add(BadLine{Line: line, Reason: fmt.Sprintf("has %d fields instead of %d", len(rec), r.width)})
		return nil, 0, nil
	}
	return rec, line, nil
}

func quoteReason(err *csv.ParseError) string {
	if errors.Is(err.Err, csv.ErrBareQuote) {
		return "a quote stands inside a field that is not quoted"
	}
	return "a quoted field is not closed rightly"
}
