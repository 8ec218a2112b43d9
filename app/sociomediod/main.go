// Command sociomediod is the backend of Socio Medio: it serves the agents' desktops, reads the company's accounts on X and
// Facebook and sends the answers. Beside serving it administers: agents, catalogue, templates, service records, tickets;
// and it can play the networks itself (networks) for training and tests.
//
// Exit codes: 0 done, 1 failed, 2 wrong usage, 3 a file to import was refused and nothing of it taken.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/alecthomas/kong"

	"sociomedio/app/backend/imports"
	"sociomedio/data"
)

func main() {
	os.Exit(run(os.Args[1:], console{in: os.Stdin, out: os.Stdout, err: os.Stderr, terminal: int(os.Stdin.Fd())}))
}

// Exit codes.
const (
	exitDone    = 0
	exitFailed  = 1
	exitUsage   = 2
	exitRefused = 3
)

// console is where a command reads and writes: results to out, everything else to err.
type console struct {
	in       io.Reader
	out, err io.Writer
	terminal int // file descriptor of in
}

// commands are all there are.
type commands struct {
	Version kong.VersionFlag `help:"Print the version and exit."`
	Log     string           `help:"Least level of log lines: debug, info, warn or error." enum:"debug,info,warn,error" default:"info"`

	Serve     serveCommand     `cmd:"" help:"Serve agents, read the networks, deliver answers."`
	Agent     agentCommands    `cmd:"" help:"Administer agents. Passwords are read from standard input."`
	Channel   channelCommands  `cmd:"" help:"The configured accounts on X and Facebook."`
	Catalog   catalogCommands  `cmd:"" help:"The catalogue of topics (KIP)."`
	Templates templateCommands `cmd:"" help:"Canned answers."`
	Customers serviceCommands  `cmd:"" help:"Service records of customers."`
	Tickets   ticketCommands   `cmd:"" help:"Trouble tickets."`
	History   historyCommands  `cmd:"" help:"How customers were handled before this backend was there."`
	Prune     pruneCommand     `cmd:"" help:"Take away what ended long ago: cases with all that belongs to them, and customers of whom nothing is left."`
	Migrate   migrateCommand   `cmd:"" help:"Move everything to another, new database. Stop the backends before, start them on the new one after."`
	Backup    backupCommand    `cmd:"" help:"Copy the database into a file while backends go on working."`
	Restore   restoreCommand   `cmd:"" help:"Make a new database of a backup. Stop the backends before, start them on it after."`
	Load      loadCommand      `cmd:"" help:"Put backends under the load of a whole centre, with the stand-ins as networks, and measure."`
	Networks  networksCommand  `cmd:"" help:"Play X and Facebook as local servers, for training and tests."`
}

// database is where every command but networks works.
type database struct {
	Database string `help:"sqlite:FILE or postgres://..." required:"" env:"SOCIOMEDIO_DATABASE" placeholder:"DSN"`
}

// run does what the arguments say and gives the exit code.
func run(args []string, c console) int {
	var all commands
	exit := -1
	parser, err := kong.New(&all, kong.Name("sociomediod"), kong.Description("The backend of Socio Medio."),
		kong.Vars{"version": version()}, kong.Writers(c.out, c.err), kong.Exit(func(code int) { exit = code }),
		kong.UsageOnError(), kong.ShortUsageOnError())
	if err != nil {
		fmt.Fprintln(c.err, "sociomediod:", err)
		return exitFailed
	}
	command, err := parser.Parse(args)
	if exit >= 0 { // --version and --help have done their work
		return exit
	}
	if err != nil {
		fmt.Fprintln(c.err, "sociomediod:", err)
		return exitUsage
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	command.BindTo(ctx, (*context.Context)(nil))
	return code(c, command.Run(c, logger(c.err, all.Log)))
}

// code says what went wrong and gives the exit code for it.
func code(c console, err error) int {
	var refused *imports.Report
	var usage *usageError
	switch {
	case err == nil:
		return exitDone
	case errors.As(err, &refused):
		for _, bad := range refused.Bad {
			fmt.Fprintln(c.err, bad)
		}
		if refused.More > 0 {
			fmt.Fprintf(c.err, "and %d more bad lines\n", refused.More)
		}
		fmt.Fprintln(c.err, "sociomediod: nothing was imported")
		return exitRefused
	case errors.As(err, &usage):
		fmt.Fprintln(c.err, "sociomediod:", usage)
		return exitUsage
	}
	var known *data.Error
	if errors.As(err, &known) && known.Kind != data.Internal {
		fmt.Fprintln(c.err, "sociomediod:", known.Sentence)
		return exitFailed
	}
	fmt.Fprintln(c.err, "sociomediod:", err)
	return exitFailed
}

// usageError is a mistake in the arguments that the parser can't see.
type usageError struct{ text string }

// Error is what is wrong.
func (e *usageError) Error() string { return e.text }

// logger writes JSON lines.
func logger(w io.Writer, level string) *slog.Logger {
	var least slog.Level
	if err := least.UnmarshalText([]byte(level)); err != nil {
		least = slog.LevelInfo
	}
	return slog.New(slog.NewJSONHandler(w, &slog.HandlerOptions{Level: least, ReplaceAttr: func(_ []string, a slog.Attr) slog.Attr {
		if a.Key == slog.TimeKey {
			a.Value = slog.StringValue(a.Value.Time().UTC().Format(time.RFC3339Nano))
		}
		return a
	}}))
}
