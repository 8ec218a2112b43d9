//go:build windows

package main

import (
	"os"

	"golang.org/x/sys/windows"
)

// ownConsole gives a program with a window the console that it was started from, if there is one: Windows takes it away. What was sent
// into a file or another program stays there.
func ownConsole() {
	if handle, err := windows.GetStdHandle(windows.STD_OUTPUT_HANDLE); err == nil && handle != 0 {
		return
	}
	const parent = ^uintptr(0)
	if attached, _, _ := windows.NewLazySystemDLL("kernel32.dll").NewProc("AttachConsole").Call(parent); attached == 0 {
		return
	}
	if console, err := os.OpenFile("CONOUT$", os.O_RDWR, 0); err == nil {
		os.Stdout, os.Stderr = console, console
	}
}
