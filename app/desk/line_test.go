package desk_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
)

// line is what lies between clients and backend.
type line struct {
	next http.Handler

	mu    sync.Mutex
	cut   bool
	says  func(http.ResponseWriter, *http.Request)      // in the backend's place
	some  func(http.ResponseWriter, *http.Request) bool // in its place, for those it says true to
	loses []loss
	asked []string // method and path of what came through
}

// loss is an answer that the backend gives and the client never gets.
type loss struct {
	path string // in which it ends
	n    int
}

func newLine(next http.Handler) *line { return &line{next: next} }

func (l *line) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	l.mu.Lock()
	cut, says, some, lost := l.cut, l.says, l.some, false
	for i := range l.loses {
		if l.loses[i].n > 0 && r.Method == http.MethodPost && strings.HasSuffix(r.URL.Path, l.loses[i].path) {
			l.loses[i].n--
			lost = true
			break
		}
	}
	if !cut {
		l.asked = append(l.asked, r.Method+" "+r.URL.Path)
	}
	l.mu.Unlock()
	switch {
	case cut:
		panic(http.ErrAbortHandler)
	case says != nil:
		says(w, r)
	case some != nil && some(w, r):
	case lost:
		l.next.ServeHTTP(httptest.NewRecorder(), r)
		panic(http.ErrAbortHandler)
	default:
		l.next.ServeHTTP(&cuttable{w, l}, r)
	}
}

// cuttable breaks a stream under way when the line is cut, or when somebody else answers in the backend's place.
type cuttable struct {
	http.ResponseWriter
	line *line
}

func (c *cuttable) Unwrap() http.ResponseWriter { return c.ResponseWriter }

func (c *cuttable) Write(b []byte) (int, error) {
	if c.line.isBroken() {
		panic(http.ErrAbortHandler)
	}
	return c.ResponseWriter.Write(b)
}

func (l *line) isBroken() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.cut || l.says != nil
}

func (l *line) breaks() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.cut = true
}

func (l *line) heal() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.cut, l.says = false, nil
}

func (l *line) answers(says func(http.ResponseWriter, *http.Request)) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.says = says
}

// instead has some requests answered in the backend's place.
func (l *line) instead(some func(http.ResponseWriter, *http.Request) bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.some = some
}

// keep loses no more answers.
func (l *line) keep() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.loses = nil
}

func (l *line) lose(path string, n int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.loses = append(l.loses, loss{path, n})
}

// count is how often something was asked of the backend.
func (l *line) count(what string) int {
	l.mu.Lock()
	defer l.mu.Unlock()
	n := 0
	for _, a := range l.asked {
		if strings.HasPrefix(a, what) || strings.HasSuffix(a, what) {
			n++
		}
	}
	return n
}
