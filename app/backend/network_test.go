package backend_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"sync"
	"time"

	"sociomedio/app/backend/channel"
	"sociomedio/data/contract"
)

// network is a network that behaves: what is posted to it is there and can be found, what people write can be read, and it
// goes wrong when it is told to.
type network struct {
	kind contract.Network

	mu     sync.Mutex
	posts  []post
	events []channel.Event
	wrong  []wrong
	blind  error // Find and Poll answer with it
	finds  int
	busy   chan struct{} // Send waits for it, when set
	began  chan struct{} // Send says that it was called, when set
}

type post struct {
	partID, text, inReplyTo, id string
}

// wrong is how one send goes wrong: after the post was accepted or before.
type wrong struct {
	accepted bool
	err      error
	panics   bool
	only     string // for this text only
}

func (n *network) Network() contract.Network { return n.kind }

func (n *network) Poll(_ context.Context, mark string) (channel.Batch, error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.blind != nil {
		return channel.Batch{}, n.blind
	}
	from, _ := strconv.Atoi(mark)
	from = max(0, from-1) // reading overlaps
	return channel.Batch{Events: append([]channel.Event(nil), n.events[from:]...), Mark: strconv.Itoa(len(n.events))}, nil
}

func (n *network) Webhook(_ string, _ http.Header, _ map[string][]string, body []byte) (channel.Delivery, error) {
	var events []channel.Event
	if err := json.Unmarshal(body, &events); err != nil {
		return channel.Delivery{Events: []channel.Event{{Type: channel.Unknown, Key: string(body), Raw: body}}}, nil
	}
	return channel.Delivery{Events: events}, nil
}

func (n *network) Send(ctx context.Context, out channel.Outgoing) (channel.Sent, error) {
	if n.began != nil {
		n.began <- struct{}{}
	}
	if n.busy != nil {
		select {
		case <-n.busy:
		case <-ctx.Done():
			return channel.Sent{}, &channel.Error{Class: channel.Lost, Code: "timeout", Cause: ctx.Err()}
		}
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	w := n.take(out.Text)
	if w.err != nil && !w.accepted {
		return channel.Sent{}, w.err
	}
	if w.panics && !w.accepted {
		panic("network")
	}
	p := post{partID: out.PartID, text: out.Text, inReplyTo: out.InReplyTo, id: fmt.Sprint("p", len(n.posts)+1)}
	n.posts = append(n.posts, p)
	if w.panics {
		panic("network")
	}
	if w.err != nil {
		return channel.Sent{}, w.err
	}
	return channel.Sent{ExternalID: p.id, At: time.Now()}, nil
}

func (n *network) take(text string) wrong {
	for i, w := range n.wrong {
		if w.only == "" || w.only == text {
			n.wrong = append(n.wrong[:i:i], n.wrong[i+1:]...)
			return w
		}
	}
	return wrong{}
}

func (n *network) Find(_ context.Context, out channel.Outgoing) (channel.Sent, bool, error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.finds++
	if n.blind != nil {
		return channel.Sent{}, false, n.blind
	}
	for _, p := range n.posts {
		if p.text == out.Text && p.inReplyTo == out.InReplyTo {
			return channel.Sent{ExternalID: p.id}, true, nil
		}
	}
	return channel.Sent{}, false, nil
}

func (n *network) Check(context.Context) []channel.Finding { return nil }

// writes lets somebody write.
func (n *network) writes(id, who string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	p := channel.Person{ID: "id-" + who, Name: who, Handle: who}
	kind := contract.MessageKindMention
	if n.kind == contract.Facebook {
		kind = contract.MessageKindComment
	}
	n.events = append(n.events, channel.Event{
		Type: channel.Wrote, Key: string(kind) + ":" + id, At: time.Now(),
		Message: channel.Message{
			Kind: kind, ExternalID: id, Thread: "t-" + id, Author: p, Customer: p, Summons: true, OpensCase: true, Text: "Internet mati " + id,
		},
	})
}

func (n *network) goesWrong(w ...wrong) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.wrong = append(n.wrong, w...)
}

func (n *network) is(err error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.blind = err
}

func (n *network) texts() []string {
	n.mu.Lock()
	defer n.mu.Unlock()
	var all []string
	for _, p := range n.posts {
		all = append(all, p.text)
	}
	return all
}

func (n *network) looks() int {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.finds
}

var errConnection = errors.New("connection reset")

func lost() error { return &channel.Error{Class: channel.Lost, Code: "timeout", Cause: errConnection} }
