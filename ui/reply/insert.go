package reply

import "sociomedio/data/contract"

// Insert puts a template that was found elsewhere (the palette) into Feedback at the caret, as choosing it from the list does.
func (c *Column) Insert(t contract.Template) { c.templates.insert(t) }
