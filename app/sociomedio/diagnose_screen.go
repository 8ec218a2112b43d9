package main

import (
	"errors"
	"os"
	"runtime"

	"github.com/go-gl/gl/v2.1/gl"
	"github.com/go-gl/glfw/v3.4/glfw"
)

// errNoDisplay is why nothing can be said of the graphics: IT's scripts run where there is no display.
var errNoDisplay = errors.New("there is no display")

// screen looks at what the window would be drawn with. It must be called on the goroutine of main.
func (r *report) screen() {
	found, err := renderer()
	if errors.Is(err, errNoDisplay) {
		r.line("OpenGL", "not looked at: %v", err)
		return
	}
	if err != nil {
		r.check("OpenGL", "", errors.Join(err, errors.New("way out: "+wayOut)))
		return
	}
	r.check("OpenGL", found, nil)
}

// renderer opens a window that nobody sees, as Fyne does its own, and asks who draws it.
func renderer() (string, error) {
	if runtime.GOOS != "windows" && os.Getenv("DISPLAY") == "" && os.Getenv("WAYLAND_DISPLAY") == "" {
		return "", errNoDisplay
	}
	if err := glfw.Init(); err != nil {
		return "", err
	}
	defer glfw.Terminate()
	glfw.WindowHint(glfw.Visible, glfw.False)
	glfw.WindowHint(glfw.ContextVersionMajor, 2)
	w, err := glfw.CreateWindow(64, 64, "", nil, nil)
	if err != nil {
		return "", err
	}
	defer w.Destroy()
	w.MakeContextCurrent()
	if err := gl.Init(); err != nil {
		return "", err
	}
	return gl.GoStr(gl.GetString(gl.RENDERER)) + ", OpenGL " + gl.GoStr(gl.GetString(gl.VERSION)), nil
}
