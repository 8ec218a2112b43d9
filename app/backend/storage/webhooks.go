package storage

import (
	"context"
	"time"

	"sociomedio/app/backend/channel"
)

// WebhookWindow is how long a webhook call is remembered, so that the same signed bytes have no effect a second time. The networks
// sign neither a time nor a number; they themselves bring a call again for 36 hours (Facebook) or a day (X's replay), and
// after the window a message is still known by its id, a change by its time.
const WebhookWindow = 7 * 24 * time.Hour

// firstTime remembers a webhook call; false when it was taken before. Of two at the same time the second waits here for the first.
func (in *intake) firstTime(ctx context.Context, digest string) (bool, error) {
	n, err := in.exec(ctx, `INSERT INTO webhooks (account_id, digest, at) VALUES (?, ?, ?) ON CONFLICT (account_id, digest) DO NOTHING`, in.account.ID, digest, in.now)
	return n == 1, err
}

// revoked notes that the account's consent was withdrawn. News of it that is older than the window is somebody's repetition: the
// account may long be connected again.
func (in *intake) revoked(ctx context.Context, e channel.Event) error {
	if momentOf(e.At) < in.now.after(-WebhookWindow) {
		in.result.Repeated++
		return nil
	}
	in.result.Revoked = true
	return in.run(ctx, `UPDATE accounts SET state = 'reconnect', reason = 'token_dead' WHERE id = ? AND state <> 'paused'`, in.account.ID)
}

// SweepWebhooks forgets the calls that are older than the window, and says how many.
func (s *Store) SweepWebhooks(ctx context.Context) (deleted int, err error) {
	err = s.write(ctx, func(ctx context.Context, t *tx) error {
		deleted, err = t.exec(ctx, `DELETE FROM webhooks WHERE at < ?`, t.now.after(-WebhookWindow))
		return err
	})
	return deleted, err
}
