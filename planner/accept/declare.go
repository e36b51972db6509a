package accept

import (
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/stagecraft-dev/stagecraft/planner"
	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/hclschema"
)

// declare proposes a declaration of what nobody declared, at its place in the order.
func (e *editor) declare(o planner.DriftedObject) proposal {
	is, r := e.delta(o.Target).is.block(o.Type, o.Key)
	_, live := e.siblings(o.Target, o.Type, parentOf(o.Key))
	at := slices.IndexFunc(live, func(s sibling) bool { return s.live.ID == o.ID })
	if at < 0 {
		return proposal{because: "it is not where it was read"}
	}
	var behind *sibling // the nearest one before it that is declared
	for i := range at {
		if live[i].want != nil {
			behind = &live[i]
		}
	}
	home := e.world.res.Architecture.Lookup(o.Block)
	if home == nil {
		return proposal{because: "the block that it stands in is not in the files"}
	}
	if f, ok := home.(*schema.Field); ok {
		return e.option(f, is, o, live[at].live, behind)
	}
	if _, stage := is.(*schema.Stage); stage || r != nil && r.Part == "" && is != nil {
		return e.block(home, is, behind)
	}
	return e.code(home, o, live[at].live.Values["label"], behind)
}

// option proposes an option of a field: in the type, and with a block of its own where it has more than its value.
func (e *editor) option(f *schema.Field, is schema.Block, o planner.DriftedObject, live *providers.Live, behind *sibling) proposal {
	value := o.Key[strings.LastIndexByte(o.Key, '/')+1:]
	var own schema.Block
	if label, _ := live.Values["label"].(string); label != "" && label != value { // the CRM's own properties are described by no field
		text, _ := live.Values["description"].(string)
		own = &schema.FieldOption{Value: value, Label: label, Description: text}
	}
	if described, ok := is.(*schema.Field); ok {
		if r := e.delta(o.Target).is.by[[2]string{o.Type, o.Key}]; r.Part != "" {
			value = r.Part
		}
		own = nil
		for _, x := range described.Options {
			if x.Value == value {
				own = x
			}
		}
	}
	t := f.Type
	place := 0
	if behind != nil {
		place = slices.Index(t.Options, behind.want.Part) + 1
	}
	t.Options = slices.Insert(slices.Clone(t.Options), place, value)
	p := e.setType(f, t)
	if own != nil {
		one, err := hclschema.InsertBlock(e.world.res.Sources[f.Range.File], f, nil, "option", hclschema.BlockText("option", own, 1))
		both := try{append(slices.Clone(p.tries[0].edits), one), p.tries[0].err}
		if both.err == nil {
			both.err = err
		}
		p.tries = append([]try{both}, p.tries...)
		p.write += "\n" + hclschema.BlockText("option", own, 0)
	}
	return p
}

// code proposes a nested block with a label, for lists that no field declares: the codes of reasons.
func (e *editor) code(home schema.Block, o planner.DriftedObject, label any, behind *sibling) proposal {
	value := o.Key[strings.LastIndexByte(o.Key, '/')+1:]
	d := schema.DefOf(reflect.TypeOf(home).Elem(), "")
	for _, n := range d.Blocks {
		a := n.Def.Attr("label")
		if a == nil || len(n.Def.Labels) != 1 || !n.Def.HasMeta {
			continue
		}
		b := reflect.New(n.Def.Type)
		b.Elem().FieldByIndex(n.Def.Labels[0].Index).SetString(value)
		if text, ok := label.(string); ok && text != value {
			b.Elem().FieldByIndex(a.Index).SetString(text)
		}
		var neighbour schema.Block
		if behind != nil {
			if x, rest := find(home, []step{{kind: n.Name, label: behind.want.Part}}); len(rest) == 0 {
				neighbour = x
			}
		}
		text := hclschema.BlockText(n.Name, b.Interface().(schema.Block), 1+depth(home))
		one, err := hclschema.InsertBlock(e.world.res.Sources[home.Base().Range.File], home, neighbour, n.Name, text)
		return proposal{tries: []try{{[]hclschema.Edit{one}, err}}, write: fmt.Sprintf("In %s at %s:\n%s", home.Base().Address.Written(), home.Base().Range, text)}
	}
	return proposal{because: fmt.Sprintf("%s has no list that it could stand in", home.Base().Address.Written())}
}

// block proposes a block as the CRM decompiles to it. What it refers to and the files do not have, a role that stands for nobody
// yet, comes with it.
func (e *editor) block(home, is schema.Block, behind *sibling) proposal {
	addr := is.Base().Address
	kind := kindOf(addr)
	file := home.Base().Range.File
	src := e.world.res.Sources[file]
	inside := schema.DefOf(reflect.TypeOf(home).Elem(), "").Block(kind)
	var t try
	var text string
	if inside == nil {
		text = hclschema.BlockText(kind, is, 0)
	} else {
		text = hclschema.BlockText(kind, is, 1+depth(home))
		var neighbour schema.Block
		if behind != nil {
			neighbour = e.world.res.Architecture.Lookup(behind.want.Origin)
		}
		one, err := hclschema.InsertBlock(src, home, neighbour, kind, text)
		t.add([]hclschema.Edit{one}, err)
	}
	var more []string
	for _, needed := range e.needs(is) {
		more = append(more, hclschema.BlockText(needed.Base().Address.Kind(), needed, 0))
	}
	if inside == nil { // it stands beside its neighbours: a pipeline
		more = append(more, text)
	} else {
		text += strings.Join(more, "\n")
	}
	if more != nil {
		t.edits = append(t.edits, hclschema.AppendBlock(src, file, strings.Join(more, "\n")))
	}
	return proposal{tries: []try{t}, write: fmt.Sprintf("In %s at %s:\n%s", home.Base().Address.Written(), home.Base().Range, text)}
}

// kindOf is the kind of block that an address names: entry of stage.lead.mql.entry.fit.
func kindOf(addr schema.Address) string {
	_, kind, labels := addr.Split()
	first := 1
	switch {
	case kind == "field" || slices.Contains(schema.OwnKinds, kind):
		first = 2
	}
	if len(labels) > first {
		return labels[first]
	}
	return kind
}

// needs are the roles that a described block names and the files do not have.
func (e *editor) needs(is schema.Block) (out []schema.Block) {
	for _, d := range e.deltas {
		if d.is.arch == nil {
			continue
		}
		for _, r := range d.is.arch.Roles {
			if e.world.res.Architecture.Lookup(r.Address) == nil && refers(reflect.ValueOf(is).Elem(), r.Address) {
				out = append(out, r)
			}
		}
	}
	return out
}

// refers tells whether a block, or one inside it, has a reference to an address.
func refers(v reflect.Value, to schema.Address) bool {
	switch v.Kind() {
	case reflect.Pointer:
		return !v.IsNil() && refers(v.Elem(), to)
	case reflect.String:
		return v.Type() == reflect.TypeFor[schema.Address]() && schema.Address(v.String()) == to
	case reflect.Slice:
		for i := range v.Len() {
			if refers(v.Index(i), to) {
				return true
			}
		}
	case reflect.Struct:
		if v.Type() == reflect.TypeFor[schema.Meta]() {
			return false
		}
		for i := range v.NumField() {
			if refers(v.Field(i), to) {
				return true
			}
		}
	}
	return false
}
