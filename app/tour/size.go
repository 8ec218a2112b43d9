package main

import (
	"errors"
	"fmt"
	"image"
	"slices"

	"github.com/jezek/xgb"
	"github.com/jezek/xgb/xproto"

	"sociomedio/ui/shown"
)

// fit gives the window a size, in the upper left corner of the display, as a window manager does; there is none on this display. It
// waits until the window has it; the pictures are as large from then on.
func (g *guide) fit(width, height int) error {
	if err := place(g.display, width, height); err != nil {
		return err
	}
	g.frame = image.Rect(0, 0, width, height)
	if err := g.rest(); err != nil {
		return err
	}
	return g.see(condition{fmt.Sprintf("%d x %d", width, height), func(s shown.State) bool { return s.Width == width && s.Height == height }})
}

// rest takes the pointer to the status bar, between its groups, where nothing answers to it.
func (g *guide) rest() error {
	x, screen, err := connect(g.display)
	if err != nil {
		return err
	}
	defer x.Close()
	size := g.frame.Size()
	return xproto.WarpPointerChecked(x, xproto.WindowNone, screen.Root, 0, 0, 0, 0, int16(size.X*3/5), int16(size.Y-4)).Check()
}

// place moves and resizes the window that is to be seen.
func place(display string, width, height int) error {
	x, screen, err := connect(display)
	if err != nil {
		return err
	}
	defer x.Close()
	there, err := viewable(x, screen)
	if err != nil {
		return err
	}
	if len(there) == 0 {
		return errors.New("no window to resize")
	}
	return xproto.ConfigureWindowChecked(x, there[0], xproto.ConfigWindowX|xproto.ConfigWindowY|xproto.ConfigWindowWidth|xproto.ConfigWindowHeight,
		[]uint32{0, 0, uint32(width), uint32(height)}).Check()
}

// viewable are the windows that are to be seen.
func viewable(x *xgb.Conn, screen *xproto.ScreenInfo) ([]xproto.Window, error) {
	tree, err := xproto.QueryTree(x, screen.Root).Reply()
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(tree.Children, func(w xproto.Window) bool {
		is, err := xproto.GetWindowAttributes(x, w).Reply()
		return err != nil || is.MapState != xproto.MapStateViewable
	}), nil
}
