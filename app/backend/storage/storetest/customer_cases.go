package storetest

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"sociomedio/app/backend/channel"
	"sociomedio/data"
	"sociomedio/data/contract"
)

func customerCases() []testCase {
	return []testCase{
		{"found by each kind of search", searchEach},
		{"numbers are found in any format", searchNumbers},
		{"what is typed is never a pattern", searchHostile},
		{"pages without limit, each customer once", searchPages},
		{"linked and unlinked, with who did it", linking},
		{"a number that could be several is refused", linkAmbiguous},
		{"what was linked is found by its record", linkFound},
		{"names on the network change, the customer stays", renamed},
		{"service records by any number, whole ones first", lookUp},
		{"messages by the beginnings of their words, newest first", searchMessages},
		{"tickets by number, service, words and customer, in pages", ticketSearch},
	}
}

func searchMessages(t *testing.T, w *world) {
	found := func(q, cursor string, limit int) ([]string, string) {
		t.Helper()
		page, err := w.SearchMessages(t.Context(), q, cursor, limit)
		require.NoError(t, err)
		texts := []string{}
		for _, m := range page.Messages {
			texts = append(texts, m.Text)
		}
		return texts, page.Next
	}
	first := w.comment("rina", "Tagihannya naik, mohon dicek")
	w.in(t, w.facebook, first)
	c := w.one(t, w.twitter, w.anis, w.dm("agus", "tagihan saya DOBEL 081234567"))
	w.save(t, w.anis, c, "k", w.answer(c, "Mohon maaf atas tagihan Kakak"))
	texts, _ := found("tagihan", "", 10)
	require.Equal(t, []string{"Mohon maaf atas tagihan Kakak", "tagihan saya DOBEL 081234567", "Tagihannya naik, mohon dicek"}, texts, "of all customers, both sides")
	texts, _ = found("tagih dobel", "", 10)
	require.Equal(t, []string{"tagihan saya DOBEL 081234567"}, texts, "every word")
	texts, _ = found("08123", "", 10)
	require.Len(t, texts, 1)
	for _, q := range []string{"", "'; --", "tagihan & | ! dobel:* )", "\"*", "hilang"} {
		texts, _ = found(q, "", 10)
		require.LessOrEqual(t, len(texts), 1, "what is typed is never a pattern: %s", q)
	}
	var all []string
	for cursor, pages := "", 0; pages < 4; pages++ {
		texts, next := found("mohon", cursor, 1)
		all = append(all, texts...)
		if cursor = next; next == "" {
			break
		}
	}
	require.Equal(t, []string{"Mohon maaf atas tagihan Kakak", "Tagihannya naik, mohon dicek"}, all, "pages")

	w.in(t, w.facebook, happened(first, channel.Edited, w.clock.Now(), "Sudah lunas"))
	texts, _ = found("tagihannya", "", 10)
	require.Empty(t, texts)
	texts, _ = found("lunas", "", 10)
	require.Equal(t, []string{"Sudah lunas"}, texts)
	w.in(t, w.facebook, happened(first, channel.Deleted, w.clock.Now(), ""))
	texts, _ = found("lunas", "", 10)
	require.Empty(t, texts, "what was deleted says nothing any more")
}

func (w *world) services(t testing.TB, list ...contract.Service) {
	t.Helper()
	n, err := w.ImportServices(t.Context(), sequence(nil, list...))
	require.NoError(t, err)
	require.Equal(t, len(list), n)
}

// names are the customers a search finds, in its order.
func (w *world) names(t testing.TB, by contract.SearchBy, q string) []string {
	t.Helper()
	page, err := w.Search(t.Context(), by, q, "", 100)
	require.NoError(t, err)
	require.Equal(t, page.Total, len(page.Customers), "total rows")
	names := []string{}
	for _, c := range page.Customers {
		names = append(names, c.Name)
	}
	return names
}

// people makes three customers, the first two with service records.
func (w *world) people(t testing.TB) {
	t.Helper()
	w.services(t,
		contract.Service{
			Number: "1220-0000-0001", CustomerName: "Rina Wulandari", Pots: "(021) 555-1234", Internet: "122555000111",
			PackageName: "20 Mbps", Address: "Jl. Melati 1", Sto: "KBY", Regional: "2", Witel: "Jakarta", Contact: "+62 812-3456-7890",
		},
		contract.Service{Number: "122000000002", CustomerName: "Agus", Pots: "0621-888777", Internet: "122555000222", Contact: "6285711112222"},
	)
	for who, number := range map[string]string{"rina_w": "122000000001", "agus.s": "122000000002", "tini": ""} {
		e := w.mention(who, "halo")
		e.Message.Customer.Name = map[string]string{"rina_w": "Rina Wulan", "agus.s": "Agus Setiawan", "tini": "Tini Ágnes"}[who]
		e.Message.Author = e.Message.Customer
		c := w.one(t, w.twitter, w.anis, e)
		if number != "" {
			_, err := w.LinkService(t.Context(), w.anis.ID, c.Customer.ID, number)
			require.NoError(t, err)
		}
	}
}

func searchEach(t *testing.T, w *world) {
	w.people(t)
	rina, agus, tini := "Rina Wulan", "Agus Setiawan", "Tini Ágnes"
	for _, c := range []struct {
		by   contract.SearchBy
		q    string
		want []string
	}{
		{contract.Any, "", []string{agus, rina, tini}},
		{contract.Any, "  ", []string{agus, rina, tini}},
		{contract.UserName, "RINA", []string{rina}},
		{contract.UserName, "rina_w", []string{rina}},
		{contract.UserName, "@tini", []string{tini}},
		{contract.UserName, "agus.s", []string{agus}},
		{contract.UserName, "wulan", nil},
		{contract.Name, "wul", []string{rina}},
		{contract.Name, "wulan rina", []string{rina}},
		{contract.Name, "wulandari", []string{rina}}, // as in the service record
		{contract.Name, "ágn", []string{tini}},
		{contract.Name, "ulan", nil}, // not the beginning of a word
		{contract.Name, "rina agus", nil},
		{contract.Pots, "0215551234", []string{rina}},
		{contract.Pots, "122555000111", nil},
		{contract.Internet, "122555000111", []string{rina}},
		{contract.Internet, "122555", []string{agus, rina}},
		{contract.Internet, "rina", nil},
		{contract.Contact, "081234567890", []string{rina}},
		{contract.Contact, "085711112222", []string{agus}},
		{contract.Any, "0857", []string{agus}},
		{contract.Any, "122000000002", []string{agus}},
		{contract.Any, "tini", []string{tini}},
		{contract.Any, "nobody", nil},
		{contract.SearchBy("anything"), "tini", []string{tini}},
	} {
		require.Equal(t, append([]string{}, c.want...), w.names(t, c.by, c.q), "%s %q", c.by, c.q)
	}
}

func searchNumbers(t *testing.T, w *world) {
	w.people(t)
	for _, q := range []string{
		"081234567890", "0812-3456-7890", "0812 3456 7890", "+6281234567890", "+62 812 3456 7890", "6281234567890", "62 812-3456-7890",
		"006281234567890", "+62 (0)812 3456 7890", "81234567890", "0812", "+62812", "628123",
	} {
		require.Equal(t, []string{"Rina Wulan"}, w.names(t, contract.Contact, q), q)
	}
	for _, q := range []string{"0857-1111-2222", "+6285711112222", "6285711112222", "85711112222"} {
		require.Equal(t, []string{"Agus Setiawan"}, w.names(t, contract.Contact, q), q)
	}
	for _, q := range []string{"(021) 5551234", "0215551234", "021-555 1234", "+62215551234", "+62 21 555 1234", "62215551234", "2155"} {
		require.Equal(t, []string{"Rina Wulan"}, w.names(t, contract.Pots, q), q)
	}
	require.Equal(t, []string{"Agus Setiawan"}, w.names(t, contract.Pots, "0621888777"), "0621 is an area code, not the country's")
	require.Equal(t, []string{"Agus Setiawan"}, w.names(t, contract.Pots, "0621 888 777"))
	for _, short := range []string{"081", "62", "1", "+", "-"} {
		require.Empty(t, w.names(t, contract.Contact, short), "less than four digits would be half the country: %q", short)
	}
}

func searchHostile(t *testing.T, w *world) {
	w.people(t)
	for _, q := range []string{"%", "_", "%%%%", "*", "' OR 1=1 --", `"`, "\\", "?", "$1", "\x00", "\xff\xfe", "rina%", strings.Repeat("a", 100_000), "\u202e"} {
		for _, by := range []contract.SearchBy{contract.Any, contract.Name, contract.UserName, contract.Contact} {
			page, err := w.Search(t.Context(), by, q, "", 10)
			require.NoError(t, err, "%q", q)
			if q == "rina%" && by != contract.Contact {
				require.Len(t, page.Customers, 1, "what is no letter divides words")
				continue
			}
			require.Empty(t, page.Customers, "%s %.20q", by, q)
		}
	}
	_, err := w.Search(t.Context(), contract.Any, "", "gibberish", 10)
	require.Equal(t, data.Invalid, data.KindOf(err), "a cursor that is not ours")
}

func searchPages(t *testing.T, w *world) {
	const customers = 130
	for i := range customers {
		e := w.mention(fmt.Sprintf("agen%03d", i), "halo")
		e.Message.Customer.Name = fmt.Sprintf("Budi %d", i%7) // many of one name
		e.Message.Author = e.Message.Customer
		w.in(t, w.twitter, e)
	}
	for _, limit := range []int{1, 7, 50, 130, 200} {
		seen, last, cursor, pages := map[string]bool{}, "", "", 0
		for {
			page, err := w.Search(t.Context(), contract.Name, "budi", cursor, limit)
			require.NoError(t, err)
			require.Equal(t, customers, page.Total)
			require.LessOrEqual(t, len(page.Customers), limit)
			for _, c := range page.Customers {
				require.False(t, seen[c.ID])
				seen[c.ID] = true
				require.LessOrEqual(t, last, c.Name, "by name")
				last = c.Name
			}
			if pages++; page.Next == "" {
				break
			}
			cursor = page.Next
		}
		require.Len(t, seen, customers)
		require.Equal(t, (customers+limit-1)/limit, pages)
	}
}

func linking(t *testing.T, w *world) {
	w.services(t, contract.Service{Number: "122000000001", CustomerName: "Rina W"}, contract.Service{Number: "122000000002", CustomerName: "Agus"})
	c := w.one(t, w.twitter, w.anis, w.mention("rina", "halo"))
	customer, err := w.Customer(t.Context(), c.Customer.ID)
	require.NoError(t, err)
	require.Empty(t, customer.Service.Number)

	woken, cancel := w.Subscribe(w.anis.ID)
	defer cancel()
	drain(woken)
	customer, err = w.LinkService(t.Context(), w.budi.ID, c.Customer.ID, "1220 0000-0001")
	require.NoError(t, err)
	requireWoken(t, woken)
	require.Equal(t, "Rina W", customer.Service.CustomerName)
	require.Equal(t, contract.AgentRef{ID: w.budi.ID, Name: "budi"}, customer.LinkedBy)
	require.True(t, w.clock.Now().Equal(customer.LinkedAt))

	again, err := w.LinkService(t.Context(), w.citra.ID, c.Customer.ID, "122000000001")
	require.NoError(t, err)
	require.Equal(t, customer, again, "linked already: who did it stays")
	customer, err = w.LinkService(t.Context(), w.citra.ID, c.Customer.ID, "122000000002")
	require.NoError(t, err)
	require.Equal(t, "citra", customer.LinkedBy.Name)

	customer, err = w.UnlinkService(t.Context(), w.anis.ID, c.Customer.ID)
	require.NoError(t, err)
	require.Empty(t, customer.Service)
	require.Empty(t, customer.LinkedBy)
	_, err = w.UnlinkService(t.Context(), w.anis.ID, c.Customer.ID)
	require.NoError(t, err, "twice is once")
	links, err := w.Links(t.Context(), c.Customer.ID)
	require.NoError(t, err)
	type line struct {
		agent, key string
		linked     bool
	}
	var lines []line
	for _, l := range links {
		lines = append(lines, line{l.AgentID, l.Number, l.Linked})
		require.True(t, w.clock.Now().Equal(l.At))
	}
	require.ElementsMatch(t, []line{
		{w.budi.ID, "122000000001", true}, {w.citra.ID, "122000000002", true}, {w.anis.ID, "122000000002", false},
	}, lines)

	for _, number := range []string{"", "x", "999999999", "1220"} {
		_, err = w.LinkService(t.Context(), w.anis.ID, c.Customer.ID, number)
		require.Equal(t, data.NotFound, data.KindOf(err), number)
		var e *data.Error
		require.ErrorAs(t, err, &e)
		require.Equal(t, "number", e.Field)
	}
	_, err = w.LinkService(t.Context(), w.anis.ID, "nobody", "122000000001")
	require.Equal(t, data.NotFound, data.KindOf(err))
}

func linkAmbiguous(t *testing.T, w *world) {
	w.services(t, contract.Service{Number: "021 555 1000", CustomerName: "A"}, contract.Service{Number: "62215551000", CustomerName: "B"})
	c := w.one(t, w.twitter, w.anis, w.mention("rina", "halo"))
	_, err := w.LinkService(t.Context(), w.anis.ID, c.Customer.ID, "+62 21 555 1000")
	require.NoError(t, err, "these are the digits of B")
	_, err = w.LinkService(t.Context(), w.anis.ID, c.Customer.ID, "215551000")
	require.Equal(t, data.NotFound, data.KindOf(err))
	customer, err := w.LinkService(t.Context(), w.anis.ID, c.Customer.ID, "0215551000")
	require.NoError(t, err)
	require.Equal(t, "A", customer.Service.CustomerName)
}

func linkFound(t *testing.T, w *world) {
	w.services(t, contract.Service{Number: "122000000001", CustomerName: "Wulandari", Contact: "0812555444"})
	c := w.one(t, w.twitter, w.anis, w.mention("rina", "halo"))
	require.Empty(t, w.names(t, contract.Name, "wulandari"))
	_, err := w.LinkService(t.Context(), w.anis.ID, c.Customer.ID, "122000000001")
	require.NoError(t, err)
	require.Len(t, w.names(t, contract.Name, "wulandari"), 1)
	require.Len(t, w.names(t, contract.Contact, "0812555444"), 1)

	w.services(t, contract.Service{Number: "122000000001", CustomerName: "Kusuma", Contact: "0812555444"})
	require.Empty(t, w.names(t, contract.Name, "wulandari"), "the record has another name now")
	require.Len(t, w.names(t, contract.Name, "kusuma"), 1)
	_, err = w.UnlinkService(t.Context(), w.anis.ID, c.Customer.ID)
	require.NoError(t, err)
	require.Empty(t, w.names(t, contract.Name, "kusuma"))
	require.Empty(t, w.names(t, contract.Contact, "0812555444"))
	require.Len(t, w.names(t, contract.Name, "rina"), 1)
}

func renamed(t *testing.T, w *world) {
	w.services(t, contract.Service{Number: "122000000001", CustomerName: "Wulandari"})
	c := w.one(t, w.twitter, w.anis, w.mention("rina", "halo"))
	_, err := w.LinkService(t.Context(), w.anis.ID, c.Customer.ID, "122000000001")
	require.NoError(t, err)
	e := w.mention("rina", "lagi")
	e.Message.Author.Handle, e.Message.Author.Name = "rina_baru", "Ibu Rina"
	e.Message.Customer = e.Message.Author
	w.in(t, w.twitter, e)
	require.Empty(t, w.names(t, contract.UserName, "name"))
	require.Equal(t, []string{"Ibu Rina"}, w.names(t, contract.UserName, "rina_baru"))
	require.Equal(t, []string{"Ibu Rina"}, w.names(t, contract.Name, "ibu wulandari"), "the service's name is still known")
	customer, err := w.Customer(t.Context(), c.Customer.ID)
	require.NoError(t, err)
	require.Equal(t, "rina_baru", customer.Handle)
}

func lookUp(t *testing.T, w *world) {
	w.people(t)
	for q, want := range map[string]string{
		"1220 0000 0001": "Rina Wulandari", "0215551234": "Rina Wulandari", "+62 812 3456 7890": "Rina Wulandari",
		"122555000222": "Agus", "0857": "Agus",
	} {
		found, err := w.Services(t.Context(), q)
		require.NoError(t, err)
		require.Len(t, found, 1, q)
		require.Equal(t, want, found[0].CustomerName, q)
	}
	for _, q := range []string{"", "122", "rina", "99999999"} {
		found, err := w.Services(t.Context(), q)
		require.NoError(t, err)
		require.Empty(t, found, q)
	}
	// A contact number that is whole comes before service numbers that only begin so.
	many := []contract.Service{{Number: "999000000000", CustomerName: "Tepat", Contact: "0813777"}}
	for i := range 40 {
		many = append(many, contract.Service{Number: fmt.Sprintf("0813777%02d", i), CustomerName: fmt.Sprint("Mulai ", i)})
	}
	w.services(t, many...)
	found, err := w.Services(t.Context(), "0813777")
	require.NoError(t, err)
	require.Len(t, found, 20)
	require.Equal(t, "Tepat", found[0].CustomerName)
}

func ticketSearch(t *testing.T, w *world) {
	w.people(t)
	var tickets []contract.Ticket
	states := []contract.TicketState{contract.TicketStateOpen, contract.TicketStateClosed, contract.TicketStateScheduled}
	for i := range 45 {
		tickets = append(tickets, contract.Ticket{
			Number: fmt.Sprintf("IN%03d", i), ServiceNumber: "1220 0000 0001", Title: fmt.Sprint("Internet mati RT ", i%5), State: states[i%3],
			OpenedAt: noon.AddDate(0, 0, -i), Technician: "Joko",
		})
	}
	tickets = append(tickets, contract.Ticket{Number: "TV1", ServiceNumber: "999", Title: "IPTV gelap", State: contract.TicketStateOpen, OpenedAt: noon})
	n, err := w.ImportTickets(t.Context(), sequence(nil, tickets...))
	require.NoError(t, err)
	require.Equal(t, 46, n)
	find := func(q, customerID string) []string {
		t.Helper()
		var all []string
		for cursor := ""; ; {
			page, err := w.Tickets(t.Context(), q, customerID, cursor, 20)
			require.NoError(t, err)
			for _, k := range page.Tickets {
				all = append(all, k.Number)
			}
			if cursor = page.Next; cursor == "" {
				require.Len(t, all, page.Total)
				return all
			}
		}
	}
	require.Len(t, find("", ""), 46)
	require.Equal(t, []string{"IN007"}, find("in007", ""))
	require.Equal(t, []string{"TV1"}, find("gelap iptv", ""))
	require.Len(t, find("mati", ""), 45)
	require.Len(t, find("1220-0000", ""), 45)
	require.Empty(t, find("%", ""))
	page, err := w.Search(t.Context(), contract.UserName, "rina_w", "", 1)
	require.NoError(t, err)
	rina := page.Customers[0].ID
	mine := find("", rina)
	require.Len(t, mine, 45)
	require.True(t, slices.IsSorted(mine), "newest first")
	require.Empty(t, find("iptv", rina))
	page, err = w.Search(t.Context(), contract.UserName, "tini", "", 1)
	require.NoError(t, err)
	require.Empty(t, find("", page.Customers[0].ID), "who has no service has no tickets")

	customer, err := w.Customer(t.Context(), rina)
	require.NoError(t, err)
	require.Len(t, customer.Tickets, 20)
	require.Equal(t, "IN000", customer.Tickets[0].Number)
	require.Equal(t, 30, customer.OpenTickets, "all of them, not of the 20 that come along")
	_, err = w.Tickets(t.Context(), "", "", "gibberish", 10)
	require.Equal(t, data.Invalid, data.KindOf(err))
}
