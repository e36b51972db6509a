package accept

import (
	"maps"
	"reflect"
	"slices"

	"github.com/stagecraft-dev/stagecraft/planner"
	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/hclschema"
)

// delta is a CRM as blocks, twice: as it was applied, and as it is live.
type delta struct {
	was, is described
}

// described is a CRM as blocks. by has the resource that a live object compiles to again, so that its Origin is the block that
// describes the object; by type and natural key.
type described struct {
	arch *schema.Architecture
	by   map[[2]string]*providers.Resource
}

// block is the one that describes a live object; nil when none does.
func (d described) block(typ, key string) (schema.Block, *providers.Resource) {
	r := d.by[[2]string{typ, key}]
	if r == nil || d.arch == nil {
		return nil, nil
	}
	return d.arch.Lookup(r.Origin), r
}

// delta of a target, made once.
func (e *editor) delta(target string) *delta {
	if d := e.deltas[target]; d != nil {
		return d
	}
	d := &delta{}
	e.deltas[target] = d
	for i, c := range planner.LookAt(e.crms) {
		if c.Name() != target || !c.View.Imports() {
			continue
		}
		live, err := e.crms[i].Provider.Read(e.ctx, nil)
		if err != nil {
			continue
		}
		d.is = describe(c, live)
		d.was = describe(c, e.applied(c, live))
	}
	return d
}

func describe(c planner.LiveCRM, live []*providers.Live) described {
	a, _, ok := c.View.Decompile(live)
	if !ok || a == nil {
		return described{}
	}
	d := described{a, map[[2]string]*providers.Resource{}}
	compiled, _ := c.View.Compile(a, providers.Target{Environment: c.Target.Environment, CRM: &schema.CRM{Provider: c.View.Info().Name}, Dir: c.Target.Dir})
	if compiled != nil {
		for _, r := range compiled.Resources {
			d.by[[2]string{r.Type, r.Key}] = r
		}
	}
	return d
}

// applied is what is live with all drift taken back: changed values as they were applied, and nothing that nobody declared.
func (e *editor) applied(c planner.LiveCRM, live []*providers.Live) []*providers.Live {
	known := map[[2]string]*planner.StateResource{}
	if s := e.opts.Drift.State; s != nil && s.Targets[c.Name()] != nil {
		for _, r := range s.Targets[c.Name()].Resources {
			known[[2]string{r.Type, r.ID}] = r
		}
	}
	drifted := map[[2]string]planner.DriftKind{}
	for _, o := range e.drift.Drifted {
		if o.Target == c.Name() {
			drifted[[2]string{o.Type, o.ID}] = o.Kind
		}
	}
	out := make([]*providers.Live, 0, len(live))
	for _, l := range live {
		id := [2]string{l.Type, l.ID}
		switch kind := drifted[id]; {
		case kind == planner.DriftUnmanaged:
		case kind != "" && known[id] != nil:
			was := *l
			was.Key, was.Values = known[id].Key, maps.Clone(known[id].Values)
			for _, a := range c.View.Info().Type(l.Type).Attributes {
				if a.Secret() { // the state has a sum of it
					was.Values[a.Name] = l.Values[a.Name]
				}
			}
			out = append(out, &was)
		default:
			out = append(out, l)
		}
	}
	return out
}

// step leads from a block to one that is nested in it: by its label, or by its number where it has none.
type step struct {
	kind, label string
	number      int
}

// edit is one thing that is said otherwise.
type edit struct {
	at    []step
	attr  string // "" for a block that is new
	text  string
	given bool
	block schema.Block // that is new
}

// differences tells what one block says otherwise than another one of its kind. Names in crm maps are no meaning of their own.
func differences(was, is schema.Block) []edit {
	x, y := reflect.ValueOf(was).Elem(), reflect.ValueOf(is).Elem()
	if x.Type() != y.Type() {
		return nil
	}
	return between(schema.DefOf(x.Type(), ""), x, y, nil)
}

func between(d *schema.Def, was, is reflect.Value, at []step) (out []edit) {
	if d.HasMeta {
		x, y := was.Addr().Interface().(schema.Block), is.Addr().Interface().(schema.Block)
		for _, a := range d.Attrs {
			if a.Name == "crm" {
				continue
			}
			before, had := hclschema.AttrText(x, a.Name, len(at)+1)
			after, has := hclschema.AttrText(y, a.Name, len(at)+1)
			if before != after || had != has {
				out = append(out, edit{at: at, attr: a.Name, text: after, given: has})
			}
		}
	}
	for _, n := range d.Blocks {
		before, after := nested(was, n), nested(is, n)
		if len(n.Def.Labels) == 0 {
			if len(before) == len(after) {
				for i := range after {
					out = append(out, between(n.Def, before[i], after[i], append(slices.Clone(at), step{n.Name, "", i}))...)
				}
			}
			continue
		}
		for _, y := range after {
			s := step{n.Name, labelOf(n, y), 0}
			i := slices.IndexFunc(before, func(x reflect.Value) bool { return labelOf(n, x) == s.label })
			switch inside := append(slices.Clone(at), s); {
			case i >= 0:
				out = append(out, between(n.Def, before[i], y, inside)...)
			case n.Def.HasMeta && !slices.Contains(schema.OwnKinds, n.Name):
				out = append(out, edit{at: inside, block: y.Addr().Interface().(schema.Block)})
			}
		}
		for _, x := range before {
			s := step{n.Name, labelOf(n, x), 0}
			if n.Def.HasMeta && !slices.Contains(schema.OwnKinds, n.Name) && !slices.ContainsFunc(after, func(y reflect.Value) bool { return labelOf(n, y) == s.label }) {
				empty := reflect.New(x.Type()).Elem()
				out = append(out, between(n.Def, x, empty, append(slices.Clone(at), s))...)
			}
		}
	}
	return out
}

// nested lists the nested blocks of a kind.
func nested(v reflect.Value, n *schema.Nested) (out []reflect.Value) {
	f := v.FieldByIndex(n.Index)
	switch {
	case n.Many:
		for i := range f.Len() {
			out = append(out, reflect.Indirect(f.Index(i)))
		}
	case f.Kind() != reflect.Pointer:
		out = append(out, f)
	case !f.IsNil():
		out = append(out, f.Elem())
	}
	return out
}

func labelOf(n *schema.Nested, v reflect.Value) string {
	return v.FieldByIndex(n.Def.Labels[len(n.Def.Labels)-1].Index).String()
}

// find follows steps into a block; rest are those that lead to nothing.
func find(b schema.Block, at []step) (found schema.Block, rest []step) {
	v := reflect.ValueOf(b).Elem()
	for i, s := range at {
		n := schema.DefOf(v.Type(), "").Block(s.kind)
		if n == nil {
			return b, at[i:]
		}
		list := nested(v, n)
		j := s.number
		if s.label != "" {
			j = slices.IndexFunc(list, func(x reflect.Value) bool { return labelOf(n, x) == s.label })
		}
		if j < 0 || j >= len(list) || !n.Def.HasMeta {
			return b, at[i:]
		}
		v = list[j]
		b = v.Addr().Interface().(schema.Block)
	}
	return b, nil
}
