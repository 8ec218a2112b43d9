package main

import (
	"errors"
	"fmt"
	"os"
	"runtime"

	"github.com/go-gl/gl/v2.1/gl"
	"github.com/go-gl/glfw/v3.4/glfw"
)

// errNoDisplay is why nothing can be said of the graphics: IT's scripts run where there is no display.
var errNoDisplay = errors.New("there is no display")

// screen says who draws the window, or why nobody can.
func (r *report) screen(found string, err error) {
	if errors.Is(err, errNoDisplay) {
		r.line("OpenGL", "not looked at: %v", err)
		return
	}
	if err != nil {
		err = fmt.Errorf("%w. %s", err, noOpenGL("en"))
	}
	r.check("OpenGL", found, err)
}

// renderer asks who would draw the window, where none is open. It must be called on the goroutine of main.
func renderer() (string, error) {
	if runtime.GOOS != "windows" && os.Getenv("DISPLAY") == "" && os.Getenv("WAYLAND_DISPLAY") == "" {
		return "", errNoDisplay
	}
	if err := glfw.Init(); err != nil {
		return "", err
	}
	defer glfw.Terminate()
	return drawer()
}

// drawer opens a window that nobody sees, as Fyne does its own, and asks who draws it. It must be called on the goroutine of main.
func drawer() (string, error) {
	before := glfw.GetCurrentContext()
	glfw.DefaultWindowHints()
	glfw.WindowHint(glfw.Visible, glfw.False)
	glfw.WindowHint(glfw.ContextVersionMajor, 2)
	w, err := glfw.CreateWindow(64, 64, "", nil, nil)
	if err != nil {
		return "", err
	}
	defer func() {
		w.Destroy()
		if before != nil {
			before.MakeContextCurrent()
		}
	}()
	w.MakeContextCurrent()
	if err := gl.Init(); err != nil {
		return "", err
	}
	return gl.GoStr(gl.GetString(gl.RENDERER)) + ", OpenGL " + gl.GoStr(gl.GetString(gl.VERSION)), nil
}
