package desk

import (
	"context"
	"reflect"

	"sociomedio/data"
	"sociomedio/data/contract"
	"sociomedio/data/remote"
)

// What comes whole from the backend lies in the local store under these names.
const (
	catalogueDocument = "catalogue"
	templatesDocument = "templates"
	accountsDocument  = "accounts"
)

// setup is what is loaded of it; nil for what was never here.
type setup struct {
	catalogue *contract.Catalogue
	templates *contract.TemplateList
	accounts  *contract.AccountList
}

// loadCatalogue brings it from the store into memory.
func (s *seat) loadCatalogue(ctx context.Context) error {
	var loaded setup
	var err error
	if loaded.catalogue, err = document[contract.Catalogue](ctx, s, catalogueDocument); err != nil {
		return err
	}
	if loaded.templates, err = document[contract.TemplateList](ctx, s, templatesDocument); err != nil {
		return err
	}
	if loaded.accounts, err = document[contract.AccountList](ctx, s, accountsDocument); err != nil {
		return err
	}
	s.use(loaded)
	return nil
}

// document reads what was stored; nil when it never was, or can't be read by this version: then it is asked for again.
func document[T any](ctx context.Context, s *seat, name string) (*T, error) {
	into := new(T)
	err := s.store.Document(ctx, name, into)
	switch {
	case err == nil:
		return into, nil
	case data.KindOf(err) == data.NotFound:
		return nil, nil
	}
	return nil, err
}

// use makes what is loaded the catalogue that the screens see.
func (s *seat) use(loaded setup) {
	var k contract.Catalogue
	var templates []contract.Template
	var accounts []contract.Account
	if loaded.catalogue != nil {
		k = *loaded.catalogue
	}
	if loaded.templates != nil {
		templates = loaded.templates.Templates
	}
	if loaded.accounts != nil {
		accounts = loaded.accounts.Accounts
	}
	c := CatalogueOf(k, templates, accounts)
	s.mu.Lock()
	s.loaded = loaded
	s.mu.Unlock()
	s.catalogue.Store(&c)
}

func (s *seat) setup() setup {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.loaded
}

// renewSetup brings catalogue and templates when the changes say that there are newer ones.
func (s *seat) renewSetup(ctx context.Context, c contract.Changes) error {
	if c.Reset {
		return nil
	}
	loaded := s.setup()
	changed := false
	if loaded.catalogue == nil || loaded.catalogue.Version != c.CatalogueVersion {
		k, err := fetched(ctx, s, catalogueDocument, (*remote.Client).Catalogue)
		if err != nil {
			return err
		}
		loaded.catalogue, changed = k, true
	}
	if loaded.templates == nil || loaded.templates.Version != c.TemplatesVersion {
		t, err := fetched(ctx, s, templatesDocument, (*remote.Client).Templates)
		if err != nil {
			return err
		}
		loaded.templates, changed = t, true
	}
	if !changed {
		return nil
	}
	loaded.accounts = s.setup().accounts
	s.use(loaded)
	s.bus.post(Event{Kind: CatalogueChanged})
	return nil
}

// inherit takes over what a store held that was damaged: the agent goes on choosing from it.
func (s *seat) inherit(ctx context.Context, held setup) {
	loaded := s.setup()
	if loaded.catalogue == nil && held.catalogue != nil && s.store.SetDocument(ctx, catalogueDocument, held.catalogue) == nil {
		loaded.catalogue = held.catalogue
	}
	if loaded.templates == nil && held.templates != nil && s.store.SetDocument(ctx, templatesDocument, held.templates) == nil {
		loaded.templates = held.templates
	}
	if loaded.accounts == nil && held.accounts != nil && s.store.SetDocument(ctx, accountsDocument, held.accounts) == nil {
		loaded.accounts = held.accounts
	}
	s.use(loaded)
}

// renewAccounts brings the accounts with their health.
func (s *seat) renewAccounts(ctx context.Context) {
	a, err := fetched(ctx, s, accountsDocument, (*remote.Client).Accounts)
	if err != nil {
		return
	}
	s.catching.Lock() // renewSetup changes the same
	defer s.catching.Unlock()
	loaded := s.setup()
	if loaded.accounts != nil && reflect.DeepEqual(*loaded.accounts, *a) {
		return
	}
	loaded.accounts = a
	s.use(loaded)
	s.bus.post(Event{Kind: CatalogueChanged})
}

// fetched asks for something that comes whole and stores it.
func fetched[T any](ctx context.Context, s *seat, name string, call func(*remote.Client, context.Context) (T, error)) (*T, error) {
	got, err := ask(ctx, s, func(ctx context.Context, r *remote.Client) (T, error) { return call(r, ctx) })
	if err != nil {
		return nil, err
	}
	if err := s.store.SetDocument(ctx, name, got); err != nil {
		s.heal(err)
		return nil, err
	}
	return &got, nil
}

// account is one of the company's accounts as last said; zero while unknown.
func (c Catalogue) account(id string) contract.Account {
	for _, a := range c.Accounts {
		if a.ID == id {
			return a
		}
	}
	return contract.Account{}
}

func (c Catalogue) replyType(network contract.Network, kind contract.MessageKind, id string) (contract.ReplyType, bool) {
	for _, r := range c.replies {
		if r.ID == id && r.Network == network && r.Kind == kind {
			return r, true
		}
	}
	return contract.ReplyType{}, false
}
