package shell

import (
	"context"

	"sociomedio/app/desk"
	"sociomedio/data/contract"
	"sociomedio/ui/customer"
	"sociomedio/ui/customers"
	"sociomedio/ui/inbox"
	"sociomedio/ui/palette"
	"sociomedio/ui/reply"
)

// Source is what the window reads from and asks for things: the agent's desk. Which method may be called where is said in app/desk.
type Source interface {
	inbox.Source
	customer.Source
	customers.Source
	reply.Source
	palette.Source

	Last() (server, username string)
	Session() desk.Session
	SignIn(ctx context.Context, c desk.Credentials) (desk.Session, error)
	Resume(ctx context.Context) (bool, error)
	SignOut(ctx context.Context) error
	ChangePassword(ctx context.Context, current, next string) error
	Subscribe(f func(desk.Event)) (stop func())
	Connection() desk.Connection
	Sync(ctx context.Context) (desk.Synced, error)
	TryNow()
	Today() desk.Today
	Team(ctx context.Context) (contract.Team, error)
	Counts() (desk.Counts, error)
	Inbox(filter desk.InboxFilter) (desk.Inbox, error)
	InboxRows(in desk.Inbox, from, n int) ([]desk.Row, error)
	Catalogue() desk.Catalogue
	FetchCase(ctx context.Context, id string) error
	FetchCustomer(ctx context.Context, id string) error
	CloseCase()
	Outbox() ([]desk.OutboxItem, desk.OutboxCounts, error)
	Unsent() int
	Edit(ctx context.Context, id string) (desk.Form, error)
	Discard(ctx context.Context, id string) error
	Retry(ctx context.Context, id string) error
	SendAnyway(ctx context.Context, id string) error
	Recall(key string) string
	Remember(key, value string)
}
