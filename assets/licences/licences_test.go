package licences_test

import (
	"encoding/csv"
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"sociomedio/assets/licences"
)

// allowed are the licences that a closed product may be shipped with when it brings their texts along.
var allowed = map[string]bool{
	"MIT": true, "BSD-2-Clause": true, "BSD-3-Clause": true, "Apache-2.0": true, "ISC": true, "0BSD": true,
	"Unlicense OR BSD-3-Clause": true,
}

func TestEveryModuleIsListed(t *testing.T) {
	rows, err := csv.NewReader(strings.NewReader(licences.List)).ReadAll()
	require.NoError(t, err)
	listed := map[string]string{}
	for _, row := range rows[1:] {
		listed[row[0]] = row[1]
		require.True(t, allowed[row[1]], "%s stands under %q", row[0], row[1])
	}
	for _, system := range []string{"linux", "windows"} {
		list := exec.Command("go", "list", "-deps", "-f", "{{with .Module}}{{.Path}}{{end}}", "sociomedio/app/sociomedio", "sociomedio/app/sociomediod")
		list.Env = append(os.Environ(), "GOOS="+system, "GOARCH=amd64", "CGO_ENABLED=1")
		out, err := list.Output()
		require.NoError(t, err, system)
		for _, module := range strings.Fields(string(out)) {
			if module != "sociomedio" {
				require.Contains(t, listed, module, "run go generate ./assets/licences")
			}
		}
	}
}
