package shell_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"sociomedio/ui/shell"
	"sociomedio/ui/words"
)

// The agent's page of keys says what the window does.
func TestKeyCardIsTheTable(t *testing.T) {
	var tables []*words.Table
	for _, l := range words.Languages() {
		table, err := words.Load(l, words.Zone("WIB"))
		require.NoError(t, err)
		tables = append(tables, table)
	}
	card, err := os.ReadFile(filepath.Join("..", "..", "assets", "docs", "keys.md"))
	require.NoError(t, err)
	require.Equal(t, shell.KeyCard(tables...), string(card), "run go generate ./ui/shell")
}
