package stage

import (
	"bytes"
	"hash/fnv"
	"image"
	"image/color"
	"image/draw"
	"image/png"
)

// Picture draws a PNG of 640 x 400 for an attachment that has none: bars like those of a speed test, another one for every
// name.
func Picture(name string) []byte {
	h := fnv.New64a()
	_, _ = h.Write([]byte(name))
	seed := h.Sum64()
	img := image.NewRGBA(image.Rect(0, 0, 640, 400))
	draw.Draw(img, img.Bounds(), image.NewUniform(color.RGBA{R: 0x1A, G: 0x1F, B: 0x27, A: 0xFF}), image.Point{}, draw.Src)
	for i := range 12 {
		height := 20 + int(seed>>(i*5)&31)*9
		bar := image.Rect(40+i*48, 360-height, 72+i*48, 360)
		shade := color.RGBA{R: 0x7D, G: 0xAB, B: 0xF8, A: 0xFF}
		if i%4 == 3 {
			shade = color.RGBA{R: 0xFF, G: 0x93, B: 0x8A, A: 0xFF}
		}
		draw.Draw(img, bar, image.NewUniform(shade), image.Point{}, draw.Src)
	}
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		return nil // encoding an RGBA image into memory has no way to fail
	}
	return b.Bytes()
}
