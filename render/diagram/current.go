package diagram

import (
	"fmt"
	"slices"
	"strings"

	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/diag"
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
	var found []string
	for _, f := range m.findings {
		found = append(found, f.title)
	}
	s.tells("What the inventory found", found)
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
		if strings.EqualFold(kind, schema.Title(x)) {
			kind = ""
		}
		if x.SourceOfTruth {
			kind = strings.TrimPrefix(kind+" · source of truth", " · ")
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
				lines = append(lines, fmt.Sprintf("%s: %s", t.Label(), diag.Count(len(t.Stages), "stage")))
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
