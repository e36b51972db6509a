package pdf

import (
	"bufio"
	"bytes"
	"fmt"
	"html"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/yuin/goldmark/ast"
	goldhtml "github.com/yuin/goldmark/renderer/html"
	"golang.org/x/text/unicode/norm"

	"github.com/stagecraft-dev/stagecraft/render/diagram"
	"github.com/stagecraft-dev/stagecraft/schema/diag"
)

// content is text with figures between; each part is one or the other.
type content []part

type part struct {
	spans  []span
	figure *diagram.Scene
}

// text is the content without figures.
func (c content) text() []span {
	var out []span
	for _, p := range c {
		out = append(out, p.spans...)
	}
	return out
}

func (c *content) add(s ...span) {
	if n := len(*c); n > 0 && (*c)[n-1].figure == nil {
		(*c)[n-1].spans = append((*c)[n-1].spans, s...)
		return
	}
	*c = append(*c, part{spans: s})
}

// inlines reads the text of a block and reports the characters that cannot be drawn.
func (r *renderer) inlines(block ast.Node, k look) content {
	var c content
	r.inline(&c, block, k)
	r.checkText(plain(c.text()))
	return c
}

func (r *renderer) inline(c *content, parent ast.Node, k look) {
	for n := parent.FirstChild(); n != nil; n = n.NextSibling() {
		switch x := n.(type) {
		case *ast.Text:
			c.add(boxes(unescape(x.Value(r.source)), k)...)
			switch {
			case x.HardLineBreak():
				c.add(span{look: k, breaks: true})
			case x.SoftLineBreak():
				c.add(span{text: " ", look: k})
			}
		case *ast.String:
			c.add(boxes(string(x.Value), k)...)
		case *ast.CodeSpan:
			kk := k
			kk.code, kk.size = true, k.size*0.94
			for t := x.FirstChild(); t != nil; t = t.NextSibling() {
				if seg, ok := t.(*ast.Text); ok {
					c.add(span{text: string(seg.Value(r.source)), look: kk})
				}
			}
		case *ast.Emphasis:
			kk := k
			if x.Level > 1 {
				kk.bold = true
			} else if k.link == "" {
				kk.color = r.colors.soft
			}
			r.inline(c, x, kk)
		case *ast.Link:
			r.inline(c, x, r.linked(k, string(x.Destination)))
		case *ast.AutoLink:
			dest := string(x.URL(r.source))
			if x.AutoLinkType == ast.AutoLinkEmail && !strings.HasPrefix(strings.ToLower(dest), "mailto:") {
				dest = "mailto:" + dest
			}
			c.add(span{text: string(x.Label(r.source)), look: r.linked(k, dest)})
		case *ast.Image:
			if fig := r.opts.Figures[string(x.Destination)]; fig != nil {
				r.checkScene(fig)
				*c = append(*c, part{figure: fig})
				continue
			}
			r.inline(c, x, k) // its children are the text in its place
		case *ast.RawHTML:
			s := ""
			for i := range x.Segments.Len() {
				seg := x.Segments.At(i)
				s += string(seg.Value(r.source))
			}
			c.add(rawHTML(s, k))
		default:
			r.inline(c, n, k)
		}
	}
}

// lineBreak is the one HTML tag that has a meaning on paper.
var lineBreak = regexp.MustCompile(`(?i)^<br\s*/?>$`)

// rawHTML shows HTML as it is written, except line breaks and comments.
func rawHTML(s string, k look) span {
	switch {
	case lineBreak.MatchString(s):
		return span{look: k, breaks: true}
	case strings.HasPrefix(s, "<!--"):
		return span{look: k}
	}
	return span{text: s, look: k}
}

// unescape undoes backslashes and character references, exactly as goldmark's HTML does: it lets
// goldmark write HTML and takes back what that escapes.
func unescape(s []byte) string {
	if !bytes.ContainsAny(s, "\\&\x00") {
		return string(s)
	}
	var b bytes.Buffer
	w := bufio.NewWriter(&b)
	goldhtml.DefaultWriter.Write(w, s)
	_ = w.Flush() // a buffer takes everything
	return html.UnescapeString(b.String())
}

// linked adds a link to a look. Only addresses of the web and of mail become links: others lead
// nowhere from a printed file, or do harm.
func (r *renderer) linked(k look, dest string) look {
	u, err := url.Parse(strings.TrimSpace(dest))
	if err != nil {
		return k
	}
	switch strings.ToLower(u.Scheme) {
	case "http", "https", "mailto":
		k.link, k.color = u.String(), r.colors.accent
	}
	return k
}

// boxMarks are the characters that are drawn as boxes, larger than any font has them, and what is
// copied in their place: empty ones to tick, and ticked ones.
var boxMarks = map[rune]string{'☐': "□", '□': "□", '☑': "■", '☒': "■", '■': "■"}

// boxes makes spans of a text and cuts out the boxes.
func boxes(s string, k look) []span {
	s = norm.NFC.String(s) // a letter and its accent as one character, which fonts draw better
	var out []span
	for s != "" {
		i := strings.IndexAny(s, "☐□☑☒■")
		if i < 0 {
			return append(out, span{text: s, look: k})
		}
		if i > 0 {
			before := strings.TrimRight(s[:i], " \u00a0")
			if len(before) < i {
				before += " " // where there is little room, boxes stand below each other
			}
			out = append(out, span{text: before, look: k})
		}
		mark, n := utf8.DecodeRuneInString(s[i:])
		kk := k
		kk.box = true
		out = append(out, span{text: boxMarks[mark], look: kk})
		s = s[i+n:]
		if strings.HasPrefix(s, " ") && len(strings.TrimSpace(s)) > 0 {
			s = "\u00a0" + s[1:] // a box stays with what it asks
		}
	}
	return out
}

// asks tells whether a text has boxes that somebody is to tick, and not a scale of them.
func asks(s string) bool {
	return strings.Contains(s, "□ ") && !strings.Contains(s, "□□") && !strings.Contains(s, "■")
}

// shaped are scripts whose letters join, stack or run from right to left.
var shaped = []*unicode.RangeTable{unicode.Arabic, unicode.Hebrew, unicode.Syriac, unicode.Thaana, unicode.Nko, unicode.Mongolian,
	unicode.Devanagari, unicode.Bengali, unicode.Gurmukhi, unicode.Gujarati, unicode.Oriya, unicode.Tamil, unicode.Telugu,
	unicode.Kannada, unicode.Malayalam, unicode.Sinhala, unicode.Khmer, unicode.Myanmar, unicode.Tibetan}

// checkText reports the characters of texts that cannot be drawn.
func (r *renderer) checkText(texts ...string) {
	for _, s := range texts {
		bad := r.set.Missing(s)
		advice := "Add a TrueType font that has them to the theme, write them in another way, or use the HTML form."
		if len(bad) == 0 {
			if bad = needShaping(s); len(bad) == 0 {
				continue
			}
			advice = "Their script has letters that join or run from right to left, which the PDF cannot set. Use the HTML form."
		}
		const most = 10
		var list []string
		for _, c := range bad[:min(len(bad), most)] {
			list = append(list, fmt.Sprintf("%q (U+%04X)", c, c))
		}
		if len(bad) > most {
			list = append(list, fmt.Sprintf("%d more", len(bad)-most))
		}
		r.diags.Errorf(diag.MissingGlyph, diag.Range{}, "characters cannot be set as PDF",
			"The text %q has %s. %s", excerpt(s), strings.Join(list, ", "), advice)
	}
}

// needShaping lists the characters that cannot be drawn one after the other, each once.
func needShaping(s string) []rune {
	var out []rune
	for _, c := range s {
		if c >= 0x590 && unicode.In(c, shaped...) && !slices.Contains(out, c) {
			out = append(out, c)
		}
	}
	return out
}

// excerpt is the beginning of a text.
func excerpt(s string) string {
	const most = 80
	if r := []rune(s); len(r) > most {
		return string(r[:most]) + "…"
	}
	return s
}
