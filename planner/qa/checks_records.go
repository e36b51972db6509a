package qa

import (
	"fmt"
	"slices"
	"strings"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/engine"
)

// left makes a case that only people can try, with how the CRM holds it.
func left(c *crm, title, why string, steps ...string) CaseResult {
	return CaseResult{CRM: c.name, Title: title, Outcome: ByHand, Detail: why, Steps: steps}
}

// tried is what can be said of a rule before it is tried: nil when the CRM refuses what breaks it, or puts it right, and a program
// can see that.
func (r *run) tried(c *crm, title string, at schema.Address, criterion string, steps ...string) *CaseResult {
	e := c.rule(at, criterion)
	var x CaseResult
	switch {
	case e == nil:
		x = left(c, title, c.title+" says nothing of how it holds.", steps...)
	case e.Screens:
		n, wrong := r.configured(c, "", at)
		x = left(c, title, e.How+" It is as declared.", steps...)
		if len(wrong) > 0 {
			x = CaseResult{CRM: c.name, Title: title, Outcome: Fail, Detail: capital(strings.Join(wrong, "; ")) + "."}
		} else if n == 0 {
			x.Detail = e.How
		}
	case e.Class == providers.Prevented || e.Class == providers.Corrected:
		return nil
	case e.Class == providers.Detected:
		x = left(c, title, "It is not refused, but found. "+e.How, append(steps, "See that it is found: "+e.How)...)
	default:
		x = left(c, title, "It is not refused. "+e.How, steps...)
	}
	return &x
}

// transitions takes records along each handoff that leads forward, and sets off automations that move records.
func (r *run) transitions() ([]CaseResult, error) {
	var out []CaseResult
	for _, h := range r.a.Handoffs {
		from, to := r.a.Track(h.From), r.a.Track(h.To)
		if h.Recycle || from == nil || to == nil || r.of(to.Object) == nil || r.of(from.Object) == nil {
			continue
		}
		list, err := r.handoff(h, from, to)
		if err != nil {
			return nil, err
		}
		out = append(out, list...)
	}
	for _, t := range r.a.Tracks() { // ways that no handoff describes
		if c := r.of(t.Object); c != nil && !slices.ContainsFunc(r.a.Handoffs, func(h *schema.Handoff) bool { return !h.Recycle && t.Rank(h.To) > 0 }) {
			x, err := r.walk(c, t)
			if err != nil {
				return nil, err
			}
			out = append(out, x)
		}
	}
	for _, a := range r.a.Automations {
		for _, act := range a.Actions {
			t := r.a.Track(act.Stage)
			if act.Do != "move_to" || t == nil || r.of(t.Object) == nil {
				continue
			}
			x, err := r.automation(a, act, t)
			if err != nil {
				return nil, err
			}
			out = append(out, x)
		}
	}
	return out, nil
}

// walk takes a record from the first stage of a flow to the last one on its way.
func (r *run) walk(c *crm, t *schema.Track) (CaseResult, error) {
	var way []*schema.Stage
	for _, s := range t.Stages {
		if !aside(s) {
			way = append(way, s)
		}
	}
	if len(way) == 0 {
		return r.judged(c, t.Label(), obstacle{"It has no stages on a way."})
	}
	say := fmt.Sprintf("%s: a record goes from %s to %s", t.Label(), schema.Title(way[0]), schema.Title(way[len(way)-1]))
	s, err := r.subject(t.Object)
	if err == nil {
		err = s.bring(way[len(way)-1].Address)
	}
	return r.judged(c, say, err)
}

// handoff takes a record along a handoff, and looks who owns it then.
func (r *run) handoff(h *schema.Handoff, from, to *schema.Track) ([]CaseResult, error) {
	c := r.of(to.Object)
	say := fmt.Sprintf("%s → %s", r.stage(h.From), r.stage(h.To))
	s, err := r.subject(to.Object)
	if err == nil {
		before := s
		if from.Object != to.Object {
			i := slices.IndexFunc(s.parents, func(p *subject) bool { return p.rec.Object == from.Object })
			if i < 0 {
				err = obstacle{fmt.Sprintf("Records of %s do not belong to one of %s.", to.Object, from.Object)}
			} else {
				before = s.parents[i]
			}
		}
		if err == nil {
			err = before.bring(h.From)
		}
		if err == nil {
			err = s.bring(h.To)
		}
	}
	x, err2 := r.judged(c, say, err)
	if err2 != nil || x.Outcome != Pass || h.Owner == "" {
		return []CaseResult{x}, err2
	}
	say = fmt.Sprintf("%s → %s: then owned by %s", r.stage(h.From), r.stage(h.To), title(r.a, h.Owner))
	if e := c.rule(h.Address, providers.ReceiverOwns); e == nil || e.Class != providers.Prevented && e.Class != providers.Corrected {
		how := "Nothing changes the owner by itself."
		if e != nil {
			how = e.How
		}
		return []CaseResult{x, left(c, say, how, "Take a record along the handoff and look who owns it.")}, nil
	}
	people := engine.Holders(r.a, h.Owner)
	if len(people) == 0 || engine.RoutedOnEntry(r.a, h.To, to.Object) {
		people = nil // whoever a policy chooses
	}
	ok, err := s.settled(func() bool {
		return s.held.Owner == string(h.Owner) || slices.Contains(people, s.held.Owner) || people == nil && s.held.Owner != ""
	})
	if err == nil && !ok {
		err = refused{"the owner did not change", []string{fmt.Sprintf("It is %s.", orNobody(s.held.Owner))}}
	}
	y, err := r.judged(c, say, err)
	return []CaseResult{x, y}, err
}

func orNobody(s string) string {
	if s == "" {
		return "nobody"
	}
	return s
}

// automation sets an automation off that moves records, and waits for the move.
func (r *run) automation(a *schema.Automation, act *schema.Action, t *schema.Track) (CaseResult, error) {
	c := r.of(t.Object)
	say := fmt.Sprintf("%s: the record goes to %s", schema.Title(a), r.stage(act.Stage))
	n, wrong := r.configured(c, "", a.Address)
	if len(wrong) > 0 {
		return CaseResult{CRM: c.name, Title: say, Outcome: Fail, Detail: capital(strings.Join(wrong, "; ")) + "."}, nil
	}
	steps := append([]string{"Set it off with a test record, and see it move."}, c.manual(a.Address)...)
	if e := c.rule(a.Address, ""); n == 0 || e != nil && (e.Class == providers.Manual || e.Class == providers.Detected) {
		return left(c, say, "It does not run by itself there.", steps...), nil
	}
	if a.Trigger.Kind != "entering" || !act.After.IsZero() || r.a.Track(a.Trigger.Target) == nil || r.a.Track(a.Trigger.Target).Object != t.Object {
		return left(c, say, "It is set off by what no test record does: time that passes, an activity, or another record.", steps...), nil
	}
	s, err := r.subject(t.Object)
	if err == nil {
		if a.Trigger.Target == act.Stage {
			err = obstacle{"It leads to the stage that it starts from."}
		} else if err = s.bring(a.Trigger.Target); isPassing(err, s, act.Stage, t) {
			err = nil // it was moved on at once
		}
	}
	if err == nil {
		var ok bool
		if ok, err = s.settled(func() bool { return s.held.Stages[t.Address] == act.Stage }); err == nil && !ok {
			err = refused{"the record stays where it is", []string{"It is in " + r.stageOr(s.held.Stages[t.Address]) + "."}}
		}
	}
	return r.judged(c, say, err)
}

func isPassing(err error, s *subject, stage schema.Address, t *schema.Track) bool {
	_, is := err.(refused)
	return is && s.held.Stages[t.Address] == stage
}

// backward tries to move records back where they must not go.
func (r *run) backward() ([]CaseResult, error) {
	var out []CaseResult
	for _, t := range r.a.Tracks() {
		c := r.of(t.Object)
		if c == nil || !t.ForwardOnly {
			continue
		}
		from, to := r.back(t)
		if from == "" {
			continue
		}
		say := fmt.Sprintf("%s: from %s back to %s", t.Label(), title(r.a, from), title(r.a, to))
		if x := r.tried(c, say, t.Address, providers.NoWayBack, "Move a record that is in "+r.stage(from)+" back to "+r.stage(to)+" on the record's page."); x != nil {
			out = append(out, *x)
			continue
		}
		s, err := r.subject(t.Object)
		if err == nil {
			err = s.bring(from)
		}
		if err == nil {
			err = s.forbidden(to, "", from)
		}
		x, err := r.judged(c, say, err)
		if err != nil {
			return nil, err
		}
		out = append(out, x)
	}
	return out, nil
}

// back is a way back that must be shut: from a stage to the one before it on the way, with no handoff that recycles.
func (r *run) back(t *schema.Track) (from, to schema.Address) {
	for i, s := range t.Stages {
		if i == 0 || aside(s) || aside(t.Stages[i-1]) || s.Outcome != "" {
			continue
		}
		recycles := slices.ContainsFunc(r.a.Handoffs, func(h *schema.Handoff) bool {
			return h.From == s.Address && (h.Recycle && h.To == t.Stages[i-1].Address ||
				slices.ContainsFunc(h.Outcomes, func(o *schema.HandoffOutcome) bool { return o.To == t.Stages[i-1].Address }))
		})
		if !recycles {
			return s.Address, t.Stages[i-1].Address
		}
	}
	return "", ""
}

// forbidden tries a move that must be refused, or put right to where the record was.
func (s *subject) forbidden(to schema.Address, reason string, from schema.Address) error {
	w, err := s.move(to, reason)
	if err != nil || len(w.Refused) > 0 {
		return err
	}
	track := s.r.a.Track(to).Address
	ok, err := s.settled(func() bool { return s.held.Stages[track] == from })
	if err == nil && !ok {
		err = refused{"nothing stood in the way", []string{"The record is in " + s.r.stageOr(s.held.Stages[track]) + " now."}}
	}
	return err
}

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

// reasons tries to enter stages that ask for a code without giving one, and then with one.
func (r *run) reasons() ([]CaseResult, error) {
	var out []CaseResult
	add := func(c *crm, say string, from, to, at schema.Address, criterion string) error {
		if x := r.tried(c, say, at, criterion, "Move a test record there without giving a code."); x != nil {
			out = append(out, *x)
			return nil
		}
		x, err := r.demanded(c, say, from, to)
		out = append(out, x)
		return err
	}
	for _, t := range r.a.Tracks() {
		c := r.of(t.Object)
		if c == nil {
			continue
		}
		for i, s := range t.Stages {
			if s.Reasons == "" || i == 0 {
				continue
			}
			from := t.Stages[0].Address
			if !aside(s) {
				from = t.Stages[i-1].Address
			}
			if err := add(c, fmt.Sprintf("Into %s without a code from “%s”", r.stage(s.Address), title(r.a, s.Reasons)), from, s.Address, s.Address, providers.ReasonGiven); err != nil {
				return nil, err
			}
		}
	}
	for _, h := range r.a.Handoffs {
		t := r.a.Track(h.From)
		if t == nil || !h.Recycle || h.Reasons == "" || t.Rank(h.To) < 0 || r.of(t.Object) == nil {
			continue
		}
		say := fmt.Sprintf("From %s to %s without a code from “%s”", r.stage(h.From), r.stage(h.To), title(r.a, h.Reasons))
		if err := add(r.of(t.Object), say, h.From, h.To, h.Address, providers.ReasonIfNo); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// demanded moves a record without a code, which must be refused, and then with one, which must not: so nothing else was lacking.
func (r *run) demanded(c *crm, say string, from, to schema.Address) (CaseResult, error) {
	s, err := r.subject(r.a.Track(to).Object)
	if err == nil {
		err = s.bring(from)
	}
	reason := ""
	if err == nil {
		reason, err = s.prepare(to)
	}
	if err == nil && reason == "" {
		err = obstacle{"A record that meets all that is asked of it already carries a code."}
	}
	if err == nil {
		err = s.forbidden(to, "", from)
	}
	if err == nil {
		var w providers.Written
		if w, err = s.move(to, reason); err == nil && len(w.Refused) > 0 {
			err = refused{"it is refused with a code, too", w.Refused}
		}
	}
	return r.judged(c, say, err)
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
