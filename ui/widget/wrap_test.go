package widget

import (
	"net/url"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	"github.com/stretchr/testify/require"

	"sociomedio/ui/look"
)

var messages = []string{
	"", "satu", "@TelkomCare internet IndiHome saya lambat sekali sejak tadi malam, speedtest cuma 0,8 Mbps",
	"baris satu\n\nbaris tiga  dengan  spasi ganda ", strings.Repeat("panjangsekalitanpaspasi", 20) + " akhir",
	"😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀", " depan", "\n", "a\n",
}

// No line is wider than it may be, and nothing but the spaces at line ends is lost.
func TestWrapKeepsEverythingWithinTheWidth(t *testing.T) {
	begin(t)
	for _, text := range messages {
		for _, width := range []float32{40, 97, 260, 2000} {
			var b strings.Builder
			at := 0
			for _, l := range wrapText(text, width, 13, false) {
				require.LessOrEqual(t, look.Measure(l.text, 13, false), width+1, "%q at %v", l.text, width)
				require.Equal(t, l.text, text[l.start:l.start+len(l.text)])
				require.Empty(t, strings.Trim(text[at:l.start], " \n"), "only spaces and breaks are left out")
				at = l.start + len(l.text)
				b.WriteString(l.text)
			}
			require.Empty(t, strings.Trim(text[at:], " \n"))
		}
	}
	require.Len(t, wrapText("a\n\nb", 100, 13, false), 3)
}

func TestParagraphHeightFollowsItsWidth(t *testing.T) {
	begin(t)
	p := NewParagraph(messages[2], Style{}, 0)
	desk(t, NewScroll(Column(0, p)), 900, 200)
	require.Equal(t, float32(18), p.MinSize().Height)
	p.Resize(fyne.NewSize(200, 18))
	require.Greater(t, p.MinSize().Height, float32(3*18))
	two := NewParagraph(messages[2], Style{}, 2)
	require.Equal(t, float32(36), two.HeightFor(200))
	require.True(t, strings.HasSuffix(two.lines[1].text, look.Ellipsis))
	require.LessOrEqual(t, two.lines[1].width, float32(200))
	require.Equal(t, float32(18), NewParagraph("kata", Style{}, 2).HeightFor(200))
	require.Less(t, NewParagraph("kata", Style{}, 0).WidthUpTo(400), float32(40), "a bubble is no wider than its text")
	breaks := NewParagraph("satu\ndua\ntiga", Style{}, 2)
	breaks.HeightFor(200)
	require.Equal(t, "dua"+look.Ellipsis, breaks.lines[1].text)
}

func TestOnlyWebLinksOpen(t *testing.T) {
	for address, ok := range map[string]bool{
		"https://cek.contoh.id/kecepatan?a=1": true, "http://contoh.id": true, "ftp://contoh.id": false, "javascript:alert(1)": false,
		"file:///etc/passwd": false, "https://": false, "https://bank.id@evil.example/": false, "https://[::1": false, "mailto:a@b.c": false,
	} {
		require.Equal(t, ok, Link(address) != nil, address)
	}
	links := findLinks("lihat (https://contoh.id/a), dan http://b.example/x?y=1. Bukan https:// atau httpx://c")
	require.Len(t, links, 2)
	require.Equal(t, "https://contoh.id/a", links[0].target.String())
	require.Equal(t, "http://b.example/x?y=1", links[1].target.String())
}

// A click on a link opens it, also on the line where it goes on; beside it nothing opens.
func TestLinkOpensOnAClickOnly(t *testing.T) {
	begin(t)
	var opened []string
	p := NewParagraph("Cek dulu di https://cek.contoh.id/"+strings.Repeat("sangat-panjang-", 8)+"selesai ya Kak", Style{}, 0)
	p.OnLink = func(u *url.URL) { opened = append(opened, u.Path) }
	w := desk(t, p, 220, 200)
	p.Refresh()
	require.GreaterOrEqual(t, len(p.links), 3)
	for _, l := range p.links {
		test.TapCanvas(w.Canvas(), l.pos.AddXY(5, 9))
	}
	require.Len(t, opened, len(p.links))
	test.TapCanvas(w.Canvas(), fyne.NewPos(5, 9))
	require.Len(t, opened, len(p.links))
	require.NotContains(t, p.links[0].target.String(), " ")
}
