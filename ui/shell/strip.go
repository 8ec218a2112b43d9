package shell

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"sociomedio/app/desk"
	"sociomedio/data"
	"sociomedio/ui/look"
	"sociomedio/ui/widget"
	"sociomedio/ui/words"
)

// strip is the place of the one banner under the navigation: an error before a warning before what is good to know (DESIGN.md
// section 6).
type strip struct {
	place       *workplace
	banner      *widget.Banner
	keyringSeen bool // the agent has read that there is no keyring
	content     *fyne.Container
}

func newStrip(w *workplace) *strip {
	return &strip{place: w, banner: widget.NewBanner(widget.BannerData{}), content: container.NewStack()}
}

// refresh shows what is most urgent, or nothing.
func (b *strip) refresh() {
	data, actions, on := b.urgent()
	if !on {
		if len(b.content.Objects) > 0 {
			b.content.Objects = nil
			b.place.relayout()
		}
		return
	}
	b.banner.Set(data, actions...)
	if len(b.content.Objects) == 0 {
		b.content.Objects = []fyne.CanvasObject{b.banner}
		b.place.relayout()
	}
}

func (b *strip) urgent() (widget.BannerData, []*widget.Button, bool) {
	w, t := b.place, b.place.words
	act := func(label string, do func()) []*widget.Button {
		return []*widget.Button{widget.NewButton(label, widget.Secondary, do).WithSize(widget.Small)}
	}
	session, c := w.session(), w.opts.Source.Connection()
	switch {
	case !session.SignedIn:
		return widget.BannerData{Tone: widget.Bad, Icon: look.IconLock, Fact: t.T(words.SessionOver), Text: t.T(words.SessionOverText)},
			act("Login", w.askSignInAgain), true
	case c.State == desk.Unreachable:
		return b.offline(c), act(t.T(words.TryNow), w.opts.Source.TryNow), true
	case session.Keyring != nil && !b.keyringSeen:
		return widget.BannerData{Tone: widget.Warn, Icon: look.IconKey, Fact: t.T(words.NoKeyring), Text: t.T(words.NoKeyringText)},
			act(t.T(words.Understood), func() {
				b.keyringSeen = true
				b.refresh()
			}), true
	case w.opts.Practice != nil:
		return widget.BannerData{Tone: widget.Warn, Icon: look.IconBook, Fact: t.T(words.PracticeFact), Text: t.T(words.PracticeText)}, nil, true
	}
	return widget.BannerData{}, nil, false
}

func (b *strip) offline(c desk.Connection) widget.BannerData {
	t := b.place.words
	banner := widget.BannerData{
		Tone: widget.Warn, Icon: look.IconOffline, Fact: t.T(words.OfflineSince, t.Clock(c.Since)), Text: t.T(words.OfflineText),
	}
	if c.Why == data.BadCertificate || c.Why == data.NotABackend {
		banner.Tone, banner.Icon, banner.Fact = widget.Bad, look.IconAlert, t.FailureOf(c.Why)
		banner.Text = ""
	}
	if left := c.NextTry.Sub(b.place.opts.Clock()); left > 0 {
		banner.Note = t.T(words.TryAgainIn, t.Span(left))
	}
	return banner
}
