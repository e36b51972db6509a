package provider

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework-timeouts/resource/timeouts"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/zclconf/go-cty/cty"

	"github.com/stagecraft-dev/stagecraft/providers"
)

// resourceSchema is the schema of the resource of a type.
func resourceSchema(ctx context.Context, t *providers.ResourceType) schema.Schema {
	s := schema.Schema{MarkdownDescription: t.Doc, Attributes: map[string]schema.Attribute{
		attrID:  schema.StringAttribute{Computed: true, MarkdownDescription: "The id that the CRM gave to the object."},
		attrKey: schema.StringAttribute{Computed: true, MarkdownDescription: "What other resources call the object by, and imports: " + keyForm(t) + "."},
		attrTimeouts: timeouts.Attributes(ctx, timeouts.Opts{Create: true, Read: true, Update: true, Delete: true,
			ReadDescription: "How long a refresh may take, such as \"10m\"; 20 minutes if not given.", CreateDescription: "How long it may take to create, such as \"10m\"; 20 minutes if not given.",
			UpdateDescription: "How long a change may take; 20 minutes if not given.", DeleteDescription: "How long it may take to delete, as the last apply left it; 20 minutes if not given."}),
	}}
	if t.DeleteNote != "" {
		s.MarkdownDescription += "\n\nOn destroy: " + t.DeleteNote
	} else if !t.CanDelete {
		s.MarkdownDescription += "\n\nOn destroy: it stays in the CRM and is forgotten."
	}
	if t.Records {
		s.Attributes[attrMove] = schema.StringAttribute{Optional: true,
			MarkdownDescription: "The `key` of an object of the same type that gets the records of this one when it is destroyed or replaced, as the last apply left it."}
		s.Attributes[attrDiscard] = schema.BoolAttribute{Optional: true,
			MarkdownDescription: "Whether records lose their values with the object when it is destroyed or replaced, as the last apply left it. Without this and `" + attrMove + "`, an object that holds records is not destroyed."}
	}
	for i := range t.Attributes {
		a := &t.Attributes[i]
		if a.WriteOnly {
			s.Attributes[attrDigest] = schema.MapAttribute{Computed: true, ElementType: types.StringType,
				MarkdownDescription: "Salted sums of the secrets as they were last applied, by attribute. A secret that changes changes its sum; the secrets themselves are kept nowhere."}
		}
		s.Attributes[nameOf(t, a.Name)] = attribute(typeOf(a), traits{doc: describe(a), required: required(a), optional: optional(a), computed: computed(a),
			sensitive: a.Sensitive || a.WriteOnly, writeOnly: a.WriteOnly})
	}
	return s
}

// keyForm says how a natural key is written.
func keyForm(t *providers.ResourceType) string {
	s := ""
	for i, name := range t.Key {
		if i > 0 {
			s += "/"
		}
		s += fmt.Sprintf("`%s`", nameOf(t, name))
	}
	return s
}

// required tells whether an attribute must be given.
func required(a *providers.Attribute) bool { return a.Required && a.Default == nil }

// optional tells whether an attribute may be left out. Those that only the CRM sets cannot be given at all.
func optional(a *providers.Attribute) bool {
	return !required(a) && (!a.Computed || a.Optional || a.Default != nil)
}

// computed tells whether an attribute has a value when none is given.
func computed(a *providers.Attribute) bool {
	return !required(a) && !a.WriteOnly && (a.Computed || a.Ordinal || a.Default != nil)
}

// traits are what schemas of all types of values have in common.
type traits struct {
	doc                                                string
	required, optional, computed, sensitive, writeOnly bool
}

// attribute is the schema of a value of a type. Objects, and collections of objects, are nested attributes.
func attribute(t cty.Type, f traits) schema.Attribute {
	switch {
	case open(t):
		return schema.DynamicAttribute{MarkdownDescription: f.doc, Required: f.required, Optional: f.optional, Computed: f.computed, Sensitive: f.sensitive, WriteOnly: f.writeOnly}
	case t == cty.Bool:
		return schema.BoolAttribute{MarkdownDescription: f.doc, Required: f.required, Optional: f.optional, Computed: f.computed, Sensitive: f.sensitive, WriteOnly: f.writeOnly}
	case t == cty.Number:
		return schema.NumberAttribute{MarkdownDescription: f.doc, Required: f.required, Optional: f.optional, Computed: f.computed, Sensitive: f.sensitive, WriteOnly: f.writeOnly}
	case t.IsObjectType():
		return schema.SingleNestedAttribute{MarkdownDescription: f.doc, Required: f.required, Optional: f.optional, Computed: f.computed, Sensitive: f.sensitive, WriteOnly: f.writeOnly,
			Attributes: members(t, f.writeOnly)}
	case t.IsListType() && t.ElementType().IsObjectType():
		return schema.ListNestedAttribute{MarkdownDescription: f.doc, Required: f.required, Optional: f.optional, Computed: f.computed, Sensitive: f.sensitive, WriteOnly: f.writeOnly,
			NestedObject: schema.NestedAttributeObject{Attributes: members(t.ElementType(), f.writeOnly)}}
	case t.IsSetType() && t.ElementType().IsObjectType():
		return schema.SetNestedAttribute{MarkdownDescription: f.doc, Required: f.required, Optional: f.optional, Computed: f.computed, Sensitive: f.sensitive,
			NestedObject: schema.NestedAttributeObject{Attributes: members(t.ElementType(), false)}}
	case t.IsMapType() && t.ElementType().IsObjectType():
		return schema.MapNestedAttribute{MarkdownDescription: f.doc, Required: f.required, Optional: f.optional, Computed: f.computed, Sensitive: f.sensitive, WriteOnly: f.writeOnly,
			NestedObject: schema.NestedAttributeObject{Attributes: members(t.ElementType(), f.writeOnly)}}
	case t.IsListType():
		return schema.ListAttribute{MarkdownDescription: f.doc, Required: f.required, Optional: f.optional, Computed: f.computed, Sensitive: f.sensitive, WriteOnly: f.writeOnly, ElementType: attrType(t.ElementType())}
	case t.IsSetType():
		return schema.SetAttribute{MarkdownDescription: f.doc, Required: f.required, Optional: f.optional, Computed: f.computed, Sensitive: f.sensitive, ElementType: attrType(t.ElementType())}
	case t.IsMapType():
		return schema.MapAttribute{MarkdownDescription: f.doc, Required: f.required, Optional: f.optional, Computed: f.computed, Sensitive: f.sensitive, WriteOnly: f.writeOnly, ElementType: attrType(t.ElementType())}
	}
	return schema.StringAttribute{MarkdownDescription: f.doc, Required: f.required, Optional: f.optional, Computed: f.computed, Sensitive: f.sensitive, WriteOnly: f.writeOnly}
}

// members are the attributes of an object inside a value.
func members(t cty.Type, writeOnly bool) map[string]schema.Attribute {
	out := map[string]schema.Attribute{}
	for name, m := range t.AttributeTypes() {
		out[name] = attribute(m, traits{required: !t.AttributeOptional(name), optional: t.AttributeOptional(name), writeOnly: writeOnly})
	}
	return out
}
