package shell

import (
	"context"

	"sociomedio/app/desk"
	"sociomedio/data"
	"sociomedio/data/settings"
	"sociomedio/ui/onui"
	"sociomedio/ui/signin"
	"sociomedio/ui/widget"
	"sociomedio/ui/words"
)

// showSignIn shows the sign-in page (5.2.1), with a sentence when something went wrong before.
func (s *Shell) showSignIn(problem string) {
	server, username := s.opts.Source.Last()
	set := s.opts.Settings.Get(settings.ServerURL)
	held := set.Locked() || s.opts.Settings.Get(settings.ServerEditable).Text != "true"
	if set.Text != "" && (held || server == "" || set.Origin == settings.CommandLine) {
		server = set.Text
	}
	o := signin.Options{
		Words: s.words, Version: s.opts.Version, Server: server, ServerHeld: held, Username: username,
		Remember: s.opts.Settings.Get(settings.Remember).Text == "true", OnLogin: s.login,
	}
	if p := s.opts.Practice; p != nil {
		o.Server, o.ServerHeld, o.Username, o.Password, o.Practice, o.Remember = p.Server, true, p.Username, p.Password, true, false
	}
	s.signin = signin.New(o)
	s.opts.Window.SetTitle(title(0))
	s.show(s.signin.Content())
	s.signin.Focus()
	s.sayLater()
	if problem != "" {
		s.signin.Fail(problem, false)
	}
}

// login signs in (5.2.2). What was typed stays until it worked.
func (s *Shell) login(r signin.Request) {
	c := desk.Credentials{Server: r.Server, Username: r.Username, Password: r.Password, Remember: r.Remember}
	onui.Load(context.Background(), s.signing, func(ctx context.Context) (desk.Session, error) {
		return s.opts.Source.SignIn(ctx, c)
	}, func(_ desk.Session, err error) {
		if err != nil {
			s.opts.Log.Info("sign-in failed", "kind", data.KindOf(err), "error", err)
			s.signin.Refused(err)
			return
		}
		s.keepServer(r.Server)
		s.work()
	})
}

// keepServer keeps an address that was typed and worked as the agent's own.
func (s *Shell) keepServer(server string) {
	set := s.opts.Settings.Get(settings.ServerURL)
	if s.opts.Practice != nil || set.Text == server || set.Locked() {
		return
	}
	if err := s.opts.Settings.Set(settings.ServerURL, server); err != nil {
		s.opts.Log.Warn("the server's address can't be kept", "error", err)
	}
}

// askLogout asks only when something would be left unsent, and then keeps it (issue 3.10).
func (s *Shell) askLogout() {
	if s.place == nil {
		return
	}
	n := s.opts.Source.Unsent()
	if n == 0 {
		s.logout()
		return
	}
	t := s.words
	d := s.dialog(t.T(words.LogoutTitle), t.T(words.LogoutUnsent, t.Number(n)))
	d.buttons(widget.NewButton(t.T(words.StaySignedIn), widget.Secondary, d.close),
		widget.NewButton("Logout", widget.PrimaryKind, func() {
			d.close()
			s.logout()
		}))
	d.show(nil)
}

func (s *Shell) logout() {
	s.place.busy(true)
	s.place.leaveWriting(context.Background())
	onui.Load(context.Background(), s.signing, func(ctx context.Context) (struct{}, error) {
		return struct{}{}, s.opts.Source.SignOut(ctx)
	}, func(_ struct{}, err error) {
		if err != nil {
			s.opts.Log.Warn("sign-out", "error", err)
		}
		s.leave()
		s.showSignIn(s.words.Failure(err))
	})
}

// askSignInAgain asks for the password after the backend has ended the session; the screen stays (issue 3.10).
func (s *Shell) askSignInAgain() {
	if s.place == nil || s.place.signingAgain {
		return
	}
	t, session := s.words, s.session()
	s.place.signingAgain = true
	d := s.dialog(t.T(words.SessionOver), t.T(words.SessionOverText))
	d.onClosed = func() {
		if s.place != nil {
			s.place.signingAgain = false
		}
	}
	password := widget.NewPasswordEntry("", t.T(words.ShowPassword))
	if s.opts.Practice != nil {
		password.SetText(s.opts.Practice.Password)
	}
	login := widget.NewButton("Login", widget.PrimaryKind, nil)
	send := func() {
		if password.Text() == "" {
			password.SetError(t.T(words.PasswordMissing))
			return
		}
		login.Disable()
		c := desk.Credentials{Server: session.Server, Username: session.Agent.Username, Password: password.Text(), Remember: session.Remembered}
		onui.Load(context.Background(), s.signing, func(ctx context.Context) (desk.Session, error) {
			return s.opts.Source.SignIn(ctx, c)
		}, func(_ desk.Session, err error) {
			login.Enable()
			if err != nil {
				password.SetError(t.Failure(err))
				d.refresh()
				password.SelectAll()
				password.Focus()
				return
			}
			d.close()
			s.place.backAgain()
		})
	}
	login.OnTapped = send
	password.OnSubmitted = func(string) { send() }
	d.field("Username", widget.NewText(session.Agent.Username, widget.Style{Bold: true, Elide: true}))
	d.field("Password", password)
	d.buttons(widget.NewButton(t.T(words.Later), widget.Secondary, d.close), login)
	d.show(password)
}
