package look

import (
	"bytes"
	"fmt"
	"image/color"
	"strconv"

	"fyne.io/fyne/v2"

	"sociomedio/assets"
)

// IconName is the name of one of the embedded icons.
type IconName string

// The icons of the design.
const (
	IconAlert    IconName = "alert"
	IconBook     IconName = "book"
	IconChart    IconName = "chart"
	IconCheck    IconName = "check"
	IconCheck2   IconName = "check2"
	IconClock    IconName = "clock"
	IconCommand  IconName = "cmd"
	IconCopy     IconName = "copy"
	IconDash     IconName = "dash"
	IconDown     IconName = "down"
	IconEdit     IconName = "edit"
	IconExternal IconName = "ext"
	IconEye      IconName = "eye"
	IconFacebook IconName = "fb"
	IconFilter   IconName = "filter"
	IconInbox    IconName = "inbox"
	IconKey      IconName = "key"
	IconLeft     IconName = "left"
	IconLink     IconName = "link"
	IconLock     IconName = "lock"
	IconLogout   IconName = "logout"
	IconMore     IconName = "more"
	IconOffline  IconName = "off"
	IconOutbox   IconName = "outbox"
	IconPlus     IconName = "plus"
	IconReply    IconName = "reply"
	IconRight    IconName = "right"
	IconSearch   IconName = "search"
	IconSend     IconName = "send"
	IconServer   IconName = "server"
	IconSlash    IconName = "slash"
	IconSort     IconName = "sort"
	IconSync     IconName = "sync"
	IconTicket   IconName = "ticket"
	IconTriangle IconName = "tri"
	IconTwitter  IconName = "tw"
	IconUp       IconName = "up"
	IconUser     IconName = "user"
	IconUsers    IconName = "users"
	IconClose    IconName = "x"
)

// strokeOf16 is the stroke of the icons as drawn, on their 16 x 16 ground.
const strokeOf16 = 1.5

type iconKey struct {
	name   IconName
	hex    string
	stroke string
}

// Icon returns an icon as a resource in a colour of the theme in use.
//
// pixels is its edge in device pixels, that is Fyne units times the canvas scale: Fyne's SVG painter does not scale
// strokes, so the stroke is written for this size (DESIGN.md section 12). The same icon, colour and size is the same
// resource. An icon that is not embedded is a fault of the program and shows as an empty picture, logged once by Fyne.
func Icon(name IconName, colour color.Color, pixels float32) fyne.Resource {
	c := color.NRGBAModel.Convert(colour).(color.NRGBA)
	key := iconKey{
		name:   name,
		hex:    fmt.Sprintf("#%02X%02X%02X", c.R, c.G, c.B),
		stroke: strconv.FormatFloat(float64(strokeOf16*pixels/16), 'f', 2, 32),
	}
	t, ours := fyne.CurrentApp().Settings().Theme().(*Theme)
	if ours {
		if res, ok := t.icons[key]; ok {
			return res
		}
	}
	res := key.draw()
	if ours {
		t.icons[key] = res
	}
	return res
}

func (k iconKey) draw() fyne.Resource {
	svg, err := assets.Icon(string(k.name))
	if err != nil {
		fyne.LogError("no such icon: "+string(k.name), err)
		return fyne.NewStaticResource("none.svg", []byte(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"/>`))
	}
	svg = bytes.ReplaceAll(svg, []byte("#000000"), []byte(k.hex))
	svg = bytes.ReplaceAll(svg, []byte(`stroke-width="1.5"`), []byte(`stroke-width="`+k.stroke+`"`))
	return fyne.NewStaticResource(string(k.name)+k.hex[1:]+"-"+k.stroke+".svg", svg)
}
