package channel

import (
	"bytes"
	"mime/multipart"
	"net/textproto"
)

// Picture is one that an agent sends. ID is ours.
type Picture struct {
	ID, ContentType string
	Bytes           []byte
}

// name is what a picture is called where a network wants a file's name.
func (p Picture) name() string {
	if p.ContentType == "image/png" {
		return "picture.png"
	}
	return "picture.jpg"
}

// Form is a multipart body with these fields and, under the name file, the picture; contentType carries its boundary.
func (p Picture) Form(file string, fields map[string]string) (body []byte, contentType string, err error) {
	var out bytes.Buffer
	w := multipart.NewWriter(&out)
	for name, value := range fields {
		if err := w.WriteField(name, value); err != nil {
			return nil, "", err
		}
	}
	part, err := w.CreatePart(textproto.MIMEHeader{
		"Content-Disposition": {`form-data; name="` + file + `"; filename="` + p.name() + `"`}, "Content-Type": {p.ContentType},
	})
	if err != nil {
		return nil, "", err
	}
	if _, err := part.Write(p.Bytes); err != nil {
		return nil, "", err
	}
	if err := w.Close(); err != nil {
		return nil, "", err
	}
	return out.Bytes(), w.FormDataContentType(), nil
}
