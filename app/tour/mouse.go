package main

import (
	"context"
	"fmt"

	"sociomedio/ui/shown"
)

// What the tour answers with the pointer, and whom.
const (
	mouseCustomer = "Yoga Sampel"
	byMouse       = "terima kasih sudah menunggu, kendalanya sudah kami teruskan ke teknisi."
)

// mouse are the same steps once more with the pointer alone, but for the text.
var mouse = []step{
	{name: "mouse-5.3.1-facebook", do: func(ctx context.Context, g *guide) error {
		if err := g.press(ctx, []string{"Escape"}, no("Semua pintasan")); err != nil {
			return err
		}
		if err := g.tap(ctx, top, "Inbox", text("SLA terdekat")); err != nil {
			return err
		}
		return g.tap(ctx, left, "Facebook", text("Comment"), condition{"no post of Twitter in the inbox", not(shownIn(left, "Mention"))})
	}},
	{name: "mouse-5.3.2-sync", do: func(ctx context.Context, g *guide) error {
		return g.tap(ctx, left, "Sync", text("case diambil"))
	}},
	{name: "mouse-5.3.3-case", do: func(ctx context.Context, g *guide) error {
		before, _ := g.now()
		if err := g.tap(ctx, left, "Twitter", condition{"posts of Twitter", shownIn(left, "Mention")}); err != nil {
			return err
		}
		if err := g.tap(ctx, left, mouseCustomer, another(before)); err != nil {
			return err
		}
		return g.see(condition{mouseCustomer + " opened", shownIn(middle, mouseCustomer)})
	}},
	{name: "mouse-5.3.3-history-conversation", do: func(ctx context.Context, g *guide) error {
		return g.tap(ctx, middle, "History Conversation", text("Case ini"), text("Tulis catatan internal"))
	}},
	{name: "mouse-5.3.12-reply", do: func(ctx context.Context, g *guide) error {
		if err := g.see(no("case diambil")); err != nil { // the message of Sync lies over the end of the conversation for some seconds
			return err
		}
		return g.tap(ctx, middle, "Reply", condition{"the keyboard in Feedback", inFeedback})
	}},
	{name: "mouse-5.3.5-category", do: func(ctx context.Context, g *guide) error {
		if err := g.tap(ctx, first, "Please select...", text(path[0].option)); err != nil {
			return err
		}
		for i, c := range path {
			next := ""
			if i+1 < len(path) {
				next = path[i+1].option
			}
			if err := g.tap(ctx, whole, c.option, text(next)); err != nil {
				return err
			}
		}
		return nil
	}},
	{name: "mouse-5.3.8-save", do: func(ctx context.Context, g *guide) error {
		before, _ := g.now()
		if err := g.see(condition{"the keyboard in Feedback", inFeedback}); err != nil {
			return err
		}
		if err := g.write(ctx, byMouse); err != nil {
			return err
		}
		if err := g.tap(ctx, form, "Save"); err != nil {
			return err
		}
		p, err := g.networks.arrived(ctx, byMouse)
		if err != nil {
			return err
		}
		if p.Network != "twitter" || p.Parent == "" {
			return fmt.Errorf("the answer went to %s, in reply to %q", p.Network, p.Parent)
		}
		return g.see(text("4 terkirim"), another(before))
	}},
	{name: "mouse-5.3.10-inquiry", do: func(ctx context.Context, g *guide) error {
		if err := g.tap(ctx, top, "Customers", text("Search By")); err != nil {
			return err
		}
		return g.tap(ctx, whole, "Inquiry", text("Total Rows"))
	}},
	{name: "mouse-logout", do: func(ctx context.Context, g *guide) error {
		return g.tap(ctx, top, "Logout", exact("Login"), text("Mode latihan."))
	}},
	{name: "end", hide: true, do: func(_ context.Context, g *guide) error { return g.leave(stopPatience) }},
}

// first is the part of the right column with Category, the first of the selects.
func first(s shown.State, i shown.Item) bool { return right(s, i) && i.Y < s.Height*3/8 }

// form is the right column without the status bar under it.
func form(s shown.State, i shown.Item) bool { return right(s, i) && i.Y < s.Height-24 }

// inFeedback tells whether the keyboard is in the one big field at the right.
func inFeedback(s shown.State) bool {
	for _, i := range s.Items {
		if i.Focused {
			return i.Role == shown.Field && i.H >= 80 && right(s, i)
		}
	}
	return false
}

func not(is func(shown.State) bool) func(shown.State) bool {
	return func(s shown.State) bool { return !is(s) }
}
