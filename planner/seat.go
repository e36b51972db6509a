package planner

import (
	"cmp"
	"slices"

	"github.com/stagecraft-dev/stagecraft/providers"
)

// seat settles ordinal attributes: numbers that only say in which order siblings
// come. Where the live order is already the wanted one, the live numbers stay,
// and what is new gets a number in between, so that one more stage in the
// middle is one change and not a renumbering of all that follow.
func (c *crm) seat() {
	for _, rt := range c.info.Types {
		for _, a := range rt.Attributes {
			if a.Ordinal {
				c.seatType(rt, a)
			}
		}
	}
}

func (c *crm) seatType(rt *providers.ResourceType, a providers.Attribute) {
	attr := a.Name
	groups := map[string][]*work{}
	var names []string
	for _, w := range c.works {
		if w.typ != rt || w.want == nil || a.Computed && w.want.Values[attr] == nil { // no order is wanted
			continue
		}
		g := rt.ParentOf(w.want.Values)
		if groups[g] == nil {
			names = append(names, g)
		}
		groups[g] = append(groups[g], w)
	}
	for _, g := range names {
		siblings := groups[g]
		slices.SortStableFunc(siblings, func(x, y *work) int {
			return cmp.Compare(number(x.want.Values[attr]), number(y.want.Values[attr]))
		})
		live := make([]*float64, len(siblings))
		for i, w := range siblings {
			if w.live != nil {
				n := number(w.live.Values[attr])
				live[i] = &n
			}
		}
		seats, ok := seats(live)
		if !ok {
			continue
		}
		for i, w := range siblings {
			if number(w.want.Values[attr]) != seats[i] {
				w.want.Values = w.want.Values.With(attr, seats[i])
			}
		}
	}
}

func number(v any) float64 { n, _ := v.(float64); return n }

// seats gives every sibling, in the wanted order, a number: as many as
// possible keep their live one. ok is false when none has one or the numbers lie too
// close together; the wanted numbers are as good as any then.
func seats(live []*float64) (out []float64, ok bool) {
	keep := longestRise(live)
	if len(keep) == 0 {
		return nil, false
	}
	out = make([]float64, len(live))
	prev := -1
	for _, k := range append(keep, len(live)) {
		n := k - prev - 1 // newcomers between two that keep their seats
		for j := range n {
			i, step := prev+1+j, float64(j+1)
			switch {
			case prev < 0:
				out[i] = *live[k] - float64(n-j)
			case k == len(live):
				out[i] = *live[prev] + step
			default:
				out[i] = *live[prev] + (*live[k]-*live[prev])*step/float64(n+1)
			}
		}
		if k < len(live) {
			out[k] = *live[k]
		}
		prev = k
	}
	for i := 1; i < len(out); i++ {
		if out[i]-out[i-1] < 1e-6 {
			return nil, false
		}
	}
	return out, true
}

// longestRise gives the places of a longest strictly rising sequence of live numbers.
func longestRise(live []*float64) []int {
	best := make([]int, len(live)) // length of the longest rise that ends here
	from := make([]int, len(live))
	end := -1
	for i, x := range live {
		if x == nil {
			continue
		}
		best[i], from[i] = 1, -1
		for j := range i {
			if live[j] != nil && *live[j] < *x && best[j]+1 > best[i] {
				best[i], from[i] = best[j]+1, j
			}
		}
		if end < 0 || best[i] > best[end] {
			end = i
		}
	}
	var out []int
	for ; end >= 0; end = from[end] {
		out = append(out, end)
	}
	slices.Reverse(out)
	return out
}
