package desk

import (
	"context"
	"encoding/json"
	"time"

	"sociomedio/data"
	"sociomedio/data/contract"
	"sociomedio/data/local"
)

// parcel is an item of the outbox with what its sending needs. It is never changed: a change makes another.
type parcel struct {
	Item   OutboxItem
	Body   contract.NewAnswer // what is asked of the backend: the same with every try, or the key would not hold
	Starts []int              // where in Item.Text the parts begin
	// Asked says that the backend may have it: it was asked and did not say no.
	Asked bool
	// Back says that the agent wants it back from the backend.
	Back bool

	tries  int
	failed int  // answers in a row that said nothing of the item itself
	line   bool // it waits for the connection; any sign of one is a reason to try
}

// row is how a parcel is stored.
func (p *parcel) row() (local.Outgoing, error) {
	doc, err := json.Marshal(p)
	if err != nil {
		return local.Outgoing{}, data.Fail(data.Internal, "The outbox can't be stored.", nil)
	}
	return local.Outgoing{ID: p.Item.ID, State: string(p.Item.State), Doc: doc}, nil
}

// open reads a stored parcel. One that was being sent when the program ended may have arrived.
func openParcel(o local.Outgoing) (*parcel, error) {
	p := &parcel{}
	if err := json.Unmarshal(o.Doc, p); err != nil || p.Item.ID != o.ID {
		return nil, data.Fail(data.CorruptStore, "An item of the outbox can't be read.", nil)
	}
	if p.Item.State == Sending {
		p.Item.State, p.Asked = Unknown, true
	}
	p.Item.NextTry = time.Time{}
	return p, nil
}

// with is a changed copy.
func (p *parcel) with(change func(*parcel)) *parcel {
	next := *p
	change(&next)
	return &next
}

// back makes a parcel that the backend gave back one that waits for the agent.
func (p *parcel) back() {
	p.Item.State, p.Item.AnswerID, p.Item.Reason, p.Asked, p.Back = Refused, "", contract.Reason{}, false, false
}

// lane is what keeps its order: the answers to one customer, and the notes about him.
func (p *parcel) lane() string { return string(p.Item.Kind) + " " + p.Item.Case.Customer.ID }

// waits says whether only this machine has it and it is on its way.
func (p *parcel) waits() bool {
	return p.Item.State == Queued || p.Item.State == Sending || p.Item.State == Unknown
}

// loadOutbox reads the outbox into memory.
func loadOutbox(ctx context.Context, s *seat) (*outbox, error) {
	kept, err := s.store.Outbox(ctx)
	if err != nil {
		return nil, err
	}
	o := &outbox{seat: s, wake: make(chan struct{}, 1), joined: map[string]string{}}
	for _, k := range kept {
		p, err := openParcel(k)
		if err != nil {
			s.log.Error("an item of the outbox can't be read and stays where it is", "item", k.ID)
			continue
		}
		o.parcels = append(o.parcels, p)
	}
	return o, nil
}
