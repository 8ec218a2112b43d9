package backend

import (
	"unicode/utf8"

	"sociomedio/data/contract"
)

// size is how long a part is as its network counts, and how long it may be.
func size(part string, network contract.Network, v contract.Visibility, limits contract.AccountLimits) (n, limit int) {
	if v == contract.Private {
		return utf8.RuneCountInString(part), limits.Private
	}
	return utf8.RuneCountInString(part), limits.Public
}
