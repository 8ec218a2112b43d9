package main

import (
	"bufio"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"
	"time"

	"sociomedio/data/deeplink"
)

// longestSocket is the longest path that a socket may have on every system.
const longestSocket = 100

// raisePatience is how long a second start waits for the first one's answer.
const raisePatience = 3 * time.Second

// doorbell is where a second start with the same data folder rings, so that the first one's window comes to the front.
type doorbell struct {
	listener net.Listener
	done     chan struct{}
}

// socket is the doorbell's address: in the data folder, or where its path is too long for a socket, in the temporary folder.
func socket(dir string) string {
	if path := filepath.Join(dir, "raise.sock"); len(path) <= longestSocket {
		return path
	}
	sum := sha256.Sum256([]byte(dir))
	return filepath.Join(os.TempDir(), "sociomedio-"+hex.EncodeToString(sum[:8])+".sock")
}

// hangDoorbell listens for later starts; the caller holds the data folder, so a socket that is there is left over. raise is called
// from another goroutine, with what the later start was to show; empty when it was to show nothing.
func hangDoorbell(ctx context.Context, dir string, raise func(link string)) (*doorbell, error) {
	path := socket(dir)
	_ = os.Remove(path)
	l, err := (&net.ListenConfig{}).Listen(ctx, "unix", path)
	if err != nil {
		return nil, err
	}
	if err := os.Chmod(path, 0o600); err != nil {
		return nil, errors.Join(err, l.Close())
	}
	d := &doorbell{listener: l, done: make(chan struct{})}
	go func() {
		defer close(d.done)
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			_ = c.SetDeadline(time.Now().Add(raisePatience))
			raise(heard(c))
			_, _ = c.Write([]byte("raised\n"))
			_ = c.Close()
		}
	}()
	return d, nil
}

// heard is the link that a later start hands over: one line, no longer than a link.
func heard(c net.Conn) string {
	line, err := bufio.NewReader(io.LimitReader(c, deeplink.Longest+1)).ReadString('\n')
	if err != nil {
		return ""
	}
	return strings.TrimSuffix(line, "\n")
}

// handed is what of a link is handed over: the link, or the beginning of one where it leads nowhere, so that the window says so.
func handed(link string) string {
	if link == "" {
		return ""
	}
	l, err := deeplink.Parse(link)
	if err != nil {
		return deeplink.Scheme + ":"
	}
	return l.String()
}

// Close takes the doorbell down.
func (d *doorbell) Close() error {
	err := d.listener.Close()
	<-d.done
	return err
}

// ring has the running copy raise its window and show what the link leads to; false when it did not answer.
func ring(ctx context.Context, dir, link string) bool {
	ctx, cancel := context.WithTimeout(ctx, raisePatience)
	defer cancel()
	c, err := (&net.Dialer{}).DialContext(ctx, "unix", socket(dir))
	if err != nil {
		return false
	}
	defer c.Close()
	_ = c.SetDeadline(time.Now().Add(raisePatience))
	if _, err := io.WriteString(c, handed(link)+"\n"); err != nil {
		return false
	}
	answer := make([]byte, len("raised\n"))
	n, err := c.Read(answer)
	return err == nil && n > 0
}
