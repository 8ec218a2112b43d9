package shell

import (
	"net/url"
	"testing"

	"fyne.io/fyne/v2"
	"github.com/stretchr/testify/require"

	"sociomedio/data/contract"
	"sociomedio/data/deeplink"
	"sociomedio/data/remote"
)

// elsewhere signs in past the window.
func (o *office) elsewhere() *remote.Client {
	o.t.Helper()
	c, err := remote.Open(o.practice.URL, remote.Options{Version: "test", Patience: waiting})
	require.NoError(o.t, err)
	o.t.Cleanup(c.Close)
	_, err = c.SignIn(o.t.Context(), o.practice.Username, o.practice.Password)
	require.NoError(o.t, err)
	return c
}

// inTheQueue is a case that nobody holds, so that it comes to no machine by itself.
func (o *office) inTheQueue(c *remote.Client) contract.Case {
	o.t.Helper()
	var held contract.CasePage
	o.until("a case to take", func() bool {
		_, err := c.Take(o.t.Context(), contract.Take{Limit: 1})
		require.NoError(o.t, err)
		held, err = c.Cases(o.t.Context(), contract.ListCasesParams{State: contract.CaseStateTaken})
		require.NoError(o.t, err)
		return len(held.Cases) > 0
	})
	queued, err := c.ReleaseCase(o.t.Context(), held.Cases[0].ID)
	require.NoError(o.t, err)
	return queued
}

// A link that comes before the sign-in is followed after it, to a case that only the backend has; taken it is by nobody for that.
func TestLinkBeforeSignIn(t *testing.T) {
	o := newOffice(t)
	there := o.elsewhere()
	c := o.inTheQueue(there)
	o.Follow(deeplink.Link{Kind: deeplink.Case, ID: c.ID}.String())
	require.True(t, o.sees("Tautan dibuka setelah Login."))
	o.signIn()
	o.until("the case", func() bool { return o.place.caseID == c.ID && o.sees(c.Customer.Name) })
	now, err := there.Case(t.Context(), c.ID)
	require.NoError(t, err)
	require.Empty(t, now.Holder, "a link only shows")
	o.do(ActLogout)
	o.until("signed out", func() bool { return o.place == nil })
	require.False(t, o.sees("Tautan dibuka setelah Login."), "a link is followed once")
}

// A page that a customer names is opened on a click; where its host only looks like a known one, its true name is shown before.
func TestPageWithAHostThatLooksLikeAnother(t *testing.T) {
	opened := make(chan string, 1)
	o := newOffice(t, func(p *Options) {
		p.OpenURL = func(u *url.URL) error { opened <- u.String(); return nil }
	})
	o.signIn()
	click := func(address string) {
		u, err := url.Parse(address)
		require.NoError(t, err)
		o.place.openLink(u)
	}
	click("https://www.telkom.example/tagihan")
	require.Equal(t, "https://www.telkom.example/tagihan", <-opened)
	for _, bad := range []string{"javascript:alert(1)", "file:///etc/passwd", "sociomedio://case/1", "https://anis:x@telkom.example/"} {
		click(bad)
	}
	require.False(t, o.layers.busy())

	const like = "https://www.tеlkom.example/tagihan" // its first e is Cyrillic
	click(like)
	require.True(t, o.sees("www.xn--tlkom-zwe.example"), o.lines())
	require.Empty(t, opened)
	o.key(fyne.KeyReturn)
	require.False(t, o.layers.busy(), "Enter leaves it")
	require.Empty(t, opened)
	click(like)
	o.click("Buka")
	require.Equal(t, (&url.URL{Scheme: "https", Host: "www.tеlkom.example", Path: "/tagihan"}).String(), <-opened)
}

// Links to cases and customers are copied where they are open, lead back there from any page, and one that leads nowhere says so.
func TestLinksToWhatIsOpen(t *testing.T) {
	o := newOffice(t)
	o.signIn()
	o.chord(ctrl|shift, fyne.KeyC)
	require.True(t, o.sees("Tidak ada case atau pelanggan yang terbuka."))
	o.sync()
	c := o.place.caseID
	o.chord(ctrl|shift, fyne.KeyC)
	require.True(t, o.sees("Tautan case disalin."))
	link := fyne.CurrentApp().Clipboard().Content()
	require.Equal(t, "sociomedio://case/"+c, link)
	v, err := o.desk.View(c)
	require.NoError(t, err)

	o.Follow("sociomedio://customer/" + v.Customer.ID)
	require.Equal(t, customersPage, o.place.page)
	require.Equal(t, v.Customer.ID, o.place.customers.Shown())
	o.chord(ctrl|shift, fyne.KeyC)
	require.True(t, o.sees("Tautan pelanggan disalin."))
	require.Equal(t, "sociomedio://customer/"+v.Customer.ID, fyne.CurrentApp().Clipboard().Content())

	o.place.open("")
	o.Follow(link)
	require.Equal(t, inboxPage, o.place.page)
	require.Equal(t, c, o.place.caseID)

	o.Follow("sociomedio://case/01928374-5566-7788-99aa-bbccddeeff00")
	o.until("that it is nowhere", func() bool { return o.sees("Data tidak ditemukan.") })
	require.Equal(t, c, o.place.caseID, "what was open stays")
	for _, wrong := range []string{"sociomedio:", link + "?send=1", "https://example.com/"} {
		o.Follow(wrong)
		require.True(t, o.sees("Tautan ini bukan tautan case atau pelanggan."))
		require.Equal(t, c, o.place.caseID)
		o.layers.clearToast()
	}
}
