package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"log/slog"
	"os"
	"strings"
	"text/tabwriter"
	"time"

	"sociomedio/app/backend/serve"
	"sociomedio/data/contract"
)

// longestSecrets is how much is read of secrets, in bytes.
const longestSecrets = 64 << 10

type channelAdd struct {
	configured
	Network string            `arg:"" help:"twitter or facebook." enum:"twitter,facebook"`
	Name    string            `arg:"" help:"Shown to agents, and part of the webhook's path /webhooks/NETWORK/NAME."`
	ID      string            `help:"The account's id on the network: X user id, Facebook page id." required:"" placeholder:"ID"`
	Handle  string            `help:"Without @; default the name." placeholder:"HANDLE"`
	BaseURL string            `help:"Where the network is; default its own address." placeholder:"URL"`
	Graph   string            `help:"Version of Facebook's Graph API, e.g. v26.0." placeholder:"VERSION"`
	Secret  map[string]string `help:"A secret and the file it is in. Those without a file are read from standard input, a line name=value each." placeholder:"NAME=FILE"`
}

// Run keeps the account and tries it at once.
func (a *channelAdd) Run(ctx context.Context, c console, log *slog.Logger) error {
	o, err := a.options(log)
	if err != nil {
		return err
	}
	account := serve.Account{
		Network: contract.Network(a.Network), Name: a.Name, ID: a.ID, Handle: a.Handle, BaseURL: a.BaseURL, Version: a.Graph,
		Credentials: map[string]serve.Secret{},
	}
	if account.Handle == "" {
		account.Handle = a.Name
	}
	for name, path := range a.Secret {
		raw, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		account.Credentials[name] = serve.NewSecret(strings.TrimRight(string(raw), "\r\n"))
	}
	if len(a.Secret) == 0 {
		if err := readSecrets(c.in, account.Credentials); err != nil {
			return err
		}
	}
	if err := serve.AddAccount(ctx, o, account); err != nil {
		return err
	}
	fmt.Fprintf(c.out, "%s/%s is added. A backend that is running takes it up within seconds. Its webhook: /webhooks/%[1]s/%[2]s\n", a.Network, a.Name)
	all, err := serve.CheckAccounts(ctx, o, a.Name)
	if err != nil {
		return err
	}
	tell(c.out, all)
	return nil
}

// readSecrets reads lines name=value. Its errors name no line: it may hold a secret.
func readSecrets(in io.Reader, into map[string]serve.Secret) error {
	lines := bufio.NewScanner(io.LimitReader(in, longestSecrets))
	for n := 1; lines.Scan(); n++ {
		line := strings.TrimSpace(lines.Text())
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		name, value, ok := strings.Cut(line, "=")
		if name, value = strings.TrimSpace(name), strings.TrimSpace(value); !ok || name == "" || value == "" {
			return &usageError{fmt.Sprintf("line %d of the secrets is not name=value", n)}
		}
		into[name] = serve.NewSecret(value)
	}
	return lines.Err()
}

type channelList struct{ configured }

// Run prints a line for each account.
func (l *channelList) Run(ctx context.Context, c console, log *slog.Logger) error {
	o, err := l.options(log)
	if err != nil {
		return err
	}
	all, err := serve.ListAccounts(ctx, o)
	if err != nil {
		return err
	}
	out := tabwriter.NewWriter(c.out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(out, "NETWORK\tNAME\tID\tCREDENTIALS\tSTATE\tLAST READ\tGAPS")
	for _, a := range all {
		from, state, last := "configuration", string(a.Health.State), "never"
		if len(a.Secret) > 0 {
			from = "database"
		}
		if a.Health.Reason != "" && a.Health.Reason != state {
			state += " (" + a.Health.Reason + ")"
		}
		if !a.Health.LastSuccessAt.IsZero() {
			last = a.Health.LastSuccessAt.UTC().Format(time.RFC3339)
		}
		fmt.Fprintf(out, "%s\t%s\t%s\t%s\t%s\t%s\t%d\n", a.Network, a.Name, a.ExternalID, from, state, last, a.Health.Gaps)
	}
	return out.Flush()
}

type channelPause struct {
	configured
	Name string `arg:"" help:"Name of the account."`
}

// Run pauses the account.
func (p *channelPause) Run(ctx context.Context, c console, log *slog.Logger) error {
	return pause(ctx, c, log, p.configured, p.Name, true)
}

type channelResume struct {
	configured
	Name string `arg:"" help:"Name of the account."`
}

// Run goes on with the account.
func (r *channelResume) Run(ctx context.Context, c console, log *slog.Logger) error {
	return pause(ctx, c, log, r.configured, r.Name, false)
}

func pause(ctx context.Context, c console, log *slog.Logger, d configured, name string, paused bool) error {
	o, err := d.options(log)
	if err != nil {
		return err
	}
	if err := serve.PauseAccount(ctx, o, name, paused); err != nil {
		return err
	}
	word := "goes on"
	if paused {
		word = "is paused: answers wait, webhooks are still taken"
	}
	fmt.Fprintf(c.out, "%s %s\n", name, word)
	return nil
}
