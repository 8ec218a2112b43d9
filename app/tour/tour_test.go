package main

import (
	"encoding/json"
	"fmt"
	"image"
	"image/color"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"sociomedio/ui/shown"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// get speaks without keeping connections, so that each request needs the line.
func get(url string) (string, error) {
	c := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}, Timeout: 5 * time.Second}
	answer, err := c.Get(url)
	if err != nil {
		return "", err
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	return string(body), err
}

// A line that is cut ends what is under way and lets nothing through; mended, it is at the address it had.
func TestLineIsCutAndMended(t *testing.T) {
	begun, released := make(chan bool), make(chan bool)
	far := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/slow" {
			close(begun)
			<-released
		}
		fmt.Fprint(w, "here")
	}))
	defer far.Close()
	l, err := lay(far.URL)
	require.NoError(t, err)
	body, err := get(l.url())
	require.NoError(t, err)
	require.Equal(t, "here", body)

	slow := make(chan error, 1)
	go func() {
		_, err := get(l.url() + "/slow")
		slow <- err
	}()
	<-begun
	require.NoError(t, l.cut())
	require.Error(t, <-slow)
	close(released)
	_, err = get(l.url())
	require.Error(t, err)
	require.NoError(t, l.cut(), "a second time is no harm")

	require.NoError(t, l.mend())
	body, err = get(l.url())
	require.NoError(t, err)
	require.Equal(t, "here", body)
	require.NoError(t, l.cut())
}

// The window says what it shows through a pipe; a condition is waited for, and one that does not come is named.
func TestEyesWaitForWhatIsShown(t *testing.T) {
	path := filepath.Join(t.TempDir(), "state")
	e, err := look(path)
	require.NoError(t, err)
	defer e.close()
	pipe, err := os.OpenFile(path, os.O_WRONLY, 0)
	require.NoError(t, err)
	defer pipe.Close()
	show := func(items ...shown.Item) {
		require.NoError(t, json.NewEncoder(pipe).Encode(shown.State{Width: 1366, Height: 768, Items: items}))
	}
	show(shown.Item{Role: shown.Line, Text: "Inbox (39)"})
	require.NoError(t, e.wait(20*time.Second, text("Inbox")))
	later := make(chan error, 1)
	go func() { later <- e.wait(20*time.Second, exact("Inbox (41)")) }()
	show(shown.Item{Role: shown.Line, Text: "Inbox (41)"})
	require.NoError(t, <-later)
	require.NoError(t, e.wait(20*time.Second, no("39")))
	require.ErrorContains(t, e.wait(time.Millisecond, text("Login")), `"Login"`)
	e.forget()
	require.Error(t, e.wait(time.Millisecond, text("Inbox")), "another program has shown nothing yet")
}

func TestPartsOfTheWindow(t *testing.T) {
	item := func(x, y int, text string) shown.Item {
		return shown.Item{Rect: shown.Rect{X: x, Y: y, W: 100, H: 18}, Role: shown.Line, Text: text}
	}
	s := shown.State{Width: 1366, Height: 768, Items: []shown.Item{
		item(160, 11, "Inbox"), item(44, 240, "Budi"), item(361, 140, "Budi Contoh"), item(500, 600, "bubble"),
		item(994, 136, "User Name"), item(1090, 136, "@budi_contoh"), item(1090, 264, "@somebody"),
	}}
	require.True(t, shownIn(top, "Inbox")(s))
	require.False(t, shownIn(left, "Inbox")(s))
	require.True(t, shownIn(left, "Budi")(s))
	require.True(t, shownIn(card, "Budi Contoh")(s))
	require.False(t, shownIn(card, "bubble")(s))
	require.True(t, shownIn(middle, "bubble")(s))
	require.True(t, answers("@budi_contoh").holds(s))
	require.False(t, answers("@somebody").holds(s), "a handle elsewhere in the column is not whom the form is for")
}

// The keyboard is where a button is only when that button has it, not when it is in something that shows the button's name.
func TestKeyboardIsOnAButtonByItsWholeName(t *testing.T) {
	feed := shown.State{Items: []shown.Item{{Role: shown.Field, Text: "Halo\nReply", Focused: true}}}
	require.False(t, on(feed, "Reply"))
	require.True(t, focus("Reply").holds(feed))
	require.True(t, on(shown.State{Items: []shown.Item{{Role: "button", Text: "Reply", Focused: true}}}, "Reply"))
}

func TestACaretIsNoChange(t *testing.T) {
	a, b := image.NewRGBA(image.Rect(0, 0, 100, 100)), image.NewRGBA(image.Rect(0, 0, 100, 100))
	for y := range 18 {
		b.Set(50, y, color.White)
	}
	require.Equal(t, 18, different(a, b))
	require.LessOrEqual(t, different(a, b), caretPixels)
}

// What an answer reached is told once; twice is a fault that the tour must not pass over.
func TestAnAnswerArrivesOnce(t *testing.T) {
	var posts []post
	n := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _ = json.NewEncoder(w).Encode(posts) }))
	defer n.Close()
	defer http.DefaultClient.CloseIdleConnections()
	posts = []post{{Network: "twitter", Text: "@budi Halo (Anis)", ID: "7"}}
	p, err := networks(n.URL).arrived(t.Context(), "Halo")
	require.NoError(t, err)
	require.Equal(t, "7", p.ID)
	posts = append(posts, posts[0])
	_, err = networks(n.URL).arrived(t.Context(), "Halo")
	require.ErrorContains(t, err, "2 answers")
}
