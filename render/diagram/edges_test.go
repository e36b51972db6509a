package diagram

import (
	"math"
	"math/rand/v2"
	"testing"
)

// The parts of pixels that a polygon covers add up to its area, wherever it lies.
func TestCoverIsTheArea(t *testing.T) {
	rnd := rand.New(rand.NewPCG(1, 2))
	for range 500 {
		// corners around a middle, so that the polygon does not cross itself
		var list []Point
		n := 3 + rnd.IntN(10)
		for i := range n {
			r, a := 2+20*rnd.Float64(), (float64(i)+0.4*rnd.Float64())*2*math.Pi/float64(n)
			list = append(list, Point{30 + r*math.Cos(a), 130 + r*math.Sin(a)})
		}
		area := 0.0
		for i, p := range list {
			q := list[(i+1)%len(list)]
			area += (p.X*q.Y - q.X*p.Y) / 2
		}
		var e edges
		e.reset(60, 60, 0.25, 100.5)
		e.polygon(list)
		sum := 0.0
		for y := range e.h {
			row := 0.0
			for _, d := range e.add[y*62 : y*62+60] {
				row += d
				sum += row
				if row > 1+1e-9 || row < -1e-9 {
					t.Fatalf("a pixel of %v is covered by %v", list, row)
				}
			}
			if math.Abs(row) > 1e-9 {
				t.Fatalf("%v leaves a trace of %v to its right", list, row)
			}
		}
		if math.Abs(sum-area) > 1e-6 {
			t.Fatalf("%v covers %v, its area is %v", list, sum, area)
		}
	}
}

// What lies beyond the area is cut off at its sides.
func TestCoverIsCutOff(t *testing.T) {
	var e edges
	e.reset(4, 4, 0, 0)
	e.polygon([]Point{{-10, -10}, {2, -10}, {2, 3}, {-10, 3}})
	mask := make([]uint8, 16)
	e.levels(mask)
	for i, level := range mask {
		want := uint8(0)
		if i%4 < 2 && i/4 < 3 {
			want = levels
		}
		if level != want {
			t.Errorf("pixel %d,%d is %d, want %d", i%4, i/4, level, want)
		}
	}
}

func TestDashes(t *testing.T) {
	got := dashes([]Point{{0, 0}, {10, 0}, {10, 10}}, []float64{6, 3})
	want := [][]Point{{{0, 0}, {6, 0}}, {{9, 0}, {10, 0}, {10, 5}}, {{10, 8}, {10, 10}}}
	if len(got) != len(want) {
		t.Fatalf("%v, want %v", got, want)
	}
	for i := range want {
		for k, p := range want[i] {
			if len(got[i]) != len(want[i]) || math.Hypot(got[i][k].X-p.X, got[i][k].Y-p.Y) > 1e-9 {
				t.Errorf("dash %d is %v, want %v", i, got[i], want[i])
			}
		}
	}
	if got := dashes([]Point{{0, 0}, {5, 0}}, []float64{0, 0}); len(got) != 1 {
		t.Errorf("dashes of no length gave %v", got)
	}
}

func TestParseColor(t *testing.T) {
	for in, want := range map[string][3]uint8{"#0b69a3": {11, 105, 163}, "#FFFFFF": {255, 255, 255}, "red": {}, "": {}} {
		if c := parseColor(in); [3]uint8{c.R, c.G, c.B} != want || c.A != 255 {
			t.Errorf("%q is %v", in, c)
		}
	}
}
