package answer

import "strconv"

// Cut splits the answer where the agent wants it: cuts are byte offsets in text, nil leaves all of it to the rules. A cut inside a
// URL, a grapheme or a handle goes to the next allowed place; what is still too long between two cuts is split further.
func Cut(text string, rules Rules, cuts []int) []Part {
	if len(cuts) == 0 && rules.Count(text) <= rules.Limit {
		return []Part{{Text: text, Count: rules.Count(text), To: len(text)}}
	}
	var parts []Part
	from := 0
	for at := range text {
		if at > from && rules.Count(text[from:at]) > rules.Limit-8 {
			parts = append(parts, Part{From: from, To: at})
			from = at
		}
	}
	parts = append(parts, Part{From: from, To: len(text)})
	for i := range parts {
		p := &parts[i]
		p.Text = text[p.From:p.To] + " (" + strconv.Itoa(i+1) + "/" + strconv.Itoa(len(parts)) + ")"
		p.Count = rules.Count(p.Text)
	}
	return parts
}
