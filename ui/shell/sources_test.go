package shell

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"sociomedio/data/contract"
	"sociomedio/ui/words"
)

// What is known of an account's reading is told: when it was read and will be, what last came, limits, gaps, costs; and the status line
// says what is the matter, a budget that is nearly used up too.
func TestHowASourceIs(t *testing.T) {
	table, err := words.Load(words.Indonesian, words.Zone("WIB"))
	require.NoError(t, err)
	at := time.Date(2026, 11, 24, 14, 10, 0, 0, words.Zone("WIB"))
	h := contract.AccountHealth{
		State: contract.AccountHealthStateOk, LastSuccessAt: at, NextPollAt: at.Add(time.Minute), LastItemAt: at.Add(-time.Hour),
		LimitedUntil: at.Add(5 * time.Minute), Gaps: 2, SpentDollars: 1234.505, BudgetDollars: 2000,
	}
	require.Equal(t, []string{
		"Terakhir dibaca 14:10:00 · berikutnya 14:11:00", "Pesan terakhir masuk 24/11/2026 13:10:00", table.T(words.LimitedUntil, "14:15"),
		"2 rentang tidak terbaca: periksa langsung di jaringannya", "Biaya bulan ini $1.234,51 dari $2.000,00",
	}, sourceFacts(table, h))
	require.Empty(t, sourceFacts(table, contract.AccountHealth{}))
	require.Empty(t, healthWord(table, contract.Account{Health: h}))
	h.SpentDollars = 1600
	require.Equal(t, "Biaya hampir habis", healthWord(table, contract.Account{Health: h}))
	for state, word := range map[contract.AccountHealthState]string{
		contract.AccountHealthStateSilent: "tidak menjawab", contract.AccountHealthStateReconnect: "perlu disambungkan ulang",
		contract.AccountHealthStateNoCredit: "kuota habis", contract.AccountHealthStatePaused: "dijeda",
		contract.AccountHealthStateLimited: "batas permintaan tercapai, lanjut 14:15",
	} {
		h.State = state
		require.Equal(t, word, healthWord(table, contract.Account{Health: h}))
	}
}
