package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"sociomedio/app/backend/standin"
	"sociomedio/app/backend/standin/stage"
	"sociomedio/data/contract"
)

// TestBackupAndRestore: a backup is taken while an answer leaves, the backend works on, its disk is lost, the backup is restored.
// What was posted since is found at the networks and never posted again, also when it comes anew from a client's outbox.
func TestBackupAndRestore(t *testing.T) {
	c := newCentre(t)
	post(t, c.networks+"/_webhook", standin.Target{Network: "facebook", URL: c.url + "/webhooks/facebook/TelkomCare"}, nil)
	onX := standin.Injection{Network: "twitter", Kind: "mention", Text: "@TelkomCare internet mati"}
	onX.From.Handle = "budi_contoh"
	k, _ := c.written(onX)
	onFacebook := standin.Injection{Network: "facebook", Kind: "comment", Text: "lambat sekali"}
	onFacebook.From.Handle = "Sari Contoh"
	second, _ := c.written(onFacebook)
	before, err := c.agent.Changes(t.Context(), "", 100)
	require.NoError(t, err)

	// The first part is on its way and the second waits for it when the backup is taken.
	post(t, c.networks+"/_fault", standin.Fault{Kind: stage.Slow, Count: 1, Delay: "3s", Path: "/2/tweets"}, nil)
	h, err := c.agent.SaveAnswer(t.Context(), k.ID, uuid.NewString(), c.newAnswer(k, "Satu", "Dua"))
	require.NoError(t, err)
	require.Eventually(t, func() bool { return c.stateOf(k, h) == contract.DeliveryStateSending }, 20*time.Second, 10*time.Millisecond)
	file := filepath.Join(t.TempDir(), "backup.db")
	code, out, errs := once(t, "", "backup", file, "--database", c.database)
	require.Zero(t, code, errs)
	require.Contains(t, out, "backed up to "+file)
	require.Eventually(t, func() bool { return c.stateOf(k, h) == contract.DeliveryStateSent }, 40*time.Second, 20*time.Millisecond)
	key, late := uuid.NewString(), c.newAnswer(second, "Mohon maaf Kak")
	late.SendAnyway = true // the page's own comment is read as one that somebody wrote on Facebook itself, and would be asked about
	lost, err := c.agent.SaveAnswer(t.Context(), second.ID, key, late)
	require.NoError(t, err)
	require.Eventually(t, func() bool { return c.stateOf(second, lost) == contract.DeliveryStateSent }, 40*time.Second, 20*time.Millisecond)
	posts := c.posts()
	require.Len(t, posts, 3)

	require.Zero(t, c.backend.stop())
	code, _, errs = once(t, "", "restore", file, "--database", c.database)
	require.Equal(t, exitFailed, code, "there is a database")
	require.Contains(t, errs, "move them away first")
	name := strings.TrimPrefix(c.database, "sqlite:")
	require.NoError(t, os.Rename(name, name+".lost"))
	code, out, errs = once(t, "", "restore", file, "--database", c.database)
	require.Zero(t, code, errs)
	require.Contains(t, out, "restored")
	c.serve(strings.TrimPrefix(c.url, "http://"))

	changes, err := c.agent.Changes(t.Context(), before.Cursor, 100)
	require.NoError(t, err)
	require.True(t, changes.Reset, "clients read everything anew")
	require.Eventually(t, func() bool { return c.stateOf(k, h) == contract.DeliveryStateSent }, 60*time.Second, 20*time.Millisecond, "both parts are found")
	again, err := c.agent.SaveAnswer(t.Context(), second.ID, key, late)
	require.NoError(t, err)
	require.NotEqual(t, lost.ID, again.ID, "the backup does not know it")
	require.Eventually(t, func() bool { return c.stateOf(second, again) == contract.DeliveryStateSent }, 60*time.Second, 20*time.Millisecond, "it is found")
	require.Equal(t, posts, c.posts(), "nothing was posted again")
	require.Zero(t, c.backend.stop())
}

func (c *centre) newAnswer(k contract.Case, parts ...string) contract.NewAnswer {
	return contract.NewAnswer{
		TargetMessageID: k.MessageID, CaseVersion: k.Version, Path: c.path, ReplyType: "normal", Visibility: contract.Public,
		Text: strings.Join(parts, " "), Parts: parts, OpenedAt: time.Now(),
	}
}

// stateOf is how far an answer is; empty when its record is not there.
func (c *centre) stateOf(k contract.Case, h contract.Handling) contract.DeliveryState {
	page, err := c.agent.Handlings(c.t.Context(), k.Customer.ID, "", 10)
	if err != nil {
		return ""
	}
	for _, one := range page.Handlings {
		if one.ID == h.ID {
			return one.State
		}
	}
	return ""
}

func TestBackupSaysWhatIsWrong(t *testing.T) {
	file := filepath.Join(t.TempDir(), "backup.db")
	code, _, errs := do(t, "", "backup", file, "--database", newDatabase(t))
	require.Equal(t, exitFailed, code)
	require.Contains(t, errs, "There is no database to copy.")
	require.NoFileExists(t, file)
	code, _, errs = do(t, "", "restore", csv(t, "no backup"), "--database", newDatabase(t))
	require.Equal(t, exitFailed, code)
	require.Contains(t, errs, "This is no backup")
	code, _, _ = do(t, "", "backup", "--database", newDatabase(t))
	require.Equal(t, exitUsage, code)
}
