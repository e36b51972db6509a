package planner

import (
	"fmt"
	"slices"
	"sort"
	"strings"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/diag"
)

// known is a resource of the state under the address that it has now.
type known struct {
	*StateResource
	addr  string // in the state
	moved *schema.Moved
}

// match pairs what is wanted with what is live and what is known: by the id that the
// state has for the address, then by import block, then by natural key.
func (b *build) match(c *crm, moves []*move) {
	byID := make(map[[2]string]*providers.Live, len(c.live))
	byKey := make(map[[2]string][]*providers.Live, len(c.live))
	for _, l := range c.live {
		if c.types[l.Type] == nil {
			b.diags.Add(providerError(c.info, "cannot be understood", fmt.Errorf("it has an object of type %q, which the provider does not declare", l.Type)))
			return
		}
		byID[[2]string{l.Type, l.ID}] = l
		k := [2]string{l.Type, l.Key}
		byKey[k] = append(byKey[k], l)
	}
	states := b.known(c, moves)
	claimed := make(map[*providers.Live]bool, len(c.live))

	for _, w := range b.wants(c) {
		r := w.want
		if k := states[w.addr]; k != nil {
			w.base, w.baseAddr, w.moved = k.StateResource, k.addr, k.moved
			if w.live = byID[[2]string{r.Type, k.ID}]; w.live != nil {
				claimed[w.live] = true
			}
			delete(states, w.addr)
		}
		c.works = append(c.works, w)
	}
	leftover := make(map[*providers.Live]string, len(states)) // live object → address in states
	for addr, k := range states {
		if l := byID[[2]string{k.Type, k.ID}]; l != nil && !claimed[l] {
			leftover[l] = addr
		}
	}
	for _, w := range c.works {
		if w.live == nil {
			w.live = b.importOf(w, c.live, claimed)
		}
		if w.live == nil {
			w.live = b.byKey(w, byKey[[2]string{w.want.Type, w.want.Key}], claimed)
		}
		if w.live == nil {
			continue
		}
		claimed[w.live] = true
		if addr, ours := leftover[w.live]; ours {
			// The same object was ours under another address: it moved.
			if w.base == nil {
				w.base, w.baseAddr = states[addr].StateResource, states[addr].addr
				delete(states, addr)
			}
			delete(leftover, w.live)
		}
	}
	for addr, k := range states {
		b.leave(c, addr, k, byID, claimed)
	}
	b.sayKept(c)
	orders := map[string]bool{}
	for _, w := range c.works {
		if w.want != nil && w.typ.Ordered() {
			orders[w.typ.Name+"\x00"+w.typ.ParentOf(w.want.Values)] = true
		}
	}
	for _, l := range c.live {
		if claimed[l] || l.BuiltIn {
			continue
		}
		b.rest(c, l, orders)
	}
	sort.Slice(c.works, func(i, j int) bool { return c.works[i].addr < c.works[j].addr })
	for _, w := range c.works {
		if w.want != nil && w.live != nil && w.want.Key != w.live.Key {
			c.renames[[2]string{w.live.Type, w.live.Key}] = w.want.Key
		}
	}
	sortObjects(b.plan.Unmanaged)
	sortObjects(b.plan.Ignored)
}

// wants checks the compiled resources and gives a work to each, in order of address.
func (b *build) wants(c *crm) []*work {
	addrs := make(map[string]*providers.Resource, len(c.compiled.Resources))
	keys := make(map[[2]string]*providers.Resource, len(c.compiled.Resources))
	out := make([]*work, 0, len(c.compiled.Resources))
	for _, r := range c.compiled.Resources {
		k, addr := [2]string{r.Type, r.Key}, r.Address()
		switch {
		case c.types[r.Type] == nil:
			b.diags.Add(providerError(c.info, "cannot be planned", fmt.Errorf("the provider made a resource of type %q, which it does not declare", r.Type)))
			continue
		case addrs[addr] != nil || keys[k] != nil:
			other := addrs[addr]
			if other == nil {
				other = keys[k]
			}
			b.diags.Errorf(diag.Duplicate, r.Source, fmt.Sprintf("Two declarations make the same object of %s", c.info.Title),
				"%s and %s (%s) both become %s %q. Give one of them another name.", r.Origin, other.Origin, other.Source, r.Type, r.Key)
			continue
		case c.ignores(r.Type, r.Key):
			b.diags.Errorf(diag.Environment, r.Source, fmt.Sprintf("%s is declared and ignored", r.Origin),
				"An ignore pattern of crm %q covers %s.%s. Remove the pattern or the declaration.", c.name, r.Type, r.Key)
			continue
		}
		addrs[addr], keys[k] = r, r
		out = append(out, &work{crm: c, typ: c.types[r.Type], addr: addr, origin: r.Origin, part: r.Part, want: r})
	}
	sort.Slice(out, func(i, j int) bool { return out[i].addr < out[j].addr })
	return out
}

func (c *crm) ignores(typ, key string) bool {
	return c.Target.CRM != nil && len(c.Target.CRM.Ignore) > 0 && globAny(c.Target.CRM.Ignore, typ+"."+key)
}

// byKey picks the live object with the natural key of a resource that has none yet.
func (b *build) byKey(w *work, candidates []*providers.Live, claimed map[*providers.Live]bool) *providers.Live {
	var found []*providers.Live
	for _, l := range candidates {
		if !claimed[l] {
			found = append(found, l)
		}
	}
	if len(found) > 1 {
		ids := make([]string, len(found))
		for i, l := range found {
			ids[i] = l.ID
		}
		slices.Sort(ids)
		b.diags.Errorf(diag.LiveConflict, w.want.Source, fmt.Sprintf("%s exists %d times in %s", w.want.Label, len(found), w.crm.info.Title),
			"The live objects with the ids %s all have the key %q. Take one over with an import block:\nimport {\n  to = %s\n  id = %q\n}",
			strings.Join(ids, ", "), w.want.Key, w.origin, ids[0])
	}
	if len(found) == 0 {
		return nil
	}
	return found[0]
}

// leave plans for a resource that is known and not wanted any more.
func (b *build) leave(c *crm, addr string, k *known, byID map[[2]string]*providers.Live, claimed map[*providers.Live]bool) {
	typ, origin, part := providers.SplitAddress(addr)
	t := c.types[k.Type]
	if t == nil || typ != k.Type {
		b.diags.Errorf(diag.State, diag.Range{}, fmt.Sprintf("The state has a resource of type %q", k.Type),
			"Provider %s does not know the type (%s). Use the version of stagecraft that applied it.", c.info.Name, addr)
		return
	}
	w := &work{crm: c, typ: t, addr: addr, origin: origin, part: part, base: k.StateResource, baseAddr: k.addr}
	if globAny(c.compiled.Keep, k.Type+"."+k.Key) {
		if l := byID[[2]string{k.Type, k.ID}]; l != nil {
			claimed[l] = true
		}
		c.kept = append(c.kept, addr)
		return
	}
	if l := byID[[2]string{k.Type, k.ID}]; l != nil && !claimed[l] {
		w.live = l
		claimed[l] = true
	}
	for _, r := range b.Arch.Retired {
		if within(origin, part, r.What) {
			w.retired = r
		}
	}
	c.works = append(c.works, w)
}

// sayKept warns of what is known and stays as it is, because the provider can say nothing about it now.
func (b *build) sayKept(c *crm) {
	if len(c.kept) == 0 {
		return
	}
	slices.Sort(c.kept)
	b.diags.Warnf(diag.Environment, diag.Range{}, fmt.Sprintf("%d applied objects of %s are left as they are", len(c.kept), c.info.Title),
		"They cannot be seen with these credentials, or something that they need is not there; other warnings and the manual steps say what. "+
			"Nothing is compared, changed or deleted, and the state keeps them: %s.", firstOf(c.kept, 5))
}

// rest files a live object that is neither wanted nor known. orders are the orders in which wanted ones stand.
func (b *build) rest(c *crm, l *providers.Live, orders map[string]bool) {
	name := l.Type + "." + l.Key
	o := Object{Target: c.name, Type: l.Type, Key: l.Key, ID: l.ID}
	if t := c.types[l.Type]; t.Ordered() {
		o.Among = orders[t.Name+"\x00"+t.ParentOf(l.Values)]
	}
	switch {
	case c.ignores(l.Type, l.Key):
		b.plan.Ignored = append(b.plan.Ignored, o)
	case globAny(b.Prune, name):
		c.works = append(c.works, &work{crm: c, typ: c.types[l.Type], addr: name, live: l, pruned: true})
	default:
		b.plan.Unmanaged = append(b.plan.Unmanaged, o)
		c.strangers = append(c.strangers, l)
	}
}

// checkPrune warns of patterns that match nothing: what they were meant for is
// ignored, managed, spelled otherwise or gone already.
func (b *build) checkPrune() {
	for _, p := range b.Prune {
		found := p == "*"
		for _, c := range b.crms {
			for _, w := range c.works {
				found = found || w.pruned && Glob(p, w.addr)
			}
		}
		if !found {
			b.diags.Warnf(diag.NothingMoved, diag.Range{}, fmt.Sprintf("Nothing to prune matches %q", p),
				"Patterns are TYPE.KEY as the plan lists what is not managed, with * and ?.")
		}
	}
}

func sortObjects(l []Object) {
	sort.Slice(l, func(i, j int) bool {
		a, b := l[i], l[j]
		if a.Target != b.Target {
			return a.Target < b.Target
		}
		return a.Type+"\x00"+a.Key+"\x00"+a.ID < b.Type+"\x00"+b.Key+"\x00"+b.ID
	})
}

// importOf finds the live object that an import block gives to a resource.
func (b *build) importOf(w *work, live []*providers.Live, claimed map[*providers.Live]bool) *providers.Live {
	for _, i := range b.Arch.Imports {
		if i.To != w.origin && !namesPart(i.To, w.origin, w.part) || i.Type != "" && i.Type != w.want.Type {
			continue
		}
		for _, l := range live {
			if l.Type == w.want.Type && (l.ID == i.ID || l.Key == i.ID) && !claimed[l] {
				b.seen[i], w.imported = true, i
				return l
			}
		}
	}
	return nil
}

// checkImports reports import blocks whose object does not exist. A block
// whose object is ours already, or whose block lives in no CRM of the environment, is fine.
func (b *build) checkImports() {
	if b.Paper != nil {
		return // what would be imported is live, and not on paper
	}
	for _, i := range b.Arch.Imports {
		if b.seen[i] {
			continue
		}
		concerns, done := false, false
		for _, c := range b.crms {
			for _, w := range c.works {
				if w.want == nil || w.origin != i.To && !namesPart(i.To, w.origin, w.part) || i.Type != "" && i.Type != w.want.Type {
					continue
				}
				concerns = true
				done = done || w.live != nil && (w.live.ID == i.ID || w.live.Key == i.ID || w.base != nil)
			}
		}
		if concerns && !done {
			b.diags.Errorf(diag.NothingMoved, i.At("id"), fmt.Sprintf("Import of %q finds nothing", i.ID),
				"No live object that %s could describe has this id or internal name. Correct the id, or remove the import block to create the object.", i.To)
		}
	}
}
