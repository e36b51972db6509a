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
)

// tableSizes are tried in turn until no word must be broken.
var tableSizes = []float64{8.8, 8.2, 7.6}

// grid is a table as it is set.
type grid struct {
	cells   [][]gridCell // the first row is the head
	align   []extast.Alignment
	widths  []float64
	signed  bool
	ticked  []bool // rows with boxes
	boxed   []bool // columns with boxes
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
			if strings.Contains(text, "□") {
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

// measure chooses the size of the text and the widths of the columns.
func (r *renderer) measure(g *grid) {
	width := r.flow.width
	var least, most []float64
	for _, size := range tableSizes {
		least, most = r.contentWidths(g, size)
		if sum(least) <= width {
			break
		}
	}
	if g.signed {
		for i := range most {
			if g.penColumn(i) {
				share := 0.16 // of the width
				if strings.EqualFold(g.headers[i], "signature") {
					share = 0.34
				} else if strings.EqualFold(g.headers[i], "name") {
					share = 0.24
				}
				least[i], most[i] = max(least[i], share*width), max(most[i], share*width)
			}
		}
	}
	g.widths = g.layout(least, most, width)
	for _, row := range g.cells {
		for i := range row {
			row[i].lines = r.breakLines(row[i].words, g.widths[i]-2*cellPadX, 8)
		}
	}
}

// penColumn tells a column that people fill in by hand.
func (g *grid) penColumn(i int) bool {
	for _, row := range g.cells[1:] {
		if !row[i].empty {
			return false
		}
	}
	return true
}

// contentWidths measures the columns at a size: their widest word, and their widest line.
func (r *renderer) contentWidths(g *grid, size float64) (least, most []float64) {
	least, most = make([]float64, len(g.align)), make([]float64, len(g.align))
	for _, row := range g.cells {
		for i := range row {
			c := &row[i]
			spans := c.content.text()
			for j := range spans {
				if spans[j].code {
					spans[j].size = size * 0.94
				} else {
					spans[j].size = size
				}
			}
			c.words = r.words(spans)
			c.min, c.max = 0, 0
			whole := 0.0
			for _, w := range c.words {
				c.min = max(c.min, w.w)
				c.max = max(c.max, whole+w.w)
				whole += w.w + w.gapW
				if w.breaks {
					whole = 0
				}
			}
			least[i] = max(least[i], c.min+2*cellPadX+0.1)
			most[i] = max(most[i], c.max+2*cellPadX+0.1)
		}
	}
	return least, most
}

func sum(v []float64) float64 {
	s := 0.0
	for _, x := range v {
		s += x
	}
	return s
}

// layout gives the columns their widths. Where there is room, those with boxes are equally wide
// and hold their boxes side by side; where that makes the table clearly higher, boxes stand below each other.
func (g *grid) layout(least, most []float64, width float64) []float64 {
	if !slices.Contains(g.boxed, true) {
		return g.shareOut(least, most, width)
	}
	var whole, single float64 // widths that keep the head on one line, and the boxes
	for i := range g.align {
		if !g.boxed[i] {
			continue
		}
		whole, single = max(whole, most[i]), max(single, least[i])
		for _, row := range g.cells[1:] {
			single = max(single, row[i].max+2*cellPadX+0.1)
		}
		most[i] = least[i]
	}
	const clearly = 1.05
	best := g.shareOut(least, most, width)
	lines := g.lines(best)
	for _, w := range []float64{single, whole} {
		for i := range g.align {
			if g.boxed[i] {
				least[i], most[i] = w, w
			}
		}
		if sum(least) > width {
			break
		}
		if widths := g.shareOut(least, most, width); g.lines(widths) <= clearly*lines {
			best = widths
		}
	}
	return best
}

// lines is about how many lines the table has in columns of these widths.
func (g *grid) lines(widths []float64) float64 {
	n := 0.0
	for _, row := range g.cells {
		tall := 0.0
		for i := range row {
			tall = max(tall, row[i].linesIn(widths[i]))
		}
		n += tall
	}
	return n
}

// shareOut gives columns widths that fill the table: each its widest line if there is room, else
// what makes the table low (lowest); where even the words are too wide, the widest columns give
// way until it fits.
func (g *grid) shareOut(least, most []float64, width float64) []float64 {
	out := slices.Clone(least)
	switch wide, narrow := sum(most), sum(least); {
	case wide <= width:
		for i := range out {
			out[i] = most[i] * width / wide
		}
	case narrow <= width:
		g.lowest(out, most, width-narrow)
	default:
		// the level above which columns are cut so that the rest fits
		sorted := slices.Sorted(slices.Values(least))
		left, level := width, 0.0
		for i, w := range sorted {
			level = left / float64(len(sorted)-i)
			if w > level {
				break
			}
			left -= w
		}
		for i := range out {
			out[i] = min(out[i], level)
		}
	}
	return out
}

// lowest hands the room that is left to columns in small steps, each time to the column that
// makes the table lower by most, by the lines that its cells then need. (The automatic layout of CSS
// looks at the longest cell alone and lets it starve the other columns.)
func (g *grid) lowest(widths, most []float64, room float64) {
	const steps = 40
	step := room / steps
	rows := g.cells[:min(len(g.cells), 200)] // enough to know what the columns hold
	for range steps {
		gain := make([]float64, len(widths))
		for _, row := range rows {
			tall, second, at := 0.0, 0.0, 0
			for i := range row {
				if n := row[i].linesIn(widths[i]); n > tall {
					tall, second, at = n, tall, i
				} else {
					second = max(second, n)
				}
			}
			gain[at] += tall - max(second, row[at].linesIn(widths[at]+step))
			for i := range row { // a shorter cell counts a little, so that ties are not stuck
				const little = 0.05
				gain[i] += little * (row[i].linesIn(widths[i]) - row[i].linesIn(widths[i]+step))
			}
		}
		best := -1
		for i := range widths {
			if widths[i] < most[i] && (best < 0 || gain[i] > gain[best]) {
				best = i
			}
		}
		if best < 0 {
			best = len(widths) - 1
		}
		widths[best] += step
	}
}

// linesIn is about how many lines a cell needs in a column of a width; a last line is seldom full.
func (c *gridCell) linesIn(width float64) float64 {
	if part := c.max / (width - 2*cellPadX); part > 1 {
		return part + 0.5
	}
	return 1
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
	for i, cells := range g.cells[1:] {
		tags := r.rowTags(table, g, "TD")
		a := r.row(g, i+1, cells, tags)
		a.repeat = repeat
		if a.h > most {
			f.atoms[len(f.atoms)-1].keep = false
			r.split(g, i+1, cells, tags, most, repeat)
			continue
		}
		// who signs sees all signatures on one page; a last row does not stand alone on the next
		last := len(g.cells) - 2
		a.keep = g.signed && i < last || i == last-1
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

// row makes an atom of a row, or of a part of it. Tags are the elements of its cells.
func (r *renderer) row(g *grid, n int, cells []gridCell, tags []*canvas.Tag) atom {
	h := 0.0
	for _, c := range cells {
		h = max(h, linesHeight(c.lines))
	}
	if h == 0 {
		h = tableSizes[0] * 1.45
	}
	h += 2 * cellPadY
	text := h
	if n > 0 && g.signed {
		h = max(h, signHeight)
	}
	if n > 0 && g.ticked[n] {
		h = max(h, tickHeight)
	}
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
