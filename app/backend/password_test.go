package backend

import (
	"context"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"sociomedio/data"
)

// cheap keeps tests quick; the costs are in the hash, so nothing else differs.
var cheap = Hashing{Memory: 64, Time: 1, Threads: 1}

func TestPasswordHash(t *testing.T) {
	ctx := context.Background()
	h, err := newHasher(cheap, 1)
	require.NoError(t, err)
	a, err := h.hash(ctx, "kopi tubruk 7")
	require.NoError(t, err)
	b, err := h.hash(ctx, "kopi tubruk 7")
	require.NoError(t, err)
	require.NotEqual(t, a, b, "each hash has its own salt")
	require.True(t, strings.HasPrefix(a, "$argon2id$v=19$m=64,t=1,p=1$"), a)

	ok, stale, err := h.matches(ctx, a, "kopi tubruk 7")
	require.NoError(t, err)
	require.True(t, ok)
	require.False(t, stale)
	ok, _, err = h.matches(ctx, a, "kopi tubruk 8")
	require.NoError(t, err)
	require.False(t, ok)

	composed, decomposed := "caf\u00e9 pagi hari", "cafe\u0301 pagi hari"
	c, err := h.hash(ctx, composed)
	require.NoError(t, err)
	ok, _, err = h.matches(ctx, c, decomposed)
	require.NoError(t, err)
	require.True(t, ok, "both ways to type é are one password")

	dearer, err := newHasher(Hashing{Memory: 128, Time: 1, Threads: 1}, 1)
	require.NoError(t, err)
	ok, stale, err = dearer.matches(ctx, a, "kopi tubruk 7")
	require.NoError(t, err)
	require.True(t, ok, "an old hash stays valid")
	require.True(t, stale, "and is to be renewed")
}

func TestDamagedHashesAreErrors(t *testing.T) {
	h, err := newHasher(cheap, 1)
	require.NoError(t, err)
	for _, encoded := range []string{
		"", "plain", "$argon2i$v=19$m=64,t=1,p=1$c2FsdHNhbHQ$aGFzaA", "$argon2id$v=19$m=64,t=1,p=1$!!$!!",
		"$argon2id$v=19$m=99999999,t=1,p=1$c2FsdHNhbHRzYWx0$" + strings.Repeat("A", 43),
		"$argon2id$v=19$m=64,t=0,p=1$c2FsdHNhbHRzYWx0$" + strings.Repeat("A", 43),
	} {
		ok, _, err := h.matches(context.Background(), encoded, "x")
		require.False(t, ok, encoded)
		require.Error(t, err, encoded)
	}
}

func TestHashingWaitsForAPlaceNoLongerThanItsCaller(t *testing.T) {
	h, err := newHasher(cheap, 1)
	require.NoError(t, err)
	require.True(t, h.slots.TryAcquire(1))
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	_, err = h.hash(ctx, "kopi tubruk 7")
	require.ErrorIs(t, err, context.Canceled)
}

func TestPasswordRules(t *testing.T) {
	for password, weak := range map[string]bool{
		"kopi tubruk 7":           false,
		"kata sandi anda":         false,
		"日本語日本語パスワード":             false,
		"short 1":                 true,
		"aaaaaaaaaaaa":            true,
		"my anis password":        true,
		"MY ANIS PASSWORD":        true,
		strings.Repeat("ab", 200): true,
		"nul\x00 in the middle":   true,
		"broken \xff utf-8 here":  true,
	} {
		err := CheckPassword("anis", password)
		if weak {
			require.Equal(t, data.WeakPassword, data.KindOf(err), password)
		} else {
			require.NoError(t, err, password)
		}
	}
}

func BenchmarkDefaultHashing(b *testing.B) {
	h, err := newHasher(DefaultHashing(), 1)
	require.NoError(b, err)
	for b.Loop() {
		_, err := h.hash(context.Background(), "kopi tubruk 7")
		require.NoError(b, err)
	}
}
