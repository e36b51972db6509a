package providers

import "slices"

// ExampleNeeds lists the objects of other examples that values of a type refer to, themselves or through others, each behind
// what it refers to: what an example needs around it in a CRM that has nothing. What every CRM has is not among them.
func (i *Info) ExampleNeeds(typ string, v Values) []*Resource {
	seen := map[Reference]bool{}
	var out []*Resource
	var visit func(typ string, v Values)
	visit = func(typ string, v Values) {
		t := i.Type(typ)
		if seen[Reference{typ, t.KeyOf(v)}] {
			return
		}
		seen[Reference{typ, t.KeyOf(v)}] = true
		for _, ref := range t.References(v) {
			if found := i.example(ref); found != nil && !seen[ref] {
				visit(ref.Type, found)
				out = append(out, &Resource{Type: ref.Type, Key: ref.Key, Values: found})
			}
		}
	}
	visit(typ, v)
	return out
}

// example finds the values of an object among the first examples and what is beside them; nil when it is none of those.
func (i *Info) example(ref Reference) Values {
	t := i.Type(ref.Type)
	if t == nil {
		return nil
	}
	all := slices.Clone(t.Beside)
	if len(t.Examples) > 0 {
		all = append(all, t.Examples[0])
	}
	if at := slices.IndexFunc(all, func(v Values) bool { return t.KeyOf(v) == ref.Key }); at >= 0 {
		return all[at]
	}
	return nil
}
