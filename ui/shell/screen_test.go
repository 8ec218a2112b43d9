package shell

import (
	"encoding/json"
	"io"
	"regexp"
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"github.com/stretchr/testify/require"

	"sociomedio/app/desk"
	"sociomedio/assets/demo"
	"sociomedio/data"
	"sociomedio/data/contract"
	"sociomedio/data/settings"
	"sociomedio/ui/look"
	"sociomedio/ui/words"
)

// kept are the names of the work instruction and of the program, which are the same in every language (DESIGN.md section 10).
var kept = strings.Split("Socio Medio,Inbox,Customers,Dashboard,Change Password,Logout,Sync,All,Twitter,Facebook,Form Reply,User Name,Remark,"+
	"Contact Date,Source,Type,Reply Type,Feedback,Save,Username,Password,Login,Outbox,Customer List,Ticket List,Search By,Inquiry,Refresh,"+
	"Name,Followers,Following,Statuses,No. POTS,No. Internet,Contact,Customer Info,Customer Profile,History Conversation,History Penanganan,"+
	"Service Number,Customer Name,Package Name,Customer Address,STO,Regional,Witel,No data to display,Server,"+
	"Twitter · TelkomCare,Facebook · TelkomCare,Bahasa Indonesia,English,WIB (UTC+7),Category,Product,Sub Product,Detail,Since,Description,Agent,anis,(Agent),(Anis)", ",")

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
		"key map": ActHelp, "preferences": ActPreferences, "diagnosis": ActDiagnose, "password": ActPassword, "outbox": ActOutbox, "palette": ActPalette,
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
	d := newDashboard(o.place)
	d.show(aTeam())
	o.window.SetContent(d.content)
	check("dashboard")
}

// aTeam is a team with one of everything that the dashboard can say.
func aTeam() contract.Team {
	return contract.Team{Waiting: 39, Overdue: 2, OldestSeconds: 1550, Agents: []contract.TeamAgent{
		{Agent: contract.AgentRef{ID: "1", Name: "anis"}, Online: true, Held: 5, AnsweredToday: 42, MedianSeconds: 192},
		{Agent: contract.AgentRef{ID: "2", Name: "Agent"}},
	}}
}

// What has no mark on the pages with customers on them is what the customers, the catalogue or the tickets say; in both languages.
func TestEveryTextBesideCustomersIsFromTheTable(t *testing.T) {
	const mark = "‹"
	said := everythingSaid(t)
	for _, language := range []string{"id", "en"} {
		t.Run(language, func(t *testing.T) {
			o := newOffice(t)
			if o.opts.Settings.Get(settings.Locale).Text != language {
				require.True(t, o.prefer(settings.Locale, language))
				require.NoError(t, o.speak())
			}
			o.Shell.words = o.Shell.words.Marked(mark)
			o.signIn()
			check := func(where string) {
				t.Helper()
				for _, line := range o.lines() {
					if !strings.Contains(line, mark) && !slices.Contains(kept, line) && !figures.MatchString(line) && !dated.MatchString(line) && !isSaid(said, line) {
						t.Errorf("%s: %q is not from the table", where, line)
					}
				}
			}
			o.key(fyne.KeyF5)
			o.until("cases", func() bool { return o.sees("Hendra Umpama") })
			check("inbox without a case")
			o.key(fyne.KeyDown)
			o.until("an open case", func() bool { return o.place.caseID != "" })
			for _, tab := range []Action{ActTab1, ActTab2, ActTab3, ActTab4, ActTab5} {
				o.do(tab)
				o.queue.Drain()
				check(string(tab))
			}
			o.fill()
			o.write(strings.Repeat("kabel ", 100))
			o.until("the parts", func() bool { return o.sees("3/3") })
			check("thread")
			o.do(ActCustomers)
			o.write("budi")
			o.key(fyne.KeyReturn)
			o.until("a customer", func() bool { return o.sees("budi_contoh") && o.sees("548") })
			check("customers")
			o.closeBackend()
			o.until("that there is no backend", func() bool { return o.desk.Connection().State == desk.Unreachable })
			o.do(ActInbox)
			o.do(ActOutbox)
			o.queue.Drain()
			check("offline")
			o.layers.closeAll()
			o.place.reply.Save()
			o.until("an answer that waits", func() bool { return o.desk.Unsent() == 1 })
			o.do(ActLogout)
			require.True(t, o.layers.busy())
			check("logout with an answer that waits")
			o.layers.closeAll()
			d := newDashboard(o.place)
			d.show(aTeam())
			d.problem.SetText(o.words.Failure(data.Fail(data.Unreachable, "", nil)))
			d.problem.Show()
			o.window.SetContent(d.content)
			check("dashboard")
		})
	}
}

// dated are long dates, whose names are in the table without a mark, and the head lines of messages.
var dated = regexp.MustCompile(`^(\p{L}+, \d+ \p{L}+ \d{4}|Mention|DM|Comment|Messenger|\p{L}+ · \d\d:\d\d)$`)

// counted is the end of a part of a thread.
var counted = regexp.MustCompile(` ?\(\d/\d\)$`)

// isSaid tells whether a line, which may be cut or a part of a longer one, is of what is said; two words of the catalogue may stand in one.
func isSaid(said, line string) bool {
	line = strings.TrimSuffix(counted.ReplaceAllString(strings.TrimSpace(strings.ToLower(line)), ""), " (anis)")
	for part := range strings.SplitSeq(strings.TrimPrefix(strings.TrimSuffix(line, look.Ellipsis), "@"), " / ") {
		if !strings.Contains(said, strings.TrimPrefix(part, "hendra_contoh ")) {
			return false
		}
	}
	return true
}

// everythingSaid is all that the demo's files say, and what this test writes, in small letters.
func everythingSaid(t *testing.T) string {
	t.Helper()
	var all strings.Builder
	script, err := demo.Conversations()
	require.NoError(t, err)
	e := json.NewEncoder(&all)
	e.SetEscapeHTML(false)
	require.NoError(t, e.Encode(script))
	for _, file := range []io.Reader{demo.Catalogue(), demo.Templates(), demo.Services(), demo.Tickets()} {
		_, err := io.Copy(&all, file)
		require.NoError(t, err)
	}
	all.WriteString(strings.Repeat("kabel ", 100))
	return strings.ToLower(strings.ReplaceAll(all.String(), `\"`, `"`))
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
