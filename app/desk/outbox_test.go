package desk_test

import (
	"context"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"sociomedio/app/backend/channel"
	"sociomedio/app/desk"
	"sociomedio/data"
	"sociomedio/data/contract"
)

// The whole way of 5.3.1-5.3.8: a case comes in, is taken, read, answered, and the answer is on the network.
func TestAnswerGoesOut(t *testing.T) {
	c := newCentre(t)
	m := newMachine(t, c.url)
	m.signIn("anis")
	held := m.holds(c, c.twitter, "Budi", "@TelkomCare internet lambat", "")
	v, err := m.Open(held.ID)
	require.NoError(t, err)
	require.True(t, v.Mine)
	require.Equal(t, "@TelkomCare internet lambat", v.Message.Text)
	f := m.filled(held, "Mohon maaf Kak")
	require.Equal(t, "@budi Mohon maaf Kak", f.Text)
	_, err = m.SaveDraft(context.Background(), f)
	require.NoError(t, err)
	require.True(t, m.row(held.ID).Draft)

	item := m.save(f)
	require.Equal(t, desk.Queued, item.State)
	m.untilSent(1)
	require.Equal(t, []string{"@budi Mohon maaf Kak (anis)"}, c.twitter.net.texts())
	m.until("the case has left the inbox", func() bool { return m.row(held.ID).Gone })
	require.Equal(t, []string{"@TelkomCare internet lambat", "@budi Mohon maaf Kak (anis)"}, m.texts(held.Customer.ID))
	m.until("the figures are renewed", func() bool { return m.Today().Answered == 1 })
	handlings, _, err := m.Handlings(held.Customer.ID, time.Time{}, 0)
	require.NoError(t, err)
	require.Len(t, handlings, 1)
	require.Equal(t, []string{"Komplain", "Internet", "Lambat"}, handlings[0].Labels)
	require.Equal(t, contract.DeliveryStateSent, handlings[0].State)
	blank, err := m.Form(held.ID, "")
	require.NoError(t, err)
	require.Equal(t, "@budi ", blank.Text, "the draft went with the answer")
}

// An answer whose confirmation is lost is asked for again with the same key: the customer gets it once.
func TestLostAnswers(t *testing.T) {
	c := newCentre(t)
	m := newMachine(t, c.url)
	m.signIn("anis")
	held := m.holds(c, c.twitter, "Budi", "internet lambat", "")
	c.line.lose("/answers", 3)
	c.line.lose("/notes", 2)
	m.save(m.filled(held, "Mohon maaf"))
	_, err := m.AddNote(t.Context(), held.ID, "sudah dicek")
	require.NoError(t, err)
	m.untilSent(1)
	require.Equal(t, []string{"@budi Mohon maaf (anis)"}, c.twitter.net.texts())
	require.Len(t, c.handlings(held.Customer.ID), 1)
	require.Equal(t, 4, c.line.count("/answers"), "asked until it was said")
	m.until("the note is here once", func() bool {
		page, err := m.History(desk.HistoryQuery{CustomerID: held.Customer.ID, Only: desk.OnlyNotes})
		require.NoError(t, err)
		return len(page.Entries) == 1 && page.Entries[0].Note != nil
	})
	history, err := c.store.Messages(t.Context(), held.Customer.ID, "", 50)
	require.NoError(t, err)
	require.Len(t, history.Notes, 1)
}

// What may have arrived is not taken back, and survives the end of the program.
func TestUnknownSurvives(t *testing.T) {
	c := newCentre(t)
	m := newMachine(t, c.url)
	m.signIn("anis")
	held := m.holds(c, c.twitter, "Budi", "internet lambat", "")
	c.line.lose("/answers", 1000)
	item := m.save(m.filled(held, "Mohon maaf"))
	m.untilState(item.ID, desk.Unknown)
	_, err := m.Edit(t.Context(), item.ID)
	require.Equal(t, data.AlreadySending, data.KindOf(err))
	require.Equal(t, data.AlreadySending, data.KindOf(m.Discard(t.Context(), item.ID)))
	m.stop()

	c.line.heal()
	c.line.keep()
	m.start()
	m.signIn("anis")
	m.untilSent(1)
	require.Equal(t, []string{"@budi Mohon maaf (anis)"}, c.twitter.net.texts())
}

func TestOutboxOffline(t *testing.T) {
	c := newCentre(t)
	m := newMachine(t, c.url)
	m.signIn("anis")
	budi := m.holds(c, c.twitter, "Budi", "internet lambat", "")
	siti := m.holds(c, c.twitter, "Siti", "tagihan naik", "")
	m.until("it is connected", m.connected)
	c.line.breaks()
	m.until("the outage is said", func() bool { return m.Connection().State == desk.Unreachable })
	first := m.save(m.filled(budi, "Satu"))
	next, err := m.FollowUp(budi.ID, "")
	require.NoError(t, err)
	require.Equal(t, first.ID, next.After)
	require.Equal(t, first.Form.Path, next.Path)
	require.Equal(t, "@budi ", next.Text)
	next.Text += "Dua"
	second := m.save(next)
	third := m.save(m.filled(siti, "Tiga"))
	require.Equal(t, 1, m.item(first.ID).Position)
	require.Equal(t, 2, m.item(second.ID).Position)
	require.Equal(t, 1, m.item(third.ID).Position)
	require.Equal(t, desk.Queued, m.row(budi.ID).Outbox)
	require.Equal(t, "@budi Dua (anis)", m.row(budi.ID).Waiting)
	require.Equal(t, []string{"internet lambat", "queued: @budi Satu (anis)", "queued: @budi Dua (anis)"}, m.texts(budi.Customer.ID))
	page, err := m.History(desk.HistoryQuery{CustomerID: budi.Customer.ID, Find: "dua"})
	require.NoError(t, err)
	require.Len(t, page.Entries, 1)
	require.Equal(t, desk.HistoryCounts{All: 3, Messages: 3}, page.Counts)
	_, counts, err := m.Outbox()
	require.NoError(t, err)
	require.Equal(t, desk.OutboxCounts{Queued: 3}, counts)
	m.stop()

	c.line.heal()
	m.start()
	m.signIn("anis")
	m.untilSent(3)
	require.Less(t, index(c.twitter.net.texts(), "@budi Satu (anis)"), index(c.twitter.net.texts(), "@budi Dua (anis)"))
	require.Len(t, c.twitter.net.texts(), 3)
	records := c.handlings(budi.Customer.ID)
	require.Len(t, records, 1, "a follow-up joins the record")
	require.Len(t, records[0].Answers, 2)
}

func index(texts []string, text string) int {
	for i, t := range texts {
		if t == text {
			return i
		}
	}
	return -1
}

// A customer who writes while the answer is on its way stops it; the agent sees what is new and decides.
func TestCaseChanged(t *testing.T) {
	c := newCentre(t)
	m := newMachine(t, c.url)
	m.signIn("anis")
	held := m.holds(c, c.twitter, "Budi", "internet lambat", contract.MessageKindDm)
	f := m.filled(held, "Kami cek dulu")
	c.writes(c.twitter, "Budi", "sudah normal, terima kasih", contract.MessageKindDm)
	item := m.save(f)
	refused := m.untilState(item.ID, desk.Refused)
	require.Equal(t, data.CaseChanged, refused.Why)
	require.Len(t, refused.Changed, 1)
	require.Equal(t, "sudah normal, terima kasih", refused.Changed[0].Text)
	require.Empty(t, c.twitter.net.texts())
	require.Equal(t, 1, m.Unsent())
	m.until("what is new is in the history", func() bool {
		texts := m.texts(held.Customer.ID)
		return len(texts) == 3 && texts[1] == "sudah normal, terima kasih"
	})
	// Another answer of the same customer does not pass it.
	follow, err := m.FollowUp(held.ID, item.ID)
	require.NoError(t, err)
	follow.Text = "Ada lagi yang bisa dibantu?"
	second := m.save(follow)
	require.Equal(t, desk.Queued, m.item(second.ID).State)

	require.NoError(t, m.Retry(t.Context(), item.ID))
	m.untilState(item.ID, desk.Refused)
	require.NoError(t, m.SendAnyway(t.Context(), item.ID))
	m.untilSent(2)
	require.Equal(t, []string{"Kami cek dulu (anis)", "Ada lagi yang bisa dibantu? (anis)"}, c.twitter.net.texts())
	require.True(t, c.handlings(held.Customer.ID)[0].Answers[0].SentAnyway)
}

func TestEditRefused(t *testing.T) {
	c := newCentre(t)
	m := newMachine(t, c.url)
	m.signIn("anis")
	held := m.holds(c, c.twitter, "Budi", "internet lambat", contract.MessageKindDm)
	f := m.filled(held, "Kami cek dulu")
	c.writes(c.twitter, "Budi", "sudah normal", contract.MessageKindDm)
	item := m.save(f)
	m.untilState(item.ID, desk.Refused)
	f, err := m.Edit(t.Context(), item.ID)
	require.NoError(t, err)
	v, err := m.View(held.ID)
	require.NoError(t, err)
	f = f.Seen(v)
	f.Text = "Terima kasih kembali"
	m.save(f)
	m.untilSent(1)
	require.Equal(t, []string{"Terima kasih kembali (anis)"}, c.twitter.net.texts())
}

// A colleague took the case over: the answer is refused, and the case is shown as his.
func TestCaseHeld(t *testing.T) {
	c := newCentre(t)
	m, other := newMachine(t, c.url), newMachine(t, c.url)
	m.signIn("anis")
	held := m.holds(c, c.twitter, "Budi", "internet lambat", "")
	f := m.filled(held, "Mohon maaf")
	m.until("it is connected", m.connected)
	c.line.breaks()
	m.until("the outage is said", func() bool { return m.Connection().State == desk.Unreachable })
	item := m.save(f)
	sari, err := c.store.AgentByUsername(t.Context(), "sari")
	require.NoError(t, err)
	_, err = c.store.TakeOverCase(t.Context(), sari.ID, held.ID)
	require.NoError(t, err)
	c.line.heal()
	m.TryNow()
	refused := m.untilState(item.ID, desk.Refused)
	require.Equal(t, data.CaseHeld, refused.Why)
	m.until("the holder is shown", func() bool {
		v, err := m.View(held.ID)
		require.NoError(t, err)
		return v.Case.Holder.Name == "Sari" && !v.Mine
	})
	require.Equal(t, data.CaseHeld, data.KindOf(m.Check(f)[0]))
	require.NoError(t, m.TakeOver(t.Context(), held.ID))
	require.NoError(t, m.Retry(t.Context(), item.ID))
	m.untilSent(1)
	other.signIn("sari")
	other.until("the other agent sees who has it", func() bool {
		v, err := other.View(held.ID)
		return err == nil && !v.Mine
	})
}

// A backend that asks for patience gets it, for all that waits.
func TestPatience(t *testing.T) {
	c := newCentre(t)
	m := newMachine(t, c.url)
	m.signIn("anis")
	held := m.holds(c, c.twitter, "Budi", "internet lambat", "")
	var busy atomic.Bool
	busy.Store(true)
	c.line.instead(func(w http.ResponseWriter, r *http.Request) bool {
		if !strings.HasSuffix(r.URL.Path, "/answers") || !busy.Load() {
			return false
		}
		busy.Store(false)
		overloaded(3)(w, r)
		return true
	})
	begun := time.Now()
	item := m.save(m.filled(held, "Mohon maaf"))
	m.until("it says when", func() bool { return m.item(item.ID).NextTry.After(begun.Add(2900 * time.Millisecond)) })
	require.Equal(t, desk.Queued, m.item(item.ID).State, "it was said before anything was done")
	m.untilSent(1)
	require.GreaterOrEqual(t, time.Since(begun), 3*time.Second)
}

// overloaded answers as a backend that wants to be left alone for some seconds.
func overloaded(seconds int) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/problem+json")
		w.Header().Set("Retry-After", strconv.Itoa(seconds))
		w.WriteHeader(http.StatusServiceUnavailable)
		_, _ = fmt.Fprintf(w, `{"type":"about:blank","title":"busy","status":503,"code":"overloaded","retry_after":%d}`, seconds)
	}
}

// All who were told the same at the same time do not come back at the same time.
func TestNotAllComeBackAtOnce(t *testing.T) {
	c := newCentre(t)
	var all []*machine
	for i := range 8 {
		name := fmt.Sprint("agent", i)
		c.agent(name, contract.RoleAgent)
		m := newMachine(t, c.url)
		m.signIn(name)
		all = append(all, m)
	}
	begun := time.Now()
	c.line.answers(overloaded(600))
	var first, last time.Time
	for _, m := range all {
		var next time.Time
		m.until("the backend is overloaded", func() bool {
			at := m.Connection()
			next = at.NextTry
			return at.State == desk.Unreachable && at.Why == data.Overloaded
		})
		require.Greater(t, next.Sub(begun), 600*time.Second)
		if first.IsZero() || next.Before(first) {
			first = next
		}
		if next.After(last) {
			last = next
		}
	}
	require.Greater(t, last.Sub(first), time.Minute, "of the five that they are spread over")
}

// A backend that fails at one item keeps the others going, and in the end the agent is asked.
func TestPoisonedItem(t *testing.T) {
	c := newCentre(t)
	m := newMachine(t, c.url)
	m.signIn("anis")
	budi := m.holds(c, c.twitter, "Budi", "internet lambat", "")
	siti := m.holds(c, c.twitter, "Siti", "tagihan naik", "")
	var sick atomic.Bool
	sick.Store(true)
	c.line.instead(func(w http.ResponseWriter, r *http.Request) bool {
		if !strings.HasSuffix(r.URL.Path, budi.ID+"/answers") || !sick.Load() {
			return false
		}
		w.Header().Set("Content-Type", "application/problem+json")
		w.WriteHeader(http.StatusInternalServerError)
		_, _ = w.Write([]byte(`{"type":"about:blank","title":"broken","status":500,"code":"internal"}`))
		return true
	})
	bad := m.save(m.filled(budi, "Satu"))
	m.save(m.filled(siti, "Dua"))
	m.until("the other is sent", func() bool { return index(c.twitter.net.texts(), "@siti Dua (anis)") >= 0 })
	require.Equal(t, data.Internal, m.untilState(bad.ID, desk.Refused).Why)
	sick.Store(false)
	require.NoError(t, m.Retry(t.Context(), bad.ID))
	m.untilSent(2)
}

// Two presses of Save make one answer; a SaveDraft that comes late does not bring the draft back.
func TestSaveTwice(t *testing.T) {
	c := newCentre(t)
	m := newMachine(t, c.url)
	m.signIn("anis")
	held := m.holds(c, c.twitter, "Budi", "internet lambat", "")
	c.twitter.net.hold()
	f := m.filled(held, "Mohon maaf")
	var saved sync.Map
	var pressing sync.WaitGroup
	for range 4 {
		pressing.Go(func() {
			item, err := m.Save(context.Background(), f)
			if err == nil {
				saved.Store(item.ID, true)
			}
		})
	}
	pressing.Wait()
	ids := 0
	saved.Range(func(any, any) bool { ids++; return true })
	require.Equal(t, 1, ids)
	_, err := m.SaveDraft(t.Context(), f)
	require.NoError(t, err)
	require.False(t, m.row(held.ID).Draft)
	c.twitter.net.release()
	m.untilSent(1)
	require.Equal(t, []string{"@budi Mohon maaf (anis)"}, c.twitter.net.texts())
}

// An answer is recorded without being sent; a handling record without network.
func TestRecordWithoutSending(t *testing.T) {
	c := newCentre(t)
	m := newMachine(t, c.url)
	m.signIn("anis")
	held := m.holds(c, c.twitter, "Budi", "terima kasih", "")
	f := m.filled(held, "pujian, tidak perlu dijawab")
	for _, r := range m.Catalogue().ReplyTypes(held.Network, held.Kind, held.Private) {
		if r.Visibility == contract.None {
			var err error
			f, err = m.Retype(f, r.ID)
			require.NoError(t, err)
		}
	}
	require.Equal(t, contract.None, f.Visibility)
	require.Equal(t, "pujian, tidak perlu dijawab", f.Text, "nothing begins with a handle that nobody gets")
	require.Empty(t, m.Preview(f).Parts)
	m.save(f)
	m.untilSent(1)
	require.Empty(t, c.twitter.net.texts())
	require.Equal(t, contract.DeliveryStateRecorded, c.handlings(held.Customer.ID)[0].State)
	m.until("the case is answered", func() bool { return m.row(held.ID).Gone })
}

// Answers of a case can be resumed and taken back from the history alone: another machine saved them.
func TestAnswersOfAnotherMachine(t *testing.T) {
	c := newCentre(t)
	first, m := newMachine(t, c.url), newMachine(t, c.url)
	first.signIn("anis")
	m.signIn("anis")
	held := first.holds(c, c.twitter, "Budi", "internet lambat", "")
	c.twitter.net.goesWrong(&channel.Error{Class: channel.Refused, Code: "permission"})
	item := first.save(first.filled(held, "Mohon maaf"))
	first.untilState(item.ID, desk.Failed)
	answer := first.item(item.ID).AnswerID
	m.until("the record is here", func() bool {
		h, _, err := m.Handlings(held.Customer.ID, time.Time{}, 0)
		require.NoError(t, err)
		return len(h) == 1 && h[0].State == contract.DeliveryStateFailed
	})
	next, err := m.FollowUp(held.ID, "")
	require.NoError(t, err)
	require.NotEmpty(t, next.HandlingID)
	require.NoError(t, m.RetryAnswer(t.Context(), answer))
	first.untilSent(1)
	require.Equal(t, data.AlreadySending, data.KindOf(m.CancelAnswer(t.Context(), answer)))
}

const longText = "Mohon maaf atas kendala internet yang Kakak alami sejak kemarin malam. Kami sudah memeriksa jaringan di lokasi Kakak dan " +
	"menemukan gangguan pada perangkat di lapangan yang sedang diperbaiki oleh tim teknisi kami. Perkiraan selesai hari ini pukul tujuh belas. " +
	"Setelah itu mohon modem dimatikan selama lima menit lalu dinyalakan kembali. Bila masih lambat, silakan kirim nomor internet Kakak lewat " +
	"pesan langsung agar kami jadwalkan kunjungan teknisi ke rumah Kakak. Terima kasih sudah menunggu dan mohon maaf atas ketidaknyamanannya, Kak."
