//go:build windows

package main

import (
	"golang.org/x/sys/windows"

	"sociomedio/assets/metadata"
	"sociomedio/ui/words"
)

// wayOut is what draws without a graphics card here.
const wayOut = words.WayOutWindows

// tell shows the sentence in a box of the system: the program has no console.
func tell(sentence string) {
	text, err := windows.UTF16PtrFromString(sentence)
	if err != nil {
		return
	}
	title, err := windows.UTF16PtrFromString(metadata.Name)
	if err != nil {
		return
	}
	const iconError = 0x10
	_, _ = windows.MessageBox(0, text, title, iconError)
}
