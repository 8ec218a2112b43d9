package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"image"
	"os"
	"path/filepath"
	"time"

	"sociomedio/app/backend/practice"
	"sociomedio/ui/shown"
)

// step is one step of the work instruction, or a look at something beside it.
type step struct {
	name string // in the picture's file name
	do   func(context.Context, *guide) error
	hide bool // no picture
}

// guide takes the steps and keeps what it saw.
type guide struct {
	*stage
	client          string // the program
	out             string
	steps, pictures int
	frame           image.Rectangle // what of the display goes into a picture; empty: all
	unnumbered      bool            // pictures are called as their step alone

	// For the outage only.
	practice *practice.Practice
	line     *line

	wine wine // for Windows only
}

// What the window showed when a step failed, and what the program said.
const (
	failed     = "failed.json"
	failedLogs = "failed.log"
)

// look is how long the window may take to show something.
const glance = 15 * time.Second

func (g *guide) take(ctx context.Context, s step) error {
	g.steps++
	err := s.do(ctx, g)
	if s.hide && err == nil {
		return nil
	}
	name := s.name
	if !g.unnumbered {
		name = fmt.Sprintf("%02d-%s", g.pictures+1, name)
	}
	if err != nil {
		name += "-failed"
		err = errors.Join(err, g.keep())
	}
	g.pictures++
	if e := picture(g.display, filepath.Join(g.out, name+".png"), g.frame); e != nil && err == nil {
		err = e
	}
	if err == nil {
		fmt.Println("tour:", name)
	}
	return err
}

// keep leaves behind what helps to find out why a step failed.
func (g *guide) keep() error {
	state, _ := g.now()
	raw, err := json.MarshalIndent(state, "", " ")
	if err != nil {
		return err
	}
	logs := []byte(atKeyboard(g.display) + "\n" + g.printed.String())
	files, err := filepath.Glob(filepath.Join(g.folder, "*", "logs", "*"))
	for _, file := range files {
		said, e := os.ReadFile(file)
		logs, err = append(append(logs, '\n'), said...), errors.Join(err, e)
	}
	return errors.Join(err, os.WriteFile(filepath.Join(g.out, failed), raw, 0o600), os.WriteFile(filepath.Join(g.out, failedLogs), logs, 0o600))
}

// see waits until the window shows all of it.
func (g *guide) see(all ...condition) error {
	for _, c := range all {
		if err := g.wait(glance, c); err != nil {
			return err
		}
	}
	return nil
}

// press presses keys and waits until the window shows all of it.
func (g *guide) press(ctx context.Context, keys []string, all ...condition) error {
	if err := g.key(ctx, keys...); err != nil {
		return err
	}
	return g.see(all...)
}

// tap clicks on a text that stands alone in a part of the window, and waits until the window shows all of it.
func (g *guide) tap(ctx context.Context, where part, words string, all ...condition) error {
	var at *shown.Item
	if err := g.see(condition{fmt.Sprintf("%q to click on", words), func(s shown.State) bool {
		at = nil
		for i := range s.Items {
			if s.Items[i].Text == words && s.Items[i].Role == shown.Line && where(s, s.Items[i]) {
				at = &s.Items[i]
			}
		}
		return at != nil
	}}); err != nil {
		return err
	}
	x, y := at.Middle()
	if err := g.click(ctx, x, y); err != nil {
		return err
	}
	return g.see(all...)
}

// sendAnyway answers the question that Save asks when the customer has written meanwhile; he does in practice, when he likes.
func (g *guide) sendAnyway(ctx context.Context, done condition) error {
	asked := text("Kirim juga")
	if err := g.see(condition{done.what + " or " + asked.what, func(s shown.State) bool { return done.holds(s) || asked.holds(s) }}); err != nil {
		return err
	}
	if s, _ := g.now(); done.holds(s) {
		return nil
	}
	return g.reach(ctx, "Kirim juga", "Return", done)
}

// find goes down the list of cases until the one whose message has these words is open.
func (g *guide) find(ctx context.Context, words string) error {
	for range 25 {
		before, _ := g.now()
		if err := g.press(ctx, []string{"j"}, another(before)); err != nil {
			return err
		}
		if s, _ := g.now(); shownIn(card, words)(s) {
			return nil
		}
	}
	return fmt.Errorf("no case with %q", words)
}

// another is that another case is open than before.
func another(before shown.State) condition {
	number := func(s shown.State) string {
		if i := find(s, "Case #"); i != nil {
			return i.Text
		}
		return ""
	}
	return condition{"another case", func(s shown.State) bool { return number(s) != "" && number(s) != number(before) }}
}

// choose takes an option of the list that is open; then the next select opens by itself, which shows next.
func (g *guide) choose(ctx context.Context, c choice, next string) error {
	if err := g.see(text(c.list)); err != nil {
		return err
	}
	if err := g.key(ctx, append(c.keys, "Return")...); err != nil {
		return err
	}
	return g.see(text(c.option), text(next))
}

func (g *guide) chooseAll(ctx context.Context, all []choice, after string) error {
	for i, c := range all {
		next := after
		if i+1 < len(all) {
			next = all[i+1].list
		}
		if err := g.choose(ctx, c, next); err != nil {
			return err
		}
	}
	return nil
}

// reach goes on with Tab until what is called so has the keyboard, and presses a key there.
func (g *guide) reach(ctx context.Context, words, key string, all ...condition) error {
	for range 60 {
		if s, _ := g.now(); focus(words).holds(s) {
			return g.press(ctx, []string{key}, all...)
		}
		before, _ := g.now()
		if err := g.key(ctx, "Tab"); err != nil {
			return err
		}
		if err := g.see(condition{"the keyboard somewhere else", func(s shown.State) bool { return focused(s) != focused(before) }}); err != nil {
			return err
		}
	}
	return fmt.Errorf("%q can't be reached by Tab", words)
}

// focused is where the keyboard is.
func focused(s shown.State) shown.Rect {
	for _, i := range s.Items {
		if i.Focused {
			return i.Rect
		}
	}
	return shown.Rect{}
}
