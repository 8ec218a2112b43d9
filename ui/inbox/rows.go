package inbox

import (
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"sociomedio/app/desk"
	"sociomedio/data/contract"
	"sociomedio/ui/look"
	"sociomedio/ui/terms"
	"sociomedio/ui/widget"
	"sociomedio/ui/words"
)

// row puts a case into the words of its row.
func row(t *words.Table, r desk.Row, now time.Time) widget.InboxRowData {
	c := r.Case
	preview := withoutHandle(c.Preview, c.Account.Handle)
	switch {
	case r.Waiting != "":
		preview = t.T(words.You) + ": " + withoutHandle(r.Waiting, c.Customer.Handle)
	case c.PreviewOurs:
		preview = t.T(words.You) + ": " + withoutHandle(c.Preview, c.Customer.Handle)
	}
	d := widget.InboxRowData{
		Network: widget.NetworkOf(string(c.Network)), Unread: r.Unread, Name: widget.CleanLine(terms.Name(c.Network, c.Customer)),
		Preview: widget.CleanLine(preview), Chip: chip(t, r, now),
		Detail: terms.Kind(c.Kind) + " · " + t.Short(now.Sub(c.ReceivedAt)),
	}
	switch {
	case r.Gone:
	case r.Mine && !c.OpenedAt.IsZero():
		d.Handler, d.Mine = t.T(words.YouHandle), true
	case !r.Mine && c.Holder.ID != "":
		d.Handler = t.T(words.HandledBy, c.Holder.Name)
	}
	switch {
	case shutOff(c):
		d.Flag, d.FlagIcon, d.FlagBad = t.T(words.FlagShut), look.IconAlert, true
	case r.Draft:
		d.Flag, d.FlagIcon = t.T(words.FlagDraft), look.IconEdit
	}
	return d
}

// chip is how the case stands: the time left, the way of its answer, or that it has left the inbox.
func chip(t *words.Table, r desk.Row, now time.Time) widget.ChipData {
	switch {
	case r.Outbox == desk.Refused || r.Outbox == desk.Failed:
		return widget.ChipData{Icon: look.IconAlert, Tone: widget.Bad, Text: t.T(words.ChipFailed)}
	case r.Gone && r.Case.AnsweredAt.IsZero() && r.Outbox == "":
		return widget.ChipData{Icon: look.IconCheck, Text: t.T(words.ChipGone)}
	}
	return terms.SLA(t, r.Case, r.Outbox != "" && r.Outbox != desk.Sent, now, false)
}

// shutOff tells whether the network takes no answer to the case.
func shutOff(c contract.Case) bool { return !c.Answerable.Ok && c.Answerable.Reason != "" }

// withoutHandle strips the handle of who is spoken to from the start of a message: every row would begin with it. What is left
// begins with a capital, as a line of its own.
func withoutHandle(text, handle string) string {
	if handle == "" {
		return text
	}
	n, whole := len(handle)+1, text
	for len(text) > n && text[0] == '@' && strings.EqualFold(text[1:n], handle) && text[n] == ' ' {
		text = text[n+1:]
	}
	first, size := utf8.DecodeRuneInString(text)
	if text == whole || size == 0 {
		return text
	}
	return string(unicode.ToUpper(first)) + text[size:]
}
