package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"time"

	"sociomedio/app/backend/practice"
	"sociomedio/app/desk"
	"sociomedio/assets/metadata"
	"sociomedio/data"
	"sociomedio/data/deeplink"
	"sociomedio/data/keys"
	"sociomedio/data/local"
	"sociomedio/data/settings"
)

// closePatience is how long the program waits at its end for an answer that is just being sent.
const closePatience = 5 * time.Second

// workCommand opens the window and ends with it.
type workCommand struct {
	Link string `arg:"" optional:"" help:"What the window is to show: sociomedio://case/ID or sociomedio://customer/ID."`
}

// Validate refuses what is not even meant as a link, as every other word that is no command.
func (cmd *workCommand) Validate() error {
	if cmd.Link != "" && !deeplink.Is(cmd.Link) {
		return fmt.Errorf("%q is neither a command nor a link", cmd.Link)
	}
	return nil
}

// Run works until the window is closed.
func (cmd *workCommand) Run(c console, s start) error {
	ctx, stop := context.WithCancel(context.Background())
	defer stop()
	go tidy(ctx, restCollector())
	w, err := prepare(ctx, c, s, cmd.Link)
	if err != nil || w == nil {
		return err
	}
	return errors.Join(w.window(ctx), w.Close())
}

// work is what the window works with: the agent's desk and what it stands on.
type work struct {
	start
	link     string // what the window is to show, as it was given
	dir      string
	temp     bool // dir goes with the program
	folder   *local.Folder
	logs     *logs
	settings *settings.Settings
	practice *practice.Practice // nil when it is for real
	desk     *desk.Desk
}

// prepare puts everything together but the window. It gives nil when another copy works with the data folder and has come to the
// front instead, showing what the link leads to.
func prepare(ctx context.Context, c console, s start, link string) (_ *work, err error) {
	w := &work{start: s, link: link}
	if w.dir, w.temp, err = s.dataDir(); err != nil {
		return nil, err
	}
	w.folder, err = local.OpenFolder(w.dir)
	if data.KindOf(err) == data.InUse && ring(ctx, w.dir, link) {
		fmt.Fprintln(c.err, "sociomedio: already running with this data folder; its window was brought to the front")
		return nil, nil //nolint:nilnil // nothing is to be done and nothing is wrong
	}
	if err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, w.Close())
		}
	}()
	w.logs = openLogs(filepath.Join(w.dir, "logs"))
	w.settings = s.settings(w.dir, w.logs.Logger)
	w.logs.least(w.settings.Text(settings.LogLevel))
	w.logs.Info("started", "version", metadata.Version, "demo", s.Demo)
	if err := w.begin(ctx, c); err != nil {
		w.logs.Error("could not start", "error", err)
		return nil, err
	}
	return w, nil
}

// begin starts practice where it is wanted, and opens the desk.
func (w *work) begin(ctx context.Context, c console) error {
	server := w.settings.Text(settings.ServerURL)
	ring := keys.Open(metadata.Name, 0)
	if w.Demo {
		if !w.settings.Bool(settings.Practice) {
			return data.Fail(data.Forbidden, "Practice mode is switched off by the organisation.", nil)
		}
		var err error
		if w.practice, err = practice.Start(ctx, practice.Options{DataDir: filepath.Join(w.dir, "practice"), Log: w.logs.Logger}); err != nil {
			return fmt.Errorf("practice: %w", err)
		}
		server = w.practice.URL
		ring = keys.Open(metadata.Name+" practice", 0)
		fmt.Fprintf(c.out, "practice: backend=%s networks=%s user=%s\n", w.practice.URL, w.practice.Networks, w.practice.Username)
	}
	way, err := way(w.settings, w.logs.Logger)
	if err != nil {
		return err
	}
	w.desk, err = desk.New(desk.Params{
		Folder: w.folder, Keys: ring, Remote: way, Server: server,
		TakeLimit: w.settings.Int(settings.TakeLimit), Every: w.settings.Seconds(settings.SyncInterval),
		Retention: time.Duration(w.settings.Int(settings.RetentionDays)) * 24 * time.Hour, Log: w.logs.Logger,
	})
	return err
}

// Close ends everything in order: no new requests, the answer that is being sent is waited for, then the stores, practice, the
// hold on the folder and the logs.
func (w *work) Close() error {
	var err error
	if w.desk != nil {
		ctx, cancel := context.WithTimeout(context.Background(), closePatience)
		defer cancel()
		err = w.desk.Close(ctx)
	}
	if w.practice != nil {
		err = errors.Join(err, w.practice.Close())
	}
	if w.logs != nil {
		if err != nil {
			w.logs.Error("ended with errors", "error", err)
		} else {
			w.logs.Info("ended")
		}
		err = errors.Join(err, w.logs.Close())
	}
	err = errors.Join(err, w.folder.Close())
	if w.temp {
		err = errors.Join(err, os.RemoveAll(w.dir))
	}
	return err
}

// dataDir is where everything is kept; in practice it is a temporary folder unless one was named.
func (s start) dataDir() (dir string, temp bool, err error) {
	switch {
	case s.DataDir != "":
		return s.DataDir, false, nil
	case s.Demo:
		dir, err = os.MkdirTemp("", "sociomedio-")
		return dir, err == nil, err
	}
	dir, err = defaultDataDir()
	return dir, false, err
}

// settings are read from every place; the agent's own lie in a folder that was named, or in practice's.
func (s start) settings(dir string, log *slog.Logger) *settings.Settings {
	own := ""
	if s.DataDir != "" || s.Demo {
		own = dir
	}
	places := settings.Places(own)
	places[settings.CommandLine] = s.flags()
	return settings.Load(places, log)
}
