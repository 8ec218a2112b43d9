package storage

import (
	"context"
	"iter"

	"sociomedio/data/contract"
)

// Catalogue gives the KIP with its level names and the reply types (5.3.5, 5.3.6).
func (s *Store) Catalogue(ctx context.Context) (contract.Catalogue, error) {
	return contract.Catalogue{}, errUnfinished
}

// ImportCatalogue replaces the KIP: the level names and every path from the first level down to a leaf, in the order they
// are to be shown. A node keeps its id as long as its path does; one that is no longer there stays known to old handling
// records but is not offered any more. All or nothing.
func (s *Store) ImportCatalogue(ctx context.Context, levels []string, paths [][]string) error {
	return errUnfinished
}

// Templates gives the canned answers.
func (s *Store) Templates(ctx context.Context) (contract.TemplateList, error) {
	return contract.TemplateList{}, errUnfinished
}

// ImportTemplates replaces the canned answers; one keeps its id as long as its category and title do. All or nothing: an
// error of the sequence undoes all. ids in the sequence are ignored.
func (s *Store) ImportTemplates(ctx context.Context, templates iter.Seq2[contract.Template, error]) (int, error) {
	return 0, errUnfinished
}
