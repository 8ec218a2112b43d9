package settings

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"sort"
	"strconv"
	"strings"
	"sync"

	"github.com/BurntSushi/toml"

	"sociomedio/data"
	"sociomedio/data/files"
)

// Flags are settings of the command line.
type Flags map[string]string

// Place says where they come from.
func (Flags) Place() string { return "command line" }

// Read gives those that are not empty.
func (f Flags) Read() (map[string]string, error) {
	set := map[string]string{}
	for name, text := range f {
		if text != "" {
			set[name] = text
		}
	}
	return set, nil
}

// maxFile is the size up to which a file of settings is read.
const maxFile = 1 << 20

// TOMLFile is a file with one setting per line: server_url = "https://..."
type TOMLFile struct {
	Path string
	mu   sync.Mutex
}

// Place is the path.
func (f *TOMLFile) Place() string { return f.Path }

// Read gives the file's settings. Where one line is wrong none is taken, as it is not known what was meant.
func (f *TOMLFile) Read() (map[string]string, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.read()
}

func (f *TOMLFile) read() (map[string]string, error) {
	b, err := small(f.Path)
	if err != nil || b == nil {
		return nil, err
	}
	var found map[string]any
	if _, err := toml.Decode(string(b), &found); err != nil {
		var wrong toml.ParseError
		if errors.As(err, &wrong) {
			return nil, fmt.Errorf("line %d is not TOML", wrong.Position.Line) // the line itself may hold a secret
		}
		return nil, errors.New("not TOML")
	}
	return texts(found), nil
}

// Put stores one setting; the others stay. The file is replaced whole.
func (f *TOMLFile) Put(name, text string) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	all, err := f.read()
	if err != nil {
		all = nil // a file that can't be read gives no settings; what is chosen now counts
	}
	if all == nil {
		all = map[string]string{}
	}
	all[name] = text
	var b strings.Builder
	for _, n := range sorted(all) {
		fmt.Fprintf(&b, "%s = %s\n", n, strconv.Quote(all[n]))
	}
	if err := files.Replace(f.Path, []byte(b.String())); err != nil {
		if errors.Is(err, fs.ErrPermission) {
			return data.Fail(data.ReadOnlyDisk, "Preferences can't be stored.", err)
		}
		return data.Fail(data.Internal, "Preferences can't be stored.", err)
	}
	return nil
}

// JSONFolder is a folder of policy files, each one JSON object; with the same name in two files the later file by name decides.
type JSONFolder struct{ Path string }

// Place is the path.
func (f JSONFolder) Place() string { return f.Path }

// Read gives the folder's settings; a file that can't be read is left out and named in the error.
func (f JSONFolder) Read() (map[string]string, error) {
	paths, err := filepath.Glob(filepath.Join(f.Path, "*.json"))
	if err != nil {
		return nil, err
	}
	sort.Strings(paths)
	all := map[string]string{}
	var wrong error
	for _, p := range paths {
		b, err := small(p)
		if err != nil {
			wrong = errors.Join(wrong, err)
			continue
		}
		var found map[string]any
		if json.Unmarshal(b, &found) != nil {
			wrong = errors.Join(wrong, fmt.Errorf("%s is not a JSON object", filepath.Base(p)))
			continue
		}
		for name, text := range texts(found) {
			all[name] = text
		}
	}
	return all, wrong
}

// small reads a file of settings; nil when there is none.
func small(path string) ([]byte, error) {
	info, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	if info.Size() > maxFile || !info.Mode().IsRegular() {
		return nil, fmt.Errorf("%s is no file of settings", filepath.Base(path))
	}
	return os.ReadFile(path)
}

// texts writes values as the table has them. What is no single value becomes something that no setting takes.
func texts(found map[string]any) map[string]string {
	out := make(map[string]string, len(found))
	for name, v := range found {
		switch v := v.(type) {
		case string:
			out[name] = v
		case bool:
			out[name] = strconv.FormatBool(v)
		case int64:
			out[name] = strconv.FormatInt(v, 10)
		case float64:
			out[name] = "not a whole number"
			if v == math.Trunc(v) && math.Abs(v) < 1<<53 {
				out[name] = strconv.FormatInt(int64(v), 10)
			}
		default:
			out[name] = "\x00"
		}
	}
	return out
}
