package main

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"os"
	"time"

	"sociomedio/app/backend/serve"
	"sociomedio/app/backend/storage"
)

type catalogCommands struct {
	Import catalogImport `cmd:"" help:"Replace the catalogue. CSV: one column per level (1-4), the header names the levels."`
}

type templateCommands struct {
	Import templatesImport `cmd:"" help:"Replace the canned answers. CSV: category, title, text."`
}

type serviceCommands struct {
	Import servicesImport `cmd:"" help:"Add and update service records. CSV: number, customer_name, pots, internet, package_name, address, sto, regional, witel, contact."`
}

type ticketCommands struct {
	Import ticketsImport `cmd:"" help:"Add and update tickets. CSV: number, service_number, title, state, opened_at, appointment_at, closed_at, technician."`
}

type historyCommands struct {
	Import historyImport `cmd:"" help:"Bring along how customers were handled in another system. CSV: network, customer, agent, at, path, answer, seconds, note."`
}

// file is what an import reads. It is taken whole or not at all.
type file struct {
	database
	File string `arg:"" help:"CSV file, UTF-8, with a header line." type:"existingfile" placeholder:"FILE.csv"`
}

func (f file) do(ctx context.Context, c console, log *slog.Logger, what string, take func(*storage.Store, io.Reader) (int, error)) error {
	in, err := os.Open(f.File)
	if err != nil {
		return err
	}
	defer in.Close()
	return withStore(ctx, f.Database, log, func(store *storage.Store) error {
		n, err := take(store, in)
		if err == nil {
			fmt.Fprintf(c.out, "imported %d %s\n", n, what)
		}
		return err
	})
}

type catalogImport struct{ file }

// Run imports the catalogue.
func (i *catalogImport) Run(ctx context.Context, c console, log *slog.Logger) error {
	return i.do(ctx, c, log, "paths", func(s *storage.Store, in io.Reader) (int, error) { return serve.ImportCatalogue(ctx, s, in) })
}

type templatesImport struct{ file }

// Run imports the canned answers.
func (i *templatesImport) Run(ctx context.Context, c console, log *slog.Logger) error {
	return i.do(ctx, c, log, "templates", func(s *storage.Store, in io.Reader) (int, error) { return serve.ImportTemplates(ctx, s, in) })
}

type servicesImport struct{ file }

// Run imports service records.
func (i *servicesImport) Run(ctx context.Context, c console, log *slog.Logger) error {
	return i.do(ctx, c, log, "service records", func(s *storage.Store, in io.Reader) (int, error) { return serve.ImportServices(ctx, s, in) })
}

// dated is a file with times in it.
type dated struct {
	file
	Zone string `help:"Zone of times without an offset." default:"+07:00" placeholder:"+07:00"`
}

func (d dated) zone() (*time.Location, error) {
	at, err := time.Parse("-07:00", d.Zone)
	if err != nil {
		return nil, &usageError{"--zone is an offset like +07:00"}
	}
	return at.Location(), nil
}

type ticketsImport struct{ dated }

// Run imports tickets.
func (i *ticketsImport) Run(ctx context.Context, c console, log *slog.Logger) error {
	zone, err := i.zone()
	if err != nil {
		return err
	}
	return i.do(ctx, c, log, "tickets", func(s *storage.Store, in io.Reader) (int, error) { return serve.ImportTickets(ctx, s, in, zone) })
}

type historyImport struct{ dated }

// Run imports the past.
func (i *historyImport) Run(ctx context.Context, c console, log *slog.Logger) error {
	zone, err := i.zone()
	if err != nil {
		return err
	}
	waiting := 0
	err = i.do(ctx, c, log, "lines", func(s *storage.Store, in io.Reader) (n int, err error) {
		n, waiting, err = serve.ImportHistory(ctx, s, in, zone)
		return n, err
	})
	if err == nil && waiting > 0 {
		fmt.Fprintf(c.out, "%d lines are of customers who have not written yet: import the file again later\n", waiting)
	}
	return err
}
