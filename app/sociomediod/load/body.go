package load

import (
	"bufio"
	"context"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"
)

// Body is what one backend is made of while it works: nothing of it may grow without end.
type Body struct {
	Server            string // URL
	First, Most, Last Weight
}

// Weight is a backend's at one moment, as its own /metrics say.
type Weight struct{ Goroutines, MiB float64 }

const weighEvery = time.Second

// watch weighs the backends until ctx ends; one that is away is left out meanwhile.
func (l *load) watch(ctx context.Context, all *sync.WaitGroup) []*Body {
	var bodies []*Body
	for _, server := range l.Servers {
		b := &Body{Server: server}
		b.look(ctx)
		bodies = append(bodies, b)
		all.Go(func() {
			for ctx.Err() == nil {
				pause(ctx, weighEvery)
				b.look(ctx)
			}
		})
	}
	return bodies
}

func (b *Body) look(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, weighEvery)
	defer cancel()
	w, err := weigh(ctx, b.Server)
	if err != nil {
		return
	}
	if b.Last = w; b.First == (Weight{}) {
		b.First = w
	}
	b.Most = Weight{max(b.Most.Goroutines, w.Goroutines), max(b.Most.MiB, w.MiB)}
}

func weigh(ctx context.Context, server string) (Weight, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, server+"/metrics", nil)
	if err != nil {
		return Weight{}, err
	}
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		return Weight{}, err
	}
	defer answer.Body.Close()
	var w Weight
	for lines := bufio.NewScanner(answer.Body); lines.Scan(); {
		name, value, _ := strings.Cut(lines.Text(), " ")
		n, _ := strconv.ParseFloat(value, 64) // of other lines
		switch name {
		case "go_goroutines":
			w.Goroutines = n
		case "process_resident_memory_bytes":
			w.MiB = n / (1 << 20)
		}
	}
	return w, nil
}
