-- Pictures of drafts and of what is in the outbox, until they are sent.

-- +goose Up
create table pictures (
	id text primary key,
	bytes blob not null
);
