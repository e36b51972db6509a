package qa

import (
	"fmt"
	"slices"
	"strings"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/engine"
)

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
	if e := c.rule(a.Address, ""); n == 0 && e == nil || e != nil && (e.Class == providers.Manual || e.Class == providers.Detected) {
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
