package main

import (
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"io"
	"log"
	"os"

	"github.com/jezek/xgb"
	"github.com/jezek/xgb/xproto"
)

// picture saves what the display shows as a PNG.
func picture(display, path string) error {
	xgb.Logger = log.New(io.Discard, "", 0) // it tells of an authority file that this display doesn't need
	x, err := xgb.NewConnDisplay(display)
	if err != nil {
		return fmt.Errorf("picture: %w", err)
	}
	defer x.Close()
	screen := xproto.Setup(x).DefaultScreen(x)
	w, h := int(screen.WidthInPixels), int(screen.HeightInPixels)
	raw, err := xproto.GetImage(x, xproto.ImageFormatZPixmap, xproto.Drawable(screen.Root), 0, 0, screen.WidthInPixels,
		screen.HeightInPixels, 0xffffffff).Reply()
	if err != nil {
		return fmt.Errorf("picture: %w", err)
	}
	if len(raw.Data) < w*h*4 {
		return errors.New("picture: the display has not 24 bits of colour")
	}
	img := image.NewRGBA(image.Rect(0, 0, w, h))
	for i := range w * h {
		b := raw.Data[i*4:]
		img.SetRGBA(i%w, i/w, color.RGBA{R: b[2], G: b[1], B: b[0], A: 255})
	}
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	return errors.Join(png.Encode(f, img), f.Close())
}
