package main

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// The screen is a common one of a contact centre.
const (
	screenWidth  = 1366
	screenHeight = 768
)

// screen is an X server without a monitor.
type screen struct {
	display string
	memory  string // file that holds what is on it
}

// newScreen starts one on a free display.
func (s *session) newScreen(dir string) (*screen, error) {
	number, written, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	defer number.Close()
	cmd := exec.Command("Xvfb", "-displayfd", "3", "-screen", "0", fmt.Sprintf("%dx%dx24", screenWidth, screenHeight), "-dpi", "96",
		"-nolisten", "tcp", "-fbdir", dir)
	cmd.ExtraFiles = []*os.File{written}
	err = s.start(cmd)
	if err := errors.Join(err, written.Close()); err != nil {
		return nil, err
	}
	line, err := bufio.NewReader(number).ReadString('\n')
	if err != nil {
		return nil, fmt.Errorf("Xvfb: %w", err)
	}
	return &screen{display: ":" + strings.TrimSpace(line), memory: filepath.Join(dir, "Xvfb_screen0")}, nil
}

// picture is what is on the screen now. The X server keeps it in a file, in the format of xwd (X11/XWDFile.h, version 7).
func (s *screen) picture() (*image.RGBA, error) {
	raw, err := os.ReadFile(s.memory)
	if err != nil {
		return nil, err
	}
	const fields = 25
	if len(raw) < 4*fields {
		return nil, errors.New("the picture of the screen is cut off")
	}
	field := func(i int) int { return int(binary.BigEndian.Uint32(raw[4*i:])) }
	width, height, bits, perLine := field(4), field(5), field(11), field(12)
	from := field(0) + 12*field(19)
	if field(1) != 7 || bits != 32 || from+height*perLine > len(raw) {
		return nil, fmt.Errorf("the picture of the screen has %d bits a pixel and version %d", bits, field(1))
	}
	var order binary.ByteOrder = binary.BigEndian
	if field(7) == 0 {
		order = binary.LittleEndian
	}
	img := image.NewRGBA(image.Rect(0, 0, width, height))
	for y := range height {
		line := raw[from+y*perLine:]
		for x := range width {
			c := order.Uint32(line[4*x:])
			img.SetRGBA(x, y, color.RGBA{R: uint8(c >> 16), G: uint8(c >> 8), B: uint8(c), A: 0xFF})
		}
	}
	return img, nil
}

// different counts the pixels that differ.
func different(a, b *image.RGBA) int {
	n := 0
	for i := 0; i+3 < len(a.Pix) && i+3 < len(b.Pix); i += 4 {
		if a.Pix[i] != b.Pix[i] || a.Pix[i+1] != b.Pix[i+1] || a.Pix[i+2] != b.Pix[i+2] {
			n++
		}
	}
	return n
}

func savePNG(path string, img image.Image) error {
	file, err := os.Create(path)
	if err != nil {
		return err
	}
	return errors.Join(png.Encode(file, img), file.Close())
}
