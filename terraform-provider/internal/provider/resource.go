package provider

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/stagecraft-dev/stagecraft/providers"
)

// object is the resource of a type of a CRM.
type object struct {
	factory *providers.Factory
	typ     *providers.ResourceType
	// lenient is the type with nothing required, so that attributes are normalized one by one.
	lenient *providers.ResourceType
	session *session
}

var (
	_ resource.ResourceWithConfigure      = (*object)(nil)
	_ resource.ResourceWithIdentity       = (*object)(nil)
	_ resource.ResourceWithImportState    = (*object)(nil)
	_ resource.ResourceWithModifyPlan     = (*object)(nil)
	_ resource.ResourceWithMoveState      = (*object)(nil)
	_ resource.ResourceWithValidateConfig = (*object)(nil)
)

func newObject(f *providers.Factory, t *providers.ResourceType) resource.Resource {
	lenient := *t
	lenient.Attributes = slices.Clone(t.Attributes)
	for i := range lenient.Attributes {
		lenient.Attributes[i].Required = false
	}
	return &object{factory: f, typ: t, lenient: &lenient}
}

// Metadata says that identities change where an attribute of the natural key can be changed in place, or follows another object
// that may be renamed.
func (r *object) Metadata(_ context.Context, _ resource.MetadataRequest, resp *resource.MetadataResponse) {
	resp.TypeName = TypeName + "_" + r.typ.Name
	resp.ResourceBehavior.MutableIdentity = slices.ContainsFunc(r.typ.Key, func(name string) bool {
		a := r.typ.Attribute(name)
		return !a.Immutable || a.Refers != ""
	})
}

func (r *object) Schema(ctx context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
	resp.Schema = resourceSchema(ctx, r.typ)
}

func (r *object) Configure(_ context.Context, req resource.ConfigureRequest, resp *resource.ConfigureResponse) {
	r.session = configured(req.ProviderData, &resp.Diagnostics)
}

// crm is the CRM of the type; nil while the provider is not configured.
func (r *object) crm() *crm {
	if r.session == nil {
		return nil
	}
	return r.session.crms[r.factory.Info.Name]
}

// ValidateConfig wants values to fit the type as far as they are known. Terraform has looked at their types already.
func (r *object) ValidateConfig(_ context.Context, req resource.ValidateConfigRequest, resp *resource.ValidateConfigResponse) {
	config := parts(req.Config.Raw)
	for i := range r.typ.Attributes {
		a := &r.typ.Attributes[i]
		v := config[nameOf(r.typ, a.Name)]
		if v.IsNull() || !v.IsFullyKnown() {
			continue
		}
		at := path.Root(nameOf(r.typ, a.Name))
		switch x, err := r.normal(a, v); {
		case err != nil:
			resp.Diagnostics.AddAttributeError(at, "The value does not fit", err.Error())
		case x == nil && required(a):
			resp.Diagnostics.AddAttributeError(at, "The value is empty", fmt.Sprintf("%s must not be empty.", nameOf(r.typ, a.Name)))
		}
	}
	if !r.typ.Records {
		return
	}
	if x, _ := plain(config[attrDiscard]); x == true && !config[attrMove].IsNull() {
		resp.Diagnostics.AddAttributeError(path.Root(attrDiscard), "Records cannot both be moved and lose their values",
			"Give "+attrMove+" or "+attrDiscard+", not both.")
	}
}

// parts are the attributes of a resource; nil of none. Nobody may change them.
func parts(v tftypes.Value) map[string]tftypes.Value {
	if !v.IsKnown() || v.IsNull() {
		return nil
	}
	var m map[string]tftypes.Value
	must(v.As(&m))
	return m
}

// normal is the value of an attribute in the form in which values are compared; nil for none.
func (r *object) normal(a *providers.Attribute, v tftypes.Value) (any, error) {
	x, _ := decode(v, open(a.Type))
	n, err := r.lenient.Normalize(providers.Values{a.Name: x})
	return n[a.Name], err
}

// values are the attributes of the type in a configuration or state, normalized.
func (r *object) values(of map[string]tftypes.Value) (providers.Values, error) {
	out := providers.Values{}
	for i := range r.typ.Attributes {
		a := &r.typ.Attributes[i]
		x, err := r.normal(a, of[nameOf(r.typ, a.Name)])
		if err != nil {
			return nil, err
		}
		if x != nil {
			out[a.Name] = x
		}
	}
	return out, nil
}

// value is a value of the CRM as the value of an attribute in Terraform: none is the default.
func (r *object) value(a *providers.Attribute, x any, t tftypes.Type) (tftypes.Value, error) {
	if x == nil {
		x = a.Default
	}
	v, err := value(x, t)
	if err != nil {
		return v, fmt.Errorf("%s: %w", nameOf(r.typ, a.Name), err)
	}
	return v, nil
}

// defaultTimeout is how long an operation may take where nothing else is given.
const defaultTimeout = 20 * time.Minute

// limit gives a context that ends when the time is up that a resource gives to an action: create, read, update or delete.
func limit(ctx context.Context, of map[string]tftypes.Value, action string, diags *diag.Diagnostics) (context.Context, context.CancelFunc) {
	d := defaultTimeout
	x, _ := plain(of[attrTimeouts])
	given, _ := x.(map[string]any)
	if s, ok := given[action].(string); ok {
		var err error
		if d, err = time.ParseDuration(s); err != nil {
			diags.AddAttributeError(path.Root(attrTimeouts).AtName(action), "Not a duration", err.Error())
		}
	}
	return context.WithTimeout(ctx, d)
}
