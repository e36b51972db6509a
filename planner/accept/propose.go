package accept

import (
	"cmp"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/stagecraft-dev/stagecraft/planner"
	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/hclschema"
)

// proposal is what may say what happened, the likeliest first; or why nothing does, with what to write by hand.
type proposal struct {
	tries          []try
	because, write string
}

func (e *editor) propose(u unit) proposal {
	switch o := u.objects[0]; {
	case u.order:
		return e.reorder(u)
	case o.Kind == planner.DriftUnmanaged:
		return e.declare(o)
	default:
		return e.change(o)
	}
}

// change proposes how the block of a changed object says its live values: what the CRM as blocks says otherwise than before, and for
// texts that a block's attribute is a part of, that attribute with the part that is live.
func (e *editor) change(o planner.DriftedObject) proposal {
	_, origin, part := providers.SplitAddress(o.Address)
	target := e.world.res.Architecture.Lookup(origin)
	if target == nil {
		return proposal{because: "its block is not in the files"}
	}
	var p proposal
	d := e.delta(o.Target)
	was, before := d.was.block(o.Type, o.Key)
	is, after := d.is.block(o.Type, o.Key)
	if was != nil && is != nil && reflect.TypeOf(was) == reflect.TypeOf(is) && reflect.TypeOf(is) == reflect.TypeOf(target) {
		edits := differences(was, is)
		for i := range edits { // options have names of their own in the files
			edits[i].at = slices.Clone(edits[i].at)
			for j, s := range edits[i].at {
				if s.label != "" && part != "" && (s.label == before.Part || s.label == after.Part) {
					edits[i].at[j].label = part
				}
			}
		}
		if len(edits) > 1 {
			p.tries = append(p.tries, e.try(target, edits))
		}
		for _, x := range edits {
			p.tries = append(p.tries, e.try(target, []edit{x}))
		}
		p.write = describeEdits(target, edits)
	}
	p.tries = append(p.tries, e.texts(o, target, part)...)
	return p
}

// try makes edits of the files.
func (e *editor) try(target schema.Block, edits []edit) (t try) {
	for _, x := range edits {
		b, rest := find(target, x.at)
		src := e.world.res.Sources[b.Base().Range.File]
		var made []hclschema.Edit
		var err error
		switch {
		case x.attr != "" && len(rest) == 0:
			made, err = hclschema.SetValue(src, b, x.attr, x.text, x.given)
		case x.attr == "" && len(rest) == 0: // a block that has been there for other reasons: its attributes are new
			empty := reflect.New(reflect.TypeOf(x.block).Elem()).Interface().(schema.Block)
			for _, a := range differences(empty, x.block) {
				t.add(hclschema.SetValue(src, b, a.attr, a.text, a.given))
			}
		case x.attr == "" && len(rest) == 1:
			var one hclschema.Edit
			one, err = hclschema.InsertBlock(src, b, nil, rest[0].kind, hclschema.BlockText(rest[0].kind, relabelled(x.block, rest[0].label), 1+depth(b)))
			made = []hclschema.Edit{one}
		case x.attr != "" && len(rest) == 1 && x.given && rest[0].label != "": // the block is not written: it says the default
			err = fmt.Errorf("%s %q is not written", rest[0].kind, rest[0].label)
		default:
			err = fmt.Errorf("its parts are others in the files")
		}
		t.add(made, err)
	}
	return t
}

func (t *try) add(edits []hclschema.Edit, err error) {
	t.edits = append(t.edits, edits...)
	if t.err == nil {
		t.err = err
	}
}

// relabelled is a copy of a block with another label.
func relabelled(b schema.Block, label string) schema.Block {
	v := reflect.New(reflect.TypeOf(b).Elem())
	v.Elem().Set(reflect.ValueOf(b).Elem())
	if d := schema.DefOf(v.Elem().Type(), ""); len(d.Labels) > 0 && label != "" {
		v.Elem().FieldByIndex(d.Labels[len(d.Labels)-1].Index).SetString(label)
	}
	return v.Interface().(schema.Block)
}

// depth is in how many blocks a block stands.
func depth(b schema.Block) int {
	_, kind, labels := b.Base().Address.Split()
	switch {
	case slices.Contains(schema.OwnKinds, kind):
		return len(labels) - 1
	case kind == "field":
		return max(0, len(labels)-2) / 2
	}
	return max(0, len(labels)-1) / 2
}

// texts proposes, where a text of the CRM is made around an attribute of the block, that attribute with what is live in its place.
func (e *editor) texts(o planner.DriftedObject, target schema.Block, part string) (out []try) {
	blocks := []schema.Block{target}
	if part != "" {
		for _, n := range schema.DefOf(reflect.TypeOf(target).Elem(), "").Blocks {
			for _, v := range nested(reflect.ValueOf(target).Elem(), n) {
				if n.Def.HasMeta && len(n.Def.Labels) > 0 && labelOf(n, v) == part {
					blocks = append([]schema.Block{v.Addr().Interface().(schema.Block)}, blocks...)
				}
			}
		}
	}
	for _, d := range o.Diffs {
		before, _ := d.Before.(string)
		after, _ := d.After.(string)
		for _, b := range blocks {
			v := reflect.ValueOf(b).Elem()
			for _, a := range schema.DefOf(v.Type(), "").Attrs {
				if a.Type != reflect.TypeFor[string]() || len(a.Enum) > 0 {
					continue
				}
				now := v.FieldByIndex(a.Index).String()
				live, ok := inside(before, after, now)
				if !ok {
					continue
				}
				made, err := hclschema.SetValue(e.world.res.Sources[b.Base().Range.File], b, a.Name, hclschema.Quote(live), live != "")
				out = append(out, try{made, err})
			}
		}
		if part != "" && after != "" && before != "" && strings.EqualFold(d.Path, "label") { // a part that is told by its name alone
			out = append(out, e.labelled(target, part, after)...)
		}
	}
	return out
}

// labelled proposes to give a label to a part that has none: an option that only the type lists, a code.
func (e *editor) labelled(target schema.Block, part, label string) (out []try) {
	for _, n := range schema.DefOf(reflect.TypeOf(target).Elem(), "").Blocks {
		a := n.Def.Attr("label")
		if a == nil || len(n.Def.Labels) != 1 || !n.Def.HasMeta {
			continue
		}
		list := nested(reflect.ValueOf(target).Elem(), n)
		src := e.world.res.Sources[target.Base().Range.File]
		if i := slices.IndexFunc(list, func(v reflect.Value) bool { return labelOf(n, v) == part }); i >= 0 {
			b := list[i].Addr().Interface().(schema.Block)
			made, err := hclschema.SetValue(src, b, "label", hclschema.Quote(label), true)
			out = append(out, try{made, err})
			continue
		}
		b := reflect.New(n.Def.Type)
		b.Elem().FieldByIndex(n.Def.Labels[0].Index).SetString(part)
		b.Elem().FieldByIndex(a.Index).SetString(label)
		one, err := hclschema.InsertBlock(src, target, nil, n.Name, hclschema.BlockText(n.Name, b.Interface().(schema.Block), 1+depth(target)))
		out = append(out, try{[]hclschema.Edit{one}, err})
	}
	return out
}

// inside gives the part of a live text that stands where an attribute stood in the applied one.
func inside(before, after, attr string) (string, bool) {
	i := strings.Index(before, attr)
	if attr == "" || i < 0 {
		return "", false
	}
	head, tail := before[:i], before[i+len(attr):]
	if len(after) < len(head)+len(tail) || !strings.HasPrefix(after, head) || !strings.HasSuffix(after, tail) {
		return "", false
	}
	return after[len(head) : len(after)-len(tail)], true
}

// describeEdits says what to write by hand.
func describeEdits(target schema.Block, edits []edit) string {
	var lines []string
	for _, x := range edits {
		b, rest := find(target, x.at)
		at := b.Base().At(x.attr)
		switch {
		case len(rest) > 0:
		case x.attr == "":
			lines = append(lines, hclschema.BlockText(x.at[len(x.at)-1].kind, x.block, 0))
		case x.given:
			lines = append(lines, fmt.Sprintf("%s: %s = %s", at, x.attr, strings.TrimSpace(x.text)))
		default:
			lines = append(lines, fmt.Sprintf("%s: remove %s", at, x.attr))
		}
	}
	return strings.Join(lines, "\n")
}

// handwork says of drift that no block was found for which values are live.
func (e *editor) handwork(u unit) string {
	o := u.objects[0]
	var lines []string
	for _, o := range u.objects {
		for _, d := range o.Diffs {
			lines = append(lines, fmt.Sprintf("%s of %s is now %v.", d.Path, cmp.Or(o.Label, o.Key), show(d.After)))
		}
	}
	if o.Kind == planner.DriftUnmanaged {
		lines = append(lines, fmt.Sprintf("Declare it in %s, leave it out with ignore = [%q] in the crm block, or delete it with stagecraft apply --prune '%s'.", o.Block.Written(), o.Address, o.Address))
	} else if o.Source != nil {
		lines = append(lines, fmt.Sprintf("Change %s at %s:%d so that the plan shows no drift, or put the CRM back with stagecraft apply.", written(o), o.Source.File, o.Source.Start.Line))
	}
	return strings.Join(lines, "\n")
}

func show(v any) string {
	if v == nil {
		return "not there"
	}
	return fmt.Sprintf("%q", fmt.Sprint(v))
}
