package storage

import (
	"slices"
	"strings"

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

func cleanEvent(e channel.Event) channel.Event {
	e.Key = clean(e.Key)
	m := &e.Message
	for _, text := range []*string{&m.ExternalID, &m.Thread, &m.InReplyTo, &m.Text, &m.Quoted, &m.URL, &m.Metadata} {
		*text = clean(*text)
	}
	cleanPerson(&m.Author)
	cleanPerson(&m.Customer)
	m.Versions = slices.Clone(m.Versions)
	for i := range m.Versions {
		m.Versions[i] = clean(m.Versions[i])
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
	for _, text := range []*string{&p.ID, &p.Handle, &p.Name, &p.Description, &p.AvatarURL, &p.URL} {
		*text = clean(*text)
	}
}
