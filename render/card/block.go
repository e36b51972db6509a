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

// part is a column of lines in a block, x from the block's left.
type part struct {
	x, width float64
	lines    []line
}

// block is a stage laid out for a width, in parts of the font size: its name, owner and criteria, and
// its moves below them, or beside them where there is room.
type block struct {
	*stage
	parts  []part
	height float64
	below  bool // the owner found no room beside the name
}

// wide is the width from which moves stand beside the criteria: half of it is a line of about 45 characters.
const wide = 44.0

// block lays a stage out.
func (r *ruler) block(s *stage, width float64, st style) block {
	b := block{stage: s, parts: []part{{width: width}}}
	if width >= wide {
		b.parts = []part{{width: width / 2}, {x: width / 2, width: width / 2}}
	}
	what, moves := &b.parts[0], &b.parts[len(b.parts)-1]
	b.heading(r, what, s.owner.name(st.full))
	for _, c := range s.criteria {
		what.text(r, c)
	}
	if st.needs && len(s.needs) > 0 {
		what.text(r, row{words: s.needs})
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
		moves.text(r, out)
	}
	b.height = float64(max(len(what.lines), len(moves.lines)))*st.leading + 2*padY
	return b
}

// heading adds the lines of the stage's name, and the owner at the right end of the last one or below.
func (b *block) heading(r *ruler, p *part, owner []word) {
	inner := p.width - padR - nameX
	for _, l := range r.wrap(b.name, inner) {
		p.lines = append(p.lines, line{x: nameX, words: l})
	}
	if n := len(p.lines); n > 0 && length(p.lines[n-1].words)+ownerGap+length(owner) <= inner {
		p.lines[n-1].right = owner
		return
	}
	for _, l := range r.wrap(owner, inner) {
		p.lines = append(p.lines, line{right: l})
		b.below = true
	}
}

// text adds a paragraph, with its mark before the first line.
func (p *part) text(r *ruler, text row) {
	for i, l := range r.wrap(text.words, p.width-padR-textX) {
		n := line{x: textX, words: l}
		if i == 0 {
			n.mark = text.mark
		}
		p.lines = append(p.lines, n)
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
	for _, p := range b.parts {
		left, right := x+p.x*s, x+(p.x+p.width-padR)*s
		for i, l := range p.lines {
			middle := y + (padY+(float64(i)+0.5)*st.leading)*s
			c.mark(l.mark, b.domain, left+nameX*s, middle, s, id)
			c.line(l.words, left+l.x*s, middle+base0*s, s, id)
			c.line(l.right, right-length(l.right)*s, middle+base0*s, s, id)
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
