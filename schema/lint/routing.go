package lint

import (
	"fmt"
	"maps"
	"slices"

	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/diag"
	"github.com/stagecraft-dev/stagecraft/schema/expr"
)

var routingRules = []*Rule{
	{
		Code: "L-35", Name: "Routing without a fallback", Severity: diag.Error,
		Reason:   "Sooner or later a lead comes that no rule matches. Without a fallback it belongs to nobody, and nobody notices.",
		Fix:      "Name a queue or a role that receives what no rule matches: `fallback = queue.NAME`.",
		Enforced: []diag.Code{diag.RoutingFallback},
	},
	{
		Code: "L-43", Name: "Routing rule that never decides, or a gap between rules", Severity: diag.Warning,
		Reason: "Rules are tried in order. A general rule before a specific one takes all of its records, so the specific one is never used. And where rules " +
			"divide records by band, segment, region or language, a combination that was forgotten goes to the fallback without anybody having decided so.",
		Fix: "Put the most specific rule first. Add a rule for the combination that is missing; where the fallback is meant to receive it, say so " +
			"by excluding it in a rule: `company.segment != \"public\"`.",
		Check: checkRoutingRules,
	},
}

func checkRoutingRules(p *Pass) {
	for _, r := range p.Routings {
		checkHiddenRules(p, r)
		checkGaps(p, r)
	}
}

// checkHiddenRules reports rules all of whose records an earlier rule takes.
func checkHiddenRules(p *Pass, r *schema.Routing) {
	var before shelf
	for _, rule := range r.Rules {
		c := conditionOf(rule.When.Expr)
		if i := before.implied(c); i >= 0 {
			p.Report(rule, "", fmt.Sprintf("%s never decides", schema.Label("", rule.Name)),
				"Rule %q comes before and takes every record that %q matches. Put %[2]q first, or narrow %[1]q.", r.Rules[i].Name, rule.Name)
		}
		before.add(c)
	}
}

// trialsLimit is how often conditions are judged to look for gaps between two fields of one routing. More than that no table of
// rules covers by hand.
const trialsLimit = 100_000

// checkGaps reports options, and pairs of options, that the rules of a routing leave to its fallback although they share out the
// others. What a rule excludes by name is meant to be left; so is the lowest band of a score. Rules that look at no options, such as
// one for named accounts, share out nothing.
func checkGaps(p *Pass, r *schema.Routing) {
	uses := map[fieldName]*optionUse{}
	var whens []expr.Expr
	for _, rule := range r.Rules {
		if rule.When.IsZero() {
			return // it takes everything
		}
		if options := noteOptions(uses, rule.When.Expr); options {
			whens = append(whens, rule.When.Expr)
		}
	}
	takes := func(k facts) bool {
		return slices.ContainsFunc(whens, func(w expr.Expr) bool { return k.verdict(w) != no })
	}
	fields := slices.SortedFunc(maps.Keys(uses), fieldName.compare)
	for _, f := range fields {
		u := uses[f]
		if len(u.named) < 2 || 2*len(u.named) <= len(u.options) {
			continue // a few cases, and everything else goes to the fallback
		}
		for _, o := range u.options {
			if !u.named[o] && !u.excluded[o] && !lowestBand(p.Architecture, f, o) && !takes(facts{f: o}) {
				p.Report(r, "", fmt.Sprintf("No rule takes %s %q", f, o),
					"The rules share out the other options of %s; %q goes to %s. Add a rule for it, or exclude it in a rule if that is meant.", f, o, r.Fallback)
			}
		}
	}
	for i, f := range fields {
		for _, g := range fields[i+1:] {
			u, v := uses[f], uses[g]
			if len(u.named)*len(v.named)*len(whens) > trialsLimit {
				continue
			}
			for _, x := range u.shared() {
				for _, y := range v.shared() {
					if takes(facts{f: x}) && takes(facts{g: y}) && !takes(facts{f: x, g: y}) {
						p.Report(r, "", fmt.Sprintf("No rule takes %s %q with %s %q", f, x, g, y),
							"Rules take %q and %q in other combinations; this one goes to %s. Add a rule for it, or exclude one of them in a rule if that is meant.", x, y, r.Fallback)
					}
				}
			}
		}
	}
}

// lowestBand tells whether an option is the band below all others of a score.
func lowestBand(a *schema.Architecture, f fieldName, option string) bool {
	return slices.ContainsFunc(a.Scorings, func(s *schema.Scoring) bool {
		return slices.ContainsFunc(s.Bands, func(b *schema.Band) bool {
			return b.Min == nil && b.Name == option && b.Field == schema.FieldAddress(f.object, f.name)
		})
	})
}

// optionUse is how the rules of a routing speak of the options of a field.
type optionUse struct {
	options         []string
	named, excluded map[string]bool
}

// shared are the options that rules ask for and none excludes, in the order of the field.
func (u *optionUse) shared() (out []string) {
	for _, o := range u.options {
		if u.named[o] && !u.excluded[o] {
			out = append(out, o)
		}
	}
	return out
}

// noteOptions notes the options that a condition asks for or excludes, and tells whether there are any.
func noteOptions(uses map[fieldName]*optionUse, when expr.Expr) (found bool) {
	note := func(field, value expr.Expr, excluded bool) {
		f, ok := field.(*expr.Field)
		l, ok2 := value.(*expr.Literal)
		if !ok || !ok2 || f.Typ.Kind != expr.Option {
			return
		}
		o, ok := l.Value.(string)
		if !ok {
			return
		}
		u := uses[nameOf(f)]
		if u == nil {
			u = &optionUse{f.Typ.Options, map[string]bool{}, map[string]bool{}}
			uses[nameOf(f)] = u
		}
		found = true
		if excluded {
			u.excluded[o] = true
		} else {
			u.named[o] = true
		}
	}
	var look func(e expr.Expr, denied bool)
	look = func(e expr.Expr, denied bool) {
		switch e := e.(type) {
		case *expr.Logic:
			for _, part := range e.Parts {
				look(part, denied)
			}
		case *expr.Not:
			look(e.X, !denied)
		case *expr.Compare:
			note(e.L, e.R, denied != (e.Op == expr.Ne))
			note(e.R, e.L, denied != (e.Op == expr.Ne))
		case *expr.Call:
			if e.Func != "contains" {
				return
			}
			if list, ok := e.Args[0].(*expr.ListLit); ok {
				for _, item := range list.Items {
					note(e.Args[1], item, denied)
				}
			}
		}
	}
	look(when, false)
	return found
}
