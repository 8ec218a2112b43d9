package shell

import (
	"errors"
	"fmt"
	"io"
	"math"
	"net/url"
	"strconv"

	"fyne.io/fyne/v2"
	fynedialog "fyne.io/fyne/v2/dialog"
	"fyne.io/fyne/v2/storage"
	"golang.org/x/net/idna"

	"sociomedio/app/desk"
	"sociomedio/data/contract"
	"sociomedio/ui/look"
	"sociomedio/ui/terms"
	"sociomedio/ui/widget"
	"sociomedio/ui/words"
)

// openLink opens a page of the network, or one that a customer wrote, in the browser: on a click only, and only http and https. Where
// letters of the host can be taken for others, it is shown first as computers write it.
func (w *workplace) openLink(u *url.URL) {
	if u == nil || widget.Link(u.String()) == nil || w.opts.OpenURL == nil {
		return
	}
	host := plainHost(u)
	if host == u.Hostname() {
		w.browse(u)
		return
	}
	t := w.words
	d := w.dialog(t.T(words.LinkDoubtful), t.T(words.LinkLeadsTo, host))
	d.buttons(widget.NewButton(t.T(words.LinkOpen), widget.Secondary, func() {
		d.close()
		w.browse(u)
	}), widget.NewButton(t.T(words.LinkLeave), widget.PrimaryKind, d.close))
	d.show(nil)
}

// plainHost is the host in the letters that names on the net are made of: another than is shown where it has others (xn--...).
func plainHost(u *url.URL) string {
	host, err := idna.Punycode.ToASCII(u.Hostname())
	if err != nil { // no name on the net
		return strconv.QuoteToASCII(u.Hostname())
	}
	return host
}

// browse opens a page in the browser.
func (w *workplace) browse(u *url.URL) {
	go func() {
		if err := w.opts.OpenURL(u); err != nil {
			w.opts.Run(func() {
				w.opts.Log.Warn("a link can't be opened", "error", err)
				w.layers.toast(widget.Bad, look.IconAlert, w.words.T(words.LinkFailed))
			})
		}
	}()
}

// saveFile asks where a file is to lie and has it written there.
func (s *Shell) saveFile(name string, write func(io.Writer) error) {
	d := fynedialog.NewFileSave(func(file fyne.URIWriteCloser, err error) {
		if err != nil {
			s.fail(err)
			return
		}
		if file == nil { // thought better of it
			return
		}
		go func() {
			err := errors.Join(write(file), file.Close())
			s.opts.Run(func() {
				if err != nil {
					s.fail(err)
					return
				}
				s.say(s.words.T(words.FileSaved))
			})
		}()
	}, s.opts.Window)
	d.SetFileName(name)
	d.SetTitleText(name)
	s.label(d, words.FileSave)
	d.Show()
}

// label writes on a file dialog's buttons: the toolkit knows no Indonesian.
func (s *Shell) label(d *fynedialog.FileDialog, confirm words.Key) {
	d.SetConfirmText(s.words.T(confirm))
	d.SetDismissText(s.words.T(words.FileDismiss))
}

// mostPicture is how much is read of a file that is to be sent as a picture; no network takes so much.
const mostPicture = 16 << 20

// pickPicture asks for a picture file and reads it.
func (w *workplace) pickPicture(took func(name string, raw []byte, err error)) {
	d := fynedialog.NewFileOpen(func(file fyne.URIReadCloser, err error) {
		if err != nil {
			took("", nil, err)
			return
		}
		if file == nil { // thought better of it
			w.reply.Focus()
			return
		}
		go func() {
			raw, err := io.ReadAll(io.LimitReader(file, mostPicture))
			err = errors.Join(err, file.Close())
			w.opts.Run(func() { took(file.URI().Name(), raw, err) })
		}()
	}, w.opts.Window)
	d.SetTitleText(w.words.T(words.KeyPicture))
	w.label(d, words.FileOpen)
	d.SetFilter(storage.NewExtensionFileFilter([]string{".jpg", ".jpeg", ".png", ".JPG", ".JPEG", ".PNG"}))
	d.Show()
}

// dropped takes a picture that was dropped on the window into the answer that is being written.
func (w *workplace) dropped(files []fyne.URI) {
	for _, uri := range files {
		go func() {
			file, err := storage.Reader(uri)
			var raw []byte
			if err == nil {
				raw, err = io.ReadAll(io.LimitReader(file, mostPicture))
				err = errors.Join(err, file.Close())
			}
			w.opts.Run(func() {
				if err != nil {
					w.fail(err)
					return
				}
				w.reply.TakePicture(uri.Name(), raw)
			})
		}()
	}
}

// showConnection says how the desk stands with its backend, and why not when it does not.
func (w *workplace) showConnection() {
	t, c, session := w.words, w.opts.Source.Connection(), w.session()
	d := w.dialog(t.T(words.ConnectionDetails), "")
	row := func(label, value string) {
		d.add(widget.RowTop(0, widget.Sized(148, 0, widget.NewText(label, widget.Style{Color: look.Foreground2})), widget.Grow(widget.NewParagraph(value, widget.Style{}, 6))))
	}
	row("Server", session.Server)
	row(t.T(words.StateOf), w.status.state.Text())
	if !c.Since.IsZero() {
		row(t.T(words.SinceWhen), t.DateTime(c.Since))
	}
	if !c.LastSync.IsZero() {
		row("Sync", t.DateTime(c.LastSync))
	}
	row(t.T(words.InQueue), t.Number(c.Waiting))
	w.listSources(d)
	if c.State == desk.Unreachable {
		row(t.T(words.Cause), t.FailureOf(c.Why))
		if c.Detail != nil {
			row(t.T(words.Detail), c.Detail.Error())
		}
		d.buttons(widget.NewButton(t.T(words.Close), widget.Secondary, d.close), widget.NewButton(t.T(words.TryNow), widget.PrimaryKind, func() {
			d.close()
			w.opts.Source.TryNow()
		}))
	} else {
		d.buttons(widget.NewButton(t.T(words.Close), widget.Secondary, d.close))
	}
	d.show(nil)
}

// showSources lists the accounts on the networks and how they are.
func (w *workplace) showSources() {
	t := w.words
	d := w.dialog(t.T(words.SourceDetails), "")
	w.listSources(d)
	d.buttons(widget.NewButton(t.T(words.Close), widget.Secondary, d.close))
	d.show(nil)
}

func (w *workplace) listSources(d *dialog) {
	for _, a := range w.opts.Source.Catalogue().Accounts {
		d.add(sourceRow(w.words, a))
	}
}

func sourceRow(t *words.Table, a contract.Account) fyne.CanvasObject {
	word, tone := healthWord(t, a), widget.Bad
	if word == "" {
		word, tone = t.T(words.HealthOk), widget.Good
	}
	name := widget.NewText(terms.Source(a.Network)+" · "+a.Name, widget.Style{Bold: true, Elide: true})
	column := widget.Column(2, widget.Row(8, widget.NewChannelBadge(widget.NetworkOf(string(a.Network))), widget.Grow(name), widget.NewChip(widget.ChipData{Text: word, Tone: tone})))
	for _, line := range sourceFacts(t, a.Health) {
		column.Add(widget.Inset(0, 0, 0, 24, widget.NewText(line, widget.Style{Size: look.SizeSecondary, Color: look.Foreground2, Elide: true})))
	}
	return column
}

// sourceFacts are the lines about an account: when it was read and will be, what last came, what is missing, what it costs.
func sourceFacts(t *words.Table, h contract.AccountHealth) []string {
	var lines []string
	if !h.LastSuccessAt.IsZero() {
		line := t.T(words.LastAsked, t.ClockSeconds(h.LastSuccessAt))
		if !h.NextPollAt.IsZero() {
			line += " · " + t.T(words.NextAsked, t.ClockSeconds(h.NextPollAt))
		}
		lines = append(lines, line)
	}
	if !h.LastItemAt.IsZero() {
		lines = append(lines, t.T(words.LastItem, t.DateTime(h.LastItemAt)))
	}
	if !h.LimitedUntil.IsZero() {
		lines = append(lines, t.T(words.LimitedUntil, t.Clock(h.LimitedUntil)))
	}
	if h.Gaps > 0 {
		lines = append(lines, t.T(words.GapsSeen, t.Number(h.Gaps)))
	}
	if h.BudgetDollars > 0 {
		lines = append(lines, t.T(words.SpentOf, dollars(t, h.SpentDollars), dollars(t, h.BudgetDollars)))
	} else if h.SpentDollars > 0 {
		lines = append(lines, t.T(words.Spent, dollars(t, h.SpentDollars)))
	}
	return lines
}

// dollars is an amount with its cents, as the language writes figures.
func dollars(t *words.Table, amount float64) string {
	cents := int(math.Round(amount * 100))
	return "$" + t.Number(cents/100) + t.T(words.DecimalMark) + fmt.Sprintf("%02d", cents%100)
}
