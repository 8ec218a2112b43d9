// Package words holds every word that Socio Medio shows, in Indonesian and English, and the forms of dates, ages and
// figures in each.
//
// A new sentence is one constant in keys.go and one line in each of assets/words/id.toml and en.toml. Names of the work
// instruction (Inbox, Sync, Form Reply) are the same in both. A Table is given to who shows text; nothing here is global
// and nothing changes, so a Table may be read from any goroutine.
package words

import (
	"fmt"
	"strings"
	"time"

	"github.com/BurntSushi/toml"

	"sociomedio/assets"
)

// Key names one sentence. The constants are in keys.go.
type Key string

// Language is one of the languages there are.
type Language string

// The languages.
const (
	Indonesian Language = "id"
	English    Language = "en"
)

// Languages returns all languages, Indonesian first.
func Languages() []Language { return []Language{Indonesian, English} }

// The three time zones of Indonesia. They have no summer time, so they need no zone data on the machine.
var zones = map[string]int{"WIB": 7, "WITA": 8, "WIT": 9}

// Zone returns the time zone of a name, WIB when the name is none of WIB, WITA and WIT.
func Zone(name string) *time.Location {
	hours, ok := zones[name]
	if !ok {
		name, hours = "WIB", zones["WIB"]
	}
	return time.FixedZone(name, hours*3600)
}

// Table is one language with one time zone.
type Table struct {
	language Language
	zone     *time.Location
	text     map[Key]string
}

// Load reads the table of a language; times are shown in zone. A language that does not exist is an error.
func Load(language Language, zone *time.Location) (*Table, error) {
	source, err := assets.Words(string(language))
	if err != nil {
		return nil, fmt.Errorf("words: language %q: %w", language, err)
	}
	t := &Table{language: language, zone: zone, text: make(map[Key]string)}
	if err := toml.Unmarshal(source, &t.text); err != nil {
		return nil, fmt.Errorf("words: language %q: %w", language, err)
	}
	return t, nil
}

// Language returns the language of the table.
func (t *Table) Language() Language { return t.language }

// Location returns the time zone of the table.
func (t *Table) Location() *time.Location { return t.zone }

// Zone returns the name of the time zone: WIB, WITA or WIT.
func (t *Table) Zone() string { return t.zone.String() }

// T returns a sentence with its places (%s, in the order of the sentence) filled in; numbers go in as Number writes them.
// A key without a sentence shows as "[key]"; a test sees to it that there is none.
func (t *Table) T(k Key, args ...any) string {
	s, ok := t.text[k]
	if !ok {
		return "[" + string(k) + "]"
	}
	if len(args) == 0 {
		return s
	}
	return fmt.Sprintf(s, args...)
}

// Marked returns the table with a mark before every word of every sentence. A test shows the program in it: a text on screen
// without the mark, wherever lines break, is not from the table.
func (t *Table) Marked(mark string) *Table {
	marked := &Table{language: t.language, zone: t.zone, text: make(map[Key]string, len(t.text))}
	for k, s := range t.text {
		if k != Days && k != Months && k != Thousands {
			s = mark + strings.ReplaceAll(s, " ", " "+mark)
		}
		marked.text[k] = s
	}
	return marked
}

// Keys returns every key that has a sentence, in no order.
func (t *Table) Keys() []Key {
	keys := make([]Key, 0, len(t.text))
	for k := range t.text {
		keys = append(keys, k)
	}
	return keys
}
