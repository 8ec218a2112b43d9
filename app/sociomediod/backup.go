package main

import (
	"context"
	"fmt"
	"log/slog"
	"os"

	"sociomedio/app/backend/storage"
)

type backupCommand struct {
	database
	File string `arg:"" help:"New file to write. SQLite: a database file; PostgreSQL: what pg_dump writes in its custom format." type:"path" placeholder:"FILE"`
}

// Run copies the database while backends work with it.
func (b *backupCommand) Run(ctx context.Context, c console) error {
	if err := storage.Backup(ctx, b.Database, b.File); err != nil {
		return err
	}
	info, err := os.Stat(b.File)
	if err == nil {
		fmt.Fprintf(c.out, "backed up to %s, %d bytes\n", b.File, info.Size())
	}
	return err
}

type restoreCommand struct {
	database
	File string `arg:"" help:"What backup has written." type:"existingfile" placeholder:"FILE"`
}

// Run makes a new database of a backup.
func (r *restoreCommand) Run(ctx context.Context, c console, log *slog.Logger) error {
	if err := storage.Restore(ctx, r.File, r.Database, storage.Options{Log: log}); err != nil {
		return err
	}
	fmt.Fprintln(c.out, "restored; what was on its way is looked for at the networks before it is sent again, and the clients read everything anew")
	return nil
}
