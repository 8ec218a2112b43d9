package reply

import "sociomedio/data/contract"

// setPath shows a path through the catalogue. Ids the catalogue no longer has end the path there.
func (f *Form) setPath(path []string) {
	f.path = nil
	f.loadLevel(0, "")
	for i, id := range path {
		at := indexOf(f.nodes[i], id)
		if at < 0 {
			break
		}
		f.levels[i].SelectQuietly(at)
		f.path = append(f.path, id)
		if i+1 < levelCount {
			f.loadLevel(i+1, id)
		}
	}
}

// choose takes node n of a level: the levels below lose what they had and offer its children (5.3.5).
func (f *Form) choose(level, n int) {
	if f.filling || n < 0 || n >= len(f.nodes[level]) {
		return
	}
	id := f.nodes[level][n].ID
	f.path = append(f.path[:min(level, len(f.path))], id)
	f.levels[level].SetError("")
	if level+1 < levelCount {
		f.loadLevel(level+1, id)
	}
	f.changed()
}

// loadLevel offers the children of a node on a level and empties all levels below it.
func (f *Form) loadLevel(level int, parent string) {
	names := f.opts.Tree().Levels()
	for i := level; i < levelCount; i++ {
		f.nodes[i] = nil
		f.levels[i].SetOptions(nil)
		name := ""
		if i < len(names) {
			name = names[i]
		}
		f.labels[i].SetText(name)
		setVisible(f.labels[i], i < len(names))
		setVisible(f.levels[i], i < len(names))
	}
	f.nodes[level] = f.opts.Tree().Children(parent)
	f.levels[level].SetOptions(labels(f.nodes[level]))
	for i := level; i < levelCount; i++ {
		setEnabled(f.levels[i], f.shown && !f.subject.Locked && len(f.nodes[i]) > 0)
	}
}

// CompletePath tells whether the path ends at a leaf, and which level is missing when it does not.
func (f *Form) CompletePath() (missing int, ok bool) {
	for i := range levelCount {
		if len(f.nodes[i]) > 0 && i >= len(f.path) {
			return i, false
		}
	}
	return 0, len(f.path) > 0
}

// fillKinds offers the reply types of the subject's network and kind; a single one is chosen at once.
func (f *Form) fillKinds(chosen string) {
	f.kinds = f.opts.ReplyTypes(f.subject)
	names := make([]string, len(f.kinds))
	at := -1
	for i, k := range f.kinds {
		names[i] = k.Label
		if k.ID == chosen {
			at = i
		}
	}
	f.kind.SetOptions(names)
	if at < 0 && len(f.kinds) == 1 {
		at = 0
	}
	f.kind.SelectQuietly(at)
}

func (f *Form) kindChosen() {
	if f.filling {
		return
	}
	f.kind.SetError("")
	f.recount()
	f.changed()
}

func labels(nodes []contract.CatalogueNode) []string {
	names := make([]string, len(nodes))
	for i, n := range nodes {
		names[i] = n.Label
	}
	return names
}

func indexOf(nodes []contract.CatalogueNode, id string) int {
	for i, n := range nodes {
		if n.ID == id {
			return i
		}
	}
	return -1
}
