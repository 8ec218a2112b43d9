//go:build linux

package storetest

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"sociomedio/app/backend/storage"
)

// Cluster is a PostgreSQL server of its own in a temporary folder, reached by a socket in it. It runs as an unprivileged user
// when the test is root, because PostgreSQL refuses to be root, and dies with the test.
type Cluster struct {
	folder   string
	bin      string
	as       *syscall.SysProcAttr
	settings []string
	server   *exec.Cmd
	ended    chan error
	number   atomic.Int64
	template sync.Once
	failed   error // to make the template
}

// postgresUsers are whom the server runs as when the test is root: the first there is.
var postgresUsers = [...]string{"postgres", "nobody"}

// StartCluster starts a server, small unless settings ("shared_buffers=1GB") say otherwise. What is missing on the machine is in the error.
func StartCluster(ctx context.Context, settings ...string) (*Cluster, error) {
	bin, err := findPostgres()
	if err != nil {
		return nil, err
	}
	folder, err := os.MkdirTemp("", "sm-pg-")
	if err != nil {
		return nil, fmt.Errorf("folder of the cluster: %w", err)
	}
	c := &Cluster{folder: folder, bin: bin, settings: settings}
	if c.as, err = c.unprivileged(); err != nil {
		return nil, errors.Join(err, os.RemoveAll(folder))
	}
	initdb := exec.CommandContext(ctx, filepath.Join(bin, "initdb"), "--pgdata="+folder+"/data", "--username=postgres", "--auth=trust",
		"--encoding=UTF8", "--locale=C.UTF-8", "--no-sync")
	initdb.SysProcAttr, initdb.Dir = c.as, folder
	if out, err := initdb.CombinedOutput(); err != nil {
		return nil, errors.Join(fmt.Errorf("initdb: %w: %s", err, out), os.RemoveAll(folder))
	}
	if err := c.start(ctx); err != nil {
		return nil, errors.Join(err, os.RemoveAll(folder))
	}
	return c, nil
}

// start runs the server and waits until it answers.
func (c *Cluster) start(ctx context.Context) error {
	// fsync off: nothing here outlives the test, and what a server that is killed has written is with the machine.
	args := []string{"-D", c.folder + "/data", "-k", c.folder}
	for _, setting := range append([]string{
		"listen_addresses=", "fsync=off", "full_page_writes=off", "max_connections=200", "shared_buffers=128MB", "log_min_messages=panic",
	}, c.settings...) {
		args = append(args, "-c", setting)
	}
	c.server = exec.Command(filepath.Join(c.bin, "postgres"), args...)
	c.server.SysProcAttr, c.server.Dir, c.server.Stderr = c.as, c.folder, os.Stderr
	c.ended = make(chan error, 1)
	if err := c.run(); err != nil {
		return fmt.Errorf("start PostgreSQL: %w", err)
	}
	if err := c.wait(ctx); err != nil {
		return errors.Join(err, c.end())
	}
	return nil
}

// Crash ends the server at once, as pg_ctl stop -m immediate does: connections break, transactions under way are lost, and the next
// start has to recover. It stays away for a while and starts again.
func (c *Cluster) Crash(ctx context.Context, away time.Duration) error {
	if err := c.end(); err != nil {
		return err
	}
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(away):
	}
	return c.start(ctx)
}

func findPostgres() (string, error) {
	found, err := filepath.Glob("/usr/lib/postgresql/*/bin/initdb")
	if err == nil && len(found) > 0 {
		return filepath.Dir(found[len(found)-1]), nil
	}
	path, err := exec.LookPath("initdb")
	if err != nil {
		return "", errors.New("PostgreSQL is not installed: apt-get install postgresql")
	}
	return filepath.Dir(path), nil
}

func (c *Cluster) unprivileged() (*syscall.SysProcAttr, error) {
	attr := &syscall.SysProcAttr{Pdeathsig: syscall.SIGQUIT}
	if os.Geteuid() != 0 {
		return attr, nil
	}
	for _, name := range postgresUsers {
		u, err := user.Lookup(name)
		if err != nil {
			continue
		}
		uid, err := strconv.ParseUint(u.Uid, 10, 32)
		if err != nil {
			return nil, fmt.Errorf("user %s: %w", name, err)
		}
		gid, err := strconv.ParseUint(u.Gid, 10, 32)
		if err != nil {
			return nil, fmt.Errorf("user %s: %w", name, err)
		}
		attr.Credential = &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}
		return attr, os.Chown(c.folder, int(uid), int(gid))
	}
	return nil, errors.New("there is no user to run PostgreSQL as")
}

// run starts the server from a thread that lives as long as it: Pdeathsig is sent when the thread that started it ends. It
// comes back when the server runs.
func (c *Cluster) run() error {
	started := make(chan error)
	go func() {
		runtime.LockOSThread()
		defer runtime.UnlockOSThread()
		err := c.server.Start()
		started <- err
		if err == nil {
			c.ended <- c.server.Wait()
		}
	}()
	return <-started
}

func (c *Cluster) wait(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, 30*time.Second)
	defer cancel()
	again := time.NewTicker(20 * time.Millisecond)
	defer again.Stop()
	for {
		conn, err := pgx.Connect(ctx, c.dsn("postgres"))
		if err == nil {
			return conn.Close(ctx)
		}
		select {
		case end := <-c.ended:
			c.ended <- end
			return fmt.Errorf("PostgreSQL ended at its start: %w", end)
		case <-ctx.Done():
			return fmt.Errorf("PostgreSQL does not answer: %w", err)
		case <-again.C:
		}
	}
}

func (c *Cluster) dsn(database string) string {
	return "postgres://postgres@/" + database + "?host=" + c.folder
}

// Stop ends the server and removes its folder.
func (c *Cluster) Stop() error {
	return errors.Join(c.end(), os.RemoveAll(c.folder))
}

// end is immediate: nobody waits for what it would still write.
func (c *Cluster) end() error {
	if err := c.server.Process.Signal(syscall.SIGQUIT); err != nil && !errors.Is(err, os.ErrProcessDone) {
		return fmt.Errorf("stop PostgreSQL: %w", err)
	}
	<-c.ended
	return nil
}

// Database makes a database with today's schema and gives its DSN. The schema is made once and copied.
func (c *Cluster) Database(t testing.TB) string {
	t.Helper()
	c.template.Do(func() { c.failed = c.makeTemplate(context.WithoutCancel(t.Context())) })
	require.NoError(t, c.failed)
	name, err := c.create(t.Context(), "sm_template")
	require.NoError(t, err)
	return c.dsn(name)
}

func (c *Cluster) makeTemplate(ctx context.Context) error {
	if err := c.do(ctx, "CREATE DATABASE sm_template TEMPLATE template0"); err != nil {
		return err
	}
	s, err := storage.Open(ctx, c.dsn("sm_template"), storage.Options{})
	if err != nil {
		return err
	}
	if err := s.Close(); err != nil {
		return err
	}
	// A copy is at home elsewhere, which a store takes for a restore: these are new.
	return c.in(ctx, "sm_template", "DELETE FROM meta WHERE key = 'home'")
}

func (c *Cluster) create(ctx context.Context, template string) (string, error) {
	name := "sm_" + strconv.FormatInt(c.number.Add(1), 10)
	return name, c.do(ctx, "CREATE DATABASE "+name+" TEMPLATE "+template)
}

func (c *Cluster) do(ctx context.Context, statement string) error {
	return c.in(ctx, "postgres", statement)
}

func (c *Cluster) in(ctx context.Context, database, statement string) error {
	conn, err := pgx.Connect(ctx, c.dsn(database))
	if err != nil {
		return fmt.Errorf("connect: %w", err)
	}
	_, err = conn.Exec(ctx, statement)
	return errors.Join(err, conn.Close(ctx))
}

// Empty makes a database with nothing in it and gives its DSN.
func (c *Cluster) Empty(t testing.TB) string {
	t.Helper()
	name, err := c.create(t.Context(), "template0")
	require.NoError(t, err)
	return c.dsn(name)
}

// Copy makes a database that is what another one is now, as a restore by any tool does.
func (c *Cluster) Copy(t testing.TB, dsn string) string {
	t.Helper()
	u, err := url.Parse(dsn)
	require.NoError(t, err)
	name, err := c.create(t.Context(), strings.TrimPrefix(u.Path, "/"))
	require.NoError(t, err)
	return c.dsn(name)
}
