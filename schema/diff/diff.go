// Package diff compares two versions of an architecture in meaning: which
// blocks were added, removed, renamed or changed, attribute by attribute, in
// sentences that a council member can read, with the part of the semantic version
// that each change demands. Formatting, comments, the order of top-level
// blocks and the files that they stand in make no difference.
package diff

import (
	"fmt"
	"reflect"
	"slices"
	"sort"

	"github.com/stagecraft-dev/stagecraft/schema"
)

// Kind of a change.
type Kind string

const (
	Added     Kind = "added"
	Removed   Kind = "removed"
	Renamed   Kind = "renamed"
	Changed   Kind = "changed"
	Reordered Kind = "reordered"
)

// Part of a semantic version.
type Part string

const (
	Major Part = "major" // somebody must act, or live records are affected
	Minor Part = "minor" // more than before, or another value for a known knob
	Patch Part = "patch" // words only
)

var partRank = map[Part]int{"": 0, Patch: 1, Minor: 2, Major: 3}

// Change is one difference.
type Change struct {
	Kind    Kind           `json:"kind"`
	Address schema.Address `json:"address"`
	From    schema.Address `json:"from,omitempty"` // Renamed: the former address
	Block   string         `json:"block"`          // block type: "stage"
	Title   string         `json:"title"`          // the block in words
	Group   string         `json:"group"`          // heading of the changelog
	Attr    string         `json:"attribute,omitempty"`
	Before  string         `json:"before,omitempty"` // in words
	After   string         `json:"after,omitempty"`
	Text    string         `json:"text"` // the change as one sentence
	Part    Part           `json:"part"`
	// Roles are the roles that the change concerns.
	Roles []schema.Address `json:"roles,omitempty"`
	// Class is the name of the change's class; see Classes.
	Class string `json:"class"`
	// HandledBy is the kind of expert who works the change out: architect, specialist or customer.
	HandledBy string `json:"handled_by"`
	// Approvers are the roles (or teams) that must agree, by the class and the architecture's escalations.
	Approvers []schema.Address `json:"approvers,omitempty"`
	// Records are the change records that cover the change.
	Records []schema.Address `json:"records,omitempty"`
}

// Diff is the difference of two architectures.
type Diff struct {
	FromVersion string `json:"from_version"`
	ToVersion   string `json:"to_version"`
	// Changes are by group in the order of Groups, the weighty ones first.
	Changes []Change `json:"changes"`
	// Part is the part of the version that must grow; "" without changes.
	Part Part `json:"part,omitempty"`
	// NextVersion is the lowest version that may follow FromVersion; FromVersion without changes, "" when
	// that is no semantic version.
	NextVersion string `json:"next_version,omitempty"`
	// Records are the change records that belong to this difference.
	Records []Record `json:"records,omitempty"`
	// Notes are things to look at that are no change: a removal and an addition that may be a rename.
	Notes []Note `json:"notes,omitempty"`
}

// Compare tells how b differs from a. Both must be indexed. moved blocks of b
// turn a removal and an addition into a rename.
func Compare(a, b *schema.Architecture) *Diff {
	c := &comparer{out: Diff{Changes: []Change{}}, old: side{a, newWords(a)}, new: side{b, newWords(b)}, decides: decides(a, b)}
	if a.Info != nil {
		c.out.FromVersion = a.Info.Version
	}
	if b.Info != nil {
		c.out.ToVersion = b.Info.Version
	}
	c.compare()
	sort.SliceStable(c.out.Changes, func(i, j int) bool {
		x, y := c.out.Changes[i], c.out.Changes[j]
		if x.Group != y.Group {
			return slices.Index(Groups, x.Group) < slices.Index(Groups, y.Group)
		}
		return partRank[x.Part] > partRank[y.Part]
	})
	for _, ch := range c.out.Changes {
		if partRank[ch.Part] > partRank[c.out.Part] {
			c.out.Part = ch.Part
		}
	}
	c.out.NextVersion = next(c.out.FromVersion, c.out.Part)
	c.records()
	return &c.out
}

type side struct {
	a *schema.Architecture
	w *words
}

type comparer struct {
	old, new side
	decides  map[string]decision               // by class
	former   map[schema.Address]schema.Address // addresses before a rename, by those after it
	out      Diff
}

func (c *comparer) compare() {
	oldOrder, oldBy := blocks(c.old.a)
	newOrder, newBy := blocks(c.new.a)
	former := c.renames(newOrder, newBy, oldBy)
	c.old.w.moved = map[schema.Address]schema.Address{}
	c.former = former
	for now, was := range former {
		c.old.w.moved[was] = now
	}
	taken := map[schema.Address]bool{}
	var come, gone []entry
	for _, addr := range newOrder {
		n := newBy[addr]
		was, renamed := former[addr]
		if !renamed {
			was = addr
		}
		o, existed := oldBy[was]
		if !existed || o.kind != n.kind {
			if !insideNew(addr, newBy, oldBy, former) {
				c.added(addr, n)
				come = append(come, n)
			}
			continue
		}
		taken[was] = true
		if renamed && directlyRenamed(c.new.a, addr) {
			c.add(Change{Kind: Renamed, Address: addr, From: was, Part: Major,
				Before: c.old.w.block(o.kind, o.block), After: c.new.w.block(n.kind, n.block),
				Text: renaming(c.old.w.block(o.kind, o.block), c.new.w.title(n.block), c.old.w.title(o.block), was, addr)}, c.new, n)
		}
		c.attributes(addr, o, n, renamed)
		c.stageOrder(o, n, former)
	}
	for _, addr := range oldOrder {
		if !taken[addr] && !parentGone(addr, oldBy, taken) {
			c.removed(addr, oldBy[addr])
			gone = append(gone, oldBy[addr])
		}
	}
	c.likelyRenames(gone, come)
}

func (c *comparer) added(addr schema.Address, n entry) {
	text := c.new.w.block(n.kind, n.block) + " added"
	if n.kind == "stage" {
		text += c.place(addr)
	} else if s := c.new.w.content(n.block); s != "" {
		text += ": " + s
	}
	c.add(Change{Kind: Added, Address: addr, Part: partOfPresence(n.kind, Added), Text: text + "."}, c.new, n)
}

func (c *comparer) removed(addr schema.Address, o entry) {
	text := c.old.w.block(o.kind, o.block) + " removed"
	if s := c.old.w.content(o.block); s != "" {
		text += ", was: " + s
	}
	for _, r := range c.new.a.Retired {
		if r.What == addr && r.To != "" {
			text = fmt.Sprintf("%s retired; its records go to %s", c.old.w.block(o.kind, o.block), c.new.w.ref(r.To))
		}
	}
	c.add(Change{Kind: Removed, Address: addr, Part: partOfPresence(o.kind, Removed), Text: text + "."}, c.old, o)
}

// place says between which stages a new stage stands.
func (c *comparer) place(addr schema.Address) string {
	t := c.new.a.Track(addr)
	if t == nil {
		return ""
	}
	i := t.Rank(addr)
	switch {
	case len(t.Stages) == 1 || i < 0:
		return ""
	case i == 0:
		return " before " + c.new.w.name(t.Stages[1])
	case i == len(t.Stages)-1:
		return " after " + c.new.w.name(t.Stages[i-1])
	}
	return fmt.Sprintf(" between %s and %s", c.new.w.name(t.Stages[i-1]), c.new.w.name(t.Stages[i+1]))
}

// attributes compares two versions of one block attribute by attribute.
// A rename has told the new name already.
func (c *comparer) attributes(addr schema.Address, o, n entry, renamed bool) {
	ov, nv := reflect.ValueOf(o.block).Elem(), reflect.ValueOf(n.block).Elem()
	d := schema.DefOf(ov.Type(), o.kind)
	attrs := d.Attrs
	if d.Rest != nil {
		attrs = append(slices.Clone(attrs), d.Rest)
	}
	for _, a := range attrs {
		if o.kind == "architecture" && a.Name == "version" {
			continue
		}
		before, after := c.values(ov.FieldByIndex(a.Index), nv.FieldByIndex(a.Index), a, true)
		if before.key == after.key && before.set == after.set || renamed && naming[a.Name] && directlyRenamed(c.new.a, addr) {
			continue
		}
		before, after = c.values(ov.FieldByIndex(a.Index), nv.FieldByIndex(a.Index), a, false)
		if before.text == after.text { // two things of one name
			c.old.w.exact, c.new.w.exact = true, true
			before, after = c.values(ov.FieldByIndex(a.Index), nv.FieldByIndex(a.Index), a, false)
			c.old.w.exact, c.new.w.exact = false, false
		}
		before, after = c.old.w.clocked(o.block, before), c.new.w.clocked(n.block, after)
		ch := Change{Kind: Changed, Address: addr, Attr: a.Name, Before: before.text, After: after.text,
			Part: partOfChange(o.kind, a.Name, before, after), Class: classOfAttr(n.kind, addr, a.Name, before, after)}
		switch {
		case naming[a.Name] && after.set:
			ch.Text = fmt.Sprintf("%s is now called %s.", c.old.w.block(o.kind, o.block), quote(c.new.w.title(n.block)))
		case a.Name == "short" && before.set && after.set:
			ch.Text = fmt.Sprintf("%s is now abbreviated %s.", c.old.w.block(o.kind, o.block), after.text)
		default:
			ch.Text = c.new.w.sentence(n.kind, n.block, a.Name, before, after)
		}
		c.add(ch, c.new, n)
	}
}

func (c *comparer) values(o, n reflect.Value, a *schema.Attr, keysOnly bool) (before, after value) {
	c.old.w.keysOnly, c.new.w.keysOnly = keysOnly, keysOnly
	before, after = c.old.w.value(o, a), c.new.w.value(n, a)
	c.old.w.keysOnly, c.new.w.keysOnly = false, false
	return before, after
}

// stageOrder reports stages that both versions have in another order.
func (c *comparer) stageOrder(o, n entry, former map[schema.Address]schema.Address) {
	ot, nt := c.old.a.Track(o.block.Base().Address), c.new.a.Track(n.block.Base().Address)
	if ot == nil || nt == nil || o.kind == "stage" || (n.kind != "lifecycle" && n.kind != "pipeline") {
		return
	}
	var was, now []string
	for _, s := range nt.Stages {
		old := s.Address
		if f, ok := former[old]; ok {
			old = f
		}
		if ot.Rank(old) >= 0 {
			now = append(now, string(old))
		}
	}
	for _, s := range ot.Stages {
		if slices.Contains(now, string(s.Address)) {
			was = append(was, string(s.Address))
		}
	}
	if slices.Equal(was, now) {
		return
	}
	names := func(w *words, list []string) string {
		out := make([]string, len(list))
		for i, a := range list {
			out[i] = w.ref(schema.Address(a))
		}
		return join(out, "then")
	}
	ch := Change{Kind: Reordered, Address: n.block.Base().Address, Before: names(c.old.w, was), After: names(c.old.w, now), Part: Major}
	ch.Text = fmt.Sprintf("%s has its stages in another order: %s; was %s.", c.new.w.block(n.kind, n.block), ch.After, ch.Before)
	c.add(ch, c.new, n)
}

// add completes a change of a block as it is on one side.
func (c *comparer) add(ch Change, s side, e entry) {
	ch.Block, ch.Title, ch.Text = e.kind, s.w.title(e.block), oneLine(ch.Text)
	ch.Group = groupOf(s.a, e.kind, ch.Address, e.block)
	ch.Roles = rolesOf(e.block)
	if ch.Class == "" {
		ch.Class = classOfPresence(e.kind, ch.Address, ch.Kind)
	}
	if ch.Class == "stage" {
		if t := s.a.Track(ch.Address); t != nil && t.Pipeline {
			ch.Class = "pipeline"
		}
	}
	ch.HandledBy, ch.Approvers = c.approval(ch)
	c.out.Changes = append(c.out.Changes, ch)
}
