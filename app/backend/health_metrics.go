package backend

import (
	"context"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"sociomedio/data/contract"
)

// healthMetrics shows in /metrics how each account stands, as the database has it when it is asked: every process says the same,
// whichever of them reads the account, and also right after a start.
type healthMetrics struct{ b *Backend }

const healthTime = 5 * time.Second

func perAccount(name, help string, more ...string) *prometheus.Desc {
	return prometheus.NewDesc("sociomedio_source_"+name, help, append([]string{"network", "account"}, more...), nil)
}

var (
	lastSuccess  = perAccount("last_success_timestamp_seconds", "When an account was last read without an error; 0: never.")
	lastItem     = perAccount("last_item_timestamp_seconds", "The network's time of the newest thing that came from an account; 0: nothing came.")
	nextPoll     = perAccount("next_poll_timestamp_seconds", "When an account is read next.")
	limitedUntil = perAccount("limited_until_timestamp_seconds", "Until when the network takes no more answers of an account; 0: it takes them.")
	gapsSeen     = perAccount("gaps", "Stretches of time of which the network gave less than happened.")
	stateNow     = perAccount("state", "1 for the state an account is in, 0 for the others.", "state")
)

// Describe names the figures.
func (h healthMetrics) Describe(to chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{lastSuccess, lastItem, nextPoll, limitedUntil, gapsSeen, stateNow} {
		to <- d
	}
}

// Collect reads the accounts. When they can't be read there are no figures: an alarm on their absence is right.
func (h healthMetrics) Collect(to chan<- prometheus.Metric) {
	ctx, cancel := context.WithTimeout(context.Background(), healthTime)
	defer cancel()
	accounts, err := h.b.store.Accounts(ctx)
	if err != nil {
		h.b.log.WarnContext(ctx, "accounts not read for the metrics", "error", err)
		return
	}
	now := h.b.clock()
	for _, a := range accounts {
		if _, connected := h.b.sources.of(a.ID); !connected {
			continue
		}
		show := func(d *prometheus.Desc, value float64, more ...string) {
			to <- prometheus.MustNewConstMetric(d, prometheus.GaugeValue, value, append([]string{string(a.Network), a.Name}, more...)...)
		}
		show(lastSuccess, seconds(a.Health.LastSuccessAt))
		show(lastItem, seconds(a.Health.LastItemAt))
		show(nextPoll, seconds(a.Health.NextPollAt))
		until := a.Health.LimitedUntil
		if !until.After(now) {
			until = time.Time{}
		}
		show(limitedUntil, seconds(until))
		show(gapsSeen, float64(a.Health.Gaps))
		for _, state := range accountStates {
			is := 0.0
			if a.Health.State == state {
				is = 1
			}
			show(stateNow, is, string(state))
		}
	}
}

// seconds is a time as Prometheus counts it; 0 for none.
func seconds(at time.Time) float64 {
	if at.IsZero() {
		return 0
	}
	return float64(at.Unix())
}

var accountStates = []contract.AccountHealthState{
	contract.AccountHealthStateOk, contract.AccountHealthStateSilent, contract.AccountHealthStateLimited, contract.AccountHealthStateReconnect,
	contract.AccountHealthStateNoCredit, contract.AccountHealthStatePaused,
}
