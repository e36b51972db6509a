package providers

import "maps"

// Life gives values of one object as its life goes on, as examples of a type are: the first ones, then what each change
// makes of those before it. Nil in a change takes a value away.
func Life(first Values, changes ...Values) []Values {
	out := []Values{first}
	for _, c := range changes {
		next := maps.Clone(out[len(out)-1])
		for name, x := range c {
			if next[name] = x; x == nil {
				delete(next, name)
			}
		}
		out = append(out, next)
	}
	return out
}
