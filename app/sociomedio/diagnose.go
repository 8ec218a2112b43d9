package main

import (
	"archive/zip"
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"time"

	"fyne.io/fyne/v2"

	"sociomedio/assets/metadata"
	"sociomedio/data"
	"sociomedio/data/contract"
	"sociomedio/data/keys"
	"sociomedio/data/local"
	"sociomedio/data/settings"
	"sociomedio/ui/shell"
)

// diagnosePatience is how long one check may take.
const diagnosePatience = 10 * time.Second

// diagnoseCommand says how the program is set up and what it can reach. What it prints holds no message, no token, no name and no
// number of a customer, so it can be sent to who helps.
type diagnoseCommand struct {
	Zip string `help:"Write the report and the logs into a zip file too." type:"path" placeholder:"FILE"`
}

// report is what was looked at, line by line.
type report struct {
	findings []shell.Finding
	bad      int
}

// line adds what is known about one thing.
func (r *report) line(name, format string, args ...any) {
	r.findings = append(r.findings, shell.Finding{Name: name, Text: fmt.Sprintf(format, args...)})
}

// check adds what came of looking at one thing; an error makes the exit code 1.
func (r *report) check(name, good string, err error) {
	if err == nil {
		r.line(name, "%s", strings.TrimSuffix("ok: "+good, ": "))
		return
	}
	r.bad++
	var known *data.Error
	if errors.As(err, &known) {
		r.line(name, "FAILED: %s (%s)", known.Sentence, known.Kind)
	} else {
		r.line(name, "FAILED: %v", err)
	}
	r.findings[len(r.findings)-1].Failed = true
}

// text is the report as it is printed: a column of names, and what there is to say.
func (r *report) text() []byte {
	var b bytes.Buffer
	for _, f := range r.findings {
		fmt.Fprintln(&b, strings.TrimRight(fmt.Sprintf("%-16s %s", f.Name, f.Text), " "))
	}
	return b.Bytes()
}

// examined is what a report is made about. graphics tells who draws the window, store looks at what is kept for who signed in last.
type examined struct {
	dir      string
	settings func(*slog.Logger) *settings.Settings
	graphics func() (string, error)
	store    func(context.Context, *report) local.Last
}

// examine looks at everything.
func examine(ctx context.Context, e examined) *report {
	r := &report{}
	r.line("program", "%s %s, contract %d, %s/%s, %s", metadata.Name, metadata.Version, contract.Version, runtime.GOOS, runtime.GOARCH, runtime.Version())
	r.line("time", "%s", time.Now().Format(time.RFC3339))
	r.line("display", "DISPLAY=%q WAYLAND_DISPLAY=%q LIBGL_ALWAYS_SOFTWARE=%q", os.Getenv("DISPLAY"), os.Getenv("WAYLAND_DISPLAY"), os.Getenv("LIBGL_ALWAYS_SOFTWARE"))
	r.screen(e.graphics())
	r.line("data folder", "%s", e.dir)
	var odd bytes.Buffer
	all := e.settings(slog.New(slog.NewTextHandler(&odd, nil)))
	for line := range strings.Lines(odd.String()) {
		r.line("settings", "%s", strings.TrimSpace(line))
	}
	for _, row := range all.All() {
		r.line("setting", "%s = %q (%s)", row.Name, shownValue(row.Name, row.Text), strings.TrimSpace(string(row.Origin)+" "+row.Place))
	}
	last := e.store(ctx, r)
	server := all.Text(settings.ServerURL)
	if server == "" {
		server = last.Server
	}
	r.server(ctx, server, all)
	r.keyring(ctx, last)
	r.lastErrors(filepath.Join(e.dir, "logs"))
	return r
}

// Run prints the report; its exit code is 0 when everything that was looked at works.
func (cmd *diagnoseCommand) Run(c console, s start) error {
	dir, temp, err := s.dataDir()
	if err != nil {
		return err
	}
	if temp {
		defer os.RemoveAll(dir)
	}
	r := examine(context.Background(), examined{
		dir: dir, settings: func(log *slog.Logger) *settings.Settings { return s.settings(dir, log) }, graphics: renderer,
		store: func(ctx context.Context, r *report) local.Last { return r.store(ctx, dir) },
	})
	if _, err := c.out.Write(r.text()); err != nil {
		return err
	}
	if cmd.Zip != "" {
		if err := r.packInto(cmd.Zip, dir); err != nil {
			return err
		}
	}
	if r.bad > 0 {
		return errReported
	}
	return nil
}

// diagnose looks at the program that is running, for the window. It must not be called on the UI goroutine.
func (w *work) diagnose(ctx context.Context) shell.Diagnosis {
	r := examine(ctx, examined{
		dir: w.dir, settings: func(log *slog.Logger) *settings.Settings { return w.start.settings(w.dir, log) },
		graphics: func() (found string, err error) {
			fyne.DoAndWait(func() { found, err = drawer() })
			return found, err
		},
		store: func(ctx context.Context, r *report) (last local.Last) {
			health, err := w.desk.Health(ctx)
			if data.KindOf(err) == data.SessionEnded {
				r.line("local data", "nobody is signed in")
			} else {
				r.health(health, err)
			}
			last.Server, last.Username = w.desk.Last()
			return last
		},
	})
	return shell.Diagnosis{Findings: r.findings, Zip: func(to io.Writer) error { return r.pack(to, w.dir) }}
}

// store looks at the data folder: whether it is free, whether the database of who signed in last is whole, and what waits in it.
func (r *report) store(ctx context.Context, dir string) local.Last {
	if _, err := os.Stat(dir); errors.Is(err, fs.ErrNotExist) {
		r.line("local data", "none yet")
		return local.Last{}
	}
	folder, err := local.OpenFolder(dir)
	if data.KindOf(err) == data.InUse {
		r.line("local data", "in use by a running copy, not looked at: that copy's own diagnosis (Ctrl+Shift+D) does")
		return local.Last{}
	}
	r.check("data folder", "can be written", err)
	if err != nil {
		return local.Last{}
	}
	defer folder.Close()
	last := folder.Last()
	if last.Username == "" {
		r.line("local data", "nobody has signed in here")
		return last
	}
	store, err := folder.Store(ctx, last.Server, last.Username)
	if err != nil {
		r.check("local data", "", err)
		return last
	}
	defer store.Close()
	r.health(store.Health(ctx))
	return last
}

// health says how the databases are and what waits in them.
func (r *report) health(h local.Health, err error) {
	for _, name := range h.Aside {
		r.check("local data", "", fmt.Errorf("%s was damaged and is set aside", name))
	}
	r.check("local data", "the databases are whole", err)
	if err != nil {
		return
	}
	waiting := 0
	for _, n := range h.Outbox {
		waiting += n
	}
	r.line("outbox", "%d items %v", waiting, h.Outbox)
	r.line("drafts", "%d", h.Drafts)
}

// keyring asks the keyring for an entry; that there is none is an answer too.
func (r *report) keyring(ctx context.Context, last local.Last) {
	name := "diagnose"
	if last.Username != "" {
		name = keys.Name(last.Server, last.Username)
	}
	secret, err := keys.Open(metadata.Name, diagnosePatience).Get(ctx, name)
	kept := "answers, no session is kept"
	if secret != "" {
		kept = "answers, a session is kept"
	}
	if err != nil { // the program works without
		r.line("keyring", "not available: %v", err)
		return
	}
	r.line("keyring", "ok: %s", kept)
}

// lastErrors are the newest lines of the log that say that something failed.
func (r *report) lastErrors(dir string) {
	f, err := os.Open(filepath.Join(dir, "client.log"))
	if err != nil {
		r.line("log", "none")
		return
	}
	defer f.Close()
	const most = 8
	var newest []string
	in := bufio.NewScanner(f)
	in.Buffer(nil, 1<<20)
	for in.Scan() {
		if strings.Contains(in.Text(), `"level":"ERROR"`) {
			newest = append(newest, in.Text())
			newest = newest[max(len(newest)-most, 0):]
		}
	}
	for _, line := range newest {
		r.line("last error", "%s", line)
	}
	if len(newest) == 0 {
		r.line("log", "no error in %s", f.Name())
	}
}

// packInto writes the report and the logs into a zip file.
func (r *report) packInto(path, dir string) (err error) {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	return r.pack(f, dir)
}

// pack writes the report and the logs of a data folder as a zip.
func (r *report) pack(to io.Writer, dir string) (err error) {
	z := zip.NewWriter(to)
	defer func() { err = errors.Join(z.Close(), err) }()
	if err := put(z, "diagnose.txt", bytes.NewReader(r.text())); err != nil {
		return err
	}
	files, err := filepath.Glob(filepath.Join(dir, "logs", "*.log"))
	if err != nil {
		return err
	}
	for _, name := range files {
		if err := putFile(z, name); err != nil {
			return err
		}
	}
	return nil
}

func putFile(z *zip.Writer, path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	return put(z, "logs/"+filepath.Base(path), f)
}

func put(z *zip.Writer, name string, from io.Reader) error {
	to, err := z.Create(name)
	if err != nil {
		return err
	}
	_, err = io.Copy(to, from)
	return err
}

// withoutPassword hides the password in an address; what is no address stays as it is.
func withoutPassword(text string) string {
	u, err := url.Parse(text)
	if err != nil || u.User == nil {
		return text
	}
	return u.Redacted()
}
