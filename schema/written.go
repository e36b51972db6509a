package schema

import (
	"maps"
	"reflect"
	"slices"
	"strings"
)

// Written is the address as a reference in HCL: a field is contact.email, a
// threshold scoring.lead.mql; every other block is written as its address.
func (a Address) Written() string {
	module, kind, labels := a.Split()
	switch {
	case kind == "field":
		return strings.Join(labels, ".")
	case kind == "scoring" && len(labels) == 3 && labels[1] == "threshold":
		return string(NewAddress(module, kind, labels[0], labels[2]))
	}
	return string(a)
}

// labels are the values of a block's labels.
func labels(b Block) []string {
	v := reflect.ValueOf(b).Elem()
	var out []string
	for _, l := range DefOf(v.Type(), "").Labels {
		out = append(out, v.FieldByIndex(l.Index).String())
	}
	return out
}

func sortedKeys[V any](m map[string]V) []string {
	return slices.Sorted(maps.Keys(m))
}
