// Package settings is how the program is set up on this machine: by IT through policies and a machine-wide file, by the agent
// through preferences. For each setting the first place that has it decides: a policy of the machine, a policy of the user, the
// command line, the machine's settings, the user's, the default. Every value knows where it came from; what a policy
// set is locked.
//
// A value that can't be read counts as not set anywhere: the default is taken, and one line in the log says so.
package settings

import (
	"log/slog"
	"sort"
	"strconv"
	"sync"
	"time"

	"sociomedio/data"
)

// Origin is where a value came from.
type Origin string

// The origins, the strongest first.
const (
	PolicyMachine Origin = "policy-machine"
	PolicyUser    Origin = "policy-user"
	CommandLine   Origin = "command-line"
	Machine       Origin = "machine"
	User          Origin = "user"
	Default       Origin = "default"
)

// order is the precedence.
var order = [...]Origin{PolicyMachine, PolicyUser, CommandLine, Machine, User}

// Value is a setting with its origin.
type Value struct {
	Text   string
	Origin Origin
	Place  string // the file or registry key that it was read from; empty for a default
}

// Locked says that the organisation set the value ("diatur oleh organisasi"): the agent can't change it.
func (v Value) Locked() bool { return v.Origin == PolicyMachine || v.Origin == PolicyUser }

// Source is a place that holds settings. Read gives them by the names of the table; a place that is not there is empty, not an
// error.
type Source interface {
	// Place is where it lies, for the person who looks for it.
	Place() string
	Read() (map[string]string, error)
}

// Sources are the places by origin.
type Sources map[Origin]Source

// Settings are all settings as they are now. They may be used from any goroutine.
type Settings struct {
	sources Sources
	user    *TOMLFile // where the agent's own preferences are kept; nil when they can't be
	log     *slog.Logger

	mu     sync.Mutex
	values map[string]Value
}

// Load reads every place. It never fails: what can't be read is said in the log and left out.
func Load(sources Sources, log *slog.Logger) *Settings {
	s := &Settings{sources: sources, log: log}
	s.user, _ = sources[User].(*TOMLFile)
	s.values = s.read()
	return s
}

// read takes each setting from the strongest place that has it.
func (s *Settings) read() map[string]Value {
	values := map[string]Value{}
	for _, spec := range table {
		values[spec.Name] = Value{Text: spec.Default, Origin: Default}
	}
	decided := map[string]bool{}
	for _, origin := range order {
		source := s.sources[origin]
		if source == nil {
			continue
		}
		found, err := source.Read()
		if err != nil {
			s.log.Warn("settings can't be read", "origin", origin, "place", source.Place(), "error", err)
		}
		for _, name := range sorted(found) {
			spec, ok := lookup(name)
			switch {
			case !ok:
				s.log.Warn("unknown setting", "name", name, "origin", origin, "place", source.Place())
			case decided[name]:
			case spec.check(found[name]) != nil:
				decided[name] = true
				s.log.Warn("setting can't be read, the default is taken", "name", name, "origin", origin, "place", source.Place(), "want", spec.Form)
			default:
				decided[name] = true
				values[name] = Value{Text: found[name], Origin: origin, Place: source.Place()}
			}
		}
	}
	return values
}

func sorted(m map[string]string) []string {
	names := make([]string, 0, len(m))
	for name := range m {
		names = append(names, name)
	}
	sort.Strings(names)
	return names
}

// Get is a setting by its name in the table; the zero Value for a name that is not there.
func (s *Settings) Get(name string) Value {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.values[name]
}

// Text is a setting as it is written.
func (s *Settings) Text(name string) string { return s.Get(name).Text }

// Bool is a setting that is on or off.
func (s *Settings) Bool(name string) bool { return s.Text(name) == "true" }

// Int is a setting that counts.
func (s *Settings) Int(name string) int {
	n, _ := strconv.Atoi(s.Text(name)) // the table let nothing else in
	return n
}

// Seconds is a setting that is a time in seconds.
func (s *Settings) Seconds(name string) time.Duration {
	return time.Duration(s.Int(name)) * time.Second
}

// Set stores a preference of the agent. Kinds: Forbidden when the organisation set it or the agent may not, Invalid (Field name)
// for a value that can't be, ReadOnlyDisk and DiskFull.
func (s *Settings) Set(name, text string) error {
	spec, ok := lookup(name)
	if !ok || spec.check(text) != nil {
		return &data.Error{Kind: data.Invalid, Sentence: "The setting can't have this value.", Field: name}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.values[name].Locked() || !spec.Own {
		return &data.Error{Kind: data.Forbidden, Sentence: "The setting is set by the organisation.", Field: name}
	}
	if s.user == nil {
		return data.Fail(data.ReadOnlyDisk, "Preferences can't be stored.", nil)
	}
	if err := s.user.Put(name, text); err != nil {
		return err
	}
	s.values = s.read()
	return nil
}

// Row is one line of `sociomedio config show --origin`.
type Row struct {
	Spec
	Value
}

// All is every setting in the order of the table.
func (s *Settings) All() []Row {
	s.mu.Lock()
	defer s.mu.Unlock()
	rows := make([]Row, 0, len(table))
	for _, spec := range table {
		rows = append(rows, Row{spec, s.values[spec.Name]})
	}
	return rows
}
