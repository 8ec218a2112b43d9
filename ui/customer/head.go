package customer

import (
	"strconv"
	"strings"
	"time"

	"fyne.io/fyne/v2"

	"sociomedio/app/desk"
	"sociomedio/data/contract"
	"sociomedio/ui/look"
	"sociomedio/ui/terms"
	"sociomedio/ui/widget"
	"sociomedio/ui/words"
)

// cardHeight is how high the message of a case may get before it scrolls in its card, in design units.
const cardHeight = 232

// soon is how long before its end a network's time to answer is shown.
const soon = time.Hour

// head is everything of a case over its tabs.
type head struct {
	opts      *Options
	onRelease func()
	onTake    func()
	onResized func() // the banner came or went
	view      desk.View

	network *widget.Text
	arrows  []*widget.Icon
	kind    *widget.Text
	number  *widget.Text
	eye     *widget.Icon
	viewers *widget.Text
	sla     *widget.Chip
	crumbs  *fyne.Container

	banner  *widget.Banner
	take    *widget.Button
	avatar  *widget.Avatar
	name    *widget.Text
	handle  *widget.Text
	figures *widget.Text
	release *widget.Button
	outside *widget.Button
	card    *widget.MessageCard
	message *fyne.Container
	whole   *fyne.Container
}

func newHead(opts *Options) *head {
	h := &head{opts: opts}
	t := opts.Words
	plain := widget.Style{Color: look.Foreground2}
	h.network, h.kind = widget.NewText("", plain), widget.NewText("", widget.Style{Bold: true})
	h.number = widget.NewText("", widget.Style{Size: look.SizeSecondary, Color: look.Foreground2, Elide: true})
	h.arrows = []*widget.Icon{widget.NewIcon(look.IconRight, look.Foreground2, 12), widget.NewIcon(look.IconRight, look.Foreground2, 12)}
	h.eye, h.viewers = widget.NewIcon(look.IconEye, look.Foreground2, 14), widget.NewText("", widget.Style{Size: look.SizeSecondary, Color: look.Foreground2, Elide: true})
	h.sla = widget.NewChip(widget.ChipData{})
	h.crumbs = widget.Inset(1, 16, 0, 16, flow(42, 28, 6, widget.Row(6, widget.NewText("Inbox", plain), h.arrows[0], h.network,
		h.arrows[1], h.kind, widget.Sized(2, 0, widget.Space()), h.number, widget.Space(), h.eye, h.viewers), h.sla))
	h.take = widget.NewButton(t.T(words.TakeOver), widget.Secondary, func() { h.onTake() }).WithSize(widget.Small)
	h.banner = widget.NewBanner(widget.BannerData{})
	h.banner.Hide()
	h.avatar = widget.NewAvatar("", 40)
	h.name = widget.NewText("", widget.Style{Size: look.SizeSub, Bold: true, Elide: true})
	h.handle = widget.NewText("", widget.Style{Color: look.Foreground2, Elide: true})
	h.figures = widget.NewText("", widget.Style{Size: look.SizeSecondary, Color: look.Foreground2, Elide: true})
	h.release = widget.NewButton(t.T(words.ReleaseCase), widget.QuietNeutral, func() { h.onRelease() }).WithSize(widget.Small)
	h.outside = widget.NewButton("", widget.QuietNeutral, h.openOutside).WithIcon(look.IconExternal).WithSize(widget.Small)
	h.card = widget.NewMessageCard("", "", nil, opts.OnLink)
	h.message = widget.Inset(12, 16, 0, 16, capped(cardHeight, h.card))
	who := widget.Column(2, widget.Row(8, h.name, h.handle), h.figures)
	h.whole = widget.Column(0, h.banner, widget.Inset(12, 8, 0, 16, flow(40, 28, 12, widget.Row(12, h.avatar, widget.Grow(widget.Sized(140, 0, who))), h.release, h.outside)),
		h.message, widget.Sized(0, 12, widget.Space()))
	return h
}

func (h *head) clear() {
	h.view = desk.View{}
	for _, o := range []fyne.CanvasObject{h.network, h.arrows[0], h.arrows[1], h.kind, h.number, h.eye, h.viewers, h.sla} {
		o.Hide()
	}
	h.crumbs.Refresh()
}

func (h *head) paint(v desk.View, queued bool) {
	h.view = v
	t, c := h.opts.Words, v.Case
	for _, o := range []fyne.CanvasObject{h.network, h.arrows[0], h.arrows[1], h.kind, h.number, h.sla} {
		o.Show()
	}
	h.network.SetText(terms.Source(c.Network))
	h.kind.SetText(terms.Kind(c.Kind))
	h.number.SetText(t.T(words.CaseNumber, plainNumber(c.Number)))
	h.paintViewers()
	h.paintBanner()
	ref := contract.CustomerRef{Handle: v.Customer.Handle, Name: v.Customer.Name}
	if v.Customer.Missing || ref.Name == "" && ref.Handle == "" {
		ref = c.Customer
	}
	h.avatar.SetName(terms.Name(c.Network, ref))
	h.name.SetText(terms.Name(c.Network, ref))
	h.handle.SetText("")
	if ref.Handle != "" {
		h.handle.SetText(terms.Handle(c.Network, ref))
	}
	h.figures.SetText(h.figuresOf(v.Customer))
	setVisible(h.release, v.Mine)
	h.outside.SetLabel(t.T(words.OpenOn, terms.Source(c.Network)))
	setVisible(h.outside, h.address() != "")
	h.paintCard()
	h.tick(queued)
	h.crumbs.Refresh()
	h.whole.Refresh()
}

// plainNumber writes the number of a case without thousands: it is a name, not a figure.
func plainNumber(n int64) string { return strconv.FormatInt(n, 10) }

// tick writes what depends on the time.
func (h *head) tick(queued bool) {
	now := h.opts.Clock()
	h.sla.Set(terms.SLA(h.opts.Words, h.view.Case, queued, now, true))
	if m := h.view.Message; m.ID != "" {
		h.card.SetMeta(h.opts.Words.DateTime(m.At) + " · " + h.opts.Words.T(words.AgeAgo, h.opts.Words.Short(now.Sub(m.At))))
	}
	h.paintBanner()
	h.crumbs.Refresh()
}

func (h *head) paintViewers() {
	var names []string
	me := h.opts.Source.Session().Agent.ID
	for _, a := range h.view.Case.Viewers {
		if a.ID != me {
			names = append(names, a.Name)
		}
	}
	on := len(names) > 0
	setVisible(h.eye, on)
	setVisible(h.viewers, on)
	if on {
		h.viewers.SetText(h.opts.Words.T(words.LooksAtCase, strings.Join(names, ", ")))
	}
}

// paintBanner says what stands against an answer: a colleague first, then the network, then its clock.
func (h *head) paintBanner() {
	t, v := h.opts.Words, h.view
	now := h.opts.Clock()
	var d widget.BannerData
	var actions []*widget.Button
	switch answerable := v.Case.Answerable; {
	case v.Case.State == contract.CaseStateClosed || v.Case.State == contract.CaseStateOutside:
		d = widget.BannerData{Tone: widget.Good, Icon: look.IconCheck, Fact: t.T(words.OverFact)}
	case !v.Mine && v.Case.Holder.ID != "":
		d = widget.BannerData{Tone: widget.Accent, Icon: look.IconUsers, Fact: t.T(words.HeldFact, v.Case.Holder.Name), Text: t.T(words.HeldText)}
		actions = append(actions, h.take)
	case !v.Mine && v.Case.State == contract.CaseStateWaiting:
		d = widget.BannerData{Tone: widget.Accent, Icon: look.IconUsers, Fact: t.T(words.FreeFact), Text: t.T(words.FreeText)}
		actions = append(actions, h.take)
	case !answerable.Ok:
		d = widget.BannerData{Tone: widget.Warn, Icon: look.IconTriangle, Fact: t.T(words.NotAnswerable), Text: terms.NotAnswerable(t, v.Case.Network, answerable)}
	case !answerable.Until.IsZero() && answerable.Until.Sub(now) < soon:
		d = widget.BannerData{Tone: widget.Warn, Icon: look.IconClock, Fact: t.T(words.WindowFact, t.Clock(answerable.Until)), Text: t.T(words.WindowText)}
	}
	on := d.Fact != "" && v.Case.ID != ""
	if on {
		h.banner.Set(d, actions...)
	}
	if on != h.banner.Visible() {
		setVisible(h.banner, on)
		h.onResized()
	}
}

// figuresOf are the figures of a Twitter profile; Facebook gives none, there it is the source.
func (h *head) figuresOf(c desk.CustomerView) string {
	t := h.opts.Words
	switch {
	case c.Missing:
		return ""
	case c.Network == contract.Facebook:
		return terms.Source(c.Network)
	}
	return strings.Join([]string{
		t.T(words.Followers, t.Number(int(c.Followers))), t.T(words.Following, t.Number(int(c.Following))), t.T(words.Statuses, t.Number(int(c.Statuses))),
	}, " · ")
}

func (h *head) paintCard() {
	m := h.view.Message
	text := h.view.Case.Preview
	var extra fyne.CanvasObject
	if m.ID != "" {
		text = messageText(h.opts.Words, &m)
		extra = h.attachment(&m)
	}
	h.card.Set(text, "", extra)
}

// attachment leads to what is attached to the message: the first of it, with the number of all.
func (h *head) attachment(m *contract.Message) fyne.CanvasObject {
	if len(m.Attachments) == 0 {
		return nil
	}
	pictures := newMedia(h.opts, h.whole)
	first := m.Attachments[0]
	return widget.NewLinkText(attached(h.opts.Words, m.Attachments), look.SizeSecondary, look.IconLink, func() {
		if first.MediaID != "" {
			pictures.enlarge(first)
			return
		}
		h.opts.open(first.URL)
	})
}

// address is where the network shows the message, or the profile.
func (h *head) address() string {
	for _, a := range []string{h.view.Message.URL, h.view.Customer.URL} {
		if link(a) != nil {
			return a
		}
	}
	return ""
}

func (h *head) openOutside() { h.opts.open(h.address()) }

// busy keeps the buttons from being pressed twice.
func (h *head) busy(on bool) {
	setEnabled(h.release, !on)
	setEnabled(h.take, !on)
}

func (h *head) showCard(on bool) {
	if on != h.message.Visible() {
		setVisible(h.message, on)
		h.whole.Refresh()
	}
}
