//go:build windows

package main

import "golang.org/x/sys/windows"

// beep makes the system's sound for a message.
func beep() {
	const information = 0x40
	_, _, _ = windows.NewLazySystemDLL("user32.dll").NewProc("MessageBeep").Call(information)
}
