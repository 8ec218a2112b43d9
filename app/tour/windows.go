package main

import (
	"context"
	"errors"
	"os"
	"path/filepath"

	"sociomedio/app/backend/practice"
	"sociomedio/ui/shown"
)

// What is answered and what is left unfinished on Windows.
const (
	windowsAnswer = "Halo Kak Budi, sudah kami jadwalkan teknisi besok pagi."
	windowsDraft  = "Draf ini belum selesai"
)

// windows is the client as IT rolls it out: installed without a question, used, upgraded while in use, removed.
var windows = []step{
	{name: "install", hide: true, do: func(ctx context.Context, g *guide) (err error) {
		if g.practice, err = practice.Start(ctx, practice.Options{DataDir: filepath.Join(g.folder, "centre")}); err != nil {
			return err
		}
		g.networks = networks(g.practice.Networks)
		return errors.Join(
			g.msi(ctx, "/i", g.wine.first, "SERVERURL="+g.practice.URL, "LOCALE=id", "AUTOSTART=1"),
			g.registry(ctx, settings, "ServerURL", g.practice.URL),
			g.registry(ctx, autostart, "SocioMedio", installed),
		)
	}},
	{name: "repaired", hide: true, do: func(ctx context.Context, g *guide) error {
		file := filepath.Join(g.wine.prefix, onDisk)
		if err := os.Remove(file); err != nil {
			return err
		}
		// What msiexec /fa does on Windows; Wine 8 knows the properties only.
		if err := g.msi(ctx, "/i", g.wine.first, "REINSTALL=ALL", "REINSTALLMODE=amus"); err != nil {
			return err
		}
		_, err := os.Stat(file)
		return errors.Join(err, g.registry(ctx, settings, "ServerURL", g.practice.URL))
	}},
	{name: "proxy-of-windows", hide: true, do: func(ctx context.Context, g *guide) error { return g.throughProxy(ctx) }},
	{name: "open", do: func(ctx context.Context, g *guide) error {
		if err := g.enterInstalled(ctx, exact("Login"), text(g.practice.URL), no("Mode latihan.")); err != nil {
			return err
		}
		before, _ := g.now()
		return errors.Join(
			g.until(ctx, "Tab", condition{"the keyboard somewhere else", func(s shown.State) bool { return focused(s) != focused(before) }}),
			g.until(ctx, "shift+Tab", condition{"the keyboard where it was", func(s shown.State) bool { return focused(s) == focused(before) }}),
		)
	}},
	{name: "sign-in", do: func(ctx context.Context, g *guide) error {
		if err := g.fill(ctx, g.practice.Username, g.practice.Password); err != nil {
			return err
		}
		// "Ingat saya" is ticked unless a policy forbids it: the step restart looks at what comes of it.
		return g.press(ctx, []string{"Return"}, text("No data to display"), text("Terhubung"))
	}},
	{name: "sync", do: func(ctx context.Context, g *guide) error {
		if err := g.press(ctx, []string{"F5"}, text("case diambil"), text(customer)); err != nil {
			return err
		}
		return g.find(ctx, asks)
	}},
	{name: "save", do: func(ctx context.Context, g *guide) error {
		if err := g.press(ctx, []string{"alt+c"}, focus("Komplain")); err != nil {
			return err
		}
		if err := g.chooseAll(ctx, path, "@budi_contoh"); err != nil {
			return err
		}
		if err := g.write(ctx, windowsAnswer); err != nil {
			return err
		}
		if err := g.key(ctx, "ctrl+Return"); err != nil {
			return err
		}
		_, err := g.networks.arrived(ctx, windowsAnswer)
		return err
	}},
	{name: "restart", do: func(ctx context.Context, g *guide) error {
		if err := g.leave(stopPatience); err != nil {
			return err
		}
		return errors.Join(g.enterInstalled(ctx, text("Inbox ("), text("Terhubung"), no("Ingat saya")), g.awake(ctx))
	}},
	{name: "draft", do: func(ctx context.Context, g *guide) error {
		before, _ := g.now()
		if err := g.press(ctx, []string{"j"}, another(before)); err != nil {
			return err
		}
		if err := g.press(ctx, []string{"alt+c"}, focus("Komplain")); err != nil {
			return err
		}
		if err := g.chooseAll(ctx, path, "Publik"); err != nil {
			return err
		}
		if err := g.write(ctx, windowsDraft); err != nil {
			return err
		}
		return g.see(text(windowsDraft))
	}},
	{name: "upgraded-while-open", do: func(ctx context.Context, g *guide) error {
		// The program's file is in use: Windows replaces it when it starts again, and says so.
		if err := g.msi(ctx, "/i", g.wine.next); err != nil && !restartWanted(err) {
			return err
		}
		if err := errors.Join(g.registry(ctx, settings, "ServerURL", g.practice.URL), g.registry(ctx, autostart, "SocioMedio", installed)); err != nil {
			return err
		}
		return g.see(text(windowsDraft))
	}},
	{name: "draft-after-upgrade", do: func(ctx context.Context, g *guide) error {
		if err := g.leave(stopPatience); err != nil {
			return err
		}
		if err := g.windows(ctx, "wineboot", "--restart"); err != nil {
			return err
		}
		if err := errors.Join(g.enterInstalled(ctx, text("Inbox ("), text("Terhubung")), g.awake(ctx)); err != nil {
			return err
		}
		for range 25 {
			if s, _ := g.now(); find(s, windowsDraft) != nil {
				break
			}
			before, _ := g.now()
			if err := g.press(ctx, []string{"j"}, another(before)); err != nil {
				return err
			}
		}
		return g.see(text(windowsDraft))
	}},
	{name: "downgrade-refused", hide: true, do: func(ctx context.Context, g *guide) error {
		if g.msi(ctx, "/i", g.wine.first) == nil {
			return errors.New("an older version went over a newer one")
		}
		return nil
	}},
	{name: "uninstalled", hide: true, do: func(ctx context.Context, g *guide) error {
		if err := errors.Join(g.leave(stopPatience), g.hangUp(), g.msi(ctx, "/x", g.wine.next), g.uninstalled(ctx)); err != nil {
			return err
		}
		kept, err := g.userData()
		if err == nil && len(kept) == 0 {
			err = errors.New("the agent's own data has gone with the program")
		}
		return err
	}},
}

// enterInstalled starts the installed program and waits until its window shows all of it.
func (g *guide) enterInstalled(ctx context.Context, all ...condition) error {
	c, err := g.command(ctx, installed)
	if err != nil {
		return err
	}
	if err := g.start(c, false); err != nil {
		return err
	}
	return errors.Join(g.see(all...), focusWindow(g.display))
}

// awake waits until keys reach the program. Wine hears some time after the X server that its window has the keyboard, and throws
// away what is pressed before.
func (g *guide) awake(ctx context.Context) error {
	return errors.Join(g.until(ctx, "F1", text("Semua pintasan")), g.until(ctx, "Escape", no("Semua pintasan")))
}

// until presses a key, again if need be, until the window shows something.
func (g *guide) until(ctx context.Context, key string, want condition) (err error) {
	for range 5 {
		if err = g.key(ctx, key); err != nil {
			return err
		}
		if err = g.wait(glance/3, want); err == nil {
			return nil
		}
	}
	return err
}
