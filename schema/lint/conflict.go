package lint

import (
	"fmt"
	"slices"
	"strings"

	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/expr"
)

// effect is what an action makes of a record at once.
type effect struct {
	on    string // a field, a lifecycle or pipeline, or "created" and an object
	value string
	event schema.Event // that it causes; set stands for changed, too
}

func checkConflicts(p *Pass) {
	checkWriters(p)
	checkCircles(p)
}

// effectOf is the effect of an action of an automation about records of an object; ok is false when it has none that others see.
func (p *Pass) effectOf(x *schema.Action, object string) (e effect, ok bool) {
	owner := schema.FieldAddress(object, "owner")
	field := func(f schema.Address, value string) (effect, bool) {
		return effect{string(f), value, schema.Event{Kind: "set", Target: f}}, true
	}
	switch x.Do {
	case "set_field":
		return field(x.Field, fmt.Sprint(x.Value))
	case "clear_field":
		e, _ := field(x.Field, "")
		e.event.Kind = "changed"
		return e, true
	case "set_status":
		if _, _, l := x.Status.Split(); len(l) == 2 {
			return field(schema.FieldAddress(l[0], "status"), l[1])
		}
	case "assign":
		return field(owner, string(x.To))
	case "route":
		return field(owner, string(x.Routing))
	case "move_to":
		if t := p.Track(x.Stage); t != nil {
			return effect{string(t.Address), string(x.Stage), schema.Event{Kind: "entering", Target: x.Stage}}, true
		}
	case "create_record":
		return effect{"created " + x.Object.Name(), "", schema.Event{Kind: "created", Target: x.Object}}, true
	}
	return effect{}, false
}

// objectOf is the record type that an automation looks at.
func (p *Pass) objectOf(a *schema.Automation) string {
	switch _, _, l := a.Trigger.Target.Split(); a.Trigger.Kind {
	case "entering", "leaving":
		if t := p.Track(a.Trigger.Target); t != nil {
			return t.Object
		}
	case "set", "changed":
		return l[0]
	case "created":
		return a.Trigger.Target.Name()
	}
	return a.Object.Name()
}

// writer is a block that writes something at an event.
type writer struct {
	block       schema.Block
	value, when string
}

// checkWriters reports automations that write different values at the same event to records that both may concern. Those with
// different conditions may well exclude each other.
func checkWriters(p *Pass) {
	type place struct {
		event         schema.Event
		object, on    string
		after, waited schema.Duration
	}
	seen := map[place]map[string][]writer{} // by condition; "any" for all of them
	reported := map[schema.Address]bool{}
	write := func(at place, w writer, name string) {
		if seen[at] == nil {
			seen[at] = map[string][]writer{}
		}
		rivals := seen[at]["any"]
		if w.when != "" {
			rivals = slices.Concat(seen[at][w.when], seen[at][""])
		}
		i := slices.IndexFunc(rivals, func(r writer) bool { return r.block != w.block && r.value != w.value })
		if i >= 0 && !reported[w.block.Base().Address] {
			reported[w.block.Base().Address] = true
			p.Report(w.block, "trigger", fmt.Sprintf("%s and %s both write %s", schema.Title(rivals[i].block), schema.Title(w.block), name),
				"%s starts both, and the one that comes last wins. Let one of them do it, or give each a condition that excludes the other.", eventWords(at.event))
		}
		for _, key := range slices.Compact([]string{w.when, "any"}) {
			if !slices.ContainsFunc(seen[at][key], func(r writer) bool { return r.value == w.value }) && len(seen[at][key]) < 2 {
				seen[at][key] = append(seen[at][key], w)
			}
		}
	}
	for _, r := range p.Routings {
		if !r.Trigger.IsZero() {
			owner := schema.FieldAddress(r.Object.Name(), "owner")
			write(place{event: r.Trigger, object: r.Object.Name(), on: string(owner)}, writer{r, string(r.Address), ""}, owner.Written())
		}
	}
	for _, a := range p.Automations {
		object, when := p.objectOf(a), ""
		if !a.When.IsZero() {
			when = expr.Format(a.When.Expr)
		}
		var waited schema.Duration
		made := false // from here on, who gets a record may be about the one that was made
		for _, x := range a.Actions {
			if x.Do == "wait" {
				waited = schema.Duration{Months: waited.Months + x.After.Months, Days: waited.Days + x.After.Days, Minutes: waited.Minutes + x.After.Minutes}
			}
			made = made || x.Do == "create_record"
			e, ok := p.effectOf(x, object)
			if !ok || x.Do == "create_record" || made && (x.Do == "assign" || x.Do == "route") {
				continue
			}
			write(place{a.Trigger, object, e.on, x.After, waited}, writer{a, e.value, when}, schema.Address(e.on).Written())
		}
	}
}

func eventWords(e schema.Event) string {
	switch e.Kind {
	case "every":
		return "every(" + e.Every.String() + ")"
	case "event":
		return fmt.Sprintf("event(%q)", e.Name)
	}
	return e.Kind + "(" + e.Target.Written() + ")"
}

// checkCircles reports automations that start each other over and over.
//
// The graph has automations and what they do as nodes. A circle only goes on if something changes each time: a record is made, or a
// field or position takes at least two values on the way. Automations that wait, that a person releases, or whose condition may be
// false the second time are no part of one.
func checkCircles(p *Pass) {
	written := map[string]bool{}
	for _, a := range p.Automations {
		for _, x := range a.Actions {
			if e, ok := p.effectOf(x, p.objectOf(a)); ok {
				written[e.on] = true
			}
		}
	}
	oneWay := map[string]bool{} // flows in which nothing goes back
	for _, t := range p.Tracks() {
		oneWay[string(t.Address)] = t.ForwardOnly
	}
	for _, h := range p.Handoffs {
		if t := p.Track(h.To); h.Recycle && t != nil {
			oneWay[string(t.Address)] = false
		}
	}
	g := graph{to: map[any][]any{}}
	for _, a := range p.Automations {
		if mayStop(a.When.Expr, written) {
			continue
		}
		trigger := a.Trigger
		g.add(trigger, a)
		for _, x := range a.Actions {
			if x.Do == "wait" {
				break
			}
			e, ok := p.effectOf(x, p.objectOf(a))
			if !ok || !x.After.IsZero() || x.Approval == "required" || oneWay[e.on] {
				continue
			}
			g.add(a, e)
			g.add(e, e.event)
			if e.event.Kind == "set" {
				g.add(e, schema.Event{Kind: "changed", Target: e.event.Target})
			}
		}
	}
	for _, circle := range g.lasting() {
		var names []string
		for _, a := range circle[1:] {
			names = append(names, schema.Title(a))
		}
		first := circle[0]
		if names == nil {
			p.Report(first, "trigger", fmt.Sprintf("%s starts itself", schema.Title(first)),
				"What it does is what starts it, and no condition ends that. Give it a condition that is false the second time.")
			continue
		}
		p.Report(first, "trigger", fmt.Sprintf("%s starts itself again through %s", schema.Title(first), strings.Join(names, ", ")),
			"Each does what starts the next, and no condition ends that. Give one of them a condition that is false the second time.")
	}
}

// mayStop tells whether a condition can change by what automations write.
func mayStop(when expr.Expr, written map[string]bool) (stops bool) {
	expr.Walk(when, func(e expr.Expr) bool {
		switch e := e.(type) {
		case *expr.FlowStage, *expr.Score, *expr.Meets, *expr.Quant, *expr.Call:
			stops = true
		case *expr.Field:
			stops = stops || written[string(schema.FieldAddress(e.Object, e.Name))]
		}
		return !stops
	})
	return stops
}

// graph is what leads to what: automations, effects and events.
type graph struct {
	nodes []any // in the order in which they came
	to    map[any][]any
}

func (g *graph) add(from, to any) {
	for _, n := range []any{from, to} {
		if _, known := g.to[n]; !known {
			g.nodes = append(g.nodes, n)
			g.to[n] = nil
		}
	}
	g.to[from] = append(g.to[from], to)
}

// lasting gives the automations of each circle that goes on, in their order. Effects that are alone on what they change are taken out
// of a circle, for the second time they change nothing; until none are left.
func (g *graph) lasting() (out [][]*schema.Automation) {
	for {
		out = nil
		idle := map[any]bool{}
		for _, c := range g.circles() {
			values := map[string]int{}
			for _, n := range c {
				if e, ok := n.(effect); ok {
					values[e.on]++
				}
			}
			var circle []*schema.Automation
			for _, n := range c {
				switch n := n.(type) {
				case effect:
					idle[n] = values[n.on] < 2 && n.event.Kind != "created"
				case *schema.Automation:
					circle = append(circle, n)
				}
			}
			slices.SortFunc(circle, func(a, b *schema.Automation) int { return strings.Compare(string(a.Address), string(b.Address)) })
			out = append(out, circle)
		}
		some := false
		for n, is := range idle {
			if is {
				g.to[n] = nil
				some = true
			}
		}
		if !some {
			return out
		}
	}
}

// circles are the strongly connected components of more than one node, by Tarjan's algorithm.
func (g *graph) circles() (out [][]any) {
	index, low, onStack := map[any]int{}, map[any]int{}, map[any]bool{}
	var stack []any
	var visit func(n any)
	visit = func(n any) {
		index[n] = len(index) + 1
		low[n] = index[n]
		stack = append(stack, n)
		onStack[n] = true
		for _, m := range g.to[n] {
			if index[m] == 0 {
				visit(m)
				low[n] = min(low[n], low[m])
			} else if onStack[m] {
				low[n] = min(low[n], index[m])
			}
		}
		if low[n] != index[n] {
			return
		}
		i := len(stack) - 1
		for stack[i] != n {
			i--
		}
		if c := slices.Clone(stack[i:]); len(c) > 1 {
			out = append(out, c)
		}
		for _, m := range stack[i:] {
			onStack[m] = false
		}
		stack = stack[:i]
	}
	for _, n := range g.nodes {
		if index[n] == 0 {
			visit(n)
		}
	}
	return out
}
