package storage_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"sociomedio/app/backend/channel"
	"sociomedio/app/backend/storage"
	"sociomedio/data"
	"sociomedio/data/contract"
)

// races is how often two agents race: few in every test, 10,000 in make crash.
func races(t *testing.T) int {
	t.Helper()
	n, err := strconv.Atoi(os.Getenv("SOCIOMEDIO_RACES"))
	if err != nil {
		return 150
	}
	return n
}

// TestTwoAgentsNeverAnswerOneState: two agents who see the same state of a case answer at the same moment, through two processes
// where there can be two, while the customer may write and a worker may deliver. One state has one answer; a second one only when
// its agent said "send anyway", and then that is in the case's log.
func TestTwoAgentsNeverAnswerOneState(t *testing.T) {
	for name, database := range map[string]func(testing.TB) string{"SQLite": sqliteFile, "PostgreSQL": cluster.Database} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			newRace(t, database(t)).run(races(t))
		})
	}
}

// lanes is how many cases are raced for at a time, each by its own two calls.
const lanes = 4

// race is the two agents and what they race for.
type race struct {
	t       *testing.T
	stores  [2]*storage.Store // of two processes; on SQLite one
	agents  [2]storage.Agent
	account storage.Account
	path    []contract.ID

	mu    sync.Mutex
	count map[string]int // how it ended
}

func newRace(t *testing.T, dsn string) *race {
	r := &race{t: t, count: map[string]int{}}
	ctx := t.Context()
	for i := range r.stores {
		if i == 1 && dsn[:6] == "sqlite" {
			r.stores[1] = r.stores[0]
			break
		}
		s, err := storage.Open(ctx, dsn, storage.Options{})
		require.NoError(t, err)
		t.Cleanup(func() { require.NoError(t, s.Close()) })
		r.stores[i] = s
	}
	var err error
	r.account, err = r.stores[0].UpsertAccount(ctx, storage.Account{Network: contract.Twitter, ExternalID: "900", Name: "TelkomCare"})
	require.NoError(t, err)
	for i, name := range []string{"anis", "budi"} {
		r.agents[i], err = r.stores[0].AddAgent(ctx, storage.NewAgent{Username: name, Name: name, Role: contract.RoleAgent})
		require.NoError(t, err)
	}
	require.NoError(t, r.stores[0].ImportCatalogue(ctx, []string{"Category"}, [][]string{{"Komplain"}}))
	catalogue, err := r.stores[0].Catalogue(ctx)
	require.NoError(t, err)
	r.path = []contract.ID{catalogue.Nodes[0].ID}
	return r
}

func (r *race) run(rounds int) {
	seed := rand.Uint64()
	r.t.Log("seed", seed)
	var all sync.WaitGroup
	for lane := range lanes {
		dice := rand.New(rand.NewPCG(seed, uint64(lane)))
		all.Go(func() {
			for round := lane; round < rounds && !r.t.Failed(); round += lanes {
				r.round(round, dice)
			}
		})
	}
	all.Wait()
	r.t.Log(rounds, "races:", r.count)
	require.Positive(r.t, r.count["one answer"])
}

// attempt is one agent's answer.
type attempt struct {
	anyway bool
	saved  bool
	kind   data.Kind
}

func (r *race) round(round int, dice *rand.Rand) {
	ctx, s := r.t.Context(), r.stores[0]
	r.writes(round, 0)
	c := r.newest(round)
	var tries [2]attempt
	var all sync.WaitGroup
	for i := range tries {
		tries[i].anyway = dice.IntN(3) == 0
		all.Go(func() {
			_, created, err := r.stores[i].SaveAnswer(ctx, r.agents[i].ID, c.ID, fmt.Sprint("k", round), contract.NewAnswer{
				TargetMessageID: c.MessageID, CaseVersion: c.Version, Path: r.path, ReplyType: "normal", Visibility: contract.Private,
				Text: r.agents[i].Name, Parts: []string{r.agents[i].Name}, SendAnyway: tries[i].anyway, OpenedAt: c.ReceivedAt,
			})
			tries[i].saved, tries[i].kind = created, data.KindOf(err)
		})
	}
	if dice.IntN(3) == 0 {
		all.Go(func() { r.writes(round, 1) })
	}
	if dice.IntN(2) == 0 {
		all.Go(func() { r.delivers(r.stores[1]) })
	}
	all.Wait()
	r.check(round, c, tries)
	r.delivers(s)
	for _, a := range r.agents { // whoever may: what waits would only make the next rounds slower
		_, err := s.MarkOutside(ctx, a.ID, c.ID, contract.Outside{Path: r.path})
		if k := data.KindOf(err); k != "" {
			require.Contains(r.t, []data.Kind{data.CaseHeld, data.CaseClosed, data.AlreadySending}, k)
		}
	}
}

// check looks at what the two left behind.
func (r *race) check(round int, c contract.Case, tries [2]attempt) {
	r.t.Helper()
	saved, plain, anyway := 0, 0, 0
	for _, a := range tries {
		if !a.saved {
			require.Contains(r.t, []data.Kind{data.CaseHeld, data.CaseChanged}, a.kind, "round %d", round)
			continue
		}
		saved++
		if !a.anyway {
			plain++
		}
	}
	page, err := r.stores[0].Handlings(r.t.Context(), c.Customer.ID, "", 10)
	require.NoError(r.t, err)
	require.Len(r.t, page.Handlings, saved, "round %d: a handling record for each that was taken", round)
	unmarked := 0
	for _, h := range page.Handlings {
		if h.Answers[0].SentAnyway {
			anyway++
		} else {
			unmarked++
		}
	}
	require.LessOrEqual(r.t, unmarked, 1, "round %d: two answers to one state", round)
	require.LessOrEqual(r.t, plain, 1, "round %d", round)
	log, err := r.stores[0].CaseLog(r.t.Context(), c.ID)
	require.NoError(r.t, err)
	logged := 0
	for _, l := range log {
		if l.What == "sent_anyway" {
			logged++
		}
	}
	require.Equal(r.t, anyway, logged, "round %d: sent anyway, and recorded", round)
	r.mu.Lock()
	defer r.mu.Unlock()
	switch {
	case saved == 0:
		r.count["none: the customer wrote first"]++
	case anyway > 0:
		r.count["sent anyway, recorded"]++
	default:
		r.count["one answer"]++
	}
}

// writes lets the round's customer write a direct message.
func (r *race) writes(round, n int) {
	p := channel.Person{ID: fmt.Sprint("p", round), Handle: fmt.Sprint("orang", round), Name: "Orang"}
	_, err := r.stores[0].Intake(r.t.Context(), r.account.ID, "poll", channel.Batch{Events: []channel.Event{{
		Type: channel.Wrote, At: time.Now(), Message: channel.Message{
			Kind: contract.MessageKindDm, ExternalID: fmt.Sprint(round, "-", n), Thread: p.ID, Private: true, Author: p, Customer: p, OpensCase: true, Text: "halo",
		},
	}}})
	if err != nil {
		r.t.Error(err)
	}
}

func (r *race) newest(round int) contract.Case {
	r.t.Helper()
	page, err := r.stores[0].Cases(r.t.Context(), storage.CaseFilter{State: contract.CaseStateWaiting}, "", 100)
	require.NoError(r.t, err)
	for _, c := range page.Cases {
		if c.Customer.Handle == fmt.Sprint("orang", round) {
			return c
		}
	}
	require.FailNow(r.t, "no case")
	return contract.Case{}
}

func (r *race) delivers(s *storage.Store) {
	jobs, err := s.ClaimParts(r.t.Context(), "worker", 10, time.Minute)
	if err != nil {
		r.t.Error(err)
	}
	for _, j := range jobs {
		if err := s.PartSent(r.t.Context(), j.Claim, channel.Sent{ExternalID: "posted " + j.PartID}); err != nil {
			r.t.Error(err)
		}
	}
}
