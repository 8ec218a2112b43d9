package api_test

import (
	"context"
	"net/http"
	"slices"
	"testing"
	"time"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/stretchr/testify/require"

	"sociomedio/app/backend"
	"sociomedio/app/backend/channel"
	"sociomedio/data"
	"sociomedio/data/contract"
)

// onePixel is the smallest PNG there is.
const onePixel = "\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x00\x00\x00\x00:~\x9bU\x00\x00\x00\nIDATx\x9cc`\x00\x00\x00\x02\x00\x01H\xaf\xa4q\x00\x00\x00\x00IEND\xaeB`\x82"

func operations(t *testing.T) []string {
	t.Helper()
	doc, err := openapi3.NewLoader().LoadFromData(contract.OpenAPI)
	require.NoError(t, err)
	var ids []string
	for _, item := range doc.Paths.Map() {
		for _, op := range item.Operations() {
			ids = append(ids, op.OperationID)
		}
	}
	return ids
}

func TestEveryOperationHasItsLineInTheTableOfPermissions(t *testing.T) {
	var table []string
	for id, access := range backend.Permissions() {
		table = append(table, id)
		require.True(t, access.Open != (len(access.Roles) > 0), id)
	}
	require.ElementsMatch(t, operations(t), table)
}

// scene is what the operations below act on: anis holds a case and has answered another one; nothing of it is sari's.
type scene struct {
	held     contract.Case
	answered contract.Case
	kept     contract.Handling
}

func (h *house) scene(anis string) scene {
	var s scene
	s.answered = h.heldCase(anis)
	s.kept = h.save(anis, s.answered)
	s.held = h.heldCase(anis)
	return s
}

// outcome is the status of an operation for each who may try it. Cases, answers and notes are anis' own.
type outcome struct{ nobody, owner, colleague, supervisor, admin int }

func all(status int) outcome {
	return outcome{nobody: 401, owner: status, colleague: status, supervisor: status, admin: status}
}

// TestEveryOperationForEveryRole calls each operation of the contract as nobody, as the agent whose case it is, as another
// agent, as a supervisor and as an admin: who may, and whose.
func TestEveryOperationForEveryRole(t *testing.T) {
	const own, theirs = 200, 409
	table := map[string]struct {
		do   func(h *house, s scene, token string) (int, contract.Problem)
		want outcome
	}{
		"signIn": {func(h *house, _ scene, token string) (int, contract.Problem) {
			return h.call(http.MethodPost, "/v1/session", token, signIn("anis", password), nil)
		}, outcome{200, 200, 200, 200, 200}},
		"refreshSession": {func(h *house, _ scene, token string) (int, contract.Problem) {
			return h.call(http.MethodPost, "/v1/session/refresh", token, contract.Refresh{RefreshToken: h.session("anis").RefreshToken}, nil)
		}, outcome{200, 200, 200, 200, 200}},
		"signOut": {func(h *house, _ scene, token string) (int, contract.Problem) {
			return h.call(http.MethodDelete, "/v1/session", token, nil, nil)
		}, all(204)},
		"changePassword": {func(h *house, _ scene, token string) (int, contract.Problem) {
			return h.call(http.MethodPut, "/v1/session/password", token, contract.PasswordChange{Current: password, New: "nasi goreng pedas"}, nil)
		}, all(204)},
		"getMe":         {get("/v1/me"), all(200)},
		"getCatalogue":  {get("/v1/catalogue"), all(200)},
		"listTemplates": {get("/v1/templates"), all(200)},
		"listAccounts":  {get("/v1/accounts"), all(200)},
		"listChanges":   {get("/v1/changes"), all(200)},
		"streamEvents": {func(h *house, _ scene, token string) (int, contract.Problem) {
			return h.peek("/v1/events", token)
		}, all(200)},
		"listCases": {get("/v1/cases"), all(200)},
		"takeCases": {func(h *house, _ scene, token string) (int, contract.Problem) {
			return h.call(http.MethodPost, "/v1/cases/take", token, contract.Take{Limit: 5}, nil)
		}, all(200)},
		"getCase": {func(h *house, s scene, token string) (int, contract.Problem) {
			return h.call(http.MethodGet, "/v1/cases/"+s.held.ID, token, nil, nil)
		}, outcome{401, own, 404, 200, 200}},
		"openCase": {func(h *house, s scene, token string) (int, contract.Problem) {
			return h.call(http.MethodPost, "/v1/cases/"+s.held.ID+"/open", token, nil, nil)
		}, outcome{401, own, theirs, 200, 200}},
		"releaseCase": {func(h *house, s scene, token string) (int, contract.Problem) {
			return h.call(http.MethodPost, "/v1/cases/"+s.held.ID+"/release", token, nil, nil)
		}, outcome{401, own, theirs, theirs, theirs}},
		"takeOverCase": {func(h *house, s scene, token string) (int, contract.Problem) {
			return h.call(http.MethodPost, "/v1/cases/"+s.held.ID+"/takeover", token, nil, nil)
		}, all(200)},
		"markAnsweredOutside": {func(h *house, s scene, token string) (int, contract.Problem) {
			return h.call(http.MethodPost, "/v1/cases/"+s.held.ID+"/outside", token, contract.Outside{Path: h.answer(s.held).Path}, nil)
		}, outcome{401, own, theirs, theirs, theirs}},
		"saveAnswer": {func(h *house, s scene, token string) (int, contract.Problem) {
			return h.call(http.MethodPost, "/v1/cases/"+s.held.ID+"/answers", token, h.answer(s.held), nil, "Idempotency-Key", key())
		}, outcome{401, 201, theirs, theirs, theirs}},
		"keepPicture": {func(h *house, s scene, token string) (int, contract.Problem) {
			return h.call(http.MethodPut, "/v1/cases/"+s.held.ID+"/pictures/"+key(), token, onePixel, nil, "Content-Type", "application/octet-stream")
		}, all(204)},
		"addNote": {func(h *house, s scene, token string) (int, contract.Problem) {
			return h.call(http.MethodPost, "/v1/cases/"+s.held.ID+"/notes", token, contract.NewNote{Text: "sudah ditelepon"}, nil, "Idempotency-Key", key())
		}, all(201)},
		"cancelAnswer": {func(h *house, s scene, token string) (int, contract.Problem) {
			return h.call(http.MethodPost, "/v1/answers/"+s.kept.Answers[0].ID+"/cancel", token, nil, nil)
		}, outcome{401, own, 404, 404, 404}},
		"resumeAnswer": {func(h *house, s scene, token string) (int, contract.Problem) {
			h.fail(s.kept)
			return h.call(http.MethodPost, "/v1/answers/"+s.kept.Answers[0].ID+"/resume", token, nil, nil)
		}, outcome{401, own, 404, 404, 404}},
		"searchCustomers": {get("/v1/customers?by=name&q=budi"), all(200)},
		"getCustomer": {func(h *house, s scene, token string) (int, contract.Problem) {
			return h.call(http.MethodGet, "/v1/customers/"+s.held.Customer.ID, token, nil, nil)
		}, all(200)},
		"listMessages": {func(h *house, s scene, token string) (int, contract.Problem) {
			return h.call(http.MethodGet, "/v1/customers/"+s.held.Customer.ID+"/messages", token, nil, nil)
		}, all(200)},
		"searchMessages": {get("/v1/messages?q=internet"), all(200)},
		"listHandlings": {func(h *house, s scene, token string) (int, contract.Problem) {
			return h.call(http.MethodGet, "/v1/customers/"+s.held.Customer.ID+"/handlings", token, nil, nil)
		}, all(200)},
		"linkService": {func(h *house, s scene, token string) (int, contract.Problem) {
			return h.call(http.MethodPut, "/v1/customers/"+s.held.Customer.ID+"/service", token, contract.ServiceLink{Number: "122-000 001"}, nil)
		}, all(200)},
		"unlinkService": {func(h *house, s scene, token string) (int, contract.Problem) {
			return h.call(http.MethodDelete, "/v1/customers/"+s.held.Customer.ID+"/service", token, nil, nil)
		}, all(200)},
		"findServices":  {get("/v1/services?number=122000001"), all(200)},
		"searchTickets": {get("/v1/tickets?q=x"), all(200)},
		"getMedia":      {get("/v1/media/" + key()), all(404)},
		"getTeam":       {get("/v1/team"), outcome{401, 403, 403, 200, 200}},
	}
	var tried []string
	for id := range table {
		tried = append(tried, id)
	}
	require.ElementsMatch(t, operations(t), tried, "each operation has its line")
	slices.Sort(tried)
	for _, id := range tried {
		for who, username := range map[string]string{"nobody": "", "owner": "anis", "colleague": "sari", "supervisor": "spv", "admin": "adm"} {
			t.Run(id+"/"+who, func(t *testing.T) {
				t.Parallel()
				h := newHouse(t, nil)
				_, err := h.store.ImportServices(t.Context(), services(contract.Service{Number: "122000001", CustomerName: "Budi"}))
				require.NoError(t, err)
				s := h.scene(h.signIn("anis"))
				token := ""
				if username != "" {
					token = h.signIn(username)
				}
				want := map[string]int{
					"nobody": table[id].want.nobody, "owner": table[id].want.owner, "colleague": table[id].want.colleague,
					"supervisor": table[id].want.supervisor, "admin": table[id].want.admin,
				}[who]
				status, p := table[id].do(h, s, token)
				require.Equal(t, want, status, said(p))
				switch status {
				case 401:
					require.Equal(t, string(data.SessionExpired), p.Code)
				case 403:
					require.Equal(t, string(data.Forbidden), p.Code)
				case 404:
					require.Equal(t, string(data.NotFound), p.Code)
				case 409:
					require.Equal(t, string(data.CaseHeld), p.Code)
					require.Equal(t, "anis", p.Case.Holder.Name, "the agent reads who has it")
				}
			})
		}
	}
}

func get(path string) func(*house, scene, string) (int, contract.Problem) {
	return func(h *house, _ scene, token string) (int, contract.Problem) {
		return h.call(http.MethodGet, path, token, nil, nil)
	}
}

func services(all ...contract.Service) func(yield func(contract.Service, error) bool) {
	return func(yield func(contract.Service, error) bool) {
		for _, s := range all {
			if !yield(s, nil) {
				return
			}
		}
	}
}

// fail lets the network refuse a kept answer.
func (h *house) fail(kept contract.Handling) {
	h.t.Helper()
	ctx := context.Background()
	jobs, err := h.store.ClaimParts(ctx, "test", 10, time.Minute)
	require.NoError(h.t, err)
	for _, job := range jobs {
		if job.AnswerID == kept.Answers[0].ID {
			require.NoError(h.t, h.store.PartFailed(ctx, job.Claim, "permission"))
		}
	}
}

func TestAgentsListTheirOwnCasesAndLeadersAll(t *testing.T) {
	h := newHouse(t, nil)
	anis, sari := h.signIn("anis"), h.signIn("sari")
	mine, hers := h.heldCase(anis), h.heldCase(sari)
	list := func(token string) []string {
		var page contract.CasePage
		status, _ := h.call(http.MethodGet, "/v1/cases", token, nil, &page)
		require.Equal(t, http.StatusOK, status)
		var ids []string
		for _, c := range page.Cases {
			ids = append(ids, c.ID)
		}
		return ids
	}
	require.ElementsMatch(t, []string{mine.ID}, list(anis))
	require.ElementsMatch(t, []string{hers.ID}, list(sari))
	require.ElementsMatch(t, []string{mine.ID, hers.ID}, list(h.signIn("spv")))

	_, err := h.store.Intake(t.Context(), h.account.ID, "poll", channel.Batch{Events: []channel.Event{comment("free", "Cici")}})
	require.NoError(t, err)
	require.ElementsMatch(t, []string{mine.ID}, list(anis), "a waiting case is nobody's yet")
}
