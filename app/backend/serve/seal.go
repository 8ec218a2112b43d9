package serve

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"fmt"
)

// seal encrypts what is kept in the database and must not be read with it: AES-256-GCM with a key made of the configured one.
type seal struct{ aead cipher.AEAD }

// minKey is the shortest key that is taken, in characters: `openssl rand -base64 32` makes one of 44.
const minKey = 32

// newSeal makes a seal of the configuration's key.
func newSeal(key Secret) (seal, error) {
	if len(key.Reveal()) < minKey {
		return seal{}, fmt.Errorf("key: at least %d characters are needed to keep tokens safely", minKey)
	}
	derived, err := hkdf.Key(sha256.New, []byte(key.Reveal()), nil, "sociomedio kept tokens", 32)
	if err != nil {
		return seal{}, fmt.Errorf("key: %w", err)
	}
	block, err := aes.NewCipher(derived)
	if err != nil {
		return seal{}, fmt.Errorf("key: %w", err)
	}
	aead, err := cipher.NewGCM(block)
	return seal{aead}, err
}

// close encrypts; what is for one account can't be opened for another.
func (s seal) close(plain []byte, account string) []byte {
	nonce := make([]byte, s.aead.NonceSize())
	_, _ = rand.Read(nonce) // never fails
	return s.aead.Seal(nonce, nonce, plain, []byte(account))
}

var errSealed = errors.New("what is kept was encrypted with another key")

func (s seal) open(sealed []byte, account string) ([]byte, error) {
	n := s.aead.NonceSize()
	if len(sealed) < n {
		return nil, errSealed
	}
	plain, err := s.aead.Open(nil, sealed[:n], sealed[n:], []byte(account))
	if err != nil {
		return nil, errSealed
	}
	return plain, nil
}
