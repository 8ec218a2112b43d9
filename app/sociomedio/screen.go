package main

import (
	"runtime"

	"fyne.io/fyne/v2"
	"github.com/go-gl/glfw/v3.4/glfw"
)

// The size of the window at first, in Fyne units: the reference size of the design.
const (
	firstWidth  = 1366
	firstHeight = 768
)

// titleBar is what a title bar takes of the height, in pixels, where nothing is made larger.
const titleBar = 32

// screen is what the window opens on: all of it, what panels leave of it, in pixels, and whether windows have title bars.
type screen struct {
	height, roomWidth, roomHeight int
	titled                        bool
}

// fitScreen makes the window smaller where the screen has less room than the first size. The scale is known once the window is there.
func fitScreen(win fyne.Window) {
	monitor := glfw.GetPrimaryMonitor()
	if monitor == nil || monitor.GetVideoMode() == nil {
		return
	}
	on := screen{height: monitor.GetVideoMode().Height}
	_, _, on.roomWidth, on.roomHeight = monitor.GetWorkarea()
	on.titled = runtime.GOOS == "windows" || on.roomHeight < on.height // where there are panels there are title bars too
	if size := on.first(win.Canvas().Scale()); size != fyne.NewSize(firstWidth, firstHeight) {
		win.Resize(size)
		win.CenterOnScreen()
	}
}

// first is the size of the window at first, in Fyne units. Fyne centres the window without its title bar on the whole screen, so what the
// bar takes above is left free below too.
func (s screen) first(scale float32) fyne.Size {
	width, height := float32(s.roomWidth), float32(s.roomHeight)
	if s.titled {
		bar := titleBar * max(scale, 1)
		height = min(height-bar, float32(s.height)-2*bar)
	}
	if width <= 0 || height <= 0 || scale <= 0 {
		return fyne.NewSize(firstWidth, firstHeight)
	}
	return fyne.NewSize(min(firstWidth, width/scale), min(firstHeight, height/scale))
}
