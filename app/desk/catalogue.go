package desk

import (
	"slices"
	"strings"

	"sociomedio/data/contract"
)

// Catalogue is the KIP as a tree (5.3.5), the reply types (5.3.6) and the templates. It does not change while it is held.
type Catalogue struct {
	Levels    []string // names of the levels, e.g. Category, Product, Sub Product, Detail
	Templates []contract.Template
	Accounts  []contract.Account

	children map[string][]contract.CatalogueNode
	nodes    map[string]contract.CatalogueNode
	replies  []contract.ReplyType
}

// CatalogueOf puts together what the backend gives in three answers.
func CatalogueOf(k contract.Catalogue, templates []contract.Template, accounts []contract.Account) Catalogue {
	c := Catalogue{
		Levels: k.Levels, Templates: templates, Accounts: accounts, replies: k.ReplyTypes,
		children: map[string][]contract.CatalogueNode{}, nodes: map[string]contract.CatalogueNode{},
	}
	for _, n := range k.Nodes {
		c.children[n.ParentID] = append(c.children[n.ParentID], n)
		c.nodes[n.ID] = n
	}
	return c
}

// Catalogue is the catalogue as it is now; empty (no Levels) before the first sync.
func (d *Desk) Catalogue() Catalogue {
	s, err := d.at()
	if err != nil {
		return Catalogue{}
	}
	return *s.catalogue.Load()
}

// Children are the choices under a path; an empty path gives the first level. Empty when the path ends at a leaf.
func (c Catalogue) Children(path []string) []contract.CatalogueNode {
	parent := ""
	if len(path) > 0 {
		parent = path[len(path)-1]
	}
	return c.children[parent]
}

// Paths are at most most paths of two levels and more whose last step has a word that begins with each word of text, in the order of
// the catalogue; none for an empty text.
func (c Catalogue) Paths(text string, most int) [][]string {
	words := strings.Fields(strings.ToLower(text))
	if len(words) == 0 {
		return nil
	}
	var found [][]string
	var walk func(path []string)
	walk = func(path []string) {
		for _, n := range c.Children(path) {
			if len(found) == most {
				return
			}
			at := append(path[:len(path):len(path)], n.ID)
			if len(at) > 1 && begins(n.Label, words) {
				found = append(found, at)
				continue
			}
			walk(at)
		}
	}
	walk(nil)
	return found
}

// begins says whether each of the words begins a word of a label.
func begins(label string, words []string) bool {
	have := strings.FieldsFunc(strings.ToLower(label), func(r rune) bool { return strings.ContainsRune(" /-,.()", r) })
	for _, w := range words {
		if !slices.ContainsFunc(have, func(h string) bool { return strings.HasPrefix(h, w) }) {
			return false
		}
	}
	return true
}

// Whole says that the path leads from the first level to a leaf and each step is a child of the one before.
func (c Catalogue) Whole(path []string) bool {
	parent := ""
	for _, id := range path {
		n, ok := c.nodes[id]
		if !ok || n.ParentID != parent {
			return false
		}
		parent = id
	}
	return len(path) > 0 && len(c.children[parent]) == 0
}

// Labels are the words of a path; a node that is not in the catalogue any more is left out.
func (c Catalogue) Labels(path []string) []string {
	var labels []string
	for _, id := range path {
		if n, ok := c.nodes[id]; ok {
			labels = append(labels, n.Label)
		}
	}
	return labels
}

// ReplyTypes are those for a network and a kind of message; never a public one for a private message.
func (c Catalogue) ReplyTypes(network contract.Network, kind contract.MessageKind, private bool) []contract.ReplyType {
	var found []contract.ReplyType
	for _, r := range c.replies {
		if r.Network == network && r.Kind == kind && (!private || r.Visibility != contract.Public) {
			found = append(found, r)
		}
	}
	return found
}

// TemplatesFor are the templates of which category, title or text has every word of find, those of a category in labels
// first.
func (c Catalogue) TemplatesFor(labels []string, find string) []contract.Template {
	var near, far []contract.Template
	words := strings.Fields(strings.ToLower(find))
	for _, t := range c.Templates {
		if !hasAll(strings.ToLower(t.Category+" "+t.Title+" "+t.Text), words) {
			continue
		}
		if among(t.Category, labels) {
			near = append(near, t)
		} else {
			far = append(far, t)
		}
	}
	return append(near, far...)
}

func hasAll(text string, words []string) bool {
	for _, w := range words {
		if !strings.Contains(text, w) {
			return false
		}
	}
	return true
}

func among(category string, labels []string) bool {
	for _, l := range labels {
		if strings.EqualFold(l, category) {
			return true
		}
	}
	return false
}
