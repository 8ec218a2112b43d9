package shell

import (
	"strings"

	"fyne.io/fyne/v2"

	"sociomedio/ui/words"
)

// Action is something that a key, the palette or a click makes the window do.
type Action string

// The actions. What each does is in Shell.actions.
const (
	ActNext        Action = "next"
	ActPrevious    Action = "previous"
	ActAnswer      Action = "answer"
	ActSync        Action = "sync"
	ActSearch      Action = "search"
	ActUnread      Action = "unread"
	ActAll         Action = "all"
	ActTwitter     Action = "twitter"
	ActFacebook    Action = "facebook"
	ActInbox       Action = "inbox"
	ActCustomers   Action = "customers"
	ActDashboard   Action = "dashboard"
	ActTab1        Action = "tab1"
	ActTab2        Action = "tab2"
	ActTab3        Action = "tab3"
	ActTab4        Action = "tab4"
	ActTab5        Action = "tab5"
	ActNote        Action = "note"
	ActCopyLink    Action = "copylink"
	ActLevel1      Action = "level1"
	ActLevel2      Action = "level2"
	ActLevel3      Action = "level3"
	ActLevel4      Action = "level4"
	ActReplyType   Action = "replytype"
	ActSave        Action = "save"
	ActFollowUp    Action = "followup"
	ActPreview     Action = "preview"
	ActTemplate    Action = "template"
	ActPicture     Action = "picture"
	ActUndo        Action = "undo"
	ActPalette     Action = "palette"
	ActOutbox      Action = "outbox"
	ActLarger      Action = "larger"
	ActSmaller     Action = "smaller"
	ActUsual       Action = "usual"
	ActPreferences Action = "preferences"
	ActDiagnose    Action = "diagnose"
	ActPassword    Action = "password"
	ActLogout      Action = "logout"
	ActBack        Action = "back"
	ActHelp        Action = "help"
)

// Reach says where a key works.
type Reach int

// The reaches. A chord with Ctrl or Alt works everywhere.
const (
	Window  Reach = iota // wherever the keyboard is
	NoEntry              // a single letter, an arrow, Enter: while no entry has the keyboard
	Told                 // the part that has the keyboard does it by itself; it is in the table to be told
)

// Group is a heading of the key map.
type Group int

// The groups, in the order of the map.
const (
	CaseKeys Group = iota
	ReplyKeys
	WindowKeys
)

// Chord is a key with its modifiers.
type Chord struct {
	Key fyne.KeyName
	Mod fyne.KeyModifier
}

// Shorter names for the table.
const (
	ctrl  = fyne.KeyModifierControl
	alt   = fyne.KeyModifierAlt
	shift = fyne.KeyModifierShift
)

// Binding is one line of the table of keys.
type Binding struct {
	Action Action
	Does   words.Key
	Group  Group
	Reach  Reach
	Chords []Chord
	Hint   words.Key // what the status bar says beside the keys; empty for most
	Places []any     // what goes into Does
}

// bindings is the one table of keys (DESIGN.md section 9): the shortcuts of the window, the key map under F1, the hints of the
// status bar and the keys in the palette are all made of it. No chord has Ctrl and Alt together: that is AltGr.
var bindings = []Binding{
	{ActNext, words.KeyNext, CaseKeys, NoEntry, []Chord{{"J", 0}, {fyne.KeyDown, 0}}, words.HintStep, nil},
	{ActPrevious, words.KeyPrevious, CaseKeys, NoEntry, []Chord{{"K", 0}, {fyne.KeyUp, 0}}, "", nil},
	{ActAnswer, words.KeyAnswer, CaseKeys, NoEntry, []Chord{{"R", 0}, {fyne.KeyReturn, 0}, {fyne.KeyEnter, 0}}, words.HintAnswer, nil},
	{ActSync, words.KeySync, CaseKeys, Window, []Chord{{fyne.KeyF5, 0}}, words.HintSync, nil},
	{ActSearch, words.KeySearch, CaseKeys, Window, []Chord{{fyne.KeyF, ctrl}}, "", nil},
	{ActUnread, words.KeyUnread, CaseKeys, NoEntry, []Chord{{"U", 0}}, "", nil},
	{ActAll, words.KeyFilter, CaseKeys, Window, []Chord{{fyne.KeyA, ctrl | shift}}, "", []any{"All"}},
	{ActTwitter, words.KeyFilter, CaseKeys, Window, []Chord{{fyne.KeyT, ctrl | shift}}, "", []any{"Twitter"}},
	{ActFacebook, words.KeyFilter, CaseKeys, Window, []Chord{{fyne.KeyF, ctrl | shift}}, "", []any{"Facebook"}},
	{ActTab1, words.KeyTab, CaseKeys, Window, []Chord{{fyne.Key1, alt}}, "", []any{"Customer Info"}},
	{ActTab2, words.KeyTab, CaseKeys, Window, []Chord{{fyne.Key2, alt}}, "", []any{"Customer Profile"}},
	{ActTab3, words.KeyTab, CaseKeys, Window, []Chord{{fyne.Key3, alt}}, "", []any{"Ticket List"}},
	{ActTab4, words.KeyTab, CaseKeys, Window, []Chord{{fyne.Key4, alt}}, "", []any{"History Conversation"}},
	{ActTab5, words.KeyTab, CaseKeys, Window, []Chord{{fyne.Key5, alt}}, "", []any{"History Penanganan"}},
	{ActNote, words.KeyNote, CaseKeys, Window, []Chord{{fyne.KeyN, ctrl | shift}}, "", nil},
	{ActCopyLink, words.KeyCopyLink, CaseKeys, Window, []Chord{{fyne.KeyC, ctrl | shift}}, "", nil},

	{ActLevel1, words.KeyOpen, ReplyKeys, Window, []Chord{{fyne.KeyC, alt}}, "", []any{"Category"}},
	{ActLevel2, words.KeyOpen, ReplyKeys, Window, []Chord{{fyne.KeyD, alt}}, "", []any{"Product"}},
	{ActLevel3, words.KeyOpen, ReplyKeys, Window, []Chord{{fyne.KeyS, alt}}, "", []any{"Sub Product"}},
	{ActLevel4, words.KeyOpen, ReplyKeys, Window, []Chord{{fyne.KeyE, alt}}, "", []any{"Detail"}},
	{ActReplyType, words.KeyOpen, ReplyKeys, Window, []Chord{{fyne.KeyY, alt}}, "", []any{"Reply Type"}},
	{ActTemplate, words.KeyTemplate, ReplyKeys, Told, []Chord{{fyne.KeySlash, 0}}, "", nil},
	{ActSave, words.KeySave, ReplyKeys, Window, []Chord{{fyne.KeyReturn, ctrl}, {fyne.KeyEnter, ctrl}}, words.HintSave, nil},
	{ActFollowUp, words.KeyFollowUp, ReplyKeys, Window, []Chord{{fyne.KeyR, ctrl}}, "", nil},
	{ActPreview, words.KeyPreview, ReplyKeys, Window, []Chord{{fyne.KeyP, ctrl}}, "", nil},
	{ActPicture, words.KeyPicture, ReplyKeys, Window, []Chord{{fyne.KeyG, alt}}, "", nil},
	{ActUndo, words.KeyUndo, ReplyKeys, Told, []Chord{{fyne.KeyZ, ctrl}}, "", nil},

	{ActPalette, words.KeyPalette, WindowKeys, Window, []Chord{{fyne.KeyK, ctrl}}, "", nil},
	{ActOutbox, words.KeyOutbox, WindowKeys, Window, []Chord{{fyne.KeyO, ctrl}}, "", nil},
	{ActInbox, words.KeyPage, WindowKeys, Window, []Chord{{fyne.Key1, ctrl}}, "", []any{"Inbox"}},
	{ActCustomers, words.KeyPage, WindowKeys, Window, []Chord{{fyne.Key2, ctrl}}, "", []any{"Customers"}},
	{ActDashboard, words.KeyPage, WindowKeys, Window, []Chord{{fyne.Key3, ctrl}}, "", []any{"Dashboard"}},
	{ActLarger, words.KeyLarger, WindowKeys, Window, []Chord{{fyne.KeyPlus, ctrl}, {fyne.KeyEqual, ctrl}, {fyne.KeyEqual, ctrl | shift}, {fyne.KeyPlus, ctrl | shift}}, "", nil},
	{ActSmaller, words.KeySmaller, WindowKeys, Window, []Chord{{fyne.KeyMinus, ctrl}}, "", nil},
	{ActUsual, words.KeyUsual, WindowKeys, Window, []Chord{{fyne.Key0, ctrl}}, "", nil},
	{ActPreferences, words.KeyPreferences, WindowKeys, Window, []Chord{{fyne.KeyComma, ctrl}}, "", nil},
	{ActDiagnose, words.KeyDiagnose, WindowKeys, Window, []Chord{{fyne.KeyD, ctrl | shift}}, "", nil},
	{ActPassword, words.KeyPassword, WindowKeys, Window, nil, "", nil},
	{ActLogout, words.KeyLogout, WindowKeys, Window, nil, "", nil},
	{ActBack, words.KeyBack, WindowKeys, Window, []Chord{{fyne.KeyEscape, 0}}, "", nil},
	{ActHelp, words.KeyHelp, WindowKeys, Window, []Chord{{fyne.KeyF1, 0}}, words.HintHelp, nil},
}

// Bindings is the table of keys.
func Bindings() []Binding { return append([]Binding(nil), bindings...) }

// Text is what the binding does, in the language of t.
func (b Binding) Text(t *words.Table) string { return t.T(b.Does, b.Places...) }

// Keys are the chords as they are written on keys, the first spelling of each: Ctrl+Enter once, whichever Enter.
func (b Binding) Keys() []string {
	var names []string
	for _, c := range b.Chords {
		name := c.String()
		if n := len(names); n == 0 || b.Reach == NoEntry && names[n-1] != name {
			names = append(names, name)
		}
	}
	return names
}

// written are the names of keys where they differ from Fyne's; arrows are shown as they are on the keys.
var written = map[fyne.KeyName]string{
	fyne.KeyReturn: "Enter", fyne.KeyEnter: "Enter", fyne.KeyEscape: "Esc", fyne.KeyDown: "↓", fyne.KeyUp: "↑", fyne.KeyEqual: "+",
}

// String is the chord as it is written: Ctrl+Shift+A.
func (c Chord) String() string {
	var parts []string
	for _, m := range []struct {
		mod  fyne.KeyModifier
		name string
	}{{ctrl, "Ctrl"}, {alt, "Alt"}, {shift, "Shift"}} {
		if c.Mod&m.mod != 0 {
			parts = append(parts, m.name)
		}
	}
	name, ok := written[c.Key]
	if !ok {
		name = string(c.Key)
	}
	return strings.Join(append(parts, name), "+")
}

// keyOf is how a binding's first chord is written; empty for an action without a key.
func keyOf(a Action) string {
	for _, b := range bindings {
		if b.Action == a && len(b.Chords) > 0 {
			return b.Chords[0].String()
		}
	}
	return ""
}
