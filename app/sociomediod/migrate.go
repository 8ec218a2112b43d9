package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"text/tabwriter"

	"sociomedio/app/backend/serve"
	"sociomedio/app/backend/storage"
)

type migrateCommand struct {
	From string `help:"Database to move from: sqlite:FILE or postgres://..." required:"" placeholder:"DSN"`
	To   string `help:"New, empty database to move to." required:"" placeholder:"DSN"`
}

// Run moves everything and prints how many rows of each table were read and are there.
func (m *migrateCommand) Run(ctx context.Context, c console, log *slog.Logger) error {
	from, err := serve.OpenStore(ctx, serve.Options{Database: m.From, Log: log})
	if err != nil {
		return err
	}
	to, err := serve.OpenStore(ctx, serve.Options{Database: m.To, Log: log})
	if err != nil {
		return errors.Join(err, from.Close())
	}
	table := tabwriter.NewWriter(c.out, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(table, "TABLE\tREAD\tTHERE\t")
	rows := 0
	err = from.MoveTo(ctx, to, func(m storage.Moved) {
		rows += m.To
		fmt.Fprintf(table, "%s\t%d\t%d\t\n", m.Table, m.From, m.To)
	})
	if err == nil {
		err = table.Flush()
		fmt.Fprintf(c.out, "moved %d rows; every count is the same\n", rows)
	}
	return errors.Join(err, to.Close(), from.Close())
}
