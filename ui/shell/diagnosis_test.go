package shell

import (
	"context"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"github.com/stretchr/testify/require"

	"sociomedio/data/settings"
)

func diagnosed(o *Options) {
	o.Diagnose = func(context.Context) Diagnosis {
		return Diagnosis{
			Findings: []Finding{{Name: "program", Text: "Socio Medio 1.0"}, {Name: "healthz", Text: "FAILED: status 503", Failed: true}, {Name: "log", Text: ""}},
			Zip:      func(w io.Writer) error { _, err := w.Write([]byte("PK")); return err },
		}
	}
}

// The diagnosis is reached by a key before anybody has signed in, from the preferences and by the palette after; it says what failed,
// and what is copied is what is read.
func TestDiagnosis(t *testing.T) {
	o := newOffice(t, diagnosed)
	shown := func() {
		t.Helper()
		o.until("the findings", func() bool { return o.sees("FAILED: status 503") && o.sees("1 pemeriksaan gagal.") })
	}
	o.chord(ctrl|shift, fyne.KeyD)
	shown()
	o.click("Salin")
	require.Equal(t, "program: Socio Medio 1.0\nhealthz: FAILED: status 503\nlog: \n", fyne.CurrentApp().Clipboard().Content())
	require.True(t, o.sees("Laporan disalin."))
	o.key(fyne.KeyEscape)

	o.chord(ctrl, fyne.KeyComma)
	o.click("Diagnosis untuk IT")
	shown()
	o.key(fyne.KeyEscape)
	require.False(t, o.layers.busy(), "Escape closes it while the findings have the keyboard")

	o.signIn()
	o.do(ActPalette)
	o.write("diagnosis")
	o.until("the command", func() bool { return o.sees("Ctrl+Shift+D") })
	o.key(fyne.KeyReturn)
	shown()
}

// The zip is written where the agent says.
func TestDiagnosisIsSaved(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("HOME", dir) // where the dialog begins
	o := newOffice(t, diagnosed)
	o.do(ActDiagnose)
	o.until("the findings", func() bool { return o.sees("FAILED: status 503") })
	o.click("Simpan zip")
	require.False(t, o.layers.busy(), "what comes of it can be read")
	o.key(fyne.KeyReturn)
	o.until("that the file is saved", func() bool { return o.sees("Berkas tersimpan.") })
	files, err := filepath.Glob(filepath.Join(dir, "sociomedio-*.zip"))
	require.NoError(t, err)
	require.Len(t, files, 1)
	written, err := os.ReadFile(files[0])
	require.NoError(t, err)
	require.Equal(t, "PK", string(written))
}

// What a policy decides is shown with who decided it, and can't be chosen; what is free still can.
func TestPreferencesOfTheOrganisation(t *testing.T) {
	policies := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(policies, "it.json"), []byte(`{"theme": "dark", "sound": true, "server_url": "https://sociomedio.example"}`), 0o600))
	own := filepath.Join(t.TempDir(), "config.toml")
	require.NoError(t, os.WriteFile(own, []byte("theme = \"light\"\nzone = \"WIT\"\n"), 0o600))
	o := newOffice(t, func(o *Options) {
		o.Settings = settings.Load(settings.Sources{settings.PolicyMachine: settings.JSONFolder{Path: policies}, settings.User: &settings.TOMLFile{Path: own}}, nil)
		o.Practice = nil
	})
	o.until("the address of the policy", func() bool { return o.sees("https://sociomedio.example") })
	require.False(t, o.sees("Ubah server"), "and no way to change it")
	o.chord(ctrl, fyne.KeyComma)
	said := 0
	for _, l := range o.lines() {
		if l == "Diatur oleh organisasi" {
			said++
		}
	}
	require.Equal(t, 2, said, strings.Join(o.lines(), " | "))
	require.True(t, o.sees("Gelap"), "the policy's value, not the agent's own")
	o.click("Gelap")
	require.False(t, o.sees("Terang"), "nothing to choose from")
	require.Equal(t, "dark", o.opts.Settings.Get(settings.Theme).Text)
	o.click("WIT (UTC+9)")
	o.click("WITA (UTC+8)")
	require.Equal(t, "WITA", o.opts.Settings.Get(settings.Zone).Text)
}
