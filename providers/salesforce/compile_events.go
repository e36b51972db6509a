package salesforce

import (
	"github.com/stagecraft-dev/stagecraft/providers/internal/compiling"
	"github.com/stagecraft-dev/stagecraft/providers/salesforce/flow"
	"github.com/stagecraft-dev/stagecraft/providers/salesforce/formula"
	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/expr"
)

var truthNode = expr.Node{Typ: expr.Type{Kind: expr.Bool}}

// objectOf is the object that an event happens to; "" where it does not say.
func (c *compiler) objectOf(e schema.Event) string {
	_, kind, l := e.Target.Split()
	t := c.a.Track(e.Target)
	switch {
	case t != nil:
		return t.Object
	case (kind == "field" || kind == "object") && len(l) > 0:
		return l[0]
	case e.Kind == "reaches":
		if s := schema.Find[schema.Scoring](c.a, scoringOf(e.Target)); s != nil {
			return s.Object.Name()
		}
	case e.Kind == "breached":
		if s := schema.Find[schema.SLA](c.a, e.Target); s != nil && s.Starts.Kind != "breached" {
			return c.objectOf(s.Starts)
		}
	}
	return ""
}

// scoringOf is the model of a threshold.
func scoringOf(threshold schema.Address) schema.Address {
	module, _, l := threshold.Split()
	if len(l) == 0 {
		return ""
	}
	return schema.NewAddress(module, "scoring", l[0])
}

// fieldOf is the value of a field, declared or built in.
func (c *compiler) fieldOf(a schema.Address) expr.Expr {
	_, _, l := a.Split()
	if len(l) != 2 {
		return nil
	}
	f := c.a.Field(l[0], l[1])
	if f == nil {
		return nil
	}
	return &expr.Field{Node: expr.Node{Typ: f.Type.Expr()}, Object: l[0], Name: l[1]}
}

// isSet holds for records with a value in a field.
func isSet(f expr.Expr) expr.Expr {
	return &expr.Call{Node: truthNode, Func: "is_set", Args: []expr.Expr{f}}
}

// meeting joins conditions of which any may be nil.
func meeting(parts ...expr.Expr) expr.Expr {
	var some []expr.Expr
	for _, p := range parts {
		if p != nil {
			some = append(some, p)
		}
	}
	switch len(some) {
	case 0:
		return nil
	case 1:
		return some[0]
	}
	return &expr.Logic{Node: truthNode, And: true, Parts: some}
}

// atStage compares the stage of a record with one of its track.
func atStage(t *schema.Track, op expr.Op, stage schema.Address) expr.Expr {
	in := expr.Node{Typ: expr.Type{Kind: expr.Stage, Flow: string(t.Address)}}
	return &expr.Compare{Node: truthNode, Op: op, L: &expr.FlowStage{Node: in, Flow: string(t.Address), Object: t.Object},
		R: &expr.StageLit{Node: in, Stage: string(stage), Flow: string(t.Address), Rank: t.Rank(stage)}}
}

// event says in words what starts something.
func (c *compiler) event(e schema.Event, when schema.Criterion) string {
	return compiling.Event(c.a, e, when, c.names.last)
}

// way is how a flow gets from the record that started it to records of another object of the org.
type way struct {
	// sobject is the object of the org whose records they are; same that it is the record itself.
	sobject string
	same    bool
	filter  flow.Filter
	// path is where formulas find a parent: Account; "" for children.
	path string
}

// wayTo finds a way from records of an object to those of another: the record itself, its parent, or its children.
func (c *compiler) wayTo(object, sobject, to, tobject string) (way, bool) {
	if object == to {
		return way{sobject: sobject, same: true}, sobject == tobject
	}
	if !c.owns(object) || !c.owns(to) {
		return way{}, false
	}
	p, ok := resolver{c, sobject, object}.Parent(object, to)
	switch {
	case ok && p.Path == "":
		return way{sobject: sobject, same: true}, true
	case ok && tobject == c.names.last(to):
		return way{sobject: tobject, path: p.Path, filter: flow.Filter{Field: "Id", Operator: "EqualTo", Value: flow.Ref("$Record." + p.Key)}}, true
	}
	if p, ok = (resolver{c, tobject, to}).Parent(to, object); ok && p.Path != "" && sobject == c.names.last(object) {
		return way{sobject: tobject, filter: flow.Filter{Field: p.Key, Operator: "EqualTo", Value: flow.Ref("$Record.Id")}}, true
	}
	return way{}, false
}

// ways are all of them to the objects of the org that records of an object are.
func (c *compiler) ways(object, sobject, to string) (out []way) {
	for _, tobject := range c.names.all(to) {
		if w, ok := c.wayTo(object, sobject, to, tobject); ok && (len(out) == 0 || !w.same) {
			out = append(out, w)
		}
	}
	return out
}

// write sets fields of the records at the end of a way.
func (w way) write(label string, fields []flow.Field, more ...flow.Filter) flow.Step {
	if w.same {
		return flow.Set{Label: label, Fields: fields}
	}
	return flow.Update{Label: label, Object: w.sobject, Filters: append([]flow.Filter{w.filter}, more...), Fields: fields}
}

// entryEnv is for conditions of flows that records of an object of the org start.
func (c *compiler) entryEnv(object, sobject string) formula.Env {
	return c.env(object, sobject, formula.Entry)
}
