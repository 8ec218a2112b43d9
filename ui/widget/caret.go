package widget

import (
	"image/color"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"sociomedio/ui/look"
)

// Fyne's caret fades twelve times a second, and paints the whole window each time: a fifth of a core for as long as an entry has the
// keyboard, which is all day. Ours goes on and off, and stays on when nothing has been typed for a while, as GTK's does. Fyne's own is
// not seen, being as wide as the stroke of inputs (look has none), and stands still: for Fyne the program has no animations.
const (
	caretHalf = 530 * time.Millisecond // on, and as long off
	caretRest = 10 * time.Second       // from then on it stays
)

// caret is where typing goes on in a field.
type caret struct {
	bar   *canvas.Rectangle
	blink *fyne.Animation
	moved time.Time
}

func newCaret() *caret {
	c := &caret{bar: canvas.NewRectangle(color.Transparent)}
	c.bar.Hide()
	c.blink = fyne.NewAnimation(caretHalf, c.tick)
	c.blink.AutoReverse = true
	c.blink.RepeatCount = fyne.AnimationRepeatForever
	c.blink.Curve = fyne.AnimationLinear
	return c
}

// tick shows the caret while f is in the half that begins, and hides it in the other.
func (c *caret) tick(f float32) {
	since := time.Since(c.moved)
	if since > caretRest {
		c.blink.Stop()
	}
	c.show(f < 0.5 || since < caretHalf || since > caretRest)
}

func (c *caret) show(on bool) {
	if on != c.bar.Visible() {
		setVisible(c.bar, on)
		canvas.Refresh(c.bar)
	}
}

// place puts the caret into a field's text and has it blink from the beginning; a field without the keyboard has none.
func (c *caret) place(f *field) {
	c.blink.Stop()
	if !f.hasKeyboard || f.Disabled() {
		c.show(false)
		return
	}
	at, theme := f.CursorPosition(), f.Theme()
	width := look.Px(1)
	c.bar.FillColor = theme.Color(look.Foreground, fyne.CurrentApp().Settings().ThemeVariant())
	c.bar.Resize(fyne.NewSize(width, look.TextHeight(theme.Size(look.SizeText))))
	c.bar.Move(at.SubtractXY(width/2, 0))
	c.moved = time.Now()
	c.show(true)
	if caretBlinks() {
		c.blink.Start()
	}
}

// CaretSettings are Fyne's settings with a word of their own on whether the caret blinks; else it does when there are animations.
type CaretSettings interface{ CaretBlinks() bool }

func caretBlinks() bool {
	s := fyne.CurrentApp().Settings()
	if own, ok := s.(CaretSettings); ok {
		return own.CaretBlinks()
	}
	return s.ShowAnimations()
}

// withCaret puts the caret over the text of a field, inside what scrolls.
func withCaret(f *field, objects []fyne.CanvasObject) {
	for _, o := range objects {
		if s, ok := o.(*container.Scroll); ok && s.Content != nil {
			s.Content = newTyping(s.Content, f.caret.bar)
		}
	}
}

// typing is Fyne's text of an entry with the caret over it.
type typing struct {
	widget.BaseWidget
	text  fyne.CanvasObject
	caret *canvas.Rectangle
}

func newTyping(text fyne.CanvasObject, caret *canvas.Rectangle) *typing {
	t := &typing{text: text, caret: caret}
	t.ExtendBaseWidget(t)
	return t
}

// CreateRenderer implements fyne.Widget.
func (t *typing) CreateRenderer() fyne.WidgetRenderer {
	return &drawing{
		objects: []fyne.CanvasObject{t.text, t.caret}, layout: t.text.Resize, measure: t.text.MinSize, refresh: t.text.Refresh,
	}
}
