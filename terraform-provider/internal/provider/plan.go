package provider

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/stagecraft-dev/stagecraft/providers"
)

// planned is what a plan comes to.
type planned struct {
	next     map[string]tftypes.Value
	replaces []string // attributes for whose sake the object is replaced
	key      string   // natural key; "" while it is not known
}

// ModifyPlan works out the plan from the configuration and the state. It asks the CRM nothing: the refresh has.
func (r *object) ModifyPlan(ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
	if req.Plan.Raw.IsNull() {
		r.warnOfDestroy(&resp.Diagnostics, parts(req.State.Raw))
		return
	}
	state := parts(req.State.Raw)
	t := req.Plan.Schema.Type().TerraformType(ctx).(tftypes.Object)
	followed := func(v providers.Values) providers.Values { return v }
	if c := r.crm(); c != nil {
		followed = func(v providers.Values) providers.Values { return c.renamed(r.typ, v) }
	}
	p, err := r.plan(parts(req.Config.Raw), state, t.AttributeTypes, followed)
	if err != nil {
		resp.Diagnostics.AddError("The value does not fit", err.Error())
		return
	}
	for _, name := range p.replaces {
		resp.RequiresReplace = append(resp.RequiresReplace, path.Root(name))
	}
	resp.Plan.Raw = tftypes.NewValue(t, p.next)
	if len(p.replaces) > 0 && state != nil {
		if !r.typ.CanDelete {
			r.warnOfDestroy(&resp.Diagnostics, state)
		}
		return // Terraform plans the new object apart
	}
	if p.key == "" {
		return
	}
	if resp.Identity != nil {
		resp.Identity.Raw = r.identity(ctx, resp.Identity.Schema.Type().TerraformType(ctx), p.next)
	}
	if old := textOf(state[attrKey]); old != "" && old != p.key && r.crm() != nil {
		r.crm().rename(r.typ.Name, old, p.key)
	}
}

// warnOfDestroy says what becomes of an object that the CRM cannot delete.
func (r *object) warnOfDestroy(diags *diag.Diagnostics, state map[string]tftypes.Value) {
	if r.typ.CanDelete {
		return
	}
	note := r.typ.DeleteNote
	if note == "" {
		note = fmt.Sprintf("%s has no way to delete it. It stays as it is, and Terraform forgets it.", r.factory.Info.Title)
	}
	diags.AddWarning(fmt.Sprintf("%s %q cannot be deleted", r.typ.Name, textOf(state[attrKey])), note)
}

// plan works out what a resource becomes. state is nil for one that is created. followed gives live values as they are after
// the renames of the same plan.
//
// An attribute that is not known yet is not known in the plan. One that is not given is the default or, where the CRM has a
// value of its own, the one in the state, which is not known before the object is created; otherwise null. One that is given
// stays as it is in the state where that serves ([providers.Attribute.Differs]); otherwise it is what is given. An immutable
// attribute that changes, or may change, replaces the object.
func (r *object) plan(config, state map[string]tftypes.Value, types map[string]tftypes.Type, followed func(providers.Values) providers.Values) (*planned, error) {
	p := &planned{next: map[string]tftypes.Value{}}
	live, err := r.values(state)
	if err != nil {
		live = providers.Values{} // of another version: everything differs
	}
	after := followed(live)
	for i := range r.typ.Attributes {
		a := &r.typ.Attributes[i]
		name := nameOf(r.typ, a.Name)
		given, is, t := config[name], state[name], types[name]
		var next tftypes.Value
		changes := false // in a way that replaces the object if the attribute is immutable
		switch {
		case a.WriteOnly:
			next = tftypes.NewValue(t, nil)
		case !given.IsFullyKnown():
			next, changes = given, true
		case !given.IsNull():
			want, err := r.normal(a, given)
			if err != nil {
				return nil, err
			}
			next, changes = given, a.Differs(want, after[a.Name])
			if state != nil && !is.IsNull() && !a.Differs(want, live[a.Name]) {
				next = is
			}
		case a.Default != nil:
			if next, err = r.value(a, nil, t); err != nil {
				return nil, err
			}
			changes = after[a.Name] != nil
		case computed(a) && state == nil:
			next = tftypes.NewValue(t, tftypes.UnknownValue)
		case computed(a):
			next = is
		default:
			next, changes = tftypes.NewValue(t, nil), after[a.Name] != nil
		}
		p.next[name] = next
		if changes && a.Immutable && state != nil {
			p.replaces = append(p.replaces, name)
		}
	}
	for _, name := range []string{attrMove, attrDiscard, attrTimeouts} {
		if types[name] != nil {
			p.next[name] = config[name]
		}
	}
	if types[attrDigest] != nil {
		var changed []string
		p.next[attrDigest], changed = r.planDigest(config, state, types[attrDigest])
		p.replaces = append(p.replaces, changed...)
	}
	p.next[attrKey] = tftypes.NewValue(tftypes.String, tftypes.UnknownValue)
	if r.keyKnown(p.next) {
		v, err := r.values(p.next)
		if err != nil {
			return nil, err
		}
		p.key = r.typ.KeyOf(v)
		p.next[attrKey] = tftypes.NewValue(tftypes.String, p.key)
	}
	p.next[attrID] = tftypes.NewValue(tftypes.String, tftypes.UnknownValue)
	if state != nil && p.key == textOf(state[attrKey]) { // a CRM may call a renamed object by another id
		p.next[attrID] = state[attrID]
	}
	return p, nil
}

// keyKnown tells whether all attributes of the natural key are known.
func (r *object) keyKnown(of map[string]tftypes.Value) bool {
	for _, name := range r.typ.Key {
		if !of[nameOf(r.typ, name)].IsFullyKnown() {
			return false
		}
	}
	return true
}

// textOf is a text, "" for none and for one that is not known.
func textOf(v tftypes.Value) string {
	x, _ := plain(v)
	s, _ := x.(string)
	return s
}
