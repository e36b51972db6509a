package diagram

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"

	"github.com/stagecraft-dev/stagecraft/schema"
)

// CurrentState draws how things are today: the sources by which records enter, the systems that they enter by and that hold
// them, the record types with their lifecycles and pipelines, and the queues in which they wait; then the
// stages and pipelines in use and what hurts, from the intake form. What the inventory found (condition) is marked and
// explained below. footer is a line for the bottom. It is nil when there is no inventory: no system, source
// or intake.
func CurrentState(a *schema.Architecture, footer string) *Scene {
	if len(a.Systems)+len(a.Sources) == 0 && a.Info.Intake == nil {
		return nil
	}
	s := &Scene{Title: schema.Title(a.Info) + " — current state"}
	m := &stateMap{builder: &builder{s: s, a: a, namer: a.Namer(), y: margin}, at: map[string]*place{}}
	m.inventory()
	s.W = max(m.width(), 900)
	m.lines(s.Title, 24, 28, "title", true)
	m.lines(a.Info.CurrentState, 13, 20, "foot", false)
	m.y += 10
	m.key(m.samples()...)
	m.draw()
	m.list(m.findings)
	if len(m.findings) > 0 {
		m.y += 22
	}
	if a.Info.Intake != nil {
		m.intake(a.Info.Intake)
	}
	m.y += 10
	m.lines(footer, 11, 16, "foot", false)
	s.H = m.y + margin
	return s
}

// stateMap is a current-state map while it is drawn: columns of places with ways from each to the next.
type stateMap struct {
	*builder
	columns  []*column
	at       map[string]*place // by address
	ways     []way
	findings []item
}

type column struct {
	title  string
	w      float64
	places []*place
}

// place is a source, system, record type or queue.
type place struct {
	card
	lines []string // paragraphs below the title
	marks []string // numbers of what the inventory found
	col   int
	x, y  float64
	h     float64
}

// way leads from a place to one in the next column.
type way struct {
	from, to *place
	role     string // flow, feeds
}

// grid is what places and their heights are multiples of. Ways leave a place on the grid and arrive
// half a step beside it, so that no two of them run into one line.
const grid = 8.0

// put adds a place to a column.
func (m *stateMap) put(col int, addr schema.Address, title, tip string, lines ...string) *place {
	p := &place{card: card{id: string(addr), name: title, tip: tip, role: "known"}, lines: lines, col: col}
	m.at[p.id] = p
	m.columns[col].places = append(m.columns[col].places, p)
	return p
}

// found marks a place with what the inventory says about something in it.
func (m *stateMap) found(p *place, what, condition, note string) {
	if condition == "" || condition == "ok" {
		return
	}
	mark := fmt.Sprint(len(m.findings) + 1)
	m.findings = append(m.findings, item{mark, "finding", what + ": " + strings.ReplaceAll(condition, "_", " "), []string{note}})
	if p != nil {
		p.role = "finding"
		p.marks = append(p.marks, mark)
	}
}

func (m *stateMap) join(from, to *place, role string) {
	known := slices.ContainsFunc(m.ways, func(w way) bool { return w.from == from && w.to == to })
	if from != nil && to != nil && from != to && !known {
		m.ways = append(m.ways, way{from, to, role})
	}
}

// inventory gathers the places, from left to right, then the ways between them.
func (m *stateMap) inventory() {
	a := m.a
	m.columns = []*column{{title: "Ways in", w: 210}, {title: "Systems", w: 220}, {title: "Records", w: 250}, {title: "Queues", w: 210}}
	systems := slices.Clone(a.Systems)
	rank := func(x *schema.System) int { // those with ways in first, then those that hold records
		switch {
		case slices.ContainsFunc(a.Sources, func(s *schema.Source) bool { return s.System == x.Address }):
			return 0
		case len(x.Objects) > 0:
			return 1
		}
		return 2
	}
	slices.SortStableFunc(systems, func(x, y *schema.System) int { return rank(x) - rank(y) })
	sources := slices.Clone(a.Sources)
	order := func(x *schema.Source) int {
		if i := slices.IndexFunc(systems, func(s *schema.System) bool { return s.Address == x.System }); i >= 0 {
			return i
		}
		return len(systems)
	}
	slices.SortStableFunc(sources, func(x, y *schema.Source) int { return order(x) - order(y) })
	for _, x := range sources {
		kind := schema.Label("", x.Type)
		if owner := a.Lookup(x.Owner); owner != nil {
			kind += " · " + schema.Title(owner)
		}
		lines := []string{kind}
		if x.System == "" && x.Creates != "" {
			lines = append(lines, "Creates: "+m.namer.Object(x.Creates.Name()))
		}
		m.found(m.put(0, x.Address, schema.Title(x), x.Description, lines...), schema.Title(x), x.Condition, x.Note)
	}
	for _, x := range systems {
		kind := systemType(x.Type)
		if x.SourceOfTruth {
			kind += " · source of truth"
		}
		m.found(m.put(1, x.Address, schema.Title(x), x.Description, kind), schema.Title(x), x.Condition, x.Note)
	}
	m.records()
	for _, x := range a.Queues {
		who := schema.Title(a.Lookup(x.Team))
		if role := a.Lookup(x.Role); role != nil {
			who = strings.TrimPrefix(who+" · "+schema.Title(role), " · ")
		}
		m.put(3, x.Address, schema.Title(x), x.Description, who)
	}
	m.connect()
	m.columns = slices.DeleteFunc(m.columns, func(c *column) bool { return len(c.places) == 0 })
}

func systemType(t string) string {
	if t == "crm" {
		return "CRM"
	}
	return schema.Label("", t)
}

// records puts each record type that something creates, holds, moves or queues, with its flows and with what the
// inventory found about their handoffs and automations.
func (m *stateMap) records() {
	a, used := m.a, map[string]bool{}
	for _, x := range a.Sources {
		used[x.Creates.Name()] = true
	}
	for _, x := range a.Systems {
		for _, o := range x.Objects {
			used[o.Name()] = true
		}
	}
	for _, x := range a.Queues {
		used[x.Object.Name()] = true
	}
	tracks := journey(a)
	for _, t := range tracks {
		used[t.Object] = true
	}
	for _, name := range a.ObjectNames() {
		if !used[name] {
			continue
		}
		var lines []string
		for _, t := range tracks {
			if t.Object == name {
				lines = append(lines, fmt.Sprintf("%s: %s", t.Label(), count(len(t.Stages), "stage")))
			}
		}
		p := m.put(2, schema.NewAddress("", "object", name), m.namer.Object(name), "", lines...)
		for _, h := range a.Handoffs {
			if t := a.Track(h.From); t != nil && t.Object == name {
				m.found(p, "Handoff "+schema.Title(h), h.Condition, h.Note)
			}
		}
		for _, x := range a.Automations {
			if objectOfAutomation(a, x) == name {
				m.found(p, "Automation "+schema.Title(x), x.Condition, x.Note)
			}
		}
	}
	for _, x := range a.Automations {
		if !used[objectOfAutomation(a, x)] {
			m.found(m.at[string(x.System)], "Automation "+schema.Title(x), x.Condition, x.Note)
		}
	}
}

func count(n int, what string) string {
	if n != 1 {
		what += "s"
	}
	return fmt.Sprintf("%d %s", n, what)
}

// connect draws on what the model knows: where a source runs and what it creates, what a system holds, what its
// automations work on, and what waits in a queue.
func (m *stateMap) connect() {
	record := func(object schema.Address) *place { return m.at[string(object)] }
	for _, x := range m.a.Sources {
		m.join(m.at[string(x.Address)], m.at[string(x.System)], "flow")
	}
	for _, x := range m.a.Systems {
		for _, o := range x.Objects {
			m.join(m.at[string(x.Address)], record(o), "flow")
		}
	}
	for _, x := range m.a.Sources { // a system that takes records in and does not hold them passes them on
		m.join(m.at[string(x.System)], record(x.Creates), "feeds")
	}
	for _, x := range m.a.Automations {
		m.join(m.at[string(x.System)], record(schema.NewAddress("", "object", objectOfAutomation(m.a, x))), "feeds")
	}
	for _, x := range m.a.Queues {
		m.join(record(x.Object), m.at[string(x.Address)], "flow")
	}
}

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
		for _, p := range c.places {
			m.card(p.card, p.x, p.y, p.h)
			for k, mark := range labels3(p.marks) {
				m.badge(p.x+c.w-badgeR-8-float64(k)*(2*badgeR+4), p.y+badgeR+8, mark, "finding")
			}
		}
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

// intake writes what the intake form says about today.
func (m *stateMap) intake(in *schema.Intake) {
	m.chain("Stages in use", in.CurrentStages, true)
	m.chain("Pipelines in use", in.CurrentPipelines, false)
	var facts []string
	if in.CRM != "" {
		facts = append(facts, "CRM: "+sentence(in.CRM))
	}
	if in.Scoring != "" && in.Scoring != "none" {
		facts = append(facts, "Scoring: "+in.Scoring+".")
	}
	var sizes []string
	for _, team := range slices.Sorted(maps.Keys(in.TeamSizes)) {
		name := schema.Label("", team)
		if t := m.a.Lookup(schema.NewAddress("", "team", team)); t != nil {
			name = schema.Title(t)
		}
		sizes = append(sizes, fmt.Sprintf("%s %g", name, in.TeamSizes[team]))
	}
	if len(sizes) > 0 {
		facts = append(facts, "People: "+strings.Join(sizes, ", ")+".")
	}
	m.paragraphs("Today", facts)
	var pains []string
	for _, p := range in.PainPoints {
		pains = append(pains, "• "+p)
	}
	m.paragraphs("What hurts", pains)
}

// chain draws names side by side, with arrows between them when their order matters.
func (m *stateMap) chain(title string, names []string, arrows bool) {
	const gap, h = 30.0, 28.0
	var chips []string
	for _, n := range names {
		chips = append(chips, Wrap(n, 240, 12, false, 1)...)
	}
	if len(chips) == 0 {
		return
	}
	m.lines(title, 13, 20, "head", true)
	m.y += 6
	x := margin
	for i, text := range chips {
		w := Width(text, 12, false) + 24
		if x+w > m.s.W-margin && x > margin {
			x, m.y = margin, m.y+h+10
		} else if arrows && i > 0 {
			m.s.add(Line{Points: []Point{{x - gap, m.y + h/2}, {x - 1, m.y + h/2}}, Role: "flow", Arrow: true})
		}
		id := fmt.Sprintf("intake.%s.%d", strings.ToLower(strings.Fields(title)[0]), i+1)
		m.s.add(Rect{X: x, Y: m.y, W: w, H: h, R: 6, Role: "known", ID: id, Name: text},
			Text{X: x + w/2, Y: m.y + h/2 + 4, Size: 12, Anchor: "middle", Role: "small", S: text, Of: id})
		x += w + gap
	}
	m.y += h + 18
}

// paragraphs writes lines under a heading.
func (m *stateMap) paragraphs(title string, list []string) {
	if len(list) == 0 {
		return
	}
	m.lines(title, 13, 20, "head", true)
	for _, p := range list {
		for _, l := range Wrap(p, m.s.W-2*margin, 12, false, legendLines) {
			m.y += 17
			m.s.add(Text{X: margin, Y: m.y, Size: 12, Anchor: "start", Role: "legend", S: l})
		}
	}
	m.y += 16
}
