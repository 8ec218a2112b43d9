package desk

// InboxOf makes an order of rows. Each row is named by its number in the store that the order was read from.
func InboxOf(filter InboxFilter, counts Counts, order []int64) Inbox {
	return Inbox{Filter: filter, Counts: counts, order: order}
}

// Order is the numbers of the rows, first row first. It is not to be changed.
func (in Inbox) Order() []int64 { return in.order }

// Fresh is how many rows of in were not there before: the cases that came in since.
func (in Inbox) Fresh(before Inbox) int {
	if len(in.order) == 0 {
		return 0
	}
	known := make(map[int64]struct{}, len(before.order))
	for _, row := range before.order {
		known[row] = struct{}{}
	}
	n := 0
	for _, row := range in.order {
		if _, ok := known[row]; !ok {
			n++
		}
	}
	return n
}
