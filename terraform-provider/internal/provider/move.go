package provider

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// MoveState takes over what a resource of another provider managed: the object that has the values of the natural key in its
// state or, where they are not all there, the one with its id. Nothing else of the other state is used: Terraform moves without
// asking the CRM, and the refresh that follows reads the rest.
func (r *object) MoveState(context.Context) []resource.StateMover {
	return []resource.StateMover{{StateMover: r.move}}
}

// movedKey is where the private state of a resource keeps, until the first refresh, what it was moved from.
const movedKey = "moved_from"

func (r *object) move(ctx context.Context, req resource.MoveStateRequest, resp *resource.MoveStateResponse) {
	if strings.HasPrefix(req.SourceTypeName, TypeName+"_") {
		return // an object does not become one of another type
	}
	var old map[string]any
	if req.SourceRawState == nil || json.Unmarshal(req.SourceRawState.JSON, &old) != nil {
		return
	}
	t := resp.TargetState.Schema.Type().TerraformType(ctx).(tftypes.Object)
	next := map[string]tftypes.Value{}
	for name, at := range t.AttributeTypes {
		next[name] = tftypes.NewValue(at, nil)
	}
	if key, parts := r.movedParts(old, t.AttributeTypes); key != "" {
		for name, v := range parts {
			next[name] = v
		}
		next[attrKey] = tftypes.NewValue(tftypes.String, key)
		resp.TargetIdentity.Raw = r.identity(ctx, resp.TargetIdentity.Schema.Type().TerraformType(ctx), next)
	} else if id, _ := old[attrID].(string); id != "" {
		next[attrID] = tftypes.NewValue(tftypes.String, id)
		next[attrKey] = tftypes.NewValue(tftypes.String, id) // some providers call an object by its natural key
	} else {
		resp.Diagnostics.AddError(fmt.Sprintf("A %s cannot become a %s_%s", req.SourceTypeName, TypeName, r.typ.Name),
			fmt.Sprintf("Its state has neither the natural key, %s, nor an id. Remove it from the state with a removed block, and import the object.", keyForm(r.typ)))
		return
	}
	resp.TargetState.Raw = tftypes.NewValue(t, next)
	from, _ := json.Marshal(req.SourceTypeName) // a text always has a form
	resp.Diagnostics.Append(resp.TargetPrivate.SetKey(ctx, movedKey, from)...)
}

// movedParts gives the natural key in the state of another resource, and the values of its attributes; "" when they are not all
// there.
func (r *object) movedParts(old map[string]any, types map[string]tftypes.Type) (string, map[string]tftypes.Value) {
	parts := map[string]tftypes.Value{}
	for _, k := range r.typ.Key {
		name := nameOf(r.typ, k)
		x := old[name]
		if x == nil {
			x = old[k]
		}
		v, err := value(x, types[name])
		if err != nil || v.IsNull() {
			return "", nil
		}
		parts[name] = v
	}
	v, err := r.values(parts)
	if err != nil {
		return "", nil
	}
	return r.typ.KeyOf(v), parts
}

// nothingMoved says that what was moved is not in the CRM.
func (r *object) nothingMoved(diags *diag.Diagnostics, from []byte, state map[string]tftypes.Value) {
	var typ string
	_ = json.Unmarshal(from, &typ) // ours
	diags.AddError(fmt.Sprintf("There is no %s %q", r.typ.Name, textOf(state[attrKey])),
		fmt.Sprintf("The configuration moves it here from %s, and %s has no object that its state speaks of. Remove it from the state with a removed block, and import the object by its natural key, %s.",
			typ, r.factory.Info.Title, keyForm(r.typ)))
}
