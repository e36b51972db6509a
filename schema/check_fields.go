package schema

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/stagecraft-dev/stagecraft/schema/diag"
)

var fieldRules = []func(*checker){checkObjectNames, checkFields, checkOptions, checkBuiltinFields, checkStatuses,
	checkReasonFields, checkProperties}

// reserved are words that start a reference and therefore name no object,
// beside the block types themselves.
var reserved = []string{"var", "local", "locals", "variable", "module", "each", "count", "env", "path", "self", "stage", "member", "threshold"}

// ReservedObject tells whether an object cannot have the name, because it starts another kind of reference.
func ReservedObject(name string) bool {
	return Language().Block(name) != nil || slices.Contains(reserved, name)
}

func checkObjectNames(c *checker) {
	for _, o := range c.Objects {
		if ReservedObject(o.Name) {
			c.fail(diag.BadName, o, "", fmt.Sprintf("An object cannot be called %q", o.Name),
				"%s.NAME would mean something else in a reference. Choose another name, such as %q.", o.Name, o.Name+"_record")
		}
	}
}

func (c *checker) knownObject(b Block, name string) bool {
	if c.Object(name) != nil {
		return true
	}
	c.fail(diag.UnknownReference, b, "object", fmt.Sprintf("There is no object %q", name),
		"The first label is the name of an object: %s, or one that an object block declares.%s",
		oneOf(BuiltinObjects()), diag.DidYouMean(name, c.ObjectNames()))
	return false
}

func checkFields(c *checker) {
	for _, f := range c.Fields {
		c.knownObject(f, f.Object)
		t := f.Type
		switch t.Kind {
		case "enum", "multi_enum":
			if len(t.Options) == 0 {
				c.fail(diag.BadValue, f, "type", fmt.Sprintf("%s has no options", f.Address.Written()),
					"List what may be chosen, as in %s(\"small\", \"large\").", t.Kind)
			}
			for i, o := range t.Options {
				if slices.Contains(t.Options[:i], o) {
					c.fail(diag.Duplicate, f, "type", fmt.Sprintf("%s lists the option %q twice", f.Address.Written(), o), "Remove one of them.")
				}
			}
		case "reference":
			if c.Object(t.Object) == nil {
				c.fail(diag.UnknownReference, f, "type", fmt.Sprintf("There is no object %q", t.Object),
					"reference(object.NAME) names an object.%s", diag.DidYouMean(t.Object, c.ObjectNames()))
			}
		}
		if f.Message != "" && f.Validation.IsZero() {
			c.fail(diag.MissingAttribute, f, "message", fmt.Sprintf("%s has a message but no validation", f.Address.Written()),
				"The message is shown when the validation fails. Add validation = CONDITION, or remove the message.")
		}
	}
}

func checkOptions(c *checker) {
	for _, f := range c.Fields {
		for _, o := range f.Options {
			switch {
			case f.Type.Kind != "enum" && f.Type.Kind != "multi_enum":
				c.fail(diag.NotAllowedHere, o, "", fmt.Sprintf("%s has no options to describe", f.Address.Written()),
					"An option block belongs to a field of type enum(…) or multi_enum(…); this one is %s.", f.Type)
			default:
				c.checkOption(o, "", f, o.Value)
			}
		}
	}
}

// checkOption reports a value that is not an option of an enum field.
func (c *checker) checkOption(b Block, attr string, f *Field, value string) {
	if slices.Contains(f.Type.Options, value) {
		return
	}
	c.fail(diag.ExprOption, b, attr, fmt.Sprintf("%q is not an option of %s", value, f.Address.Written()),
		"Its options are %s.%s", quoted(f.Type.Options), diag.DidYouMean(value, f.Type.Options))
}

func quoted(list []string) string {
	q := make([]string, len(list))
	for i, s := range list {
		q[i] = fmt.Sprintf("%q", s)
	}
	return strings.Join(q, ", ")
}

func checkBuiltinFields(c *checker) {
	for _, f := range c.Fields {
		if b := builtinField(f.Object, f.Name); b != nil && b.Type.Kind != f.Type.Kind {
			c.fail(diag.FieldConflict, f, "type", fmt.Sprintf("%s is built in as %s", f.Address.Written(), b.Type),
				"Every object has this field; a block may describe it but not give it another type. Use type = %s, or another name.", b.Type)
		}
	}
}

func checkStatuses(c *checker) {
	for _, s := range c.Statuses {
		c.knownObject(s, s.Object)
	}
}

// checkReasonFields keeps the field of a reason list fit to hold its codes.
func checkReasonFields(c *checker) {
	for _, r := range c.Reasons {
		if r.Field == "" {
			if r.Object == "" {
				continue
			}
			if f := c.Field(r.Object.Name(), r.Name); slices.Contains(c.Fields, f) {
				c.fail(diag.FieldConflict, r, "", fmt.Sprintf("%s would make a field that is declared already", r.Address),
					"A list without a field makes %s. Write field = %[1]s to use the one at %s.", f.Address.Written(), f.Range)
			}
			continue
		}
		f := Find[Field](c.Architecture, r.Field)
		if f == nil {
			continue
		}
		switch f.Type.Kind {
		case "enum", "multi_enum":
			for _, code := range r.Codes {
				c.checkOption(code, "", f, code.Name)
			}
		case "text", "long_text":
		default:
			c.fail(diag.WrongType, r, "field", fmt.Sprintf("%s cannot hold a reason code", r.Field.Written()),
				"It is %s; use a field of type enum(…) with the codes as options, or text.", f.Type)
		}
	}
}

// checkProperties finds two declarations that would be kept in one property of an object.
func checkProperties(c *checker) {
	type claim struct {
		b    Block
		what string
	}
	claims := map[[2]string]claim{}
	put := func(object, property string, b Block, what string) {
		key := [2]string{object, property}
		if first, dup := claims[key]; dup && first.b.Base().Address == b.Base().Address {
			return // declared twice: Index reports it
		} else if dup {
			c.fail(diag.FieldConflict, b, "property", fmt.Sprintf("%s and %s claim the same property", first.what, what),
				"Both are kept in %q of object %q; the first is declared at %s. Give one of them another property.", property, object, first.b.Base().Range)
			return
		}
		claims[key] = claim{b, what}
	}
	for _, t := range c.Tracks() {
		put(t.Object, t.PropertyName(), t.Block, string(t.Address))
	}
	for _, f := range c.Fields {
		property := f.Property
		if property == "" {
			property = f.Name
		}
		put(f.Object, property, f, f.Address.Written())
	}
}

// kindIs reports a field whose type does not serve its purpose.
func (c *checker) kindIs(b Block, attr string, field Address, purpose string, kinds ...string) {
	f := Find[Field](c.Architecture, field)
	if f == nil || slices.Contains(kinds, f.Type.Kind) {
		return
	}
	c.fail(diag.WrongType, b, attr, fmt.Sprintf("%s is %s and cannot hold %s", field.Written(), f.Type, purpose),
		"Use a field of type %s.", oneOf(kinds))
}

// reaches tells whether a record of object has at most one of the field's
// object, so that the field has one value.
func (c *checker) reaches(object string, field Address) bool {
	_, _, l := field.Split()
	return len(l) != 2 || object == "" || l[0] == object || c.BelongsTo(object, l[0])
}

// reachable reports a field that records of none of the objects can be asked for.
func (c *checker) reachable(b Block, attr string, field Address, objects ...string) {
	for _, o := range objects {
		if c.reaches(o, field) {
			return
		}
	}
	_, _, l := field.Split()
	c.fail(diag.ExprUnreachable, b, attr, fmt.Sprintf("%s cannot be reached from here", field.Written()),
		"The record is a %s, which has no single %s. Use a field of the record itself or of an object that it belongs to, or declare belongs_to on the object.",
		strings.Join(slices.Compact(objects), " or a "), l[0])
}

// fits says what is wrong with a value for a field, or "".
func fits(f *Field, v any) string {
	if v == nil {
		return ""
	}
	want := ""
	switch t := f.Type; t.Kind {
	case "number", "currency", "percent":
		if !isNumber(v) {
			want = "a number"
		}
	case "bool":
		if _, ok := v.(bool); !ok {
			want = "true or false"
		}
	case "date":
		if s, ok := v.(string); !ok || !parses(time.DateOnly, s) {
			want = `a date such as "2026-03-31"`
		}
	case "datetime":
		if s, ok := v.(string); !ok || !parses(time.RFC3339, s) && !parses(time.DateOnly, s) {
			want = `a time such as "2026-03-31T09:00:00Z"`
		}
	case "enum":
		if s, ok := v.(string); !ok || !slices.Contains(t.Options, s) {
			want = "one of " + quoted(t.Options)
			if ok {
				want += "." + diag.DidYouMean(s, t.Options)
			}
		}
	case "multi_enum":
		list, ok := v.([]any)
		for _, x := range list {
			s, text := x.(string)
			ok = ok && text && slices.Contains(t.Options, s)
		}
		if !ok {
			want = "a list of some of " + quoted(t.Options)
		}
	default:
		if _, ok := v.(string); !ok {
			want = "a text"
		}
	}
	return want
}

func isNumber(v any) bool {
	switch v.(type) {
	case float64, float32, int, int64:
		return true
	}
	return false
}

func parses(layout, s string) bool {
	_, err := time.Parse(layout, s)
	return err == nil
}

// checkValue reports a value that the field cannot hold.
func (c *checker) checkValue(b Block, attr string, f *Field, v any) {
	if want := fits(f, v); want != "" {
		end := "."
		if strings.HasSuffix(want, "?") {
			end = ""
		}
		c.fail(diag.BadValue, b, attr, fmt.Sprintf("%s cannot be %s", f.Address.Written(), shown(v)), "It is %s: expected %s%s", f.Type, want, end)
	}
}

// Expects says what a value of the field must be, when v is none; "" when it is.
func (f *Field) Expects(v any) string { return fits(f, v) }

func shown(v any) string {
	if s, ok := v.(string); ok {
		return fmt.Sprintf("%q", s)
	}
	return fmt.Sprint(v)
}
