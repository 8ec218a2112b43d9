package desk

import (
	"bytes"
	"context"
	"fmt"
	"image"
	_ "image/jpeg" // what every network takes
	_ "image/png"
	"slices"

	"sociomedio/data"
	"sociomedio/data/contract"
	"sociomedio/data/remote"
)

// Picture is one that goes with an answer. Its bytes are on this machine until the answer is sent.
type Picture struct {
	ID    string `json:"id"`
	Name  string `json:"name"` // of the file, for the agent
	Bytes int    `json:"bytes"`
}

// PictureLimits are what pictures can go with a form as it is now; Count 0 means none.
func (d *Desk) PictureLimits(f Form) contract.PictureLimits {
	s, err := d.at()
	if err != nil {
		return contract.PictureLimits{}
	}
	about, err := s.subject(f.CaseID, f.MessageID)
	if err != nil {
		return contract.PictureLimits{}
	}
	return about.pictures(f.Visibility)
}

// pictures are what the network takes with an answer. Facebook's one private reply to something public is one message, which is text
// or a picture.
func (a subject) pictures(v contract.Visibility) contract.PictureLimits {
	switch {
	case v == contract.Public:
		return a.limits.PublicPictures
	case v == contract.Private && (a.private || a.network != contract.Facebook):
		return a.limits.PrivatePictures
	}
	return contract.PictureLimits{}
}

// Attach adds a picture to a form and keeps it on this machine. Kinds: BadPicture (no JPEG or PNG), TooLarge, TooManyPictures, all
// with FieldPictures; NotFound, DiskFull, ReadOnlyDisk.
func (d *Desk) Attach(ctx context.Context, f Form, name string, raw []byte) (Form, error) {
	s, err := d.at()
	if err != nil {
		return f, err
	}
	about, err := s.subject(f.CaseID, f.MessageID)
	if err != nil {
		return f, err
	}
	if _, form, err := image.DecodeConfig(bytes.NewReader(raw)); err != nil || form != "jpeg" && form != "png" {
		return f, &data.Error{Kind: data.BadPicture, Field: FieldPictures, Sentence: "Only pictures of the types JPEG and PNG can be sent."}
	}
	f.Pictures = append(slices.Clone(f.Pictures), Picture{ID: s.params.NewID(), Name: name, Bytes: len(raw)})
	if err := about.fits(f); err != nil {
		return f, err
	}
	if err := s.store.PutPicture(ctx, f.Pictures[len(f.Pictures)-1].ID, raw); err != nil {
		d.heal(s, err)
		return f, err
	}
	return f, nil
}

// fits says whether the pictures of a form can go with it.
func (a subject) fits(f Form) error {
	if len(f.Pictures) == 0 {
		return nil
	}
	limits := a.pictures(f.Visibility)
	if len(f.Pictures) > limits.Count {
		return &data.Error{
			Kind: data.TooManyPictures, Field: FieldPictures, Sentence: fmt.Sprintf("At most %d pictures can go with this answer.", limits.Count),
		}
	}
	for _, p := range f.Pictures {
		if p.Bytes > limits.Bytes {
			return &data.Error{Kind: data.TooLarge, Field: FieldPictures, Sentence: fmt.Sprintf("A picture may have at most %d bytes.", limits.Bytes)}
		}
	}
	return nil
}

// bring gives the backend the pictures of an item before the item itself. It has no effect that anybody sees, so what is asked twice
// or goes wrong needs no looking up.
func (o *outbox) bring(ctx context.Context, p *parcel) error {
	if o.brought == p.Item.ID {
		return nil
	}
	for _, picture := range p.Item.Form.Pictures {
		raw, err := o.seat.store.Picture(ctx, picture.ID)
		if err != nil {
			return err
		}
		_, err = ask(ctx, o.seat, func(ctx context.Context, r *remote.Client) (struct{}, error) {
			return struct{}{}, r.KeepPicture(ctx, p.Item.Case.ID, picture.ID, raw)
		})
		if err != nil {
			return err
		}
	}
	o.brought = p.Item.ID
	return nil
}

// notBrought takes account of pictures that the backend doesn't have yet: the item was not asked for, whatever became of them.
func (o *outbox) notBrought(ctx context.Context, p *parcel, err error) {
	if kind := data.KindOf(err); offline(kind) || kind == data.Internal {
		o.seat.log.Info("pictures of an item were not taken", "item", p.Item.ID, "case", p.Item.Case.ID, "error", err)
		o.later(ctx, p, 0, offline(kind), rested(p.Asked))
		return
	}
	o.refused(ctx, p, p.Asked, err)
}
