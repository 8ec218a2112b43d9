-- Agents, their sessions and their feeds; the company's accounts; customers, service records and tickets.
-- All times are Unix microseconds in UTC, 0 for none; ids are text, '' for none: both engines compare and sort them alike.
-- PostgreSQL reads TEXT as TEXT COLLATE "C", and leaves WITHOUT ROWID out (see migrate.go).

CREATE TABLE meta (
    key   TEXT PRIMARY KEY,
    value TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE agents (
    id            TEXT PRIMARY KEY,
    username      TEXT NOT NULL,
    username_key  TEXT NOT NULL UNIQUE,
    name          TEXT NOT NULL,
    role          TEXT NOT NULL,
    signature     TEXT NOT NULL,
    password_hash TEXT NOT NULL,
    disabled      BOOLEAN NOT NULL DEFAULT FALSE,
    failed_logins INTEGER NOT NULL DEFAULT 0,
    last_failure  BIGINT NOT NULL DEFAULT 0,
    locked_until  BIGINT NOT NULL DEFAULT 0,
    created_at    BIGINT NOT NULL
);

-- seq is the number of the agent's newest change; a cursor below floor is too old to be continued.
CREATE TABLE feeds (
    agent_id TEXT PRIMARY KEY,
    seq      BIGINT NOT NULL DEFAULT 0,
    floor    BIGINT NOT NULL DEFAULT 0
) WITHOUT ROWID;

CREATE TABLE changes (
    agent_id  TEXT NOT NULL,
    kind      TEXT NOT NULL,
    entity_id TEXT NOT NULL,
    seq       BIGINT NOT NULL,
    gone      BOOLEAN NOT NULL DEFAULT FALSE,
    PRIMARY KEY (agent_id, kind, entity_id)
) WITHOUT ROWID;
CREATE UNIQUE INDEX changes_seq ON changes (agent_id, seq);

CREATE TABLE sessions (
    id             TEXT PRIMARY KEY,
    agent_id       TEXT NOT NULL REFERENCES agents (id),
    access_hash    TEXT NOT NULL UNIQUE,
    refresh_hash   TEXT NOT NULL UNIQUE,
    access_until   BIGINT NOT NULL,
    refresh_until  BIGINT NOT NULL,
    client_version TEXT NOT NULL,
    created_at     BIGINT NOT NULL,
    seen_at        BIGINT NOT NULL,
    ended_at       BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX sessions_agent ON sessions (agent_id, ended_at, seen_at);
CREATE INDEX sessions_old ON sessions (refresh_until);

-- Refresh tokens that were exchanged: seen again, somebody else has them.
CREATE TABLE used_tokens (
    refresh_hash TEXT PRIMARY KEY,
    session_id   TEXT NOT NULL REFERENCES sessions (id) ON DELETE CASCADE
) WITHOUT ROWID;
CREATE INDEX used_tokens_session ON used_tokens (session_id);

CREATE TABLE accounts (
    id              TEXT PRIMARY KEY,
    network         TEXT NOT NULL,
    external_id     TEXT NOT NULL,
    name            TEXT NOT NULL,
    handle          TEXT NOT NULL,
    limit_public    INTEGER NOT NULL,
    limit_private   INTEGER NOT NULL,
    state           TEXT NOT NULL,
    reason          TEXT NOT NULL DEFAULT '',
    last_success_at BIGINT NOT NULL DEFAULT 0,
    last_item_at    BIGINT NOT NULL DEFAULT 0,
    next_poll_at    BIGINT NOT NULL DEFAULT 0,
    limited_until   BIGINT NOT NULL DEFAULT 0,
    gaps            INTEGER NOT NULL DEFAULT 0,
    secret          BYTEA,
    created_at      BIGINT NOT NULL,
    UNIQUE (network, external_id)
);

-- Where reading a source of an account goes on.
CREATE TABLE marks (
    account_id TEXT NOT NULL REFERENCES accounts (id),
    source     TEXT NOT NULL,
    mark       TEXT NOT NULL,
    changed_at BIGINT NOT NULL,
    PRIMARY KEY (account_id, source)
) WITHOUT ROWID;

-- key is the digits of number. *_digits are the numbers as they are compared: without trunk zero and country code.
CREATE TABLE services (
    key             TEXT PRIMARY KEY,
    number          TEXT NOT NULL,
    customer_name   TEXT NOT NULL,
    pots            TEXT NOT NULL,
    internet        TEXT NOT NULL,
    package_name    TEXT NOT NULL,
    address         TEXT NOT NULL,
    sto             TEXT NOT NULL,
    regional        TEXT NOT NULL,
    witel           TEXT NOT NULL,
    contact         TEXT NOT NULL,
    number_digits   TEXT NOT NULL,
    pots_digits     TEXT NOT NULL,
    internet_digits TEXT NOT NULL,
    contact_digits  TEXT NOT NULL
);
CREATE INDEX services_number ON services (number_digits);
CREATE INDEX services_pots ON services (pots_digits) WHERE pots_digits <> '';
CREATE INDEX services_internet ON services (internet_digits) WHERE internet_digits <> '';
CREATE INDEX services_contact ON services (contact_digits) WHERE contact_digits <> '';

CREATE TABLE tickets (
    number         TEXT PRIMARY KEY,
    service_key    TEXT NOT NULL,
    service_number TEXT NOT NULL,
    title          TEXT NOT NULL,
    state          TEXT NOT NULL,
    opened_at      BIGINT NOT NULL,
    appointment_at BIGINT NOT NULL,
    closed_at      BIGINT NOT NULL,
    technician     TEXT NOT NULL
);
CREATE INDEX tickets_opened ON tickets (opened_at, number);
CREATE INDEX tickets_service ON tickets (service_key, opened_at, number);

-- What a ticket is found by: the lower-case words of its title and number.
CREATE TABLE ticket_terms (
    term   TEXT NOT NULL,
    number TEXT NOT NULL,
    PRIMARY KEY (term, number)
) WITHOUT ROWID;
CREATE INDEX ticket_terms_number ON ticket_terms (number);

-- (account, external id) is the identity; handle and name are labels (edge case 24). external_id of an unknown author is
-- made from his message's, so that two unknown ones are never merged (edge case 23).
CREATE TABLE customers (
    id          TEXT PRIMARY KEY,
    account_id  TEXT NOT NULL REFERENCES accounts (id),
    network     TEXT NOT NULL,
    external_id TEXT NOT NULL,
    handle      TEXT NOT NULL,
    name        TEXT NOT NULL,
    name_key    TEXT NOT NULL,
    description TEXT NOT NULL,
    avatar_url  TEXT NOT NULL,
    avatar_id   TEXT NOT NULL DEFAULT '',
    url         TEXT NOT NULL,
    followers   BIGINT NOT NULL,
    following   BIGINT NOT NULL,
    statuses    BIGINT NOT NULL,
    since       BIGINT NOT NULL,
    protected   BOOLEAN NOT NULL,
    closed_dms  BOOLEAN NOT NULL,
    service_key TEXT NOT NULL DEFAULT '',
    linked_by   TEXT NOT NULL DEFAULT '',
    linked_at   BIGINT NOT NULL DEFAULT 0,
    created_at  BIGINT NOT NULL,
    UNIQUE (account_id, external_id)
);
CREATE INDEX customers_name ON customers (name_key, id);
CREATE INDEX customers_service ON customers (service_key) WHERE service_key <> '';

-- What a customer is found by; field is name or handle.
CREATE TABLE customer_terms (
    term        TEXT NOT NULL,
    field       TEXT NOT NULL,
    customer_id TEXT NOT NULL,
    PRIMARY KEY (term, field, customer_id)
) WITHOUT ROWID;
CREATE INDEX customer_terms_customer ON customer_terms (customer_id);

CREATE TABLE service_links (
    id          TEXT PRIMARY KEY,
    customer_id TEXT NOT NULL REFERENCES customers (id),
    service_key TEXT NOT NULL,
    agent_id    TEXT NOT NULL,
    linked      BOOLEAN NOT NULL,
    at          BIGINT NOT NULL
);
CREATE INDEX service_links_customer ON service_links (customer_id, at);
