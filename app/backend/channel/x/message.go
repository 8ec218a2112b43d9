package x

import (
	"strings"
	"unicode"

	"sociomedio/app/backend/channel"
	"sociomedio/data/contract"
)

// identity is the account for whom posts are read, and what opens a case for it.
type identity struct {
	id, handle       string
	reposts, carried bool
}

// hints are what the way a post came by tells of it beyond its fields. Of bare ones, that webhooks bring, what is missing may
// still be brought by reading.
type hints struct{ answersUs, quotesUs, bare bool }

// The types of references.
const (
	typeReply  = "replied_to"
	typeQuote  = "quoted"
	typeRepost = "retweeted"
)

// event is a post as something that was written. ok is false for what is no message at all: a repost.
func (me identity) event(p post, in includes, h hints) (channel.Event, bool) {
	reposted := p.referred(typeRepost)
	if reposted != "" && !me.reposts {
		return channel.Event{}, false
	}
	m := channel.Message{
		ExternalID: string(p.ID), InReplyTo: p.referred(typeReply), Thread: string(p.ConversationID),
		Author: in.user(string(p.AuthorID)).person(string(p.AuthorID)), Ours: string(p.AuthorID) == me.id,
	}
	if m.Thread == "" && m.InReplyTo == "" {
		m.Thread = m.ExternalID // of an answer whose thread isn't told the store knows the parent's
	}
	for _, id := range p.versions() {
		if id != m.ExternalID {
			m.Versions = append(m.Versions, id)
		}
	}
	m.URL = address(m.Author.Handle, m.ExternalID)
	m.Attachments = p.attached(in)
	m.Text = p.readable(in)
	if original, ok := in.post(reposted); ok {
		m.Text, m.Attachments = original.readable(in), original.attached(in) // that of the repost is cut (edge case 11)
	}
	m.Quoted = me.context(p, in, h.bare)
	me.judge(&m, p, in, h)
	if !m.Ours {
		m.Customer = m.Author
	}
	return channel.Event{Type: channel.Wrote, Key: string(m.Kind) + ":" + m.ExternalID, At: when(p.CreatedAt), Message: m}, true
}

// judge says what kind of post it is, whether it summons us and whether it opens a case (edge cases 5, 11, 12, 18, 19).
func (me identity) judge(m *channel.Message, p post, in includes, h hints) {
	explicit, carried := me.named(p)
	quoted, isQuote := in.post(p.referred(typeQuote))
	parent, _ := in.post(m.InReplyTo)
	answersUs := h.answersUs || m.InReplyTo != "" && (string(p.InReplyToUserID) == me.id || string(parent.AuthorID) == me.id)
	quotesUs := h.quotesUs || isQuote && string(quoted.AuthorID) == me.id
	switch {
	case answersUs || m.Ours && m.InReplyTo != "":
		m.Kind = contract.MessageKindReply
	case quotesUs && !explicit || m.Ours && isQuote:
		m.Kind = contract.MessageKindQuote
	default:
		m.Kind = contract.MessageKindMention
	}
	if m.Ours {
		return
	}
	m.Summons = explicit || answersUs || quotesUs
	m.OpensCase = m.Summons || carried && me.carried
	if p.referred(typeRepost) != "" {
		m.Summons, m.OpensCase = false, me.reposts // the author of the repost said nothing to us
	}
}

// named says whether a post names us in what its author wrote, and whether it only carries our name along from the posts it
// answers: then it stands before what is displayed (edge case 19).
func (me identity) named(p post) (explicit, carried bool) {
	text, ents := p.long()
	runes := []rune(text)
	start := p.displayStart(len(runes))
	found := func(at int) {
		if at >= start {
			explicit = true
		} else if at >= 0 {
			carried = true
		}
	}
	for _, m := range ents.Mentions {
		if m.Username == "" || (m.ID == "" || string(m.ID) != me.id) && !strings.EqualFold(string(m.Username), me.handle) {
			continue
		}
		name := "@" + string(m.Username)
		if at := int(m.Start); standsAt(runes, name, at) {
			found(at)
			continue
		}
		found(lastName(runes, name)) // offsets of real posts don't always fit (x-api §3)
	}
	if !explicit && !carried && me.handle != "" {
		found(lastName(runes, "@"+me.handle))
	}
	return explicit, carried && !explicit
}

// displayStart is where the displayed text begins, in code points; 0 when X says something that can't be.
func (p post) displayStart(length int) int {
	if len(p.DisplayTextRange) != 2 {
		return 0
	}
	if start := int(p.DisplayTextRange[0]); start > 0 && start <= length {
		return start
	}
	return 0
}

// standsAt says whether a name stands at a place, upper or lower case, and not only as the beginning of a longer one.
func standsAt(runes []rune, name string, at int) bool {
	end := at + len([]rune(name))
	if at < 0 || end > len(runes) || !strings.EqualFold(string(runes[at:end]), name) {
		return false
	}
	return (end == len(runes) || !inName(runes[end])) && (at == 0 || !inName(runes[at-1]) && runes[at-1] != '@')
}

func inName(r rune) bool { return r == '_' || unicode.IsLetter(r) || unicode.IsDigit(r) }

// lastName is where a name stands last; -1 when nowhere. The last place counts because names carried along stand in front.
func lastName(runes []rune, name string) int {
	for at := len(runes) - len([]rune(name)); at >= 0; at-- {
		if runes[at] == '@' && standsAt(runes, name, at) {
			return at
		}
	}
	return -1
}

// readable is a post's whole text as people read it: links as they were meant, links to what is attached or quoted left
// out, HTML entities undone (edge cases 13, 14).
func (p post) readable(in includes) string {
	text, ents := p.long()
	quoted := p.referred(typeQuote)
	var spans []channel.Span
	for _, u := range ents.URLs {
		s := channel.Span{Start: int(u.Start), End: int(u.End), Short: string(u.URL), Long: string(u.ExpandedURL)}
		if s.Long == "" {
			continue
		}
		if u.MediaKey != "" || p.isOwnMedia(s.Long) || quoted != "" && strings.HasSuffix(strings.TrimSuffix(s.Long, "/"), "/status/"+quoted) {
			s.Long = ""
		}
		spans = append(spans, s)
	}
	return channel.Expand(text, spans)
}

// isOwnMedia says whether a link only leads to what is attached to the post.
func (p post) isOwnMedia(url string) bool {
	if len(p.Attachments.MediaKeys) == 0 {
		return false
	}
	if strings.Contains(url, "/messages/media/") {
		return true
	}
	for _, id := range append(p.versions(), string(p.ID)) {
		if strings.Contains(url, "/status/"+id+"/photo/") || strings.Contains(url, "/status/"+id+"/video/") {
			return true
		}
	}
	return false
}

// attached are a post's pictures and videos. What X does not say more of is there with its type (edge case 20).
func (p post) attached(in includes) []contract.Attachment {
	all := p.Attachments.attached(in)
	for range p.Attachments.PollIDs {
		all = append(all, contract.Attachment{Type: "poll"})
	}
	return all
}

func (a attachments) attached(in includes) []contract.Attachment {
	var all []contract.Attachment
	for _, key := range a.MediaKeys {
		if key == "" {
			continue
		}
		m, ok := in.medium(string(key))
		if !ok {
			all = append(all, contract.Attachment{Type: typeOf(string(key))})
			continue
		}
		all = append(all, m.attachment())
	}
	for range a.CardIDs {
		all = append(all, contract.Attachment{Type: "card"})
	}
	return all
}

func (m medium) attachment() contract.Attachment {
	a := contract.Attachment{Type: string(m.Type), URL: string(m.URL), Alt: string(m.AltText)}
	if a.Type == "" {
		a.Type = typeOf(string(m.MediaKey))
	}
	if a.URL == "" {
		a.URL = string(m.PreviewImageURL) // of videos the picture that stands for them is fetched
	}
	return a
}

// otherAttachment is one of a type that isn't known: it is said to be there (edge case 20).
func otherAttachment(kind string) contract.Attachment {
	return contract.Attachment{Type: "unknown", Title: kind}
}

// typeOf reads the type from the beginning of a media key (x-api §3).
func typeOf(key string) string {
	kind, _, _ := strings.Cut(key, "_")
	switch kind {
	case "3":
		return "photo"
	case "7", "13":
		return "video"
	case "16":
		return "animated_gif"
	}
	return "unknown"
}

// unavailable stands for a post that is referred to and not to be had: deleted, protected, of somebody who blocked us or was
// suspended (edge case 15).
const unavailable = "[tidak tersedia]"

// context is the post that a post is about: the quoted one, else the one it answers, unless we wrote either or both are of one
// author, because those are in the history anyway.
func (me identity) context(p post, in includes, bare bool) string {
	missing := unavailable
	if bare {
		missing = ""
	}
	if id := p.referred(typeQuote); id != "" {
		return about(id, in, missing)
	}
	id := p.referred(typeReply)
	if id == "" || string(p.AuthorID) == me.id || string(p.InReplyToUserID) == me.id || p.InReplyToUserID != "" && p.InReplyToUserID == p.AuthorID {
		return ""
	}
	parent, ok := in.post(id)
	if ok && (string(parent.AuthorID) == me.id || parent.AuthorID == p.AuthorID) {
		return ""
	}
	return about(id, in, missing)
}

func about(id string, in includes, missing string) string {
	p, ok := in.post(id)
	if !ok {
		return missing
	}
	text := p.readable(in)
	if u := in.user(string(p.AuthorID)); u.Username != "" {
		return "@" + string(u.Username) + ": " + text
	}
	return text
}

// address is a post's page on x.com; it is found without the handle as well.
func address(handle, id string) string {
	if handle == "" {
		handle = "i"
	}
	return "https://x.com/" + handle + "/status/" + id
}

// private is a direct message as something that was written. ok is false for what is no message.
func (me identity) private(d message, in includes) (channel.Event, bool) {
	if d.EventType != "" && d.EventType != "MessageCreate" {
		return channel.Event{}, false
	}
	sender := string(d.SenderID)
	ents := d.Entities
	if len(ents.URLs) == 0 {
		ents.URLs = d.URLs
	}
	m := channel.Message{
		Kind: contract.MessageKindDm, ExternalID: string(d.ID), Thread: string(d.ConversationID), Private: true,
		Author: in.user(sender).person(sender), Ours: sender == me.id, OpensCase: sender != me.id,
		Attachments: d.Attachments.attached(in),
		Text:        post{Text: d.Text, Entities: ents, Attachments: d.Attachments}.readable(in),
	}
	// The customer is always the one who isn't ours (edge case 9).
	m.Customer = m.Author
	if m.Ours {
		other := me.other(m.Thread)
		m.Customer = in.user(other).person(other)
	}
	return channel.Event{Type: channel.Wrote, Key: "dm:" + m.ExternalID, At: when(d.CreatedAt), Message: m}, true
}

// other is who talks with us in a conversation of two; empty in a group.
func (me identity) other(conversation string) string {
	a, b, two := strings.Cut(conversation, "-")
	switch {
	case two && a == me.id:
		return b
	case two && b == me.id:
		return a
	}
	return ""
}

// conversation is the id of a conversation of two: the smaller id, a dash, the larger one (x-api §4).
func conversation(a, b string) string {
	if newer(a, b) {
		a, b = b, a
	}
	return a + "-" + b
}
