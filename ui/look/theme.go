// Package look is the face of Socio Medio: the Fyne theme with every token of DESIGN.md (sections 2 and 3), the icons in
// any colour and size, and the measuring of text. Widgets ask it for colours by name (Color), for lengths in design units
// (Px) and for icons (Icon); nobody else in ui writes a colour or multiplies by the scale.
package look

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"
)

// Choice says which of the two palettes is shown.
type Choice string

// The choices of palette; System follows the desktop's own setting.
const (
	System Choice = "system"
	Light  Choice = "light"
	Dark   Choice = "dark"
)

// The scale of the window, in percent (DESIGN.md section 11). Step is what one Ctrl + or Ctrl - changes.
const (
	MinScale     = 80
	DefaultScale = 100
	MaxScale     = 150
	ScaleStep    = 10
)

// Theme is the Fyne theme of the client. It never changes: another choice or scale is another Theme, given to
// Settings().SetTheme. Only its caches of icons and text widths fill up while it is in use, on the UI goroutine.
type Theme struct {
	choice Choice
	scale  float32
	light  map[fyne.ThemeColorName]color.Color
	dark   map[fyne.ThemeColorName]color.Color
	icons  map[iconKey]fyne.Resource
	ruler  *ruler
	shadow bool // see WithShadow
}

var _ fyne.Theme = (*Theme)(nil)

// New returns the theme for a choice of palette and a scale in percent. An unknown choice is System; the scale is
// brought into MinScale to MaxScale.
func New(choice Choice, percent int) *Theme {
	if choice != Light && choice != Dark {
		choice = System
	}
	return &Theme{
		choice: choice,
		scale:  float32(min(max(percent, MinScale), MaxScale)) / 100,
		light:  palette(theme.VariantLight),
		dark:   palette(theme.VariantDark),
		icons:  make(map[iconKey]fyne.Resource),
		ruler:  newRuler(),
	}
}

// palette is made once per theme: asked for a thousand times per screen, a colour must not be allocated each time.
func palette(v fyne.ThemeVariant) map[fyne.ThemeColorName]color.Color {
	colours := make(map[fyne.ThemeColorName]color.Color, len(tokens))
	for name, t := range tokens {
		colours[name] = t.in(v)
	}
	return colours
}

// Choice returns the palette this theme was made for.
func (t *Theme) Choice() Choice { return t.choice }

// Percent returns the scale this theme was made for, in percent.
func (t *Theme) Percent() int { return int(t.scale*100 + 0.5) }

// variant is the palette really shown when the desktop says system.
func (t *Theme) variant(system fyne.ThemeVariant) fyne.ThemeVariant {
	switch t.choice {
	case Light:
		return theme.VariantLight
	case Dark:
		return theme.VariantDark
	default:
		return system
	}
}

// Color implements fyne.Theme. A name the design does not know falls back to Fyne's own colour.
func (t *Theme) Color(name fyne.ThemeColorName, system fyne.ThemeVariant) color.Color {
	v := t.variant(system)
	if name == theme.ColorNameShadow {
		if !t.shadow {
			return color.Transparent
		}
		name = Shadow
	}
	colours := t.light
	if v == theme.VariantDark {
		colours = t.dark
	}
	if c, ok := colours[name]; ok {
		return c
	}
	return theme.DefaultTheme().Color(name, v)
}

// WithShadow has what Fyne opens in do lie on its shadow. Else Fyne draws none: it would put them on everything that scrolls.
func WithShadow(do func()) {
	if t, ok := fyne.CurrentApp().Settings().Theme().(*Theme); ok {
		t.shadow = true
		defer func() { t.shadow = false }()
	}
	do()
}

// Font implements fyne.Theme: Noto Sans, regular and bold, as Fyne bundles it. Italic is not used in the interface.
func (t *Theme) Font(style fyne.TextStyle) fyne.Resource {
	style.Italic = false
	return theme.DefaultTheme().Font(style)
}

// Icon implements fyne.Theme for the few icons that Fyne's own widgets ask for.
func (t *Theme) Icon(name fyne.ThemeIconName) fyne.Resource { return theme.DefaultTheme().Icon(name) }

// Size implements fyne.Theme.
func (t *Theme) Size(name fyne.ThemeSizeName) float32 {
	if s, ok := sizes[name]; ok {
		return s * t.scale
	}
	return theme.DefaultTheme().Size(name) * t.scale
}

// Color returns a colour of the theme in use, as the palette shown has it.
func Color(name fyne.ThemeColorName) color.Color { return theme.Color(name) }

// Blend returns what one sees when the translucent colour top lies on the opaque colour below.
func Blend(below, top color.Color) color.NRGBA {
	b := color.NRGBAModel.Convert(below).(color.NRGBA)
	o := color.NRGBAModel.Convert(top).(color.NRGBA)
	mix := func(x, y uint8) uint8 {
		return uint8((int(x)*(255-int(o.A)) + int(y)*int(o.A) + 127) / 255)
	}
	return color.NRGBA{R: mix(b.R, o.R), G: mix(b.G, o.G), B: mix(b.B, o.B), A: b.A}
}
