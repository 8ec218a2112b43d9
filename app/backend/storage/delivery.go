package storage

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"sociomedio/app/backend/channel"
	"sociomedio/data/contract"
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
	Looks     int // times the network said that it isn't there, since it was tried last
	Attempts  int // times it was tried before
	AccountID string
	AnswerID  string
	CaseID    string
	Seq       int // from 1
	Out       channel.Outgoing
}

// Reasons that the store itself gives a part.
const (
	reasonLease   = "lease_ended" // a worker vanished while it was sending
	reasonStopped = "stopped"     // a part before it failed
	privateUsed   = "private_reply_used"
)

// accountsOpen are the accounts that may be sent through; its argument is now.
const accountsOpen = `SELECT id FROM accounts WHERE state NOT IN ('reconnect', 'no_credit', 'paused') AND limited_until <= ?`

// first says that no part p' of the same customer is unfinished before p.
const first = `NOT EXISTS (SELECT 1 FROM parts e WHERE e.customer_id = p.customer_id AND e.position < p.position AND e.state IN ('queued', 'sending', 'unknown'))`

type claimedRow struct {
	ID, AnswerID string
	State        contract.DeliveryState
}

// ClaimParts gives a worker up to n parts to deliver, each held for lease. Of each customer only the first unfinished part
// is given, so that order is kept; accounts that are paused or limited give none. A part whose lease ended while it was
// being sent comes back with Look, never as if nothing had happened.
func (s *Store) ClaimParts(ctx context.Context, worker string, n int, lease time.Duration) ([]PartJob, error) {
	// Mostly there is nothing: look before taking the writer.
	due, err := s.NextPartAt(ctx)
	if err != nil || due.IsZero() || momentOf(due) > s.now() {
		return nil, err
	}
	var jobs []PartJob
	err = s.write(ctx, func(ctx context.Context, t *tx) error {
		if err := t.expireParts(ctx); err != nil {
			return err
		}
		token := s.opts.NewID()
		claimed, err := all[claimedRow](ctx, t.conn, `WITH picked AS MATERIALIZED (
				SELECT p.id FROM parts p WHERE p.state IN ('queued', 'unknown') AND p.next_at <= ? AND p.lease_until <= ?
				AND p.account_id IN (`+accountsOpen+`) AND `+first+` ORDER BY p.next_at, p.position`+atMost(n)+t.engine.skip+`)
			UPDATE parts SET token = ?, worker = ?, lease_until = ?, first_try = CASE WHEN first_try = 0 THEN CAST(? AS BIGINT) ELSE first_try END,
				attempts = attempts + CASE WHEN state = 'queued' THEN 1 ELSE 0 END,
				state = CASE WHEN state = 'queued' THEN 'sending' ELSE state END
			WHERE id IN (SELECT id FROM picked) RETURNING id, answer_id, state`,
			t.now, t.now, t.now, token, worker, t.now.after(lease), t.now)
		if err != nil || len(claimed) == 0 {
			jobs = nil
			return err
		}
		ids := make([]string, 0, len(claimed))
		for _, c := range claimed {
			ids = append(ids, c.ID)
			if err := t.reckon(ctx, c.AnswerID); err != nil {
				return err
			}
		}
		jobs, err = t.jobs(ctx, token, ids)
		return err
	})
	if err != nil { // not even when only the end of the transaction failed: what is not known to be held must not be sent
		return nil, err
	}
	return jobs, nil
}

// expireParts: who was sending when his lease ended may have sent or not.
func (t *tx) expireParts(ctx context.Context) error {
	answers, err := all[string](ctx, t.conn, `UPDATE parts SET state = 'unknown', token = '', lease_until = 0, next_at = ?, reason_code = '`+reasonLease+`', reason_until = 0
		WHERE id IN (SELECT id FROM parts WHERE state = 'sending' AND lease_until <= ?`+t.engine.skip+`) RETURNING answer_id`, t.now, t.now)
	for _, id := range answers {
		if err := t.reckon(ctx, id); err != nil {
			return err
		}
	}
	return err
}

type jobRow struct {
	ID, AnswerID, CaseID, AccountID, Text  string
	Pictures                               string
	Seq, Attempts, Looks                   int
	State                                  contract.DeliveryState
	FirstTry, LastFromAt                   moment
	Kind                                   contract.MessageKind
	Private                                bool
	TargetExternal, BeforeExternal, Thread string
	CustomerExternal, Handle, Name         string
}

func (t *tx) jobs(ctx context.Context, token string, ids []string) ([]PartJob, error) {
	list, args := in(ids)
	rows, err := all[jobRow](ctx, t.conn, `SELECT p.id, p.answer_id, p.case_id, p.account_id, p.text, p.pictures, p.seq, p.attempts, p.looks, p.state, p.first_try,
			m.private, tm.kind, COALESCE(tm.external_key, '') AS target_external, COALESCE(b.external_id, '') AS before_external,
			co.thread, co.last_from_at, cu.external_id AS customer_external, cu.handle, cu.name
		FROM parts p JOIN messages m ON m.id = p.message_id JOIN answers an ON an.id = p.answer_id JOIN messages tm ON tm.id = an.target_message_id
		JOIN conversations co ON co.id = m.conversation_id JOIN customers cu ON cu.id = p.customer_id
		LEFT JOIN parts b ON b.answer_id = p.answer_id AND b.seq = p.seq - 1
		WHERE p.id IN `+list+` ORDER BY p.position`, args...)
	if err != nil {
		return nil, err
	}
	jobs := make([]PartJob, 0, len(rows))
	for _, r := range rows {
		look := r.State == contract.DeliveryStateUnknown
		tried := r.Attempts
		if !look {
			tried-- // this one
		}
		replyTo := r.TargetExternal
		if r.BeforeExternal != "" {
			replyTo = r.BeforeExternal
		}
		known, err := t.landedNear(ctx, r)
		if err != nil {
			return nil, err
		}
		jobs = append(jobs, PartJob{
			Claim: Claim{PartID: r.ID, Token: token}, Look: look, Looks: r.Looks, Attempts: tried, AccountID: r.AccountID, AnswerID: r.AnswerID, CaseID: r.CaseID, Seq: r.Seq,
			Out: channel.Outgoing{
				PartID: r.ID, Kind: r.Kind, Private: r.Private, InReplyTo: replyTo, Thread: r.Thread,
				Recipient: channel.Person{ID: r.CustomerExternal, Handle: r.Handle, Name: r.Name},
				LastFrom:  r.LastFromAt.Time(), Text: r.Text, Pictures: pictures(r.Pictures), FirstTry: r.FirstTry.Time(), Known: known,
			},
		})
	}
	return jobs, nil
}

// pictures are those of a part, by their ids; Media has their bytes.
func pictures(ids string) []channel.Picture {
	var list []channel.Picture
	for _, id := range strings.Fields(ids) {
		list = append(list, channel.Picture{ID: id})
	}
	return list
}

// landedNear gives the external ids of this customer's parts that went a short while before a part was first tried, or later:
// one that says the same must not be taken for the part that is looked for.
func (t *tx) landedNear(ctx context.Context, r jobRow) ([]string, error) {
	return all[string](ctx, t.conn, `SELECT p.external_id FROM messages m JOIN parts p ON p.message_id = m.id
		WHERE m.customer_id = (SELECT customer_id FROM parts WHERE id = ?) AND m.at >= ? AND p.id <> ? AND p.external_id <> ''`,
		r.ID, r.FirstTry.after(-nearby), r.ID)
}

// nearby is how far from its first try a part is looked for, and more: clocks differ.
const nearby = time.Hour

type dueRow struct{ NextAt, LeaseUntil moment }

// NextPartAt says when ClaimParts will next have something to give; zero when nothing is queued or all of it waits for an
// account to be set right. It may be in the past.
func (s *Store) NextPartAt(ctx context.Context) (time.Time, error) {
	c, now := s.reading(), s.now()
	ready, found, err := one[dueRow](ctx, c, `SELECT p.next_at, p.lease_until FROM parts p WHERE p.state IN ('queued', 'unknown')
		AND p.lease_until <= ? AND p.account_id IN (`+accountsOpen+`) AND `+first+` ORDER BY p.next_at LIMIT 1`, now, now)
	if err != nil {
		return time.Time{}, err
	}
	if found && ready.NextAt <= now {
		return ready.NextAt.Time(), nil
	}
	next := ready.NextAt
	// What else may become due: leases that end, limits that end.
	later, err := all[moment](ctx, c, `SELECT lease_until FROM parts WHERE state = 'sending'
		UNION SELECT p.lease_until FROM parts p WHERE p.state = 'unknown' AND p.lease_until > ?
		UNION SELECT a.limited_until FROM accounts a WHERE a.limited_until > ? AND a.state NOT IN ('reconnect', 'no_credit', 'paused')
			AND EXISTS (SELECT 1 FROM parts p WHERE p.account_id = a.id AND p.state IN ('queued', 'unknown'))`, now, now)
	for _, at := range later {
		if next == 0 || at < next {
			next = at
		}
	}
	return next.Time(), err
}

// HastenParts makes due what waits for longer than longest, the longest wait that anybody asks for: the clock was set back since. It says
// how many. Limits of accounts hold.
func (s *Store) HastenParts(ctx context.Context, longest time.Duration) (n int, err error) {
	err = s.write(ctx, func(ctx context.Context, t *tx) error {
		var err error
		n, err = t.exec(ctx, `UPDATE parts SET next_at = ? WHERE state IN ('queued', 'unknown') AND next_at > ?`, t.now, t.now.after(longest))
		t.work = n > 0
		return err
	})
	return n, err
}

// ExtendClaims renews the leases of claims and gives those that still hold.
func (s *Store) ExtendClaims(ctx context.Context, claims []Claim, lease time.Duration) (held []Claim, err error) {
	tokens := map[string]string{}
	var ids []string
	for _, c := range claims {
		ids, tokens[c.PartID] = append(ids, c.PartID), c.Token
	}
	slices.Sort(ids)
	err = s.write(ctx, func(ctx context.Context, t *tx) error {
		held = nil
		for chunk := range slices.Chunk(ids, most) {
			list, args := in(chunk)
			rows, err := all[claimRow](ctx, t.conn, `SELECT id AS part_id, token FROM parts WHERE id IN `+list+` AND token <> '' ORDER BY id`+t.engine.lock, args...)
			if err != nil {
				return err
			}
			var mine []string
			for _, r := range rows {
				if tokens[r.PartID] == r.Token {
					held, mine = append(held, Claim(r)), append(mine, r.PartID)
				}
			}
			list, args = in(mine)
			if err := t.run(ctx, `UPDATE parts SET lease_until = ? WHERE id IN `+list, append([]any{t.now.after(lease)}, args...)...); err != nil {
				return err
			}
		}
		return nil
	})
	return held, err
}

type claimRow struct{ PartID, Token string }

// PartSending says that a part with Look is not on the network and is sent now.
func (s *Store) PartSending(ctx context.Context, c Claim, lease time.Duration) error {
	return s.onPart(ctx, c, func(ctx context.Context, t *tx, p partOf) error {
		return t.setPart(ctx, p, `state = 'sending', attempts = attempts + 1, looks = 0, reason_code = '', reason_until = 0, lease_until = ?`, t.now.after(lease))
	})
}

// PartLater queues a part again, not before until: nothing was posted.
func (s *Store) PartLater(ctx context.Context, c Claim, until time.Time, code string) error {
	return s.onPart(ctx, c, func(ctx context.Context, t *tx, p partOf) error {
		at := momentOf(until)
		t.work = true // whoever waits for work learns when there will be some
		return t.setPart(ctx, p, `state = 'queued', token = '', lease_until = 0, next_at = ?, reason_code = ?, reason_until = ?`, at, code, at)
	})
}

// PartUnknown says that nobody knows whether a part was posted; it is looked for at nextLook.
func (s *Store) PartUnknown(ctx context.Context, c Claim, code string, nextLook time.Time) error {
	return s.onPart(ctx, c, func(ctx context.Context, t *tx, p partOf) error {
		t.work = true
		return t.setPart(ctx, p, `state = 'unknown', token = '', lease_until = 0, next_at = ?, reason_code = ?, reason_until = 0`, momentOf(nextLook), code)
	})
}

// PartMissing says that a part with Look is not on the network now; it is looked for again at nextLook, to be certain.
func (s *Store) PartMissing(ctx context.Context, c Claim, nextLook time.Time) error {
	return s.onPart(ctx, c, func(ctx context.Context, t *tx, p partOf) error {
		t.work = true
		return t.setPart(ctx, p, `looks = looks + 1, token = '', lease_until = 0, next_at = ?`, momentOf(nextLook))
	})
}

// PartFailed says that the network refused a part for good. The parts behind it are stopped and the case goes back to its
// holder.
func (s *Store) PartFailed(ctx context.Context, c Claim, code string) error {
	return s.onPart(ctx, c, func(ctx context.Context, t *tx, p partOf) error {
		err := t.run(ctx, `UPDATE parts SET state = 'failed', reason_code = '`+reasonStopped+`', reason_until = 0
			WHERE answer_id = ? AND seq > ? AND (state = 'queued' OR state = 'unknown' AND reason_code = '`+reasonRestored+`')`, p.AnswerID, p.Seq)
		if err != nil {
			return err
		}
		if err := t.setPart(ctx, p, `state = 'failed', token = '', lease_until = 0, reason_code = ?, reason_until = 0`, code); err != nil {
			return err
		}
		a, _, err := one[answerRow](ctx, t.conn, `SELECT `+answerColumns+` FROM answers WHERE id = ?`, p.AnswerID)
		if err != nil {
			return err
		}
		if code != privateUsed {
			if err := t.usePrivateReply(ctx, a, false); err != nil {
				return err
			}
		}
		if err := t.log(ctx, p.CaseID, "failed", ""); err != nil {
			return err
		}
		t.work = true // other answers to this customer may go now
		return t.settle(ctx, p.CaseID, a.AgentID)
	})
}

// partOf is a part with what hangs on it.
type partOf struct {
	ID, AnswerID, CaseID, MessageID, AccountID, CustomerID, Token, ExternalID string
	Seq                                                                       int
	State                                                                     contract.DeliveryState
}

const partSelect = `SELECT id, answer_id, case_id, message_id, account_id, customer_id, token, external_id, seq, state FROM parts WHERE id = ?`

// lockPart locks a part by its case and reads it as it is then.
func (t *tx) lockPart(ctx context.Context, id string) (partOf, error) {
	p, found, err := one[partOf](ctx, t.conn, partSelect, id)
	if err == nil && !found {
		err = ErrClaimLost
	}
	if err != nil {
		return p, err
	}
	if _, err := t.lockCase(ctx, p.CaseID); err != nil {
		return p, err
	}
	p, _, err = one[partOf](ctx, t.conn, partSelect+t.engine.lock, id)
	return p, err
}

// onPart does something with a part whose claim still holds.
func (s *Store) onPart(ctx context.Context, c Claim, do func(context.Context, *tx, partOf) error) error {
	return s.write(ctx, func(ctx context.Context, t *tx) error {
		p, err := t.lockPart(ctx, c.PartID)
		if err != nil {
			return err
		}
		if c.Token == "" || p.Token != c.Token {
			return ErrClaimLost
		}
		return do(ctx, t, p)
	})
}

func (t *tx) setPart(ctx context.Context, p partOf, set string, args ...any) error {
	if err := t.run(ctx, `UPDATE parts SET `+set+` WHERE id = ?`, append(args, p.ID)...); err != nil {
		return err
	}
	return t.reckon(ctx, p.AnswerID)
}
