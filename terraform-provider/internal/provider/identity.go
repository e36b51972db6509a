package provider

import (
	"context"
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/identityschema"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
	"github.com/zclconf/go-cty/cty"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/schema/diag"
)

// IdentitySchema has the attributes of the natural key.
func (r *object) IdentitySchema(_ context.Context, _ resource.IdentitySchemaRequest, resp *resource.IdentitySchemaResponse) {
	resp.IdentitySchema.Attributes = map[string]identityschema.Attribute{}
	for _, name := range r.typ.Key {
		a := r.typ.Attribute(name)
		var s identityschema.Attribute
		switch a.Type {
		case cty.Number:
			s = identityschema.NumberAttribute{RequiredForImport: true, Description: a.Doc}
		case cty.Bool:
			s = identityschema.BoolAttribute{RequiredForImport: true, Description: a.Doc}
		default:
			s = identityschema.StringAttribute{RequiredForImport: true, Description: a.Doc}
		}
		resp.IdentitySchema.Attributes[nameOf(r.typ, name)] = s
	}
}

// identity is the identity of a resource.
func (r *object) identity(_ context.Context, t tftypes.Type, of map[string]tftypes.Value) tftypes.Value {
	out := map[string]tftypes.Value{}
	for name := range t.(tftypes.Object).AttributeTypes {
		out[name] = of[name]
	}
	return tftypes.NewValue(t, out)
}

// ImportState takes a live object over, by its natural key or the CRM's id, or by the attributes of the natural key.
func (r *object) ImportState(ctx context.Context, req resource.ImportStateRequest, resp *resource.ImportStateResponse) {
	given := req.ID
	if given == "" && req.Identity != nil {
		x, _ := plain(req.Identity.Raw)
		named, _ := x.(map[string]any)
		v := providers.Values{}
		for _, name := range r.typ.Key {
			v[name] = named[nameOf(r.typ, name)]
		}
		given = r.typ.KeyOf(v)
	}
	ctx, cancel := context.WithTimeout(ctx, defaultTimeout)
	defer cancel()
	live, err := r.crm().byName(ctx, r.typ.Name, given)
	if err != nil {
		r.crm().explain(&resp.Diagnostics, r.typ, "read "+r.typ.Name, err)
		return
	}
	if live == nil {
		resp.Diagnostics.AddAttributeError(path.Empty(), fmt.Sprintf("There is no %s %q", r.typ.Name, given), r.howToImport(ctx, given))
		return
	}
	t := resp.State.Schema.Type().TerraformType(ctx).(tftypes.Object)
	next := r.refreshed(nil, live, t.AttributeTypes, &resp.Diagnostics)
	resp.State.Raw = tftypes.NewValue(t, next)
	if resp.Identity != nil {
		resp.Identity.Raw = r.identity(ctx, resp.Identity.Schema.Type().TerraformType(ctx), next)
	}
}

// howToImport says what an import names, with a key that is like the one given.
func (r *object) howToImport(ctx context.Context, given string) string {
	s := fmt.Sprintf("%s has no such object. Imports name it by its natural key, %s, or by the CRM's own id.", r.factory.Info.Title, strings.ReplaceAll(keyForm(r.typ), "`", ""))
	all, err := r.crm().all(ctx, r.typ.Name)
	if err != nil {
		return s
	}
	keys := make([]string, len(all))
	for i, l := range all {
		keys[i] = l.Key
	}
	return s + diag.DidYouMean(given, keys)
}

// byName finds an object by natural key or, where that finds none, by id.
func (c *crm) byName(ctx context.Context, typ, name string) (*providers.Live, error) {
	live, err := c.find(ctx, typ, "", name)
	if err != nil || live != nil {
		return live, err
	}
	return c.find(ctx, typ, name, "")
}
