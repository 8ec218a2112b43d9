package reply_test

import (
	"testing"

	"fyne.io/fyne/v2"
	"github.com/stretchr/testify/require"

	"sociomedio/app/desk"
	"sociomedio/data"
	"sociomedio/data/contract"
	"sociomedio/ui/look"
)

func atWork(t testing.TB) *workplace { return sit(t, pictured(), look.Light, 1073, 700) }

// The whole of steps 5.3.3-5.3.8 takes at most 12 key presses besides the text, a follow-up at most 2 (issue 3).
func TestKeyPresses(t *testing.T) {
	w := atWork(t)
	w.Show("budi", "")
	w.Focus()
	w.presses = 1 // Alt+4 opens History Conversation (5.3.3)
	w.presses++   // Alt+C opens Category
	w.Open(0)
	for _, first := range "kilk" {
		w.letter(first)
		w.press(fyne.KeyReturn)
	}
	w.press(fyne.KeyReturn) // Reply Type has opened by itself; Normal Reply is the first
	w.write(short)          // and the keyboard is in Feedback
	w.with(fyne.KeyModifierControl, fyne.KeyReturn)
	w.until(t, func() bool { return len(w.saved) == 1 })
	require.LessOrEqual(t, w.presses, 12)
	f := w.centre.saved()[0]
	require.Equal(t, classified(w.centre, "").Path, f.Path)
	require.Equal(t, "normal", f.ReplyType)
	require.Equal(t, "@budi_contoh "+short, f.Text)

	w.Show("wulan", "") // the next case has opened
	w.presses = 1
	w.FollowUp()
	caseID, messageID := w.Shown()
	require.Equal(t, "budi", caseID)
	require.Equal(t, "m-budi", messageID)
	require.Equal(t, []string{"budi"}, w.cases)
	w.write("Teknisi sudah di jalan ya Kak.")
	w.with(fyne.KeyModifierControl, fyne.KeyReturn)
	w.until(t, func() bool { return len(w.saved) == 2 })
	require.LessOrEqual(t, w.presses, 2)
	next := w.centre.saved()[1]
	require.Equal(t, f.Path, next.Path)
	require.Equal(t, "item-1", next.After)
	require.Equal(t, "@budi_contoh Teknisi sudah di jalan ya Kak.", next.Text)
}

// Save marks everything that is missing and gives the first the keyboard.
func TestMissingFields(t *testing.T) {
	w := atWork(t)
	w.Show("budi", "")
	w.Focus()
	w.Save()
	for _, sentence := range []string{"Pilih Category sebelum Save", "Pilih Reply Type sebelum Save", "Isi Feedback sebelum Save."} {
		require.True(t, w.has(sentence), sentence)
	}
	w.letter('k') // the keyboard is in Category: the letter opens it, narrowed down
	w.press(fyne.KeyReturn)
	require.True(t, w.has("Komplain"))
	require.False(t, w.has("Pilih Category sebelum Save"))
	w.press(fyne.KeyEscape)
	w.Save()
	require.True(t, w.has("Pilih Product sebelum Save"), "the level that is missing is named")
	require.Empty(t, w.centre.saved())
}

// Another parent clears the children; a level with one child is chosen with its parent.
func TestDependentLevels(t *testing.T) {
	w := atWork(t)
	w.ShowForm(classified(w.centre, short))
	require.True(t, w.has("Kecepatan di bawah paket"))
	w.Open(0)
	w.letter('b') // Billing leads to one leaf only
	w.press(fyne.KeyReturn)
	require.False(t, w.has("Internet Lambat"), w.texts())
	for _, label := range []string{"Billing", "Tagihan", "Naik", "Tanpa sebab"} {
		require.True(t, w.has(label), label)
	}
	w.Open(0)
	w.letter('k')
	w.press(fyne.KeyReturn)
	require.False(t, w.has("Tagihan"))
	require.True(t, w.find(t, "Feedback").W > 0)
	w.press(fyne.KeyEscape) // Product has opened by itself
	w.Save()
	require.True(t, w.has("Pilih Product sebelum Save"))
	require.Empty(t, w.centre.saved())
}

// What the backend renews is shown without losing what is chosen; a level that is gone is open again.
func TestCatalogueIsRenewed(t *testing.T) {
	w := atWork(t)
	w.ShowForm(classified(w.centre, short))
	k := contract.Catalogue{
		Levels: []string{"Kategori", "Layanan"},
		Nodes:  []contract.CatalogueNode{{ID: "Komplain", Label: "Keluhan", Level: 1}, {ID: "other", Label: "TV", Level: 2, ParentID: "Komplain"}},
		ReplyTypes: []contract.ReplyType{
			{ID: "normal", Label: "Balasan biasa", Network: contract.Twitter, Kind: contract.MessageKindMention, Visibility: contract.Public},
		},
	}
	w.centre.catalogue = desk.CatalogueOf(k, nil, nil)
	w.Changed(desk.Event{Kind: desk.CatalogueChanged})
	for _, text := range []string{"Kategori", "Layanan", "Keluhan", "Balasan biasa", "Please select..."} {
		require.True(t, w.has(text), text)
	}
	require.False(t, w.has("Detail"), "this centre has two levels")
	require.True(t, w.has("@budi_contoh Halo Kak Budi"), "what was written stays")
}

// A case that a colleague handles can be read and not answered.
func TestLocked(t *testing.T) {
	w := atWork(t)
	w.centre.change("budi", func(v *desk.View) { v.Mine, v.Case.Holder = false, contract.AgentRef{ID: "sari", Name: "Sari"} })
	w.Show("budi", "")
	require.True(t, w.control(t, "Save").Disabled)
	w.Focus()
	w.Open(0)
	w.Save()
	require.Empty(t, w.centre.saved())
	w.centre.change("budi", func(v *desk.View) { v.Mine, v.Case.Holder = true, contract.AgentRef{ID: me.ID} })
	w.Changed(desk.Event{Kind: desk.CaseChanged, CaseID: "budi"})
	require.False(t, w.control(t, "Save").Disabled, "taken over")
}

// Where the network takes no answer the form says why and what to do.
func TestNotAnswerable(t *testing.T) {
	w := atWork(t)
	w.centre.change("budi", func(v *desk.View) {
		v.Case.Answerable = contract.Answerable{Reason: contract.AnswerableReasonNotSummoned}
	})
	w.Show("budi", "")
	w.click(t, "Tandai sudah dijawab di sana")
	w.until(t, func() bool { return w.has("Pilih Category sebelum Save") })
	w.ShowForm(classified(w.centre, "Dijawab dari HP."))
	w.Save()
	require.Empty(t, w.centre.saved())
	w.click(t, "Tandai sudah dijawab di sana")
	w.until(t, func() bool { return len(w.outside) == 1 })
	require.Equal(t, []string{"budi: @budi_contoh Dijawab dari HP."}, w.centre.outside)
	require.Empty(t, w.centre.drafted())
	caseID, _ := w.Shown()
	require.Empty(t, caseID)
}

// What is new since the answer was begun is shown, and Save asks before it sends.
func TestNewsBeforeSave(t *testing.T) {
	w := atWork(t)
	w.ShowForm(classified(w.centre, short))
	w.centre.says("budi", "m-2", "Kak, sudah normal lagi.")
	w.Changed(desk.Event{Kind: desk.CaseChanged, CaseID: "budi"})
	require.True(t, w.has("Kak, sudah normal lagi."))
	w.Save()
	require.Empty(t, w.centre.saved(), "not without asking")
	w.click(t, "Lanjut menulis")
	require.False(t, w.has("Kak, sudah normal lagi."))
	w.centre.says("budi", "m-3", "Eh, mati lagi.")
	w.Changed(desk.Event{Kind: desk.CaseChanged, CaseID: "budi"})
	w.Save()
	require.True(t, w.has("Eh, mati lagi."))
	require.False(t, w.has("Kak, sudah normal lagi."), "just what is new")
	w.click(t, "Kirim juga")
	w.until(t, func() bool { return len(w.saved) == 1 })
	require.EqualValues(t, 3, w.centre.saved()[0].CaseVersion)
}

// A draft from before the customer wrote again comes back with what is new; our own answer is no news.
func TestNewsSinceTheDraft(t *testing.T) {
	w := atWork(t)
	old := classified(w.centre, short)
	old.DraftedAt = now.Add(-1e9)
	w.centre.drafts[key(old)] = old
	w.centre.says("budi", "m-2", "Halo?")
	w.Show("budi", "")
	require.True(t, w.has("Halo?"))

	w = atWork(t)
	w.ShowForm(classified(w.centre, short))
	w.centre.change("budi", func(v *desk.View) {
		v.Case.Version++
		v.Last = append(v.Last, desk.Entry{At: now, Message: &contract.Message{ID: "ours", Ours: true, Agent: contract.AgentRef{ID: me.ID}, Text: "Kami cek ya", At: now}})
	})
	w.Changed(desk.Event{Kind: desk.CaseChanged, CaseID: "budi"})
	w.Save()
	w.until(t, func() bool { return len(w.saved) == 1 })
	require.EqualValues(t, 2, w.centre.saved()[0].CaseVersion)
}

// An answer that the backend held because of news is sent all the same, or taken back.
func TestHeldAnswer(t *testing.T) {
	for button, state := range map[string]desk.OutboxState{"Kirim juga": desk.Queued, "Ubah balasan": ""} {
		t.Run(button, func(t *testing.T) {
			w := atWork(t)
			w.ShowForm(classified(w.centre, short))
			w.Save()
			w.until(t, func() bool { return len(w.saved) == 1 })
			w.centre.outbox[0].State, w.centre.outbox[0].Why = desk.Refused, data.CaseChanged
			w.centre.outbox[0].Changed = []contract.Message{{ID: "m-2", Author: "Budi Contoh", Text: "Sudah normal.", At: now}}
			w.Show("budi", "")
			require.True(t, w.has("Sudah normal."))
			w.click(t, button)
			w.until(t, func() bool { return !w.has("Sudah normal.") })
			if state != "" {
				require.Equal(t, state, w.centre.outbox[0].State)
				return
			}
			require.Empty(t, w.centre.outbox)
			require.True(t, w.has("Kami kabari perkembangannya ya Kak."))
		})
	}
}

// A message of the history is answered in its own form (5.3.12).
func TestReplyAtAMessage(t *testing.T) {
	w := atWork(t)
	w.centre.says("budi", "m-2", "Kak, mati total.")
	w.Show("budi", "")
	w.Show("budi", "m-2")
	require.Equal(t, []string{"m-budi", "m-2"}, w.replying)
	require.True(t, w.has("Kak, mati total."), "Remark is that message")
	w.Clear()
	require.Equal(t, []string{"m-budi", "m-2", ""}, w.replying)
	w.Show("nobody", "")
	require.NotEmpty(t, w.said)
}

// Without a connection Save works and says where the answer goes.
func TestOffline(t *testing.T) {
	w := atWork(t)
	w.ShowForm(classified(w.centre, short))
	require.False(t, w.has("Masuk outbox"))
	w.centre.connection.State = desk.Unreachable
	w.Changed(desk.Event{Kind: desk.ConnectionChanged})
	require.True(t, w.has("Masuk outbox"))
	require.True(t, w.has("Draf tersimpan lokal 14:10"))
	w.Save()
	w.until(t, func() bool { return len(w.saved) == 1 })
}
