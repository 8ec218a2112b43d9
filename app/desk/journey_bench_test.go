package desk_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"sociomedio/app/backend/practice"
	"sociomedio/app/desk"
	"sociomedio/data/contract"
)

// BenchmarkJourney takes a customer's post on the stand-in to the row in the inbox of an agent who presses Sync, and Save to the
// post on the stand-in, through both connectors' real HTTP. It prints both as metrics: row-ms holds the wait for the poll of X
// (2 s in practice) where the network's webhook did not come first; save-ms is until the stand-in has it.
func BenchmarkJourney(b *testing.B) {
	p, err := practice.Start(b.Context(), practice.Options{})
	require.NoError(b, err)
	b.Cleanup(func() { require.NoError(b, p.Close()) })
	m := newMachine(b, p.URL, func(o *desk.Params) { o.TakeLimit = 100 })
	_, err = m.SignIn(b.Context(), desk.Credentials{Username: p.Username, Password: p.Password})
	require.NoError(b, err)
	m.until("the catalogue is here", func() bool { return len(m.Catalogue().Levels) > 0 && len(m.Catalogue().Accounts) == 2 })
	var rows, saves time.Duration
	n := 0
	for b.Loop() {
		n++
		name := fmt.Sprintf("ukur_%03d", n)
		began := time.Now()
		inject(b, p.Networks, name)
		var c contract.Case
		m.until("the row is here", func() bool {
			_, err := m.Sync(b.Context())
			require.NoError(b, err)
			in, err := m.Inbox(desk.InboxFilter{Text: name})
			require.NoError(b, err)
			found, err := m.InboxRows(in, 0, 1)
			require.NoError(b, err)
			if len(found) == 1 {
				c = found[0].Case
			}
			return len(found) == 1
		})
		rows += time.Since(began)
		f, err := m.Form(c.ID, "")
		require.NoError(b, err)
		for len(m.Catalogue().Children(f.Path)) > 0 {
			f.Path = append(f.Path[:len(f.Path):len(f.Path)], m.Catalogue().Children(f.Path)[0].ID)
		}
		f, err = m.Retype(f, m.Catalogue().ReplyTypes(c.Network, c.Kind, c.Private)[0].ID)
		require.NoError(b, err)
		f.Text += "Kami cek dulu ya Kak, nomor " + name
		began = time.Now()
		item := m.save(f)
		m.until("the answer is on the network", func() bool { return count(postsOf(b, p.Networks), item.Parts[0]) == 1 })
		saves += time.Since(began)
	}
	b.ReportMetric(float64(rows.Milliseconds())/float64(n), "row-ms")
	b.ReportMetric(float64(saves.Milliseconds())/float64(n), "save-ms")
}

// inject has a customer write on X.
func inject(b *testing.B, networks, name string) {
	b.Helper()
	body, err := json.Marshal(map[string]any{
		"network": "twitter", "kind": "mention", "from": map[string]any{"handle": name, "name": name}, "text": "@TelkomCare internet mati",
	})
	require.NoError(b, err)
	answer, err := http.Post(networks+"/_inject", "application/json", bytes.NewReader(body))
	require.NoError(b, err)
	require.Equal(b, 2, answer.StatusCode/100)
	require.NoError(b, answer.Body.Close())
}

func postsOf(b *testing.B, networks string) []string {
	b.Helper()
	answer, err := http.Get(networks + "/_posts")
	require.NoError(b, err)
	defer answer.Body.Close()
	var posts []struct{ Text string }
	require.NoError(b, json.NewDecoder(answer.Body).Decode(&posts))
	var all []string
	for _, p := range posts {
		all = append(all, p.Text)
	}
	return all
}
