package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
	"strings"

	"sociomedio/app/backend/serve"
	"sociomedio/data/contract"
	"sociomedio/data/remote"
	"sociomedio/ui/shown"
)

// page is what lies at the left of Form Reply.
func page(s shown.State, i shown.Item) bool { return i.Y >= 44 && !right(s, i) }

// hire adds an agent, as an operator does by command.
func (g *guide) hire(ctx context.Context, username string, role contract.Role) error {
	store, err := serve.OpenStore(ctx, serve.Options{Database: "sqlite:" + filepath.Join(g.folder, "centre", "backend.db"), Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		return err
	}
	name := strings.ToUpper(username[:1]) + username[1:]
	_, err = serve.AddAgent(ctx, store, serve.NewAgent{Username: username, Name: name, Role: role, Password: rolesPassword})
	return errors.Join(err, store.Close())
}

// lend has a colleague take a customer's case over, at a desk of his own.
func (g *guide) lend(ctx context.Context, name string) error {
	if err := g.hire(ctx, colleague, contract.RoleAgent); err != nil {
		return err
	}
	other, err := remote.Open(g.practice.URL, remote.Options{})
	if err != nil {
		return err
	}
	defer other.Close()
	if _, err := other.SignIn(ctx, colleague, rolesPassword); err != nil {
		return err
	}
	found, err := other.Customers(ctx, contract.SearchCustomersParams{By: contract.Name, Q: name, Limit: 1})
	if err != nil || len(found.Customers) == 0 {
		return fmt.Errorf("no customer %s: %w", name, err)
	}
	said, err := other.Messages(ctx, found.Customers[0].ID, "", 1)
	if err != nil || len(said.Messages) == 0 {
		return fmt.Errorf("no message of %s: %w", name, err)
	}
	_, err = other.TakeOverCase(ctx, said.Messages[0].CaseID)
	return err
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
