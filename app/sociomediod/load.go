package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"sociomedio/app/backend/storage"
	"sociomedio/app/sociomediod/load"
)

type loadCommand struct {
	database
	Server   []string      `help:"URLs of the backends that the agents call." default:"http://127.0.0.1:8080" placeholder:"URL"`
	Networks string        `help:"URL of the stand-ins that the backends' accounts are on (sociomediod networks)." default:"http://127.0.0.1:8090" placeholder:"URL"`
	Agents   int           `help:"Simulated agents; they are added to the database as beban-0001 ..." default:"100" placeholder:"N"`
	Desks    int           `help:"How many of them work at a desk as the program has it, with a store and an outbox of its own." default:"0" placeholder:"D"`
	Messages int           `help:"Messages from customers per minute." default:"600" placeholder:"M"`
	Answers  int           `help:"Answers of all agents together per minute; between them they read and think." default:"300" placeholder:"A"`
	For      time.Duration `help:"How long is measured, after a first round in which every agent begins." default:"1m" placeholder:"1m"`
	Settle   time.Duration `help:"How long what is on its way may take afterwards." default:"1m" placeholder:"1m"`
}

// Run puts the backends under load and prints the report. It fails when anything did.
func (l *loadCommand) Run(ctx context.Context, c console, log *slog.Logger) error {
	if l.Agents < 1 || l.Messages < 1 || l.Answers < 1 || l.For <= 0 || len(l.Server) == 0 {
		return &usageError{"agents, messages, answers and time must be positive"}
	}
	if l.Desks < 0 || l.Desks > l.Agents {
		return &usageError{"desks are for agents: none to all of them"}
	}
	return withStore(ctx, l.Database, log, func(store *storage.Store) error {
		report, err := load.Run(ctx, load.Options{
			Store: store, Servers: l.Server, Networks: l.Networks, Agents: l.Agents, Desks: l.Desks, Messages: l.Messages, Answers: l.Answers, For: l.For,
			Settle: l.Settle, Log: log, Said: func(s string) { fmt.Fprintln(c.out, s) },
		})
		if err != nil {
			return err
		}
		fmt.Fprint(c.out, report)
		if !report.Clean() {
			return errors.New("not everything went well")
		}
		return nil
	})
}
