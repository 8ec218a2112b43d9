package reply

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"sociomedio/data/contract"
	"sociomedio/ui/inbox"
	"sociomedio/ui/look"
	"sociomedio/ui/widget"
	"sociomedio/ui/words"
)

// labelWidth is where the values of the form start (DESIGN.md section 4).
const labelWidth = 96

// facts are the read-only rows: User Name, Remark, Contact Date, Source, Type.
type facts struct {
	user, date, source, kind *widget.Text
	remark                   *widget.Clipped
	badge                    *widget.ChannelBadge
}

func newFacts() facts {
	value := widget.Style{Elide: true}
	return facts{
		user: widget.NewText("–", widget.Style{Bold: true, Elide: true}), date: widget.NewText("–", value),
		source: widget.NewText("–", widget.Style{}), kind: widget.NewText("–", value),
		remark: widget.NewClipped("–", 2), badge: widget.NewChannelBadge(widget.Twitter),
	}
}

func (v facts) clear() {
	for _, t := range []*widget.Text{v.user, v.date, v.source, v.kind} {
		t.SetText("–")
	}
	v.user.SetStyle(widget.Style{Elide: true})
	v.remark.SetText("–")
	v.badge.Hide()
}

func (v facts) show(t *words.Table, s Subject, zone *time.Location) {
	v.user.SetStyle(widget.Style{Bold: true, Elide: true})
	v.user.SetText(userName(s.Case.Customer))
	v.remark.SetText(s.Target.Text)
	v.date.SetText(t.DateTime(s.Target.At.In(zone)))
	v.source.SetText(inbox.Source(s.Case.Network))
	v.badge.Set(widget.NetworkOf(string(s.Case.Network)))
	v.badge.Show()
	v.kind.SetText(inbox.Kind(s.Target.Kind))
}

// userName is the handle where there is one, the name elsewhere.
func userName(c contract.CustomerRef) string {
	if c.Handle != "" {
		return "@" + c.Handle
	}
	return c.Name
}

func (f *Form) build() fyne.CanvasObject {
	t := f.opts.Words
	head := widget.Sized(0, 44, widget.Inset(0, 16, 0, 16, widget.Row(8,
		widget.NewText("Form Reply", widget.Style{Size: look.SizeSub, Bold: true}), widget.Space(), f.state)))
	source := widget.Row(0, widget.Sized(111, 0, widget.Row(6, f.facts.badge, f.facts.source)),
		widget.Sized(44, 0, widget.NewText("Type", widget.Style{Color: look.Foreground2})), widget.Grow(f.facts.kind))
	context := widget.Column(0,
		fact("User Name", f.facts.user), widget.RowTop(0, labelled("Remark"), widget.Grow(f.facts.remark)),
		fact("Contact Date", f.facts.date), fact("Source", source))
	selects := widget.Column(4)
	for i, s := range f.levels {
		selects.Add(widget.RowTop(0, widget.Sized(labelWidth, 28, f.labels[i]), widget.Grow(s)))
	}
	selects.Add(widget.RowTop(0, widget.Sized(labelWidth, 28, widget.NewText("Reply Type", widget.Style{Color: look.Foreground2})), widget.Grow(f.kind)))
	title := widget.Sized(0, 24, widget.Row(6, widget.NewText("Feedback", widget.Style{Color: look.Foreground2}), widget.Space(),
		widget.NewKbdHint("/"), widget.NewText(t.T(words.TemplateHint), widget.Style{Size: look.SizeCaption, Color: look.Foreground2})))
	top := widget.Column(0, widget.Inset(8, 0, 8, 0, context), widget.NewHLine(), widget.Inset(8, 0, 4, 0, selects), f.notice, title)
	text := container.NewBorder(nil, widget.Inset(6, 0, 6, 0, widget.Sized(0, 18, f.counter)), nil, nil, f.editor)
	body := widget.Inset(0, 16, 0, 16, container.NewBorder(top, nil, nil, nil, text))
	foot := widget.Column(0, widget.NewHLine(), widget.Sized(0, 47, widget.Inset(0, 16, 0, 8, widget.Row(8,
		f.cancel, widget.Space(), f.outbox, f.sign, f.save, widget.NewKbdHint("Ctrl+Enter")))))
	return container.NewBorder(widget.Column(0, head, widget.NewHLine()), foot, nil, nil, body)
}

func labelled(name string) fyne.CanvasObject {
	return widget.Sized(labelWidth, 24, widget.NewText(name, widget.Style{Color: look.Foreground2}))
}

func fact(name string, value fyne.CanvasObject) fyne.CanvasObject {
	return widget.Sized(0, 24, widget.Row(0, labelled(name), widget.Grow(value)))
}
