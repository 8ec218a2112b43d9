package reply_test

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"sociomedio/app/answer"
	"sociomedio/app/desk"
	"sociomedio/data"
	"sociomedio/data/contract"
	"sociomedio/ui/words"
)

var (
	zone = words.Zone("WIB")
	now  = time.Date(2026, 11, 24, 14, 10, 0, 0, zone)
	me   = contract.Agent{ID: "anis", Name: "Anis", Username: "anis", Role: contract.RoleAgent, Signature: "(Anis)"}
)

type draftKey struct {
	caseID, messageID string
	visibility        contract.Visibility
}

// centre is a desk in memory that behaves: forms and drafts belong to message and visibility, what is saved takes its draft
// away, an answer is counted and cut by the network's rules.
type centre struct {
	mu         sync.Mutex
	views      map[string]desk.View
	drafts     map[draftKey]desk.Form
	outbox     []desk.OutboxItem
	catalogue  desk.Catalogue
	connection desk.Connection
	outside    []string
	full       bool          // the disk
	stores     int           // calls of SaveDraft
	gate       chan struct{} // when set, SaveDraft waits for it
}

func (c *centre) Session() desk.Session       { return desk.Session{Agent: me, SignedIn: true} }
func (c *centre) Connection() desk.Connection { return c.connection }
func (c *centre) Catalogue() desk.Catalogue   { return c.catalogue }

func (c *centre) View(caseID string) (desk.View, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	v, ok := c.views[caseID]
	if !ok {
		return v, data.Fail(data.NotFound, "no such case", nil)
	}
	return v, nil
}

func (c *centre) History(q desk.HistoryQuery) (desk.HistoryPage, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, v := range c.views {
		if v.Case.Customer.ID == q.CustomerID {
			return desk.HistoryPage{Entries: v.Last}, nil
		}
	}
	return desk.HistoryPage{}, nil
}

// message is the target of a form.
func (c *centre) message(caseID, messageID string) (desk.View, contract.Message, error) {
	v, err := c.View(caseID)
	if err != nil {
		return v, contract.Message{}, err
	}
	for _, e := range v.Last {
		if e.Message != nil && e.Message.ID == messageID {
			return v, *e.Message, nil
		}
	}
	return v, v.Message, nil
}

func opening(v desk.View, s contract.Visibility) string {
	if v.Case.Network != contract.Twitter || s != contract.Public {
		return ""
	}
	return "@" + v.Case.Customer.Handle + " "
}

func (c *centre) Form(caseID, messageID string) (desk.Form, error) {
	v, m, err := c.message(caseID, messageID)
	if err != nil {
		return desk.Form{}, err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	var newest desk.Form
	for k, f := range c.drafts {
		if k.caseID == caseID && k.messageID == m.ID && f.DraftedAt.After(newest.DraftedAt) {
			newest = f
		}
	}
	if newest.CaseID != "" {
		return newest, nil
	}
	s := contract.Public
	if m.Private {
		s = contract.Private
	}
	return desk.Form{
		CaseID: caseID, CustomerID: v.Case.Customer.ID, MessageID: m.ID, Visibility: s, Text: opening(v, s),
		CaseVersion: v.Case.Version, OpenedAt: now,
	}, nil
}

func (c *centre) Retype(f desk.Form, id string) (desk.Form, error) {
	v, m, err := c.message(f.CaseID, f.MessageID)
	if err != nil {
		return f, err
	}
	for _, r := range c.catalogue.ReplyTypes(v.Case.Network, m.Kind, m.Private) {
		if r.ID != id {
			continue
		}
		f.ReplyType = id
		if r.Visibility == f.Visibility {
			return f, nil
		}
		was := f.Visibility
		f.Visibility, f.Cuts = r.Visibility, nil
		c.mu.Lock()
		defer c.mu.Unlock()
		if kept, ok := c.drafts[key(f)]; ok {
			kept.ReplyType = id
			return kept, nil
		}
		if was == contract.Private && f.Visibility == contract.Public {
			f.Text = opening(v, f.Visibility)
			return f, nil
		}
		f.Text = opening(v, f.Visibility) + strings.TrimPrefix(f.Text, opening(v, was))
		return f, nil
	}
	return f, &data.Error{Kind: data.Invalid, Field: desk.FieldReplyType}
}

func (c *centre) FollowUp(caseID, _ string) (desk.Form, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, item := range slices.Backward(c.outbox) {
		if item.Case.ID == caseID {
			f := item.Form
			v := c.views[caseID]
			return desk.Form{
				CaseID: f.CaseID, CustomerID: f.CustomerID, MessageID: f.MessageID, Visibility: f.Visibility, Path: f.Path, ReplyType: f.ReplyType,
				Text: opening(v, f.Visibility), After: item.ID, CaseVersion: v.Case.Version, OpenedAt: now,
			}, nil
		}
	}
	return desk.Form{}, data.Fail(data.NotFound, "nothing answered", nil)
}

func (c *centre) PictureLimits(f desk.Form) contract.PictureLimits {
	if f.Visibility == contract.None {
		return contract.PictureLimits{}
	}
	return contract.PictureLimits{Count: 2, Bytes: 1 << 20}
}

func (c *centre) Attach(_ context.Context, f desk.Form, name string, raw []byte) (desk.Form, error) {
	switch limits := c.PictureLimits(f); {
	case !strings.HasPrefix(string(raw), "\x89PNG"):
		return f, &data.Error{Kind: data.BadPicture, Field: desk.FieldPictures}
	case len(raw) > limits.Bytes:
		return f, &data.Error{Kind: data.TooLarge, Field: desk.FieldPictures}
	case len(f.Pictures) >= limits.Count:
		return f, &data.Error{Kind: data.TooManyPictures, Field: desk.FieldPictures}
	}
	f.Pictures = append(slices.Clone(f.Pictures), desk.Picture{ID: name, Name: name, Bytes: len(raw)})
	return f, nil
}

func (c *centre) Preview(f desk.Form) desk.Preview {
	v, _ := c.View(f.CaseID)
	text := strings.TrimRight(f.Text, " \n")
	if text != "" && f.Visibility != contract.None {
		text += " " + me.Signature
	}
	rules := answer.XPost
	switch {
	case v.Case.Network == contract.Facebook && f.Visibility == contract.Private:
		rules = answer.Messenger
	case v.Case.Network == contract.Facebook:
		rules = answer.FacebookComment
	case f.Visibility == contract.Private:
		rules = answer.XDirectMessage
	}
	p := desk.Preview{Text: text, Count: rules.Count(text), Limit: rules.Limit}
	for _, part := range answer.Cut(text, rules, f.Cuts) {
		p.Parts = append(p.Parts, desk.PartPreview{Text: part.Text, Count: part.Count, From: part.From, To: part.To})
		p.TooLong = p.TooLong || part.Count > rules.Limit
	}
	return p
}

func (c *centre) Check(f desk.Form) []error {
	v, m, err := c.message(f.CaseID, f.MessageID)
	if err != nil {
		return []error{err}
	}
	var wrong []error
	if !c.catalogue.Whole(f.Path) {
		wrong = append(wrong, &data.Error{Kind: data.NoCategory, Field: desk.FieldPath})
	}
	if f.ReplyType == "" {
		wrong = append(wrong, &data.Error{Kind: data.Invalid, Field: desk.FieldReplyType})
	}
	if strings.TrimSpace(strings.TrimPrefix(f.Text, opening(v, f.Visibility))) == "" && f.Visibility != contract.None {
		wrong = append(wrong, &data.Error{Kind: data.EmptyAnswer, Field: desk.FieldText})
	}
	if m.ID == v.Case.MessageID && !v.Case.Answerable.Ok && f.Visibility != contract.None {
		wrong = append(wrong, &data.Error{Kind: data.NotAnswerable, Field: desk.FieldTarget})
	}
	return wrong
}

func key(f desk.Form) draftKey { return draftKey{f.CaseID, f.MessageID, f.Visibility} }

func (c *centre) SaveDraft(ctx context.Context, f desk.Form) (desk.Form, error) {
	if c.gate != nil {
		select {
		case <-c.gate:
		case <-ctx.Done():
			return f, ctx.Err()
		}
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.stores++
	if c.full {
		return f, data.Fail(data.DiskFull, "full", nil)
	}
	f.DraftedAt = now
	c.drafts[key(f)] = f
	return f, nil
}

func (c *centre) DropDraft(_ context.Context, f desk.Form) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.drafts, key(f))
	return nil
}

func (c *centre) Save(_ context.Context, f desk.Form) (desk.OutboxItem, error) {
	if wrong := c.Check(f); len(wrong) > 0 {
		return desk.OutboxItem{}, wrong[0]
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.full {
		return desk.OutboxItem{}, data.Fail(data.DiskFull, "full", nil)
	}
	item := desk.OutboxItem{
		ID: fmt.Sprintf("item-%d", len(c.outbox)+1), Kind: desk.AnswerItem, State: desk.Queued, Case: c.views[f.CaseID].Case, Form: f, SavedAt: now,
	}
	c.outbox = append(c.outbox, item)
	delete(c.drafts, key(f))
	return item, nil
}

func (c *centre) Fill(t contract.Template, v desk.View) (string, []desk.Placeholder) {
	text := strings.ReplaceAll(t.Text, "{nama}", v.Customer.Name)
	var open []desk.Placeholder
	for i := 0; i < len(text); i++ {
		if text[i] == '{' {
			end := i + strings.IndexByte(text[i:], '}') + 1
			open = append(open, desk.Placeholder{From: i, To: end})
		}
	}
	return text, open
}

func (c *centre) MarkOutside(_ context.Context, caseID string, path []string, remark string) error {
	if !c.catalogue.Whole(path) {
		return &data.Error{Kind: data.NoCategory, Field: desk.FieldPath}
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.outside = append(c.outside, caseID+": "+remark)
	return nil
}

func (c *centre) Outbox() ([]desk.OutboxItem, desk.OutboxCounts, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return slices.Clone(c.outbox), desk.OutboxCounts{}, nil
}

func (c *centre) SendAnyway(_ context.Context, id string) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	for i := range c.outbox {
		if c.outbox[i].ID == id {
			c.outbox[i].State = desk.Queued
			return nil
		}
	}
	return errors.New("no such item")
}

func (c *centre) Edit(_ context.Context, id string) (desk.Form, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for i, item := range c.outbox {
		if item.ID == id {
			c.outbox = slices.Delete(c.outbox, i, i+1)
			return item.Form, nil
		}
	}
	return desk.Form{}, data.Fail(data.NotFound, "no such item", nil)
}

// change changes a case as news from the backend does.
func (c *centre) change(caseID string, f func(*desk.View)) {
	c.mu.Lock()
	defer c.mu.Unlock()
	v := c.views[caseID]
	v.Last = slices.Clone(v.Last)
	f(&v)
	c.views[caseID] = v
}

// says adds a message of the customer to a case.
func (c *centre) says(caseID, id, text string) {
	c.change(caseID, func(v *desk.View) {
		v.Case.Version++
		v.Last = append(v.Last, desk.Entry{At: now, Message: &contract.Message{
			ID: id, CaseID: caseID, CustomerID: v.Case.Customer.ID, Network: v.Case.Network, Kind: v.Case.Kind, Private: v.Case.Private,
			Author: v.Case.Customer.Name, At: now, Text: text,
		}})
	})
}

func (c *centre) saved() []desk.Form {
	c.mu.Lock()
	defer c.mu.Unlock()
	var forms []desk.Form
	for _, item := range c.outbox {
		forms = append(forms, item.Form)
	}
	return forms
}

func (c *centre) drafted() map[draftKey]desk.Form {
	c.mu.Lock()
	defer c.mu.Unlock()
	return maps.Clone(c.drafts)
}

// pictured is a desk with the case of the pictures, "budi"; a direct message, "wulan"; and a comment on Facebook, "laras".
func pictured() *centre {
	c := &centre{views: map[string]desk.View{}, drafts: map[draftKey]desk.Form{}, connection: desk.Connection{State: desk.Connected}}
	c.add("budi", "Budi Contoh", "budi_contoh", contract.Twitter, contract.MessageKindMention,
		"@TelkomCare internet IndiHome saya lambat sekali sejak tadi malam, speedtest cuma 0,8 Mbps padahal paket 50 Mbps. Modem sudah restart 3x tetap sama. Mohon dibantu, besok anak saya ujian online.")
	c.add("wulan", "Wulan Misalia", "wulan_contoh", contract.Twitter, contract.MessageKindDm, "Tagihan bulan ini kok naik jadi 512 ribu ya?")
	c.add("laras", "Laras Ilustrasi", "", contract.Facebook, contract.MessageKindComment, "Min kapan jaringan di Kel. Umpama normal lagi?")
	k := contract.Catalogue{Levels: []string{"Category", "Product", "Sub Product", "Detail"}}
	path := func(labels ...string) {
		parent := ""
		for i, label := range labels {
			id := strings.Join(labels[:i+1], "/")
			if !slices.ContainsFunc(k.Nodes, func(n contract.CatalogueNode) bool { return n.ID == id }) {
				k.Nodes = append(k.Nodes, contract.CatalogueNode{ID: id, Label: label, Level: i + 1, ParentID: parent})
			}
			parent = id
		}
	}
	path("Informasi", "Pasang Baru", "Syarat", "Dokumen")
	path("Informasi", "Pasang Baru", "Syarat", "Biaya pemasangan")
	path("Komplain", "Internet", "Tidak Bisa Connect", "Lampu LOS merah")
	path("Komplain", "Internet", "Internet Lambat", "Kecepatan di bawah paket")
	path("Komplain", "Internet", "Internet Lambat", "Ping tinggi")
	path("Komplain", "Telepon", "Tidak ada nada", "Semua saluran")
	path("Permintaan", "Pindah alamat", "Dalam kota", "Baru")
	path("Billing", "Tagihan", "Naik", "Tanpa sebab")
	reply := func(id, label string, n contract.Network, kind contract.MessageKind, v contract.Visibility) {
		k.ReplyTypes = append(k.ReplyTypes, contract.ReplyType{ID: id, Label: label, Network: n, Kind: kind, Visibility: v})
	}
	for _, kind := range []contract.MessageKind{contract.MessageKindMention, contract.MessageKindComment} {
		n := contract.Twitter
		if kind == contract.MessageKindComment {
			n = contract.Facebook
		}
		reply("normal", "Normal Reply", n, kind, contract.Public)
		reply("private", "Direct Message", n, kind, contract.Private)
		reply("record", "Catat tanpa kirim", n, kind, contract.None)
	}
	reply("normal", "Normal Reply", contract.Twitter, contract.MessageKindDm, contract.Private)
	c.catalogue = desk.CatalogueOf(k, []contract.Template{
		{ID: "t1", Category: "Internet Lambat", Title: "lambat-cek", Text: "Halo Kak {nama}, mohon maaf atas kendala internet lambatnya. Kami bantu cek jaringan dulu ya, mohon ditunggu."},
		{ID: "t2", Category: "Internet Lambat", Title: "lambat-restart", Text: "Mohon matikan modem 5 menit, nyalakan kembali, lalu tes ulang kecepatan lewat kabel LAN."},
		{ID: "t3", Category: "Internet Lambat", Title: "lambat-redaman", Text: "Hasil cek: redaman {redaman} dBm (batas -25 dBm). Kami jadwalkan teknisi {tanggal} pukul {jam}."},
		{ID: "t4", Category: "Internet Lambat", Title: "lambat-selesai", Text: "Gangguan di STO {sto} sudah selesai pukul {jam}. Mohon restart modem lalu tes ulang ya Kak."},
		{ID: "t5", Category: "Tagihan", Title: "minta-nomor", Text: "Boleh kirim No. Internet dan nomor kontak aktif lewat DM agar bisa kami cek?"},
	}, nil)
	return c
}

func (c *centre) add(id, name, handle string, n contract.Network, kind contract.MessageKind, text string) {
	at := time.Date(2026, 11, 24, 13, 56, 58, 0, zone)
	private := kind == contract.MessageKindDm
	m := contract.Message{
		ID: "m-" + id, CaseID: id, CustomerID: "customer-" + id, Network: n, Kind: kind, Private: private, Author: name, Handle: handle, At: at,
		Text: text, URL: "https://x.contoh.id/" + id,
	}
	c.views[id] = desk.View{
		Case: contract.Case{
			ID: id, Network: n, Kind: kind, Private: private, MessageID: m.ID, Customer: contract.CustomerRef{ID: m.CustomerID, Name: name, Handle: handle},
			Answerable: contract.Answerable{Ok: true}, State: contract.CaseStateTaken, Version: 1, Holder: contract.AgentRef{ID: me.ID, Name: me.Name},
			ReceivedAt: at,
		},
		Message: m, Mine: true, Customer: desk.CustomerView{Customer: contract.Customer{ID: m.CustomerID, Name: name, Handle: handle}},
		Last: []desk.Entry{{At: at, Message: &m}},
	}
}
