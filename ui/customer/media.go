package customer

import (
	"bytes"
	"context"
	"fmt"
	"image"
	_ "image/gif"  // what networks send
	_ "image/jpeg" // what networks send
	_ "image/png"  // what networks send

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"sociomedio/data"
	"sociomedio/data/contract"
	"sociomedio/ui/look"
	"sociomedio/ui/onui"
	"sociomedio/ui/widget"
	"sociomedio/ui/words"
)

// The size of a picture in the conversation, in design units, and the most pixels of one that is decoded: a small file can
// hold a picture that fills the memory.
const (
	thumbWidth  = 128
	thumbHeight = 96
	mostPixels  = 40_000_000
)

// attachmentWords are the words for the types of attachment; any other type is content that is not known.
var attachmentWords = map[string]words.Key{
	"photo": words.Photo, "image": words.Photo, "sticker": words.Photo, "animated_gif": words.Photo, "video": words.Video,
	"audio": words.Audio, "file": words.File, "location": words.Location, "share": words.SharedPost, "story": words.SharedPost,
	"template": words.SharedPost,
}

func isPicture(a contract.Attachment) bool {
	return attachmentWords[a.Type] == words.Photo
}

// attached says what is attached to a message: "1 lampiran gambar".
func attached(t *words.Table, all []contract.Attachment) string {
	pictures := 0
	for _, a := range all {
		if isPicture(a) {
			pictures++
		}
	}
	if pictures == len(all) {
		return t.T(words.ImagesAttached, t.Number(pictures))
	}
	return t.T(words.FilesAttached, t.Number(len(all)))
}

// media shows what is attached to messages. Pictures come from the backend, one slot each, when they come into view.
type media struct {
	opts  *Options
	owner fyne.CanvasObject // is on the window where a picture is opened large
	seen  map[string]image.Image
}

// keptThumbs is how many small pictures are kept decoded: some screens of scrolling.
const keptThumbs = 100

func newMedia(opts *Options, owner fyne.CanvasObject) *media {
	return &media{opts: opts, owner: owner, seen: map[string]image.Image{}}
}

// inRow is how many pictures stand side by side: as many as fit into the narrowest column.
const inRow = 4

// under is what is attached to one message, as it stands under its bubble: pictures side by side, the rest by name, at the right
// with out.
func (m *media) under(all []contract.Attachment, out bool) []fyne.CanvasObject {
	var rows, pictures []fyne.CanvasObject
	for _, a := range all {
		if a.MediaID == "" {
			rows = append(rows, sided(out, m.named(a)))
			continue
		}
		pictures = append(pictures, m.thumb(a))
	}
	for len(pictures) > 0 {
		n := min(len(pictures), inRow)
		rows = append(rows, sided(out, pictures[:n:n]...))
		pictures = pictures[n:]
	}
	return rows
}

// sided puts objects side by side at the left, or with out at the right.
func sided(out bool, o ...fyne.CanvasObject) *fyne.Container {
	if out {
		return widget.Row(8, append([]fyne.CanvasObject{widget.Space()}, o...)...)
	}
	return widget.Row(8, append(o, widget.Space())...)
}

// named is an attachment without a picture: its kind, its title, its place; a link when it has an address.
func (m *media) named(a contract.Attachment) fyne.CanvasObject {
	text := m.name(a)
	if link(a.URL) != nil {
		return widget.NewLinkText(text, look.SizeSecondary, look.IconLink, func() { m.opts.open(a.URL) })
	}
	return widget.NewText(text, widget.Style{Size: look.SizeSecondary, Color: look.Foreground2, Elide: true})
}

func (m *media) name(a contract.Attachment) string {
	t := m.opts.Words
	key, ok := attachmentWords[a.Type]
	if !ok {
		key = words.UnknownContent
	}
	text := t.T(key)
	switch {
	case a.Title != "":
		text += ": " + a.Title
	case a.Alt != "":
		text += ": " + a.Alt
	case a.Type == "location":
		text += fmt.Sprintf(": %.5f, %.5f", a.Latitude, a.Longitude)
	}
	return widget.CleanLine(text)
}

// thumb is a small picture that opens large; until it is here, and when it can't be had, its icon and its name.
func (m *media) thumb(a contract.Attachment) fyne.CanvasObject {
	pic := &canvas.Image{FillMode: canvas.ImageFillContain, Image: m.seen[a.MediaID]}
	state := widget.NewText("", widget.Style{Size: look.SizeCaption, Color: look.Foreground3, Align: fyne.TextAlignCenter, Elide: true})
	place := &fyne.Container{Layout: fullLayout{}, Objects: []fyne.CanvasObject{widget.NewFill(look.NeutralSoft), state, pic}}
	area := widget.NewArea(widget.Sized(thumbWidth, thumbHeight, place), m.name(a), look.Surface, func() { m.enlarge(a) })
	if pic.Image != nil {
		return area
	}
	state.SetText(m.opts.Words.T(words.LoadingPicture))
	m.load(onui.NewSlot(m.opts.Run), a.MediaID, contract.Thumbnail, func(img image.Image, err error) {
		if err != nil {
			state.SetText(m.opts.Words.T(words.PictureMissing))
			return
		}
		if len(m.seen) >= keptThumbs {
			clear(m.seen)
		}
		m.seen[a.MediaID] = img
		state.SetText("")
		pic.Image = img
		pic.Refresh()
	})
	return area
}

// load brings a picture and decodes it, both on another goroutine.
func (m *media) load(slot *onui.Slot, id string, size contract.GetMediaParamsSize, show func(image.Image, error)) {
	onui.Load(context.Background(), slot, func(ctx context.Context) (image.Image, error) {
		raw, err := m.opts.Source.Media(ctx, id, size)
		if err != nil {
			return nil, err
		}
		return decode(raw)
	}, show)
}

// decode reads a picture of a stranger. Kinds: Invalid, TooLarge.
func decode(raw []byte) (image.Image, error) {
	c, _, err := image.DecodeConfig(bytes.NewReader(raw))
	if err != nil {
		return nil, data.Fail(data.Invalid, "What was fetched is no picture.", err)
	}
	if c.Width <= 0 || c.Height <= 0 || c.Width > mostPixels/c.Height {
		return nil, data.Fail(data.TooLarge, "The picture has too many pixels.", nil)
	}
	img, _, err := image.Decode(bytes.NewReader(raw))
	if err != nil {
		return nil, data.Fail(data.Invalid, "The picture is broken.", err)
	}
	return img, nil
}

// enlarge opens a picture over the window.
func (m *media) enlarge(a contract.Attachment) {
	c := fyne.CurrentApp().Driver().CanvasForObject(m.owner)
	if c == nil {
		return
	}
	t := m.opts.Words
	v := newViewer(m.name(a), t.T(words.LoadingPicture), t.T(words.ClosePicture))
	if link(a.URL) != nil {
		v.addOpen(t.T(words.OpenOriginal), func() { m.opts.open(a.URL) })
	}
	slot := onui.NewSlot(m.opts.Run)
	v.open(c, slot.Cancel)
	m.load(slot, a.MediaID, contract.Full, func(img image.Image, err error) {
		if err != nil {
			v.say(t.T(words.PictureMissing))
			return
		}
		v.show(img)
	})
}
