package hubspot

import (
	"fmt"
	"slices"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/hubspot/filter"
	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/expr"
)

// rollup makes a workflow that moves the parent of a record forward, to the stage that follows from the record's.
func (w *worker) rollup(l *schema.Lifecycle) {
	parent, child := w.a.Track(l.Address), w.a.Track(l.Rollup)
	if parent == nil || child == nil || !w.owns(parent.Object) || !w.owns(child.Object) {
		return
	}
	name := fmt.Sprintf("Rollup: %s follows %s", parent.Label(), child.Label())
	says := "follows " + schema.Title(w.a.Lookup(l.Rollup))
	trigger := fmt.Sprintf("“%s” of a record changes", child.Label())
	plural := w.names.plural(child.Object)
	link, ok := resolver{w.compiler}.Link(child.Object, parent.Object)
	var x node
	var tracked []expr.Expr
	for _, s := range slices.Backward(parent.Stages) {
		from := w.followed(parent, child, s)
		if len(from) == 0 {
			continue
		}
		in := allOrAny(false, from...)
		tracked = append(tracked, in)
		behind := isNot(atStage(parent, expr.Ge, s.Address))
		b, why := w.exactly(both(in, behind), child.Object)
		if !ok || b == nil {
			w.byPeople(&l.Meta, says, name, plural, trigger, nil, nil, append([]string{fmt.Sprintf("HubSpot cannot compare the stages of %s and %s.", parent.Object, child.Object)}, why...)...)
			return
		}
		x.cases = append(x.cases, branchCase{schema.Title(s), b, chain{setAssociated(link, w.trackProperty(parent), w.stageRef(parent, s))}})
	}
	if len(x.cases) == 0 {
		return
	}
	b, why := w.exactly(allOrAny(false, tracked...), child.Object)
	if b == nil {
		w.byPeople(&l.Meta, says, name, plural, trigger, chain{x}, nil, why...)
		return
	}
	made, live := w.workflow(&l.Meta, "rollup", name, plural, false, definition(enrollment(b, w.trackProperty(child)), chain{x}))
	w.built(&l.Meta, says, made, live, nil, "It moves forward only: when the most advanced record falls back, people look at it.")
}

// followed says for which stages of the child track a stage of the parent applies: those that it follows, or the one of its name.
func (c *compiler) followed(parent, child *schema.Track, s *schema.Stage) (out []expr.Expr) {
	for _, x := range child.Stages {
		if slices.Contains(s.Follows, x.Address) || len(s.Follows) == 0 && x.Name == s.Name {
			out = append(out, atStage(child, expr.Eq, x.Address))
		}
	}
	return out
}

// handoffs makes a workflow for each stage that has one owner by its handoffs, and says what is carried over.
func (w *worker) handoffs() {
	byStage := map[schema.Address][]*schema.Handoff{}
	var order []schema.Address
	for _, h := range w.a.Handoffs {
		t := w.a.Track(h.To)
		if t == nil || !w.owns(t.Object) {
			continue
		}
		if byStage[h.To] == nil {
			order = append(order, h.To)
		}
		byStage[h.To] = append(byStage[h.To], h)
	}
	for _, stage := range order {
		w.handover(w.a.Track(stage), stage, byStage[stage])
	}
}

// handover gives the records that enter a stage to the owner that the handoffs name, unless one of its people has them.
func (w *worker) handover(t *schema.Track, stage schema.Address, list []*schema.Handoff) {
	s := schema.Find[schema.Stage](w.a, stage)
	carried := chain{}
	for _, h := range list {
		carried = append(carried, w.carries(h, t)...)
	}
	name := fmt.Sprintf("Handoff: %s (%s)", schema.Title(s), t.Label())
	const says = providers.ReceiverOwns
	ch := carried
	first := list[0]
	switch decides := w.a.Decider(t.Object, stage); {
	case decides != "":
		for _, h := range list {
			w.enforcement(h.Address, says, providers.Corrected, "“"+decides+"” gives the record to its owner.")
		}
	case slices.ContainsFunc(list, func(h *schema.Handoff) bool { return h.Owner != first.Owner }):
		var steps []string
		for _, h := range list {
			steps = append(steps, fmt.Sprintf("From %s: %s.", schema.Title(w.a.Lookup(h.From)), schema.Title(w.a.Lookup(h.Owner))))
			w.enforcement(h.Address, says, providers.Manual, "Who owns the record depends on where it came from, which a workflow does not see.")
		}
		w.step(s.Address, false, "Change the owner of records that enter “"+schema.Title(s)+"”", "Who owns them depends on where they came from, which a workflow does not see.", steps...)
	default:
		people := w.someone(first.Owner)
		if len(people) == 0 {
			for _, h := range list {
				w.enforcement(h.Address, says, providers.Manual, "Nobody in the account has the role; people change the owner.")
			}
			break
		}
		theirs := make([]string, len(people))
		for i, p := range people {
			theirs[i] = ref(refOwner, p)
		}
		ch = append(ch, node{cases: []branchCase{{name: "Has it already", when: ownedBy(theirs)}}, rest: chain{assignTo(people, true)}})
	}
	if len(ch) == 0 {
		return
	}
	b, why := w.exactly(atStage(t, expr.Eq, stage), t.Object)
	plural := w.names.plural(t.Object)
	if b == nil {
		w.byPeople(&first.Meta, says, name, plural, w.event(schema.Event{Kind: "entering", Target: stage}, schema.Criterion{}), ch, nil, why...)
		return
	}
	made, live := w.workflow(&first.Meta, "owner", name, plural, s.Golden, definition(enrollment(b, w.trackProperty(t)), ch))
	if len(ch) > len(carried) {
		for _, h := range list {
			w.built(&h.Meta, says, made, live, nil)
		}
	}
}

// ownedBy is the filter for records of which one of several people is the owner.
func ownedBy(owners []string) *filter.Branch {
	return &filter.Branch{FilterBranchType: "OR", FilterBranchOperator: "OR", Filters: []filter.PropertyFilter{}, FilterBranches: []filter.Branch{{
		FilterBranchType: "AND", FilterBranchOperator: "AND", FilterBranches: []filter.Branch{}, Filters: []filter.PropertyFilter{{FilterType: "PROPERTY",
			Property: "hubspot_owner_id", Operation: filter.Operation{OperationType: "ENUMERATION", Operator: "IS_ANY_OF", Values: owners}}}}}}
}

// carries copies facts of the record that moves. What comes from another record no action reads.
func (w *worker) carries(h *schema.Handoff, t *schema.Track) (out chain) {
	var steps []string
	for _, x := range h.Carries {
		_, _, from := x.From.Split()
		_, _, to := x.To.Split()
		if len(from) != 2 || len(to) != 2 {
			continue
		}
		_, source := w.property(from[0], from[1])
		_, target := w.property(to[0], to[1])
		link, ok := resolver{w.compiler}.Link(from[0], to[0])
		switch {
		case from[0] == t.Object && to[0] == t.Object:
			out = append(out, copyProperty(nil, source, target))
		case from[0] == t.Object && ok:
			out = append(out, copyProperty(&link, source, target))
		default:
			steps = append(steps, fmt.Sprintf("%s: copy “%s” of the %s to “%s” of the %s.", schema.Title(h), schema.Title(w.a.Lookup(x.From)), from[0], schema.Title(w.a.Lookup(x.To)), to[0]))
		}
	}
	if len(steps) > 0 {
		w.step(h.Address, false, "Carry facts over at handoffs", "The workflows API has no documented way to read an associated record, or the record lives in another CRM.",
			append([]string{"Automation > Workflows: in workflows for the records that receive the facts, add Edit record with values of the associated record."}, steps...)...)
	}
	if len(h.Carries) > 0 {
		class, how := providers.Corrected, "A workflow copies them."
		if len(steps) > 0 {
			class, how = providers.Manual, "People copy what no workflow does."
		}
		w.enforcement(h.Address, "facts are carried over", class, how)
	}
	return out
}
