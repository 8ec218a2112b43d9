package x

import (
	"crypto/sha256"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// shown is a text as X gives it: links shortened, three characters escaped, and where what stands, in code points.
type shown struct {
	text       string
	start, end int // display_text_range: the leading names of a reply are outside
	urls       []urlEntity
	mentions   []nameEntity
	hashtags   []tagEntity
	cashtags   []tagEntity
}

type urlEntity struct {
	start, end           int
	short, long, display string
	mediaKey             string
}

type nameEntity struct {
	start, end int
	handle     string
}

type tagEntity struct {
	start, end int
	tag        string
}

var (
	linkPattern    = regexp.MustCompile(`(?i)(https?://[^\s<>"]+|(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+(?:com|net|org|id|io|co)(?:/[^\s<>"]*)?)`)
	mentionPattern = regexp.MustCompile(`@([A-Za-z0-9_]{1,15})`)
	hashtagPattern = regexp.MustCompile(`#([\p{L}\p{N}_]*[\p{L}_][\p{L}\p{N}_]*)`)
	cashtagPattern = regexp.MustCompile(`\$([A-Za-z]{1,6})\b`)
)

// tail is what X puts behind the words of a post: links to the post that is quoted and to media.
type tail struct{ url, display, mediaKey string }

// show renders a text. leading are the names that X hides at the beginning of a reply.
func show(id, raw string, leading []string, tails []tail) shown {
	var out strings.Builder
	var s shown
	write := func(text string) { out.WriteString(escape(text)) }
	at := 0
	for _, loc := range linkPattern.FindAllStringIndex(raw, -1) {
		from, to := loc[0], trimLink(raw, loc[0], loc[1])
		if !linkMayStart(raw, from) || to <= from {
			continue
		}
		write(raw[at:from])
		long := raw[from:to]
		if !strings.Contains(long, "://") {
			long = "http://" + long
		}
		s.addLink(&out, id, urlEntity{long: long, display: displayOf(long)})
		at = to
	}
	write(raw[at:])
	for _, t := range tails {
		if out.Len() > 0 {
			out.WriteByte(' ')
		}
		s.addLink(&out, id, urlEntity{long: t.url, display: t.display, mediaKey: t.mediaKey})
	}
	s.text = out.String()
	s.end = utf8.RuneCountInString(s.text)
	s.find()
	s.start = s.leadingEnd(leading)
	return s
}

func (s *shown) addLink(out *strings.Builder, id string, e urlEntity) {
	e.short = "https://t.co/" + code(id+e.long)
	e.start = utf8.RuneCountInString(out.String())
	e.end = e.start + len(e.short)
	out.WriteString(e.short)
	s.urls = append(s.urls, e)
}

// find looks for names and tags in the finished text, so that offsets fit what is delivered.
func (s *shown) find() {
	s.mentions = append(s.mentions, mentionsIn(s.text)...)
	tags := func(p *regexp.Regexp) []tagEntity {
		var found []tagEntity
		for _, loc := range p.FindAllStringSubmatchIndex(s.text, -1) {
			if !wordBefore(s.text, loc[0]) {
				start := utf8.RuneCountInString(s.text[:loc[0]])
				found = append(found, tagEntity{start, start + utf8.RuneCountInString(s.text[loc[0]:loc[1]]), s.text[loc[2]:loc[3]]})
			}
		}
		return found
	}
	s.hashtags, s.cashtags = tags(hashtagPattern), tags(cashtagPattern)
}

func mentionsIn(text string) []nameEntity {
	var found []nameEntity
	for _, loc := range mentionPattern.FindAllStringSubmatchIndex(text, -1) {
		if wordBefore(text, loc[0]) {
			continue
		}
		start := utf8.RuneCountInString(text[:loc[0]])
		found = append(found, nameEntity{start, start + loc[1] - loc[0], text[loc[2]:loc[3]]})
	}
	return found
}

// leadingEnd is where the visible text begins when the names in leading stand before it.
func (s *shown) leadingEnd(leading []string) int {
	end := 0
	for _, m := range s.mentions {
		if m.start != end || !containsFold(leading, m.handle) {
			break
		}
		if end = m.end; end < s.end {
			end++ // the space behind it
		}
	}
	return end
}

func containsFold(list []string, s string) bool {
	for _, l := range list {
		if strings.EqualFold(l, s) {
			return true
		}
	}
	return false
}

// wordBefore keeps what looks like a mail address from being a name.
func wordBefore(text string, at int) bool {
	r, _ := utf8.DecodeLastRuneInString(text[:at])
	return at > 0 && (unicode.IsLetter(r) || unicode.IsDigit(r) || r == '_' || r == '@' || r == '&')
}

func linkMayStart(text string, at int) bool {
	if at == 0 {
		return true
	}
	r, _ := utf8.DecodeLastRuneInString(text[:at])
	return !strings.ContainsRune("@#$_-./", r) && !('a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9')
}

// trimLink leaves the punctuation behind a link to the sentence.
func trimLink(text string, from, to int) int {
	for to > from && strings.ContainsRune(".,;:!?)'\"", rune(text[to-1])) {
		to--
	}
	return to
}

func displayOf(long string) string {
	_, rest, _ := strings.Cut(long, "://")
	if r := []rune(rest); len(r) > 26 {
		return string(r[:26]) + "…"
	}
	return rest
}

func escape(s string) string {
	return strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;").Replace(s)
}

// code is the ten characters of a short link.
func code(s string) string {
	const letters = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
	sum := sha256.Sum256([]byte(s))
	b := make([]byte, 10)
	for i := range b {
		b[i] = letters[int(sum[i])%len(letters)]
	}
	return string(b)
}
