package storage

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"reflect"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib"

	"sociomedio/data"
)

// native reads every row with pgx itself, from the wire into the fields, without a driver.Value between for each of them: that is
// most of what reading a page costs. It gives driver.ErrBadConn when the connection had gone, and nothing was asked.
func native[T any](ctx context.Context, c conn, text string, args []any) (list []T, err error) {
	line, err := c.db.DB.Conn(ctx)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, line.Close()) }() // gives it back
	err = line.Raw(func(under any) error {
		rows, err := under.(*stdlib.Conn).Conn().Query(ctx, text, args...)
		if err != nil {
			return lost(err)
		}
		defer rows.Close()
		list, err = scan[T](c, rows)
		return lost(err)
	})
	return list, err
}

// onItsLine is native within a transaction.
func onItsLine[T any](ctx context.Context, c conn, text string, args []any) (list []T, err error) {
	err = c.line.query(ctx, text, args, func(rows pgx.Rows) error {
		list, err = scan[T](c, rows)
		return err
	})
	return list, err
}

// scan reads every row.
func scan[T any](c conn, rows pgx.Rows) (list []T, err error) {
	var row T
	value := reflect.ValueOf(&row).Elem()
	into, err := places(c, value, rows.FieldDescriptions())
	if err != nil {
		return nil, err
	}
	for rows.Next() {
		value.SetZero()
		if err := rows.Scan(into...); err != nil {
			return nil, err
		}
		list = append(list, row)
	}
	return list, rows.Err()
}

// places are where the columns of a row go: into the fields that bun knows by their names, or all into the one value.
func places(c conn, row reflect.Value, columns []pgconn.FieldDescription) ([]any, error) {
	if row.Kind() != reflect.Struct {
		return []any{row.Addr().Interface()}, nil
	}
	table := c.db.Table(row.Type())
	into := make([]any, 0, len(columns))
	for _, column := range columns {
		field := table.LookupField(column.Name)
		if field == nil {
			return nil, data.Fail(data.Internal, "The column "+column.Name+" has no place.", fmt.Errorf("in %s", row.Type()))
		}
		into = append(into, row.FieldByIndex(field.Index).Addr().Interface())
	}
	return into, nil
}

func lost(err error) error {
	if pgconn.SafeToRetry(err) {
		return driver.ErrBadConn
	}
	return err
}
