package practice_test

import (
	"encoding/json"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"sociomedio/app/backend/practice"
	"sociomedio/data/contract"
	"sociomedio/data/remote"
)

// run starts practice in a folder, signs in as its agent and takes cases.
func run(t *testing.T, dir string) (p *practice.Practice, client *remote.Client) {
	t.Helper()
	ctx := t.Context()
	p, err := practice.Start(ctx, practice.Options{DataDir: dir})
	require.NoError(t, err)
	client, err = remote.Open(p.URL, remote.Options{})
	require.NoError(t, err)
	_, err = client.SignIn(ctx, p.Username, p.Password)
	require.NoError(t, err)
	return p, client
}

// Practice in a kept folder goes on where it was: at the same address, and a case of the time before can still be answered.
func TestPracticeGoesOn(t *testing.T) {
	dir := t.TempDir()
	p, client := run(t, dir)
	url, networks := p.URL, p.Networks
	taken, err := client.Take(t.Context(), contract.Take{Limit: 5, Network: contract.Twitter})
	require.NoError(t, err)
	require.Positive(t, taken.Taken)
	client.Close()
	require.NoError(t, p.Close())

	p, client = run(t, dir)
	defer func() {
		client.Close()
		require.NoError(t, p.Close())
	}()
	require.Equal(t, url, p.URL)
	require.Equal(t, networks, p.Networks)
	page, err := client.Cases(t.Context(), contract.ListCasesParams{Network: contract.Twitter})
	require.NoError(t, err)
	answered := ""
	for _, c := range page.Cases {
		if c.Kind == contract.MessageKindMention && c.Answerable.Ok {
			answered = answer(t, client, c)
			break
		}
	}
	require.NotEmpty(t, answered)
	require.Eventually(t, func() bool { return posted(t, p.Networks, answered) }, 10*time.Second, 50*time.Millisecond)
}

func answer(t *testing.T, client *remote.Client, c contract.Case) string {
	t.Helper()
	catalogue, err := client.Catalogue(t.Context())
	require.NoError(t, err)
	var reply string
	for _, r := range catalogue.ReplyTypes {
		if r.Network == c.Network && r.Kind == c.Kind && r.Visibility == contract.Public {
			reply = r.ID
		}
	}
	text := "@" + c.Customer.Handle + " Kami cek dulu ya Kak. (Anis)"
	_, err = client.SaveAnswer(t.Context(), c.ID, "0197e0a0-0000-7000-8000-000000000001", contract.NewAnswer{
		CaseVersion: c.Version, OpenedAt: time.Now(), Parts: []string{text}, Text: text, Path: leaf(catalogue), ReplyType: reply,
		TargetMessageID: c.MessageID, Visibility: contract.Public,
	})
	require.NoError(t, err)
	return text
}

// leaf is a path through the catalogue down to its end.
func leaf(c contract.Catalogue) []string {
	var path []string
	for parent, found := "", true; found; {
		found = false
		for _, n := range c.Nodes {
			if n.ParentID == parent {
				path, parent, found = append(path, n.ID), n.ID, true
				break
			}
		}
	}
	return path
}

func posted(t *testing.T, networks, text string) bool {
	t.Helper()
	ask, err := http.NewRequestWithContext(t.Context(), http.MethodGet, networks+"/_posts", nil)
	require.NoError(t, err)
	got, err := http.DefaultClient.Do(ask)
	require.NoError(t, err)
	defer got.Body.Close()
	var posts []struct{ Text string }
	require.NoError(t, json.NewDecoder(got.Body).Decode(&posts))
	for _, p := range posts {
		if p.Text == text {
			return true
		}
	}
	return false
}
