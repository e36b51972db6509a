package planner

import (
	"fmt"
	"slices"
	"sort"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/diag"
)

// move is a moved block and whether it had something to move.
type move struct {
	*schema.Moved
	matched bool
}

func (m *move) String() string { return string(m.From) + " -> " + string(m.To) }

// moves lists the moved blocks, the most specific first.
func (b *build) moves() []*move {
	out := make([]*move, len(b.Arch.Moved))
	for i, m := range b.Arch.Moved {
		out[i] = &move{Moved: m}
	}
	sort.SliceStable(out, func(i, j int) bool {
		if len(out[i].From) != len(out[j].From) {
			return len(out[i].From) > len(out[j].From)
		}
		return out[i].String() < out[j].String()
	})
	return out
}

// known gives the resources of the state under their addresses of now.
func (b *build) known(c *crm, moves []*move) map[string]*known {
	out := make(map[string]*known, len(c.state.Resources))
	for addr, r := range c.state.Resources {
		if len(moves) == 0 {
			out[addr] = &known{StateResource: r, addr: addr}
		}
	}
	if len(moves) == 0 {
		return out
	}
	// Resources that stay come first, so that a move onto one of them is seen as such.
	addrs := make([]string, 0, len(c.state.Resources))
	for addr := range c.state.Resources {
		addrs = append(addrs, addr)
	}
	slices.Sort(addrs)
	moved := map[string]*known{}
	to := map[string]string{}
	for _, addr := range addrs {
		k := &known{StateResource: c.state.Resources[addr], addr: addr}
		now := follow(addr, k, moves)
		if now == addr {
			out[addr] = k
			continue
		}
		moved[addr], to[addr] = k, now
	}
	for _, addr := range addrs {
		k := moved[addr]
		if k == nil {
			continue
		}
		if other := out[to[addr]]; other != nil {
			b.diags.Errorf(diag.Retirement, k.moved.Range, fmt.Sprintf("%s cannot be moved to %s", k.moved.From, k.moved.To),
				"%s is there already, and is another live object (%q). Remove the moved block, or retire one of the two.", k.moved.To, other.Key)
			continue
		}
		out[to[addr]] = k
	}
	return out
}

// follow applies the moved blocks to an address, each at most once.
func follow(addr string, k *known, moves []*move) string {
	typ, origin, part := providers.SplitAddress(addr)
	used := make([]bool, len(moves))
	for again := true; again; {
		again = false
		for i, m := range moves {
			if used[i] {
				continue
			}
			if o, p, ok := rewrite(origin, part, m.From, m.To); ok {
				origin, part, again, used[i] = o, p, true, true
				m.matched, k.moved = true, m.Moved
				break
			}
		}
	}
	return providers.ResourceAddress(typ, origin, part)
}

// checkMoves reports moved blocks that match nothing. One is fine when it was carried out before, when
// nothing was applied yet, or when no CRM of the environment has what it names.
func (b *build) checkMoves(moves []*move) {
	for _, m := range moves {
		if m.matched || b.state.Empty() || slices.Contains(b.state.Moves, m.String()) {
			continue
		}
		to, toPart, _ := rewrite(m.From, "", m.From, m.To)
		for _, o := range moves { // m was followed by another move
			if o != m {
				if t, p, ok := rewrite(to, toPart, o.From, o.To); ok {
					to, toPart = t, p
				}
			}
		}
		concerns, done := false, false
		for _, c := range b.crms {
			for _, w := range c.works {
				if w.want != nil && within(w.origin, w.part, to) {
					concerns = true
					done = done || w.base != nil
				}
			}
		}
		if concerns && !done {
			b.diags.Errorf(diag.NothingMoved, m.At("from"), fmt.Sprintf("%s names nothing that was applied", m.From),
				"The moved block has nothing to rename: neither %s nor %s is in the state. Correct the address, or remove the block.", m.From, m.To)
		} else if done {
			// It may have been carried out by an apply that did not finish, so this is no error.
			b.diags.Warnf(diag.NothingMoved, m.At("from"), fmt.Sprintf("%s names nothing that was applied", m.From),
				"%s is managed already, so there is nothing to rename. Correct the address; if the rename was carried out before, remove the block.", m.To)
		}
	}
}
