package x

import (
	"context"
	"errors"
	"net/http"
	"net/url"

	"sociomedio/app/backend/channel"
)

// Spelling is how parameters are named (x-api §0). Answers are read in either, whatever was asked.
type Spelling string

// The spellings: until August 2026, and since then in X's OpenAPI document.
const (
	Old     Spelling = "old"
	Renamed Spelling = "new"
)

const (
	profileFields = "created_at,description,id,name,profile_image_url,protected,public_metrics,receives_your_dm,username"
	pictureFields = "alt_text,media_key,preview_image_url,type,url,variants"
)

// asksPosts are the parameters of a call that gives posts.
func (s Spelling) asksPosts() url.Values {
	q := url.Values{"user.fields": {profileFields}, "media.fields": {pictureFields}}
	if s == Renamed {
		q.Set("post.fields", "attachments,conversation_id,created_at,display_text_range,entities,id,note_post,text")
		q.Set("expansions", "attachments.media_keys,author_id,edit_history_post_ids,in_reply_to_user_id,referenced_posts")
		return q
	}
	q.Set("tweet.fields", "attachments,author_id,conversation_id,created_at,display_text_range,edit_history_tweet_ids,entities,id,"+
		"in_reply_to_user_id,note_tweet,referenced_tweets,text")
	q.Set("expansions", "attachments.media_keys,author_id,referenced_tweets.id,referenced_tweets.id.author_id")
	return q
}

// asksMessages are the parameters of a call that gives direct messages. Only their own fields were renamed.
func (s Spelling) asksMessages() url.Values {
	q := url.Values{
		"user.fields": {profileFields}, "media.fields": {pictureFields}, "event_types": {"MessageCreate"},
		"expansions": {"attachments.media_keys,sender_id"},
	}
	if s == Renamed {
		q.Set("dm_event.fields", "attachments,created_at,dm_conversation_id,entities,event_type,id,text")
		return q
	}
	q.Set("dm_event.fields", "attachments,created_at,dm_conversation_id,entities,event_type,id,sender_id,text")
	return q
}

// spells is the spelling that is used now.
func (c *Channel) spells() Spelling {
	if s := *c.spelling.Load(); s != "" {
		return s
	}
	return Old
}

// ask reads with the parameters of the spelling that X understands. Where none was configured, the other one is tried when X
// complains about a name that it changed, and kept if that is right.
func (c *Channel) ask(ctx context.Context, endpoint, path string, asks func(Spelling) url.Values, more url.Values) (channel.Answer, error) {
	with := func(s Spelling) url.Values {
		q := asks(s)
		for name, values := range more {
			q[name] = values
		}
		return q
	}
	now := c.spells()
	a, err := c.read(ctx, endpoint, path, with(now))
	if err == nil || c.options.Spelling != "" || !misspelt(a) {
		return a, err
	}
	other := Old
	if now == Old {
		other = Renamed
	}
	b, second := c.read(ctx, endpoint, path, with(other))
	var no *channel.Error
	if second != nil && errors.As(second, &no) && no.Code == codeInvalid {
		return a, err
	}
	if second == nil {
		c.spelling.Store(&other)
		c.Log.InfoContext(ctx, "X speaks another spelling", "spelling", string(other))
	}
	return b, second
}

// misspelt says whether an answer complains about names that changed.
func misspelt(a channel.Answer) bool {
	var p problem
	return a.Status == http.StatusBadRequest && channel.Decode(a.Body, &p) == nil &&
		p.complainsOf("tweet.fields", "post.fields", "dm_event.fields", "expansions", "note_tweet", "note_post", "referenced_")
}
