package filter

import (
	"fmt"
	"slices"
	"time"

	"github.com/stagecraft-dev/stagecraft/schema/expr"
)

// atom is a test of one value, or of the related records, or what no filter can say.
//
// It holds for a record with a value when test, or with inv its opposite, holds of the
// value; for a record without a value when blank is set. So negation flips both, and the
// two-valued logic of the language is kept: !(amount == 5) has inv and blank,
// amount != 5 has inv alone.
type atom struct {
	via        *Link // of the record that the filtered one belongs to; nil for its own value
	prop       Property
	test       test
	inv, blank bool
	part       expr.Expr // for notes
}

// test is one of the following types.
type test interface{ test() }

type (
	known  struct{} // any value
	yes    struct{} // true
	number struct {
		op expr.Op
		x  float64
	}
	// oneOf tests an enumeration (of a Multiple one: that it has any of the values) or a text.
	oneOf struct {
		values []string
		fold   bool // text: the criterion itself does not tell upper from lower case
	}
	// affix tests what a text contains, starts with or ends with.
	affix struct {
		how  string // contains, starts_with, ends_with
		s    string
		fold bool
	}
	// moment compares a date or time.
	moment struct {
		op  expr.Op
		day bool // whole days; else an instant
		// Absolute: the midnight in UTC that stands for the day, or the instant.
		at time.Time
		// Relative: so many days before today, or milliseconds before now.
		rel  bool
		back int64
	}
	// related tests that a related record meets where; inv that none does.
	related struct {
		link  Link
		where *tree[*atom]
	}
	// lost is what HubSpot's filters cannot say.
	lost struct{ why, instead string }
)

func (known) test()   {}
func (yes) test()     {}
func (number) test()  {}
func (oneOf) test()   {}
func (affix) test()   {}
func (moment) test()  {}
func (related) test() {}
func (lost) test()    {}

// where is the value that an atom tests; "" for one that tests none.
func (a *atom) where() string {
	switch a.test.(type) {
	case related, lost:
		return ""
	}
	via := ""
	if a.via != nil {
		via = a.via.Object
	}
	return fmt.Sprintf("%s.%s ", via, a.prop.Name)
}

func negate(t *tree[*atom]) *tree[*atom] {
	switch t.kind {
	case isTrue, isFalse:
		return constant[*atom](t.kind == isFalse)
	case isLeaf:
		a := *t.leaf
		a.inv, a.blank = !a.inv, !a.blank
		return leaf(&a)
	}
	kids := make([]*tree[*atom], len(t.kids))
	for i, k := range t.kids {
		kids[i] = negate(k)
	}
	return join(t.kind == isOr, kids...)
}

// simplify puts atoms about one value that stand side by side into one, from the leaves upward:
// a == 1 || a == 2 is "any of 1, 2", and !is_set(a) || a < 5 is one filter that lets
// records without a value pass.
func simplify(t *tree[*atom]) *tree[*atom] {
	switch t.kind {
	case isLeaf:
		if r, ok := t.leaf.test.(related); ok {
			a := *t.leaf
			a.test = related{r.link, simplify(r.where)}
			return leaf(&a)
		}
		return t
	case isTrue, isFalse:
		return t
	}
	and := t.kind == isAnd
	kids := make([]*tree[*atom], 0, len(t.kids))
	for _, k := range t.kids {
		kids = append(kids, simplify(k))
	}
	flat := join(and, kids...)
	if flat.kind == isLeaf || flat.kind == isTrue || flat.kind == isFalse {
		return flat
	}
	var out []*tree[*atom]
	about := map[string][]int{} // where in out the atoms about a value stand
next:
	for _, k := range flat.kids {
		if k.kind == isLeaf {
			if where := k.leaf.where(); where != "" {
				for _, i := range about[where] {
					if out[i].kind != isLeaf { // has become a constant
						continue
					}
					if both := unite(out[i].leaf, k.leaf, flat.kind == isAnd); both != nil {
						out[i] = both
						continue next
					}
				}
				about[where] = append(about[where], len(out))
			}
		}
		out = append(out, k)
	}
	return join(flat.kind == isAnd, out...)
}

// unite is a and b, or a or b, as one atom or constant; nil when it takes two.
func unite(a, b *atom, and bool) *tree[*atom] {
	_, x := a.test.(known)
	if _, y := b.test.(known); x && (!y || b.inv == and) { // b is the one that "and known" or "or unknown" fits
		a, b = b, a
	}
	if _, ok := b.test.(known); ok {
		out := *a
		switch {
		case and && !b.inv && !b.blank: // and is known
			out.blank = false
		case !and && b.inv && b.blank: // or is unknown
			out.blank = true
		default:
			return nil
		}
		if _, ok := out.test.(known); ok && out.inv != out.blank { // known or unknown; known and unknown
			return constant[*atom](out.blank)
		}
		return leaf(&out)
	}
	l, ok := a.test.(oneOf)
	r, ok2 := b.test.(oneOf)
	// "Any of" joins by or, "none of" by and.
	if !ok || !ok2 || l.fold != r.fold || a.inv != b.inv || a.inv != and {
		return nil
	}
	out := *a
	out.blank = a.blank || b.blank
	if and {
		out.blank = a.blank && b.blank
	}
	values := slices.Clone(l.values)
	for _, v := range r.values {
		if !slices.Contains(values, v) {
			values = append(values, v)
		}
	}
	out.test = oneOf{values, l.fold}
	return leaf(&out)
}
