package files_test

import (
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"sociomedio/data/files"
)

// Who reads while a file is replaced sees the old content or the new one.
func TestReplaceIsWhole(t *testing.T) {
	path := filepath.Join(t.TempDir(), "deep", "file")
	require.NoError(t, files.Replace(path, []byte(strings.Repeat("0", 5000))))
	var writing sync.WaitGroup
	for _, c := range []string{"1", "2", "3"} {
		writing.Go(func() {
			for range 50 {
				if err := files.Replace(path, []byte(strings.Repeat(c, 5000))); err != nil {
					t.Error(err)
				}
			}
		})
	}
	done := make(chan struct{})
	go func() { writing.Wait(); close(done) }()
	for reading := true; reading; {
		select {
		case <-done:
			reading = false
		default:
		}
		b, err := os.ReadFile(path)
		require.NoError(t, err)
		require.Equal(t, strings.Repeat(string(b[0]), 5000), string(b))
	}
	left, err := os.ReadDir(filepath.Dir(path))
	require.NoError(t, err)
	require.Len(t, left, 1, "no half file stays behind")
}

func TestReplaceThatFails(t *testing.T) {
	path := filepath.Join(t.TempDir(), "file")
	require.NoError(t, os.Mkdir(path, 0o700))
	require.NoError(t, os.WriteFile(filepath.Join(path, "x"), nil, 0o600))
	require.Error(t, files.Replace(path, []byte("x")))
	left, err := os.ReadDir(filepath.Dir(path))
	require.NoError(t, err)
	require.Len(t, left, 1)
}
