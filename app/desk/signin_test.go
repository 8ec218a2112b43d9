package desk_test

import (
	"context"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"sociomedio/app/desk"
	"sociomedio/data"
	"sociomedio/data/contract"
)

func TestSignInRefused(t *testing.T) {
	c := newCentre(t)
	m := newMachine(t, c.url)
	gone := c.agent("gone", contract.RoleAgent)
	require.NoError(t, c.store.DisableAgent(t.Context(), gone.ID))
	html := func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		_, _ = w.Write([]byte("<html>Selamat datang di hotspot</html>"))
	}
	for _, tc := range []struct {
		name  string
		c     desk.Credentials
		says  func(http.ResponseWriter, *http.Request)
		kind  data.Kind
		field string
	}{
		{name: "wrong password", c: desk.Credentials{Username: "anis", Password: "kopi pahit 123"}, kind: data.WrongPassword},
		{name: "unknown user", c: desk.Credentials{Username: "nobody", Password: password}, kind: data.WrongPassword},
		{name: "disabled", c: desk.Credentials{Username: "gone", Password: password}, kind: data.AgentDisabled},
		{name: "no user", c: desk.Credentials{Username: " ", Password: password}, kind: data.Invalid, field: "username"},
		{name: "no password", c: desk.Credentials{Username: "anis"}, kind: data.Invalid, field: "password"},
		{name: "no address", c: desk.Credentials{Server: "http://:80 80/", Username: "anis", Password: password}, kind: data.Invalid, field: "server"},
		{name: "plain http", c: desk.Credentials{Server: "http://sm.example.test", Username: "anis", Password: password}, kind: data.Invalid, field: "server"},
		{name: "nobody there", c: desk.Credentials{Server: "http://127.0.0.1:1", Username: "anis", Password: password}, kind: data.Unreachable},
		{name: "web page", c: desk.Credentials{Username: "anis", Password: password}, says: html, kind: data.NotABackend},
		{name: "garbage", c: desk.Credentials{Username: "anis", Password: password}, kind: data.NotABackend, says: func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "application/json")
			_, _ = w.Write([]byte(`{"access_token": 12`))
		}},
		{name: "broken backend", c: desk.Credentials{Username: "anis", Password: password}, kind: data.NotABackend, says: func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(http.StatusInternalServerError)
		}},
		{name: "proxy before nothing", c: desk.Credentials{Username: "anis", Password: password}, kind: data.Unreachable, says: func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(http.StatusBadGateway)
		}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			c.line.answers(tc.says)
			defer c.line.heal()
			_, err := m.SignIn(t.Context(), tc.c)
			require.Equal(t, tc.kind, data.KindOf(err), "%v", err)
			var e *data.Error
			require.ErrorAs(t, err, &e)
			require.Equal(t, tc.field, e.Field)
			require.False(t, m.Session().SignedIn)
		})
	}
	_, err := m.Sync(t.Context())
	require.Equal(t, data.SessionEnded, data.KindOf(err), "nobody is signed in")
	m.signIn("anis")
}

func TestAgentLocked(t *testing.T) {
	c := newCentre(t)
	m := newMachine(t, c.url)
	for range 6 {
		_, err := m.SignIn(t.Context(), desk.Credentials{Username: "anis", Password: "salah semua"})
		require.Error(t, err)
	}
	_, err := m.SignIn(t.Context(), desk.Credentials{Username: "anis", Password: password})
	require.Equal(t, data.AgentLocked, data.KindOf(err))
	var e *data.Error
	require.ErrorAs(t, err, &e)
	require.Positive(t, e.RetryAfter)
}

func TestRememberedSession(t *testing.T) {
	c := newCentre(t)
	m := newMachine(t, c.url)
	s, err := m.SignIn(t.Context(), desk.Credentials{Username: "Anis", Password: password, Remember: true})
	require.NoError(t, err)
	require.True(t, s.SignedIn && s.Remembered)
	require.NoError(t, s.Keyring)
	require.Equal(t, "Anis", s.Agent.Name)
	held := m.holds(c, c.twitter, "Budi", "internet lambat", "")
	m.stop()

	c.line.breaks()
	m.start()
	resumed, err := m.Resume(t.Context())
	require.NoError(t, err)
	require.True(t, resumed)
	v, err := m.View(held.ID)
	require.NoError(t, err, "the inbox is painted without a network")
	require.True(t, v.Mine)
	require.Equal(t, "(anis)", m.Session().Agent.Signature)
	m.until("the outage is said", func() bool { return m.Connection().State == desk.Unreachable })
	require.Equal(t, data.Unreachable, m.Connection().Why)
	m.until("the next try is said", func() bool { return !m.Connection().NextTry.IsZero() })
	require.False(t, m.Connection().LastSync.IsZero(), "when everything was here is known from before")
	c.line.heal()
	m.TryNow()
	m.until("it is connected", m.connected)
	m.stop()

	m.start()
	resumed, err = m.Resume(t.Context())
	require.NoError(t, err)
	require.True(t, resumed, "the renewed session was kept")
	m.until("it is connected", m.connected)
	require.NoError(t, m.SignOut(t.Context()))
	m.stop()
	m.start()
	resumed, err = m.Resume(t.Context())
	require.NoError(t, err)
	require.False(t, resumed)
	server, username := m.Last()
	require.Equal(t, c.url, server)
	require.Equal(t, "anis", username)
}

func TestNotRemembered(t *testing.T) {
	c := newCentre(t)
	m := newMachine(t, c.url)
	m.signIn("anis")
	require.False(t, m.Session().Remembered)
	m.stop()
	m.start()
	resumed, err := m.Resume(t.Context())
	require.NoError(t, err)
	require.False(t, resumed)
}

func TestBackendMoved(t *testing.T) {
	c := newCentre(t)
	m := newMachine(t, c.url)
	_, err := m.SignIn(t.Context(), desk.Credentials{Username: "anis", Password: password, Remember: true})
	require.NoError(t, err)
	m.stop()
	m.server = "https://other.example.test"
	m.start()
	resumed, err := m.Resume(t.Context())
	require.NoError(t, err)
	require.False(t, resumed, "the session is another backend's")
	server, _ := m.Last()
	require.Equal(t, "https://other.example.test", server)
}

// The session ends in the middle of work: everything stays readable, what is saved waits, and signing in goes on.
func TestSessionEnds(t *testing.T) {
	c := newCentre(t)
	m := newMachine(t, c.url)
	_, err := m.SignIn(t.Context(), desk.Credentials{Username: "anis", Password: password, Remember: true})
	require.NoError(t, err)
	m.until("the catalogue is here", func() bool { return len(m.Catalogue().Levels) > 0 && len(m.Catalogue().Accounts) > 0 })
	held := m.holds(c, c.twitter, "Budi", "internet lambat", "")
	f := m.filled(held, "Mohon maaf")
	agent, err := c.store.AgentByUsername(t.Context(), "anis")
	require.NoError(t, err)
	_, err = c.store.EndOtherSessions(t.Context(), agent.ID, "")
	require.NoError(t, err)
	m.until("the end is told", func() bool { return m.told(desk.SessionEnded) })
	require.False(t, m.Session().SignedIn)
	require.Equal(t, desk.SignedOut, m.Connection().State)
	_, err = m.View(held.ID)
	require.NoError(t, err)
	item := m.save(f)
	require.Equal(t, desk.Queued, m.item(item.ID).State)
	require.Equal(t, 1, m.Unsent())

	m.signIn("anis")
	m.untilSent(1)
	require.Equal(t, []string{"@budi Mohon maaf (anis)"}, c.twitter.net.texts())
}

func TestEndedSessionIsNotResumed(t *testing.T) {
	c := newCentre(t)
	m := newMachine(t, c.url)
	_, err := m.SignIn(t.Context(), desk.Credentials{Username: "anis", Password: password, Remember: true})
	require.NoError(t, err)
	m.stop()
	agent, err := c.store.AgentByUsername(t.Context(), "anis")
	require.NoError(t, err)
	_, err = c.store.EndOtherSessions(t.Context(), agent.ID, "")
	require.NoError(t, err)
	m.start()
	resumed, err := m.Resume(t.Context())
	require.NoError(t, err)
	require.True(t, resumed, "without asking the network")
	m.until("the end is told", func() bool { return m.told(desk.SessionEnded) })
	m.stop()
	m.start()
	resumed, err = m.Resume(t.Context())
	require.NoError(t, err)
	require.False(t, resumed, "a dead token is not kept")
}

func TestSignOutKeepsWhatOnlyThisMachineHas(t *testing.T) {
	c := newCentre(t)
	m := newMachine(t, c.url)
	m.signIn("anis")
	held := m.holds(c, c.twitter, "Budi", "internet lambat", "")
	other := m.holds(c, c.twitter, "Siti", "tagihan naik", "")
	m.Remember("column.left", "280")
	m.until("it is connected", m.connected)
	c.line.breaks()
	item := m.save(m.filled(held, "Mohon maaf"))
	draft := m.filled(other, "Baik Kak, kami")
	draft, err := m.SaveDraft(t.Context(), draft)
	require.NoError(t, err)
	require.Equal(t, 1, m.Unsent())
	require.NoError(t, m.SignOut(t.Context()), "a network is not needed for it")
	require.False(t, m.Session().SignedIn)
	_, err = m.View(held.ID)
	require.Equal(t, data.SessionEnded, data.KindOf(err))
	require.Zero(t, m.Unsent())

	c.line.heal()
	m.signIn("sari")
	require.Zero(t, m.Unsent(), "that was another agent")
	require.Empty(t, m.Recall("column.left"))
	require.NoError(t, m.SignOut(t.Context()))
	m.signIn("anis")
	m.untilSent(1)
	require.Equal(t, desk.OutboxItem{}, m.item(item.ID))
	f, err := m.Form(other.ID, "")
	require.NoError(t, err)
	require.Equal(t, draft.Text, f.Text)
	require.Equal(t, draft.Path, f.Path)
	require.Equal(t, "280", m.Recall("column.left"))
}

// Another agent signs in where one's session ended: each has his own.
func TestAnotherAgent(t *testing.T) {
	c := newCentre(t)
	m := newMachine(t, c.url)
	m.signIn("anis")
	held := m.holds(c, c.twitter, "Budi", "internet lambat", "")
	m.signIn("sari")
	require.Equal(t, "Sari", m.Session().Agent.Name)
	_, err := m.View(held.ID)
	require.Equal(t, data.NotFound, data.KindOf(err))
	m.signIn("anis")
	_, err = m.View(held.ID)
	require.NoError(t, err)
}

func TestChangePassword(t *testing.T) {
	c := newCentre(t)
	m := newMachine(t, c.url)
	other := newMachine(t, c.url)
	m.signIn("anis")
	other.signIn("anis")
	for _, tc := range []struct {
		current, next string
		kind          data.Kind
		field         string
	}{
		{"", "jahe merah hangat", data.WrongPassword, "current"},
		{"salah sekali", "jahe merah hangat", data.WrongPassword, "current"},
		{password, "pendek", data.WeakPassword, "new"},
		{password, password, data.WeakPassword, "new"},
	} {
		err := m.ChangePassword(t.Context(), tc.current, tc.next)
		require.Equal(t, tc.kind, data.KindOf(err), "%v", err)
		var e *data.Error
		require.ErrorAs(t, err, &e)
		require.Equal(t, tc.field, e.Field)
	}
	require.NoError(t, m.ChangePassword(t.Context(), password, "jahe merah hangat"))
	other.until("the other session is over", func() bool { return other.told(desk.SessionEnded) })
	_, err := m.Sync(t.Context())
	require.NoError(t, err, "this one goes on")
	_, err = other.SignIn(t.Context(), desk.Credentials{Username: "anis", Password: password})
	require.Equal(t, data.WrongPassword, data.KindOf(err))
}

func TestTeam(t *testing.T) {
	c := newCentre(t)
	m := newMachine(t, c.url)
	m.signIn("anis")
	require.False(t, m.Session().Supervises())
	_, err := m.Team(t.Context())
	require.Equal(t, data.Forbidden, data.KindOf(err))
	m.signIn("spv")
	require.True(t, m.Session().Supervises())
	c.writes(c.twitter, "Budi", "internet lambat", "")
	team, err := m.Team(t.Context())
	require.NoError(t, err)
	require.Equal(t, 1, team.Waiting)
}

func TestCloseIsBounded(t *testing.T) {
	c := newCentre(t)
	m := newMachine(t, c.url)
	m.signIn("anis")
	m.until("it is connected", m.connected)
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
	defer cancel()
	require.NoError(t, m.Close(ctx))
	require.NoError(t, ctx.Err())
	require.False(t, m.Session().SignedIn)
	_, err := m.SignIn(t.Context(), desk.Credentials{Username: "anis", Password: password})
	require.Error(t, err, "a closed desk stays closed")
}
