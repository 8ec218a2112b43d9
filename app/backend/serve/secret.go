package serve

import (
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"strings"
)

// Secret is a token, key or password of an account. It is never printed nor logged: every way to text gives [secret].
type Secret struct{ value string }

// NewSecret makes a Secret of a value.
func NewSecret(value string) Secret { return Secret{value} }

// Reveal is the value, for the one who signs requests with it.
func (s Secret) Reveal() string { return s.value }

// String hides the value.
func (s Secret) String() string { return "[secret]" }

// GoString hides the value from %#v.
func (s Secret) GoString() string { return "[secret]" }

// LogValue hides the value from slog.
func (s Secret) LogValue() slog.Value { return slog.StringValue("[secret]") }

// MarshalText hides the value from encoders.
func (s Secret) MarshalText() ([]byte, error) { return []byte("[secret]"), nil }

const maxSecret = 16 << 10 // bytes of a secret's file

// UnmarshalTOML takes "value", {env = "NAME"} or {file = "/path"}; a file's last line end is not part of the secret.
func (s *Secret) UnmarshalTOML(raw any) error {
	switch v := raw.(type) {
	case string:
		s.value = v
		return nil
	case map[string]any:
		if len(v) == 1 {
			if name, ok := v["env"].(string); ok {
				return s.fromEnv(name)
			}
			if path, ok := v["file"].(string); ok {
				return s.fromFile(path)
			}
		}
	}
	return errors.New(`a secret is "value", {env = "NAME"} or {file = "/path"}`)
}

func (s *Secret) fromEnv(name string) error {
	value, ok := os.LookupEnv(name)
	if !ok || value == "" {
		return fmt.Errorf("environment variable %s is empty", name)
	}
	s.value = value
	return nil
}

func (s *Secret) fromFile(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	raw, err := io.ReadAll(io.LimitReader(f, maxSecret+1))
	if err != nil {
		return err
	}
	if len(raw) > maxSecret {
		return fmt.Errorf("%s is too large for a secret", path)
	}
	s.value = strings.TrimRight(string(raw), "\r\n")
	if s.value == "" {
		return fmt.Errorf("%s is empty", path)
	}
	return nil
}
