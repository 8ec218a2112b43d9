package backend

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"golang.org/x/crypto/argon2"
	"golang.org/x/sync/semaphore"
	"golang.org/x/text/unicode/norm"

	"sociomedio/data"
)

// Hashing are the costs of argon2id. They are written into every hash, so they can be raised at any time: old hashes stay
// valid and are renewed at the next sign-in.
type Hashing struct {
	Memory  uint32 // KiB
	Time    uint32 // passes
	Threads uint8
}

// DefaultHashing takes about 50 ms on one core of a small server.
func DefaultHashing() Hashing { return Hashing{Memory: 32 * 1024, Time: 3, Threads: 1} }

// Rules of a password, said before it is typed (5.2, Change Password).
const (
	MinPassword          = 10 // characters
	MaxPassword          = 200
	minDifferentInSecret = 5 // different characters
)

const (
	saltBytes = 16
	hashBytes = 32
)

// hasher makes and checks password hashes, at most slots of them at a time: each costs Memory, and a crowd that signs in
// at once must not take the machine down.
type hasher struct {
	costs Hashing
	slots *semaphore.Weighted
	decoy string // what an unknown user's password is compared with, so that it takes as long
}

func newHasher(costs Hashing, slots int64) (*hasher, error) {
	h := &hasher{costs: costs, slots: semaphore.NewWeighted(slots)}
	decoy, err := h.hash(context.Background(), rand.Text())
	if err != nil {
		return nil, err
	}
	h.decoy = decoy
	return h, nil
}

// hash gives $argon2id$v=19$m=..,t=..,p=..$salt$hash.
func (h *hasher) hash(ctx context.Context, password string) (string, error) {
	salt := make([]byte, saltBytes)
	if _, err := rand.Read(salt); err != nil {
		return "", fmt.Errorf("salt: %w", err)
	}
	sum, err := h.sum(ctx, password, salt, h.costs)
	if err != nil {
		return "", err
	}
	b64 := base64.RawStdEncoding
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, h.costs.Memory, h.costs.Time, h.costs.Threads,
		b64.EncodeToString(salt), b64.EncodeToString(sum)), nil
}

// matches says whether password belongs to encoded, and whether encoded was made with other costs than today's.
func (h *hasher) matches(ctx context.Context, encoded, password string) (ok, stale bool, err error) {
	costs, salt, want, err := parseHash(encoded)
	if err != nil {
		return false, false, err
	}
	got, err := h.sum(ctx, password, salt, costs)
	if err != nil {
		return false, false, err
	}
	return subtle.ConstantTimeCompare(got, want) == 1, costs != h.costs, nil
}

func (h *hasher) sum(ctx context.Context, password string, salt []byte, costs Hashing) ([]byte, error) {
	if err := h.slots.Acquire(ctx, 1); err != nil {
		return nil, err
	}
	defer h.slots.Release(1)
	secret := []byte(norm.NFC.String(password)) // the same password, whichever way the keyboard composes it
	return argon2.IDKey(secret, salt, costs.Time, costs.Memory, costs.Threads, hashBytes), nil
}

var errHash = errors.New("password hash is not readable")

func parseHash(encoded string) (Hashing, []byte, []byte, error) {
	fields := strings.Split(encoded, "$")
	if len(fields) != 6 || fields[0] != "" || fields[1] != "argon2id" || fields[2] != fmt.Sprintf("v=%d", argon2.Version) {
		return Hashing{}, nil, nil, errHash
	}
	var c Hashing
	if n, err := fmt.Sscanf(fields[3], "m=%d,t=%d,p=%d", &c.Memory, &c.Time, &c.Threads); err != nil || n != 3 {
		return Hashing{}, nil, nil, errHash
	}
	// Bounds keep a damaged row from taking all memory or time.
	if c.Memory < 8 || c.Memory > 1<<20 || c.Time < 1 || c.Time > 50 || c.Threads < 1 {
		return Hashing{}, nil, nil, errHash
	}
	salt, err1 := base64.RawStdEncoding.DecodeString(fields[4])
	sum, err2 := base64.RawStdEncoding.DecodeString(fields[5])
	if err1 != nil || err2 != nil || len(salt) < 8 || len(sum) != hashBytes {
		return Hashing{}, nil, nil, errHash
	}
	return c, salt, sum, nil
}

// CheckPassword says which rule a new password breaks; nil when none. Its error is a data.Error of kind WeakPassword.
func CheckPassword(username, password string) error {
	weak := func(sentence string) error {
		return &data.Error{Kind: data.WeakPassword, Sentence: sentence, Field: "new"}
	}
	if !utf8.ValidString(password) || strings.ContainsRune(password, 0) {
		return weak("The password has characters that can't be typed.")
	}
	length := utf8.RuneCountInString(password)
	if length < MinPassword || length > MaxPassword {
		return weak(fmt.Sprintf("The password needs %d to %d characters.", MinPassword, MaxPassword))
	}
	different := map[rune]bool{}
	for _, r := range strings.ToLower(password) {
		different[r] = true
	}
	if len(different) < minDifferentInSecret {
		return weak(fmt.Sprintf("The password needs at least %d different characters.", minDifferentInSecret))
	}
	if len(username) >= 3 && strings.Contains(strings.ToLower(password), strings.ToLower(username)) {
		return weak("The password must not hold the user name.")
	}
	return nil
}

// HashPassword checks a new password of an agent against the rules and gives its hash; zero costs mean DefaultHashing.
// Error: WeakPassword.
func HashPassword(ctx context.Context, username, password string, costs Hashing) (string, error) {
	if err := CheckPassword(username, password); err != nil {
		return "", err
	}
	if costs == (Hashing{}) {
		costs = DefaultHashing()
	}
	h := &hasher{costs: costs, slots: semaphore.NewWeighted(1)}
	return h.hash(ctx, password)
}
