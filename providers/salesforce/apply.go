package salesforce

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/salesforce/api"
	"github.com/stagecraft-dev/stagecraft/providers/web"
)

// Apply carries all operations out in one deploy: everything or nothing, what is removed after the rest. Where records have to
// move or flows have to end before something goes, the removals are a second deploy; see phases.
func (p *Provider) Apply(ctx context.Context, ops []*providers.Operation, report func(providers.Progress) error) error {
	if p.client == nil {
		return &providers.Error{Kind: providers.Invalid, Message: "a folder cannot be applied to; export writes a project that the sf CLI deploys"}
	}
	live, err := p.latest(ctx)
	if err != nil {
		return err
	}
	// An operation that is not reported as starting is not carried out.
	var started []*providers.Operation
	var stopped error
	for _, op := range ops {
		if stopped = report(providers.Progress{Op: op, Phase: providers.Starting}); stopped != nil {
			break
		}
		started = append(started, op)
	}
	if len(started) == 0 {
		return stopped
	}
	ctx = context.WithValue(ctx, waiterKey{}, waiter{started[0], report})
	a := &applying{Provider: p, live: live, report: report, moved: map[*providers.Operation]int64{}, failed: map[*providers.Operation]error{}}
	if err := a.carryOut(ctx, started); err != nil {
		return err
	}
	return stopped
}

// applying is an apply that is under way.
type applying struct {
	*Provider
	live   *snapshot
	report func(providers.Progress) error
	moved  map[*providers.Operation]int64
	failed map[*providers.Operation]error
	// kept says why what an operation was to delete stays.
	kept map[*providers.Operation]string
}

// fail notes why an operation was not carried out; the first reason stays.
func (a *applying) fail(op *providers.Operation, err error) {
	if a.failed[op] == nil {
		a.failed[op] = err
	}
}

// abandon fails all operations that have no reason of their own.
func (a *applying) abandon(ops []*providers.Operation, err error) {
	for _, op := range ops {
		a.fail(op, err)
	}
}

// carryOut deploys operations and reports how they ended. Its error is one of reporting.
func (a *applying) carryOut(ctx context.Context, ops []*providers.Operation) error {
	for _, op := range ops {
		if err := a.settings.outOfSight(op); err != nil {
			a.fail(op, err)
		}
	}
	moving, err := a.removals(ctx, ops)
	if err != nil {
		a.abandon(ops, err)
	}
	if len(a.failed) > 0 {
		a.abandon(ops, together(len(a.failed)))
		return a.tell(ctx, ops)
	}
	first, second := phases(ops, moving)
	if !a.deploy(ctx, slices.Concat(first, endings(second)), nil) {
		a.abandon(ops, together(len(a.failed)))
		return a.tell(ctx, ops)
	}
	if err := a.tell(ctx, first); err != nil || len(second) == 0 {
		return err
	}
	if versions := a.between(ctx, second, moving); len(a.failed) == 0 {
		a.deploy(ctx, second, versions)
	}
	return a.tell(ctx, second)
}

// together is what became of an operation that was deployed together with others that were refused.
func together(refused int) error {
	return &providers.Error{Kind: providers.Conflict, Message: fmt.Sprintf("nothing was deployed: Salesforce takes all changes of a deploy or none, and %d of them cannot be made", refused)}
}

// deploy deploys operations and waits for the end. False means that nothing was. Versions are those of flows that are deleted.
func (a *applying) deploy(ctx context.Context, ops []*providers.Operation, versions map[string][]int) bool {
	w := newChange(a.live)
	w.versions = versions
	if err := w.write(ops); err != nil {
		a.blame(ops, err)
		return false
	}
	a.kept = w.kept
	if w.empty() {
		return true
	}
	result, err := a.send(ctx, w, false)
	if err != nil {
		a.blame(ops, err)
		return false
	}
	if result.Err() == nil {
		return true
	}
	if err := ctx.Err(); err != nil && result.Status == api.DeployCanceled {
		a.abandon(ops, &providers.Error{Kind: providers.Unavailable, Message: "stopped; the deploy was canceled, and nothing has changed", Err: err})
	}
	for op, why := range w.refusals(result, ops) {
		a.fail(op, why)
	}
	return false
}

// blame fails the operation that an error is about, or all.
func (a *applying) blame(ops []*providers.Operation, err error) {
	var w *writeError
	if errors.As(err, &w) {
		a.fail(w.op, err)
		return
	}
	a.abandon(ops, err)
}

// tell reports how operations ended, with what the org now holds.
func (a *applying) tell(ctx context.Context, ops []*providers.Operation) error {
	now := map[providers.Reference]*providers.Live{}
	if slices.ContainsFunc(ops, func(op *providers.Operation) bool { return a.failed[op] == nil }) {
		all, err := a.look(context.WithoutCancel(ctx), ops)
		if err != nil { // deployed, and nobody knows what it came to: the next plan looks
			a.abandon(ops, &providers.Error{Kind: providers.Ambiguous, Message: "deployed, but the org cannot be read: " + err.Error(), Err: err})
		}
		for _, l := range all {
			now[providers.Reference{Type: l.Type, Key: l.Key}] = l
		}
	}
	var stopped error
	for _, op := range ops {
		pr := providers.Progress{Op: op, Phase: providers.Done, ID: op.ID, Moved: a.moved[op], Note: a.kept[op], Err: a.failed[op]}
		if pr.Err == nil && op.Action != providers.Delete {
			if l := now[providers.Reference{Type: op.Type, Key: op.Key}]; l != nil {
				pr.ID, pr.Values = l.ID, l.Values
			} else {
				pr.Err = &providers.Error{Kind: providers.Ambiguous, Message: op.Address + " was deployed, and the org does not have it"}
			}
		}
		if err := a.report(pr); err != nil && stopped == nil {
			stopped = err
		}
	}
	return stopped
}

// look reads the org after a deploy and gives the objects of the types of operations.
func (a *applying) look(ctx context.Context, ops []*providers.Operation) ([]*providers.Live, error) {
	s, err := readOrg(ctx, a.client, a.settings)
	if err != nil {
		return nil, err
	}
	a.live = s
	a.keep(s)
	types := []string{}
	for _, op := range ops {
		if !slices.Contains(types, op.Type) {
			types = append(types, op.Type)
		}
	}
	return s.read(types)
}

// latest is the org as it was last read, unless that was before a change.
func (p *Provider) latest(ctx context.Context) (*snapshot, error) {
	p.mu.Lock()
	s := p.last
	current := s != nil && !p.stale
	p.stale, p.fresh = true, false
	p.mu.Unlock()
	if current {
		return s, nil
	}
	return readOrg(ctx, p.client, p.settings)
}

// known is the org as far as it is known without asking.
func (p *Provider) known() *snapshot {
	p.mu.Lock()
	defer p.mu.Unlock()
	return cmp.Or(p.last, p.learned)
}

// keep remembers how the org is.
func (p *Provider) keep(s *snapshot) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.last, p.stale = s, false
}

// waiter stands in the context of requests and passes on the pauses that the client makes before them.
type waiter struct {
	op     *providers.Operation
	report func(providers.Progress) error
}

type waiterKey struct{}

// waiting is told by the client. Requests that no operation makes, such as those of a read, have no waiter.
func waiting(ctx context.Context, wait web.Wait) {
	w, ok := ctx.Value(waiterKey{}).(waiter)
	if !ok || wait.For < time.Second {
		return
	}
	_ = w.report(providers.Progress{Op: w.op, Phase: providers.Waiting, Wait: wait.For, Note: wait.Reason})
}
