package desk

import (
	"context"
	"encoding/csv"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"sociomedio/data"
	"sociomedio/data/contract"
	"sociomedio/data/remote"
)

// Handlings reads History Penanganan from the local store, newest first; at most limit (0 means 50) that were saved before
// the given time (zero for the newest). Elsewhere as in HistoryPage.
func (d *Desk) Handlings(customerID string, before time.Time, limit int) (page []contract.Handling, elsewhere bool, err error) {
	if limit <= 0 {
		limit = pageOf
	}
	page, err = reading(d, func(s *seat) ([]contract.Handling, error) {
		row, err := s.store.Customer(context.Background(), customerID)
		if err != nil && data.KindOf(err) != data.NotFound {
			return nil, err
		}
		elsewhere = !row.HandlingsAsked || row.Handlings != ""
		return s.store.Handlings(context.Background(), customerID, before, limit)
	})
	return page, elsewhere, err
}

// FetchHandlings brings the next page of earlier handling records from the backend; false when there are none. Kinds: NotFound
// and those of the connection.
func (d *Desk) FetchHandlings(ctx context.Context, customerID string) (bool, error) {
	s, err := d.at()
	if err != nil {
		return false, err
	}
	row, err := s.stored(ctx, customerID)
	if err != nil {
		return false, err
	}
	if row.HandlingsAsked && row.Handlings == "" {
		return false, nil
	}
	n, err := s.fetchHandlings(ctx, customerID, row.Handlings)
	return n > 0, err
}

// ExportHandlings writes the customer's whole handling history as CSV (UTF-8 with BOM, as spreadsheets want it; a field that
// a spreadsheet would take for a formula is defused). Times are written in zone. Kinds: those of the connection.
func (d *Desk) ExportHandlings(ctx context.Context, customerID string, zone *time.Location, w io.Writer) error {
	s, err := d.at()
	if err != nil {
		return err
	}
	var all []contract.Handling
	for cursor := ""; ; {
		page, err := ask(ctx, s, func(ctx context.Context, r *remote.Client) (contract.HandlingPage, error) {
			return r.Handlings(ctx, customerID, cursor, mostPage)
		})
		if err != nil {
			return err
		}
		all = append(all, page.Handlings...)
		if cursor = page.Next; cursor == "" {
			break
		}
	}
	if err := writeHandlings(w, all, *s.catalogue.Load(), zone); err != nil {
		return data.Fail(data.Internal, "The file can't be written.", err)
	}
	return nil
}

const (
	byteOrderMark = "\ufeff"
	mostLevels    = 4
	exportedTime  = "2006-01-02 15:04:05"
)

// writeHandlings writes a line for each answer, and one for a record without any. The words are those of the work
// instruction's screens.
func writeHandlings(w io.Writer, all []contract.Handling, catalogue Catalogue, zone *time.Location) error {
	if _, err := io.WriteString(w, byteOrderMark); err != nil {
		return err
	}
	out := csv.NewWriter(w)
	out.UseCRLF = true
	levels := slices.Concat(catalogue.Levels, []string{"Category", "Product", "Sub Product", "Detail"}[min(len(catalogue.Levels), mostLevels):])
	head := slices.Concat([]string{"Contact Date", "Agent", "Source", "Type"}, levels[:mostLevels],
		[]string{"Reply Type", "Feedback", "State", "Reason", "Handling Time (s)", "Remark"})
	if err := out.Write(head); err != nil {
		return err
	}
	for _, h := range all {
		answers := h.Answers
		if len(answers) == 0 {
			answers = []contract.Answer{{SavedAt: h.SavedAt, State: h.State}}
		}
		for _, a := range answers {
			if err := out.Write(exported(h, a, catalogue, zone)); err != nil {
				return err
			}
		}
	}
	out.Flush()
	return out.Error()
}

func exported(h contract.Handling, a contract.Answer, catalogue Catalogue, zone *time.Location) []string {
	source := "Twitter"
	if h.Network == contract.Facebook {
		source = "Facebook"
	}
	reply := a.ReplyType
	if r, ok := catalogue.replyType(h.Network, h.Kind, a.ReplyType); ok {
		reply = r.Label
	}
	labels := make([]string, mostLevels)
	copy(labels, h.Labels)
	line := slices.Concat([]string{a.SavedAt.In(zone).Format(exportedTime), h.Agent.Name, source, string(h.Kind)}, labels,
		[]string{reply, a.Text, string(a.State), a.Reason.Code, strconv.Itoa(h.Seconds), h.Remark})
	for i, field := range line {
		line[i] = defused(field)
	}
	return line
}

// defused keeps a spreadsheet from taking a text for a formula: an answer on Twitter begins with @.
func defused(field string) string {
	if strings.HasPrefix(field, "\t") || strings.HasPrefix(field, "\r") {
		return "'" + field
	}
	if t := strings.TrimLeft(field, " \n"); t != "" && strings.ContainsRune("=+-@", rune(t[0])) {
		return "'" + field
	}
	return field
}
