package main

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"log"
	"log/slog"
	"os"
	"path/filepath"
	"runtime/debug"
	"time"

	"gopkg.in/natefinch/lumberjack.v2"
)

// How much is logged before the oldest goes.
const (
	logMegabytes = 5
	logFiles     = 4
	logDays      = 30
)

// logs are the files under the data folder in which the program says what it did: client.log, rotated, and crash.log for what
// ended it. Neither holds messages, names, numbers of customers or tokens.
type logs struct {
	*slog.Logger
	level *slog.LevelVar
	dir   string
	file  *lumberjack.Logger
	crash *os.File
}

// openLogs begins to log into a folder, info and above. Where that can't be, nothing is logged and the program goes on.
func openLogs(dir string) *logs {
	l := &logs{level: &slog.LevelVar{}, dir: dir, file: &lumberjack.Logger{
		Filename: filepath.Join(dir, "client.log"), MaxSize: logMegabytes, MaxBackups: logFiles, MaxAge: logDays,
	}}
	l.Logger = slog.New(slog.NewJSONHandler(l.file, &slog.HandlerOptions{Level: l.level, ReplaceAttr: utc}))
	// Fyne writes to the log of the standard library.
	log.SetFlags(0)
	log.SetOutput(&lines{l.Logger})
	l.catchCrashes()
	return l
}

// least sets what is logged at the least: debug, info, warn or error.
func (l *logs) least(level string) {
	var least slog.Level
	if least.UnmarshalText([]byte(level)) == nil {
		l.level.Set(least)
	}
}

// without does f without what the toolkit writes to its log meanwhile.
func (l *logs) without(f func()) {
	log.SetOutput(io.Discard)
	defer log.SetOutput(&lines{l.Logger})
	f()
}

func utc(_ []string, a slog.Attr) slog.Attr {
	if a.Key == slog.TimeKey {
		a.Value = slog.StringValue(a.Value.Time().UTC().Format(time.RFC3339Nano))
	}
	return a
}

// catchCrashes has the runtime write into a file what ends the program unforeseen. A file of the time before is put aside.
func (l *logs) catchCrashes() {
	path := filepath.Join(l.dir, "crash.log")
	if info, err := os.Stat(path); err == nil && info.Size() > 0 {
		aside := filepath.Join(l.dir, "crash-"+info.ModTime().UTC().Format("20060102T150405")+".log")
		if err := os.Rename(path, aside); err == nil {
			l.Error("the program ended unforeseen the time before", "report", aside)
		}
	}
	if err := os.MkdirAll(l.dir, 0o700); err != nil {
		l.Warn("no crash reports", "error", err)
		return
	}
	f, err := os.OpenFile(path, os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o600)
	if err == nil {
		err = debug.SetCrashOutput(f, debug.CrashOptions{})
	}
	if err != nil {
		l.Warn("no crash reports", "error", err)
	}
	l.crash = f
}

// Close ends logging; an empty crash file goes.
func (l *logs) Close() error {
	log.SetOutput(io.Discard)
	err := debug.SetCrashOutput(nil, debug.CrashOptions{})
	if l.crash != nil {
		info, failed := l.crash.Stat()
		err = errors.Join(err, failed, l.crash.Close())
		if failed == nil && info.Size() == 0 {
			if gone := os.Remove(l.crash.Name()); !errors.Is(gone, fs.ErrNotExist) {
				err = errors.Join(err, gone)
			}
		}
	}
	return errors.Join(err, l.file.Close())
}

// lines turns what the toolkit writes into log lines.
type lines struct{ log *slog.Logger }

// Write logs each line of p.
func (l *lines) Write(p []byte) (int, error) {
	for line := range bytes.Lines(p) {
		if line = bytes.TrimSpace(line); len(line) > 0 {
			l.log.Warn(string(line), "from", "toolkit")
		}
	}
	return len(p), nil
}
