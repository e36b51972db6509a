package sandbox

import (
	"fmt"
	"reflect"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/diag"
)

// compiler makes resources out of blocks, kind by kind.
type compiler struct {
	encoder
	target providers.Target
	// included are the top-level blocks that live in this CRM.
	included map[schema.Address]bool
	out      *providers.Compiled
	byKey    map[string]*providers.Resource // by type and key
	diags    diag.List
}

func compile(a *schema.Architecture, t providers.Target) (*providers.Compiled, diag.List) {
	c := &compiler{target: t, included: map[schema.Address]bool{}, out: &providers.Compiled{}, byKey: map[string]*providers.Resource{}}
	c.encoder = encoder{a: a, has: c.has}
	c.include()
	for _, k := range kinds() {
		if k.list == "" {
			continue
		}
		f := reflect.ValueOf(a).Elem().FieldByName(k.list)
		for i := range f.Len() {
			if b := f.Index(i).Interface().(schema.Block); c.included[b.Base().Address] {
				c.block(k, b)
			}
		}
	}
	c.enforce()
	c.manual()
	return c.out, c.diags
}

// include finds the blocks that live in the target: those about no object in
// particular, and those whose object the target owns.
func (c *compiler) include() {
	for _, k := range kinds() {
		if k.list == "" {
			continue
		}
		f := reflect.ValueOf(c.a).Elem().FieldByName(k.list)
		for i := range f.Len() {
			b := f.Index(i).Interface().(schema.Block)
			o := subject(c.a, b)
			in := o == "" || c.target.Owns(o)
			switch b := b.(type) {
			case *schema.Handoff:
				in = in && c.target.Owns(trackObject(c.a, b.To))
			case *schema.SLA:
				to := eventSubject(c.a, b.Stops, 0)
				in = in && (to == "" || c.target.Owns(to))
			}
			c.included[b.Base().Address] = in
		}
	}
}

// has tells whether a block, or the top-level block around it, is compiled.
func (c *compiler) has(addr schema.Address) bool {
	module, kind, l := addr.Split()
	switch {
	case kind == "object" || kind == "field":
		return len(l) > 0 && c.target.Owns(l[0])
	case kind == "member":
		return true
	case kind == "stage":
		t := c.a.Track(addr)
		return t != nil && c.included[t.Address]
	case kind == "status":
		return c.included[addr]
	case len(l) > 1:
		addr = schema.NewAddress(module, kind, l[0])
	}
	return c.included[addr]
}

// block makes the resources of a top-level block.
func (c *compiler) block(k *kind, b schema.Block) {
	vals := c.values(k.columns, reflect.ValueOf(b).Elem())
	module := b.Base().Address.Module()
	if _, ok := vals["name"]; ok && k.name != typeProperty && k.name != typeObject && k.name != "sandbox_status" {
		vals["name"] = flat(module, b.Base().Address.Name())
	}
	words := schema.Title(b)
	switch b := b.(type) {
	case *schema.Field:
		vals["name"] = c.property(b.Object, b.Name)
		c.resource(k, vals, b, "", c.label(k, words+" of "+b.Object), false)
		c.options(b)
	case *schema.SLA:
		if b.Calendar == "" && b.Clock != "elapsed" && c.a.Info != nil && c.a.Info.Calendar != "" {
			vals["calendar"] = c.key(c.a.Info.Calendar)
		}
		c.resource(k, vals, b, "", c.label(k, words), false)
	case *schema.Team:
		c.resource(k, vals, b, "", c.label(k, words), false)
		for i, m := range b.Members {
			mv := c.values(kindByName()[typeUser].columns, reflect.ValueOf(m).Elem())
			mv["team"], mv["order"] = vals["name"], float64(i)
			c.resource(kindByName()[typeUser], mv, m, "", c.label(kindByName()[typeUser], schema.Title(m)), false)
		}
	case *schema.Lifecycle:
		c.resource(k, vals, b, "", c.label(k, words), false)
		c.stages(vals["name"].(string), "lifecycle", words, b.Stages)
	case *schema.Pipeline:
		c.resource(k, vals, b, "", c.label(k, words), false)
		c.stages(vals["name"].(string), "pipeline", words, b.Stages)
	case *schema.Handoff:
		c.resource(k, vals, b, "", c.label(k, words), c.golden(b.From) || c.golden(b.To))
	default:
		c.resource(k, vals, b, "", c.label(k, words), false)
	}
}

func (c *compiler) label(k *kind, words string) string {
	return fmt.Sprintf("%s “%s”", k.noun, words)
}

func (c *compiler) golden(stage schema.Address) bool {
	s := schema.Find[schema.Stage](c.a, stage)
	return s != nil && s.Golden
}

// options makes a resource of every value of an enum. The value, not the
// block that may describe it, gives the part, so that adding words is no new resource.
func (c *compiler) options(f *schema.Field) {
	k := kindByName()[typeOption]
	about := map[string]*schema.FieldOption{}
	for _, o := range f.Options {
		about[o.Value] = o
	}
	for i, value := range f.Type.Options {
		o := about[value]
		if o == nil {
			o = &schema.FieldOption{Value: value}
			o.Range = f.At("type")
		}
		vals := c.values(k.columns, reflect.ValueOf(o).Elem())
		vals["property"], vals["order"] = c.key(f.Address), float64(i)
		words := o.Label
		if words == "" {
			words = value
		}
		owner := *f.Base()
		owner.Range = o.Range
		c.resourceAt(k, vals, owner, value, c.label(k, words)+" of "+schema.Title(f), false)
	}
}

var gateKinds = []string{"entry", "exit"}

func (c *compiler) stages(track, flow, words string, stages []*schema.Stage) {
	k, g := kindByName()[typeStage], kindByName()[typeGate]
	for i, s := range stages {
		vals := c.values(k.columns, reflect.ValueOf(s).Elem())
		vals["track"], vals[flow], vals["order"] = track, track, float64(i)
		label := c.label(k, s.Called()) + " of " + words
		c.resource(k, vals, s, "", label, s.Golden)
		for kind, gates := range [][]*schema.Gate{s.Entry, s.Exit} {
			for j, gate := range gates {
				gv := c.values(g.columns, reflect.ValueOf(gate).Elem())
				gv["stage"], gv["kind"], gv["order"] = track+"/"+s.Name, gateKinds[kind], float64(j)
				c.resource(g, gv, gate, "", fmt.Sprintf("%s criterion “%s” of %s", gateKinds[kind], schema.Title(gate), label), s.Golden)
			}
		}
	}
}

func (c *compiler) resource(k *kind, vals map[string]any, b schema.Block, part, label string, golden bool) {
	c.resourceAt(k, vals, *b.Base(), part, label, golden)
}

func (c *compiler) resourceAt(k *kind, vals map[string]any, m schema.Meta, part, label string, golden bool) {
	t := typeByName()[k.name]
	for _, a := range c.dropped {
		c.out.Manual = append(c.out.Manual, elsewhere(m.Address, label, a))
	}
	c.dropped = nil
	norm, err := t.Normalize(vals)
	if err != nil {
		c.diags.Errorf(diag.MissingAttribute, m.Range, label+" cannot be made in the sandbox", "%s. Complete the declaration.", err)
		return
	}
	r := &providers.Resource{Type: k.name, Key: t.KeyOf(norm), Values: norm, Origin: m.Address, Part: part, Source: m.Range, Label: label, Golden: golden}
	id := r.Type + " " + r.Key
	if old := c.byKey[id]; old != nil {
		c.diags.Errorf(diag.FieldConflict, m.Range, fmt.Sprintf("%s and %s have the same name in the CRM", m.Address, old.Origin),
			"Both would be %s %q; the other one is at %s. Give one of them another name.", k.noun, r.Key, old.Source)
		return
	}
	c.byKey[id] = r
	c.out.Resources = append(c.out.Resources, r)
}
