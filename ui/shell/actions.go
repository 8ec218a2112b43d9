package shell

import (
	"unicode"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"

	"sociomedio/data/contract"
	"sociomedio/ui/widget"
)

// actions is what each action does while somebody is signed in. A test holds it against the table of keys.
func (w *workplace) actions() map[Action]func() {
	tab := func(n int) func() {
		return func() {
			if w.page == customersPage {
				w.customers.SelectTab(n)
				return
			}
			w.customer.SelectTab(n)
		}
	}
	level := func(n int) func() { return func() { w.reply.Open(n) } }
	turn := func(p page) func() { return func() { w.turnTo(p) } }
	only := func(n contract.Network) func() { return func() { w.filter(n) } }
	return map[Action]func(){
		ActNext: func() { w.inbox.Step(1) }, ActPrevious: func() { w.inbox.Step(-1) }, ActAnswer: func() { w.reply.Focus() },
		ActSync: w.sync, ActSearch: w.search, ActUnread: func() { w.inbox.MarkUnread() },
		ActAll: only(""), ActTwitter: only(contract.Twitter), ActFacebook: only(contract.Facebook),
		ActInbox: turn(inboxPage), ActCustomers: turn(customersPage), ActDashboard: turn(dashboardPage),
		ActTab1: tab(0), ActTab2: tab(1), ActTab3: tab(2), ActTab4: tab(3), ActTab5: tab(4), ActNote: w.note,
		ActLevel1: level(0), ActLevel2: level(1), ActLevel3: level(2), ActLevel4: level(3), ActReplyType: level(4),
		ActSave: w.save, ActFollowUp: func() { w.reply.FollowUp() }, ActPreview: func() { w.reply.TogglePreview() },
		ActPicture:  w.reply.AddPicture,
		ActCopyLink: w.copyLink, ActPalette: w.showPalette, ActOutbox: w.toggleOutbox,
		ActLarger: func() { w.resize(+1) }, ActSmaller: func() { w.resize(-1) }, ActUsual: func() { w.resize(0) },
		ActPreferences: w.showPreferences, ActDiagnose: w.showDiagnosis, ActPassword: w.showChangePassword, ActLogout: w.askLogout,
		ActBack: w.back, ActHelp: w.showHelp,
	}
}

// throughPopUps are the actions that work while a pop-up has the keyboard.
var throughPopUps = map[Action]bool{ActBack: true, ActLarger: true, ActSmaller: true, ActUsual: true}

// do does an action. While a pop-up is open only what may change it or close it is done.
func (s *Shell) do(a Action) {
	if s.layers.busy() && !throughPopUps[a] {
		return
	}
	if s.place == nil {
		s.doSignedOut(a)
		return
	}
	if f, ok := s.place.actions()[a]; ok {
		f()
	}
}

// doSignedOut does what can be done on the sign-in page.
func (s *Shell) doSignedOut(a Action) {
	switch a {
	case ActBack:
		s.layers.closeTop()
	case ActHelp:
		s.showHelp()
	case ActLarger:
		s.resize(+1)
	case ActSmaller:
		s.resize(-1)
	case ActUsual:
		s.resize(0)
	case ActPreferences:
		s.showPreferences()
	case ActDiagnose:
		s.showDiagnosis()
	}
}

// back closes what is open over the page, else it leads to the list.
func (w *workplace) back() {
	if w.layers.closeTop() {
		return
	}
	if w.page != inboxPage {
		w.turnTo(inboxPage)
		return
	}
	w.inbox.Focus()
}

// search leads to the search of the page.
func (w *workplace) search() {
	if w.page == customersPage {
		w.customers.FocusSearch()
		return
	}
	w.turnTo(inboxPage)
	w.inbox.FocusSearch()
}

// save stores what the agent is writing: a note where the keyboard is in the note's field, else the answer. A note's key must
// never send what stands in Form Reply.
func (w *workplace) save() {
	if !w.customer.SaveNote() && !w.customers.SaveNote() {
		w.reply.Save()
	}
}

// note leads to the field for an internal note, in the history of the open case.
func (w *workplace) note() {
	if w.page == customersPage {
		w.customers.FocusNote()
		return
	}
	w.turnTo(inboxPage)
	w.customer.FocusNote()
}

// takeKeys has the window ask the table of keys. Chords with Ctrl or Alt are items of the window's menu, because Fyne asks the menu
// even while an entry has the keyboard; keys without are for what has the keyboard, and come here when it has no use for them.
func (s *Shell) takeKeys() {
	c := s.opts.Window.Canvas()
	c.SetOnTypedKey(s.typedKey)
	c.SetOnTypedRune(s.typedRune)
}

// Menu is the window's menu: every binding with Ctrl or Alt. It is shown nowhere, it only holds the shortcuts; see ShowMenu.
func (s *Shell) menu() *fyne.Menu {
	m := fyne.NewMenu(productName)
	for _, b := range bindings {
		if b.Reach == Told {
			continue
		}
		for _, chord := range b.Chords {
			if chord.Mod == 0 {
				continue
			}
			item := fyne.NewMenuItem(string(b.Action), func() { s.do(b.Action) })
			item.Shortcut = &desktop.CustomShortcut{KeyName: chord.Key, Modifier: chord.Mod}
			m.Items = append(m.Items, item)
		}
	}
	return m
}

// HoldKeys gives the window its shortcuts; it is called once the window is there. Fyne would draw a menu of 28 over the navigation
// for them, which the design has not. It draws what is in the menu when the menu is set, and looks for shortcuts in what is in it when a
// key is pressed: so the menu is set empty and filled behind. That Alt alone opens nothing leaves Alt to the chords.
func (s *Shell) HoldKeys() {
	menu := fyne.NewMainMenu()
	s.opts.Window.SetMainMenu(menu)
	menu.Items = []*fyne.Menu{s.menu()}
}

// typedKey takes a key that nothing else had a use for.
func (s *Shell) typedKey(e *fyne.KeyEvent) {
	for _, b := range bindings {
		for _, chord := range b.Chords {
			if chord.Mod == 0 && chord.Key == e.Name && !isLetter(chord) && b.Reach != Told && (b.Reach == Window || !s.typing()) {
				s.do(b.Action)
				return
			}
		}
	}
}

// typedRune takes a letter that nothing else had a use for.
func (s *Shell) typedRune(r rune) {
	if s.typing() {
		return
	}
	for _, b := range bindings {
		for _, chord := range b.Chords {
			if b.Reach == NoEntry && isLetter(chord) && rune(chord.Key[0]) == unicode.ToUpper(r) {
				s.do(b.Action)
				return
			}
		}
	}
}

// isLetter tells whether a chord is a letter alone: it comes as a rune, in whatever layout.
func isLetter(c Chord) bool { return c.Mod == 0 && len(c.Key) == 1 && unicode.IsLetter(rune(c.Key[0])) }

// typing tells whether an entry has the keyboard.
func (s *Shell) typing() bool { return widget.Types(s.opts.Window.Canvas().Focused()) }
