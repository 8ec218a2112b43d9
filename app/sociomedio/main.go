// Command sociomedio is the agent's desktop client: it signs in at a backend, takes cases that customers wrote on X and
// Facebook, shows them and answers them. With --demo it brings backend and networks along, for practice.
//
// Exit codes: 0 done, 1 failed, 2 wrong usage.
package main

import (
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/alecthomas/kong"

	"sociomedio/assets/metadata"
	"sociomedio/data"
	"sociomedio/data/contract"
	"sociomedio/data/settings"
)

func main() {
	ownConsole()
	os.Exit(run(os.Args[1:], console{out: os.Stdout, err: os.Stderr}))
}

// Exit codes.
const (
	exitDone   = 0
	exitFailed = 1
	exitUsage  = 2
)

// console is where the program writes when it is started from one: what was asked for to out, everything else to err.
type console struct{ out, err io.Writer }

// commands are all there are.
type commands struct {
	start
	Version kong.VersionFlag `help:"Print the version and exit."`

	Work     workCommand     `cmd:"" default:"withargs" hidden:"" help:"Open the window."`
	Diagnose diagnoseCommand `cmd:"" help:"Say how this program is set up and what it can reach, for IT. Holds no customer data."`
	Config   configCommand   `cmd:"" help:"The settings of this machine."`
}

// start is how the program is started, whatever it then does.
type start struct {
	Demo    bool   `help:"Practice: backend and networks run inside the program, nothing reaches a customer."`
	Server  string `help:"Address of the backend, for this start." placeholder:"URL"`
	DataDir string `name:"data-dir" help:"Folder for everything that the program keeps." type:"path" placeholder:"DIR"`
	Lang    string `help:"Language, for this start: id or en." enum:",id,en" default:"" placeholder:"id|en"`
}

// flags are the settings that the command line decides.
func (s start) flags() settings.Flags {
	return settings.Flags{settings.ServerURL: s.Server, settings.Locale: s.Lang}
}

// version is what --version prints.
func version() string {
	return fmt.Sprintf("%s %s, contract %d", "sociomedio", metadata.Version, contract.Version)
}

// run does what the arguments say and gives the exit code.
func run(args []string, c console) int {
	var all commands
	exit := -1
	parser, err := kong.New(&all, kong.Name("sociomedio"), kong.Description("Receive and answer customers who write on X and Facebook."),
		kong.Vars{"version": version()}, kong.Writers(c.out, c.err), kong.Exit(func(code int) { exit = code }),
		kong.UsageOnError(), kong.ShortUsageOnError())
	if err != nil {
		fmt.Fprintln(c.err, "sociomedio:", err)
		return exitFailed
	}
	command, err := parser.Parse(args)
	if exit >= 0 { // --version and --help have done their work
		return exit
	}
	if err != nil {
		fmt.Fprintln(c.err, "sociomedio:", err)
		return exitUsage
	}
	return code(c, command.Run(c, all.start))
}

// errReported ends the program with exit code 1 when the command has said already what is wrong.
var errReported = errors.New("reported")

// code says what went wrong and gives the exit code for it.
func code(c console, err error) int {
	var known *data.Error
	switch {
	case err == nil:
		return exitDone
	case errors.Is(err, errReported):
	case errors.As(err, &known) && known.Kind != data.Internal:
		fmt.Fprintln(c.err, "sociomedio:", known.Sentence)
	default:
		fmt.Fprintln(c.err, "sociomedio:", err)
	}
	return exitFailed
}
