package facebook

import (
	"encoding/json"
	"time"

	"sociomedio/app/backend/channel"
)

// Shares of what a page may call (§8), in percent.
const (
	slowAt = 75
	stopAt = 95
)

// usage is how much of what a page may call is used up, and when it can call again.
type usage struct {
	percent int64
	regain  time.Duration
}

// worse joins two.
func (u usage) worse(v usage) usage {
	return usage{percent: max(u.percent, v.percent), regain: max(u.regain, v.regain)}
}

// pause is how long reading is to rest because of it: answers go first, and they need what is left.
func (u usage) pause() time.Duration {
	switch {
	case u.percent >= stopAt:
		return max(u.regain, 5*time.Minute)
	case u.percent >= slowAt:
		return 2 * time.Minute
	}
	return 0
}

type usageShares struct {
	Calls  channel.Number `json:"call_count"`
	CPU    channel.Number `json:"total_cputime"`
	Time   channel.Number `json:"total_time"`
	Regain channel.Number `json:"estimated_time_to_regain_access"` // minutes
}

func (s usageShares) usage() usage {
	minutes := min(max(s.Regain, 0), 24*60)
	return usage{percent: int64(max(s.Calls, s.CPU, s.Time)), regain: time.Duration(minutes) * time.Minute}
}

// usageOf reads the headers of an answer; what can't be read says nothing.
func usageOf(a channel.Answer) usage {
	var u usage
	for _, name := range []string{"X-App-Usage", "X-Page-Usage"} {
		var one usageShares
		if channel.Decode([]byte(a.Header.Get(name)), &one) == nil {
			u = u.worse(one.usage())
		}
	}
	var byCase map[string]json.RawMessage
	if channel.Decode([]byte(a.Header.Get("X-Business-Use-Case-Usage")), &byCase) == nil {
		for _, raw := range byCase {
			var list channel.List[usageShares]
			if channel.Decode(raw, &list) != nil {
				continue
			}
			for _, one := range list {
				u = u.worse(one.usage())
			}
		}
	}
	return u
}
