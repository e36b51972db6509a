package diagram

import (
	"math"
	"slices"
)

// rounded is the outline of a box with round corners, clockwise from the left end of its top side, not closed.
func rounded(x, y, w, h, r float64) []Point {
	r = min(r, w/2, h/2)
	if r <= 0 {
		return []Point{{x, y}, {x + w, y}, {x + w, y + h}, {x, y + h}}
	}
	out := []Point{}
	corner := func(cx, cy, from float64) {
		const steps = 8
		for i := range steps + 1 {
			sin, cos := math.Sincos(from + float64(i)/steps*math.Pi/2)
			out = append(out, Point{cx + r*cos, cy + r*sin})
		}
	}
	out = append(out, Point{x + r, y})
	corner(x+w-r, y+r, -math.Pi/2)
	corner(x+w-r, y+h-r, 0)
	corner(x+r, y+h-r, math.Pi/2)
	corner(x+r, y+r, math.Pi)
	return out[:len(out)-1]
}

// dashes cuts a line into its dashes: the lengths of dash in turn are drawn and left out.
func dashes(line []Point, dash []float64) [][]Point {
	total := 0.0
	for _, d := range dash {
		total += d
	}
	if total <= 0 || len(line) < 2 {
		return [][]Point{line}
	}
	var out [][]Point
	i, left, on := 0, dash[0], true
	piece := []Point{line[0]}
	for k := 1; k < len(line); k++ {
		a, z := line[k-1], line[k]
		length := math.Hypot(z.X-a.X, z.Y-a.Y)
		done := 0.0
		for length-done > left {
			done += left
			q := Point{a.X + (z.X-a.X)*done/length, a.Y + (z.Y-a.Y)*done/length}
			if on {
				out = append(out, append(piece, q))
			}
			piece = []Point{q}
			on = !on
			i = (i + 1) % len(dash)
			left = dash[i]
		}
		left -= length - done
		piece = append(piece, z)
	}
	if on && len(piece) > 1 {
		out = append(out, piece)
	}
	return out
}

// around is the outline of a stroke along a line, with mitred corners.
func around(line []Point, width float64) []Point {
	line = slices.CompactFunc(slices.Clone(line), func(a, b Point) bool { return math.Hypot(a.X-b.X, a.Y-b.Y) < 1e-6 })
	n := len(line)
	if n < 2 {
		return nil
	}
	// the direction of the step that starts at a point
	step := func(i int) Point {
		a, z := line[i], line[i+1]
		d := math.Hypot(z.X-a.X, z.Y-a.Y)
		return Point{(z.X - a.X) / d, (z.Y - a.Y) / d}
	}
	var left, right []Point
	for i, p := range line {
		before, after := step(max(i-1, 0)), step(min(i, n-2))
		// the normal of the corner, longer the sharper it is
		nx, ny := -(before.Y + after.Y), before.X+after.X
		k := width / 2 / max(1+before.X*after.X+before.Y*after.Y, 0.2)
		left = append(left, Point{p.X + nx*k, p.Y + ny*k})
		right = append(right, Point{p.X - nx*k, p.Y - ny*k})
	}
	slices.Reverse(right)
	return append(left, right...)
}
