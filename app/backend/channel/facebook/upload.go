package facebook

import (
	"bytes"
	"context"
	"errors"
	"net/http"

	"sociomedio/app/backend/channel"
)

// codePicture says that Facebook doesn't take a picture.
const codePicture = "picture_refused"

// upload brings a picture to one of the page's edges and gives its id, by which a comment or a message then names it. It is seen by
// nobody before, so whatever goes wrong here can be tried again.
func (c *Channel) upload(ctx context.Context, edge, file string, fields params, p channel.Picture) (string, error) {
	body, kind, err := p.Form(file, fields)
	if err != nil {
		return "", &channel.Error{Class: channel.Refused, Code: codePicture, Cause: err}
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, c.base+"/"+c.o.Page+"/"+edge, bytes.NewReader(body))
	if err != nil {
		return "", &channel.Error{Class: channel.Refused, Code: codePicture}
	}
	req.GetBody = nil
	req.Header.Set("Content-Type", kind)
	var made struct {
		ID         channel.ID `json:"id"`
		Attachment channel.ID `json:"attachment_id"`
	}
	_, err = c.do(req, c.o.PageToken, &made)
	var no *channel.Error
	if errors.As(err, &no) && no.Class == channel.Refused && no.Code != codePermission {
		no.Code = codePicture
	}
	if err != nil {
		return "", channel.Reading(err)
	}
	id := string(made.ID) + string(made.Attachment)
	if id == "" {
		return "", &channel.Error{Class: channel.Later, Code: channel.CodeUnexpected, Cause: errors.New("facebook: a picture without an id")}
	}
	return id, nil
}

// forComment is a photo of the page that stands nowhere.
func (c *Channel) forComment(ctx context.Context, p channel.Picture) (string, error) {
	return c.upload(ctx, "photos", "source", params{"published": "false", "appsecret_proof": c.proof}, p)
}

// forMessage is an attachment of Messenger.
func (c *Channel) forMessage(ctx context.Context, p channel.Picture) (string, error) {
	return c.upload(ctx, "message_attachments", "filedata", params{
		"message": `{"attachment":{"type":"image","payload":{"is_reusable":true}}}`, "appsecret_proof": c.proof,
	}, p)
}
