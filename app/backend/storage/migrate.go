package storage

import (
	"context"
	"database/sql"
	"embed"
	"fmt"
	"log/slog"
	"path"
	"strconv"
	"strings"

	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"

	"sociomedio/data"
)

// migrations are numbered SQL files: those of both engines, and in a folder of its own what one engine says differently.
//
//go:embed migrations
var migrations embed.FS

// postgresWords turns the shared migrations into PostgreSQL's words. Text compares byte by byte, as it does in SQLite: the same
// order on both engines, and indexes that serve searches by beginnings.
var postgresWords = strings.NewReplacer(" TEXT", ` TEXT COLLATE "C"`, ") WITHOUT ROWID", ")")

// migrate brings the schema up to date: each migration is one transaction with its record. Several backends may start at once
// on PostgreSQL; one migrates, the others wait.
func (e *engine) migrate(ctx context.Context, log *slog.Logger) error {
	folder, dialect := "sqlite", goose.DialectSQLite3
	options := []goose.ProviderOption{goose.WithSlog(log), goose.WithDisableGlobalRegistry(true)}
	if e.postgres != nil {
		folder, dialect = "postgres", goose.DialectPostgres
		locker, err := lock.NewPostgresSessionLocker()
		if err != nil {
			return fmt.Errorf("migration lock: %w", err)
		}
		options = append(options, goose.WithSessionLocker(locker))
	}
	steps, err := readMigrations("migrations", path.Join("migrations", folder))
	if err != nil {
		return err
	}
	provider, err := goose.NewProvider(dialect, e.write.DB, nil, append(options, goose.WithGoMigrations(steps...))...)
	if err != nil {
		return fmt.Errorf("migrations: %w", err)
	}
	current, known, err := provider.GetVersions(ctx)
	if err != nil {
		return fmt.Errorf("schema version: %w", e.fail(ctx, err))
	}
	if current > known {
		return data.Fail(data.Internal, fmt.Sprintf("The database has schema %d, this program knows up to %d: run the newer program.", current, known), nil)
	}
	if current == known {
		return nil // so that a start never waits for another backend's lock
	}
	if _, err := provider.Up(ctx); err != nil {
		return fmt.Errorf("migrate from schema %d to %d: %w", current, known, err)
	}
	return nil
}

// readMigrations gives the SQL files of the folders as migrations; the last folder is an engine's own.
func readMigrations(folders ...string) ([]*goose.Migration, error) {
	var steps []*goose.Migration
	for _, folder := range folders {
		files, err := migrations.ReadDir(folder)
		if err != nil {
			return nil, fmt.Errorf("migrations: %w", err)
		}
		for _, file := range files {
			if file.IsDir() {
				continue
			}
			body, err := migrations.ReadFile(path.Join(folder, file.Name()))
			if err != nil {
				return nil, fmt.Errorf("migration %s: %w", file.Name(), err)
			}
			number, _, _ := strings.Cut(file.Name(), "_")
			version, err := strconv.ParseInt(number, 10, 64)
			if err != nil {
				return nil, fmt.Errorf("migration %s: %w", file.Name(), err)
			}
			text := string(body)
			if path.Base(folders[len(folders)-1]) == "postgres" {
				text = postgresWords.Replace(text)
			}
			steps = append(steps, goose.NewGoMigration(version, &goose.GoFunc{RunTx: func(ctx context.Context, tx *sql.Tx) error {
				_, err := tx.ExecContext(ctx, text)
				return err
			}}, nil))
		}
	}
	return steps, nil
}
