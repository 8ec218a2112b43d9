package main

import (
	"bytes"
	"database/sql"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	_ "github.com/mattn/go-sqlite3"
	"github.com/stretchr/testify/require"

	"sociomedio/data/files/filestest"
)

// database is a file with a schema and one agent, and a backup of it.
func aDatabase(t *testing.T, dir string) (file, backup string) {
	t.Helper()
	file, backup = filepath.Join(dir, "sociomedio.db"), filepath.Join(t.TempDir(), "backup.db")
	code, _, errs := once(t, password+"\n", "agent", "add", "--database", "sqlite:"+file, "anis")
	require.Zero(t, code, errs)
	code, _, errs = once(t, "", "backup", "--database", "sqlite:"+file, backup)
	require.Zero(t, code, errs)
	return file, backup
}

const password = "kopi tubruk 7 pagi"

// overwrite puts rubbish over the pages where a table and its indexes begin.
func overwrite(t *testing.T, file, table string) {
	t.Helper()
	db, err := sql.Open("sqlite3", "file:"+file)
	require.NoError(t, err)
	defer db.Close()
	var size int64
	require.NoError(t, db.QueryRow(`PRAGMA page_size`).Scan(&size))
	rows, err := db.Query(`SELECT rootpage FROM sqlite_master WHERE tbl_name = ? AND rootpage > 0`, table)
	require.NoError(t, err)
	var pages []int64
	for rows.Next() {
		var page int64
		require.NoError(t, rows.Scan(&page))
		pages = append(pages, page)
	}
	require.NoError(t, rows.Err())
	require.NotEmpty(t, pages)
	f, err := os.OpenFile(file, os.O_WRONLY, 0)
	require.NoError(t, err)
	defer f.Close()
	for _, page := range pages {
		_, err := f.WriteAt(bytes.Repeat([]byte{0xa5}, int(size)), (page-1)*size)
		require.NoError(t, err)
	}
}

// serving starts the backend and gives its address.
func serving(t *testing.T, file string) (p *process, url string) {
	t.Helper()
	p = start(t, "serve", "--database", "sqlite:"+file, "--listen", "127.0.0.1:0")
	return p, "http://" + p.logged("serving")["address"].(string)
}

// signIn is the status of a sign-in.
func signInAt(t *testing.T, url string) int {
	t.Helper()
	body := `{"username":"anis","password":"` + password + `","client":{"version":"test","contract":1}}`
	answer, err := http.Post(url+"/v1/session", "application/json", strings.NewReader(body))
	require.NoError(t, err)
	require.NoError(t, answer.Body.Close())
	return answer.StatusCode
}

// A database that is damaged where the start reads it: the backend says which file it is and what to do, and leaves the file as it is.
func TestDamagedDatabaseAtStart(t *testing.T) {
	for name, damage := range map[string]func(*testing.T, string){
		"pages overwritten": func(t *testing.T, file string) { overwrite(t, file, "goose_db_version") },
		"no database at all": func(t *testing.T, file string) {
			require.NoError(t, os.WriteFile(file, bytes.Repeat([]byte("rubbish "), 4096), 0o600))
		},
	} {
		t.Run(name, func(t *testing.T) {
			file, _ := aDatabase(t, t.TempDir())
			damage(t, file)
			before, err := os.ReadFile(file)
			require.NoError(t, err)
			code, _, errs := once(t, "", "serve", "--database", "sqlite:"+file, "--listen", "127.0.0.1:0")
			require.Equal(t, exitFailed, code)
			require.Contains(t, errs, "The database "+file+" is damaged: put it aside and restore a backup (sociomediod restore).")
			after, err := os.ReadFile(file)
			require.NoError(t, err)
			require.True(t, bytes.Equal(before, after), "what may be saved out of it is still there")
		})
	}
}

// A database that is damaged where only a request reads it: the request fails, /readyz says so from then on, and restoring the backup as
// the operator's chapter says puts it right.
func TestDamagedDatabaseWhileRunning(t *testing.T) {
	file, backup := aDatabase(t, t.TempDir())
	overwrite(t, file, "agents")
	p, url := serving(t, file)
	require.Equal(t, http.StatusInternalServerError, signInAt(t, url))
	status, said := read(t, url+"/readyz")
	require.Equal(t, http.StatusServiceUnavailable, status)
	require.Equal(t, "the database is damaged\n", strings.ToLower(strings.Replace(said, ".", "", 1)))
	status, _ = read(t, url+"/healthz")
	require.Equal(t, http.StatusOK, status, "it can be looked into")
	require.Zero(t, p.stop())

	damagedBackup := filepath.Join(t.TempDir(), "none.db")
	code, _, errs := once(t, "", "backup", "--database", "sqlite:"+file, damagedBackup)
	require.Equal(t, exitFailed, code, "a backup looks through what it has copied")
	require.Contains(t, errs, "damaged")
	require.NoFileExists(t, damagedBackup)

	require.NoError(t, os.Rename(file, file+".damaged"))
	code, _, errs = once(t, "", "restore", "--database", "sqlite:"+file, backup)
	require.Zero(t, code, errs)
	p, url = serving(t, file)
	status, _ = read(t, url+"/readyz")
	require.Equal(t, http.StatusOK, status)
	require.Equal(t, http.StatusOK, signInAt(t, url))
	require.Zero(t, p.stop())
}

// A disk that was mounted read-only: the start says so and names the file.
func TestReadOnlyDatabaseAtStart(t *testing.T) {
	dir := filestest.Disk(t, 16)
	file, _ := aDatabase(t, dir)
	require.NoError(t, syscall.Mount("", dir, "", syscall.MS_REMOUNT|syscall.MS_RDONLY, ""))
	code, _, errs := once(t, "", "serve", "--database", "sqlite:"+file, "--listen", "127.0.0.1:0")
	require.Equal(t, exitFailed, code)
	require.Contains(t, errs, "The database "+file+" can't be written to.")
}
