package planner

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"sort"
	"strings"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/schema/diag"
)

// change decides what is to be done about one work; nil for nothing.
func (b *build) change(w *work) *Change {
	if w.same() {
		return nil
	}
	c := &Change{Target: w.crm.name, Address: w.addr, Origin: w.origin, Type: w.typ.Name, Documents: w.typ.Documents, w: w}
	if w.live != nil {
		c.ID, c.Before = w.live.ID, mask(w.typ, w.live.Values)
	}
	switch {
	case w.want == nil:
		b.removal(c, w)
	case w.live == nil:
		c.Action, c.Key, c.Label, c.After, c.Golden = Create, w.want.Key, w.want.Label, mask(w.typ, w.want.Values), b.goldenCreate(w)
		c.Drift = w.base != nil
	default:
		if !b.alteration(c, w) {
			return nil
		}
	}
	if w.baseAddr != "" && w.baseAddr != w.addr && c.Action != Delete && c.Action != Forget {
		c.MovedFrom = w.baseAddr
	}
	c.Follows = b.follows(c)
	c.explain()
	return c
}

// same tells, at little cost, that everything is as it should be.
func (w *work) same() bool {
	if w.want == nil || w.live == nil || w.base == nil || w.base.ID != w.live.ID || w.baseAddr != w.addr || w.live.Key != w.want.Key {
		return false
	}
	for i := range w.typ.Attributes {
		if _, differs := w.diff(&w.typ.Attributes[i]); differs {
			return false
		}
	}
	return true
}

// removal plans for what is not wanted any more.
func (b *build) removal(c *Change, w *work) {
	if w.base != nil {
		c.Key, c.ID, c.Label, c.Golden = w.base.Key, w.base.ID, w.base.Label, w.base.Golden
	}
	if w.live != nil {
		c.Key = w.live.Key
	}
	switch {
	case w.live == nil, w.live.BuiltIn, w.crm.ignores(w.typ.Name, c.Key), !w.typ.CanDelete && w.typ.DeleteNote == "":
		c.Action = Forget
		return
	}
	c.Action = Delete
	if !w.typ.Records {
		return
	}
	c.MoveRecordsTo = b.heir(w)
	c.Discard = c.MoveRecordsTo == "" && w.retired != nil && w.retired.Discard
}

// letGo clears, in objects that are forgotten and stay (such as the CRM's own), the
// references to what the plan deletes, which could not be deleted otherwise.
func (c *crm) letGo() {
	gone := map[providers.Reference]bool{}
	for _, ch := range c.changes {
		if ch.Action == Delete {
			gone[providers.Reference{Type: ch.Type, Key: ch.Key}] = true
		}
	}
	for _, ch := range c.changes {
		w := ch.w
		if ch.Action != Forget || w.live == nil || c.ignores(ch.Type, ch.Key) {
			continue
		}
		next := maps.Clone(w.live.Values)
		for i := range w.typ.Attributes {
			a := &w.typ.Attributes[i]
			before := w.live.Values[a.Name]
			if a.Refers == "" || before == nil {
				continue
			}
			after := without(before, func(key string) bool { return gone[providers.Reference{Type: a.Refers, Key: key}] })
			if reflect.DeepEqual(before, after) {
				continue
			}
			next[a.Name] = after
			if after == nil {
				delete(next, a.Name)
			}
			ch.Diffs = append(ch.Diffs, AttrDiff{Path: a.Name, Before: before, After: after})
			w.cleared = next
		}
		if w.cleared != nil {
			ch.After = mask(w.typ, w.cleared)
			ch.Reason += ", without its references to what is deleted"
		}
	}
}

// without gives a reference, or list of them, without those that are gone; nil for none.
func without(x any, gone func(key string) bool) any {
	switch x := x.(type) {
	case string:
		if gone(x) {
			return nil
		}
	case []any:
		var out []any
		for _, e := range x {
			if e = without(e, gone); e != nil {
				out = append(out, e)
			}
		}
		if out == nil {
			return nil
		}
		return out
	}
	return x
}

// heir is the natural key of the object that gets the records of a removed one; "" when nothing says so.
func (b *build) heir(w *work) string {
	if part, ok := orphanOf(w.part); ok {
		for _, o := range w.crm.works {
			if o.want != nil && o.typ == w.typ && o.origin == w.origin && o.part == part {
				return o.want.Key
			}
		}
	}
	if w.retired == nil || w.retired.To == "" {
		return ""
	}
	origin, part, ok := rewrite(w.origin, w.part, w.retired.What, w.retired.To)
	var fallback string
	for _, o := range w.crm.works {
		switch {
		case o.want == nil || o.typ != w.typ:
		case ok && o.origin == origin && o.part == part:
			return o.want.Key
		case o.origin == w.retired.To && (fallback == "" || o.part == w.part):
			fallback = o.want.Key
		}
	}
	return fallback
}

// alteration plans for what is wanted and live; false means that nothing is to be done.
func (b *build) alteration(c *Change, w *work) bool {
	c.Key, c.Label, c.Golden = w.want.Key, w.want.Label, w.want.Golden || w.base != nil && w.base.Golden
	c.After = mask(w.typ, w.want.Values)
	if w.live.Key != w.want.Key {
		c.OldKey = w.live.Key
	}
	var outside, replaces []string // attributes that are more than a rename; that cannot be changed
	for i := range w.typ.Attributes {
		a := &w.typ.Attributes[i]
		d, differs := w.diff(a)
		if !differs {
			continue
		}
		c.Drift, c.Conflict = c.Drift || d.Drift, c.Conflict || d.Conflict
		renamed := reflect.DeepEqual(w.crm.renamed(a, w.live.Values[a.Name]), w.want.Values[a.Name])
		if !renamed && !slices.Contains(w.typ.Key, a.Name) {
			outside = append(outside, a.Name)
		}
		if a.Immutable && !renamed {
			d.Replaces = true
			replaces = append(replaces, a.Name)
		}
		if a.Merge != nil {
			becomes := a.Merge(d.After, d.Before)
			d.Before, d.After = less(d.Before, becomes), less(becomes, d.Before)
		}
		for _, part := range expand(d) {
			// What a document has beyond what is wanted stays, but for members of what stands in lists.
			if a.Serves == nil || part.After != nil || part.Path == a.Name || strings.Contains(part.Path, "[") {
				c.Diffs = append(c.Diffs, part)
			}
		}
	}
	adopted := w.base == nil || w.base.ID != w.live.ID
	moved := w.baseAddr != "" && w.baseAddr != w.addr
	switch {
	case len(replaces) > 0 && adopted && w.imported == nil || len(replaces) > 0 && w.live.BuiltIn:
		b.diags.Errorf(diag.LiveConflict, w.want.Source, fmt.Sprintf("%s exists already and is different", w.want.Label),
			"%s has an object %q whose %s cannot be changed (live: %s; declared: %s), and it is not ours to replace. Declare it as it is, give the declaration another name, or take it over with an import block so that it may be replaced.",
			w.crm.info.Title, w.live.Key, replaces[0], show(c.Before[replaces[0]]), show(c.After[replaces[0]]))
	case len(replaces) > 0 && !w.typ.CanDelete:
		b.diags.Errorf(diag.Unsupported, w.want.Source, fmt.Sprintf("%s of %s cannot be changed", replaces[0], w.want.Label),
			"%s can neither change it (live: %s; declared: %s) nor remove the object to make a new one. Keep the live value, or declare a new block beside it.",
			w.crm.info.Title, show(c.Before[replaces[0]]), show(c.After[replaces[0]]))
		c.Action = Replace
	case len(replaces) > 0:
		c.Action = Replace
		if w.typ.Records {
			c.MoveRecordsTo = w.want.Key
		}
	case adopted:
		c.Action = Adopt
		c.Drift = c.Drift || w.base != nil
	case (moved || c.OldKey != "") && len(outside) == 0:
		c.Action = Move
	case len(c.Diffs) > 0:
		c.Action = Update
	default:
		return false
	}
	return true
}

// less is what is in a list and not in another one; nil for nothing.
func less(list, other any) any {
	all, _ := list.([]any)
	not, _ := other.([]any)
	out := slices.DeleteFunc(slices.Clone(all), func(x any) bool { return slices.Contains(not, x) })
	if len(out) == 0 {
		return nil
	}
	return out
}

func show(x any) string {
	if x == nil {
		return "none"
	}
	return fmt.Sprint(x)
}

// diff compares one attribute three ways.
func (w *work) diff(a *providers.Attribute) (AttrDiff, bool) {
	want, live := w.want.Values[a.Name], w.live.Values[a.Name]
	if a.Computed && want == nil {
		return AttrDiff{}, false
	}
	d := AttrDiff{Path: a.Name, Before: live, After: want, Technical: a.Technical}
	if a.Secret() {
		return d, w.diffSensitive(a, &d)
	}
	if !a.Differs(want, live) {
		return d, false
	}
	if w.base != nil {
		base := w.base.Values[a.Name]
		if !reflect.DeepEqual(live, base) {
			d.Drift, d.Base = true, base
			d.Conflict = !reflect.DeepEqual(want, base) && !reflect.DeepEqual(w.crm.renamed(a, base), want)
		}
	}
	return d, true
}

// diffSensitive compares what is wanted with the sum of what was applied: a CRM does not give secrets back. Without such a sum,
// as for what is taken over, a write-only value is always written.
func (w *work) diffSensitive(a *providers.Attribute, d *AttrDiff) bool {
	want, live := w.want.Values[a.Name], w.live.Values[a.Name]
	differs := !reflect.DeepEqual(want, live)
	if w.base != nil {
		differs = !reflect.DeepEqual(sealed(w.baseAddr, a.Name, want), w.base.Values[a.Name])
		if live != nil {
			d.Before = Masked
		}
	}
	for _, x := range []*any{&d.Before, &d.After} {
		if *x != nil {
			*x = Masked
		}
	}
	return differs
}

// renamed gives the value that an attribute gets when the plan renames what it refers to.
func (c *crm) renamed(a *providers.Attribute, v any) any {
	if len(c.renames) == 0 || a.Refers == "" && len(a.Within) == 0 {
		return v
	}
	out := c.rename(a.Refers, a.Within, v)
	if l, ok := out.([]any); ok && a.Set {
		sort.Slice(l, func(i, j int) bool { return fmt.Sprint(l[i]) < fmt.Sprint(l[j]) })
	}
	return out
}

// rename follows the renames in a value that refers to typ, or whose keys refer to the types within.
func (c *crm) rename(typ string, within map[string]string, v any) any {
	switch v := v.(type) {
	case string:
		if to, ok := c.renames[[2]string{typ, v}]; ok && typ != "" {
			return to
		}
	case []any:
		out := make([]any, len(v))
		for i, x := range v {
			out[i] = c.rename(typ, within, x)
		}
		return out
	case map[string]any:
		out := make(map[string]any, len(v))
		for k, x := range v {
			out[k] = c.rename(within[k], within, x)
		}
		return out
	}
	return v
}

// expand breaks the difference of a map, or of a list of maps of equal length, into its parts.
func expand(d AttrDiff) []AttrDiff {
	part := func(path string, before, after, base any) []AttrDiff {
		if reflect.DeepEqual(before, after) {
			return nil
		}
		p := AttrDiff{Path: path, Before: before, After: after, Replaces: d.Replaces, Technical: d.Technical}
		if d.Drift && !reflect.DeepEqual(before, base) {
			p.Drift, p.Base, p.Conflict = true, base, d.Conflict && !reflect.DeepEqual(after, base)
		}
		return expand(p)
	}
	switch after := d.After.(type) {
	case map[string]any:
		before, ok := d.Before.(map[string]any)
		if !ok {
			break
		}
		base, _ := d.Base.(map[string]any)
		var out []AttrDiff
		keys := maps.Clone(before)
		maps.Copy(keys, after)
		for _, k := range slices.Sorted(maps.Keys(keys)) {
			out = append(out, part(d.Path+"."+k, before[k], after[k], base[k])...)
		}
		return out
	case []any:
		before, ok := d.Before.([]any)
		if !ok || len(before) != len(after) || len(after) == 0 {
			break
		}
		if _, ok := after[0].(map[string]any); !ok {
			break
		}
		base, _ := d.Base.([]any)
		var out []AttrDiff
		for i := range after {
			var x any
			if i < len(base) {
				x = base[i]
			}
			out = append(out, part(fmt.Sprintf("%s[%d]", d.Path, i), before[i], after[i], x)...)
		}
		return out
	}
	return []AttrDiff{d}
}
