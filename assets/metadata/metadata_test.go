package metadata_test

import (
	"bytes"
	"image/png"
	"os"
	"path/filepath"
	"testing"

	"github.com/BurntSushi/toml"
	"github.com/stretchr/testify/require"

	"sociomedio/assets"
	"sociomedio/assets/metadata"
)

const root = "../.."

// The programs say what FyneApp.toml says. If this fails: go generate ./assets/metadata
func TestSameAsFyneApp(t *testing.T) {
	var app struct {
		Details struct {
			ID, Name, Version, Icon string
			Build                   int
		}
		Migrations map[string]bool
	}
	_, err := toml.DecodeFile(filepath.Join(root, "FyneApp.toml"), &app)
	require.NoError(t, err)
	require.Equal(t, app.Details.ID, metadata.ID)
	require.Equal(t, app.Details.Name, metadata.Name)
	require.Equal(t, app.Details.Version, metadata.Version)
	require.Equal(t, app.Details.Build, metadata.Build)
	require.Equal(t, app.Migrations["fyneDo"], metadata.FyneDo)
	icon, err := os.ReadFile(filepath.Join(root, app.Details.Icon))
	require.NoError(t, err)
	require.Equal(t, icon, assets.AppIcon(), "the icon in the program is the one that FyneApp.toml names")
}

// Installers and desktops ask for an icon of 512 with corners that let the background through.
func TestIcon(t *testing.T) {
	img, err := png.Decode(bytes.NewReader(assets.AppIcon()))
	require.NoError(t, err)
	require.Equal(t, 512, img.Bounds().Dx())
	require.Equal(t, 512, img.Bounds().Dy())
	_, _, _, corner := img.At(2, 2).RGBA()
	require.Zero(t, corner)
	r, g, b, a := img.At(60, 256).RGBA()
	require.Equal(t, [4]uint32{0x1f, 0x5f, 0xbf, 0xff}, [4]uint32{r >> 8, g >> 8, b >> 8, a >> 8}, "the accent of the design")
	white := 0
	for y := range 512 {
		for x := range 512 {
			if r, g, b, _ := img.At(x, y).RGBA(); r&g&b == 0xffff {
				white++
			}
		}
	}
	require.InDelta(t, 0.12, float64(white)/(512*512), 0.04, "the inbox in the middle")
}
