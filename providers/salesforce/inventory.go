package salesforce

import (
	"cmp"
	"slices"
	"strings"

	"github.com/stagecraft-dev/stagecraft/providers"
)

// inventory is what is live, for those who look at it as a whole.
type inventory struct {
	byType map[string][]item
	byKey  map[providers.Reference]item
	values map[string][]item // picklist values by set
}

func newInventory(live []*providers.Live) *inventory {
	a := &inventory{byType: map[string][]item{}, byKey: map[providers.Reference]item{}, values: map[string][]item{}}
	for _, l := range live {
		i := item{l}
		a.byType[l.Type] = append(a.byType[l.Type], i)
		a.byKey[providers.Reference{Type: l.Type, Key: l.Key}] = i
		if l.Type == typeValue {
			a.values[i.text("set")] = append(a.values[i.text("set")], i)
		}
	}
	for _, list := range a.byType {
		slices.SortStableFunc(list, func(x, y item) int { return cmp.Compare(x.Key, y.Key) })
	}
	for _, list := range a.values {
		slices.SortStableFunc(list, func(x, y item) int { return cmp.Compare(number(x.Values["order"]), number(y.Values["order"])) })
	}
	return a
}

// of lists what is live of a type, by natural key.
func (a *inventory) of(typ string) []item { return a.byType[typ] }

// find gives a live object.
func (a *inventory) find(typ, key string) (item, bool) {
	i, ok := a.byKey[providers.Reference{Type: typ, Key: key}]
	return i, ok
}

// setOf is the value set of a picklist field.
func (a *inventory) setOf(f item) string {
	if g := f.text("value_set"); g != "" {
		return globalSet + g
	}
	return setOf(f.text("object"), f.text("name"))
}

// lacks says in what the org differs from a wanted resource; "" when it does not.
func (a *inventory) lacks(r *providers.Resource) string {
	l, ok := a.find(r.Type, r.Key)
	if !ok {
		return "is not there"
	}
	return strings.Join(kindOf(r.Type).typ.Differing(r.Values, l.Values), ", ")
}

// item is a live object whose values are looked at.
type item struct{ *providers.Live }

func (i item) text(name string) string { return text(i.Values[name]) }

func (i item) flag(name string) bool { return truth(i.Values[name]) }

// active tells whether it is on, which it is unless the org says otherwise.
func (i item) active() bool { return isOn(i.Values["active"]) }

func (i item) texts(name string) []string { return list(i.Values[name]) }

// title is what people call it.
func (i item) title() string { return cmp.Or(i.text("label"), i.text("name")) }
