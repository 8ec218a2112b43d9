// Package signin is the page on which an agent signs in (steps 5.1, 5.2.1, 5.2.2): username, password, "Ingat saya", the
// backend's address, and one clear sentence where something went wrong. What was typed stays.
package signin

import (
	"errors"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"sociomedio/data"
	"sociomedio/ui/look"
	"sociomedio/ui/widget"
	"sociomedio/ui/words"
)

// cardWidth is the width of the page's one column, in design units.
const cardWidth = 360

// Request is what the agent asks for by Login.
type Request struct {
	Server, Username, Password string
	Remember                   bool
}

// Options are what the page needs to know.
type Options struct {
	Words      *words.Table
	Version    string
	Server     string // the backend's address, as IT or the agent set it
	ServerHeld bool   // IT holds the address: it can't be changed here
	Username   string
	Password   string // filled in for practice only
	Remember   bool
	KeyringOff bool // there is no keyring: the page says that the sign-in is kept in memory only
	Practice   bool // says loudly that this is practice
	OnLogin    func(Request)
}

// Page is the sign-in page. UI goroutine only.
type Page struct {
	opts     Options
	server   *widget.Entry
	address  *widget.Text
	user     *widget.Entry
	password *widget.Entry
	remember *widget.Check
	login    *widget.Button
	problem  *widget.Alert
	alert    *fyne.Container // the problem with the room under it
	caps     *fyne.Container
	content  fyne.CanvasObject
	change   *widget.Button
	body     *fyne.Container
	line     *fyne.Container
	busy     bool
}

// New makes the page.
func New(opts Options) *Page {
	p := &Page{opts: opts}
	t := opts.Words
	p.user = widget.NewEntry("")
	p.user.SetText(opts.Username)
	p.user.OnSubmitted = func(string) { p.password.Focus() }
	p.password = widget.NewPasswordEntry("", t.T(words.ShowPassword))
	p.password.SetText(opts.Password)
	p.password.OnSubmitted = func(string) { p.submit() }
	p.password.WatchCapsLock(p.capsLock)
	p.caps = widget.Row(4, widget.NewIcon(look.IconTriangle, look.Warning, 12),
		widget.NewText(t.T(words.CapsLockOn), widget.Style{Size: look.SizeSecondary, Color: look.Warning}))
	p.caps.Hide()
	p.server = widget.NewEntry("https://")
	p.server.SetText(opts.Server)
	p.server.OnSubmitted = func(string) {
		p.user.Focus()
		p.user.SelectAll()
	}
	p.server.OnChanged = func(s string) { p.address.SetText(s) }
	p.remember = widget.NewCheck(t.T(words.RememberMe), opts.Remember, nil)
	p.login = widget.NewButton(t.T(words.Login), widget.PrimaryKind, p.submit).WithSize(widget.Large)
	p.problem = widget.NewAlert(widget.Bad)
	p.address = widget.NewText(opts.Server, widget.Style{Size: look.SizeSecondary, Color: look.Foreground3, Elide: true})
	p.change = widget.NewButton(t.T(words.ChangeServer), widget.Quiet, p.editServer).WithSize(widget.Small)
	p.content = p.build()
	return p
}

// Content is the page itself.
func (p *Page) Content() fyne.CanvasObject { return p.content }

// Focus puts the keyboard where the agent goes on: the first field that is empty.
func (p *Page) Focus() {
	switch {
	case p.user.Text() == "":
		p.user.Focus()
	default:
		p.password.Focus()
		p.password.SelectAll() // what practice filled in gives way to what is typed
	}
}

// Busy says that the answer of the backend is awaited; Login can't be pressed meanwhile.
func (p *Page) Busy(on bool) {
	p.busy = on
	if on {
		p.login.SetLabel(p.opts.Words.T(words.SigningIn))
		p.login.Disable()
		return
	}
	p.login.SetLabel(p.opts.Words.T(words.Login))
	p.login.Enable()
}

// Fail shows one sentence. With wrongPassword the password is marked and selected; nothing typed is lost.
func (p *Page) Fail(sentence string, wrongPassword bool) {
	p.Busy(false)
	p.problem.SetText(sentence)
	p.alert.Show()
	p.content.Refresh()
	p.password.SetWrong(wrongPassword)
	if wrongPassword {
		p.password.SelectAll()
		p.password.Focus()
	}
}

// Refused shows why the backend did not let the agent in, and where it can be mended: the password is marked and selected, the
// address becomes an entry when nothing that answers there is a backend.
func (p *Page) Refused(err error) {
	kind := data.KindOf(err)
	var e *data.Error
	if errors.As(err, &e) && e.Field == "server" {
		kind = data.NotABackend
	}
	p.Fail(p.opts.Words.Failure(err), kind == data.WrongPassword)
	if kind == data.NotABackend {
		p.editServer()
	}
}

// capsLock shows or hides the hint beside the password.
func (p *Page) capsLock(on bool) {
	if on {
		p.caps.Show()
	} else {
		p.caps.Hide()
	}
	p.body.Refresh()
}

func (p *Page) submit() {
	if p.busy {
		return
	}
	t := p.opts.Words
	switch {
	case p.server.Text() == "":
		p.Fail(t.T(words.ServerMissing), false)
		p.editServer()
		return
	case p.user.Text() == "":
		p.Fail(t.T(words.UsernameMissing), false)
		p.user.Focus()
		return
	case p.password.Text() == "":
		p.Fail(t.T(words.PasswordMissing), false)
		p.password.Focus()
		return
	}
	p.alert.Hide()
	p.password.SetWrong(false)
	p.content.Refresh()
	p.Busy(true)
	p.opts.OnLogin(Request{
		Server: p.server.Text(), Username: p.user.Text(), Password: p.password.Text(), Remember: p.remember.Checked(),
	})
}

// editServer turns the address under the card into an entry.
func (p *Page) editServer() {
	if p.opts.ServerHeld {
		return
	}
	p.line.Objects = []fyne.CanvasObject{widget.Sized(cardWidth, 28, p.server)}
	p.line.Refresh()
	p.server.Focus()
	p.server.SelectAll()
}

func (p *Page) build() fyne.CanvasObject {
	t := p.opts.Words
	label := func(s string) fyne.CanvasObject { return widget.NewText(s, widget.Style{Color: look.Foreground2}) }
	keyring := words.KeptInKeyring
	if p.opts.KeyringOff {
		keyring = words.KeptInMemory
	}
	p.alert = widget.Inset(0, 0, 16, 0, p.problem)
	p.alert.Hide()
	p.body = widget.Column(0,
		p.alert,
		widget.Inset(0, 0, 4, 0, label("Username")), p.user,
		widget.Inset(12, 0, 4, 0, widget.Row(8, label("Password"), widget.Space(), p.caps)), p.password,
		// The check keeps room around it for its ring; the margins take that back.
		widget.Inset(9, 0, -4, -3, p.remember),
		widget.Inset(0, 0, 16, 24, widget.NewText(t.T(keyring), widget.Style{Size: look.SizeSecondary, Color: look.Foreground3})),
		p.login,
	)
	card := widget.NewCard(look.Surface, widget.Inset(20, 20, 16, 20, p.body))
	address := widget.Row(6, widget.Space(), widget.NewIcon(look.IconServer, look.Foreground3, 14), p.address)
	if !p.opts.ServerHeld {
		address.Add(widget.NewText("·", widget.Style{Size: look.SizeSecondary, Color: look.Foreground3}))
		address.Add(widget.Inset(0, -8, 0, -8, p.change))
	}
	address.Add(widget.Space())
	p.line = container.NewStack(widget.Sized(0, 24, address))
	version := widget.NewText(t.T(words.Version, p.opts.Version), widget.Style{Size: look.SizeCaption, Color: look.Foreground3, Align: fyne.TextAlignCenter})
	title := widget.Row(8, widget.NewMark(28), widget.NewText("Socio Medio", widget.Style{Size: look.SizeHeading, Bold: true}))
	column := widget.Column(0, title,
		widget.Inset(4, 0, 16, 0, widget.NewText(t.T(words.Tagline), widget.Style{Color: look.Foreground2})),
		card, widget.Inset(8, 0, 0, 0, p.line), version)
	page := container.NewCenter(widget.Sized(cardWidth, 0, column))
	ground := widget.On(look.Chrome, page)
	if !p.opts.Practice {
		return ground
	}
	banner := widget.NewBanner(widget.BannerData{Tone: widget.Warn, Icon: look.IconBook, Fact: t.T(words.PracticeFact), Text: t.T(words.PracticeText)})
	return widget.Column(0, banner, widget.Grow(ground))
}
