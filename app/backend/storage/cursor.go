package storage

import (
	"strconv"
	"strings"
)

// Cursors of pages are the place of the last row: a time, and what orders rows of the same time.

func writeCursor(at moment, number int64) string {
	return writeKeyCursor(at, strconv.FormatInt(number, 10))
}

func readCursor(s string) (moment, int64, error) {
	at, key, err := readKeyCursor(s)
	if err != nil {
		return 0, 0, err
	}
	number, err := strconv.ParseInt(key, 10, 64)
	if err != nil {
		return 0, 0, errCursor
	}
	return at, number, nil
}

func writeKeyCursor(at moment, key string) string {
	return strconv.FormatInt(int64(at), 36) + "." + key
}

func readKeyCursor(s string) (moment, string, error) {
	first, key, found := strings.Cut(s, ".")
	at, err := strconv.ParseInt(first, 36, 64)
	if err != nil || !found {
		return 0, "", errCursor
	}
	return moment(at), key, nil
}
