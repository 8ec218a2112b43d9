package storetest

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5"
)

// Size is how much Fill makes: conversations, each of a customer of its own with one case, and their messages. Four fifths of the
// messages are in the first fifth of the conversations, because that is how customers write.
type Size struct{ Conversations, Messages int }

// FilledCase and FilledCustomer are the ids of what Fill made, from 1; the first fifth has the long histories.
func FilledCase(n int) string     { return filled('c', n) }
func FilledCustomer(n int) string { return filled('d', n) }

func filled(kind byte, n int) string { return fmt.Sprintf("%c0000000-0000-7000-8000-%012x", kind, n) }

// fillIn makes a centre's past within PostgreSQL. Of ten cases three wait, one is taken and six are answered; those are shared out
// among the agents there are. {N} conversations, {M} messages, {L} long ones.
const fillIn = `
INSERT INTO accounts (id, network, external_id, name, handle, limit_public, limit_private, state, created_at)
	VALUES ('a0000000-0000-7000-8000-000000000001', 'twitter', 'filled', 'Filled', 'Filled', 280, 10000, 'ok', 1);
CREATE TEMP TABLE fill_agents AS SELECT id, row_number() OVER (ORDER BY id) - 1 AS n, count(*) OVER () AS all FROM agents;
CREATE FUNCTION pg_temp.key(kind TEXT, n BIGINT) RETURNS TEXT LANGUAGE sql IMMUTABLE AS
	$$ SELECT kind || '0000000-0000-7000-8000-' || lpad(to_hex(n), 12, '0') $$;
CREATE FUNCTION pg_temp.said(n BIGINT) RETURNS TEXT LANGUAGE sql IMMUTABLE AS
	$$ SELECT 'internet ' || (ARRAY['mati', 'lambat', 'putus', 'normal'])[1 + n % 4] || ' sejak ' || (ARRAY['pagi', 'kemarin', 'tadi malam', 'seminggu'])[1 + n / 4 % 4]
		|| ' di rumah, mohon dicek ya, laporan ' || n || ' belum ada kabar dari teknisi' $$;
INSERT INTO customers (id, account_id, network, external_id, handle, name, name_key, description, avatar_url, url, followers, following, statuses, since, protected, closed_dms, created_at)
	SELECT pg_temp.key('d', n), 'a0000000-0000-7000-8000-000000000001', 'twitter', 'p' || n, 'orang_contoh_' || n, 'Orang Contoh ' || n, 'orang contoh ' || n,
		'', '', '', 10, 10, 10, 1, FALSE, FALSE, 1 FROM generate_series(1, {N}) n;
INSERT INTO customer_terms (term, field, customer_id) SELECT t, f, pg_temp.key('d', n) FROM generate_series(1, {N}) n,
	LATERAL (VALUES ('orang_contoh_' || n, 'handle'), ('orang', 'name'), ('contoh', 'name'), (n::text, 'name')) v (t, f);
INSERT INTO conversations (id, account_id, customer_id, private, thread, case_id, last_from_at, created_at)
	SELECT pg_temp.key('e', n), 'a0000000-0000-7000-8000-000000000001', pg_temp.key('d', n), FALSE, 't' || n, pg_temp.key('c', n), {now}, 1 FROM generate_series(1, {N}) n;
INSERT INTO messages (id, account_id, external_key, conversation_id, customer_id, case_id, case_version, network, kind, ours, private, author, handle, agent_id, text,
		in_reply_to, at, summons, created_at)
	SELECT pg_temp.key('b', i), 'a0000000-0000-7000-8000-000000000001', 'm' || i, pg_temp.key('e', x.n), pg_temp.key('d', x.n), pg_temp.key('c', x.n), 1, 'twitter', 'mention',
		i > {N} AND i % 3 = 0, FALSE, 'Orang Contoh ' || x.n, 'orang_contoh_' || x.n,
		CASE WHEN i > {N} AND i % 3 = 0 THEN a.id ELSE '' END, pg_temp.said(i),
		CASE WHEN i > {N} THEN 'm' || x.n ELSE '' END, {now} - ({M} - i) * 60000000::BIGINT / (1 + {M} / 100000), TRUE, 1
	FROM (SELECT i, CASE WHEN i <= {N} THEN i WHEN i % 5 < 4 THEN 1 + (i / 5 * 4 + i % 5) % {L} ELSE {L} + 1 + (i / 5) % ({N} - {L}) END AS n FROM generate_series(1::BIGINT, {M}) i) x
	JOIN fill_agents a ON a.n = x.n % a.all;
INSERT INTO externals (account_id, external_id, message_id)
	SELECT 'a0000000-0000-7000-8000-000000000001', 'm' || i, pg_temp.key('b', i) FROM generate_series(1::BIGINT, {M}) i;
INSERT INTO cases (id, number, version, state, network, kind, private, account_id, customer_id, conversation_id, message_id, newest_id, holder_id, received_at, due_at,
		answered_at, changed_at, customer_version, preview, preview_ours, created_at)
	SELECT pg_temp.key('c', x.n), nextval('case_numbers'), 1, CASE WHEN x.n % 10 < 3 THEN 'waiting' WHEN x.n % 10 = 3 THEN 'taken' ELSE 'answered' END, 'twitter', 'mention', FALSE,
		'a0000000-0000-7000-8000-000000000001', pg_temp.key('d', x.n), pg_temp.key('e', x.n), pg_temp.key('b', x.n), pg_temp.key('b', x.n),
		CASE WHEN x.n % 10 < 3 THEN '' ELSE a.id END, {now} - x.n * 1000, {now} - x.n * 1000 + 900000000, CASE WHEN x.n % 10 > 3 THEN {now} - x.n * 500 ELSE 0 END, {now} - x.n * 500, 1,
		pg_temp.said(x.n), FALSE, {now} - x.n * 1000
	FROM (SELECT i AS n FROM generate_series(1::BIGINT, {N}) i) x JOIN fill_agents a ON a.n = x.n / 10 % a.all;
UPDATE cases SET lease_until = {now} + 36000000000 WHERE state = 'taken';
INSERT INTO watchers (case_id, agent_id, customer_id) SELECT id, holder_id, customer_id FROM cases WHERE holder_id <> '';
INSERT INTO handlings (id, case_id, customer_id, agent_id, network, kind, path, labels, opened_at, saved_at, seconds)
	SELECT 'f' || substr(id, 2), id, customer_id, holder_id, network, kind, '[]', '[]', answered_at - 60000000, answered_at, 60 FROM cases WHERE state = 'answered';
INSERT INTO changes (agent_id, kind, entity_id, seq) SELECT holder_id, 'case', id, row_number() OVER (PARTITION BY holder_id ORDER BY id) FROM cases WHERE holder_id <> '';
UPDATE feeds SET seq = COALESCE((SELECT MAX(seq) FROM changes c WHERE c.agent_id = feeds.agent_id), 0);
INSERT INTO queue_sizes (shard, network, size) SELECT 0, 'twitter', COUNT(*) FROM cases WHERE state = 'waiting'
	ON CONFLICT (shard, network) DO UPDATE SET size = excluded.size`

// Fill fills a PostgreSQL database that has agents and nothing else with a centre's past, and lets PostgreSQL get to know it.
func Fill(ctx context.Context, dsn string, size Size) (err error) {
	c, err := pgx.Connect(ctx, dsn)
	if err != nil {
		return fmt.Errorf("connect: %w", err)
	}
	defer func() { err = errors.Join(err, c.Close(ctx)) }()
	text := strings.NewReplacer("{N}", fmt.Sprint(size.Conversations), "{M}", fmt.Sprint(size.Messages), "{L}", fmt.Sprint(size.Conversations/5),
		"{now}", "(EXTRACT(EPOCH FROM now()) * 1000000)::BIGINT").Replace(fillIn)
	for _, statement := range append(strings.Split(text, ";\n"), "VACUUM ANALYZE") {
		if _, err := c.Exec(ctx, statement); err != nil {
			return fmt.Errorf("fill: %.60s: %w", strings.TrimSpace(statement), err)
		}
	}
	return nil
}
