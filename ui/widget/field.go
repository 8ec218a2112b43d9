package widget

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"sociomedio/ui/look"
)

// partTheme is the theme of the program for a part of it, with something else in it. It asks the theme of now, so it follows every
// change. Fyne reads all fonts anew for each part that has a theme of its own: only what is rarely seen has one.
type partTheme struct{}

func (partTheme) Color(name fyne.ThemeColorName, v fyne.ThemeVariant) color.Color {
	return fyne.CurrentApp().Settings().Theme().Color(name, v)
}

func (partTheme) Font(s fyne.TextStyle) fyne.Resource {
	return fyne.CurrentApp().Settings().Theme().Font(s)
}

func (partTheme) Icon(n fyne.ThemeIconName) fyne.Resource {
	return fyne.CurrentApp().Settings().Theme().Icon(n)
}

func (partTheme) Size(n fyne.ThemeSizeName) float32 {
	return fyne.CurrentApp().Settings().Theme().Size(n)
}

// bareTheme is for text of 15.
type bareTheme struct{ partTheme }

func (bareTheme) Size(n fyne.ThemeSizeName) float32 {
	if n == theme.SizeNameText {
		n = look.SizeSub
	}
	return partTheme{}.Size(n)
}

// noteTheme has the colours of internal notes.
type noteTheme struct{ partTheme }

func (noteTheme) Color(name fyne.ThemeColorName, v fyne.ThemeVariant) color.Color {
	switch name {
	case theme.ColorNameForeground, theme.ColorNamePlaceHolder:
		name = look.NoteFg
	}
	return partTheme{}.Color(name, v)
}

// field is Fyne's Entry without its frame and with a caret of ours, telling its owner what happens.
type field struct {
	widget.Entry
	focusChanged func(bool)
	cursorMoved  func()
	hasKeyboard  bool
	caret        *caret
	key          func(*fyne.KeyEvent) bool
	keyShortcut  func(fyne.Shortcut) bool
	tab          bool
	caps         *capsLock // of a password
	gap          gap       // a space just typed that the caret can't stand behind
	awake        bool      // it is Fyne's Entry; else it rests
	shown        *frameless
	holder       *container.ThemeOverride // the theme of its own, if it has one
}

// in gives the field a theme of its own, and returns what to show in its place.
func (f *field) in(t fyne.Theme) fyne.CanvasObject {
	f.holder = container.NewThemeOverride(f, t)
	return f.holder
}

func newField(multiLine bool) *field {
	f := &field{caret: newCaret()}
	f.OnCursorChanged = func() {
		f.caret.place(f)
		if f.cursorMoved != nil {
			f.cursorMoved()
		}
	}
	f.MultiLine = multiLine
	if multiLine {
		f.Wrapping = fyne.TextWrapWord
	} else {
		f.Wrapping = fyne.TextWrap(fyne.TextTruncateClip)
	}
	f.ExtendBaseWidget(f)
	return f
}

// CreateRenderer implements fyne.Widget: Fyne's renderer without ground and stroke, which the frame around it draws for all states; of a
// field that rests, its placeholder.
func (f *field) CreateRenderer() fyne.WidgetRenderer {
	f.shown = &frameless{field: f, WidgetRenderer: &resting{field: f}}
	if f.awake {
		f.shown.begin()
	}
	return f.shown
}

// frameless is what a field is painted by.
type frameless struct {
	fyne.WidgetRenderer
	field *field
	eye   fyne.CanvasObject
	shown []fyne.CanvasObject
}

// begin puts Fyne's Entry in the place of the placeholder.
func (r *frameless) begin() {
	f := r.field
	r.WidgetRenderer = f.Entry.CreateRenderer()
	withCaret(f, r.WidgetRenderer.Objects())
	r.eye = f.ActionItem // Fyne gives a password an eye; ours is beside it
	f.ActionItem = nil
}

// Refresh implements fyne.WidgetRenderer: a field that has got a text is awake.
func (r *frameless) Refresh() {
	if r.field.Text != "" {
		r.field.wake()
	}
	r.WidgetRenderer.Refresh()
}

// Objects implements fyne.WidgetRenderer.
func (r *frameless) Objects() []fyne.CanvasObject {
	r.shown = r.shown[:0]
	for _, o := range r.WidgetRenderer.Objects() {
		if _, frame := o.(*canvas.Rectangle); !frame && o != r.eye {
			r.shown = append(r.shown, o)
		}
	}
	return r.shown
}

// AcceptsTab is false but for a moment: Tab leaves, also from several lines.
func (f *field) AcceptsTab() bool { return f.tab }

// FocusGained implements fyne.Focusable.
func (f *field) FocusGained() {
	if f.caps != nil {
		f.caps.begin()
	}
	f.hasKeyboard = true
	f.entry().FocusGained()
	f.tell(true)
}

// FocusLost implements fyne.Focusable.
func (f *field) FocusLost() {
	f.hasKeyboard = false
	f.Entry.FocusLost()
	f.tell(false)
}

func (f *field) tell(focused bool) {
	if f.focusChanged != nil {
		f.focusChanged(focused)
	}
}

// TypedKey implements fyne.Focusable.
func (f *field) TypedKey(e *fyne.KeyEvent) {
	switch {
	case f.key != nil && f.key(e):
	case ofWindow(e.Name):
		unusedKey(e)
	case f.leaveGap(e.Name):
	default:
		f.Entry.TypedKey(e)
	}
}

// TypedShortcut implements fyne.Shortcutable.
func (f *field) TypedShortcut(s fyne.Shortcut) {
	if f.keyShortcut != nil && f.keyShortcut(s) {
		return
	}
	f.entry().TypedShortcut(s)
}

// inputState is what the frame of an input shows.
type inputState struct{ focused, failed, disabled bool }

// paintInput paints the frame of an entry, editor or select.
func paintInput(b *box, s inputState) {
	ground, stroke, width := look.Input, look.InputBorder, float32(1)
	switch {
	case s.disabled:
		ground, stroke = look.Sunken, look.Separator
	case s.failed:
		stroke = look.Error
		if s.focused {
			width = 2
		}
	case s.focused:
		stroke, width = look.Primary, 2
	}
	b.paint(look.Color(ground), look.Color(stroke), width)
}

// TappedSecondary implements fyne.SecondaryTappable: Fyne's menu of Cut, Copy and Paste.
func (f *field) TappedSecondary(e *fyne.PointEvent) {
	look.WithShadow(func() { f.entry().TappedSecondary(e) })
}

// sizeInnerPadding is how far Fyne's Entry sets its text in.
const sizeInnerPadding = theme.SizeNameInnerPadding
