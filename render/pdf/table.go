package pdf

import (
	"slices"
	"strings"

	extast "github.com/yuin/goldmark/extension/ast"

	"github.com/stagecraft-dev/stagecraft/render/pdf/canvas"
)

// Measures of tables in points.
const (
	cellPadX, cellPadY = 5.0, 3.6
	signHeight         = 12 * mm // of a row that somebody signs
	tickHeight         = 8 * mm  // of a row with boxes to tick
	leastColumn        = 26.0    // a narrower column is no column; see records
	shortTable         = 1.0 / 6 // of a page: a table that is no higher stays whole
)

// tableSizes are tried in turn until no word must be broken.
var tableSizes = []float64{8.8, 8.2, 7.6}

// grid is a table as it is set.
type grid struct {
	cells   [][]gridCell // the first row is the head
	align   []extast.Alignment
	widths  []float64
	signed  bool
	ticked  []bool // rows with boxes to tick
	boxed   []bool // columns with them
	headers []string
}

type gridCell struct {
	content content
	words   []word
	lines   []line
	min     float64 // widest word
	max     float64 // widest line without wrapping
	empty   bool
}

// table sets a table: columns as wide as their content wants, a head that is repeated on each
// page, rows that stay whole unless one is higher than a page.
func (r *renderer) table(t *extast.Table) {
	f := &r.flow
	g := r.readTable(t)
	if len(g.cells) == 0 || len(g.align) == 0 {
		return
	}
	if g.signed {
		f.keep() // who signs sees what is signed
	}
	f.space(paraGap + 1)
	if f.width/float64(len(g.align)) < leastColumn {
		r.records(g)
	} else {
		r.measure(g)
		r.rows(g)
	}
	f.space(paraGap + 5)
}

// readTable reads the cells. Rows of goldmark all have as many cells as the head.
func (r *renderer) readTable(t *extast.Table) *grid {
	g := &grid{align: t.Alignments, boxed: make([]bool, len(t.Alignments))}
	for row := t.FirstChild(); row != nil; row = row.NextSibling() {
		k := r.body()
		k.size = tableSizes[0]
		k.bold = len(g.cells) == 0
		var cells []gridCell
		ticked := false
		for c := row.FirstChild(); c != nil && len(cells) < len(g.align); c = c.NextSibling() {
			cell := gridCell{content: r.inlines(c, k)}
			text := plain(cell.content.text())
			cell.empty = text == "" && len(cell.content) == 0
			if asks(text) {
				ticked, g.boxed[len(cells)] = true, true
			}
			if len(g.cells) == 0 {
				g.headers = append(g.headers, text)
				g.signed = g.signed || strings.EqualFold(text, "signature")
			}
			cells = append(cells, cell)
		}
		for len(cells) < len(g.align) {
			cells = append(cells, gridCell{empty: true})
		}
		g.cells = append(g.cells, cells)
		g.ticked = append(g.ticked, ticked)
	}
	return g
}

// rows adds the rows as atoms.
func (r *renderer) rows(g *grid) {
	f := &r.flow
	table := r.tag("Table")
	head := r.row(g, 0, g.cells[0], r.rowTags(table, g, "TH"))
	head.keep = true
	most := f.height()
	var repeat *atom
	if head.h <= most/3 {
		f.add(head)
		again := r.row(g, 0, g.cells[0], make([]*canvas.Tag, len(g.align))) // decoration to who listens
		repeat = &again
		most -= head.h
	} else {
		r.split(g, 0, g.cells[0], r.rowTags(table, g, "TH"), most, nil)
	}
	whole := 0.0
	for i, cells := range g.cells[1:] {
		_, h := g.rowHeight(i+1, cells)
		whole += h
	}
	together := g.signed || whole <= most*shortTable
	for i, cells := range g.cells[1:] {
		tags := r.rowTags(table, g, "TD")
		a := r.row(g, i+1, cells, tags)
		a.repeat = repeat
		if a.h > most {
			f.atoms[len(f.atoms)-1].keep = false
			r.split(g, i+1, cells, tags, most, repeat)
			continue
		}
		// who signs sees all signatures on one page; neither the first row nor the last stands alone on one
		last := len(g.cells) - 2
		a.keep = i < last && (together || i == 0 || i == last-1)
		f.add(a)
	}
}

// rowTags adds a row with its cells to the structure.
func (r *renderer) rowTags(table *canvas.Tag, g *grid, kind string) []*canvas.Tag {
	row := r.doc.Tag(table, "TR")
	out := make([]*canvas.Tag, len(g.align))
	for i := range out {
		out[i] = r.doc.Tag(row, kind)
	}
	return out
}

// rowHeight is what the text of a row needs, and how high the row is: who signs or ticks needs room.
func (g *grid) rowHeight(n int, cells []gridCell) (text, h float64) {
	for _, c := range cells {
		text = max(text, linesHeight(c.lines))
	}
	if text == 0 {
		text = tableSizes[0] * 1.45
	}
	text += 2 * cellPadY
	h = text
	if n > 0 && g.signed {
		h = max(h, signHeight)
	}
	if n > 0 && g.ticked[n] {
		h = max(h, tickHeight)
	}
	return text, h
}

// row makes an atom of a row, or of a part of it. Tags are the elements of its cells.
func (r *renderer) row(g *grid, n int, cells []gridCell, tags []*canvas.Tag) atom {
	text, h := g.rowHeight(n, cells)
	middle := h > text
	left, total := r.flow.left, sum(g.widths)
	rule := canvas.Stroke{Color: r.colors.line, Width: 0.6}
	ruled := g.signed || slices.Contains(g.ticked, true)
	return atom{h: h, marks: true, draw: func(p *canvas.Page, y, _ float64) {
		p.Mark(nil)
		if n == 0 {
			p.Rect(left, y, total, h, 0, &r.colors.band, canvas.Stroke{})
			p.Line(canvas.Stroke{Color: r.colors.soft, Width: 0.9}, canvas.Point{X: left, Y: y + h}, canvas.Point{X: left + total, Y: y + h})
		} else {
			p.Line(rule, canvas.Point{X: left, Y: y + h}, canvas.Point{X: left + total, Y: y + h})
		}
		x := left
		for _, w := range g.widths[:len(g.widths)-1] {
			if x += w; ruled {
				p.Line(rule, canvas.Point{X: x, Y: y}, canvas.Point{X: x, Y: y + h})
			}
		}
		p.End()
		x = left
		for i, c := range cells {
			p.Mark(tags[i])
			top := y + cellPadY
			if middle {
				top = y + (h-linesHeight(c.lines))/2
			}
			for _, l := range c.lines {
				at := x + cellPadX
				switch free := g.widths[i] - 2*cellPadX - l.w; g.align[i] {
				case extast.AlignRight:
					at += free
				case extast.AlignCenter:
					at += free / 2
				}
				r.drawLine(p, l, at, top)
				top += l.height()
			}
			p.End()
			x += g.widths[i]
		}
	}}
}

// split cuts a row that is higher than most into parts that are not.
func (r *renderer) split(g *grid, n int, cells []gridCell, tags []*canvas.Tag, most float64, repeat *atom) {
	for {
		part, rest, more := make([]gridCell, len(cells)), make([]gridCell, len(cells)), false
		for i, c := range cells {
			h, k := 2*cellPadY, 0
			for k < len(c.lines) && h+c.lines[k].height() <= most {
				h += c.lines[k].height()
				k++
			}
			part[i].lines, rest[i].lines = c.lines[:k], c.lines[k:]
			more = more || len(rest[i].lines) > 0
		}
		a := r.row(g, n, part, tags)
		a.repeat = repeat
		r.flow.add(a)
		if !more {
			return
		}
		cells = rest
	}
}

// records sets a table with more columns than a page has room for as a list of its rows, each
// cell under the name of its column.
func (r *renderer) records(g *grid) {
	f := &r.flow
	for n, row := range g.cells[1:] {
		if n > 0 {
			f.space(8)
		}
		for i, c := range row {
			if c.empty {
				continue
			}
			k := look{size: tableSizes[0], bold: true, color: r.colors.ink}
			spans := append([]span{{text: g.headers[i] + ": ", look: k}}, c.content.text()...)
			r.paragraph(content{{spans: spans}}, false)
		}
	}
	if len(g.cells) == 1 {
		r.paragraph(content{{spans: []span{{text: strings.Join(g.headers, " · "), look: look{size: tableSizes[0], bold: true, color: r.colors.ink}}}}}, false)
	}
}
