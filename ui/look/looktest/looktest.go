// Package looktest compares what was drawn with the pictures that tests keep in testdata, and says where they differ.
package looktest

import (
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"os"
	"path/filepath"
	"testing"
)

// Matches fails the test unless drawn looks like testdata/name; machines may round a little differently. When it does not,
// testdata/failed/name is what was drawn, to be looked at and, if it is right, moved to testdata; and beside-name shows what was wanted,
// what was drawn and, in red, where they differ. The test goes on.
func Matches(t testing.TB, name string, drawn image.Image) {
	t.Helper()
	got := toNRGBA(drawn)
	want, err := read(filepath.Join("testdata", name))
	failed := filepath.Join("testdata", "failed", name)
	if err != nil {
		t.Errorf("no picture to compare with (%v); what was drawn: %s%s", err, failed, keep(failed, got))
		return
	}
	if want.Rect != got.Rect {
		t.Errorf("%s is %v, wanted is %v; what was drawn: %s%s", name, got.Rect.Size(), want.Rect.Size(), failed, keep(failed, got))
		return
	}
	points, where := differences(want, got)
	if points == 0 {
		return
	}
	beside := filepath.Join("testdata", "failed", "beside-"+name)
	t.Errorf("%s: %d of %d points differ, all in %v; what was drawn: %s%s; wanted, drawn and difference: %s%s", name, points,
		got.Rect.Dx()*got.Rect.Dy(), where, failed, keep(failed, got), beside, keep(beside, besides(want, got)))
}

// Rounding moves a channel of a point by this much at most, and the channels of the whole picture by half a step on average.
const (
	rounding = 30
	onTheWay = 2 // half a step each: the sum of all steps is less than half the number of channels
)

// differences is how many points differ and the smallest box around them.
func differences(a, b *image.NRGBA) (points int, where image.Rectangle) {
	slight, sum := image.Rectangle{}, 0
	count := 0
	for y := a.Rect.Min.Y; y < a.Rect.Max.Y; y++ {
		for x := a.Rect.Min.X; x < a.Rect.Max.X; x++ {
			most, all := distance(a, b, x, y)
			sum += all
			point := image.Rect(x, y, x+1, y+1)
			if all > 0 {
				slight = slight.Union(point)
				count++
			}
			if most > rounding {
				where = where.Union(point)
				points++
			}
		}
	}
	if points == 0 && sum*onTheWay >= len(a.Pix) { // nothing much anywhere, but a little everywhere
		return count, slight
	}
	return points, where
}

// distance is how far a point's channels are apart: the one that is most, and all together.
func distance(a, b *image.NRGBA, x, y int) (most, all int) {
	at := a.PixOffset(x, y)
	for i := at; i < at+4; i++ {
		d := int(a.Pix[i]) - int(b.Pix[i])
		d = max(d, -d)
		most, all = max(most, d), all+d
	}
	return most, all
}

// besides is wanted, drawn and where they differ, one beside the other, or one under the other when they are wide.
func besides(want, got *image.NRGBA) *image.NRGBA {
	const gap = 8
	size := got.Rect.Size()
	step, whole := image.Pt(size.X+gap, 0), image.Rect(0, 0, 3*size.X+2*gap, size.Y)
	if size.X > size.Y {
		step, whole = image.Pt(0, size.Y+gap), image.Rect(0, 0, size.X, 3*size.Y+2*gap)
	}
	sheet := image.NewNRGBA(whole)
	draw.Draw(sheet, whole, image.NewUniform(color.NRGBA{R: 128, G: 128, B: 128, A: 255}), image.Point{}, draw.Src)
	for i, p := range []*image.NRGBA{want, got, marked(want, got)} {
		draw.Draw(sheet, image.Rectangle{Max: size}.Add(step.Mul(i)), p, p.Rect.Min, draw.Src)
	}
	return sheet
}

// marked is what was drawn, pale, with the points that differ in red.
func marked(want, got *image.NRGBA) *image.NRGBA {
	m := image.NewNRGBA(got.Rect)
	for y := m.Rect.Min.Y; y < m.Rect.Max.Y; y++ {
		for x := m.Rect.Min.X; x < m.Rect.Max.X; x++ {
			grey := color.GrayModel.Convert(got.NRGBAAt(x, y)).(color.Gray).Y
			pale := 192 + grey/4
			c := color.NRGBA{R: pale, G: pale, B: pale, A: 255}
			if most, _ := distance(want, got, x, y); most > 0 {
				c = color.NRGBA{R: 220, G: 20, B: 20, A: 255}
			}
			m.SetNRGBA(x, y, c)
		}
	}
	return m
}

func toNRGBA(p image.Image) *image.NRGBA {
	n := image.NewNRGBA(image.Rectangle{Max: p.Bounds().Size()})
	draw.Draw(n, n.Rect, p, p.Bounds().Min, draw.Src)
	return n
}

func read(path string) (*image.NRGBA, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	p, err := png.Decode(f)
	if err != nil {
		return nil, err
	}
	return toNRGBA(p), nil
}

// keep writes a picture; what it gives is empty, or why it could not.
func keep(path string, p image.Image) (why string) {
	err := os.MkdirAll(filepath.Dir(path), 0o755)
	if err == nil {
		err = write(path, p)
	}
	if err != nil {
		return fmt.Sprintf(" (not kept: %v)", err)
	}
	return ""
}

func write(path string, p image.Image) error {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	if err := png.Encode(f, p); err != nil {
		_ = f.Close()
		return err
	}
	return f.Close()
}
