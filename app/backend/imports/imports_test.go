package imports_test

import (
	"errors"
	"fmt"
	"io"
	"iter"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"sociomedio/app/backend/imports"
	"sociomedio/data/contract"
)

var wib = time.FixedZone("WIB", 7*3600)

func collect[T any](seq iter.Seq2[T, error]) ([]T, error) {
	var all []T
	for t, err := range seq {
		if err != nil {
			return all, err
		}
		all = append(all, t)
	}
	return all, nil
}

func report(t *testing.T, err error) *imports.Report {
	t.Helper()
	var r *imports.Report
	require.ErrorAs(t, err, &r)
	return r
}

func TestServicesTakesBothSpellingsOfHeaders(t *testing.T) {
	for _, file := range []string{
		"number,customer_name,pots,internet,package_name,address,sto,regional,witel,contact\n" +
			"021 555 0101,\"Budi, S.\",0215550101,122000000001,20 Mbps,\"Jl. Mawar 1\nRT 02\",KBY,2,Jakarta,0812 0000 0001\n",
		"\ufeffService Number;Customer Name;No. POTS;No. Internet;Package Name;Customer Address;STO;Regional;Witel;Contact\r\n" +
			"021 555 0101;Budi, S.;0215550101;122000000001;20 Mbps;\"Jl. Mawar 1\nRT 02\";KBY;2;Jakarta;0812 0000 0001\r\n",
	} {
		rows, err := collect(imports.Services(strings.NewReader(file)))
		require.NoError(t, err)
		require.Equal(t, []contract.Service{{
			Number: "021 555 0101", CustomerName: "Budi, S.", Pots: "0215550101", Internet: "122000000001", PackageName: "20 Mbps",
			Address: "Jl. Mawar 1\nRT 02", Sto: "KBY", Regional: "2", Witel: "Jakarta", Contact: "0812 0000 0001",
		}}, rows)
	}
}

func TestServicesReportsEveryBadLine(t *testing.T) {
	file := "number,customer_name,pots\n" + // 1
		"1,Ani,\n" + // 2
		"2,,\n" + // 3: no name
		"3,Budi\n" + // 4: too few fields
		"4,Cici,\x01\n" + // 5: control
		"1,Dodi,\n" + // 6: key twice
		"5,\xff\xfe,\n" + // 7: not UTF-8
		"6,\"Two\nlines\",\n" + // 8-9
		"x,Eka,\n" // 10: no digit
	rows, err := collect(imports.Services(strings.NewReader(file)))
	require.Len(t, rows, 1, "what came before the first bad line")
	require.Equal(t, []imports.BadLine{
		{Line: 3, Column: "customer_name", Reason: "is empty"},
		{Line: 4, Reason: "has 2 fields instead of 3"},
		{Line: 5, Column: "pots", Reason: "has control characters"},
		{Line: 6, Reason: "the same key as in line 2"},
		{Line: 7, Column: "customer_name", Reason: "is not UTF-8"},
		{Line: 8, Column: "customer_name", Reason: "has control characters"},
		{Line: 10, Column: "number", Reason: "has no digit"},
	}, report(t, err).Bad)
}

func TestAFileIsRefusedByItsHeader(t *testing.T) {
	for name, c := range map[string]struct {
		file string
		want []imports.BadLine
	}{
		"empty":   {"", []imports.BadLine{{Line: 1, Reason: "the file has no header line"}}},
		"unknown": {"number,customer_name,shoe size\n", []imports.BadLine{{Line: 1, Column: "shoe size", Reason: "this column is not known"}}},
		"twice": {"number,customer_name,Number\n", []imports.BadLine{
			{Line: 1, Column: "Number", Reason: "this column is there twice"},
		}},
		"missing": {"number,pots\n", []imports.BadLine{{Line: 1, Column: "customer_name", Reason: "this column is missing"}}},
		"no header": {"1,Ani\n2,Budi\n", []imports.BadLine{
			{Line: 1, Column: "1", Reason: "this column is not known"},
			{Line: 1, Column: "Ani", Reason: "this column is not known"},
			{Line: 1, Column: "number", Reason: "this column is missing"},
			{Line: 1, Column: "customer_name", Reason: "this column is missing"},
		}},
	} {
		t.Run(name, func(t *testing.T) {
			rows, err := collect(imports.Services(strings.NewReader(c.file)))
			require.Empty(t, rows)
			require.Equal(t, c.want, report(t, err).Bad)
		})
	}
}

func TestHugeFieldsAndOpenQuotesAreRefusedWithTheirLine(t *testing.T) {
	good := "number,customer_name\n1,Ani\n"
	for name, tail := range map[string]string{
		"10 MB in one field": "2," + strings.Repeat("x", 10<<20) + "\n3,Cici\n",
		"open quote":         "2,\"Budi\n" + strings.Repeat("3,Cici\n", 2<<20),
	} {
		t.Run(name, func(t *testing.T) {
			_, err := collect(imports.Services(strings.NewReader(good + tail)))
			r := report(t, err)
			require.Equal(t, 3, r.Bad[0].Line, r.Bad[0])
			require.Contains(t, r.Bad[0].Reason, "1 MB")
		})
	}
	_, err := collect(imports.Services(strings.NewReader(good + "2,Bu\"di\n3,Cici\n")))
	require.Equal(t, []imports.BadLine{{Line: 3, Reason: "a quote stands inside a field that is not quoted"}}, report(t, err).Bad)
	_, err = collect(imports.Services(strings.NewReader(good + "2,\"Budi\n")))
	require.Equal(t, []imports.BadLine{{Line: 3, Reason: "a quoted field is not closed rightly"}}, report(t, err).Bad)
}

func TestReportStaysShort(t *testing.T) {
	_, err := collect(imports.Services(strings.NewReader("number,customer_name\n" + strings.Repeat("1,\n", 1000))))
	r := report(t, err)
	require.Len(t, r.Bad, 100)
	require.Equal(t, 900, r.More)
}

func TestTickets(t *testing.T) {
	head := "number,service_number,title,state,opened_at,appointment_at,closed_at,technician\n"
	rows, err := collect(imports.Tickets(strings.NewReader(head+
		"IN1,122000000001,Internet mati,scheduled,2026-11-02 09:30,2026-11-03T10:00:00+07:00,,Joko\n"), wib))
	require.NoError(t, err)
	require.Equal(t, []contract.Ticket{{
		Number: "IN1", ServiceNumber: "122000000001", Title: "Internet mati", State: contract.TicketStateScheduled,
		OpenedAt:      time.Date(2026, 11, 2, 2, 30, 0, 0, time.UTC),
		AppointmentAt: time.Date(2026, 11, 3, 3, 0, 0, 0, time.UTC), Technician: "Joko",
	}}, rows)

	_, err = collect(imports.Tickets(strings.NewReader(head+"IN1,1,Mati,lost,2026-11-02,,,\nIN2,1,Mati,open,yesterday,,,\n"), wib))
	bad := report(t, err).Bad
	require.Equal(t, "line 2, column state: is none of open, scheduled, in_progress, resolved, closed, cancelled", bad[0].String())
	require.Equal(t, "opened_at", bad[1].Column)
}

func TestTemplates(t *testing.T) {
	rows, err := collect(imports.Templates(strings.NewReader("kategori;judul;teks\nSalam;Pagi;\"Selamat pagi {nama},\nada yang bisa dibantu?\"\n")))
	require.NoError(t, err)
	require.Equal(t, []contract.Template{{Category: "Salam", Title: "Pagi", Text: "Selamat pagi {nama},\nada yang bisa dibantu?"}}, rows)
}

func TestCatalogue(t *testing.T) {
	c, err := imports.ReadCatalogue(strings.NewReader("Category,Product,Sub Product,Detail\n" +
		"Komplain,Internet,Tidak Bisa Connect,Lampu LOS merah\nKomplain,Internet,Lambat,\nInformasi,,,\n"))
	require.NoError(t, err)
	require.Equal(t, imports.Catalogue{
		Levels: []string{"Category", "Product", "Sub Product", "Detail"},
		Paths:  [][]string{{"Komplain", "Internet", "Tidak Bisa Connect", "Lampu LOS merah"}, {"Komplain", "Internet", "Lambat"}, {"Informasi"}},
	}, c)

	for file, want := range map[string]string{
		"A,B,C,D,E\n1,2,3,4,5\n": "line 1: has 5 columns; a catalogue has one to 4 levels",
		"A,A\n1,2\n":             "line 1, column A: this level is there twice",
		"A,B\n1,2\n1,2\n":        "line 3: the same key as in line 2",
		"A,B,C\n1,,3\n":          "line 2, column C: is filled, but a level before it is empty",
		"A,B\n,2\n":              "line 2, column A: is empty",
		"A,B\n":                  "line 1: the file has no category",
		"":                       "line 1: the file has no header line",
		"A,\n1,2\n":              "line 1: the name of level 2 is empty",
	} {
		_, err := imports.ReadCatalogue(strings.NewReader(file))
		require.Equal(t, want, report(t, err).Bad[0].String(), file)
	}
}

// lines makes a file of n service records without ever holding it.
func lines(n int) io.Reader {
	r, w := io.Pipe()
	go func() {
		fmt.Fprintln(w, "number,customer_name,pots,internet,package_name,address,sto,regional,witel,contact")
		for i := range n {
			if _, err := fmt.Fprintf(w, "1220%09d,Pelanggan %d,021%08d,1220%09d,20 Mbps,Jl. Contoh %d,KBY,2,Jakarta,0812%08d\n", i, i, i, i, i, i); err != nil {
				return
			}
		}
		w.Close()
	}()
	return r
}

func TestManyRecordsNeedLittleMemory(t *testing.T) {
	rows := 0
	var peak uint64
	var m runtime.MemStats
	for _, err := range imports.Services(lines(200_000)) {
		require.NoError(t, err)
		if rows++; rows%20_000 == 0 {
			runtime.ReadMemStats(&m)
			peak = max(peak, m.HeapAlloc)
		}
	}
	require.Equal(t, 200_000, rows)
	require.Less(t, peak, uint64(100<<20))
}

func TestReadingErrorsAreNotReports(t *testing.T) {
	broken := errors.New("disk gone")
	_, err := collect(imports.Services(io.MultiReader(strings.NewReader("number,customer_name\n"+strings.Repeat("1,A\n", 20000)), failing{broken})))
	require.Error(t, err)
	_, err = collect(imports.Services(failing{broken}))
	require.ErrorIs(t, err, broken)
}

type failing struct{ err error }

func (f failing) Read([]byte) (int, error) { return 0, f.err }

func FuzzImports(f *testing.F) {
	f.Add("number,customer_name\n1,Ani\n")
	f.Add("number;customer_name\n1;\"A;ni\"\n")
	f.Add("category,title,text\na,b,\"c\nd\"\n")
	f.Add("number,service_number,title,state,opened_at\n1,2,t,open,2026-01-02 03:04\n")
	f.Add("Category,Product\nKomplain,Internet\n")
	f.Add("network,customer,agent,at,path,answer,seconds,note\ntwitter,1,anis,2026-01-02 03:04,A > B,ya,5,\n")
	f.Add("\ufeff\"a\"\"\n,")
	f.Fuzz(func(t *testing.T, file string) {
		check := func(err error) {
			if err != nil {
				r := report(t, err)
				require.NotEmpty(t, r.Bad)
				require.Positive(t, r.Bad[0].Line)
			}
		}
		services, err := collect(imports.Services(strings.NewReader(file)))
		check(err)
		for _, s := range services {
			require.NotEmpty(t, s.Number)
			require.NotEmpty(t, s.CustomerName)
		}
		_, err = collect(imports.Tickets(strings.NewReader(file), wib))
		check(err)
		_, err = collect(imports.Templates(strings.NewReader(file)))
		check(err)
		history, err := collect(imports.History(strings.NewReader(file), wib))
		check(err)
		for _, p := range history {
			require.NotEqual(t, p.Answer == "", p.Note == "")
		}
		c, err := imports.ReadCatalogue(strings.NewReader(file))
		check(err)
		for _, p := range c.Paths {
			require.NotEmpty(t, p)
			require.LessOrEqual(t, len(p), len(c.Levels))
		}
	})
}
