// Package pdf makes PDF files for printing and signing: a flowing document out of Markdown
// (goldmark's tree), and a scene as one page.
//
// Text stands in the embedded typeface, is wrapped and never cut, and can be searched and copied
// in reading order. The same input gives the same bytes in every process and on every day. A
// character that no font draws is an error that names it, never an empty box in a signed
// document. Scripts whose letters join or run from right to left are refused likewise: this package
// sets characters one after the other.
package pdf

import (
	"fmt"
	"strings"

	"github.com/yuin/goldmark/ast"

	"github.com/stagecraft-dev/stagecraft/render/diagram"
	"github.com/stagecraft-dev/stagecraft/render/fonts"
	"github.com/stagecraft-dev/stagecraft/render/pdf/canvas"
	"github.com/stagecraft-dev/stagecraft/schema/diag"
)

// Paper is a size in points, upright.
type Paper struct{ W, H float64 }

// The papers that people print on.
var (
	A4     = Paper{595.28, 841.89} // 210 × 297 mm
	Letter = Paper{612, 792}       // 8.5 × 11 in
)

// Options say how a file looks and what it says about itself.
type Options struct {
	// Title stands in the properties of the file. A document without a heading of the first
	// level begins with it.
	Title string
	// Organisation stands above the title and is the author in the properties. May be "".
	Organisation string
	// Stamp stands at the foot of every page of a document: title, version, commit, digest.
	Stamp string
	// Logo stands on the first page; may be nil.
	Logo *canvas.Image
	// Paper is A4 for documents when it is zero. A scene without paper gets a page of its own size.
	Paper     Paper
	Landscape bool
	// Accent is the colour "#rrggbb" of rules and links; "" is that of the HTML pages.
	Accent string
	// Language is a BCP 47 tag, "en" when it is "".
	Language string
	// Fonts is the typeface, the built-in one when it is nil.
	Fonts *fonts.Set
	// Figures are drawn in the place of Markdown images with these destinations.
	Figures map[string]*diagram.Scene
}

const (
	mm    = 72 / 25.4 // points in a millimetre
	pixel = 72 / 96.0 // points in a pixel of CSS
)

// palette are the colours of a document, those of the HTML pages in print.
type palette struct{ ink, soft, line, band, accent canvas.Color }

// renderer makes one file.
type renderer struct {
	opts   Options
	set    *fonts.Set
	colors palette
	doc    *canvas.Document
	diags  diag.List
	source []byte
	flow   flow
	skip   ast.Node    // the heading that stands in the title block
	within *canvas.Tag // the element around what is set now; nil for the whole document
}

func newRenderer(opts Options) *renderer {
	r := &renderer{opts: opts, set: opts.Fonts, doc: &canvas.Document{Title: opts.Title, Author: opts.Organisation, Language: opts.Language}}
	if r.set == nil {
		r.set = fonts.Inter()
	}
	accent := "#0b69a3"
	if opts.Accent != "" {
		accent = opts.Accent
	}
	r.colors = palette{ink: r.color("#1f2933"), soft: r.color("#52606d"), line: r.color("#cbd2d9"), band: r.color("#f3f5f8"), accent: r.color(accent)}
	return r
}

// color reads a colour; one that cannot be read is a problem of the theme.
func (r *renderer) color(s string) canvas.Color {
	c, err := canvas.ParseColor(s)
	if err != nil {
		r.diags.Errorf(diag.ThemeFile, diag.Range{}, "a colour cannot be read", "%v. Write a hash and six hexadecimal digits, such as #0b69a3.", err)
	}
	return c
}

// paper is the size of a page, turned where the options say so.
func (r *renderer) paper() (w, h float64) {
	p := r.opts.Paper
	if p == (Paper{}) {
		p = A4
	}
	if r.opts.Landscape {
		return p.H, p.W
	}
	return p.W, p.H
}

// finish writes the file unless something is wrong.
func (r *renderer) finish() ([]byte, diag.List) {
	if r.diags.HasErrors() {
		return nil, r.diags
	}
	out, err := r.doc.Bytes()
	if err != nil {
		r.diags.Errorf(diag.ThemeFile, diag.Range{}, "a font cannot be embedded", "%v. Take another file of the font.", err)
		return nil, r.diags
	}
	return out, r.diags
}

// Markdown sets a document. Root is goldmark's tree of source, with or without tables. A first
// heading of level one becomes the title block. Without errors the file is complete.
func Markdown(source []byte, root ast.Node, opts Options) ([]byte, diag.List) {
	r := newRenderer(opts)
	r.source = source
	r.flow.start(r)
	r.titleBlock(root)
	r.blocks(root)
	r.checkText(opts.Stamp, opts.Organisation)
	r.flow.place(r)
	return r.finish()
}

// titleBlock opens the first page: organisation and logo, the title, a rule.
func (r *renderer) titleBlock(root ast.Node) {
	f := &r.flow
	head := []span{{text: r.opts.Title}}
	h1, _ := root.FirstChild().(*ast.Heading)
	if h1 != nil && h1.Level == 1 {
		head = r.inlines(h1, look{}).text()
		f.title = plain(head)
	} else {
		h1 = nil
		f.title = r.opts.Title
		r.checkText(f.title)
	}
	if r.opts.Title == "" {
		r.doc.Title = f.title
	}
	logo := r.logo()
	if logo.img == nil && r.opts.Organisation == "" && f.title == "" {
		return
	}
	if org := strings.TrimSpace(r.opts.Organisation); org != "" || logo.img != nil {
		width := f.width
		if logo.w > 0 {
			width -= logo.w + 8*mm
		}
		lines := r.wrap([]span{{text: org, look: look{size: 10, bold: true, color: r.colors.soft}}}, width)
		const most = 3 // lines beside the logo; a longer name goes below it
		beside := lines[:min(len(lines), most)]
		textH := linesHeight(beside)
		h := max(textH, logo.h)
		tag := r.tag("P")
		f.add(atom{h: h, keep: true, marks: true, draw: func(p *canvas.Page, y, _ float64) {
			p.Mark(tag)
			r.drawLines(p, beside, f.left, y+(h-textH)/2)
			p.End()
			if logo.img != nil {
				p.Mark(nil)
				p.Image(logo.img, f.left+f.width-logo.w, y+(h-logo.h)/2, logo.w, logo.h)
				p.End()
			}
		}})
		for _, l := range lines[len(beside):] {
			f.add(atom{h: l.height(), keep: true, tag: tag, draw: r.lineDrawer(l, f.left)})
		}
		f.space(7 * mm)
	}
	if f.title != "" {
		for i := range head {
			head[i].look = look{size: 24, bold: true, color: r.colors.ink, link: head[i].link}
		}
		first, tag := true, r.tag("H1")
		for _, l := range r.wrap(head, f.width) {
			a := atom{h: l.height(), keep: true, tag: tag, draw: r.lineDrawer(l, f.left)}
			if first {
				a.bookmark, a.level, first = f.title, 1, false
			}
			f.add(a)
		}
	}
	f.space(3.5 * mm)
	f.add(atom{h: 2, keep: true, draw: func(p *canvas.Page, y, _ float64) {
		p.Rect(f.left, y, f.width, 2, 0, &r.colors.accent, canvas.Stroke{})
	}})
	f.space(6 * mm)
	if h1 != nil {
		r.skip = h1
	}
}

// picture is a scaled image, or nothing.
type picture struct {
	img  *canvas.Image
	w, h float64
}

// logo scales the logo into 45 by 16 millimetres.
func (r *renderer) logo() picture {
	img := r.opts.Logo
	if img == nil {
		return picture{}
	}
	scale := min(45*mm/float64(img.W), 16*mm/float64(img.H), pixel)
	return picture{img, float64(img.W) * scale, float64(img.H) * scale}
}

// tag adds an element to the structure of the document.
func (r *renderer) tag(kind string) *canvas.Tag { return r.doc.Tag(r.within, kind) }

// inside sets blocks within an element.
func (r *renderer) inside(t *canvas.Tag, set func()) {
	outer := r.within
	r.within = t
	set()
	r.within = outer
}

// footer is the line at the foot of each page, wrapped to at most three lines.
func (r *renderer) footer() []line {
	s := strings.TrimSpace(r.opts.Stamp)
	if s == "" {
		return nil
	}
	const most = 3
	lines := r.wrap([]span{{text: s, look: look{size: 7, color: r.colors.soft}}}, r.flow.width-30*mm)
	if len(lines) > most {
		lines = lines[:most] // what it says stands in the document too
	}
	return lines
}

// newPage adds a page; each but the first has title and organisation at its head.
func (r *renderer) newPage() *canvas.Page {
	f := &r.flow
	p := r.doc.Page(r.paper())
	if len(r.doc.Pages()) > 1 {
		p.Mark(nil)
		defer p.End()
		y, k := f.top-9*mm, look{size: 7, color: r.colors.soft}
		if l := r.wrap([]span{{text: f.title, look: k}}, f.width*0.6); len(l) > 0 {
			r.drawLine(p, l[0], f.left, y)
		}
		if l := r.wrap([]span{{text: r.opts.Organisation, look: k}}, f.width*0.35); len(l) > 0 {
			r.drawLine(p, l[0], f.left+f.width-l[0].w, y)
		}
	}
	return p
}

// footers draws what stands at the foot of every page, once their number is known.
func (r *renderer) footers() {
	f := &r.flow
	pages := r.doc.Pages()
	for i, p := range pages {
		y := f.bottom + 5*mm
		p.Mark(nil)
		p.Line(canvas.Stroke{Color: r.colors.line, Width: 0.6}, canvas.Point{X: f.left, Y: y}, canvas.Point{X: f.left + f.width, Y: y})
		r.drawLines(p, f.foot, f.left, y+1.5*mm)
		number := r.wrap([]span{{text: fmt.Sprintf("Page %d of %d", i+1, len(pages)), look: look{size: 7, color: r.colors.soft}}}, f.width)
		r.drawLine(p, number[0], f.left+f.width-number[0].w, y+1.5*mm)
		p.End()
	}
}
