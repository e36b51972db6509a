package metadata

import (
	"reflect"
	"slices"
	"testing"
)

// modelled lists a value of every type that a file may have.
func modelled() map[string]any {
	list := []any{&StandardValueSet{}, &GlobalValueSet{}, &CustomObject{}, &CustomField{}, &ValidationRule{}, &BusinessProcess{},
		&RecordType{}, &Queue{}, &AssignmentRules{}, &PathAssistant{}, &LeadConvertSettings{}, &LeadConfigSettings{},
		&OpportunitySettings{}, &PathAssistantSettings{}, &Flow{}, &FlowDefinition{}, &CustomPermission{}, &PermissionSet{}, &CustomMetadata{},
		&ReportType{}, &Report{}, &Dashboard{}, &ReportFolder{}, &DashboardFolder{}}
	out := map[string]any{}
	for _, v := range list {
		out[reflect.TypeOf(v).Elem().Name()] = v
	}
	return out
}

// Every Go type has the name of a type of the schema, its fields are elements of it and can hold what they hold, and all
// that the schema requires is there.
func TestTypesAreThoseOfTheSchema(t *testing.T) {
	all := modelled()
	for _, root := range roots() {
		if root != "Package" && all[root] == nil {
			t.Errorf("no Go type for %s", root)
		}
	}
	seen := map[reflect.Type]bool{}
	for _, v := range all {
		checkType(t, reflect.TypeOf(v).Elem(), seen)
	}
	if len(seen) < 70 {
		t.Errorf("only %d types seen", len(seen))
	}
}

func checkType(t *testing.T, of reflect.Type, seen map[reflect.Type]bool) {
	if seen[of] {
		return
	}
	seen[of] = true
	m := modelOf(of)
	if m.typ == nil {
		t.Errorf("%s is no type of the schema", of.Name())
		return
	}
	if f, ok := of.FieldByName("Rest"); !ok || f.Type != restType {
		t.Errorf("%s embeds no Rest", of.Name())
	}
	var names []string
	for _, f := range m.fields {
		e, ok := m.typ.Element(f.name)
		if !ok {
			t.Errorf("%s has no element %s", of.Name(), f.name)
			continue
		}
		names = append(names, f.name)
		ft := of.FieldByIndex(f.index).Type
		if (ft.Kind() == reflect.Slice) != e.Many {
			t.Errorf("%s.%s: many is %t", of.Name(), f.name, e.Many)
		}
		if ft.Kind() == reflect.Slice || ft.Kind() == reflect.Pointer {
			ft = ft.Elem()
		}
		if want := kindFor(e.Type); ft.Kind() != want {
			t.Errorf("%s.%s is a %s, the schema has %s", of.Name(), f.name, ft, e.Type)
		}
		if ft.Kind() == reflect.Struct && ft != anyType {
			if ft.Name() != e.Type {
				t.Errorf("%s.%s is a %s, the schema has %s", of.Name(), f.name, ft.Name(), e.Type)
			}
			checkType(t, ft, seen)
		}
	}
	for _, e := range m.typ.Elements {
		if !e.Optional && !slices.Contains(names, e.Name) {
			t.Errorf("%s lacks %s, which is required", of.Name(), e.Name)
		}
	}
}

func kindFor(of string) reflect.Kind {
	switch of {
	case "boolean":
		return reflect.Bool
	case "int":
		return reflect.Int
	case "double":
		return reflect.Float64
	case "anyType":
		return reflect.Struct
	}
	if TypeOf(of) != nil {
		return reflect.Struct
	}
	return reflect.String
}
