-- What the backend can give again. `round` is the resync that last confirmed a row: what a whole resync from the beginning
-- did not confirm is taken away at its end.

-- +goose Up
create table documents (
	name text primary key, -- catalogue, templates, accounts, cursor ...
	doc text not null
) without rowid;

create table cases (
	n integer primary key,
	id text not null unique,
	customer_id text not null,
	listed integer not null, -- 1 while it is in the inbox
	network text not null,
	state text not null,
	due integer not null,      -- milliseconds since 1970, as all times here
	received integer not null,
	unread integer not null,
	round integer not null,
	find text not null,        -- what "Cari di inbox" looks at, folded
	doc text not null
);
create index cases_due on cases (due, n, network, state) where listed = 1;
create index cases_received on cases (received, n, network) where listed = 1;
create index cases_counts on cases (network, unread) where listed = 1;
create index cases_customer on cases (customer_id, received);

create table customers (
	n integer primary key,
	id text not null unique,
	at integer not null,           -- when the backend said so; 0 when only a name is known
	round integer not null,
	solid_from integer,            -- the conversation is here without gaps from solid_from
	solid_to integer,              -- to solid_to at least; null when it was never asked for
	earlier text not null default '',           -- the backend's cursor to what is before solid_from
	handlings_earlier text,        -- the same for handling records; null when they were never asked for
	doc text not null
);

-- Messages and notes. n rises with the time, so that the search index, which has the same n, can answer newest first.
create table entries (
	n integer primary key,
	id text not null unique,
	note integer not null,
	customer_id text not null,
	case_id text not null,
	at integer not null,
	round integer not null,
	doc text not null
);
create index entries_customer on entries (customer_id, n);
create index entries_kind on entries (customer_id, note, n);

create table handlings (
	n integer primary key, -- as in entries, and never equal to one there
	id text not null unique,
	customer_id text not null,
	case_id text not null,
	saved integer not null,
	round integer not null,
	doc text not null
);
create index handlings_customer on handlings (customer_id, saved);
create index handlings_case on handlings (case_id, saved);

create virtual table search using fts5 (words, content = '', contentless_delete = 1, detail = none, prefix = '2 3', tokenize = 'unicode61');
create virtual table people using fts5 (words, content = '', contentless_delete = 1, detail = none, prefix = '2 3', tokenize = 'unicode61');
create table vocabulary (word text primary key) without rowid; -- of search, for beginnings longer than three letters
