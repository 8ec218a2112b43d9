package customer_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"sociomedio/app/desk"
	"sociomedio/data/contract"
	"sociomedio/ui/customer/customertest"
)

// privately lets Budi write a private message, with nothing linked to him yet.
func privately(t *testing.T, text string) (*column, *customertest.Book) {
	t.Helper()
	b := customertest.New()
	p := b.People[customertest.Budi]
	p.Service = contract.Service{}
	b.People[customertest.Budi] = p
	b.Talk[customertest.Budi] = append(b.Talk[customertest.Budi], desk.Entry{At: b.Now, Message: &contract.Message{
		ID: "m-private", CustomerID: customertest.Budi, Network: contract.Twitter, Kind: contract.MessageKindDm, Private: true, Author: "Budi", Text: text, At: b.Now,
	}})
	return newColumn(t, b).history(), b
}

// A number that a customer writes privately is linked with one press where it stands, in whatever way it is written.
func TestANumberInAMessageIsLinked(t *testing.T) {
	for _, written := range []string{"122000004217", "122 000 004 217", "122.000.004.217", "+62 2100 004 217", "(021) 0000-4217"} {
		t.Run(written, func(t *testing.T) {
			c, b := privately(t, "nomor internet saya: "+written+", tolong dicek.")
			c.press("Hubungkan "+written, 0)
			c.until(func() bool { return len(b.Calls()) > 0 && !c.sees("Hubungkan "+written) })
			require.Equal(t, []string{"link c-budi 122000004217"}, b.Calls())
		})
	}
}

func TestNumbersThatAreNotOffered(t *testing.T) {
	for _, text := range []string{
		"sudah 3 hari mati", "tagihan Rp 512.000 naik", "tiket IN40218077 bagaimana?", "lihat https://x.example/1234567890123", "jam 08.00-17.00",
	} {
		t.Run(text, func(t *testing.T) {
			c, _ := privately(t, text)
			require.NotContains(t, strings.Join(c.texts(), "\n"), "Hubungkan")
		})
	}
}

// A number that is nobody's links nothing, and it is said.
func TestANumberOfNobody(t *testing.T) {
	c, b := privately(t, "nomor saya 0219999999")
	c.press("Hubungkan 0219999999", 0)
	c.until(func() bool { return slices.Contains(c.said, "Nomor tidak ditemukan") })
	require.Empty(t, b.Calls())
}
