package signin_test

import (
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"
	"github.com/stretchr/testify/require"

	"sociomedio/data"
	"sociomedio/ui/look"
	"sociomedio/ui/look/looktest"
	"sociomedio/ui/shown"
	"sociomedio/ui/signin"
	"sociomedio/ui/words"
)

// door is the sign-in page on a window.
type door struct {
	*signin.Page
	window fyne.Window
	asked  []signin.Request
}

func open(t *testing.T, choice look.Choice, o signin.Options) *door {
	t.Helper()
	test.NewTempApp(t).Settings().SetTheme(look.New(choice, 100))
	table, err := words.Load(words.Indonesian, words.Zone("WIB"))
	require.NoError(t, err)
	d := &door{}
	o.Words, o.OnLogin = table, func(r signin.Request) { d.asked = append(d.asked, r) }
	d.Page = signin.New(o)
	d.window = test.NewWindow(d.Content())
	d.window.SetPadded(false)
	d.window.Resize(fyne.NewSize(1366, 768))
	t.Cleanup(d.window.Close)
	d.Focus()
	return d
}

func usual() signin.Options {
	return signin.Options{Version: "4.1.0", Server: "sociomedio.contoh.internal", Username: "anis", Remember: true}
}

func (d *door) texts() string {
	var lines []string
	for _, i := range shown.Of(d.window).Items {
		lines = append(lines, i.Text)
	}
	return strings.Join(lines, "\n")
}

func (d *door) has(text string) bool { return strings.Contains(d.texts(), text) }

func (d *door) click(t *testing.T, text string) {
	t.Helper()
	for _, i := range slices.Backward(shown.Of(d.window).Items) {
		if i.Text == text {
			x, y := i.Middle()
			test.TapCanvas(d.window.Canvas(), fyne.NewPos(float32(x), float32(y)))
			return
		}
	}
	require.Fail(t, "nothing says "+text, d.texts())
}

func (d *door) write(text string) {
	for _, r := range text {
		d.window.Canvas().Focused().TypedRune(r)
	}
}

func (d *door) press(k fyne.KeyName) { d.window.Canvas().Focused().TypedKey(&fyne.KeyEvent{Name: k}) }

// The pages of the pictures, in both palettes. When one differs, testdata/failed has what was drawn.
func TestGolden(t *testing.T) {
	for _, choice := range []look.Choice{look.Light, look.Dark} {
		t.Run("login-"+string(choice), func(t *testing.T) {
			d := open(t, choice, usual())
			d.write("rahasia123")
			looktest.Matches(t, "login-"+string(choice)+".png", d.window.Canvas().Capture())
		})
		t.Run("error-"+string(choice), func(t *testing.T) {
			d := open(t, choice, usual())
			d.write("A")
			d.Refused(&data.Error{Kind: data.WrongPassword, TriesLeft: 3, Lock: 900})
			looktest.Matches(t, "error-"+string(choice)+".png", d.window.Canvas().Capture())
		})
	}
}

// Enter goes from field to field and signs in; while the answer is awaited nothing is asked twice.
func TestLogin(t *testing.T) {
	o := usual()
	o.Username = ""
	d := open(t, look.Light, o)
	d.write("anis")
	d.press(fyne.KeyReturn)
	d.write("rahasia")
	d.press(fyne.KeyReturn)
	want := signin.Request{Server: "sociomedio.contoh.internal", Username: "anis", Password: "rahasia", Remember: true}
	require.Equal(t, []signin.Request{want}, d.asked)
	require.True(t, d.has("Memeriksa"))
	d.press(fyne.KeyReturn)
	require.Len(t, d.asked, 1)
	d.Refused(&data.Error{Kind: data.Unreachable})
	d.press(fyne.KeyReturn)
	require.Equal(t, []signin.Request{want, want}, d.asked, "what was typed stays")
}

// What is missing is asked for where it is missing.
func TestMissing(t *testing.T) {
	o := usual()
	o.Server, o.Username = "", ""
	d := open(t, look.Light, o)
	d.click(t, "Login")
	require.True(t, d.has("Isi alamat server sebelum Login."))
	d.write("https://contoh.internal")
	d.click(t, "Login")
	require.True(t, d.has("Isi Username sebelum Login."))
	d.write("anis")
	d.click(t, "Login")
	require.True(t, d.has("Isi Password sebelum Login."))
	d.write("rahasia")
	d.click(t, "Login")
	require.Equal(t, "https://contoh.internal", d.asked[0].Server)
}

// Each way of failing has its own sentence, and the keyboard is where it can be mended (5.2.2).
func TestRefused(t *testing.T) {
	sentences := map[string]error{
		"Username atau Password salah": &data.Error{Kind: data.WrongPassword},
		"Tersisa 3 percobaan":          &data.Error{Kind: data.WrongPassword, TriesLeft: 3, Lock: 900},
		"coba lagi dalam 15 mnt":       &data.Error{Kind: data.AgentLocked, RetryAfter: 900},
		"Hubungi supervisor":           &data.Error{Kind: data.AgentDisabled},
		"tidak terjangkau":             &data.Error{Kind: data.Unreachable},
		"ertifikat":                    &data.Error{Kind: data.BadCertificate},
	}
	for sentence, err := range sentences {
		d := open(t, look.Light, usual())
		d.write("salah")
		d.press(fyne.KeyReturn)
		d.Refused(err)
		require.True(t, d.has(sentence), "%s\n%s", sentence, d.texts())
		d.write("benar")
		d.press(fyne.KeyReturn)
		typed := "salahbenar"
		if data.KindOf(err) == data.WrongPassword {
			typed = "benar" // the wrong one was selected
		}
		require.Equal(t, typed, d.asked[1].Password, sentence)
		require.False(t, d.has(sentence), "gone with the next try")
	}
}

// An address where no backend answers becomes an entry; one that IT holds stays as it is.
func TestServer(t *testing.T) {
	o := usual()
	o.Password = "rahasia"
	d := open(t, look.Light, o)
	d.Refused(&data.Error{Kind: data.NotABackend})
	require.False(t, d.has("Ubah server"))
	d.write("https://contoh.internal:8443")
	d.click(t, "Login")
	require.Equal(t, "https://contoh.internal:8443", d.asked[0].Server)

	o.ServerHeld = true
	d = open(t, look.Light, o)
	require.False(t, d.has("Ubah server"))
	d.Refused(&data.Error{Kind: data.NotABackend})
	require.True(t, d.has("sociomedio.contoh.internal"))

	o.ServerHeld, o.Practice, o.KeyringOff = false, true, true
	d = open(t, look.Light, o)
	require.True(t, d.has("Mode latihan."))
	require.True(t, d.has("Keyring sistem tidak tersedia."))
	d.click(t, "Ubah server")
	d.write("/x")
	d.press(fyne.KeyReturn)
	d.write("s")
	d.press(fyne.KeyReturn)
	d.press(fyne.KeyReturn)
	require.Equal(t, "s", d.asked[0].Username)
}

// Caps Lock is told from a capital without Shift, or a small letter with it.
func TestCapsLock(t *testing.T) {
	d := open(t, look.Light, usual())
	shift := func(down bool) {
		k := d.window.Canvas().Focused().(desktop.Keyable)
		if down {
			k.KeyDown(&fyne.KeyEvent{Name: desktop.KeyShiftLeft})
		} else {
			k.KeyUp(&fyne.KeyEvent{Name: desktop.KeyShiftLeft})
		}
	}
	hint := func() bool { return d.has("Caps Lock aktif") }
	d.write("a1")
	require.False(t, hint())
	shift(true)
	d.write("A")
	require.False(t, hint(), "Shift makes capitals")
	d.write("a")
	require.True(t, hint())
	shift(false)
	d.write("A")
	require.True(t, hint())
	d.window.Canvas().Focused().(desktop.Keyable).KeyDown(&fyne.KeyEvent{Name: desktop.KeyCapsLock})
	require.False(t, hint())
	d.write("A")
	require.True(t, hint())
	d.write("a")
	require.False(t, hint())
}
