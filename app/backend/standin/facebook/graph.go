package facebook

import (
	"encoding/base64"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// field is one name of the fields parameter: from{id,name}, comments.limit(5).summary(true){id}.
type field struct {
	name string
	args map[string]string
	sub  string
}

// edge is a list that hangs on an object and is read with a field's own arguments.
type edge func(f field) (any, *refusal)

// parseFields takes a fields parameter apart.
func parseFields(s string) ([]field, bool) {
	var out []field
	for len(s) > 0 {
		end := strings.IndexAny(s, ",.{")
		if end < 0 {
			end = len(s)
		}
		f := field{name: strings.TrimSpace(s[:end]), args: map[string]string{}}
		s = s[end:]
		for strings.HasPrefix(s, ".") {
			open := strings.IndexByte(s, '(')
			shut := strings.IndexByte(s, ')')
			if open < 0 || shut < open {
				return nil, false
			}
			f.args[s[1:open]] = s[open+1 : shut]
			s = s[shut+1:]
		}
		if strings.HasPrefix(s, "{") {
			shut := matching(s)
			if shut < 0 {
				return nil, false
			}
			f.sub, s = s[1:shut], s[shut+1:]
		}
		if f.name == "" || (s != "" && s[0] != ',') {
			return nil, false
		}
		s = strings.TrimPrefix(s, ",")
		out = append(out, f)
	}
	return out, true
}

// matching is where the brace that opens s is shut.
func matching(s string) int {
	depth := 0
	for i, r := range s {
		switch r {
		case '{':
			depth++
		case '}':
			if depth--; depth == 0 {
				return i
			}
		}
	}
	return -1
}

// pick takes of an object what fields ask for; normal is what comes when nothing is asked. The id always comes. A field that
// the kind of object does not have is an error; one that it has and that is empty here (nil) is left out.
func pick(o object, kind, fields string, normal ...string) (object, *refusal) {
	if fields == "" {
		fields = strings.Join(normal, ",")
	}
	list, ok := parseFields(fields)
	if !ok {
		return nil, oauth(2500, 0, "Syntax error \"Expected end of string instead of \"{\".\" at character 0: "+fields)
	}
	out := object{}
	if id, ok := o["id"]; ok {
		out["id"] = id
	}
	for _, f := range list {
		v, known := o[f.name]
		if !known {
			return nil, parameter("Tried accessing nonexisting field (%s) on node type (%s)", f.name, kind)
		}
		v, no := inside(v, f)
		if no != nil {
			return nil, no
		}
		if v != nil {
			out[f.name] = v
		}
	}
	return out, nil
}

// inside follows a field into what it names.
func inside(v any, f field) (any, *refusal) {
	switch v := v.(type) {
	case nil:
		return nil, nil
	case edge:
		return v(f)
	case object:
		if f.sub != "" {
			return pick(v, f.name, f.sub)
		}
	case []object:
		if f.sub == "" {
			return object{"data": v}, nil
		}
		out := make([]object, len(v))
		for i, one := range v {
			picked, no := pick(one, f.name, f.sub)
			if no != nil {
				return nil, no
			}
			out[i] = picked
		}
		return object{"data": out}, nil
	}
	return v, nil
}

// listing is one page of a list.
type listing struct {
	ids     []string                           // of all that is in the list, in its order
	one     func(id string) (object, *refusal) // renders an element
	address string                             // of the list, for the next page; empty: none
	values  url.Values
	limit   string
	after   string
	before  string
	most    int
}

// cutPage cuts a page out of a list (facebook-api §4): cursors, next and previous as addresses, and, if empty pages are asked
// for, an empty page before the last one.
func (s *Server) cutPage(l listing) (object, *refusal) {
	size := 25
	if l.limit != "" {
		n, err := strconv.Atoi(l.limit)
		if err != nil || n < 1 {
			return nil, parameter("An invalid limit was specified")
		}
		size = min(n, l.most)
	}
	from, hollow, no := l.start(size)
	if no != nil {
		return nil, no
	}
	to := min(from+size, len(l.ids))
	if s.options.EmptyPages && !hollow && from > 0 && to == len(l.ids) && l.after != "" {
		return object{"data": []object{}, "paging": object{
			"cursors": object{"before": cursor("c", l.ids[from-1]), "after": cursor("h", l.ids[from-1])},
			"next":    l.link("after", cursor("h", l.ids[from-1])),
		}}, nil
	}
	data := []object{}
	for _, id := range l.ids[from:to] {
		o, no := l.one(id)
		if no != nil {
			return nil, no
		}
		data = append(data, o)
	}
	out := object{"data": data}
	if len(data) == 0 {
		return out, nil
	}
	before, after := cursor("c", l.ids[from]), cursor("c", l.ids[to-1])
	paging := object{"cursors": object{"before": before, "after": after}}
	if to < len(l.ids) {
		paging["next"] = l.link("after", after)
	}
	if from > 0 {
		paging["previous"] = l.link("before", before)
	}
	out["paging"] = paging
	return out, nil
}

// start is where the page begins; hollow says that the empty page was already given.
func (l listing) start(size int) (from int, hollow bool, no *refusal) {
	switch {
	case l.after != "":
		kind, id, ok := readCursor(l.after)
		i := slices.Index(l.ids, id)
		if !ok || i < 0 {
			return 0, false, parameter("Invalid cursors values have been specified")
		}
		return i + 1, kind == "h", nil
	case l.before != "":
		_, id, ok := readCursor(l.before)
		i := slices.Index(l.ids, id)
		if !ok || i < 0 {
			return 0, false, parameter("Invalid cursors values have been specified")
		}
		return max(0, i-size), true, nil
	}
	return 0, false, nil
}

func (l listing) link(name, value string) string {
	q := url.Values{}
	for k, v := range l.values {
		if k != "after" && k != "before" {
			q[k] = v
		}
	}
	q.Set(name, value)
	return l.address + "?" + q.Encode()
}

func cursor(kind, id string) string {
	return base64.RawURLEncoding.EncodeToString([]byte(kind + ":" + id))
}

func readCursor(c string) (kind, id string, ok bool) {
	b, err := base64.RawURLEncoding.DecodeString(c)
	if err != nil {
		return "", "", false
	}
	kind, id, ok = strings.Cut(string(b), ":")
	return kind, id, ok && (kind == "c" || kind == "h")
}

// listOf is the list that a call asks for.
func (s *Server) listOf(c *call, ids []string, one func(string) (object, *refusal)) (any, *refusal) {
	values := url.Values{}
	for k, v := range c.values {
		values.Set(k, v)
	}
	path, _, _ := strings.Cut(c.RequestURI, "?")
	scheme, rest, _ := strings.Cut(s.baseURL(), "://")
	host, _, _ := strings.Cut(rest, "/")
	return s.cutPage(listing{
		ids: ids, one: one, address: fmt.Sprintf("%s://%s%s", scheme, host, path), values: values, most: 100,
		limit: c.value("limit"), after: c.value("after"), before: c.value("before"),
	})
}
