// Package diagram draws an architecture as swimlanes (Build), the current state as a map (CurrentState) and a routing policy
// as a decision tree (Decision). A Scene is built once
// and holds nothing but rectangles, lines, circles and texts with their sizes, so that every
// output (SVG, PNG, and the PDF of package pdf) shows the same picture and a test can measure overlaps.
// Mermaid and DOT say the same as Build to tools that find places themselves.
package diagram

import (
	"math"
	"slices"
)

// Scene is a finished drawing; units are CSS pixels, y grows downwards.
type Scene struct {
	Title string
	// Alt says in words what the drawing shows, for those who do not see it.
	Alt    string
	W, H   float64
	Shapes []Shape
	Looks  Looks // nil for those of the architecture diagram
}

// Shape is a Rect, Line, Circle or Text.
type Shape interface{ isShape() }

// Rect is a box. Role says what it stands for and so how it looks.
type Rect struct {
	X, Y, W, H, R float64
	Role          string // lane, lane2, stage, golden, assumed, goldenassumed, tag and others of Looks; "… ended" for a lost end
	ID            string // address, for what a link can lead from
	Name          string // what a link from it is called
	Tip           string // what a pointer shows
}

// Line is a polyline with an arrow head at its end.
type Line struct {
	Points []Point
	Role   string // flow, handoff, recycle, feeds; "… finding" from what the inventory found
	Arrow  bool
}

// Size of an arrow head in pixels.
const headLength, headHalf = 8.0, 3.6

// Head is the triangle at the end of an arrow, the tip first; nil for a line without one.
func (l Line) Head() []Point {
	if !l.Arrow || len(l.Points) < 2 {
		return nil
	}
	a, z := l.Points[len(l.Points)-2], l.Points[len(l.Points)-1]
	d := math.Hypot(z.X-a.X, z.Y-a.Y)
	if d == 0 {
		return nil
	}
	ux, uy := (z.X-a.X)/d, (z.Y-a.Y)/d
	x, y := z.X-headLength*ux, z.Y-headLength*uy
	return []Point{z, {x - headHalf*uy, y + headHalf*ux}, {x + headHalf*uy, y - headHalf*ux}}
}

// Shaft is the line without its head: it ends inside the head, so that it does not blunt the tip.
func (l Line) Shaft() []Point {
	head := l.Head()
	if head == nil {
		return l.Points
	}
	out := slices.Clone(l.Points)
	base := Point{(head[1].X + head[2].X) / 2, (head[1].Y + head[2].Y) / 2}
	out[len(out)-1] = base
	return out
}

// Point is a place.
type Point struct{ X, Y float64 }

// Circle is a numbered badge on a handoff.
type Circle struct {
	X, Y, R float64
	Role    string // handoff, recycle, automation, finding
}

// Text is one line of text; X is its start, middle or end after Anchor, Y its baseline.
type Text struct {
	X, Y, Size float64
	Anchor     string // start, middle, end
	Role       string // title, head, lane, stage, small, badge, legend, legendbold, foot and others of Looks
	S          string
	Of         string // ID of the box that it stands in
}

func (Rect) isShape()   {}
func (Line) isShape()   {}
func (Circle) isShape() {}
func (Text) isShape()   {}

// InOrder lists the shapes as they are painted: boxes, then lines, then badges, tags and texts on top.
func (s *Scene) InOrder() []Shape {
	layer := func(sh Shape) int {
		switch x := sh.(type) {
		case Rect:
			if x.Role != "tag" {
				return 0
			}
		case Line:
			return 1
		}
		return 2
	}
	out := slices.Clone(s.Shapes)
	slices.SortStableFunc(out, func(a, b Shape) int { return layer(a) - layer(b) })
	return out
}

func (s *Scene) add(shapes ...Shape) { s.Shapes = append(s.Shapes, shapes...) }
