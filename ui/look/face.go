package look

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"
)

// Face is the font that a text on the canvas is measured and drawn with (canvas.Text.FontSource). Where the text font has every
// letter it is that one alone; else it is nil, which is Fyne's whole row of fonts. That row is read anew for each style and holds the
// colour emoji, 5 MB and some milliseconds each time: most texts need none of it.
func Face(text string, bold bool) fyne.Resource {
	for _, r := range text {
		if !plain(r) {
			return nil
		}
	}
	return theme.DefaultTheme().Font(fyne.TextStyle{Bold: bold})
}

// ReadFonts reads the fonts that every window needs at once. It may run on a goroutine of its own as long as nothing else measures text.
func ReadFonts() {
	for _, bold := range []bool{false, true} {
		measure("M", sizes[SizeText], bold)
	}
}

// plain tells whether a letter surely is in the text font: Latin, dashes, quotation marks, the ellipsis.
func plain(r rune) bool {
	return r >= ' ' && r <= '~' || r >= 0xA0 && r <= 0x24F || r >= 0x2010 && r <= 0x2027
}
