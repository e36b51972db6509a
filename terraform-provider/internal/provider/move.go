package provider

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/stagecraft-dev/stagecraft/providers"
)

// MoveState takes over what a resource of another provider managed: the object that has the values of the natural key in its
// state or, where there are none, the CRM's id. Nothing of the other state but that is used: the rest is read from the CRM.
func (r *object) MoveState(context.Context) []resource.StateMover {
	return []resource.StateMover{{StateMover: r.move}}
}

func (r *object) move(ctx context.Context, req resource.MoveStateRequest, resp *resource.MoveStateResponse) {
	if strings.HasPrefix(req.SourceTypeName, TypeName+"_") {
		return // an object does not become one of another type
	}
	var old map[string]any
	if req.SourceRawState == nil || json.Unmarshal(req.SourceRawState.JSON, &old) != nil {
		return
	}
	if r.crm() == nil {
		resp.Diagnostics.AddError("The provider is not configured", "A move looks the object up in the CRM.")
		return
	}
	ctx, cancel := context.WithTimeout(ctx, defaultTimeout)
	defer cancel()
	live, tried, err := r.moved(ctx, old)
	if err != nil {
		r.crm().explain(&resp.Diagnostics, r.typ, "read "+r.typ.Name, err)
		return
	}
	if live == nil {
		resp.Diagnostics.AddError(fmt.Sprintf("%s %s has nothing to move to", r.factory.Info.Title, r.typ.Name),
			fmt.Sprintf("%s (%s) has a state without the attributes of the natural key %s, or with values that no object has; tried: %s. "+
				"Remove it from the state with a removed block, and import the object.", req.SourceTypeName, req.SourceProviderAddress, keyForm(r.typ), strings.Join(tried, ", ")))
		return
	}
	t := resp.TargetState.Schema.Type().TerraformType(ctx).(tftypes.Object)
	next := r.refreshed(nil, live, t.AttributeTypes, &resp.Diagnostics)
	resp.TargetState.Raw = tftypes.NewValue(t, next)
	if resp.TargetIdentity != nil {
		resp.TargetIdentity.Raw = r.identity(ctx, resp.TargetIdentity.Schema.Type().TerraformType(ctx), next)
	}
}

// moved finds the object that the state of another resource is about. tried are the keys and ids by which it was sought.
func (r *object) moved(ctx context.Context, old map[string]any) (live *providers.Live, tried []string, err error) {
	v := providers.Values{}
	for _, name := range r.typ.Key {
		if x := old[nameOf(r.typ, name)]; x != nil {
			v[name] = x
		} else if x := old[name]; x != nil {
			v[name] = x
		}
	}
	if len(v) == len(r.typ.Key) {
		key := r.typ.KeyOf(v)
		tried = append(tried, fmt.Sprintf("%q", key))
		if live, err = r.crm().find(ctx, r.typ.Name, "", key); live != nil || err != nil {
			return live, tried, err
		}
	}
	if id, ok := old[attrID].(string); ok && id != "" {
		tried = append(tried, fmt.Sprintf("%q", id))
		live, err = r.crm().byName(ctx, r.typ.Name, id)
	}
	return live, tried, err
}
