package desk

import (
	"container/list"
	"context"
	"sync"

	"sociomedio/data/contract"
	"sociomedio/data/remote"
)

// mostPictures is how many bytes of pictures stay in memory.
const mostPictures = 24 << 20

// pictures are those that were looked at last.
type pictures struct {
	mu     sync.Mutex
	order  list.List // of picture, the one used last in front
	byName map[pictureName]*list.Element
	bytes  int
}

type pictureName struct {
	id   string
	size contract.GetMediaParamsSize
}

type picture struct {
	name pictureName
	body []byte
}

func newPictures() *pictures { return &pictures{byName: map[pictureName]*list.Element{}} }

func (p *pictures) get(n pictureName) ([]byte, bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	e, ok := p.byName[n]
	if !ok {
		return nil, false
	}
	p.order.MoveToFront(e)
	return e.Value.(picture).body, true
}

// put keeps a picture and drops those that were not looked at for longest.
func (p *pictures) put(n pictureName, body []byte) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if _, ok := p.byName[n]; ok || len(body) > mostPictures {
		return
	}
	p.byName[n] = p.order.PushFront(picture{n, body})
	p.bytes += len(body)
	for p.bytes > mostPictures {
		oldest := p.order.Remove(p.order.Back()).(picture)
		delete(p.byName, oldest.name)
		p.bytes -= len(oldest.body)
	}
}

// Media is a picture that the backend fetched from a network. It is not to be changed. Kinds: NotFound and those of the
// connection.
func (d *Desk) Media(ctx context.Context, mediaID string, size contract.GetMediaParamsSize) ([]byte, error) {
	s, err := d.at()
	if err != nil {
		return nil, err
	}
	name := pictureName{mediaID, size}
	if body, ok := s.pictures.get(name); ok {
		return body, nil
	}
	body, err := ask(ctx, s, func(ctx context.Context, r *remote.Client) ([]byte, error) { return r.Media(ctx, mediaID, size) })
	if err == nil {
		s.pictures.put(name, body)
	}
	return body, err
}
