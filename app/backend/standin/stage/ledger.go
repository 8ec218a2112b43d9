package stage

import (
	"slices"
	"sync"
)

// Ledger keeps everything that was posted, in the order in which it was accepted.
type Ledger struct {
	mu    sync.Mutex
	posts []Post
	watch func(Post)
}

// Watch lets f see each later Post. It is called while the network answers, so it must not wait.
func (l *Ledger) Watch(f func(Post)) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.watch = f
}

// Add keeps a post.
func (l *Ledger) Add(p Post) {
	l.mu.Lock()
	l.posts = append(l.posts, p)
	watch := l.watch
	l.mu.Unlock()
	if watch != nil {
		watch(p)
	}
}

// Deleted notes that a post was taken down again.
func (l *Ledger) Deleted(network, id string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for i := range l.posts {
		if l.posts[i].Network == network && l.posts[i].ID == id {
			l.posts[i].Deleted = true
		}
	}
}

// Posts is all of them, oldest first; never nil.
func (l *Ledger) Posts() []Post {
	l.mu.Lock()
	defer l.mu.Unlock()
	return append([]Post{}, slices.Clone(l.posts)...)
}
