package desk_test

import (
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"sociomedio/app/desk"
	"sociomedio/data/remote"
)

// farLine is a line over which every segment takes half a round trip, and one that is lost comes after TCP has sent it once more;
// what is behind it waits, as TCP has it. It is what netem does to a loopback device, for kernels that have no netem. Now and
// then it breaks a connection altogether when it is told to.
type farLine struct {
	far      string
	near     net.Listener
	half     time.Duration // of a round trip
	lossy    float64       // part of all segments
	breaks   float64       // part of all segments at which the connection breaks
	mu       sync.Mutex
	dice     *rand.Rand
	open     map[net.Conn]bool
	segments int
	lost     int
	broken   int
	running  sync.WaitGroup
}

// Bytes of a segment, and how long TCP waits for an acknowledgement before it sends one again, beside the round trip.
const (
	segment = 1460
	again   = 200 * time.Millisecond
)

func layFar(t *testing.T, far string, half time.Duration, lossy, breaks float64) *farLine {
	t.Helper()
	near, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	l := &farLine{far: strings.TrimPrefix(far, "http://"), near: near, half: half, lossy: lossy, breaks: breaks, dice: rand.New(rand.NewPCG(7, 7)), open: map[net.Conn]bool{}}
	l.running.Go(func() {
		for {
			c, err := near.Accept()
			if err != nil {
				return
			}
			l.running.Go(func() { l.carry(c) })
		}
	})
	t.Cleanup(l.close)
	return l
}

func (l *farLine) url() string { return "http://" + l.near.Addr().String() }

func (l *farLine) close() {
	_ = l.near.Close()
	l.mu.Lock()
	for c := range l.open {
		_ = c.Close()
	}
	l.mu.Unlock()
	l.running.Wait()
}

func (l *farLine) carry(c net.Conn) {
	time.Sleep(2 * l.half) // the handshake
	far, err := net.Dial("tcp", l.far)
	if err != nil {
		_ = c.Close()
		return
	}
	l.mu.Lock()
	l.open[c], l.open[far] = true, true
	l.mu.Unlock()
	var ways sync.WaitGroup
	ways.Go(func() { l.oneWay(far, c) })
	ways.Go(func() { l.oneWay(c, far) })
	ways.Wait()
	l.mu.Lock()
	delete(l.open, c)
	delete(l.open, far)
	l.mu.Unlock()
}

type flying struct {
	due  time.Time
	what []byte
}

// oneWay takes segments from one end to the other, each at its time.
func (l *farLine) oneWay(to, from net.Conn) {
	queue := make(chan flying, 1024)
	var arriving sync.WaitGroup
	arriving.Go(func() {
		for s := range queue {
			time.Sleep(time.Until(s.due))
			if _, err := to.Write(s.what); err != nil {
				_ = from.Close()
			}
		}
		_ = to.Close()
	})
	var last time.Time
	for {
		b := make([]byte, segment)
		n, err := from.Read(b)
		if n > 0 {
			due, broken := l.fate()
			if due.Before(last) {
				due = last
			}
			last = due
			if broken {
				err = errors.Join(from.Close(), to.Close(), io.EOF)
			} else {
				queue <- flying{due, b[:n]}
			}
		}
		if err != nil {
			break
		}
	}
	close(queue)
	arriving.Wait()
}

// fate decides over one segment.
func (l *farLine) fate() (due time.Time, broken bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.segments++
	due = time.Now().Add(l.half)
	if l.dice.Float64() < l.lossy {
		l.lost++
		due = due.Add(2*l.half + again)
	}
	if l.dice.Float64() < l.breaks {
		l.broken++
		return due, true
	}
	return due, false
}

func (l *farLine) said() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return fmt.Sprintf("%d segments, %d lost, %d connections broken", l.segments, l.lost, l.broken)
}

// A branch office behind a slow line, a round trip of 200 ms and one segment in a hundred lost: signing in, taking, answering and
// being told work as in the house, nothing is said to be out of reach, and every answer is on the network once. With connections
// that break besides, everything still arrives once.
func TestFarAway(t *testing.T) {
	for name, breaks := range map[string]float64{"far": 0, "far and breaking": 0.02} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := newCentre(t)
			l := layFar(t, c.url, 100*time.Millisecond, 0.01, breaks)
			// As it ships but for the time between two asks.
			m := newMachine(t, l.url(), func(p *desk.Params) { p.Remote = remote.Options{Version: "test"}; p.Every = 5 * time.Second })
			unreachable := false
			m.Subscribe(func(e desk.Event) {
				if e.Kind == desk.ConnectionChanged && m.Connection().State == desk.Unreachable {
					m.mu.Lock()
					unreachable = true
					m.mu.Unlock()
				}
			})
			require.Eventually(t, func() bool {
				_, err := m.SignIn(t.Context(), desk.Credentials{Server: m.server, Username: "anis", Password: password})
				return err == nil
			}, 10*time.Second, 10*time.Millisecond)
			m.until("the catalogue is here", func() bool { return len(m.Catalogue().Levels) > 0 && len(m.Catalogue().Accounts) > 0 })
			m.until("it is connected", m.connected)
			var want []string
			for i := range 8 {
				who := fmt.Sprint("Budi", i)
				c.writes(c.twitter, who, "internet lambat", "")
				m.until("the case is taken", func() bool {
					_, err := m.Sync(t.Context())
					require.True(t, err == nil || breaks > 0, "%v", err)
					in, err := m.Inbox(desk.InboxFilter{})
					require.NoError(t, err)
					return in.Len() > 0
				})
				m.save(m.filled(m.caseOf(who), "Mohon maaf Kak"))
				m.untilSent(i + 1)
				m.until("the case has left the inbox", func() bool { in, err := m.Inbox(desk.InboxFilter{}); return err == nil && in.Len() == 0 })
				want = append(want, fmt.Sprintf("@%s Mohon maaf Kak (anis)", strings.ToLower(who)))
			}
			require.Equal(t, want, c.twitter.net.texts(), "each once")
			m.mu.Lock()
			said := unreachable
			m.mu.Unlock()
			require.False(t, said && breaks == 0, "nothing was out of reach")
			t.Log(l.said())
		})
	}
}
