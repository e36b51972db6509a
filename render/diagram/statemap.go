package diagram

import (
	"fmt"
	"math"
	"slices"
)

// Measures of the columns.
const (
	columnPad  = 14.0
	trunkStep  = 10.0 // between the upright parts of ways
	trunkSpace = 26.0 // left and right of them
)

// trunks lists the places in a column that ways lead to; each has an upright line of its own before the column.
func (m *stateMap) trunks(c *column) []*place {
	var out []*place
	for _, p := range c.places {
		if slices.ContainsFunc(m.ways, func(w way) bool { return w.to == p }) {
			out = append(out, p)
		}
	}
	return out
}

// gap is the room before a column.
func (m *stateMap) gap(i int) float64 {
	if i == 0 {
		return 0
	}
	return 2*trunkSpace + max(float64(len(m.trunks(m.columns[i]))-1), 0)*trunkStep
}

func (m *stateMap) width() float64 {
	w := 2 * margin
	for i, c := range m.columns {
		w += m.gap(i) + c.w + 2*columnPad
	}
	return w
}

// draw lays the columns out and draws them with the ways.
func (m *stateMap) draw() {
	if len(m.columns) == 0 {
		return
	}
	top := m.y
	bottom := top
	x := margin
	spare := (m.s.W - m.width()) / float64(max(len(m.columns)-1, 1)) // for the gaps, where the page is wider
	for i, c := range m.columns {
		if i > 0 {
			x += m.gap(i) + spare
		}
		y := top + 34
		for _, p := range c.places {
			room := float64(min(len(p.marks), 3)) * (2*badgeR + 4)
			role := p.role
			p.card = newCard(p.id, role, c.w, room, p.name, p.lines...)
			p.h = math.Ceil(max(p.height(), 2*badgeR+16)/(2*grid)) * 2 * grid
			p.x, p.y = x+columnPad, y
			y += p.h + 2*grid
		}
		bottom = max(bottom, y)
		x += c.w + 2*columnPad
	}
	for i, c := range m.columns {
		left := c.places[0].x - columnPad
		m.s.add(Rect{X: left, Y: top, W: c.w + 2*columnPad, H: bottom - top, Role: []string{"lane", "lane2"}[i%2]})
		m.s.add(Text{X: left + columnPad, Y: top + 22, Size: 13, Anchor: "start", Role: "lane", S: c.title})
		var names []string
		for _, p := range c.places {
			names = append(names, p.name)
			m.card(p.card, p.x, p.y, p.h)
			for k, mark := range labels3(p.marks) {
				m.badge(p.x+c.w-badgeR-8-float64(k)*(2*badgeR+4), p.y+badgeR+8, mark, "finding")
			}
		}
		m.s.tells(c.title, names)
		m.routes(c)
	}
	m.y = bottom + 14
}

// labels3 are the marks of at most three badges, the last of which counts those left out; from right to left.
func labels3(marks []string) []string {
	out := slices.Clone(marks)
	if len(out) > 3 {
		out = append(out[:2], fmt.Sprintf("+%d", len(marks)-2))
	}
	slices.Reverse(out)
	return out
}

// straight tells whether a way needs no trunk: the place that it leaves is level with the one that it leads to.
func (w way) straight() bool {
	start := w.from.y + w.from.h/2
	return w.to.y+grid < start && start < w.to.y+w.to.h-grid
}

// entry is where ways from a trunk arrive at a place: its middle, or beside a straight way that arrives there.
func (m *stateMap) entry(p *place) float64 {
	middle := p.y + p.h/2
	for _, w := range m.ways {
		if w.to == p && w.straight() {
			if w.from.y+w.from.h/2 > middle {
				return p.y + 1.5*grid
			}
			return p.y + p.h - 1.5*grid
		}
	}
	return middle + grid/2
}

// routes draws the ways that lead into a column: level to the trunk of the place, along it, and level into the place.
// Of the two orders of trunks, the one with fewer crossings is taken. Ways from where the inventory found
// something lie on top.
func (m *stateMap) routes(c *column) {
	list := m.trunks(c)
	turned := slices.Clone(list)
	slices.Reverse(turned)
	if m.crossings(turned) < m.crossings(list) {
		list = turned
	}
	var lines, alarms []Shape
	for i, to := range list {
		x := to.x - columnPad - trunkSpace - float64(len(list)-1-i)*trunkStep
		for _, w := range m.ways {
			if w.to != to {
				continue
			}
			start, end := w.from.y+w.from.h/2, m.entry(to)
			points := []Point{{w.from.x + w.from.w, start}, {x, start}, {x, end}, {to.x - 1, end}}
			if w.straight() {
				points = []Point{points[0], {to.x - 1, start}}
			}
			if w.from.role == "finding" {
				alarms = append(alarms, Line{Points: points, Role: w.role + " finding", Arrow: true})
			} else {
				lines = append(lines, Line{Points: points, Role: w.role, Arrow: true})
			}
		}
	}
	m.s.add(lines...)
	m.s.add(alarms...)
}

// crossings counts how often ways cross each other when trunks stand in an order.
func (m *stateMap) crossings(order []*place) int {
	n := 0
	for _, w := range m.ways {
		i := slices.Index(order, w.to)
		if i < 0 {
			continue
		}
		for _, o := range m.ways {
			k := slices.Index(order, o.to)
			if k < 0 || k == i || o.straight() {
				continue
			}
			// the trunk of o runs from its start to its end
			top, bottom := o.from.y+o.from.h/2, m.entry(o.to)
			top, bottom = min(top, bottom), max(top, bottom)
			at := w.from.y + w.from.h/2 // w is level with its start before its own trunk, with its end after it
			if k > i && !w.straight() {
				at = m.entry(w.to)
			}
			if top < at && at < bottom {
				n++
			}
		}
	}
	return n
}

func (m *stateMap) samples() []sample {
	var out []sample
	if slices.ContainsFunc(m.ways, func(w way) bool { return w.role == "flow" }) {
		out = append(out, m.lineSample("records", "flow"))
	}
	if slices.ContainsFunc(m.ways, func(w way) bool { return w.role == "feeds" }) {
		out = append(out, m.lineSample("passes records on", "feeds"))
	}
	if len(m.findings) > 0 {
		out = append(out, m.boxSample("duplicate, dead end or workaround", "finding"), m.badgeSample("explained below", "1", "finding"))
	}
	return out
}
