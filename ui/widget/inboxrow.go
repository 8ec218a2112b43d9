package widget

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"sociomedio/ui/look"
)

// InboxRowHeight is the height of a row of the inbox with its separator, in design units.
const InboxRowHeight = 60

// InboxRowData is what a row of the inbox says, formatted once per change by who fills it in and not once per scroll.
type InboxRowData struct {
	Unread   bool
	Network  Network
	Name     string
	Preview  string // the last message; our handle stripped, "Anda:" before our own
	Detail   string // type and age: "Mention · 14 mnt"
	Flag     string // what is special, behind Detail: "Draf", "Tak bisa dibalas"; its icon stays when there is no room for it
	FlagIcon look.IconName
	FlagBad  bool     // Flag is a warning
	Handler  string   // who handles it: "Anda menangani", "Sari menangani"; empty for nobody
	Mine     bool     // Handler is this agent: accent and bold, without the icon
	Chip     ChipData // the time left, or "antre"
}

// InboxRow is one row of the inbox, exactly as DESIGN.md section 6 has it. It is drawn of bare canvas objects, and setting
// the same data again costs a comparison: hundreds pass by in a scroll.
type InboxRow struct {
	widget.BaseWidget
	data InboxRowData

	dot            *canvas.Circle
	badge          *badge
	name, preview  *line
	detail, handle *line
	person         *picture
	flag           *line
	flagIcon       *picture
	chip           *chip
}

// NewInboxRow makes an empty row.
func NewInboxRow() *InboxRow {
	r := &InboxRow{
		dot: canvas.NewCircle(look.Color(look.Primary)), badge: newBadge(),
		name: newLine(look.SizeText), preview: newLine(look.SizeSecondary),
		detail: newLine(look.SizeCaption), handle: newLine(look.SizeCaption),
		person: newPicture("", look.Foreground3, 12), chip: newChip(),
		flag: newLine(look.SizeCaption), flagIcon: newPicture("", look.Foreground3, 12),
	}
	r.ExtendBaseWidget(r)
	r.paint()
	return r
}

// SetRow shows a case.
func (r *InboxRow) SetRow(d InboxRowData) {
	if d == r.data {
		return
	}
	r.data = d
	r.paint()
	r.layout(r.Size())
	canvas.Refresh(r)
}

func (r *InboxRow) paint() {
	d := &r.data
	r.dot.FillColor = look.Color(look.Primary)
	r.dot.Hidden = !d.Unread
	r.badge.set(d.Network, r)
	r.name.set(d.Name, look.Foreground, d.Unread)
	previewColor := look.Foreground2
	if d.Unread {
		previewColor = look.Foreground
	}
	r.preview.set(d.Preview, previewColor, false)
	r.detail.set(d.Detail, look.Foreground3, false)
	person, handler := look.IconUser, look.Foreground3
	if d.Mine {
		person, handler = "", look.Primary
	}
	if d.Handler == "" {
		person = ""
	}
	r.handle.set(d.Handler, handler, d.Mine)
	r.person.set(person, look.Foreground3, r)
	flag := look.Foreground3
	if d.FlagBad {
		flag = look.Warning
	}
	r.flag.set(d.Flag, flag, false)
	r.flag.Hidden = d.Flag == ""
	r.flagIcon.set(d.FlagIcon, flag, r)
	r.chip.set(d.Chip, r)
}

func (r *InboxRow) layout(s fyne.Size) {
	if s.Width <= 0 {
		return
	}
	left, right := look.Px(44), s.Width-look.Px(12)
	r.dot.Resize(fyne.NewSquareSize(look.Px(8)))
	r.dot.Move(fyne.NewPos(look.Px(6), look.Px(11)))
	r.badge.place(look.Px(20), look.Px(7))

	chip := r.chip.size()
	end := right
	if chip.Width > 0 {
		r.chip.place(right-chip.Width, look.Px(7))
		end = right - chip.Width - look.Px(8)
	}
	r.name.place(left, look.Px(6), end-left, look.Px(18))
	r.preview.place(left, look.Px(24), right-left, look.Px(16))

	end = right
	if r.data.Handler != "" {
		// The kind and age come first; a long name gives way.
		w := min(ceil(r.handle.width()), right-left-ceil(r.detail.width())-look.Px(8)-r.person.side()-look.Px(4))
		r.handle.place(right-w, look.Px(40), w+1, look.Px(16))
		end = right - w
		if side := r.person.side(); side > 0 {
			end -= side + look.Px(4)
			r.person.place(end, look.Px(40), look.Px(16))
		}
		end -= look.Px(8)
	}
	r.placeDetail(left, end)
}

// placeDetail puts the kind and age, and behind them the flag, between left and end: kind and age come first.
func (r *InboxRow) placeDetail(left, end float32) {
	y, h := look.Px(40), look.Px(16)
	side := r.flagIcon.side()
	if side == 0 {
		r.detail.place(left, y, end-left, h)
		return
	}
	w := min(ceil(r.detail.width()), end-left-side-look.Px(6))
	r.detail.place(left, y, w+1, h)
	left += w + look.Px(6)
	r.flagIcon.place(left, y, h)
	left += side + look.Px(3)
	r.flag.Hidden = ceil(r.flag.width()) > end-left // a word cut to two letters says less than the icon alone
	r.flag.place(left, y, max(end-left, 0)+1, h)
}

// CreateRenderer implements fyne.Widget.
func (r *InboxRow) CreateRenderer() fyne.WidgetRenderer {
	r.ExtendBaseWidget(r)
	objects := append([]fyne.CanvasObject{r.dot}, r.badge.objects()...)
	objects = append(objects, r.name.Text, r.preview.Text, r.detail.Text, r.person.Image, r.handle.Text, r.flagIcon.Image, r.flag.Text)
	return &drawing{
		objects: append(objects, r.chip.objects()...), layout: r.layout,
		measure: func() fyne.Size { return fyne.NewSize(look.Px(200), look.Px(InboxRowHeight-1)) },
		refresh: func() {
			r.paint()
			r.layout(r.Size())
			canvas.Refresh(r)
		},
	}
}
