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
			steps = append(steps, []string{"Filter: ", "Or: "}[min(i, 1)]+c.inWords(w)+".")
		}
		c.step(m.Address, false, "Make the segment “"+name+"”", "The API of this account cannot write segments.", append(steps, "Save it.")...)
		return name, false
	}
	v := derive(typeList, providers.Values{"name": name, "object": plural, "filters": branchDocument(r.List.Branch)})
	l := c.resource(typeList, m, part, fmt.Sprintf("segment “%s”", name), golden, v)
	return name, l != nil && !c.waits(l)
}

// inWords puts names in the place of the placeholders in words, the longest first: one may begin like another.
func (c *compiler) inWords(words string) string {
	var pairs [][2]string
	for _, t := range c.a.Tracks() {
		for _, s := range t.Stages {
			if r := c.stageRef(t, s); strings.HasPrefix(r, "@") {
				pairs = append(pairs, [2]string{r, schema.Title(s)})
			}
		}
	}
	slices.SortStableFunc(pairs, func(a, b [2]string) int { return len(b[0]) - len(a[0]) })
	replace := []string{ref(refOwner, ""), ""}
	for _, p := range pairs {
		replace = append(replace, p[0], p[1])
	}
	return strings.NewReplacer(replace...).Replace(words)
}

// waits tells whether a resource refers to one that cannot be made now.
func (c *compiler) waits(r *providers.Resource) bool {
	return slices.ContainsFunc(kindOf(r.Type).typ.References(r.Values), func(ref providers.Reference) bool {
		_, gone := c.withheld[ref]
		on := c.made[ref]
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
				cases = append(cases, branchCase{s.Called(), c.segment(t.Object, inStage(t, s)).List.Branch, chain{task(c.names.plural(t.Object),
					fmt.Sprintf("Complete this record: it is in %s", s.Called()), strings.Join(body, " "), "", 0)}})
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

// enforceStale makes a segment of the records that have been in a stage for too long, where HubSpot keeps when they came.
func (c *compiler) enforceStale(t *schema.Track, s *schema.Stage) {
	d := s.StaleAfter
	criterion := "no longer than " + d.String() + " in the stage"
	if c.homeOf(t) != inPipeline || d.Months > 0 || d.Minutes > 0 {
		c.enforcement(s.Address, criterion, providers.Manual, "People look after it: no filter tells how long a record has been in the stage.")
		return
	}
	age := &expr.Call{Node: expr.Node{Typ: expr.Type{Kind: expr.Number}}, Func: "days_since", Args: []expr.Expr{
		&expr.Field{Node: expr.Node{Typ: expr.Type{Kind: expr.DateTime}}, Object: t.Object, Name: enteredStage}}}
	over := &expr.Compare{Node: truthNode, Op: expr.Gt, L: age, R: &expr.Literal{Node: age.Node, Value: float64(d.Days)}}
	r := c.segment(t.Object, allOrAny(true, inStage(t, s), over))
	if !r.Exact() {
		c.enforcement(s.Address, criterion, providers.Manual, "People look after it: the account does not show when a record entered the stage.")
		return
	}
	_, ready := c.list(&s.Meta, "stale", fmt.Sprintf("Stale: %s – %s", t.Label(), schema.Title(s)), t.Object, s.Golden, r)
	if !ready {
		c.enforcement(s.Address, criterion, providers.Manual, "People look after it. A segment will find the stale records once it can be made.")
		return
	}
	c.enforcement(s.Address, criterion, providers.Detected, "A segment finds the records that have been there longer.")
}

// enforceApproval makes a segment of the records that came to a stage and needed somebody's approval for it.
func (c *compiler) enforceApproval(p *schema.Approval) {
	s := schema.Find[schema.Stage](c.a, p.Before)
	if s == nil {
		c.enforcement(p.Address, "approved by the deal desk", providers.Manual, "The policy guards no stage; people look after it.")
		return
	}
	criterion := "approved before " + schema.Title(s)
	t := c.a.Track(p.Before)
	var needs []expr.Expr
	for _, x := range p.Triggers {
		if !x.When.IsZero() {
			needs = append(needs, x.When.Expr)
		}
	}
	var r filter.Result
	if needs != nil && t.Object == p.Object.Name() {
		r = c.segment(t.Object, allOrAny(true, inStage(t, s), allOrAny(false, needs...)))
	}
	if r.List.Branch == nil || !r.Exact() {
		c.enforcement(p.Address, criterion, providers.Manual, "HubSpot asks the approvers once people have set the approval up, which is a manual step.")
		return
	}
	_, ready := c.list(&p.Meta, "needed", fmt.Sprintf("Check: %s – needed approval", schema.Title(p)), t.Object, s.Golden, r)
	if !ready {
		c.enforcement(p.Address, criterion, providers.Manual, "HubSpot asks the approvers once people have set the approval up. A segment of what needed approval waits, too.")
		return
	}
	c.enforcement(p.Address, criterion, providers.Detected, "A segment shows the records in the stage that needed approval; whether it was given stands on the record. HubSpot asks the approvers once people have set the approval up, which is a manual step.")
}
