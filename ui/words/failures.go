package words

import (
	"errors"
	"time"

	"sociomedio/data"
)

// failures has the sentence for every kind of error: the fact, and what the agent can do (DESIGN.md section 10). A code is
// never shown; it is in the log.
var failures = map[data.Kind]Key{
	data.Internal: FailInternal, data.Invalid: FailInvalid, data.EmptyAnswer: FailEmptyAnswer, data.NoCategory: FailNoCategory,
	data.TooLong: FailTooLong, data.WrongPassword: FailWrongPassword, data.AgentDisabled: FailAgentDisabled,
	data.AgentLocked: FailAgentLocked, data.WeakPassword: FailWeakPassword, data.SessionExpired: FailSessionEnded,
	data.SessionEnded: FailSessionEnded, data.Forbidden: FailForbidden, data.NotFound: FailNotFound, data.CaseHeld: FailCaseHeld,
	data.CaseChanged: FailCaseChanged, data.CaseClosed: FailCaseClosed, data.AlreadySending: FailAlreadySending,
	data.IdempotencyMismatch: FailInternal, data.NotAnswerable: FailNotAnswerable, data.PrivateInPublic: FailPrivateInPublic,
	data.ContractTooOld: FailClientTooOld, data.ContractTooNew: FailServerTooOld, data.TooMany: FailTooMany,
	data.BadPicture: FailBadPicture, data.TooManyPictures: FailTooManyPictures,
	data.Overloaded: FailOverloaded, data.TooLarge: FailTooLarge, data.Unreachable: FailUnreachable,
	data.BadCertificate: FailCertificate, data.NotABackend: FailNotABackend, data.KeyringAbsent: FailKeyring,
	data.DiskFull: FailDiskFull, data.ReadOnlyDisk: FailReadOnlyDisk, data.CorruptStore: FailCorruptStore, data.InUse: FailInUse,
	data.NoWindow: FailNoWindow,
}

// later are the kinds that say when to try again, where the error knows it.
var later = map[data.Kind]Key{data.AgentLocked: FailAgentLockedFor, data.TooMany: FailTooManyFor, data.Overloaded: FailOverloadedFor}

// Failure is the sentence for an error, by its kind; empty for nil.
func (t *Table) Failure(err error) string {
	if err == nil {
		return ""
	}
	kind := data.KindOf(err)
	var e *data.Error
	if errors.As(err, &e) && e.RetryAfter > 0 {
		if k, ok := later[kind]; ok {
			return t.T(k, t.Span(time.Duration(e.RetryAfter)*time.Second))
		}
	}
	if kind == data.WrongPassword && e.Lock > 0 && e.Field == "" {
		return t.wrongPassword(e)
	}
	return t.FailureOf(kind)
}

// wrongPassword says what further tries would bring (login_error.png).
func (t *Table) wrongPassword(e *data.Error) string {
	lock := t.Number((e.Lock + 59) / 60)
	if e.TriesLeft == 0 {
		return t.T(FailPasswordLocked, lock)
	}
	return t.T(FailPasswordTries, t.Number(e.TriesLeft), lock)
}

// FailureOf is the sentence for a kind of error; a kind without one is something unforeseen.
func (t *Table) FailureOf(kind data.Kind) string {
	k, ok := failures[kind]
	if !ok {
		k = FailInternal
	}
	return t.T(k)
}
