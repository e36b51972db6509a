package render_test

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"github.com/stagecraft-dev/stagecraft/render"
	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/diag"
)

// hostile texts try to break out of Markdown, HTML, XML and table cells.
var hostile = []string{
	`<script>alert(1)</script>`,
	`"><img src=x onerror=alert(1)>`,
	`]]><script>alert(1)</script><![CDATA[`,
	"a | b | c",
	"`code` ```\nfence\n```",
	"line\n\n# heading\n\n| a | b |\n| --- | --- |",
	"[click](javascript:alert(1)) ![x](javascript:alert(1))",
	`<a href="javascript:alert(1)">x</a> &lt;script&gt; &amp; &#60;script&#62;`,
	"*bold* _it_ ~~no~~ \\| \\\\| --- *** ___",
	"'\" onload=alert(1) style=x",
	"\x00\x01\x08\x1b[31m\u202eright to left\u2028\ufffe\U0001F600",
	"</style></title></text></svg><script>alert(1)</script>",
	"<!-- --> <!DOCTYPE x> <?php ?>",
	"https://evil.example/ <https://evil.example> mail@evil.example",
	"- item\n1. item\n> quote\n    code",
	"1. x", "+ x", "===", "---",
	strings.Repeat("very long ", 100),
}

// poison puts a hostile text into every free text of an architecture: strings that are
// neither labels nor choices nor addresses. n chooses the texts.
func poison(t testing.TB, a *schema.Architecture, n int) int {
	t.Helper()
	count := 0
	var visit func(v reflect.Value, d *schema.Def)
	visit = func(v reflect.Value, d *schema.Def) {
		for _, attr := range d.Attrs {
			f := v.FieldByIndex(attr.Index)
			next := func() string { count++; return hostile[(n+count)%len(hostile)] }
			switch {
			case len(attr.Enum) > 0:
			case f.Type() == reflect.TypeFor[string]() && !slices.Contains([]string{"version", "domain", "object"}, attr.Name):
				f.SetString(next())
			case f.Type() == reflect.TypeFor[[]string]():
				f.Set(reflect.ValueOf([]string{next(), next()}))
			}
		}
		for _, b := range d.Blocks {
			f := v.FieldByIndex(b.Index)
			list := []reflect.Value{f}
			if b.Many {
				list = nil
				for i := range f.Len() {
					list = append(list, f.Index(i))
				}
			}
			for _, e := range list {
				if e.Kind() == reflect.Pointer {
					if e.IsNil() {
						continue
					}
					e = e.Elem()
				}
				visit(e, b.Def)
			}
		}
	}
	visit(reflect.ValueOf(a).Elem(), schema.Language())
	return count
}

func TestHostileTexts(t *testing.T) {
	for _, name := range examples {
		plain := load(t, name)
		for n := range hostile {
			if (name == "b2b-saas" || name == "data-contract") && n%6 != 0 { // large, so that one round has every text in it many times
				continue
			}
			a := load(t, name)
			if poison(t, a, n) < 20 {
				t.Fatal("too few texts were replaced")
			}
			docs := webDocuments(t, a, render.Options{Since: plain, Commit: hostile[n]})
			for _, d := range docs {
				switch d.Format {
				case "svg":
					svgIsHarmless(t, d)
				case "html":
					htmlIsHarmless(t, d)
				case "md":
					tablesHold(t, d)
				}
			}
		}
	}
}

// webDocuments are the documents in the forms that show every character. The card may be missing: it does not hold
// texts without end, nor characters that the typeface lacks.
func webDocuments(t *testing.T, a *schema.Architecture, opts render.Options) []render.Document {
	t.Helper()
	set, diags := render.Compose(a, opts)
	for _, d := range diags {
		if d.Severity == diag.Error && d.Code != diag.MissingGlyph && d.Code != diag.PageFull {
			t.Fatal(d)
		}
	}
	docs, diags := set.Files([]string{"md", "html", "svg", "ics"})
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	return append(docs, set.Index(docs))
}

func svgIsHarmless(t *testing.T, d render.Document) {
	t.Helper()
	dec := xml.NewDecoder(bytes.NewReader(d.Data))
	for {
		tok, err := dec.Token()
		if errors.Is(err, io.EOF) {
			return
		}
		if err != nil {
			t.Fatalf("%s is not XML: %v", d.File(), err)
		}
		e, ok := tok.(xml.StartElement)
		if !ok {
			continue
		}
		if !slices.Contains(drawn, e.Name.Local) {
			t.Errorf("%s has an element %s", d.File(), e.Name.Local)
		}
		for _, a := range e.Attr {
			if strings.HasPrefix(a.Name.Local, "on") || a.Name.Local == "href" {
				t.Errorf("%s has an attribute %s", d.File(), a.Name.Local)
			}
		}
	}
}

// drawn are the elements of a drawing.
var drawn = strings.Fields("svg title style defs marker path rect polyline circle text")

var allowed = strings.Fields("html head meta title style body main header footer br ol span pre blockquote h5 h6 h1 h2 h3 h4 p strong em ul li div table thead tbody tr th td code hr a")

// local is a link to a document beside, or to a place in the same one; authors of Markdown may link pages as well, and what
// they link otherwise is left empty.
var local = regexp.MustCompile(`^(#[\w.-]+|[a-z0-9-]+\.[a-z]+|https://.*|mailto:.*|)$`)

func htmlIsHarmless(t *testing.T, d render.Document) {
	t.Helper()
	root, err := html.Parse(bytes.NewReader(d.Data))
	if err != nil {
		t.Fatal(err)
	}
	for n := range root.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		if !slices.Contains(allowed, n.Data) && !slices.Contains(drawn, n.Data) {
			t.Errorf("%s has an element %s", d.File(), n.Data)
		}
		for _, a := range n.Attr {
			switch {
			case strings.HasPrefix(a.Key, "on"), a.Key == "style" && !strings.HasPrefix(a.Val, "text-align"):
				t.Errorf("%s has an attribute %s on %s", d.File(), a.Key, n.Data)
			case a.Key == "href" && !local.MatchString(a.Val):
				t.Errorf("%s links to %q", d.File(), a.Val)
			}
		}
	}
}

// bar is a column border: a | that is not escaped.
var bar = regexp.MustCompile(`(^|[^\\])(\\\\)*\|`)

// tablesHold checks that each table row has as many columns as its heading, and that the
// document has no headings but its own.
func tablesHold(t *testing.T, d render.Document) {
	t.Helper()
	columns := 0
	for i, line := range strings.Split(string(d.Data), "\n") {
		if !strings.HasPrefix(line, "|") {
			columns = 0
			if strings.ContainsAny(line, "\x00\x1b\u2028\r") {
				t.Errorf("%s:%d has a control character: %q", d.File(), i+1, line)
			}
			continue
		}
		n := len(bar.FindAllString(strings.ReplaceAll(line, "||", "| |"), -1))
		if columns == 0 {
			columns = n
		}
		if n != columns {
			t.Errorf("%s:%d has %d columns, its table %d: %s", d.File(), i+1, n-1, columns-1, line)
		}
	}
}

// Headings of a poisoned document are those of the plain one: no text makes a heading of its own.
func TestTextsMakeNoHeadings(t *testing.T) {
	headings := func(a *schema.Architecture) int {
		n := 0
		for _, d := range webDocuments(t, a, render.Options{Only: []string{"definition-alignment"}}) {
			if d.Format == "html" {
				n = bytes.Count(d.Data, []byte("<h2")) + bytes.Count(d.Data, []byte("<h3")) + bytes.Count(d.Data, []byte("<h4")) + bytes.Count(d.Data, []byte("<h1"))
			}
		}
		return n
	}
	want := headings(load(t, "revops-starter"))
	for n := range hostile {
		a := load(t, "revops-starter")
		poison(t, a, n)
		if got := headings(a); got != want {
			t.Errorf("text %d: %d headings, want %d", n, got, want)
		}
	}
}
