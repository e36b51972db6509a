package render

import (
	"bytes"
	"strings"
	"testing"

	"github.com/yuin/goldmark/ast"
)

// page is a document with prose between a heading and a paragraph of ours.
func pageWith(prose Markdown) (md []byte, root ast.Node) {
	md = tidy([]byte("# Title\n\n## Question\n\n" + string(prose) + "\nLast words.\n"))
	return md, parseMarkdown(md)
}

func linesOf(n ast.Node, md []byte) string {
	return strings.TrimSpace(string(n.Lines().Value(md)))
}

// contained checks that prose stays in its place: the paragraph behind it is one, no heading is as high as ours, and
// there is no HTML and no picture.
func contained(t *testing.T, source string) string {
	t.Helper()
	md, root := pageWith(prose(source))
	if last := root.LastChild(); last.Kind() != ast.KindParagraph || linesOf(last, md) != "Last words." {
		t.Errorf("%q takes in what follows:\n%s", source, md)
	}
	high := 0
	err := ast.Walk(root, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			return ast.WalkContinue, nil
		}
		switch x := n.(type) {
		case *ast.Heading:
			if x.Level < 4 {
				high++
			}
		case *ast.RawHTML, *ast.HTMLBlock, *ast.Image:
			t.Errorf("%q brings a %s:\n%s", source, n.Kind(), md)
		}
		return ast.WalkContinue, nil
	})
	if err != nil || high != 2 {
		t.Errorf("%q makes headings (%d, %v):\n%s", source, high, err, md)
	}
	return string((&Page{Markdown: md, root: root}).HTML())
}

func TestProse(t *testing.T) {
	for source, want := range map[string]string{
		"Use `a < b` and **x**":               "<code>a &lt; b</code> and <strong>x</strong>",
		"```\nif a < b ![c]\n```":             "if a &lt; b ![c]\n",
		"- list\n\n  ```\n  a < b\n  ```":     "a &lt; b\n",
		"- ```\n  a < b\n  ```":               "a &lt; b\n",
		"- ```\n  never closed":               "never closed\n",
		"```\nnever closed":                   "never closed\n",
		"~~~~\nnever\n~~~\nclosed":            "never\n~~~\nclosed\n",
		"> ```\n> quoted":                     "quoted\n",
		"```x`y\n# heading":                   "heading</h4>",
		"- # heading in a list":               "heading in a list</h4>",
		"> > ## quoted":                       "quoted</h5>",
		"1. # one\n2. two\n   ===":            "one</h4>",
		"setext\n===":                         "<h4",
		"- setext\n  ---":                     "<h5",
		"#":                                   "<h4",
		"<script>alert(1)</script>":           "&lt;script&gt;",
		"<!-- open\n\nfor ever":               "&lt;!-- open",
		"<div>\n\n# x":                        "&lt;div&gt;",
		"<a title=\"`\"> `<b>` <i>":           "&lt;",
		"`<b>` <b> `":                         "<code>&lt;b&gt;</code> &lt;b&gt;",
		"a <https://example.com/> b":          `<a href="https://example.com/">`,
		"![x](https://example.com/x.png)":     "!",
		"![x][y]\n\n[y]: https://example.org": "!",
		"two  \nlines":                        "two<br",
		"    # a comment in code":             "# a comment in code",
		"[x](javascript:alert(1))":            `<a href="">x</a>`,
		"[x](&#106;avascript:alert(1))":       ">x</a>",
		"<javascript:alert(1)>":               "javascript:alert(1)",
		"a | b\n--- | ---\n1 | 2":             "<td>1</td>",
		"***\n\n* * *":                        "<hr",
		"line one\r\nline two":                "line one",
		"AT&T &lt;b&gt; &#60;b&#62;":          "AT&amp;T &lt;b&gt; &lt;b&gt;",
	} {
		html := contained(t, source)
		if !strings.Contains(html, want) {
			t.Errorf("%q lacks %q:\n%s", source, want, html)
		}
		if strings.Contains(strings.ToLower(html), `href="javascript`) || strings.Contains(html, `href="&#106;`) || strings.Contains(html, "<script") || strings.Contains(html, "<img") {
			t.Errorf("%q does harm:\n%s", source, html)
		}
	}
}

func FuzzProse(f *testing.F) {
	for _, s := range []string{"- ```\n  x\n  ```", "```x`", "> # a\n> ===", "<a\n\n<!--", "`` ` <b> ``", "1. > - # x\n\n      ~~~", "![a]\n\n[a]: b", "|a|\n|-|\n|<b>|", "\t# x\n---", "\\<b>\\\\<b>", "[a]: <b>\n'c'"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, source string) {
		if bytes.Contains([]byte(source), []byte("Last words.")) {
			t.Skip()
		}
		contained(t, source)
	})
}
