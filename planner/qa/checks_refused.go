package qa

import (
	"fmt"
	"slices"
	"strings"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/schema"
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
