package render

import (
	"cmp"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"

	"github.com/stagecraft-dev/stagecraft/schema"
)

// RACIMatrix says who is accountable, responsible, consulted and informed, for everything that somebody answers for.
type RACIMatrix struct {
	Groups []RACIGroup
	Roles  []Pair   // abbreviation and title of every role that is a column
	Gaps   []string // where nobody answers or does the work, or an owner has no part
}

// RACIGroup is a part of the matrix with the roles that have a part in it.
type RACIGroup struct {
	Title string
	Roles []string // abbreviations
	Rows  []RACIRow
	// Owned is what has an owner and no RACI, by owner.
	Owned []Pair
}

// RACIRow is what one role after the other has to do with something: "A", "R", "C", "I", "O" for the owner, together as
// in "R/O", or nothing.
type RACIRow struct {
	What  string
	Cells []string
}

// raciGroups are the parts of the matrix, in order, by the kind of block.
var raciGroups = []struct {
	title string
	kinds []string
}{
	{"Stages", []string{"stage"}},
	{"Handoffs", []string{"handoff"}},
	{"Routing", []string{"routing"}},
	{"Scoring", []string{"scoring"}},
	{"Clocks", []string{"sla"}},
	{"Automations and sequences", []string{"automation", "sequence"}},
	{"Deal desk", []string{"approval"}},
	{"Fields", []string{"field"}},
	{"Data hygiene", []string{"hygiene"}},
	{"Ways in", []string{"source"}},
	{"Measurement", []string{"metric", "dashboard", "goal"}},
	{"Reviews", []string{"review"}},
	{"Terms", []string{"term"}},
	{"Maturity", []string{"capability"}},
}

// task is one block that somebody answers for.
type task struct {
	kind, title string
	within      string // what a stage or field belongs to
	owner       schema.Address
	raci        *schema.RACI
}

// name is clear without its neighbours: "Lead lifecycle: Known Lead".
func (t task) name() string {
	if t.within == "" {
		return t.title
	}
	return t.within + ": " + t.title
}

// full is the name with the kind of block in front, unless the title has it.
func (t task) full() string {
	if strings.Contains(strings.ToLower(t.title), words(t.kind)) {
		return t.name()
	}
	return upperFirst(words(t.kind)) + " " + t.name()
}

// RACI is the matrix of the architecture: every block that may name an owner or a RACI. Who owns it, where it names
// no one accountable, is accountable.
func (m *Model) RACI() *RACIMatrix {
	tasks := map[string][]task{}
	for kind, b := range m.arch.Blocks() {
		if t, ok := m.task(kind, b); ok {
			tasks[kind] = append(tasks[kind], t)
		}
	}
	tasks["handoff"] = m.handoffTasks()
	out := &RACIMatrix{}
	var used []schema.Address
	for _, g := range raciGroups {
		var list []task
		for _, kind := range g.kinds {
			list = append(list, tasks[kind]...)
			delete(tasks, kind)
		}
		m.raciGroups(out, g.title, list, &used)
	}
	for _, kind := range slices.Sorted(maps.Keys(tasks)) { // a kind of block that came after this was written
		m.raciGroups(out, schema.Label("", kind), tasks[kind], &used)
	}
	for _, p := range m.everybody() {
		if slices.Contains(used, p.addr) {
			out.Roles = append(out.Roles, Pair{p.short, p.title})
		}
	}
	return out
}

// task reads owner and RACI of a block; ok is false for blocks that can have neither.
func (m *Model) task(kind string, b schema.Block) (task, bool) {
	v := reflect.ValueOf(b).Elem()
	d := schema.DefOf(v.Type(), "")
	owner, raci := d.Attr("owner"), d.Block("raci")
	if raci == nil && (owner == nil || !slices.Contains(owner.RefKinds, "role")) {
		return task{}, false
	}
	t := task{kind: kind, title: schema.Title(b)}
	switch x := b.(type) {
	case *schema.Stage:
		if tr := m.arch.Track(x.Address); tr != nil {
			t.within = tr.Label()
		}
	case *schema.Field:
		t.within = m.n.Object(x.Object)
	case *schema.Dashboard:
		t.title += " dashboard"
	}
	if owner != nil {
		t.owner, _ = v.FieldByIndex(owner.Index).Interface().(schema.Address)
	}
	if raci != nil {
		t.raci, _ = v.FieldByIndex(raci.Index).Interface().(*schema.RACI)
	}
	return t, true
}

// handoffTasks are the handoffs in the order of the journey.
func (m *Model) handoffTasks() []task {
	var out []task
	for _, d := range m.Domains {
		for _, t := range d.Tracks {
			for _, h := range t.Handoffs {
				x, _ := m.task("handoff", m.arch.Lookup(h.Address))
				out = append(out, x)
			}
		}
	}
	return out
}

// parts says what each role, team or queue has to do with a task.
func (t task) parts() map[schema.Address]string {
	out := map[schema.Address]string{}
	add := func(letter string, who ...schema.Address) {
		for _, addr := range who {
			if addr != "" && !strings.Contains(out[addr], letter) {
				out[addr] = strings.TrimSpace(out[addr] + " " + letter)
			}
		}
	}
	add("A", t.accountable())
	if r := t.raci; r != nil {
		add("R", r.Responsible...)
		add("C", r.Consulted...)
		add("I", r.Informed...)
	}
	add("O", t.owner)
	return out
}

// accountable is who answers for the task.
func (t task) accountable() schema.Address {
	if t.raci != nil {
		return cmp.Or(t.raci.Accountable, t.owner)
	}
	return t.owner
}

// gap says what is wrong with a task, or "".
func (m *Model) gap(t task) string {
	switch a := t.accountable(); {
	case a == "":
		return "nobody is accountable"
	case t.raci != nil && len(t.raci.Responsible) == 0:
		return "nobody is responsible for the work"
	case t.raci != nil && t.owner != "" && t.parts()[t.owner] == "O":
		return fmt.Sprintf("%s owns it and has no part in it", m.titleOf(t.owner))
	}
	return ""
}

// raciGroups adds tasks to the matrix: those of each lifecycle, pipeline or object by themselves.
func (m *Model) raciGroups(out *RACIMatrix, title string, list []task, used *[]schema.Address) {
	var parts []string
	by := map[string][]task{}
	for _, t := range list {
		parts = appendNew(parts, t.within)
		by[t.within] = append(by[t.within], t)
	}
	for _, within := range parts {
		name := title
		if within != "" {
			name += ": " + within
		}
		out.Groups = append(out.Groups, m.raciGroup(out, name, by[within], used))
	}
}

// raciGroup makes a group, collects the gaps in it and who has a part.
func (m *Model) raciGroup(out *RACIMatrix, title string, list []task, used *[]schema.Address) RACIGroup {
	g := RACIGroup{Title: title}
	var columns []schema.Address
	takesPart := map[schema.Address]bool{}
	for _, t := range list {
		if t.raci != nil {
			for addr := range t.parts() {
				takesPart[addr] = true
			}
		}
	}
	for _, c := range m.everybody() {
		if takesPart[c.addr] {
			columns = append(columns, c.addr)
			g.Roles = append(g.Roles, c.short)
		}
	}
	*used = append(*used, columns...)
	rows := map[schema.Address]int{}
	for _, t := range list {
		if gap := m.gap(t); gap != "" {
			out.Gaps = append(out.Gaps, t.full()+": "+gap)
		}
		switch i, ok := rows[t.owner]; {
		case t.raci != nil:
			row := RACIRow{What: t.title}
			parts := t.parts()
			for _, addr := range columns {
				row.Cells = append(row.Cells, strings.ReplaceAll(parts[addr], " ", "/"))
			}
			g.Rows = append(g.Rows, row)
		case ok:
			g.Owned[i].Text += ", " + t.title
		default:
			rows[t.owner] = len(g.Owned)
			g.Owned = append(g.Owned, Pair{cmp.Or(m.titleOf(t.owner), "Nobody"), t.title})
		}
	}
	return g
}

// party is somebody who can have a part in something, with what heads its column.
type party struct {
	addr         schema.Address
	title, short string
}

// everybody lists who can have a part in something: roles, then teams and queues. The head of a column is the role's own
// abbreviation, a title of one word, or the first letters of its words. Where two would be the same, the later one carries a
// number.
func (m *Model) everybody() []party {
	var out []party
	add := func(addr schema.Address, title string) { out = append(out, party{addr, title, m.shortRole(addr)}) }
	for _, r := range m.arch.Roles {
		add(r.Address, schema.Title(r))
	}
	for _, t := range m.arch.Teams {
		add(t.Address, schema.Title(t)+" (team)")
	}
	for _, q := range m.arch.Queues {
		add(q.Address, schema.Title(q)+" (queue)")
	}
	seen := map[string]int{}
	for i, p := range out {
		if words := strings.Fields(p.short); strings.HasPrefix(p.title, p.short) && len(words) > 1 && len([]rune(p.short)) > 8 {
			p.short = initials(words)
		}
		seen[p.short]++
		if n := seen[p.short]; n > 1 {
			p.short = fmt.Sprintf("%s%d", p.short, n)
		}
		out[i] = p
	}
	return out
}

// initials makes "VP Customer Success" VPCS: first letters, and abbreviations whole.
func initials(words []string) string {
	var b strings.Builder
	for _, w := range words {
		r := []rune(w)
		switch {
		case strings.EqualFold(w, "and"), strings.EqualFold(w, "of"), strings.EqualFold(w, "the"):
		case len(r) <= 3 && strings.ToUpper(w) == w:
			b.WriteString(w)
		default:
			b.WriteString(strings.ToUpper(string(r[0])))
		}
	}
	return b.String()
}
