package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

const output = `goos: linux
goarch: amd64
pkg: sociomedio/app/answer
cpu: A fast one @ 3.00GHz
BenchmarkKeyPress/indonesian-2         	    3924	    292547 ns/op	   91520 B/op	     412 allocs/op
BenchmarkKeyPress/cut-off              	    1872	    639083.5 ns/op
BenchmarkTold
    told_test.go:9: something
BenchmarkTold-2                        	       1	  12 ns/op	         7.25 ms/page
PASS
ok  	sociomedio/app/answer	2.421s
?   	sociomedio/app/sociomedio	[no test files]
goos: linux
goarch: amd64
pkg: sociomedio/data
PASS
ok  	sociomedio/data	0.004s
`

func TestFiguresOfEachPackage(t *testing.T) {
	dir := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(dir, "of-yesterday.json"), nil, 0o600))
	all, err := read(strings.NewReader(output))
	require.NoError(t, err)
	require.NoError(t, write(dir, all))

	files, err := filepath.Glob(filepath.Join(dir, "*"))
	require.NoError(t, err)
	require.Equal(t, []string{filepath.Join(dir, "sociomedio-app-answer.json")}, files)
	raw, err := os.ReadFile(files[0])
	require.NoError(t, err)
	var got results
	require.NoError(t, json.Unmarshal(raw, &got))
	require.Equal(t, results{Package: "sociomedio/app/answer", System: "linux/amd64", CPU: "A fast one @ 3.00GHz", Benchmarks: []benchmark{
		{Name: "KeyPress/indonesian", Procs: 2, Runs: 3924, Figures: map[string]float64{"ns/op": 292547, "B/op": 91520, "allocs/op": 412}},
		{Name: "KeyPress/cut-off", Procs: 1, Runs: 1872, Figures: map[string]float64{"ns/op": 639083.5}},
		{Name: "Told", Procs: 2, Runs: 1, Figures: map[string]float64{"ns/op": 12, "ms/page": 7.25}},
	}}, got)
}

func TestFailureIsNoFigure(t *testing.T) {
	for name, text := range map[string]string{
		"a failed benchmark":  strings.Replace(output, "PASS\nok  \tsociomedio/app/answer\t2.421s", "--- FAIL: BenchmarkX-2\nFAIL", 1),
		"what can't be built": output + "FAIL\tsociomedio/ui [build failed]\n",
		"nothing":             "",
	} {
		t.Run(name, func(t *testing.T) {
			_, err := read(strings.NewReader(text))
			require.Error(t, err)
		})
	}
}
