package facebook

import (
	"encoding/json"

	"sociomedio/app/backend/channel"
	"sociomedio/data/contract"
)

// named is somebody as the Graph API shows them.
type named struct {
	ID   channel.ID   `json:"id"`
	Name channel.Text `json:"name"`
}

func (n named) person() channel.Person {
	return channel.Person{ID: string(n.ID), Name: string(n.Name)}
}

// change is one of entry.changes[] (§3).
type change struct {
	Field channel.Text `json:"field"`
	Value value        `json:"value"`
}

type value struct {
	Item       channel.Text               `json:"item"`
	Verb       channel.Text               `json:"verb"`
	From       named                      `json:"from"`
	SenderID   channel.ID                 `json:"sender_id"` // instead of from, in older versions
	SenderName channel.Text               `json:"sender_name"`
	PostID     channel.ID                 `json:"post_id"`
	CommentID  channel.ID                 `json:"comment_id"`
	ParentID   channel.ID                 `json:"parent_id"`
	Message    channel.Text               `json:"message"`
	Created    channel.Number             `json:"created_time"`
	Edited     channel.Number             `json:"edited_time"`
	Published  channel.Flag               `json:"published"`
	Hidden     channel.Flag               `json:"is_hidden"`
	Link       channel.Text               `json:"link"`
	Photo      channel.Text               `json:"photo"`
	Photos     channel.List[channel.Text] `json:"photos"`
	Video      channel.Text               `json:"video"`
	Post       struct {
		Permalink channel.Text `json:"permalink_url"`
	} `json:"post"`
	review
}

// review is what field ratings has beside.
type review struct {
	StoryID      channel.ID   `json:"open_graph_story_id"`
	ReviewerID   channel.ID   `json:"reviewer_id"`
	ReviewerName channel.Text `json:"reviewer_name"`
	Review       channel.Text `json:"review_text"`
}

func (v value) author() channel.Person {
	if v.From.ID != "" {
		return v.From.person()
	}
	return named{v.SenderID, v.SenderName}.person()
}

// id is what the change is about.
func (v value) id() string {
	if v.Item == "comment" {
		return string(v.CommentID)
	}
	return string(v.PostID)
}

// posts are the items that stand on the page as posts.
var posts = map[channel.Text]bool{"post": true, "status": true, "photo": true, "video": true, "share": true, "link": true, "note": true}

// change makes events of a change. What is known to mean nothing for a case makes none; what isn't known is kept raw.
func (in inbox) change(raw json.RawMessage) []channel.Event {
	var c change
	if channel.Decode(raw, &c) != nil {
		return []channel.Event{unread(raw, in.at)}
	}
	v := c.Value
	switch {
	case v.Item == "reaction" || v.Item == "like":
		return nil
	case c.Field == "ratings":
		return []channel.Event{in.rating(raw, v)}
	case c.Field != "feed" && c.Field != "mention", v.Item != "comment" && !posts[v.Item], v.id() == "":
		return []channel.Event{unread(raw, in.at)}
	}
	switch v.Verb {
	case "add":
		if v.Published.Given && !v.Published.Yes && v.Item != "comment" {
			return nil // an ad or a draft
		}
		return []channel.Event{in.wrote(v)}
	case "edit", "edited":
		return []channel.Event{in.happened(channel.Edited, v)}
	case "remove", "delete":
		return []channel.Event{in.happened(channel.Deleted, v)}
	case "hide":
		return []channel.Event{in.happened(channel.Hidden, v)}
	case "unhide":
		return []channel.Event{in.happened(channel.Shown, v)}
	}
	return []channel.Event{unread(raw, in.at)}
}

// happened is a change of something that was written before. Who hides is not who wrote, so nobody is named.
func (in inbox) happened(kind channel.EventType, v value) channel.Event {
	at := in.at
	if kind == channel.Edited {
		at = either(moment(v.Edited), at)
	}
	e := channel.Event{Type: kind, At: either(at, moment(v.Created)), Message: channel.Message{ExternalID: v.id()}}
	if kind == channel.Edited {
		e.Message.Text = string(v.Message)
	}
	e.Key = string(kind) + ":" + e.Message.ExternalID + ":" + e.At.String()
	return e
}

func (in inbox) wrote(v value) channel.Event {
	m := channel.Message{
		Kind: contract.MessageKindPost, ExternalID: v.id(), Thread: string(v.PostID), Author: v.author(), Text: string(v.Message),
		URL: messageURL(string(v.Post.Permalink), string(v.PostID), string(v.CommentID)), Hidden: v.Hidden.Yes, Attachments: v.attachments(),
	}
	if v.Item == "comment" {
		m.Kind, m.InReplyTo = contract.MessageKindComment, string(v.ParentID)
		if m.InReplyTo == "" {
			m.InReplyTo = string(v.PostID)
		}
		if m.Thread == "" {
			m.Thread = m.InReplyTo
		}
	}
	m = publicly(m, string(in.page))
	return channel.Event{Type: channel.Wrote, Key: string(m.Kind) + ":" + m.ExternalID, At: either(moment(v.Created), in.at), Message: m}
}

// publicly completes a comment or a post: whose it is, and whether it is work (edge cases 5, 23, 38).
func publicly(m channel.Message, page string) channel.Message {
	if m.Author.ID == page {
		m.Ours = true
		return m
	}
	m.Customer = m.Author
	m.OpensCase = !m.Hidden
	m.CanReplyPriv = m.CanReplyPriv || m.Author.ID != ""
	return m
}

// rating is a review of the page: shown to the agents, who can answer it only in Facebook's own page.
func (in inbox) rating(raw json.RawMessage, v value) channel.Event {
	e := unread(raw, either(moment(v.Created), in.at))
	if v.Item != "rating" || v.Verb != "add" || v.StoryID == "" || v.ReviewerID == "" || v.ReviewerID == in.page {
		return e
	}
	who := named{v.ReviewerID, v.ReviewerName}.person()
	e.Message = channel.Message{
		Kind: contract.MessageKindUnknown, ExternalID: "rating:" + string(v.StoryID), Thread: string(v.StoryID), Author: who, Customer: who,
		Text: string(v.Review), OpensCase: true,
	}
	return e
}

// attachments of a change: each photo once, a video, or the page it links to.
func (v value) attachments() []contract.Attachment {
	var list []contract.Attachment
	add := func(kind string, address channel.Text) {
		for _, a := range list {
			if a.URL == string(address) {
				return
			}
		}
		if address != "" {
			list = append(list, contract.Attachment{Type: kind, URL: webAddress(string(address))})
		}
	}
	for _, p := range append([]channel.Text{v.Photo}, v.Photos...) {
		add("photo", p)
	}
	add("video", v.Video)
	switch {
	case len(list) > 0:
	case v.Item == "photo":
		add("photo", v.Link)
	case v.Item == "video":
		add("video", v.Link)
	default:
		add("share", v.Link)
	}
	return list
}
