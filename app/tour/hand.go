package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"strconv"
)

// hand presses keys and buttons: real events of the X server, by xdotool.
type hand struct {
	display string
	pressed int // keys since counting began, without the text that is typed
}

func (h *hand) do(ctx context.Context, args ...string) error {
	c := exec.CommandContext(ctx, "xdotool", args...)
	c.Env = append(os.Environ(), "DISPLAY="+h.display)
	if out, err := c.CombinedOutput(); err != nil {
		return fmt.Errorf("xdotool %s: %w: %s", args[0], err, out)
	}
	return nil
}

// key presses keys one after the other; a chord is one press.
func (h *hand) key(ctx context.Context, keys ...string) error {
	h.pressed += len(keys)
	return h.do(ctx, append([]string{"key", "--clearmodifiers", "--delay", "30"}, keys...)...)
}

// write types a text.
func (h *hand) write(ctx context.Context, words string) error {
	return h.do(ctx, "type", "--clearmodifiers", "--delay", "8", words)
}

// click presses the left button at a place.
func (h *hand) click(ctx context.Context, x, y int) error {
	return h.do(ctx, "mousemove", strconv.Itoa(x), strconv.Itoa(y), "click", "1")
}
