package deeplink_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"sociomedio/data"
	"sociomedio/data/contract"
	"sociomedio/data/deeplink"
)

const anID = "01928374-5566-7788-99aa-bbccddeeff00"

func TestLinks(t *testing.T) {
	for text, want := range map[string]deeplink.Link{
		"sociomedio://case/" + anID:                  {Kind: deeplink.Case, ID: anID},
		"sociomedio://customer/" + anID:              {Kind: deeplink.Customer, ID: anID},
		"sociomedio://case/" + anID + "/":            {Kind: deeplink.Case, ID: anID},
		"SocioMedio://CASE/" + strings.ToUpper(anID): {Kind: deeplink.Case, ID: anID},
	} {
		got, err := deeplink.Parse(text)
		require.NoError(t, err, text)
		require.Equal(t, want, got, text)
	}
	require.Equal(t, "sociomedio://case/"+anID, deeplink.Link{Kind: deeplink.Case, ID: anID}.String())
}

// hostile are links as strangers would write them; the fuzz target begins with them.
var hostile = []string{
	"", "sociomedio", "sociomedio:", "sociomedio://", "sociomedio:case/" + anID, "sociomedio:///case/" + anID, "sociomedio://case", "sociomedio://case/",
	"sociomedio://case/1", "sociomedio://case/" + anID + "//", "sociomedio://case/" + anID + "/" + anID, "sociomedio://case//" + anID,
	"sociomedio://anis:rahasia@case/" + anID, "sociomedio://case:443/" + anID, "sociomedio://case/" + anID + "?send=1",
	"sociomedio://case/" + anID + "#x", "sociomedio://case/..%2f" + anID, "sociomedio://case/%30" + anID[1:], "sociomedio://answer/" + anID,
	"sociomedio://settings/" + anID, "https://case/" + anID, "javascript:alert(1)", " sociomedio://case/" + anID, "sociomedio://case/" + anID + " ",
	"sociomedio://case/" + anID + "\n", "sociomedio://case/" + anID + "\x00", "sociomedio://cаse/" + anID, "ſociomedio://case/" + anID,
	"sociomedio://case/" + anID + "\u202e", "sociomedio://case/\xff" + anID[1:], "sociomedio://case/" + anID + "\" --server=https://evil.example",
	"sociomedio://case/" + strings.Repeat("0", 4096), "sociomedio://case\\" + anID, "--server=https://evil.example",
}

// What is not spelled as a link is refused, by one sentence that repeats nothing of it.
func TestRefusedLinks(t *testing.T) {
	for _, text := range hostile {
		got, err := deeplink.Parse(text)
		require.Equal(t, data.Invalid, data.KindOf(err), "%q", text)
		require.Zero(t, got, "%q", text)
		require.Equal(t, "invalid: This is no link to a case or a customer.", err.Error(), "%q", text)
	}
}

// The id is the contract's.
func TestIDIsTheContracts(t *testing.T) {
	require.Contains(t, string(contract.OpenAPI), `pattern: '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$'`)
}

func FuzzLink(f *testing.F) {
	for _, text := range append(hostile, "sociomedio://case/"+anID, "SOCIOMEDIO://customer/"+strings.ToUpper(anID)+"/") {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		link, err := deeplink.Parse(text)
		if err != nil {
			require.Equal(t, data.Invalid, data.KindOf(err))
			require.Zero(t, link)
			return
		}
		require.True(t, strings.EqualFold(link.String(), strings.TrimSuffix(text, "/")), "another spelling is taken: %q", text)
		again, err := deeplink.Parse(link.String())
		require.NoError(t, err)
		require.Equal(t, link, again)
		require.Len(t, link.ID, len(anID))
	})
}
