package facebook

import (
	"context"
	"encoding/json"
	"errors"
	"maps"
	"slices"
	"strconv"
	"time"

	"sociomedio/app/backend/channel"
)

// Bounds of one reading. What is left over is read by the next one, which goes on where this one stopped.
const (
	pollTime   = 30 * time.Second // the caller has a minute, for storing as well
	pollEvents = 2000
	postPages  = 5                   // of 100 posts
	postAge    = 30 * 24 * time.Hour // comments on older posts come by webhook only
	overlap    = 10 * time.Minute    // what is read again: networks show new things late, and in any order
)

// mark is where reading goes on. A round reads everything since the last one; one that is cut short goes on from its mark.
type mark struct {
	Since int64            `json:"since"`           // Unix seconds: what was there before is read
	Start int64            `json:"start,omitempty"` // when the unfinished round began
	Posts map[string]int64 `json:"posts,omitempty"` // up to where the comments of a post are read in it
	Chats bool             `json:"chats,omitempty"` // the conversations are read in it
}

// round is one Poll.
type round struct {
	*Channel
	ctx    context.Context //nolint:containedctx // it lives as long as one Poll
	m      mark
	first  bool
	end    time.Time
	events []channel.Event
	used   usage
	gap    bool
}

// Poll reads posts, comments and conversations that changed since mark (§4): the safety net below the webhooks, and what
// brings everything back after an outage, for which Facebook has no replay (§3).
func (c *Channel) Poll(ctx context.Context, was string) (channel.Batch, error) {
	r := &round{Channel: c, ctx: ctx, end: time.Now().Add(pollTime)}
	if json.Unmarshal([]byte(was), &r.m) != nil || r.m.Since == 0 {
		r.m, r.first = mark{Since: c.Clock().Add(-c.o.FirstRead).Unix()}, true
	}
	if r.m.Start == 0 {
		r.m.Start, r.m.Posts, r.m.Chats = c.Clock().Unix(), nil, false
	}
	r.m.Posts = maps.Clone(r.m.Posts)
	if r.m.Posts == nil {
		r.m.Posts = map[string]int64{}
	}
	before := r.m.progress()
	done, err := r.read()
	if err != nil && len(r.events) == 0 && r.m.progress() == before {
		return channel.Batch{}, err
	}
	return r.batch(done, err)
}

// progress grows with what a round has done.
func (m mark) progress() int64 {
	var n int64
	for _, upTo := range m.Posts {
		n += max(0, upTo-m.Since)
	}
	if m.Chats {
		n++
	}
	return n
}

// batch closes a reading. A network that says no in the middle of it keeps nothing back that was read before.
func (r *round) batch(done bool, err error) (channel.Batch, error) {
	b := channel.Batch{Events: r.events, Gap: r.gap}
	if done {
		start := time.Unix(r.m.Start, 0).Add(time.Duration(r.ahead.Load()) - overlap) // our clock may be wrong: what is read goes by Facebook's
		r.m = mark{Since: max(r.m.Since, start.Unix())}
	}
	var problem *channel.Error
	if errors.As(err, &problem) {
		b.Rest, b.NextAt = err, problem.Until
	}
	if pause := r.used.pause(); pause > 0 {
		if at := r.Clock().Add(pause); at.After(b.NextAt) {
			b.NextAt = at
		}
	}
	b.More = !done && err == nil && b.NextAt.IsZero()
	raw, broken := json.Marshal(r.m)
	b.Mark = string(raw)
	return b, broken
}

// read does the round, and says whether it is complete. What this token may not read is left out: Check says so, and the
// rest goes on.
func (r *round) read() (done bool, err error) {
	barred, err := r.chatsFirst()
	if err != nil {
		return false, err
	}
	changed, err := r.posts()
	switch {
	case err != nil && isRefused(err) && !barred:
		r.Log.WarnContext(r.ctx, "posts may not be read", "page", r.o.Page, "error", err)
		return true, nil
	case err != nil:
		return false, err
	}
	for _, id := range changed {
		if r.full() {
			return false, nil
		}
		done, err := r.comments(id)
		if err != nil && !isRefused(err) {
			return false, err
		}
		if err == nil && !done {
			return false, nil
		}
		r.m.Posts[id] = r.m.Start // a post that is gone, too
	}
	return true, nil
}

// chatsFirst reads the conversations, once in a round; barred says that this token may not.
func (r *round) chatsFirst() (barred bool, err error) {
	if r.m.Chats {
		return false, nil
	}
	err = r.conversations()
	switch {
	case err == nil:
		r.m.Chats = true
		return false, nil
	case !isRefused(err):
		return false, err
	}
	r.Log.WarnContext(r.ctx, "conversations may not be read", "page", r.o.Page, "error", err)
	return true, nil
}

func isRefused(err error) bool {
	var e *channel.Error
	return errors.As(err, &e) && e.Class == channel.Refused
}

// full says that it is time to store what was read, or to leave the rest of the quota to the answers.
func (r *round) full() bool {
	return len(r.events) >= pollEvents || time.Now().After(r.end) || r.used.percent >= stopAt
}

func (r *round) add(e channel.Event) { r.events = append(r.events, e) }

// since is what is not yet read.
func (r *round) since() time.Time { return time.Unix(r.m.Since, 0) }

const postFields = "id,message,created_time,updated_time,from,permalink_url,is_hidden,is_published,attachments"

// posts takes the new posts in, and gives those under which something happened, oldest first.
func (r *round) posts() ([]string, error) {
	type known struct {
		id string
		at time.Time
	}
	var changed []known
	whole, err := r.each(r.ctx, "/"+r.o.Page+"/feed", params{
		"fields": postFields, "limit": "100", "since": strconv.FormatInt(r.Clock().Add(-postAge).Unix(), 10),
	}, postPages, &r.used, func(raw json.RawMessage) bool {
		var p readPost
		if channel.Decode(raw, &p) != nil || p.ID == "" {
			r.add(unread(raw, time.Time{}))
			return false
		}
		if e, ok := r.post(p); ok {
			r.add(e)
		}
		if upTo, ok := r.m.Posts[string(p.ID)]; (!ok || upTo < r.m.Start) && !p.latest().Before(r.since()) {
			changed = append(changed, known{string(p.ID), p.Created.Time})
		}
		return false
	})
	if err == nil && !whole {
		r.Log.WarnContext(r.ctx, "more posts than are read", "page", r.o.Page, "pages", postPages)
	}
	slices.SortStableFunc(changed, func(a, b known) int { return a.at.Compare(b.at) })
	ids := make([]string, 0, len(changed))
	for _, k := range changed {
		ids = append(ids, k.id)
	}
	return ids, err
}

const commentFields = "id,from,message,created_time,parent{id},attachment,is_hidden,is_private,can_reply_privately,permalink_url"

// comments takes in what is new below a post, oldest first, so that it can be cut anywhere.
func (r *round) comments(post string) (done bool, err error) {
	since := max(r.m.Since, r.m.Posts[post])
	reached, cut := since, false
	whole, err := r.each(r.ctx, "/"+post+"/comments", params{
		"fields": commentFields, "filter": "stream", "order": "chronological", "limit": "100", "since": strconv.FormatInt(since, 10),
	}, 1<<10, &r.used, func(raw json.RawMessage) bool {
		var n readComment
		if channel.Decode(raw, &n) != nil || n.ID == "" {
			r.add(unread(raw, time.Time{}))
			return false
		}
		// Cut only between two seconds: since counts seconds, and would else begin with the same ones for ever.
		if cut = r.full() && n.Created.Unix() > reached; cut {
			return true
		}
		r.add(r.comment(n, post))
		reached = max(reached, n.Created.Unix())
		return false
	})
	r.m.Posts[post] = reached
	return whole && !cut, err
}
