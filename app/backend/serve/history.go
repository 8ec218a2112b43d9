package serve

import (
	"context"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/google/uuid"

	"sociomedio/app/backend"
	"sociomedio/app/backend/imports"
	"sociomedio/app/backend/storage"
	"sociomedio/data"
	"sociomedio/data/contract"
)

// normalReply is the reply type of what was answered before.
const normalReply = "normal"

// ImportHistory stores what a CSV file says of how customers were handled, and what was noted of them, before this backend was there. A
// line that is there already is left as it is, so that a file can be imported again: what is of customers who have not written yet finds
// no place, is counted as waiting, and comes in a later time. Errors: *imports.Report; NotFound for an agent who isn't there.
func ImportHistory(ctx context.Context, store *storage.Store, in io.Reader, zone *time.Location) (imported, waiting int, err error) {
	var all []imports.Past
	for p, err := range imports.History(in, zone) {
		if err != nil {
			return 0, 0, err
		}
		all = append(all, p)
	}
	agents := map[string]string{}
	for _, p := range all { // nothing is stored when one of them is missing
		name := backend.PlainUsername(p.Agent)
		if agents[name] != "" {
			continue
		}
		a, err := store.AgentByUsername(ctx, name)
		if err != nil {
			return 0, 0, fmt.Errorf("agent %s: %w", name, err)
		}
		agents[name] = a.ID
	}
	for _, p := range all {
		switch err := addPast(ctx, store, p, agents[backend.PlainUsername(p.Agent)]); {
		case data.KindOf(err) == data.NotFound:
			waiting++
		case err != nil:
			return imported, waiting, err
		default:
			imported++
		}
	}
	return imported, waiting, nil
}

func addPast(ctx context.Context, store *storage.Store, p imports.Past, agentID string) error {
	customerID, err := store.CustomerOf(ctx, contract.Network(p.Network), p.Customer)
	if err != nil {
		return err
	}
	// The same line has the same id in every import.
	line := strings.Join([]string{p.Network, p.Customer, agentID, p.At.String(), p.Answer, p.Note}, "\x00")
	id := uuid.NewSHA1(uuid.NameSpaceOID, []byte(line)).String()
	if p.Note != "" {
		return store.AddPastNote(ctx, storage.PastNote{ID: id, CustomerID: customerID, AgentID: agentID, Text: p.Note, At: p.At})
	}
	return store.AddPastHandling(ctx, storage.PastHandling{
		ID: id, CustomerID: customerID, AgentID: agentID, Labels: p.Path, ReplyType: normalReply, Answer: p.Answer, At: p.At, Took: p.Took,
	})
}
