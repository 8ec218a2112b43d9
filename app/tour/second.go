package main

import (
	"context"
	"errors"
	"fmt"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"github.com/jezek/xgb"
	"github.com/jezek/xgb/xproto"

	"sociomedio/data/deeplink"
	"sociomedio/ui/shown"
)

// secondStart is the program started once more while it runs, with a link to a case as a chat program would: it ends at once, and the
// window that was there before comes to the front from behind another program's and shows the case.
var secondStart = step{name: "second-start", do: func(ctx context.Context, g *guide) error {
	link, err := g.copyLink(ctx)
	if err != nil {
		return err
	}
	wanted, _ := g.now()
	if err := g.press(ctx, []string{"j"}, another(wanted)); err != nil {
		return err
	}
	over, err := coverAll(g.display)
	if err != nil {
		return err
	}
	defer over.x.Close()
	if err := g.again(ctx, g.client, "--data-dir", filepath.Join(g.folder, "desk"), "--", link); err != nil {
		return err
	}
	if err := over.behind(); err != nil {
		return err
	}
	return g.see(text(find(wanted, "Case #").Text))
}}

// copyLink copies the link to the open case and reads it where it is pasted.
func (g *guide) copyLink(ctx context.Context) (link string, err error) {
	if err := g.press(ctx, []string{"ctrl+shift+c"}, text("Tautan case disalin.")); err != nil {
		return "", err
	}
	if err := g.press(ctx, []string{"ctrl+f", "ctrl+v"}, condition{"the link in the search", func(s shown.State) bool {
		for _, i := range s.Items {
			if strings.HasPrefix(i.Text, deeplink.Scheme+"://case/") {
				link = i.Text
			}
		}
		return link != ""
	}}); err != nil {
		return "", err
	}
	// The list is whole again only a moment after the search is empty, and until then J has no case to go to.
	return link, g.press(ctx, []string{"Escape", "Escape"}, no(deeplink.Scheme+"://"), condition{"the row of " + customer, shownIn(left, customer)})
}

// again starts the program that runs already. It ends by itself, with exit code 0.
func (s *stage) again(ctx context.Context, program string, args ...string) error {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	c := exec.CommandContext(ctx, program, args...)
	c.Env = s.program.Env
	out, err := c.CombinedOutput()
	if err == nil && !strings.Contains(string(out), "brought to the front") {
		err = errors.New("it did not find the one that runs")
	}
	if err != nil {
		return fmt.Errorf("second start: %w: %s", err, out)
	}
	return nil
}

// cover is a window of another program over the whole display, with the keyboard.
type cover struct {
	x      *xgb.Conn
	screen *xproto.ScreenInfo
	id     xproto.Window
	events chan xgb.Event
}

func coverAll(display string) (*cover, error) {
	x, screen, err := connect(display)
	if err != nil {
		return nil, err
	}
	c := &cover{x: x, screen: screen, events: make(chan xgb.Event, 16)}
	if c.id, err = xproto.NewWindowId(x); err == nil {
		err = errors.Join(
			xproto.CreateWindowChecked(x, screen.RootDepth, c.id, screen.Root, 0, 0, screen.WidthInPixels, screen.HeightInPixels, 0, xproto.WindowClassInputOutput,
				screen.RootVisual, xproto.CwBackPixel|xproto.CwEventMask, []uint32{screen.WhitePixel, xproto.EventMaskFocusChange}).Check(),
			xproto.MapWindowChecked(x, c.id).Check(),
			xproto.SetInputFocusChecked(x, xproto.InputFocusParent, c.id, xproto.TimeCurrentTime).Check())
	}
	if err != nil {
		x.Close()
		return nil, fmt.Errorf("another program's window: %w", err)
	}
	go func() {
		defer close(c.events)
		for {
			e, err := x.WaitForEvent()
			if e == nil && err == nil {
				return // closed
			}
			c.events <- e
		}
	}()
	return c, nil
}

// behind waits until another window has the keyboard, and says whether that one lies over the cover.
func (c *cover) behind() error {
	late := time.After(glance)
	for {
		select {
		case e := <-c.events:
			if _, ok := e.(xproto.FocusOutEvent); !ok {
				continue
			}
		case <-late:
			return errors.New("the window did not take the keyboard back")
		}
		tree, err := xproto.QueryTree(c.x, c.screen.Root).Reply()
		if err != nil {
			return err
		}
		if tree.Children[len(tree.Children)-1] == c.id {
			return errors.New("the window stayed behind another program's")
		}
		return nil
	}
}
