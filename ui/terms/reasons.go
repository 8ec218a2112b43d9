package terms

import (
	"sociomedio/data/contract"
	"sociomedio/ui/words"
)

// refusals has what a network or the backend's delivery said against an answer, by contract.Reason.Code.
var refusals = map[string]words.Key{
	"rate_limited": words.RefusedLimit, "duplicate": words.RefusedDuplicate, "not_summoned": words.RefusedNotSummoned,
	"window_closed": words.RefusedWindow, "token_dead": words.RefusedToken, "no_credit": words.RefusedCredit,
	"parent_gone": words.RefusedParent, "too_long": words.RefusedLength, "permission": words.RefusedPermission,
	"lost": words.RefusedLost, "not_connected": words.RefusedToken, "timeout": words.RefusedNoAnswer,
	"unreachable": words.RefusedNoAnswer, "connection": words.RefusedNoAnswer, "unexpected": words.RefusedNoAnswer,
	"connection_lost": words.RefusedNoAnswer, "unexpected_answer": words.RefusedNoAnswer, "network_error": words.RefusedNoAnswer,
	"recipient_unavailable": words.RefusedPermission, "account_permission": words.RefusedRights, "restricted": words.RefusedRestricted,
	"link_refused": words.RefusedLink, "private_reply_used": words.RefusedPrivateUsed,
}

// Refusal says why an answer did not go out ("Ditolak Twitter: batas kirim tercapai sampai 14:25"); empty without a code. A code
// that is not known reads as a refusal without more.
func Refusal(t *words.Table, n contract.Network, r contract.Reason) string {
	if r.Code == "" {
		return ""
	}
	key, ok := refusals[r.Code]
	if !ok {
		return t.T(words.RefusedPlain, Source(n))
	}
	why := t.T(key)
	if !r.Until.IsZero() {
		why = t.T(words.RefusedUntil, why, t.Clock(r.Until))
	}
	return t.T(words.RefusedBy, Source(n), why)
}

// unanswerable has why a network will take no answer, by contract.Answerable.Reason.
var unanswerable = map[contract.AnswerableReason]words.Key{
	contract.AnswerableReasonDeleted: words.NoAnswerDeleted, contract.AnswerableReasonDmsClosed: words.NoAnswerDMs,
	contract.AnswerableReasonNoCredit: words.NoAnswerCredit, contract.AnswerableReasonNotSummoned: words.NoAnswerNotSummoned,
	contract.AnswerableReasonPaused: words.NoAnswerPaused, contract.AnswerableReasonPrivateReplyUsed: words.NoAnswerUsed,
	contract.AnswerableReasonProtected: words.NoAnswerProtected, contract.AnswerableReasonTokenDead: words.NoAnswerToken,
	contract.AnswerableReasonWindowClosed: words.NoAnswerWindow,
}

// NotAnswerable says why a message can't be answered, and what helps; empty when it can.
func NotAnswerable(t *words.Table, n contract.Network, a contract.Answerable) string {
	if a.Ok {
		return ""
	}
	key, ok := unanswerable[a.Reason]
	if !ok {
		key = words.NoAnswerUnsupported
	}
	return t.T(key, Source(n))
}
