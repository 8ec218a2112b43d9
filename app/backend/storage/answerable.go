package storage

import (
	"time"

	"sociomedio/data/contract"
)

// Windows in which Facebook lets a page write (facebook-api §6, §7).
const (
	messengerWindow = 24 * time.Hour
	humanWindow     = 7 * 24 * time.Hour
	privateWindow   = 7 * 24 * time.Hour
)

// facts are what decides whether a message can be answered through the network's API.
type facts struct {
	kind      contract.MessageKind
	account   string // its health's state
	summons   bool
	deleted   bool
	protected bool
	closedDMs bool
	lastFrom  moment // when the customer last wrote in the conversation
}

// answerable says whether it can be answered and, if not, why: first what concerns the message for good, then what may pass
// (edge cases 16, 25, 30, 39; x-api §2).
func (f facts) answerable(now moment) contract.Answerable {
	a := f.byNetwork(now)
	if !a.Ok {
		return a
	}
	switch contract.AccountHealthState(f.account) {
	case contract.AccountHealthStateReconnect:
		a.Ok, a.Reason = false, contract.AnswerableReasonTokenDead
	case contract.AccountHealthStateNoCredit:
		a.Ok, a.Reason = false, contract.AnswerableReasonNoCredit
	case contract.AccountHealthStatePaused:
		a.Ok, a.Reason = false, contract.AnswerableReasonPaused
	}
	return a
}

// byNetwork leaves the account's health out: an answer saved while the token is dead waits for a new one.
func (f facts) byNetwork(now moment) contract.Answerable {
	no := func(reason contract.AnswerableReason) contract.Answerable { return contract.Answerable{Reason: reason} }
	switch {
	case f.deleted:
		return no(contract.AnswerableReasonDeleted)
	case f.kind == contract.MessageKindUnknown:
		return no(contract.AnswerableReasonUnsupported)
	}
	switch f.kind {
	case contract.MessageKindMention, contract.MessageKindReply, contract.MessageKindQuote:
		if f.protected {
			return no(contract.AnswerableReasonProtected)
		}
		if !f.summons {
			return no(contract.AnswerableReasonNotSummoned)
		}
	case contract.MessageKindDm:
		if f.closedDMs {
			return no(contract.AnswerableReasonDmsClosed)
		}
	case contract.MessageKindMessenger:
		soon, late := f.lastFrom.after(messengerWindow), f.lastFrom.after(humanWindow)
		switch {
		case now < soon:
			return contract.Answerable{Ok: true, Until: soon.Time()}
		case now < late:
			return contract.Answerable{Ok: true, HumanAgent: true, Until: late.Time()}
		}
		return no(contract.AnswerableReasonWindowClosed)
	}
	return contract.Answerable{Ok: true}
}

// privately says whether a public message can have a private reply: once, within its window (facebook-api §6).
func privately(can, used bool, at, now moment) contract.Answerable {
	switch {
	case used:
		return contract.Answerable{Reason: contract.AnswerableReasonPrivateReplyUsed}
	case now >= at.after(privateWindow):
		return contract.Answerable{Reason: contract.AnswerableReasonWindowClosed}
	case !can:
		return contract.Answerable{Reason: contract.AnswerableReasonUnsupported}
	}
	return contract.Answerable{Ok: true, Until: at.after(privateWindow).Time()}
}
