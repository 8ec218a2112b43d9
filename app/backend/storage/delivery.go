package storage

import (
	"context"
	"errors"
	"time"

	"sociomedio/app/backend/channel"
)

// ErrClaimLost is given when a worker reports on a part it no longer holds: its lease ended and the part went on without it.
var ErrClaimLost = errors.New("storage: the claim on this part was lost")

// Claim is a worker's right to one part until its lease ends.
type Claim struct {
	PartID string
	Token  string
}

// PartJob is a part to be delivered. With Look, nobody knows whether it is on the network already: Find first, and only when it
// isn't there, PartSending and then Send.
type PartJob struct {
	Claim
	Look      bool
	Attempts  int // times it was tried before
	AccountID string
	AnswerID  string
	CaseID    string
	Seq       int // from 1
	Out       channel.Outgoing
}

// ClaimParts gives a worker up to n parts to deliver, each held for lease. Of each customer only the first unfinished part
// is given, so that order is kept; accounts that are paused or limited give none. A part whose lease ended while it was
// being sent comes back with Look, never as if nothing had happened.
func (s *Store) ClaimParts(ctx context.Context, worker string, n int, lease time.Duration) ([]PartJob, error) {
	return nil, errUnfinished
}

// NextPartAt says when the next part is due; zero when nothing is queued.
func (s *Store) NextPartAt(ctx context.Context) (time.Time, error) { return time.Time{}, errUnfinished }

// PartSending says that a part with Look is not on the network and is sent now.
func (s *Store) PartSending(ctx context.Context, c Claim, lease time.Duration) error {
	return errUnfinished
}

// PartSent stores where a part landed. It is true whoever says it, so a lost claim is no error. The last part of an answer makes
// the answer sent and its case answered, unless the customer wrote meanwhile: then the case goes back to its holder.
func (s *Store) PartSent(ctx context.Context, c Claim, sent channel.Sent) error { return errUnfinished }

// PartLater queues a part again, not before until: nothing was posted.
func (s *Store) PartLater(ctx context.Context, c Claim, until time.Time, code string) error {
	return errUnfinished
}

// PartUnknown says that nobody knows whether a part was posted; it is looked for at nextLook.
func (s *Store) PartUnknown(ctx context.Context, c Claim, code string, nextLook time.Time) error {
	return errUnfinished
}

// PartFailed says that the network refused a part for good. The parts behind it are stopped and the case goes back to its
// holder.
func (s *Store) PartFailed(ctx context.Context, c Claim, code string) error { return errUnfinished }
