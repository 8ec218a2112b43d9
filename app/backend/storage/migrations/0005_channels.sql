-- Tokens that a network renews: each refresh token works once, so that one process renews at a time (held_by until held_until)
-- and the new ones are here before anybody uses them. sealed is encrypted by the caller.
CREATE TABLE tokens (
    account_id TEXT PRIMARY KEY REFERENCES accounts (id),
    sealed     BYTEA,
    held_by    TEXT NOT NULL DEFAULT '',
    held_until BIGINT NOT NULL DEFAULT 0,
    changed_at BIGINT NOT NULL
);

-- What customers wrote in public, in the order in which the network is asked whether it still stands there (edge case 16).
CREATE INDEX messages_standing ON messages (account_id, at, id) WHERE ours = FALSE AND private = FALSE AND deleted_at = 0;
