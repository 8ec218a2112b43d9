package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"time"
)

// program is one that is started and killed again and again. start does nothing while it runs.
type program struct {
	command func() *exec.Cmd
	ready   func() bool // nil: at once
	log     string      // file that its standard error goes to

	running *exec.Cmd
	logFile *os.File
	ended   chan error
}

const startPatience = 20 * time.Second

func (p *program) start() error {
	if p.running != nil {
		select {
		case err := <-p.ended:
			p.forget()
			return fmt.Errorf("it ended by itself (see %s): %w", p.log, errors.Join(err, errEnded))
		default:
			return nil
		}
	}
	log, err := os.OpenFile(p.log, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	c := p.command()
	c.Stderr, c.SysProcAttr = log, dieWithParent()
	if err := c.Start(); err != nil {
		return errors.Join(err, log.Close())
	}
	p.running, p.logFile, p.ended = c, log, make(chan error, 1)
	go func(ended chan<- error) { ended <- c.Wait() }(p.ended)
	if p.ready == nil {
		return nil
	}
	deadline := time.Now().Add(startPatience)
	for !p.ready() {
		select {
		case err := <-p.ended:
			p.forget()
			return fmt.Errorf("it did not start (see %s): %w", p.log, errors.Join(err, errEnded))
		case <-time.After(10 * time.Millisecond):
		}
		if time.Now().After(deadline) {
			return fmt.Errorf("it did not get ready (see %s)", p.log)
		}
	}
	return nil
}

var errEnded = errors.New("process ended")

// kill is kill -9: nothing is told, nothing is finished.
func (p *program) kill() {
	if p.running == nil {
		return
	}
	_ = p.running.Process.Kill() // it may have ended just now
	<-p.ended
	p.forget()
}

// stop tells it to end and waits.
func (p *program) stop() error {
	if p.running == nil {
		return nil
	}
	if err := p.running.Process.Signal(os.Interrupt); err != nil {
		return err
	}
	select {
	case err := <-p.ended:
		p.forget()
		return err
	case <-time.After(startPatience):
		return errors.New("it does not stop")
	}
}

func (p *program) forget() {
	var c io.Closer = p.logFile
	_ = c.Close() // only appended to by another process
	p.running, p.logFile = nil, nil
}
