package storage

import (
	"context"

	"sociomedio/app/backend/channel"
	"sociomedio/data/contract"
)

// profileRow is what of a customer may change with each message.
type profileRow struct {
	ID, Handle, Name, Description, AvatarURL, URL string
	Followers, Following, Statuses                int64
	Since                                         moment
	IsProtected                                   bool
	IsClosed                                      bool
}

const profileSelect = `SELECT id, handle, name, description, avatar_url, url, followers, following, statuses, since,
	protected AS is_protected, closed_dms AS is_closed FROM customers WHERE account_id = ? AND external_id = ?`

// customer finds or adds the customer that a person is, by the network's id within the account; handle, name and numbers are
// labels that are kept up to date (edge case 24).
func (in *intake) customer(ctx context.Context, p channel.Person) (string, error) {
	if id := in.customers[p.ID]; id != "" {
		return id, nil
	}
	row, found, err := one[profileRow](ctx, in.conn, profileSelect, in.account.ID, p.ID)
	if err != nil {
		return "", err
	}
	if !found {
		id, known, err := one[string](ctx, in.conn, `SELECT customer_id FROM identities WHERE account_id = ? AND external_id = ?`, in.account.ID, p.ID)
		switch {
		case err != nil:
			return "", err
		case !known:
			return in.addCustomer(ctx, p)
		}
		in.customers[p.ID] = id
		return id, nil // the labels stay those that come with the first id
	}
	in.customers[p.ID] = row.ID
	now := row.with(p)
	if now == row {
		return row.ID, nil
	}
	return row.ID, in.updateCustomer(ctx, row, now)
}

// with is the profile after what a message told of its author. What it did not tell stays.
func (r profileRow) with(p channel.Person) profileRow {
	keep := func(old *string, value string) {
		if value != "" {
			*old = value
		}
	}
	keep(&r.Handle, p.Handle)
	keep(&r.Name, p.Name)
	keep(&r.Description, p.Description)
	keep(&r.AvatarURL, p.AvatarURL)
	keep(&r.URL, p.URL)
	if !p.Since.IsZero() {
		r.Since = momentOf(p.Since)
	}
	if p.Known {
		r.Followers, r.Following, r.Statuses = p.Followers, p.Following, p.Statuses
		r.IsProtected, r.IsClosed = p.Protected, p.ClosedDMs
	}
	return r
}

func (in *intake) addCustomer(ctx context.Context, p channel.Person) (string, error) {
	r := profileRow{}.with(p)
	r.IsProtected, r.IsClosed = p.Protected, p.ClosedDMs
	avatar, err := in.avatar(ctx, r.AvatarURL)
	if err != nil {
		return "", err
	}
	id := in.store.opts.NewID()
	n, err := in.exec(ctx, `INSERT INTO customers (id, account_id, network, external_id, handle, name, name_key, description, avatar_url, avatar_id, url,
			followers, following, statuses, since, protected, closed_dms, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (account_id, external_id) DO NOTHING`, id, in.account.ID, in.account.Network, p.ID, r.Handle, r.Name, fold(r.Name), r.Description, r.AvatarURL,
		avatar, r.URL, r.Followers, r.Following, r.Statuses, r.Since, r.IsProtected, r.IsClosed, in.now)
	if err != nil {
		return "", err
	}
	if n == 0 { // added by another backend at the same moment
		row, _, err := one[profileRow](ctx, in.conn, profileSelect, in.account.ID, p.ID)
		in.customers[p.ID] = row.ID
		return row.ID, err
	}
	in.customers[p.ID] = id
	return id, in.setTerms(ctx, id, r.Handle, r.Name)
}

func (in *intake) updateCustomer(ctx context.Context, was, now profileRow) error {
	avatar := ""
	if now.AvatarURL != was.AvatarURL {
		var err error
		if avatar, err = in.avatar(ctx, now.AvatarURL); err != nil {
			return err
		}
	}
	err := in.run(ctx, `UPDATE customers SET handle = ?, name = ?, name_key = ?, description = ?, avatar_url = ?, avatar_id = COALESCE(NULLIF(?, ''), avatar_id),
			url = ?, followers = ?, following = ?, statuses = ?, since = ?, protected = ?, closed_dms = ? WHERE id = ?`,
		now.Handle, now.Name, fold(now.Name), now.Description, now.AvatarURL, avatar, now.URL, now.Followers, now.Following, now.Statuses, now.Since,
		now.IsProtected, now.IsClosed, now.ID)
	if err != nil {
		return err
	}
	in.touch(contract.GoneKindCustomer, now.ID, now.ID)
	if now.Handle == was.Handle && now.Name == was.Name {
		return nil
	}
	service, _, err := one[string](ctx, in.conn, `SELECT s.customer_name FROM customers cu JOIN services s ON s.key = cu.service_key WHERE cu.id = ?`, now.ID)
	if err != nil {
		return err
	}
	return in.setTerms(ctx, now.ID, now.Handle, now.Name+" "+service)
}

func (in *intake) avatar(ctx context.Context, url string) (string, error) {
	if url == "" {
		return "", nil
	}
	return in.media(ctx, in.account.ID, url)
}

// identify notes that a customer has another id as well, unless somebody of that id is known already: two who were two so far
// stay two.
func (t *tx) identify(ctx context.Context, accountID, customerID, externalID string) error {
	externalID = cleanID(externalID)
	_, known, err := one[string](ctx, t.conn, `SELECT id FROM customers WHERE account_id = ? AND external_id = ?`, accountID, externalID)
	if err != nil || known {
		return err
	}
	return t.run(ctx, `INSERT INTO identities (account_id, external_id, customer_id, created_at) VALUES (?, ?, ?, ?)
		ON CONFLICT (account_id, external_id) DO NOTHING`, accountID, externalID, customerID, t.now)
}

// Introduce stores what became known of a customer whom his messages did not name, and shows it where he stands. A person
// who isn't a customer is left alone.
func (s *Store) Introduce(ctx context.Context, accountID string, p channel.Person) error {
	cleanPerson(&p)
	return s.write(ctx, func(ctx context.Context, t *tx) error {
		row, found, err := one[profileRow](ctx, t.conn, profileSelect, accountID, p.ID)
		if err != nil || !found || row.with(p) == row {
			return err
		}
		in := &intake{tx: t, account: accountRow{ID: accountID}}
		if err := in.updateCustomer(ctx, row, row.with(p)); err != nil || row.Name == row.with(p).Name {
			return err
		}
		cases, err := all[string](ctx, t.conn, `SELECT id FROM cases WHERE customer_id = ?`, row.ID)
		if err != nil {
			return err
		}
		for _, id := range cases {
			t.touchCase(id, row.ID)
		}
		messages, err := all[string](ctx, t.conn, `UPDATE messages SET author = ? WHERE customer_id = ? AND ours = FALSE AND author = '' RETURNING id`, p.Name, row.ID)
		for _, id := range messages {
			t.touch(contract.GoneKindMessage, id, row.ID)
		}
		return err
	})
}

// Strangers gives up to n customers of an account whose name isn't known, newest first.
func (s *Store) Strangers(ctx context.Context, accountID string, n int) ([]string, error) {
	return all[string](ctx, s.reading(), `SELECT external_id FROM customers WHERE account_id = ? AND name = '' AND handle = '' AND external_id NOT LIKE 'unknown:%'
		ORDER BY created_at DESC LIMIT ?`, accountID, n)
}
