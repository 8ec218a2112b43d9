package facebook

import (
	"encoding/json"
	"strconv"
	"time"

	"sociomedio/app/backend/channel"
	"sociomedio/data/contract"
)

// chat is one of entry.messaging[] or standby[] (§3).
type chat struct {
	Sender    party          `json:"sender"`
	Recipient party          `json:"recipient"`
	Timestamp channel.Number `json:"timestamp"`
	Message   *chatMessage   `json:"message"`
	Edit      *struct {
		MID  channel.ID     `json:"mid"`
		Text channel.Text   `json:"text"`
		Num  channel.Number `json:"num_edit"`
	} `json:"message_edit"`
	Postback *struct {
		MID     channel.ID   `json:"mid"`
		Title   channel.Text `json:"title"`
		Payload channel.Text `json:"payload"`
	} `json:"postback"`
	Policy *struct {
		Action channel.Text `json:"action"`
	} `json:"policy-enforcement"`
}

type party struct {
	ID channel.ID `json:"id"`
}

type chatMessage struct {
	MID         channel.ID          `json:"mid"`
	Text        channel.Text        `json:"text"`
	Attachments channel.List[piece] `json:"attachments"`
	Echo        channel.Flag        `json:"is_echo"`
	Deleted     channel.Flag        `json:"is_deleted"`
	Unsupported channel.Flag        `json:"is_unsupported"`
	Metadata    channel.Text        `json:"metadata"`
	ReplyTo     struct {
		MID   channel.ID `json:"mid"`
		Story *struct {
			URL channel.Text `json:"url"`
		} `json:"story"`
	} `json:"reply_to"`
}

// quiet are the parts that mean nothing for a case.
var quiet = []string{
	"read", "delivery", "reaction", "optin", "referral", "account_linking", "app_roles", "pass_thread_control", "take_thread_control",
	"request_thread_control",
}

// chat makes events of something in Messenger. standby means that another app owns the conversation: we read, and open nothing.
func (in inbox) chat(raw json.RawMessage, standby bool) []channel.Event {
	var c chat
	var parts map[string]json.RawMessage
	if channel.Decode(raw, &c) != nil || json.Unmarshal(raw, &parts) != nil {
		return []channel.Event{unread(raw, in.at)}
	}
	at := either(moment(c.Timestamp), in.at)
	switch {
	case c.Message != nil:
		return []channel.Event{in.chatMessage(raw, c, at, standby)}
	case c.Edit != nil && c.Edit.MID != "":
		// Edits are told in any order; the number of the edit says which is later even when their time is that of the message.
		at = at.Add(time.Duration(min(max(c.Edit.Num, 0), 1000)) * time.Millisecond)
		m := channel.Message{ExternalID: string(c.Edit.MID), Text: string(c.Edit.Text)}
		return []channel.Event{{Type: channel.Edited, Key: "edited:" + m.ExternalID + ":" + at.String(), At: at, Message: m}}
	case c.Postback != nil:
		return []channel.Event{in.pressed(raw, c, at, standby)}
	case c.Policy != nil:
		in.tell("Facebook enforces its policy on the page", "action", string(c.Policy.Action))
		return []channel.Event{unread(raw, at)}
	}
	for _, name := range quiet {
		if _, ok := parts[name]; ok {
			return nil
		}
	}
	return []channel.Event{in.strange(raw, c, at, false)}
}

// customer is the participant who isn't the page (edge case 9); empty when both are, or when nobody is named.
func (in inbox) customer(c chat) channel.Person {
	for _, p := range []party{c.Sender, c.Recipient} {
		if p.ID != "" && p.ID != in.page {
			return channel.Person{ID: string(p.ID)}
		}
	}
	return channel.Person{}
}

// private is a message with its two sides.
func (in inbox) private(c chat, ours bool) channel.Message {
	m := channel.Message{Kind: contract.MessageKindMessenger, Private: true, Customer: in.customer(c), Ours: ours}
	m.Author = m.Customer
	if ours {
		m.Author = channel.Person{ID: string(in.page)}
	}
	return m
}

func (in inbox) chatMessage(raw json.RawMessage, c chat, at time.Time, standby bool) channel.Event {
	from := c.Message
	ours := from.Echo.Yes || c.Sender.ID == in.page
	if from.MID == "" {
		return in.strange(raw, c, at, !ours && !standby)
	}
	if from.Deleted.Yes {
		return channel.Event{Type: channel.Deleted, Key: "deleted:" + string(from.MID), At: at, Message: channel.Message{ExternalID: string(from.MID)}}
	}
	m := in.private(c, ours)
	m.ExternalID, m.Text, m.InReplyTo, m.Metadata = string(from.MID), string(from.Text), string(from.ReplyTo.MID), string(from.Metadata)
	m.OpensCase = !ours && !standby
	for _, p := range from.Attachments {
		m.Attachments = append(m.Attachments, p.attachment())
	}
	if s := from.ReplyTo.Story; s != nil {
		m.Attachments = append(m.Attachments, contract.Attachment{Type: "story", URL: webAddress(string(s.URL))})
	}
	if from.Unsupported.Yes {
		m.Attachments = append(m.Attachments, contract.Attachment{Type: "unknown"})
	}
	return channel.Event{Type: channel.Wrote, Key: "messenger:" + m.ExternalID, At: at, Message: m}
}

// pressed is a button that a customer pressed: it counts as a message and opens the window (§3).
func (in inbox) pressed(raw json.RawMessage, c chat, at time.Time, standby bool) channel.Event {
	m := in.private(c, c.Sender.ID == in.page)
	m.ExternalID, m.Text = string(c.Postback.MID), string(c.Postback.Title)
	if m.ExternalID == "" { // older versions have none
		m.ExternalID = "postback:" + m.Customer.ID + ":" + strconv.FormatInt(at.UnixMilli(), 10)
		if m.Customer.ID == "" {
			m.ExternalID = "postback:" + digest(raw)
		}
	}
	if m.Text == "" {
		m.Text = string(c.Postback.Payload)
	}
	m.OpensCase = !m.Ours && !standby
	return channel.Event{Type: channel.Wrote, Key: "messenger:" + m.ExternalID, At: at, Message: m}
}

// strange is something a customer did that isn't known: kept raw, and shown as such (issue 6.7).
func (in inbox) strange(raw json.RawMessage, c chat, at time.Time, opens bool) channel.Event {
	e := unread(raw, at)
	if c.Sender.ID == in.page || c.Sender.ID == "" {
		return e
	}
	m := in.private(c, false)
	m.Kind, m.ExternalID, m.OpensCase = contract.MessageKindUnknown, e.Key, opens
	e.Message = m
	return e
}
