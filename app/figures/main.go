// Command figures reads what `go test -bench` prints and writes the figures as JSON, one file for each package, so that they can
// be kept and compared.
//
//	go test -run '^$' -bench . -benchmem ./... | figures -out build/bench
//
// Exit codes: 0 done, 1 a benchmark failed or there was none, 2 wrong usage.
package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// results are the benchmarks of one package and where they ran.
type results struct {
	Package    string      `json:"package"`
	System     string      `json:"system"` // GOOS/GOARCH
	CPU        string      `json:"cpu"`
	Benchmarks []benchmark `json:"benchmarks"`
}

// benchmark is one line of the output.
type benchmark struct {
	Name    string             `json:"name"` // with its sub-benchmark, without the number of processors
	Procs   int                `json:"procs"`
	Runs    int                `json:"runs"`
	Figures map[string]float64 `json:"figures"` // by unit: ns/op, B/op, allocs/op, and those that a benchmark reports itself
}

func main() {
	out := flag.String("out", "build/bench", "folder for the files")
	flag.Parse()
	if flag.NArg() > 0 {
		flag.Usage()
		os.Exit(2)
	}
	all, err := read(os.Stdin)
	if err == nil {
		err = write(*out, all)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "figures:", err)
		os.Exit(1)
	}
}

// read takes the output of go test. Lines that are nothing known are passed over; that a test failed is an error.
func read(in io.Reader) ([]results, error) {
	var all []results
	var now results
	lines := bufio.NewScanner(in)
	for lines.Scan() {
		line := lines.Text()
		key, value, _ := strings.Cut(line, ": ")
		switch {
		case key == "goos":
			now = results{System: value}
		case key == "goarch":
			now.System += "/" + value
		case key == "pkg":
			now.Package = value
		case key == "cpu":
			now.CPU = value
		case strings.HasPrefix(line, "Benchmark"):
			if b, ok := parse(line); ok {
				now.Benchmarks = append(now.Benchmarks, b)
			}
		case strings.HasPrefix(line, "ok  \t") && len(now.Benchmarks) > 0:
			all = append(all, now)
			now = results{}
		case line == "FAIL" || strings.HasPrefix(line, "FAIL\t") || strings.HasPrefix(line, "--- FAIL"):
			return nil, fmt.Errorf("a benchmark failed: %s", strings.Join(strings.Fields(line), " "))
		}
	}
	if err := lines.Err(); err != nil {
		return nil, err
	}
	if len(all) == 0 {
		return nil, errors.New("there are no benchmarks in the input")
	}
	return all, nil
}

// parse takes a line such as "BenchmarkCut/long-2   1000   250 ns/op   16 B/op". The name alone is printed first when a benchmark
// logs something; that is no line of figures.
func parse(line string) (benchmark, bool) {
	words := strings.Fields(line)
	if len(words) < 4 || len(words)%2 != 0 {
		return benchmark{}, false
	}
	runs, err := strconv.Atoi(words[1])
	if err != nil {
		return benchmark{}, false
	}
	b := benchmark{Name: strings.TrimPrefix(words[0], "Benchmark"), Procs: 1, Runs: runs, Figures: map[string]float64{}}
	if at := strings.LastIndexByte(b.Name, '-'); at > 0 {
		if procs, err := strconv.Atoi(b.Name[at+1:]); err == nil {
			b.Name, b.Procs = b.Name[:at], procs
		}
	}
	for i := 2; i < len(words); i += 2 {
		figure, err := strconv.ParseFloat(words[i], 64)
		if err != nil {
			return benchmark{}, false
		}
		b.Figures[words[i+1]] = figure
	}
	return b, true
}

// write leaves one file for each package, named after it, in place of those of an earlier run.
func write(out string, all []results) error {
	if err := os.MkdirAll(out, 0o755); err != nil {
		return err
	}
	old, err := filepath.Glob(filepath.Join(out, "*.json"))
	for _, file := range old {
		err = errors.Join(err, os.Remove(file))
	}
	for _, r := range all {
		raw, e := json.MarshalIndent(r, "", "  ")
		if e == nil {
			e = os.WriteFile(filepath.Join(out, strings.ReplaceAll(r.Package, "/", "-")+".json"), append(raw, '\n'), 0o644)
		}
		err = errors.Join(err, e)
	}
	return err
}
