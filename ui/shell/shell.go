// Package shell is the window: the sign-in page, and once somebody is signed in the navigation, one banner, the three columns or the
// page in their place, the status bar, and what lies over them: palette, outbox, dialogs, short messages. It puts the columns together
// and passes between them what the agent does; each column reads the desk by itself.
//
// Everything here runs on the UI goroutine unless it says otherwise.
package shell

import (
	"context"
	"log/slog"
	"net/url"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"sociomedio/app/desk"
	"sociomedio/data"
	"sociomedio/data/settings"
	"sociomedio/ui/look"
	"sociomedio/ui/onui"
	"sociomedio/ui/signin"
	"sociomedio/ui/widget"
	"sociomedio/ui/words"
)

// Settings are the settings of this machine and the agent's own (data/settings).
type Settings interface {
	Get(name string) settings.Value
	Set(name, text string) error
}

// Practice is what practice mode fills in on the sign-in page.
type Practice struct{ Server, Username, Password string }

// Options are what the window needs. Diagnose, Notify, Sound and OpenURL are called from other goroutines than the UI's: they may wait.
type Options struct {
	Source   Source
	Window   fyne.Window
	Run      onui.Runner
	Settings Settings
	Version  string
	Practice *Practice // nil when it is for real
	Clock    func() time.Time
	Diagnose func(context.Context) Diagnosis // looks at how the program is set up and what it reaches; takes seconds
	Notify   func(title, text string)        // a notification of the desktop
	Sound    func()
	OpenURL  func(*url.URL) error
	Quit     func()
	Log      *slog.Logger
}

// Shell is the window. It is made by New and ended by Close.
type Shell struct {
	opts    Options
	words   *words.Table
	pages   *fyne.Container // the page that is shown
	layers  *layers
	signin  *signin.Page // nil while somebody is signed in
	place   *workplace   // nil while nobody is
	signing *onui.Slot   // resume, sign-in, sign-out
	wanted  string       // a link that is followed once somebody is signed in; empty for none
	quitted bool
	ahead   bool // the inbox is shown before the rest of the workplace is made
}

// New makes the window's content. Start shows the first page.
func New(o Options) (*Shell, error) {
	if o.Clock == nil {
		o.Clock = time.Now
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	s := &Shell{opts: o, pages: container.NewStack(), signing: onui.NewSlot(o.Run)}
	if err := s.speak(); err != nil {
		return nil, err
	}
	s.Dress()
	s.layers = newLayers(o.Window, o.Run)
	o.Window.SetContent(container.NewStack(s.pages, s.layers.under, s.layers.toasts))
	o.Window.SetPadded(false)
	o.Window.SetTitle(title(0))
	s.takeKeys()
	return s, nil
}

// speak loads the words in the language and the time zone of the settings.
func (s *Shell) speak() error {
	table, err := words.Load(words.Language(s.opts.Settings.Get(settings.Locale).Text), words.Zone(s.opts.Settings.Get(settings.Zone).Text))
	if err != nil {
		return err
	}
	s.words = table
	return nil
}

// Dress gives the program the theme of the settings. Called again, it draws everything anew.
func (s *Shell) Dress() {
	theme := look.New(look.Choice(s.opts.Settings.Get(settings.Theme).Text), s.scale())
	fyne.CurrentApp().Settings().SetTheme(theme)
}

// patience is how long the keyring may take before the window says what it waits for (DESIGN.md section 7, loading).
const patience = 300 * time.Millisecond

// Start shows the inbox of the agent who is remembered, or the sign-in page.
func (s *Shell) Start() {
	if s.opts.Practice != nil {
		s.showSignIn("")
		return
	}
	waiting := time.AfterFunc(patience, func() { s.opts.Run(s.showWaiting) })
	onui.Load(context.Background(), s.signing, s.opts.Source.Resume, func(there bool, err error) {
		waiting.Stop()
		if err != nil {
			s.opts.Log.Warn("the remembered session can't be taken up", "error", err)
		}
		if there {
			s.work()
			return
		}
		s.showSignIn(s.unlessAbsent(err))
	})
}

// InboxFirst makes Start build of the workplace only what the agent looks for first, the inbox. The caller calls Rest as soon as that is
// on the screen, and before anybody can press a key.
func (s *Shell) InboxFirst() { s.ahead = true }

// Rest builds what InboxFirst has put off.
func (s *Shell) Rest() {
	s.ahead = false
	if s.place != nil && !s.place.whole {
		s.place.complete()
	}
}

// Started tells whether the first page is there, with the cases that are in view.
func (s *Shell) Started() bool {
	return len(s.pages.Objects) > 0 && (s.place == nil || s.place.inbox.Known())
}

// unlessAbsent is the sentence for an error of the start; that there is no keyring is said where one signs in.
func (s *Shell) unlessAbsent(err error) string {
	if data.KindOf(err) == data.KeyringAbsent {
		return ""
	}
	return s.words.Failure(err)
}

// showWaiting says that the keyring is being asked, while no page is there yet.
func (s *Shell) showWaiting() {
	if s.place == nil && s.signin == nil {
		s.show(widget.On(look.Chrome, container.NewCenter(widget.NewLoading(s.words.T(words.OpeningSession)))))
	}
}

// show puts a page into the window.
func (s *Shell) show(page fyne.CanvasObject) {
	s.pages.Objects = []fyne.CanvasObject{page}
	s.pages.Refresh()
}

// work puts the workplace of the signed-in agent into the window.
func (s *Shell) work() {
	s.signin = nil
	s.place = newWorkplace(s)
	s.show(s.place.content)
	s.opts.Window.SetOnDropped(func(_ fyne.Position, files []fyne.URI) {
		if s.place != nil {
			s.place.dropped(files)
		}
	})
	s.place.begin()
	if !s.ahead {
		s.place.complete()
	}
}

// again builds the workplace anew, in another language or zone; what was open is open again.
func (s *Shell) again() {
	if s.place == nil {
		return
	}
	caseID := s.place.caseID
	page := s.place.page
	s.leave()
	s.work()
	s.place.turnTo(page)
	if caseID != "" {
		s.place.open(caseID)
	}
}

// leave stores what is being written and ends the workplace.
func (s *Shell) leave() {
	if s.place == nil {
		return
	}
	s.place.end()
	s.place = nil
}

// Leave stores what is being written, at once: it is called before the window goes (5: drafts survive closing).
func (s *Shell) Leave(ctx context.Context) {
	if s.place != nil {
		s.place.leaveWriting(ctx)
	}
}

// Close ends the window's own work. The desk is the caller's to close, after it.
func (s *Shell) Close() {
	s.quitted = true
	s.signing.Cancel()
	s.layers.closeAll()
	s.leave()
}

// Raise brings the window to the front: the program was started a second time.
func (s *Shell) Raise() {
	s.opts.Window.Show()
	s.opts.Window.RequestFocus()
}

// title is the window's title with the cases past their due time (DESIGN.md section 11).
func title(overdue int) string {
	if overdue > 0 {
		return "(" + itoa(overdue) + ") " + productName
	}
	return productName
}

// productName is the same in every language.
const productName = "Socio Medio"

// sessionOf is the session as it is now.
func (s *Shell) session() desk.Session { return s.opts.Source.Session() }
