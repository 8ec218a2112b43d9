package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"sociomedio/app/backend/serve"
	"sociomedio/app/backend/storage"
	"sociomedio/data/contract"
	"sociomedio/data/remote"
	"sociomedio/ui/shown"
)

// page is what lies at the left of Form Reply.
func page(s shown.State, i shown.Item) bool { return i.Y >= 44 && !right(s, i) }

// quiet is a customer whom no picture shows.
const quiet = "Yusuf Maket"

// store opens the backend's own database, as the commands of an operator do.
func (g *guide) store(ctx context.Context) (*storage.Store, error) {
	return serve.OpenStore(ctx, serve.Options{Database: "sqlite:" + filepath.Join(g.folder, "centre", "backend.db"), Log: slog.New(slog.DiscardHandler)})
}

// hire adds an agent, as an operator does by command.
func (g *guide) hire(ctx context.Context, username string, role contract.Role) error {
	store, err := g.store(ctx)
	if err != nil {
		return err
	}
	name := strings.ToUpper(username[:1]) + username[1:]
	_, err = serve.AddAgent(ctx, store, serve.NewAgent{Username: username, Name: name, Role: role, Password: rolesPassword})
	return errors.Join(err, store.Close())
}

// lend has a colleague take a customer's case over, at a desk of his own.
func (g *guide) lend(ctx context.Context, agent, name string) error {
	desk, err := g.desk(ctx, agent, g.practice.Colleagues)
	if err != nil {
		return err
	}
	defer desk.Close()
	caseID, err := newest(ctx, desk, name)
	if err == nil {
		_, err = desk.TakeOverCase(ctx, caseID)
	}
	return err
}

// watch has a colleague look at a customer's case that he had and that the agent took over from him.
func (g *guide) watch(ctx context.Context, agent, name string) error {
	if err := g.lend(ctx, agent, name); err != nil {
		return err
	}
	mine, err := g.desk(ctx, g.practice.Username, g.practice.Password)
	if err != nil {
		return err
	}
	defer mine.Close()
	his, err := g.desk(ctx, agent, g.practice.Colleagues)
	if err != nil {
		return err
	}
	defer his.Close()
	caseID, err := newest(ctx, mine, name)
	if err != nil {
		return err
	}
	if _, err := mine.TakeOverCase(ctx, caseID); err != nil {
		return err
	}
	_, err = his.OpenCase(ctx, caseID)
	return err
}

// desk is where an agent of the demo works beside the window.
func (g *guide) desk(ctx context.Context, username, password string) (*remote.Client, error) {
	desk, err := remote.Open(g.practice.URL, remote.Options{})
	if err != nil {
		return nil, err
	}
	if _, err := desk.SignIn(ctx, username, password); err != nil {
		desk.Close()
		return nil, err
	}
	return desk, nil
}

// newest is the newest case of a customer on Twitter.
func newest(ctx context.Context, desk *remote.Client, name string) (string, error) {
	found, err := desk.Customers(ctx, contract.SearchCustomersParams{By: contract.Name, Q: name, Limit: 5})
	if err != nil {
		return "", err
	}
	at := slices.IndexFunc(found.Customers, func(c contract.Customer) bool { return c.Network == contract.Twitter })
	if at < 0 {
		return "", fmt.Errorf("no customer %s on Twitter", name)
	}
	said, err := desk.Messages(ctx, found.Customers[at].ID, "", 1)
	if err != nil || len(said.Messages) == 0 {
		return "", fmt.Errorf("no message of %s: %w", name, err)
	}
	return said.Messages[0].CaseID, nil
}

// morning stores what the agent is to have answered today, as what a centre brings along is stored.
func (g *guide) morning(ctx context.Context, answers int, took time.Duration) error {
	store, err := g.store(ctx)
	if err != nil {
		return err
	}
	agent, err := store.AgentByUsername(ctx, g.practice.Username)
	var whose contract.CustomerPage
	if err == nil {
		whose, err = store.Search(ctx, contract.Name, quiet, "", 1)
	}
	if err == nil && len(whose.Customers) == 0 {
		err = fmt.Errorf("no customer %s", quiet)
	}
	for i := 0; i < answers && err == nil; i++ {
		err = store.AddPastHandling(ctx, storage.PastHandling{
			ID: uuid.NewString(), CustomerID: whose.Customers[0].ID, AgentID: agent.ID, Labels: []string{"Informasi"},
			ReplyType: "normal", Answer: "Terima kasih Kak.", At: time.Now(), Took: took,
		})
	}
	return errors.Join(err, store.Close())
}

// row opens the case of a customer by a click on its row.
func (g *guide) row(ctx context.Context, name string, all ...condition) error {
	if err := g.tap(ctx, left, name, condition{name + " opened", shownIn(middle, name)}); err != nil {
		return err
	}
	if err := g.rest(); err != nil {
		return err
	}
	return g.see(all...)
}

// answer opens a customer's case, answers it and saves.
func (g *guide) answer(ctx context.Context, name, words string, saved condition) error {
	if err := g.row(ctx, name); err != nil {
		return err
	}
	if err := g.press(ctx, []string{"alt+c"}, focus("Komplain")); err != nil {
		return err
	}
	if err := g.chooseAll(ctx, path, ""); err != nil {
		return err
	}
	if err := g.see(condition{"the keyboard in Feedback", inFeedback}); err != nil {
		return err
	}
	if err := g.write(ctx, words); err != nil {
		return err
	}
	return g.press(ctx, []string{"ctrl+Return"}, saved)
}

// fill types name and password.
func (g *guide) fill(ctx context.Context, name, password string) error {
	if err := g.write(ctx, name); err != nil {
		return err
	}
	if err := g.press(ctx, []string{"Tab"}, condition{"the keyboard in Password", inPassword}); err != nil {
		return err
	}
	return g.write(ctx, password)
}

// rewrite types a text in place of what stands in Feedback, and waits until the window shows its end and all else.
func (g *guide) rewrite(ctx context.Context, words string, all ...condition) error {
	if err := g.press(ctx, []string{"ctrl+a"}); err != nil {
		return err
	}
	if err := g.write(ctx, words); err != nil {
		return err
	}
	return g.see(append([]condition{focus(words[strings.LastIndex(words, " ")+1:])}, all...)...)
}

// colour chooses the theme in the preferences.
func (g *guide) colour(ctx context.Context, letter, name string) error {
	if err := g.press(ctx, []string{"ctrl+comma"}, text("Tema")); err != nil {
		return err
	}
	if err := g.press(ctx, []string{"Tab", "Tab", "Return"}, text("Ikuti sistem")); err != nil {
		return err
	}
	if err := g.press(ctx, []string{letter, "Return"}, text(name)); err != nil {
		return err
	}
	return g.press(ctx, []string{"Escape"}, no("Tema"))
}
