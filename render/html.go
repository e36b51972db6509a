package render

import (
	"bytes"
	"fmt"
	"html/template"
	"strings"
	"sync"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/renderer"
	gmtext "github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"

	"github.com/stagecraft-dev/stagecraft/render/diagram"
	"github.com/stagecraft-dev/stagecraft/schema/diag"
)

var reader = goldmark.New(goldmark.WithExtensions(extension.Table), goldmark.WithParserOptions(parser.WithAutoHeadingID()))

// parseMarkdown reads Markdown.
func parseMarkdown(md []byte) ast.Node { return reader.Parser().Parse(gmtext.NewReader(md)) }

// HTML is the page's text as HTML without a frame: no element comes from an author's text, figures stand
// in it as SVG, and nothing is fetched from elsewhere.
func (p *Page) HTML() []byte {
	gm := goldmark.New(goldmark.WithExtensions(extension.Table), goldmark.WithRendererOptions(
		renderer.WithNodeRenderers(util.Prioritized(&harmless{p.Figures}, 1))))
	var b bytes.Buffer
	if err := gm.Renderer().Render(&b, p.Markdown, p.root); err != nil {
		panic("render: goldmark failed on its own tree: " + err.Error()) // writing to a buffer does not fail
	}
	out := strings.ReplaceAll(b.String(), "<table>", `<div class="scroll" tabindex="0" role="region" aria-label="Table"><table>`)
	return []byte(strings.ReplaceAll(out, "</table>", "</table></div>"))
}

// harmless renders what could do harm: pictures, which are figures of ours or their words, and raw HTML, which is shown as text.
type harmless struct {
	figures map[string]*diagram.Scene
}

func (h *harmless) RegisterFuncs(r renderer.NodeRendererFuncRegisterer) {
	r.Register(ast.KindImage, h.image)
	r.Register(ast.KindRawHTML, rawInline)
	r.Register(ast.KindHTMLBlock, rawBlock)
}

func (h *harmless) image(w util.BufWriter, src []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
	if !entering {
		return ast.WalkContinue, nil
	}
	if s := h.figures[string(n.(*ast.Image).Destination)]; s != nil {
		_, err := fmt.Fprintf(w, `<span class="figure">%s</span>`, s.SVG(diagram.SVGOptions{Prefix: strings.ReplaceAll(string(n.(*ast.Image).Destination), ".", "-") + "-"}))
		return ast.WalkSkipChildren, err
	}
	return ast.WalkContinue, nil // its words
}

func rawInline(w util.BufWriter, src []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
	if entering {
		_, _ = w.Write(util.EscapeHTML(n.(*ast.RawHTML).Segments.Value(src)))
	}
	return ast.WalkSkipChildren, nil
}

func rawBlock(w util.BufWriter, src []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
	if entering {
		_, _ = fmt.Fprintf(w, "<p>%s</p>\n", util.EscapeHTML(n.Lines().Value(src)))
	}
	return ast.WalkSkipChildren, nil
}

// frame is what page.html.tmpl shows around a document.
type frame struct {
	Title, Document, Organisation, Accent, Stamp string

	Logo template.URL
	CSS  template.CSS
	Body template.HTML
}

// html is the page as a file that stands alone.
func (s *Set) html(p *Page) ([]byte, diag.List) {
	return s.Theme.frame(s.Model, p.Title, p.HTML())
}

// frame puts a document's HTML into page.html.tmpl.
func (t *Theme) frame(m *Model, title string, body []byte) ([]byte, diag.List) {
	tm, err := t.pageTemplate()
	var b limited
	if err == nil {
		err = tm.Execute(&b, frame{Title: m.Title, Document: title, Organisation: t.Organisation, Accent: t.Accent, Stamp: m.Stamp(),
			Logo: template.URL(t.logoURI()), CSS: template.CSS(t.CSS), Body: template.HTML(body)})
	}
	if err != nil {
		return nil, templateError(pageTemplate, err)
	}
	if !bytes.Contains(b.Bytes(), body) {
		return nil, diag.List{{Code: diag.Template, Severity: diag.Error, Summary: "the page template leaves the document out",
			Detail: "Write {{.Body}} where its text goes, between tags.", Subject: diag.Range{File: pageTemplate}}}
	}
	return b.Bytes(), nil
}

// pageTemplate is the name of the template around every page.
const pageTemplate = "page.html.tmpl"

func (t *Theme) pageTemplate() (*template.Template, error) {
	if text, ok := t.templates[pageTemplate]; ok {
		return template.New(pageTemplate).Parse(text)
	}
	return builtinPage()
}

var builtinPage = sync.OnceValues(func() (*template.Template, error) {
	text, err := Template(pageTemplate)
	if err != nil {
		return nil, err
	}
	return template.New("built-in " + pageTemplate).Parse(string(text))
})
