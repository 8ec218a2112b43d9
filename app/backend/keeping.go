package backend

import (
	"context"
	"fmt"
	"slices"

	"sociomedio/app/backend/storage"
	"sociomedio/data"
	"sociomedio/data/contract"
)

// sendable are the types of pictures that every network takes.
func sendable() []string { return []string{"image/jpeg", "image/png"} }

// KeepPicture keeps a picture that an agent's answer to a case will name. The same one again changes nothing. Errors: NotFound,
// BadPicture, TooLarge, Invalid when the id is another picture's.
func (b *Backend) KeepPicture(ctx context.Context, caller Caller, caseID, id string, raw []byte) error {
	c, err := b.store.Case(ctx, caseID)
	if err != nil {
		return err
	}
	l := Limits(c.Network, contract.AccountLimits{})
	if most := max(l.PublicPictures.Bytes, l.PrivatePictures.Bytes); len(raw) > most {
		return tooLarge(most)
	}
	// One at a time: a picture takes far more memory than its file while it is looked at.
	b.looking.Lock()
	p, err := b.pictures.Look(raw)
	b.looking.Unlock()
	if err != nil || !slices.Contains(sendable(), p.ContentType) {
		return &data.Error{Kind: data.BadPicture, Sentence: "Only pictures of the types JPEG and PNG can be sent.", Field: "pictures", Cause: err}
	}
	return b.store.KeepPicture(ctx, caller.Agent.ID, c.Account.ID, id,
		storage.Picture{ContentType: p.ContentType, Bytes: p.Whole}, storage.Picture{ContentType: "image/jpeg", Bytes: p.Thumbnail})
}

func tooLarge(most int) error {
	return &data.Error{Kind: data.TooLarge, Sentence: fmt.Sprintf("The network takes pictures of at most %d MB.", most>>20), Field: "pictures"}
}

// picturesFit says whether the pictures of an answer can go with it: they were kept by the same agent, and the network takes so many
// and such large ones.
func (b *Backend) picturesFit(ctx context.Context, caller Caller, c contract.Case, a contract.NewAnswer) error {
	if len(a.Pictures) == 0 {
		return nil
	}
	all := Limits(c.Network, contract.AccountLimits{})
	limits := all.PublicPictures
	if a.Visibility == contract.Private {
		limits = all.PrivatePictures
	}
	if a.Visibility == contract.None || PrivateReply(c, a.Visibility) {
		limits.Count = 0
	}
	if len(a.Pictures) > limits.Count {
		return &data.Error{
			Kind: data.TooManyPictures, Sentence: fmt.Sprintf("The network takes at most %d pictures with this answer.", limits.Count), Field: "pictures",
		}
	}
	sizes, err := b.store.KeptPictures(ctx, caller.Agent.ID, c.Account.ID, a.Pictures)
	if err != nil {
		return err
	}
	for _, id := range a.Pictures {
		switch size, ok := sizes[id]; {
		case !ok:
			return &data.Error{Kind: data.Invalid, Sentence: "There is no such picture of this agent.", Field: "pictures"}
		case size > limits.Bytes:
			return tooLarge(limits.Bytes)
		}
	}
	return nil
}

// PrivateReply says whether an answer would be the one private reply to something public on Facebook: one message, which is text
// or a picture and not both (facebook-api §6, §7).
func PrivateReply(c contract.Case, v contract.Visibility) bool {
	return c.Network == contract.Facebook && v == contract.Private && !c.Private
}
