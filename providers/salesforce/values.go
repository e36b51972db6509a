package salesforce

import (
	"reflect"
	"slices"
)

// among tells whether a live list has all that is wanted of it.
func among(want, live any) bool {
	w, _ := want.([]any)
	l, _ := live.([]any)
	return !slices.ContainsFunc(w, func(x any) bool { return !slices.Contains(l, x) })
}

// merged is a live list with what is wanted of it as well.
func merged(want, live any) any {
	w, _ := want.([]any)
	l, _ := live.([]any)
	return append(slices.DeleteFunc(slices.Clone(l), func(x any) bool { return slices.Contains(w, x) }), w...)
}

// contains tells whether a live value has all that a wanted one has: members of objects may be more, lists must agree.
func contains(want, live any) bool {
	switch w := want.(type) {
	case map[string]any:
		l, ok := live.(map[string]any)
		for k, v := range w {
			if !ok || !contains(v, l[k]) {
				return false
			}
		}
		return true
	case []any:
		l, _ := live.([]any)
		return slices.EqualFunc(w, l, contains)
	}
	return reflect.DeepEqual(want, live)
}

// offers tells whether live lists, by name, have all that is wanted of each.
func offers(want, live any) bool {
	w, _ := want.(map[string]any)
	l, _ := live.(map[string]any)
	for name, values := range w {
		if !among(values, l[name]) {
			return false
		}
	}
	return true
}

// text, truth and number are values as Go's types; zero for what is not given.
func text(x any) string {
	s, _ := x.(string)
	return s
}

func truth(x any) bool {
	b, _ := x.(bool)
	return b
}

func number(x any) float64 {
	f, _ := x.(float64)
	return f
}

// list is a list of texts.
func list(x any) []string {
	var out []string
	items, _ := x.([]any)
	for _, v := range items {
		out = append(out, text(v))
	}
	return out
}

// anys is a list of texts as a value; nil for none.
func anys(texts []string) any {
	if len(texts) == 0 {
		return nil
	}
	out := make([]any, len(texts))
	for i, t := range texts {
		out[i] = t
	}
	return out
}
