package main

import (
	"fyne.io/fyne/v2"
	"github.com/go-gl/glfw/v3.4/glfw"
)

// The size of the window at first, in Fyne units: the reference size of the design.
const (
	firstWidth  = 1366
	firstHeight = 768
)

// titleBar is what a title bar takes of the height, in pixels, at the most usual scale.
const titleBar = 32

// screen is what the window opens on: all of it, and what panels leave of it, in pixels.
type screen struct{ height, roomWidth, roomHeight int }

// fitScreen makes the window smaller where the screen has less room than the first size. The scale is known once the window is there.
func fitScreen(win fyne.Window) {
	monitor := glfw.GetPrimaryMonitor()
	if monitor == nil || monitor.GetVideoMode() == nil {
		return
	}
	on := screen{height: monitor.GetVideoMode().Height}
	_, _, on.roomWidth, on.roomHeight = monitor.GetWorkarea()
	if size := on.first(win.Canvas().Scale()); size != fyne.NewSize(firstWidth, firstHeight) {
		win.Resize(size)
		win.CenterOnScreen()
	}
}

// first is the size of the window at first, in Fyne units. Where there are panels there are title bars too.
func (s screen) first(scale float32) fyne.Size {
	width, height := s.roomWidth, s.roomHeight
	if height < s.height {
		height -= titleBar
	}
	if width <= 0 || height <= 0 || scale <= 0 {
		return fyne.NewSize(firstWidth, firstHeight)
	}
	return fyne.NewSize(min(firstWidth, float32(width)/scale), min(firstHeight, float32(height)/scale))
}
