package widget

import (
	"sort"
	"unicode/utf8"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"

	"sociomedio/ui/look"
)

// Editor is the field of several lines where an answer is written. Tab leaves it, Ctrl+Enter calls OnSend, and what the
// program puts into it (Insert, Replace) can be undone like what was typed.
//
// Positions are runes from the start of the text; ByteOffset turns one into bytes.
type Editor struct {
	widget.BaseWidget
	// OnChanged is called with the text after every change.
	OnChanged func(string)
	// OnCursor is called when the caret has moved.
	OnCursor func()
	// OnSend is called on Ctrl+Enter.
	OnSend func()
	// OnKey sees every key first; true keeps it from the editor. A list of templates steers with it.
	OnKey func(*fyne.KeyEvent) bool
	// OnShortcut sees every key with Ctrl or Alt first; true keeps it from the editor.
	OnShortcut func(fyne.Shortcut) bool
	// OnFocus is called when the editor gets or loses the keyboard.
	OnFocus func(bool)

	failure  string
	ground   EditorGround
	focused  bool
	disabled bool
	lowest   float32
	icon     look.IconName

	field  *field
	holder fyne.CanvasObject // the field, in a theme of its own if it has one
	frame  *box
	mark   *picture
	alert  *picture
	error  *line
}

// EditorGround is what an editor's text lies on: it says who will read the text, beside the word and the button.
type EditorGround int

// The grounds.
const (
	PlainGround   EditorGround = iota
	PrivateGround              // only the customer reads it
	NoteGround                 // it stays in the house
)

// NewEditor makes an empty editor that is at least height design units high.
func NewEditor(placeholder string, height float32) *Editor {
	e := &Editor{
		field: newField(true), frame: newBox(4), lowest: height,
		mark: newPicture("", look.NoteFg, 14), alert: newPicture("", look.Error, 12), error: newLine(look.SizeSecondary),
	}
	e.field.SetPlaceHolder(placeholder)
	e.field.OnChanged = func(s string) {
		if e.OnChanged != nil {
			e.OnChanged(s)
		}
	}
	e.field.cursorMoved = func() {
		if e.OnCursor != nil {
			e.OnCursor()
		}
	}
	e.field.focusChanged = func(on bool) {
		e.focused = on
		e.Refresh()
		if e.OnFocus != nil {
			e.OnFocus(on)
		}
	}
	e.field.key = func(k *fyne.KeyEvent) bool { return e.OnKey != nil && e.OnKey(k) }
	e.field.keyShortcut = e.shortcut
	e.holder = e.field
	e.ExtendBaseWidget(e)
	return e
}

// NewNoteEditor makes an editor on the yellow ground of internal notes, with their lock, so that it is never taken for the
// answer.
func NewNoteEditor(placeholder string, height float32) *Editor {
	e := NewEditor(placeholder, height)
	e.ground, e.icon = NoteGround, look.IconLock
	e.holder = e.field.in(noteTheme{})
	return e
}

// SetLowest changes the least height, in design units, and tells whether it was another.
func (e *Editor) SetLowest(height float32) bool {
	changed := height != e.lowest
	e.lowest = height
	return changed
}

func (e *Editor) shortcut(s fyne.Shortcut) bool {
	if e.OnShortcut != nil && e.OnShortcut(s) {
		return true
	}
	c, ok := s.(*desktop.CustomShortcut)
	if !ok || c.Modifier != fyne.KeyModifierShortcutDefault || c.KeyName != fyne.KeyReturn && c.KeyName != fyne.KeyEnter {
		return false
	}
	if e.OnSend != nil && !e.disabled {
		e.OnSend()
	}
	return true
}

// Text returns the whole text.
func (e *Editor) Text() string { return e.field.Text }

// SetText puts another text in place and forgets what could be undone: for another case, not for a template.
func (e *Editor) SetText(s string) {
	if s != e.field.Text {
		e.field.SetText(s)
	}
}

// Cursor returns where the caret stands, in runes.
func (e *Editor) Cursor() int {
	return min(e.field.CursorTextOffset(), utf8.RuneCountInString(e.field.Text))
}

// ByteOffset returns where the rune at position begins in Text, in bytes; positions outside are brought inside.
func (e *Editor) ByteOffset(position int) int {
	for i := range e.field.Text {
		if position <= 0 {
			return i
		}
		position--
	}
	return len(e.field.Text)
}

// RuneOffset returns the position of the rune that holds the byte at offset.
func (e *Editor) RuneOffset(offset int) int {
	return utf8.RuneCountInString(e.field.Text[:min(max(offset, 0), len(e.field.Text))])
}

// CaretAt returns the top left corner of the caret within the editor.
func (e *Editor) CaretAt() fyne.Position {
	return e.field.CursorPosition().Add(e.holder.Position()).SubtractXY(0, look.Px(1))
}

// SetCursor puts the caret at a position and takes any selection away.
func (e *Editor) SetCursor(position int) {
	e.clearSelection()
	e.moveTo(position)
}

// moveTo finds row and column of a position: the rows are Fyne's own, wrapped, and only asked for by their start.
func (e *Editor) moveTo(position int) {
	position = min(max(position, 0), utf8.RuneCountInString(e.field.Text))
	rows := e.field.rows()
	row := sort.Search(rows, func(r int) bool { return e.field.rowStart(r) > position }) - 1
	row = max(row, 0)
	e.field.CursorRow, e.field.CursorColumn = row, position-e.field.rowStart(row)
	e.field.Refresh()
	if e.OnCursor != nil {
		e.OnCursor()
	}
}

// rowStart is the position at which a row begins.
func (f *field) rowStart(row int) int {
	r, c := f.CursorRow, f.CursorColumn
	f.CursorRow, f.CursorColumn = row, 0
	start := f.CursorTextOffset()
	f.CursorRow, f.CursorColumn = r, c
	return start
}

// rows counts the rows as wrapped. Fyne answers 0 for the start of a row that does not exist.
func (f *field) rows() int {
	limit := utf8.RuneCountInString(f.Text) + 1
	return 1 + sort.Search(limit, func(r int) bool { return f.rowStart(r+1) == 0 })
}

// SelectRange selects the runes from start to end; the caret is at the end.
func (e *Editor) SelectRange(start, end int) {
	e.SetCursor(start)
	e.field.KeyDown(&fyne.KeyEvent{Name: desktop.KeyShiftLeft})
	for range max(end-start, 0) {
		e.field.entry().TypedKey(&fyne.KeyEvent{Name: fyne.KeyRight})
	}
	e.field.KeyUp(&fyne.KeyEvent{Name: desktop.KeyShiftLeft})
}

// Selection returns the selected range; start equals end when nothing is selected.
func (e *Editor) Selection() (start, end int) {
	cursor := e.Cursor()
	n := utf8.RuneCountInString(e.field.SelectedText())
	if n == 0 {
		return cursor, cursor
	}
	if cursor >= n && e.slice(cursor-n, cursor) == e.field.SelectedText() {
		return cursor - n, cursor
	}
	return cursor, cursor + n
}

func (e *Editor) slice(start, end int) string {
	return e.field.Text[e.ByteOffset(start):e.ByteOffset(end)]
}

func (e *Editor) clearSelection() {
	if e.field.SelectedText() != "" {
		e.field.entry().TypedKey(&fyne.KeyEvent{Name: fyne.KeyRight})
	}
}

// Insert puts text at the caret, in place of the selection; it can be undone.
func (e *Editor) Insert(text string) {
	if text == "" && e.field.SelectedText() == "" {
		return
	}
	e.field.entry().TypedShortcut(&fyne.ShortcutPaste{Clipboard: &clip{text}})
}

// Replace puts text in place of the runes from start to end; it can be undone.
func (e *Editor) Replace(start, end int, text string) {
	if end > start {
		e.SelectRange(start, end)
	} else {
		e.SetCursor(start)
	}
	e.Insert(text)
}

// ReplaceAll puts another text in place of everything; it can be undone.
func (e *Editor) ReplaceAll(text string) {
	e.field.entry().TypedShortcut(&fyne.ShortcutSelectAll{})
	e.Insert(text)
}

// Undo takes the last change back.
func (e *Editor) Undo() { e.field.Undo() }

// Redo does again what Undo took back.
func (e *Editor) Redo() { e.field.Redo() }

// SetError marks the editor as wrong, with the sentence under it; an empty sentence takes the mark away.
func (e *Editor) SetError(sentence string) {
	if sentence != e.failure {
		e.failure = sentence
		e.Refresh()
	}
}

// Failed tells whether the editor is marked as wrong.
func (e *Editor) Failed() bool { return e.failure != "" }

// SetGround changes what the text lies on.
func (e *Editor) SetGround(g EditorGround) {
	if g != e.ground {
		e.ground = g
		e.Refresh()
	}
}

// KeepTab has the editor take Tab, for OnKey; else Tab leaves it.
func (e *Editor) KeepTab(on bool) { e.field.tab = on }

// SetPlaceholder changes what an empty editor says.
func (e *Editor) SetPlaceholder(s string) { e.field.SetPlaceHolder(s) }

// Focus gives the editor the keyboard.
func (e *Editor) Focus() { focus(e.field) }

// Focused tells whether the editor has the keyboard.
func (e *Editor) Focused() bool { return e.focused }

// Focusable returns the object that has the keyboard when this editor has it.
func (e *Editor) Focusable() fyne.Focusable { return e.field }

// Disabled implements fyne.Disableable.
func (e *Editor) Disabled() bool { return e.disabled }

// Disable implements fyne.Disableable.
func (e *Editor) Disable() {
	e.disabled = true
	e.field.Disable()
	e.Refresh()
}

// Enable implements fyne.Disableable.
func (e *Editor) Enable() {
	e.disabled = false
	e.field.Enable()
	e.Refresh()
}

// clip is a clipboard of one text, the only way to give Fyne's Entry text that can be undone.
type clip struct{ text string }

func (c *clip) Content() string     { return c.text }
func (c *clip) SetContent(s string) { c.text = s }

func (e *Editor) paint() {
	paintInput(e.frame, inputState{e.focused, e.failure != "", e.disabled})
	e.paintGround()
	icon := look.IconAlert
	if e.failure == "" {
		icon = ""
	}
	e.mark.set(e.icon, look.NoteFg, e)
	e.alert.set(icon, look.Error, e)
	e.error.set(e.failure, look.Error, false)
	setVisible(e.error.Text, e.failure != "")
}

// paintGround paints the frame of an editor whose text is not for everybody.
func (e *Editor) paintGround() {
	ground, stroke := look.Note, look.NoteBorder
	switch {
	case e.disabled || e.ground == PlainGround:
		return
	case e.ground == PrivateGround:
		ground, stroke = look.SuccessSoft, look.Success
	}
	width := float32(1)
	if e.focused {
		width = 2
		if e.ground == NoteGround {
			stroke = look.Primary
		}
	}
	if e.failure != "" {
		stroke = look.Error
	}
	e.frame.paint(look.Color(ground), look.Color(stroke), width)
}

// CreateRenderer implements fyne.Widget.
func (e *Editor) CreateRenderer() fyne.WidgetRenderer {
	e.ExtendBaseWidget(e)
	e.paint()
	return &drawing{
		objects: append(e.frame.objects(), e.mark.Image, e.holder, e.alert.Image, e.error.Text),
		layout:  e.layout,
		measure: func() fyne.Size { return fyne.NewSize(look.Px(80), look.Px(e.lowest)+e.below()) },
		refresh: func() {
			e.paint()
			e.layout(e.Size())
			canvas.Refresh(e)
		},
	}
}

// below is the height of the error line.
func (e *Editor) below() float32 {
	if e.failure == "" {
		return 0
	}
	return look.Px(20)
}

func (e *Editor) layout(s fyne.Size) {
	h := max(s.Height-e.below(), 0)
	e.frame.place(fyne.Position{}, fyne.NewSize(s.Width, h))
	in := look.Px(4)
	if e.icon != "" {
		e.mark.place(look.Px(9), 0, look.Px(28))
		in = look.Px(9+14+6) - look.Size(sizeInnerPadding)
	}
	high := max(h-2*look.Px(1), 0)
	if h < look.Px(30) { // one line: less than its text with its padding would bring a scroll bar, even a fraction of a pixel less
		high = max(h, ceil(look.TextHeight(look.Size(look.SizeText))+2*look.Size(sizeInnerPadding)))
	}
	e.holder.Move(fyne.NewPos(in, (h-high)/2))
	e.holder.Resize(fyne.NewSize(max(s.Width-in-look.Px(2), 0), high))
	y, line := h+look.Px(2), look.Px(16)
	e.alert.place(0, y, line)
	e.error.place(look.Px(16), y, max(s.Width-look.Px(16), 0), line)
}
