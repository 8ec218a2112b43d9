package x

import (
	"context"
	"errors"
	"net/http"

	"sociomedio/app/backend/channel"
)

// form is a multipart body.
type form struct {
	kind string // its content type, with the boundary
	body []byte
}

// upload brings pictures to X, where they wait for the post that names them, and gives their ids (x-api §8). What is uploaded and
// not posted is seen by nobody, so whatever goes wrong here can be tried again.
func (c *Channel) upload(ctx context.Context, category string, pictures []channel.Picture) ([]string, error) {
	var ids []string
	for _, p := range pictures {
		body, kind, err := p.Form("media", map[string]string{"media_category": category})
		if err != nil {
			return nil, &channel.Error{Class: channel.Refused, Code: codePicture, Cause: err}
		}
		a, err := c.call(ctx, request{endpoint: postMedia, method: http.MethodPost, path: "/2/media/upload", form: &form{kind: kind, body: body}})
		var no *channel.Error
		if errors.As(err, &no) && no.Class == channel.Refused && no.Code == codeInvalid {
			no.Code = codePicture
		}
		if err != nil {
			return nil, channel.Reading(err)
		}
		var got struct {
			Data struct {
				ID channel.ID `json:"id"`
			} `json:"data"`
		}
		if channel.Decode(a.Body, &got) != nil || !isID(string(got.Data.ID)) {
			return nil, &channel.Error{Class: channel.Later, Code: channel.CodeUnexpected, Cause: errors.New("X took a picture without an id")}
		}
		ids = append(ids, string(got.Data.ID))
	}
	return ids, nil
}
