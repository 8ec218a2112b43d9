package customer_test

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"github.com/stretchr/testify/require"

	"sociomedio/ui/customer"
	"sociomedio/ui/customer/customertest"
)

// pictures counts the pictures that are painted, icons left out.
func (c *column) pictures() int {
	n := 0
	walk(c.window, func(o fyne.CanvasObject) {
		if i, ok := o.(*canvas.Image); ok && i.Image != nil && i.Resource == nil {
			n++
		}
	})
	return n
}

// A picture comes when it is in view, and opens large; Escape closes it.
func TestPictures(t *testing.T) {
	b := customertest.New()
	b.Pictures["p-speed"] = picture(t, 64, 48)
	c := newColumn(t, b)
	release := b.Hold()
	c.history()
	require.True(t, c.sees("Memuat gambar"))
	release()
	c.until(func() bool { return c.pictures() == 1 })
	require.False(t, c.sees("Memuat gambar"))
	c.pressNamed("Gambar: speedtest")
	c.until(func() bool { return c.pictures() == 2 })
	require.Len(t, c.window.Canvas().Overlays().List(), 1)
	c.key(fyne.KeyEscape)
	require.Empty(t, c.window.Canvas().Overlays().List())

	c.made.SelectTab(customer.Info)
	c.press("1 lampiran gambar", 0)
	c.until(func() bool { return c.pictures() == 1 })
	c.pressNamed("Tutup")
	require.Empty(t, c.window.Canvas().Overlays().List())
}

// What is no picture, or too large a one, is said to be none.
func TestBrokenPictures(t *testing.T) {
	b := customertest.New()
	bomb := picture(t, 1, 1)
	copy(bomb[16:24], []byte{0x00, 0x0F, 0x00, 0x00, 0x00, 0x0F, 0x00, 0x00}) // a head that promises 983,040 x 983,040 pixels
	for _, raw := range [][]byte{nil, []byte("<html>"), bomb, picture(t, 10, 10)[:40]} {
		b.Pictures["p-speed"] = raw
		c := newColumn(t, b).history()
		c.until(func() bool { return c.sees("Gambar tidak tersedia") })
		require.Zero(t, c.pictures())
	}
}
