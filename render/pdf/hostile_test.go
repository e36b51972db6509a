package pdf_test

import (
	"encoding/xml"
	"fmt"
	"maps"
	"regexp"
	"strings"
	"testing"
	"unicode"

	"pgregory.net/rapid"

	"github.com/stagecraft-dev/stagecraft/render/pdf"
)

// hostile draws blocks that strain a layout, and gives Markdown whose letters all must appear.
func hostile(t *rapid.T, depth int) string {
	word := func() string {
		w := rapid.SampledFrom([]string{"W", "i", "word", "Ж", "Qualified-Lead", "a/b", "ééé", "mmmm"}).Draw(t, "word")
		return strings.Repeat(w, rapid.SampledFrom([]int{1, 1, 1, 1, 2, 40, 200}).Draw(t, "times"))
	}
	line := func() string {
		var words []string
		for range rapid.IntRange(0, 5).Draw(t, "words") {
			w := word()
			switch rapid.IntRange(0, 9).Draw(t, "look") {
			case 0:
				w = "**" + w + "**"
			case 1:
				w = "*" + w + "*"
			case 2:
				w = "`" + w + "`"
			case 3:
				w = "[" + w + "](https://example.com/)"
			case 4:
				w = "☐ " + w
			}
			words = append(words, w)
		}
		return strings.Join(words, " ")
	}
	inside := func(first, rest string) string {
		if depth == 0 {
			return first + "x\n"
		}
		text := strings.TrimRight(hostile(t, depth-1), "\n")
		return first + strings.ReplaceAll(text, "\n", "\n"+rest) + "\n"
	}
	var b strings.Builder
	for range rapid.IntRange(1, 3).Draw(t, "blocks") {
		switch rapid.IntRange(0, 7).Draw(t, "block") {
		case 0:
			b.WriteString(strings.Repeat("#", rapid.IntRange(2, 6).Draw(t, "level")) + " " + line() + "\n")
		case 1:
			b.WriteString(inside("> ", "> "))
		case 2:
			b.WriteString(inside("- ", "  "))
		case 3:
			b.WriteString(inside("987654321. ", "           "))
		case 4:
			columns := rapid.SampledFrom([]int{1, 2, 5, 15, 40}).Draw(t, "columns")
			head := rapid.SampledFrom([]string{"H", "SIGNATURE", strings.Repeat("H", 300)}).Draw(t, "head")
			b.WriteString("|" + strings.Repeat(head+" |", columns) + "\n|" + strings.Repeat(" --- |", columns) + "\n")
			for range rapid.IntRange(0, 3).Draw(t, "rows") {
				b.WriteString("|")
				for range columns {
					b.WriteString(" " + line() + " |")
				}
				b.WriteString("\n")
			}
		case 5:
			b.WriteString("```\n" + word() + " " + word() + "\n\n\t" + word() + "\n```\n")
		case 6:
			b.WriteString("***\n")
		default:
			b.WriteString("p " + line() + "\n")
		}
		b.WriteString("\n")
	}
	return b.String()
}

// letters counts the letters of a text, but not those of the heads of tables, which are repeated.
func letters(s string) map[rune]int {
	n := map[rune]int{}
	for _, r := range s {
		if unicode.IsLetter(r) && !strings.ContainsRune("HSIGNATURE", r) {
			n[r]++
		}
	}
	return n
}

var (
	pageNumber  = regexp.MustCompile(`Page \d+ of \d+`)
	destination = regexp.MustCompile(`\]\(https://example\.com/\)`)
)

// boxes is the answer of pdftotext -bbox.
type boxes struct {
	Pages []struct {
		W     float64 `xml:"width,attr"`
		H     float64 `xml:"height,attr"`
		Words []struct {
			Left   float64 `xml:"xMin,attr"`
			Top    float64 `xml:"yMin,attr"`
			Right  float64 `xml:"xMax,attr"`
			Bottom float64 `xml:"yMax,attr"`
			Text   string  `xml:",chardata"`
		} `xml:"word"`
	} `xml:"body>doc>page"`
}

// Whatever stands in a document, all of it is on the pages, and inside their margins.
func TestNothingIsCut(t *testing.T) {
	const margin = 50.0 // a little less than the real one, for descenders and rounding
	rapid.Check(t, func(rt *rapid.T) {
		source := hostile(rt, rapid.SampledFrom([]int{0, 1, 2, 12}).Draw(rt, "depth"))
		opts := pdf.Options{Paper: rapid.SampledFrom([]pdf.Paper{pdf.A4, pdf.Letter}).Draw(rt, "paper"), Landscape: rapid.Bool().Draw(rt, "landscape")}
		data, diags := pdf.Markdown([]byte(source), parse([]byte(source)), opts)
		if len(diags) > 0 {
			rt.Fatal(diags)
		}
		var doc boxes
		if err := xml.Unmarshal([]byte(poppler(t, data, "pdftotext", "-bbox", "%", "-")), &doc); err != nil {
			rt.Fatal(err)
		}
		var all strings.Builder
		for i, p := range doc.Pages {
			var words []string
			for _, w := range p.Words {
				words = append(words, w.Text)
				if w.Left < margin || w.Right > p.W-margin || w.Top < margin-10 || w.Bottom > p.H-15 {
					rt.Errorf("page %d of %.0f × %.0f: %q at %.1f–%.1f, %.1f–%.1f", i+1, p.W, p.H, w.Text, w.Left, w.Right, w.Top, w.Bottom)
				}
			}
			all.WriteString(pageNumber.ReplaceAllString(strings.Join(words, " "), "") + "\n")
		}
		want, got := letters(destination.ReplaceAllString(source, "")), letters(all.String())
		if !maps.Equal(want, got) {
			rt.Errorf("the letters differ: %s\nin\n%s", difference(want, got), source)
		}
	})
}

func difference(want, got map[rune]int) string {
	var out []string
	for r, n := range want {
		if got[r] != n {
			out = append(out, fmt.Sprintf("%c %d times, want %d", r, got[r], n))
		}
	}
	return strings.Join(out, ", ")
}

// FuzzMarkdown looks for input that breaks the setting itself.
func FuzzMarkdown(f *testing.F) {
	for _, s := range []string{"# T\n\ntext", "- - - > 1. x", "|a|\n|-|\n|☐ x|", "![a](b)", "<b>x</b>\n<!-- y", "\x00\xff\\&amp;&#0;", "```\n\tx", "[a](<b>) <http://x> **", "\u200b \u00a0☐"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, source string) {
		data, diags := pdf.Markdown([]byte(source), parse([]byte(source)), pdf.Options{Stamp: source})
		if (data == nil) != diags.HasErrors() {
			t.Errorf("%d bytes with %v", len(data), diags)
		}
	})
}
