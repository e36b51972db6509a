package provider

import (
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/zclconf/go-cty/cty"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/terraform-provider/configuration"
)

// attrType is the type of a value in Terraform. Whatever holds values of any type is of any type itself: Terraform has no
// collections of them.
func attrType(t cty.Type) attr.Type {
	switch {
	case open(t):
		return types.DynamicType
	case t == cty.Bool:
		return types.BoolType
	case t == cty.Number:
		return types.NumberType
	case t.IsListType():
		return types.ListType{ElemType: attrType(t.ElementType())}
	case t.IsSetType():
		return types.SetType{ElemType: attrType(t.ElementType())}
	case t.IsMapType():
		return types.MapType{ElemType: attrType(t.ElementType())}
	case t.IsObjectType():
		members := map[string]attr.Type{}
		for name, m := range t.AttributeTypes() {
			members[name] = attrType(m)
		}
		return types.ObjectType{AttrTypes: members}
	}
	return types.StringType
}

// open tells whether a value may be, or hold, values of any type.
func open(t cty.Type) bool { return t.HasDynamicTypes() || t.IsTupleType() }

// typeOf is the type of an attribute: lists without an order are sets, except that Terraform has no write-only sets.
func typeOf(a *providers.Attribute) cty.Type {
	if a.Set && a.Type.IsListType() && !open(a.Type) && !a.WriteOnly {
		return cty.Set(a.Type.ElementType())
	}
	return a.Type
}

// describe is the documentation of an attribute, with what the type says about it beyond its sentence.
func describe(a *providers.Attribute) string {
	s := a.Doc
	if a.Refers != "" {
		s += fmt.Sprintf(" The `key` of a `%s_%s`.", TypeName, a.Refers)
	}
	if a.Default != nil {
		s += fmt.Sprintf(" `%v` if not given.", a.Default)
	}
	if a.Immutable {
		s += " Another value replaces the object."
	}
	return s
}

// own are the attributes that resources have beside those of their type.
const (
	attrID       = "id"              // the CRM's own id
	attrKey      = "key"             // natural key, by which others refer to it
	attrMove     = "move_records_to" // Records types
	attrDiscard  = "discard_records" // Records types
	attrDigest   = "secrets_digest"  // types with write-only attributes
	attrTimeouts = "timeouts"
)

// nameOf is the name that an attribute of a type has in Terraform.
func nameOf(t *providers.ResourceType, attribute string) string {
	return configuration.AttributeName(t, attribute)
}
