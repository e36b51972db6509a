package provider

import (
	"context"
	"fmt"
	"reflect"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/stagecraft-dev/stagecraft/providers"
)

// Create makes the object. One that exists already is an error, except for those that the CRM itself comes with: they are
// taken over and changed where they differ.
func (r *object) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	config, plan := parts(req.Config.Raw), parts(req.Plan.Raw)
	ctx, cancel := limit(ctx, plan, "create", &resp.Diagnostics)
	defer cancel()
	want, ok := r.want(config, nil, &resp.Diagnostics)
	if !ok {
		return
	}
	key := r.typ.KeyOf(want)
	live, err := r.crm().last(ctx, r.typ.Name, "", key)
	switch {
	case err != nil:
		r.crm().explain(&resp.Diagnostics, r.typ, "read "+r.typ.Name, err)
		return
	case live != nil && !live.BuiltIn:
		resp.Diagnostics.AddError(fmt.Sprintf("%s %q exists already", r.typ.Name, key),
			fmt.Sprintf("%s has it. To manage it from here, import it:\n\nimport {\n  to = %s_%s.NAME\n  id = %q\n}", r.factory.Info.Title, TypeName, r.typ.Name, key))
		return
	case live != nil:
		live, ok = r.change(ctx, live, want, key, false, &resp.Diagnostics)
	default:
		op := operation(r.typ, providers.Create, key)
		op.After = want
		live, ok = r.carryOut(ctx, op, &resp.Diagnostics)
	}
	if ok {
		resp.State.Raw = r.applied(ctx, req.Plan.Schema.Type().TerraformType(ctx), config, plan, nil, live, &resp.Diagnostics)
		resp.Identity.Raw = r.identity(ctx, resp.Identity.Schema.Type().TerraformType(ctx), parts(resp.State.Raw))
	}
}

// Update changes the object where it differs. What concerns Terraform alone, such as timeouts, is not sent anywhere.
func (r *object) Update(ctx context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	config, plan, state := parts(req.Config.Raw), parts(req.Plan.Raw), parts(req.State.Raw)
	ctx, cancel := limit(ctx, plan, "update", &resp.Diagnostics)
	defer cancel()
	want, ok := r.want(config, state, &resp.Diagnostics)
	if !ok {
		return
	}
	key := textOf(state[attrKey])
	live, err := r.crm().last(ctx, r.typ.Name, textOf(state[attrID]), key)
	if err == nil && live == nil {
		live, err = r.crm().find(ctx, r.typ.Name, textOf(state[attrID]), key)
	}
	switch {
	case err != nil:
		r.crm().explain(&resp.Diagnostics, r.typ, "read "+r.typ.Name, err)
		return
	case live == nil:
		resp.Diagnostics.AddError(fmt.Sprintf("%s %q is gone", r.typ.Name, key),
			r.factory.Info.Title+" does not have it any more. Plan again: it will be created.")
		return
	}
	r.stay(want, state, live)
	_, secrets := r.digest(config, plan, state)
	if live, ok = r.change(ctx, live, want, r.typ.KeyOf(want), secrets, &resp.Diagnostics); ok {
		resp.State.Raw = r.applied(ctx, req.Plan.Schema.Type().TerraformType(ctx), config, plan, state, live, &resp.Diagnostics)
		resp.Identity.Raw = r.identity(ctx, resp.Identity.Schema.Type().TerraformType(ctx), parts(resp.State.Raw))
	}
}

// Delete removes the object. What the CRM has no way to remove, and what it comes with, is forgotten.
func (r *object) Delete(ctx context.Context, req resource.DeleteRequest, resp *resource.DeleteResponse) {
	state := parts(req.State.Raw)
	ctx, cancel := limit(ctx, state, "delete", &resp.Diagnostics)
	defer cancel()
	id, key := textOf(state[attrID]), textOf(state[attrKey])
	live, err := r.crm().last(ctx, r.typ.Name, id, key)
	if err == nil && live == nil {
		live, err = r.crm().find(ctx, r.typ.Name, id, key)
	}
	switch {
	case err != nil:
		r.crm().explain(&resp.Diagnostics, r.typ, "read "+r.typ.Name, err)
		return
	case live == nil:
		return
	case live.BuiltIn:
		resp.Diagnostics.AddWarning(fmt.Sprintf("%s %q belongs to %s", r.typ.Name, key, r.factory.Info.Title), "It cannot be deleted. It stays as it is, and Terraform forgets it.")
		return
	case !r.typ.CanDelete && r.typ.DeleteNote == "":
		return // the plan has said so
	}
	op := operation(r.typ, providers.Delete, live.Key)
	op.ID, op.Before = live.ID, live.Values
	op.MoveRecordsTo = textOf(state[attrMove])
	discard, _ := plain(state[attrDiscard])
	op.Discard = discard == true
	r.carryOut(ctx, op, &resp.Diagnostics)
}

// want is what an object is to be. It is what the configuration says, not the plan: what the CRM chose by itself is no wish.
// Places among siblings that nobody gives stay as they are.
func (r *object) want(config, state map[string]tftypes.Value, diags *diag.Diagnostics) (providers.Values, bool) {
	want, err := r.values(config)
	if err == nil {
		want, err = r.typ.Normalize(want)
	}
	if err != nil {
		diags.AddError("The value does not fit", err.Error())
		return nil, false
	}
	for i := range r.typ.Attributes {
		a := &r.typ.Attributes[i]
		if a.Ordinal && !a.Computed && want[a.Name] == nil && state != nil {
			if x, err := r.normal(a, state[nameOf(r.typ, a.Name)]); err == nil && x != nil {
				want[a.Name] = x
			}
		}
	}
	return want, true
}

// stay leaves an object whose place among siblings does not change where it is: the CRM may number it differently.
func (r *object) stay(want providers.Values, state map[string]tftypes.Value, live *providers.Live) {
	for i := range r.typ.Attributes {
		a := &r.typ.Attributes[i]
		if !a.Ordinal || want[a.Name] == nil || live.Values[a.Name] == nil {
			continue
		}
		if was, err := r.normal(a, state[nameOf(r.typ, a.Name)]); err == nil && reflect.DeepEqual(was, want[a.Name]) {
			want[a.Name] = live.Values[a.Name]
		}
	}
}

// change makes a live object what is wanted. secrets tells that values change that the CRM does not show.
func (r *object) change(ctx context.Context, live *providers.Live, want providers.Values, key string, secrets bool, diags *diag.Diagnostics) (*providers.Live, bool) {
	same := live.Key == key && !secrets
	for i := range r.typ.Attributes {
		a := &r.typ.Attributes[i]
		same = same && (a.WriteOnly || a.Ordinal && want[a.Name] == nil || !a.Differs(want[a.Name], live.Values[a.Name]))
	}
	if same {
		return live, true
	}
	op := operation(r.typ, providers.Update, key)
	op.ID, op.Before, op.After = live.ID, live.Values, want
	return r.carryOut(ctx, op, diags)
}

// carryOut applies one operation and gives the object as it is afterwards.
func (r *object) carryOut(ctx context.Context, op *providers.Operation, diags *diag.Diagnostics) (*providers.Live, bool) {
	p, err := r.crm().apply(ctx, op)
	if op.Action == providers.Delete && r.typ.Records && op.MoveRecordsTo == "" && !op.Discard && providers.IsKind(err, providers.Conflict) {
		err = fmt.Errorf("%w; where records hang on it, give %s or %s, apply that, and destroy it then", err, attrMove, attrDiscard)
	}
	if err != nil {
		r.crm().explain(diags, r.typ, fmt.Sprintf("%s %s %q", op.Action, r.typ.Name, op.Key), err)
		return nil, false
	}
	if p.Note != "" {
		diags.AddWarning(fmt.Sprintf("%s %q", r.typ.Name, op.Key), p.Note)
	}
	return &providers.Live{Type: op.Type, ID: p.ID, Key: op.Key, Values: p.Values}, true
}

// applied is the state after an apply: what was planned, and from the CRM what was not known then.
func (r *object) applied(_ context.Context, t tftypes.Type, config, plan, state map[string]tftypes.Value, live *providers.Live, diags *diag.Diagnostics) tftypes.Value {
	types := t.(tftypes.Object).AttributeTypes
	next := map[string]tftypes.Value{}
	for name := range types {
		next[name] = plan[name]
	}
	for i := range r.typ.Attributes {
		a := &r.typ.Attributes[i]
		if name := nameOf(r.typ, a.Name); !plan[name].IsFullyKnown() {
			next[name] = r.shown(a, live.Values[a.Name], types[name], diags)
		}
	}
	if !plan[attrID].IsKnown() {
		next[attrID] = tftypes.NewValue(tftypes.String, live.ID)
	}
	if !plan[attrKey].IsKnown() {
		next[attrKey] = tftypes.NewValue(tftypes.String, live.Key)
	}
	if types[attrDigest] != nil {
		next[attrDigest], _ = r.digest(config, plan, state)
	}
	return tftypes.NewValue(t, next)
}
