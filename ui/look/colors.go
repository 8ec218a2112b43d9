package look

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"
)

// The colours that Fyne has no name for (DESIGN.md section 2). Ask for them, and for Fyne's own, with Color.
const (
	Sunken       fyne.ThemeColorName = "soSunken"       // message card, part card, disabled input
	Foreground2  fyne.ThemeColorName = "soForeground2"  // field labels, preview of read rows
	PrimaryHover fyne.ThemeColorName = "soPrimaryHover" // hover of the primary button
	SuccessSoft  fyne.ThemeColorName = "soSuccessSoft"
	WarningSoft  fyne.ThemeColorName = "soWarningSoft"
	WarningFill  fyne.ThemeColorName = "soWarningFill" // bars only, never text
	ErrorSoft    fyne.ThemeColorName = "soErrorSoft"
	Note         fyne.ThemeColorName = "soNote" // the internal note, its stroke and its text
	NoteBorder   fyne.ThemeColorName = "soNoteBorder"
	NoteFg       fyne.ThemeColorName = "soNoteFg"
	BubbleIn     fyne.ThemeColorName = "soBubbleIn"  // the customer's bubble
	BubbleOut    fyne.ThemeColorName = "soBubbleOut" // our bubble
	Scrim        fyne.ThemeColorName = "soScrim"     // under the palette
	Shadow       fyne.ThemeColorName = "soShadow"    // of what lies over the page
)

// Short names for the Fyne colours that the design calls otherwise.
const (
	Surface     = theme.ColorNameBackground       // columns, window
	Chrome      = theme.ColorNameHeaderBackground // navigation, status bar, table header, login backdrop
	Raised      = theme.ColorNameMenuBackground   // menus, pop-ups, palette
	Input       = theme.ColorNameInputBackground
	InputBorder = theme.ColorNameInputBorder
	Separator   = theme.ColorNameSeparator
	Foreground  = theme.ColorNameForeground
	Foreground3 = theme.ColorNamePlaceHolder // captions, placeholder
	Disabled    = theme.ColorNameDisabled
	NeutralSoft = theme.ColorNameDisabledButton // neutral chip, avatar, meter track
	Primary     = theme.ColorNamePrimary
	OnPrimary   = theme.ColorNameForegroundOnPrimary
	OnSuccess   = theme.ColorNameForegroundOnSuccess
	Selection   = theme.ColorNameSelection
	Hover       = theme.ColorNameHover
	Pressed     = theme.ColorNamePressed
	Success     = theme.ColorNameSuccess
	Warning     = theme.ColorNameWarning
	Error       = theme.ColorNameError
)

// token is one row of the design's colour table.
type token struct{ light, dark uint32 } // RRGGBBAA

var tokens = map[fyne.ThemeColorName]token{
	Surface:                            {0xFFFFFFFF, 0x1A1F27FF},
	Chrome:                             {0xF2F4F7FF, 0x12161CFF},
	Raised:                             {0xFFFFFFFF, 0x242B35FF},
	theme.ColorNameOverlayBackground:   {0xFFFFFFFF, 0x242B35FF},
	Sunken:                             {0xF6F8FAFF, 0x151A21FF},
	Input:                              {0xFFFFFFFF, 0x12161CFF},
	InputBorder:                        {0x838D9BFF, 0x748091FF},
	Separator:                          {0xDDE2E8FF, 0x313A46FF},
	Foreground:                         {0x18202CFF, 0xE7EBF0FF},
	Foreground2:                        {0x465162FF, 0xB9C2CEFF},
	Foreground3:                        {0x596575FF, 0x98A3B1FF},
	Disabled:                           {0x7F8996FF, 0x6D7887FF},
	NeutralSoft:                        {0xE9EDF1FF, 0x2C3541FF},
	theme.ColorNameButton:              {0xFFFFFFFF, 0x1A1F27FF},
	Primary:                            {0x1F5FBFFF, 0x7DABF8FF},
	theme.ColorNameHyperlink:           {0x1F5FBFFF, 0x7DABF8FF},
	OnPrimary:                          {0xFFFFFFFF, 0x0B1B33FF},
	PrimaryHover:                       {0x194F9FFF, 0x9ABFFAFF},
	Selection:                          {0xDFEAFBFF, 0x23395CFF},
	theme.ColorNameFocus:               {0x1F5FBF33, 0x7DABF833},
	Hover:                              {0x0F172A12, 0xFFFFFF0D},
	Pressed:                            {0x0F172A1F, 0xFFFFFF1A},
	Success:                            {0x1B7443FF, 0x63CB90FF},
	SuccessSoft:                        {0xE2F3E9FF, 0x173425FF},
	Warning:                            {0x875400FF, 0xEDB64FFF},
	WarningSoft:                        {0xFCEFD2FF, 0x3A2D10FF},
	WarningFill:                        {0xBF7C08FF, 0xEDB64FFF},
	Error:                              {0xB42A22FF, 0xFF938AFF},
	ErrorSoft:                          {0xFCE7E5FF, 0x43201EFF},
	Note:                               {0xFFF6D6FF, 0x352E14FF},
	NoteBorder:                         {0xE2C665FF, 0x6B5A1EFF},
	NoteFg:                             {0x5B4700FF, 0xF0DC98FF},
	BubbleIn:                           {0xF1F4F7FF, 0x262D37FF},
	BubbleOut:                          {0xE3EDFCFF, 0x203354FF},
	Shadow:                             {0x0F172A33, 0x00000080},
	Scrim:                              {0x0F172A59, 0x00000099},
	theme.ColorNameScrollBar:           {0xB4BCC7FF, 0x4A5563FF},
	theme.ColorNameScrollBarBackground: {0x00000000, 0x00000000},
	theme.ColorNameForegroundOnError:   {0xFFFFFFFF, 0x12161CFF},
	theme.ColorNameForegroundOnSuccess: {0xFFFFFFFF, 0x12161CFF},
	theme.ColorNameForegroundOnWarning: {0xFFFFFFFF, 0x12161CFF},
}

func (t token) in(v fyne.ThemeVariant) color.NRGBA {
	c := t.light
	if v == theme.VariantDark {
		c = t.dark
	}
	return color.NRGBA{R: uint8(c >> 24), G: uint8(c >> 16), B: uint8(c >> 8), A: uint8(c)}
}
