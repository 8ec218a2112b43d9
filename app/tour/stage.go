package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"syscall"
	"time"
)

// stage is a display with the program on it, cut off from the session that the tour is started in: home, keyring and D-Bus are
// its own.
type stage struct {
	*eyes
	*hand
	networks networks

	folder  string
	display string
	xvfb    *exec.Cmd
	program *exec.Cmd
	printed *tail
	gone    chan error // the program's end
}

// patience is how long anything may take to start.
const patience = 60 * time.Second

// open makes the stage; nothing is on it yet.
func open(ctx context.Context, size string) (_ *stage, err error) {
	folder, err := os.MkdirTemp("", "sociomedio-tour-")
	if err != nil {
		return nil, err
	}
	s := &stage{folder: folder, printed: &tail{}}
	defer func() {
		if err != nil {
			err = errors.Join(err, s.close())
		}
	}()
	if err := s.light(ctx, size); err != nil {
		return nil, fmt.Errorf("display: %w", err)
	}
	s.hand = &hand{display: s.display}
	if s.eyes, err = look(filepath.Join(folder, "state")); err != nil {
		return nil, err
	}
	return s, nil
}

// light starts an X server on a display that is free.
func (s *stage) light(ctx context.Context, size string) error {
	number, far, err := os.Pipe()
	if err != nil {
		return err
	}
	defer number.Close()
	s.xvfb = exec.CommandContext(ctx, "Xvfb", "-displayfd", "3", "-screen", "0", size+"x24", "-nolisten", "tcp", "-r") // -r: a key that a slow machine holds down is one key
	s.xvfb.ExtraFiles = []*os.File{far}
	s.xvfb.Stderr = s.printed
	s.xvfb.SysProcAttr = dieWithParent()
	err = s.xvfb.Start()
	_ = far.Close()
	if err != nil {
		s.xvfb = nil
		return err
	}
	line, err := bufio.NewReader(number).ReadString('\n')
	if err != nil {
		return fmt.Errorf("Xvfb ended: %s", s.printed)
	}
	s.display = ":" + strings.TrimSpace(line)
	return nil
}

// session starts the keyring daemon, unlocked, and then the program, in a D-Bus session that ends with it. The keyring itself
// lies in the stage's home and outlives the session.
const session = `printf tour | gnome-keyring-daemon --unlock --components=secrets >/dev/null && exec "$0" "$@"`

var practiceLine = regexp.MustCompile(`^practice: backend=(\S+) networks=(\S+) user=(\S+)$`)

// enter starts the program as an agent's desktop does, and waits until it shows something.
func (s *stage) enter(ctx context.Context, program string, args ...string) error {
	program, err := filepath.Abs(program)
	if err != nil {
		return err
	}
	command := append([]string{"--", "sh", "-c", session, program, "--lang", "id"}, args...)
	c := exec.CommandContext(ctx, "dbus-run-session", command...)
	home := filepath.Join(s.folder, "home")
	runtime := filepath.Join(s.folder, "run")
	if err := errors.Join(os.MkdirAll(filepath.Join(home, ".cache"), 0o700), os.RemoveAll(runtime), os.MkdirAll(runtime, 0o700)); err != nil {
		return err
	}
	c.Env = []string{
		"PATH=" + os.Getenv("PATH"), "HOME=" + home, "XDG_RUNTIME_DIR=" + runtime, "DISPLAY=" + s.display, "LANG=C.UTF-8",
		"TMPDIR=" + s.folder, "LIBGL_ALWAYS_SOFTWARE=1", "SOCIOMEDIO_UISTATE=" + s.path, "GORACE=exitcode=66 halt_on_error=1",
	}
	return s.start(c, slices.Contains(args, "--demo"))
}

// start starts a program and waits until it shows something, and until it has said where its networks are if it practises.
func (s *stage) start(c *exec.Cmd, demo bool) error {
	c.SysProcAttr = ownGroup()
	c.Cancel = func() error { return syscall.Kill(-c.Process.Pid, syscall.SIGKILL) }
	c.Stderr = s.printed
	out, err := c.StdoutPipe()
	if err != nil {
		return err
	}
	s.forget()
	if err := c.Start(); err != nil {
		return err
	}
	s.program, s.gone = c, make(chan error, 1)
	practises := make(chan string, 1)
	go s.listen(out, practises)
	late := time.After(patience)
	for shows, news := s.now(); len(shows.Items) == 0 || demo && s.networks == ""; shows, news = s.now() {
		select {
		case at := <-practises:
			s.networks = networks(at)
		case <-news:
		case err := <-s.gone:
			s.gone <- err
			return fmt.Errorf("the program ended: %w: %s", err, s.printed)
		case <-late:
			return fmt.Errorf("the program shows nothing after %s: %s", patience, s.printed)
		}
	}
	return nil
}

// listen reads what the program prints, and then waits for its end.
func (s *stage) listen(out io.Reader, practises chan<- string) {
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		if at := practiceLine.FindStringSubmatch(lines.Text()); at != nil {
			practises <- at[2]
		}
	}
	s.gone <- s.program.Wait()
}

// leave closes the window and waits for the program's own end. An exit code other than 0, or a complaint about threads or races,
// is an error.
func (s *stage) leave(limit time.Duration) error {
	if err := closeWindows(s.display); err != nil {
		return err
	}
	select {
	case err := <-s.gone:
		s.program = nil
		return s.judge(err)
	case <-time.After(limit):
		return fmt.Errorf("the program did not end within %s", limit)
	}
}

func (s *stage) judge(err error) error {
	text := s.printed.String()
	for _, complaint := range []string{"Error in Fyne call thread", "DATA RACE", "panic:"} {
		if strings.Contains(text, complaint) {
			return fmt.Errorf("%s: %s", complaint, text)
		}
	}
	if err != nil {
		return fmt.Errorf("%w: %s", err, text)
	}
	return nil
}

func (s *stage) close() error {
	var err error
	if s.program != nil {
		select {
		case end := <-s.gone:
			err = s.judge(end)
		default:
			_ = syscall.Kill(-s.program.Process.Pid, syscall.SIGKILL)
			<-s.gone
			err = s.judge(nil)
		}
	}
	if s.eyes != nil {
		s.eyes.close()
	}
	if s.xvfb != nil {
		_ = s.xvfb.Process.Signal(syscall.SIGTERM)
		_ = s.xvfb.Wait()
	}
	return errors.Join(err, os.RemoveAll(s.folder))
}
