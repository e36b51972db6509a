package provider

import (
	"context"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-log/tflog"

	"github.com/stagecraft-dev/stagecraft/planner"
	"github.com/stagecraft-dev/stagecraft/planner/report"
	problems "github.com/stagecraft-dev/stagecraft/schema/diag"
)

func (r *architecture) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	var m architectureModel
	resp.Diagnostics.Append(req.Plan.Get(ctx, &m)...)
	if resp.Diagnostics.HasError() || !r.apply(ctx, &m, resp.Private, &resp.Diagnostics) {
		return
	}
	if resp.Diagnostics.HasError() {
		resp.Diagnostics.Append(resp.Private.SetKey(ctx, privatePartial, []byte("true"))...)
	}
	resp.Diagnostics.Append(resp.State.Set(ctx, &m)...)
}

func (r *architecture) Update(ctx context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	var m architectureModel
	resp.Diagnostics.Append(req.Plan.Get(ctx, &m)...)
	if resp.Diagnostics.HasError() || !r.apply(ctx, &m, resp.Private, &resp.Diagnostics) {
		return
	}
	if !resp.Diagnostics.HasError() {
		resp.Diagnostics.Append(resp.Private.SetKey(ctx, privatePartial, nil)...)
	}
	resp.Diagnostics.Append(resp.State.Set(ctx, &m)...)
}

// apply carries the plan out that was approved, or makes one where none could be made before. It tells whether anything may
// have been changed; then the model and the private state say what there is, also beside an error.
func (r *architecture) apply(ctx context.Context, m *architectureModel, p private, diags *diag.Diagnostics) bool {
	state := stateOf(ctx, p, diags)
	if diags.HasError() {
		return false
	}
	o, known := r.session.open(ctx, m.directory(r.session), diags)
	if !known {
		diags.AddError("The settings of a CRM are not known", "They must be known when the architecture is applied.")
	}
	if o == nil {
		return false
	}
	defer o.close()
	opts := r.options(o, m, state, diags)
	if diags.HasError() {
		return false
	}
	plan := build(ctx, o, opts, diags)
	switch {
	case plan == nil:
		return false
	case m.PlanDigest.IsUnknown(): // nothing could be known of it
		m.planned(nil, plan)
	case !plan.Empty() && plan.Fingerprint() != m.PlanDigest.ValueString():
		why := "what is live in the CRM, or what was applied, is not what it was when the plan was made"
		if plan.Architecture.Digest != m.Digest.ValueString() {
			why = "the architecture changed since the plan was made"
		}
		stale(why, diags)
		return false
	}
	res, state := r.carryOut(ctx, o, plan, opts, state, setOf(textsOf(m.Allow)), diags)
	if res == nil {
		return false
	}
	adopted := adoptedOf(ctx, p)
	for _, a := range res.Applied {
		if sr := state.Target(a.Target).Resources[a.Address]; a.Action == planner.Adopt && sr != nil {
			adopted[mark(a.Target, sr)] = true
		}
	}
	saveState(ctx, p, state, diags)
	saveAdopted(ctx, p, adopted, state, diags)
	m.about(plan)
	m.Pending = textList(pendingOf(res))
	m.Managed = types.Int64Value(int64(count(state)))
	return true
}

// build makes a plan once more; nil with an error.
func build(ctx context.Context, o *opened, opts planner.BuildOptions, diags *diag.Diagnostics) *planner.Plan {
	plan, found := planner.Build(ctx, opts)
	if found.HasErrors() {
		tell(diags, o.dir.Path, found)
		return nil
	}
	return plan
}

// stale refuses a plan that no longer fits.
func stale(why string, diags *diag.Diagnostics) {
	diags.AddError("The plan no longer fits", fmt.Sprintf("Nothing was changed: %s. Make a new plan and look at it.", why))
}

// carryOut applies a plan. The result is nil when nothing was changed; else the state is what there is now.
func (r *architecture) carryOut(ctx context.Context, o *opened, p *planner.Plan, opts planner.BuildOptions, state *planner.State, allow map[string]bool, diags *diag.Diagnostics) (*planner.Result, *planner.State) {
	if refuse(p, allow, diags); diags.HasError() {
		return nil, state
	}
	if state == nil {
		state = planner.NewState(o.dir.EnvName())
	}
	store := &memory{state}
	defer r.session.written()
	res, found := planner.Apply(ctx, planner.ApplyOptions{Plan: p, Build: opts, Store: store, Allow: guards,
		Lock: planner.LockInfo{Owner: "terraform"}, Report: func(e planner.Event) {
			tflog.Info(ctx, fmt.Sprintf("[%d/%d] %s %s %s", e.Finished, e.Total, e.Kind, e.Change.Action, report.Label(e.Change)), map[string]any{"address": e.Change.Address})
		}})
	tell(diags, o.dir.Path, slices.DeleteFunc(found, func(d problems.Diagnostic) bool { // what was told with the plan
		return d.Severity != problems.Error && slices.ContainsFunc(p.Findings, func(f problems.Diagnostic) bool { return reflect.DeepEqual(f, d) })
	}))
	if res == nil {
		return nil, state
	}
	if !res.Complete() {
		diags.AddError(fmt.Sprintf("%s of %d were not made", problems.Count(len(res.Failed)+len(res.Skipped)+len(res.Remaining), "change"), len(p.Changes)),
			strings.Join(pendingOf(res), "\n")+"\n\nWhat was done is kept. Apply again when the cause is gone.")
	}
	return res, store.state
}

// Read looks for what somebody changed in the CRMs since the last apply.
func (r *architecture) Read(ctx context.Context, req resource.ReadRequest, resp *resource.ReadResponse) {
	diags := &resp.Diagnostics
	var m architectureModel
	diags.Append(req.State.Get(ctx, &m)...)
	state := stateOf(ctx, req.Private, diags)
	if diags.HasError() {
		return
	}
	var unread diag.Diagnostics
	o, _ := r.session.open(ctx, m.directory(r.session), &unread)
	if o == nil { // a plan of it says so as an error; forgetting it must be possible all the same
		for _, d := range unread.Errors() {
			diags.AddWarning("The architecture was not compared with the CRM", d.Summary()+"\n\n"+d.Detail())
		}
		return
	}
	defer o.close()
	drift, found := planner.Drift(ctx, planner.DriftOptions{Environment: o.dir.EnvName(), CRMs: planner.LookAt(o.crms), State: state})
	tell(diags, o.dir.Path, found)
	if found.HasErrors() {
		return
	}
	m.Drift, m.Changes = textList(driftOf(drift)), textList(nil)
	diags.Append(resp.State.Set(ctx, &m)...)
}

// Delete forgets the objects or, where that is asked for, deletes what this resource created.
func (r *architecture) Delete(ctx context.Context, req resource.DeleteRequest, resp *resource.DeleteResponse) {
	diags := &resp.Diagnostics
	var m architectureModel
	diags.Append(req.State.Get(ctx, &m)...)
	state := stateOf(ctx, req.Private, diags)
	if diags.HasError() || count(state) == 0 {
		return
	}
	if why := forgets(ctx, req.Private, &m); why != "" {
		if m.OnDestroy.ValueString() == remove { // a plan of a replacement did not tell
			diags.AddWarning(fmt.Sprintf("%s of %s are kept in the CRM", problems.Count(count(state), "object"), m.Name.ValueString()), why)
		}
		return
	}
	adopted := adoptedOf(ctx, req.Private)
	mine := created(state, adopted)
	o, known := r.session.open(ctx, m.directory(r.session), diags)
	if !known {
		diags.AddError("The settings of a CRM are not known", "They must be known when its objects are deleted.")
	}
	if o == nil {
		return
	}
	defer o.close()
	opts := r.deleting(o, mine)
	plan := build(ctx, o, opts, diags)
	if plan == nil {
		return
	}
	if was := approved(ctx, req.Private); was != "" && was != plan.Fingerprint() {
		stale("what is live in the CRM is not what it was when the plan was made", diags)
		return
	}
	res, left := r.carryOut(ctx, o, plan, opts, mine, setOf(textsOf(m.Allow)), diags)
	if res == nil || res.Complete() {
		return
	}
	for target, t := range state.Targets { // what was there before is still known
		for addr, sr := range t.Resources {
			if adopted[mark(target, sr)] {
				left.Target(target).Resources[addr] = sr
			}
		}
	}
	saveState(ctx, resp.Private, left, diags)
	diags.Append(resp.Private.SetKey(ctx, privatePlan, nil)...)
	m.Pending, m.Managed = textList(pendingOf(res)), types.Int64Value(int64(count(left)))
	diags.Append(resp.State.Set(ctx, &m)...)
}

// ImportState takes over what is live as the architecture wants it: PATH, or PATH#ENVIRONMENT.
func (r *architecture) ImportState(ctx context.Context, req resource.ImportStateRequest, resp *resource.ImportStateResponse) {
	diags := &resp.Diagnostics
	dir, env, _ := strings.Cut(req.ID, "#")
	if dir == "" {
		diags.AddError("The architecture to import is not named", "Write PATH#ENVIRONMENT, or PATH for the embedded sandbox CRM.")
		return
	}
	none := types.SetNull(types.StringType)
	m := architectureModel{Path: types.StringValue(dir), Variables: types.MapNull(types.StringType), Require: none, Allow: none, Prune: none,
		OnDestroy: types.StringValue(keep), Changes: textList(nil), Drift: textList(nil), Pending: textList(nil)}
	if env != "" {
		m.Environment = types.StringValue(env)
	}
	o, known := r.session.open(ctx, m.directory(r.session), diags)
	if !known {
		diags.AddAttributeError(path.Root("environment"), "The settings of a CRM are not known", "They must be known when an architecture is imported.")
	}
	if o == nil {
		return
	}
	defer o.close()
	opts := r.options(o, &m, nil, diags)
	if diags.HasError() {
		return
	}
	state, p := planner.Claim(ctx, opts)
	if p.Errored {
		tell(diags, o.dir.Path, p.Findings)
		return
	}
	marks := map[string]bool{}
	for target, t := range state.Targets {
		for _, sr := range t.Resources {
			marks[mark(target, sr)] = true
		}
	}
	saveState(ctx, resp.Private, state, diags)
	saveAdopted(ctx, resp.Private, marks, state, diags)
	m.about(p)
	m.ManualSteps, m.Managed = textList(manualOf(p)), types.Int64Value(int64(count(state)))
	diags.Append(resp.State.Set(ctx, &m)...)
}
