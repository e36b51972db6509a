package planner

import (
	"context"
	"errors"
	"reflect"
	"strings"

	"github.com/stagecraft-dev/stagecraft/providers"
)

// operation is what the provider is asked to do for the step.
func (s *step) operation() *providers.Operation {
	op := &providers.Operation{Index: s.index, Address: s.Address, Type: s.Type, Key: s.Key, ID: s.ID,
		MoveRecordsTo: s.MoveRecordsTo, Discard: s.Discard}
	if s.w.live != nil {
		op.Before = s.w.live.Values
	}
	if s.w.want != nil {
		op.After = s.w.want.Values
	} else if s.Action == Forget {
		op.After = s.w.cleared
	}
	switch s.Action {
	case Create:
		op.Action, op.ID = providers.Create, ""
	case Replace:
		op.Action = providers.Replace
	case Delete:
		op.Action = providers.Delete
	default:
		op.Action = providers.Update
	}
	return op
}

// journal begins a journal entry about the work of a change.
func (w *work) journal(c *Change, p Phase) Entry {
	e := Entry{Phase: p, Target: c.Target, Address: c.Address, Action: c.Action}
	if w.baseAddr != "" && w.baseAddr != c.Address {
		e.MovedFrom = w.baseAddr
	}
	if w.live != nil {
		e.OldKey, e.OldID = w.live.Key, w.live.ID
	}
	return e
}

// entry is what the state remembers of what is wanted. live is what the CRM says that it
// holds now, which it may have brought into another form; nil when it did not say.
func (w *work) entry(id string, live providers.Values) *StateResource {
	v := w.want.Values
	if live != nil {
		v = make(providers.Values, len(w.want.Values))
		for name, want := range w.want.Values {
			a := w.typ.Attribute(name)
			switch {
			case a != nil && a.Secret():
				v[name] = want
			case live[name] != nil:
				v[name] = live[name]
			}
		}
	}
	return &StateResource{Type: w.typ.Name, Key: w.want.Key, ID: id, Label: w.want.Label, Golden: w.want.Golden,
		Values: seal(w.typ, w.addr, v)}
}

// settle looks at the CRM for operations of which it is not known whether they
// were carried out. False means that the run cannot go on.
func (r *run) settle(c *crm, steps []*step) bool {
	var types []string
	for _, s := range steps {
		if s.status == todo && s.look {
			types = append(types, s.Type)
		}
	}
	if len(types) == 0 {
		return true
	}
	live, err := c.Provider.Read(r.ctx, types)
	if err != nil {
		for _, s := range steps {
			if s.status == todo && s.look {
				s.attempts++
			}
		}
		if r.ctx.Err() != nil {
			r.over = true
			return false
		}
		if providers.IsKind(err, providers.RateLimited) || providers.IsKind(err, providers.Unavailable) {
			return r.settleLater(c, steps, err)
		}
		r.diags.Add(providerError(c.info, "cannot be read", err))
		return false
	}
	now := r.state.Clone()
	now.resolve(c.name, live)
	res := now.Target(c.name).Resources
	for _, s := range steps {
		if s.status == todo && s.look && !r.settleOne(s, res, live) {
			return false
		}
	}
	return true
}

// settleLater waits and looks again, as long as there are attempts left.
func (r *run) settleLater(c *crm, steps []*step, err error) bool {
	for _, s := range steps {
		if s.status == todo && s.look {
			if s.attempts >= r.opts.Attempts {
				r.diags.Add(providerError(c.info, "cannot be read", err))
				return false
			}
			s.err = err
			wait := backoff(s)
			r.opts.Report(Event{Kind: EventWaiting, Change: s.Change, Wait: wait, Note: err.Error(), Finished: r.finished(), Total: len(r.steps)})
			if r.opts.Sleep(r.ctx, wait) != nil {
				r.over = true
				return false
			}
			return r.settle(c, steps)
		}
	}
	return true
}

// settleOne decides about one step from the resolved resources.
func (r *run) settleOne(s *step, res map[string]*StateResource, live []*providers.Live) bool {
	s.look = false
	if !pending(r.state, s) {
		return true // never begun
	}
	now := res[s.Address]
	carried := false
	switch s.Action {
	case Delete:
		carried = now == nil
		for _, l := range live {
			carried = carried && !(l.Type == s.Type && l.ID == s.ID)
		}
	case Create:
		carried = now != nil && now.ID != ""
	case Replace:
		carried = now != nil && now.ID != s.ID || s.asWanted(live)
	default:
		carried = s.asWanted(live)
	}
	if !carried {
		e := s.w.journal(s.Change, Failed)
		e.Error = "not carried out"
		return r.append(e)
	}
	e := s.w.journal(s.Change, Ended)
	if s.w.want != nil {
		e.Resource = s.w.entry(s.ID, nil)
		if now != nil {
			e.Resource = now
		}
		s.id = e.Resource.ID
	}
	if !r.append(e) {
		return false
	}
	if s.Action == Replace {
		if addr := orphanAddress(s.Address); res[addr] != nil {
			orphan := Entry{Phase: Ended, Target: s.Target, Address: addr, Action: Adopt, Resource: res[addr]}
			if !r.append(orphan) {
				return false
			}
			r.fail(s, errors.New("the new object was made, the old one is still there; another apply removes it"))
			return true
		}
	}
	s.status = done
	r.opts.Report(Event{Kind: EventDone, Change: s.Change, Note: "carried out by an earlier attempt", Finished: r.finished(), Total: len(r.steps)})
	return true
}

// asWanted tells whether the live object with the step's id is what the step makes of it.
func (s *step) asWanted(live []*providers.Live) bool {
	for _, l := range live {
		if l.Type == s.Type && l.ID == s.ID {
			if s.Action == Forget {
				return holds(l.Values, s.w.cleared) && len(l.Values) == len(s.w.cleared)
			}
			return l.Key == s.Key && holds(l.Values, s.w.entry("", nil).Values)
		}
	}
	return false
}

func pending(st *State, s *step) bool {
	for _, e := range st.Pending {
		if e.Target == s.Target && e.Address == s.Address {
			return true
		}
	}
	return false
}

func orphanAddress(addr string) string {
	if _, _, part := providers.SplitAddress(addr); part != "" {
		return addr + replacedPart
	}
	return addr + "#" + replacedPart
}

// isSealed tells whether a value of the state stands for a secret.
func isSealed(x any) bool {
	s, ok := x.(string)
	return ok && strings.HasPrefix(s, "sha256:") && len(s) == len("sha256:")+64
}

// holds tells whether live has every value of a state resource. Secrets cannot be told.
func holds(live, want providers.Values) bool {
	for k, w := range want {
		if !isSealed(w) && !reflect.DeepEqual(live[k], w) {
			return false
		}
	}
	return true
}

// result sorts the steps into applied, failed, skipped and remaining.
func (r *run) result() *Result {
	res := &Result{Applied: []Outcome{}, RecordsMoved: r.moved, Interrupted: r.ctx.Err() != nil}
	for _, s := range r.steps {
		o := Outcome{Action: s.Action, Target: s.Target, Address: s.Address, Label: s.Label, ID: s.id, Why: s.why}
		switch s.status {
		case done:
			res.Applied = append(res.Applied, o)
		case failed:
			res.Failed = append(res.Failed, o)
		case skipped:
			res.Skipped = append(res.Skipped, o)
		default:
			if pending(r.state, s) {
				o.Why = "begun; the next apply looks whether it was carried out"
			} else if s.err != nil && !errors.Is(s.err, context.Canceled) {
				o.Why = s.err.Error()
			}
			res.Remaining = append(res.Remaining, o)
		}
	}
	return res
}
