package storage

import (
	"context"
	"encoding/json"
	"iter"
	"slices"

	"sociomedio/data"
	"sociomedio/data/contract"
)

// Keys of meta.
const (
	metaEpoch     = "epoch"
	metaCatalogue = "catalogue_version"
	metaTemplates = "templates_version"
	metaLevels    = "catalogue_levels"
)

// defaultLevels name the KIP's levels until one is imported (5.3.5).
var defaultLevels = [...]string{"Category", "Product", "Sub Product", "Detail"}

func (c conn) meta(ctx context.Context, key string) (string, error) {
	value, _, err := one[string](ctx, c, `SELECT value FROM meta WHERE key = ?`, key)
	return value, err
}

func (t *tx) setMeta(ctx context.Context, key, value string) error {
	return t.run(ctx, `INSERT INTO meta (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value`, key, value)
}

type nodeRow struct {
	ID, ParentID string
	Level        int
	Label        string
}

type replyTypeRow struct {
	ID, Label  string
	Network    contract.Network
	Kind       contract.MessageKind
	Visibility contract.Visibility
}

// Catalogue gives the KIP with its level names and the reply types (5.3.5, 5.3.6).
func (s *Store) Catalogue(ctx context.Context) (contract.Catalogue, error) {
	c := s.reading()
	version, err := c.meta(ctx, metaCatalogue)
	if err != nil {
		return contract.Catalogue{}, err
	}
	levels, err := c.meta(ctx, metaLevels)
	if err != nil {
		return contract.Catalogue{}, err
	}
	out := contract.Catalogue{Version: version, Levels: slices.Clone(defaultLevels[:]), Nodes: []contract.CatalogueNode{}, ReplyTypes: []contract.ReplyType{}}
	if levels != "" {
		if err := json.Unmarshal([]byte(levels), &out.Levels); err != nil {
			return contract.Catalogue{}, data.Fail(data.Internal, "The level names can't be read.", err)
		}
	}
	nodes, err := all[nodeRow](ctx, c, `SELECT id, parent_id, level, label FROM catalogue_nodes WHERE NOT retired ORDER BY level, position`)
	if err != nil {
		return contract.Catalogue{}, err
	}
	for _, n := range nodes {
		out.Nodes = append(out.Nodes, contract.CatalogueNode{ID: n.ID, ParentID: n.ParentID, Level: n.Level, Label: n.Label})
	}
	types, err := all[replyTypeRow](ctx, c, `SELECT id, label, network, kind, visibility FROM reply_types ORDER BY network, kind, position`)
	for _, r := range types {
		out.ReplyTypes = append(out.ReplyTypes, contract.ReplyType{ID: r.ID, Label: r.Label, Network: r.Network, Kind: r.Kind, Visibility: r.Visibility})
	}
	return out, err
}

// ImportCatalogue replaces the KIP: the level names and every path from the first level down to a leaf, in the order they
// are to be shown. A node keeps its id as long as its path does; one that is no longer there stays known to old handling
// records but is not offered any more. All or nothing.
func (s *Store) ImportCatalogue(ctx context.Context, levels []string, paths [][]string) error {
	names, err := json.Marshal(levels)
	if err != nil {
		return data.Fail(data.Internal, "The level names can't be stored.", err)
	}
	return s.write(ctx, func(ctx context.Context, t *tx) error {
		known, err := all[nodeRow](ctx, t.conn, `SELECT id, parent_id, level, label FROM catalogue_nodes`)
		if err != nil {
			return err
		}
		rows := newTree(known, s.opts.NewID).rows(paths)
		if err := t.run(ctx, `UPDATE catalogue_nodes SET retired = TRUE`); err != nil {
			return err
		}
		err = t.insert(ctx, `catalogue_nodes (id, parent_id, level, label, position, retired)`, rows,
			`ON CONFLICT (id) DO UPDATE SET position = excluded.position, retired = FALSE`)
		if err != nil {
			return err
		}
		if err := t.setMeta(ctx, metaLevels, string(names)); err != nil {
			return err
		}
		if err := t.setMeta(ctx, metaCatalogue, s.opts.NewID()); err != nil {
			return err
		}
		return t.tellEverybody(ctx)
	})
}

// tree finds the ids of paths.
type tree struct {
	ids   map[[2]string]string // by parent's id and label
	newID func() string
}

func newTree(known []nodeRow, newID func() string) *tree {
	t := &tree{ids: make(map[[2]string]string, len(known)), newID: newID}
	for _, n := range known {
		t.ids[[2]string{n.ParentID, n.Label}] = n.ID
	}
	return t
}

func (t *tree) rows(paths [][]string) [][]any {
	var rows [][]any
	written := map[string]bool{}
	for _, path := range paths {
		parent := ""
		for level, label := range path {
			key := [2]string{parent, label}
			id, known := t.ids[key]
			if !known {
				id = t.newID()
				t.ids[key] = id
			}
			if !written[id] {
				written[id] = true
				rows = append(rows, []any{id, parent, level + 1, label, len(rows), false})
			}
			parent = id
		}
	}
	return rows
}

// tellEverybody wakes all agents, for what is not in a feed: each finds the new version in his next Changes.
func (t *tx) tellEverybody(ctx context.Context) error {
	ids, err := all[string](ctx, t.conn, `SELECT id FROM agents WHERE NOT disabled`)
	for _, id := range ids {
		t.told[id] = append(t.told[id], entry{})
	}
	return err
}

// path gives the labels of a path that goes from the first level down to a leaf of today's catalogue.
func (t *tx) path(ctx context.Context, ids []string) ([]string, error) {
	bad := &data.Error{Kind: data.NoCategory, Sentence: "Choose the category down to its last level.", Field: "path"}
	if len(ids) == 0 || len(ids) > 4 {
		return nil, bad
	}
	list, args := in(ids)
	nodes, err := all[nodeRow](ctx, t.conn, `SELECT id, parent_id, level, label FROM catalogue_nodes
		WHERE NOT retired AND (id IN `+list+` OR parent_id = ?)`, append(args, ids[len(ids)-1])...)
	if err != nil {
		return nil, err
	}
	labels, parent := make([]string, 0, len(ids)), ""
	for _, id := range ids {
		i := slices.IndexFunc(nodes, func(n nodeRow) bool { return n.ID == id && n.ParentID == parent })
		if i < 0 {
			return nil, bad
		}
		labels, parent = append(labels, nodes[i].Label), id
	}
	if slices.ContainsFunc(nodes, func(n nodeRow) bool { return n.ParentID == parent }) {
		return nil, bad
	}
	return labels, nil
}

type templateRow struct{ ID, Category, Title, Text string }

// Templates gives the canned answers.
func (s *Store) Templates(ctx context.Context) (contract.TemplateList, error) {
	c := s.reading()
	version, err := c.meta(ctx, metaTemplates)
	if err != nil {
		return contract.TemplateList{}, err
	}
	rows, err := all[templateRow](ctx, c, `SELECT id, category, title, text FROM templates ORDER BY position`)
	list := contract.TemplateList{Version: version, Templates: make([]contract.Template, 0, len(rows))}
	for _, r := range rows {
		list.Templates = append(list.Templates, contract.Template{ID: r.ID, Category: r.Category, Title: r.Title, Text: r.Text})
	}
	return list, err
}

// ImportTemplates replaces the canned answers; one keeps its id as long as its category and title do. All or nothing: an
// error of the sequence undoes all and is returned as it is. Ids in the sequence are ignored.
func (s *Store) ImportTemplates(ctx context.Context, templates iter.Seq2[contract.Template, error]) (int, error) {
	var list []contract.Template // read before the writer is taken; a sequence can be read once only
	for t, err := range templates {
		if err != nil {
			return 0, err
		}
		list = append(list, t)
	}
	err := s.write(ctx, func(ctx context.Context, t *tx) error {
		known, err := all[templateRow](ctx, t.conn, `SELECT id, category, title, text FROM templates`)
		if err != nil {
			return err
		}
		ids := map[[2]string]string{}
		for _, k := range known {
			ids[[2]string{k.Category, k.Title}] = k.ID
		}
		rows := make([][]any, 0, len(list))
		for i, one := range list {
			id, had := ids[[2]string{one.Category, one.Title}]
			if !had {
				id = s.opts.NewID()
			}
			rows = append(rows, []any{id, one.Category, one.Title, one.Text, i})
		}
		if err := t.run(ctx, `DELETE FROM templates`); err != nil {
			return err
		}
		if err := t.insert(ctx, `templates (id, category, title, text, position)`, rows, ``); err != nil {
			return err
		}
		if err := t.setMeta(ctx, metaTemplates, s.opts.NewID()); err != nil {
			return err
		}
		return t.tellEverybody(ctx)
	})
	if err != nil {
		return 0, err
	}
	return len(list), nil
}
