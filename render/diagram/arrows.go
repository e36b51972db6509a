package diagram

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"github.com/stagecraft-dev/stagecraft/schema"
)

// arrows turns the handoffs that leave a track into edges and tags, and joins
// neighbours that have no handoff with a plain arrow.
func (p *panel) arrows(list []*schema.Handoff) {
	p.out, p.in = map[int][]tag{}, map[int][]tag{}
	cols := columns(len(p.track.Stages))
	at := map[[2]int]int{}
	for _, h := range list {
		from, to, n := p.track.Rank(h.From), p.track.Rank(h.To), p.numbers[h]
		pair := [2]int{from, to}
		i, known := at[pair]
		switch {
		case from == to:
		case to < 0 || from/cols != to/cols && to != from+1:
			p.out[from] = append(p.out[from], tag{n, p.short(h.To)})
			if to >= 0 {
				p.in[to] = append(p.in[to], tag{n, p.short(h.From)})
			}
		case known:
			p.edges[i].numbers = append(p.edges[i].numbers, n)
		default:
			role := "handoff"
			if to < from {
				role = "recycle"
			}
			at[pair] = len(p.edges)
			p.edges = append(p.edges, edge{from, to, role, []int{n}})
		}
	}
	for _, h := range p.a.Handoffs {
		if to := p.track.Rank(h.To); to >= 0 && p.track.Rank(h.From) < 0 && p.numbers[h] > 0 {
			p.in[to] = append(p.in[to], tag{p.numbers[h], p.short(h.From)})
		}
	}
	for i := 0; i+1 < len(p.track.Stages); i++ {
		if _, joined := at[[2]int{i, i + 1}]; !joined && p.track.Stages[i].Outcome == "" {
			p.edges = append(p.edges, edge{i, i + 1, "flow", nil})
		}
	}
}

// short is how a stage is called where there is little room.
func (b *builder) short(stage schema.Address) string {
	if st := schema.Find[schema.Stage](b.a, stage); st != nil {
		return st.Called()
	}
	return schema.Title(b.a.Lookup(stage))
}

// route is an edge that runs above or below the lanes, in a channel.
type route struct {
	edge
	level  int
	x1, x2 float64
}

func height(routes []route) float64 {
	if len(routes) == 0 {
		return 0
	}
	top := 0
	for _, r := range routes {
		top = max(top, r.level)
	}
	return float64(top+1)*channel + 12
}

// inside tells whether both ends of an edge are in this row.
func (r *row) inside(e edge) bool {
	return e.from >= r.first && e.from < r.end && e.to >= r.first && e.to < r.end
}

// channels gives every edge that is not between neighbours a channel: forward ones
// above the lanes, backward ones below, short ones next to the lanes.
// Arrows into one stage share a port, and so do arrows out of it.
func (r *row) channels() (over, under []route) {
	port := func(i int, dx float64) float64 {
		return margin + laneName + gutter/2 + float64(i-r.first)*(boxW+gutter) + boxW/2 + dx
	}
	for _, e := range r.edges {
		switch {
		case !r.inside(e) || e.to == e.from+1:
		case e.to > e.from:
			over = append(over, route{edge: e, x1: port(e.from, 54), x2: port(e.to, 26)})
		default:
			under = append(under, route{edge: e, x1: port(e.from, 26), x2: port(e.to, 54)})
		}
	}
	level(over)
	level(under)
	return over, under
}

func level(routes []route) {
	slices.SortStableFunc(routes, func(a, b route) int {
		return cmp.Compare(math.Abs(a.x2-a.x1), math.Abs(b.x2-b.x1))
	})
	for i := range routes {
		a := &routes[i]
		for slices.ContainsFunc(routes[:i], func(b route) bool {
			return b.level == a.level && min(a.x1, a.x2) < max(b.x1, b.x2)+12 && min(b.x1, b.x2) < max(a.x1, a.x2)+12
		}) {
			a.level++
		}
	}
}

// direct draws the arrows between neighbours: straight in one lane, else in
// steps through the gutter.
func (r *row) direct() {
	for _, e := range r.edges {
		if e.to != e.from+1 || !r.inside(e) {
			continue
		}
		a, z := r.at[e.from-r.first], r.at[e.to-r.first]
		y1, y2 := a.Y+r.boxH/2, z.Y+r.boxH/2
		mid := a.X + boxW + gutter/2
		points := []Point{{a.X + boxW, y1}, {z.X - 1, y2}}
		if y1 != y2 {
			points = []Point{{a.X + boxW, y1}, {mid, y1}, {mid, y2}, {z.X - 1, y2}}
		}
		r.s.add(Line{points, e.role, true})
		marks := labels(e.numbers, 4)
		for i, m := range marks {
			r.badge(mid, (y1+y2)/2+(float64(i)-float64(len(marks)-1)/2)*(2*badgeR+2), m, e.role)
		}
	}
}

// crossing draws the ends of the arrow from the last stage of one row to the first of the next.
func (r *row) crossing() {
	for _, e := range r.edges {
		if e.to != e.from+1 || r.inside(e) {
			continue
		}
		var a, z Point
		var mark float64
		switch {
		case e.from == r.end-1:
			at := r.at[e.from-r.first]
			a, z = Point{at.X + boxW, at.Y + r.boxH/2}, Point{at.X + boxW + gutter - 4, at.Y + r.boxH/2}
			mark = a.X + gutter/2 - 6
		case e.to == r.first:
			at := r.at[0]
			a, z = Point{at.X - gutter/2, at.Y + r.boxH/2}, Point{at.X - 1, at.Y + r.boxH/2}
			mark = a.X
		default:
			continue
		}
		r.s.add(Line{[]Point{a, z}, e.role, true})
		marks := labels(e.numbers, 3)
		for i, m := range marks {
			r.badge(mark, a.Y+(float64(i)-float64(len(marks)-1)/2)*(2*badgeR+2), m, e.role)
		}
	}
}

// around draws the arrows that run through channels; y places a level.
func (r *row) around(routes []route, y func(level int) float64, above bool) {
	for _, e := range routes {
		a, z := r.at[e.from-r.first], r.at[e.to-r.first]
		start, tip := a.Y, z.Y-1
		if !above {
			start, tip = a.Y+r.boxH, z.Y+r.boxH+1
		}
		line := y(e.level)
		path := []Point{{e.x1, start}, {e.x1, line}, {e.x2, line}, {e.x2, tip}}
		trunk, branch := shares(e, routes)
		if branch {
			path = path[1:]
		}
		if trunk {
			path = path[:len(path)-1]
		}
		r.s.add(Line{path, e.role, !trunk})
		marks := labels(e.numbers, 5)
		x := clearing(e, routes, float64(len(marks))*(badgeR+1))
		for i, m := range marks {
			r.badge(x+(float64(i)-float64(len(marks)-1)/2)*(2*badgeR+2), line, m, e.role)
		}
	}
}

// shares tells whether a farther route already draws the way into e's last stage
// (trunk) or out of its first one (branch).
func shares(e route, routes []route) (trunk, branch bool) {
	for _, o := range routes {
		if o.level > e.level {
			trunk = trunk || o.to == e.to
			branch = branch || o.from == e.from
		}
	}
	return trunk, branch
}

// clearing finds the place nearest to the middle of a route where badges of a
// half width are not crossed by the lines of others.
func clearing(e route, routes []route, half float64) float64 {
	from, to := min(e.x1, e.x2), max(e.x1, e.x2)
	free := func(x float64) bool {
		for _, o := range routes {
			if o.level >= e.level && (math.Abs(o.x1-x) < half+3 || math.Abs(o.x2-x) < half+3) {
				return false
			}
		}
		return x-half > from && x+half < to
	}
	mid := (from + to) / 2
	for d := 0.0; d < to-from; d += 4 {
		for _, x := range []float64{mid - d, mid + d} {
			if free(x) {
				return x
			}
		}
	}
	return mid
}

// labels writes numbers for at most n badges; the last one counts those left out.
func labels(numbers []int, n int) []string {
	var out []string
	for i, x := range numbers {
		if i == n-1 && len(numbers) > n {
			return append(out, fmt.Sprintf("+%d", len(numbers)-i))
		}
		out = append(out, fmt.Sprint(x))
	}
	return out
}

func (b *builder) badge(x, y float64, text, role string) {
	size := []float64{11, 11, 11, 9, 7.5, 6}[min(len(text), 5)]
	b.s.add(Circle{x, y, badgeR, role}, Text{X: x, Y: y + 4, Size: size, Anchor: "middle", Role: "badge", S: text})
}
