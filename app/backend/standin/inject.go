package standin

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"sociomedio/app/backend/standin/facebook"
	"sociomedio/app/backend/standin/x"
	"sociomedio/assets/demo"
)

// Inject does what the injections say, in their order. Those of one call that cause webhooks of Facebook travel in one
// delivery. Errors say which injection was wrong; those before it are done.
func (s *Server) Inject(injections ...Injection) ([]Injected, error) {
	if len(injections) == 0 {
		return nil, errors.New("inject: nothing to do")
	}
	var done []Injected
	all := func() error {
		for i, in := range injections {
			one, err := s.inject(in)
			if err != nil {
				return fmt.Errorf("injection %d: %w", i+1, err)
			}
			done = append(done, one)
		}
		return nil
	}
	if len(injections) == 1 {
		err := all()
		return done, err
	}
	err := s.facebook.Together(all)
	return done, err
}

func (s *Server) inject(in Injection) (Injected, error) {
	if err := in.wrong(); err != nil {
		return Injected{}, err
	}
	switch in.Network {
	case "twitter", "x":
		return s.injectX(in)
	case "facebook":
		return s.injectFacebook(in)
	}
	return Injected{}, fmt.Errorf("unknown network %q", in.Network)
}

// wrong finds what no injection may be.
func (in Injection) wrong() error {
	switch {
	case slices.Contains([]string{"edit", "delete", "hide", "unhide"}, in.Kind) && in.ID == "":
		return fmt.Errorf("%s needs the id of what is meant", in.Kind)
	case (in.Kind == "quote" || in.Kind == "repost") && in.Quoted == "":
		return fmt.Errorf("%s needs quoted", in.Kind)
	case in.Kind == "raw" && len(in.Raw) == 0:
		return errors.New("raw needs raw")
	case in.Repeat < 0 || in.Repeat > 1000:
		return errors.New("repeat is from 0 to 1000")
	}
	return nil
}

// visible is when reading brings it.
func (in Injection) visible(now time.Time) time.Time {
	if in.Hold <= 0 {
		return time.Time{}
	}
	return now.Add(time.Duration(in.Hold))
}

// bytes of a raw injection: those of a string, or the object as it was written.
func (in Injection) bytes() []byte {
	var text string
	if json.Unmarshal(in.Raw, &text) == nil {
		return []byte(text)
	}
	return in.Raw
}

func (s *Server) injectX(in Injection) (Injected, error) {
	how := x.Manner{Silent: in.Silent, Reorder: in.Reorder, BadSignature: in.BadSignature, Repeat: in.Repeat}
	yes, no := true, false
	switch in.Kind {
	case "edit":
		w, err := s.x.Edit(in.ID, in.Text, how)
		return injectedX(w, err)
	case "delete":
		return Injected{ID: in.ID}, s.x.Delete(in.ID, how)
	case "hide", "unhide":
		return Injected{ID: in.ID}, s.x.Hide(in.ID, in.Kind == "hide")
	case "raw":
		s.x.Raw(in.bytes(), how)
		return Injected{}, nil
	case "revoke", "restore":
		s.x.Revoke(in.Kind == "revoke", how)
		return Injected{}, nil
	case "block", "unblock":
		return Injected{From: s.x.Change(in.From.Customer, pick(in.Kind == "block", &yes, &no), nil, nil)}, nil
	case "close_dms", "open_dms":
		return Injected{From: s.x.Change(in.From.Customer, nil, pick(in.Kind == "close_dms", &yes, &no), nil)}, nil
	case "protect", "unprotect":
		return Injected{From: s.x.Change(in.From.Customer, nil, nil, pick(in.Kind == "protect", &yes, &no))}, nil
	}
	m := x.Message{
		From: in.From.Customer, To: in.To.Customer, Text: in.Text, ID: in.ID, InReplyTo: in.InReplyTo, At: in.At,
		Visible: in.visible(s.options.Clock()), Unlisted: in.WebhookOnly, Attachments: in.Attachments, Manner: how,
	}
	m.From.Protected = m.From.Protected || in.Protected
	switch in.Kind {
	case "mention":
	case "post":
		m.Plain = true
	case "reply":
		if m.InReplyTo == "" {
			m.InReplyTo = s.x.LastTo(s.x.Person(in.From.Customer))
		}
	case "quote":
		m.Quoted = in.Quoted
	case "repost":
		m.Reposted = in.Quoted
	case "dm":
		m.Private = true
	case "outside":
		m.Own, m.Private = true, in.To.Customer != (demo.Customer{})
	default:
		return Injected{}, fmt.Errorf("twitter has no kind %q", in.Kind)
	}
	w, err := s.x.Write(m)
	return injectedX(w, err)
}

func pick[T any](first bool, a, b T) T {
	if first {
		return a
	}
	return b
}

func injectedX(w x.Written, err error) (Injected, error) {
	return Injected{ID: w.ID, Thread: w.Thread, From: w.Author}, err
}

func (s *Server) injectFacebook(in Injection) (Injected, error) {
	how := facebook.Manner{Silent: in.Silent, Reorder: in.Reorder, BadSignature: in.BadSignature, Repeat: in.Repeat}
	switch in.Kind {
	case "edit":
		return Injected{ID: in.ID}, s.facebook.Edit(in.ID, in.Text, how)
	case "delete":
		return Injected{ID: in.ID}, s.facebook.Delete(in.ID, how)
	case "hide", "unhide":
		return Injected{ID: in.ID}, s.facebook.Hide(in.ID, in.Kind == "hide", how)
	case "raw":
		s.facebook.Raw(in.bytes(), how)
		return Injected{}, nil
	case "revoke", "restore":
		s.facebook.Revoke(in.Kind == "revoke")
		return Injected{}, nil
	case "block", "unblock":
		return Injected{From: s.facebook.Block(in.From.Customer, in.Kind == "block")}, nil
	}
	m := facebook.Message{
		Kind: in.Kind, From: in.From.Customer, To: in.To.Customer, Text: in.Text, ID: in.ID, InReplyTo: in.InReplyTo, Metadata: in.Metadata,
		At: in.At, Visible: in.visible(s.options.Clock()), Unlisted: in.WebhookOnly, Unpublished: in.Unpublished, Attachments: in.Attachments, Manner: how,
	}
	switch in.Kind {
	case "comment", "post", "mention", "messenger":
	case "reply":
		m.Kind = "comment"
	case "dm":
		m.Kind = "messenger"
	case "outside":
		m.Own, m.Kind = true, "comment"
		if in.To.Customer != (demo.Customer{}) {
			m.Kind = "messenger"
		} else if in.InReplyTo == "" {
			m.Kind = "post"
		}
	default:
		return Injected{}, fmt.Errorf("facebook has no kind %q", in.Kind)
	}
	w, err := s.facebook.Write(m)
	return Injected{ID: w.ID, Thread: w.Thread, From: w.Author}, err
}
