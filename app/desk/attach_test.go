package desk_test

import (
	"bytes"
	"context"
	"image"
	"image/gif"
	"image/png"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"sociomedio/app/desk"
	"sociomedio/data"
	"sociomedio/data/contract"
)

// photo is a PNG that is another one for every width.
func photo(t testing.TB, width int) []byte {
	t.Helper()
	var out bytes.Buffer
	require.NoError(t, png.Encode(&out, image.NewGray(image.Rect(0, 0, width, 10))))
	return out.Bytes()
}

// attached is a form with pictures.
func (m *machine) attached(f desk.Form, widths ...int) desk.Form {
	m.t.Helper()
	for _, w := range widths {
		var err error
		f, err = m.Attach(context.Background(), f, "foto.png", photo(m.t, w))
		require.NoError(m.t, err)
	}
	return f
}

// A picture is on the disk from the moment it is attached, survives the end of the program and an outage, and is at the network once,
// with the first part.
func TestPicturesWaitInTheOutbox(t *testing.T) {
	c := newCentre(t)
	m := newMachine(t, c.url)
	m.signIn("anis")
	held := m.holds(c, c.twitter, "Budi", "lampu merah?", "")
	m.until("it is connected", m.connected)
	m.until("the limits are known", func() bool { return m.PictureLimits(m.filled(held, "x")).Count == 4 })
	f := m.attached(m.filled(held, "Begini seharusnya"), 20, 30)
	_, err := m.SaveDraft(t.Context(), f)
	require.NoError(t, err)
	m.stop()
	m.start()
	m.signIn("anis")
	f, err = m.Form(held.ID, "")
	require.NoError(t, err)
	require.Len(t, f.Pictures, 2)

	c.line.lose("/pictures", 1)
	c.line.lose("/answers", 1)
	m.save(f)
	m.untilSent(1)
	require.Equal(t, []string{"@budi Begini seharusnya (anis)"}, c.twitter.net.texts())
	require.Equal(t, [][]byte{photo(t, 20), photo(t, 30)}, c.twitter.net.pictures())
	m.until("the history shows them", func() bool {
		page, err := m.History(desk.HistoryQuery{CustomerID: held.Customer.ID})
		require.NoError(t, err)
		return slices.ContainsFunc(page.Entries, func(e desk.Entry) bool { return e.Message != nil && e.Message.Ours && len(e.Message.Attachments) == 2 })
	})
}

// An answer that is taken back has its pictures again.
func TestPicturesComeBack(t *testing.T) {
	c := newCentre(t)
	m := newMachine(t, c.url)
	m.signIn("anis")
	held := m.holds(c, c.twitter, "Budi", "lampu merah?", "")
	m.until("the limits are known", func() bool { return m.PictureLimits(m.filled(held, "x")).Count == 4 })
	c.line.breaks()
	m.until("the outage is said", func() bool { return m.Connection().State == desk.Unreachable })
	item := m.save(m.attached(m.filled(held, "Begini"), 20))
	f, err := m.Edit(t.Context(), item.ID)
	require.NoError(t, err)
	require.Len(t, f.Pictures, 1)
	c.line.heal()
	m.save(f)
	m.untilSent(1)
	require.Len(t, c.twitter.net.pictures(), 1)
}

func TestPicturesThatCantGo(t *testing.T) {
	c := newCentre(t)
	m := newMachine(t, c.url)
	m.signIn("anis")
	held := m.holds(c, c.facebook, "Laras", "kapan normal?", contract.MessageKindComment)
	m.until("the limits are known", func() bool { return m.PictureLimits(m.filled(held, "x")).Count == 1 })
	f := m.filled(held, "Begini")
	refused := func(raw []byte) data.Kind {
		_, err := m.Attach(t.Context(), f, "foto", raw)
		return data.KindOf(err)
	}
	require.Equal(t, data.BadPicture, refused([]byte("%PDF-1.7")))
	var moving bytes.Buffer
	require.NoError(t, gif.Encode(&moving, image.NewGray(image.Rect(0, 0, 4, 4)), nil))
	require.Equal(t, data.BadPicture, refused(moving.Bytes()))
	require.Equal(t, data.TooLarge, refused(append(photo(t, 10), make([]byte, 5<<20)...)))
	f = m.attached(f, 10)
	require.Equal(t, data.TooManyPictures, refused(photo(t, 20)))

	private := f
	private.Visibility = contract.Private
	require.Zero(t, m.PictureLimits(private).Count, "the private reply to a comment is one message")
	require.Contains(t, kinds(m.Check(private)), "too_many_pictures pictures")
}

// What was attached in private stays private.
func TestPrivatePicturesStayPrivate(t *testing.T) {
	c := newCentre(t)
	m := newMachine(t, c.url)
	m.signIn("anis")
	held := m.holds(c, c.twitter, "Budi", "lampu merah?", "")
	m.until("the limits are known", func() bool { return m.PictureLimits(m.filled(held, "x")).Count == 4 })
	f := m.filled(held, "Begini")
	f.Visibility = contract.Private
	f = m.attached(f, 10)
	public, err := m.Retype(f, "normal")
	require.NoError(t, err)
	require.Equal(t, contract.Public, public.Visibility)
	require.Empty(t, public.Pictures)
}
