package planner

import (
	"cmp"
	"container/heap"
	"fmt"
	"slices"

	"github.com/stagecraft-dev/stagecraft/schema/diag"
)

// order sorts the changes of a CRM so that each comes after what it needs:
// parents before what refers to them, removals after everything that still refers to
// what is removed, a name after it was given up. Among changes that do not depend on each
// other, the order is that of the provider's resource types, then of addresses, removals
// last; so it does not depend on the order of the input. Circles are broken at the
// smallest change, with a warning.
func (b *build) order(c *crm) {
	changes := c.changes
	slices.SortFunc(changes, func(x, y *Change) int {
		px, py := phase(x), phase(y)
		rx, ry := c.rank[x.Type], c.rank[y.Type]
		if px == 1 && py == 1 {
			rx, ry = ry, rx
		}
		return cmp.Or(cmp.Compare(px, py), cmp.Compare(rx, ry), cmp.Compare(x.Address, y.Address), cmp.Compare(x.ID, y.ID))
	})
	needs := dependencies(changes)
	waiting := make([]int, len(changes))
	after := make([][]int, len(changes))
	ready := &intHeap{}
	for i, ds := range needs {
		waiting[i] = len(ds)
		for _, d := range ds {
			after[d] = append(after[d], i)
		}
		if len(ds) == 0 {
			*ready = append(*ready, i) // ascending, so a heap
		}
	}
	placed := make([]int, len(changes)) // place in the new order, -1 before
	for i := range placed {
		placed[i] = -1
	}
	out := make([]*Change, 0, len(changes))
	smallest := 0
	for len(out) < len(changes) {
		var i int
		if ready.Len() > 0 {
			i = heap.Pop(ready).(int)
		} else {
			for placed[smallest] >= 0 {
				smallest++
			}
			i = smallest
			b.diags.Warnf(diag.Cycle, c.sourceOf(changes[i]), fmt.Sprintf("%s depends on itself", changes[i].Address),
				"Resources of %s refer to each other in a circle. This one comes first; if the CRM refuses it, apply once without the reference.", c.info.Title)
		}
		if placed[i] >= 0 {
			continue
		}
		placed[i] = len(out)
		out = append(out, changes[i])
		for _, j := range after[i] {
			if waiting[j]--; waiting[j] == 0 && placed[j] < 0 {
				heap.Push(ready, j)
			}
		}
	}
	for i, ds := range needs {
		ch := changes[i]
		for _, d := range ds {
			if placed[d] < placed[i] {
				ch.DependsOn = append(ch.DependsOn, placed[d])
			}
		}
		slices.Sort(ch.DependsOn)
	}
	c.changes = out
}

func (c *crm) sourceOf(ch *Change) (r diag.Range) {
	if ch.Source != nil {
		r = *ch.Source
	}
	return r
}

func phase(c *Change) int {
	if c.Action == Delete || c.Action == Forget {
		return 1
	}
	return 0
}

// dependencies lists, for each change, the changes that come before it.
func dependencies(changes []*Change) [][]int {
	type key = [2]string
	made := make(map[key]int, len(changes)) // what is there after the run, by its key
	gone := map[key]int{}                   // what is deleted, or made anew, by its live key
	freed := map[key]int{}                  // keys that are given up
	for i, c := range changes {
		switch {
		case c.Action == Delete:
			gone[key{c.Type, c.Key}] = i
			freed[key{c.Type, c.Key}] = i
		case c.Action == Forget:
		default:
			made[key{c.Type, c.Key}] = i
			if c.OldKey != "" {
				freed[key{c.Type, c.OldKey}] = i
			}
			if c.Action == Replace {
				gone[key{c.Type, c.w.live.Key}] = i
			}
		}
	}
	needs := make([][]int, len(changes))
	add := func(i, needed int) {
		if i != needed && !slices.Contains(needs[i], needed) {
			needs[i] = append(needs[i], needed)
		}
	}
	for i, c := range changes {
		w := c.w
		if phase(c) == 0 {
			for _, r := range w.typ.References(w.want.Values) {
				if m, ok := made[key{r.Type, r.Key}]; ok {
					add(i, m)
				}
			}
			if f, ok := freed[key{c.Type, c.Key}]; ok {
				add(i, f)
			}
		}
		if w.live != nil && len(gone) > 0 {
			for _, r := range w.typ.References(w.live.Values) {
				g, ok := gone[key{r.Type, r.Key}]
				if ok && (changes[g].Action == Delete || c.Action == Delete) {
					add(g, i)
				}
			}
		}
		if c.Action == Delete && c.MoveRecordsTo != "" {
			if m, ok := made[key{c.Type, c.MoveRecordsTo}]; ok {
				add(i, m)
			}
		}
	}
	return needs
}

type intHeap []int

func (h intHeap) Len() int           { return len(h) }
func (h intHeap) Less(i, j int) bool { return h[i] < h[j] }
func (h intHeap) Swap(i, j int)      { h[i], h[j] = h[j], h[i] }
func (h *intHeap) Push(x any)        { *h = append(*h, x.(int)) }
func (h *intHeap) Pop() any {
	old := *h
	x := old[len(old)-1]
	*h = old[:len(old)-1]
	return x
}
