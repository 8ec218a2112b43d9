package storage

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"
	"unicode/utf8"

	"sociomedio/app/backend/channel"
	"sociomedio/data/contract"
)

// clean makes text that both engines can hold: NUL and what is not UTF-8 become U+FFFD, all else stays (edge case 37).
func clean(text string) string {
	if strings.IndexByte(text, 0) >= 0 {
		text = strings.ReplaceAll(text, "\x00", "\uFFFD")
	}
	return strings.ToValidUTF8(text, "\uFFFD")
}

// What strangers make is stored at most so long where it is part of an index: PostgreSQL refuses longer entries, and one such
// event would keep its whole batch from being stored, again and again.
const (
	longestID   = 500  // bytes; the networks' ids have less than 200
	longestName = 300  // characters
	longestURL  = 2000 // bytes of a picture's address
)

// cleanID is clean for what the network names something by. One that is too long to be true is named by its hash.
func cleanID(id string) string {
	if id = clean(id); len(id) <= longestID {
		return id
	}
	sum := sha256.Sum256([]byte(id))
	return "sha256:" + hex.EncodeToString(sum[:])
}

func cleanName(name string) string {
	name = clean(name)
	if utf8.RuneCountInString(name) <= longestName {
		return name
	}
	return string([]rune(name)[:longestName])
}

func cleanEvent(e channel.Event) channel.Event {
	e.Key = cleanID(e.Key)
	m := &e.Message
	for _, id := range []*string{&m.ExternalID, &m.Thread, &m.InReplyTo} {
		*id = cleanID(*id)
	}
	for _, text := range []*string{&m.Text, &m.Quoted, &m.URL, &m.Metadata} {
		*text = clean(*text)
	}
	cleanPerson(&m.Author)
	cleanPerson(&m.Customer)
	m.Versions = slices.Clone(m.Versions)
	for i := range m.Versions {
		m.Versions[i] = cleanID(m.Versions[i])
	}
	m.Versions = slices.DeleteFunc(m.Versions, func(v string) bool { return v == "" || v == m.ExternalID })
	m.Attachments = slices.Clone(m.Attachments)
	for i := range m.Attachments {
		a := &m.Attachments[i]
		*a = contract.Attachment{
			Type: clean(a.Type), MediaID: a.MediaID, URL: clean(a.URL), Title: clean(a.Title), Alt: clean(a.Alt),
			Latitude: a.Latitude, Longitude: a.Longitude,
		}
	}
	return e
}

func cleanPerson(p *channel.Person) {
	p.ID, p.Handle, p.Name = cleanID(p.ID), cleanName(p.Handle), cleanName(p.Name)
	for _, text := range []*string{&p.Description, &p.AvatarURL, &p.URL} {
		*text = clean(*text)
	}
}
