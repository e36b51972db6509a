package card

import (
	"slices"

	"github.com/stagecraft-dev/stagecraft/render/diagram"
)

// Measures of a stage in parts of the font size.
const (
	nameX    = 0.85 // where names start
	textX    = 2.0  // where criteria and moves start, behind their mark
	padR     = 0.5  // free on the right
	padY     = 0.3  // free above the first and below the last line
	ownerGap = 0.7  // between a name and its owner
	base0    = 0.36 // from the middle of a line down to its baseline
	bandPad  = 0.4
)

// style is how large and how dense a card is set.
type style struct {
	size    float64 // of the font in points
	leading float64 // from line to line, in parts of the size
	gap     float64 // between stages, in parts of the size
	details
}

// line is a line of a stage.
type line struct {
	x     float64
	words []word
	mark  string
	right []word // at the right end
}

// block is a stage laid out for a width, in parts of the font size.
type block struct {
	*stage
	lines  []line
	height float64
}

// block lays a stage out.
func (r *ruler) block(s *stage, width float64, st style) block {
	b := block{stage: s}
	inner := width - padR
	names := r.wrap(s.name, inner-nameX)
	for _, l := range names {
		b.lines = append(b.lines, line{x: nameX, words: l})
	}
	if owner := s.owner.name(st.full); len(owner) > 0 && len(b.lines) > 0 {
		last := &b.lines[len(b.lines)-1]
		if nameX+length(last.words)+ownerGap+length(owner) <= inner {
			last.right = owner
		} else {
			for _, l := range r.wrap(owner, inner-nameX) {
				b.lines = append(b.lines, line{right: l})
			}
		}
	}
	for _, c := range s.criteria {
		b.text(r, c, textX, inner)
	}
	if st.needs && len(s.needs) > 0 {
		b.text(r, row{words: s.needs}, textX, inner)
	}
	for _, m := range s.moves {
		if m.plain && !st.next {
			continue
		}
		out := row{mark: "move", words: slices.Concat(m.to, m.owner.name(st.full))}
		if m.back {
			out.mark = "back"
		}
		if st.slas {
			out.words = append(out.words, m.sla...)
		}
		b.text(r, out, textX, inner)
	}
	b.height = float64(len(b.lines))*st.leading + 2*padY
	return b
}

// text adds a paragraph, with its mark before the first line.
func (b *block) text(r *ruler, p row, x, right float64) {
	for i, l := range r.wrap(p.words, right-x) {
		n := line{x: x, words: l}
		if i == 0 {
			n.mark = p.mark
		}
		b.lines = append(b.lines, n)
	}
}

// canvas draws on a scene.
type canvas struct {
	scene *diagram.Scene
	ruler *ruler
}

func (c *canvas) add(shapes ...diagram.Shape) { c.scene.Shapes = append(c.scene.Shapes, shapes...) }

// line writes words from x on; y is the baseline. Words of one look are one text.
func (c *canvas) line(line []word, x, y, size float64, of string) {
	start := x
	for i, w := range line {
		if i > 0 {
			x += gap(line[i-1], w) * size
		}
		if i > 0 && line[i-1].role == w.role {
			t := c.scene.Shapes[len(c.scene.Shapes)-1].(diagram.Text)
			t.S += " " + w.text
			c.scene.Shapes[len(c.scene.Shapes)-1] = t
		} else {
			start = x
			c.add(diagram.Text{X: start, Y: y, Size: size, Anchor: "start", Role: w.role, S: w.text, Of: of})
		}
		x += w.width * size
	}
}

// block draws a stage into a box; room that it does not need is shared above and below.
func (c *canvas) block(b block, x, y, w, h float64, st style) {
	s, id := st.size, string(b.schema.Address)
	ground, bar := "block "+b.domain, "bar "+b.domain
	if b.golden {
		ground, bar = "golden", "bar golden"
	}
	if b.assumed {
		bar += " assumed"
	}
	c.add(diagram.Rect{X: x, Y: y, W: w, H: h, Role: ground, ID: id, Name: plain(b.name)},
		diagram.Line{Points: []diagram.Point{{X: x + barWidth/2, Y: y}, {X: x + barWidth/2, Y: y + h}}, Role: bar})
	top := y + padY*s
	for i, l := range b.lines {
		middle := top + (float64(i)+0.5)*st.leading*s
		c.mark(l.mark, b.domain, x+nameX*s, middle, s, id)
		c.line(l.words, x+l.x*s, middle+base0*s, s, id)
		if len(l.right) > 0 {
			c.line(l.right, x+w-(padR+length(l.right))*s, middle+base0*s, s, id)
		}
	}
}

// mark draws what stands before a criterion or move, from x on.
func (c *canvas) mark(mark, domain string, x, middle, size float64, of string) {
	text := func(s, role string) {
		c.add(diagram.Text{X: x, Y: middle + base0*size, Size: size, Anchor: "start", Role: role, S: s, Of: of})
	}
	switch mark {
	case "check", "judge":
		c.add(diagram.Circle{X: x + 0.4*size, Y: middle, R: 0.19 * size, Role: mark})
	case "move":
		text("→", "move "+domain)
	case "back":
		text("←", "back")
	}
}

// plain is the text of words.
func plain(list []word) string {
	s := ""
	for i, w := range list {
		if i > 0 {
			s += " "
		}
		s += w.text
	}
	return s
}

// band draws the heading of a lifecycle or pipeline. Its height is bandHeight.
func (c *canvas) band(lines [][]word, domain string, x, y, w float64, st style) {
	s := st.size
	c.add(diagram.Rect{X: x, Y: y, W: w, H: bandHeight(lines, st) * s, Role: "band " + domain})
	for i, l := range lines {
		c.line(l, x+nameX*s, y+(bandPad+(float64(i)+0.5)*st.leading+base0)*s, s, "")
	}
}

// bandHeight is the height of a heading in parts of the font size.
func bandHeight(lines [][]word, st style) float64 {
	return float64(len(lines))*st.leading + 2*bandPad
}
