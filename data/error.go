// Package data is what client and backend both know: the kinds of error here, the contract's words in data/contract; and
// what the client keeps: remote (the contract called over HTTP), local (SQLite), keys (the OS keyring), settings.
package data

import (
	"errors"
	"net/http"
)

// Kind says what went wrong, as a stable code: it is the `code` of the contract's Problem and the key of the sentence that
// the agent reads. A Kind never carries customer data.
type Kind string

// The kinds. Those with a status in statuses travel over the contract; the others arise on the client alone.
const (
	Internal            Kind = "internal"             // anything unforeseen; only its request id is shown
	Invalid             Kind = "invalid"              // the request breaks the contract; Field says where
	EmptyAnswer         Kind = "empty_answer"         // nothing to send
	NoCategory          Kind = "no_category"          // the catalogue path is missing or does not end at a leaf
	TooLong             Kind = "too_long"             // a part is over the network's limit
	WrongPassword       Kind = "wrong_password"       // unknown user or wrong password: never said which
	AgentDisabled       Kind = "agent_disabled"       // right password, but the account is switched off
	AgentLocked         Kind = "agent_locked"         // too many wrong passwords; RetryAfter says how long
	WeakPassword        Kind = "weak_password"        // the new password breaks a rule
	SessionExpired      Kind = "session_expired"      // access token unknown or too old; a refresh may help
	SessionEnded        Kind = "session_ended"        // refresh token unknown, used twice or too old: sign in again
	Forbidden           Kind = "forbidden"            // the role may not do this
	NotFound            Kind = "not_found"            // no such thing, or none this agent may see
	CaseHeld            Kind = "case_held"            // a colleague holds the case
	CaseChanged         Kind = "case_changed"         // something the customer can see changed since case_version
	CaseClosed          Kind = "case_closed"          // the case is over
	AlreadySending      Kind = "already_sending"      // a part has left, nothing can be taken back
	IdempotencyMismatch Kind = "idempotency_mismatch" // the key was used with another body
	NotAnswerable       Kind = "not_answerable"       // the network will refuse: Answerable says why
	PrivateInPublic     Kind = "private_in_public"    // a private message can't be answered in public
	ContractTooOld      Kind = "contract_too_old"     // the client is more than one version behind
	ContractTooNew      Kind = "contract_too_new"     // the backend is more than one version behind
	TooMany             Kind = "too_many"             // slow down; RetryAfter says how long
	Overloaded          Kind = "overloaded"           // the backend is busy; RetryAfter says how long
	TooLarge            Kind = "too_large"            // the body is over the limit
	BadPicture          Kind = "bad_picture"          // not a JPEG or PNG picture, or a damaged one
	TooManyPictures     Kind = "too_many_pictures"    // more than the network takes with one answer

	Unreachable    Kind = "unreachable"     // no connection to the backend
	BadCertificate Kind = "bad_certificate" // TLS failed: the certificate is not trusted
	NotABackend    Kind = "not_a_backend"   // what answered does not speak the contract (HTML, garbage)
	KeyringAbsent  Kind = "keyring_absent"  // no keyring: the token stays in memory
	DiskFull       Kind = "disk_full"
	ReadOnlyDisk   Kind = "read_only_disk"
	CorruptStore   Kind = "corrupt_store"
	InUse          Kind = "in_use"    // another copy works with this data folder
	NoWindow       Kind = "no_window" // no display, or no OpenGL on it
)

// statuses is the one table between kinds and HTTP, read in both directions.
var statuses = map[Kind]int{
	Internal: http.StatusInternalServerError, Invalid: http.StatusBadRequest, EmptyAnswer: http.StatusUnprocessableEntity,
	NoCategory: http.StatusUnprocessableEntity, TooLong: http.StatusUnprocessableEntity, WeakPassword: http.StatusUnprocessableEntity,
	PrivateInPublic: http.StatusUnprocessableEntity, NotAnswerable: http.StatusUnprocessableEntity,
	BadPicture: http.StatusUnprocessableEntity, TooManyPictures: http.StatusUnprocessableEntity,
	WrongPassword: http.StatusUnauthorized, SessionExpired: http.StatusUnauthorized, SessionEnded: http.StatusUnauthorized,
	AgentDisabled: http.StatusForbidden, Forbidden: http.StatusForbidden, AgentLocked: http.StatusTooManyRequests,
	TooMany: http.StatusTooManyRequests, NotFound: http.StatusNotFound, CaseHeld: http.StatusConflict,
	CaseChanged: http.StatusConflict, CaseClosed: http.StatusConflict, AlreadySending: http.StatusConflict,
	IdempotencyMismatch: http.StatusConflict, ContractTooOld: http.StatusUpgradeRequired, ContractTooNew: http.StatusUpgradeRequired,
	Overloaded: http.StatusServiceUnavailable, TooLarge: http.StatusRequestEntityTooLarge,
}

// Status is the HTTP status a kind travels with; kinds that never travel answer 500.
func (k Kind) Status() int {
	if s, ok := statuses[k]; ok {
		return s
	}
	return http.StatusInternalServerError
}

// Error is every error that reaches a person: what kind it is, one sentence in English that is safe to show and to log
// (the client shows its own, translated by Kind), and the cause, which is only logged.
type Error struct {
	Kind       Kind
	Sentence   string
	Field      string // the field of the request or form that is meant
	RetryAfter int    // seconds; 0 when unknown
	TriesLeft  int    // with WrongPassword: how many more wrong ones there may be before a lock
	Lock       int    // with WrongPassword: how many seconds that lock lasts; with no tries left it has begun. 0 when unknown
	Cause      error
}

// Error is the sentence and the cause: for logs, so a cause never holds message text, tokens or customer data.
func (e *Error) Error() string {
	s := string(e.Kind) + ": " + e.Sentence
	if e.Cause != nil {
		s += ": " + e.Cause.Error()
	}
	return s
}

// Unwrap gives the cause to errors.Is and errors.As.
func (e *Error) Unwrap() error { return e.Cause }

// Fail makes an Error of a kind with its sentence and, when there is one, its cause.
func Fail(kind Kind, sentence string, cause error) error {
	return &Error{Kind: kind, Sentence: sentence, Cause: cause}
}

// KindOf is the kind of the first Error in err's chain; Internal for every other error and "" for nil.
func KindOf(err error) Kind {
	if err == nil {
		return ""
	}
	var e *Error
	if errors.As(err, &e) {
		return e.Kind
	}
	return Internal
}
