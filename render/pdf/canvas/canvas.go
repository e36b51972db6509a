// Package canvas writes PDF files (ISO 32000-1): pages with text, lines, shapes, pictures and
// links, bookmarks and embedded fonts. It knows nothing of documents; package pdf lays them out.
//
// It is written for what a general library does not give us: the same bytes for the same calls
// in every process, characters beyond the first 65,536, fonts that are parsed once for all documents,
// and a map from glyphs back to characters that is exact, so that search and copying work.
//
// Units are points (1/72 inch); the origin is the upper left corner, y grows downwards.
package canvas

import (
	"fmt"
	"math"
	"slices"
	"strconv"

	"github.com/stagecraft-dev/stagecraft/render/fonts"
)

// Color is a colour with parts from 0 to 255.
type Color struct{ R, G, B uint8 }

// ParseColor reads "#rrggbb".
func ParseColor(s string) (Color, error) {
	if len(s) == 7 && s[0] == '#' {
		if v, err := strconv.ParseUint(s[1:], 16, 32); err == nil {
			return Color{uint8(v >> 16), uint8(v >> 8), uint8(v)}, nil
		}
	}
	return Color{}, fmt.Errorf("%q is no colour of the form #rrggbb", s)
}

// Tint mixes the colour with white: 0 is white, 1 the colour itself.
func (c Color) Tint(part float64) Color {
	mix := func(v uint8) uint8 { return uint8(math.Round(255 - (255-float64(v))*part)) }
	return Color{mix(c.R), mix(c.G), mix(c.B)}
}

// Stroke is how a line is drawn. Width is in points; a width of 0 draws nothing.
type Stroke struct {
	Color Color
	Width float64
	Dash  []float64
}

// Point is a place on a page.
type Point struct{ X, Y float64 }

// Page is one page. What is drawn later covers what was drawn earlier.
type Page struct {
	doc    *Document
	id     int
	w, h   float64
	ops    []byte
	links  []*link
	marks  []*Tag // by number of marked content
	within *Tag   // of the content that is marked now
	fill   Color  // state of the content stream
	stroke Stroke
}

// link is a rectangle that leads somewhere.
type link struct {
	x, y, w, h float64
	url        string
	tag        *Tag // nil outside of the structure
	id         int
}

// num appends a number with at most two decimals, and a space.
func (p *Page) num(values ...float64) {
	for _, v := range values {
		p.ops = append(appendNum(p.ops, v), ' ')
	}
}

// appendNum writes a number with at most two decimals.
func appendNum(b []byte, v float64) []byte {
	n := int64(math.Round(v * 100))
	if n < 0 {
		b = append(b, '-')
		n = -n
	}
	b = strconv.AppendInt(b, n/100, 10)
	if c := n % 100; c != 0 {
		b = append(b, '.', byte('0'+c/10))
		if c%10 != 0 {
			b = append(b, byte('0'+c%10))
		}
	}
	return b
}

func (p *Page) op(s string) { p.ops = append(append(p.ops, s...), '\n') }

func (p *Page) setFill(c Color) {
	if p.fill != c {
		p.fill = c
		p.colour(c, "rg")
	}
}

// colour writes a colour with three decimals for each part.
func (p *Page) colour(c Color, op string) {
	for _, v := range []uint8{c.R, c.G, c.B} {
		p.ops = append(strconv.AppendFloat(p.ops, math.Round(float64(v)/255*1000)/1000, 'f', -1, 64), ' ')
	}
	p.op(op)
}

func (p *Page) setStroke(s Stroke) {
	if p.stroke.Color != s.Color {
		p.colour(s.Color, "RG")
	}
	if p.stroke.Width != s.Width {
		p.num(s.Width)
		p.op("w")
	}
	if !slices.Equal(p.stroke.Dash, s.Dash) {
		p.ops = append(p.ops, '[')
		p.num(s.Dash...)
		p.op("] 0 d")
	}
	p.stroke = s
}

// paint ends a path. A nil fill and a stroke of width 0 draw nothing.
func (p *Page) paint(fill *Color, s Stroke) {
	switch {
	case fill != nil && s.Width > 0:
		p.op("B")
	case fill != nil:
		p.op("f")
	case s.Width > 0:
		p.op("S")
	default:
		p.op("n")
	}
}

func (p *Page) prepare(fill *Color, s Stroke) {
	if fill != nil {
		p.setFill(*fill)
	}
	if s.Width > 0 {
		p.setStroke(s)
	}
}

func (p *Page) move(x, y float64) { p.num(x, p.h-y); p.op("m") }
func (p *Page) line(x, y float64) { p.num(x, p.h-y); p.op("l") }
func (p *Page) curve(x1, y1, x2, y2, x, y float64) {
	p.num(x1, p.h-y1, x2, p.h-y2, x, p.h-y)
	p.op("c")
}

// round is the part of a quarter circle's radius at which its Bézier handles lie.
const round = 0.5523

// Rect draws a box with corners of radius r.
func (p *Page) Rect(x, y, w, h, r float64, fill *Color, s Stroke) {
	p.prepare(fill, s)
	r = min(r, w/2, h/2)
	if r <= 0 {
		p.num(x, p.h-y-h, w, h)
		p.op("re")
		p.paint(fill, s)
		return
	}
	k := r * (1 - round)
	p.move(x+r, y)
	p.line(x+w-r, y)
	p.curve(x+w-k, y, x+w, y+k, x+w, y+r)
	p.line(x+w, y+h-r)
	p.curve(x+w, y+h-k, x+w-k, y+h, x+w-r, y+h)
	p.line(x+r, y+h)
	p.curve(x+k, y+h, x, y+h-k, x, y+h-r)
	p.line(x, y+r)
	p.curve(x, y+k, x+k, y, x+r, y)
	p.op("h")
	p.paint(fill, s)
}

// Circle draws a disc around a middle.
func (p *Page) Circle(x, y, r float64, fill *Color, s Stroke) {
	p.Rect(x-r, y-r, 2*r, 2*r, r, fill, s)
}

// Line draws a polyline.
func (p *Page) Line(s Stroke, points ...Point) {
	if len(points) > 1 && s.Width > 0 {
		p.prepare(nil, s)
		p.path(points)
		p.op("S")
	}
}

// Polygon fills a shape.
func (p *Page) Polygon(fill Color, points ...Point) {
	if len(points) > 2 {
		p.setFill(fill)
		p.path(points)
		p.op("h f")
	}
}

func (p *Page) path(points []Point) {
	p.move(points[0].X, points[0].Y)
	for _, q := range points[1:] {
		p.line(q.X, q.Y)
	}
}

// Text draws one line of text; y is its baseline. The width is that of fonts.Set.Width.
func (p *Page) Text(x, y, size float64, runs []fonts.Run, c Color) {
	p.text(x, y, size, runs, c, false)
}

// HiddenText puts text on the page that is not seen and yet found and copied: it stands for
// a shape that is drawn in its place.
func (p *Page) HiddenText(x, y, size float64, runs []fonts.Run) {
	p.text(x, y, size, runs, p.fill, true)
}

func (p *Page) text(x, y, size float64, runs []fonts.Run, c Color, hidden bool) {
	if len(runs) == 0 {
		return
	}
	p.setFill(c)
	p.ops = append(p.ops, "BT "...)
	if hidden {
		p.ops = append(p.ops, "3 Tr "...)
	}
	p.num(x, p.h-y)
	p.ops = append(p.ops, "Td "...)
	for _, run := range runs {
		f := p.doc.font(run.Face)
		p.ops = append(p.ops, f.name...)
		p.ops = append(p.ops, ' ')
		p.num(size)
		p.ops = append(p.ops, "Tf ("...)
		for _, r := range run.Text {
			id := f.id(r)
			p.ops = appendByte(appendByte(p.ops, byte(id>>8)), byte(id))
		}
		p.ops = append(p.ops, ") Tj "...)
	}
	if hidden {
		p.ops = append(p.ops, "0 Tr "...)
	}
	p.op("ET")
}

// appendByte writes a byte of a string in parentheses.
func appendByte(b []byte, c byte) []byte {
	switch c {
	case '(', ')', '\\':
		return append(b, '\\', c)
	case '\r':
		return append(b, '\\', 'r')
	}
	return append(b, c)
}

// Link makes what draw draws, inside a rectangle, lead to a web address.
func (p *Page) Link(x, y, w, h float64, url string, draw func()) {
	l := &link{x: x, y: y, w: w, h: h, url: url}
	p.links = append(p.links, l)
	outer := p.within
	if outer == nil {
		draw()
		return
	}
	l.tag = p.doc.Tag(outer, "Link")
	p.End()
	p.Mark(l.tag)
	draw()
	p.End()
	l.tag.kids = append(l.tag.kids, kid{link: l, page: p})
	p.Mark(outer)
}

// Image draws a picture with its upper left corner at x, y.
func (p *Page) Image(img *Image, x, y, w, h float64) {
	p.ops = append(p.ops, "q "...)
	p.num(w, 0, 0, h, x, p.h-y-h)
	p.ops = append(p.ops, "cm "...)
	p.ops = append(p.ops, p.doc.image(img)...)
	p.op(" Do Q")
}
