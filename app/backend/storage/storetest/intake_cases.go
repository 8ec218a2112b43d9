package storetest

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"sociomedio/app/backend/channel"
	"sociomedio/app/backend/storage"
	"sociomedio/data"
	"sociomedio/data/contract"
)

func intakeCases() []testCase {
	return []testCase{
		{"a mention becomes a case", mentionBecomesCase},
		{"edge 1: the same message by webhook and poll is one", edge1Repeats},
		{"a webhook call has its effect once within the window", webhookOnce},
		{"edge 2: two at once make one conversation in order of time", edge2Together},
		{"edge 4: a reply before its parent finds it later", edge4Parent},
		{"edge 4: a create after its delete stays deleted", edge4Tombstone},
		{"edge 4: an older edit never overwrites a newer", edge4Edits},
		{"edge 8: a mention and a direct message are two conversations", edge8Separate},
		{"edge 9: our own accounts among themselves make no case", edge9Internal},
		{"edge 16: deleted is blanked, the case stays", edge16Deleted},
		{"edge 17: an edit is a new version of the same message", edge17Edited},
		{"edge 22: a message without text is stored", edge22NoText},
		{"edge 23: unknown authors are never merged", edge23Unknown},
		{"edge 24: the identity is the network's id", edge24Identity},
		{"edge 33: what can't be read is kept raw", edge33Raw},
		{"edge 34: answered and written again", edge34Again},
		{"edge 37: NUL and broken text are stored harmless", edge37Characters},
		{"edge 38: hidden makes no case", edge38Hidden},
		{"repeated and reordered, everything is there once", shuffled},
		{"the mark goes with the events; gaps are counted", marks},
		{"a batch of a thousand", bigBatch},
	}
}

func mentionBecomesCase(t *testing.T, w *world) {
	e := w.mention("rina", "Internet saya\n mati  sejak pagi")
	e.Message.Attachments = []contract.Attachment{{Type: "photo", URL: "https://pbs.example/1.jpg", Alt: "modem"}}
	e.Message.Author.Known, e.Message.Customer.Known = true, true
	e.Message.Customer.Followers = 12
	require.Equal(t, storage.IntakeResult{New: 1, Cases: 1}, w.in(t, w.twitter, e))
	page, err := w.Cases(t.Context(), storage.CaseFilter{State: contract.CaseStateWaiting, Network: contract.Twitter}, "", 10)
	require.NoError(t, err)
	require.Len(t, page.Cases, 1)
	c := page.Cases[0]
	require.EqualValues(t, 40001, c.Number)
	require.EqualValues(t, 1, c.Version)
	require.Equal(t, "Internet saya mati sejak pagi", c.Preview)
	require.Equal(t, "rina", c.Customer.Handle)
	require.Equal(t, "TelkomCare", c.Account.Handle)
	require.True(t, c.Answerable.Ok)
	require.True(t, e.At.Equal(c.ReceivedAt))
	require.True(t, e.At.Add(15*time.Minute).Equal(c.DueAt))

	m := w.history(t, c.Customer.ID)[0]
	require.Equal(t, e.Message.Text, m.Text)
	require.Equal(t, c.ID, m.CaseID)
	require.Equal(t, "modem", m.Attachments[0].Alt)
	require.NotEmpty(t, m.Attachments[0].MediaID)
	customer, err := w.Customer(t.Context(), c.Customer.ID)
	require.NoError(t, err)
	require.EqualValues(t, 12, customer.Followers)
	require.Equal(t, "Twitter", customer.Source)
	waiting, err := w.Waiting(t.Context())
	require.NoError(t, err)
	require.Equal(t, 1, waiting)
}

func edge1Repeats(t *testing.T, w *world) {
	e := w.mention("rina", "halo")
	byWebhook := e
	byWebhook.Key = "webhook:" + e.Message.ExternalID
	byWebhook.Message.Kind = contract.MessageKindReply
	require.Equal(t, storage.IntakeResult{New: 1, Repeated: 1, Cases: 1}, w.in(t, w.twitter, e, byWebhook))
	require.Equal(t, storage.IntakeResult{Repeated: 1}, w.in(t, w.twitter, e))
	require.Len(t, w.history(t, w.take(t, w.anis, 5)[0].Customer.ID), 1)
}

func webhookOnce(t *testing.T, w *world) {
	call := func(digest string, events ...channel.Event) storage.IntakeResult {
		t.Helper()
		r, err := w.Intake(t.Context(), w.twitter.ID, "webhook", channel.Batch{Events: events, Digest: digest})
		require.NoError(t, err)
		return r
	}
	replayed := storage.IntakeResult{Repeated: 1, Replayed: true}
	e := w.mention("rina", "halo")
	require.Equal(t, storage.IntakeResult{New: 1, Cases: 1}, call("a", e))
	require.Equal(t, replayed, call("a", e))
	require.Equal(t, storage.IntakeResult{Repeated: 1}, call("b", e), "packed anew it is known by its id")

	// The one that would do harm again and again: it lets no answer leave.
	revoked := channel.Event{Type: channel.Revoked, At: w.clock.Now()}
	require.Equal(t, storage.IntakeResult{Revoked: true}, call("c", revoked))
	w.clock.move(time.Hour)
	require.Equal(t, replayed, call("c", revoked))

	other, err := w.Intake(t.Context(), w.facebook.ID, "webhook", channel.Batch{Events: []channel.Event{w.comment("sari", "halo")}, Digest: "a"})
	require.NoError(t, err)
	require.Equal(t, storage.IntakeResult{New: 1, Cases: 1}, other, "another account's calls are its own")

	// Of many at the same time one counts.
	var all sync.WaitGroup
	once := w.dm("rina", "sekali")
	results := make([]storage.IntakeResult, 8)
	for i := range results {
		all.Go(func() {
			var err error
			results[i], err = w.Intake(t.Context(), w.twitter.ID, "webhook", channel.Batch{Events: []channel.Event{once}, Digest: "d"})
			require.NoError(t, err)
		})
	}
	all.Wait()
	taken := 0
	for _, r := range results {
		taken += r.New
	}
	require.Equal(t, 1, taken)

	n, err := w.SweepWebhooks(t.Context())
	require.NoError(t, err)
	require.Zero(t, n)
	w.clock.move(storage.WebhookWindow + time.Hour)
	n, err = w.SweepWebhooks(t.Context())
	require.NoError(t, err)
	require.Equal(t, 5, n)
	require.Equal(t, storage.IntakeResult{Repeated: 1}, call("a", e), "a message is known by its id after that")
	require.Equal(t, storage.IntakeResult{Repeated: 1}, call("c", revoked), "and old news of a revocation is a repetition")
}

func edge2Together(t *testing.T, w *world) {
	var events []channel.Event
	for i := range 20 {
		e := w.dm("rina", fmt.Sprint("pesan ", i))
		e.At = noon.Add(time.Duration(i) * time.Second)
		events = append(events, e)
	}
	var all sync.WaitGroup
	for i := range events {
		all.Go(func() {
			_, err := w.Intake(t.Context(), w.twitter.ID, "webhook", channel.Batch{Events: events[i : i+1]})
			require.NoError(t, err)
		})
	}
	all.Wait()
	cases := w.take(t, w.anis, 50)
	require.Len(t, cases, 1)
	require.EqualValues(t, 20, cases[0].Version)
	require.Equal(t, "pesan 19", cases[0].Preview)
	require.True(t, noon.Equal(cases[0].ReceivedAt), "from the oldest, whichever came first")
	history := w.history(t, cases[0].Customer.ID)
	require.Len(t, history, 20)
	for i, m := range history {
		require.Equal(t, fmt.Sprint("pesan ", i), m.Text)
		require.Equal(t, cases[0].ConversationID, m.ConversationID)
		require.Equal(t, cases[0].ID, m.CaseID)
	}
}

func edge4Parent(t *testing.T, w *world) {
	parent := w.mention("rina", "pertama")
	reply := w.mention("rina", "kedua")
	reply.Message.Thread, reply.Message.InReplyTo = parent.Message.Thread, parent.Message.ExternalID
	reply.At = parent.At.Add(time.Second)
	w.in(t, w.twitter, reply)
	customer := w.take(t, w.anis, 1)[0].Customer.ID
	require.Empty(t, w.history(t, customer)[0].InReplyTo)
	w.in(t, w.twitter, parent)
	history := w.history(t, customer)
	require.Equal(t, []string{"pertama", "kedua"}, []string{history[0].Text, history[1].Text})
	require.Equal(t, history[0].ID, history[1].InReplyTo)
	require.Equal(t, history[0].CaseID, history[1].CaseID)
}

func happened(e channel.Event, kind channel.EventType, at time.Time, text string) channel.Event {
	return channel.Event{Type: kind, At: at, Key: string(kind) + at.String(), Message: channel.Message{ExternalID: e.Message.ExternalID, Text: text}}
}

func edge4Tombstone(t *testing.T, w *world) {
	e := w.comment("rina", "rahasia saya")
	w.in(t, w.facebook, happened(e, channel.Deleted, noon, ""))
	r := w.in(t, w.facebook, e)
	require.Equal(t, 1, r.New)
	require.Zero(t, r.Cases, "what is deleted waits for nobody")
	customers, err := w.Search(t.Context(), contract.UserName, "rina", "", 10)
	require.NoError(t, err)
	m := w.history(t, customers.Customers[0].ID)[0]
	require.True(t, m.Deleted)
	require.Empty(t, m.Text)

	// In one batch, in the wrong order, as well.
	f := w.comment("sari", "ini juga")
	w.in(t, w.facebook, happened(f, channel.Deleted, f.At.Add(-time.Second), ""), f)
	customers, err = w.Search(t.Context(), contract.UserName, "sari", "", 10)
	require.NoError(t, err)
	require.True(t, w.history(t, customers.Customers[0].ID)[0].Deleted)
}

func edge4Edits(t *testing.T, w *world) {
	e := w.comment("rina", "satu")
	w.in(t, w.facebook, happened(e, channel.Edited, noon.Add(2*time.Minute), "tiga"))
	w.in(t, w.facebook, happened(e, channel.Edited, noon.Add(time.Minute), "dua"))
	c := w.one(t, w.facebook, w.anis, e)
	m := w.history(t, c.Customer.ID)[0]
	require.Equal(t, "tiga", m.Text)
	require.True(t, m.Edited)
	require.Equal(t, storage.IntakeResult{Repeated: 1}, w.in(t, w.facebook, happened(e, channel.Edited, noon.Add(90*time.Second), "dua setengah")))
	require.Equal(t, "tiga", w.history(t, c.Customer.ID)[0].Text)
	require.Equal(t, storage.IntakeResult{Changed: 1}, w.in(t, w.facebook, happened(e, channel.Edited, noon.Add(3*time.Minute), "empat")))
	require.Equal(t, "empat", w.history(t, c.Customer.ID)[0].Text)
	require.Equal(t, "empat", w.the(t, c.ID).Preview)
	require.Equal(t, storage.IntakeResult{Changed: 1}, w.in(t, w.facebook, happened(e, channel.Deleted, noon.Add(4*time.Minute), "")))
	require.Equal(t, storage.IntakeResult{Repeated: 1}, w.in(t, w.facebook, happened(e, channel.Edited, noon.Add(5*time.Minute), "lima")))
	require.Empty(t, w.history(t, c.Customer.ID)[0].Text)
}

func edge8Separate(t *testing.T, w *world) {
	require.Equal(t, 2, w.in(t, w.twitter, w.mention("rina", "umum"), w.dm("rina", "nomor saya 0812")).Cases)
	cases := w.take(t, w.anis, 10)
	require.Len(t, cases, 2)
	require.Equal(t, cases[0].Customer.ID, cases[1].Customer.ID)
	require.NotEqual(t, cases[0].ConversationID, cases[1].ConversationID)
	private := cases[slices.IndexFunc(cases, func(c contract.Case) bool { return c.Private })]
	a := w.answer(private, "jawaban")
	a.Visibility = contract.Public
	_, _, err := w.SaveAnswer(t.Context(), w.anis.ID, private.ID, "k", a)
	require.Equal(t, data.PrivateInPublic, data.KindOf(err))

	// Nor by the public case, with the private message as its target.
	public := cases[slices.IndexFunc(cases, func(c contract.Case) bool { return !c.Private })]
	a = w.answer(public, "jawaban")
	a.TargetMessageID = private.MessageID
	_, _, err = w.SaveAnswer(t.Context(), w.anis.ID, public.ID, "k", a)
	require.Equal(t, data.PrivateInPublic, data.KindOf(err))
}

func edge9Internal(t *testing.T, w *world) {
	other, err := w.UpsertAccount(t.Context(), storage.Account{Network: contract.Twitter, ExternalID: "id-myindihome", Name: "IndiHome", Handle: "myindihome"})
	require.NoError(t, err)
	require.Equal(t, storage.IntakeResult{New: 1}, w.in(t, w.twitter, w.dm("myindihome", "rapat jam dua")))
	require.Equal(t, "id-myindihome", other.ExternalID)
}

func edge16Deleted(t *testing.T, w *world) {
	e := w.mention("rina", "tolong")
	e.Message.Quoted = "kutipan"
	c := w.one(t, w.twitter, w.anis, e)
	w.in(t, w.twitter, happened(e, channel.Deleted, w.clock.Now(), ""))
	after := w.the(t, c.ID)
	require.Equal(t, c.Version+1, after.Version)
	require.Equal(t, contract.CaseStateTaken, after.State)
	require.Equal(t, contract.Answerable{Reason: contract.AnswerableReasonDeleted}, after.Answerable)
	require.Empty(t, after.Preview)
	m := w.history(t, c.Customer.ID)[0]
	require.True(t, m.Deleted)
	require.Empty(t, m.Text+m.Quoted)
	require.True(t, e.At.Equal(m.At))

	a := w.answer(after, "Baik")
	_, _, err := w.SaveAnswer(t.Context(), w.anis.ID, c.ID, "k", a)
	require.Equal(t, data.NotAnswerable, data.KindOf(err))
	a.ReplyType, a.Visibility, a.Parts = "record", contract.None, nil
	w.save(t, w.anis, c, "k", a)
}

func edge17Edited(t *testing.T, w *world) {
	e := w.mention("rina", "internt mati")
	c := w.one(t, w.twitter, w.anis, e)
	second, third := e, e
	second.Message.ExternalID, second.Message.Versions, second.Message.Text, second.At = "2", []string{e.Message.ExternalID}, "internet mati", e.At.Add(time.Minute)
	third.Message.ExternalID, third.Message.Versions, third.Message.Text, third.At = "3", []string{e.Message.ExternalID, "2"}, "internet mati!", e.At.Add(2*time.Minute)
	require.Equal(t, storage.IntakeResult{Changed: 1}, w.in(t, w.twitter, third))
	require.Equal(t, storage.IntakeResult{Repeated: 1}, w.in(t, w.twitter, second), "older than what is shown")
	history := w.history(t, c.Customer.ID)
	require.Len(t, history, 1)
	require.Equal(t, "internet mati!", history[0].Text)
	require.True(t, history[0].Edited)
	require.Equal(t, c.Version+1, w.the(t, c.ID).Version)
	require.Equal(t, []string{"internt mati"}, history[0].Earlier)

	// Any id of the chain finds it.
	require.Equal(t, storage.IntakeResult{Changed: 1}, w.in(t, w.twitter, channel.Event{Type: channel.Deleted, At: w.clock.Now(), Message: channel.Message{ExternalID: "2"}}))
	require.True(t, w.history(t, c.Customer.ID)[0].Deleted)
	require.Empty(t, w.history(t, c.Customer.ID)[0].Earlier)
}

func edge22NoText(t *testing.T, w *world) {
	e := w.messenger("rina", "")
	e.Message.Attachments = []contract.Attachment{{Type: "sticker", URL: "https://cdn.example/s.png"}, {Type: "location", Latitude: -6.2, Longitude: 106.8}}
	c := w.one(t, w.facebook, w.anis, e)
	m := w.history(t, c.Customer.ID)[0]
	require.Len(t, m.Attachments, 2)
	require.InDelta(t, 106.8, m.Attachments[1].Longitude, 1e-9)
}

func edge23Unknown(t *testing.T, w *world) {
	a, b := w.comment("", "satu"), w.comment("", "dua")
	for _, e := range []*channel.Event{&a, &b} {
		e.Message.Author, e.Message.Customer, e.Message.Thread = channel.Person{}, channel.Person{}, "post-1"
	}
	require.Equal(t, 2, w.in(t, w.facebook, a, b).Cases)
	cases := w.take(t, w.anis, 5)
	require.NotEqual(t, cases[0].Customer.ID, cases[1].Customer.ID)
}

func edge24Identity(t *testing.T, w *world) {
	c := w.one(t, w.twitter, w.anis, w.mention("rina", "satu"))
	renamed := w.mention("rina", "dua")
	renamed.Message.Author.Handle, renamed.Message.Customer.Handle, renamed.Message.Customer.Name = "rina_baru", "rina_baru", "Rina Baru"
	w.in(t, w.twitter, renamed)
	require.Len(t, w.history(t, c.Customer.ID), 2)
	customer, err := w.Customer(t.Context(), c.Customer.ID)
	require.NoError(t, err)
	require.Equal(t, "rina_baru", customer.Handle)
	for q, total := range map[string]int{"rina_baru": 1, "rina baru": 1} {
		found, err := w.Search(t.Context(), contract.Any, q, "", 10)
		require.NoError(t, err)
		require.Equal(t, total, found.Total, q)
	}
	// The same id on another account is another customer, and so is somebody who takes the handle.
	w.in(t, w.facebook, w.comment("rina", "tiga"))
	thief := w.mention("thief", "empat")
	thief.Message.Author.Handle, thief.Message.Customer.Handle = "rina_baru", "rina_baru"
	w.in(t, w.twitter, thief)
	require.Len(t, w.history(t, c.Customer.ID), 2)
}

func edge33Raw(t *testing.T, w *world) {
	raw := channel.Event{Type: channel.Unknown, Raw: []byte("{\"new\":\xff}")}
	require.Equal(t, storage.IntakeResult{Unknown: 2, New: 1, Cases: 1}, w.in(t, w.twitter, raw, w.mention("rina", "halo"),
		channel.Event{Type: channel.Unknown, Key: "k", Raw: []byte("x")}))
	require.Equal(t, storage.IntakeResult{Repeated: 2}, w.in(t, w.twitter, raw, channel.Event{Type: channel.Unknown, Key: "k", Raw: []byte("x")}))

	shown := w.mention("rina", "")
	shown.Type, shown.Message.Kind, shown.Key, shown.Raw = channel.Unknown, "", "k2", []byte("y")
	shown.Message.Thread = "t"
	require.Equal(t, storage.IntakeResult{Unknown: 1, New: 1, Cases: 1}, w.in(t, w.twitter, shown))
	customers, err := w.Search(t.Context(), contract.UserName, "rina", "", 10)
	require.NoError(t, err)
	history := w.history(t, customers.Customers[0].ID)
	require.Len(t, history, 2)
	require.True(t, history[0].Unknown || history[1].Unknown)
}

func edge34Again(t *testing.T, w *world) {
	first := w.dm("rina", "internet mati")
	c := w.one(t, w.twitter, w.anis, first)
	w.save(t, w.anis, c, "k", w.answer(c, "Sudah kami perbaiki"))
	w.deliver(t)
	require.Equal(t, contract.CaseStateAnswered, w.the(t, c.ID).State)

	w.clock.move(71 * time.Hour)
	r := w.in(t, w.twitter, w.dm("rina", "mati lagi"))
	require.Equal(t, 1, r.Cases)
	again := w.the(t, c.ID)
	require.Equal(t, contract.CaseStateWaiting, again.State)
	require.Empty(t, again.Holder.ID)
	require.True(t, again.AnsweredAt.IsZero())
	require.Equal(t, "mati lagi", again.Preview)
	require.False(t, again.PreviewOurs)

	c = w.take(t, w.budi, 1)[0]
	w.save(t, w.budi, c, "k", w.answer(c, "Mohon maaf"))
	w.deliver(t)
	w.clock.move(73 * time.Hour)
	require.Equal(t, 1, w.in(t, w.twitter, w.dm("rina", "halo?")).Cases)
	newer := w.take(t, w.citra, 1)[0]
	require.NotEqual(t, c.ID, newer.ID)
	require.Equal(t, c.ID, newer.PreviousCaseID)
	require.Equal(t, c.ConversationID, newer.ConversationID)
	require.Equal(t, contract.CaseStateAnswered, w.the(t, c.ID).State)

	thanks := w.mention("sari", "sinyal hilang")
	c = w.one(t, w.twitter, w.anis, thanks)
	w.save(t, w.anis, c, "k2", w.answer(c, "Baik"))
	w.deliver(t)
	aside := w.mention("sari", "kata teman saya juga")
	aside.Message.Thread, aside.Message.OpensCase = thanks.Message.Thread, false
	require.Zero(t, w.in(t, w.twitter, aside).Cases)
	require.Equal(t, contract.CaseStateAnswered, w.the(t, c.ID).State)
	require.Len(t, w.history(t, c.Customer.ID), 3)
}

func edge37Characters(t *testing.T, w *world) {
	text := "a\x00b\xff\xed\xa0\x80 ＊*＊ \u202Eabc\u202C 👩‍👩‍👧‍👦 \u0627\u0644" + strings.Repeat("e\u0301", 5)
	e := w.mention("ri\x00na", text)
	e.Message.Attachments = []contract.Attachment{{Type: "photo", Title: "x\x00"}}
	c := w.one(t, w.twitter, w.anis, e)
	m := w.history(t, c.Customer.ID)[0]
	require.Equal(t, "a\uFFFDb\uFFFD ＊*＊ \u202Eabc\u202C 👩‍👩‍👧‍👦 \u0627\u0644"+strings.Repeat("e\u0301", 5), m.Text)
	require.Equal(t, "ri\uFFFDna", m.Handle)
	require.Equal(t, storage.IntakeResult{Repeated: 1}, w.in(t, w.twitter, e))
	long := w.mention("sari", strings.Repeat("panjang ", 1<<17))
	w.in(t, w.twitter, long)
	require.Equal(t, 140, len([]rune(w.take(t, w.budi, 1)[0].Preview)))
}

func edge38Hidden(t *testing.T, w *world) {
	e := w.comment("rina", "jelek!")
	c := w.one(t, w.facebook, w.anis, e)
	require.Equal(t, storage.IntakeResult{Changed: 1}, w.in(t, w.facebook, happened(e, channel.Hidden, noon.Add(2*time.Minute), "")))
	require.True(t, w.history(t, c.Customer.ID)[0].Hidden)
	require.Equal(t, storage.IntakeResult{Repeated: 1}, w.in(t, w.facebook, happened(e, channel.Shown, noon.Add(time.Minute), "")), "older")
	require.Equal(t, storage.IntakeResult{Changed: 1}, w.in(t, w.facebook, happened(e, channel.Shown, noon.Add(3*time.Minute), "")))
	require.False(t, w.history(t, c.Customer.ID)[0].Hidden)
	require.Equal(t, c.Version+2, w.the(t, c.ID).Version)
}

// shuffled: whatever order and however often, the same is there in the end.
func shuffled(t *testing.T, w *world) {
	var events []channel.Event
	for i := range 60 {
		who := fmt.Sprint("c", i%7)
		e := w.mention(who, fmt.Sprint("pesan ", i))
		e.Message.Thread, e.At = "thread-"+who, noon.Add(time.Duration(i)*time.Second)
		events = append(events, e)
		if i%5 == 0 {
			events = append(events, happened(e, channel.Edited, e.At.Add(time.Minute), fmt.Sprint("diubah ", i)))
		}
		if i%11 == 0 {
			events = append(events, happened(e, channel.Deleted, e.At.Add(2*time.Minute), ""))
		}
	}
	events = append(events, events[:len(events)/3]...)
	seed := rand.Uint64()
	r := rand.New(rand.NewPCG(seed, 1))
	r.Shuffle(len(events), func(i, j int) { events[i], events[j] = events[j], events[i] })
	for len(events) > 0 {
		n := min(len(events), 1+r.IntN(9))
		w.in(t, w.twitter, events[:n]...)
		events = events[n:]
	}
	require.Len(t, w.take(t, w.anis, 100), 7, "seed %d", seed)
	texts := map[string]bool{}
	customers, err := w.Search(t.Context(), contract.Any, "", "", 100)
	require.NoError(t, err)
	count := 0
	for _, c := range customers.Customers {
		for _, m := range w.history(t, c.ID) {
			count++
			texts[m.Text] = true
		}
	}
	require.Equal(t, 60, count, "seed %d", seed)
	for i := range 60 {
		want := fmt.Sprint("pesan ", i)
		if i%5 == 0 {
			want = fmt.Sprint("diubah ", i)
		}
		require.Equal(t, i%11 != 0, texts[want], "seed %d, %s", seed, want)
	}
}

func marks(t *testing.T, w *world) {
	mark, err := w.Mark(t.Context(), w.twitter.ID, "mentions")
	require.NoError(t, err)
	require.Empty(t, mark)
	_, err = w.Intake(t.Context(), w.twitter.ID, "mentions", channel.Batch{Events: []channel.Event{w.mention("rina", "halo")}, Mark: "19", Gap: true})
	require.NoError(t, err)
	_, err = w.Intake(t.Context(), w.twitter.ID, "mentions", channel.Batch{})
	require.NoError(t, err)
	mark, err = w.Mark(t.Context(), w.twitter.ID, "mentions")
	require.NoError(t, err)
	require.Equal(t, "19", mark)
	accounts, err := w.Accounts(t.Context())
	require.NoError(t, err)
	health := accounts[slices.IndexFunc(accounts, func(a storage.Account) bool { return a.ID == w.twitter.ID })].Health
	require.Equal(t, 1, health.Gaps)
	require.True(t, health.LastSuccessAt.IsZero(), "who reads says so, not what comes in")
	require.True(t, w.clock.Now().Add(-time.Minute).Equal(health.LastItemAt))
	_, err = w.Intake(t.Context(), "nothing", "mentions", channel.Batch{})
	require.Equal(t, data.NotFound, data.KindOf(err))

	r, err := w.Intake(t.Context(), w.twitter.ID, "webhook", channel.Batch{Events: []channel.Event{{Type: channel.Revoked}, w.mention("sari", "halo")}})
	require.NoError(t, err)
	require.Equal(t, storage.IntakeResult{New: 1, Cases: 1, Revoked: true}, r, "what comes in is stored even so (edge 25)")
}

func bigBatch(t *testing.T, w *world) {
	var events []channel.Event
	for i := range 1000 {
		events = append(events, w.mention(fmt.Sprint("c", i), fmt.Sprint("pesan ", i)))
	}
	require.Equal(t, storage.IntakeResult{New: 1000, Cases: 1000}, w.in(t, w.twitter, events...))
	require.Equal(t, storage.IntakeResult{Repeated: 1000}, w.in(t, w.twitter, events...))
	waiting, err := w.Waiting(t.Context())
	require.NoError(t, err)
	require.Equal(t, 1000, waiting)
}
