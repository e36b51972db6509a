package filter

import (
	"fmt"
	"strings"

	"github.com/stagecraft-dev/stagecraft/schema/expr"
)

// via finds the association to the object whose value is asked for; nil for the record itself.
func (b builder) via(part expr.Expr, object string) (*Link, *tree[*atom]) {
	if object == b.object {
		return nil, nil
	}
	l, ok := b.env.Portal.Link(b.object, object)
	if !ok {
		return nil, lose(part, fmt.Sprintf("The portal has no association from %s to %s.", b.object, object), "Associate the two objects in the portal.")
	}
	return &l, nil
}

// property finds the property of a field.
func (b builder) property(f *expr.Field) (p Property, via *Link, bad *tree[*atom]) {
	p, ok := b.env.Portal.Property(f.Object, f.Name)
	if !ok {
		return p, nil, lose(f, "The portal has no property for this field.", "Create it, or name the one to use with crm = { hubspot = \"…\" } in its field block.")
	}
	via, bad = b.via(f, f.Object)
	return p, via, bad
}

// score finds the property of a score.
func (b builder) score(n *expr.Score) (p Property, via *Link, bad *tree[*atom]) {
	object, p, ok := b.env.Portal.Score(n.Scoring, n.Dimension)
	if !ok || p.Type != "number" {
		return p, nil, lose(n, "The portal has no number property that holds this score.", "Give the dimension of the scoring a field.")
	}
	via, bad = b.via(n, object)
	return p, via, bad
}

// mismatch reports a property of a type that the criterion does not fit.
func (b builder) mismatch(f *expr.Field, p Property, want string) *tree[*atom] {
	of := p.Type
	if p.Multiple {
		of = "multiple checkboxes"
	}
	return lose(f, fmt.Sprintf("%s is a property of type %s in HubSpot, and the criterion takes it for %s.", p.Name, of, want),
		"Change the type of the field or of the property, so that they agree.")
}

// flag says that a field of true or false has the value want.
func (b builder) flag(f *expr.Field, want bool) *tree[*atom] {
	if f.Typ.Kind != expr.Bool {
		return yesNo(false)
	}
	p, via, bad := b.property(f)
	switch {
	case bad != nil:
		return bad
	case p.Type != "bool":
		return b.mismatch(f, p, "yes or no")
	}
	return leaf(&atom{via: via, prop: p, test: yes{}, inv: !want, part: f})
}

// option compares a field with an option, by the option's internal value.
func (b builder) option(part expr.Expr, f *expr.Field, p Property, via *Link, op expr.Op, v string) *tree[*atom] {
	value, ok := b.env.Portal.Option(f.Object, f.Name, v)
	if !ok {
		return lose(part, fmt.Sprintf("%q is no option of %s in the portal.", v, p.Name), "Add the option, or the user, to the portal.")
	}
	return leaf(&atom{via: via, prop: p, test: oneOf{[]string{value}, false}, inv: op == expr.Ne, part: part})
}

// someOptions says that a field has one of the options that pass.
func (b builder) someOptions(part expr.Expr, f *expr.Field, pass func(string) bool) *tree[*atom] {
	p, via, bad := b.property(f)
	switch {
	case bad != nil:
		return bad
	case p.Type != "enumeration" || p.Multiple || len(f.Typ.Options) == 0:
		return b.mismatch(f, p, "one option")
	}
	var parts []*tree[*atom]
	for _, o := range f.Typ.Options {
		if pass(o) {
			parts = append(parts, b.option(part, f, p, via, expr.Eq, o))
		}
	}
	return join(false, parts...)
}

// inStages says that the record is in one of the stages that pass, which is the only way to ask:
// the property may hold stages of other pipelines.
func (b builder) inStages(part expr.Expr, n *expr.FlowStage, pass func(Stage) bool) *tree[*atom] {
	f, ok := b.env.Portal.Flow(n.Flow)
	if !ok {
		return lose(n, "The portal does not have this lifecycle or pipeline.", "Create it first.")
	}
	via, bad := b.via(n, f.Object)
	if bad != nil {
		return bad
	}
	var values []string
	for _, s := range f.Stages {
		if pass(s) {
			values = append(values, s.Value)
		}
	}
	if len(values) == 0 {
		return yesNo(false)
	}
	return leaf(&atom{via: via, prop: f.Property, test: oneOf{values, false}, part: part})
}

// stage compares the stage of a record with a named one by their places in the flow.
func (b builder) stage(part expr.Expr, n *expr.FlowStage, op expr.Op, lit *expr.StageLit) *tree[*atom] {
	return b.inStages(part, n, func(s Stage) bool {
		if op == expr.Eq || op == expr.Ne {
			return (s.Address == lit.Stage) == (op == expr.Eq)
		}
		return op.Holds(s.Rank - lit.Rank)
	})
}

// quant is any or all over related records.
func (b builder) quant(n *expr.Quant) *tree[*atom] {
	if n.Func == "all" {
		// All meet it when none fails it.
		none := *n
		none.Func = "any"
		none.Where = &expr.Not{Node: expr.Node{Rng: n.Rng, Typ: n.Typ}, X: n.Where}
		if n.Where == nil {
			return yesNo(true)
		}
		return negate(b.some(n, &none))
	}
	if n.Func != "any" {
		return yesNo(false)
	}
	return b.some(n, n)
}

// some says that there is a related record as q asks; part is what stands in the criterion.
func (b builder) some(part expr.Expr, q *expr.Quant) *tree[*atom] {
	if p, ok := b.env.Portal.Count(b.object, q); ok && p.Type == "number" {
		return leaf(&atom{prop: p, test: number{expr.Ge, 1}, part: part})
	}
	l, ok := b.env.Portal.Link(b.object, q.Object)
	if !ok {
		return lose(part, fmt.Sprintf("The portal has no association from %s to %s.", b.object, q.Object), "Associate the two objects in the portal.")
	}
	where := yesNo(true)
	if q.Where != nil {
		inner := b
		inner.object = q.Object
		where = inner.truth(q.Where)
	}
	if where.kind == isFalse {
		return where
	}
	return leaf(&atom{test: related{l, where}, part: part})
}

// count compares the number of related records.
func (b builder) count(n expr.Expr, q *expr.Quant, op expr.Op, f float64) *tree[*atom] {
	if q.Func != "count" {
		return yesNo(false)
	}
	if p, ok := b.env.Portal.Count(b.object, q); ok && p.Type == "number" {
		return leaf(&atom{prop: p, test: number{op, f}, blank: compare(op, 0, f), part: n})
	}
	zero := compare(op, 0, f)
	if some, ok := fromOne(op, f); ok {
		switch {
		case some == zero:
			return yesNo(some)
		case some:
			return b.some(n, q)
		}
		return negate(b.some(n, q))
	}
	return lose(n, fmt.Sprintf("Filters ask whether there is an associated record of %s, not how many.", strings.ToLower(q.Object)),
		"Create a rollup property that counts them, and compare that.")
}
