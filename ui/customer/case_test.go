package customer_test

import (
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	"github.com/stretchr/testify/require"

	"sociomedio/app/desk"
	"sociomedio/data/contract"
	"sociomedio/ui/customer"
	"sociomedio/ui/customer/customertest"
	"sociomedio/ui/look"
	"sociomedio/ui/widget"
)

func TestNothingBeforeTheFirstCase(t *testing.T) {
	c := newColumn(t, customertest.New())
	require.True(t, c.sees("No data to display"))
	require.False(t, c.sees("Customer Info"))
	c.press("Sync", 0)
	require.Equal(t, 1, c.synced)
	c.made.Show(customertest.BudiCase)
	require.Equal(t, customertest.BudiCase, c.book.Opened(), "the backend hears what is looked at")
	require.False(t, c.sees("No data to display"))
	c.made.Clear()
	require.Empty(t, c.book.Opened())
	require.Empty(t, c.made.Shown())
	require.True(t, c.sees("No data to display"))
	c.made.Show("gone")
	require.Equal(t, []string{"Data tidak ditemukan."}, c.said)
}

// Where the head of a case scrolls, the next case is shown from its start.
func TestTheNextCaseIsShownFromItsStart(t *testing.T) {
	c := newColumnIn(t, customertest.New(), look.Light, fyne.NewSize(684, 330))
	c.made.Show(customertest.BudiCase)
	require.True(t, c.sees("Budi Contoh"))
	test.Scroll(c.window.Canvas(), fyne.NewPos(300, 60), 0, -300)
	require.False(t, c.sees("@budi_contoh"), "the name is scrolled away")
	c.made.Show(customertest.BudiCase)
	require.False(t, c.sees("@budi_contoh"), "the same case stays as it is")
	c.made.Show(customertest.YogaCase)
	require.True(t, c.sees("@yoga_contoh"))
}

func TestTheHeadOfACase(t *testing.T) {
	c := newColumn(t, customertest.New())
	c.made.Show(customertest.BudiCase)
	for _, text := range []string{"Inbox", "Twitter", "Mention", "Case #40218", "Sari melihat case ini", "SLA 1 mnt lagi", "Budi Contoh", "@budi_contoh", "548 Followers · 242 Following · 859 Statuses", "24/11/2026 13:56:58 · 14 mnt lalu"} {
		require.True(t, c.sees(text), text)
	}
	c.press("Buka di Twitter", 0)
	require.Equal(t, []string{"https://x.example/budi_contoh/status/40218"}, c.links)

	c.book.Now = c.book.Now.Add(5 * time.Minute)
	c.made.Tick()
	require.True(t, c.sees("SLA lewat 4 mnt"))
	require.True(t, c.sees("24/11/2026 13:56:58 · 19 mnt lalu"))

	k := c.book.Cases[customertest.BudiCase]
	k.Viewers = nil
	c.book.SetCase(k)
	c.until(func() bool { return !c.sees("Sari melihat case ini") })
}

// Who holds the case is said, and taking over leaves one holder.
func TestTakingOverAndReleasing(t *testing.T) {
	c := newColumn(t, customertest.New())
	c.made.Show(customertest.YogaCase)
	require.True(t, c.sees("Sari sedang menangani case ini."))
	require.False(t, c.sees("Lepas case"))
	c.press("Ambil alih", 0)
	c.until(func() bool { return !c.sees("Sari sedang menangani case ini.") && len(c.said) == 1 })
	require.Equal(t, "Anis", c.book.Cases[customertest.YogaCase].Holder.Name)
	c.press("Lepas case", 0)
	c.until(func() bool { return c.sees("Case ini tidak dipegang siapa pun.") && len(c.said) == 2 })
	require.Equal(t, []string{"take over case-40221", "release case-40221"}, c.book.Calls())

	c.book.SetOffline(true)
	c.press("Ambil alih", 0)
	c.until(func() bool { return len(c.said) == 3 })
	require.Equal(t, "Server tidak terjangkau. Periksa jaringan lalu coba lagi.", c.said[2])
	require.True(t, c.sees("Case ini tidak dipegang siapa pun."))
}

// What stands against an answer is said under the breadcrumb, the strongest first.
func TestWhyACaseCannotBeAnswered(t *testing.T) {
	b := customertest.New()
	c := newColumn(t, b)
	k := b.Cases[customertest.BudiCase]
	k.Answerable = contract.Answerable{Reason: contract.AnswerableReasonWindowClosed}
	b.Cases[k.ID] = k
	c.made.Show(k.ID)
	require.True(t, c.sees("Tidak dapat dibalas."))
	require.True(t, c.sees("Batas waktu membalas di Twitter sudah lewat. Pelanggan perlu menulis lagi."))

	k.Answerable = contract.Answerable{Ok: true, Until: b.Now.Add(30 * time.Minute)}
	b.SetCase(k)
	c.until(func() bool { return c.sees("Dapat dibalas sampai 14:41.") })

	k.Answerable = contract.Answerable{Ok: true, Until: b.Now.Add(20 * time.Hour)}
	b.SetCase(k)
	c.until(func() bool { return !c.sees("Dapat dibalas sampai 14:41.") })

	k.State = contract.CaseStateClosed
	b.SetCase(k)
	c.until(func() bool { return c.sees("Case ini sudah selesai.") })
}

func TestAnAnswerThatWaitsIsOnTheChip(t *testing.T) {
	b := customertest.New()
	c := newColumn(t, b)
	c.made.Show(customertest.BudiCase)
	b.Sent = []desk.OutboxItem{{ID: "o", Kind: desk.AnswerItem, State: desk.Queued, Case: b.Cases[customertest.BudiCase]}}
	c.made.Changed(desk.Event{Kind: desk.OutboxChanged})
	require.True(t, c.sees("antre"))
	b.Sent[0].State = desk.Failed
	c.made.Changed(desk.Event{Kind: desk.OutboxChanged})
	require.True(t, c.sees("SLA 1 mnt lagi"), "the customer still waits")
}

// The tab stays when the case changes; the card goes only where the history has the message.
func TestTabsStayWhileCasesChange(t *testing.T) {
	c := newColumn(t, customertest.New())
	c.made.Show(customertest.BudiCase)
	c.press("History Penanganan", 0)
	require.True(t, c.sees("24/11/2026 13:56:58 · 14 mnt lalu"))
	c.made.Show(customertest.YogaCase)
	require.True(t, c.sees("Total Rows : 0"))
	c.made.Show(customertest.BudiCase)
	require.True(t, c.sees("Total Rows : 5"))
	c.made.SelectTab(customer.History)
	require.False(t, c.sees("24/11/2026 13:56:58 · 14 mnt lalu"))
	c.made.SelectTab(customer.Info)
	require.True(t, c.sees("24/11/2026 13:56:58 · 14 mnt lalu"))
}

func TestDockAtTheLowerEdge(t *testing.T) {
	c := newColumn(t, customertest.New())
	c.made.Show(customertest.BudiCase)
	c.made.SetDock(widget.NewText("Pratinjau thread", widget.Style{}))
	require.True(t, c.sees("Pratinjau thread"))
	require.True(t, c.sees("Service Number"))
	c.made.SetDock(nil)
	require.False(t, c.sees("Pratinjau thread"))
}

// A message of 10,000 characters scrolls in its card; the tabs stay where they are.
func TestALongMessageLeavesRoomForTheTabs(t *testing.T) {
	b := customertest.New()
	long := ""
	for len(long) < 10_000 {
		long += "Modem sudah restart tetap sama. "
	}
	for i, e := range b.Talk[customertest.Budi] {
		if e.Message != nil && e.Message.ID == "m-case" {
			m := *e.Message
			m.Text = long
			b.Talk[customertest.Budi][i].Message = &m
		}
	}
	c := newColumn(t, b)
	c.made.Show(customertest.BudiCase)
	require.True(t, c.sees("Customer Info"))
	require.True(t, c.sees("Service Number"))
}

// The message of the case may come after the case, and what the customer does to it is seen.
func TestTheMessageFollowsTheCase(t *testing.T) {
	b := customertest.New()
	whole := b.Talk[customertest.Yoga]
	b.Talk[customertest.Yoga] = nil
	c := newColumn(t, b)
	c.made.Show(customertest.YogaCase)
	require.False(t, c.sees("@TelkomCare tidak bisa connect wifi, lampu internet mati total"))
	b.Say(customertest.Yoga, whole[0])
	c.until(func() bool { return c.sees("@TelkomCare tidak bisa connect wifi, lampu internet mati total") })
	gone := *whole[0].Message
	gone.Deleted = true
	b.Talk[customertest.Yoga] = nil
	whole[0].Message = &gone
	b.Say(customertest.Yoga, whole[0])
	c.until(func() bool { return c.sees("Pesan ini sudah dihapus.") })
}
