package demo

import (
	"errors"
	"fmt"
	"slices"
)

// check finds what a script must not have: a conversation without key, customer or message, keys twice, or a kind that its
// network does not know.
func (s Script) check() error {
	kinds := map[string][]string{
		"twitter":  {"mention", "dm"},
		"facebook": {"comment", "post", "messenger"},
	}
	var errs []error
	seen := map[string]bool{}
	for i, c := range s.Conversations {
		switch {
		case c.Key == "" || seen[c.Key]:
			errs = append(errs, fmt.Errorf("conversation %d: key %q is empty or there twice", i+1, c.Key))
		case !slices.Contains(kinds[c.Network], c.Kind):
			errs = append(errs, fmt.Errorf("conversation %s: network %q has no kind %q", c.Key, c.Network, c.Kind))
		case c.Customer.Name == "" || c.Customer.ID == "":
			errs = append(errs, fmt.Errorf("conversation %s: the customer has no name or no id", c.Key))
		case len(c.Messages) == 0:
			errs = append(errs, fmt.Errorf("conversation %s: nobody writes", c.Key))
		}
		seen[c.Key] = true
	}
	return errors.Join(errs...)
}
