package examples_test

import (
	"fmt"
	"slices"
	"sort"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/expr"
)

// A claim is something that the language must be able to say and that an
// example says: what get finds in the example must be want.
type claim struct {
	about   string
	example string
	get     func(a *schema.Architecture) any
	want    any
}

func TestCoverage(t *testing.T) {
	loaded := map[string]*schema.Architecture{}
	for name := range examples {
		loaded[name] = load(t, name)
	}
	for _, list := range [][]claim{stageClaims, contractClaims, ownershipClaims, scoringClaims, pipelineClaims, automationClaims, dataClaims, measurementClaims} {
		for _, c := range list {
			t.Run(c.about, func(t *testing.T) {
				if d := cmp.Diff(c.want, c.get(loaded[c.example])); d != "" {
					t.Errorf("%s (-want +got):\n%s", c.example, d)
				}
			})
		}
	}
}

// each lists what of says about the members of a list that count, in order and once each.
func each[T any](list []T, of func(T) string) []string {
	var out []string
	for _, x := range list {
		if s := of(x); s != "" && !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	return out
}

// names are the last parts of addresses.
func names(list []schema.Address) []string { return each(list, schema.Address.Name) }

// the finds a block that must be there; a claim about a block that is gone
// fails with an empty one.
func the[T any, P interface {
	*T
	schema.Block
}](a *schema.Architecture, addr schema.Address) *T {
	if b := schema.Find[T, P](a, addr); b != nil {
		return b
	}
	return new(T)
}

func stagesOf(a *schema.Architecture, flow schema.Address) []*schema.Stage {
	if t := a.Track(flow); t != nil {
		return t.Stages
	}
	return nil
}

func source(c schema.Criterion) string {
	if c.IsZero() {
		return ""
	}
	return expr.Format(c.Expr)
}

// gates are the criteria of a list as "name: condition → stage".
func gates(list []*schema.Gate) []string {
	return each(list, func(g *schema.Gate) string {
		s := g.Name
		if c := source(g.When); c != "" {
			s += ": " + c
		}
		if g.Then != "" {
			s += " → " + g.Then.Name()
		}
		return s
	})
}

func raci(r *schema.RACI) string {
	if r == nil {
		return ""
	}
	return fmt.Sprintf("A %s; R %s; C %s; I %s", r.Accountable.Name(), strings.Join(names(r.Responsible), " "),
		strings.Join(names(r.Consulted), " "), strings.Join(names(r.Informed), " "))
}

// contract says a handoff in one line.
func contract(h *schema.Handoff) string {
	return fmt.Sprintf("%s → %s, %s → %s", h.From.Name(), h.To.Name(), h.Producer.Name(), h.Owner.Name())
}

func facts(h *schema.Handoff) []string {
	return each(h.Owes, func(f schema.Address) string { return strings.TrimPrefix(string(f), "field.") })
}

func handoff(name string) func(a *schema.Architecture) any {
	return func(a *schema.Architecture) any {
		return facts(the[schema.Handoff](a, schema.Address("handoff."+name)))
	}
}

func sorted(list []string) []string { sort.Strings(list); return list }

func event(e schema.Event) string {
	if e.Kind == "every" {
		return "every " + e.Every.String()
	}
	return strings.TrimSpace(e.Kind + " " + string(e.Target) + e.Name)
}

// automation says what starts it and what it does.
func automation(name string) func(a *schema.Architecture) any {
	return func(a *schema.Architecture) any {
		x := the[schema.Automation](a, schema.Address("automation."+name))
		return append([]string{event(x.Trigger)}, each(x.Actions, func(s *schema.Action) string {
			for _, addr := range []schema.Address{s.Stage, s.Status, s.Routing, s.Sequence, s.Object, s.Field, s.Scoring, s.SLA, s.To} {
				if addr != "" {
					return strings.TrimSpace(s.Do + " " + string(addr) + " " + s.Dimension)
				}
			}
			return s.Do
		})...)
	}
}

func escalations(s *schema.SLA) []string {
	return each(s.Escalations, func(e *schema.Escalation) string {
		return e.After.String() + " " + strings.Join(names(e.Notify), " ")
	})
}
