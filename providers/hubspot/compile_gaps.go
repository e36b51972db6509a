package hubspot

import (
	"fmt"
	"slices"
	"strings"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/hubspot/filter"
	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/expr"
)

// demand is what must hold for every record in a stage.
type demand struct {
	must expr.Expr
	// named is what a task says is missing, or not met.
	named string
	kind  demandKind
}

type demandKind int

const (
	aFact     demandKind = iota // a value must be there
	condition                   // something must hold
	passing                     // something had to hold when the record came in, and may rightly hold no more: a score falls, time passes
)

// ownerName is what a task calls the owner of a record.
const ownerName = "Owner"

// demands lists what must hold for records in a stage, each once: required facts, those that every way into the stage owes,
// an owner, a reason, a day to look again, and the entry criteria that have a condition.
func (c *compiler) demands(t *schema.Track, s *schema.Stage) (out []demand) {
	add := func(d demand) {
		if d.must != nil && !slices.ContainsFunc(out, func(o demand) bool { return expr.Equal(o.must, d.must) }) {
			out = append(out, d)
		}
	}
	fact := func(a schema.Address) {
		if f, ok := c.factExpr(a).(*expr.Field); ok {
			add(demand{hasValue(f), c.factName(t, f.Object, f.Name), aFact})
		}
	}
	for _, f := range s.Requires {
		fact(f)
	}
	for _, f := range c.sharedFacts(s) {
		fact(f)
	}
	if s.Revisit != "" {
		fact(s.Revisit)
	}
	if s.Owner != "" && s.Owner != nobody {
		add(demand{hasValue(ownerExpr(t.Object)), ownerName, aFact})
	}
	if r := c.reasonExpr(s.Reasons); r != nil {
		add(demand{hasValue(r), schema.Title(c.a.Lookup(s.Reasons)), aFact})
	}
	for _, g := range s.Entry {
		add(c.gateDemand(t, g.Description, g.When))
	}
	if ways := c.waysInto(s.Address); len(ways) == 1 {
		add(c.gateDemand(t, "", ways[0].When))
	}
	return out
}

// gateDemand is a criterion as a demand. Those that only ask for a value are facts.
func (c *compiler) gateDemand(t *schema.Track, words string, when schema.Criterion) demand {
	if when.IsZero() || asksBefore(t, when.Expr) {
		return demand{}
	}
	if call, ok := when.Expr.(*expr.Call); ok && call.Func == "is_set" {
		if f, ok := call.Args[0].(*expr.Field); ok {
			return demand{when.Expr, c.factName(t, f.Object, f.Name), aFact}
		}
	}
	if words == "" {
		words = expr.Sentence(when.Expr, c.a.Namer())
	}
	d := demand{when.Expr, strings.TrimSuffix(words, "."), condition}
	if passes(when.Expr) {
		d.kind = passing
	}
	return d
}

// passes tells whether a condition may stop holding by itself.
func passes(e expr.Expr) (out bool) {
	expr.Walk(e, func(e expr.Expr) bool {
		switch n := e.(type) {
		case *expr.Score, *expr.Meets:
			out = true
		case *expr.Call:
			out = out || n.Func == "days_since"
		}
		return true
	})
	return out
}

// asksBefore tells whether a condition asks where in the track itself a record stood, which is about the move into the stage.
func asksBefore(t *schema.Track, e expr.Expr) (out bool) {
	expr.Walk(e, func(e expr.Expr) bool {
		f, ok := e.(*expr.FlowStage)
		out = out || ok && f.Flow == string(t.Address)
		return true
	})
	return out
}

// waysInto lists the handoffs that lead to a stage.
func (c *compiler) waysInto(stage schema.Address) (out []*schema.Handoff) {
	for _, h := range c.a.Handoffs {
		if h.To == stage {
			out = append(out, h)
		}
	}
	return out
}

// sharedFacts are those that every handoff into a stage owes: by which one a record came, no segment sees.
func (c *compiler) sharedFacts(s *schema.Stage) (out []schema.Address) {
	ways := c.waysInto(s.Address)
	if len(ways) == 0 {
		return nil
	}
	for _, f := range ways[0].Owes {
		if !slices.ContainsFunc(ways, func(h *schema.Handoff) bool { return !slices.Contains(h.Owes, f) }) {
			out = append(out, f)
		}
	}
	return out
}

// factName is the label of a fact, with its object when that is another one than the track's.
func (c *compiler) factName(t *schema.Track, object, field string) string {
	label := schema.Title(c.a.Field(object, field))
	if object == t.Object {
		return label
	}
	return fmt.Sprintf("%s of the %s", label, strings.ToLower(c.a.Namer().Object(object)))
}

var truthNode = expr.Node{Typ: expr.Type{Kind: expr.Bool}}

// hasValue asks for a value, when there is something to ask for.
func hasValue(e expr.Expr) expr.Expr {
	if e == nil {
		return nil
	}
	return &expr.Call{Node: truthNode, Func: "is_set", Args: []expr.Expr{e}}
}

func isNot(e expr.Expr) expr.Expr { return &expr.Not{Node: truthNode, X: e} }

// allOrAny is the conjunction (and) or disjunction of one or more conditions.
func allOrAny(and bool, parts ...expr.Expr) expr.Expr {
	if len(parts) == 1 {
		return parts[0]
	}
	return &expr.Logic{Node: truthNode, And: and, Parts: parts}
}

// factExpr is the value of a field; nil for what is no field.
func (c *compiler) factExpr(a schema.Address) expr.Expr {
	f := schema.Find[schema.Field](c.a, a)
	if f == nil {
		return nil
	}
	return &expr.Field{Node: expr.Node{Typ: f.Type.Expr()}, Object: f.Object, Name: f.Name}
}

func ownerExpr(object string) expr.Expr {
	return &expr.Field{Node: expr.Node{Typ: expr.Type{Kind: expr.Ref}}, Object: object, Name: "owner"}
}

// reasonExpr is the value of the property that holds the code of a list; nil where there is none.
func (c *compiler) reasonExpr(a schema.Address) expr.Expr {
	r := schema.Find[schema.Reasons](c.a, a)
	switch {
	case r == nil:
		return nil
	case r.Field != "":
		return c.factExpr(r.Field)
	}
	return &expr.Field{Node: expr.Node{Typ: expr.Type{Kind: expr.Option}}, Object: c.reasonObject(r), Name: r.Address.Key()}
}

// inStage holds for the records in a stage.
func inStage(t *schema.Track, s *schema.Stage) expr.Expr {
	in := expr.Node{Typ: expr.Type{Kind: expr.Stage, Flow: string(t.Address)}}
	return &expr.Compare{Node: truthNode, Op: expr.Eq, L: &expr.FlowStage{Node: in, Flow: string(t.Address), Object: t.Object},
		R: &expr.StageLit{Node: in, Stage: string(s.Address), Flow: string(t.Address), Rank: t.Rank(s.Address)}}
}

// enteredStage holds when a record came into the stage of its pipeline. HubSpot sets it.
const enteredStage = "hs_v2_date_entered_current_stage"

// checkResolver also knows properties that are no fields: of reason lists, and the time at which a stage was entered.
type checkResolver struct{ resolver }

func (r checkResolver) Property(object, field string) (filter.Property, bool) {
	if p, ok := r.resolver.Property(object, field); ok || !r.owns(object) {
		return p, ok
	}
	plural := r.names.plural(object)
	if field == enteredStage {
		_, there := r.portal.properties[plural][field]
		return filter.Property{Name: field, Label: "Date entered current stage", Type: "datetime"}, !r.portal.known || there
	}
	return filter.Property{Name: field, Label: schema.Label("", field), Type: "enumeration"}, r.has(typeProperty, key(plural, field))
}

// segment is the filter for a condition about records of an object.
func (c *compiler) segment(object string, e expr.Expr) filter.Result {
	env := c.env(object)
	env.Portal = checkResolver{resolver{c}}
	return filter.Compile(e, env)
}

// gaps is the filter for records in a stage that lack any of what is demanded. It leaves out what no filter says exactly.
func (c *compiler) gaps(t *schema.Track, s *schema.Stage, demands []demand) (r filter.Result, said []demand) {
	var missing []expr.Expr
	for _, d := range demands {
		if not := isNot(d.must); c.segment(t.Object, allOrAny(true, inStage(t, s), not)).Exact() {
			missing, said = append(missing, not), append(said, d)
		}
	}
	if said == nil {
		return r, nil
	}
	if r = c.segment(t.Object, allOrAny(true, inStage(t, s), allOrAny(false, missing...))); !r.Exact() {
		return r, nil // too large for a segment
	}
	return r, said
}

// list makes a segment of a filter, or where the account has none a manual step with the same content. It gives its name in
// the account, and tells whether it is one of the resources and waits for nothing.
func (c *compiler) list(m *schema.Meta, part, name, object string, golden bool, r filter.Result) (string, bool) {
	plural := c.names.plural(object)
	if c.has(typeList, name) {
		name += " (" + m.Address.Written() + ")"
	}
	if c.lacking(lists) {
		steps := []string{fmt.Sprintf("CRM > Segments > Create segment, active, of %s. Name it %q.", plural, name)}
		for i, w := range r.List.Words {
			steps = append(steps, []string{"Filter: ", "Or: "}[min(i, 1)]+c.plain(w)+".")
		}
		c.step(m.Address, false, "Make the segment “"+name+"”", "The API of this account cannot write segments.", append(steps, "Save it.")...)
		return name, false
	}
	v := derive(typeList, providers.Values{"name": name, "object": plural, "filters": branchDocument(r.List.Branch)})
	l := c.resource(typeList, m, part, fmt.Sprintf("segment “%s”", name), golden, v)
	return name, l != nil && !c.waits(l)
}

// plain puts names in the place of the placeholders in words.
func (c *compiler) plain(words string) string {
	for _, t := range c.a.Tracks() {
		for _, s := range t.Stages {
			if r := c.stageRef(t, s); strings.HasPrefix(r, "@") {
				words = strings.ReplaceAll(words, r, schema.Title(s))
			}
		}
	}
	return words
}

// waits tells whether a resource refers to one that cannot be made now.
func (c *compiler) waits(r *providers.Resource) bool {
	return slices.ContainsFunc(kindOf(r.Type).typ.References(r.Values), func(ref providers.Reference) bool {
		_, gone := c.withheld[ref]
		on := c.byKey[ref]
		return gone || on != nil && on != r && c.waits(on)
	})
}

// checks are the demands whose violations segments find, by stage.
type checks map[schema.Address][]found

// found is a demand that a segment looks after; it does so when it is ready.
type found struct {
	demand
	ready bool
}

// find gives what looks after a criterion in a stage; nil for none.
func (k checks) find(stage schema.Address, must expr.Expr) *found {
	i := slices.IndexFunc(k[stage], func(f found) bool { return must != nil && expr.Equal(f.must, must) })
	if i < 0 {
		return nil
	}
	return &k[stage][i]
}

// checked are the segments of a stage: what they find, their names, and what a task says about their members. Nobody is asked
// about what passes.
var checked = []struct {
	kind             demandKind
	part, name, task string
}{
	{aFact, "incomplete", "incomplete", "At least one of these is missing: %s."},
	{condition, "criteria", "does not meet its criteria", "At least one of these does not hold: %s."},
	{passing, "lapsed", "no longer meets its criteria", ""},
}

// check makes the segments and the workflows that find what is missing in the stages of each track.
func (c *compiler) check() checks {
	k := checks{}
	for _, t := range c.a.Tracks() {
		if !c.owns(t.Object) {
			continue
		}
		var names []string
		var cases []branchCase
		for _, s := range t.Stages {
			demands := c.demands(t, s)
			var body []string
			for _, x := range checked {
				r, said := c.gaps(t, s, slices.DeleteFunc(slices.Clone(demands), func(d demand) bool { return d.kind != x.kind }))
				if said == nil {
					continue
				}
				name, ready := c.list(&s.Meta, x.part, fmt.Sprintf("Check: %s – %s – %s", t.Label(), schema.Title(s), x.name), t.Object, s.Golden, r)
				for _, d := range said {
					k[s.Address] = append(k[s.Address], found{d, ready})
				}
				if x.task != "" && (ready || !c.portal.can(lists)) {
					names = append(names, name)
					body = append(body, fmt.Sprintf(x.task, naming(said)))
				}
			}
			if body != nil {
				cases = append(cases, branchCase{stageName(s), c.segment(t.Object, inStage(t, s)).List.Branch, chain{task(c.names.plural(t.Object),
					fmt.Sprintf("Complete this record: it is in %s", stageName(s)), strings.Join(body, " "), "", 0)}})
			}
		}
		c.checkWorkflow(t, names, cases)
	}
	return k
}

func naming(demands []demand) string {
	names := make([]string, len(demands))
	for i, d := range demands {
		names[i] = d.named
	}
	return strings.Join(names, "; ")
}

// checkWorkflow asks the owner of a record that is in one of the segments to complete it, anew in each stage. It moves no record.
func (c *compiler) checkWorkflow(t *schema.Track, names []string, cases []branchCase) {
	if names == nil {
		return
	}
	name := "Check: " + t.Label()
	if !c.portal.can(lists) {
		c.step(t.Address, false, "Build the workflow “"+name+"”", "It enrolls the members of segments, which people make in this account.",
			fmt.Sprintf("Automation > Workflows > Create workflow > From scratch, for %s. Name it %q.", c.names.plural(t.Object), name),
			"Enroll the members of the segments whose names begin with “"+name+" –”.", "Action: create a task for the owner of the record that names what is missing.",
			"Turn it on.")
		return
	}
	e := enrollment(&filter.Branch{}, c.trackProperty(t))
	e["listFilterBranch"] = inLists(names)
	c.workflow(t.Block.Base(), "check", name, c.names.plural(t.Object), false, definition(e, chain{{cases: cases}}))
}

// inLists holds for the members of any of the lists. Source: the published schema of the lists API, a filter of type IN_LIST.
func inLists(names []string) map[string]any {
	var or []any
	for _, n := range names {
		or = append(or, map[string]any{"filterBranchType": "AND", "filterBranchOperator": "AND", "filterBranches": []any{},
			"filters": []any{map[string]any{"filterType": "IN_LIST", "operator": "IN_LIST", "listId": ref(refList, n)}}})
	}
	return map[string]any{"filterBranchType": "OR", "filterBranchOperator": "OR", "filterBranches": or, "filters": []any{}}
}
