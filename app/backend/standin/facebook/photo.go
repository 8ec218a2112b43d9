package facebook

import (
	"strconv"

	"sociomedio/app/backend/standin/stage"
)

// Bounds of pictures, in bytes; Meta's own, from memory.
const (
	mostPhoto      = 4 << 20
	mostAttachment = 8 << 20
)

// upload is a picture that waits for the comment or message that names it.
type upload struct {
	message     bool // for Messenger, else for a comment
	fingerprint string
}

// keepPhoto is POST /{page}/photos, not published: a photo for a comment.
func (s *Server) keepPhoto(c *call) (any, *refusal) {
	if c.value("published") != "false" {
		return nil, parameter("Param published must be false here: the stand-in has no photo stories")
	}
	id, no := s.keepUpload(c, "source", mostPhoto, false)
	if no != nil {
		return nil, no
	}
	return object{"id": id}, nil
}

// keepAttachment is POST /{page}/message_attachments.
func (s *Server) keepAttachment(c *call) (any, *refusal) {
	if c.value("message") == "" {
		return nil, parameter("Param message must be non-empty")
	}
	id, no := s.keepUpload(c, "filedata", mostAttachment, true)
	if no != nil {
		return nil, no
	}
	return object{"attachment_id": id}, nil
}

func (s *Server) keepUpload(c *call, file string, most int64, message bool) (string, *refusal) {
	if c.MultipartForm == nil || len(c.MultipartForm.File[file]) != 1 {
		return "", oauth(324, 2069019, "(#324) Requires upload file")
	}
	f, err := c.MultipartForm.File[file][0].Open()
	if err != nil {
		return "", oauth(1, 0, "(#1) An unknown error occurred")
	}
	defer func() { _ = f.Close() }()
	fingerprint, err := stage.Uploaded(f, most)
	if err != nil {
		return "", oauth(100, 2018047, "(#100) Upload attachment failure.")
	}
	id := strconv.Itoa(500000000000000 + s.next())
	s.uploads[id] = upload{message: message, fingerprint: fingerprint}
	return id, nil
}

// uploaded gives the picture of an id, for what it was uploaded for.
func (s *Server) uploaded(id string, message bool) (attachment, string, *refusal) {
	u, ok := s.uploads[id]
	if !ok || u.message != message {
		return attachment{}, "", oauth(100, 0, "(#100) Invalid attachment id")
	}
	return attachment{kind: "image", id: id, url: s.address(id)}, u.fingerprint, nil
}
