package desk_test

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"sociomedio/app/backend/channel"
	"sociomedio/app/desk"
	"sociomedio/data"
	"sociomedio/data/contract"
)

// talks lets a customer have written n direct messages, a minute apart, and takes the case.
func (m *machine) talks(c *centre, who string, n int) contract.Case {
	m.t.Helper()
	p := channel.Person{ID: "id-" + who, Name: who, Handle: strings.ToLower(who)}
	start := time.Now().Add(-time.Duration(n) * time.Minute)
	var events []channel.Event
	for i := range n {
		id := fmt.Sprintf("%s-%d", who, i+1)
		events = append(events, channel.Event{Type: channel.Wrote, Key: "dm:" + id, At: start.Add(time.Duration(i) * time.Minute), Message: channel.Message{
			Kind: contract.MessageKindDm, ExternalID: id, Thread: "t-" + who, Author: p, Customer: p, Private: true, OpensCase: true,
			Text: fmt.Sprintf("pesan %d", i+1),
		}})
	}
	c.intake(c.twitter, events...)
	_, err := m.Sync(m.t.Context())
	require.NoError(m.t, err)
	return m.caseOf(who)
}

func lines(page desk.HistoryPage) []string {
	var all []string
	for _, e := range page.Entries {
		if e.Message != nil {
			all = append(all, e.Message.Text)
		}
		if e.Note != nil {
			all = append(all, "note: "+e.Note.Text)
		}
	}
	return all
}

// A conversation is read page by page, from this machine as far as it goes and then from the backend, without a gap.
func TestHistoryPages(t *testing.T) {
	c := newCentre(t)
	m := newMachine(t, c.url)
	m.signIn("anis")
	held := m.talks(c, "Budi", 130)
	customer := held.Customer.ID
	page, err := m.History(desk.HistoryQuery{CustomerID: customer})
	require.NoError(t, err)
	require.Len(t, page.Entries, 50)
	require.Equal(t, "pesan 130", page.Entries[49].Message.Text)
	require.True(t, page.Elsewhere, "nobody asked yet how far it goes")

	_, err = m.Open(held.ID)
	require.NoError(t, err)
	m.until("the newest page was asked for", func() bool { return c.line.count("/messages") == 1 && c.line.count("/handlings") == 1 })
	more := true
	for range 3 {
		require.True(t, more)
		more, err = m.FetchEarlier(t.Context(), customer)
		require.NoError(t, err)
	}
	require.False(t, more, "that was all")
	var all []string
	for before := ""; ; before = page.Earlier {
		page, err = m.History(desk.HistoryQuery{CustomerID: customer, Before: before})
		require.NoError(t, err)
		all = append(lines(page), all...)
		if page.Earlier == "" {
			break
		}
	}
	require.False(t, page.Elsewhere)
	require.Equal(t, desk.HistoryCounts{All: 130, Messages: 130}, page.Counts)
	require.Len(t, all, 130)
	for i, text := range all {
		require.Equal(t, fmt.Sprintf("pesan %d", i+1), text)
	}

	v, err := m.View(held.ID)
	require.NoError(t, err)
	require.Equal(t, "pesan 1", v.Message.Text)
	require.Len(t, v.Last, 8)
	require.Equal(t, "pesan 130", v.Last[7].Message.Text)
	around, err := m.History(desk.HistoryQuery{CustomerID: customer, Around: v.Message.ID, Limit: 20})
	require.NoError(t, err)
	require.Len(t, around.Entries, 130, "from the message to the newest, so that scrolling meets no gap")
	middle, err := m.History(desk.HistoryQuery{CustomerID: customer, Find: "PESAN 60"})
	require.NoError(t, err)
	require.Equal(t, []string{"pesan 60"}, lines(middle))
	around, err = m.History(desk.HistoryQuery{CustomerID: customer, Around: middle.Entries[0].Message.ID, Limit: 20})
	require.NoError(t, err)
	require.Equal(t, "pesan 50", lines(around)[0])
	require.NotEmpty(t, around.Earlier)
	_, err = m.History(desk.HistoryQuery{CustomerID: customer, Around: "nothing"})
	require.Equal(t, data.NotFound, data.KindOf(err))
	_, err = m.History(desk.HistoryQuery{CustomerID: customer, Before: "yesterday"})
	require.Equal(t, data.Invalid, data.KindOf(err))
}

func TestNotesInHistory(t *testing.T) {
	c := newCentre(t)
	m := newMachine(t, c.url)
	m.signIn("anis")
	held := m.holds(c, c.twitter, "Budi", "internet lambat", "")
	note, err := m.AddNote(t.Context(), held.ID, "pelanggan VIP")
	require.NoError(t, err)
	require.Equal(t, desk.NoteItem, note.Kind)
	m.until("the note is with the backend", func() bool { return m.item(note.ID).State == "" })
	page, err := m.History(desk.HistoryQuery{CustomerID: held.Customer.ID, Only: desk.OnlyNotes})
	require.NoError(t, err)
	require.Equal(t, []string{"note: pelanggan VIP"}, lines(page))
	require.Equal(t, "Anis", page.Entries[0].Note.Agent.Name)
	require.Equal(t, desk.HistoryCounts{All: 2, Messages: 1, Notes: 1}, page.Counts)
	page, err = m.History(desk.HistoryQuery{CustomerID: held.Customer.ID, Only: desk.OnlyMessages})
	require.NoError(t, err)
	require.Equal(t, []string{"internet lambat"}, lines(page))
	require.Empty(t, c.twitter.net.texts(), "a note reaches no customer")
	_, counts, err := m.Outbox()
	require.NoError(t, err)
	require.Zero(t, counts.Sent, "only what went to a customer counts as sent")
}

// The Customers page: a customer is found by a number in any format, opened, linked, and answered from the history
// (5.3.9-5.3.13), without his case having been taken before.
func TestCustomersPage(t *testing.T) {
	c := newCentre(t)
	m := newMachine(t, c.url)
	_, err := c.store.ImportServices(t.Context(), func(yield func(contract.Service, error) bool) {
		yield(contract.Service{Number: "122000004217", CustomerName: "Budi Contoh", Internet: "122000004217", Pots: "02100004217", Contact: "081200004217", Sto: "CTH"}, nil)
	})
	require.NoError(t, err)
	m.signIn("anis")
	c.writes(c.twitter, "Budi", "internet lambat", "")
	page, err := m.Customers(t.Context(), desk.CustomerQuery{By: contract.UserName, Text: "budi"})
	require.NoError(t, err)
	require.Equal(t, 1, page.Total)
	customer := page.Customers[0].ID

	_, err = m.Customer("nothing")
	require.Equal(t, data.NotFound, data.KindOf(err))
	v, err := m.OpenCustomer(customer)
	require.NoError(t, err)
	require.True(t, v.Missing)
	require.Equal(t, "Budi", v.Name)
	m.until("the conversation is here", func() bool { return len(m.texts(customer)) == 1 })
	history, err := m.History(desk.HistoryQuery{CustomerID: customer})
	require.NoError(t, err)
	target := history.Entries[0].Message
	m.until("its case is known", func() bool {
		_, err := m.Form(target.CaseID, target.ID)
		return err == nil
	})
	in, err := m.Inbox(desk.InboxFilter{})
	require.NoError(t, err)
	require.Zero(t, in.Len(), "a case that nobody holds is not in the inbox")

	services, err := m.Services(t.Context(), "+62 812-0000 4217")
	require.NoError(t, err)
	require.Len(t, services, 1)
	require.Equal(t, data.NotFound, data.KindOf(m.LinkService(t.Context(), customer, "999999999")))
	require.NoError(t, m.LinkService(t.Context(), customer, services[0].Number))
	v, err = m.Customer(customer)
	require.NoError(t, err)
	require.Equal(t, "Budi Contoh", v.Service.CustomerName)
	require.Equal(t, "Anis", v.LinkedBy.Name)
	page, err = m.Customers(t.Context(), desk.CustomerQuery{By: contract.Pots, Text: "021 0000 4217"})
	require.NoError(t, err)
	require.Equal(t, 1, page.Total)
	require.NoError(t, m.UnlinkService(t.Context(), customer))
	tickets, err := m.Tickets(t.Context(), desk.TicketQuery{CustomerID: customer})
	require.NoError(t, err)
	require.Zero(t, tickets.Total)

	f, err := m.Form("", target.ID)
	require.NoError(t, err)
	require.Equal(t, target.CaseID, f.CaseID)
	f.Path = m.path("Informasi", "Tagihan")
	f, err = m.Retype(f, m.Catalogue().ReplyTypes(target.Network, target.Kind, target.Private)[0].ID)
	require.NoError(t, err)
	f.Text += "Sudah normal, Kak?"
	m.save(f)
	m.untilSent(1)
	require.Equal(t, []string{"@budi Sudah normal, Kak? (anis)"}, c.twitter.net.texts())
}

// A colleague's case is known from the history as his: it can't be answered, only taken over.
func TestColleaguesCaseInHistory(t *testing.T) {
	c := newCentre(t)
	m := newMachine(t, c.url)
	sari, err := c.store.AgentByUsername(t.Context(), "sari")
	require.NoError(t, err)
	c.writes(c.twitter, "Budi", "internet lambat", "")
	_, err = c.store.Take(t.Context(), sari.ID, 1, "")
	require.NoError(t, err)
	m.signIn("spv")
	page, err := m.Customers(t.Context(), desk.CustomerQuery{Text: "budi"})
	require.NoError(t, err)
	_, err = m.OpenCustomer(page.Customers[0].ID)
	require.NoError(t, err)
	var f desk.Form
	m.until("its case is known", func() bool {
		history, err := m.History(desk.HistoryQuery{CustomerID: page.Customers[0].ID})
		require.NoError(t, err)
		if len(history.Entries) == 0 {
			return false
		}
		f, err = m.Form(history.Entries[0].Message.CaseID, "")
		return err == nil
	})
	require.Contains(t, kinds(m.Check(f)), "case_held target")
	in, err := m.Inbox(desk.InboxFilter{})
	require.NoError(t, err)
	require.Zero(t, in.Len(), "it is not in this agent's inbox")
	require.NoError(t, m.TakeOver(t.Context(), f.CaseID))
	m.until("it is", func() bool { return m.row(f.CaseID).Mine })
}

func TestHandlingsExported(t *testing.T) {
	c := newCentre(t)
	m := newMachine(t, c.url)
	m.signIn("anis")
	held := m.holds(c, c.twitter, "Budi", "internet lambat", "")
	m.save(m.filled(held, "=1+1, \"dikutip\"\ndua baris"))
	m.untilSent(1)
	_, err := m.FetchHandlings(t.Context(), held.Customer.ID)
	require.NoError(t, err)
	more, err := m.FetchHandlings(t.Context(), held.Customer.ID)
	require.NoError(t, err)
	require.False(t, more)
	page, elsewhere, err := m.Handlings(held.Customer.ID, time.Time{}, 0)
	require.NoError(t, err)
	require.False(t, elsewhere)
	require.Len(t, page, 1)
	earlier, _, err := m.Handlings(held.Customer.ID, page[0].SavedAt, 0)
	require.NoError(t, err)
	require.Empty(t, earlier)

	var out bytes.Buffer
	require.NoError(t, m.ExportHandlings(t.Context(), held.Customer.ID, time.FixedZone("WIB", 7*3600), &out))
	text, found := strings.CutPrefix(out.String(), "\ufeff")
	require.True(t, found)
	rows, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	require.NoError(t, err)
	require.Len(t, rows, 2)
	require.Equal(t, []string{"Contact Date", "Agent", "Source", "Type", "Category", "Product", "Sub Product", "Detail"}, rows[0][:8])
	line := rows[1]
	require.Equal(t, page[0].Answers[0].SavedAt.In(time.FixedZone("WIB", 7*3600)).Format("2006-01-02 15:04:05"), line[0])
	require.Equal(t, []string{"Anis", "Twitter", "mention", "Komplain", "Internet", "Lambat", ""}, line[1:8])
	require.Equal(t, "Normal Reply", line[8])
	require.Equal(t, "'@budi =1+1, \"dikutip\"\ndua baris (anis)", line[9], "no formula for a spreadsheet")
	require.Equal(t, "sent", line[10])
}

func TestMedia(t *testing.T) {
	c := newCentre(t)
	m := newMachine(t, c.url)
	m.signIn("anis")
	_, err := m.Media(t.Context(), "01928374-5566-7788-99aa-000000000001", contract.Thumbnail)
	require.Equal(t, data.NotFound, data.KindOf(err))
	c.line.instead(picture)
	const id = "01928374-5566-7788-99aa-000000000002"
	for range 3 {
		body, err := m.Media(t.Context(), id, contract.Thumbnail)
		require.NoError(t, err)
		require.Equal(t, "PNG", string(body))
	}
	require.Equal(t, 1, c.line.count("/v1/media/"+id), "asked for once")
	_, err = m.Media(t.Context(), id, contract.Full)
	require.NoError(t, err)
	require.Equal(t, 2, c.line.count("/v1/media/"+id), "another size is another picture")
}
