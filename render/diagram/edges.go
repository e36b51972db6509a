package diagram

import (
	"math"

	"golang.org/x/image/font/sfnt"
)

// edges tell how much of each pixel of an area lies inside closed lines. Each edge adds, to every row that it crosses, how much
// more of the pixels to its right is inside; the sum from the left is the part that is covered.
// Areas that overlap in the same turn count once.
type edges struct {
	w, h int
	x, y float64   // place of the area's corner
	add  []float64 // w+2 for each row
}

func (e *edges) reset(w, h int, x, y float64) {
	e.w, e.h, e.x, e.y = w, h, x, y
	n := (w + 2) * h
	if cap(e.add) < n {
		e.add = make([]float64, n)
	}
	e.add = e.add[:n]
	clear(e.add)
}

// levels writes the covered part of each pixel, from 0 to levels.
func (e *edges) levels(mask []uint8) {
	for y := range e.h {
		sum := 0.0
		for x, d := range e.add[y*(e.w+2) : y*(e.w+2)+e.w] {
			sum += d
			mask[y*e.w+x] = uint8(min(math.Abs(sum), 1)*levels + 0.5)
		}
	}
}

// polygon adds a closed line.
func (e *edges) polygon(list []Point) {
	for i, p := range list {
		e.line(p, list[(i+1)%len(list)])
	}
}

// line adds an edge.
func (e *edges) line(a, z Point) {
	turn := -1.0 // a polygon that turns clockwise counts as positive
	if a.Y > z.Y {
		a, z, turn = z, a, 1
	}
	top, bottom := a.Y-e.y, z.Y-e.y
	if bottom <= 0 || top >= float64(e.h) || top == bottom {
		return
	}
	slope := (z.X - a.X) / (z.Y - a.Y)
	for y := max(int(top), 0); y < e.h && float64(y) < bottom; y++ {
		from, to := max(top, float64(y)), min(bottom, float64(y+1))
		at := func(y float64) float64 { return min(max(a.X-e.x+(y-top)*slope, 0), float64(e.w)) }
		x1, x2 := at(from), at(to)
		e.step(e.add[y*(e.w+2):(y+1)*(e.w+2)], min(x1, x2), max(x1, x2), (to-from)*turn)
	}
}

// step adds the part of an edge within one row: from x1 to x2, over a height.
func (e *edges) step(row []float64, x1, x2, height float64) {
	first, last := int(x1), int(x2)
	if first == last { // the pixel is covered to the right of the middle of the edge, all pixels after it in full
		right := float64(first+1) - (x1+x2)/2
		row[first] += height * right
		row[first+1] += height * (1 - right)
		return
	}
	// covered of a pixel: the height of the edge up to it in full, less the triangle within it
	per := height / (x2 - x1)
	done := 0.0 // covered so far, as the sum of what was added
	for x := first; x <= last; x++ {
		from, to := max(x1, float64(x)), min(x2, float64(x+1))
		before, within := (from-x1)*per, (to-from)*per
		covered := before + within*(float64(x+1)-(from+to)/2)
		row[x] += covered - done
		done = covered
	}
	row[last+1] += height - done
}

// glyph adds the outline of a character.
func (e *edges) glyph(segments sfnt.Segments) {
	var start, pen Point
	to := func(p Point) { e.line(pen, p); pen = p }
	for _, s := range segments {
		var q [3]Point
		for i, a := range s.Args {
			q[i] = Point{float64(a.X) / 64, float64(a.Y) / 64}
		}
		const steps = 8 // to a curve; characters are small
		from := pen
		switch s.Op {
		case sfnt.SegmentOpMoveTo:
			to(start)
			start, pen = q[0], q[0]
		case sfnt.SegmentOpLineTo:
			to(q[0])
		case sfnt.SegmentOpQuadTo:
			for i := 1; i <= steps; i++ {
				t := float64(i) / steps
				to(between(between(from, q[0], t), between(q[0], q[1], t), t))
			}
		case sfnt.SegmentOpCubeTo:
			for i := 1; i <= steps; i++ {
				t := float64(i) / steps
				ab, bc, cd := between(from, q[0], t), between(q[0], q[1], t), between(q[1], q[2], t)
				to(between(between(ab, bc, t), between(bc, cd, t), t))
			}
		}
	}
	to(start)
}

// between is the point at a part of the way.
func between(a, z Point, t float64) Point {
	return Point{a.X + (z.X-a.X)*t, a.Y + (z.Y-a.Y)*t}
}
