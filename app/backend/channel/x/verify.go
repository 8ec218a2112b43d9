package x

import (
	"context"
	"errors"
	"net/url"
	"slices"
	"strings"
	"time"

	"sociomedio/app/backend/channel"
)

// implausible is how many posts don't all vanish at once: then it is X, or our access, that is wrong, and nothing is blanked.
const implausible = 20

// Verify asks what became of posts. One that X doesn't give any more, because it was deleted, or its author closed or lost his
// account, is to be deleted here as well; one that was edited comes as it is now (x-api §2, §3).
func (c *Channel) Verify(ctx context.Context, ids []string) ([]channel.Event, error) {
	ids = slices.DeleteFunc(slices.Clone(ids), func(id string) bool { return !isID(id) })
	if len(ids) == 0 {
		return nil, nil
	}
	posts, in, gone, err := c.look(ctx, ids)
	if err != nil {
		return nil, err
	}
	if len(gone) >= implausible && len(gone) == len(ids) {
		return nil, &channel.Error{Class: channel.Later, Code: channel.CodeUnexpected, Cause: errors.New("X knows none of many posts")}
	}
	var events []channel.Event
	for _, id := range gone {
		events = append(events, deleted(id, time.Time{}))
	}
	var newest []string
	for _, p := range posts {
		all := p.versions()
		if len(all) < 2 {
			continue
		}
		if last := all[len(all)-1]; last != string(p.ID) {
			newest = append(newest, last)
		} else if e, ok := c.identity.event(p, in, hints{}); ok {
			events = append(events, e)
		}
	}
	if len(newest) == 0 {
		return events, nil
	}
	posts, in, _, err = c.look(ctx, newest)
	if err != nil {
		return nil, err
	}
	for _, p := range posts {
		if e, ok := c.identity.event(p, in, hints{}); ok {
			events = append(events, e)
		}
	}
	return events, nil
}

// look reads posts by their ids, at most 100, and says which are not to be had.
func (c *Channel) look(ctx context.Context, ids []string) (posts []post, in includes, gone []string, err error) {
	a, err := c.ask(ctx, getPosts, "/2/tweets", Spelling.asksPosts, url.Values{"ids": {strings.Join(ids, ",")}})
	if err != nil {
		return nil, in, nil, err
	}
	var got page
	if channel.Decode(a.Body, &got) != nil {
		return nil, in, nil, &channel.Error{Class: channel.Later, Code: channel.CodeUnexpected, Cause: errors.New("no JSON")}
	}
	for _, raw := range channel.Elements(got.Data) {
		var p post
		if channel.Decode(raw, &p) == nil && isID(string(p.ID)) {
			posts = append(posts, p)
		}
	}
	for _, e := range got.Errors {
		kind := segment(e.Type)
		missing := kind == "resource-not-found" || kind == "not-authorized-for-resource"
		// Only of what was asked for: referenced posts are reported in the same list.
		if missing && slices.Contains(ids, e.id()) && !slices.ContainsFunc(posts, func(p post) bool { return string(p.ID) == e.id() }) {
			gone = append(gone, e.id())
		}
	}
	return posts, got.Includes, gone, nil
}
