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

// LongestPicture is how large a picture may be on any network, in bytes.
const LongestPicture = 8 << 20

// Limits are what an account takes in one answer: the characters as they are configured, the pictures as the network has it (X:
// x-api §8; Facebook takes one picture in a comment, and in Messenger each is a message of its own).
func Limits(network contract.Network, configured contract.AccountLimits) contract.AccountLimits {
	switch network {
	case contract.Twitter:
		configured.PublicPictures = contract.PictureLimits{Count: 4, Bytes: 5 << 20}
		configured.PrivatePictures = contract.PictureLimits{Count: 1, Bytes: 5 << 20}
	case contract.Facebook:
		configured.PublicPictures = contract.PictureLimits{Count: 1, Bytes: 4 << 20}
		configured.PrivatePictures = contract.PictureLimits{Count: 4, Bytes: LongestPicture}
	}
	return configured
}
