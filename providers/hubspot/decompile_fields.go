package hubspot

import (
	"fmt"
	"slices"
	"strconv"

	"github.com/stagecraft-dev/stagecraft/providers/internal/importing"
	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/expr"
)

// fieldKinds say which type a field has that is kept in a property of a type, and entered so. The first that fits counts.
var fieldKinds = []struct{ typ, entered, kind string }{
	{"enumeration", "checkbox", "multi_enum"}, {"enumeration", "", "enum"},
	{"string", "textarea", "long_text"}, {"string", "html", "long_text"}, {"string", "file", "attachment"}, {"string", "phonenumber", "phone"}, {"string", "", "text"},
	{"phone_number", "", "phone"}, {"number", "", "number"}, {"bool", "", "bool"}, {"date", "", "date"}, {"datetime", "", "datetime"},
}

// fieldKind is the type of field that a property holds; "" for none.
func fieldKind(typ, entered, references string) string {
	if references == "OWNER" {
		return "user"
	}
	for _, k := range fieldKinds {
		if k.typ == typ && (k.entered == "" || k.entered == entered) {
			return k.kind
		}
	}
	return ""
}

// catalog makes fields of the properties that are not HubSpot's own, and of Lead Status, which people use as one of theirs.
func (d *decompiler) catalog() {
	for _, p := range d.live.of(typeProperty) {
		if !p.BuiltIn || p.Key == key("contacts", "hs_lead_status") {
			d.field(p)
		}
	}
	for _, r := range d.live.of(typeValidation) {
		if f := d.fields[r.text("property")]; f != nil && bound(f, r) {
			d.ruled = append(d.ruled, r)
		} else {
			d.unruled(r)
		}
	}
}

// unruled reports a validation rule that no field says.
func (d *decompiler) unruled(r item) {
	d.unsaid(r, "rule", r.text("property"), r.text("rule"), "Write it as the validation of a field if it should be governed. "+stays, fmt.Sprintf("It is given %q.", r.texts("arguments")))
}

// bounds are the rules that are comparisons: of a value, or of its length.
var bounds = map[string]struct {
	op     expr.Op
	length bool
}{"MIN_NUMBER": {expr.Ge, false}, "MAX_NUMBER": {expr.Le, false}, "MIN_LENGTH": {expr.Ge, true}, "MAX_LENGTH": {expr.Le, true}}

// bound adds a rule to the validation of a field; false when it is no comparison.
func bound(f *schema.Field, r item) bool {
	b, known := bounds[r.text("rule")]
	args := r.texts("arguments")
	if !known || len(args) != 1 {
		return false
	}
	n, err := strconv.ParseFloat(args[0], 64)
	if err != nil {
		return false
	}
	var of expr.Expr = &expr.Path{Parts: []string{f.Object, f.Name}}
	if b.length {
		of = &expr.Call{Func: "length", Args: []expr.Expr{of}}
	}
	var must expr.Expr = &expr.Compare{Op: b.op, L: of, R: &expr.Literal{Value: n}}
	if !f.Validation.IsZero() {
		must = &expr.Logic{And: true, Parts: []expr.Expr{f.Validation.Expr, must}}
	}
	f.Validation.Expr = must
	return true
}

// field makes the field of a property, once; nil when none can hold it.
func (d *decompiler) field(p item) *schema.Field {
	if f := d.fields[p.Key]; f != nil {
		return f
	}
	object, kind := d.object(p.text("object")), fieldKind(p.text("type"), p.text("field_type"), p.text("references"))
	options := d.live.parts(typeOption, p.Key)
	why := ""
	switch {
	case object == "":
		why = "Its object is not one that an architecture speaks of."
	case kind == "":
		why = fmt.Sprintf("No field has the type %s, entered as %s.", p.text("type"), p.text("field_type"))
	case (kind == "enum" || kind == "multi_enum") && len(options) == 0:
		why = "It is an enumeration without options, and a field has at least one."
	}
	if why != "" {
		d.unsaid(p, "property", p.text("object"), p.text("name"), why+" "+stays)
		return nil
	}
	f := &schema.Field{Object: object, Name: d.fieldName(object, p.text("name")), Type: schema.FieldType{Kind: kind}}
	f.CRM = crmMap(p.text("name"), f.Name)
	f.Label = importing.Label(p.text("label"), f.Name)
	if !p.BuiltIn {
		f.Usage, f.Group = p.text("description"), d.group(p)
	}
	if kind == "enum" || kind == "multi_enum" {
		for _, o := range options {
			f.Type.Options = append(f.Type.Options, o.text("value"))
			if o.text("label") != o.text("value") || o.text("description") != "" || o.flag("hidden") {
				f.Options = append(f.Options, fieldOption(o))
			}
		}
	}
	if p.text("formula") != "" {
		d.unsaid(p, "formula", p.text("object"), p.text("name"), "The field is imported, and HubSpot goes on to calculate it.", p.text("formula"))
	}
	d.fields[p.Key] = f
	d.a.Fields = append(d.a.Fields, f)
	return f
}

func fieldOption(o item) *schema.FieldOption {
	out := &schema.FieldOption{Value: o.text("value"), Description: o.text("description"), Deprecated: o.flag("hidden")}
	if o.text("label") != out.Value {
		out.Label = o.text("label")
	}
	return out
}

// fieldName is the name of a property, made fit for the language and kept apart from the fields that every object has.
func (d *decompiler) fieldName(object, property string) string {
	name := property
	if !importing.IsName(name) {
		name = blockName(name, "field")
	}
	if slices.Contains(schema.BuiltinFields(), name) {
		name += "_property"
	}
	return d.taken.Take("field "+object, name)
}

// group is how a field says in which group it is: by the label where the name follows from it, else by the name.
func (d *decompiler) group(p item) string {
	plural, name := under(p.text("group"))
	if name == standardGroups[plural] {
		return ""
	}
	for _, g := range d.live.of(typeGroup) {
		if text := g.text("label"); g.Key == p.text("group") && internalName(text) == name && schema.Label("", text) == text {
			return text
		}
	}
	return name
}
