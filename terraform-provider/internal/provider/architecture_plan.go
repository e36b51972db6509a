package provider

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/stagecraft-dev/stagecraft/planner"
	model "github.com/stagecraft-dev/stagecraft/schema"
	problems "github.com/stagecraft-dev/stagecraft/schema/diag"
)

// ModifyPlan makes the plan and shows what it does.
func (r *architecture) ModifyPlan(ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
	if r.session == nil {
		return // the provider is not configured: nothing can be known
	}
	diags := &resp.Diagnostics
	if req.Plan.Raw.IsNull() {
		r.planDestroy(ctx, req, resp)
		return
	}
	var m architectureModel
	var prior *architectureModel
	diags.Append(req.Plan.Get(ctx, &m)...)
	if !req.State.Raw.IsNull() {
		prior = &architectureModel{}
		diags.Append(req.State.Get(ctx, prior)...)
	}
	state := stateOf(ctx, req.Private, diags)
	if diags.HasError() {
		return
	}
	if prior != nil && !m.Environment.IsUnknown() && prior.directory(r.session).EnvName() != m.directory(r.session).EnvName() {
		resp.RequiresReplace = append(resp.RequiresReplace, path.Root("environment"))
		prior, state = nil, nil
	}
	if _, known := plain(req.Config.Raw); known {
		var p *planner.Plan
		if p, known = r.plan(ctx, &m, state, diags); p != nil {
			m.planned(prior, p)
			concerns(p, setOf(textsOf(m.Allow)), diags)
		}
		if known {
			diags.Append(resp.Plan.Set(ctx, &m)...)
			return
		}
	}
	m.unknown()
	diags.Append(resp.Plan.Set(ctx, &m)...)
}

// plan makes the plan; nil with an error, or when settings of a CRM are not known yet.
func (r *architecture) plan(ctx context.Context, m *architectureModel, state *planner.State, diags *diag.Diagnostics) (p *planner.Plan, known bool) {
	o, known := r.session.open(ctx, m.directory(r.session), diags)
	if o == nil {
		return nil, known
	}
	defer o.close()
	opts := r.options(o, m, state, diags)
	if diags.HasError() {
		return nil, true
	}
	p, found := planner.Build(ctx, opts)
	tell(diags, o.dir.Path, found)
	if found.HasErrors() {
		return nil, true
	}
	return p, true
}

// options are what the plan is made from.
func (r *architecture) options(o *opened, m *architectureModel, state *planner.State, diags *diag.Diagnostics) planner.BuildOptions {
	opts := planner.BuildOptions{Arch: o.res.Architecture, Environment: o.dir.EnvName(), CRMs: o.crms, State: state,
		Prune: textsOf(m.Prune), Require: textsOf(m.Require), Commit: o.dir.Committed(o.res.Sources), ToolVersion: r.session.version}
	if env := o.dir.Environment(o.res.Architecture); env != nil {
		opts.Guard = env.Guard
	}
	signed, err := o.dir.SignOffsFor(o.res, opts.Require, m.Trust.ValueString())
	switch {
	case err != nil:
		tellError(diags, o.dir.Path, err)
	case signed != nil:
		tell(diags, o.dir.Path, signed.Diags)
		opts.SignOffs = signed.Status
	}
	return opts
}

// planned fills in what a plan tells. What it does not change stays as it was, so that nothing is shown where nothing is to do.
func (m *architectureModel) planned(prior *architectureModel, p *planner.Plan) {
	m.about(p)
	m.Pending = textList(nil)
	m.ManualSteps = textList(manualOf(p))
	s := p.Summary
	same := s.Create+s.Replace+s.Delete+s.Adopt+s.Forget == 0
	switch {
	case prior == nil:
		m.Managed, m.Drift = types.Int64Unknown(), textList(nil)
	case same && !prior.Managed.IsNull():
		m.Managed = prior.Managed
	default:
		m.Managed = types.Int64Unknown()
	}
	if prior == nil || !p.Empty() {
		m.Changes, m.Drift = textList(changesOf(p)), textList(nil)
		m.PlanDigest = types.StringValue(p.Fingerprint())
		return
	}
	m.Changes, m.Drift, m.PlanDigest = prior.Changes, prior.Drift, prior.PlanDigest
}

// about fills in what architecture it is.
func (m *architectureModel) about(p *planner.Plan) {
	m.Name, m.Version, m.Digest = types.StringValue(p.Architecture.Name), types.StringValue(p.Architecture.Version), types.StringValue(p.Architecture.Digest)
}

// planDestroy says what a destroy does, and plans the deletions.
func (r *architecture) planDestroy(ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
	diags := &resp.Diagnostics
	var m architectureModel
	diags.Append(req.State.Get(ctx, &m)...)
	diags.Append(resp.Private.SetKey(ctx, privatePlan, nil)...)
	state := stateOf(ctx, req.Private, diags)
	if diags.HasError() || count(state) == 0 {
		return
	}
	if why := forgets(ctx, req.Private, &m); why != "" {
		diags.AddWarning(fmt.Sprintf("%s of %s will be kept in the CRM", problems.Count(count(state), "object"), m.Name.ValueString()), why)
		return
	}
	mine := created(state, adoptedOf(ctx, req.Private))
	p, known := r.planDeletes(ctx, &m, mine, diags)
	if !known {
		diags.AddAttributeError(path.Root("on_destroy"), "What is deleted cannot be planned", "Settings of the CRM are not known yet.")
	}
	if p == nil {
		return
	}
	text := ""
	for _, l := range changesOf(p) {
		text += l + "\n"
	}
	if n := count(state) - count(mine); n > 0 {
		text += fmt.Sprintf("%s that were there before stay.\n", problems.Count(n, "object"))
	}
	diags.AddWarning(fmt.Sprintf("%s of %s will be deleted in the CRM", problems.Count(p.Summary.Delete, "object"), m.Name.ValueString()), text)
	concerns(p, setOf(textsOf(m.Allow)), diags)
	approve(ctx, resp.Private, p, diags)
}

// forgets says why a destroy only forgets; "" when it deletes.
func forgets(ctx context.Context, p private, m *architectureModel) string {
	partial, _ := p.GetKey(ctx, privatePartial)
	switch {
	case m.OnDestroy.ValueString() != remove:
		return "Terraform forgets them, as on_destroy = \"keep\" says. Nothing is changed in the CRM."
	case len(partial) > 0:
		return "The first apply of this resource did not end. Terraform forgets what it did, so that the next one takes it over and goes on; nothing is deleted."
	}
	return ""
}

// planDeletes plans to delete what the state knows: what an architecture that wants nothing comes to.
func (r *architecture) planDeletes(ctx context.Context, m *architectureModel, state *planner.State, diags *diag.Diagnostics) (p *planner.Plan, known bool) {
	o, known := r.session.open(ctx, m.directory(r.session), diags)
	if o == nil {
		return nil, known
	}
	defer o.close()
	p, found := planner.Build(ctx, r.deleting(o, state))
	tell(diags, o.dir.Path, found)
	if found.HasErrors() {
		return nil, true
	}
	return p, true
}

func (r *architecture) deleting(o *opened, state *planner.State) planner.BuildOptions {
	nothing := &model.Architecture{}
	nothing.Index()
	opts := planner.BuildOptions{Arch: nothing, Environment: o.dir.EnvName(), CRMs: o.crms, State: state, ToolVersion: r.session.version}
	if env := o.dir.Environment(o.res.Architecture); env != nil {
		opts.Guard = env.Guard
	}
	return opts
}
