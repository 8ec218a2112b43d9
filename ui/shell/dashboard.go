package shell

import (
	"context"
	"sort"
	"time"

	"fyne.io/fyne/v2"

	"sociomedio/data/contract"
	"sociomedio/ui/look"
	"sociomedio/ui/onui"
	"sociomedio/ui/widget"
	"sociomedio/ui/words"
)

// teamEvery is how often the team's figures are asked for while they are looked at.
const teamEvery = 30 * time.Second

// dashboard is what a supervisor sees of the team (supervisor.png): what waits, what is late, and who does how much.
type dashboard struct {
	place   *workplace
	slot    *onui.Slot
	team    contract.Team
	asked   time.Time
	updated *widget.Text
	problem *widget.Alert
	again   *widget.Button
	tiles   []*tile
	online  *widget.Text
	table   *widget.Table
	content fyne.CanvasObject
}

// tile is one figure: what it is, the figure, and what is to be known with it.
type tile struct{ figure, note *widget.Text }

func newDashboard(w *workplace) *dashboard {
	d := &dashboard{place: w, slot: onui.NewSlot(w.opts.Run)}
	t := w.words
	d.updated = widget.NewText("", widget.Style{Size: look.SizeSecondary, Color: look.Foreground2, Elide: true})
	d.problem = widget.NewAlert(widget.Bad)
	d.problem.Hide()
	d.again = widget.NewButton("Refresh", widget.Secondary, d.ask).WithIcon(look.IconSync)
	head := widget.On(look.Surface, widget.Column(0, widget.Sized(0, 43, widget.Inset(0, 16, 0, 16, widget.Row(8,
		widget.NewText(t.T(words.TeamTitle), widget.Style{Size: look.SizeSub, Bold: true}), widget.Grow(d.updated), d.again))), widget.NewHLine()))
	row := widget.RowFill(12)
	for _, label := range []words.Key{words.TileWaiting, words.TileOverdue, words.TileAnswered, words.TileOnline} {
		row.Add(widget.Grow(d.tile(t.T(label))))
	}
	d.table = widget.NewTable([]widget.TableColumn{
		{Title: t.T(words.TeamAgent)},
		{Title: t.T(words.TeamState), Width: 140},
		{Title: t.T(words.TeamHeld), Width: 140, Trailing: true},
		{Title: t.T(words.TeamAnswered), Width: 140, Trailing: true},
		{Title: t.T(words.TeamMedian), Width: 180, Trailing: true},
	}, widget.TableSource{
		Length: func() int { return len(d.team.Agents) }, ID: func(i int) string { return d.team.Agents[i].Agent.ID }, Fill: d.fill,
	})
	d.online = widget.NewText("", widget.Style{Size: look.SizeSecondary, Color: look.Foreground2})
	load := widget.NewCard(look.Surface, widget.Column(0, widget.Sized(0, 36, widget.Inset(0, 12, 0, 12, widget.Row(8,
		widget.NewText(t.T(words.TeamLoad), widget.Style{Bold: true}), widget.Space(), d.online))), widget.NewHLine(), widget.Grow(d.table)))
	body := widget.Inset(12, 16, 12, 16, widget.Column(12, d.problem, widget.Sized(0, 76, row), widget.Grow(load)))
	d.content = widget.On(look.Chrome, widget.Column(0, head, widget.Grow(body)))
	return d
}

func (d *dashboard) tile(label string) fyne.CanvasObject {
	small := widget.Style{Size: look.SizeSecondary, Color: look.Foreground2, Elide: true}
	one := &tile{widget.NewText("–", widget.Style{Size: look.SizeHeading, Bold: true, Elide: true}), widget.NewText("", widget.Style{Size: look.SizeCaption, Color: look.Foreground2, Elide: true})}
	d.tiles = append(d.tiles, one)
	return widget.NewCard(look.Surface, widget.Inset(8, 12, 8, 12, widget.Column(0, widget.NewText(label, small), one.figure, one.note)))
}

// begin asks for the figures when those shown are old.
func (d *dashboard) begin() {
	if d.place.opts.Clock().Sub(d.asked) >= teamEvery {
		d.ask()
	}
}

// tick asks again while the page is looked at.
func (d *dashboard) tick() {
	if d.content.Visible() {
		d.begin()
	}
}

func (d *dashboard) end() {
	d.slot.Cancel()
	d.again.Enable()
}

func (d *dashboard) ask() {
	d.again.Disable()
	d.asked = d.place.opts.Clock()
	onui.Load(context.Background(), d.slot, d.place.opts.Source.Team, func(team contract.Team, err error) {
		d.again.Enable()
		d.problem.SetText(d.place.words.Failure(err))
		visible(d.problem, err != nil)
		if err == nil {
			d.show(team)
		}
		d.content.Refresh()
	})
}

func (d *dashboard) show(team contract.Team) {
	t, now := d.place.words, d.place.opts.Clock()
	sort.SliceStable(team.Agents, func(i, j int) bool { return team.Agents[i].AnsweredToday > team.Agents[j].AnsweredToday })
	d.team = team
	d.updated.SetText(t.T(words.TeamUpdated, t.LongDate(now), t.ClockSeconds(now)))
	answered, online := 0, 0
	for _, a := range team.Agents {
		answered += a.AnsweredToday
		if a.Online {
			online++
		}
	}
	oldest := ""
	if team.OldestSeconds > 0 {
		oldest = t.T(words.TeamOldest, t.Span(time.Duration(team.OldestSeconds)*time.Second))
	}
	for i, f := range []struct {
		figure, note string
		loud         fyne.ThemeColorName
	}{
		{t.Number(team.Waiting), oldest, look.Foreground},
		{t.Number(team.Overdue), "", overdueColour(team.Overdue)},
		{t.Number(answered), "", look.Foreground},
		{t.Number(online), t.T(words.TeamOf, t.Number(len(team.Agents))), look.Foreground},
	} {
		d.tiles[i].figure.SetText(f.figure)
		d.tiles[i].figure.SetColor(f.loud)
		d.tiles[i].note.SetText(f.note)
	}
	d.online.SetText(t.T(words.TeamOnline, t.Number(online), t.Number(len(team.Agents)-online)))
	d.table.Refresh()
}

func overdueColour(n int) fyne.ThemeColorName {
	if n > 0 {
		return look.Error
	}
	return look.Foreground
}

func (d *dashboard) fill(i int, cells []widget.Cell) {
	t, a := d.place.words, d.team.Agents[i]
	state := widget.ChipData{Text: t.T(words.AgentOffline), Tone: widget.Neutral}
	if a.Online {
		state = widget.ChipData{Text: t.T(words.AgentOnline), Tone: widget.Good}
	}
	median := ""
	if a.AnsweredToday > 0 {
		median = t.Span(time.Duration(a.MedianSeconds) * time.Second)
	}
	for n, c := range []widget.Cell{{Text: a.Agent.Name}, {Chip: state}, {Text: t.Number(a.Held)}, {Text: t.Number(a.AnsweredToday)}, {Text: median}} {
		cells[n] = c
	}
}
