package main

import (
	"context"
	"fmt"
	"log/slog"
	"net"

	"sociomedio/app/backend/serve"
)

type serveCommand struct {
	database
	Listen string `help:"Address to serve on." default:"127.0.0.1:8080" placeholder:"ADDR"`
	Config string `help:"Configuration file (TOML): accounts, rules, TLS." type:"existingfile" placeholder:"FILE"`
}

// Run serves until the process is told to stop.
func (s *serveCommand) Run(ctx context.Context, log *slog.Logger) error {
	var config serve.Config
	if s.Config != "" {
		var err error
		if config, err = serve.ReadConfig(s.Config); err != nil {
			return err
		}
	}
	l, err := (&net.ListenConfig{}).Listen(ctx, "tcp", s.Listen)
	if err != nil {
		return fmt.Errorf("listen on %s: %w", s.Listen, err)
	}
	return serve.Run(ctx, serve.Options{Listener: l, Database: s.Database, Config: config, Log: log})
}
