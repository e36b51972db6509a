package accept_test

import (
	"hash/fnv"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/stagecraft-dev/stagecraft/planner"
	"github.com/stagecraft-dev/stagecraft/planner/accept"
	"github.com/stagecraft-dev/stagecraft/providers"
)

// drifts are things that people do in a CRM. Each gives what it would do to an object, or nil where it cannot.
var drifts = []struct {
	name string
	do   func(p *place, t *providers.ResourceType, l *providers.Live, all []*providers.Live) []*providers.Operation
}{
	{"label", func(p *place, t *providers.ResourceType, l *providers.Live, _ []*providers.Live) []*providers.Operation {
		return texted(t, l, "label", "title")
	}},
	{"description", func(p *place, t *providers.ResourceType, l *providers.Live, _ []*providers.Live) []*providers.Operation {
		return texted(t, l, "description", "definition", "usage")
	}},
	{"probability", func(p *place, t *providers.ResourceType, l *providers.Live, _ []*providers.Live) []*providers.Operation {
		n, ok := l.Values["probability"].(float64)
		switch {
		case !ok || n == 0 || n == 1 || n == 100:
			return nil
		case n < 1:
			return []*providers.Operation{update(l, "probability", 0.3)}
		}
		return []*providers.Operation{update(l, "probability", 30.0)}
	}},
	{"order", func(p *place, t *providers.ResourceType, l *providers.Live, all []*providers.Live) []*providers.Operation {
		attr := ordinal(t)
		if attr == "" {
			return nil
		}
		for _, o := range all {
			if o != l && o.Type == l.Type && t.ParentOf(o.Values) == t.ParentOf(l.Values) && !o.BuiltIn && p.knows(o) {
				x, y := l.Values[attr], o.Values[attr]
				if x != nil && y != nil && x != y {
					return []*providers.Operation{update(l, attr, y), update(o, attr, x)}
				}
			}
		}
		return nil
	}},
	{"rogue", func(p *place, t *providers.ResourceType, l *providers.Live, _ []*providers.Live) []*providers.Operation {
		attr := ordinal(t)
		if attr == "" {
			return nil
		}
		v := l.Values.With(t.Key[len(t.Key)-1], "rogue_one")
		n, _ := v[attr].(float64)
		v = v.With(attr, n+0.5)
		if t.Attribute("label") != nil {
			v = v.With("label", "Rogue one")
		}
		return []*providers.Operation{{Action: providers.Create, Type: l.Type, After: v}}
	}},
	{"missing", func(p *place, t *providers.ResourceType, l *providers.Live, _ []*providers.Live) []*providers.Operation {
		if !t.Records || !t.CanDelete || ordinal(t) == "" {
			return nil
		}
		return []*providers.Operation{{Action: providers.Delete, Type: l.Type, Key: l.Key, ID: l.ID, Before: l.Values}}
	}},
}

func texted(t *providers.ResourceType, l *providers.Live, attrs ...string) []*providers.Operation {
	for _, name := range attrs {
		if a := t.Attribute(name); a != nil && !a.Technical && !a.Immutable && !slices.Contains(t.Key, name) && !t.Documents {
			if s, ok := l.Values[name].(string); ok && s != "" {
				return []*providers.Operation{update(l, name, s+" (new)")}
			}
		}
	}
	return nil
}

func ordinal(t *providers.ResourceType) string {
	for _, a := range t.Attributes {
		if a.Ordinal {
			return a.Name
		}
	}
	return ""
}

// knows tells whether an object was applied.
func (p *place) knows(l *providers.Live) bool {
	for _, r := range p.state.Targets[p.crm].Resources {
		if r.Type == l.Type && r.ID == l.ID {
			return true
		}
	}
	return false
}

// happens makes one of the drifts happen to some object; "" when there is none to which it can.
func (p *place) happens(which int, rnd *rand.Rand) string {
	all := p.live()
	info := p.open().Provider.Info()
	tried := 0
	for _, i := range rnd.Perm(len(all)) {
		l := all[i]
		if l.BuiltIn || !p.knows(l) {
			continue
		}
		ops := drifts[which].do(p, info.Type(l.Type), l, all)
		if ops == nil {
			continue
		}
		if err := p.behind(ops...); err == nil && !cmp.Equal(all, p.live()) {
			return l.Type + "." + l.Key
		}
		if tried++; tried > 20 { // refused
			break
		}
	}
	return ""
}

// Whatever happens in a CRM behind our back, drift tells it, and accepting it ends it with an edit that says just that,
// or says what to do by hand.
func TestRandomDrift(t *testing.T) {
	t.Parallel()
	for crm, names := range map[string][]string{
		"sandbox":    {"simple-pipeline", "data-contract", "revops-starter", "b2b-saas"},
		"hubspot":    {"simple-pipeline", "data-contract", "revops-starter"},
		"salesforce": {"simple-pipeline", "revops-starter"}, // the others take minutes
	} {
		for _, name := range names {
			t.Run(crm+" "+name, func(t *testing.T) {
				t.Parallel()
				h := fnv.New64a()
				h.Write([]byte(crm + name))
				rnd := rand.New(rand.NewPCG(h.Sum64(), 1))
				p := example(t, crm, name)
				for which, d := range drifts {
					before := p.drifted() // such as what a new CRM has of its own among what is declared
					what := p.happens(which, rnd)
					if what == "" {
						continue
					}
					found := slices.DeleteFunc(p.drifted(), func(addr string) bool { return slices.Contains(before, addr) })
					if len(found) == 0 && p.unasked(what) {
						continue
					}
					if len(found) == 0 {
						t.Errorf("%s of %s is no drift", d.name, what)
						continue
					}
					out := p.accept(found...)
					for _, x := range out.ByHand {
						if x.Because == "" || x.Write == "" {
							t.Errorf("%s of %s: nothing says what to do: %+v", d.name, what, x)
						}
						t.Logf("%s of %s by hand: %s", d.name, what, x.Because)
						if p.crm == "sandbox" && x.Kind != planner.DriftMissing && !strings.HasPrefix(x.Because, "the files would not be valid") {
							t.Errorf("%s of %s is not accepted: %s", d.name, what, x.Because)
						}
					}
					if len(out.Accepted) > 0 {
						t.Logf("%s of %s accepted", d.name, what)
					}
					p.checkEdit(d.name+" of "+what, out, before)
					p.acceptAll(out)
				}
			})
		}
	}
}

// drifted lists the addresses of what drifted.
func (p *place) drifted() (out []string) {
	p.t.Helper()
	d, diags := planner.Drift(p.t.Context(), p.drift())
	if diags.HasErrors() {
		p.t.Fatal(diags.Err())
	}
	for _, o := range d.Drifted {
		out = append(out, o.Address)
	}
	return out
}

// unasked tells whether the files do not ask for the value that an object, TYPE.KEY, lost: a CRM gave it one.
func (p *place) unasked(object string) bool {
	p.t.Helper()
	d, diags := planner.Drift(p.t.Context(), p.drift())
	if diags.HasErrors() {
		p.t.Fatal(diags.Err())
	}
	return slices.ContainsFunc(d.Accepted, func(o planner.DriftedObject) bool { return o.Type+"."+o.Key == object })
}

// checkEdit wants the edit to leave comments and what it does not concern as they were, and the plan to do nothing more about what
// was accepted.
func (p *place) checkEdit(what string, out *accept.Result, before []string) {
	p.t.Helper()
	for _, file := range out.Files {
		before, after := string(p.files[file]), string(out.Changed[file])
		if d := cmp.Diff(comments(before), comments(after)); d != "" {
			p.t.Errorf("%s: the comments of %s are others:\n%s", what, file, d)
		}
		was, is := strings.Split(before, "\n"), strings.Split(after, "\n")
		lost := 0
		for _, line := range was {
			if i := slices.Index(is, line); i < 0 {
				lost++
			} else {
				is = slices.Delete(is, i, i+1)
			}
		}
		if lost > 2+2*len(out.Accepted) {
			p.t.Errorf("%s: %d lines of %s are others", what, lost, file)
		}
	}
	accepted := map[string]bool{}
	notes := ""
	for _, x := range out.Accepted {
		accepted[x.Address], notes = true, notes+x.Note
	}
	byHand := map[string]bool{}
	for _, x := range out.ByHand {
		byHand[x.Address] = true
	}
	for _, c := range p.plan(out.Changed).Changes {
		switch {
		case !c.Touches(), byHand[c.Address], strings.Contains(notes, c.Address), slices.Contains(before, c.Address):
		case accepted[c.Address]:
			p.t.Errorf("%s: accepted, and the plan still does %s %v", what, c.Action, c.Diffs)
		case c.Drift:
			p.t.Errorf("%s: drift that was neither accepted nor refused: %s", what, c.Address)
		case len(out.ByHand) == 0:
			p.t.Errorf("%s: the plan does %s %s: %v", what, c.Action, c.Address, c.Diffs)
		}
	}
}

// acceptAll goes on with the edited files, applied.
func (p *place) acceptAll(out *accept.Result) {
	p.t.Helper()
	for name, data := range out.Changed {
		p.files[name] = data
	}
	p.apply()
	for _, c := range p.plan(nil).Changes {
		if c.Touches() {
			p.t.Errorf("after the apply: %s %s %v", c.Action, c.Address, c.Diffs)
		}
	}
}

// comments lists the comments of a file, sorted.
func comments(src string) (out []string) {
	tokens, _ := hclsyntax.LexConfig([]byte(src), "", hcl.InitialPos)
	for _, t := range tokens {
		if t.Type == hclsyntax.TokenComment {
			out = append(out, strings.TrimSpace(string(t.Bytes)))
		}
	}
	slices.Sort(out)
	return out
}
