package storetest

import (
	"errors"
	"iter"
	"testing"

	"github.com/stretchr/testify/require"

	"sociomedio/data"
	"sociomedio/data/contract"
)

func catalogueCases() []testCase {
	return []testCase{
		{"a tree with levels; ids stay with their paths", catalogueKeepsIDs},
		{"what is retired is not offered and not taken", catalogueRetires},
		{"reply types are there from the beginning", replyTypes},
		{"templates keep their ids; a broken import changes nothing", templates},
		{"a new version wakes the agents", versionsWake},
	}
}

func catalogueKeepsIDs(t *testing.T, w *world) {
	before, err := w.Catalogue(t.Context())
	require.NoError(t, err)
	require.Equal(t, []string{"Category", "Product", "Sub Product"}, before.Levels)
	require.Len(t, before.Nodes, 6)
	require.NoError(t, w.ImportCatalogue(t.Context(), []string{"A", "B", "C", "D"}, [][]string{
		{"Informasi", "Tagihan"}, {"Komplain", "Internet", "Tidak Bisa Connect"}, {"Komplain", "Telepon"},
	}))
	after, err := w.Catalogue(t.Context())
	require.NoError(t, err)
	require.NotEqual(t, before.Version, after.Version)
	require.Equal(t, []string{"A", "B", "C", "D"}, after.Levels)
	require.Equal(t, w.internet, w.path(t, "Komplain", "Internet", "Tidak Bisa Connect"))
	require.Equal(t, "Informasi", after.Nodes[0].Label, "in the order of the import")
	require.Len(t, after.Nodes, 6)
}

func catalogueRetires(t *testing.T, w *world) {
	c := w.one(t, w.twitter, w.anis, w.mention("rina", "lambat"))
	old := w.answer(c, "Baik")
	old.Path = w.slow
	first := w.save(t, w.anis, c, "k1", old)
	require.NoError(t, w.ImportCatalogue(t.Context(), []string{"Category", "Product", "Sub Product"}, [][]string{{"Komplain", "Internet", "Tidak Bisa Connect"}}))
	_, _, err := w.SaveAnswer(t.Context(), w.anis.ID, c.ID, "k2", old)
	require.Equal(t, data.NoCategory, data.KindOf(err))

	page, err := w.Handlings(t.Context(), c.Customer.ID, "", 10)
	require.NoError(t, err)
	require.Equal(t, first.ID, page.Handlings[0].ID)
	require.Equal(t, []string{"Komplain", "Internet", "Lambat"}, page.Handlings[0].Labels)

	require.NoError(t, w.ImportCatalogue(t.Context(), []string{"Category", "Product", "Sub Product"}, [][]string{{"Komplain", "Internet", "Lambat"}}))
	require.Equal(t, w.slow, w.path(t, "Komplain", "Internet", "Lambat"), "back under its old id")
}

func replyTypes(t *testing.T, w *world) {
	c, err := w.Catalogue(t.Context())
	require.NoError(t, err)
	got := map[string]contract.Visibility{}
	for _, r := range c.ReplyTypes {
		require.NotEmpty(t, r.Label)
		got[string(r.Network)+"/"+string(r.Kind)+"/"+r.ID] = r.Visibility
	}
	want := map[string]contract.Visibility{
		"twitter/dm/normal": "private", "twitter/dm/record": "none",
		"facebook/messenger/normal": "private", "facebook/messenger/record": "none",
	}
	for _, kind := range []string{"mention", "reply", "quote"} {
		want["twitter/"+kind+"/normal"], want["twitter/"+kind+"/record"] = "public", "none"
	}
	for _, kind := range []string{"comment", "post"} {
		want["facebook/"+kind+"/normal"], want["facebook/"+kind+"/private"], want["facebook/"+kind+"/record"] = "public", "private", "none"
	}
	require.Equal(t, want, got)
}

// sequence gives values and then, unless it is nil, an error.
func sequence[T any](end error, values ...T) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		for _, v := range values {
			if !yield(v, nil) {
				return
			}
		}
		if end != nil {
			var zero T
			yield(zero, end)
		}
	}
}

func templates(t *testing.T, w *world) {
	n, err := w.ImportTemplates(t.Context(), sequence(nil,
		contract.Template{Category: "Salam", Title: "Pagi", Text: "Selamat pagi {nama}"},
		contract.Template{Category: "Salam", Title: "Siang", Text: "Selamat siang {nama}"},
	))
	require.NoError(t, err)
	require.Equal(t, 2, n)
	first, err := w.Templates(t.Context())
	require.NoError(t, err)
	require.Len(t, first.Templates, 2)

	broken := errors.New("line 2")
	_, err = w.ImportTemplates(t.Context(), sequence(broken, contract.Template{Category: "x", Title: "y", Text: "z"}))
	require.ErrorIs(t, err, broken)
	same, err := w.Templates(t.Context())
	require.NoError(t, err)
	require.Equal(t, first, same)

	_, err = w.ImportTemplates(t.Context(), sequence(nil, contract.Template{Category: "Salam", Title: "Siang", Text: "Siang!"}))
	require.NoError(t, err)
	after, err := w.Templates(t.Context())
	require.NoError(t, err)
	require.Equal(t, []contract.Template{{ID: first.Templates[1].ID, Category: "Salam", Title: "Siang", Text: "Siang!"}}, after.Templates)
	require.NotEqual(t, first.Version, after.Version)
}

func versionsWake(t *testing.T, w *world) {
	before, err := w.Changes(t.Context(), w.anis.ID, "", 10)
	require.NoError(t, err)
	woken, cancel := w.Subscribe(w.anis.ID)
	defer cancel()
	require.NoError(t, w.ImportCatalogue(t.Context(), []string{"Category"}, [][]string{{"Komplain"}}))
	<-woken
	after, err := w.Changes(t.Context(), w.anis.ID, before.Cursor, 10)
	require.NoError(t, err)
	require.NotEqual(t, before.CatalogueVersion, after.CatalogueVersion)
	require.NotEqual(t, before.Cursor, after.Cursor)
	require.Empty(t, after.Gone)
}
