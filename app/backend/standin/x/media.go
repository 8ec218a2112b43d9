package x

import (
	"net/http"
	"path"
	"strconv"
	"strings"

	"sociomedio/app/backend/standin/stage"
	"sociomedio/assets/demo"
)

// newMedium is an attachment of a customer as X would keep it.
func (s *Server) newMedium(a demo.Attachment) *medium {
	id := s.newID(s.clock())
	prefix := map[string]string{"video": "7_", "animated_gif": "16_"}[a.Type]
	if prefix == "" {
		a.Type, prefix = "photo", "3_"
	}
	m := &medium{id: id, key: prefix + id, kind: a.Type, url: a.URL, alt: a.Alt}
	s.media[m.key] = m
	return m
}

func (s *Server) mediumByID(id string) *medium {
	for _, m := range s.media {
		if m.id == id {
			return m
		}
	}
	return nil
}

// mostImage is how large an image may be, in bytes (x-api §8).
const mostImage = 5 << 20

// upload takes a small picture in one piece; the chunked way is not offered (x-api §8).
func (s *Server) upload(c *call) (int, any, *problem) {
	c.Body = http.MaxBytesReader(c.w, c.Body, 6<<20)
	if err := c.ParseMultipartForm(6 << 20); err != nil {
		return 0, nil, s.invalidBody("The body is no multipart form, or larger than 5 MB.")
	}
	file, head, err := c.FormFile("media")
	category := c.FormValue("media_category")
	if err != nil || (!strings.HasPrefix(category, "tweet_") && !strings.HasPrefix(category, "dm_")) {
		return 0, nil, s.invalidBody("[$.media_category: is missing or not one of tweet_image, tweet_gif, tweet_video, dm_image, dm_gif, dm_video]")
	}
	defer func() { _ = file.Close() }()
	fingerprint, err := stage.Uploaded(file, mostImage)
	if err != nil {
		return 0, nil, s.invalidBody("The media is no image, or larger than 5 MB.")
	}
	m := s.newMedium(demo.Attachment{Type: "photo"})
	m.category, _, _ = strings.Cut(category, "_")
	m.fingerprint = fingerprint
	return http.StatusOK, object{"data": object{"id": m.id, "media_key": m.key, "size": head.Size, "expires_after_secs": 86400}}, nil
}

// attached are uploaded pictures by their ids, of the category that what they are for needs (x-api §8); nil when one is not.
func (s *Server) attached(ids []string, category string) []*medium {
	var all []*medium
	for _, id := range ids {
		m := s.mediumByID(id)
		if m == nil || m.category != category {
			return nil
		}
		all = append(all, m)
	}
	return all
}

func fingerprints(media []*medium) []string {
	var all []string
	for _, m := range media {
		all = append(all, m.fingerprint)
	}
	return all
}

// publicMedium serves what hangs on posts, and avatars.
func (s *Server) publicMedium(w http.ResponseWriter, r *http.Request) {
	name := r.PathValue("file")
	if strings.HasSuffix(name, ".mp4") {
		w.Header().Set("Content-Type", "video/mp4")
		_, _ = w.Write([]byte("\x00\x00\x00\x18ftypisom\x00\x00\x02\x00isomiso2"))
		return
	}
	s.picture(w, strings.TrimSuffix(name, path.Ext(name)))
}

// privateMedium serves what hangs on direct messages, only to the account (x-api §4).
func (s *Server) privateMedium(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	g, p := s.caller(r)
	s.mu.Unlock()
	if p == nil && g.app {
		p = blank(http.StatusForbidden, "Forbidden")
	}
	if p != nil {
		p.write(w)
		return
	}
	s.picture(w, r.PathValue("medium"))
}

func (s *Server) picture(w http.ResponseWriter, name string) {
	b := stage.Picture(name)
	w.Header().Set("Content-Type", "image/png")
	w.Header().Set("Content-Length", strconv.Itoa(len(b)))
	_, _ = w.Write(b)
}
