package local

import (
	"context"
	"database/sql"
	"net/url"
)

// salvage takes over what can be read of a damaged database of drafts and outbox, row by row, and says how much that was.
func salvage(ctx context.Context, from string, to *file) (drafts, outbox int, err error) {
	old, err := pool(from, url.Values{"_busy_timeout": {"1000"}}, url.Values{"mode": {"rw"}}, 1)
	if err != nil {
		return 0, 0, nil //nolint:nilerr // nothing can be read of it
	}
	defer old.Close() //nolint:errcheck // it is only read
	err = to.write(ctx, "What was saved can't be stored.", func(tx *sql.Tx) error {
		var err error
		if drafts, err = carry(ctx, old, tx, "drafts", "case_id, message_id, visibility, at, doc", 5); err != nil {
			return err
		}
		if outbox, err = carry(ctx, old, tx, "outbox", "n, id, state, doc", 4); err != nil {
			return err
		}
		if _, err = carry(ctx, old, tx, "pictures", "id, bytes", 2); err != nil {
			return err
		}
		_, err = carry(ctx, old, tx, "settings", "name, value", 2)
		return err
	})
	return drafts, outbox, err
}

// carry copies the rows of a table that can be read. It reads from both ends, as one damaged page in the middle ends each
// walk; only the new database's errors are errors.
func carry(ctx context.Context, old *sql.DB, tx *sql.Tx, table, columns string, width int) (int, error) {
	marks := "?"
	for range width - 1 {
		marks += ", ?"
	}
	count := 0
	for _, order := range []string{" order by 1", " order by 1 desc", ""} {
		rows, err := old.QueryContext(ctx, "select "+columns+" from "+table+order) //nolint:gosec // names are fixed above
		if err != nil {
			continue
		}
		for rows.Next() {
			row := make([]any, width)
			into := make([]any, width)
			for i := range row {
				into[i] = &row[i]
			}
			if rows.Scan(into...) != nil {
				break
			}
			done, err := tx.ExecContext(ctx, "insert or ignore into "+table+" ("+columns+") values ("+marks+")", row...)
			if err != nil {
				_ = rows.Close()
				return count, err
			}
			n, _ := done.RowsAffected()
			count += int(n)
		}
		_ = rows.Close()
		if rows.Err() == nil {
			break
		}
	}
	return count, nil
}
