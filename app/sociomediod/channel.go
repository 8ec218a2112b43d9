package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/url"
	"strings"

	"sociomedio/app/backend/serve"
)

type channelCommands struct {
	Add     channelAdd     `cmd:"" help:"Connect an account; its secrets come from files or standard input and are kept in the database, encrypted."`
	List    channelList    `cmd:"" help:"The accounts that the database knows, and how each stands."`
	Pause   channelPause   `cmd:"" help:"Stop reading an account and sending through it. Webhooks are still taken, answers wait."`
	Resume  channelResume  `cmd:"" help:"Go on with a paused account."`
	Test    channelTest    `cmd:"" help:"Try accounts: credentials, permissions, clock, webhook; says in plain words what is missing."`
	Connect channelConnect `cmd:"" help:"Let the owner of an account on X agree that the app speaks for it (OAuth 2.0), and keep the tokens."`
}

// configured is what a command on the configured accounts needs.
type configured struct {
	database
	Config string `help:"Configuration file (TOML) that names the accounts, or has the key." type:"existingfile" placeholder:"FILE"`
}

func (d configured) options(log *slog.Logger) (serve.Options, error) {
	o := serve.Options{Database: d.Database, Log: log}
	if d.Config == "" {
		return o, nil
	}
	var err error
	o.Config, err = serve.ReadConfig(d.Config)
	return o, err
}

type channelTest struct {
	configured
	Name string `arg:"" optional:"" help:"Name of the account; all of them without it."`
}

var errNotRight = errors.New("not everything is right")

// Run prints a line for each thing that was looked at; it fails when one of them is not right.
func (t *channelTest) Run(ctx context.Context, c console, log *slog.Logger) error {
	o, err := t.options(log)
	if err != nil {
		return err
	}
	all, err := serve.CheckAccounts(ctx, o, t.Name)
	if err != nil {
		return err
	}
	if !tell(c.out, all) {
		return errNotRight
	}
	return nil
}

// tell says what was found out about accounts; false when something is not right.
func tell(out io.Writer, all []serve.Checked) bool {
	right := true
	for _, one := range all {
		fmt.Fprintf(out, "%s/%s\n", one.Network, one.Name)
		for _, f := range one.Findings {
			state := "ok"
			if !f.OK {
				state, right = "NOT RIGHT", false
			}
			fmt.Fprintf(out, "  %-26s %s\n", f.What, strings.TrimRight(state+"  "+f.Todo, " "))
		}
	}
	return right
}

type channelConnect struct {
	configured
	Name     string `arg:"" help:"Name of the account."`
	Redirect string `help:"Redirect address, one of those that the app's settings on X name." required:"" placeholder:"URL"`
}

// Run shows the address to open and reads the one that X leads back to.
func (n *channelConnect) Run(ctx context.Context, c console, log *slog.Logger) error {
	o, err := n.options(log)
	if err != nil {
		return err
	}
	err = serve.ConnectX(ctx, o, n.Name, n.Redirect, func(address, state string) (string, error) {
		fmt.Fprintf(c.out, "Sign in to x.com as the account, open this address and agree:\n\n%s\n\n", address)
		fmt.Fprintln(c.out, "Then paste, within half a minute, the address you were led to:")
		const longest = 16 << 10
		line, err := bufio.NewReader(io.LimitReader(c.in, longest)).ReadString('\n')
		if err != nil && !errors.Is(err, io.EOF) {
			return "", fmt.Errorf("read the address: %w", err)
		}
		back, err := url.Parse(strings.TrimSpace(line))
		if err != nil || back.Query().Get("code") == "" {
			return "", &usageError{"the address has no code in it"}
		}
		if back.Query().Get("state") != state {
			return "", errors.New("the address belongs to another attempt; begin anew")
		}
		return back.Query().Get("code"), nil
	})
	if err != nil {
		return err
	}
	fmt.Fprintf(c.out, "%s is connected\n", n.Name)
	return nil
}
