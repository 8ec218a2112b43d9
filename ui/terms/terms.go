// Package terms puts what several columns show of a case into the words of the work instruction: the kind of a message and its
// source, the chip of the time that is left, the state of a ticket, why a network took no answer.
package terms

import (
	"time"

	"sociomedio/data/contract"
	"sociomedio/ui/look"
	"sociomedio/ui/widget"
	"sociomedio/ui/words"
)

// kinds are the names of the kinds of message, as the work instruction's screens have them.
var kinds = map[contract.MessageKind]string{
	contract.MessageKindMention: "Mention", contract.MessageKindReply: "Reply", contract.MessageKindQuote: "Quote",
	contract.MessageKindDm: "DM", contract.MessageKindComment: "Comment", contract.MessageKindPost: "Post",
	contract.MessageKindMessenger: "Messenger",
}

// Kind is the word for a kind of message; "–" for one that is not known.
func Kind(k contract.MessageKind) string {
	if word, ok := kinds[k]; ok {
		return word
	}
	return "–"
}

// Source is the word for a network: Twitter or Facebook.
func Source(n contract.Network) string {
	if n == contract.Facebook {
		return "Facebook"
	}
	return "Twitter"
}

// Near is how long before its due time a case is shown as near (DESIGN.md section 6, SLA chip).
const Near = 5 * time.Minute

// SLA is the chip that says how much time is left; large is the one in the header, which begins with "SLA". queued says that an
// answer of ours waits in the outbox.
func SLA(t *words.Table, c contract.Case, queued bool, now time.Time, large bool) widget.ChipData {
	left := c.DueAt.Sub(now)
	chip := widget.ChipData{Icon: look.IconClock, Tone: widget.Neutral, Large: large}
	switch {
	case queued:
		chip.Icon, chip.Tone, chip.Text = look.IconOutbox, widget.Warn, t.T(words.ChipQueued)
		return chip
	case !c.AnsweredAt.IsZero():
		chip.Icon, chip.Tone = look.IconCheck, widget.Good
		chip.Text = t.Span(c.AnsweredAt.Sub(c.ReceivedAt))
		return chip
	case left <= 0:
		chip.Icon, chip.Tone = look.IconTriangle, widget.Bad
		chip.Text = t.T(words.Overdue, t.Short(-left))
	default:
		if left <= Near {
			chip.Tone = widget.Warn
		}
		chip.Text = t.T(words.TimeLeft, t.Short(left))
	}
	if large {
		chip.Text = "SLA " + chip.Text
	}
	return chip
}

// Handle is a customer's handle as the network writes it: with @ on Twitter; the name where there is none.
func Handle(n contract.Network, c contract.CustomerRef) string {
	switch {
	case c.Handle == "":
		return c.Name
	case n == contract.Twitter:
		return "@" + c.Handle
	}
	return c.Handle
}

// Name is what a customer is called: the name, or the handle where there is none.
func Name(n contract.Network, c contract.CustomerRef) string {
	if widget.CleanLine(c.Name) != "" {
		return c.Name
	}
	return Handle(n, c)
}

// Ticket is the chip of a ticket's state.
func Ticket(t *words.Table, s contract.TicketState) widget.ChipData {
	switch s {
	case contract.TicketStateOpen:
		return widget.ChipData{Text: t.T(words.TicketOpen), Tone: widget.Accent}
	case contract.TicketStateInProgress:
		return widget.ChipData{Text: t.T(words.TicketInProgress), Tone: widget.Accent}
	case contract.TicketStateScheduled:
		return widget.ChipData{Text: t.T(words.TicketScheduled), Tone: widget.Warn}
	case contract.TicketStateResolved:
		return widget.ChipData{Text: t.T(words.TicketResolved), Tone: widget.Good}
	case contract.TicketStateClosed:
		return widget.ChipData{Text: t.T(words.TicketClosed), Tone: widget.Good}
	case contract.TicketStateCancelled:
		return widget.ChipData{Text: t.T(words.TicketCancelled), Tone: widget.Neutral}
	}
	return widget.ChipData{Text: "–", Tone: widget.Neutral}
}

// TicketIsOpen tells whether something is still to be done for a ticket.
func TicketIsOpen(s contract.TicketState) bool {
	return s == contract.TicketStateOpen || s == contract.TicketStateInProgress || s == contract.TicketStateScheduled
}
