package remote_test

import (
	"context"
	"net/http"
	"sync"
	"testing"
	"time"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers/legacy"
	"github.com/stretchr/testify/require"

	"sociomedio/data/contract"
	"sociomedio/data/remote"
)

// Every operation of the contract has its method, and what the method sends keeps the contract.
func TestEveryOperationKeepsTheContract(t *testing.T) {
	doc, err := openapi3.NewLoader().LoadFromData(contract.OpenAPI)
	require.NoError(t, err)
	doc.Servers = nil
	router, err := legacy.NewRouter(doc)
	require.NoError(t, err)

	var mu sync.Mutex
	seen := map[string]bool{}
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		route, params, err := router.FindRoute(r)
		if err != nil {
			t.Errorf("%s %s is not in the contract", r.Method, r.URL.Path)
			return
		}
		mu.Lock()
		seen[route.Operation.OperationID] = true
		mu.Unlock()
		err = openapi3filter.ValidateRequest(r.Context(), &openapi3filter.RequestValidationInput{
			Request: r, PathParams: params, Route: route,
			Options: &openapi3filter.Options{AuthenticationFunc: bearer},
		})
		if err != nil {
			t.Errorf("%s: %v", route.Operation.OperationID, err)
		}
		example(w, route.Operation)
	})
	c := open(t, s.URL, remote.Options{Version: "1.2.3"})
	exercise(t, c)
	for _, item := range doc.Paths.Map() {
		for _, operation := range item.Operations() {
			require.True(t, seen[operation.OperationID], "no method calls %s", operation.OperationID)
		}
	}
}

func bearer(_ context.Context, in *openapi3filter.AuthenticationInput) error {
	if in.RequestValidationInput.Request.Header.Get("Authorization") == "" {
		return http.ErrNoLocation
	}
	return nil
}

// example answers the least that a method takes for success.
func example(w http.ResponseWriter, o *openapi3.Operation) {
	switch o.OperationID {
	case "signIn", "refreshSession":
		answer(w, http.StatusOK, session("1"))
	case "signOut", "changePassword", "keepPicture":
		w.WriteHeader(http.StatusNoContent)
	case "getMedia":
		w.Header().Set("Content-Type", "image/png")
	case "streamEvents":
		w.Header().Set("Content-Type", "text/event-stream")
	case "saveAnswer", "addNote":
		answer(w, http.StatusCreated, struct{}{})
	default:
		answer(w, http.StatusOK, struct{}{})
	}
}

func exercise(t *testing.T, c *remote.Client) {
	t.Helper()
	ctx := t.Context()
	ok := func(err error) { t.Helper(); require.NoError(t, err) }
	_, err := c.SignIn(ctx, "anis", "secret")
	ok(err)
	ok(c.ChangePassword(ctx, "old", "a new long one"))
	_, err = c.Me(ctx)
	ok(err)
	_, err = c.Catalogue(ctx)
	ok(err)
	_, err = c.Templates(ctx)
	ok(err)
	_, err = c.Accounts(ctx)
	ok(err)
	_, err = c.Changes(ctx, "c1", 100)
	ok(err)
	_, err = c.Cases(ctx, contract.ListCasesParams{State: contract.CaseStateTaken, Network: contract.Twitter, Limit: 10})
	ok(err)
	_, err = c.Take(ctx, contract.Take{Limit: 5})
	ok(err)
	for _, one := range []func(context.Context, string) (contract.Case, error){c.Case, c.OpenCase, c.ReleaseCase, c.TakeOverCase} {
		_, err = one(ctx, anID)
		ok(err)
	}
	_, err = c.MarkOutside(ctx, anID, contract.Outside{Path: []string{anID}, Remark: "x"})
	ok(err)
	_, err = c.SaveAnswer(ctx, anID, anID, contract.NewAnswer{
		TargetMessageID: anID, CaseVersion: 3, Path: []string{anID}, ReplyType: "normal", Visibility: contract.Public,
		Text: "Halo", Parts: []string{"Halo"}, OpenedAt: time.Now().UTC(), After: anID,
	})
	ok(err)
	require.NoError(t, c.KeepPicture(ctx, anID, anID, []byte("picture")))
	_, err = c.AddNote(ctx, anID, anID, contract.NewNote{Text: "catatan"})
	ok(err)
	_, err = c.CancelAnswer(ctx, anID)
	ok(err)
	_, err = c.ResumeAnswer(ctx, anID)
	ok(err)
	exerciseCustomers(t, c)
	require.Error(t, c.Events(ctx, "c1", func(remote.Event) {}))
	_, err = c.Team(ctx)
	ok(err)
	ok(c.SignOut(ctx))
	c.Use(remote.Tokens{Refresh: "refresh-0"}) // a session that was kept
	_, err = c.Me(ctx)
	ok(err)
}

func exerciseCustomers(t *testing.T, c *remote.Client) {
	t.Helper()
	ctx := t.Context()
	ok := func(err error) { t.Helper(); require.NoError(t, err) }
	_, err := c.Customers(ctx, contract.SearchCustomersParams{By: contract.Pots, Q: "021 0000 4217", Cursor: "x", Limit: 50})
	ok(err)
	_, err = c.Customer(ctx, anID)
	ok(err)
	_, err = c.SearchMessages(ctx, "tagihan", "", 50)
	ok(err)
	_, err = c.Messages(ctx, anID, "", 50)
	ok(err)
	_, err = c.Handlings(ctx, anID, "x", 0)
	ok(err)
	_, err = c.LinkService(ctx, anID, contract.ServiceLink{Number: "122000004217"})
	ok(err)
	_, err = c.UnlinkService(ctx, anID)
	ok(err)
	_, err = c.Services(ctx, "+62 21 0000 4217")
	ok(err)
	_, err = c.Tickets(ctx, contract.SearchTicketsParams{Q: "IN402", Customer: anID})
	ok(err)
	_, err = c.Media(ctx, anID, contract.Thumbnail)
	ok(err)
}
