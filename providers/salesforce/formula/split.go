package formula

import (
	"slices"

	"github.com/stagecraft-dev/stagecraft/schema/expr"
)

// And joins formulas; those that are "" or TRUE are left out.
func And(formulas ...string) string {
	parts := make([]*cond, 0, len(formulas))
	for _, f := range formulas {
		switch f {
		case "", "TRUE":
		case "FALSE":
			return f
		default:
			parts = append(parts, leaf(f))
		}
	}
	return all(parts...).String()
}

// Where narrows a formula to where all of the guards hold: a rule about one stage, and not for
// those who may pass it by. It looks at the limit again.
func (r Result) Where(env Env, guards ...string) Result {
	if r.Formula == "" {
		return r
	}
	r.Formula = And(append(slices.Clone(guards), r.Formula)...)
	return env.limited(r)
}

// Split puts the parts of a conjunction into as few groups as the limit allows, in their order.
// Each group is a criterion, and all of them together say what e says. make gives the formula
// of a group: Compile, Refuse, or one of them with guards. A single part whose formula is too
// long stays alone, and is TooLong.
func Split(e expr.Expr, env Env, make func(expr.Expr, Env) Result) []expr.Expr {
	var groups []expr.Expr
	var open []expr.Expr
	for _, p := range conjuncts(e) {
		if len(open) > 0 && make(conjunction(append(slices.Clone(open), p)), env).TooLong {
			groups = append(groups, conjunction(open))
			open = nil
		}
		open = append(open, p)
	}
	if len(open) > 0 {
		groups = append(groups, conjunction(open))
	}
	return groups
}

// conjuncts are the conditions all of which must hold for e to hold.
func conjuncts(e expr.Expr) []expr.Expr {
	var out []expr.Expr
	switch n := e.(type) {
	case nil:
		return nil
	case *expr.Logic:
		if n.And {
			for _, p := range n.Parts {
				out = append(out, conjuncts(p)...)
			}
			return out
		}
	case *expr.Not:
		switch x := n.X.(type) {
		case *expr.Not:
			return conjuncts(x.X)
		case *expr.Logic:
			if !x.And {
				for _, p := range x.Parts {
					out = append(out, conjuncts(&expr.Not{Node: expr.Node{Rng: p.Range(), Typ: n.Typ}, X: p})...)
				}
				return out
			}
		}
	}
	return []expr.Expr{e}
}

func conjunction(parts []expr.Expr) expr.Expr {
	if len(parts) == 1 {
		return parts[0]
	}
	return &expr.Logic{Node: expr.Node{Rng: parts[0].Range(), Typ: expr.Type{Kind: expr.Bool}}, And: true, Parts: parts}
}
