package settings_test

import (
	"bytes"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"sociomedio/data"
	"sociomedio/data/settings"
)

// place is a machine with its files.
type place struct {
	t       *testing.T
	dir     string
	log     bytes.Buffer
	sources settings.Sources
}

func machine(t *testing.T) *place {
	dir := t.TempDir()
	return &place{t: t, dir: dir, sources: settings.Sources{
		settings.PolicyMachine: settings.JSONFolder{Path: filepath.Join(dir, "policies")},
		settings.PolicyUser:    settings.JSONFolder{Path: filepath.Join(dir, "user-policies")},
		settings.Machine:       &settings.TOMLFile{Path: filepath.Join(dir, "machine.toml")},
		settings.User:          &settings.TOMLFile{Path: filepath.Join(dir, "own", "config.toml")},
	}}
}

func (p *place) write(name, text string) {
	p.t.Helper()
	path := filepath.Join(p.dir, name)
	require.NoError(p.t, os.MkdirAll(filepath.Dir(path), 0o700))
	require.NoError(p.t, os.WriteFile(path, []byte(text), 0o600))
}

func (p *place) load() *settings.Settings {
	p.log.Reset()
	return settings.Load(p.sources, slog.New(slog.NewTextHandler(&p.log, nil)))
}

func TestPrecedence(t *testing.T) {
	p := machine(t)
	is := func(text string, origin settings.Origin) {
		t.Helper()
		v := p.load().Get(settings.TakeLimit)
		require.Equal(t, text, v.Text)
		require.Equal(t, origin, v.Origin)
		require.Equal(t, strings.HasPrefix(string(origin), "policy"), v.Locked())
	}
	is("20", settings.Default)
	p.write("own/config.toml", "take_limit = 11")
	is("11", settings.User)
	p.write("machine.toml", `take_limit = "12"`)
	is("12", settings.Machine)
	p.sources[settings.CommandLine] = settings.Flags{settings.TakeLimit: "13", settings.ServerURL: ""}
	is("13", settings.CommandLine)
	p.write("user-policies/a.json", `{"take_limit": 14}`)
	is("14", settings.PolicyUser)
	p.write("policies/a.json", `{"take_limit": 15}`)
	p.write("policies/b.json", `{"take_limit": 16}`)
	is("16", settings.PolicyMachine)
	require.Empty(t, p.log.String())
}

func TestBadValuesGiveTheDefaultAndOneLine(t *testing.T) {
	for name, text := range map[string]string{
		"take_limit": "0", "sync_interval": `"x"`, "scale": "12.5", "theme": `"pink"`, "sound": `"yes"`, "server_url": `"ftp://x"`,
		"locale": `["id"]`, "ca_file": `"relative.pem"`, "proxy_url": `"proxy"`, "zone": `"UTC"`, "allow_plain_http": "1",
	} {
		p := machine(t)
		p.write("machine.toml", name+" = "+text)
		p.write("own/config.toml", "# nothing")
		s := p.load()
		require.Equal(t, settings.Default, s.Get(name).Origin, name)
		require.Equal(t, 1, strings.Count(p.log.String(), "\n"), "%s: %s", name, p.log.String())
		require.NotContains(t, p.log.String(), "pink", "values may be secret")
	}
}

func TestBrokenFiles(t *testing.T) {
	p := machine(t)
	p.write("machine.toml", "take_limit = = 5\n")
	p.write("policies/a.json", "{")
	p.write("policies/b.json", `{"take_limit": 7, "of_tomorrow": true}`)
	p.write("own/config.toml", "\xff\xfe")
	s := p.load()
	require.Equal(t, 7, s.Int(settings.TakeLimit), "the other file counts")
	require.Contains(t, p.log.String(), "a.json is not a JSON object")
	require.Contains(t, p.log.String(), "line 1 is not TOML")
	require.Contains(t, p.log.String(), "of_tomorrow")
	require.NoError(t, s.Set(settings.Theme, "dark"), "a broken file of one's own is replaced")
	require.Equal(t, "dark", p.load().Text(settings.Theme))
}

func TestPreferences(t *testing.T) {
	p := machine(t)
	p.write("policies/a.json", `{"theme": "light"}`)
	s := p.load()
	require.NoError(t, s.Set(settings.Locale, "en"))
	require.NoError(t, s.Set(settings.Scale, "125"))
	require.NoError(t, s.Set(settings.ServerURL, `https://sm.example.test`))
	require.Equal(t, "en", s.Text(settings.Locale))
	require.Equal(t, data.Forbidden, data.KindOf(s.Set(settings.Theme, "dark")), "the organisation set it")
	require.Equal(t, data.Forbidden, data.KindOf(s.Set(settings.TakeLimit, "50")), "not the agent's to choose")
	require.Equal(t, data.Invalid, data.KindOf(s.Set(settings.Scale, "400")))
	require.Equal(t, data.Invalid, data.KindOf(s.Set("nothing", "1")))

	again := p.load()
	require.Equal(t, "en", again.Text(settings.Locale))
	require.Equal(t, 125, again.Int(settings.Scale))
	require.Equal(t, "light", again.Text(settings.Theme))
	require.Equal(t, 30*time.Second, again.Seconds(settings.SyncInterval))
	require.True(t, again.Bool(settings.Notifications))
	left, err := filepath.Glob(filepath.Join(p.dir, "own", "*"))
	require.NoError(t, err)
	require.Len(t, left, 1, "no half file stays behind")
}

// The table is whole: every setting has a default that is a value, words in both languages, and one name per place.
func TestTable(t *testing.T) {
	names, registry := map[string]bool{}, map[string]bool{}
	for _, s := range settings.Table() {
		require.NotEmpty(t, s.English, s.Name)
		require.NotEmpty(t, s.Bahasa, s.Name)
		require.NotEmpty(t, s.Form, s.Name)
		require.False(t, names[s.Name] || registry[s.Registry], s.Name)
		names[s.Name], registry[s.Registry] = true, true
		p := machine(t)
		p.write("machine.toml", s.Name+" = '"+s.Default+"'")
		require.Equal(t, settings.Machine, p.load().Get(s.Name).Origin, "the default of %s is no value of it", s.Name)
	}
	require.Len(t, machine(t).load().All(), len(names))
}

func FuzzFiles(f *testing.F) {
	f.Add([]byte("take_limit = 5"), []byte(`{"take_limit": 5}`))
	f.Add([]byte("[a]\nb=1"), []byte(`[]`))
	f.Fuzz(func(t *testing.T, tomlText, jsonText []byte) {
		p := machine(t)
		p.write("machine.toml", string(tomlText))
		p.write("policies/a.json", string(jsonText))
		for _, row := range p.load().All() {
			if row.Name == settings.TakeLimit && row.Text == "" {
				t.Fatal("a setting without a value")
			}
		}
	})
}
