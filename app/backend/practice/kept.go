package practice

import (
	"context"
	"net"
	"os"
	"path/filepath"
	"strings"
	"time"

	"sociomedio/data/files"
)

// listen listens on loopback, on the port of the time before when it is free, else on any free one. The client knows a backend by
// its address: with another port, drafts and unsent answers of the time before would wait for a backend that never comes back.
func listen(ctx context.Context, dir, name string) (net.Listener, error) {
	kept := filepath.Join(dir, name+".port")
	var config net.ListenConfig
	if b, err := os.ReadFile(kept); err == nil {
		if l, err := config.Listen(ctx, "tcp", net.JoinHostPort("127.0.0.1", strings.TrimSpace(string(b)))); err == nil {
			return l, nil
		}
	}
	l, err := config.Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	_, port, err := net.SplitHostPort(l.Addr().String())
	if err == nil {
		err = files.Replace(kept, []byte(port+"\n"))
	}
	if err != nil {
		_ = l.Close()
		return nil, err
	}
	return l, nil
}

// begun is when practice in this folder began: the networks write again what they wrote then, so that it can still be answered.
func begun(dir string) (time.Time, error) {
	path := filepath.Join(dir, "begun")
	if b, err := os.ReadFile(path); err == nil {
		if at, err := time.Parse(time.RFC3339Nano, strings.TrimSpace(string(b))); err == nil {
			return at, nil
		}
	}
	now := time.Now().UTC().Truncate(time.Millisecond)
	return now, files.Replace(path, []byte(now.Format(time.RFC3339Nano)+"\n"))
}
