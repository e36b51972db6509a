package engine

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/diag"
)

// comparer holds a step's result against what is expected of it.
type comparer struct {
	w    *World
	step *schema.ScenarioStep
	rec  *Record
	now  time.Time
	res  *StepResult
}

func (c *comparer) fail(attr, want, got string, why ...string) {
	c.res.Mismatches = append(c.res.Mismatches, Mismatch{attr, want, got, why})
}

func (c *comparer) compare(e *schema.Expectation) {
	c.moved(e)
	c.routed(e)
	c.scores(e)
	c.clock(e)
	for _, name := range sorted(e.Fields) {
		want := e.Fields[name]
		got := NewEnv(c.w.A, c.rec, c.now).Field(c.rec.Object, name)
		if !sameValue(want, got) {
			c.fail("fields", fmt.Sprintf("%s = %s", name, formatValue(want)), formatValue(got))
		}
	}
}

func (c *comparer) moved(e *schema.Expectation) {
	var names, why []string
	for _, r := range c.res.Refusals {
		names = append(names, r.Name)
		why = append(why, fmt.Sprintf("%s: %s", r.Name, r.Message))
	}
	if e.Allowed != nil {
		switch allowed := len(c.res.Refusals) == 0; {
		case *e.Allowed && !allowed:
			c.fail("allowed", "the move to be allowed", "blocked by "+diag.Join(names, "and"), why...)
		case !*e.Allowed && allowed:
			c.fail("allowed", "the move to be blocked", "allowed")
		}
	}
	for _, want := range e.BlockedBy {
		if !slices.ContainsFunc(c.res.Refusals, func(r Refusal) bool { return r.Is(want) }) {
			got := "allowed"
			if len(names) > 0 {
				got = "blocked by " + diag.Join(names, "and")
			}
			c.fail("blocked_by", want, got, why...)
		}
	}
}

// Is tells whether a refusal may be called by a name: the rule's name, address or
// kind, or a field that is missing, as "contact.email" or "email", whether a stage requires it or a criterion asks for it.
func (r Refusal) Is(name string) bool {
	if name == r.Name || name == string(r.Address) || name == string(r.Kind) {
		return true
	}
	if r.Kind == Reason || r.Kind == Approve || r.Kind == HandoffIf || r.Kind == ClosePush {
		if name == r.Address.Name() {
			return true
		}
	}
	return slices.ContainsFunc(r.Missing, func(f schema.Address) bool {
		return name == written(f) || name == f.Name() || name == string(f)
	})
}

func (c *comparer) routed(e *schema.Expectation) {
	as := c.res.Assignment
	if e.RoutedTo == "" && e.Rule == "" {
		return
	}
	if as == nil {
		c.fail("routed_to", e.RoutedTo, "no routing")
		return
	}
	why := append([]string{as.Reason}, as.Skipped...)
	if e.RoutedTo != "" && owner(c.w.A, e.RoutedTo) != as.To && e.RoutedTo != string(as.Via) && owner(c.w.A, e.RoutedTo) != string(as.Via) {
		c.fail("routed_to", e.RoutedTo, orNothing(as.To), why...)
	}
	if e.Rule != "" && e.Rule != as.Rule {
		c.fail("rule", e.Rule, orNothing(as.Rule), why...)
	}
}

func orNothing(s string) string {
	if s == "" {
		return "nobody"
	}
	return s
}

func (c *comparer) scores(e *schema.Expectation) {
	for _, name := range sorted(e.Scores) {
		r, dim := c.score(name)
		if r == nil {
			c.fail("scores", name+" = "+number(e.Scores[name]), "no such score")
			continue
		}
		got, ok := r.Value(dim)
		if diff := got - e.Scores[name]; !ok || diff > 0.05 || diff < -0.05 {
			c.fail("scores", name+" = "+number(e.Scores[name]), number(got), reasons(r, dim)...)
		}
	}
	for _, name := range e.Meets {
		c.meets("meets", name, true)
	}
	for _, name := range e.Misses {
		c.meets("misses", name, false)
	}
	for _, name := range sorted(e.Bands) {
		r, dim := c.score(name)
		if r == nil {
			c.fail("bands", name+" = "+e.Bands[name], "no such score")
			continue
		}
		if got := r.Band(dim); got != e.Bands[name] {
			v, _ := r.Value(dim)
			c.fail("bands", name+" = "+e.Bands[name], fmt.Sprintf("%s at %s", bandName(got), number(v)), reasons(r, dim)...)
		}
	}
}

func bandName(s string) string {
	if s == "" {
		return "no band"
	}
	return s
}

func (c *comparer) meets(attr, name string, want bool) {
	r, threshold := c.score(name)
	if r == nil {
		c.fail(attr, name, "no such score")
		return
	}
	if r.Meets(threshold) == want {
		return
	}
	got := "reached"
	if want {
		got = "not reached"
	}
	var values []string
	for _, d := range r.Dimensions {
		values = append(values, d.Name+" "+number(d.Points))
	}
	c.fail(attr, name, fmt.Sprintf("%s (%s, total %s)", got, strings.Join(values, ", "), number(r.Total)), reasons(r, "total")...)
}

// score finds the scoring of "lead", "lead.fit" or "lead.mql", of the record or of one related to it.
func (c *comparer) score(name string) (*ScoreResult, string) {
	name = strings.TrimPrefix(name, "scoring.")
	scoring, part, ok := strings.Cut(name, ".")
	if !ok {
		part = "total"
	}
	for _, s := range c.w.A.Scorings {
		if s.Name != scoring {
			continue
		}
		on := scored(c.rec, s)
		if len(on) == 0 {
			return nil, part
		}
		r := Score(c.w.A, s, on[0], c.now)
		return &r, part
	}
	return nil, part
}

func reasons(r *ScoreResult, dim string) []string {
	var out []string
	for _, d := range r.Dimensions {
		if dim != "total" && dim != d.Name {
			continue
		}
		for _, x := range d.Reasons {
			out = append(out, d.Name+": "+x.Text)
		}
	}
	return out
}

func (c *comparer) clock(e *schema.Expectation) {
	if e.Due == "" && e.Breached == nil && len(e.Escalated) == 0 {
		return
	}
	clock := c.res.Clock
	if clock == nil {
		c.fail("due", "a running clock", fmt.Sprintf("%s has not started", c.step.Clock))
		return
	}
	if clock.Err != nil {
		c.fail("due", "a running clock", clock.Err.Error())
		return
	}
	l, st := clock.Limit, c.res.Status
	started := "Started at " + l.Start.Format(time.RFC3339) + ", within " + l.Within.String() + "."
	if e.Due != "" {
		if want, ok := timeOf(e.Due); !ok || !want.Equal(l.Due) {
			c.fail("due", e.Due, l.Due.In(want.Location()).Format(time.RFC3339), started)
		}
	}
	if e.Breached != nil && *e.Breached != (st.State == Breached) {
		want, got := "the clock to have run out", string(st.State)
		if !*e.Breached {
			want = "the clock not to have run out"
		}
		c.fail("breached", want, got, started, "Due at "+l.Due.Format(time.RFC3339)+".")
	}
	var told []string
	for _, x := range st.Escalated {
		for _, to := range append(slices.Clone(x.Notify), x.Reassign) {
			if to != "" {
				told = append(told, string(to))
			}
		}
	}
	for _, want := range e.Escalated {
		if !slices.Contains(told, want) && !slices.Contains(told, owner(c.w.A, want)) {
			got := "nobody told"
			if len(told) > 0 {
				got = diag.Join(told, "and") + " told"
			}
			c.fail("escalated", want, got, started)
		}
	}
}

// sameValue compares values whatever form they come in.
func sameValue(a, b any) bool {
	if Missing(a) || Missing(b) {
		return Missing(a) && Missing(b)
	}
	if t, ok := timeOf(a); ok {
		u, ok := timeOf(b)
		return ok && t.Equal(u)
	}
	if x, ok := numberOf(a); ok {
		y, ok := numberOf(b)
		return ok && x-y < 1e-9 && y-x < 1e-9
	}
	x, y := texts(a), texts(b)
	return slices.Equal(x, y)
}

func numberOf(v any) (float64, bool) {
	switch v := v.(type) {
	case float64:
		return v, true
	case int:
		return float64(v), true
	case string:
		f, err := strconv.ParseFloat(v, 64)
		return f, err == nil
	}
	return 0, false
}

func sorted[K ~string, V any](m map[K]V) []K {
	out := make([]K, 0, len(m))
	for k := range m {
		out = append(out, k)
	}
	slices.Sort(out)
	return out
}
