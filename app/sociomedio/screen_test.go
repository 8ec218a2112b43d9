package main

import (
	"testing"

	"fyne.io/fyne/v2"
	"github.com/stretchr/testify/require"
)

// The window opens within the screen: whole on a small one, under its title bar where there is one, smaller where everything is large.
func TestFirstSize(t *testing.T) {
	for name, c := range map[string]struct {
		on    screen
		scale float32
		want  fyne.Size
	}{
		"large":              {screen{1080, 1920, 1040, true}, 1, fyne.NewSize(1366, 768)},
		"small, no panels":   {screen{720, 1280, 720, false}, 1, fyne.NewSize(1280, 720)},
		"no panels, titled":  {screen{768, 1366, 768, true}, 1, fyne.NewSize(1366, 704)},
		"a taskbar":          {screen{768, 1366, 728, true}, 1, fyne.NewSize(1366, 696)},
		"twice as large":     {screen{1440, 2560, 1440, false}, 2, fyne.NewSize(1280, 720)},
		"twice, titled":      {screen{1440, 2560, 1360, true}, 2, fyne.NewSize(1280, 648)},
		"nothing to know of": {screen{}, 1, fyne.NewSize(1366, 768)},
	} {
		t.Run(name, func(t *testing.T) { require.Equal(t, c.want, c.on.first(c.scale)) })
	}
}
