package stage

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"hash/fnv"
	"image"
	"image/color"
	"image/draw"
	_ "image/gif" // what both networks take
	_ "image/jpeg"
	"image/png"
	"io"
	"mime/multipart"
)

// Uploaded reads a picture of a form that is at most so many bytes, and gives what tells it from others: the SHA-256 of its bytes.
func Uploaded(file multipart.File, most int64) (fingerprint string, err error) {
	raw, err := io.ReadAll(io.LimitReader(file, most+1))
	switch {
	case err != nil:
		return "", err
	case int64(len(raw)) > most:
		return "", errors.New("larger than it may be")
	}
	if _, _, err := image.DecodeConfig(bytes.NewReader(raw)); err != nil {
		return "", errors.New("no picture")
	}
	sum := sha256.Sum256(raw)
	return hex.EncodeToString(sum[:]), nil
}

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
	quick := png.Encoder{CompressionLevel: png.BestSpeed}
	if err := quick.Encode(&b, img); err != nil {
		return nil // encoding an RGBA image into memory has no way to fail
	}
	return b.Bytes()
}
