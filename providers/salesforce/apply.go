package salesforce

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/internal/web"
	"github.com/stagecraft-dev/stagecraft/providers/salesforce/api"
	"github.com/stagecraft-dev/stagecraft/providers/salesforce/metadata"
)

// Apply carries all operations out in one deploy: everything or nothing, what is removed after the rest. Where records have to
// leave a value or field before it goes, the removals are a second deploy, after the records have moved.
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
	a.carryOut(ctx, started)
	if err := a.tell(ctx, started); err != nil {
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

func (a *applying) carryOut(ctx context.Context, ops []*providers.Operation) {
	moving, err := a.removals(ctx, ops)
	if err != nil {
		a.abandon(ops, err)
		return
	}
	if len(a.failed) > 0 {
		a.abandon(ops, together(len(a.failed)))
		return
	}
	first := slices.DeleteFunc(slices.Clone(ops), func(op *providers.Operation) bool { return moving[op] != nil })
	if !a.deploy(ctx, first) {
		a.abandon(ops, together(len(a.failed)))
		return
	}
	if len(moving) == 0 {
		return
	}
	var second []*providers.Operation
	for _, op := range ops {
		if m := moving[op]; m != nil {
			n, err := a.move(ctx, m)
			a.moved[op] = n
			if err != nil {
				a.fail(op, err)
				continue
			}
			second = append(second, op)
		}
	}
	if live, err := readOrg(context.WithoutCancel(ctx), a.client, a.settings); err != nil {
		a.abandon(second, err)
		return
	} else {
		a.live = live
	}
	a.deploy(ctx, second)
}

// together is what became of an operation that was deployed together with others that were refused.
func together(refused int) error {
	return &providers.Error{Kind: providers.Conflict, Message: fmt.Sprintf("nothing was deployed: Salesforce takes all changes of a deploy or none, and %d of them cannot be made", refused)}
}

// deploy deploys operations and waits for the end. False means that nothing was.
func (a *applying) deploy(ctx context.Context, ops []*providers.Operation) bool {
	if len(ops) == 0 {
		return true
	}
	w := newChange(a.live)
	if err := w.write(ops); err != nil {
		a.blame(ops, err)
		return false
	}
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
	for op, why := range w.refusals(result, ops) {
		a.failed[op] = why
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

// send deploys a package, or validates it, and waits. When the context ends while the deploy is under way it is canceled; what
// came of it counts.
func (p *Provider) send(ctx context.Context, w *change, check bool) (*api.DeployResult, error) {
	zip, err := w.zip()
	if err != nil {
		return nil, err
	}
	id, err := p.client.Deploy(context.WithoutCancel(ctx), zip, api.DeployOptions{CheckOnly: check, TestLevel: p.settings.tests})
	if err != nil {
		return nil, err
	}
	result, err := p.client.WaitDeploy(ctx, id, nil)
	if ctx.Err() != nil {
		ctx := context.WithoutCancel(ctx)
		if _, err := p.client.CancelDeploy(ctx, id); err != nil && !providers.IsKind(err, providers.Conflict) && !providers.IsKind(err, providers.Invalid) {
			return nil, err
		}
		result, err = p.client.WaitDeploy(ctx, id, nil)
	}
	return result, err
}

// zip is the package in the format of the Metadata API.
func (w *change) zip() ([]byte, error) {
	files, err := w.pack().MDAPI()
	if err != nil {
		return nil, err
	}
	return metadata.Zip(files)
}

func (w *change) empty() bool { return len(w.touched)+len(w.destroy) == 0 }

// refusals says why each operation was not deployed: the org's own words for those whose components it refused.
func (w *change) refusals(r *api.DeployResult, ops []*providers.Operation) map[*providers.Operation]error {
	out := map[*providers.Operation]error{}
	var rest []string
	for _, f := range r.Details.Failures {
		mine := w.by[memberKey(f.Type, metadata.DecodeName(f.FullName))]
		if len(mine) == 0 {
			rest = append(rest, f.String())
		}
		for _, op := range mine {
			out[op] = &providers.Error{Kind: providers.Invalid, Message: "Salesforce refused " + f.String(), Err: out[op]}
		}
	}
	why := together(len(out))
	if len(rest) > 0 || len(out) == 0 {
		why = &providers.Error{Kind: providers.Invalid, Message: "Salesforce refused the deploy: " + strings.Join(append(rest, r.Err().Error()), "; ")}
	}
	for _, op := range ops {
		if out[op] == nil {
			out[op] = why
		}
	}
	return out
}

// tell reports how operations ended, with what the org now holds.
func (a *applying) tell(ctx context.Context, ops []*providers.Operation) error {
	now := map[providers.Reference]*providers.Live{}
	if len(a.failed) < len(ops) {
		live, err := readOrg(context.WithoutCancel(ctx), a.client, a.settings)
		var all []*providers.Live
		if err == nil {
			all, err = live.read(nil)
		}
		if err != nil { // deployed, and nobody knows what it came to: the next plan looks
			a.abandon(ops, &providers.Error{Kind: providers.Ambiguous, Message: "deployed, but the org cannot be read: " + err.Error(), Err: err})
		} else {
			a.keep(live)
		}
		for _, l := range all {
			now[providers.Reference{Type: l.Type, Key: l.Key}] = l
		}
	}
	var stopped error
	for _, op := range ops {
		pr := providers.Progress{Op: op, Phase: providers.Done, ID: op.ID, Moved: a.moved[op], Err: a.failed[op]}
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

// latest is the org as it was last read, unless that was before a change.
func (p *Provider) latest(ctx context.Context) (*snapshot, error) {
	p.mu.Lock()
	s := p.last
	p.last = nil
	p.mu.Unlock()
	if s != nil {
		return s, nil
	}
	return readOrg(ctx, p.client, p.settings)
}

// keep remembers how the org is.
func (p *Provider) keep(s *snapshot) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.last = s
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
