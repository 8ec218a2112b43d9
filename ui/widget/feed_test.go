package widget

import (
	"fmt"
	"testing"

	"fyne.io/fyne/v2"
	"github.com/stretchr/testify/require"

	"sociomedio/ui/look"
)

// parts is a feed whose parts are counted: a third of them is three times as high as the others.
type parts struct {
	made map[string]int
	feed *Feed
}

func newParts(t *testing.T) *parts {
	begin(t)
	p := &parts{made: map[string]int{}, feed: NewFeed(8, 16)}
	desk(t, p.feed, 400, 300)
	return p
}

func (p *parts) items(from, to int, version string) []FeedItem {
	var all []FeedItem
	for i := from; i < to; i++ {
		id := fmt.Sprint("item ", i)
		height := float32(30)
		if i%3 == 0 {
			height = 90
		}
		all = append(all, FeedItem{ID: id, Version: version, Make: func() fyne.CanvasObject {
			p.made[id]++
			return Sized(0, height, NewText(id, Style{}))
		}})
	}
	return all
}

// at is where an item stands in the view.
func (p *parts) at(id string) float32 {
	top, ok := p.feed.top(id)
	if !ok {
		return -1
	}
	return top - p.feed.offset
}

// Of ten thousand items only those in view are made, and the last one stands at the lower edge.
func TestFeedMakesWhatIsInView(t *testing.T) {
	p := newParts(t)
	p.feed.Set(p.items(0, 10_000, ""))
	require.True(t, p.feed.InView("item 9999"))
	require.Less(t, len(p.made), 12)
	require.Equal(t, float32(300-8), p.at("item 9999")+90)
	p.feed.ScrollTo(0)
	require.True(t, p.feed.InView("item 0"))
	require.False(t, p.feed.InView("item 9999"))
	require.True(t, p.feed.NearStart())
	require.Less(t, len(p.made), 24)
	p.feed.Reveal("item 5000")
	require.True(t, p.feed.InView("item 5000"))
	require.False(t, p.feed.AtEnd())
}

// Items that come before or behind do not move what is in view; at the end the newest is followed.
func TestFeedKeepsItsPlace(t *testing.T) {
	p := newParts(t)
	p.feed.Set(p.items(100, 200, ""))
	p.feed.ScrollTo(p.feed.Offset() - 1000)
	id, at := p.feed.anchor()
	p.feed.Set(p.items(0, 260, ""))
	require.InDelta(t, at, p.at(id), 0.01)
	for range 30 { // upwards over items never measured: what is in view moves by what was scrolled
		id, at = p.feed.anchor()
		p.feed.ScrollTo(p.feed.Offset() - 40)
		require.InDelta(t, at+40, p.at(id), 0.01)
	}
	p.feed.ScrollToEnd()
	p.feed.Set(p.items(0, 300, ""))
	require.True(t, p.feed.InView("item 299"))
}

// A part is made anew when its version is another, and only then.
func TestFeedKeepsParts(t *testing.T) {
	p := newParts(t)
	p.feed.Set(p.items(0, 5, "a"))
	p.feed.Set(p.items(0, 6, "a"))
	require.Equal(t, 1, p.made["item 3"])
	p.feed.Set(p.items(0, 6, "b"))
	require.Equal(t, 2, p.made["item 3"])
	p.feed.Set(nil)
	require.False(t, p.feed.Has("item 3"))
}

// Few items stand at the lower edge, or with FromTop at the upper one.
func TestFeedThatDoesNotFillItsView(t *testing.T) {
	p := newParts(t)
	p.feed.Set(p.items(1, 3, ""))
	require.Equal(t, float32(300-8-30), p.at("item 2"))
	p.feed.FromTop().Set(p.items(1, 3, ""))
	require.Zero(t, p.at("item 1"))
}

func TestFeedByKeyboardAndInAnotherSize(t *testing.T) {
	p := newParts(t)
	p.feed.Set(p.items(0, 100, ""))
	p.feed.Focus()
	key := func(k fyne.KeyName) { p.feed.TypedKey(&fyne.KeyEvent{Name: k}) }
	key(fyne.KeyHome)
	require.True(t, p.feed.InView("item 0"))
	key(fyne.KeyPageDown)
	key(fyne.KeyDown)
	require.Equal(t, float32(300), p.feed.Offset())
	key(fyne.KeyUp)
	key(fyne.KeyPageUp)
	require.Zero(t, p.feed.Offset())
	key(fyne.KeyEnd)
	require.True(t, p.feed.AtEnd())
	resized := 0
	p.feed.OnResized = func() { resized++ }
	p.feed.Resize(fyne.NewSize(500, 200))
	require.Equal(t, 1, resized)
	require.True(t, p.feed.InView("item 99"), "the end stays in view")
	fyne.CurrentApp().Settings().SetTheme(look.New(look.Dark, 150))
	p.feed.Refresh()
	require.True(t, p.feed.InView("item 99"))
}
