package local

import (
	"context"
	"database/sql"
)

// PutPicture keeps a picture that a draft is going to name, durably.
func (s *Store) PutPicture(ctx context.Context, id string, raw []byte) error {
	return s.kept.write(ctx, "The picture can't be stored.", func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, "insert into pictures (id, bytes) values (?, ?) on conflict (id) do nothing", id, raw)
		return err
	})
}

// Picture is one that was kept. Kinds: NotFound.
func (s *Store) Picture(ctx context.Context, id string) ([]byte, error) {
	var raw []byte
	err := s.kept.one(ctx, "The picture is not on this machine.", "select bytes from pictures where id = ?", []any{id}, &raw)
	return raw, err
}

// DropPictures lets pictures go that were sent.
func (s *Store) DropPictures(ctx context.Context, ids ...string) error {
	return s.kept.write(ctx, "The pictures can't be removed.", func(tx *sql.Tx) error {
		for _, id := range ids {
			if _, err := tx.ExecContext(ctx, "delete from pictures where id = ?", id); err != nil {
				return err
			}
		}
		return nil
	})
}

// SweepPictures lets those go that no draft and nothing in the outbox names. It is for a time when nobody writes.
func (s *Store) SweepPictures(ctx context.Context) error {
	return s.kept.write(ctx, "The pictures can't be removed.", func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `delete from pictures where not exists (select 1 from drafts d where instr(d.doc, pictures.id) > 0)
			and not exists (select 1 from outbox o where instr(o.doc, pictures.id) > 0)`)
		return err
	})
}
