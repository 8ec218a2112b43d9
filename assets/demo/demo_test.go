package demo_test

import (
	"encoding/csv"
	"io"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	"sociomedio/assets/demo"
)

func script(t *testing.T) demo.Script {
	t.Helper()
	s, err := demo.Conversations()
	require.NoError(t, err)
	return s
}

func table(t *testing.T, r io.Reader) (header []string, rows [][]string) {
	t.Helper()
	all, err := csv.NewReader(r).ReadAll()
	require.NoError(t, err)
	return all[0], all[1:]
}

func TestConversationsAreManyAndOfEveryKind(t *testing.T) {
	s := script(t)
	require.GreaterOrEqual(t, len(s.Conversations), 64)
	atStart, kinds, silent := map[string]int{}, map[string]int{}, 0
	for _, c := range s.Conversations {
		kinds[c.Network+" "+c.Kind]++
		if c.Messages[0].After == 0 {
			atStart[c.Network+" "+c.Kind]++
		}
		require.LessOrEqual(t, len(c.Answers), 3, c.Key)
		if len(c.Answers) == 0 {
			silent++
		}
	}
	// The inbox of the design: 39 cases, Twitter 26, Facebook 13, in these shares.
	require.Equal(t, map[string]int{"twitter mention": 18, "twitter dm": 8, "facebook comment": 8, "facebook messenger": 5}, atStart)
	require.Greater(t, kinds["facebook post"], 0)
	require.Greater(t, silent, 3)
	require.Less(t, silent, 20)
}

func TestLaterCustomersTrickleIn(t *testing.T) {
	last := time.Duration(0)
	for _, c := range script(t).Conversations {
		after := time.Duration(c.Messages[0].After)
		if after == 0 {
			require.Positive(t, c.Messages[0].Ago, c.Key)
			require.Less(t, time.Duration(c.Messages[0].Ago), 30*time.Minute, c.Key)
			continue
		}
		require.InDelta(t, 30, (after - last).Seconds(), 10.5, c.Key)
		last = after
	}
	require.Positive(t, last)
}

// Family names are words for "example" and the like; numbers lie in blocks that nobody was given.
func TestNobodyIsReal(t *testing.T) {
	invented := strings.Fields(`Umpama Ilustrasi Contoh Misalia Sampel Andaikata Rekaan Fiksia Permisalan Bayangan Percobaan Seandainya
		Misalnya Andai Taksir Andaika Misal Simulasi Ibarat Khayali Imajinasi Anggapan Hipotesa Dongengan Angan Prakira Tiruan Replika Maket
		Peraga Purwarupa Alkisah Konon Syahdan Reka Cobaan Fiktifa Perumpamaan Karangan Umpamanya Rekayasa Ilusi Contohnya Asumsi Andaian
		Tamsil Metafora Parabel Hikayat Legenda Mitosa Saga Epika Skenario Naratif Dugaan Terka Rekaman Permainan Khayal Ujicoba Bayangkan
		Prototipe Modelan Tebakan Ceritanya Perandaian Kiasan Adegan Taruhlah Semisal Umpan`)
	onX, onFacebook := regexp.MustCompile(`^[a-z]+_contoh(_\d\d)?$`), regexp.MustCompile(`^[a-z]+\.contoh$`)
	seen := map[string]bool{}
	once := func(what string) {
		require.False(t, seen[what], "%s is there twice", what)
		seen[what] = true
	}
	for _, c := range script(t).Conversations {
		words := strings.Fields(c.Customer.Name)
		require.Contains(t, invented, words[len(words)-1], c.Customer.Name)
		once(c.Network + c.Customer.Handle)
		once("id " + c.Customer.ID)
		once(c.Key)
		if c.Network == "twitter" {
			require.Regexp(t, onX, c.Customer.Handle)
			require.LessOrEqual(t, len(c.Customer.Handle), 15)
			require.Regexp(t, `^880000000\d{3}$`, c.Customer.ID)
			require.False(t, c.Customer.Since.IsZero(), c.Key)
		} else {
			require.Regexp(t, onFacebook, c.Customer.Handle)
			require.Regexp(t, `^100990000000\d{3}$`, c.Customer.ID)
			require.Regexp(t, `^7990000000\d{6}$`, c.Customer.PSID)
			once("id " + c.Customer.PSID)
		}
		for _, text := range texts(c) {
			numbersAreInvented(t, text)
			for _, name := range regexp.MustCompile(`@(\w+)`).FindAllStringSubmatch(text, -1) {
				require.True(t, name[1] == "TelkomCare" || name[1] == c.Customer.Handle, "%s names @%s", c.Key, name[1])
			}
		}
	}
}

// texts is everything that is said in a conversation.
func texts(c demo.Conversation) []string {
	out := []string{c.Customer.Description, c.Remark}
	for _, m := range c.Messages {
		out = append(out, m.Text)
	}
	for _, a := range c.Answers {
		out = append(out, a.Text)
	}
	for _, h := range c.History {
		out = append(out, h.Text)
	}
	for _, h := range c.Handling {
		out = append(out, h.Answer)
	}
	return out
}

var (
	longNumber = regexp.MustCompile(`\d{7,}`)
	blocks     = regexp.MustCompile(`^(12200000\d{4}|0210000\d{4}|08000000\d{4}|4\d{7}|39904418)$`)
	address    = regexp.MustCompile(`https?://\S+`)
)

func numbersAreInvented(t *testing.T, text string) {
	t.Helper()
	for _, n := range longNumber.FindAllString(text, -1) {
		require.Regexp(t, blocks, n, text)
	}
	for _, a := range address.FindAllString(text, -1) {
		require.Regexp(t, `^https://([a-z]+\.)?contoh\.id/`, a)
	}
}

// A post on X holds 280 weighted characters; four conversations or so show what a longer one does. Counted by code points,
// with 2 for those beyond Latin, which is never less than X counts.
func TestPostsFitExceptTheLongOnes(t *testing.T) {
	long := 0
	for _, c := range script(t).Conversations {
		if c.Network != "twitter" || c.Kind != "mention" {
			continue
		}
		for _, m := range c.Messages {
			if weight(m.Text) > 280 {
				long++
				require.Greater(t, weight(m.Text), 300, "%s is long by accident", c.Key)
			}
			require.Contains(t, m.Text, "@TelkomCare", c.Key)
		}
		for _, a := range c.Answers {
			require.LessOrEqual(t, weight(a.Text), 280, c.Key)
		}
	}
	require.GreaterOrEqual(t, long, 2)
}

func weight(text string) int {
	sum := 0
	for _, r := range text {
		if sum++; r > 4351 {
			sum++
		}
	}
	return sum
}

func TestServicesBelongToCustomers(t *testing.T) {
	header, rows := table(t, demo.Services())
	require.Equal(t, []string{"number", "customer_name", "pots", "internet", "package_name", "address", "sto", "regional", "witel", "contact"}, header)
	numbers := map[string]bool{}
	for _, r := range rows {
		require.False(t, numbers[r[0]], r[0])
		numbers[r[0]] = true
		require.Regexp(t, `^12200000\d{4}$`, r[0])
		require.Regexp(t, `^(0210000\d{4})?$`, r[2])
		require.Regexp(t, `^(12200000\d{4})?$`, r[3])
		require.NotEmpty(t, r[2]+r[3], "%s has neither telephone nor internet", r[0])
		require.Regexp(t, `^(Jl\. Contoh|Gg\. Contoh|Perumahan Contoh)`, r[5])
		require.Regexp(t, `12999$`, r[5], "the postal code that is nobody's")
		require.Regexp(t, `^(08000000\d{4})?$`, r[9])
	}
	linked := 0
	for _, c := range script(t).Conversations {
		if c.Service != "" {
			linked++
			require.True(t, numbers[c.Service], "%s: %s", c.Key, c.Service)
		}
	}
	require.Greater(t, linked, len(script(t).Conversations)*3/4, "most have a service record")

	header, rows = table(t, demo.Tickets())
	require.Equal(t, []string{"number", "service_number", "title", "state", "opened_at", "appointment_at", "closed_at", "technician"}, header)
	require.GreaterOrEqual(t, len(rows), 20)
	seen := map[string]bool{}
	for _, r := range rows {
		require.Regexp(t, `^(IN|BL|PS)\d{8}$`, r[0])
		require.False(t, seen[r[0]], r[0])
		seen[r[0]] = true
		require.True(t, numbers[r[1]], r[0])
		opened, err := time.ParseInLocation("2006-01-02 15:04", r[4], demo.Zone())
		require.NoError(t, err)
		require.True(t, opened.Before(demo.Anchor()), r[0])
	}
}

func TestCatalogueHasFourLevels(t *testing.T) {
	header, rows := table(t, demo.Catalogue())
	require.Equal(t, []string{"Category", "Product", "Sub Product", "Detail"}, header)
	require.GreaterOrEqual(t, len(rows), 150)
	leaves, categories, subs := map[string]bool{}, map[string]bool{}, map[string]bool{"Umum": true}
	for _, r := range rows {
		path := strings.Join(r, "/")
		require.False(t, leaves[path], path)
		require.False(t, slices.Contains(r, ""), path)
		leaves[path], categories[r[0]], subs[r[2]] = true, true, true
	}
	require.Equal(t, map[string]bool{"Informasi": true, "Komplain": true, "Permintaan": true, "Billing": true}, categories)
	for _, c := range script(t).Conversations {
		for _, h := range c.Handling {
			require.True(t, leaves[strings.Join(h.Path, "/")], "%s: %v", c.Key, h.Path)
		}
	}

	header, rows = table(t, demo.Templates())
	require.Equal(t, []string{"category", "title", "text"}, header)
	require.GreaterOrEqual(t, len(rows), 30)
	titles := map[string]bool{}
	for _, r := range rows {
		require.True(t, subs[r[0]], "a template belongs to a sub product or to Umum, not to %s", r[0])
		require.False(t, titles[r[1]], r[1])
		titles[r[1]] = true
		require.LessOrEqual(t, utf8.RuneCountInString(r[2]), 250, "%s must leave room for handle and signature", r[1])
		require.NotContains(t, strings.ToLower(r[2]), "silahkan")
	}
}

// What the pictures of the design show is there word for word.
func TestTheCasesOfTheDesign(t *testing.T) {
	byKey := map[string]demo.Conversation{}
	for _, c := range script(t).Conversations {
		byKey[c.Key] = c
	}
	budi := byKey["budi-lambat"]
	require.Equal(t, "@TelkomCare internet IndiHome saya lambat sekali sejak tadi malam, speedtest cuma 0,8 Mbps padahal paket 50 Mbps. "+
		"Modem sudah restart 3x tetap sama. Mohon dibantu, besok anak saya ujian online.", budi.Messages[0].Text)
	require.Equal(t, "13:56:58", demo.Anchor().Add(-time.Duration(budi.Messages[0].Ago)).Format(time.TimeOnly))
	require.Len(t, budi.Messages[0].Attachments, 1)
	require.Equal(t, []int{548, 242, 859}, []int{budi.Customer.Followers, budi.Customer.Following, budi.Customer.Statuses})
	notes := 0
	for _, h := range budi.History {
		if h.Note {
			notes++
		}
	}
	require.Equal(t, 3, notes)
	require.Len(t, budi.History, 21, "18 messages and 3 notes; with today's three bubbles it is the 24 of the picture")
	require.Len(t, budi.Handling, 5)
	wulan := byKey["wulan-tagihan"]
	require.Equal(t, "13:59:10", demo.Anchor().Add(-time.Duration(wulan.Messages[0].Ago)).Format(time.TimeOnly))
	require.Equal(t, "Saya tidak pernah menambah paket apa pun, mohon dicek", wulan.Messages[1].Text)
	require.Equal(t, "@TelkomCare tidak bisa connect wifi, lampu internet mati total", byKey["yoga-connect"].Messages[0].Text)
	wulans := 0
	for _, c := range script(t).Conversations {
		if c.Messages[0].After == 0 && strings.Contains(strings.ToLower(c.Customer.Name), "wulan") {
			wulans++
		}
	}
	require.Equal(t, 4, wulans, "customers.png finds four")
}

func TestShiftKeepsTodayTodayAndTheTimeOfDayOfEarlierDays(t *testing.T) {
	start := time.Date(2027, 3, 2, 8, 30, 0, 0, demo.Zone())
	require.Equal(t, start.Add(-time.Hour), demo.Shift(demo.Anchor().Add(-time.Hour), start))
	yesterday := time.Date(2026, 11, 23, 19, 40, 0, 0, demo.Zone())
	require.Equal(t, time.Date(2027, 3, 1, 19, 40, 0, 0, demo.Zone()), demo.Shift(yesterday, start))
	require.True(t, demo.Shift(time.Time{}, start).IsZero())
	require.Equal(t, demo.Anchor(), demo.Shift(demo.Anchor(), demo.Anchor()))
}

func TestReadRefusesWhatAScriptMustNotHave(t *testing.T) {
	good := `{"key":"a","network":"twitter","kind":"mention","customer":{"id":"1","name":"A"},"messages":[{"text":"x"}]}`
	for what, text := range map[string]string{
		"unknown field": `{"posst":[]}`,
		"key twice":     `{"conversations":[` + good + `,` + good + `]}`,
		"wrong kind":    `{"conversations":[` + strings.Replace(good, "mention", "comment", 1) + `]}`,
		"nobody writes": `{"conversations":[` + strings.Replace(good, `[{"text":"x"}]`, "[]", 1) + `]}`,
		"bad duration":  `{"conversations":[` + strings.Replace(good, `"text":"x"`, `"text":"x","ago":"14 menit"`, 1) + `]}`,
		"no JSON":       `conversations:`,
	} {
		_, err := demo.Read(strings.NewReader(text))
		require.Error(t, err, what)
	}
	_, err := demo.Read(strings.NewReader(`{"conversations":[` + good + `]}`))
	require.NoError(t, err)
}
