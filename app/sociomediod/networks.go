package main

import (
	"context"
	"fmt"
	"log/slog"
	"net"
	"os"
	"runtime/debug"

	"sociomedio/app/backend/standin"
	"sociomedio/assets/demo"
)

type networksCommand struct {
	Listen string `help:"Address to serve on: X under /x, Facebook under /facebook, /_posts, /_inject, /_fault, /_webhook." default:"127.0.0.1:8090" placeholder:"ADDR"`
	Limits int    `help:"X's limits of calls times this; more than 1 for load that one account would never be allowed." default:"1" placeholder:"N"`
	Hands  int    `help:"Webhooks of each network that are delivered at a time: under load one is not enough." default:"1" placeholder:"N"`
	Script string `help:"Customers who write (JSON); demo for the ones that ship. Without it nobody writes unasked." placeholder:"FILE"`
}

// networksGrowth: networks that are played have memory rather than the cores that they share with what is tried on them.
const networksGrowth = 400

// Run plays the networks until the process is told to stop.
func (n *networksCommand) Run(ctx context.Context, c console, log *slog.Logger) error {
	script, err := n.script()
	if err != nil {
		return err
	}
	l, err := (&net.ListenConfig{}).Listen(ctx, "tcp", n.Listen)
	if err != nil {
		return fmt.Errorf("listen on %s: %w", n.Listen, err)
	}
	fmt.Fprintf(c.out, "X on http://%[1]s/x, Facebook on http://%[1]s/facebook\n", l.Addr())
	debug.SetGCPercent(networksGrowth)
	o := standin.Options{Script: script, Hands: n.Hands, Log: log}
	o.X.LimitFactor = n.Limits
	return standin.New(o).Run(ctx, l)
}

func (n *networksCommand) script() (*demo.Script, error) {
	switch n.Script {
	case "":
		return nil, nil //nolint:nilnil // no script is what the stand-ins call nobody
	case "demo":
		s, err := demo.Conversations()
		return &s, err
	}
	f, err := os.Open(n.Script)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	s, err := demo.Read(f)
	return &s, err
}
