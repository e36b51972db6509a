// Package diagram draws an architecture as swimlanes. A Scene is built once
// and holds nothing but rectangles, lines, circles and texts with their sizes, so that every
// output (SVG today) shows the same picture and a test can measure overlaps.
package diagram

// Scene is a finished drawing; units are CSS pixels, y grows downwards.
type Scene struct {
	Title  string
	W, H   float64
	Shapes []Shape
}

// Shape is a Rect, Line, Circle or Text.
type Shape interface{ isShape() }

// Rect is a box. Role says what it stands for and so how it looks.
type Rect struct {
	X, Y, W, H, R float64
	Role          string // panel, lane, stage, golden, assumed, goldenassumed, won, lost, tag
	ID            string // address, for stages
	Tip           string // what a pointer shows
}

// Line is a polyline with an arrow head at its end.
type Line struct {
	Points []Point
	Role   string // flow, handoff, recycle, link
	Arrow  bool
}

// Point is a place.
type Point struct{ X, Y float64 }

// Circle is a numbered badge on a handoff.
type Circle struct {
	X, Y, R float64
	Role    string
}

// Text is one line of text; X is its start, middle or end after Anchor, Y its baseline.
type Text struct {
	X, Y, Size float64
	Anchor     string // start, middle, end
	Role       string // title, head, lane, stage, small, badge, legend, legendbold, foot
	S          string
}

func (Rect) isShape()   {}
func (Line) isShape()   {}
func (Circle) isShape() {}
func (Text) isShape()   {}

func (s *Scene) add(shapes ...Shape) { s.Shapes = append(s.Shapes, shapes...) }

// Width estimates how wide a line of text is, from the widths of Helvetica,
// on the safe side.
func Width(s string, size float64, bold bool) float64 {
	w := 0.0
	for _, r := range s {
		switch {
		case r >= 0x1100 && r < 0x20000 && r != '→' && r != '★' && r != '…' && r != '–' && r != '—':
			w += 1
		case r == 'm' || r == 'M' || r == 'W' || r == 'w' || r == '@' || r == '%' || r == '→' || r == '★' || r == '…' || r == '—':
			w += 0.9
		case r == 'i' || r == 'l' || r == 'j' || r == '.' || r == ',' || r == ':' || r == ';' || r == '|' || r == '\'' || r == '!' || r == 'I':
			w += 0.29
		case r == 't' || r == 'f' || r == 'r' || r == ' ' || r == '(' || r == ')' || r == '-' || r == '/' || r == '·':
			w += 0.36
		case r >= 'A' && r <= 'Z':
			w += 0.72
		default:
			w += 0.57
		}
	}
	if bold {
		w *= 1.07
	}
	return w * size
}

// Wrap breaks text into at most lines lines that fit a width; what does not
// fit ends in "…".
func Wrap(s string, width, size float64, bold bool, lines int) []string {
	var out []string
	cur := ""
	words := splitWords(s, width, size, bold)
	for i, word := range words {
		next := word
		if cur != "" {
			next = cur + " " + word
		}
		if Width(next, size, bold) <= width {
			cur = next
			continue
		}
		if len(out) == lines-1 {
			return append(out, ellipsis(cur, words[i:], width, size, bold))
		}
		out = append(out, cur)
		cur = word
	}
	if cur != "" {
		out = append(out, cur)
	}
	return out
}

func ellipsis(cur string, rest []string, width, size float64, bold bool) string {
	r := []rune(cur)
	if len(rest) == 0 {
		return cur
	}
	for len(r) > 0 && Width(string(r)+"…", size, bold) > width {
		r = r[:len(r)-1]
	}
	return string(r) + "…"
}

// splitWords splits at spaces and breaks words that are wider than a line.
func splitWords(s string, width, size float64, bold bool) []string {
	var out []string
	word := []rune{}
	flush := func() {
		if len(word) > 0 {
			out = append(out, string(word))
			word = word[:0]
		}
	}
	for _, r := range s {
		if r == ' ' || r == '\n' || r == '\t' {
			flush()
			continue
		}
		if Width(string(append(word, r)), size, bold) > width {
			flush()
		}
		word = append(word, r)
	}
	flush()
	return out
}
