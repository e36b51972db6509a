package diff

import (
	"slices"

	"github.com/stagecraft-dev/stagecraft/schema"
)

// entry is a block with its kind.
type entry struct {
	kind  string
	block schema.Block
}

// blocks lists what takes part in a comparison, in order.
func blocks(a *schema.Architecture) (order []schema.Address, by map[schema.Address]entry) {
	by = map[schema.Address]entry{}
	for kind, b := range a.Blocks() {
		switch kind {
		case "moved", "retired", "import", "change", "scenario", "record", "step", "expect":
			continue
		}
		addr := b.Base().Address
		if kind == "architecture" {
			addr = "architecture"
		}
		if _, dup := by[addr]; !dup {
			order = append(order, addr)
		}
		by[addr] = entry{kind, b}
	}
	return order, by
}

// renames maps each new address to its former one, after the moved blocks.
func (c *comparer) renames(order []schema.Address, newBy, oldBy map[schema.Address]entry) map[schema.Address]schema.Address {
	out := map[schema.Address]schema.Address{}
	for _, addr := range order {
		for _, m := range c.new.a.Moved {
			was, ok := schema.Rebase(addr, m.To, m.From)
			if !ok {
				continue
			}
			if _, existed := oldBy[was]; existed {
				if _, still := newBy[was]; !still {
					out[addr] = was
				}
			}
		}
	}
	return out
}

func directlyRenamed(a *schema.Architecture, addr schema.Address) bool {
	return slices.ContainsFunc(a.Moved, func(m *schema.Moved) bool { return m.To == addr })
}

// insideNew tells whether a block that holds addr is new itself, so that
// naming the holder is enough.
func insideNew(addr schema.Address, newBy, oldBy map[schema.Address]entry, former map[schema.Address]schema.Address) bool {
	p, ok := parent(addr, newBy)
	if !ok {
		return false
	}
	was := p
	if f, renamed := former[p]; renamed {
		was = f
	}
	_, existed := oldBy[was]
	return !existed
}

func parentGone(addr schema.Address, oldBy map[schema.Address]entry, taken map[schema.Address]bool) bool {
	p, ok := parent(addr, oldBy)
	return ok && !taken[p]
}

// parent finds the block that holds addr, if it is nested.
func parent(addr schema.Address, by map[schema.Address]entry) (schema.Address, bool) {
	module, kind, labels := addr.Split()
	if (kind == "stage" || kind == "member") && len(labels) == 2 {
		for _, k := range map[string][]string{"stage": {"lifecycle", "pipeline"}, "member": {"team"}}[kind] {
			p := schema.NewAddress(module, k, labels[0])
			if _, ok := by[p]; ok {
				return p, true
			}
		}
		return "", false
	}
	for s := string(addr); ; {
		i := lastDot(s)
		if i < 0 {
			return "", false
		}
		s = s[:i]
		if _, ok := by[schema.Address(s)]; ok {
			return schema.Address(s), true
		}
	}
}

func lastDot(s string) int {
	for i := len(s) - 1; i >= 0; i-- {
		if s[i] == '.' {
			return i
		}
	}
	return -1
}
