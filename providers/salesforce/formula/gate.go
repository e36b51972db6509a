package formula

import (
	"slices"

	"github.com/stagecraft-dev/stagecraft/schema/expr"
)

// Gate is a demand on records as validation rules, all of which together make it.
type Gate struct {
	// Rules is more than one where the limit asks for it, and empty for what always holds.
	Rules []Rule
	// Refused are the parts of the demand that no rule makes, with the reasons.
	Refused []Note
	// Notes say what to know about the rules.
	Notes []Note
}

// Rule is a validation rule: Salesforce refuses to save a record of which the formula is true.
type Rule struct {
	Formula string
	// Must is the part of the criterion that the rule demands, and Words that part in English;
	// nil and "" for rules about the order of stages.
	Must  expr.Expr
	Words string
}

// Gate demands that a criterion holds whenever all of the guards do. The parts of a conjunction
// stand in as few rules as the limit allows. Each rule says exactly its part; a part that
// formulas cannot say is refused as a whole, so that no record is refused wrongly.
func (env Env) Gate(must expr.Expr, guards ...Guard) Gate {
	var out Gate
	guard, lost := together(guards)
	if lost != nil {
		return Gate{Refused: lost}
	}
	refuse := func(parts []expr.Expr) (Rule, Result) {
		e := conjunction(parts)
		r := env.condition(e, func(b *builder) *cond { return all(guard, negate(b.truth(e))) })
		return Rule{Formula: r.Formula, Must: e, Words: r.Words}, r
	}
	var open []expr.Expr
	flush := func() {
		if len(open) > 0 {
			rule, _ := refuse(open)
			out.add(rule)
			open = nil
		}
	}
	for _, p := range conjuncts(must) {
		_, alone := refuse([]expr.Expr{p})
		if alone.Refused != nil {
			out.Refused = addNotes(out.Refused, alone.Refused...)
			continue
		}
		out.Notes = addNotes(out.Notes, alone.Notes...)
		if _, with := refuse(append(slices.Clone(open), p)); with.Refused != nil {
			flush()
		}
		open = append(open, p)
	}
	flush()
	return out
}

// add leaves out a rule that never refuses.
func (g *Gate) add(r Rule) {
	if r.Formula != "FALSE" {
		g.Rules = append(g.Rules, r)
	}
}

// conjuncts are the conditions all of which must hold for e to hold.
func conjuncts(e expr.Expr) []expr.Expr {
	var out []expr.Expr
	switch n := e.(type) {
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

var boolType = expr.Type{Kind: expr.Bool}

func conjunction(parts []expr.Expr) expr.Expr {
	if len(parts) == 1 {
		return parts[0]
	}
	return &expr.Logic{Node: expr.Node{Rng: parts[0].Range(), Typ: boolType}, And: true, Parts: parts}
}

// Filled is the criterion that a value is there, for facts that a stage requires.
func Filled(f expr.Expr) expr.Expr {
	return &expr.Call{Node: expr.Node{Rng: f.Range(), Typ: boolType}, Func: "is_set", Args: []expr.Expr{f}}
}

// OneOf is the criterion that a field holds one of several values, for reason codes.
func OneOf(f expr.Expr, codes ...string) expr.Expr {
	at := f.Range()
	list := &expr.ListLit{Node: expr.Node{Rng: at, Typ: expr.Type{Kind: expr.List, Elem: &expr.Type{Kind: expr.Text}}}}
	for _, c := range codes {
		list.Items = append(list.Items, &expr.Literal{Node: expr.Node{Rng: at, Typ: expr.Type{Kind: expr.Text}}, Value: c})
	}
	return &expr.Call{Node: expr.Node{Rng: at, Typ: boolType}, Func: "contains", Args: []expr.Expr{list, f}}
}
