package storage

import (
	"context"
	"slices"

	"sociomedio/data"
	"sociomedio/data/contract"
)

type customerRow struct {
	ID, AccountID, ExternalID, Name, Handle, Description, AvatarID, URL string
	Network                                                             contract.Network
	Followers, Following, Statuses                                      int64
	Since, LinkedAt                                                     moment
	Protected, ClosedDms                                                bool
	ServiceKey, LinkedBy, LinkedName                                    string
	serviceRow
}

type serviceRow struct {
	Number, CustomerName, Pots, Internet, PackageName, Address, Sto, Regional, Witel, Contact string
}

const customerSelect = `SELECT cu.id, cu.account_id, cu.network, cu.external_id, cu.name, cu.handle, cu.description, cu.avatar_id, cu.url,
	cu.followers, cu.following, cu.statuses, cu.since, cu.protected, cu.service_key, cu.linked_by, cu.linked_at, COALESCE(ag.name, '') AS linked_name,
	COALESCE(s.number, '') AS number, COALESCE(s.customer_name, '') AS customer_name, COALESCE(s.pots, '') AS pots,
	COALESCE(s.internet, '') AS internet, COALESCE(s.package_name, '') AS package_name, COALESCE(s.address, '') AS address,
	COALESCE(s.sto, '') AS sto, COALESCE(s.regional, '') AS regional, COALESCE(s.witel, '') AS witel, COALESCE(s.contact, '') AS contact
	FROM customers cu LEFT JOIN services s ON s.key = cu.service_key LEFT JOIN agents ag ON ag.id = cu.linked_by `

// sources are what the screens call the networks.
func sourceName(n contract.Network) string {
	if n == contract.Facebook {
		return "Facebook"
	}
	return "Twitter"
}

func (r customerRow) contract() contract.Customer {
	c := contract.Customer{
		ID: r.ID, Network: r.Network, AccountID: r.AccountID, ExternalID: r.ExternalID, Name: r.Name, Handle: r.Handle, Source: sourceName(r.Network),
		Followers: r.Followers, Following: r.Following, Statuses: r.Statuses, Description: r.Description, Since: r.Since.Time(), SinceKnown: r.Since != 0,
		AvatarMediaID: r.AvatarID, Protected: r.Protected, URL: r.URL,
	}
	if r.Number != "" {
		c.Service = r.serviceRow.contract()
		c.LinkedBy, c.LinkedAt = contract.AgentRef{ID: r.LinkedBy, Name: r.LinkedName}, r.LinkedAt.Time()
	}
	return c
}

func (r serviceRow) contract() contract.Service {
	return contract.Service{
		Number: r.Number, CustomerName: r.CustomerName, Pots: r.Pots, Internet: r.Internet, PackageName: r.PackageName, Address: r.Address,
		Sto: r.Sto, Regional: r.Regional, Witel: r.Witel, Contact: r.Contact,
	}
}

type ticketRow struct {
	Number, ServiceKey, ServiceNumber, Title string
	State                                    contract.TicketState
	OpenedAt, AppointmentAt, ClosedAt        moment
	Technician                               string
}

const ticketColumns = `t.number, t.service_key, t.service_number, t.title, t.state, t.opened_at, t.appointment_at, t.closed_at, t.technician`

func (r ticketRow) contract() contract.Ticket {
	return contract.Ticket{
		Number: r.Number, ServiceNumber: r.ServiceNumber, Title: r.Title, State: r.State, OpenedAt: r.OpenedAt.Time(),
		AppointmentAt: r.AppointmentAt.Time(), ClosedAt: r.ClosedAt.Time(), Technician: r.Technician,
	}
}

var errNoCustomer = data.Fail(data.NotFound, "There is no such customer.", nil)

// newestTickets is how many tickets come with a customer.
const newestTickets = 20

type openRow struct {
	ServiceKey string
	Open       int
}

// customersByID gives the customers there are of ids, with their services and newest tickets.
func (c conn) customersByID(ctx context.Context, ids []string) ([]contract.Customer, error) {
	list, args := in(ids)
	rows, err := all[customerRow](ctx, c, customerSelect+`WHERE cu.id IN `+list, args...)
	if err != nil {
		return nil, err
	}
	customers, keys := make([]contract.Customer, 0, len(rows)), []string{}
	for _, r := range rows {
		customers = append(customers, r.contract())
		if r.ServiceKey != "" && !slices.Contains(keys, r.ServiceKey) {
			keys = append(keys, r.ServiceKey)
		}
	}
	if len(keys) == 0 {
		return customers, nil
	}
	tickets, open, err := c.ticketsOf(ctx, keys)
	if err != nil {
		return nil, err
	}
	for i, r := range rows {
		customers[i].Tickets, customers[i].OpenTickets = tickets[r.ServiceKey], open[r.ServiceKey]
	}
	return customers, nil
}

func (c conn) ticketsOf(ctx context.Context, keys []string) (newest map[string][]contract.Ticket, open map[string]int, err error) {
	newest, open = map[string][]contract.Ticket{}, map[string]int{}
	for chunk := range slices.Chunk(keys, 16) {
		text, args := "", []any{}
		for i, k := range chunk {
			if i > 0 {
				text += ` UNION ALL `
			}
			text += `SELECT * FROM (SELECT ` + ticketColumns + ` FROM tickets t WHERE t.service_key = ? ORDER BY t.opened_at DESC, t.number DESC` + atMost(newestTickets) + `) k`
			args = append(args, k)
		}
		rows, err := all[ticketRow](ctx, c, text, args...)
		if err != nil {
			return nil, nil, err
		}
		for _, r := range rows {
			newest[r.ServiceKey] = append(newest[r.ServiceKey], r.contract())
		}
		list, args := in(chunk)
		counts, err := all[openRow](ctx, c, `SELECT service_key, COUNT(*) AS open FROM tickets
			WHERE service_key IN `+list+` AND state IN ('open', 'scheduled', 'in_progress') GROUP BY service_key`, args...)
		if err != nil {
			return nil, nil, err
		}
		for _, r := range counts {
			open[r.ServiceKey] = r.Open
		}
	}
	return newest, open, nil
}

func (c conn) customerByID(ctx context.Context, id string) (contract.Customer, error) {
	list, err := c.customersByID(ctx, []string{id})
	if err == nil && len(list) == 0 {
		err = errNoCustomer
	}
	if err != nil {
		return contract.Customer{}, err
	}
	return list[0], nil
}
