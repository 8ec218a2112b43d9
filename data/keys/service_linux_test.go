package keys_test

import (
	"context"
	"os"
	"os/exec"
	"testing"
	"time"

	"github.com/godbus/dbus/v5"
	"github.com/stretchr/testify/require"
)

// The names and places of the Secret Service on the bus.
const (
	busName    = "org.freedesktop.secrets"
	servicePos = dbus.ObjectPath("/org/freedesktop/secrets")
	loginPos   = dbus.ObjectPath("/org/freedesktop/secrets/collection/login")
	sessionPos = dbus.ObjectPath("/org/freedesktop/secrets/session/1")
	promptPos  = dbus.ObjectPath("/org/freedesktop/secrets/prompt/1")
	service    = "org.freedesktop.Secret.Service"
	nothing    = dbus.ObjectPath("/")
)

// troubled is a Secret Service that keeps nothing. how says why: full, locked, dismissed (its user presses Cancel), silent (its user does
// not answer the dialog), forgets (it says that it has kept it), strange (its answers have another form).
type troubled struct {
	conn *dbus.Conn
	how  string
}

func (s *troubled) OpenSession(string, dbus.Variant) (dbus.Variant, dbus.ObjectPath, *dbus.Error) {
	return dbus.MakeVariant(""), sessionPos, nil
}

func (s *troubled) Unlock([]dbus.ObjectPath) ([]dbus.ObjectPath, dbus.ObjectPath, *dbus.Error) {
	switch s.how {
	case "locked":
		return nil, nothing, dbus.NewError("org.freedesktop.Secret.Error.IsLocked", nil)
	case "dismissed", "silent":
		return nil, promptPos, nil
	}
	return []dbus.ObjectPath{loginPos}, nothing, nil
}

func (s *troubled) Prompt(string) *dbus.Error {
	if s.how == "dismissed" {
		_ = s.conn.Emit(promptPos, "org.freedesktop.Secret.Prompt.Completed", true, dbus.MakeVariant([]dbus.ObjectPath{}))
	}
	return nil
}

func (s *troubled) SearchItems(map[string]string) ([]dbus.ObjectPath, *dbus.Error) { return nil, nil }

type secret struct {
	Session      dbus.ObjectPath
	Salt, Secret []byte
	Kind         string
}

func (s *troubled) CreateItem(map[string]dbus.Variant, secret, bool) (dbus.ObjectPath, dbus.ObjectPath, *dbus.Error) {
	if s.how == "full" {
		return nothing, nothing, dbus.NewError("org.freedesktop.DBus.Error.LimitsExceeded", []any{"no room"})
	}
	return "/org/freedesktop/secrets/collection/login/1", nothing, nil
}

func (s *troubled) Close() *dbus.Error { return nil }

// Get is of org.freedesktop.DBus.Properties.
func (s *troubled) Get(string, string) (dbus.Variant, *dbus.Error) {
	if s.how == "strange" {
		return dbus.MakeVariant("nothing of the kind"), nil
	}
	return dbus.MakeVariant([]dbus.ObjectPath{loginPos}), nil
}

// serveTroubled is the Secret Service of the session's bus from here on.
func serveTroubled(how string) error {
	conn, err := dbus.ConnectSessionBus()
	if err != nil {
		return err
	}
	s := &troubled{conn, how}
	for path, faces := range map[dbus.ObjectPath][]string{
		servicePos: {service, "org.freedesktop.DBus.Properties"}, loginPos: {"org.freedesktop.Secret.Collection"},
		sessionPos: {"org.freedesktop.Secret.Session"}, promptPos: {"org.freedesktop.Secret.Prompt"},
	} {
		for _, face := range faces {
			if err := conn.Export(s, path, face); err != nil {
				return err
			}
		}
	}
	_, err = conn.RequestName(busName, dbus.NameFlagDoNotQueue)
	return err
}

// A keyring that is full, locked, refused by its user, never unlocked by him, or strange: that it does not keep the session is said within
// the time there is, and the session lives in memory.
func TestKeyringThatKeepsNothing(t *testing.T) {
	if _, err := exec.LookPath("dbus-run-session"); err != nil {
		t.Skip("dbus-run-session is not installed; make test installs it")
	}
	self, err := os.Executable()
	require.NoError(t, err)
	for _, how := range []string{"full", "locked", "dismissed", "silent", "forgets", "strange"} {
		t.Run(how, func(t *testing.T) {
			ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
			defer cancel()
			c := exec.CommandContext(ctx, "dbus-run-session", "--", self)
			patience := "30s" // none of them takes long
			if how == "silent" {
				patience = "1s"
			}
			c.Env = append(os.Environ(), "KEYS_TEST_SERVICE="+how, "KEYS_TEST_CHILD=set=token-1,same", "KEYS_TEST_PATIENCE="+patience)
			c.WaitDelay = 5 * time.Second
			out, err := c.Output()
			require.NoError(t, err, "%s", out)
			require.Equal(t, "set:keyring_absent same:token-1\n", string(out))
		})
	}
}
