package desk

import (
	"cmp"
	"regexp"
	"strconv"
	"strings"
	"unicode"

	"sociomedio/data/contract"
)

// variable is how a template names one: {nama}, {nomor_internet}.
var variable = regexp.MustCompile(`\{[\p{L}\d_]+\}`)

// Fill is a template's text with its variables filled from the case; what is unknown is left as {name} and listed. Known are
// {nama}, {akun}, {tiket}, {nomor_internet}, {nomor_pots}, {nomor_layanan}, {paket}, {sto}, {witel}, {regional}, {agen} and {kasus}.
func (d *Desk) Fill(t contract.Template, v View) (string, []Placeholder) {
	values := values(v)
	if s, err := d.at(); err == nil {
		values["agen"] = s.me().Name
	}
	var text strings.Builder
	var open []Placeholder
	done := 0
	for _, at := range variable.FindAllStringIndex(t.Text, -1) {
		text.WriteString(t.Text[done:at[0]])
		done = at[1]
		name := t.Text[at[0]:at[1]]
		if value := harmless(values[strings.ToLower(strings.Trim(name, "{}"))]); value != "" {
			text.WriteString(value)
			continue
		}
		open = append(open, Placeholder{From: text.Len(), To: text.Len() + len(name)})
		text.WriteString(name)
	}
	text.WriteString(t.Text[done:])
	return text.String(), open
}

// values are what a case says of its customer. Money, dates and what a technician found are the agent's to write.
func values(v View) map[string]string {
	service := v.Customer.Service
	// In public a customer is called what he calls himself there: the name of the contract is not everybody's to read.
	names := []string{v.Customer.Name, v.Case.Customer.Name, service.CustomerName}
	if v.Case.Private {
		names = []string{service.CustomerName, v.Customer.Name, v.Case.Customer.Name}
	}
	found := map[string]string{
		"nama": cmp.Or(names...), "nomor_internet": service.Internet, "nomor_pots": service.Pots, "nomor_layanan": service.Number,
		"paket": service.PackageName, "sto": service.Sto, "witel": service.Witel, "regional": service.Regional, "tiket": ticket(v.Customer.Tickets),
	}
	if v.Case.Customer.Handle != "" {
		found["akun"] = v.Case.Customer.Handle
	}
	if v.Case.Number != 0 {
		found["kasus"] = strconv.FormatInt(v.Case.Number, 10)
	}
	return found
}

// ticket is the number of the newest ticket that is not over.
func ticket(tickets []contract.Ticket) string {
	for _, t := range tickets {
		switch t.State {
		case contract.TicketStateClosed, contract.TicketStateCancelled, contract.TicketStateResolved:
		default:
			return t.Number
		}
	}
	return ""
}

// harmless is a value as it may stand in an answer: on one line, and without what would name or link to somebody else. Names
// are strangers' to choose.
func harmless(value string) string {
	value = strings.Map(func(r rune) rune {
		switch {
		case r == '@' || r == '#' || unicode.Is(unicode.Cf, r):
			return -1
		case unicode.IsControl(r):
			return ' '
		}
		return r
	}, value)
	value = strings.Join(strings.Fields(value), " ")
	if strings.Contains(value, "://") {
		return ""
	}
	return value
}
