package look

import (
	"math"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"
)

// The sizes that Fyne has no name for (DESIGN.md section 3).
const (
	SizeSecondary fyne.ThemeSizeName = "soSecondary" // row preview, table header, counters
	SizeMessage   fyne.ThemeSizeName = "soMessage"   // the customer's message card only
)

// Short names for the text sizes, for Style.
const (
	SizeText    = theme.SizeNameText           // 13, line 18
	SizeCaption = theme.SizeNameCaptionText    // 11, line 15
	SizeSub     = theme.SizeNameSubHeadingText // 15, line 20
	SizeHeading = theme.SizeNameHeadingText    // 20, line 28
)

var sizes = map[fyne.ThemeSizeName]float32{
	SizeText:                         13,
	SizeCaption:                      11,
	SizeSecondary:                    12,
	SizeMessage:                      14,
	SizeSub:                          15,
	SizeHeading:                      20,
	theme.SizeNamePadding:            4,
	theme.SizeNameInnerPadding:       5,
	theme.SizeNameLineSpacing:        2,
	theme.SizeNameInlineIcon:         16,
	theme.SizeNameInputRadius:        4,
	theme.SizeNameButtonRadius:       4,
	theme.SizeNameSelectionRadius:    0,
	theme.SizeNameCardRadius:         6,
	theme.SizeNamePopupRadius:        6,
	theme.SizeNameMenuRadius:         6,
	theme.SizeNameDialogRadius:       8,
	theme.SizeNameInputBorder:        0, // the frames of inputs are our own, and so is the caret
	theme.SizeNameSeparatorThickness: 1,
	theme.SizeNameSplitThickness:     1,
	theme.SizeNameScrollBar:          10,
	theme.SizeNameScrollBarSmall:     4,
	theme.SizeNameScrollBarRadius:    2,
	theme.SizeNameModalBlurRadius:    0,
}

// lineHeights are the heights of one line of text, by text size (DESIGN.md section 3).
var lineHeights = map[fyne.ThemeSizeName]float32{
	SizeText:      18,
	SizeCaption:   16,
	SizeSecondary: 16,
	SizeMessage:   20,
	SizeSub:       20,
	SizeHeading:   28,
}

// Px turns design units into Fyne units at the scale in use, rounded to whole units so that lines stay sharp.
// What is not zero stays at least 1.
func Px(v float32) float32 {
	p := float32(math.Round(float64(v * Unit())))
	if p == 0 && v > 0 {
		return 1
	}
	return p
}

// Size returns a text size, or any other size of the theme in use.
func Size(name fyne.ThemeSizeName) float32 { return theme.Size(name) }

// LineHeight returns the height of one line of text of the named size.
func LineHeight(name fyne.ThemeSizeName) float32 {
	if h, ok := lineHeights[name]; ok {
		return Px(h)
	}
	return Px(lineHeights[SizeText])
}

// Unit returns one design unit in Fyne units: the scale in use, 0.8 to 1.5; 1 while the program has no Theme yet.
func Unit() float32 {
	if t, ok := fyne.CurrentApp().Settings().Theme().(*Theme); ok {
		return t.scale
	}
	return 1
}
