-- The calls of networks that were taken, as hashes of their bodies: one that comes again within the window changes nothing.
CREATE TABLE webhooks (
    account_id TEXT NOT NULL,
    digest     TEXT NOT NULL,
    at         BIGINT NOT NULL,
    PRIMARY KEY (account_id, digest)
) WITHOUT ROWID;
CREATE INDEX webhooks_at ON webhooks (at);
