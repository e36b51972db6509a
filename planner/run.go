package planner

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/schema/diag"
)

// status of a change during a run.
type status int

const (
	todo status = iota
	started
	unknown // the CRM was asked, and what became of it is not known
	done
	failed
	skipped
)

// step is one change of a run.
type step struct {
	*Change
	index    int
	status   status
	attempts int
	look     bool // before another attempt, see whether the CRM carried it out
	err      error
	id       string
	why      string
}

// run is an apply that is under way.
type run struct {
	ctx   context.Context
	opts  ApplyOptions
	b     *build
	state *State // what the journal says, always
	steps []*step
	moved int64
	over  bool // no more operations may begin
	diags diag.List
}

const (
	defaultAttempts = 6
	firstWait       = time.Second
	longestWait     = 30 * time.Second
)

func newRun(ctx context.Context, opts ApplyOptions, b *build) *run {
	if opts.Attempts <= 0 {
		opts.Attempts = defaultAttempts
	}
	if opts.Sleep == nil {
		opts.Sleep = sleep
	}
	if opts.Report == nil {
		opts.Report = func(Event) {}
	}
	r := &run{ctx: ctx, opts: opts, b: b, state: b.state.Clone()}
	for i, c := range b.plan.Changes {
		r.steps = append(r.steps, &step{Change: c, index: i, id: c.ID})
	}
	return r
}

func sleep(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-t.C:
		return nil
	}
}

// all carries out every change, one CRM after the other.
func (r *run) all() {
	for _, c := range r.b.crms {
		var mine []*step
		for _, s := range r.steps {
			if s.Target == c.name {
				mine = append(mine, s)
			}
		}
		r.crm(c, mine)
		if r.over {
			return
		}
	}
}

// crm carries out the changes of one CRM: all that can begin go to the provider
// at once, in order; what the provider could not do for reasons that pass comes again.
func (r *run) crm(c *crm, steps []*step) {
	for {
		batch, wait := r.batch(steps)
		if r.over || len(batch) == 0 {
			return
		}
		if wait > 0 {
			r.opts.Report(Event{Kind: EventWaiting, Change: batch[0].Change, Wait: wait, Note: batch[0].err.Error(),
				Finished: r.finished(), Total: len(r.steps)})
			if r.opts.Sleep(r.ctx, wait) != nil {
				r.over = true
				return
			}
		}
		if !r.settle(c, steps) {
			return
		}
		if batch, _ = r.batch(steps); len(batch) == 0 {
			return
		}
		ops := make([]*providers.Operation, 0, len(batch))
		for _, s := range batch {
			ops = append(ops, s.operation())
		}
		before := r.progress(steps)
		err := c.Provider.Apply(r.ctx, ops, r.report)
		for _, s := range steps {
			if s.status == started { // begun, and no word of its end
				s.status, s.look = todo, true
				s.err = err
				if s.err == nil || errors.Is(s.err, errHeld) {
					s.err = errors.New("the provider did not say how it ended")
				}
			}
		}
		switch {
		case r.over:
			return
		case r.ctx.Err() != nil:
			r.over = true
			return
		case err != nil && !errors.Is(err, errHeld) && !r.again(batch[0], err):
			r.diags.Add(providerError(c.info, "stopped the apply", err))
			return
		case err == nil || errors.Is(err, errHeld):
			if r.progress(steps) == before {
				r.diags.Add(providerError(c.info, "made no progress", errors.New("the provider attempted none of the operations")))
				return
			}
		}
	}
}

// errHeld stops a provider at an operation that has to wait for another one.
var errHeld = errors.New("planner: an operation that this one needs is not done")

// batch lists the operations that are left and not held up by a failure, with
// the time to wait before they are tried. State-only changes are done on the way.
func (r *run) batch(steps []*step) (batch []*step, wait time.Duration) {
	for _, s := range steps {
		if s.status != todo {
			continue
		}
		if r.ctx.Err() != nil {
			r.over = true
			return nil, 0
		}
		if s.attempts >= r.opts.Attempts {
			r.fail(s, fmt.Errorf("given up after %d attempts: %w", s.attempts, s.err))
			continue
		}
		if d := r.blockedBy(s, failed, skipped); d != nil {
			s.status = skipped
			s.why = fmt.Sprintf("needs %s, which was not applied", d.Address)
			r.opts.Report(Event{Kind: EventSkipped, Change: s.Change, Note: s.why, Finished: r.finished(), Total: len(r.steps)})
			continue
		}
		if !s.Touches() {
			if !r.recordOnly(s) {
				return nil, 0
			}
			continue
		}
		batch = append(batch, s)
	}
	// Something new need not wait for what is tried again.
	if fresh := r.ready(batch, func(s *step) bool { return s.attempts == 0 }); len(fresh) > 0 {
		return fresh, 0
	}
	batch = r.ready(batch, func(*step) bool { return true })
	for _, s := range batch {
		if s.attempts > 0 {
			wait = max(wait, backoff(s))
		}
	}
	return batch, wait
}

// ready picks the steps that meet the condition and need only what is done or picked too.
func (r *run) ready(steps []*step, ok func(*step) bool) []*step {
	picked := make(map[int]bool, len(steps))
	var out []*step
next:
	for _, s := range steps {
		if !ok(s) {
			continue
		}
		for _, d := range s.DependsOn {
			if r.steps[d].status != done && !picked[d] {
				continue next
			}
		}
		picked[s.index] = true
		out = append(out, s)
	}
	return out
}

func (r *run) blockedBy(s *step, in ...status) *step {
	for _, d := range s.DependsOn {
		for _, st := range in {
			if r.steps[d].status == st {
				return r.steps[d]
			}
		}
	}
	return nil
}

// recordOnly carries out a change that only the state sees. A held-up one waits its turn.
func (r *run) recordOnly(s *step) bool {
	e := s.w.journal(s.Change, Ended)
	if s.Action != Forget {
		e.Resource = s.w.entry(s.w.live.ID, nil)
	}
	if !r.append(e) {
		return false
	}
	s.status = done
	r.opts.Report(Event{Kind: EventDone, Change: s.Change, Finished: r.finished(), Total: len(r.steps)})
	return true
}

// append writes to the journal; without it nothing more may begin.
func (r *run) append(e Entry) bool {
	if err := r.opts.Store.Append(context.WithoutCancel(r.ctx), e); err != nil {
		r.diags.Add(asDiagnostic(err))
		r.over = true
		return false
	}
	r.state.apply(e)
	return true
}

// report hears from the provider. It writes the journal before the CRM is touched and after.
func (r *run) report(p providers.Progress) error {
	if p.Op == nil || p.Op.Index < 0 || p.Op.Index >= len(r.steps) {
		return errors.New("planner: progress of an operation that was not asked for")
	}
	s := r.steps[p.Op.Index]
	ev := Event{Change: s.Change, Moved: p.Moved, Note: p.Note, Wait: p.Wait, Err: p.Err, Total: len(r.steps)}
	switch p.Phase {
	case providers.Waiting:
		ev.Kind = EventWaiting
	case providers.Starting:
		if r.over {
			return errHeld
		}
		if err := r.ctx.Err(); err != nil {
			return err
		}
		if r.blockedBy(s, failed, skipped, todo, unknown) != nil {
			return errHeld
		}
		e := s.w.journal(s.Change, Started)
		if s.w.want != nil {
			e.Resource = s.w.entry("", nil)
		}
		if !r.append(e) {
			return errHeld
		}
		s.status, s.attempts = started, s.attempts+1
		ev.Kind = EventStarted
	case providers.Done:
		if p.Err != nil {
			return r.refused(s, p.Err)
		}
		if !r.finish(s, p) {
			return errHeld
		}
		ev.Kind = EventDone
	}
	ev.Finished = r.finished()
	r.opts.Report(ev)
	return nil
}

// finish records an operation that was carried out.
func (r *run) finish(s *step, p providers.Progress) bool {
	e := s.w.journal(s.Change, Ended)
	if s.w.want != nil {
		if p.ID != "" {
			s.id = p.ID
		}
		e.Resource = s.w.entry(s.id, p.Values)
	}
	s.status = done
	r.moved += p.Moved
	return r.append(e)
}

// refused decides what follows from a failure: another attempt, a look at the CRM, or the end.
func (r *run) refused(s *step, err error) error {
	switch {
	case providers.IsKind(err, providers.Ambiguous), providers.IsKind(err, providers.Unavailable):
		s.status, s.look, s.err = todo, true, err
		return nil
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		s.status, s.look, s.err = todo, true, err // the journal keeps it open
		return nil
	}
	e := s.w.journal(s.Change, Failed)
	e.Error = err.Error()
	ok := r.append(e)
	if providers.IsKind(err, providers.RateLimited) {
		s.status, s.err = todo, err
	} else {
		r.fail(s, err)
	}
	if !ok {
		return errHeld
	}
	return nil
}

func (r *run) fail(s *step, err error) {
	s.status, s.err, s.why = failed, err, err.Error()
	r.opts.Report(Event{Kind: EventFailed, Change: s.Change, Err: err, Finished: r.finished(), Total: len(r.steps)})
}

// again tells whether an error of the provider as a whole may pass, and counts the attempt.
func (r *run) again(s *step, err error) bool {
	if !providers.IsKind(err, providers.RateLimited) && !providers.IsKind(err, providers.Unavailable) {
		return false
	}
	if s.status == todo {
		s.attempts++
		s.err = err
	}
	return true
}

// backoff is how long to wait before the next attempt: what the CRM asked for, or twice as long each time.
func backoff(s *step) time.Duration {
	var e *providers.Error
	if errors.As(s.err, &e) && e.RetryAfter > 0 {
		return e.RetryAfter
	}
	return min(firstWait<<min(s.attempts-1, 10), longestWait)
}

// progress counts attempts and ends, to notice a provider that does nothing.
func (r *run) progress(steps []*step) int {
	n := 0
	for _, s := range steps {
		n += s.attempts
		if s.status >= done {
			n++
		}
	}
	return n
}

func (r *run) finished() int {
	n := 0
	for _, s := range r.steps {
		if s.status >= done {
			n++
		}
	}
	return n
}

func (r *run) complete() bool {
	for _, s := range r.steps {
		if s.status != done {
			return false
		}
	}
	return true
}
