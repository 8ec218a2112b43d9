package api

import (
	"context"
	"errors"
	"io"
	"net/http"

	"sociomedio/app/backend/channel"
	"sociomedio/data"
	"sociomedio/data/contract"
)

// webhookLimit is the most a network sends in one call: Meta packs up to 1,000 changes into one.
const webhookLimit = 8 << 20

// webhooks are what the networks call: GET for their handshakes, POST for what happened. The account is named in the path,
// so that one address serves one account's secret.
func (s *server) webhooks(mux *http.ServeMux) {
	mux.HandleFunc("GET /webhooks/{network}/{account}", s.webhook)
	mux.HandleFunc("POST /webhooks/{network}/{account}", s.webhook)
}

// webhook answers 200 only after everything in the call is stored: what is not answered so comes again.
func (s *server) webhook(w http.ResponseWriter, r *http.Request) {
	traceOf(r.Context()).operation = "webhook"
	leave, err := s.hooks.enter(r.Context())
	if err != nil {
		s.fail(w, r, err) // it comes again
		return
	}
	defer leave()
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, webhookLimit))
	var tooLarge *http.MaxBytesError
	if errors.As(err, &tooLarge) {
		s.fail(w, r, data.Fail(data.TooLarge, "The call is too large.", nil))
		return
	}
	if err != nil {
		s.fail(w, r, invalid("body"))
		return
	}
	ctx, cancel := context.WithTimeout(r.Context(), s.patience)
	defer cancel()
	network := contract.Network(r.PathValue("network"))
	reply, err := s.back.Webhook(ctx, network, r.PathValue("account"), r, body)
	var no *channel.Error
	switch {
	case errors.As(err, &no):
		p := problem(r.Context(), data.Fail(data.Forbidden, "The signature is not right.", nil))
		p.Status = http.StatusUnauthorized
		s.write(w, r, p)
	case err != nil:
		s.fail(w, r, err)
	default:
		s.reply(w, reply)
	}
}

func (s *server) reply(w http.ResponseWriter, reply channel.Reply) {
	if reply.ContentType != "" {
		w.Header().Set("Content-Type", reply.ContentType)
	}
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(reply.Status)
	if _, err := w.Write(reply.Body); err != nil {
		s.log.Debug("webhook's answer not taken")
	}
}
