package main

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"time"

	"sociomedio/app/backend/practice"
	"sociomedio/ui/shown"
)

// The customer whose case is answered while the backend can't be reached, and the answer.
const (
	outageAnswer = "Mohon maaf Kak, gangguannya sedang kami cek di lapangan dan kami kabari sore ini."
	stopPatience = 20 * time.Second
)

// outage is the backend out of reach for a while: the agent goes on, the answer waits in the Outbox and goes out once when the
// backend is back. Here the client is started as at work: with a backend's address, a name and a password.
var outage = []step{
	{name: "outage-open", hide: true, do: func(ctx context.Context, g *guide) (err error) {
		g.practice, err = practice.Start(ctx, practice.Options{DataDir: filepath.Join(g.folder, "centre")})
		if err != nil {
			return err
		}
		if g.line, err = lay(g.practice.URL); err != nil {
			return err
		}
		g.networks = networks(g.practice.Networks)
		return g.enter(ctx, g.client, "--server", g.line.url(), "--data-dir", filepath.Join(g.folder, "desk"))
	}},
	{name: "outage-sign-in", do: func(ctx context.Context, g *guide) error {
		if err := g.see(exact("Login"), text(g.line.address), no("Mode latihan.")); err != nil {
			return err
		}
		if err := g.fill(ctx, g.practice.Username, g.practice.Password); err != nil {
			return err
		}
		return g.press(ctx, []string{"Return"}, text("No data to display"), text("Terhubung"))
	}},
	{name: "outage-case", hide: true, do: func(ctx context.Context, g *guide) error {
		if err := g.press(ctx, []string{"F5"}, text("case diambil"), text(customer)); err != nil {
			return err
		}
		return g.find(ctx, asks)
	}},
	secondStart,
	{name: "outage-unreachable", do: func(_ context.Context, g *guide) error {
		if err := g.line.cut(); err != nil {
			return err
		}
		return g.see(text("Server tidak terjangkau sejak"), text("Tidak terhubung"), no("Coba lagi: "))
	}},
	{name: "outage-outbox", do: func(ctx context.Context, g *guide) error {
		if err := g.press(ctx, []string{"alt+c"}, focus("Komplain")); err != nil {
			return err
		}
		if err := g.chooseAll(ctx, path, "Masuk outbox"); err != nil {
			return err
		}
		if err := g.write(ctx, outageAnswer); err != nil {
			return err
		}
		if err := g.press(ctx, []string{"ctrl+Return"}, text("1 antre")); err != nil {
			return err
		}
		return g.press(ctx, []string{"ctrl+o"}, text(customer), text("Antre"), text("Mohon maaf Kak"))
	}},
	{name: "outage-back", do: func(ctx context.Context, g *guide) error {
		all, err := g.networks.posts(ctx)
		if err != nil {
			return err
		}
		if len(all) > 0 {
			return fmt.Errorf("something went out without a backend: %+v", all)
		}
		if err := g.press(ctx, []string{"Escape"}, text("1 antre")); err != nil {
			return err
		}
		if err := g.line.mend(); err != nil {
			return err
		}
		if _, err := g.networks.arrived(ctx, outageAnswer); err != nil {
			return err
		}
		return g.see(text("1 terkirim"), text("0 antre"), text("Terhubung"), no("Server tidak terjangkau"))
	}},
	{name: "outage-end", hide: true, do: func(_ context.Context, g *guide) error {
		return errors.Join(g.leave(stopPatience), g.hangUp())
	}},
}

// inPassword tells whether the keyboard is where nothing has been typed, below the name.
func inPassword(s shown.State) bool {
	for _, i := range s.Items {
		if i.Focused {
			user := find(s, "Password")
			return user != nil && i.Y > user.Y
		}
	}
	return false
}

// hangUp takes line and backend away.
func (g *guide) hangUp() error {
	var err error
	if g.line != nil {
		err = g.line.cut()
	}
	if g.practice != nil {
		err = errors.Join(err, g.practice.Close())
	}
	g.line, g.practice = nil, nil
	return err
}
