package shell

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"github.com/stretchr/testify/require"

	"sociomedio/data/settings"
	"sociomedio/ui/look"
	"sociomedio/ui/words"
)

// kept are the names of the work instruction and of the program, which are the same in every language (DESIGN.md section 10).
var kept = strings.Split("Socio Medio,Inbox,Customers,Dashboard,Change Password,Logout,Sync,All,Twitter,Facebook,Form Reply,User Name,Remark,"+
	"Contact Date,Source,Type,Reply Type,Feedback,Save,Username,Password,Login,Outbox,Customer List,Ticket List,Search By,Inquiry,Refresh,"+
	"Name,Followers,Following,Statuses,No. POTS,No. Internet,Contact,Customer Info,Customer Profile,History Conversation,History Penanganan,"+
	"Service Number,Customer Name,Package Name,Customer Address,STO,Regional,Witel,No data to display,Server,"+
	"Bahasa Indonesia,English,WIB (UTC+7),Category,Product,Sub Product,Detail,anis,(Agent),(Anis)", ",")

// figures are numbers, keys, times and signs: no words.
var figures = regexp.MustCompile(`^(Inbox \(\d+\)|Total Rows : \d+|[\d.,:/ %•·–…>→↑↓+-]*|(Ctrl|Alt|Shift|F\d+|Esc|Enter|[A-Z0-9/,-]|\+)+|http://127\.0\.0\.1:\d+|@)$`)

// No text on screen is written in the program: with every sentence of the table marked, what has no mark is a name that is kept, a
// figure or a key. The pages are looked at before any customer is on them.
func TestEveryTextIsFromTheTable(t *testing.T) {
	const mark = "‹"
	o := newOffice(t)
	o.Shell.words = o.Shell.words.Marked(mark)
	o.showSignIn("")
	check := func(where string) {
		t.Helper()
		for _, line := range o.lines() {
			if strings.Contains(line, mark) || slices.Contains(kept, line) || figures.MatchString(line) {
				continue
			}
			t.Errorf("%s: %q is not from the table", where, line)
		}
	}
	check("sign-in")
	o.signIn()
	o.until("the first sync", func() bool { return o.sees("Server") || o.desk.Connection().LastSync.IsZero() == false })
	check("inbox")
	for where, open := range map[string]Action{
		"key map": ActHelp, "preferences": ActPreferences, "password": ActPassword, "outbox": ActOutbox, "palette": ActPalette,
	} {
		o.do(open)
		require.True(t, o.layers.busy(), where)
		check(where)
		o.layers.closeAll()
	}
	o.place.showConnection()
	check("connection")
	o.layers.closeAll()
	o.do(ActCustomers)
	check("customers")
	o.place.say(o.words.T(words.FileSaved))
	check("toast")
}

// Another language or time zone is on the screen at once; the case that was open is open again, with what was being written.
func TestLanguageKeepsTheScreen(t *testing.T) {
	o := newOffice(t)
	o.signIn()
	o.sync()
	open := o.place.caseID
	o.place.reply.Focus()
	o.write("Sebentar ya Kak")
	require.True(t, o.prefer(settings.Locale, "en"))
	o.speakAgain()
	o.layers.closeAll()
	require.Equal(t, open, o.place.caseID)
	o.until("English", func() bool { return o.sees("Connected") && o.sees("Sebentar ya Kak") })
	require.False(t, o.sees("Terhubung"))
}

// Ctrl + and - change the size of everything within its limits, Ctrl 0 takes it back; it is kept.
func TestScale(t *testing.T) {
	o := newOffice(t)
	percent := func() int { return fyne.CurrentApp().Settings().Theme().(*look.Theme).Percent() }
	require.Equal(t, 100, percent())
	o.chord(ctrl, fyne.KeyEqual)
	require.Equal(t, 110, percent())
	for range 10 {
		o.chord(ctrl, fyne.KeyPlus)
	}
	require.Equal(t, look.MaxScale, percent())
	for range 10 {
		o.chord(ctrl, fyne.KeyMinus)
	}
	require.Equal(t, look.MinScale, percent())
	require.Equal(t, "80", o.opts.Settings.Get(settings.Scale).Text)
	o.chord(ctrl, fyne.Key0)
	require.Equal(t, 100, percent())
}

// The window can be made as small as the design's least size.
func TestLeastSize(t *testing.T) {
	o := newOffice(t)
	o.signIn()
	o.sync()
	least := o.window.Content().MinSize()
	require.LessOrEqual(t, least.Width, float32(1280))
	require.LessOrEqual(t, least.Height, float32(652))
}

// The columns keep the widths that the agent drew, for this agent on this machine.
func TestWidthsAreKept(t *testing.T) {
	o := newOffice(t)
	o.signIn()
	o.place.keepWidths(300, 420)
	o.again()
	left, right := o.place.keptWidths()
	require.Equal(t, [2]float32{300, 420}, [2]float32{left, right})
	l, _, r := o.place.columns.Widths()
	require.Equal(t, [2]float32{300, 420}, [2]float32{l, r})
}

// A toast goes by itself and is replaced by the next.
func TestToast(t *testing.T) {
	o := newOffice(t)
	o.signIn()
	o.place.say("satu")
	o.place.say("dua")
	require.False(t, o.sees("satu"))
	require.True(t, o.sees("dua"))
	o.layers.clearToast()
	require.False(t, o.sees("dua"))
}
