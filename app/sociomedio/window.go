package main

import (
	"context"
	"fmt"
	"net/url"
	"os"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/app"

	"sociomedio/assets"
	"sociomedio/assets/metadata"
	"sociomedio/ui/shell"
	"sociomedio/ui/shown"
)

// window opens the window and works until it is closed. It must be called on the goroutine of main.
func (w *work) window(ctx context.Context) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	if err := followSystem(); err != nil {
		w.logs.Warn("the system's colours", "error", err)
	}
	icon := fyne.NewStaticResource("icon.png", assets.AppIcon())
	app.SetMetadata(fyne.AppMetadata{
		ID: metadata.ID, Name: metadata.Name, Version: metadata.Version, Build: metadata.Build, Icon: icon,
		// While another program looks at the window (tests, the tour), Fyne checks each call's goroutine and complains in the log.
		Migrations: map[string]bool{"fyneDo": metadata.FyneDo && os.Getenv(shown.Variable) == ""},
	})
	program := still{app.NewWithID(metadata.ID)}
	fyne.SetCurrentApp(program)
	program.SetIcon(icon)
	begun := goAhead(ctx, w.desk, w.practice == nil)
	win := program.NewWindow(metadata.Name)
	<-begun.fonts // from here on only this goroutine measures text
	ui := newLoop()
	quit := func() {
		ui.end()
		program.Quit()
	}
	program.Lifecycle().SetOnStopped(ui.end) // a signal ends the program without asking
	s, err := shell.New(shell.Options{
		Source: begun, Window: win, Run: ui.do, Settings: w.settings, Version: metadata.Version, Practice: w.signIn(),
		Diagnose: w.diagnose,
		Notify:   func(title, text string) { program.SendNotification(fyne.NewNotification(title, text)) }, Sound: beep,
		OpenURL: func(u *url.URL) error { return program.OpenURL(u) }, Quit: quit, Log: w.logs.Logger,
	})
	if err != nil {
		return err
	}
	win.SetMaster()
	win.Resize(fyne.NewSize(firstWidth, firstHeight))
	win.CenterOnScreen()
	win.SetCloseIntercept(func() {
		s.Leave(context.Background()) // before anything is let go: what Fyne has queued at its end is thrown away
		quit()
	})
	s.InboxFirst()
	s.Start()
	s.Follow(w.link)
	ui.before(firstPage, s.Started)
	if err := appear(win); err != nil {
		return w.withoutWindow(err)
	}
	s.Rest()
	fitScreen(win)
	w.logs.without(s.HoldKeys)     // Fyne calls an empty menu an error
	if win.Canvas().Scale() != 1 { // known only now; icons are drawn for it
		program.Lifecycle().SetOnStarted(s.Dress)
	}

	bell, err := hangDoorbell(ctx, w.dir, func(link string) {
		ui.do(func() {
			s.Raise()
			s.Follow(link)
		})
	})
	if err != nil {
		w.logs.Warn("a second start can't raise this window", "error", err)
	} else {
		defer bell.Close()
	}
	stopShowing, err := shown.FromEnvironment(win, ui.do)
	if err != nil {
		return err
	}
	go hangWatch{after: hangAfter, ask: hangAsk, run: fyne.Do, dir: w.logs.dir, log: w.logs.Logger}.watch(ctx)
	program.Run()
	ui.end()
	s.Leave(context.Background()) // ended by a signal: no window was closed
	s.Close()
	if err := stopShowing(); err != nil {
		return fmt.Errorf("what the window showed: %w", err)
	}
	return nil
}

// signIn is what practice fills in.
func (w *work) signIn() *shell.Practice {
	if w.practice == nil {
		return nil
	}
	return &shell.Practice{Server: w.practice.URL, Username: w.practice.Username, Password: w.practice.Password}
}
