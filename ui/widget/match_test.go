package widget

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"sociomedio/ui/look"
)

func TestMatchIsBoldWhereAWordBegins(t *testing.T) {
	marked := func(text, match string) string {
		var b strings.Builder
		at := 0
		for i, bound := range wordStarts(text, match) {
			b.WriteString(text[at:bound] + []string{"<", ">"}[i%2])
			at = bound
		}
		return b.String() + text[at:]
	}
	require.Equal(t, "Isi Category: Billing, Product: <Tag>ihan", marked("Isi Category: Billing, Product: Tagihan", "tag"))
	require.Equal(t, "<tag>ihan-rincian, me-<tag>ih, metagih", marked("tagihan-rincian, me-tagih, metagih", "TAG"))
	require.Equal(t, "<Bu>di <Con>toh", marked("Budi Contoh", "bu con"))
	require.Equal(t, "apa", marked("apa", ""))
}

func TestMatchTextIsCut(t *testing.T) {
	begin(t)
	m := NewMatchText(Style{})
	m.Set("Tagihan bulan ini kok naik jadi 512 ribu ya", "tag ri")
	desk(t, m, 120, 18)
	var shown strings.Builder
	for _, p := range m.parts {
		shown.WriteString(p.Text)
		require.LessOrEqual(t, p.Position().X+look.Measure(p.Text, 13, p.TextStyle.Bold), float32(121))
	}
	require.True(t, strings.HasPrefix(shown.String(), "Tagihan bulan"))
	require.True(t, strings.HasSuffix(shown.String(), look.Ellipsis))
	require.Equal(t, "Tag", m.parts[1].Text)
	require.True(t, m.parts[1].TextStyle.Bold)
}

// A match in a paragraph has a ground behind it and a line under it, on the line where it stands.
func TestParagraphMarks(t *testing.T) {
	begin(t)
	p := NewParagraph("Modem sudah restart 3x\ntetap sama, modem panas", Style{}, 0)
	p.Mark("MODEM restart")
	desk(t, p, 300, 60)
	require.Len(t, p.marks, 6, "three matches")
	size := look.Size(look.SizeText)
	first, last := p.marks[0], p.marks[4]
	require.Equal(t, [2]float32{0, 0}, [2]float32{first.Position().X, first.Position().Y})
	require.InDelta(t, look.Measure("Modem", size, false), first.Size().Width, 0.5)
	require.InDelta(t, look.Measure("tetap sama, ", size, false), last.Position().X, 0.5)
	require.Equal(t, look.LineHeight(look.SizeText), last.Position().Y)
	p.Mark("")
	require.Empty(t, p.marks)
}
