package main

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"sociomedio/app/backend/storage"
)

type pruneCommand struct {
	database
	Days int `help:"What ended more days ago goes; at least 60." required:"" placeholder:"365"`
}

// Run takes away what is older than the organisation keeps. Backends may serve meanwhile.
func (p *pruneCommand) Run(ctx context.Context, c console, log *slog.Logger) error {
	return withStore(ctx, p.Database, log, func(store *storage.Store) error {
		gone, err := store.Prune(ctx, time.Now().AddDate(0, 0, -p.Days))
		fmt.Fprintf(c.out, "taken away: %d cases, %d messages, %d notes, %d handling records, %d customers, %d pictures\n",
			gone.Cases, gone.Messages, gone.Notes, gone.Handlings, gone.Customers, gone.Pictures)
		return err
	})
}
