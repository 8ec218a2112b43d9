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
	"time"

	"github.com/jezek/xgb"
	"github.com/jezek/xgb/xproto"
)

// connect speaks to the X server itself.
func connect(display string) (*xgb.Conn, *xproto.ScreenInfo, error) {
	xgb.Logger = log.New(io.Discard, "", 0) // it tells of an authority file that this display doesn't need
	x, err := xgb.NewConnDisplay(display)
	if err != nil {
		return nil, nil, fmt.Errorf("display %s: %w", display, err)
	}
	return x, xproto.Setup(x).DefaultScreen(x), nil
}

// The window may be painted a little after it says what it shows. A picture is taken when it does not change any more; a caret
// that blinks is no change.
const (
	caretPixels = 60
	between     = 50 * time.Millisecond
	stillTimes  = 3
	restless    = 3 * time.Second // then the picture is taken as it is
)

// picture saves what the display shows as a PNG, the part of it where a frame is.
func picture(display, path string, frame image.Rectangle) error {
	x, screen, err := connect(display)
	if err != nil {
		return err
	}
	defer x.Close()
	if frame.Empty() {
		frame = image.Rect(0, 0, int(screen.WidthInPixels), int(screen.HeightInPixels))
	}
	img, err := grab(x, screen, frame)
	late := time.Now().Add(restless)
	for same := 0; err == nil && same < stillTimes && time.Now().Before(late); {
		time.Sleep(between)
		var next *image.RGBA
		if next, err = grab(x, screen, frame); err == nil {
			if same++; different(img, next) > caretPixels {
				same = 0
			}
			img = next
		}
	}
	if err != nil {
		return fmt.Errorf("picture: %w", err)
	}
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	return errors.Join(png.Encode(f, img), f.Close())
}

func grab(x *xgb.Conn, screen *xproto.ScreenInfo, frame image.Rectangle) (*image.RGBA, error) {
	w, h := frame.Dx(), frame.Dy()
	raw, err := xproto.GetImage(x, xproto.ImageFormatZPixmap, xproto.Drawable(screen.Root), int16(frame.Min.X), int16(frame.Min.Y),
		uint16(w), uint16(h), 0xffffffff).Reply()
	if err != nil {
		return nil, err
	}
	if len(raw.Data) < w*h*4 {
		return nil, errors.New("the display has not 24 bits of colour")
	}
	img := image.NewRGBA(image.Rect(0, 0, w, h))
	for i := range w * h {
		b := raw.Data[i*4:]
		img.SetRGBA(i%w, i/w, color.RGBA{R: b[2], G: b[1], B: b[0], A: 255})
	}
	return img, nil
}

// different counts the pixels that differ.
func different(a, b *image.RGBA) int {
	n := 0
	for i := 0; i < len(a.Pix); i += 4 {
		if a.Pix[i] != b.Pix[i] || a.Pix[i+1] != b.Pix[i+1] || a.Pix[i+2] != b.Pix[i+2] {
			n++
		}
	}
	return n
}

// closeWindows asks every window to close, as a window manager does when the cross is clicked.
func closeWindows(display string) error {
	x, screen, err := connect(display)
	if err != nil {
		return err
	}
	defer x.Close()
	atom := func(name string) xproto.Atom {
		a, e := xproto.InternAtom(x, false, uint16(len(name)), name).Reply()
		if err = errors.Join(err, e); e != nil {
			return 0
		}
		return a.Atom
	}
	protocols, remove := atom("WM_PROTOCOLS"), atom("WM_DELETE_WINDOW")
	if err != nil {
		return err
	}
	tree, err := xproto.QueryTree(x, screen.Root).Reply()
	if err != nil {
		return err
	}
	for _, w := range tree.Children {
		message := xproto.ClientMessageEvent{
			Format: 32, Window: w, Type: protocols,
			Data: xproto.ClientMessageDataUnionData32New([]uint32{uint32(remove), xproto.TimeCurrentTime, 0, 0, 0}),
		}
		if err := xproto.SendEventChecked(x, false, w, 0, string(message.Bytes())).Check(); err != nil {
			return err
		}
	}
	return nil
}

// focusWindow gives the keyboard to the one window there is, as a window manager does when it comes up. A program that asks for it
// itself (Fyne on Linux does) has it by then; what Wine asks for can come before its window is there.
func focusWindow(display string) error {
	x, screen, err := connect(display)
	if err != nil {
		return err
	}
	defer x.Close()
	there, err := viewable(x, screen)
	if err != nil {
		return err
	}
	for _, w := range there {
		if err := xproto.SetInputFocusChecked(x, xproto.InputFocusParent, w, xproto.TimeCurrentTime).Check(); err != nil {
			return err
		}
	}
	return nil
}

// atKeyboard tells for a report which window has the keyboard, and which there are.
func atKeyboard(display string) string {
	x, screen, err := connect(display)
	if err != nil {
		return err.Error()
	}
	defer x.Close()
	has, err := xproto.GetInputFocus(x).Reply()
	if err != nil {
		return err.Error()
	}
	tree, err := xproto.QueryTree(x, screen.Root).Reply()
	if err != nil {
		return err.Error()
	}
	return fmt.Sprintf("the keyboard is at window %d of %v", has.Focus, tree.Children)
}
