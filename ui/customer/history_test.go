package customer_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"github.com/stretchr/testify/require"

	"sociomedio/app/desk"
	"sociomedio/data"
	"sociomedio/data/contract"
	"sociomedio/ui/customer"
	"sociomedio/ui/customer/customertest"
)

// history opens History Conversation of Budi.
func (c *column) history() *column {
	c.made.Show(customertest.BudiCase)
	c.made.SelectTab(customer.History)
	c.queue.Drain()
	return c
}

// Both sides, the notes, the days, and what became of our answers (5.3.3).
func TestHistoryOfTheCase(t *testing.T) {
	c := newColumn(t, customertest.New().Answering()).history()
	for _, text := range []string{
		"Hari ini, Selasa 24 November 2026", "Case ini", "Mention · 13:56", "Catatan internal", "Sari · 14:02", "Tidak terkirim ke pelanggan", "Gagal",
		"Ditolak Twitter: batas kirim tercapai sampai 14:24", "Antre, urutan 1", "Anda · 14:09", "24", "21", "3",
	} {
		require.True(t, c.sees(text), text)
	}
	c.feed().ScrollTo(0)
	require.True(t, c.sees("Awal percakapan"))
	require.True(t, c.sees("Rabu, 14 Februari 2024"))
	require.True(t, c.sees("Lompat ke pesan case"))
	c.press("Lompat ke pesan case", 0)
	require.True(t, c.sees("Case ini"))
	require.False(t, c.sees("Lompat ke pesan case"))
}

// Reply at any message fills the form for that message (5.3.12), and the message says that it is being answered.
func TestReplyAtAMessage(t *testing.T) {
	c := newColumn(t, customertest.New()).history()
	c.press("Reply", 0)
	require.Len(t, c.replies, 1)
	id := strings.Fields(c.replies[0])[1]
	require.NotEqual(t, "m-case", id)
	require.False(t, c.sees("Sedang dibalas"))
	c.made.SetReplying(id)
	require.True(t, c.sees("Sedang dibalas"))
	c.made.SetReplying("")
	require.False(t, c.sees("Sedang dibalas"))
}

func TestFilterAndSearch(t *testing.T) {
	c := newColumn(t, customertest.New().Answering()).history()
	c.press("Catatan", 0)
	require.True(t, c.sees("Gangguan massal STO CTH"))
	require.False(t, c.sees("Case ini"))
	c.press("Semua", 0)
	c.focusOn(0)
	c.typed("modem")
	require.True(t, c.sees("Case ini"))
	require.True(t, c.sees("12/10/2026") || c.sees("Senin, 12 Oktober 2026"))
	require.False(t, c.sees("Gagal"))
	c.typed(" xyz")
	require.True(t, c.sees("Tidak ada yang cocok"))
	c.key(fyne.KeyEscape)
	require.True(t, c.sees("Gagal"), "Escape ends the search")
}

// Batalkan and Ubah take an answer back into the form; Coba lagi sends it again.
func TestWhatCanBeDoneWithAnAnswer(t *testing.T) {
	c := newColumn(t, customertest.New().Answering()).history()
	c.press("Batalkan", 0)
	c.until(func() bool { return len(c.edits) == 1 && !c.sees("Batalkan") })
	require.Equal(t, "@budi_contoh Teknisi dijadwalkan besok pagi ya Kak.", c.edits[0].Text)
	c.press("Coba lagi", 0)
	c.until(func() bool { return len(c.book.Calls()) == 2 })
	require.Equal(t, []string{"edit out-2", "retry out-1"}, c.book.Calls())

	// Known from the history alone: written on another machine.
	b := customertest.New()
	failed := customertest.Ours(customertest.Budi, "m-x", b.Now, "Tiket sudah kami buat.", contract.AgentRef{ID: "u-sari", Name: "Sari"}, contract.DeliveryStateFailed)
	failed.Message.AnswerID = "ans-x"
	b.Talk[customertest.Budi] = append(b.Talk[customertest.Budi], failed)
	c = newColumn(t, b).history()
	require.False(t, c.sees("Ubah"), "its draft is not here")
	c.press("Coba lagi", 0)
	c.until(func() bool { return c.sees("Antre") })
	c.press("Batalkan", 0)
	c.until(func() bool { return c.sees("Dibatalkan") })
	require.Equal(t, []string{"retry answer ans-x", "cancel answer ans-x"}, b.Calls())
}

// An answer that the backend refused because the case changed can be sent all the same, changed or deleted.
func TestARefusedAnswer(t *testing.T) {
	b := customertest.New()
	b.Sent = []desk.OutboxItem{{ID: "o", Kind: desk.AnswerItem, State: desk.Refused, Why: data.CaseChanged, Case: b.Cases[customertest.BudiCase], Text: "Halo Kak", SavedAt: b.Now}}
	c := newColumn(t, b).history()
	require.True(t, c.sees("Ditolak"))
	require.True(t, c.sees("Hapus"))
	c.press("Kirim juga", 0)
	c.until(func() bool { return c.sees("Antre") })
	require.Equal(t, []string{"send anyway o"}, b.Calls())

	b = customertest.New().Answering()
	b.Sent[1].State = desk.Sending
	c = newColumn(t, b).history()
	require.True(t, c.sees("Mengirim"))
	require.False(t, c.sees("Batalkan"))
}

// A note is written in its own field and goes nowhere but into the notes.
func TestWritingANote(t *testing.T) {
	c := newColumn(t, customertest.New()).history()
	c.made.FocusNote()
	c.typed("Sudah dicek dengan teknisi")
	c.press("Simpan catatan", 0)
	c.until(func() bool { return c.sees("Anda · 14:11 · Belum sampai di server") })
	require.Equal(t, []string{"note case-40218 Sudah dicek dengan teknisi"}, c.book.Calls())
	require.True(t, c.sees("Tulis catatan internal"), "the field is empty again")
	require.Empty(t, c.replies)

	c.made.FocusNote()
	c.window.Canvas().Focused().(fyne.Shortcutable).TypedShortcut(&desktop.CustomShortcut{KeyName: fyne.KeyReturn, Modifier: fyne.KeyModifierShortcutDefault})
	c.queue.Drain()
	require.Len(t, c.book.Calls(), 1, "an empty note is none")
	c.typed("disk penuh")
	c.press("Simpan catatan", 0)
	c.until(func() bool { return c.sees("Disk penuh. Kosongkan ruang lalu coba lagi; yang Anda ketik masih ada.") })
	require.True(t, c.sees("disk penuh"), "what was typed stays")
}

// What was begun of a note stays with its case.
func TestANoteBelongsToItsCase(t *testing.T) {
	c := newColumn(t, customertest.New()).history()
	c.made.FocusNote()
	c.typed("hanya untuk Budi")
	c.made.Show(customertest.YogaCase)
	require.False(t, c.sees("hanya untuk Budi"))
	c.made.Show(customertest.BudiCase)
	require.True(t, c.sees("hanya untuk Budi"))
	c.made.Leave()
	require.Equal(t, "hanya untuk Budi", c.book.NoteDraft(customertest.BudiCase), "it is stored when the window closes")
	release := c.book.Hold()
	c.press("Simpan catatan", 0)
	c.made.Show(customertest.YogaCase)
	release()
	c.until(func() bool { return len(c.book.Calls()) == 1 })
	c.made.Show(customertest.BudiCase)
	require.Equal(t, []string{"note case-40218 hanya untuk Budi"}, c.book.Calls())
	require.Empty(t, c.book.NoteDraft(customertest.BudiCase))
	c.until(func() bool { return c.sees("Tulis catatan internal") })
}

// talk is a conversation of n messages, one an hour.
func talk(b *customertest.Book, n int) []desk.Entry {
	all := make([]desk.Entry, n)
	for i := range all {
		at := b.Now.Add(-time.Duration(n-i) * time.Hour)
		text := fmt.Sprintf("Pesan nomor %d tentang internet yang lambat sejak tadi malam", i)
		all[i] = customertest.Message(customertest.Budi, fmt.Sprint("t", i), at, text)
		if i%2 == 1 {
			all[i] = customertest.Ours(customertest.Budi, fmt.Sprint("t", i), at, text, contract.AgentRef{ID: "u-sari", Name: "Sari"}, contract.DeliveryStateSent)
		}
	}
	return all
}

// Scrolling up brings page after page, first from here, then from the backend; what is in view keeps its place.
func TestEarlierPages(t *testing.T) {
	b := customertest.New()
	all := append(talk(b, 230), b.Talk[customertest.Budi]...)
	slices.SortStableFunc(all, func(x, y desk.Entry) int { return x.At.Compare(y.At) })
	b.Remote[customertest.Budi], b.Talk[customertest.Budi] = all[:100], all[100:]
	c := newColumn(t, b).history()
	require.True(t, c.sees("Case ini"))
	for range 200 {
		if c.sees("Awal percakapan") {
			break
		}
		before := c.texts()
		feed := c.feed()
		feed.ScrollTo(feed.Offset() - 200)
		c.queue.Drain()
		require.True(t, overlap(before, c.texts()), "the view jumped from %v to %v", before, c.texts())
		if feed.Offset() == 0 {
			c.queue.DrainUntil(patience/50, func() bool { return feed.Offset() > 0 || c.sees("Awal percakapan") })
		}
	}
	require.True(t, c.sees("Awal percakapan"))
	c.feed().ScrollTo(0)
	require.True(t, c.sees("Rabu, 14 Februari 2024"))
	require.Empty(t, b.Remote[customertest.Budi])
	require.True(t, c.sees("Lompat ke pesan case"))
	c.press("Lompat ke pesan case", 0)
	require.True(t, c.sees("Case ini"))
}

// overlap tells whether two views have a message in common.
func overlap(a, b []string) bool {
	for _, text := range a {
		if len(text) > 20 && slices.Contains(b, text) {
			return true
		}
	}
	return false
}

// The backend can't be reached: the screen says so where the earlier messages would be, and tries again on a click.
func TestEarlierPagesOffline(t *testing.T) {
	b := customertest.New()
	b.Remote[customertest.Budi] = []desk.Entry{customertest.Message(customertest.Budi, "m-first", customertest.At("01/01/2024 08:00:00"), "Pertanyaan pertama")}
	c := newColumn(t, b)
	b.SetOffline(true)
	c.queue.Drain()
	c.history()
	c.feed().ScrollTo(0)
	c.until(func() bool { return c.sees("Pesan yang lebih lama belum dapat dimuat.") })
	b.SetOffline(false)
	c.queue.Drain()
	c.feed().ScrollTo(100)
	c.feed().ScrollTo(0)
	c.until(func() bool { c.feed().ScrollTo(0); return c.sees("Pertanyaan pertama") })
	require.True(t, c.sees("Awal percakapan"))
}

// The case's message lies far back: the way there leads over pages that are not loaded.
func TestJumpToACaseFarBack(t *testing.T) {
	b := customertest.New()
	b.Talk[customertest.Budi] = append(b.Talk[customertest.Budi], shift(talk(b, 400), 500*time.Hour)...)
	c := newColumn(t, b).history()
	require.False(t, c.sees("Case ini"))
	c.press("Lompat ke pesan case", 0)
	require.True(t, c.sees("Case ini"))
	require.False(t, c.sees("Lompat ke pesan case"))
}

func shift(all []desk.Entry, by time.Duration) []desk.Entry {
	for i := range all {
		all[i].At = all[i].At.Add(by)
		all[i].Message.At = all[i].At
	}
	return all
}

// A new message comes in at the end when the end is in view, and does not move what is read further up.
func TestNewMessagesDoNotMoveWhatIsRead(t *testing.T) {
	b := customertest.New()
	b.Talk[customertest.Budi] = append(talk(b, 120), b.Talk[customertest.Budi]...)
	c := newColumn(t, b).history()
	b.Say(customertest.Budi, customertest.Message(customertest.Budi, "new-1", b.Now, "Halo, masih ada?"))
	c.until(func() bool { return c.sees("Halo, masih ada?") })
	c.feed().ScrollTo(c.feed().Offset() - 600)
	before := c.texts()
	b.Say(customertest.Budi, customertest.Message(customertest.Budi, "new-2", b.Now.Add(time.Second), "Tolong dijawab"))
	c.queue.Drain()
	require.Equal(t, c.messages(before), c.messages(c.texts()))
	c.feed().ScrollToEnd()
	require.True(t, c.sees("Tolong dijawab"))
}

// messages are the lines of messages among those of the window.
func (c *column) messages(lines []string) []string {
	return slices.DeleteFunc(slices.Clone(lines), func(l string) bool { return !strings.HasPrefix(l, "Pesan nomor") })
}

// Nothing a stranger sends does anything by itself, and what is not known is called so.
func TestUntrustedContent(t *testing.T) {
	b := customertest.New()
	say := func(id, text string, m contract.Message) {
		e := customertest.Message(customertest.Budi, id, b.Now, text)
		m.ID, m.At, m.CustomerID, m.Text, m.Kind, m.Network, m.Author = id, b.Now, customertest.Budi, text, contract.MessageKindDm, contract.Twitter, "Budi\u202e Contoh"
		e.Message = &m
		b.Talk[customertest.Budi] = append(b.Talk[customertest.Budi], e)
	}
	say("u1", "", contract.Message{Unknown: true})
	say("u2", "rahasia", contract.Message{Deleted: true})
	say("u3", "javascript:alert(1) file:///etc/passwd http://user@jahat.example", contract.Message{})
	say("u4", "lihat https://cek.contoh.id/a.", contract.Message{})
	say("u5", "", contract.Message{Attachments: []contract.Attachment{{Type: "poll"}, {Type: "location", Latitude: -6.2, Longitude: 106.8, URL: "javascript:x"}}})
	say("u6", "abc\u202edef\x00", contract.Message{Edited: true, Earlier: []string{"yang lama"}})
	say("u7", "", contract.Message{Quoted: "posting yang dikutip", Attachments: []contract.Attachment{{Type: "poll"}}})
	c := newColumn(t, b).history()
	for _, text := range []string{"isi tidak dikenal", "Pesan ini sudah dihapus.", "2 lampiran", "Lokasi: -6.20000, 106.80000", "abcdef", "Sebelum diedit: yang lama", "Mengutip: posting yang dikutip", "DM · 14:11 · diedit", "Budi Contoh"} {
		require.True(t, c.sees(text), text)
	}
	require.False(t, c.sees("rahasia"))
	require.Empty(t, c.links, "nothing opens by itself")
	c.press("https://cek.contoh.id/a", 0)
	require.Equal(t, []string{"https://cek.contoh.id/a"}, c.links)
	c.press("javascript:alert(1) file:///etc/passwd http://user@jahat.example", 0)
	require.Len(t, c.links, 1)
}

// A message of 10,000 characters is cut until the agent asks for the rest.
func TestALongMessageIsCut(t *testing.T) {
	b := customertest.New()
	b.Talk[customertest.Budi] = append(b.Talk[customertest.Budi],
		customertest.Message(customertest.Budi, "long", b.Now, strings.Repeat("Modem sudah restart tetap sama. ", 310)+"akhir pesan"))
	c := newColumn(t, b).history()
	c.press("Tampilkan semua (9.931 karakter)", 0)
	c.feed().ScrollToEnd()
	found := slices.ContainsFunc(c.texts(), func(l string) bool { return strings.HasSuffix(l, "akhir pesan") })
	require.True(t, found, "%v", c.texts())
}

// After midnight "Hari ini" is another day.
func TestTodayEndsAtMidnight(t *testing.T) {
	c := newColumn(t, customertest.New()).history()
	require.True(t, c.sees("Hari ini, Selasa 24 November 2026"))
	c.book.Now = customertest.At("25/11/2026 00:00:10")
	c.made.Tick()
	require.True(t, c.sees("Selasa, 24 November 2026"))
}

// A conversation that does not fill its place can't be scrolled: its earlier messages come on a click.
func TestEarlierPagesOfAShortConversation(t *testing.T) {
	b := customertest.New()
	all := b.Talk[customertest.Budi]
	b.Remote[customertest.Budi], b.Talk[customertest.Budi] = slices.Clone(all[:len(all)-1]), slices.Clone(all[len(all)-1:])
	c := newColumn(t, b).history()
	require.False(t, c.sees("Awal percakapan"))
	c.press("Muat pesan yang lebih lama", 0)
	c.until(func() bool { return c.sees("@TelkomCare sudah normal kak, terima kasih bantuannya") })
}
