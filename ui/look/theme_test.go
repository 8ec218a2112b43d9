package look

import (
	"image/color"
	"math"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/theme"
	"github.com/stretchr/testify/require"
)

// luminance and contrast are those of WCAG 2.1.
func luminance(c color.Color) float64 {
	n := color.NRGBAModel.Convert(c).(color.NRGBA)
	channel := func(v uint8) float64 {
		s := float64(v) / 255
		if s <= 0.04045 {
			return s / 12.92
		}
		return math.Pow((s+0.055)/1.055, 2.4)
	}
	return 0.2126*channel(n.R) + 0.7152*channel(n.G) + 0.0722*channel(n.B)
}

func contrast(a, b color.Color) float64 {
	la, lb := luminance(a), luminance(b)
	return (max(la, lb) + 0.05) / (min(la, lb) + 0.05)
}

type names = []fyne.ThemeColorName

// pairs are what really lies on what, with the contrast the design asks for (DESIGN.md sections 2 and 11).
var pairs = []struct {
	least   float64
	above   names
	grounds names
}{
	{4.5, names{Foreground, Foreground2, Foreground3, Primary}, names{Surface, Chrome, Raised, Sunken, Selection, theme.ColorNameOverlayBackground}},
	{4.5, names{Foreground, Foreground3}, names{Input}},
	{4.5, names{Foreground, Foreground2, Foreground3, Primary}, names{BubbleIn, BubbleOut}},
	{4.5, names{Foreground}, names{WarningSoft, ErrorSoft, SuccessSoft, theme.ColorNameButton}},
	{4.5, names{Foreground2}, names{NeutralSoft}},
	{4.5, names{OnPrimary}, names{Primary, PrimaryHover}},
	{4.5, names{Success}, names{Surface, SuccessSoft, BubbleOut, Chrome, Selection}},
	{4.5, names{Warning}, names{Surface, WarningSoft, BubbleOut, Chrome, Selection}},
	{4.5, names{Error}, names{Surface, ErrorSoft, BubbleOut, Chrome, Raised}},
	{4.5, names{NoteFg}, names{Note}},
	{4.5, names{Surface}, names{Foreground2}}, // the glyph of a channel badge
	{4.5, names{theme.ColorNameForegroundOnError}, names{Error}},
	{4.5, names{theme.ColorNameForegroundOnSuccess}, names{Success}},
	{4.5, names{theme.ColorNameForegroundOnWarning}, names{Warning}},
	{4.5, names{theme.ColorNameHyperlink}, names{Surface, BubbleIn, BubbleOut, Sunken}},
	{3.05, names{InputBorder}, names{Surface, Input}},
	{3.05, names{Primary, Error}, names{Surface, Input, Chrome, Raised, BubbleIn, BubbleOut}}, // focus, accent bar, strokes
	{3.05, names{WarningFill, Error, Primary}, names{Surface}},                                // meters
	{3.2, names{Disabled}, names{Surface, Sunken}},
}

// hovers: text keeps its contrast under the mouse.
var hoverPairs = names{Foreground, Foreground2, Foreground3, Primary}

func TestContrast(t *testing.T) {
	count := 0
	for name, variant := range map[string]fyne.ThemeVariant{"light": theme.VariantLight, "dark": theme.VariantDark} {
		for _, p := range pairs {
			for _, above := range p.above {
				for _, ground := range p.grounds {
					got := contrast(tokens[above].in(variant), tokens[ground].in(variant))
					require.GreaterOrEqual(t, got, p.least, "%s: %s on %s", name, above, ground)
					count++
				}
			}
		}
		for _, above := range hoverPairs {
			ground := Blend(tokens[Surface].in(variant), tokens[Hover].in(variant))
			require.GreaterOrEqual(t, contrast(tokens[above].in(variant), ground), 4.5, "%s: %s hovered", name, above)
			count++
		}
	}
	t.Logf("%d pairs in two palettes", count)
}

// The palette is the design's: every token is opaque where it must be, and the two palettes are not the same by mistake.
func TestTokens(t *testing.T) {
	require.Equal(t, color.NRGBA{0x1F, 0x5F, 0xBF, 0xFF}, tokens[Primary].in(theme.VariantLight))
	require.Equal(t, color.NRGBA{0x7D, 0xAB, 0xF8, 0xFF}, tokens[Primary].in(theme.VariantDark))
	blends := map[fyne.ThemeColorName]bool{
		Hover: true, Pressed: true, Shadow: true, Scrim: true, theme.ColorNameFocus: true, theme.ColorNameScrollBarBackground: true,
	}
	for name, token := range tokens {
		for _, v := range []fyne.ThemeVariant{theme.VariantLight, theme.VariantDark} {
			require.Equal(t, blends[name], token.in(v).A != 0xFF, "%s", name)
		}
	}
}

func TestChoiceFollowsTheSystemOrNot(t *testing.T) {
	test.NewTempApp(t)
	surface := func(c Choice, v fyne.ThemeVariant) color.Color { return New(c, 100).Color(Surface, v) }
	light, dark := tokens[Surface].in(theme.VariantLight), tokens[Surface].in(theme.VariantDark)
	require.Equal(t, light, surface(System, theme.VariantLight))
	require.Equal(t, dark, surface(System, theme.VariantDark))
	require.Equal(t, dark, surface(Dark, theme.VariantLight))
	require.Equal(t, light, surface(Light, theme.VariantDark))
	require.Equal(t, light, surface("pink", theme.VariantLight), "an unknown choice is the system's")
}

func TestScaleMultipliesEverySize(t *testing.T) {
	app := test.NewTempApp(t)
	for percent, want := range map[int]float32{50: 0.8, 80: 0.8, 100: 1, 125: 1.25, 150: 1.5, 400: 1.5} {
		th := New(System, percent)
		for name, size := range sizes {
			require.InDelta(t, size*want, th.Size(name), 0.001, "%s at %d", name, percent)
		}
		app.Settings().SetTheme(th)
		require.InDelta(t, math.Round(float64(28*want)), Px(28), 0.001)
		require.InDelta(t, want, Unit(), 0.001)
		require.GreaterOrEqual(t, Px(1), float32(1), "a line never vanishes")
		require.GreaterOrEqual(t, th.Percent(), MinScale)
	}
	require.Zero(t, Px(0))
}

// Noto Sans, regular and bold, comes with Fyne; italic is not used.
func TestFont(t *testing.T) {
	test.NewTempApp(t)
	th := New(System, 100)
	require.Equal(t, "NotoSans-Regular.ttf", th.Font(fyne.TextStyle{}).Name())
	require.Equal(t, "NotoSans-Bold.ttf", th.Font(fyne.TextStyle{Bold: true}).Name())
	require.Equal(t, "NotoSans-Regular.ttf", th.Font(fyne.TextStyle{Italic: true}).Name())
}

func TestIconIsRecolouredAndItsStrokeScaled(t *testing.T) {
	app := test.NewTempApp(t)
	app.Settings().SetTheme(New(Light, 100))
	res := Icon(IconClock, Color(Primary), 24)
	svg := string(res.Content())
	require.Contains(t, svg, "#1F5FBF")
	require.NotContains(t, svg, "#000000")
	require.Contains(t, svg, `stroke-width="2.25"`)
	require.Same(t, res, Icon(IconClock, Color(Primary), 24), "the same icon is drawn once")
	require.NotEqual(t, res.Name(), Icon(IconClock, Color(Error), 24).Name(), "Fyne caches pictures by name")
	require.NotEqual(t, res.Name(), Icon(IconClock, Color(Primary), 16).Name())
}

func TestElide(t *testing.T) {
	app := test.NewTempApp(t)
	app.Settings().SetTheme(New(Light, 100))
	texts := []string{
		"", "a", "Tagihan bulan ini kok naik jadi 512 ribu ya padahal tidak ada perubahan paket", "WWWWWWWWWWWWWWWW iiiiiiiiiiiiiiiii",
		"👩‍👩‍👧 keluarga kami 😀😀😀 menunggu teknisi", strings.Repeat("x", 3000), "AVAVAVAV To Ty Wa " + strings.Repeat("fi ", 40),
	}
	for _, text := range texts {
		for _, bold := range []bool{false, true} {
			full := Measure(text, 13, bold)
			for width := float32(0); width < 260; width += 13 {
				got := Elide(text, width, 13, bold)
				if full <= width {
					require.Equal(t, text, got)
					continue
				}
				if got == "" {
					require.True(t, text == "" || width < Measure(Ellipsis, 13, bold)+0.01)
					continue
				}
				require.True(t, strings.HasSuffix(got, Ellipsis), got)
				require.True(t, strings.HasPrefix(text, strings.TrimSuffix(got, Ellipsis)))
				require.LessOrEqual(t, Measure(got, 13, bold), width)
			}
		}
	}
}

func BenchmarkElideInboxRow(b *testing.B) {
	app := test.NewTempApp(b)
	app.Settings().SetTheme(New(Light, 100))
	text := "Tagihan bulan ini kok naik jadi 512 ribu ya padahal tidak ada perubahan paket"
	for i := range b.N {
		Elide(text[i%10:], 236, 12, false)
	}
}
