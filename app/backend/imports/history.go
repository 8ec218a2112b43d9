package imports

import (
	"io"
	"iter"
	"strconv"
	"strings"
	"time"
)

// Past is something that agents did before this backend was there: an answer, or an internal note.
type Past struct {
	Network  string   // twitter or facebook
	Customer string   // the network's id
	Agent    string   // user name
	Path     []string // through the catalogue, in words
	Answer   string   // or
	Note     string
	At       time.Time
	Took     time.Duration
}

const (
	longestPast = 10000     // characters
	longestTook = 24 * 3600 // seconds
)

// History gives what a file says of how customers were handled before. Columns: network, customer, agent, at; path (levels separated by
// " > "), answer and seconds for a handling, or note for an internal note. Times are those of Tickets.
func History(in io.Reader, zone *time.Location) iter.Seq2[Past, error] {
	return read(in, layout[Past]{
		columns: []column{
			{name: "network", aliases: []string{"source"}, needed: true, most: 20},
			{name: "customer", aliases: []string{"customer_id"}, needed: true, most: 100},
			{name: "agent", aliases: []string{"username"}, needed: true, most: 100},
			{name: "at", aliases: []string{"saved_at"}, needed: true, most: 40},
			{name: "path", aliases: []string{"category"}, most: 800},
			{name: "answer", most: longestPast, lines: true},
			{name: "seconds", most: 10},
			{name: "note", aliases: []string{"remark"}, most: longestPast, lines: true},
		},
		key: func(p *Past) string {
			return strings.Join([]string{p.Network, p.Customer, p.Agent, p.At.String(), p.Answer, p.Note}, "\x00")
		},
		line: func(f map[string]string) (Past, *badField) { return past(f, zone) },
	})
}

func past(f map[string]string, zone *time.Location) (Past, *badField) {
	p := Past{Network: strings.ToLower(f["network"]), Customer: f["customer"], Agent: f["agent"], Answer: f["answer"], Note: f["note"]}
	if p.Network != "twitter" && p.Network != "facebook" {
		return p, &badField{"network", "is neither twitter nor facebook"}
	}
	at, ok := moment(f["at"], zone)
	if !ok {
		return p, &badField{"at", `is no time; write 2006-01-02 15:04 or 2006-01-02T15:04:05+07:00`}
	}
	p.At = at
	if (p.Answer == "") == (p.Note == "") {
		return p, &badField{"answer", "a line has either an answer or a note"}
	}
	if p.Answer != "" && f["path"] == "" {
		return p, &badField{"path", "is empty"}
	}
	for label := range strings.SplitSeq(f["path"], ">") {
		if label = strings.TrimSpace(label); label != "" {
			p.Path = append(p.Path, label)
		}
	}
	if f["seconds"] != "" {
		n, err := strconv.Atoi(f["seconds"])
		if err != nil || n < 0 || n > longestTook {
			return p, &badField{"seconds", "is no number of seconds within a day"}
		}
		p.Took = time.Duration(n) * time.Second
	}
	return p, nil
}
