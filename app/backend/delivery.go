package backend

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"sync"
	"time"

	"github.com/cenkalti/backoff/v5"
	"golang.org/x/time/rate"

	"sociomedio/app/backend/channel"
	"sociomedio/app/backend/storage"
	"sociomedio/data/contract"
)

// DeliveryRules are the bounds of the delivery worker. Zero fields mean the defaults said with them.
type DeliveryRules struct {
	Workers int             // parts on their way at a time, 32
	Call    time.Duration   // time limit of one call to a network, 10 s
	Lease   time.Duration   // how long a claim holds when its process died, 9 s; renewed while it lives
	Looks   []time.Duration // waits before each look for a part whose outcome is unknown, 2 s and 4 s; at least two
	Retry   time.Duration   // first wait when nothing was posted, 1 s, doubling
	Most    time.Duration   // longest such wait, 1 min
	Sends   int             // times a part is sent at most when its outcome stays unknown, 3
	Rate    rate.Limit      // calls that post, per second and account, 50
}

func (r DeliveryRules) filled() DeliveryRules {
	if r.Workers == 0 {
		r.Workers = 32
	}
	if len(r.Looks) < 2 {
		r.Looks = []time.Duration{2 * time.Second, 4 * time.Second}
	}
	if r.Sends == 0 {
		r.Sends = 3
	}
	if r.Rate == 0 {
		r.Rate = 50
	}
	r.Call = or(r.Call, 10*time.Second)
	r.Lease = or(r.Lease, 9*time.Second)
	r.Retry = or(r.Retry, time.Second)
	r.Most = or(r.Most, time.Minute)
	return r
}

// Codes of reasons that come from here; the others are the networks' (channel.Error.Code).
const (
	codeLost      = "lost" // sent several times, and never known what became of it
	codeDuplicate = "duplicate"
	codeNoChannel = "not_connected"
	codeClaim     = "claim_ended" // the lease could not be renewed in time
	codeNoPicture = "picture_not_read"
)

// pictureTime is how much longer a call may take for each picture that goes with it.
const pictureTime = 15 * time.Second

// delivery sends the parts of answers. What it knows is in the store; it can be killed at any moment: a part that was being
// sent comes back as unknown and is looked for before it is sent again. Each part is on its own: one that hangs, fails or
// panics keeps back nothing but the parts behind it.
type delivery struct {
	store   *storage.Store
	sources *sources
	clock   func() time.Time
	log     *slog.Logger
	metrics *Metrics
	rules   DeliveryRules
	worker  string
	claims  *claims
	places  chan struct{}
	flying  sync.WaitGroup
}

func newDelivery(b *Backend, worker string, rules DeliveryRules) *delivery {
	rules = rules.filled()
	d := &delivery{
		store: b.store, sources: b.sources, clock: b.clock, log: b.log, metrics: b.metrics,
		rules: rules, worker: worker, claims: newClaims(b.store, rules.Lease, b.log), places: make(chan struct{}, rules.Workers),
	}
	return d
}

// Waits of the loop that looks for work.
const (
	soonest = 200 * time.Millisecond // between two looks into the store without a wake-up
	latest  = 5 * time.Second
)

func (d *delivery) run(ctx context.Context) error {
	woken, cancel := d.store.SubscribeWork()
	defer cancel()
	var keeping sync.WaitGroup
	keep, stopKeeping := context.WithCancel(context.WithoutCancel(ctx))
	keeping.Go(func() { d.claims.keep(keep) })
	defer keeping.Wait()
	defer stopKeeping()
	defer d.flying.Wait()
	var seen time.Time
	for {
		seen = d.follow(ctx, seen)
		more, err := d.claim(ctx)
		if ctx.Err() != nil {
			return nil
		}
		wait := soonest
		switch {
		case err != nil:
			d.log.ErrorContext(ctx, "parts can't be claimed", "error", err)
			wait = d.rules.Retry
		case more:
			continue
		default:
			wait = d.idle(ctx)
		}
		timer := time.NewTimer(wait)
		select {
		case <-ctx.Done():
			timer.Stop()
			return nil
		case <-woken:
			timer.Stop()
		case <-timer.C:
		}
	}
}

// follow looks at the clock. At the start, and when it is earlier than it was seen last, parts may wait for a time that is hours away
// because the clock was set back: none waits longer than the longest back-off, but for the limits of its account.
func (d *delivery) follow(ctx context.Context, seen time.Time) time.Time {
	now := d.clock().Round(0) // as the store sees it: set back, it goes back
	if seen.IsZero() || now.Before(seen) {
		n, err := d.store.HastenParts(ctx, 2*d.rules.Most)
		if err != nil && ctx.Err() == nil {
			d.log.ErrorContext(ctx, "parts that wait can't be looked at", "error", err)
			return seen // once more
		}
		if n > 0 {
			d.log.WarnContext(ctx, "the clock was set back: parts that waited for a time far away are due", "parts", n)
		}
	}
	return now
}

// idle is how long there will be nothing to do, if nobody wakes us.
func (d *delivery) idle(ctx context.Context) time.Duration {
	at, err := d.store.NextPartAt(ctx)
	if err != nil || at.IsZero() {
		return latest
	}
	return min(max(at.Sub(d.clock()), soonest), latest)
}

// claim takes as many parts as there are places and lets each go its way; there may be more when all places are taken. It waits until
// there is at least one place.
func (d *delivery) claim(ctx context.Context) (more bool, err error) {
	select {
	case <-ctx.Done():
		return false, ctx.Err()
	case d.places <- struct{}{}:
	}
	held := 1
	for held < d.rules.Workers {
		select {
		case d.places <- struct{}{}:
			held++
			continue
		default:
		}
		break
	}
	began := time.Now()
	jobs, err := d.store.ClaimParts(ctx, d.worker, held, d.rules.Lease)
	for range held - len(jobs) {
		<-d.places
	}
	for _, job := range jobs {
		d.flying.Add(1)
		release := d.claims.hold(job.Claim, began)
		go func() {
			defer d.flying.Done()
			defer func() { <-d.places }()
			defer release()
			// What has begun ends in order, whatever happens to the worker: every call has its own time limit.
			d.deliver(context.WithoutCancel(ctx), job)
		}()
	}
	return len(jobs) == held, err
}

// deliver takes one part as far as it goes now.
func (d *delivery) deliver(ctx context.Context, job storage.PartJob) {
	log := d.log.With("account", job.AccountID, "case", job.CaseID, "answer", job.AnswerID, "part", job.Seq, "attempt", job.Attempts)
	defer func() {
		if broken := recover(); broken != nil {
			log.ErrorContext(ctx, "panic in delivery", "type", fmt.Sprintf("%T", broken), "stack", string(debug.Stack()))
			d.unknown(ctx, log, job, codeLost)
		}
	}()
	r, ok := d.sources.of(job.AccountID)
	if !ok {
		d.keep(ctx, log, "later", func() error {
			return d.store.PartLater(ctx, job.Claim, d.clock().Add(d.rules.Most), codeNoChannel)
		})
		return
	}
	if job.Look && !d.lookFirst(ctx, log, r, job) {
		return
	}
	d.send(ctx, log, r, job)
}

// send posts a part and stores what the network made of it.
func (d *delivery) send(ctx context.Context, log *slog.Logger, r *source, job storage.PartJob) {
	if err := r.pace.Wait(ctx); err != nil {
		d.later(ctx, log, r, job, &channel.Error{Class: channel.Later})
		return
	}
	if err := d.loadPictures(ctx, &job); err != nil {
		d.later(ctx, log, r, job, &channel.Error{Class: channel.Later, Code: codeNoPicture, Cause: err})
		return
	}
	sent, err := d.call(ctx, r, job, "send", func(ctx context.Context) (channel.Sent, error) { return r.Channel.Send(ctx, job.Out) })
	if err == nil {
		d.sent(ctx, log, r, job, sent, "sent")
		return
	}
	problem := asChannelError(err)
	log.WarnContext(ctx, "part not sent", "class", string(problem.Class), "code", problem.Code, "error", err)
	switch problem.Class {
	case channel.Later, channel.NotSent:
		d.later(ctx, log, r, job, problem)
	case channel.Dead:
		d.dead(ctx, log, r, job, problem)
	case channel.Refused:
		d.refused(ctx, log, r, job, problem)
	default:
		d.metrics.part(r.Name, "unknown")
		d.unknown(ctx, log, job, orText(problem.Code, codeLost))
	}
}

// loadPictures reads the pictures that go with a part.
func (d *delivery) loadPictures(ctx context.Context, job *storage.PartJob) error {
	for i, p := range job.Out.Pictures {
		kept, err := d.store.Media(ctx, p.ID, true)
		if err != nil {
			return err
		}
		job.Out.Pictures[i].ContentType, job.Out.Pictures[i].Bytes = kept.ContentType, kept.Bytes
	}
	return nil
}

// asChannelError takes what a channel returned; anything but a *channel.Error says nothing about what was posted.
func asChannelError(err error) *channel.Error {
	var e *channel.Error
	if errors.As(err, &e) {
		return e
	}
	return &channel.Error{Class: channel.Lost, Code: codeLost, Cause: err}
}

// call makes one call to a network within its time limit, and while the claim on its part holds.
func (d *delivery) call(ctx context.Context, r *source, job storage.PartJob, what string, do func(context.Context) (channel.Sent, error)) (channel.Sent, error) {
	ctx, cancel := context.WithTimeout(ctx, d.rules.Call+time.Duration(len(job.Out.Pictures))*pictureTime)
	defer cancel()
	claim := d.claims.of(job.Claim)
	if claim.Err() != nil {
		return channel.Sent{}, &channel.Error{Class: channel.NotSent, Code: codeClaim}
	}
	defer context.AfterFunc(claim, cancel)()
	began := d.clock()
	defer func() { d.metrics.delay.WithLabelValues(r.Name, what).Observe(d.clock().Sub(began).Seconds()) }()
	return do(ctx)
}

// later queues a part again: nothing was posted.
func (d *delivery) later(ctx context.Context, log *slog.Logger, r *source, job storage.PartJob, problem *channel.Error) {
	d.metrics.part(r.Name, "later")
	until := problem.Until
	if until.IsZero() {
		until = d.clock().Add(d.wait(job.Attempts))
	} else {
		until = until.Add(jittered(d.rules.Retry))
		d.keep(ctx, log, "limit", func() error {
			return d.store.PauseAccount(ctx, job.AccountID, contract.AccountHealthStateLimited, problem.Code, until)
		})
	}
	d.keep(ctx, log, "later", func() error { return d.store.PartLater(ctx, job.Claim, until, problem.Code) })
}

// wait grows with each attempt and is never twice the same.
func (d *delivery) wait(attempts int) time.Duration {
	b := &backoff.ExponentialBackOff{
		InitialInterval: d.rules.Retry, Multiplier: 2, RandomizationFactor: 0.3, MaxInterval: d.rules.Most,
	}
	b.Reset()
	w := b.NextBackOff()
	for range min(attempts, 30) {
		w = b.NextBackOff()
	}
	return w
}

// dead pauses the account: nothing more is tried until it can be read again (edge case 25).
func (d *delivery) dead(ctx context.Context, log *slog.Logger, r *source, job storage.PartJob, problem *channel.Error) {
	d.metrics.part(r.Name, "later")
	d.keep(ctx, log, "pause", func() error {
		return d.store.PauseAccount(ctx, job.AccountID, deadState(problem.Code), problem.Code, time.Time{})
	})
	d.keep(ctx, log, "later", func() error {
		return d.store.PartLater(ctx, job.Claim, d.clock().Add(d.wait(job.Attempts)), problem.Code)
	})
}

// deadState is how an account that can't be used is shown.
func deadState(code string) contract.AccountHealthState {
	if code == string(contract.AnswerableReasonNoCredit) {
		return contract.AccountHealthStateNoCredit
	}
	return contract.AccountHealthStateReconnect
}

// refused stores that the network said no for good. "Duplicate" can mean that an attempt of ours landed after all, so it
// is looked for first (x-api §5, facebook-api §5).
func (d *delivery) refused(ctx context.Context, log *slog.Logger, r *source, job storage.PartJob, problem *channel.Error) {
	if problem.Code == codeDuplicate {
		if d.search(ctx, log, r, job) != missing {
			return
		}
	}
	d.metrics.part(r.Name, "failed")
	d.keep(ctx, log, "failed", func() error { return d.store.PartFailed(ctx, job.Claim, orText(problem.Code, "refused")) })
}

func orText(s, otherwise string) string {
	if s == "" {
		return otherwise
	}
	return s
}
