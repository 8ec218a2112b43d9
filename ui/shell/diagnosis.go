package shell

import (
	"context"
	"io"
	"strconv"
	"strings"

	"fyne.io/fyne/v2"

	"sociomedio/ui/look"
	"sociomedio/ui/onui"
	"sociomedio/ui/widget"
	"sociomedio/ui/words"
)

// Diagnosis is what was found out about the program and what it reaches: nothing of a customer is in it.
type Diagnosis struct {
	Findings []Finding
	Zip      func(io.Writer) error // writes the findings and the logs
}

// Finding is one thing that was looked at; Text may be empty.
type Finding struct {
	Name, Text string
	Failed     bool
}

// Text is all of it, one finding a line.
func (d Diagnosis) Text() string {
	var all strings.Builder
	for _, f := range d.Findings {
		all.WriteString(f.Name + ": " + f.Text + "\n")
	}
	return all.String()
}

// The size of the diagnosis, in design units: its height is less where the window is low.
const (
	diagnosisWidth  = 720
	diagnosisHeight = 400
	diagnosisFrame  = 240 // what is above and under the findings, and the margins
	findingName     = 112
)

// diagnosisView is the dialog's inside.
type diagnosisView struct {
	shell      *Shell
	dialog     *dialog
	slot       *onui.Slot
	summary    *widget.Text
	feed       *widget.Feed
	copy, save *widget.Button
	found      Diagnosis
}

// showDiagnosis looks at everything and shows what came of it; the agent reads what would be sent before it is copied or saved.
func (s *Shell) showDiagnosis() {
	t := s.words
	v := &diagnosisView{shell: s, dialog: s.dialog(t.T(words.KeyDiagnose), t.T(words.DiagnosisFor)), slot: onui.NewSlot(s.opts.Run)}
	v.summary = widget.NewText(t.T(words.Diagnosing), widget.Style{Bold: true, Elide: true})
	v.feed = widget.NewFeed(2, 8).FromTop()
	v.copy = widget.NewButton(t.T(words.DiagnosisCopy), widget.Secondary, v.copyText).WithIcon(look.IconCopy)
	v.save = widget.NewButton(t.T(words.DiagnosisZip), widget.PrimaryKind, v.saveZip)
	v.copy.Disable()
	v.save.Disable()
	v.dialog.width = diagnosisWidth
	v.dialog.add(v.summary)
	height := min(diagnosisHeight, s.opts.Window.Canvas().Size().Height/look.Px(1)-diagnosisFrame)
	v.dialog.add(widget.Sized(0, height, v.feed))
	v.dialog.buttons(widget.NewButton(t.T(words.Close), widget.Secondary, v.dialog.close), v.copy, v.save)
	v.dialog.onClosed = v.slot.Cancel
	v.dialog.show(nil)
	s.opts.Window.Canvas().Focus(v.feed)
	if s.opts.Diagnose == nil {
		v.show(Diagnosis{})
		return
	}
	onui.Load(context.Background(), v.slot, func(ctx context.Context) (Diagnosis, error) { return s.opts.Diagnose(ctx), nil },
		func(found Diagnosis, _ error) { v.show(found) })
}

// show lists what was found, what failed first.
func (v *diagnosisView) show(found Diagnosis) {
	v.found = found
	var failed, rest []widget.FeedItem
	for i, f := range found.Findings {
		item := widget.FeedItem{ID: strconv.Itoa(i), Make: f.line}
		if f.Failed {
			failed = append(failed, item)
		} else {
			rest = append(rest, item)
		}
	}
	v.feed.Set(append(failed, rest...))
	v.feed.ScrollTo(0)
	t := v.shell.words
	if len(failed) == 0 {
		v.say(t.T(words.DiagnosisGood), look.Success)
	} else {
		v.say(t.T(words.DiagnosisBad, t.Number(len(failed))), look.Error)
	}
	v.copy.Enable()
	v.save.Enable()
}

// line draws a finding.
func (f Finding) line() fyne.CanvasObject {
	colour := look.Foreground
	if f.Failed {
		colour = look.Error
	}
	return widget.RowTop(0, widget.Sized(findingName, 0, widget.NewText(f.Name, widget.Style{Size: look.SizeSecondary, Color: look.Foreground2, Elide: true})),
		widget.Grow(widget.NewParagraph(f.Text, widget.Style{Size: look.SizeSecondary, Color: colour}, 0)))
}

func (v *diagnosisView) say(sentence string, colour fyne.ThemeColorName) {
	v.summary.SetText(sentence)
	v.summary.SetStyle(widget.Style{Bold: true, Elide: true, Color: colour})
}

func (v *diagnosisView) copyText() {
	fyne.CurrentApp().Clipboard().SetContent(v.found.Text())
	v.say(v.shell.words.T(words.DiagnosisCopied), look.Success)
}

// saveZip asks where the zip is to lie; the dialog goes, so that what comes of it can be read.
func (v *diagnosisView) saveZip() {
	v.dialog.close()
	v.shell.saveFile("sociomedio-"+v.shell.opts.Clock().Format("20060102-150405")+".zip", v.found.Zip)
}
