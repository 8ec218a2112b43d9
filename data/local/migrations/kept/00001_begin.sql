-- What only this machine knows.

-- +goose Up
create table drafts (
	case_id text not null,
	message_id text not null,
	visibility text not null,
	at integer not null,
	doc text not null,
	primary key (case_id, message_id, visibility)
) without rowid;

create table outbox (
	n integer primary key autoincrement, -- the order of saving
	id text not null unique,
	state text not null,
	doc text not null
);

create table settings (
	name text primary key,
	value text not null
) without rowid;
