-- What was read of a network on a day of UTC (2026-11-25) and was counted as paid for: the same thing costs once a day, whichever
-- process reads it and however often. Days that are over are swept.
CREATE TABLE paid_reads (
    account_id TEXT NOT NULL REFERENCES accounts (id),
    day        TEXT NOT NULL,
    thing      TEXT NOT NULL,
    PRIMARY KEY (account_id, day, thing)
) WITHOUT ROWID;
