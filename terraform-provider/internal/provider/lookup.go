package provider

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/stagecraft-dev/stagecraft/providers"
	text "github.com/stagecraft-dev/stagecraft/schema/diag"
)

// lookup is the data source of a type of a CRM: one live object, found by the attributes of its natural key, by the key itself
// or by the CRM's id.
type lookup struct{ *object }

var _ datasource.DataSourceWithValidateConfig = (*lookup)(nil)

func newLookup(f *providers.Factory, t *providers.ResourceType) datasource.DataSource {
	return &lookup{newObject(f, t).(*object)}
}

func (d *lookup) Metadata(_ context.Context, _ datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = TypeName + "_" + d.typ.Name
}

func (d *lookup) Configure(_ context.Context, req datasource.ConfigureRequest, resp *datasource.ConfigureResponse) {
	d.session = configured(req.ProviderData, &resp.Diagnostics)
}

// Schema has all attributes of the type that a CRM gives back. Those of the natural key may be given; the others are read.
func (d *lookup) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	attrs := map[string]schema.Attribute{
		attrID:  schema.StringAttribute{MarkdownDescription: "The id that the CRM gave to the object.", Optional: true, Computed: true},
		attrKey: schema.StringAttribute{MarkdownDescription: "What other resources call the object by: " + keyForm(d.typ) + ".", Optional: true, Computed: true},
	}
	for i := range d.typ.Attributes {
		if a := &d.typ.Attributes[i]; !a.WriteOnly {
			attrs[nameOf(d.typ, a.Name)] = lookupAttribute(a, slices.Contains(d.typ.Key, a.Name))
		}
	}
	resp.Schema = schema.Schema{
		MarkdownDescription: d.typ.Doc + "\n\nThe object is found by " + d.ways() + ".",
		Attributes:          attrs,
	}
}

// ways are those in which an object is found.
func (d *lookup) ways() string {
	names := make([]string, len(d.typ.Key))
	for i, k := range d.typ.Key {
		names[i] = "`" + nameOf(d.typ, k) + "`"
	}
	return fmt.Sprintf("%s, by `%s` or by `%s`", text.Join(names, "and"), attrKey, attrID)
}

// lookupAttribute is an attribute that is read; may be given as well when it is part of the natural key.
func lookupAttribute(a *providers.Attribute, given bool) schema.Attribute {
	doc := a.Doc
	if a.Refers != "" {
		doc += fmt.Sprintf(" The `key` of a `%s_%s`.", TypeName, a.Refers)
	}
	switch t := attrType(typeOf(a)).(type) {
	case types.ListType:
		return schema.ListAttribute{MarkdownDescription: doc, Optional: given, Computed: true, Sensitive: a.Sensitive, ElementType: t.ElemType}
	case types.SetType:
		return schema.SetAttribute{MarkdownDescription: doc, Optional: given, Computed: true, Sensitive: a.Sensitive, ElementType: t.ElemType}
	case types.MapType:
		return schema.MapAttribute{MarkdownDescription: doc, Optional: given, Computed: true, Sensitive: a.Sensitive, ElementType: t.ElemType}
	case types.ObjectType:
		return schema.ObjectAttribute{MarkdownDescription: doc, Optional: given, Computed: true, Sensitive: a.Sensitive, AttributeTypes: t.AttrTypes}
	default:
		switch t {
		case types.BoolType:
			return schema.BoolAttribute{MarkdownDescription: doc, Optional: given, Computed: true, Sensitive: a.Sensitive}
		case types.NumberType:
			return schema.NumberAttribute{MarkdownDescription: doc, Optional: given, Computed: true, Sensitive: a.Sensitive}
		case types.DynamicType:
			return schema.DynamicAttribute{MarkdownDescription: doc, Optional: given, Computed: true, Sensitive: a.Sensitive}
		}
		return schema.StringAttribute{MarkdownDescription: doc, Optional: given, Computed: true, Sensitive: a.Sensitive}
	}
}

// ValidateConfig wants exactly one of the ways in which an object is found.
func (d *lookup) ValidateConfig(_ context.Context, req datasource.ValidateConfigRequest, resp *datasource.ValidateConfigResponse) {
	config := parts(req.Config.Raw)
	given := func(name string) bool {
		x, known := plain(config[name])
		return !known || x != nil && x != ""
	}
	named, ways := 0, 0
	for _, k := range d.typ.Key {
		if given(nameOf(d.typ, k)) {
			named++
		}
	}
	for _, way := range []bool{named > 0, given(attrKey), given(attrID)} {
		if way {
			ways++
		}
	}
	if ways != 1 || named > 0 && named < len(d.typ.Key) {
		resp.Diagnostics.AddError("It is not clear which object is meant", fmt.Sprintf("A %s is found by %s. Give one of these.", d.typ.Name, strings.ReplaceAll(d.ways(), "`", "")))
	}
}

func (d *lookup) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	x, _ := plain(req.Config.Raw)
	config, _ := x.(map[string]any)
	id, _ := config[attrID].(string)
	key, _ := config[attrKey].(string)
	named := providers.Values{}
	if id == "" && key == "" {
		for _, k := range d.typ.Key {
			named[k] = config[nameOf(d.typ, k)]
		}
		key = d.typ.KeyOf(named)
	}
	ctx, cancel := context.WithTimeout(ctx, defaultTimeout)
	defer cancel()
	live, err := d.crm().find(ctx, d.typ.Name, id, key)
	if err != nil {
		d.crm().explain(&resp.Diagnostics, d.typ, "read "+d.typ.Name, err)
		return
	}
	for k, x := range named { // a key has other parts as well when one of them has a slash
		if live != nil && live.Values[k] != x {
			live = nil
		}
	}
	if live == nil {
		d.missing(ctx, id, key, &resp.Diagnostics)
		return
	}
	t := resp.State.Schema.Type().TerraformType(ctx).(tftypes.Object)
	state := map[string]tftypes.Value{attrID: tftypes.NewValue(tftypes.String, live.ID), attrKey: tftypes.NewValue(tftypes.String, live.Key)}
	for i := range d.typ.Attributes {
		if a := &d.typ.Attributes[i]; !a.WriteOnly {
			name := nameOf(d.typ, a.Name)
			state[name] = d.shown(a, live.Values[a.Name], t.AttributeTypes[name], &resp.Diagnostics)
		}
	}
	resp.State.Raw = tftypes.NewValue(t, state)
}

// namesShown is how many names an error lists at most.
const namesShown = 12

// missing says that there is no such object, and which there are.
func (d *lookup) missing(ctx context.Context, id, key string, diags *diag.Diagnostics) {
	given, called := key, "key"
	if id != "" {
		given, called = id, "id"
	}
	var names []string
	all, _ := d.crm().all(ctx, d.typ.Name) // they were read a moment ago
	for _, l := range all {
		if id != "" {
			names = append(names, l.ID)
		} else {
			names = append(names, l.Key)
		}
	}
	slices.Sort(names)
	detail := fmt.Sprintf("%s has none with that %s.", d.factory.Info.Title, called)
	switch near := text.DidYouMean(given, names); {
	case near != "":
		detail += near
	case len(names) > 0 && len(names) <= namesShown:
		detail += " It has " + strings.Join(names, ", ") + "."
	case len(names) > 0:
		detail += fmt.Sprintf(" It has %d others, among them %s.", len(names), strings.Join(names[:namesShown], ", "))
	}
	diags.AddError(fmt.Sprintf("There is no %s %q", d.typ.Name, given), detail)
}
