package reply

import (
	"context"
	"slices"

	"fyne.io/fyne/v2"

	"sociomedio/app/desk"
	"sociomedio/data"
	"sociomedio/ui/look"
	"sociomedio/ui/widget"
	"sociomedio/ui/words"
)

// pictures are what goes with the answer beside its text: a line for each under Feedback, with a cross that takes it away.
type pictures struct {
	column *Column
	add    *widget.Button
	box    *fyne.Container
	listed []desk.Picture
}

func newPictures(c *Column) *pictures {
	p := &pictures{column: c, box: widget.Column(2)}
	p.add = widget.NewButton(c.opts.Words.T(words.AddPicture), widget.QuietNeutral, c.AddPicture).WithSize(widget.Small).WithIcon(look.IconPlus)
	p.box.Hide()
	return p
}

// show brings the lines in line with the form. Where the network takes no picture, none is offered.
func (p *pictures) show() {
	c := p.column
	most := 0
	if c.shown {
		most = c.src.PictureLimits(c.form).Count
	}
	setVisible(p.add, c.opts.PickPicture != nil && most > 0)
	setEnabled(p.add, c.open() && len(c.form.Pictures) < most)
	if slices.Equal(p.listed, c.form.Pictures) && len(p.box.Objects) == len(p.listed) {
		return
	}
	p.listed = slices.Clone(c.form.Pictures)
	p.box.RemoveAll()
	t := c.opts.Words
	for _, one := range p.listed {
		name := widget.NewText(widget.CleanLine(one.Name), widget.Style{Elide: true})
		size := widget.NewText(t.T(words.PictureSize, t.Number(max(1, one.Bytes>>10))), widget.Style{Size: look.SizeCaption, Color: look.Foreground2})
		off := widget.NewIconButton(look.IconClose, t.T(words.RemovePicture, widget.CleanLine(one.Name)), widget.QuietNeutral, func() { c.removePicture(one.ID) }).WithSize(widget.Small)
		p.box.Add(widget.Sized(0, 24, widget.Row(8, widget.NewIcon(look.IconCheck, look.Success, 14), widget.Grow(name), size, off)))
	}
	setVisible(p.box, len(p.listed) > 0)
	c.content.Refresh()
}

// AddPicture lets the agent choose a picture that goes with the answer (Alt+G).
func (c *Column) AddPicture() {
	if !c.open() || c.opts.PickPicture == nil {
		return
	}
	if c.src.PictureLimits(c.form).Count == 0 {
		c.say(c.opts.Words.T(words.NoPictureHere))
		return
	}
	c.opts.PickPicture(func(name string, raw []byte, err error) {
		if err != nil {
			c.say(c.opts.Words.Failure(err))
			return
		}
		c.TakePicture(name, raw)
	})
}

// TakePicture adds a picture that was chosen, or dropped on the window. What is wrong with it is said at once.
func (c *Column) TakePicture(name string, raw []byte) {
	if !c.open() {
		return
	}
	f := c.form
	go func() {
		with, err := c.src.Attach(context.Background(), f, name, raw)
		c.opts.Run(func() { c.attached(f, with, err) })
	}()
}

func (c *Column) attached(before, with desk.Form, err error) {
	switch {
	case err != nil:
		c.say(c.pictureFailure(before, err))
		return
	case !c.shown || keyOf(before) != keyOf(c.form):
		return // the form went on to another message meanwhile
	}
	c.form.Pictures = append(slices.Clone(c.form.Pictures), with.Pictures[len(with.Pictures)-1])
	c.changed()
	c.settle()
	c.Focus()
}

// pictureFailure says what the network takes, in place of what it does not.
func (c *Column) pictureFailure(f desk.Form, err error) string {
	t, limits := c.opts.Words, c.src.PictureLimits(f)
	switch data.KindOf(err) {
	case data.TooLarge:
		return t.T(words.PictureTooLarge, t.Number(limits.Bytes>>20))
	case data.TooManyPictures:
		if limits.Count == 0 {
			return t.T(words.NoPictureHere)
		}
		return t.T(words.TooManyPictures, t.Number(limits.Count))
	}
	return t.Failure(err)
}

func (c *Column) removePicture(id string) {
	if !c.open() {
		return
	}
	c.form.Pictures = slices.DeleteFunc(slices.Clone(c.form.Pictures), func(p desk.Picture) bool { return p.ID == id })
	c.changed()
	c.settle()
	c.Focus()
}
