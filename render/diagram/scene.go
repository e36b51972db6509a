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
	Role          string // lane, lane2, stage, golden, assumed, goldenassumed, tag; "… ended" for a lost end
	ID            string // address, for stages
	Tip           string // what a pointer shows
}

// Line is a polyline with an arrow head at its end.
type Line struct {
	Points []Point
	Role   string // flow, handoff, recycle
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
