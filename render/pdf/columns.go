package pdf

import (
	"slices"
	"strings"
)

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
