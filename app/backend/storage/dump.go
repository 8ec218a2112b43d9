package storage

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"strings"

	"sociomedio/data"
)

// dump has pg_dump write a database into a file, in its custom format.
func dump(ctx context.Context, dsn string, into *os.File) error {
	return postgresTool(ctx, dsn, into, nil, "pg_dump", "--format=custom", "--no-owner", "--no-privileges")
}

// restorePostgres fills an empty database, all of it in one transaction. That it went back in time is noticed when it is opened
// (cameBack), so that nobody can begin to work with it before.
func restorePostgres(ctx context.Context, file, dsn string, opts Options) error {
	e, err := openEngine(ctx, dsn)
	if err != nil {
		return err
	}
	c := conn{db: e.write, on: e.write.DB, engine: e}
	there, _, err := one[int](ctx, c, `SELECT COUNT(*) FROM pg_tables WHERE schemaname = current_schema()`)
	if err = errors.Join(err, e.close()); err != nil {
		return err
	}
	if there > 0 {
		return &data.Error{Kind: data.Invalid, Field: "database", Sentence: "The database is not empty: make a new one to restore to."}
	}
	in, err := os.Open(file)
	if err != nil {
		return &data.Error{Kind: data.Invalid, Sentence: "The backup can't be read.", Field: "file", Cause: err}
	}
	defer in.Close()
	if err := postgresTool(ctx, dsn, nil, in, "pg_restore", "--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges"); err != nil {
		return err
	}
	s, err := Open(ctx, dsn, opts)
	if err != nil {
		return err
	}
	return errors.Join(s.Restored(ctx), s.Close())
}

// postgresTool runs one of PostgreSQL's own programs on a database. The password goes by the environment: arguments can be seen by
// everybody on the machine. What the program says has names of tables, never contents of rows, with these options.
func postgresTool(ctx context.Context, dsn string, out, in *os.File, name string, args ...string) error {
	path, err := exec.LookPath(name)
	if err != nil {
		return data.Fail(data.Internal, name+" is missing: install postgresql-client of the server's version or newer.", err)
	}
	u, err := url.Parse(dsn)
	if err != nil { // the cause would show the password
		return &data.Error{Kind: data.Invalid, Sentence: "The address of the PostgreSQL database can't be read.", Field: "database"}
	}
	env := os.Environ()
	if password, given := u.User.Password(); given {
		env = append(env, "PGPASSWORD="+password)
		u.User = url.User(u.User.Username())
	}
	c := exec.CommandContext(ctx, path, append(args, "--dbname="+u.String())...)
	var said bytes.Buffer
	c.Env, c.Stderr = env, &said
	if out != nil {
		c.Stdout = out
	}
	if in != nil {
		c.Stdin = in
	}
	if err := c.Run(); err != nil {
		last, _, _ := strings.Cut(strings.TrimSpace(said.String()), "\n")
		return fmt.Errorf("%s: %w: %s", name, err, last)
	}
	return nil
}
