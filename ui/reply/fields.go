package reply

import (
	"slices"

	"sociomedio/app/desk"
	"sociomedio/data/contract"
	"sociomedio/ui/look"
	"sociomedio/ui/widget"
	"sociomedio/ui/words"
)

// levelCount is the most levels that a catalogue can have (5.3.5).
const levelCount = 4

// replyType is the level of Open that means Reply Type.
const replyType = levelCount

// usualLevels are what the work instruction's screens call the levels, until the backend has said how this centre does.
var usualLevels = []string{"Category", "Product", "Sub Product", "Detail"}

// fields are the selects: the levels of the catalogue and Reply Type.
type fields struct {
	labels []*widget.Text
	levels []*widget.Select
	nodes  [levelCount][]contract.CatalogueNode
	kind   *widget.Select
	kinds  []contract.ReplyType
}

func (c *Column) makeFields() {
	none := c.opts.Words.T(words.PleaseSelect)
	for i := range levelCount {
		s := widget.NewSelect(none)
		s.OnChanged = func(n int) { c.choose(i, n) }
		c.fields.levels = append(c.fields.levels, s)
		c.fields.labels = append(c.fields.labels, widget.NewText("", widget.Style{Color: look.Foreground2, Elide: true}))
	}
	c.fields.kind = widget.NewSelect(none)
	c.fields.kind.OnChanged = c.chooseType
}

// showPath shows the form's path through the catalogue. A node that the catalogue has no more ends the path there.
func (c *Column) showPath() {
	f := &c.fields
	names := c.catalogue.Levels
	if len(names) == 0 {
		names = usualLevels
	}
	for i := range levelCount {
		setVisible(f.labels[i], i < len(names))
		setVisible(f.levels[i], i < len(names))
		if i < len(names) {
			f.labels[i].SetText(names[i])
		}
	}
	path := c.form.Path
	c.form.Path = nil
	for i := range levelCount {
		c.loadLevel(i)
		if i >= len(path) || len(c.form.Path) < i {
			continue
		}
		at := slices.IndexFunc(f.nodes[i], func(n contract.CatalogueNode) bool { return n.ID == path[i] })
		f.levels[i].SelectQuietly(at)
		if at >= 0 {
			c.form.Path = append(c.form.Path, path[i])
		}
	}
}

// loadLevel offers what the path leads to on a level: nothing while a level above it is open.
func (c *Column) loadLevel(i int) {
	f := &c.fields
	f.nodes[i] = nil
	if c.shown && len(c.form.Path) >= i && i < len(c.catalogue.Levels) {
		f.nodes[i] = c.catalogue.Children(c.form.Path[:i])
	}
	names := make([]string, len(f.nodes[i]))
	for n, node := range f.nodes[i] {
		names[n] = node.Label
	}
	f.levels[i].SetOptions(names)
}

// choose takes node n of a level: the levels below lose what they had and offer its children, and the next field that is open
// opens (5.3.5). A level with one child only is chosen with it.
func (c *Column) choose(level, n int) {
	f := &c.fields
	if c.filling || n < 0 || n >= len(f.nodes[level]) {
		return
	}
	f.levels[level].SetError("")
	c.form.Path = append(slices.Clone(c.form.Path[:min(level, len(c.form.Path))]), f.nodes[level][n].ID)
	for i := level + 1; i < levelCount; i++ {
		f.levels[i].SetError("")
		c.loadLevel(i)
		if len(f.nodes[i]) == 1 {
			f.levels[i].SelectQuietly(0)
			c.form.Path = append(c.form.Path, f.nodes[i][0].ID)
		}
	}
	c.changed()
	c.settle()
	c.next()
}

// Choose takes a path of the catalogue as it is, from the first level on, and goes on to the first field that is open; for the palette.
func (c *Column) Choose(path []string) {
	if !c.open() {
		return
	}
	c.form.Path = slices.Clone(path)
	c.showPath()
	for _, level := range c.fields.levels {
		level.SetError("")
	}
	c.changed()
	c.settle()
	c.next()
}

// Writable tells whether something can be written: a case is open, and nobody else handles it.
func (c *Column) Writable() bool { return c.open() }

// next goes on to the first field that is not filled in.
func (c *Column) next() {
	f := &c.fields
	switch level := len(c.form.Path); {
	case level < levelCount && len(f.nodes[level]) > 0:
		c.Open(level)
	case c.form.ReplyType == "" && len(f.kinds) > 0:
		c.Open(replyType)
	default:
		c.Focus()
	}
}

// showTypes offers the reply types of the message's network and kind (5.3.6).
func (c *Column) showTypes() {
	f := &c.fields
	f.kinds = nil
	if c.shown {
		f.kinds = c.catalogue.ReplyTypes(c.view.Case.Network, c.target.Kind, c.target.Private || c.view.Case.Private)
	}
	names := make([]string, len(f.kinds))
	for i, k := range f.kinds {
		names[i] = k.Label
	}
	f.kind.SetOptions(names)
	f.kind.SelectQuietly(slices.IndexFunc(f.kinds, func(k contract.ReplyType) bool { return k.ID == c.form.ReplyType }))
}

// chooseOnlyType chooses the reply type where there is one only.
func (c *Column) chooseOnlyType() {
	if c.form.ReplyType != "" || len(c.fields.kinds) != 1 || c.locked() {
		return
	}
	if f, err := c.src.Retype(c.form, c.fields.kinds[0].ID); err == nil {
		c.form = f
		c.fields.kind.SelectQuietly(0)
	}
}

// chooseType takes a reply type. Another visibility has a draft of its own, and what could be undone is forgotten with the
// old one: a private text never comes back in a public answer by undoing.
func (c *Column) chooseType(n int) {
	if c.filling || n < 0 || n >= len(c.fields.kinds) {
		return
	}
	f, err := c.retyped(c.fields.kinds[n])
	if err != nil {
		c.say(c.opts.Words.Failure(err))
		c.showTypes()
		return
	}
	other := f.Visibility != c.form.Visibility
	c.filling = true
	if other && c.form.Visibility != "" {
		c.editor.SetText(f.Text)
		c.editor.SetCursor(len([]rune(f.Text)))
	} else if f.Text != c.editor.Text() {
		c.editor.ReplaceAll(f.Text)
	}
	c.form = f
	if !slices.Equal(c.form.Path, c.path()) {
		c.showPath()
	}
	c.filling = false
	c.fields.kind.SetError("")
	c.stamp()
	c.changed()
	c.settle()
	c.next()
}

// retyped is the form under another reply type; a draft of that visibility that is not stored yet comes first.
func (c *Column) retyped(kind contract.ReplyType) (desk.Form, error) {
	if kind.Visibility != c.form.Visibility {
		for _, w := range c.drafts.all() {
			if keyOf(w) == (draftKey{c.form.CaseID, c.form.MessageID, kind.Visibility}) {
				w.ReplyType = kind.ID
				return w, nil
			}
		}
	}
	return c.src.Retype(c.form, kind.ID)
}

// path is what the selects show.
func (c *Column) path() []string {
	var ids []string
	for i, s := range c.fields.levels {
		if at := s.Selected(); at >= 0 && at < len(c.fields.nodes[i]) {
			ids = append(ids, c.fields.nodes[i][at].ID)
		}
	}
	return ids
}

// renewCatalogue shows the form with the catalogue as it is now: labels and choices follow, what is chosen stays.
func (c *Column) renewCatalogue() {
	c.catalogue = c.src.Catalogue()
	c.filling = true
	c.showPath()
	c.showTypes()
	c.filling = false
	c.settle()
}

// Open opens the select of a level of the catalogue, 0 to 3, or of Reply Type, 4, with the keyboard in it (Alt+C, D, S, E, Y).
func (c *Column) Open(level int) {
	s := c.fields.kind
	if level >= 0 && level < levelCount {
		s = c.fields.levels[level]
	}
	if !s.Disabled() {
		s.Focus()
		s.Open()
	}
}
