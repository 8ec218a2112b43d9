package customer_test

import (
	"testing"

	"fyne.io/fyne/v2"
	"github.com/stretchr/testify/require"

	"sociomedio/app/desk"
	"sociomedio/data/contract"
	"sociomedio/ui/customer"
	"sociomedio/ui/customer/customertest"
)

// lookUp types a number over the one that is there and presses Enter.
func (c *column) lookUp(number string) {
	c.t.Helper()
	c.focusOn(0)
	c.window.Canvas().Focused().(fyne.Shortcutable).TypedShortcut(&fyne.ShortcutSelectAll{})
	c.typed(number)
	c.key(fyne.KeyReturn)
}

// focusOn gives the n-th field of the column the keyboard.
func (c *column) focusOn(n int) {
	c.t.Helper()
	fields := fieldsOf(c.window)
	require.Greater(c.t, len(fields), n)
	c.window.Canvas().Focus(fields[n])
}

// A number in any format finds its service; one press links it, another takes it back, and who did it is on the screen.
func TestLinkingAServiceNumber(t *testing.T) {
	b := customertest.New()
	p := b.People[customertest.Budi]
	p.Service = contract.Service{}
	b.People[customertest.Budi] = p
	c := newColumn(t, b)
	c.made.Show(customertest.BudiCase)
	require.False(t, c.sees("02100004217"))
	c.lookUp("+62 2100 004 217")
	c.until(func() bool { return c.sees("1 nomor ditemukan") })
	require.Empty(t, b.Calls(), "looking up links nothing")
	c.press("Tautkan", 0)
	c.until(func() bool { return c.sees("Anis, 24/11/2026") })
	require.True(t, c.sees("02100004217"))
	require.True(t, c.sees("IndiHome 50 Mbps 2P"))
	require.False(t, c.sees("1 nomor ditemukan"))
	c.press("Lepas tautan", 0)
	c.until(func() bool { return !c.sees("Anis, 24/11/2026") })
	require.Equal(t, []string{"link c-budi 122000004217", "unlink c-budi"}, b.Calls())
	require.False(t, c.sees("02100004217"))
}

func TestLookUpThatFindsNothing(t *testing.T) {
	c := newColumn(t, customertest.New())
	c.made.Show(customertest.BudiCase)
	c.lookUp("999")
	c.until(func() bool { return c.sees("Nomor tidak ditemukan") })
	c.lookUp("122000009031")
	c.until(func() bool { return c.sees("1 nomor ditemukan") })
	require.False(t, c.sees("Nomor tidak ditemukan"))
	require.True(t, c.sees("Tautkan"), "another customer's number can be linked too")
	c.lookUp("122 000 004 217")
	c.until(func() bool { return c.sees("Tertaut") })
	require.False(t, c.sees("Tautkan"), "the number that is linked already")
}

// The answer to a look-up never lands under another customer.
func TestALateLookUpIsNotShownElsewhere(t *testing.T) {
	b := customertest.New()
	b.SetPerson(desk.CustomerView{Customer: contract.Customer{ID: customertest.Yoga, Name: "Yoga Sampel", Network: contract.Twitter}})
	c := newColumn(t, b)
	c.made.Show(customertest.BudiCase)
	release := b.Hold()
	c.lookUp("122000009031")
	c.until(func() bool { return c.sees("Mencari nomor") })
	c.made.Show(customertest.YogaCase)
	require.False(t, c.sees("Mencari nomor"))
	release()
	c.queue.DrainUntil(patience/20, func() bool { return c.sees("1 nomor ditemukan") })
	require.False(t, c.sees("1 nomor ditemukan"))
	require.False(t, c.sees("122000009031"))
}

func TestOfflineTheDataIsFromHere(t *testing.T) {
	b := customertest.New()
	c := newColumn(t, b)
	c.made.Show(customertest.BudiCase)
	b.SetOffline(true)
	c.until(func() bool { return c.sees("Data pelanggan dari simpanan lokal, 13:57") })
	c.lookUp("122000009031")
	require.True(t, c.sees("Server tidak terjangkau. Periksa jaringan lalu coba lagi."))
	b.SetOffline(false)
	c.until(func() bool { return !c.sees("Data pelanggan dari simpanan lokal, 13:57") })
}

// A customer of whom only the name is here: after a while the column says that the rest is coming, and shows it when it is here.
func TestACustomerThatIsNotHereYet(t *testing.T) {
	b := customertest.New()
	c := newColumn(t, b)
	c.made.Show(customertest.YogaCase)
	require.True(t, c.sees("Yoga Sampel"))
	require.False(t, c.sees("Memuat data pelanggan"))
	c.until(func() bool { return c.sees("Memuat data pelanggan") })
	b.SetPerson(desk.CustomerView{At: b.Now, Customer: contract.Customer{ID: customertest.Yoga, Name: "Yoga Sampel", Handle: "yoga_contoh", Network: contract.Twitter, Followers: 120, Following: 98, Statuses: 311, Service: contract.Service{Number: "1", Pots: "02100001111"}}})
	c.until(func() bool { return c.sees("02100001111") })
	require.False(t, c.sees("Memuat data pelanggan"))
	require.True(t, c.sees("120 Followers · 98 Following · 311 Statuses"))
}

func TestCopyingANumber(t *testing.T) {
	c := newColumn(t, customertest.New())
	c.made.Show(customertest.BudiCase)
	c.pressNamed("Salin No. Internet")
	require.Equal(t, "122000004217", fyne.CurrentApp().Clipboard().Content())
	require.Equal(t, []string{"No. Internet disalin."}, c.said)
}

func TestInfoLeadsToTheOtherTabs(t *testing.T) {
	c := newColumn(t, customertest.New())
	c.made.Show(customertest.BudiCase)
	require.True(t, c.sees("IN40218077"))
	require.False(t, c.sees("IN40171502"), "only what is still open")
	c.press("History Conversation", 1)
	require.True(t, c.sees("Semua"))
	c.made.SelectTab(customer.Info)
	c.press("Ticket List", 1)
	c.until(func() bool { return c.sees("Total Rows : 3") })
	require.True(t, c.sees("IN40171502"))
}

func TestProfile(t *testing.T) {
	b := customertest.New()
	other := b.People[customertest.Budi]
	other.Customer.ID, other.Network, other.Source, other.Handle = "c-fb", contract.Facebook, "Facebook", ""
	b.People["c-fb"] = other
	c := newColumn(t, b)
	c.made.Show(customertest.BudiCase)
	c.made.SelectTab(customer.Profile)
	c.until(func() bool { return c.sees("Facebook: Budi Contoh") })
	for _, text := range []string{"@budi_contoh", "548", "242", "859", "080000004217", "14/02/2024", "21", "Gangguan massal STO CTH"} {
		require.True(t, c.sees(text), text)
	}
}

// Tickets beyond those of the local store come page by page.
func TestManyTickets(t *testing.T) {
	b := customertest.New()
	p := b.People[customertest.Budi]
	p.Tickets = nil
	for i := range 120 {
		p.Tickets = append(p.Tickets, contract.Ticket{Number: "IN" + string(rune('A'+i/26)) + string(rune('A'+i%26)), State: contract.TicketStateClosed, OpenedAt: b.Now})
	}
	b.People[customertest.Budi] = p
	c := newColumn(t, b)
	c.made.Show(customertest.BudiCase)
	c.made.SelectTab(customer.Tickets)
	c.until(func() bool { return c.sees("Total Rows : 120") })
	list := c.list()
	list.ScrollTo(1e6)
	c.until(func() bool { list.ScrollTo(1e6); return c.sees("IN" + "E" + "P") })
}
