//go:build !windows

package main

import (
	"context"
	"os/exec"
	"time"
)

// players are programs that play the desktop's own sound for a message; the first that is there is used.
var players = [][]string{
	{"canberra-gtk-play", "--id=message"},
	{"paplay", "/usr/share/sounds/freedesktop/stereo/message.oga"},
	{"pw-play", "/usr/share/sounds/freedesktop/stereo/message.oga"},
}

// beep makes the sound for new cases; where nothing can play it, none.
func beep() {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	for _, p := range players {
		if exec.CommandContext(ctx, p[0], p[1:]...).Run() == nil { //nolint:gosec // fixed programs and arguments
			return
		}
	}
}
