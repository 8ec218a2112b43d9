package api

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
	"github.com/getkin/kin-openapi/routers/legacy"

	"sociomedio/app/backend"
	"sociomedio/data"
	"sociomedio/data/contract"
)

// gate lets a request through to the handlers only when the contract knows its operation, its caller is signed in and of
// a role that may, and it keeps the contract's rules. It is the only way in.
type gate struct {
	*server
	router  routers.Router
	allowed map[string]backend.Access
	methods []string
}

func newGate(s *server) (*gate, error) {
	doc, err := openapi3.NewLoader().LoadFromData(contract.OpenAPI)
	if err != nil {
		return nil, err
	}
	doc.Servers = nil
	router, err := legacy.NewRouter(doc)
	if err != nil {
		return nil, err
	}
	return &gate{
		server: s, router: router, allowed: backend.Permissions(),
		methods: []string{http.MethodGet, http.MethodPost, http.MethodPut, http.MethodDelete, http.MethodPatch},
	}, nil
}

func (g *gate) around(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		route, params, err := g.router.FindRoute(r)
		if err != nil {
			g.unknown(w, r)
			return
		}
		operation := route.Operation.OperationID
		traceOf(r.Context()).operation = operation
		if err := g.addresses.ask(network(traceOf(r.Context()).from), g.clock(), g.places.crowded()); err != nil {
			g.fail(w, r, err)
			return
		}
		if operation != streaming {
			release, err := g.places.enter(r.Context())
			if err != nil {
				g.fail(w, r, err)
				return
			}
			defer release()
			ctx, cancel := context.WithTimeout(r.Context(), g.patience)
			defer cancel()
			r = r.WithContext(ctx)
		}
		w.Header().Set("Cache-Control", "no-store")
		r, leave, err := g.admit(r, operation)
		if err == nil {
			defer leave()
			err = g.takes(w, r, route, params)
		}
		if err != nil {
			g.fail(w, r, err)
			return
		}
		traceOf(r.Context()).about = params["id"]
		next.ServeHTTP(w, r)
	})
}

// admit checks caller and role, before the request is looked at: who is not signed in learns nothing about the rest. One agent has
// only a share of the places.
func (g *gate) admit(r *http.Request, operation string) (admitted *http.Request, leave func(), err error) {
	access := g.allowed[operation]
	if access.Open {
		return r, func() {}, nil
	}
	caller, err := g.back.Authenticate(r.Context(), bearer(r))
	if err != nil {
		return r, nil, err
	}
	traceOf(r.Context()).agent = caller.Agent.ID
	if err := access.Allows(caller.Agent.Role); err != nil {
		return r, nil, err
	}
	if err := g.agents.ask(caller.Agent.ID, g.clock(), g.places.crowded()); err != nil {
		return r, nil, err
	}
	r = r.WithContext(backend.WithCaller(r.Context(), caller))
	if operation == streaming {
		return r, func() {}, nil // has a limit of its own
	}
	leave, err = g.requests.enter(caller.Agent.ID)
	return r, leave, err
}

// takes reads the request and checks it against the contract.
func (g *gate) takes(w http.ResponseWriter, r *http.Request, route *routers.Route, params map[string]string) error {
	limit := g.bodyLimit
	if route.Operation.OperationID == "keepPicture" {
		limit = max(limit, backend.LongestPicture)
	}
	if err := readWhole(w, r, limit); err != nil {
		return err
	}
	return g.keepsContract(r, route, params)
}

// readWhole takes the body in before it is looked at, so that one that is too large or broken off says just that.
func readWhole(w http.ResponseWriter, r *http.Request, limit int64) error {
	if r.Body == nil || r.Body == http.NoBody {
		return nil
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, limit))
	var tooLarge *http.MaxBytesError
	switch {
	case errors.As(err, &tooLarge):
		return data.Fail(data.TooLarge, "The request is too large.", nil)
	case err != nil:
		return data.Fail(data.Invalid, "The request broke off.", nil)
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	return nil
}

// bearer is the token of the Authorization header, the only place where one is looked for.
func bearer(r *http.Request) string {
	scheme, token, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	if !strings.EqualFold(scheme, "Bearer") {
		return ""
	}
	return strings.TrimSpace(token)
}

// unknown answers what the contract doesn't have: 405 where another method is, else 404.
func (g *gate) unknown(w http.ResponseWriter, r *http.Request) {
	var there []string
	for _, m := range g.methods {
		other := &http.Request{Method: m, URL: r.URL}
		if _, _, err := g.router.FindRoute(other); err == nil {
			there = append(there, m)
		}
	}
	p := problem(r.Context(), data.Fail(data.NotFound, "There is nothing here.", nil))
	if len(there) > 0 {
		slices.Sort(there)
		w.Header().Set("Allow", strings.Join(there, ", "))
		p = problem(r.Context(), data.Fail(data.Invalid, "This can't be done here.", nil))
		p.Status = http.StatusMethodNotAllowed
	}
	g.write(w, r, p)
}

// keepsContract checks parameters and body against the contract.
func (g *gate) keepsContract(r *http.Request, route *routers.Route, params map[string]string) error {
	err := openapi3filter.ValidateRequest(r.Context(), &openapi3filter.RequestValidationInput{
		Request: r, PathParams: params, Route: route,
		Options: &openapi3filter.Options{AuthenticationFunc: openapi3filter.NoopAuthenticationFunc},
	})
	if err == nil {
		return nil
	}
	return broken(route.Operation.OperationID, err)
}
