package accept

import (
	"cmp"
	"fmt"
	"reflect"
	"slices"

	"github.com/stagecraft-dev/stagecraft/planner"
	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/hclschema"
)

// sibling is one of those that stand in an order, declared or not.
type sibling struct {
	live *providers.Live     // nil when it is not there
	want *providers.Resource // nil when nobody declared it
}

// siblings are all of a type under a parent: the declared ones in their order, and in live in that of the CRM.
func (e *editor) siblings(target, typ, parent string) (declared, live []sibling) {
	var crm planner.TargetProvider
	for i, c := range planner.LookAt(e.crms) {
		if c.Name() == target {
			crm = e.crms[i]
		}
	}
	t := crm.Provider.Info().Type(typ)
	attr := ""
	for _, a := range t.Attributes {
		if a.Ordinal {
			attr = a.Name
		}
	}
	all, _ := crm.Provider.Read(e.ctx, []string{typ})
	byID, byKey := map[string]*providers.Live{}, map[string]*providers.Live{}
	for _, l := range all {
		byID[l.ID], byKey[l.Key] = l, l
	}
	var known map[string]*planner.StateResource
	if s := e.opts.Drift.State; s != nil && s.Targets[target] != nil {
		known = s.Targets[target].Resources
	}
	ours := map[*providers.Live]bool{}
	for _, r := range e.world.compiled[target] {
		if r.Type != typ || parentOf(r.Key) != parent {
			continue
		}
		s := sibling{want: r, live: byKey[r.Key]}
		if k := known[r.Address()]; k != nil {
			s.live = byID[k.ID]
		}
		ours[s.live] = true
		declared = append(declared, s)
	}
	number := func(v providers.Values) float64 { n, _ := v[attr].(float64); return n }
	slices.SortStableFunc(declared, func(x, y sibling) int { return cmp.Compare(number(x.want.Values), number(y.want.Values)) })
	for _, s := range declared {
		if s.live != nil {
			live = append(live, s)
		}
	}
	for _, l := range all {
		if parentOf(l.Key) == parent && !ours[l] {
			live = append(live, sibling{live: l})
		}
	}
	slices.SortStableFunc(live, func(x, y sibling) int { return cmp.Compare(number(x.live.Values), number(y.live.Values)) })
	return declared, live
}

// reorder proposes the order of the CRM: of options in the type, of blocks in the block that holds them. What is not live
// stays behind what it stood behind.
func (e *editor) reorder(u unit) proposal {
	declared, live := e.siblings(u.target, u.objects[0].Type, u.parent)
	var order []*providers.Resource
	for _, s := range live {
		if s.want != nil {
			order = append(order, s.want)
		}
	}
	for i, s := range declared {
		if s.live == nil {
			at := 0
			if i > 0 {
				at = slices.Index(order, declared[i-1].want) + 1
			}
			order = slices.Insert(order, at, s.want)
		}
	}
	if len(order) == 0 {
		return proposal{because: "its block is not in the files"}
	}
	a := e.world.res.Architecture
	if f, ok := a.Lookup(order[0].Origin).(*schema.Field); ok {
		t := f.Type
		t.Options = nil
		for _, r := range order {
			t.Options = append(t.Options, r.Part)
		}
		return e.setType(f, t)
	}
	var blocks []schema.Block
	seen := map[schema.Address]bool{}
	var holder schema.Block
	for _, r := range order {
		b := a.Lookup(r.Origin)
		if r.Part != "" { // a nested block without resources of its own origin, such as a code of reasons
			holder = b
			inner, rest := find(b, []step{{kind: nestedKind(b, r.Part), label: r.Part}})
			if len(rest) > 0 {
				return proposal{because: fmt.Sprintf("%s of %s is no block", r.Part, r.Origin)}
			}
			b = inner
		} else if holder == nil {
			holder = planner.HolderOf(a, r.Origin)
		}
		if b == nil || holder == nil {
			return proposal{because: "they stand in no block together"}
		}
		if at := b.Base().Address; !seen[at] {
			seen[at] = true
			blocks = append(blocks, b)
		}
	}
	edits, err := hclschema.Reorder(e.world.res.Sources[holder.Base().Range.File], holder, blocks)
	return proposal{tries: []try{{edits, err}}, write: "Bring the blocks into the order that is live."}
}

// nestedKind is the kind of nested block that has a label; "" when none has.
func nestedKind(b schema.Block, label string) string {
	v := reflect.ValueOf(b).Elem()
	for _, n := range schema.DefOf(v.Type(), "").Blocks {
		if len(n.Def.Labels) == 0 {
			continue
		}
		for _, x := range nested(v, n) {
			if labelOf(n, x) == label {
				return n.Name
			}
		}
	}
	return ""
}

// setType proposes the type of a field, and says what to write when that cannot be edited.
func (e *editor) setType(f *schema.Field, t schema.FieldType) proposal {
	with := *f
	with.Type = t
	text, _ := hclschema.AttrText(&with, "type", 1)
	made, err := hclschema.SetValue(e.world.res.Sources[f.Range.File], f, "type", text, true)
	return proposal{tries: []try{{made, err}}, write: fmt.Sprintf("%s: type = %s", f.At("type"), text)}
}
