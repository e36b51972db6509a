package salesforce

import (
	"cmp"
	"slices"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/salesforce/metadata"
)

// settleValues puts the values of each set in order, and looks after what a set needs as a whole.
func settleValues(w *change, ops []*providers.Operation) error {
	bySet := map[string][]*providers.Operation{}
	for _, op := range ops {
		if op.After != nil {
			bySet[text(op.After["set"])] = append(bySet[text(op.After["set"])], op)
		}
		if op.Before != nil && text(op.Before["set"]) != text(op.After["set"]) {
			bySet[text(op.Before["set"])] = append(bySet[text(op.Before["set"])], op)
		}
	}
	for _, set := range sortedKeys(bySet) {
		ops, name := bySet[set], parseSet(set)
		if w.now[memberKey(name.kind, name.name)] == nil {
			continue // it is deleted as a whole
		}
		if err := w.made(name); err != nil {
			return &writeError{ops[0], err}
		}
		err := w.editOptions(name, func(o options) error {
			if err := chooseDefault(name, o, ops); err != nil {
				return err
			}
			if err := stillConverted(name, o, ops); err != nil {
				return err
			}
			if places := w.seats(name, o, ops); places != nil {
				o.arrange(places)
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// made tells whether a set that is not the org's own is there besides its values, or made with them.
func (w *change) made(set setName) error {
	switch set.kind {
	case "GlobalValueSet":
		if g, _, err := decodedNow[metadata.GlobalValueSet](w, set.kind, set.name); err != nil || g.MasterLabel == "" {
			return cmp.Or(err, invalid("set", "there is no global value set %s", set.name))
		}
	case "CustomField":
		f, _, err := decodedNow[metadata.CustomField](w, set.kind, set.name)
		if err != nil || !slices.Contains(picklistTypes, f.Type) {
			return cmp.Or(err, invalid("set", "there is no picklist %s", set.name))
		}
	}
	return nil
}

// decodedNow is decoded for what operations made of a component.
func decodedNow[T any](w *change, kind, name string) (out T, ok bool, err error) {
	c := w.current(kind, name)
	if c == nil {
		return out, false, nil
	}
	err = c.Decode(&out)
	return out, true, err
}

// wanting gives the operation that makes a value what it is to be.
func wanting(ops []*providers.Operation, value string) *providers.Operation {
	i := slices.IndexFunc(ops, func(op *providers.Operation) bool { return op.After != nil && text(op.After["value"]) == value })
	if i < 0 {
		return nil
	}
	return ops[i]
}

// chooseDefault leaves one default value at most: the one that is asked for. Leads always need one; without any it is the
// first that nobody refuses to have.
func chooseDefault(set setName, o options, ops []*providers.Operation) error {
	asked, defaults, first := "", 0, -1
	for i := range o.len() {
		x := o.at(i)
		if *x.active != nil && !**x.active {
			*x.byDefault = false
			continue
		}
		op := wanting(ops, *x.name)
		switch {
		case op != nil && op.After["default"] == true && asked != "":
			return &writeError{op, invalid("default", "%q and %q cannot both be the default of %s", asked, *x.name, set)}
		case op != nil && op.After["default"] == true:
			asked = *x.name
		}
		if *x.byDefault {
			defaults++
		}
		if first < 0 && (op == nil || op.After["default"] == nil) && !x.standardConverted() {
			first = i
		}
	}
	for i := range o.len() {
		if x := o.at(i); asked != "" {
			*x.byDefault = *x.name == asked
		}
	}
	if set.name != "LeadStatus" || defaults > 0 {
		return nil
	}
	if first < 0 {
		return &writeError{ops[0], invalid("default", "one lead status must be the default")}
	}
	*o.at(first).byDefault = true
	return nil
}

func (x option) standardConverted() bool { return x.standard != nil && x.standard.Converted }

// stillConverted refuses to leave leads without a status for those that are converted.
func stillConverted(set setName, o options, ops []*providers.Operation) error {
	if set.name != "LeadStatus" {
		return nil
	}
	for i := range o.len() {
		if x := o.at(i); x.standardConverted() && (*x.active == nil || **x.active) {
			return nil
		}
	}
	return &writeError{ops[0], invalid("converted", "one lead status must be that of converted leads")}
}

// seat is a value in its place. Inactive ones sit with the active one before them.
type seat struct {
	place  int // in the component
	number float64
}

// seats gives the order of the values: those that operations give a number by it, all others where they were, behind what
// they followed. Numbers are places among the active values that the org has. Nil where no order is asked for.
func (w *change) seats(set setName, o options, ops []*providers.Operation) []int {
	live, next := map[string]float64{}, 0.0
	for _, v := range w.picklist(set.String()) {
		live[v.value] = next
		if !v.inactive {
			next++
		} else if next > 0 {
			live[v.value] = next - 1
		}
	}
	var stay, move []seat
	for i := range o.len() {
		name := *o.at(i).name
		if op := wanting(ops, name); op != nil && op.After["order"] != nil {
			move = append(move, seat{i, number(op.After["order"])})
			continue
		}
		n, known := live[name]
		if !known {
			n = next
			next++
		}
		stay = append(stay, seat{i, n})
	}
	if len(move) == 0 {
		return nil
	}
	slices.SortStableFunc(move, func(a, b seat) int { return cmp.Compare(a.number, b.number) })
	order, prev := stay, -1
	for i, m := range move {
		at := 0
		for at < len(order) && order[at].number < m.number {
			at++
		}
		// What comes in a row stays in a row, unless something was between.
		if i > 0 && !slices.ContainsFunc(stay, func(s seat) bool { return s.number > move[i-1].number && s.number < m.number }) {
			at = prev + 1
		}
		order, prev = slices.Insert(slices.Clone(order), at, m), at
	}
	places := make([]int, len(order))
	for i, s := range order {
		places[i] = s.place
	}
	return places
}
