package edge_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"sociomedio/app/backend/serve"
	"sociomedio/app/backend/standin"
	"sociomedio/app/backend/standin/x"
	"sociomedio/data/contract"
)

// What a burst is made of. A third of the webhook calls repeat others, and many overtake the one before.
const (
	burstMentions = 10_000
	burstEvents   = 5_000
	burstPeople   = 2_000
	burstAnswers  = 40  // by an agent, through the backend
	burstOutside  = 200 // by somebody in the networks' own pages
	burstTime     = time.Minute
	burstUnread   = 500 // mentions X still has for us at a time: it gives no more than 800 (x-api §3)
	burstPoll     = serve.Duration(500 * time.Millisecond)
)

// burst is what happened on the networks, by the network's ids.
type burst struct {
	customers, ours map[string]bool
	chance          *rand.Rand
}

// BenchmarkBurst is the day the network of a whole island is down: everybody writes at once, webhooks come twice and out of
// order, and our own posts come back. It fails when one message is missing, is there twice, or took longer than a minute.
func BenchmarkBurst(b *testing.B) {
	for b.Loop() {
		b.StopTimer()
		r := start(b, setup{
			Accounts: []serve.Account{{Network: contract.Twitter, PollEvery: burstPoll}, {Network: contract.Facebook, PollEvery: burstPoll}},
			Networks: standin.Options{X: busyX()},
		})
		r.webhook(contract.Twitter)
		r.webhook(contract.Facebook)
		answered := r.beforeBurst()
		b.StartTimer()
		began := time.Now()
		all := r.burst(answered)
		took := time.Since(began)
		b.StopTimer()
		r.whole(all)
		require.Less(b, took, burstTime)
		b.ReportMetric(took.Seconds(), "s/burst")
		b.ReportMetric(float64(burstMentions+burstEvents)/took.Seconds(), "events/s")
		r.stop()
		b.StartTimer()
	}
}

// beforeBurst are the cases that an agent has on his desk when it begins.
func (r *rig) beforeBurst() []contract.Case {
	for i := range burstAnswers {
		r.mentions(fmt.Sprintf("sabar%d_contoh", i), fmt.Sprintf("apakah sudah ada kabar nomor %d?", i))
	}
	return r.nCases(burstAnswers)
}

// burst lets everything happen, and comes back when the backend knows of all of it.
func (r *rig) burst(desk []contract.Case) burst {
	all := burst{customers: map[string]bool{}, ours: map[string]bool{}, chance: rand.New(rand.NewPCG(6, 10_000))}
	distinct := burstEvents * 2 / 3
	mentions, events, outside, answers := 0, 0, 0, 0
	for mentions < burstMentions || events < distinct {
		for range burstMentions / burstOutside {
			if mentions < burstMentions {
				all.mention(r, mentions)
				mentions++
			}
		}
		for range (distinct + burstOutside - 1) / burstOutside {
			if events < distinct {
				all.event(r, events, distinct)
				events++
			}
		}
		if outside < burstOutside {
			all.outside(r, outside)
			outside++
		}
		if every := burstOutside / burstAnswers; outside%every == 0 && answers < len(desk) {
			r.answer(desk[answers], fmt.Sprintf("Sedang kami perbaiki, jawaban %d. (Anis)", answers))
			answers++
		}
		if mentions-r.countMentions() >= burstUnread {
			r.eventually("mentions are read", func() bool { return mentions-r.countMentions() < burstUnread })
		}
	}
	want := len(all.customers) + len(desk)
	r.eventuallyIn(burstTime, "everything is stored", func() bool {
		return r.count(`SELECT COUNT(*) FROM messages WHERE NOT ours`) >= want &&
			r.count(`SELECT COUNT(*) FROM parts WHERE state = 'sent'`) == len(desk) &&
			r.count(`SELECT COUNT(*) FROM messages WHERE ours AND outside`) >= burstOutside
	})
	ctx, cancel := context.WithTimeout(r.t.Context(), 2*burstTime)
	defer cancel()
	require.NoError(r.t, r.Drain(ctx))
	return all
}

func (r *rig) countMentions() int {
	return r.count(`SELECT COUNT(*) FROM messages WHERE kind = 'mention' AND NOT ours`) - burstAnswers
}

// mention is one that reading brings; of every tenth X tells as well.
func (all *burst) mention(r *rig, i int) {
	in := standin.Injection{
		Network: "twitter", Kind: "mention", From: from(fmt.Sprintf("orang%d_contoh", all.chance.IntN(burstPeople))),
		Text: fmt.Sprintf("internet mati sejak pagi, laporan %d", i), Silent: i%10 != 0, Reorder: i%20 == 0,
	}
	all.customers[r.happens(in).ID] = true
}

// event is one that a webhook brings, half of them twice: a third of all calls repeat others.
func (all *burst) event(r *rig, i, distinct int) {
	in := standin.Injection{Text: fmt.Sprintf("mohon bantuannya, kabar %d", i), Reorder: all.chance.IntN(4) == 0, Repeat: 1}
	if i < burstEvents-distinct {
		in.Repeat = 2
	}
	who := all.chance.IntN(burstPeople)
	switch i % 3 {
	case 0:
		in.Network, in.Kind, in.From = "twitter", "dm", from(fmt.Sprintf("orang%d_contoh", who))
	case 1:
		in.Network, in.Kind, in.From = "facebook", "comment", somebody(fmt.Sprintf("Orang %d", who))
	default:
		in.Network, in.Kind, in.From = "facebook", "messenger", somebody(fmt.Sprintf("Orang %d", who))
	}
	all.customers[r.happens(in).ID] = true
}

// outside is a post of ours that nobody here wrote.
func (all *burst) outside(r *rig, i int) {
	in := standin.Injection{Network: "twitter", Kind: "outside", Text: fmt.Sprintf("Pengumuman %d: sedang diperbaiki", i), Repeat: 2}
	if i%2 == 1 {
		in.Network = "facebook"
	}
	all.ours[r.happens(in).ID] = true
}

// whole fails unless what is stored is just what happened: by number, and id by id.
func (r *rig) whole(all burst) {
	r.delivered()
	r.polled(contract.Twitter)
	r.polled(contract.Facebook)
	require.Equal(r.t, len(all.customers)+burstAnswers, r.count(`SELECT COUNT(*) FROM messages WHERE NOT ours`), "customers' messages")
	require.Equal(r.t, burstAnswers, r.count(`SELECT COUNT(*) FROM messages WHERE ours AND NOT outside`), "answers")
	require.Len(r.t, r.Posts(), burstAnswers, "answers on the network")
	require.Zero(r.t, r.count(`SELECT COUNT(*) FROM cases c JOIN messages m ON m.id = c.message_id WHERE m.ours`), "cases of our own posts")
	require.Zero(r.t, r.count(`SELECT COALESCE(SUM(gaps), 0) FROM accounts`), "gaps")
	for what, ids := range map[string]map[string]bool{"NOT m.ours": all.customers, "m.ours AND m.outside": all.ours} {
		stored := r.externals(what)
		for id := range ids {
			require.Equal(r.t, 1, stored[id], "%s %s", what, id)
		}
	}
	require.Equal(r.t, len(all.ours), r.count(`SELECT COUNT(*) FROM messages WHERE ours AND outside`), "our own posts")
}

// externals are how many messages of a sort have each of the network's ids.
func (r *rig) externals(where string) map[string]int {
	rows, err := r.inside().QueryContext(r.t.Context(), `SELECT x.external_id FROM externals x JOIN messages m ON m.id = x.message_id WHERE `+where)
	require.NoError(r.t, err)
	defer rows.Close()
	all := map[string]int{}
	for rows.Next() {
		var id string
		require.NoError(r.t, rows.Scan(&id))
		all[id]++
	}
	require.NoError(r.t, rows.Err())
	return all
}

// busyX is X without the limits of one small app.
func busyX() x.Options { return x.Options{LimitFactor: 1000} }
