package inbox

import (
	"time"

	"sociomedio/data/contract"
	"sociomedio/ui/look"
	"sociomedio/ui/widget"
	"sociomedio/ui/words"
)

// Item is a case as the inbox shows it.
type Item struct {
	Case   contract.Case
	Unread bool
	Queued bool // an answer of ours waits in the outbox
}

// near is how long before its due time a case is shown as near (DESIGN.md section 6, SLA chip).
const near = 5 * time.Minute

// Overdue tells whether the case's due time has passed without an answer.
func (i Item) Overdue(now time.Time) bool {
	return !i.Queued && i.Case.AnsweredAt.IsZero() && now.After(i.Case.DueAt)
}

// SLA is the chip that says how much time is left; large is the one in the header, which begins with "SLA".
func SLA(t *words.Table, i Item, now time.Time, large bool) widget.ChipData {
	left := i.Case.DueAt.Sub(now)
	chip := widget.ChipData{Icon: look.IconClock, Tone: widget.Neutral, Large: large}
	switch {
	case i.Queued:
		chip.Icon, chip.Tone, chip.Text = look.IconOutbox, widget.Warn, t.T(words.ChipQueued)
		return chip
	case !i.Case.AnsweredAt.IsZero():
		chip.Icon, chip.Tone = look.IconCheck, widget.Good
		chip.Text = t.Span(i.Case.AnsweredAt.Sub(i.Case.ReceivedAt))
		return chip
	case left <= 0:
		chip.Icon, chip.Tone = look.IconTriangle, widget.Bad
		chip.Text = t.T(words.Overdue, t.Short(-left))
	default:
		if left <= near {
			chip.Tone = widget.Warn
		}
		chip.Text = t.T(words.TimeLeft, t.Short(left))
	}
	if large {
		chip.Text = "SLA " + chip.Text
	}
	return chip
}

// Kind is the word for a kind of message, as the work instruction's screens have it.
func Kind(k contract.MessageKind) string {
	switch k {
	case contract.MessageKindMention:
		return "Mention"
	case contract.MessageKindReply:
		return "Reply"
	case contract.MessageKindQuote:
		return "Quote"
	case contract.MessageKindDm:
		return "DM"
	case contract.MessageKindComment:
		return "Comment"
	case contract.MessageKindPost:
		return "Post"
	case contract.MessageKindMessenger:
		return "Messenger"
	default:
		return "–"
	}
}

// Source is the word for a network: Twitter or Facebook.
func Source(n contract.Network) string {
	if n == contract.Facebook {
		return "Facebook"
	}
	return "Twitter"
}

// row puts an item into the words of its row.
func row(t *words.Table, i Item, me string, now time.Time) widget.InboxRowData {
	c := i.Case
	preview := withoutHandle(c.Preview, c.Account.Handle)
	if c.PreviewOurs {
		preview = t.T(words.You) + ": " + c.Preview
	}
	data := widget.InboxRowData{
		Network: widget.NetworkOf(string(c.Network)), Unread: i.Unread,
		Name: widget.CleanLine(c.Customer.Name), Preview: widget.CleanLine(preview), Chip: SLA(t, i, now, false),
		Detail: Kind(c.Kind) + " · " + t.Short(now.Sub(c.ReceivedAt)),
	}
	if data.Name == "" {
		data.Name = widget.CleanLine(c.Customer.Handle)
	}
	switch {
	case c.Holder.ID == me && !c.OpenedAt.IsZero():
		data.Handler, data.Mine = t.T(words.YouHandle), true
	case c.Holder.ID != "" && c.Holder.ID != me:
		data.Handler = t.T(words.HandledBy, c.Holder.Name)
	}
	return data
}

// withoutHandle strips our own handle from the start of a message: every row would begin with it.
func withoutHandle(text, handle string) string {
	if handle == "" {
		return text
	}
	n := len(handle) + 1
	for len(text) > n && text[0] == '@' && equalFold(text[1:n], handle) && text[n] == ' ' {
		text = text[n+1:]
	}
	return text
}
