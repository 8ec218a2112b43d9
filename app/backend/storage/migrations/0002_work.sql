-- Conversations, messages, cases, handling records and answers on their way out.

-- A public conversation is (account, customer, thread), a private one (account, customer, private conversation): the two are
-- never one, so that private text can't go out in public (edge case 8). case_id is its newest case.
CREATE TABLE conversations (
    id           TEXT PRIMARY KEY,
    account_id   TEXT NOT NULL REFERENCES accounts (id),
    customer_id  TEXT NOT NULL REFERENCES customers (id),
    private      BOOLEAN NOT NULL,
    thread       TEXT NOT NULL,
    case_id      TEXT NOT NULL DEFAULT '',
    last_from_at BIGINT NOT NULL DEFAULT 0,
    created_at   BIGINT NOT NULL,
    UNIQUE (account_id, customer_id, private, thread)
);
CREATE INDEX conversations_customer ON conversations (customer_id);

-- external_key is NULL until the network gave one. case_version is the case's version this message made: what an agent has
-- not seen is what has a higher one. conversation_id is '' for our own public posts that answer nobody.
CREATE TABLE messages (
    id              TEXT PRIMARY KEY,
    account_id      TEXT NOT NULL,
    external_key    TEXT,
    conversation_id TEXT NOT NULL,
    customer_id     TEXT NOT NULL,
    case_id         TEXT NOT NULL DEFAULT '',
    case_version    BIGINT NOT NULL DEFAULT 0,
    network         TEXT NOT NULL,
    kind            TEXT NOT NULL,
    ours            BOOLEAN NOT NULL,
    private         BOOLEAN NOT NULL,
    author          TEXT NOT NULL,
    handle          TEXT NOT NULL,
    agent_id        TEXT NOT NULL DEFAULT '',
    text            TEXT NOT NULL,
    quoted          TEXT NOT NULL DEFAULT '',
    attachments     TEXT NOT NULL DEFAULT '',
    url             TEXT NOT NULL DEFAULT '',
    in_reply_to     TEXT NOT NULL DEFAULT '',
    at              BIGINT NOT NULL,
    answer_id       TEXT NOT NULL DEFAULT '',
    part            INTEGER NOT NULL DEFAULT 0,
    parts           INTEGER NOT NULL DEFAULT 0,
    state           TEXT NOT NULL DEFAULT '',
    reason_code     TEXT NOT NULL DEFAULT '',
    reason_until    BIGINT NOT NULL DEFAULT 0,
    edited_at       BIGINT NOT NULL DEFAULT 0,
    deleted_at      BIGINT NOT NULL DEFAULT 0,
    hidden_at       BIGINT NOT NULL DEFAULT 0,
    hidden          BOOLEAN NOT NULL DEFAULT FALSE,
    outside         BOOLEAN NOT NULL DEFAULT FALSE,
    unknown         BOOLEAN NOT NULL DEFAULT FALSE,
    summons         BOOLEAN NOT NULL DEFAULT FALSE,
    reply_priv      BOOLEAN NOT NULL DEFAULT FALSE,
    priv_used       BOOLEAN NOT NULL DEFAULT FALSE,
    created_at      BIGINT NOT NULL,
    UNIQUE (account_id, external_key)
);
CREATE INDEX messages_customer ON messages (customer_id, at, id);
CREATE INDEX messages_conversation ON messages (conversation_id, at, id);
CREATE INDEX messages_case ON messages (case_id, case_version) WHERE case_id <> '';

-- Every id under which the network knows a message: an edit on X has a new one (edge case 17). What is in here is stored
-- already, whatever way it comes again (edge case 1).
CREATE TABLE externals (
    account_id  TEXT NOT NULL,
    external_id TEXT NOT NULL,
    message_id  TEXT NOT NULL,
    PRIMARY KEY (account_id, external_id)
) WITHOUT ROWID;
CREATE INDEX externals_message ON externals (message_id);

-- What a message said before it was edited.
CREATE TABLE message_versions (
    message_id TEXT NOT NULL REFERENCES messages (id) ON DELETE CASCADE,
    until_at   BIGINT NOT NULL,
    text       TEXT NOT NULL,
    PRIMARY KEY (message_id, until_at)
) WITHOUT ROWID;

-- What happened to messages that have not come yet (edge case 4): type is edited, deleted, hidden or shown.
CREATE TABLE early_events (
    account_id  TEXT NOT NULL,
    external_id TEXT NOT NULL,
    type        TEXT NOT NULL,
    at          BIGINT NOT NULL,
    text        TEXT NOT NULL,
    PRIMARY KEY (account_id, external_id, type)
) WITHOUT ROWID;

-- What could not be read, as it came (edge cases 3, 33).
CREATE TABLE raw_events (
    id         TEXT PRIMARY KEY,
    account_id TEXT NOT NULL,
    key        TEXT NOT NULL,
    source     TEXT NOT NULL,
    raw        BYTEA,
    at         BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    UNIQUE (account_id, key)
);

-- Pictures fetched from a network (edge case 21): state is queued, kept or failed.
CREATE TABLE media (
    id           TEXT PRIMARY KEY,
    account_id   TEXT NOT NULL,
    url          TEXT NOT NULL,
    state        TEXT NOT NULL,
    attempts     INTEGER NOT NULL DEFAULT 0,
    next_at      BIGINT NOT NULL DEFAULT 0,
    content_type TEXT NOT NULL DEFAULT '',
    whole        BYTEA,
    thumbnail    BYTEA,
    created_at   BIGINT NOT NULL,
    UNIQUE (account_id, url)
);
CREATE INDEX media_queue ON media (next_at, id) WHERE state = 'queued';

CREATE TABLE cases (
    id               TEXT PRIMARY KEY,
    number           BIGINT NOT NULL UNIQUE,
    version          BIGINT NOT NULL,
    state            TEXT NOT NULL,
    network          TEXT NOT NULL,
    kind             TEXT NOT NULL,
    private          BOOLEAN NOT NULL,
    account_id       TEXT NOT NULL REFERENCES accounts (id),
    customer_id      TEXT NOT NULL REFERENCES customers (id),
    conversation_id  TEXT NOT NULL REFERENCES conversations (id),
    message_id       TEXT NOT NULL,
    newest_id        TEXT NOT NULL,
    holder_id        TEXT NOT NULL DEFAULT '',
    opened_at        BIGINT NOT NULL DEFAULT 0,
    lease_until      BIGINT NOT NULL DEFAULT 0,
    received_at      BIGINT NOT NULL,
    due_at           BIGINT NOT NULL,
    answered_at      BIGINT NOT NULL DEFAULT 0,
    changed_at       BIGINT NOT NULL,
    customer_version BIGINT NOT NULL,
    preview          TEXT NOT NULL,
    preview_ours     BOOLEAN NOT NULL,
    previous_id      TEXT NOT NULL DEFAULT '',
    created_at       BIGINT NOT NULL
);
CREATE INDEX cases_queue ON cases (due_at, number) WHERE state = 'waiting';
CREATE INDEX cases_network_queue ON cases (network, due_at, number) WHERE state = 'waiting';
CREATE INDEX cases_lease ON cases (lease_until) WHERE state = 'taken';
CREATE INDEX cases_due ON cases (due_at, number);
CREATE INDEX cases_state ON cases (state, due_at, number);
CREATE INDEX cases_holder ON cases (holder_id, state);
CREATE INDEX cases_customer ON cases (customer_id);
CREATE INDEX cases_conversation ON cases (conversation_id);
CREATE INDEX cases_done ON cases (changed_at) WHERE state IN ('answered', 'outside');

-- How many cases wait, as a sum over the shards: counted where it changes, because counting a million rows at each Sync
-- is what would make Sync dear. Several shards so that two backends seldom wait for one row.
CREATE TABLE queue_sizes (
    shard   INTEGER NOT NULL,
    network TEXT NOT NULL,
    size    BIGINT NOT NULL,
    PRIMARY KEY (shard, network)
) WITHOUT ROWID;

CREATE TABLE case_log (
    id       TEXT PRIMARY KEY,
    case_id  TEXT NOT NULL,
    what     TEXT NOT NULL,
    agent_id TEXT NOT NULL,
    at       BIGINT NOT NULL
);
CREATE INDEX case_log_case ON case_log (case_id, at, id);

-- Who sees the changes of a case; customer_id is the case's.
CREATE TABLE watchers (
    case_id     TEXT NOT NULL,
    agent_id    TEXT NOT NULL,
    customer_id TEXT NOT NULL,
    PRIMARY KEY (case_id, agent_id)
) WITHOUT ROWID;
CREATE INDEX watchers_customer ON watchers (customer_id, agent_id);
CREATE INDEX watchers_agent ON watchers (agent_id, case_id);

-- Who looks at a case without holding it.
CREATE TABLE viewers (
    case_id  TEXT NOT NULL,
    agent_id TEXT NOT NULL,
    until_at BIGINT NOT NULL,
    PRIMARY KEY (case_id, agent_id)
) WITHOUT ROWID;

CREATE TABLE handlings (
    id          TEXT PRIMARY KEY,
    case_id     TEXT NOT NULL REFERENCES cases (id),
    customer_id TEXT NOT NULL,
    agent_id    TEXT NOT NULL REFERENCES agents (id),
    network     TEXT NOT NULL,
    kind        TEXT NOT NULL,
    path        TEXT NOT NULL,
    labels      TEXT NOT NULL,
    opened_at   BIGINT NOT NULL,
    saved_at    BIGINT NOT NULL,
    seconds     INTEGER NOT NULL,
    outside     BOOLEAN NOT NULL DEFAULT FALSE,
    remark      TEXT NOT NULL DEFAULT ''
);
CREATE INDEX handlings_customer ON handlings (customer_id, saved_at, id);
CREATE INDEX handlings_agent ON handlings (agent_id, saved_at);
CREATE INDEX handlings_saved ON handlings (saved_at);
CREATE INDEX handlings_case ON handlings (case_id);

CREATE TABLE answers (
    id                TEXT PRIMARY KEY,
    handling_id       TEXT NOT NULL REFERENCES handlings (id),
    case_id           TEXT NOT NULL,
    agent_id          TEXT NOT NULL,
    seq               INTEGER NOT NULL,
    target_message_id TEXT NOT NULL,
    reply_type        TEXT NOT NULL,
    visibility        TEXT NOT NULL,
    text              TEXT NOT NULL,
    state             TEXT NOT NULL,
    reason_code       TEXT NOT NULL DEFAULT '',
    reason_until      BIGINT NOT NULL DEFAULT 0,
    saved_at          BIGINT NOT NULL,
    sent_anyway       BOOLEAN NOT NULL,
    customer_version  BIGINT NOT NULL,
    UNIQUE (handling_id, seq)
);
CREATE INDEX answers_case ON answers (case_id);

-- position is the order of all parts of a customer. Only the first unfinished part of a customer is ever given to a worker.
CREATE TABLE parts (
    id           TEXT PRIMARY KEY,
    answer_id    TEXT NOT NULL REFERENCES answers (id),
    case_id      TEXT NOT NULL,
    message_id   TEXT NOT NULL,
    account_id   TEXT NOT NULL,
    customer_id  TEXT NOT NULL,
    seq          INTEGER NOT NULL,
    position     BIGINT NOT NULL,
    text         TEXT NOT NULL,
    state        TEXT NOT NULL,
    attempts     INTEGER NOT NULL DEFAULT 0,
    next_at      BIGINT NOT NULL,
    lease_until  BIGINT NOT NULL DEFAULT 0,
    token        TEXT NOT NULL DEFAULT '',
    worker       TEXT NOT NULL DEFAULT '',
    first_try    BIGINT NOT NULL DEFAULT 0,
    external_id  TEXT NOT NULL DEFAULT '',
    sent_at      BIGINT NOT NULL DEFAULT 0,
    reason_code  TEXT NOT NULL DEFAULT '',
    reason_until BIGINT NOT NULL DEFAULT 0,
    UNIQUE (answer_id, seq)
);
CREATE INDEX parts_due ON parts (account_id, next_at) WHERE state IN ('queued', 'unknown');
CREATE INDEX parts_next ON parts (next_at) WHERE state IN ('queued', 'unknown');
CREATE INDEX parts_lease ON parts (lease_until) WHERE state = 'sending';
CREATE INDEX parts_order ON parts (customer_id, position) WHERE state IN ('queued', 'sending', 'unknown');
CREATE INDEX parts_message ON parts (message_id);

CREATE TABLE notes (
    id          TEXT PRIMARY KEY,
    customer_id TEXT NOT NULL,
    case_id     TEXT NOT NULL,
    agent_id    TEXT NOT NULL,
    text        TEXT NOT NULL,
    at          BIGINT NOT NULL
);
CREATE INDEX notes_customer ON notes (customer_id, at, id);

-- What a key has done: a repeat of the same request answers with it.
CREATE TABLE idempotency (
    agent_id  TEXT NOT NULL,
    key       TEXT NOT NULL,
    body_hash TEXT NOT NULL,
    result_id TEXT NOT NULL,
    at        BIGINT NOT NULL,
    PRIMARY KEY (agent_id, key)
) WITHOUT ROWID;
CREATE INDEX idempotency_at ON idempotency (at);

-- retired: no longer offered, still named by old handling records.
CREATE TABLE catalogue_nodes (
    id        TEXT PRIMARY KEY,
    parent_id TEXT NOT NULL,
    level     INTEGER NOT NULL,
    label     TEXT NOT NULL,
    position  INTEGER NOT NULL,
    retired   BOOLEAN NOT NULL DEFAULT FALSE,
    UNIQUE (parent_id, label)
);

CREATE TABLE reply_types (
    network    TEXT NOT NULL,
    kind       TEXT NOT NULL,
    id         TEXT NOT NULL,
    label      TEXT NOT NULL,
    visibility TEXT NOT NULL,
    position   INTEGER NOT NULL,
    PRIMARY KEY (network, kind, id)
) WITHOUT ROWID;

CREATE TABLE templates (
    id       TEXT PRIMARY KEY,
    category TEXT NOT NULL,
    title    TEXT NOT NULL,
    text     TEXT NOT NULL,
    position INTEGER NOT NULL,
    UNIQUE (category, title)
);
