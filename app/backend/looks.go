package backend

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"sociomedio/app/backend/channel"
	"sociomedio/app/backend/storage"
)

// whereabouts is what a search for a part brought.
type whereabouts int

const (
	found   whereabouts = iota // and stored as sent
	missing                    // the network says, at each look, that it isn't there
	unclear                    // the network could not be asked; stored as unknown
)

// lookFirst looks once for a part whose outcome is unknown. It is true when the part is not on the network, as said by every look
// there has to be, and is now marked as being sent: only then may it be sent again (edge case 26). Between the looks nobody waits:
// what was found out is stored, and whoever takes the part up next goes on from there.
func (d *delivery) lookFirst(ctx context.Context, log *slog.Logger, r *source, job storage.PartJob) bool {
	if d.look(ctx, log, r, job) != missing {
		return false
	}
	if next := job.Looks + 1; next < len(d.rules.Looks) {
		d.keep(ctx, log, "missing", func() error {
			return d.store.PartMissing(ctx, job.Claim, d.clock().Add(jittered(d.rules.Looks[next])))
		})
		return false
	}
	d.metrics.part(r.Name, "missing")
	if job.Attempts >= d.rules.Sends {
		d.metrics.part(r.Name, "failed")
		d.keep(ctx, log, "failed", func() error { return d.store.PartFailed(ctx, job.Claim, codeLost) })
		return false
	}
	if err := d.store.PartSending(ctx, job.Claim, d.rules.Lease); err != nil {
		log.WarnContext(ctx, "part can't be sent again now", "error", err)
		return false
	}
	return true
}

// search looks for a part as often as there are waits between looks, because a network shows a new post only after a
// while. It says missing only when every look was answered.
func (d *delivery) search(ctx context.Context, log *slog.Logger, r *source, job storage.PartJob) whereabouts {
	for i, wait := range d.rules.Looks {
		if i > 0 {
			if err := sleep(ctx, jittered(wait)); err != nil {
				return unclear
			}
		}
		if where := d.look(ctx, log, r, job); where != missing {
			return where
		}
	}
	d.metrics.part(r.Name, "missing")
	return missing
}

// look asks the network once whether a part is there.
func (d *delivery) look(ctx context.Context, log *slog.Logger, r *source, job storage.PartJob) whereabouts {
	there := false
	sent, err := d.call(ctx, r, job, "find", func(ctx context.Context) (sent channel.Sent, err error) {
		sent, there, err = r.Channel.Find(ctx, job.Out)
		return sent, err
	})
	switch {
	case err != nil:
		log.WarnContext(ctx, "part can't be looked for", "error", err)
		d.metrics.part(r.Name, "unknown")
		d.unknown(ctx, log, job, orText(asChannelError(err).Code, codeLost))
		return unclear
	case there:
		d.sent(ctx, log, r, job, sent, "found")
		return found
	}
	return missing
}

// unknown stores that nobody knows what became of a part, and when to look for it: soon at first, ever more rarely when it
// stays unclear.
func (d *delivery) unknown(ctx context.Context, log *slog.Logger, job storage.PartJob, code string) {
	now := d.clock()
	wait := d.rules.Looks[0]
	if !job.Out.FirstTry.IsZero() {
		wait = min(max(wait, now.Sub(job.Out.FirstTry)/2), max(wait, 5*time.Minute))
	}
	d.keep(ctx, log, "unknown", func() error { return d.store.PartUnknown(ctx, job.Claim, code, now.Add(jittered(wait))) })
}

func (d *delivery) sent(ctx context.Context, log *slog.Logger, r *source, job storage.PartJob, sent channel.Sent, how string) {
	d.metrics.part(r.Name, how)
	if sent.At.IsZero() {
		sent.At = d.clock()
	}
	log.InfoContext(ctx, "part "+how)
	d.keep(ctx, log, "sent", func() error { return d.store.PartSent(ctx, job.Claim, sent) })
}

const keepTries = 5

// keep stores what happened to a part, again if the store doesn't answer. If it never does, the claim runs out and the part
// comes back to be looked for: nothing is lost by it but time.
func (d *delivery) keep(ctx context.Context, log *slog.Logger, what string, store func() error) {
	for try := range keepTries {
		err := store()
		switch {
		case err == nil:
			return
		case errors.Is(err, storage.ErrClaimLost):
			log.InfoContext(ctx, "part went on without this worker", "what", what)
			return
		}
		log.ErrorContext(ctx, "part's state not stored", "what", what, "try", try+1, "error", err)
		if err := sleep(ctx, doubled(100*time.Millisecond, try, 2*time.Second)); err != nil {
			return
		}
	}
}
