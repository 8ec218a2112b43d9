package palette

import (
	"slices"
	"strings"

	"sociomedio/app/desk"
	"sociomedio/ui/look"
	"sociomedio/ui/terms"
	"sociomedio/ui/widget"
	"sociomedio/ui/words"
)

// item is one line that can be chosen, or with heading a line over those of its kind.
type item struct {
	heading bool
	title   string
	detail  string
	match   string // what is bold in title and detail
	icon    look.IconName
	badge   *widget.Network // instead of the icon
	chip    widget.ChipData
	keys    string
	do      func()
}

// show lists what fits the text, kind by kind.
func (p *Palette) show() {
	text, only := p.text, byte(0)
	if text != "" && strings.ContainsRune(">/", rune(text[0])) {
		text, only = strings.TrimSpace(text[1:]), text[0]
	}
	var items []item
	group := func(title words.Key, lines []item) {
		if len(lines) > 0 {
			items = append(append(items, item{heading: true, title: p.opts.Words.T(title)}), lines...)
		}
	}
	most := mostCommands
	if text == "" || only == '>' {
		most = len(p.opts.Commands)
	}
	if only != '/' {
		group(words.PaletteCommandGroup, slices.Concat(p.commands(text, most), p.topics(text), p.paths(text)))
	}
	if only == 0 && text != "" {
		group(words.PaletteCaseGroup, p.cases(text))
	}
	if only == '/' || only == 0 && text != "" {
		most := mostTemplates
		if only == '/' {
			most = 50
		}
		group(words.PaletteTemplateGroup, p.templates(text, most))
	}
	if only == 0 && text != "" {
		group(words.PaletteTalkGroup, p.talk(text))
		group(words.PaletteCustomerGroup, p.customers(text))
	}
	p.list.set(items)
	p.content.Refresh()
	if p.opts.OnSize != nil {
		p.opts.OnSize()
	}
}

func (p *Palette) commands(text string, most int) []item {
	var lines []item
	for _, c := range p.opts.Commands {
		if len(lines) < most && fits(c.Title, text) {
			lines = append(lines, item{title: c.Title, match: text, icon: c.Icon, keys: c.Keys, do: c.Run})
		}
	}
	return lines
}

// topics leaves in the inbox what is about a place of the catalogue that the text names. A case has its place only once it is
// answered, so that the words of what the customers write decide, in whatever form.
func (p *Palette) topics(text string) []item {
	k := p.opts.Source.Catalogue()
	if text == "" || p.opts.OnFilter == nil {
		return nil
	}
	for _, path := range k.Paths(text, 1) {
		for _, label := range k.Labels(path) {
			if fits(label, text) {
				return []item{{title: p.opts.Words.T(words.PaletteFilter, label), match: text, icon: look.IconFilter, do: func() { p.opts.OnFilter(label) }}}
			}
		}
	}
	return nil
}

// paths are the places in the catalogue that the text names: they fill Form Reply in with one key.
func (p *Palette) paths(text string) []item {
	if p.opts.OnPath == nil {
		return nil
	}
	var lines []item
	k := p.opts.Source.Catalogue()
	for _, path := range k.Paths(text, mostPaths) {
		var steps []string
		for i, label := range k.Labels(path) {
			if i < len(k.Levels) {
				label = k.Levels[i] + ": " + label
			}
			steps = append(steps, label)
		}
		lines = append(lines, item{
			title: p.opts.Words.T(words.PaletteFill, strings.Join(steps, ", ")), match: text, icon: look.IconEdit, do: func() { p.opts.OnPath(path) },
		})
	}
	return lines
}

func (p *Palette) cases(text string) []item {
	var lines []item
	for _, r := range p.found.cases {
		c := r.Case
		network := widget.NetworkOf(string(c.Network))
		lines = append(lines, item{
			title: terms.Name(c.Network, c.Customer), detail: c.Preview, match: text, badge: &network,
			chip: terms.SLA(p.opts.Words, c, r.Outbox != "", p.opts.Clock(), false), do: func() { p.opts.OnCase(c.ID) },
		})
	}
	return lines
}

func (p *Palette) templates(text string, most int) []item {
	var lines []item
	for _, t := range p.opts.Source.Catalogue().TemplatesFor(nil, text) {
		if len(lines) == most {
			break
		}
		lines = append(lines, item{title: t.Title, detail: t.Text, match: text, icon: look.IconSlash, do: func() { p.opts.OnTemplate(t) }})
	}
	return lines
}

// talk is what was found in messages, notes and answers, newest first.
func (p *Palette) talk(text string) []item {
	icons := map[desk.HitKind]look.IconName{desk.HitNote: look.IconLock, desk.HitAnswer: look.IconReply}
	var lines []item
	for _, h := range p.found.hits {
		if h.Kind == desk.HitCustomer || h.Kind == desk.HitCase || len(lines) == mostHits {
			continue
		}
		line := item{title: h.Title, detail: h.Excerpt, match: text, keys: p.opts.Words.ShortDateTime(h.At)}
		if line.icon = icons[h.Kind]; line.icon == "" {
			network := widget.NetworkOf(string(h.Network))
			line.badge = &network
		}
		line.do = func() { p.open(h) }
		lines = append(lines, line)
	}
	return lines
}

// open shows the case of a hit, or where it has none its customer.
func (p *Palette) open(h desk.Hit) {
	if h.CaseID != "" {
		p.opts.OnCase(h.CaseID)
		return
	}
	p.opts.OnCustomer(h.CustomerID)
}

// customers are those found here, and the way to all that the backend has.
func (p *Palette) customers(text string) []item {
	var lines []item
	for _, h := range p.found.hits {
		if h.Kind == desk.HitCustomer && len(lines) < mostCustomers {
			lines = append(lines, item{title: h.Title, detail: h.Excerpt, match: text, icon: look.IconUser, do: func() { p.opts.OnCustomer(h.CustomerID) }})
		}
	}
	return append(lines, item{
		title: p.opts.Words.T(words.PaletteInquiry, text), icon: look.IconUsers, do: func() { p.opts.OnInquiry(text) },
	})
}

// fits tells whether every typed word begins a word of the title.
func fits(title, text string) bool {
	have := strings.FieldsFunc(strings.ToLower(title), func(r rune) bool { return strings.ContainsRune(" /-,.():+", r) })
	for _, want := range strings.Fields(strings.ToLower(text)) {
		found := false
		for _, w := range have {
			found = found || strings.HasPrefix(w, want)
		}
		if !found {
			return false
		}
	}
	return true
}
