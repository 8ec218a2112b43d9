package assets

import _ "embed"

//go:embed icon.png
var appIcon []byte

// AppIcon returns the program's icon, a PNG of 512 x 512, drawn from icon.svg. Callers don't change it.
func AppIcon() []byte { return appIcon }
