package looktest_test

import (
	"fmt"
	"image"
	"image/color"
	"image/png"
	"os"
	"testing"

	"github.com/stretchr/testify/require"

	"sociomedio/ui/look/looktest"
)

// told is a test that is told of failures.
type told struct {
	testing.TB
	said []string
}

func (t *told) Helper() {}

func (t *told) Errorf(format string, args ...any) {
	t.said = append(t.said, fmt.Sprintf(format, args...))
}

func sheet(w, h int) *image.NRGBA {
	p := image.NewNRGBA(image.Rect(0, 0, w, h))
	for i := range p.Pix {
		p.Pix[i] = 255
	}
	return p
}

func put(t *testing.T, path string, p image.Image) {
	t.Helper()
	f, err := os.Create(path)
	require.NoError(t, err)
	require.NoError(t, png.Encode(f, p))
	require.NoError(t, f.Close())
}

func size(t *testing.T, path string) image.Point {
	t.Helper()
	f, err := os.Open(path)
	require.NoError(t, err)
	defer f.Close()
	c, err := png.DecodeConfig(f)
	require.NoError(t, err)
	return image.Pt(c.Width, c.Height)
}

func TestMatches(t *testing.T) {
	t.Chdir(t.TempDir())
	require.NoError(t, os.Mkdir("testdata", 0o755))
	put(t, "testdata/wide.png", sheet(40, 20))
	compare := func(p image.Image) []string {
		w := &told{TB: t}
		looktest.Matches(w, "wide.png", p)
		return w.said
	}
	require.Empty(t, compare(sheet(40, 20)))
	rounded := sheet(40, 20)
	rounded.SetNRGBA(7, 7, color.NRGBA{R: 250, G: 255, B: 240, A: 255})
	require.Empty(t, compare(rounded))
	require.NoDirExists(t, "testdata/failed")

	drawn := sheet(40, 20)
	drawn.SetNRGBA(10, 5, color.NRGBA{A: 255})
	drawn.SetNRGBA(30, 15, color.NRGBA{A: 255})
	said := compare(drawn)
	require.Len(t, said, 1)
	require.Contains(t, said[0], "wide.png: 2 of 800 points differ, all in (10,5)-(31,16)")
	require.Contains(t, said[0], "testdata/failed/beside-wide.png")
	require.Equal(t, image.Pt(40, 20), size(t, "testdata/failed/wide.png"))
	require.Equal(t, image.Pt(40, 76), size(t, "testdata/failed/beside-wide.png"), "one under the other")

	pale := sheet(40, 20)
	for i := range pale.Pix {
		pale.Pix[i] -= 2
	}
	require.Contains(t, compare(pale)[0], "800 of 800 points differ", "a little everywhere is much")
	require.Contains(t, compare(sheet(41, 20))[0], "wide.png is (41,20), wanted is (40,20)")
	w := &told{TB: t}
	looktest.Matches(w, "new.png", sheet(3, 3))
	require.Contains(t, w.said[0], "no picture to compare with")
	require.Equal(t, image.Pt(3, 3), size(t, "testdata/failed/new.png"))
}
