package backend

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"sociomedio/data/contract"
)

func TestPartsAreCountedAsTheirNetworkCounts(t *testing.T) {
	limits := contract.AccountLimits{Public: 280, Private: 10000}
	url := "https://example.com/" + strings.Repeat("a", 300)
	for name, c := range map[string]struct {
		part       string
		network    contract.Network
		visibility contract.Visibility
		n, limit   int
	}{
		"X counts a URL as 23":         {"lihat " + url, contract.Twitter, contract.Public, 29, 280},
		"X counts Japanese twice":      {"日本", contract.Twitter, contract.Public, 4, 280},
		"X counts an emoji as 2":       {"👩‍👩‍👧", contract.Twitter, contract.Public, 2, 280},
		"a direct message is not so":   {"lihat " + url, contract.Twitter, contract.Private, 326, 10000},
		"Facebook counts code points":  {"日本", contract.Facebook, contract.Public, 2, 280},
		"Messenger counts code points": {url, contract.Facebook, contract.Private, 320, 10000},
	} {
		n, limit := size(c.part, c.network, c.visibility, limits)
		require.Equal(t, []int{c.n, c.limit}, []int{n, limit}, name)
	}
}
