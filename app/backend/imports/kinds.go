package imports

import (
	"errors"
	"fmt"
	"io"
	"iter"
	"slices"
	"strings"
	"time"

	"sociomedio/data/contract"
)

// Services gives the service records of a file (Customer Info). Columns: number, customer_name, pots, internet,
// package_name, address, sto, regional, witel, contact; or their names on the screens. Key: number.
func Services(in io.Reader) iter.Seq2[contract.Service, error] {
	return read(in, layout[contract.Service]{
		columns: []column{
			{name: "number", aliases: []string{"service_number", "No. Service"}, needed: true, most: 50},
			{name: "customer_name", aliases: []string{"name"}, needed: true, most: 200},
			{name: "pots", aliases: []string{"No. POTS"}, most: 50},
			{name: "internet", aliases: []string{"No. Internet"}, most: 50},
			{name: "package_name", aliases: []string{"package"}, most: 200},
			{name: "address", aliases: []string{"customer_address"}, most: 500, lines: true},
			{name: "sto", most: 100},
			{name: "regional", most: 100},
			{name: "witel", most: 100},
			{name: "contact", most: 100},
		},
		key: func(s *contract.Service) string { return digits(s.Number) },
		line: func(f map[string]string) (contract.Service, *badField) {
			if digits(f["number"]) == "" {
				return contract.Service{}, &badField{"number", "has no digit"}
			}
			return contract.Service{
				Number: f["number"], CustomerName: f["customer_name"], Pots: f["pots"], Internet: f["internet"],
				PackageName: f["package_name"], Address: f["address"], Sto: f["sto"], Regional: f["regional"],
				Witel: f["witel"], Contact: f["contact"],
			}, nil
		},
	})
}

// Tickets gives the trouble tickets of a file (Ticket List). Columns: number, service_number, title, state, opened_at,
// appointment_at, closed_at, technician. Key: number. Times are RFC 3339, or "2006-01-02 15:04" in zone.
func Tickets(in io.Reader, zone *time.Location) iter.Seq2[contract.Ticket, error] {
	return read(in, layout[contract.Ticket]{
		columns: []column{
			{name: "number", aliases: []string{"ticket", "ticket_number", "No. Ticket"}, needed: true, most: 50},
			{name: "service_number", aliases: []string{"service"}, needed: true, most: 50},
			{name: "title", needed: true, most: 500},
			{name: "state", aliases: []string{"status"}, needed: true, most: 20},
			{name: "opened_at", aliases: []string{"opened"}, needed: true, most: 40},
			{name: "appointment_at", aliases: []string{"appointment"}, most: 40},
			{name: "closed_at", aliases: []string{"closed"}, most: 40},
			{name: "technician", most: 200},
		},
		key:  func(t *contract.Ticket) string { return t.Number },
		line: func(f map[string]string) (contract.Ticket, *badField) { return ticket(f, zone) },
	})
}

func ticket(f map[string]string, zone *time.Location) (contract.Ticket, *badField) {
	t := contract.Ticket{
		Number: f["number"], ServiceNumber: f["service_number"], Title: f["title"], Technician: f["technician"],
		State: contract.TicketState(strings.ToLower(f["state"])),
	}
	if !t.State.Valid() {
		return t, &badField{"state", "is none of open, scheduled, in_progress, resolved, closed, cancelled"}
	}
	for _, at := range []struct {
		column string
		to     *time.Time
	}{{"opened_at", &t.OpenedAt}, {"appointment_at", &t.AppointmentAt}, {"closed_at", &t.ClosedAt}} {
		if f[at.column] == "" {
			continue
		}
		when, ok := moment(f[at.column], zone)
		if !ok {
			return t, &badField{at.column, `is no time; write 2006-01-02 15:04 or 2006-01-02T15:04:05+07:00`}
		}
		*at.to = when
	}
	return t, nil
}

// moment reads a time and gives it in UTC; years that no ticket can have are refused.
func moment(s string, zone *time.Location) (time.Time, bool) {
	for _, form := range []string{time.RFC3339, "2006-01-02 15:04:05", "2006-01-02 15:04", "2006-01-02"} {
		if t, err := time.ParseInLocation(form, s, zone); err == nil {
			t = t.UTC()
			return t, t.Year() >= 1970 && t.Year() < 2200
		}
	}
	return time.Time{}, false
}

// Templates gives the canned answers of a file. Columns: category, title, text. Key: category and title. Variables stand
// in braces: {nama}, {nomor_internet}, {tiket}.
func Templates(in io.Reader) iter.Seq2[contract.Template, error] {
	return read(in, layout[contract.Template]{
		columns: []column{
			{name: "category", aliases: []string{"kategori"}, needed: true, most: 100},
			{name: "title", aliases: []string{"judul"}, needed: true, most: 200},
			{name: "text", aliases: []string{"teks"}, needed: true, most: 10000, lines: true},
		},
		key: func(t *contract.Template) string { return t.Category + "\x00" + t.Title },
		line: func(f map[string]string) (contract.Template, *badField) {
			return contract.Template{Category: f["category"], Title: f["title"], Text: f["text"]}, nil
		},
	})
}

// Catalogue is the KIP of a file: the names of its levels and the paths down to its leaves, in the order of the file.
type Catalogue struct {
	Levels []string
	Paths  [][]string
}

// ReadCatalogue reads the KIP (5.3.5): the header names the levels (one to four), each line is one path from the first
// level down; a shorter path leaves the last fields empty. Its error is a *Report or one of reading.
func ReadCatalogue(in io.Reader) (Catalogue, error) {
	var c Catalogue
	rd, err := open(in)
	if err != nil {
		return c, err
	}
	report := &Report{}
	places := c.header(rd, report)
	seen := map[[16]byte]int{}
	for len(places) > 0 {
		rec, line, err := rd.next(report)
		if rec == nil && err == nil {
			continue
		}
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return Catalogue{}, err
		}
		path, ok := c.path(rec, line, places, report)
		if ok && once(seen, strings.Join(path, "\x00"), line, report) {
			c.Paths = append(c.Paths, path)
		}
	}
	if len(report.Bad) == 0 && len(c.Paths) == 0 {
		report.add(BadLine{Line: 1, Reason: "the file has no category"})
	}
	if len(report.Bad) > 0 {
		return Catalogue{}, report
	}
	return c, nil
}

func (c *Catalogue) header(rd *reader, report *Report) []place {
	rec, line, err := rd.next(report)
	if err != nil || rec == nil {
		if len(report.Bad) == 0 {
			report.add(BadLine{Line: 1, Reason: "the file has no header line"})
		}
		return nil
	}
	if len(rec) > maxLevels {
		report.add(BadLine{Line: line, Reason: fmt.Sprintf("has %d columns; a catalogue has one to %d levels", len(rec), maxLevels)})
		return nil
	}
	var places []place
	for i, h := range rec {
		h = strings.TrimSpace(h)
		if reason := wrong(h, column{needed: true, most: 50}); reason != "" {
			report.add(BadLine{Line: line, Reason: fmt.Sprintf("the name of level %d %s", i+1, reason)})
			return nil
		}
		if slices.Contains(c.Levels, h) {
			report.add(BadLine{Line: line, Column: h, Reason: "this level is there twice"})
			return nil
		}
		c.Levels = append(c.Levels, h)
		places = append(places, place{column: column{name: h, most: 200}, index: i, header: h})
	}
	return places
}

func (c *Catalogue) path(rec []string, line int, places []place, report *Report) ([]string, bool) {
	var path []string
	for i, p := range places {
		label := strings.TrimSpace(rec[i])
		reason := wrong(label, p.column)
		switch {
		case reason == "" && label == "" && i == 0:
			reason = "is empty"
		case reason == "" && label != "" && len(path) < i:
			reason = "is filled, but a level before it is empty"
		}
		if reason != "" {
			report.add(BadLine{Line: line, Column: p.header, Reason: reason})
			return nil, false
		}
		if label != "" {
			path = append(path, label)
		}
	}
	return path, true
}

// digits is a number without what people write between its digits, so that two spellings are one key.
func digits(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, s)
}
