package hubspot

import (
	"cmp"
	"slices"
	"strings"

	"github.com/stagecraft-dev/stagecraft/providers"
)

// inventory is what is live in an account, sorted for those who look at it as a whole.
type inventory struct {
	byType map[string][]item
	byKey  map[providers.Reference]item
	within map[providers.Reference][]item // by type of the parts and key of the whole
}

// wholes names the attribute by which parts name what they belong to.
var wholes = map[string]string{typeOption: "property", typeStage: "pipeline", typeValidation: "property", typePipelineRules: "pipeline", typePermissions: "stage"}

func newInventory(live []*providers.Live) *inventory {
	a := &inventory{byType: map[string][]item{}, byKey: map[providers.Reference]item{}, within: map[providers.Reference][]item{}}
	for _, l := range live {
		i := item{l}
		a.byType[l.Type] = append(a.byType[l.Type], i)
		a.byKey[reference(l.Type, l.Key)] = i
		if attr := wholes[l.Type]; attr != "" {
			r := reference(l.Type, i.text(attr))
			a.within[r] = append(a.within[r], i)
		}
	}
	inOrder := func(x, y item) int {
		return cmp.Or(cmp.Compare(x.number("order"), y.number("order")), cmp.Compare(x.Key, y.Key))
	}
	for _, list := range a.byType {
		slices.SortStableFunc(list, inOrder)
	}
	for _, list := range a.within {
		slices.SortStableFunc(list, inOrder)
	}
	return a
}

func reference(typ, key string) providers.Reference { return providers.Reference{Type: typ, Key: key} }

// of lists what is live of a type: lifecycle stages and other parts in order, the rest by natural key.
func (a *inventory) of(typ string) []item { return a.byType[typ] }

// parts lists the options of a property, the stages of a pipeline and so on, in order.
func (a *inventory) parts(typ, whole string) []item {
	return a.within[reference(typ, whole)]
}

// lacks says in what the account differs from a wanted resource; "" when it does not.
func (a *inventory) lacks(r *providers.Resource) string {
	l, ok := a.byKey[reference(r.Type, r.Key)]
	if !ok {
		return "is not there"
	}
	return strings.Join(kindOf(r.Type).typ.Differing(r.Values, l.Values), ", ")
}

// item is a live object whose values are looked at.
type item struct{ *providers.Live }

func (i item) text(name string) string    { s, _ := i.Values[name].(string); return s }
func (i item) number(name string) float64 { n, _ := i.Values[name].(float64); return n }
func (i item) flag(name string) bool      { b, _ := i.Values[name].(bool); return b }

func (i item) texts(name string) []string {
	list, _ := i.Values[name].([]any)
	out := make([]string, 0, len(list))
	for _, x := range list {
		if s, ok := x.(string); ok {
			out = append(out, s)
		}
	}
	return out
}

// title is what people call it.
func (i item) title() string { return cmp.Or(i.text("label"), i.text("name"), i.Key) }
