package desk_test

import (
	"encoding/json"
	"net/http"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"sociomedio/app/backend/practice"
	"sociomedio/app/desk"
	"sociomedio/data/contract"
)

// The whole house: customers write on the stand-ins, the connectors bring it, the agent answers each kind of message, and the
// answers stand on the networks.
func TestThroughTheNetworks(t *testing.T) {
	p, err := practice.Start(t.Context(), practice.Options{Pace: 200})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, p.Close()) })
	m := newMachine(t, p.URL, func(o *desk.Params) { o.Remote.Patience = time.Minute })
	_, err = m.SignIn(t.Context(), desk.Credentials{Username: p.Username, Password: p.Password})
	require.NoError(t, err)
	m.until("the catalogue is here", func() bool { return len(m.Catalogue().Levels) > 0 && len(m.Catalogue().Accounts) == 2 })

	want := map[contract.MessageKind]bool{contract.MessageKindMention: true, contract.MessageKindDm: true, contract.MessageKindComment: true, contract.MessageKindMessenger: true}
	var saved []desk.OutboxItem
	m.until("every kind was answered", func() bool {
		_, err := m.Sync(t.Context())
		require.NoError(t, err)
		in, err := m.Inbox(desk.InboxFilter{})
		require.NoError(t, err)
		rows, err := m.InboxRows(in, 0, in.Len())
		require.NoError(t, err)
		for _, r := range rows {
			if want[r.Case.Kind] && r.Mine && r.Outbox == "" {
				if item, ok := answers(m, r.Case); ok {
					delete(want, r.Case.Kind)
					saved = append(saved, item)
				}
			}
		}
		return len(want) == 0
	})
	m.until("all is sent", func() bool {
		items, counts, err := m.Outbox()
		require.NoError(t, err)
		return len(items) == 0 && counts.Sent == len(saved)
	})
	posts := postedTo(t, p.Networks)
	for _, item := range saved {
		require.Equal(t, 1, count(posts, item.Parts[0]), "%s stands on the network once", item.Case.Kind)
	}
}

// answers answers a case as an agent does; false when the customer wrote again meanwhile.
func answers(m *machine, c contract.Case) (desk.OutboxItem, bool) {
	m.t.Helper()
	_, err := m.Open(c.ID)
	require.NoError(m.t, err)
	f, err := m.Form(c.ID, "")
	require.NoError(m.t, err)
	for len(m.Catalogue().Children(f.Path)) > 0 {
		f.Path = append(slices.Clone(f.Path), m.Catalogue().Children(f.Path)[0].ID)
	}
	f, err = m.Retype(f, m.Catalogue().ReplyTypes(c.Network, c.Kind, c.Private)[0].ID)
	require.NoError(m.t, err)
	f.Text += "Baik Kak, kami bantu cek. Case " + numberOf(c)
	if len(m.Check(f)) > 0 {
		return desk.OutboxItem{}, false
	}
	item := m.save(f)
	var state desk.OutboxState
	m.until("the backend has it", func() bool {
		state = m.item(item.ID).State
		return state == desk.Accepted || state == desk.Refused || state == ""
	})
	if state == desk.Refused {
		require.NoError(m.t, m.SendAnyway(m.t.Context(), item.ID))
	}
	return item, true
}

func postedTo(t *testing.T, networks string) []string {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, networks+"/_posts", nil)
	require.NoError(t, err)
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	answer, err := client.Do(r)
	require.NoError(t, err)
	defer answer.Body.Close()
	var posts []struct{ Text string }
	require.NoError(t, json.NewDecoder(answer.Body).Decode(&posts))
	var all []string
	for _, p := range posts {
		all = append(all, p.Text)
	}
	return all
}

func count(texts []string, text string) int {
	n := 0
	for _, t := range texts {
		if t == text {
			n++
		}
	}
	return n
}
