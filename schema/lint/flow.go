package lint

import (
	"fmt"
	"slices"
	"strings"

	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/diag"
	"github.com/stagecraft-dev/stagecraft/schema/expr"
)

var flowRules = []*Rule{
	{
		Code: "L-10", Name: "Two places that say how far a lead has come", Severity: diag.Warning,
		Reason: "A lead pipeline, a contact lifecycle and a lead status that all track similar concepts drift apart: reports disagree, automations write one and read another, and people keep up whichever they see first.",
		Fix:    "Keep one flow for the position and let a status say only what is being done about it (New, Working, Nurture). Where two flows share a stage on purpose, say so with `same_as`; where one follows the other, with `rollup`.",
		Check:  checkOverlaps,
	},
	{
		Code: "L-20", Name: "Move that the flow forbids", Severity: diag.Error,
		Reason: "In a `forward_only` flow no record goes back, and in a `no_skip` flow none leaves a stage out, unless a handoff says so. An exit criterion or an automation that leads there all the same can never do what it says: the move is refused.",
		Fix:    "Declare the move as a handoff between the two stages, with `recycle = true` and `reasons` when it goes back. Or correct the stage that it leads to.",
		Check:  checkDirections,
	},
	{
		Code: "L-21", Name: "Edge case that nobody has decided", Severity: diag.Warning,
		Reason: "Three cases break lifecycles that look complete: a customer who looks at another product, a churned customer who comes back, and somebody who signs up without talking to Sales. What is not decided beforehand is decided by whoever meets it first, each time in another way.",
		Fix:    "Add an `edge_case` to the architecture block that says what happens, with the `stages` concerned; a handoff out of the stage of a lost customer, or into the expansion pipeline, decides it, too. Only cases that the architecture can meet are asked for: an expansion pipeline, customers who can be lost, a motion that is `plg` or `hybrid`.",
		Check:  checkEdgeCases,
	},
	{
		Code: "L-30", Name: "Dead end, unreachable stage or duplicate path", Severity: diag.Warning,
		Reason: "Records pile up in a stage from which nobody knows where to go, and no record is ever seen in one that nothing leads to. Two handoffs for the same move promise two things, and nobody knows which of them holds.",
		Fix:    "Say where records go: `then` of an exit criterion, or a handoff. Remove a stage that is not needed. Merge two handoffs for one move, or tell them apart with `when` or `signals`.",
		Check:  checkPaths,
	},
}

// position is one of the things that say how far a lead has come: a flow, the statuses of an object or a field.
type position struct {
	block    schema.Block
	title    string
	pipeline bool
	names    [][]string // of each value, all that people call it
}

func checkOverlaps(p *Pass) {
	overlaps(p, func(pos, with *position, shared []string) {
		p.Report(pos.block, "", fmt.Sprintf("%s and %s track the same", pos.title, with.title),
			"Both have %s. Keep the position of a lead in one place; where both are meant, join them with same_as or rollup.", strings.Join(shared, ", "))
	})
}

// Overlap is a pair of blocks that both say how far a lead has come.
type Overlap struct {
	Block, With schema.Address
	Shared      []string // the values that both have
}

// Overlaps are what L-10 reports of an architecture, also of one that was made from a live CRM.
func Overlaps(a *schema.Architecture) (out []Overlap) {
	overlaps(&Pass{Architecture: a}, func(pos, with *position, shared []string) {
		out = append(out, Overlap{pos.block.Base().Address, with.block.Base().Address, shared})
	})
	return out
}

// overlaps compares each position with the first one that has a value of the same name.
func overlaps(p *Pass, report func(pos, with *position, shared []string)) {
	type key struct{ module, name string }
	first := map[key]*position{}
	for _, pos := range positions(p) {
		shared, with := map[*position][]string{}, (*position)(nil)
		for _, names := range pos.names {
			var own []key
			for _, n := range names {
				own = append(own, key{pos.block.Base().Address.Module(), plainLabel(n)})
			}
			if i := slices.IndexFunc(own, func(k key) bool { return first[k] != nil && first[k] != pos }); i >= 0 {
				if other := first[own[i]]; !other.pipeline || !pos.pipeline {
					shared[other] = append(shared[other], names[0])
					if with == nil || len(shared[other]) > len(shared[with]) {
						with = other
					}
				}
			}
			for _, k := range own {
				if first[k] == nil {
					first[k] = pos
				}
			}
		}
		if with != nil && len(shared[with]) > 1 {
			report(pos, with, shared[with])
		}
	}
}

// positions lists flows of the lead domain, then sets of statuses, then fields that hold a stage or status, on leads and contacts.
// What follows another by declaration is left out.
func positions(p *Pass) (out []*position) {
	person := func(object string) bool { return object == "lead" || object == "contact" }
	for _, t := range p.Tracks() {
		if !person(t.Object) || followsOther(t) {
			continue
		}
		pos := &position{block: t.Block, title: t.Label(), pipeline: t.Pipeline}
		for _, s := range t.Stages {
			if s.SameAs == "" && s.Outcome == "" { // flows end alike
				pos.names = append(pos.names, slices.DeleteFunc(stageNames(s), func(n string) bool { return n == "" }))
			}
		}
		out = append(out, pos)
	}
	statuses := map[string]*position{}
	for _, s := range p.Statuses {
		if !person(s.Object) || s.Closed {
			continue
		}
		if statuses[s.Object] == nil {
			statuses[s.Object] = &position{block: s, title: "The status of a " + s.Object}
			out = append(out, statuses[s.Object])
		}
		statuses[s.Object].names = append(statuses[s.Object].names, []string{schema.Title(s), s.Name})
	}
	for _, f := range p.Fields {
		if !person(f.Object) || f.Type.Kind != "enum" || len(f.Writers) > 0 || !says([]string{schema.Title(f), f.Name}, "stage", "status", "lifecycle", "funnel") {
			continue
		}
		pos := &position{block: f, title: "The field " + schema.Title(f)}
		for _, o := range f.Type.Options {
			pos.names = append(pos.names, []string{o})
		}
		out = append(out, pos)
	}
	return out
}

// An edge leads from one stage to another.
type edge struct{ from, to schema.Address }

// moves yields what says that records go from a stage to another: exit criteria, and automations that start when one enters.
func moves(p *Pass, report func(e edge, b schema.Block, attr string)) {
	for _, t := range p.Tracks() {
		for _, s := range t.Stages {
			for _, g := range s.Exit {
				if g.Then != "" {
					report(edge{s.Address, g.Then}, g, "then")
				}
			}
		}
	}
	for _, x := range p.Automations {
		if x.Trigger.Kind != "entering" {
			continue
		}
		for _, d := range x.Actions {
			if d.Do == "move_to" && d.Stage != "" {
				report(edge{x.Trigger.Target, d.Stage}, d, "stage")
			}
		}
	}
}

func checkDirections(p *Pass) {
	back, along := map[edge]bool{}, map[edge]bool{} // declared by handoffs
	for _, h := range p.Handoffs {
		e := edge{h.From, h.To}
		back[e], along[e] = back[e] || h.Recycle, true
		for _, o := range h.Outcomes {
			back[edge{h.From, o.To}], along[edge{h.From, o.To}] = true, true
		}
	}
	type place struct {
		track *schema.Track
		rank  int
	}
	places := map[schema.Address]place{}
	for _, t := range p.Tracks() {
		for i, s := range t.Stages {
			places[s.Address] = place{t, i}
		}
	}
	moves(p, func(e edge, b schema.Block, attr string) {
		from, to := places[e.from], places[e.to]
		if from.track == nil || from.track != to.track || followsOther(from.track) || aside(to.track.Stages[to.rank]) {
			return
		}
		t, name := from.track, schema.Title(to.track.Stages[to.rank])
		was := schema.Title(t.Stages[from.rank])
		switch {
		case to.rank < from.rank && t.ForwardOnly && !back[e]:
			p.Report(b, attr, fmt.Sprintf("%s only goes forward, and %s comes before %s", t.Label(), name, was),
				"The move is refused. Declare a handoff from %s to %s with recycle = true and reasons, or name a later stage.", e.from, e.to)
		case to.rank > from.rank && t.NoSkip && !along[e]:
			if i := slices.IndexFunc(t.Stages[from.rank+1:to.rank], func(s *schema.Stage) bool { return !aside(s) }); i >= 0 {
				p.Report(b, attr, fmt.Sprintf("%s leaves no stage out, and %s comes before %s", t.Label(), schema.Title(t.Stages[from.rank+1+i]), name),
					"The move is refused. Declare a handoff from %s to %s, or name the next stage.", e.from, e.to)
			}
		}
	})
}

func checkEdgeCases(p *Pass) {
	if p.Info == nil {
		return
	}
	// decided tells whether an edge case has one of the phrases, or names a stage of a kind.
	decided := func(concerned map[schema.Address]bool, phrases ...string) bool {
		return slices.ContainsFunc(p.Info.EdgeCases, func(c *schema.EdgeCase) bool {
			return says([]string{c.Name, c.Title, c.Handling}, phrases...) ||
				slices.ContainsFunc(c.Stages, func(s schema.Address) bool { return concerned[s] })
		})
	}
	var expansion, churn schema.Block
	grows, leaves := map[schema.Address]bool{}, map[schema.Address]bool{}
	for _, t := range p.Tracks() {
		kind := ""
		if l, ok := t.Block.(*schema.Pipeline); ok {
			kind = l.Type
		}
		if kind == "expansion" && expansion == nil {
			expansion = t.Block
		}
		for _, s := range t.Stages {
			grows[s.Address] = kind == "expansion"
			if ends := s.Outcome == "lost" || s.Outcome == "disqualified"; ends && (kind == "renewal" || t.Domain == "customer") ||
				says([]string{schema.Title(s)}, "churned", "former customer") {
				leaves[s.Address] = true
				if churn == nil {
					churn = s
				}
			}
		}
	}
	for _, h := range p.Handoffs { // one that leads on from there decides, too
		if leaves[h.From] {
			churn = nil
		}
		if grows[h.To] && !grows[h.From] {
			expansion = nil
		}
	}
	const fix = "Decide it in the architecture block: edge_case %q { handling = \"…\" }, with the stages concerned."
	if expansion != nil && !decided(grows, "multi product", "second product", "another product", "other product", "other products", "several products", "cross sell", "cross selling", "upsell", "expansion") {
		p.Report(expansion, "", "Nothing says what happens when a customer looks at another product",
			"%s sells more to customers; does the contact go through the lead lifecycle again? "+fix, schema.Title(expansion), "multi_product")
	}
	if churn != nil && !decided(leaves, "churn", "churned", "former customer", "former customers", "former client", "win back", "winback", "reactivation", "re activation", "comes back", "come back", "returns") {
		p.Report(churn, "", "Nothing says what happens when a customer who left comes back",
			"Customers end at %s; does one who comes back start again, and where? "+fix, schema.Title(churn), "churned_customer")
	}
	if m := p.Info.Motion; (m == "plg" || m == "hybrid") &&
		!decided(nil, "plg", "product led", "self serve", "self service", "trial", "trials", "freemium", "sign up", "sign ups", "signs up", "signup", "signups") {
		p.Report(p.Info, "motion", "Nothing says what happens when somebody signs up without talking to Sales",
			"The motion is %s; which stage does a sign-up get, and what makes it a qualified lead? "+fix, m, "product_led")
	}
}

func checkPaths(p *Pass) {
	checkDuplicatePaths(p)
	in, out, hinge := ways(p)
	for _, t := range p.Tracks() {
		if followsOther(t) {
			continue
		}
		last, passed := -1, false // the last step of the path; whether the first has been
		for i, s := range t.Stages {
			if !aside(s) {
				last = i
			}
		}
		for i, s := range t.Stages {
			first := !passed && !aside(s)
			passed = passed || first
			if s.SameAs != "" || hinge[s.Address] {
				continue
			}
			if (i < last && s.Outcome == "" || s.Outcome == "holding") && !out[s.Address] && !out[t.Address] {
				p.Report(s, "", fmt.Sprintf("Nothing says where records go from %s", schema.Title(s)),
					"Its exit criteria name no stage, and no handoff or automation leads out of it. Add then = stage.%s.NAME to one, or a handoff.", t.Name)
			}
			if !first && !aside(s) && !in[s.Address] {
				p.Report(s, "", fmt.Sprintf("Nothing leads to %s", schema.Title(s)),
					"No exit criterion, handoff or automation brings a record here. Let one name %s, or remove the stage.", s.Address)
			}
		}
	}
}

// ways tells which stages something leads to, which stages something leads out of (and flows in which an automation moves
// records from wherever they are), and which stages are the same as one of another flow.
func ways(p *Pass) (in, out, hinge map[schema.Address]bool) {
	in, out, hinge = map[schema.Address]bool{}, map[schema.Address]bool{}, map[schema.Address]bool{}
	firsts := map[schema.Address]schema.Address{} // of flows
	for _, t := range p.Tracks() {
		firsts[t.Address] = t.Stages[0].Address
		for i, s := range t.Stages {
			hinge[s.SameAs] = true
			// An exit criterion that names no stage may mean the next one.
			if i+1 < len(t.Stages) && slices.ContainsFunc(s.Exit, func(g *schema.Gate) bool { return g.Then == "" }) {
				if j := slices.IndexFunc(t.Stages[i+1:], func(s *schema.Stage) bool { return !aside(s) }); j >= 0 {
					in[t.Stages[i+1+j].Address] = true
				}
			}
		}
	}
	way := func(from, to schema.Address) {
		if first, ok := firsts[to]; ok {
			to = first
		}
		if from != to {
			in[to], out[from] = true, true
		}
	}
	moves(p, func(e edge, _ schema.Block, _ string) { way(e.from, e.to) })
	for _, h := range p.Handoffs {
		way(h.From, h.To)
		for _, o := range h.Outcomes {
			way(h.From, o.To)
		}
	}
	moved := func(actions []*schema.Action) {
		for _, d := range actions {
			if d.Stage != "" {
				in[d.Stage] = true
				if t := p.Track(d.Stage); t != nil {
					out[t.Address] = true
				}
			}
		}
	}
	for _, x := range p.Automations {
		if x.Trigger.Kind != "entering" {
			moved(x.Actions)
		}
	}
	for _, q := range p.Sequences {
		moved(q.Steps)
	}
	return in, out, hinge
}

// checkDuplicatePaths finds handoffs for one move. The inventory's own marks need no second one.
func checkDuplicatePaths(p *Pass) {
	type path struct {
		edge
		when    string
		signals string
		recycle bool
		creates schema.Address
	}
	seen := map[path]*schema.Handoff{}
	for _, h := range p.Handoffs {
		if h.Condition == "duplicate" {
			continue
		}
		way := path{edge: edge{h.From, h.To}, recycle: h.Recycle, creates: h.Creates, signals: fmt.Sprint(h.Signals)}
		if !h.When.IsZero() {
			way.when = expr.Format(h.When.Expr)
		}
		if old := seen[way]; old != nil {
			p.Report(h, "", fmt.Sprintf("%s and %s are handoffs for the same move", schema.Title(old), schema.Title(h)),
				"Both lead from %s to %s. Merge them, or say with when or signals which records take which.", h.From, h.To)
			continue
		}
		seen[way] = h
	}
}
