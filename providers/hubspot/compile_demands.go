package hubspot

import (
	"fmt"
	"slices"
	"strings"

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
	if owned(s) {
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

// owned tells whether somebody answers for the records in a stage, so that each has an owner.
func owned(s *schema.Stage) bool { return s.Owner != "" && s.Owner != nobody }

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
