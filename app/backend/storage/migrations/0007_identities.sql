-- Further ids under which a network knows a customer: Facebook names the same person differently in comments and in Messenger,
-- and a private reply tells which two are one (edge case 24).
CREATE TABLE identities (
    account_id  TEXT NOT NULL REFERENCES accounts (id),
    external_id TEXT NOT NULL,
    customer_id TEXT NOT NULL REFERENCES customers (id),
    created_at  BIGINT NOT NULL,
    PRIMARY KEY (account_id, external_id)
) WITHOUT ROWID;
