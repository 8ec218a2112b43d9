package customertest

import (
	"fmt"
	"time"

	"sociomedio/app/desk"
	"sociomedio/data/contract"
)

// Zone is the time zone of the invented centre.
var Zone = time.FixedZone("WIB", 7*3600)

// The customers and cases of New.
const (
	Budi     = "c-budi"
	Yoga     = "c-yoga"
	Wulan    = "c-wulan"
	BudiCase = "case-40218"
	YogaCase = "case-40221"
)

// At is a moment of the centre: "24/11/2026 13:56:58".
func At(moment string) time.Time {
	at, err := time.ParseInLocation("02/01/2006 15:04:05", moment, Zone)
	if err != nil {
		panic(err) // the moments are written in the tests
	}
	return at
}

// The accounts and agents.
var (
	care  = contract.AccountRef{ID: "a-care", Handle: "TelkomCare", Name: "TelkomCare"}
	sari  = contract.AgentRef{ID: "u-sari", Name: "Sari"}
	dimas = contract.AgentRef{ID: "u-dimas", Name: "Dimas"}
	anis  = contract.AgentRef{ID: "u-anis", Name: "Anis"}
)

// New is a desk with the customers of the design's pictures, on 24/11/2026 at 14:11:02.
func New() *Book {
	b := &Book{
		Me: contract.Agent{ID: anis.ID, Name: anis.Name, Username: "anis", Signature: "(Anis)"}, Now: At("24/11/2026 14:11:02"),
		Cases: map[string]contract.Case{}, People: map[string]desk.CustomerView{}, Talk: map[string][]desk.Entry{},
		Remote: map[string][]desk.Entry{}, Done: map[string][]contract.Handling{}, Pictures: map[string][]byte{},
	}
	b.Setup = desk.CatalogueOf(contract.Catalogue{ReplyTypes: []contract.ReplyType{
		{ID: "normal", Label: "Normal Reply", Network: contract.Twitter, Kind: contract.MessageKindMention, Visibility: contract.Public},
	}}, nil, nil)
	b.budi()
	b.others()
	return b
}

func (b *Book) budi() {
	service := contract.Service{
		Number: "122000004217", CustomerName: "Budi Contoh", Pots: "02100004217", Internet: "122000004217", Contact: "080000004217",
		PackageName: "IndiHome 50 Mbps 2P (Internet + Phone)", Address: "Jl. Contoh Raya No. 12, RT 03/RW 05, Kel. Umpama, Kec. Misal, Jakarta Selatan 12999",
		Sto: "CTH (Contoh)", Regional: "Regional 2", Witel: "Jakarta Selatan",
	}
	b.Records = append(b.Records, service, contract.Service{
		Number: "122000009031", CustomerName: "Nadia Fiksia", Pots: "02100009031", Internet: "122000009031", PackageName: "IndiHome 20 Mbps 1P (Internet)",
		Address: "Jl. Rekaan No. 4, Jakarta Selatan 12999", Sto: "CTH (Contoh)", Regional: "Regional 2", Witel: "Jakarta Selatan",
	})
	tickets := []contract.Ticket{
		{Number: "IN40218077", Title: "Internet lambat, redaman tinggi di ODP CTH-014", State: contract.TicketStateScheduled, OpenedAt: At("24/11/2026 14:01:00"), AppointmentAt: At("25/11/2026 09:00:00"), ServiceNumber: service.Number},
		{Number: "IN40171502", Title: "Internet mati, LOS merah", State: contract.TicketStateResolved, OpenedAt: At("12/10/2026 06:40:00"), AppointmentAt: At("12/10/2026 08:30:00"), ServiceNumber: service.Number},
		{Number: "BL39904418", Title: "Terisolir setelah bayar", State: contract.TicketStateResolved, OpenedAt: At("03/08/2026 16:12:00"), ServiceNumber: service.Number},
	}
	b.AllTickets = tickets
	b.People[Budi] = desk.CustomerView{At: At("24/11/2026 13:57:00"), Customer: contract.Customer{
		ID: Budi, Name: "Budi Contoh", Handle: "budi_contoh", Network: contract.Twitter, Source: "Twitter", Followers: 548, Following: 242,
		Statuses: 859, OpenTickets: 2, Service: service, Tickets: tickets, URL: "https://x.example/budi_contoh",
	}}
	b.Cases[BudiCase] = contract.Case{
		ID: BudiCase, Number: 40218, Network: contract.Twitter, Kind: contract.MessageKindMention, Account: care, MessageID: "m-case",
		Customer: contract.CustomerRef{ID: Budi, Name: "Budi Contoh", Handle: "budi_contoh"}, Holder: anis, State: contract.CaseStateTaken,
		Answerable: contract.Answerable{Ok: true}, ReceivedAt: At("24/11/2026 13:56:58"), DueAt: At("24/11/2026 14:12:30"), Viewers: []contract.AgentRef{sari},
		OpenedAt: At("24/11/2026 14:00:00"),
	}
	b.Talk[Budi] = b.budiTalk()
	path := func(at, agent string, seconds int, labels ...string) contract.Handling {
		return contract.Handling{
			ID: "h-" + at, CustomerID: Budi, CaseID: "case-old", Agent: contract.AgentRef{Name: agent}, Labels: labels, Network: contract.Twitter,
			Kind: contract.MessageKindMention, OpenedAt: At(at + ":00"), SavedAt: At(at + ":30"), Seconds: seconds,
			Answers: []contract.Answer{{ReplyType: "normal", Text: "Baik Kak, terima kasih konfirmasinya. (Dimas)", State: contract.DeliveryStateSent, SavedAt: At(at + ":30")}},
		}
	}
	b.Done[Budi] = []contract.Handling{
		path("30/10/2026 10:12", "anis", 172, "Komplain", "Internet", "Internet Lambat", "Kecepatan di bawah paket"),
		path("12/10/2026 09:21", "dimas", 400, "Komplain", "Internet", "Tidak Bisa Connect", "LOS merah"),
		path("12/10/2026 08:47", "dimas", 252, "Komplain", "Internet", "Tidak Bisa Connect", "LOS merah"),
		path("03/08/2026 16:40", "sari", 185, "Billing", "Tagihan", "Isolir", "Setelah bayar"),
		path("14/02/2024 10:11", "lina", 331, "Informasi", "Pasang Baru", "Syarat"),
	}
}

// budiTalk is a conversation of 24: 21 messages and 3 notes.
func (b *Book) budiTalk() []desk.Entry {
	var talk []desk.Entry
	for i := range 11 {
		at := At("14/02/2024 10:00:00").Add(time.Duration(i) * time.Minute)
		talk = append(talk, Message(Budi, fmt.Sprint("m-old", i), at, fmt.Sprintf("@TelkomCare pasang baru di alamat saya bagaimana ya, pertanyaan %d", i+1)))
	}
	out := func(id, at, text string, agent contract.AgentRef) desk.Entry {
		return Ours(Budi, id, At(at), text, agent, contract.DeliveryStateSent)
	}
	note := func(id, at, text string, by contract.AgentRef) desk.Entry {
		return desk.Entry{At: At(at), Note: &contract.Note{ID: id, At: At(at), Agent: by, CustomerID: Budi, CaseID: "case-old", Text: text}}
	}
	talk = append(talk,
		out("m-lina", "14/02/2024 10:11:00", "Halo Kak, syaratnya KTP dan denah lokasi. (Lina)", contract.AgentRef{ID: "u-lina", Name: "Lina"}),
		note("n-1", "14/02/2024 10:15:00", "Lebih suka dihubungi lewat DM", contract.AgentRef{ID: "u-lina", Name: "Lina"}),
		Message(Budi, "m-pay", At("03/08/2026 16:10:00"), "@TelkomCare sudah bayar kok masih terisolir"),
		out("m-paid", "03/08/2026 16:40:00", "Pembayaran Agustus sudah kami terima, layanan aktif kembali. (Sari)", sari),
		Message(Budi, "m-los", At("12/10/2026 08:02:00"), "@TelkomCare internet mati dari jam 6 pagi, lampu LOS merah"),
		note("n-2", "12/10/2026 08:20:00", "Gangguan massal STO CTH", dimas),
		out("m-sto", "12/10/2026 08:47:00", "Gangguan di STO CTH sudah selesai pukul 08.30. Mohon restart modem lalu coba lagi ya Kak. (Dimas)", dimas),
		Message(Budi, "m-ok", At("12/10/2026 09:14:00"), "@TelkomCare sudah normal kak, terima kasih bantuannya"),
		out("m-thanks", "12/10/2026 09:21:00", "Baik Kak, terima kasih konfirmasinya. (Dimas)", dimas),
	)
	opening := Message(Budi, "m-case", At("24/11/2026 13:56:58"), "@TelkomCare internet IndiHome saya lambat sekali sejak tadi malam, speedtest cuma 0,8 Mbps padahal paket 50 Mbps. Modem sudah restart 3x tetap sama. Mohon dibantu, besok anak saya ujian online.")
	opening.Message.CaseID = BudiCase
	opening.Message.URL = "https://x.example/budi_contoh/status/40218"
	opening.Message.Attachments = []contract.Attachment{{Type: "photo", MediaID: "p-speed", Alt: "speedtest"}}
	return append(talk, opening)
}

// Answering adds what history.png shows after the case's message: a note, an answer that failed and one that waits.
func (b *Book) Answering() *Book {
	failed := Ours(Budi, "m-failed", At("24/11/2026 14:09:00"), "@budi_contoh Tiket IN40218077 sudah kami buat. (Anis)", anis, contract.DeliveryStateFailed)
	failed.Message.AnswerID, failed.Message.CaseID = "ans-1", BudiCase
	failed.Message.Reason = contract.Reason{Code: "rate_limited", Until: At("24/11/2026 14:24:00")}
	b.Talk[Budi] = append(b.Talk[Budi],
		desk.Entry{At: At("24/11/2026 14:02:00"), Note: &contract.Note{ID: "n-3", At: At("24/11/2026 14:02:00"), Agent: sari, CustomerID: Budi, CaseID: BudiCase, Text: "Redaman -27,4 dBm di ODP CTH-014, tiket IN40218077 sudah dibuat. Jangan minta No. Internet lagi."}},
		failed)
	c := b.Cases[BudiCase]
	c.Viewers = nil
	b.Cases[BudiCase] = c
	b.Sent = []desk.OutboxItem{
		{ID: "out-1", Kind: desk.AnswerItem, State: desk.Failed, Case: c, AnswerID: "ans-1", Text: failed.Message.Text, SavedAt: failed.At, Form: desk.Form{CaseID: BudiCase, MessageID: "m-case", Text: "@budi_contoh Tiket IN40218077 sudah kami buat."}},
		{ID: "out-2", Kind: desk.AnswerItem, State: desk.Queued, Case: c, Position: 1, Text: "@budi_contoh Teknisi dijadwalkan besok pagi ya Kak. (Anis)", SavedAt: At("24/11/2026 14:10:00"), Form: desk.Form{CaseID: BudiCase, MessageID: "m-case", Text: "@budi_contoh Teknisi dijadwalkan besok pagi ya Kak."}},
	}
	return b
}

// Message is a customer's message.
func Message(customer, id string, at time.Time, text string) desk.Entry {
	return desk.Entry{At: at, Message: &contract.Message{
		ID: id, CustomerID: customer, At: at, Text: text, Author: "Budi Contoh", Handle: "budi_contoh", Kind: contract.MessageKindMention, Network: contract.Twitter,
		CaseID: "case-old",
	}}
}

// Ours is a message of ours in a delivery state.
func Ours(customer, id string, at time.Time, text string, agent contract.AgentRef, state contract.DeliveryState) desk.Entry {
	e := Message(customer, id, at, text)
	e.Message.Ours, e.Message.Author, e.Message.Handle, e.Message.Agent, e.Message.State = true, "TelkomCare", "TelkomCare", agent, state
	return e
}

func (b *Book) others() {
	b.Cases[YogaCase] = contract.Case{
		ID: YogaCase, Number: 40221, Network: contract.Twitter, Kind: contract.MessageKindMention, Account: care, MessageID: "m-yoga",
		Customer: contract.CustomerRef{ID: Yoga, Name: "Yoga Sampel", Handle: "yoga_contoh"}, Holder: sari, State: contract.CaseStateTaken,
		Answerable: contract.Answerable{Ok: true}, ReceivedAt: At("24/11/2026 14:02:10"), DueAt: At("24/11/2026 14:17:20"),
	}
	m := Message(Yoga, "m-yoga", At("24/11/2026 14:02:00"), "@TelkomCare tidak bisa connect wifi, lampu internet mati total")
	m.Message.CaseID = YogaCase
	b.Talk[Yoga] = []desk.Entry{m}
	for i, p := range []contract.Customer{
		{ID: Wulan, Handle: "wulan_contoh", Name: "Wulan Misalia", Network: contract.Twitter, Followers: 312, Following: 280, Statuses: 1904, OpenTickets: 1},
		{ID: "c-wulan2", Handle: "wulan_contoh_02", Name: "Wulan Andaika", Network: contract.Twitter, Followers: 48, Following: 91, Statuses: 127},
		{ID: "c-wulan3", Handle: "wtoko_wulan", Name: "Toko Wulan Misal", Network: contract.Twitter, Followers: 2140, Following: 310, Statuses: 5822},
		{ID: "c-wulan4", Handle: "wulan.contoh", Name: "Wulan Misalia", Network: contract.Facebook},
	} {
		p.Source = "Twitter"
		if p.Network == contract.Facebook {
			p.Source = "Facebook"
		}
		n := []string{"7730", "5518", "3309", "7730"}[i]
		p.Service = contract.Service{Number: "12200000" + n, Internet: "12200000" + n, Pots: "0210000" + n, Contact: "08000000" + n, CustomerName: p.Name}
		if i == 1 {
			p.Service.Pots = ""
		}
		if i == 2 {
			p.Service.Contact = ""
		}
		b.People[p.ID] = desk.CustomerView{Customer: p, At: b.Now}
	}
	b.wulanTalk()
}

func (b *Book) wulanTalk() {
	theirs := func(id, at, text string) desk.Entry {
		e := Message(Wulan, id, At(at), text)
		e.Message.Author, e.Message.Handle, e.Message.Kind, e.Message.Private, e.Message.CaseID = "Wulan Misalia", "wulan_contoh", contract.MessageKindDm, true, "case-40230"
		return e
	}
	ours := func(id, at, text string, a contract.AgentRef) desk.Entry {
		return Ours(Wulan, id, At(at), text, a, contract.DeliveryStateSent)
	}
	at := At("23/11/2026 19:48:00")
	b.Talk[Wulan] = []desk.Entry{
		theirs("w-0", "02/11/2026 09:40:00", "Sudah saya bayar ya kak"),
		ours("w-1", "02/11/2026 10:02:00", "@wulan_contoh Pembayaran Oktober sudah kami terima, terima kasih Kak. (Sari)", sari),
		theirs("w-2", "23/11/2026 19:40:00", "Kak, saya mau ganti paket ke 30 Mbps mulai bulan depan bisa?"),
		ours("w-3", "23/11/2026 19:46:00", "Bisa Kak, perubahan paket berlaku mulai tagihan berikutnya. (Dimas)", dimas),
		{At: at, Note: &contract.Note{ID: "w-n", At: at, Agent: dimas, CustomerID: Wulan, Text: "Pelanggan sudah diberi tahu biaya perubahan paket. Cek add-on UseeTV sebelum menjawab soal tagihan."}},
		theirs("w-4", "24/11/2026 13:59:10", "Tagihan bulan ini kok naik jadi 512 ribu ya? Biasanya 385 ribu"),
		theirs("w-5", "24/11/2026 14:01:00", "Saya tidak pernah menambah paket apa pun, mohon dicek"),
	}
}
