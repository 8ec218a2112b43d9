package reply

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"fyne.io/fyne/v2"

	"sociomedio/data/contract"
	"sociomedio/ui/look"
	"sociomedio/ui/widget"
	"sociomedio/ui/words"
)

// The list of templates under the caret, in design units (DESIGN.md section 6, Templates).
const (
	templateWidth = 480
	templateRow   = 44
	templateEdge  = 4
	templatesSeen = 4
	templateFoot  = 28
)

// templates is the list that `/` opens in Feedback, and the list of those for the chosen topic under a high Feedback.
type templates struct {
	column  *Column
	found   []contract.Template
	at      int    // in runes: where what a template replaces begins; -1 while the list is closed
	find    string // typed behind the slash
	closed  int    // where a slash is that Escape has closed the list for; -1 for none
	pending []string

	list  *widget.List
	layer fyne.CanvasObject

	topic   []contract.Template // for the chosen topic, under Feedback
	heading *widget.Text
	below   *widget.List
	box     *fyne.Container
}

func newTemplates(c *Column) *templates {
	m := &templates{column: c, at: -1, closed: -1}
	m.list = m.newList(&m.found, func() string { return m.find }, look.Raised)
	m.below = m.newList(&m.topic, func() string { return "" }, look.Surface)
	t := c.opts.Words
	m.heading = widget.NewText("", widget.Style{Bold: true, Elide: true})
	all := widget.NewButton(t.T(words.AllTemplates), widget.Quiet, m.openAll).WithSize(widget.Small)
	m.box = widget.Column(0, widget.Sized(0, 28, widget.Row(8, m.heading, widget.Space(), all)), widget.Grow(m.below))
	m.layer = m.popover()
	return m
}

func (m *templates) newList(from *[]contract.Template, match func() string, ground fyne.ThemeColorName) *widget.List {
	list := widget.NewList(widget.ListSource{
		Length: func() int { return len(*from) },
		ID:     func(i int) string { return (*from)[i].ID },
		NewRow: func() fyne.CanvasObject { return widget.NewTemplateRow(ground == look.Raised) },
		Update: func(i int, o fyne.CanvasObject) {
			t := (*from)[i]
			o.(*widget.TemplateRow).Set("/"+t.Title, t.Text, match())
		},
	}, widget.ListStyle{RowHeight: templateRow, Ground: ground, SelectOnMove: ground == look.Raised, NoRing: ground == look.Raised, Separators: ground == look.Surface})
	list.OnClick = func(i int) { m.insert((*from)[i]) }
	list.OnOpened = func(i int, _ string) { m.insert((*from)[i]) }
	return list
}

// offer shows the templates of the chosen topic under Feedback.
func (m *templates) offer() {
	c := m.column
	m.topic = nil
	labels := c.catalogue.Labels(c.form.Path)
	if !c.open() || len(labels) == 0 {
		m.below.Refresh()
		return
	}
	topic := labels[min(len(labels), 3)-1]
	m.topic = c.catalogue.TemplatesFor(labels, "")
	m.heading.SetText(c.opts.Words.T(words.TemplatesFor, topic))
	m.below.Refresh()
}

// any tells whether there are templates to show under Feedback.
func (m *templates) any() bool { return len(m.topic) > 0 }

// typed opens, narrows or closes the list by what stands before the caret.
func (m *templates) typed() {
	at, find, ok := slash(m.column.editor.Text(), m.column.editor.ByteOffset(m.column.editor.Cursor()))
	if !ok {
		m.closed = -1
		m.close()
		return
	}
	if at == m.closed {
		return
	}
	m.closed = -1
	m.open(at, find)
}

// moved closes the list when the caret has left the slash and what was typed behind it.
func (m *templates) moved() {
	if m.at < 0 {
		return
	}
	at, find, ok := slash(m.column.editor.Text(), m.column.editor.ByteOffset(m.column.editor.Cursor()))
	if !ok || at != m.at {
		m.close()
		return
	}
	if find != m.find {
		m.open(at, find)
	}
}

// slash finds a slash at the start of a line or after a space with the caret behind it and no space between: where it is, in runes,
// and what follows it.
func slash(text string, caret int) (at int, find string, ok bool) {
	head := text[:caret]
	i := strings.LastIndexByte(head, '/')
	if i < 0 || strings.ContainsFunc(head[i:], unicode.IsSpace) {
		return 0, "", false
	}
	if before, _ := utf8.DecodeLastRuneInString(head[:i]); i > 0 && !unicode.IsSpace(before) {
		return 0, "", false
	}
	return utf8.RuneCountInString(head[:i]), head[i+1:], true
}

// openAll opens the list at the caret with all templates.
func (m *templates) openAll() {
	m.column.Focus()
	m.open(m.column.editor.Cursor(), "")
}

func (m *templates) open(at int, find string) {
	c := m.column
	if c.opts.Layer == nil || !c.open() {
		return
	}
	m.found = c.catalogue.TemplatesFor(c.catalogue.Labels(c.form.Path), strings.ReplaceAll(find, "-", " "))
	if len(m.found) == 0 {
		m.close()
		return
	}
	was := m.at
	m.at, m.find = at, find
	m.list.SelectQuietly(m.found[0].ID)
	m.list.ScrollTo(0)
	m.list.Refresh()
	if was < 0 {
		c.opts.Layer(m.layer)
	}
	m.layer.Refresh()
}

func (m *templates) close() {
	if m.at < 0 {
		return
	}
	m.at = -1
	m.column.opts.Layer(nil)
}

// key steers the list while it is open; Feedback keeps the keyboard.
func (m *templates) key(e *fyne.KeyEvent) bool {
	if m.at < 0 {
		if e.Name == fyne.KeyTab && len(m.pending) > 0 {
			m.selectNext()
			return true
		}
		return false
	}
	switch e.Name {
	case fyne.KeyDown, fyne.KeyUp, fyne.KeyPageDown, fyne.KeyPageUp:
		m.list.TypedKey(e)
		m.layer.Refresh()
	case fyne.KeyReturn, fyne.KeyEnter, fyne.KeyTab:
		m.insert(m.found[m.list.Current()])
	case fyne.KeyEscape:
		m.closed = m.at
		m.close()
	default:
		return false
	}
	return true
}

// insert puts a template in place of the slash, or at the caret, with its variables filled; the first that is unknown is selected
// for typing, Tab goes to the next. What was there before can be had back by undoing.
func (m *templates) insert(t contract.Template) {
	c := m.column
	if !c.open() {
		return
	}
	text, unknown := c.src.Fill(t, c.view)
	start, end := c.editor.Cursor(), c.editor.Cursor()
	if m.at >= 0 {
		start = min(m.at, end)
	}
	m.close()
	c.editor.Focus()
	c.editor.Replace(start, end, text)
	m.pending = nil
	for _, p := range unknown {
		m.pending = append(m.pending, text[p.From:p.To])
	}
	if len(unknown) > 0 {
		first := start + utf8.RuneCountInString(text[:unknown[0].From])
		c.editor.SelectRange(first, first+utf8.RuneCountInString(m.pending[0]))
	}
	c.editor.KeepTab(len(m.pending) > 1)
}

// unfilled is the first variable of a template that still waits for typing; empty when none does.
func (m *templates) unfilled() string {
	for _, p := range m.pending {
		if strings.Contains(m.column.editor.Text(), p) {
			return p
		}
	}
	return ""
}

// selectNext selects the next variable that waits for typing, behind the caret first.
func (m *templates) selectNext() {
	e := m.column.editor
	text := e.Text()
	caret := e.ByteOffset(e.Cursor())
	best, length, left := -1, 0, 0
	for _, p := range m.pending {
		for i := strings.Index(text, p); i >= 0; i = next(text, p, i) {
			left++
			if best < 0 || i >= caret && (best < caret || i < best) {
				best, length = i, len(p)
			}
		}
	}
	if best < 0 {
		m.pending = nil
		e.KeepTab(false)
		return
	}
	e.KeepTab(left > 1)
	from := e.RuneOffset(best)
	e.Focus()
	e.SelectRange(from, from+utf8.RuneCountInString(text[best:best+length]))
}

// next is where p stands again behind i, -1 when it does not.
func next(text, p string, i int) int {
	at := strings.Index(text[i+len(p):], p)
	if at < 0 {
		return -1
	}
	return i + len(p) + at
}

// Insert puts a template at the caret, as the list does; for the palette.
func (c *Column) Insert(t contract.Template) { c.templates.insert(t) }

// popover is the list as it lies above the page: under the caret, with its right edge on Feedback's.
func (m *templates) popover() fyne.CanvasObject {
	t := m.column.opts.Words
	hint := func(word words.Key) fyne.CanvasObject {
		return widget.NewText(t.T(word), widget.Style{Size: look.SizeCaption, Color: look.Foreground2})
	}
	foot := widget.On(look.Sunken, widget.Sized(0, templateFoot, widget.Inset(0, 12, 0, 12, widget.Row(4,
		widget.NewKbdHint("↑"), widget.NewKbdHint("↓"), hint(words.HintChoose), widget.Inset(0, 0, 0, 8, widget.NewKbdHint("Enter")), hint(words.HintInsert),
		widget.Inset(0, 0, 0, 8, widget.NewKbdHint("Esc")), hint(words.HintClose), widget.Space(), hint(words.HintFilled)))))
	panel := widget.NewRaised(widget.Column(0, widget.Sized(0, templateEdge, widget.Space()), widget.Grow(m.list), widget.NewHLine(), foot))
	m.list.OnScrolled = func() { m.layer.Refresh() }
	return &fyne.Container{Layout: &underCaret{m}, Objects: []fyne.CanvasObject{panel, widget.NewKbdHint("Enter")}}
}

// underCaret places the list.
type underCaret struct{ m *templates }

func (underCaret) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.Size{} }

func (l *underCaret) Layout(objects []fyne.CanvasObject, s fyne.Size) {
	m, e := l.m, l.m.column.editor
	driver := fyne.CurrentApp().Driver()
	editor := driver.AbsolutePositionForObject(e).Subtract(driver.AbsolutePositionForObject(m.layer))
	rows := min(len(m.found), templatesSeen)
	size := fyne.NewSize(look.Px(templateWidth), float32(rows)*look.Px(templateRow)+look.Px(templateEdge+templateFoot)+3*look.Px(1))
	caret := editor.Add(e.CaretAt())
	line := look.LineHeight(look.SizeText)
	at := fyne.NewPos(max(editor.X+e.Size().Width-size.Width, 0), caret.Y+line+look.Px(6))
	if at.Y+size.Height > s.Height {
		at.Y = max(caret.Y-size.Height-look.Px(6), 0)
	}
	objects[0].Move(at)
	objects[0].Resize(size)
	// The key that takes a template stands on the row that it takes.
	hint := objects[1].MinSize()
	row := look.Px(templateEdge) + float32(m.list.Current())*look.Px(templateRow) - m.list.Offset()
	objects[1].Move(at.AddXY(size.Width-look.Px(12)-hint.Width, row+look.Px(5)))
	objects[1].Resize(hint)
}
