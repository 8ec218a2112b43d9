package main

import (
	"errors"
	"io"
	"net"
	"strings"
	"sync"
)

// line is the wire between client and backend; it can be cut. The client knows only its near end.
type line struct {
	address string // of the near end
	far     string

	mu      sync.Mutex
	near    net.Listener
	open    map[net.Conn]bool
	running sync.WaitGroup
}

// lay lays a line to a backend's URL.
func lay(backend string) (*line, error) {
	l := &line{address: "127.0.0.1:0", far: strings.TrimPrefix(backend, "http://"), open: map[net.Conn]bool{}}
	return l, l.mend()
}

func (l *line) url() string { return "http://" + l.address }

// mend makes the line whole, at the address it had.
func (l *line) mend() error {
	near, err := net.Listen("tcp", l.address)
	if err != nil {
		return err
	}
	l.mu.Lock()
	l.near, l.address = near, near.Addr().String()
	l.mu.Unlock()
	l.running.Go(func() {
		for {
			c, err := near.Accept()
			if err != nil {
				return // cut
			}
			l.running.Go(func() { l.carry(c) })
		}
	})
	return nil
}

func (l *line) carry(c net.Conn) {
	defer c.Close()
	far, err := net.Dial("tcp", l.far)
	if err != nil {
		return
	}
	defer far.Close()
	if !l.keep(c, far) {
		return
	}
	defer l.drop(c, far)
	go func() {
		_, _ = io.Copy(far, c)
		_ = far.Close()
	}()
	_, _ = io.Copy(c, far)
}

// keep notes what would have to be cut; false when it has been already.
func (l *line) keep(all ...net.Conn) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, c := range all {
		l.open[c] = true
	}
	return l.near != nil
}

func (l *line) drop(all ...net.Conn) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, c := range all {
		delete(l.open, c)
	}
}

// cut ends what is under way and lets nothing more through.
func (l *line) cut() error {
	l.mu.Lock()
	var err error
	if l.near != nil {
		err = l.near.Close()
	}
	l.near = nil
	for c := range l.open {
		err = errors.Join(err, ignoreClosed(c.Close()))
	}
	l.mu.Unlock()
	l.running.Wait()
	return err
}

func ignoreClosed(err error) error {
	if errors.Is(err, net.ErrClosed) {
		return nil
	}
	return err
}
