package planner

import (
	"context"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/stagecraft-dev/stagecraft/schema/diag"
)

// ApplyOptions are what an apply needs.
type ApplyOptions struct {
	// Plan is what was approved: from Build or ReadPlan. Its targets, prune patterns and requirements hold.
	Plan *Plan
	// Build says how the plan is made anew before anything is changed; State is loaded from Store.
	Build BuildOptions
	Store Store
	// Allow names the guards that may be exceeded: "deletes", "changes", "golden".
	Allow []string
	// Report is told what happens, one event at a time; may be nil.
	Report func(Event)
	// Lock says who applies.
	Lock LockInfo
	// Sources, VarFiles and Vars are what the architecture was read from, for the record of the apply; may be nil.
	Sources  map[string][]byte
	VarFiles []string
	Vars     map[string]string
	// Attempts is how often an operation is tried when the CRM is busy; 0 is 6.
	Attempts int
	// Sleep waits between attempts; nil is a real wait that ends early with the context.
	Sleep func(context.Context, time.Duration) error
}

// EventKind says what an Event reports.
type EventKind string

const (
	EventStarted EventKind = "started"
	EventDone    EventKind = "done"
	EventFailed  EventKind = "failed"
	EventSkipped EventKind = "skipped"
	EventWaiting EventKind = "waiting" // for a rate limit, or before another attempt
)

// Event reports the progress of an apply.
type Event struct {
	Kind   EventKind
	Change *Change
	// Finished changes (done, failed or skipped) of Total.
	Finished, Total int
	Moved           int64         // records moved along
	Wait            time.Duration // EventWaiting
	Note            string
	Err             error
}

// Result says what an apply did. Every change of the plan is in exactly one list.
type Result struct {
	Applied   []Outcome `json:"applied"`
	Failed    []Outcome `json:"failed,omitempty"`
	Skipped   []Outcome `json:"skipped,omitempty"`   // something that they need failed
	Remaining []Outcome `json:"remaining,omitempty"` // not reached
	// RecordsMoved counts live records that went to another object.
	RecordsMoved int64 `json:"records_moved"`
	// Interrupted: the context ended before everything was done.
	Interrupted bool `json:"interrupted,omitempty"`
}

// Outcome is what became of one change.
type Outcome struct {
	Action  Action `json:"action"`
	Target  string `json:"target"`
	Address string `json:"address"`
	Label   string `json:"label,omitempty"`
	ID      string `json:"id,omitempty"`
	// Why it failed, was skipped or remains.
	Why string `json:"why,omitempty"`
}

// Complete tells whether every change was applied.
func (r *Result) Complete() bool {
	return len(r.Failed)+len(r.Skipped)+len(r.Remaining) == 0
}

// Apply carries a plan out. It takes the lock, makes the plan anew and refuses,
// with StalePlan, when that is not the plan that was approved. A Result is returned
// whenever something may have been changed, beside errors if there are any.
func Apply(ctx context.Context, opts ApplyOptions) (*Result, diag.List) {
	var diags diag.List
	unlock, err := opts.Store.Lock(ctx, opts.Lock)
	if err != nil {
		diags.Add(asDiagnostic(err))
		return nil, diags
	}
	res, diags := applyLocked(ctx, opts)
	if err := unlock(); err != nil {
		diags.Warnf(diag.State, diag.Range{}, "The lock could not be released", "%v", err)
	}
	return res, diags
}

func applyLocked(ctx context.Context, opts ApplyOptions) (*Result, diag.List) {
	var diags diag.List
	state, err := opts.Store.Load(ctx)
	if err != nil {
		diags.Add(asDiagnostic(err))
		return nil, diags
	}
	in := opts.Build
	in.State, in.Targets, in.Prune = state, opts.Plan.Targeted, opts.Plan.Pruned
	in.Require = append(slices.Clone(in.Require), opts.Plan.Required...)
	b := newBuild(ctx, in)
	diags.Add(b.diags...)
	if b.plan.Errored {
		return nil, diags
	}
	if why := stale(opts.Plan, b.plan); len(why) > 0 {
		shown := why
		if len(shown) > 10 {
			shown = append(shown[:10:10], fmt.Sprintf("and %d more", len(why)-10))
		}
		diags.Errorf(diag.StalePlan, diag.Range{}, "The plan no longer fits",
			"Nothing was changed. Since the plan was made: %s. Make a new plan and look at it.", strings.Join(shown, "; "))
		return nil, diags
	}
	if d := refuse(b.plan, opts.Allow); len(d) > 0 {
		diags.Add(d...)
		return nil, diags
	}
	if state.Replayed || state.unresolved(b.crms) {
		// What the journal left open is settled now; keep that before anything new begins.
		if err := opts.Store.Commit(ctx, b.state, NewRecord(RecordRecovery, opts.Lock)); err != nil {
			diags.Add(asDiagnostic(err))
			return nil, diags
		}
		state = b.state.Clone()
	}
	r := newRun(ctx, opts, b)
	r.all()
	diags.Add(r.diags...)
	r.record()
	res := r.result()
	if len(r.steps) > 0 || !reflect.DeepEqual(state, r.state) {
		// The context may have ended; what was done must be written all the same.
		if err := opts.Store.Commit(context.WithoutCancel(ctx), r.state, r.recordOf(opts, res)); err != nil {
			diags.Add(asDiagnostic(err))
		}
	}
	return res, diags
}

// recordOf is what the audit trail keeps of the run.
func (r *run) recordOf(opts ApplyOptions, res *Result) *Record {
	rec := NewRecord(RecordApply, opts.Lock)
	p := r.b.plan
	rec.Plan, rec.Architecture, rec.Targeted = p.Fingerprint(), p.Architecture, p.Targeted
	rec.Complete = r.complete() && len(p.Targeted) == 0
	rec.Result, rec.Rollback = res, p.Rollback
	rec.Sources, rec.VarFiles, rec.Vars = opts.Sources, opts.VarFiles, opts.Vars
	return rec
}

// unresolved tells whether the state has pending operations of one of the CRMs.
func (s *State) unresolved(crms []*crm) bool {
	return slices.ContainsFunc(s.Pending, func(e Entry) bool {
		return slices.ContainsFunc(crms, func(c *crm) bool { return c.name == e.Target })
	})
}

// refuse reports the guards that are exceeded without leave.
func refuse(p *Plan, allow []string) diag.List {
	var diags diag.List
	for _, t := range p.Guards {
		allowed := false
		for _, a := range allow {
			allowed = allowed || a == t.Name
		}
		if !allowed {
			diags.Errorf(diag.Guard, diag.Range{}, "The plan exceeds a guard", "%s Nothing was changed. If that is meant, apply with %s.", t.What, t.Flag)
		}
	}
	return diags
}

// record brings the state up to date with what needs no operation.
func (r *run) record() {
	for _, c := range r.b.crms {
		t := r.state.Target(c.name)
		t.Provider = c.info.Name
		for _, w := range c.noops {
			e := w.entry(w.live.ID, nil)
			if !reflect.DeepEqual(e, t.Resources[w.addr]) {
				t.Resources[w.addr] = e
			}
		}
	}
	p := r.b.plan
	if !r.complete() || len(p.Targeted) > 0 {
		return
	}
	r.state.Architecture = p.Architecture
	r.state.Moves = nil
	for _, m := range r.b.moves() {
		r.state.Moves = append(r.state.Moves, m.String())
	}
}

func asDiagnostic(err error) diag.Diagnostic {
	if d, ok := err.(diag.Diagnostic); ok {
		return d
	}
	return diag.Diagnostic{Code: diag.State, Severity: diag.Error, Summary: "The state cannot be kept", Detail: err.Error()}
}
