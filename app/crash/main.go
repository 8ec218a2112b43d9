// Command crash kills the programs at random moments and counts what became of every answer (issue 5): sociomediod in a process of
// its own, an agent's client (app/desk) in another, kill -9 for either or both, while customers write, the agent answers and the
// networks (the stand-ins, in this process) go wrong at random. In the end every saved answer is on its network exactly once or
// visibly refused with a reason, every handling record and note is there once; otherwise it exits 1.
//
//	crash -sociomediod build/sociomediod [-rounds 500] [-seed N]
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"
	"time"
)

func main() {
	if len(os.Args) > 1 && os.Args[1] == clerkCommand {
		os.Exit(runClerk(os.Args[2:]))
	}
	os.Exit(run(os.Args[1:], os.Stdout, os.Stderr))
}

// options are what a run is made of.
type options struct {
	program string // sociomediod
	rounds  int
	seed    uint64
}

func run(args []string, out, errs io.Writer) int {
	var o options
	flags := flag.NewFlagSet("crash", flag.ContinueOnError)
	flags.SetOutput(errs)
	flags.StringVar(&o.program, "sociomediod", "build/sociomediod", "the backend's program")
	flags.IntVar(&o.rounds, "rounds", 500, "how often something is killed")
	flags.Uint64Var(&o.seed, "seed", rand.Uint64(), "of all that is random; a run is not repeated by it, but its plan is")
	if err := flags.Parse(args); err != nil {
		return 2
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	dir, err := os.MkdirTemp("", "sociomedio-crash-")
	if err != nil {
		fmt.Fprintln(errs, "crash:", err)
		return 1
	}
	began := time.Now()
	count, err := crash(ctx, o, dir, out)
	fmt.Fprintf(out, "seed %d, %s\n%s\n", o.seed, time.Since(began).Round(time.Second), count)
	if err == nil && !count.clean() {
		err = errors.New("something was lost or doubled")
	}
	if err != nil {
		fmt.Fprintf(errs, "crash: %v; what was left is in %s\n", err, dir)
		return 1
	}
	if err := os.RemoveAll(dir); err != nil {
		fmt.Fprintln(errs, "crash:", err)
	}
	return 0
}

// crash makes the rounds, lets everything come to rest, and counts.
func crash(ctx context.Context, o options, dir string, out io.Writer) (tally, error) {
	c, err := newCentre(ctx, o, dir)
	if err != nil {
		return tally{}, err
	}
	defer c.close()
	clerk := newClerk(c.url, filepath.Join(dir, "client"))
	defer clerk.kill()
	if err := errors.Join(c.backend.start(), clerk.start()); err != nil {
		return tally{}, err
	}
	r := rand.New(rand.NewPCG(o.seed, 0))
	kills := [3]int{}
	for round := range o.rounds {
		if err := c.stir(r); err != nil {
			return tally{}, err
		}
		if err := wait(ctx, time.Duration(50+r.IntN(450))*time.Millisecond); err != nil {
			return tally{}, err
		}
		what := r.IntN(3)
		kills[what]++
		if what != killClient {
			c.backend.kill()
		}
		if what != killBackend {
			clerk.kill()
		}
		if err := wait(ctx, time.Duration(r.IntN(150))*time.Millisecond); err != nil {
			return tally{}, err
		}
		if err := errors.Join(c.backend.start(), clerk.start()); err != nil {
			return tally{}, err
		}
		if (round+1)%50 == 0 {
			fmt.Fprintf(out, "round %d: %d answers saved, %d posts\n", round+1, clerk.saves(), len(c.stands.Posts()))
		}
	}
	return c.settle(ctx, clerk, kills)
}

// What a round kills.
const (
	killBackend = iota
	killClient
	killBoth
)

func wait(ctx context.Context, d time.Duration) error {
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(d):
		return nil
	}
}
