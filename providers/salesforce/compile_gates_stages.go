package salesforce

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/stagecraft-dev/stagecraft/providers/salesforce/formula"
	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/expr"
)

// stageName is what rules call a stage: its abbreviation, or its name.
func stageName(s *schema.Stage) string { return cmp.Or(apiShort(s.Short), s.Name) }

// apiShort is an abbreviation that can be part of a name; "" for one such as "Stage 0".
func apiShort(short string) string {
	if short != "" && apiName(short) == short {
		return short
	}
	return ""
}

// stage makes rules of what a stage demands of records that enter and leave it.
func (k *gatekeeper) stage(t *schema.Track, s *schema.Stage) {
	for _, g := range s.Entry {
		if g.When.IsZero() {
			k.judged(g)
			continue
		}
		k.demand(demand{claims: []*ruling{k.claim(g.Address, expr.Format(g.When.Expr))}, meta: &g.Meta, name: stageName(s) + "_Entry_" + g.Name, what: "Entry criterion",
			words: g.Description, ask: fmt.Sprintf("“%s” needs it", schema.Title(s)), golden: s.Golden, object: t.Object, track: t,
			gates: func(m moment) []formula.Gate {
				return []formula.Gate{m.must(g.When.Expr, m.Entering(string(t.Address), string(s.Address)))}
			}})
	}
	k.exits(t, s)
	for _, f := range s.Requires {
		k.required(t, s, f)
	}
	if s.Owner != "" {
		k.claim(s.Address, "has an owner").kept("Salesforce saves no record without an owner; who it is, handoffs and routing decide.")
	}
	k.reasonsInto(t, s)
	if s.Revisit != "" {
		k.revisit(t, s)
	}
	if !s.StaleAfter.IsZero() {
		stale := staleClaim(s)
		k.claim(stale.at, stale.criterion).byHand("Nothing that is saved tells that time has passed.")
	}
}

// judged is a criterion without a condition.
func (k *gatekeeper) judged(g *schema.Gate) {
	k.claim(g.Address, cmp.Or(g.Description, schema.Title(g))).byHand("It has no condition: people judge.")
}

// exits makes rules of the exit criteria. Of those that lead to one stage, one must hold, unless people judge one.
func (k *gatekeeper) exits(t *schema.Track, s *schema.Stage) {
	var ways []schema.Address
	to := map[schema.Address][]*schema.Gate{}
	for _, g := range s.Exit {
		if to[g.Then] == nil {
			ways = append(ways, g.Then)
		}
		to[g.Then] = append(to[g.Then], g)
	}
	for _, then := range ways {
		gates := to[then]
		target := schema.Find[schema.Stage](k.a, then)
		judged := slices.ContainsFunc(gates, func(g *schema.Gate) bool { return g.When.IsZero() })
		var claims []*ruling
		var either []expr.Expr
		words := ""
		for _, g := range gates {
			if g.When.IsZero() {
				k.judged(g)
				continue
			}
			claims, either = append(claims, k.claim(g.Address, expr.Format(g.When.Expr))), append(either, g.When.Expr)
			words = g.Description
		}
		why := ""
		switch {
		case len(claims) == 0:
			continue
		case target == nil || k.a.Track(then).Address != t.Address:
			why = "It says what advances a record, and forbids no move."
		case judged:
			why = "People judge another criterion that leads to the same stage, so no move is refused for this one."
		}
		if why != "" {
			for _, c := range claims {
				c.byHand(why)
			}
			continue
		}
		if len(either) > 1 {
			words = ""
		}
		k.demand(demand{claims: claims, meta: &gates[0].Meta, name: stageName(s) + "_Exit_" + stageName(target), what: "Exit criterion", words: words,
			ask: fmt.Sprintf("It takes a record from “%s” to “%s”", schema.Title(s), schema.Title(target)), golden: s.Golden || target.Golden, object: t.Object, track: t,
			gates: func(m moment) []formula.Gate {
				return []formula.Gate{m.within(eitherOf(either...), m.Moving(string(t.Address), string(s.Address), string(then)))}
			}})
	}
}

// eitherOf is the disjunction of one or more conditions.
func eitherOf(parts ...expr.Expr) expr.Expr {
	if len(parts) == 1 {
		return parts[0]
	}
	return &expr.Logic{Node: truthNode, Parts: parts}
}

// factClaim is the claim that a fact has a value.
func (k *gatekeeper) factClaim(at, fact schema.Address) *ruling {
	known := k.knownClaim(at, fact)
	return k.claim(known.at, known.criterion)
}

// known holds when a fact has a value: on the record, on the one that it belongs to, or on any of several.
func (k *gatekeeper) known(object string, fact schema.Address) expr.Expr {
	f, _ := k.fieldOf(fact).(*expr.Field)
	if f == nil {
		return nil
	}
	if f.Object != object && !k.a.BelongsTo(object, f.Object) {
		return &expr.Quant{Node: truthNode, Func: "any", Object: f.Object, Where: isSet(f)}
	}
	return isSet(f)
}

// fact is a demand for a value. Words say who needs it.
func (k *gatekeeper) fact(t *schema.Track, s *schema.Stage, m *schema.Meta, fact schema.Address, part, name, what, who string) demand {
	title := schema.Title(k.a.Lookup(fact))
	if _, _, l := fact.Split(); len(l) == 2 {
		title = k.a.Namer().Field(l[0], l[1])
	}
	return demand{claims: []*ruling{k.factClaim(m.Address, fact)}, meta: m, part: part + factPart(t.Object, fact), name: name + factPart(t.Object, fact), what: what,
		words: fmt.Sprintf("%s needs %s, which is missing", who, title), golden: s.Golden, object: t.Object, track: t}
}

// factPart is the name of a fact, behind its object where that is another one.
func factPart(object string, fact schema.Address) string {
	_, _, l := fact.Split()
	if len(l) == 2 && l[0] != object {
		return l[0] + "_" + l[1]
	}
	return fact.Name()
}

// required is a fact without which no record enters a stage. A handoff may carry it over from another one.
func (k *gatekeeper) required(t *schema.Track, s *schema.Stage, fact schema.Address) {
	must := k.known(t.Object, fact)
	d := k.fact(t, s, &s.Meta, fact, "requires_", stageName(s)+"_Needs_", "Required fact", fmt.Sprintf("“%s”", schema.Title(s)))
	d.gates = func(m moment) []formula.Gate {
		in, to := string(t.Address), string(s.Address)
		elsewhere := []formula.Guard{m.Entering(in, to)}
		var out []formula.Gate
		var coming []expr.Expr
		for _, w := range k.waysInto(s.Address) {
			var carried []expr.Expr
			for _, h := range w.handoffs {
				carried = append(carried, k.carries(t.Object, h, fact)...)
			}
			switch {
			case carried == nil:
			case w.track.Address == t.Address:
				along := m.Moving(in, string(w.from), to)
				elsewhere = append(elsewhere, formula.Except(along))
				out = append(out, m.within(eitherOf(append(carried, must)...), along))
			default:
				coming = append(coming, meeting(atStage(w.track, expr.Eq, w.from), eitherOf(carried...)))
			}
		}
		if coming != nil {
			elsewhere = append(elsewhere, formula.Except(m.Coming(in, to)))
			out = append(out, m.must(eitherOf(append(coming, must)...), m.Coming(in, to)))
		}
		return append([]formula.Gate{m.must(must, elsewhere...)}, out...)
	}
	k.demand(d)
}

// carries hold when a handoff can bring a fact along.
func (k *gatekeeper) carries(object string, h *schema.Handoff, fact schema.Address) (out []expr.Expr) {
	for _, x := range h.Carries {
		if from := k.known(object, x.From); x.To == fact && from != nil {
			out = append(out, from)
		}
	}
	return out
}

// revisit demands a date to look again that is still to come.
func (k *gatekeeper) revisit(t *schema.Track, s *schema.Stage) {
	f := k.fieldOf(s.Revisit)
	if f == nil {
		return
	}
	age := &expr.Call{Node: expr.Node{Typ: expr.Type{Kind: expr.Number}}, Func: "days_since", Args: []expr.Expr{f}}
	ahead := &expr.Compare{Node: truthNode, Op: expr.Lt, L: age, R: &expr.Literal{Node: age.Node, Value: 0.0}}
	k.demand(demand{claims: []*ruling{k.factClaim(s.Address, s.Revisit)}, meta: &s.Meta, part: "revisit", name: stageName(s) + "_Revisit", what: "Date to look again",
		words: fmt.Sprintf("“%s” needs a date to look again that is still to come: %s", schema.Title(s), schema.Title(k.a.Lookup(s.Revisit))), golden: s.Golden, object: t.Object, track: t,
		gates: func(m moment) []formula.Gate {
			return []formula.Gate{m.must(ahead, m.Entering(string(t.Address), string(s.Address)))}
		}})
}
