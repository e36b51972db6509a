package providers

import "sort"

// Reference is a resource that another one refers to.
type Reference struct{ Type, Key string }

// References lists what the values refer to by attributes with Refers or
// Within, each once, sorted. The planner orders by it.
func (t *ResourceType) References(v Values) []Reference {
	seen := map[Reference]bool{}
	for i := range t.Attributes {
		a := &t.Attributes[i]
		if x := v[a.Name]; x != nil {
			if a.Refers != "" {
				addReferences(seen, a.Refers, x)
			}
			if len(a.Within) > 0 {
				referencesWithin(seen, a.Within, x)
			}
		}
	}
	out := make([]Reference, 0, len(seen))
	for r := range seen {
		out = append(out, r)
	}
	sort.Slice(out, func(i, j int) bool {
		if out[i].Type != out[j].Type {
			return out[i].Type < out[j].Type
		}
		return out[i].Key < out[j].Key
	})
	return out
}

func addReferences(seen map[Reference]bool, typ string, x any) {
	switch x := x.(type) {
	case string:
		seen[Reference{typ, x}] = true
	case []any:
		for _, e := range x {
			addReferences(seen, typ, e)
		}
	}
}

func referencesWithin(seen map[Reference]bool, within map[string]string, x any) {
	switch x := x.(type) {
	case []any:
		for _, e := range x {
			referencesWithin(seen, within, e)
		}
	case map[string]any:
		for k, e := range x {
			if typ := within[k]; typ != "" {
				addReferences(seen, typ, e)
			} else {
				referencesWithin(seen, within, e)
			}
		}
	}
}

// Rename gives values in which references to one object of a type are
// references to another; the values themselves stay as they are.
func (t *ResourceType) Rename(v Values, typ, from, to string) Values {
	out := make(Values, len(v))
	for name, x := range v {
		if a := t.Attribute(name); a != nil {
			if a.Refers == typ {
				x = renameAll(x, from, to)
			} else if len(a.Within) > 0 {
				x = renameWithin(x, a.Within, typ, from, to)
			}
		}
		out[name] = x
	}
	return out
}

func renameAll(x any, from, to string) any {
	switch x := x.(type) {
	case string:
		if x == from {
			return to
		}
	case []any:
		out := make([]any, len(x))
		for i, e := range x {
			out[i] = renameAll(e, from, to)
		}
		return out
	}
	return x
}

func renameWithin(x any, within map[string]string, typ, from, to string) any {
	switch x := x.(type) {
	case []any:
		out := make([]any, len(x))
		for i, e := range x {
			out[i] = renameWithin(e, within, typ, from, to)
		}
		return out
	case map[string]any:
		out := make(map[string]any, len(x))
		for k, e := range x {
			if within[k] == typ {
				out[k] = renameAll(e, from, to)
			} else {
				out[k] = renameWithin(e, within, typ, from, to)
			}
		}
		return out
	}
	return x
}
