package metadata

import (
	"slices"

	"github.com/stagecraft-dev/stagecraft/providers/salesforce/metadata/tree"
)

// placed is an element to be put somewhere, and the one whose place it takes, if any.
type placed struct {
	node *tree.Node
	was  *tree.Node
}

// place puts elements of one name in place of those that kids have, and gives the new list. An element takes the place of what
// it was; comments and other elements stay where they were. Where there was none of the name, the schema says where.
func place(kids []*tree.Node, typ *Type, name string, nodes []placed) []*tree.Node {
	var slots []*tree.Node
	for _, k := range kids {
		if k.Is(name) {
			slots = append(slots, k)
		}
	}
	if len(slots) == 0 {
		return slices.Insert(slices.Clone(kids), insertAt(kids, typ, name), bare(nodes)...)
	}
	at := assign(slots, nodes)
	var out []*tree.Node
	slot := 0
	for _, k := range kids {
		if !k.Is(name) {
			out = append(out, k)
			continue
		}
		for i, p := range nodes {
			if at[i] == slot {
				out = append(out, p.node)
			}
		}
		slot++
	}
	return out
}

// assign gives the slot of each node. They never go backwards; what has no place of its own follows the one before it.
func assign(slots []*tree.Node, nodes []placed) []int {
	owned := map[*tree.Node]bool{}
	for _, p := range nodes {
		owned[p.was] = true
	}
	at := make([]int, len(nodes))
	last := -1
	for i, p := range nodes {
		own := slices.Index(slots, p.was)
		switch {
		case p.was != nil && own > last:
			last = own
		case last+1 < len(slots) && !owned[slots[last+1]]:
			last++
		}
		at[i] = max(last, 0)
	}
	return at
}

func bare(nodes []placed) []*tree.Node {
	out := make([]*tree.Node, len(nodes))
	for i, p := range nodes {
		out[i] = p.node
	}
	return out
}

// insertAt is where the first element of a name goes: after the last one that the schema puts before it. What the schema
// does not know goes to the end.
func insertAt(kids []*tree.Node, typ *Type, name string) int {
	if typ == nil {
		return len(kids)
	}
	if _, known := typ.Element(name); !known {
		return len(kids)
	}
	at, first := 0, true
	for i, k := range kids {
		if k.Kind != tree.Element {
			continue
		}
		if _, known := typ.Element(k.Name); known && typ.position(k.Name) < typ.position(name) {
			at = i + 1
		} else if first {
			at = i // comments at the start belong to what follows them, or to the whole
		}
		first = false
	}
	if first {
		return len(kids)
	}
	return at
}
