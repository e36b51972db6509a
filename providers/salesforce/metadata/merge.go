package metadata

import (
	"slices"
	"strconv"

	"github.com/stagecraft-dev/stagecraft/providers/salesforce/metadata/tree"
)

// Set puts elements of one name in place of those that parent has, in the order given; without any, it takes them out.
// Other elements stay where they are.
func Set(parent *tree.Node, typ *Type, name string, nodes ...*tree.Node) {
	var list []placed
	for _, n := range nodes {
		list = append(list, placed{n, n})
	}
	parent.Kids = place(parent.Kids, typ, name, list)
}

// Append adds an element after the last one of its name, or where the schema puts the first.
func Append(parent *tree.Node, typ *Type, node *tree.Node) {
	Set(parent, typ, node.Name, append(parent.Children(node.Name), node)...)
}

// Keep says what Merge does with members of a list that only the target has.
type Keep bool

const (
	// Listed: lists become those of the source.
	Listed Keep = false
	// All: members that only the target has stay behind what they followed. Values that are left out of a value set are
	// deactivated by the org, so that a set is deployed with what is live merged in.
	All Keep = true
)

// Merge puts all that source has into target: texts are replaced, elements merged, lists matched by the names of their
// members and put in the source's order. What source does not have stays as it is, where it is.
func Merge(target, source *tree.Node, typ *Type, keep Keep) {
	done := map[string]bool{}
	for _, e := range source.Elements() {
		if done[e.Name] {
			continue
		}
		done[e.Name] = true
		known := ElementType{}
		if typ != nil {
			known, _ = typ.Element(e.Name)
		}
		olds, news := target.Children(e.Name), source.Children(e.Name)
		list := matched(olds, news, known, keep)
		if keep == All && known.Many {
			list = withOthers(list, olds)
		}
		target.Kids = place(target.Kids, typ, e.Name, list)
	}
}

// matched gives the new members, each merged into the old one that it is.
func matched(olds, news []*tree.Node, e ElementType, keep Keep) []placed {
	of := TypeOf(e.Type)
	byKey := map[string]*tree.Node{}
	for i, key := range keys(olds, e.Many) {
		byKey[key] = olds[i]
	}
	var list []placed
	for i, key := range keys(news, e.Many) {
		old, node := byKey[key], news[i].Clone()
		if old != nil && len(old.Elements()) > 0 && len(node.Elements()) > 0 && !choice(e.Type, old, node) {
			merged := old.Clone()
			Merge(merged, node, of, keep)
			node = merged
		} else if old != nil && old.Value() == node.Value() && len(old.Elements()) == 0 && len(node.Elements()) == 0 {
			node = old.Clone() // the same text, perhaps written in another way
		}
		list = append(list, placed{node, old})
	}
	return list
}

// choice tells whether two elements are values of different kinds, of which the new one takes the old one's place as a whole:
// of the elements of such a type one is there.
func choice(typ string, old, node *tree.Node) bool {
	return typ == "FlowElementReferenceOrValue" && old.Child(node.Elements()[0].Name) == nil
}

// withOthers adds the old members that are not in the list, each behind the one that it followed.
func withOthers(list []placed, olds []*tree.Node) []placed {
	for i, old := range olds {
		if slices.ContainsFunc(list, func(p placed) bool { return p.was == old }) {
			continue
		}
		at := 0
		if i > 0 {
			at = 1 + slices.IndexFunc(list, func(p placed) bool { return p.was == olds[i-1] })
		}
		list = slices.Insert(list, at, placed{old.Clone(), old})
	}
	return list
}

// keyElements are the elements that tell the members of a list apart, the best first.
var keyElements = []string{"fullName", "name", "developerName", "picklist", "picklistValueName", "valueName", "inputObject",
	"inputField", "sobjectType", "object", "field", "tab", "apexClass", "application", "recordType", "column"}

// keys gives what tells members of a list apart: their name, or their text, with a number where several are alike. An element
// that is there only once needs none.
func keys(nodes []*tree.Node, many bool) []string {
	seen := map[string]int{}
	out := make([]string, len(nodes))
	for i, n := range nodes {
		key := ""
		if many {
			key = keyOf(n)
		}
		seen[key]++
		out[i] = key + "\x00" + strconv.Itoa(seen[key])
	}
	return out
}

func keyOf(n *tree.Node) string {
	if len(n.Elements()) == 0 {
		return n.Value()
	}
	for _, name := range keyElements {
		if k := n.Child(name); k != nil {
			return k.Value()
		}
	}
	return ""
}
