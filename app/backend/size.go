package backend

import (
	"sociomedio/app/answer"
	"sociomedio/data/contract"
)

// size is how long a part is as its network counts, and how long it may be.
func size(part string, network contract.Network, v contract.Visibility, limits contract.AccountLimits) (n, limit int) {
	rules := answer.Rules{Limit: limits.Public, Weighted: network == contract.Twitter}
	if v == contract.Private {
		rules = answer.Rules{Limit: limits.Private}
	}
	return rules.Count(part), rules.Limit
}
