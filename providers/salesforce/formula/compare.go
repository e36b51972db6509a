package formula

import (
	"github.com/stagecraft-dev/stagecraft/schema/expr"
)

var (
	signs   = map[expr.Op]string{expr.Eq: "=", expr.Ne: "<>", expr.Lt: "<", expr.Le: "<=", expr.Gt: ">", expr.Ge: ">="}
	inverse = map[expr.Op]expr.Op{expr.Eq: expr.Ne, expr.Ne: expr.Eq, expr.Lt: expr.Ge, expr.Ge: expr.Lt, expr.Gt: expr.Le, expr.Le: expr.Gt}
	flipped = map[expr.Op]expr.Op{expr.Eq: expr.Eq, expr.Ne: expr.Ne, expr.Lt: expr.Gt, expr.Gt: expr.Lt, expr.Le: expr.Ge, expr.Ge: expr.Le}
)

// compare is l op r, which is false when one of the two is missing.
func (b *builder) compare(part expr.Expr, op expr.Op, le, re expr.Expr) *cond {
	if c := b.stages(op, le, re); c != nil {
		return c
	}
	l, r := b.value(le), b.value(re)
	if lost := firstLost(l, r); lost != nil {
		return lost
	}
	set := allSet(l, r)
	switch {
	case set.op == isFalse:
		return no
	case l.kind == expr.Bool || r.kind == expr.Bool:
		if op == expr.Ne {
			return all(set, choose(l.truth, negate(r.truth), r.truth))
		}
		return all(set, choose(l.truth, r.truth, negate(r.truth)))
	case ref(l) || ref(r):
		return b.refs(part, op, l, r, le, re)
	case l.kind == expr.DateTime || r.kind == expr.DateTime:
		l.text, r.text = l.as(expr.DateTime), r.as(expr.DateTime)
	case l.kind == expr.Text:
		if isConst(le) {
			le, re, l, r = re, le, r, l
		}
		if isConst(re) {
			v, _ := expr.Eval(re, nil).(string)
			return b.text(part, op, l, v)
		}
	}
	return both(op, set, l.text, r.text)
}

// stages compares a record's stage with a named one; nil for other operands.
func (b *builder) stages(op expr.Op, l, r expr.Expr) *cond {
	if lit, ok := l.(*expr.StageLit); ok {
		if f, ok := r.(*expr.FlowStage); ok {
			return b.stage(f, flipped[op], lit)
		}
	}
	if lit, ok := r.(*expr.StageLit); ok {
		if f, ok := l.(*expr.FlowStage); ok {
			return b.stage(f, op, lit)
		}
	}
	return nil
}

// text compares a text with a constant; a picklist by its value, so that the field is never converted.
func (b *builder) text(part expr.Expr, op expr.Op, l value, s string) *cond {
	if s == "" { // no value equals it
		if op == expr.Ne {
			return l.set
		}
		return no
	}
	var is *cond
	if l.pick != "" {
		is = b.isOption(part, l, s)
	} else {
		q, ok := quote(s)
		if !ok {
			return lose(part, "A formula cannot hold this text: it has control characters.", "Leave them out.")
		}
		is = guarded(l.set, l.text+" = "+q, l.text+" <> "+q)
		if l.set.op != isLeaf { // not one that ISBLANK tells: ask first
			is = all(l.set, either(l.text+" = "+q, l.text+" <> "+q))
		}
	}
	switch {
	case is.op == isLost, op == expr.Eq:
		return is
	}
	return all(l.set, negate(is))
}

// isOption says that a picklist has a value of ours.
func (b *builder) isOption(part expr.Expr, l value, s string) *cond {
	api, ok := b.env.Org.Option(l.field.Object, l.field.Name, s)
	q, writable := quote(api)
	if !ok || api == "" || !writable {
		return lose(part, "The org's picklist has no value for "+s+".", "Add the value to the picklist.")
	}
	is := leaf("ISPICKVAL(" + l.pick + ", " + q + ")")
	return all(l.before(), is)
}

// refs compares records or users: ids with ids, and a name with the name of the record.
func (b *builder) refs(part expr.Expr, op expr.Op, l, r value, le, re expr.Expr) *cond {
	if ref(l) && ref(r) {
		return both(op, allSet(l, r), l.text, r.text)
	}
	if ref(r) {
		l, r, re = r, l, le
	}
	if l.key == "" {
		return lose(part, "Formulas see the id here, which differs from org to org.", "Compare with a field of the record or user that is the same everywhere.")
	}
	name := r.text
	if isConst(re) {
		s, _ := expr.Eval(re, nil).(string)
		known, ok := b.env.Org.Option(l.field.Object, l.field.Name, s)
		q, writable := quote(known)
		if !ok || !writable || s == "" {
			return lose(part, "The org has no such record or user.", "Create it first.")
		}
		name = q
	}
	return both(op, allSet(l, r), l.key, name)
}

// both compares two formulas where set holds.
func both(op expr.Op, set *cond, l, r string) *cond {
	return all(set, either(l+" "+signs[op]+" "+r, l+" "+signs[inverse[op]]+" "+r))
}
