package desk_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"sociomedio/app/desk"
	"sociomedio/data"
	"sociomedio/data/contract"
)

// A blank form begins with the handle where everybody reads the answer on Twitter, and with nothing elsewhere.
func TestBlankForm(t *testing.T) {
	c := newCentre(t)
	m := newMachine(t, c.url)
	m.signIn("anis")
	for _, tc := range []struct {
		who   string
		a     account
		kind  contract.MessageKind
		text  string
		limit int
		vis   contract.Visibility
	}{
		{"Budi", c.twitter, "", "@budi ", 280, contract.Public},
		{"Siti", c.twitter, contract.MessageKindDm, "", 10000, contract.Private},
		{"Laras", c.facebook, "", "", 8000, contract.Public},
		{"Hendra", c.facebook, contract.MessageKindMessenger, "", 2000, contract.Private},
	} {
		held := m.holds(c, tc.a, tc.who, "internet lambat", tc.kind)
		f, err := m.Form(held.ID, "")
		require.NoError(t, err)
		require.Equal(t, tc.text, f.Text, tc.who)
		require.Equal(t, tc.vis, f.Visibility)
		require.Equal(t, held.Version, f.CaseVersion)
		require.Equal(t, held.MessageID, f.MessageID)
		f.Text += "Baik"
		p := m.Preview(f)
		require.Equal(t, tc.limit, p.Limit, tc.who)
		require.Equal(t, tc.text+"Baik (anis)", p.Text)
		require.Len(t, p.Parts, 1)
	}
	_, err := m.Form("nothing", "")
	require.Equal(t, data.NotFound, data.KindOf(err))
	budi, siti := m.caseOf("Budi"), m.caseOf("Siti")
	_, err = m.Form(budi.ID, siti.MessageID)
	require.Equal(t, data.NotFound, data.KindOf(err), "another customer's message is no target")
}

func TestCheck(t *testing.T) {
	c := newCentre(t)
	m := newMachine(t, c.url)
	m.signIn("anis")
	public := m.holds(c, c.twitter, "Budi", "internet lambat", "")
	dm := m.holds(c, c.twitter, "Siti", "tagihan naik", contract.MessageKindDm)
	blank, err := m.Form(public.ID, "")
	require.NoError(t, err)
	require.Equal(t, []string{"no_category path", "invalid reply_type", "empty_answer text"}, kinds(m.Check(blank)))
	_, err = m.Save(t.Context(), blank)
	require.Equal(t, data.NoCategory, data.KindOf(err), "the first of them")

	f := m.filled(public, "Baik")
	require.Empty(t, m.Check(f))
	half := f
	half.Path = m.path("Komplain", "Internet")
	require.Equal(t, []string{"no_category path"}, kinds(m.Check(half)))
	mixed := f
	mixed.Path = append(m.path("Informasi"), m.path("Komplain", "Internet", "Lambat")[1:]...)
	require.Equal(t, []string{"no_category path"}, kinds(m.Check(mixed)))
	long := f
	long.Text = "@budi " + strings.Repeat("kata panjang sekali ", 1300)
	require.Equal(t, []string{"too_long text"}, kinds(m.Check(long)))
	private := m.filled(dm, "Baik")
	require.Empty(t, m.Check(private))
	wrong := private
	wrong.Visibility = contract.Public
	require.Contains(t, kinds(m.Check(wrong)), "private_in_public reply_type")
	require.Equal(t, data.PrivateInPublic, data.KindOf(saveErr(t, m, wrong)))
	gone := f
	gone.CaseID = "gone"
	require.Equal(t, []string{"not_found target"}, kinds(m.Check(gone)))
	_, err = m.Retype(f, "no such type")
	require.Equal(t, data.Invalid, data.KindOf(err))
	require.Zero(t, m.Unsent(), "nothing was saved")

	_, err = m.AddNote(t.Context(), public.ID, " \n ")
	require.Equal(t, data.EmptyAnswer, data.KindOf(err))
	_, err = m.AddNote(t.Context(), public.ID, strings.Repeat("x", 10_001))
	require.Equal(t, data.TooLong, data.KindOf(err))
}

func saveErr(t *testing.T, m *machine, f desk.Form) error {
	t.Helper()
	_, err := m.Save(t.Context(), f)
	return err
}

func kinds(errs []error) []string {
	var all []string
	for _, err := range errs {
		var e *data.Error
		if asError(err, &e) {
			all = append(all, string(e.Kind)+" "+e.Field)
		}
	}
	return all
}

// A message that the network lets nobody answer can't be saved, but recorded.
func TestNotAnswerable(t *testing.T) {
	c := newCentre(t)
	m := newMachine(t, c.url)
	m.signIn("anis")
	held := m.holds(c, c.twitter, "Budi", "internet lambat", "")
	c.intake(c.twitter, deleted("m1"))
	m.until("the deletion is here", func() bool {
		v, err := m.View(held.ID)
		require.NoError(t, err)
		return v.Message.Deleted
	})
	f := m.filled(held, "Baik")
	require.Equal(t, []string{"not_answerable target"}, kinds(m.Check(f)))
	f, err := m.Retype(f, recordType(t, m, held))
	require.NoError(t, err)
	require.Empty(t, m.Check(f))
}

// What was written privately is never offered as a public answer (edge case 8): it stays with its own visibility.
func TestPrivateTextStaysPrivate(t *testing.T) {
	c := newCentre(t)
	m := newMachine(t, c.url)
	m.signIn("anis")
	held := m.holds(c, c.facebook, "Budi", "internet lambat", "")
	public := m.filled(held, "Baik")
	private, err := m.Retype(public, privateType(t, m, held))
	require.NoError(t, err)
	private.Text = "No. internet Kakak 122000004217"
	back, err := m.Retype(private, public.ReplyType)
	require.NoError(t, err)
	require.Equal(t, contract.Public, back.Visibility)
	require.NotContains(t, back.Text, "122000004217")
}

func recordType(t *testing.T, m *machine, c contract.Case) string {
	t.Helper()
	for _, r := range m.Catalogue().ReplyTypes(c.Network, c.Kind, c.Private) {
		if r.Visibility == contract.None {
			return r.ID
		}
	}
	require.FailNow(t, "no type for records")
	return ""
}

func privateType(t *testing.T, m *machine, c contract.Case) string {
	t.Helper()
	for _, r := range m.Catalogue().ReplyTypes(c.Network, c.Kind, c.Private) {
		if r.Visibility == contract.Private {
			return r.ID
		}
	}
	require.FailNow(t, "no private type")
	return ""
}

// Drafts survive the end of the program, with every field, and belong to their message and their visibility.
func TestDraftsSurvive(t *testing.T) {
	c := newCentre(t)
	m := newMachine(t, c.url)
	m.signIn("anis")
	budi := m.holds(c, c.facebook, "Budi", "internet lambat", "")
	siti := m.holds(c, c.twitter, "Siti", "tagihan naik", "")
	f := m.filled(budi, "Mohon maaf Kak Budi")
	f.Cuts = []int{5}
	f, err := m.SaveDraft(t.Context(), f)
	require.NoError(t, err)
	require.False(t, f.DraftedAt.IsZero())
	m.stop()

	m.start()
	m.signIn("anis")
	back, err := m.Form(budi.ID, "")
	require.NoError(t, err)
	require.WithinDuration(t, f.DraftedAt, back.DraftedAt, time.Millisecond)
	require.True(t, f.OpenedAt.Equal(back.OpenedAt))
	back.DraftedAt, back.OpenedAt = f.DraftedAt, f.OpenedAt
	require.Equal(t, f, back)
	other, err := m.Form(siti.ID, "")
	require.NoError(t, err)
	require.Equal(t, "@siti ", other.Text, "never with another customer")

	// The private draft is another one, and the public text comes back with its own visibility.
	private, err := m.Retype(back, privateType(t, m, budi))
	require.NoError(t, err)
	require.Equal(t, contract.Private, private.Visibility)
	require.Equal(t, back.Text, private.Text, "without a draft of its own the text goes along")
	require.Nil(t, private.Cuts)
	private.Text = "No. internet Kakak 122000004217"
	_, err = m.SaveDraft(t.Context(), private)
	require.NoError(t, err)
	newest, err := m.Form(budi.ID, "")
	require.NoError(t, err)
	require.Equal(t, contract.Private, newest.Visibility)
	public, err := m.Retype(newest, back.ReplyType)
	require.NoError(t, err)
	require.Equal(t, contract.Public, public.Visibility)
	require.Equal(t, "Mohon maaf Kak Budi", public.Text, "private text is never shown as public")
	require.True(t, m.row(budi.ID).Draft)

	require.NoError(t, m.DropDraft(t.Context(), private))
	require.NoError(t, m.DropDraft(t.Context(), public))
	require.False(t, m.row(budi.ID).Draft)
	blank, err := m.Form(budi.ID, "")
	require.NoError(t, err)
	require.Empty(t, blank.Text)
	_, err = m.SaveDraft(t.Context(), blank)
	require.NoError(t, err)
	require.False(t, m.row(budi.ID).Draft, "a blank form is no draft")
	_, err = m.SaveDraft(t.Context(), desk.Form{Text: "x"})
	require.Equal(t, data.Invalid, data.KindOf(err))
}

// An emptied form takes its draft away; what was sent leaves no rest under another visibility.
func TestDraftsGo(t *testing.T) {
	c := newCentre(t)
	m := newMachine(t, c.url)
	m.signIn("anis")
	held := m.holds(c, c.facebook, "Budi", "internet lambat", "")
	f := m.filled(held, "Mohon maaf")
	_, err := m.SaveDraft(t.Context(), f)
	require.NoError(t, err)
	empty := f
	empty.Text, empty.Path = "", nil
	_, err = m.SaveDraft(t.Context(), empty)
	require.NoError(t, err)
	require.False(t, m.row(held.ID).Draft)

	_, err = m.SaveDraft(t.Context(), f)
	require.NoError(t, err)
	record, err := m.Retype(f, recordType(t, m, held))
	require.NoError(t, err)
	record.Text += " sudah dijawab lewat telepon"
	_, err = m.SaveDraft(t.Context(), record)
	require.NoError(t, err)
	m.save(record)
	m.untilSent(1)
	left, err := m.Form(held.ID, "")
	require.NoError(t, err)
	require.Empty(t, left.Text)
}

// A follow-up made before its answer was accepted joins that answer's record, whenever it is saved.
func TestFollowUpFromDraft(t *testing.T) {
	c := newCentre(t)
	m := newMachine(t, c.url)
	m.signIn("anis")
	held := m.holds(c, c.twitter, "Budi", "internet lambat", "")
	m.until("it is connected", m.connected)
	c.line.breaks()
	m.until("the outage is said", func() bool { return m.Connection().State == desk.Unreachable })
	first := m.save(m.filled(held, "Satu"))
	next, err := m.FollowUp(held.ID, first.ID)
	require.NoError(t, err)
	next.Text += "Dua"
	next, err = m.SaveDraft(t.Context(), next)
	require.NoError(t, err)
	c.line.heal()
	m.TryNow()
	m.untilSent(1)
	m.stop()
	m.start()
	m.signIn("anis")
	kept, err := m.Form(held.ID, "")
	require.NoError(t, err)
	require.Equal(t, next.Text, kept.Text)
	m.save(kept)
	m.untilSent(1)
	records := c.handlings(held.Customer.ID)
	require.Len(t, records, 1)
	require.Len(t, records[0].Answers, 2)

	// The form of the screen, held while its answer was accepted and left, joins too.
	again, err := m.FollowUp(held.ID, "")
	require.NoError(t, err)
	require.Equal(t, records[0].ID, again.HandlingID)
	require.Equal(t, kept.Path, again.Path)
	require.Equal(t, kept.ReplyType, again.ReplyType)
	_, err = m.FollowUp("nothing", "")
	require.Equal(t, data.NotFound, data.KindOf(err))
}

func TestPreviewCuts(t *testing.T) {
	c := newCentre(t)
	m := newMachine(t, c.url)
	m.signIn("anis")
	held := m.holds(c, c.twitter, "Budi", "internet lambat", "")
	f := m.filled(held, longText)
	p := m.Preview(f)
	require.Greater(t, len(p.Parts), 1)
	require.False(t, p.TooLong)
	require.True(t, strings.HasPrefix(p.Parts[0].Text, "@budi Mohon maaf"), "the handle is in part 1")
	last := p.Parts[len(p.Parts)-1]
	require.Contains(t, last.Text, "(anis)", "the signature in the last")
	for _, part := range p.Parts {
		require.LessOrEqual(t, part.Count, 280)
		require.Contains(t, part.Text, strings.TrimSpace(p.Text[part.From:part.To]))
	}
	f.Text += " (anis)"
	require.Equal(t, p.Text, m.Preview(f).Text, "a signature that was typed is not doubled")
	item := m.save(f)
	require.Len(t, item.Parts, len(p.Parts))
	m.untilSent(1)
	require.Equal(t, item.Parts, c.twitter.net.texts())
}

func TestFill(t *testing.T) {
	c := newCentre(t)
	m := newMachine(t, c.url)
	m.signIn("anis")
	require.Len(t, m.Catalogue().Templates, 2)
	lambat := m.Catalogue().TemplatesFor([]string{"Komplain", "Internet", "Lambat"}, "")
	require.Equal(t, "cek", lambat[0].Title)
	v := desk.View{
		Case: contract.Case{Number: 40218, Customer: contract.CustomerRef{Name: "Budi", Handle: "budi_contoh"}},
		Customer: desk.CustomerView{Customer: contract.Customer{
			Name: "Budi", Service: contract.Service{CustomerName: "Budi Contoh", Internet: "122000004217", Sto: "CTH"},
			Tickets: []contract.Ticket{{Number: "IN1", State: contract.TicketStateClosed}, {Number: "IN402", State: contract.TicketStateOpen}},
		}},
	}
	fill := func(text string) (string, []string) {
		filled, open := m.Fill(contract.Template{Text: text}, v)
		var names []string
		for _, p := range open {
			names = append(names, filled[p.From:p.To])
		}
		return filled, names
	}
	text, open := fill("Halo Kak {nama}, No. {nomor_internet} tiket {tiket} di {sto}, {agen}, {kasus}")
	require.Equal(t, "Halo Kak Budi, No. 122000004217 tiket IN402 di CTH, Anis, 40218", text)
	require.Empty(t, open)
	text, open = fill("{jam} Kak {nama}: {redaman} dBm, {witel}")
	require.Equal(t, "{jam} Kak Budi: {redaman} dBm, {witel}", text)
	require.Equal(t, []string{"{jam}", "{redaman}", "{witel}"}, open)
	v.Case.Private = true
	text, _ = fill("Kak {nama}")
	require.Equal(t, "Kak Budi Contoh", text, "who writes privately is called as the contract calls him")

	// Names are strangers' to choose: they bring in no variables, handles, links or lines.
	v.Case.Private = false
	for name, want := range map[string]string{
		"{tiket} @saingan #promo": "Kak {tiket} saingan promo!", "a\nb\u202ec": "Kak a bc!", "https://x.example/": "Kak {nama}!",
	} {
		v.Customer.Name = name
		text, _ = fill("Kak {nama}!")
		require.Equal(t, want, text)
	}
}
