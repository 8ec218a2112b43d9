package storage

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"

	"sociomedio/data"
)

// hashOf is what tells two requests with the same key apart.
func hashOf(what ...any) (string, error) {
	body, err := json.Marshal(what)
	if err != nil {
		return "", data.Fail(data.Internal, "The request can't be compared.", err)
	}
	sum := sha256.Sum256(body)
	return hex.EncodeToString(sum[:]), nil
}

type onceRow struct{ BodyHash, ResultID string }

// once notes that a key makes id. If the key was used before, it gives what that made, or data.IdempotencyMismatch when the
// body was another. Of two at the same time the second waits here for the first.
func (t *tx) once(ctx context.Context, agentID, key, hash, id string) (known string, err error) {
	n, err := t.exec(ctx, `INSERT INTO idempotency (agent_id, key, body_hash, result_id, at) VALUES (?, ?, ?, ?, ?)
		ON CONFLICT (agent_id, key) DO NOTHING`, agentID, key, hash, id, t.now)
	if err != nil || n == 1 {
		return "", err
	}
	row, _, err := one[onceRow](ctx, t.conn, `SELECT body_hash, result_id FROM idempotency WHERE agent_id = ? AND key = ?`, agentID, key)
	if err != nil {
		return "", err
	}
	if row.BodyHash != hash {
		return "", data.Fail(data.IdempotencyMismatch, "This key was used for something else.", nil)
	}
	return row.ResultID, nil
}
