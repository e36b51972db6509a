package pdf

import (
	"fmt"
	"strings"

	"github.com/yuin/goldmark/ast"
	extast "github.com/yuin/goldmark/extension/ast"

	"github.com/stagecraft-dev/stagecraft/render/diagram"
	"github.com/stagecraft-dev/stagecraft/render/pdf/canvas"
)

// Sizes in points.
const (
	bodySize  = 9.5
	codeSize  = 8.5
	paraGap   = 5.5
	narrowest = 150 // nested text is not indented further when it is narrower than this
)

// headings are the looks of the levels 1 to 6: size and white space above.
var headings = [...]struct{ size, above float64 }{{20, 26}, {15, 26}, {12, 19}, {10.5, 14}, {9.5, 12}, {9.5, 12}}

func (r *renderer) body() look { return look{size: bodySize, color: r.colors.ink} }

// blocks sets the children of a node.
func (r *renderer) blocks(parent ast.Node) {
	for n := parent.FirstChild(); n != nil; n = n.NextSibling() {
		if n != r.skip {
			r.block(n)
		}
	}
}

func (r *renderer) block(n ast.Node) {
	f := &r.flow
	switch x := n.(type) {
	case *ast.Heading:
		r.heading(x)
	case *ast.Paragraph:
		f.space(paraGap)
		r.paragraph(r.inlines(x, r.body()), leads(x))
		f.space(paraGap)
	case *ast.TextBlock: // of a tight list
		f.space(2)
		r.paragraph(r.inlines(x, r.body()), false)
		f.space(2)
	case *ast.List:
		r.list(x)
	case *ast.Blockquote:
		f.space(paraGap + 2)
		bar := f.left + 1
		r.inside(r.tag("BlockQuote"), func() {
			r.nested(12, &frame{draw: func(p *canvas.Page, top, bottom float64) {
				p.Rect(bar, top, 2, bottom-top, 0, &r.colors.line, canvas.Stroke{})
			}}, x)
		})
		f.space(paraGap + 2)
	case *ast.ThematicBreak:
		f.space(12)
		left, width := f.left, f.width
		f.add(atom{h: 1, draw: func(p *canvas.Page, y, _ float64) {
			p.Line(canvas.Stroke{Color: r.colors.line, Width: 0.8}, canvas.Point{X: left, Y: y}, canvas.Point{X: left + width, Y: y})
		}})
		f.space(10)
	case *ast.CodeBlock:
		r.code(x)
	case *ast.FencedCodeBlock:
		r.code(x)
	case *ast.HTMLBlock:
		r.html(x)
	case *extast.Table:
		r.table(x)
	default:
		r.blocks(n)
	}
}

// leads tells whether a paragraph announces what follows: a table, a list under a bold line, the sections of a section.
func leads(n ast.Node) bool {
	switch next := n.NextSibling().(type) {
	case *extast.Table:
		return true
	case *ast.Heading:
		h := sectionOf(n)
		return h != nil && next.Level > h.Level
	case *ast.Paragraph:
		return sectionOf(n) != nil
	case *ast.List:
		return n.ChildCount() == 1 && n.FirstChild().Kind() == ast.KindEmphasis
	}
	return false
}

// sectionOf is the heading that a block introduces: nothing but paragraphs stands between them. It is nil for others.
func sectionOf(n ast.Node) *ast.Heading {
	const most = 3 // paragraphs of an introduction; more are text
	for range most {
		switch prev := n.PreviousSibling().(type) {
		case *ast.Heading:
			return prev
		case *ast.Paragraph:
			n = prev
		default:
			return nil
		}
	}
	return nil
}

// heading sets a heading, which stays with what follows.
func (r *renderer) heading(h *ast.Heading) {
	f := &r.flow
	style := headings[min(max(h.Level, 1), 6)-1]
	k := look{size: style.size, bold: true, color: r.colors.ink}
	if h.Level > 4 {
		k.color = r.colors.soft
	}
	c := r.inlines(h, k)
	title := plain(c.text())
	f.space(style.above)
	tag := r.tag(fmt.Sprintf("H%d", h.Level))
	for i, l := range r.wrap(c.text(), f.width) {
		a := atom{h: l.height(), keep: true, tag: tag, draw: r.lineDrawer(l, f.left)}
		if i == 0 {
			a.bookmark, a.level = title, h.Level
		}
		f.add(a)
	}
	if h.Level == 2 {
		left, width := f.left, f.width
		f.space(2.5)
		f.add(atom{h: 1.2, keep: true, draw: func(p *canvas.Page, y, _ float64) {
			p.Rect(left, y, width, 1.2, 0, &r.colors.accent, canvas.Stroke{})
		}})
		f.space(8)
	}
	f.space(4)
	for _, p := range c {
		if p.figure != nil {
			r.figure(p.figure)
		}
	}
}

// paragraph sets text and the figures in it. At least two lines stay together at either end.
func (r *renderer) paragraph(c content, keep bool) {
	f := &r.flow
	for _, p := range c {
		if p.figure != nil {
			r.figure(p.figure)
			continue
		}
		lines := r.wrap(p.spans, f.width)
		if len(lines) == 0 {
			continue
		}
		tag := r.tag("P")
		for i, l := range lines {
			f.add(atom{h: l.height(), tag: tag, keep: i == 0 && len(lines) > 1 || i == len(lines)-2, draw: r.lineDrawer(l, f.left)})
		}
	}
	if keep {
		f.keep()
	}
}

// figure draws a scene in the width of the text, never larger than it is.
func (r *renderer) figure(s *diagram.Scene) {
	f := &r.flow
	if s.W <= 0 || s.H <= 0 {
		return
	}
	scale := min(pixel, f.width/s.W, f.height()/s.H)
	left := f.left + (f.width-s.W*scale)/2
	f.space(8)
	f.add(atom{h: s.H * scale, tag: r.doc.Figure(r.within, s.Title), draw: func(p *canvas.Page, y, _ float64) { r.drawScene(p, s, left, y, scale, nil) }})
	f.space(8)
}

// nested sets blocks indented, inside a frame if there is one.
func (r *renderer) nested(indent float64, fr *frame, parent ast.Node) {
	f := &r.flow
	left, width := f.left, f.width
	if width-indent >= narrowest {
		f.left, f.width = left+indent, width-indent
		if fr != nil {
			f.frames = append(f.frames, fr)
			defer func() { f.frames = f.frames[:len(f.frames)-1] }()
		}
	}
	r.blocks(parent)
	f.left, f.width = left, width
}

// list sets a list; bullets or right-aligned numbers stand in its indentation.
func (r *renderer) list(l *ast.List) {
	f := &r.flow
	outer := true
	for p := l.Parent(); p != nil; p = p.Parent() {
		outer = outer && p.Kind() != ast.KindListItem
	}
	above := 2.0
	if outer {
		above = 4
	}
	sign := func(i int) string {
		if l.IsOrdered() {
			return fmt.Sprintf("%d%c", l.Start+i, l.Marker)
		}
		if outer {
			return "•"
		}
		return "–"
	}
	widest := 0.0
	for i := range l.ChildCount() {
		widest = max(widest, r.set.Width(sign(i), bodySize, false))
	}
	const air = 5
	indent := max(13, widest+air+2)
	f.space(above)
	i, tag := 0, r.tag("L")
	for item := l.FirstChild(); item != nil; item = item.NextSibling() {
		mark := r.wrap([]span{{text: sign(i), look: look{size: bodySize, color: r.colors.soft}}}, 1e6)
		i++
		before := len(f.atoms)
		right := f.left + indent - air
		if f.width-indent < narrowest {
			right = f.left - air
		}
		element := r.doc.Tag(tag, "LI")
		label := r.doc.Tag(element, "Lbl")
		f.markers = append(f.markers, func(p *canvas.Page, y float64) {
			p.Mark(label)
			r.drawLine(p, mark[0], right-mark[0].w, y)
			p.End()
		})
		if !l.IsTight {
			f.space(paraGap)
		}
		r.inside(r.doc.Tag(element, "LBody"), func() { r.nested(indent, nil, item) })
		if len(f.atoms) == before {
			f.add(atom{h: mark[0].height()})
		}
		if n := l.ChildCount(); n > 1 && (i == 1 || i == n-1) { // no item stands alone on a page
			f.keep()
		}
	}
	f.markers = nil
	f.space(above)
}

// code sets the lines of a code block on a band; a line that is too long goes on in the next.
func (r *renderer) code(n ast.Node) {
	f := &r.flow
	left, width := f.left, f.width
	const pad = 7
	f.space(paraGap + 2)
	f.frames = append(f.frames, &frame{draw: func(p *canvas.Page, top, bottom float64) {
		p.Rect(left, top, width, bottom-top, 0, &r.colors.band, canvas.Stroke{})
	}})
	f.add(atom{h: pad - 2, keep: true})
	segs, tag := n.Lines(), r.tag("P")
	for i := range segs.Len() {
		seg := segs.At(i)
		text := strings.TrimRight(string(seg.Value(r.source)), "\r\n")
		r.checkText(text)
		text = strings.ReplaceAll(strings.ReplaceAll(text, "\t", "    "), " ", "\u00a0")
		lines := r.wrap([]span{{text: text, look: look{size: codeSize, color: r.colors.ink}}}, width-2*pad)
		if len(lines) == 0 {
			f.add(atom{h: codeSize * 1.45})
		}
		for _, l := range lines {
			f.add(atom{h: l.height(), tag: tag, draw: r.lineDrawer(l, left+pad)})
		}
	}
	f.keep()
	f.add(atom{h: pad - 2})
	f.frames = f.frames[:len(f.frames)-1]
	f.space(paraGap + 2)
}

// html shows a block of HTML as it is written.
func (r *renderer) html(n *ast.HTMLBlock) {
	f := &r.flow
	var b strings.Builder
	segs := n.Lines()
	for i := range segs.Len() {
		seg := segs.At(i)
		b.Write(seg.Value(r.source))
	}
	if n.HasClosure() {
		b.Write(n.ClosureLine.Value(r.source))
	}
	s := strings.TrimSpace(b.String())
	if strings.HasPrefix(s, "<!--") && strings.HasSuffix(s, "-->") {
		return
	}
	r.checkText(s)
	f.space(paraGap)
	r.paragraph(content{{spans: []span{{text: s, look: r.body()}}}}, false)
	f.space(paraGap)
}
