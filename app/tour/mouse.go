package main

import (
	"context"
)

// mouse are the same steps once more with the pointer, shorter.
var mouse = []step{
	{name: "mouse-inbox", do: func(ctx context.Context, g *guide) error {
		if err := g.press(ctx, []string{"Escape"}, no("Semua pintasan")); err != nil {
			return err
		}
		return g.tap(ctx, "Inbox", text("SLA terdekat"))
	}},
}
