// Package palette is what Ctrl+K opens (DESIGN.md section 6): one entry that finds commands, cases in the inbox, templates, customers,
// and every word of the conversations that are on this machine. ">" before the text leaves commands only, "/" templates only.
package palette

import (
	"context"
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"sociomedio/app/desk"
	"sociomedio/data/contract"
	"sociomedio/ui/look"
	"sociomedio/ui/onui"
	"sociomedio/ui/widget"
	"sociomedio/ui/words"
)

// Source is what the palette searches; *desk.Desk is one.
type Source interface {
	Search(ctx context.Context, q desk.SearchQuery) (desk.SearchPage, error)
	SearchHistory(ctx context.Context, text string, limit int) ([]desk.Hit, error)
	Inbox(filter desk.InboxFilter) (desk.Inbox, error)
	InboxRows(in desk.Inbox, from, n int) ([]desk.Row, error)
	Catalogue() desk.Catalogue
}

// Command is something the window can do.
type Command struct {
	Title string
	Keys  string // how the key is written that does the same; empty for none
	Icon  look.IconName
	Run   func()
}

// Options say what is found and what happens with it. The callbacks are called on the UI goroutine, after the palette has closed.
type Options struct {
	Source     Source
	Run        onui.Runner
	Words      *words.Table
	Clock      func() time.Time
	Commands   []Command
	OnCase     func(caseID string)
	OnTemplate func(contract.Template)
	OnFilter   func(text string)   // show in the inbox what is about it
	OnPath     func(path []string) // choose a path of the catalogue in Form Reply; nil while no case is open there
	OnCustomer func(customerID string)
	OnInquiry  func(text string) // look for a customer at the backend
	OnClose    func()            // close the palette: Escape, or something was chosen
	OnSize     func()            // another height is wanted
}

// How many of each kind are shown.
const (
	mostCommands  = 6
	mostPaths     = 2
	mostCases     = 3
	mostTemplates = 3
	mostHits      = 6
	mostCustomers = 3
)

// pause is how long nobody types before the backend is asked.
const pause = 300 * time.Millisecond

// Width and Top are where the palette stands, in design units; MostRows is how many rows are in view.
const (
	Width    = 600
	Top      = 96
	MostRows = 9
)

// Palette is the panel. It is made for one use. UI goroutine only.
type Palette struct {
	opts    Options
	entry   *widget.Entry
	list    *list
	slot    *onui.Slot
	far     *onui.Slot // of what the backend finds
	found   found
	text    string
	content fyne.CanvasObject
}

// found is what the store gave for the text.
type found struct {
	cases []desk.Row
	hits  []desk.Hit
}

// New makes the palette, with the commands in it.
func New(o Options) *Palette {
	p := &Palette{opts: o, slot: onui.NewSlot(o.Run), far: onui.NewSlot(o.Run)}
	t := o.Words
	p.entry = widget.NewEntry(t.T(words.PaletteAsk)).Bare()
	p.entry.OnChanged = p.typed
	p.entry.OnKey = p.key
	p.list = newList(t, p.choose)
	p.content = p.build()
	p.show()
	return p
}

// Content is the panel's inside.
func (p *Palette) Content() fyne.CanvasObject { return p.content }

// Focus gives the entry the keyboard.
func (p *Palette) Focus() { p.entry.Focus() }

// Close ends what is being searched.
func (p *Palette) Close() {
	p.slot.Cancel()
	p.far.Cancel()
}

// Height is how high the panel is with what is found, in Fyne units.
func (p *Palette) Height() float32 { return look.Px(48+1+32+1) + p.list.height() }

func (p *Palette) build() fyne.CanvasObject {
	t := p.opts.Words
	head := widget.Sized(0, 48, widget.Inset(6, 16, 6, 16, widget.Row(4,
		widget.NewIcon(look.IconSearch, look.Foreground2, 16), widget.Grow(p.entry), widget.NewKbdHint("Esc"))))
	hint := func(text words.Key, keys ...string) fyne.CanvasObject {
		row := widget.Row(4)
		for _, k := range keys {
			row.Add(widget.NewKbdHint(k))
		}
		row.Add(widget.NewText(t.T(text), widget.Style{Size: look.SizeCaption, Color: look.Foreground3}))
		return row
	}
	foot := container.NewStack(widget.NewFill(look.Sunken).Round(7), widget.Sized(0, 32, widget.Inset(0, 16, 0, 16, widget.Row(16,
		hint(words.PaletteMove, "↑", "↓"), hint(words.PaletteRun, "Enter"), hint(words.PaletteCommands, ">"), hint(words.PaletteTemplates, "/")))))
	return widget.Column(0, head, widget.NewHLine(), widget.Grow(p.list.scroll), widget.NewHLine(), foot)
}

// typed searches what is on this machine for the text; what was found before stays until the answer is there.
func (p *Palette) typed(text string) {
	p.text = strings.TrimSpace(text)
	p.far.Cancel()
	if p.text == "" || strings.ContainsRune(">/", rune(p.text[0])) {
		p.slot.Cancel()
		p.found = found{}
		p.show()
		return
	}
	p.show()
	want := p.text
	onui.Load(context.Background(), p.slot, func(ctx context.Context) (found, error) { return p.search(ctx, want) },
		func(f found, err error) {
			if err == nil {
				p.found = f
				p.show()
				p.farther(want)
			}
		})
}

// farther asks the backend, once nobody types any more, where this machine has found little.
func (p *Palette) farther(want string) {
	if len(p.talk(want)) >= mostHits {
		return
	}
	onui.Load(context.Background(), p.far, func(ctx context.Context) ([]desk.Hit, error) {
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-time.After(pause):
		}
		return p.opts.Source.SearchHistory(ctx, want, mostHits)
	}, func(hits []desk.Hit, err error) {
		if err == nil && len(hits) > 0 {
			p.found.hits = append(p.found.hits, hits...)
			p.show()
		}
	})
}

func (p *Palette) search(ctx context.Context, text string) (found, error) {
	src := p.opts.Source
	in, err := src.Inbox(desk.InboxFilter{Text: text})
	if err != nil {
		return found{}, err
	}
	rows, err := src.InboxRows(in, 0, mostCases)
	if err != nil {
		return found{}, err
	}
	page, err := src.Search(ctx, desk.SearchQuery{Text: text, Limit: mostHits + mostCustomers + mostCases})
	return found{rows, page.Hits}, err
}

// key steers the list while the entry has the keyboard.
func (p *Palette) key(e *fyne.KeyEvent) bool {
	switch e.Name {
	case fyne.KeyEscape:
		p.opts.OnClose()
	case fyne.KeyDown:
		p.list.step(1)
	case fyne.KeyUp:
		p.list.step(-1)
	case fyne.KeyPageDown:
		p.list.step(MostRows)
	case fyne.KeyPageUp:
		p.list.step(-MostRows)
	case fyne.KeyReturn, fyne.KeyEnter:
		p.list.run()
	default:
		return false
	}
	return true
}

// choose closes the palette and does what was chosen.
func (p *Palette) choose(do func()) {
	p.opts.OnClose()
	do()
}
