package main

import (
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"sync"
	"syscall"
	"time"

	"sociomedio/ui/shown"
)

// eyes know what the window shows: the program writes it into a pipe whenever it has changed (package shown).
type eyes struct {
	path string
	pipe *os.File

	mu   sync.Mutex
	last shown.State
	news chan struct{} // closed with each change
}

func look(path string) (*eyes, error) {
	if err := syscall.Mkfifo(path, 0o600); err != nil {
		return nil, err
	}
	pipe, err := os.OpenFile(path, os.O_RDWR, 0) // for writing too, so that it doesn't end when the program does
	if err != nil {
		return nil, err
	}
	e := &eyes{path: path, pipe: pipe, news: make(chan struct{})}
	go e.watch()
	return e, nil
}

func (e *eyes) watch() {
	states := json.NewDecoder(e.pipe)
	for {
		var s shown.State
		if states.Decode(&s) != nil {
			return
		}
		e.mu.Lock()
		e.last = s
		close(e.news)
		e.news = make(chan struct{})
		e.mu.Unlock()
	}
}

func (e *eyes) close() { _ = e.pipe.Close() }

// forget is for another program: what the one before has shown is gone.
func (e *eyes) forget() {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.last = shown.State{}
}

// now is what the window shows.
func (e *eyes) now() (shown.State, <-chan struct{}) {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.last, e.news
}

// wait waits until the window shows what is wanted.
func (e *eyes) wait(limit time.Duration, want condition) error {
	late := time.After(limit)
	for {
		s, news := e.now()
		if want.holds(s) {
			return nil
		}
		select {
		case <-news:
		case <-late:
			return fmt.Errorf("the window does not show %s", want.what)
		}
	}
}

// condition is something that a window shows.
type condition struct {
	what  string
	holds func(shown.State) bool
}

// text is a line or name that has these words in it.
func text(words string) condition {
	return condition{fmt.Sprintf("%q", words), func(s shown.State) bool { return find(s, words) != nil }}
}

// exact is a line or name that is these words.
func exact(words string) condition {
	return condition{fmt.Sprintf("%q alone", words), func(s shown.State) bool {
		for _, i := range s.Items {
			if i.Text == words {
				return true
			}
		}
		return false
	}}
}

// no is that these words are nowhere.
func no(words string) condition {
	return condition{fmt.Sprintf("no %q", words), func(s shown.State) bool { return find(s, words) == nil }}
}

// focus is that what has the keyboard shows these words.
func focus(words string) condition {
	return condition{fmt.Sprintf("the keyboard at %q", words), func(s shown.State) bool {
		for _, i := range s.Items {
			if i.Focused && strings.Contains(i.Text, words) {
				return true
			}
		}
		return false
	}}
}

// find is the topmost item with these words.
func find(s shown.State, words string) *shown.Item {
	for i := len(s.Items) - 1; i >= 0; i-- {
		if strings.Contains(s.Items[i].Text, words) {
			return &s.Items[i]
		}
	}
	return nil
}

// part tells whether something lies in a part of the window.
type part func(shown.State, shown.Item) bool

// The parts of the window (DESIGN.md section 4).
var (
	top    part = func(_ shown.State, i shown.Item) bool { return i.Y < 44 }
	left   part = func(s shown.State, i shown.Item) bool { return i.Y >= 44 && i.X+i.W/2 < leftWidth(s) }
	middle part = func(s shown.State, i shown.Item) bool {
		return i.Y >= 44 && i.X+i.W/2 >= leftWidth(s) && i.X+i.W/2 < s.Width-rightWidth(s)
	}
	card  part = func(s shown.State, i shown.Item) bool { return middle(s, i) && i.Y < s.Height/3 } // the case's own message
	right part = func(s shown.State, i shown.Item) bool { return i.Y >= 44 && i.X+i.W/2 >= s.Width-rightWidth(s) }
	whole part = func(shown.State, shown.Item) bool { return true }
)

func leftWidth(s shown.State) int  { return min(max(280, s.Width*215/1000), 344) }
func rightWidth(s shown.State) int { return min(max(372, s.Width*285/1000), 464) }

// shownIn tells whether something with these words is in a part.
func shownIn(where part, words string) func(shown.State) bool {
	return func(s shown.State) bool {
		for _, i := range s.Items {
			if strings.Contains(i.Text, words) && where(s, i) {
				return true
			}
		}
		return false
	}
}
