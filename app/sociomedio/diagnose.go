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

	"sociomedio/assets/metadata"
	"sociomedio/data"
	"sociomedio/data/contract"
	"sociomedio/data/keys"
	"sociomedio/data/local"
	"sociomedio/data/settings"
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
	text bytes.Buffer
	bad  int
}

// line adds what is known about one thing.
func (r *report) line(name, format string, args ...any) {
	fmt.Fprintln(&r.text, strings.TrimRight(fmt.Sprintf("%-16s %s", name, fmt.Sprintf(format, args...)), " "))
}

// check adds what came of looking at one thing; an error makes the exit code 1.
func (r *report) check(name, good string, err error) {
	if err == nil {
		r.line(name, "ok: %s", good)
		return
	}
	r.bad++
	var known *data.Error
	if errors.As(err, &known) {
		r.line(name, "FAILED: %s (%s)", known.Sentence, known.Kind)
		return
	}
	r.line(name, "FAILED: %v", err)
}

// Run prints the report; its exit code is 0 when everything that was looked at works.
func (cmd *diagnoseCommand) Run(c console, s start) error {
	ctx := context.Background()
	dir, temp, err := s.dataDir()
	if err != nil {
		return err
	}
	if temp {
		defer os.RemoveAll(dir)
	}
	r := &report{}
	r.line("program", "%s %s, contract %d, %s/%s, %s", metadata.Name, metadata.Version, contract.Version, runtime.GOOS, runtime.GOARCH, runtime.Version())
	r.line("time", "%s", time.Now().Format(time.RFC3339))
	r.line("display", "DISPLAY=%q WAYLAND_DISPLAY=%q LIBGL_ALWAYS_SOFTWARE=%q", os.Getenv("DISPLAY"), os.Getenv("WAYLAND_DISPLAY"), os.Getenv("LIBGL_ALWAYS_SOFTWARE"))
	r.screen()
	r.line("data folder", "%s", dir)
	all := s.settings(dir, slog.New(slog.NewTextHandler(&r.text, nil)))
	for _, row := range all.All() {
		r.line("setting", "%s = %q (%s)", row.Name, shownValue(row.Name, row.Text), strings.TrimSpace(string(row.Origin)+" "+row.Place))
	}
	last := r.store(ctx, dir)
	server := all.Text(settings.ServerURL)
	if server == "" {
		server = last.Server
	}
	r.server(ctx, server, all)
	r.keyring(ctx, last)
	r.lastErrors(filepath.Join(dir, "logs"))
	if _, err := c.out.Write(r.text.Bytes()); err != nil {
		return err
	}
	if cmd.Zip != "" {
		if err := pack(cmd.Zip, r.text.Bytes(), filepath.Join(dir, "logs")); err != nil {
			return err
		}
	}
	if r.bad > 0 {
		return errReported
	}
	return nil
}

// store looks at the data folder: whether it is free, whether the database of who signed in last is whole, and what waits in it.
func (r *report) store(ctx context.Context, dir string) local.Last {
	if _, err := os.Stat(dir); errors.Is(err, fs.ErrNotExist) {
		r.line("local data", "none yet")
		return local.Last{}
	}
	folder, err := local.OpenFolder(dir)
	if data.KindOf(err) == data.InUse {
		r.line("local data", "in use by a running copy, not looked at")
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
	r.check("local data", "the database can be opened", err)
	if err != nil {
		return last
	}
	defer store.Close()
	for _, damage := range store.SetAside {
		r.check("local data", "", fmt.Errorf("%s was damaged and is set aside", filepath.Base(damage.Path)))
	}
	r.outbox(ctx, store)
	return last
}

func (r *report) outbox(ctx context.Context, store *local.Store) {
	items, err := store.Outbox(ctx)
	states := map[string]int{}
	for _, item := range items {
		states[item.State]++
	}
	r.check("outbox", fmt.Sprintf("%d items %v", len(items), states), err)
	drafts, err := store.Drafts(ctx)
	r.check("drafts", fmt.Sprintf("%d", len(drafts)), err)
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

// pack writes the report and the logs into a zip file.
func pack(path string, text []byte, logs string) (err error) {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	z := zip.NewWriter(f)
	defer func() { err = errors.Join(z.Close(), err) }()
	if err := put(z, "diagnose.txt", bytes.NewReader(text)); err != nil {
		return err
	}
	files, err := filepath.Glob(filepath.Join(logs, "*.log"))
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
