package channel

import (
	"bytes"
	"encoding/json"
	"errors"
	"math"
	"strconv"
	"strings"
)

// Decode reads foreign JSON as far as it can be read: a value of an unexpected kind stays zero and doesn't spoil the rest
// (edge cases 3, 33). The error says that it is no JSON at all.
func Decode(body []byte, into any) error {
	err := json.Unmarshal(body, into)
	var kind *json.UnmarshalTypeError
	if errors.As(err, &kind) {
		return nil
	}
	return err
}

// ID is an id that comes as a string or as a number, of any length; null and other things are no id. Ids are never numbers
// to us: 19 digits don't fit into a float.
type ID string

// UnmarshalJSON never fails.
func (id *ID) UnmarshalJSON(b []byte) error {
	*id = ID(scalar(b))
	return nil
}

// Text is a string; numbers and booleans come as they are written, null and other things as nothing. What JSON can't hold as
// text (lone surrogates, NUL) becomes U+FFFD (edge case 37).
type Text string

// UnmarshalJSON never fails.
func (t *Text) UnmarshalJSON(b []byte) error {
	*t = Text(Clean(scalar(b)))
	return nil
}

// Number is a whole number that comes as a number or as a string; anything else is 0.
type Number int64

// UnmarshalJSON never fails.
func (n *Number) UnmarshalJSON(b []byte) error {
	*n = 0
	s := scalar(b)
	if v, err := strconv.ParseInt(s, 10, 64); err == nil {
		*n = Number(v)
		return nil
	}
	if v, err := strconv.ParseFloat(s, 64); err == nil && math.Abs(v) < 1<<53 {
		*n = Number(v)
	}
	return nil
}

// Real is a number with a fraction that comes as a number or as a string; anything else, and what is no finite number, is 0.
type Real float64

// UnmarshalJSON never fails.
func (r *Real) UnmarshalJSON(b []byte) error {
	v, err := strconv.ParseFloat(scalar(b), 64)
	if err != nil || math.IsNaN(v) || math.IsInf(v, 0) {
		v = 0
	}
	*r = Real(v)
	return nil
}

// Flag is a yes or no that comes as true, 1 or "true". Given tells whether it came at all.
type Flag struct{ Given, Yes bool }

// UnmarshalJSON never fails.
func (f *Flag) UnmarshalJSON(b []byte) error {
	s := strings.ToLower(scalar(b))
	*f = Flag{Given: s != "", Yes: s == "true" || s == "1"}
	return nil
}

// List is a list whose elements are read one by one: what isn't a list, or null, is empty, and an element that can't be read
// stays zero.
type List[T any] []T

// UnmarshalJSON never fails.
func (l *List[T]) UnmarshalJSON(b []byte) error {
	*l = nil
	for _, raw := range Elements(b) {
		var one T
		if Decode(raw, &one) == nil {
			*l = append(*l, one)
		}
	}
	return nil
}

// Elements takes a JSON list apart; nothing when it isn't one.
func Elements(b []byte) []json.RawMessage {
	var raws []json.RawMessage
	if json.Unmarshal(b, &raws) != nil {
		return nil
	}
	return raws
}

// Absent says whether a value did not come, or came as null.
func Absent(raw json.RawMessage) bool {
	raw = bytes.TrimSpace(raw)
	return len(raw) == 0 || string(raw) == "null"
}

// scalar is a JSON string's content, or a number or boolean as it is written; "" for null, objects and lists.
func scalar(b []byte) string {
	b = bytes.TrimSpace(b)
	if len(b) == 0 {
		return ""
	}
	switch b[0] {
	case '"':
		var s string
		if json.Unmarshal(b, &s) != nil {
			return ""
		}
		return s
	case '{', '[', 'n':
		return ""
	}
	return string(b)
}
