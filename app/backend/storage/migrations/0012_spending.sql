-- What the networks took for what was read and written, by month of UTC (2026-11), in millionths of a US dollar.
CREATE TABLE spending (
    account_id TEXT NOT NULL REFERENCES accounts (id),
    month      TEXT NOT NULL,
    kind       TEXT NOT NULL,
    count      BIGINT NOT NULL,
    micros     BIGINT NOT NULL,
    PRIMARY KEY (account_id, month, kind)
) WITHOUT ROWID;
