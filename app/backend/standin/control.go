package standin

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"net/http"
)

const mostBody = 16 << 20 // bytes of a call to the control face

// routes puts the networks and the control face together.
func (s *Server) routes() http.Handler {
	m := http.NewServeMux()
	// The gate is outside of StripPrefix, so that the path of a fault can name the network.
	m.Handle("/x/", s.gate.Wrap(http.StripPrefix("/x", s.x), s.x.Refuse))
	m.Handle("/facebook/", s.gate.Wrap(http.StripPrefix("/facebook", s.facebook), s.facebook.Refuse))
	m.HandleFunc("GET /_posts", s.getPosts)
	m.HandleFunc("POST /_inject", s.postInject)
	m.HandleFunc("POST /_fault", s.postFault)
	m.HandleFunc("GET /_fault", func(w http.ResponseWriter, _ *http.Request) {
		reply(w, http.StatusOK, map[string]int{"pending": s.PendingFaults()})
	})
	m.HandleFunc("POST /_webhook", s.postWebhook)
	m.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) {
		reply(w, http.StatusOK, map[string]string{"state": "ok"})
	})
	return m
}

func (s *Server) getPosts(w http.ResponseWriter, _ *http.Request) { reply(w, http.StatusOK, s.Posts()) }

func (s *Server) postInject(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, mostBody))
	if err != nil {
		refuse(w, err)
		return
	}
	var list []Injection
	one := len(bytes.TrimSpace(body)) > 0 && bytes.TrimSpace(body)[0] == '{'
	if one {
		body = append(append([]byte{'['}, body...), ']')
	}
	if err := strict(body, &list); err != nil {
		refuse(w, err)
		return
	}
	done, err := s.Inject(list...)
	switch {
	case err != nil:
		refuse(w, err)
	case one:
		reply(w, http.StatusOK, done[0])
	default:
		reply(w, http.StatusOK, done)
	}
}

func (s *Server) postFault(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, mostBody))
	var f Fault
	if err = errors.Join(err, strict(body, &f)); err == nil {
		err = s.Fault(f)
	}
	if err != nil {
		refuse(w, err)
		return
	}
	reply(w, http.StatusOK, map[string]int{"pending": s.PendingFaults()})
}

func (s *Server) postWebhook(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, mostBody))
	var t Target
	if err = errors.Join(err, strict(body, &t)); err == nil {
		err = s.Webhook(r.Context(), t)
	}
	if err != nil {
		refuse(w, err)
		return
	}
	reply(w, http.StatusOK, map[string]string{"state": "registered"})
}

// strict reads JSON whose keys must all be known: a misspelt one would else be a test that tests nothing.
func strict(body []byte, into any) error {
	d := json.NewDecoder(bytes.NewReader(body))
	d.DisallowUnknownFields()
	return d.Decode(into)
}

func reply(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(body) // the only error is a client that went away
}

func refuse(w http.ResponseWriter, err error) {
	reply(w, http.StatusBadRequest, map[string]string{"error": err.Error()})
}
