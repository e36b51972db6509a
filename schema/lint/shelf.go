package lint

import "slices"

// shelf holds conditions in order and finds the first one that another implies without comparing it with all of them: who asks for
// one option of a field can only imply what holds at that option, too.
type shelf struct {
	all []condition
	at  map[held][]int // by a value at which one part holds
	any []int          // those that no value sorts
}

// held is a value of a field; with others, all values that a condition does not tell apart.
type held struct {
	field  fieldName
	value  any
	others bool
}

// mostHeld is at how many values a condition is kept. One that holds at more of them is kept once, for all.
const mostHeld = 8

func (s *shelf) add(c condition) {
	i := len(s.all)
	s.all = append(s.all, c)
	for _, x := range c {
		if x.field == nil {
			continue
		}
		if s.at == nil {
			s.at = map[held][]int{}
		}
		for _, sp := range heldAt(x) {
			s.at[sp] = append(s.at[sp], i)
		}
		return
	}
	s.any = append(s.any, i)
}

// heldAt are the values at which a part holds.
func heldAt(x part) (out []held) {
	f := nameOf(x.field)
	for v, holds := range x.at {
		if holds {
			out = append(out, held{f, v, false})
		}
	}
	if x.at == nil || x.rest || len(out) > mostHeld {
		return []held{{f, nil, true}}
	}
	return out
}

// implied is the place of the first condition that holds wherever c does; -1 when there is none.
func (s *shelf) implied(c condition) int {
	candidates, sorted := s.candidates(c)
	if !sorted {
		return slices.IndexFunc(s.all, c.implies)
	}
	slices.Sort(candidates)
	for _, i := range slices.Compact(candidates) {
		if c.implies(s.all[i]) {
			return i
		}
	}
	return -1
}

// candidates are the places of conditions that c may imply; false when all of them are.
func (s *shelf) candidates(c condition) (out []int, sorted bool) {
	byField := map[fieldName][]part{}
	for _, x := range c {
		switch {
		case x.field != nil:
			byField[nameOf(x.field)] = append(byField[nameOf(x.field)], x)
		case x.anyOf != nil:
			return nil, false // its alternatives speak of several fields
		}
	}
	out = slices.Clone(s.any)
	for f, parts := range byField {
		out = append(out, s.at[held{f, nil, true}]...)
		if parts[0].at == nil {
			continue // a number: none is kept by its values
		}
		list := values(parts)
		i := slices.IndexFunc(list, func(v any) bool {
			return !slices.ContainsFunc(parts, func(x part) bool { return !x.holdsAt(v) })
		})
		if i < 0 {
			return nil, false // it never holds, and implies everything
		}
		out = append(out, s.at[held{f, list[i], false}]...)
	}
	return out, true
}
