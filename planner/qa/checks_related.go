package qa

import (
	"fmt"
	"slices"
	"strings"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/engine"
)

// rollup wants the company to follow its contact, stage by stage.
func (r *run) rollup() ([]CaseResult, error) {
	var out []CaseResult
	for _, l := range r.a.Lifecycles {
		up, below := r.a.Track(l.Address), r.a.Track(l.Rollup)
		if up == nil || below == nil || r.of(up.Object) == nil {
			continue
		}
		list, err := r.rollupOf(l, up, below)
		if err != nil {
			return nil, err
		}
		out = append(out, list...)
	}
	return out, nil
}

func (r *run) rollupOf(l *schema.Lifecycle, up, below *schema.Track) ([]CaseResult, error) {
	c := r.of(below.Object)
	say := fmt.Sprintf("%s follows %s", up.Label(), below.Label())
	if c == nil || c != r.of(up.Object) {
		return []CaseResult{left(r.of(up.Object), say, "The two live in different CRMs.", "Move a record and look at the one that it belongs to.")}, nil
	}
	var rule *providers.Enforcement
	for i, e := range c.compiled.Enforcement {
		if e.Address == l.Address && strings.HasPrefix(e.Criterion, "follows ") {
			rule = &c.compiled.Enforcement[i]
		}
	}
	if rule == nil || rule.Class != providers.Corrected && rule.Class != providers.Prevented {
		how := "Nothing does it by itself."
		if rule != nil {
			how = rule.How
		}
		return []CaseResult{left(c, say, how, "Move a record and look at the one that it belongs to.")}, nil
	}
	s, err := r.subject(below.Object)
	if err != nil {
		x, err := r.judged(c, say, err)
		return []CaseResult{x}, err
	}
	i := slices.IndexFunc(s.parents, func(p *subject) bool { return p.rec.Object == up.Object })
	if i < 0 {
		x, err := r.judged(c, say, obstacle{fmt.Sprintf("Records of %s do not belong to one of %s.", below.Object, up.Object)})
		return []CaseResult{x}, err
	}
	var out []CaseResult
	for _, st := range below.Stages {
		to := engine.RollupStage(up, st.Address)
		if to == "" || aside(st) {
			continue
		}
		say := fmt.Sprintf("A record enters %s: what it belongs to becomes %s", r.stage(st.Address), r.stage(to))
		err := s.bring(st.Address)
		if err == nil {
			var ok bool
			ok, err = s.settled(func() bool { return up.Rank(s.parents[i].held.Stages[up.Address]) >= up.Rank(to) })
			if err == nil && !ok {
				err = refused{"it did not follow", []string{"It is in " + r.stageOr(s.parents[i].held.Stages[up.Address]) + "."}}
			}
		}
		x, err := r.judged(c, say, err)
		if err != nil {
			return nil, err
		}
		out = append(out, x)
		if x.Outcome != Pass {
			break // the stages behind it cannot be reached, or wait for the same
		}
	}
	return out, nil
}

// edgeCases plays recycling through, and two deals of one customer at once; the cases that people wrote down are theirs to play.
func (r *run) edgeCases() ([]CaseResult, error) {
	var out []CaseResult
	for _, h := range r.a.Handoffs {
		t := r.a.Track(h.From)
		if t == nil || !h.Recycle || t.Rank(h.To) < 0 || r.of(t.Object) == nil {
			continue
		}
		s, err := r.subject(t.Object)
		if err == nil {
			err = s.bring(h.From)
		}
		if err == nil {
			err = s.enter(h.To)
		}
		x, err := r.judged(r.of(t.Object), fmt.Sprintf("Again: from %s to %s", r.stage(h.From), r.stage(h.To)), err)
		if err != nil {
			return nil, err
		}
		out = append(out, x)
	}
	x, err := r.twice()
	if err != nil {
		return nil, err
	}
	out = append(out, x...)
	if r.a.Info != nil {
		for _, e := range r.a.Info.EdgeCases {
			out = append(out, CaseResult{Title: strings.TrimRight(schema.Title(e), ". "), Outcome: ByHand, Detail: "Expected: " + e.Handling, Steps: []string{"Play it through with test records."}})
		}
	}
	return out, nil
}

// twice puts two records of one customer into two pipelines, or into one if there is no other: neither may disturb the other.
func (r *run) twice() ([]CaseResult, error) {
	var flows []*schema.Track
	for _, t := range r.a.Tracks() {
		if t.Pipeline && r.of(t.Object) != nil && len(t.Stages) > 0 && (len(flows) == 0 || len(flows) == 1 && flows[0].Object == t.Object) {
			flows = append(flows, t)
		}
	}
	if len(flows) == 0 {
		return nil, nil
	}
	if len(flows) == 1 {
		flows = append(flows, flows[0])
	}
	c := r.of(flows[0].Object)
	one, err := r.subject(flows[0].Object)
	if err == nil {
		err = one.bring(flows[0].Stages[0].Address)
	}
	if err == nil {
		two := &subject{r: r, crm: one.crm, ref: providers.TestRef{Object: one.ref.Object}, parents: one.parents,
			rec:  &engine.Record{Object: one.rec.Object, Fields: map[string]any{}, Stages: map[schema.Address]schema.Address{}, Related: one.rec.Related},
			held: engine.Record{Fields: map[string]any{}}}
		err = two.bring(flows[1].Stages[0].Address)
		if err == nil {
			err = one.look()
		}
		if err == nil && one.held.Stages[flows[0].Address] != flows[0].Stages[0].Address {
			err = refused{"the second one moved the first", []string{"It is in " + r.stageOr(one.held.Stages[flows[0].Address]) + "."}}
		}
	}
	x, err := r.judged(c, fmt.Sprintf("Several products: %s and %s at once, for one customer", r.stage(flows[0].Stages[0].Address), r.stage(flows[1].Stages[0].Address)), err)
	return []CaseResult{x}, err
}
