package x

import (
	"cmp"
	"encoding/json"
	"strconv"
	"time"

	"sociomedio/app/backend/channel"
)

// page is an answer of the reading calls. data stays as it came, so that what can't be read is kept raw.
type page struct {
	Data     json.RawMessage       `json:"data"`
	Includes includes              `json:"includes"`
	Errors   channel.List[partial] `json:"errors"`
	Meta     struct {
		NextToken   channel.Text   `json:"next_token"`
		ResultCount channel.Number `json:"result_count"`
	} `json:"meta"`
}

// includes are what expansions brought, by either spelling.
type includes struct {
	Users  channel.List[user]   `json:"users"`
	Tweets channel.List[post]   `json:"tweets"`
	Posts  channel.List[post]   `json:"posts"`
	Media  channel.List[medium] `json:"media"`
}

func (in includes) user(id string) user {
	for _, u := range in.Users {
		if string(u.ID) == id && id != "" {
			return u
		}
	}
	return user{}
}

func (in includes) post(id string) (post, bool) {
	for _, list := range []channel.List[post]{in.Tweets, in.Posts} {
		for _, p := range list {
			if string(p.ID) == id && id != "" {
				return p, true
			}
		}
	}
	return post{}, false
}

func (in includes) medium(key string) (medium, bool) {
	for _, m := range in.Media {
		if string(m.MediaKey) == key && key != "" {
			return m, true
		}
	}
	return medium{}, false
}

// post is a post (x-api §3). Of fields that were renamed both are read.
type post struct {
	ID               channel.ID                   `json:"id"`
	Text             channel.Text                 `json:"text"`
	AuthorID         channel.ID                   `json:"author_id"`
	ConversationID   channel.ID                   `json:"conversation_id"`
	CreatedAt        channel.Text                 `json:"created_at"`
	InReplyToUserID  channel.ID                   `json:"in_reply_to_user_id"`
	ReferencedTweets channel.List[reference]      `json:"referenced_tweets"`
	ReferencedPosts  channel.List[reference]      `json:"referenced_posts"`
	Attachments      attachments                  `json:"attachments"`
	Entities         entities                     `json:"entities"`
	NoteTweet        note                         `json:"note_tweet"`
	NotePost         note                         `json:"note_post"`
	DisplayTextRange channel.List[channel.Number] `json:"display_text_range"`
	EditTweets       channel.List[channel.ID]     `json:"edit_history_tweet_ids"`
	EditPosts        channel.List[channel.ID]     `json:"edit_history_post_ids"`
}

type reference struct {
	Type channel.Text `json:"type"`
	ID   channel.ID   `json:"id"`
}

type attachments struct {
	MediaKeys channel.List[channel.ID] `json:"media_keys"`
	PollIDs   channel.List[channel.ID] `json:"poll_ids"`
	CardIDs   channel.List[channel.ID] `json:"card_ids"`
}

type note struct {
	Text     channel.Text `json:"text"`
	Entities entities     `json:"entities"`
}

type entities struct {
	URLs     channel.List[link]    `json:"urls"`
	Mentions channel.List[mention] `json:"mentions"`
}

type link struct {
	Start       channel.Number `json:"start"`
	End         channel.Number `json:"end"`
	URL         channel.Text   `json:"url"`
	ExpandedURL channel.Text   `json:"expanded_url"`
	MediaKey    channel.Text   `json:"media_key"`
}

type mention struct {
	Start    channel.Number `json:"start"`
	End      channel.Number `json:"end"`
	Username channel.Text   `json:"username"`
	ID       channel.ID     `json:"id"`
}

// referred is the id of what a post refers to in one way; the types kept their names.
func (p post) referred(kind string) string {
	for _, list := range []channel.List[reference]{p.ReferencedTweets, p.ReferencedPosts} {
		for _, r := range list {
			if string(r.Type) == kind {
				return string(r.ID)
			}
		}
	}
	return ""
}

// versions are all ids of a post, oldest first; its own alone when it was never edited.
func (p post) versions() []string {
	var all []string
	for _, list := range []channel.List[channel.ID]{p.EditTweets, p.EditPosts} {
		for _, id := range list {
			if id != "" {
				all = append(all, string(id))
			}
		}
		if len(all) > 0 {
			break
		}
	}
	return all
}

// long is a post's whole text with the entities that belong to it.
func (p post) long() (string, entities) {
	for _, n := range []note{p.NoteTweet, p.NotePost} {
		if n.Text != "" {
			return string(n.Text), n.Entities
		}
	}
	return string(p.Text), p.Entities
}

// user is a profile, of this API (x-api §3) or of the old one that the older webhooks speak (x-api §10); where X wraps it
// once more, it is unwrapped.
type user struct {
	ID              channel.ID   `json:"id"`
	Name            channel.Text `json:"name"`
	Username        channel.Text `json:"username"`
	CreatedAt       channel.Text `json:"created_at"`
	Description     channel.Text `json:"description"`
	ProfileImageURL channel.Text `json:"profile_image_url"`
	Protected       channel.Flag `json:"protected"`
	ReceivesYourDM  channel.Flag `json:"receives_your_dm"`
	Metrics         *metrics     `json:"public_metrics"`
}

type metrics struct {
	Followers channel.Number `json:"followers_count"`
	Following channel.Number `json:"following_count"`
	Tweets    channel.Number `json:"tweet_count"`
	Posts     channel.Number `json:"post_count"`
}

// UnmarshalJSON never fails: what can't be read stays zero.
func (u *user) UnmarshalJSON(b []byte) error {
	type plain user
	var got struct {
		plain
		Data       json.RawMessage `json:"data"`
		OldID      channel.ID      `json:"id_str"`
		OldName    channel.Text    `json:"screen_name"`
		OldPicture channel.Text    `json:"profile_image_url_https"`
		Followers  channel.Text    `json:"followers_count"`
		Friends    channel.Number  `json:"friends_count"`
		Statuses   channel.Number  `json:"statuses_count"`
	}
	if channel.Decode(b, &got) != nil {
		return nil
	}
	if got.ID == "" && got.OldID == "" && !channel.Absent(got.Data) {
		var inner user
		if channel.Decode(got.Data, &inner) == nil {
			*u = inner
		}
		return nil
	}
	*u = user(got.plain)
	u.ID, u.Username = cmp.Or(got.OldID, u.ID), cmp.Or(u.Username, got.OldName)
	u.ProfileImageURL = cmp.Or(got.OldPicture, u.ProfileImageURL)
	if n, err := strconv.ParseInt(string(got.Followers), 10, 64); u.Metrics == nil && err == nil {
		u.Metrics = &metrics{Followers: channel.Number(n), Following: got.Friends, Tweets: got.Statuses}
	}
	return nil
}

// person is a profile in the words of the domain. An unknown one is its id alone.
func (u user) person(id string) channel.Person {
	p := channel.Person{
		ID: id, Handle: string(u.Username), Name: string(u.Name), Description: string(u.Description), AvatarURL: string(u.ProfileImageURL),
		Since: when(u.CreatedAt), Protected: u.Protected.Yes, ClosedDMs: u.ReceivesYourDM.Given && !u.ReceivesYourDM.Yes,
	}
	if p.Handle != "" {
		p.URL = "https://x.com/" + p.Handle
	}
	if u.Metrics != nil {
		p.Known = true
		p.Followers, p.Following = int64(u.Metrics.Followers), int64(u.Metrics.Following)
		p.Statuses = int64(max(u.Metrics.Tweets, u.Metrics.Posts))
	}
	return p
}

// medium is a picture or video.
type medium struct {
	MediaKey        channel.ID   `json:"media_key"`
	Type            channel.Text `json:"type"`
	URL             channel.Text `json:"url"`
	PreviewImageURL channel.Text `json:"preview_image_url"`
	AltText         channel.Text `json:"alt_text"`
}

// message is a direct message as reading brings it (x-api §4): its entities stand at the top or, renamed, below a name.
type message struct {
	ID             channel.ID               `json:"id"`
	EventType      channel.Text             `json:"event_type"`
	Text           channel.Text             `json:"text"`
	SenderID       channel.ID               `json:"sender_id"`
	CreatedAt      channel.Text             `json:"created_at"`
	ConversationID channel.ID               `json:"dm_conversation_id"`
	ParticipantIDs channel.List[channel.ID] `json:"participant_ids"`
	Attachments    attachments              `json:"attachments"`
	URLs           channel.List[link]       `json:"urls"`
	Entities       entities                 `json:"entities"`
}

// when reads a time as X writes it, in either API; zero when it is none.
func when(text channel.Text) time.Time {
	for _, layout := range []string{time.RFC3339, time.RubyDate} {
		if t, err := time.Parse(layout, string(text)); err == nil {
			return t.UTC()
		}
	}
	return time.Time{}
}
