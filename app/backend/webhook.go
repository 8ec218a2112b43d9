package backend

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"slices"

	"sociomedio/app/backend/channel"
	"sociomedio/data"
	"sociomedio/data/contract"
)

// Webhook takes one call of a network for one account: a handshake is answered as the network wants it, events are stored
// before the answer says so. A signature that isn't right is the channel's *channel.Error, and nothing is stored. The same bytes
// again are answered alike, so that the network is content, and have no effect (storage.WebhookWindow).
func (b *Backend) Webhook(ctx context.Context, network contract.Network, account string, call *http.Request, body []byte) (channel.Reply, error) {
	s, ok := b.sources.named(network, account)
	if !ok {
		return channel.Reply{}, data.Fail(data.NotFound, "There is no such account.", nil)
	}
	d, err := s.Channel.Webhook(call.Method, call.Header, call.URL.Query(), body)
	if err != nil {
		b.metrics.webhooks.WithLabelValues(s.Name, "refused").Inc()
		b.log.WarnContext(ctx, "webhook refused", "account", s.Name, "error", err)
		return channel.Reply{}, err
	}
	if d.Reply != nil {
		b.metrics.webhooks.WithLabelValues(s.Name, "handshake").Inc()
		return *d.Reply, nil
	}
	result := "stored"
	digest := sha256.Sum256(body)
	for _, one := range b.shared(ctx, s, d.Events) {
		replayed, err := b.intake(ctx, one.source, sourceWebhook, channel.Batch{Events: one.events, Digest: hex.EncodeToString(digest[:])})
		if err != nil {
			b.metrics.webhooks.WithLabelValues(s.Name, "failed").Inc()
			return channel.Reply{}, err
		}
		if replayed {
			result = "replayed"
		}
	}
	b.metrics.webhooks.WithLabelValues(s.Name, result).Inc()
	b.metrics.called.WithLabelValues(s.Name).Set(float64(b.clock().Unix()))
	return channel.Reply{Status: http.StatusOK, ContentType: "text/plain; charset=utf-8", Body: []byte("ok")}, nil
}

type share struct {
	source *source
	events []channel.Event
}

// shared gives each event to the account it is for: one app's webhook may serve several. What is for an account that isn't
// connected here is counted and left.
func (b *Backend) shared(ctx context.Context, s *source, events []channel.Event) []share {
	var all []share
	for _, e := range events {
		to := s
		if e.Account != "" && e.Account != s.ExternalID {
			other, ok := b.sources.named(s.Network, e.Account)
			if !ok {
				b.metrics.webhooks.WithLabelValues(s.Name, "foreign").Inc()
				b.log.WarnContext(ctx, "webhook for an account that isn't connected", "account", s.Name)
				continue
			}
			to = other
		}
		at := slices.IndexFunc(all, func(one share) bool { return one.source == to })
		if at < 0 {
			at, all = len(all), append(all, share{source: to})
		}
		all[at].events = append(all[at].events, e)
	}
	return all
}
