package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"net"
	"os"
	"path/filepath"
	"time"
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
// from another goroutine.
func hangDoorbell(ctx context.Context, dir string, raise func()) (*doorbell, error) {
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
			raise()
			_ = c.SetDeadline(time.Now().Add(raisePatience))
			_, _ = c.Write([]byte("raised\n"))
			_ = c.Close()
		}
	}()
	return d, nil
}

// Close takes the doorbell down.
func (d *doorbell) Close() error {
	err := d.listener.Close()
	<-d.done
	return err
}

// ring has the running copy raise its window; false when it did not answer.
func ring(ctx context.Context, dir string) bool {
	ctx, cancel := context.WithTimeout(ctx, raisePatience)
	defer cancel()
	c, err := (&net.Dialer{}).DialContext(ctx, "unix", socket(dir))
	if err != nil {
		return false
	}
	defer c.Close()
	_ = c.SetDeadline(time.Now().Add(raisePatience))
	answer := make([]byte, len("raised\n"))
	n, err := c.Read(answer)
	return err == nil && n > 0
}
