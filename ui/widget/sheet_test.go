package widget

import (
	"image/png"
	"os"
	"path/filepath"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/test"
	"github.com/stretchr/testify/require"

	"sociomedio/ui/look"
)

// The sheet of all parts in all states, laid out as components.png of the design, to be looked at beside it. It is written
// to build/, not compared: what must not change is compared in the golden tests.
func TestSheet(t *testing.T) {
	for name, choice := range map[string]look.Choice{"light": look.Light, "dark": look.Dark} {
		app := test.NewTempApp(t)
		app.Settings().SetTheme(look.New(choice, 100))
		w := test.NewWindow(nil)
		w.SetPadded(false)
		sheet := container.NewWithoutLayout()
		place := func(x, y, width, height float32, o fyne.CanvasObject) {
			o.Move(fyne.NewPos(x, y))
			o.Resize(fyne.NewSize(width, height))
			sheet.Add(o)
		}
		place(0, 0, 1366, 912, NewFill(look.Chrome))
		place(16, 16, 432, 220, sheetButtons())
		place(16, 248, 432, 404, sheetEntries())
		place(16, 664, 432, 154, sheetChips())
		place(464, 16, 432, 400, sheetRows())
		place(464, 428, 432, 174, sheetCounters())
		place(464, 614, 432, 124, sheetTabs())
		place(912, 16, 438, 412, sheetBubbles())
		place(912, 440, 438, 196, sheetBanners())
		place(912, 808, 438, 92, sheetSmall())
		place(464, 750, 432, 150, sheetTable())
		w.SetContent(sheet)
		w.Resize(fyne.NewSize(1366, 912))
		for _, f := range sheetAfter {
			f()
		}
		sheetAfter = nil
		save(t, w, "sheet-"+name+".png")
		w.Close()
	}
}

// sheetAfter are states that need a canvas.
var sheetAfter []func()

func save(t *testing.T, w fyne.Window, name string) {
	t.Helper()
	dir := filepath.Join("..", "..", "build", "look")
	require.NoError(t, os.MkdirAll(dir, 0o755))
	f, err := os.Create(filepath.Join(dir, name))
	require.NoError(t, err)
	require.NoError(t, png.Encode(f, w.Canvas().Capture()))
	require.NoError(t, f.Close())
}

func sheetCard(title string, rows ...fyne.CanvasObject) fyne.CanvasObject {
	head := Sized(0, 42, Inset(0, 16, 0, 16, NewText(title, Style{Bold: true})))
	return NewCard(look.Surface, Column(0, append([]fyne.CanvasObject{head}, rows...)...))
}

func sheetRow(label string, height float32, objects ...fyne.CanvasObject) fyne.CanvasObject {
	l := Sized(68, 28, NewText(label, Style{Size: look.SizeCaption, Color: look.Foreground2}))
	return Inset(0, 16, 0, 16, Sized(0, height, RowTop(8, append([]fyne.CanvasObject{l}, objects...)...)))
}

func hovered(b *Button) *Button  { b.hovered = true; b.Refresh(); return b }
func focused(b *Button) *Button  { b.focused = true; b.Refresh(); return b }
func held(b *Button) *Button     { b.held = true; b.Refresh(); return b }
func disabled(b *Button) *Button { b.Disable(); return b }

func sheetButtons() fyne.CanvasObject {
	mk := func(l string, k ButtonKind) *Button { return NewButton(l, k, nil) }
	return sheetCard("Buttons",
		sheetRow("primary", 36, mk("Save", PrimaryKind), hovered(mk("Hover", PrimaryKind)), focused(mk("Focus", PrimaryKind)), disabled(mk("Save", PrimaryKind))),
		sheetRow("loading", 36, mk("Mengirim", PrimaryKind).WithIcon(look.IconSync), disabled(mk("Sync", Secondary).WithIcon(look.IconSync))),
		sheetRow("secondary", 36, mk("Refresh", Secondary), hovered(mk("Hover", Secondary)), focused(mk("Focus", Secondary)), disabled(mk("Refresh", Secondary))),
		sheetRow("quiet", 36, mk("Ticket List", Quiet), hovered(mk("Hover", Quiet)), mk("Batal", QuietNeutral), held(mk("Pressed", QuietNeutral))),
		sheetRow("danger, sm", 32, mk("Coba lagi", Danger).WithIcon(look.IconSync).WithSize(Small), mk("Reply", Secondary).WithIcon(look.IconReply).WithSize(Small), mk("Reply", QuietNeutral).WithIcon(look.IconReply).WithSize(Small)),
	)
}

func sheetEntries() fyne.CanvasObject {
	rest := NewEntry("")
	rest.SetText("122000004217")
	focusEntry := NewEntry("")
	focusEntry.SetText("wulan")
	sheetAfter = append(sheetAfter, func() { focusEntry.focused = true; focusEntry.Refresh() })
	bad := NewSelect("Please select...")
	bad.SetError("Pilih Category sebelum Save")
	off := NewSelect("Please select...")
	off.Disable()
	open := NewSelect("Please select...")
	open.SetOptions([]string{"Informasi", "Komplain", "Permintaan", "Billing"})
	sheetAfter = append(sheetAfter, func() {
		open.SelectQuietly(1)
		open.Open()
	})
	return sheetCard("Entry, Select",
		sheetRow("rest", 36, Grow(rest)),
		sheetRow("placeholder", 36, Grow(NewEntry("Cari di inbox").WithIcon(look.IconSearch))),
		sheetRow("focus", 36, Grow(focusEntry)),
		sheetRow("error", 54, Grow(bad)),
		sheetRow("disabled", 36, Grow(off)),
		sheetRow("open", 36, Grow(open)),
	)
}

func sheetChips() fyne.CanvasObject {
	pair := func(icon look.IconName, tone Tone, small string) []fyne.CanvasObject {
		return []fyne.CanvasObject{NewChip(ChipData{Text: small, Icon: icon, Tone: tone}), NewChip(ChipData{Text: "SLA " + small, Icon: icon, Tone: tone, Large: true})}
	}
	return sheetCard("SLA chips",
		sheetRow("aman", 28, pair(look.IconClock, Neutral, "6 mnt lagi")...),
		sheetRow("≤ 5 mnt", 28, pair(look.IconClock, Warn, "3 mnt lagi")...),
		sheetRow("lewat", 28, pair(look.IconTriangle, Bad, "lewat 11 mnt")...),
		sheetRow("selesai", 28, NewChip(ChipData{Text: "2 mnt 58 dtk", Icon: look.IconCheck, Tone: Good})),
	)
}

var sheetCases = []InboxRowData{
	{Unread: true, Name: "Wulan Misalia", Preview: "Tagihan bulan ini kok naik jadi 512 ribu ya padahal", Detail: "DM · 12 mnt", Chip: ChipData{Text: "3 mnt lagi", Icon: look.IconClock, Tone: Warn}},
	{Name: "Yoga Sampel", Preview: "Tidak bisa connect wifi, lampu internet mati total", Detail: "Mention · 9 mnt", Handler: "Sari menangani", Chip: ChipData{Text: "6 mnt lagi", Icon: look.IconClock}},
	{Name: "Budi Contoh", Preview: "Internet IndiHome saya lambat sekali sejak tadi malam", Detail: "Mention · 14 mnt", Handler: "Anda menangani", Mine: true, Chip: ChipData{Text: "1 mnt lagi", Icon: look.IconClock, Tone: Warn}},
	{Name: "Nadia Fiksia", Preview: "Nomor internetnya 122000009031 min, mohon dicek", Detail: "DM · 5 mnt", Handler: "Dimas menangani", Chip: ChipData{Text: "10 mnt lagi", Icon: look.IconClock}},
	{Name: "Maya Seandainya", Network: Facebook, Preview: "Terima kasih kak, internetnya sudah normal lagi", Detail: "DM · 2 mnt", Chip: ChipData{Text: "13 mnt lagi", Icon: look.IconClock}},
	{Name: "Hendra Umpama", Preview: "Anda: Mohon maaf Kak Hendra, teknisi sudah di jalan", Detail: "Mention · 26 mnt", Chip: ChipData{Text: "antre", Icon: look.IconOutbox, Tone: Warn}},
}

func sheetRows() fyne.CanvasObject {
	list := NewList(ListSource{
		Length: func() int { return len(sheetCases) },
		ID:     func(i int) string { return sheetCases[i].Name },
		NewRow: func() fyne.CanvasObject { return NewInboxRow() },
		Update: func(i int, o fyne.CanvasObject) { o.(*InboxRow).SetRow(sheetCases[i]) },
	}, ListStyle{RowHeight: InboxRowHeight, Separators: true, Accent: true})
	sheetAfter = append(sheetAfter, func() {
		list.SelectQuietly("Budi Contoh")
		list.hover(3, true)
		list.focused, list.current = true, 4
		list.paintStates()
	})
	return sheetCard("Inbox row", RowFill(0, Sized(292, 358, list), NewVLine()))
}

func sheetCounters() fyne.CanvasObject {
	row := func(label string, d CounterData) fyne.CanvasObject {
		c := NewCounter()
		c.Set(d)
		return sheetRow(label, 26, Grow(c))
	}
	parts := []PartCount{{"1/3", "214"}, {"2/3", "249"}, {"3/3", "237"}}
	return sheetCard("Counter",
		row("rest", CounterData{Ratio: 176.0 / 280, Strong: "176", Rest: "/ 280"}),
		row("last 20", CounterData{Ratio: 266.0 / 280, Tone: Warn, Strong: "266", Rest: "/ 280"}),
		row("thread", CounterData{Parts: parts, Active: 2, Strong: "684", Rest: "karakter · 3 bagian"}),
		row("unsplittable", CounterData{Ratio: 1, Tone: Bad, Strong: "Satu kata lebih dari 280"}),
		row("Facebook", CounterData{Ratio: -1, Rest: "512 karakter"}),
	)
}

func sheetTabs() fyne.CanvasObject {
	tabs := NewTabs(Tab{ID: "a", Label: "Customer Info"}, Tab{ID: "b", Label: "Hover"}, Tab{ID: "c", Label: "Ticket List", Count: "2"}, Tab{ID: "d", Label: "Disabled", Off: true})
	tabs.tabs[1].hovered = true
	seg := NewSegmented(false, Segment{"a", "All", "39"}, Segment{"b", "Twitter", "26"}, Segment{"c", "Facebook", "13"})
	return sheetCard("Tabs, segmented, check", Inset(0, 16, 8, 8, tabs),
		Inset(0, 16, 0, 16, Row(16, seg, NewCheck("on", true, nil), NewCheck("off", false, nil))))
}

func sheetBubbles() fyne.CanvasObject {
	small := func(l string, k ButtonKind, i look.IconName) *Button {
		return NewButton(l, k, nil).WithIcon(i).WithSize(Small)
	}
	return sheetCard("Bubbles, note, delivery states", Inset(0, 16, 0, 16, Column(8,
		NewDayLine("Hari ini, Selasa 24 November 2026"),
		NewBubble(BubbleData{Author: "Budi Contoh", Meta: "Mention · 13:56", Mark: "Case ini", Text: "@TelkomCare internet saya lambat sekali"}, BubbleWidth, small("Reply", Secondary, look.IconReply)),
		NewBubble(BubbleData{Out: true, Author: "TelkomCare", Meta: "Anda · 14:08", Text: "Halo Kak Budi, kami cek ya. (Anis)", State: "Terkirim", StateIcon: look.IconCheck, StateTone: Good}, BubbleWidth, small("Reply", QuietNeutral, look.IconReply)),
		NewBubble(BubbleData{Out: true, Author: "TelkomCare", Meta: "Anda · 14:09", Text: "Tiket sudah kami buat. (Anis)", State: "Antre, urutan 1", StateIcon: look.IconClock, StateTone: Warn}, BubbleWidth, small("Batalkan", QuietNeutral, "")),
		NewBubble(BubbleData{Out: true, Author: "TelkomCare", Meta: "Anda · 14:10", Text: "Teknisi besok pagi ya Kak. (Anis)", State: "Mengirim", StateIcon: look.IconSync}, BubbleWidth),
		NewBubble(BubbleData{Out: true, Author: "TelkomCare", Meta: "Anda · 14:10", Text: "Terima kasih, Kak. (Anis)", Reason: "Ditolak Twitter: batas harian tercapai", State: "Gagal", StateIcon: look.IconAlert, StateTone: Bad}, BubbleWidth, small("Coba lagi", Danger, look.IconSync)),
		NewNoteCard(NoteData{Title: "Catatan internal", Meta: "Sari · 14:02", Aside: "Tidak terkirim ke pelanggan", Text: "Redaman -27,4 dBm, tiket sudah dibuat."}),
	)))
}

func sheetBanners() fyne.CanvasObject {
	act := func(l string) *Button { return NewButton(l, Secondary, nil).WithSize(Small) }
	return sheetCard("Banners", Column(0,
		NewBanner(BannerData{Tone: Warn, Icon: look.IconOffline, Fact: "Server tidak terjangkau.", Text: "Balasan disimpan di outbox dan terkirim otomatis"}, act("Coba sekarang")),
		NewBanner(BannerData{Tone: Bad, Icon: look.IconAlert, Fact: "1 balasan gagal terkirim.", Text: ""}, act("Buka outbox")),
		NewBanner(BannerData{Tone: Accent, Icon: look.IconUsers, Fact: "Sari sedang menangani case ini.", Text: ""}, act("Ambil alih")),
		NewBanner(BannerData{Tone: Good, Icon: look.IconCheck, Fact: "", Text: "Tersambung lagi. 3 balasan terkirim."}),
	))
}

func sheetSmall() fyne.CanvasObject {
	return sheetCard("Kbd hint, avatar, channel", Inset(0, 16, 0, 16, Row(12, NewKbdHint("Ctrl+Enter"), NewKbdHint("J"), NewAvatar("Budi Contoh", 40),
		Row(6, NewChannelBadge(Twitter), NewText("Twitter", Style{})), Row(6, NewChannelBadge(Facebook), NewText("Facebook", Style{})),
		NewLinkText("Ubah server", look.SizeSecondary, "", nil), NewMark(20))))
}

func sheetTable() fyne.CanvasObject {
	rows := [][]Cell{
		{{Text: "IN40218077", Bold: true}, {Text: "24/11/26 14:01"}, {Text: "Internet lambat, redaman tinggi"}, {Chip: ChipData{Text: "Dijadwalkan", Tone: Warn}}},
		{{Text: "IN40171502"}, {Text: "12/10/26 06:40"}, {}, {Chip: ChipData{Text: "Selesai", Tone: Good}}},
	}
	table := NewTable([]TableColumn{{Title: "No. Ticket", Width: 112}, {Title: "Dibuka", Width: 112}, {Title: "Keluhan"}, {Title: "Status", Width: 100}}, TableSource{
		Length: func() int { return len(rows) },
		ID:     func(i int) string { return rows[i][0].Text },
		Fill:   func(i int, cells []Cell) { copy(cells, rows[i]) },
	})
	return sheetCard("Table", Sized(0, 84, table))
}
