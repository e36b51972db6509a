// Package attr builds the attributes of resource types that providers declare.
package attr

import (
	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/zclconf/go-cty/cty"
)

// Texts is the type of a list of texts.
var Texts = cty.List(cty.String)

// Required is a text that is always given.
func Required(name, doc string) providers.Attribute {
	return providers.Attribute{Name: name, Type: cty.String, Doc: doc, Required: true}
}

// Optional is an attribute that may be given.
func Optional(name string, t cty.Type, doc string) providers.Attribute {
	return providers.Attribute{Name: name, Type: t, Doc: doc, Optional: true}
}

// OrComputed is an attribute that the CRM has a value for when none is given.
func OrComputed(name string, t cty.Type, doc string) providers.Attribute {
	return providers.Attribute{Name: name, Type: t, Doc: doc, Optional: true, Computed: true}
}

// Flag is a bool that is false unless given.
func Flag(name, doc string) providers.Attribute {
	return providers.Attribute{Name: name, Type: cty.Bool, Doc: doc, Optional: true, Default: false}
}

// On is a bool that is true unless given.
func On(name, doc string) providers.Attribute {
	return providers.Attribute{Name: name, Type: cty.Bool, Doc: doc, Optional: true, Default: true}
}

// Refers makes an attribute name a resource of a type.
func Refers(a providers.Attribute, typ string) providers.Attribute {
	a.Refers = typ
	return a
}

// Immutable makes a change of an attribute replace the object.
func Immutable(a providers.Attribute) providers.Attribute {
	a.Immutable = true
	return a
}
