package render

import (
	"bytes"
	"cmp"
	"slices"
	"strings"

	"github.com/yuin/goldmark/ast"
)

// prose takes in Markdown that an author wrote as such (answers, playbooks): it keeps its emphasis, lists,
// tables and code, its headings go below those of the document, and it can neither run on into what follows nor
// bring HTML or pictures. What does not become harmless is shown as plain text.
func prose(s string) Markdown {
	md := []byte(strings.Trim(visible(s), "\n"))
	const rounds = 20 // an edit can bring to light what it hid
	for range rounds {
		edits := harmful(md)
		if len(edits) == 0 {
			closed, ok := closeFence(md)
			if !ok {
				break
			}
			return Markdown("\n" + string(closed) + "\n")
		}
		md = apply(md, edits)
	}
	return Markdown("\n" + esc(s) + "\n")
}

// edit puts a text in the place of some bytes.
type edit struct {
	from, to int
	text     string
}

// apply makes the edits of a text; of two that overlap, the first.
func apply(md []byte, edits []edit) []byte {
	slices.SortStableFunc(edits, func(a, b edit) int { return cmp.Compare(a.from, b.from) })
	var out []byte
	at := 0
	for _, e := range edits {
		if e.from < at {
			continue
		}
		out = append(append(out, md[at:e.from]...), e.text...)
		at = e.to
	}
	return append(out, md[at:]...)
}

// harmful gives the edits that a text needs: HTML and pictures become text, headings smaller, and spaces at the end
// of a line, which tidy drops, the backslash that means the same.
func harmful(md []byte) []edit {
	var edits []edit
	_ = ast.Walk(parseMarkdown(md), func(n ast.Node, entering bool) (ast.WalkStatus, error) { // the walker gives no errors
		if !entering {
			return ast.WalkContinue, nil
		}
		switch x := n.(type) {
		case *ast.RawHTML:
			at := x.Segments.At(0).Start
			edits = append(edits, edit{at, at, `\`})
		case *ast.HTMLBlock:
			at, end := x.Lines().At(0).Start, x.Lines().At(x.Lines().Len()-1).Stop
			if x.HasClosure() {
				end = max(end, x.ClosureLine.Stop)
			}
			for i := at; i < end; i++ {
				if md[i] == '<' {
					edits = append(edits, edit{i, i, `\`})
				}
			}
		case *ast.Image:
			if at := x.Pos() + 1; at > 0 && at < len(md) && md[at] == '[' {
				edits = append(edits, edit{at, at, `\`})
			}
		case *ast.Heading:
			edits = append(edits, smaller(md, x)...)
		case *ast.Text:
			end := x.Segment.Stop
			if x.HardLineBreak() && end < len(md) && md[end] == ' ' {
				edits = append(edits, edit{end, end + len(md[end:]) - len(bytes.TrimLeft(md[end:], " ")), `\`})
			}
		}
		return ast.WalkContinue, nil
	})
	return edits
}

// smaller puts a heading three levels below. One that is underlined gets the other form, or, with several lines,
// none.
func smaller(md []byte, h *ast.Heading) []edit {
	const deeper = 3
	if h.Level > deeper {
		return nil
	}
	if at := h.Pos(); at >= 0 && at < len(md) && md[at] == '#' {
		return []edit{{at, at, strings.Repeat("#", deeper)}}
	}
	first, last := h.Lines().At(0), h.Lines().At(h.Lines().Len()-1)
	line := last.Start + bytes.IndexByte(md[last.Start:], '\n') + 1
	from := line + bytes.IndexAny(md[line:], "=-")
	if h.Lines().Len() > 1 {
		return []edit{{from, from, `\`}}
	}
	to := from + len(md[from:]) - len(bytes.TrimLeft(md[from:], "=-"))
	return []edit{{first.Start, first.Start, strings.Repeat("#", deeper+h.Level) + " "}, {from, to, ""}}
}

// closeFence ends a code block that is left open, and tells whether a paragraph behind the text is one.
func closeFence(md []byte) ([]byte, bool) {
	const behind = "behind"
	for range 2 {
		source := append(slices.Clone(md), "\n\n"+behind...)
		switch last := parseMarkdown(source).LastChild().(type) {
		case *ast.Paragraph:
			return md, string(last.Lines().Value(source)) == behind
		case *ast.FencedCodeBlock:
			fence := md[last.Pos():]
			n := len(fence) - len(bytes.TrimLeft(fence, string(fence[:1])))
			md = append(append(md, '\n'), fence[:n]...)
		default:
			return md, false
		}
	}
	return md, false
}
