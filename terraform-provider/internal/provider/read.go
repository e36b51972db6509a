package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/stagecraft-dev/stagecraft/providers"
)

// Read refreshes the state. What is live is taken over where it differs from the state in a way that matters; what is gone from
// the CRM is removed from the state. An object is found by its id or, when somebody made it anew, by its natural key.
func (r *object) Read(ctx context.Context, req resource.ReadRequest, resp *resource.ReadResponse) {
	state := parts(req.State.Raw)
	ctx, cancel := limit(ctx, state, "read", &resp.Diagnostics)
	defer cancel()
	key := textOf(state[attrKey])
	live, err := r.crm().find(ctx, r.typ.Name, textOf(state[attrID]), key)
	if err != nil {
		r.crm().explain(&resp.Diagnostics, r.typ, "read "+r.typ.Name, err)
		return
	}
	moved, diags := req.Private.GetKey(ctx, movedKey)
	resp.Diagnostics.Append(diags...)
	switch {
	case live == nil && moved != nil:
		r.nothingMoved(&resp.Diagnostics, moved, state)
		return
	case live == nil:
		resp.State.RemoveResource(ctx)
		return
	case moved != nil:
		resp.Diagnostics.Append(resp.Private.SetKey(ctx, movedKey, nil)...)
	}
	t := req.State.Schema.Type().TerraformType(ctx).(tftypes.Object)
	next := r.refreshed(state, live, t.AttributeTypes, &resp.Diagnostics)
	resp.State.Raw = tftypes.NewValue(t, next)
	if resp.Identity != nil {
		resp.Identity.Raw = r.identity(ctx, resp.Identity.Schema.Type().TerraformType(ctx), next)
	}
}

// refreshed is the state of a live object. Values of the state stay where the live ones do not differ from them.
func (r *object) refreshed(state map[string]tftypes.Value, live *providers.Live, types map[string]tftypes.Type, diags *diag.Diagnostics) map[string]tftypes.Value {
	next := map[string]tftypes.Value{}
	for name, t := range types {
		if next[name] = tftypes.NewValue(t, nil); state != nil {
			next[name] = state[name]
		}
	}
	for i := range r.typ.Attributes {
		a := &r.typ.Attributes[i]
		name := nameOf(r.typ, a.Name)
		if a.WriteOnly {
			continue
		}
		is, err := r.normal(a, state[name])
		if err == nil && state != nil && !state[name].IsNull() && !r.differs(a, live, is, live.Values[a.Name]) {
			continue
		}
		next[name] = r.shown(a, live.Values[a.Name], types[name], diags)
	}
	next[attrID] = tftypes.NewValue(tftypes.String, live.ID)
	next[attrKey] = tftypes.NewValue(tftypes.String, live.Key)
	return next
}

// differs tells whether a live value is another one than that in the state. One that the CRM chose itself is always shown; a place
// in an order is another one where the order is.
func (r *object) differs(a *providers.Attribute, of *providers.Live, is, live any) bool {
	if is == nil && a.Default == nil {
		return live != nil
	}
	if was, ok := is.(float64); ok && a.Ordinal {
		if now, ok := live.(float64); ok {
			return r.crm().displaced(r.typ, of, was, now)
		}
	}
	return a.Differs(is, live)
}

// shown is a live value for the state; null, with an error, where it does not fit.
func (r *object) shown(a *providers.Attribute, x any, t tftypes.Type, diags *diag.Diagnostics) tftypes.Value {
	v, err := r.value(a, x, t)
	if err != nil {
		diags.AddError(r.factory.Info.Title+" has a value that does not fit", err.Error())
		return tftypes.NewValue(t, nil)
	}
	return v
}
