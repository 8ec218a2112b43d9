package data_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"regexp"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"
)

// Every code that IT may read in a log or a diagnosis is explained in the chapter for IT, in both languages, and none that there isn't.
func TestEveryCodeIsExplained(t *testing.T) {
	codes := kinds(t)
	require.Greater(t, len(codes), 30)
	for _, chapter := range []string{"../assets/docs/it.md", "../assets/docs/id/it.md"} {
		text, err := os.ReadFile(chapter)
		require.NoError(t, err)
		var told []string
		for _, row := range regexp.MustCompile("(?m)^\\| (`[a-z_]+`(?:, `[a-z_]+`)*) \\|").FindAllStringSubmatch(string(text), -1) {
			told = append(told, regexp.MustCompile("[a-z_]+").FindAllString(row[1], -1)...)
		}
		require.ElementsMatch(t, codes, told, chapter)
	}
}

// kinds are the kinds of error as they stand in the source.
func kinds(t *testing.T) []string {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), "error.go", nil, 0)
	require.NoError(t, err)
	var all []string
	ast.Inspect(file, func(n ast.Node) bool {
		spec, ok := n.(*ast.ValueSpec)
		if !ok {
			return true
		}
		if name, ok := spec.Type.(*ast.Ident); ok && name.Name == "Kind" {
			code, err := strconv.Unquote(spec.Values[0].(*ast.BasicLit).Value)
			require.NoError(t, err)
			all = append(all, code)
		}
		return true
	})
	return all
}
