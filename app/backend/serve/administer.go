package serve

import (
	"context"
	"io"
	"regexp"
	"strings"
	"time"
	"unicode/utf8"

	"sociomedio/app/backend"
	"sociomedio/app/backend/imports"
	"sociomedio/app/backend/storage"
	"sociomedio/data"
	"sociomedio/data/contract"
)

// NewAgent is an agent as an operator adds one.
type NewAgent struct {
	Username  string
	Name      string // default the user name
	Role      contract.Role
	Signature string // default (Name)
	Password  string
	Hashing   backend.Hashing // default backend.DefaultHashing
}

// The length is counted apart: a form that counts costs milliseconds whenever a program with this package starts.
var usernameForm = regexp.MustCompile(`^[\p{L}\p{N}][\p{L}\p{N}._@-]*$`)

const longestUsername = 100 // letters

// AddAgent adds an agent. Errors: Invalid (field username), WeakPassword.
func AddAgent(ctx context.Context, store *storage.Store, n NewAgent) (storage.Agent, error) {
	username := backend.PlainUsername(n.Username)
	if !usernameForm.MatchString(username) || utf8.RuneCountInString(username) > longestUsername {
		return storage.Agent{}, &data.Error{
			Kind: data.Invalid, Field: "username", Sentence: "A user name is made of letters, digits, dot, dash, underscore and @.",
		}
	}
	hash, err := backend.HashPassword(ctx, username, n.Password, n.Hashing)
	if err != nil {
		return storage.Agent{}, err
	}
	name := strings.TrimSpace(backend.Clean(n.Name))
	if name == "" {
		name = username
	}
	signature := strings.TrimSpace(backend.Clean(n.Signature))
	if signature == "" {
		signature = "(" + name + ")"
	}
	return store.AddAgent(ctx, storage.NewAgent{Username: username, Name: name, Role: n.Role, Signature: signature, PasswordHash: hash})
}

// SetPassword sets an agent's password, lifts a lock and ends all his sessions. Errors: NotFound, WeakPassword.
func SetPassword(ctx context.Context, store *storage.Store, username, password string) error {
	agent, err := store.AgentByUsername(ctx, backend.PlainUsername(username))
	if err != nil {
		return err
	}
	hash, err := backend.HashPassword(ctx, agent.Username, password, backend.Hashing{})
	if err != nil {
		return err
	}
	return store.SetPassword(ctx, agent.ID, hash, "")
}

// DisableAgent switches an agent off. Error: NotFound.
func DisableAgent(ctx context.Context, store *storage.Store, username string) error {
	agent, err := store.AgentByUsername(ctx, backend.PlainUsername(username))
	if err != nil {
		return err
	}
	return store.DisableAgent(ctx, agent.ID)
}

// ImportCatalogue replaces the KIP by that of a CSV file and gives its number of paths. What is wrong with the file is a
// *imports.Report, as with the other imports.
func ImportCatalogue(ctx context.Context, store *storage.Store, in io.Reader) (int, error) {
	c, err := imports.ReadCatalogue(in)
	if err != nil {
		return 0, err
	}
	return len(c.Paths), store.ImportCatalogue(ctx, c.Levels, c.Paths)
}

// ImportTemplates replaces the canned answers by those of a CSV file.
func ImportTemplates(ctx context.Context, store *storage.Store, in io.Reader) (int, error) {
	return store.ImportTemplates(ctx, imports.Templates(in))
}

// ImportServices adds and updates the service records of a CSV file.
func ImportServices(ctx context.Context, store *storage.Store, in io.Reader) (int, error) {
	return store.ImportServices(ctx, imports.Services(in))
}

// ImportTickets adds and updates the tickets of a CSV file; times without an offset are in zone.
func ImportTickets(ctx context.Context, store *storage.Store, in io.Reader, zone *time.Location) (int, error) {
	return store.ImportTickets(ctx, imports.Tickets(in, zone))
}
