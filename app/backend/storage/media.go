package storage

import (
	"context"
	"time"

	"sociomedio/data"
)

// MediaJob is a picture to be fetched (edge case 21).
type MediaJob struct {
	ID, AccountID, URL string
	Attempts           int // times it was tried before
}

// Picture is one that was fetched.
type Picture struct {
	ContentType string
	Bytes       []byte
}

// media finds or queues the picture of an address; "" for an address that is too long.
func (t *tx) media(ctx context.Context, accountID, url string) (string, error) {
	if len(url) > longestURL {
		return "", nil
	}
	id, found, err := one[string](ctx, t.conn, `SELECT id FROM media WHERE account_id = ? AND url = ?`, accountID, url)
	if err != nil || found {
		return id, err
	}
	id, _, err = one[string](ctx, t.conn, `INSERT INTO media (id, account_id, url, state, next_at, created_at) VALUES (?, ?, ?, 'queued', ?, ?)
		ON CONFLICT (account_id, url) DO UPDATE SET url = excluded.url RETURNING id`, t.store.opts.NewID(), accountID, url, t.now, t.now)
	t.work = true
	return id, err
}

type mediaRow struct {
	ID, AccountID, URL string
	Attempts           int
}

// ClaimMedia gives a worker up to n pictures to fetch, each held for lease.
func (s *Store) ClaimMedia(ctx context.Context, n int, lease time.Duration) ([]MediaJob, error) {
	_, due, err := one[string](ctx, s.reading(), `SELECT id FROM media WHERE state = 'queued' AND next_at <= ? LIMIT 1`, s.now())
	if err != nil || !due {
		return nil, err
	}
	var jobs []MediaJob
	err = s.write(ctx, func(ctx context.Context, t *tx) error {
		jobs = nil
		rows, err := all[mediaRow](ctx, t.conn, `WITH picked AS MATERIALIZED (
				SELECT id FROM media WHERE state = 'queued' AND next_at <= ? ORDER BY next_at, id LIMIT ?`+t.engine.skip+`)
			UPDATE media SET next_at = ?, attempts = attempts + 1 WHERE id IN (SELECT id FROM picked) RETURNING id, account_id, url, attempts`,
			t.now, n, t.now.after(lease))
		for _, r := range rows {
			jobs = append(jobs, MediaJob{ID: r.ID, AccountID: r.AccountID, URL: r.URL, Attempts: r.Attempts - 1})
		}
		return err
	})
	return jobs, err
}

// MediaKept stores a picture and its thumbnail.
func (s *Store) MediaKept(ctx context.Context, id string, whole, thumbnail Picture) error {
	return s.setMedia(ctx, id, `state = 'kept', content_type = ?, whole = ?, thumbnail = ?`, whole.ContentType, whole.Bytes, thumbnail.Bytes)
}

// MediaLater queues a picture again.
func (s *Store) MediaLater(ctx context.Context, id string, until time.Time) error {
	return s.setMedia(ctx, id, `next_at = ?`, momentOf(until))
}

// MediaFailed gives a picture up.
func (s *Store) MediaFailed(ctx context.Context, id string) error {
	return s.setMedia(ctx, id, `state = 'failed'`)
}

func (s *Store) setMedia(ctx context.Context, id, set string, args ...any) error {
	return s.write(ctx, func(ctx context.Context, t *tx) error {
		return t.run(ctx, `UPDATE media SET `+set+` WHERE id = ? AND state = 'queued'`, append(args, id)...)
	})
}

// uploaded is what stands for the address of a picture that an agent sends.
func uploaded(agentID, id string) string { return "agent:" + agentID + "/" + id }

// KeepPicture keeps a picture that an agent sends through an account, under his id of it. The same again changes nothing;
// data.Invalid when the id is taken by another.
func (s *Store) KeepPicture(ctx context.Context, agentID, accountID, id string, whole, thumbnail Picture) error {
	return s.write(ctx, func(ctx context.Context, t *tx) error {
		n, err := t.exec(ctx, `INSERT INTO media (id, account_id, url, state, content_type, whole, thumbnail, created_at) VALUES (?, ?, ?, 'kept', ?, ?, ?, ?)
			ON CONFLICT (id) DO NOTHING`, id, accountID, uploaded(agentID, id), whole.ContentType, whole.Bytes, thumbnail.Bytes, t.now)
		if err != nil || n == 1 {
			return err
		}
		there, _, err := one[int](ctx, t.conn, `SELECT COUNT(*) FROM media WHERE id = ? AND account_id = ? AND url = ? AND whole = ?`,
			id, accountID, uploaded(agentID, id), whole.Bytes)
		if err == nil && there == 0 {
			err = &data.Error{Kind: data.Invalid, Sentence: "This is the id of another picture.", Field: "picture"}
		}
		return err
	})
}

type sizeRow struct {
	ID   string
	Size int
}

// KeptPictures gives the sizes in bytes of those of an agent's pictures that were kept for an account.
func (s *Store) KeptPictures(ctx context.Context, agentID, accountID string, ids []string) (map[string]int, error) {
	sizes := map[string]int{}
	for _, id := range ids {
		row, found, err := one[sizeRow](ctx, s.reading(), `SELECT id, LENGTH(whole) AS size FROM media WHERE id = ? AND account_id = ? AND url = ? AND state = 'kept'`,
			id, accountID, uploaded(agentID, id))
		if err != nil {
			return nil, err
		}
		if found {
			sizes[row.ID] = row.Size
		}
	}
	return sizes, nil
}

type pictureRow struct {
	ContentType string
	Bytes       []byte
}

// thumbnailType is what thumbnails are made of.
const thumbnailType = "image/jpeg"

// Media gives a picture, or its thumbnail (a JPEG); data.NotFound when it has not been fetched.
func (s *Store) Media(ctx context.Context, id string, whole bool) (Picture, error) {
	column := `thumbnail`
	if whole {
		column = `whole`
	}
	row, found, err := one[pictureRow](ctx, s.reading(), `SELECT content_type, `+column+` AS bytes FROM media WHERE id = ? AND state = 'kept'`, id)
	if err == nil && (!found || len(row.Bytes) == 0) {
		err = data.Fail(data.NotFound, "There is no such picture.", nil)
	}
	if err != nil {
		return Picture{}, err
	}
	if !whole {
		row.ContentType = thumbnailType
	}
	return Picture(row), nil
}
