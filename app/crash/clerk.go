package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"time"

	"sociomedio/app/desk"
)

const clerkCommand = "clerk"

// line is what the clerk tells: an answer or note that is durable (Save came back), or how his outbox stands.
type line struct {
	Kind   string // answer, note, outbox
	ID     string
	Text   string
	Parts  []string
	Outbox []desk.OutboxItem
}

// clerk is the agent's client in a process of its own.
type clerk struct {
	program
	in io.WriteCloser

	mu     sync.Mutex
	saved  map[string]line // answers and notes by id
	outbox []desk.OutboxItem
	asked  chan struct{} // the outbox was told
	reader sync.WaitGroup
}

func newClerk(url, dir string) *clerk {
	c := &clerk{saved: map[string]line{}, asked: make(chan struct{}, 1)}
	c.log = dir + ".log"
	c.command = func() *exec.Cmd {
		cmd := exec.Command(os.Args[0], clerkCommand, "-server", url, "-data", filepath.Join(dir))
		cmd.Env = append(os.Environ(), asClerk+"=1")
		out, err := cmd.StdoutPipe()
		if err == nil {
			c.in, err = cmd.StdinPipe()
		}
		if err != nil {
			return exec.Command("") // start says why
		}
		// The pipe is read to its end: what was written before the kill counts.
		c.reader.Go(func() { c.listen(out) })
		return cmd
	}
	return c
}

// asClerk in the environment lets a test's binary be the clerk.
const asClerk = "SOCIOMEDIO_CRASH_CLERK"

func (c *clerk) listen(out io.Reader) {
	lines := bufio.NewReader(out)
	for {
		raw, err := lines.ReadBytes('\n')
		if err != nil {
			return // a line without an end was not written to its end
		}
		var l line
		if json.Unmarshal(bytes.TrimSpace(raw), &l) != nil {
			continue
		}
		c.mu.Lock()
		if l.Kind == "outbox" {
			c.outbox = l.Outbox
			select {
			case c.asked <- struct{}{}:
			default:
			}
		} else {
			c.saved[l.ID] = l
		}
		c.mu.Unlock()
	}
}

func (c *clerk) saves() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return len(c.saved)
}

// look asks how the outbox stands.
func (c *clerk) look(ctx context.Context) ([]desk.OutboxItem, error) {
	select {
	case <-c.asked:
	default:
	}
	if _, err := io.WriteString(c.in, "outbox\n"); err != nil {
		return nil, err
	}
	select {
	case <-ctx.Done():
		return nil, ctx.Err()
	case <-time.After(startPatience):
		return nil, errors.New("the client does not answer")
	case <-c.asked:
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.outbox, nil
}

// rest tells the clerk to take no more cases.
func (c *clerk) rest() error {
	_, err := io.WriteString(c.in, "rest\n")
	return err
}

// runClerk is the client's process.
func runClerk(args []string) int {
	var server, dir string
	flags := flag.NewFlagSet(clerkCommand, flag.ContinueOnError)
	flags.StringVar(&server, "server", "", "the backend")
	flags.StringVar(&dir, "data", "", "the data folder")
	if err := flags.Parse(args); err != nil {
		return 2
	}
	if err := work(context.Background(), server, dir, os.Stdin, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "clerk:", err)
		return 1
	}
	return 0
}
