package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"strings"
	"text/tabwriter"

	"golang.org/x/term"

	"sociomedio/app/backend/serve"
	"sociomedio/app/backend/storage"
	"sociomedio/data/contract"
)

type agentCommands struct {
	Add     agentAdd     `cmd:"" help:"Add an agent. The password is one line of standard input."`
	List    agentList    `cmd:"" help:"List all agents."`
	Disable agentDisable `cmd:"" help:"Switch an agent off: sessions end, taken cases go back to the queue."`
	Passwd  agentPasswd  `cmd:"" help:"Set an agent's password: one line of standard input. Sessions end, a lock is lifted."`
}

type agentAdd struct {
	database
	Username  string `arg:"" name:"name" help:"User name to sign in with."`
	Role      string `help:"agent, supervisor or admin." enum:"agent,supervisor,admin" default:"agent"`
	FullName  string `help:"Name that colleagues see; default the user name." placeholder:"TEXT"`
	Signature string `help:"What ends every answer; default (Name)." placeholder:"TEXT"`
}

// Run adds the agent.
func (a *agentAdd) Run(ctx context.Context, c console, log *slog.Logger) error {
	password, err := c.password()
	if err != nil {
		return err
	}
	return withStore(ctx, a.Database, log, func(store *storage.Store) error {
		added, err := serve.AddAgent(ctx, store, serve.NewAgent{
			Username: a.Username, Name: a.FullName, Role: contract.Role(a.Role), Signature: a.Signature, Password: password,
		})
		if err != nil {
			return err
		}
		fmt.Fprintf(c.out, "added %s (%s)\n", added.Username, added.Role)
		return nil
	})
}

type agentList struct{ database }

// Run prints one line per agent.
func (a *agentList) Run(ctx context.Context, c console, log *slog.Logger) error {
	return withStore(ctx, a.Database, log, func(store *storage.Store) error {
		agents, err := store.ListAgents(ctx)
		if err != nil {
			return err
		}
		table := tabwriter.NewWriter(c.out, 0, 0, 2, ' ', 0)
		fmt.Fprintln(table, "USERNAME\tNAME\tROLE\tSIGNATURE\tSTATE")
		for _, a := range agents {
			state := "active"
			if a.Disabled {
				state = "disabled"
			}
			fmt.Fprintf(table, "%s\t%s\t%s\t%s\t%s\n", a.Username, a.Name, a.Role, a.Signature, state)
		}
		return table.Flush()
	})
}

type agentDisable struct {
	database
	Username string `arg:"" name:"name" help:"User name."`
}

// Run switches the agent off.
func (a *agentDisable) Run(ctx context.Context, c console, log *slog.Logger) error {
	return withStore(ctx, a.Database, log, func(store *storage.Store) error {
		if err := serve.DisableAgent(ctx, store, a.Username); err != nil {
			return err
		}
		fmt.Fprintf(c.out, "disabled %s\n", a.Username)
		return nil
	})
}

type agentPasswd struct {
	database
	Username string `arg:"" name:"name" help:"User name."`
}

// Run sets the password.
func (a *agentPasswd) Run(ctx context.Context, c console, log *slog.Logger) error {
	password, err := c.password()
	if err != nil {
		return err
	}
	return withStore(ctx, a.Database, log, func(store *storage.Store) error {
		if err := serve.SetPassword(ctx, store, a.Username, password); err != nil {
			return err
		}
		fmt.Fprintf(c.out, "password of %s set\n", a.Username)
		return nil
	})
}

// password reads one line: unseen and twice at a terminal, as it is from a pipe.
func (c console) password() (string, error) {
	if c.terminal >= 0 && term.IsTerminal(c.terminal) {
		first, err := c.ask("Password: ")
		if err != nil {
			return "", err
		}
		second, err := c.ask("Again: ")
		if err != nil {
			return "", err
		}
		if first != second {
			return "", errors.New("the two passwords are not the same")
		}
		return first, nil
	}
	const longest = 4096
	line, err := bufio.NewReader(io.LimitReader(c.in, longest)).ReadString('\n')
	if err != nil && !errors.Is(err, io.EOF) {
		return "", fmt.Errorf("read the password: %w", err)
	}
	line = strings.TrimRight(line, "\r\n")
	if line == "" {
		return "", &usageError{"the password is read from standard input, and there was none"}
	}
	return line, nil
}

func (c console) ask(prompt string) (string, error) {
	fmt.Fprint(c.err, prompt)
	p, err := term.ReadPassword(c.terminal)
	fmt.Fprintln(c.err)
	return string(p), err
}

// withStore opens the database for one command.
func withStore(ctx context.Context, dsn string, log *slog.Logger, do func(*storage.Store) error) error {
	store, err := serve.OpenStore(ctx, serve.Options{Database: dsn, Log: log})
	if err != nil {
		return err
	}
	return errors.Join(do(store), store.Close())
}
