package sandbox

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"sort"
	"strings"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/diag"
	"github.com/stagecraft-dev/stagecraft/schema/hclschema"
)

// decompile gives the blocks that the live objects came from, with the names
// that they have in the CRM, indexed. Its findings are warnings about what no block can
// say, and errors about criteria that cannot be read: the CRM must not enforce half a contract.
func decompile(live []*providers.Live) (*schema.Architecture, diag.List) {
	d := &decompiler{a: &schema.Architecture{}, parents: map[string]reflect.Value{}, order: map[schema.Block]float64{}}
	byType := map[string][]*providers.Live{}
	for _, l := range live {
		byType[l.Type] = append(byType[l.Type], l)
	}
	for _, k := range kinds() {
		for _, l := range byType[k.name] {
			d.add(k, l)
		}
		delete(byType, k.name)
	}
	for _, t := range slices.Sorted(maps.Keys(byType)) {
		d.diags.Warnf(diag.Unsupported, diag.Range{}, "unknown resource type "+t, "The file holds %d objects of it; this version of stagecraft leaves them out.", len(byType[t]))
	}
	d.sort()
	d.a.Info = &schema.Info{Name: "sandbox", Title: "Sandbox CRM", Version: "0.1.0", Motion: "sales_led", Currency: "USD", ReleaseCycle: "monthly"}
	d.diags.Add(d.a.Index()...)
	for _, c := range d.pending {
		d.criterion(c)
	}
	return d.a, d.diags
}

type decompiler struct {
	a       *schema.Architecture
	diags   diag.List
	parents map[string]reflect.Value // by type and key
	order   map[schema.Block]float64
	pending []pendingOf
}

// pendingOf is a criterion to be read, and the top-level block whose records it is about.
type pendingOf struct {
	condition
	live *providers.Live
	top  schema.Block
}

func (d *decompiler) finding(l *providers.Live, format string, args ...any) {
	d.diags.Warnf(diag.Unsupported, diag.Range{}, fmt.Sprintf("%s %q cannot be read whole", l.Type, l.Key), format, args...)
}

// add makes the block of one live object and puts it in its place.
func (d *decompiler) add(k *kind, l *providers.Live) {
	if _, err := typeByName()[k.name].Normalize(l.Values); err != nil {
		d.finding(l, "%v.", err)
	}
	v := reflect.New(k.block)
	dec := decoder{fail: func(format string, args ...any) { d.finding(l, format, args...) }}
	dec.fill(k.columns, l.Values, v.Elem())
	b := v.Interface().(schema.Block)
	d.order[b], _ = l.Values["order"].(float64)
	top := b
	if k.list != "" {
		if l.BuiltIn && plainBuiltin(b.(*schema.Object)) {
			return
		}
		f := reflect.ValueOf(d.a).Elem().FieldByName(k.list)
		f.Set(reflect.Append(f, v))
		d.parents[k.name+" "+l.Key] = v.Elem()
	} else if top = d.attach(k, l, b); top == nil {
		d.finding(l, "What it belongs to does not exist.")
		return
	}
	for _, c := range dec.criteria {
		d.pending = append(d.pending, pendingOf{c, l, top})
	}
}

// plainBuiltin tells whether a built-in object is as it always was.
func plainBuiltin(o *schema.Object) bool {
	def := builtinObject(o.Name)
	return o.Label == def["label"] && o.Plural == def["plural"] && o.Description == "" && o.System == "" &&
		len(o.BelongsTo) == 0 && len(o.HasMany) == 0
}

// attach puts a nested block into its parent and gives the top-level block; nil when there is no parent.
func (d *decompiler) attach(k *kind, l *providers.Live, b schema.Block) schema.Block {
	text := func(name string) string { s, _ := l.Values[name].(string); return s }
	parent := func(typ, key string) any {
		if v, ok := d.parents[typ+" "+key]; ok {
			return v.Addr().Interface()
		}
		return nil
	}
	switch b := b.(type) {
	case *schema.Member:
		if t, ok := parent(typeTeam, text("team")).(*schema.Team); ok {
			t.Members = append(t.Members, b)
			return t
		}
	case *schema.FieldOption:
		if f, ok := parent(typeProperty, text("property")).(*schema.Field); ok {
			f.Options = append(f.Options, b)
			return f
		}
	case *schema.Stage:
		d.parents[k.name+" "+l.Key] = reflect.ValueOf(b).Elem()
		if t, ok := parent(typeLifecycle, text("track")).(*schema.Lifecycle); ok {
			t.Stages = append(t.Stages, b)
			return t
		}
		if t, ok := parent(typePipeline, text("track")).(*schema.Pipeline); ok {
			t.Stages = append(t.Stages, b)
			return t
		}
	case *schema.Gate:
		if s, ok := parent(typeStage, text("stage")).(*schema.Stage); ok {
			if text("kind") == "exit" {
				s.Exit = append(s.Exit, b)
			} else {
				s.Entry = append(s.Entry, b)
			}
			track, _, _ := strings.Cut(text("stage"), "/")
			for _, typ := range []string{typeLifecycle, typePipeline} {
				if t, ok := parent(typ, track).(schema.Block); ok {
					return t
				}
			}
		}
	}
	return nil
}

// sort puts nested blocks and the people of teams into their order, and options into the types of their properties.
func (d *decompiler) sort() {
	for _, f := range d.a.Fields {
		byOrder(f.Options, d.order)
		for _, o := range f.Options {
			f.Type.Options = append(f.Type.Options, o.Value)
		}
		f.Options = slices.DeleteFunc(f.Options, func(o *schema.FieldOption) bool {
			return o.Label == "" && o.Description == "" && !o.Deprecated
		})
	}
	for _, t := range d.a.Teams {
		byOrder(t.Members, d.order)
	}
	for _, t := range d.a.Tracks() {
		byOrder(t.Stages, d.order)
		for _, s := range t.Stages {
			byOrder(s.Entry, d.order)
			byOrder(s.Exit, d.order)
		}
	}
}

func byOrder[B schema.Block](list []B, order map[schema.Block]float64) {
	sort.SliceStable(list, func(i, j int) bool { return order[list[i]] < order[list[j]] })
}

// criterion reads a condition, as one about the records of its block; a
// block that does not say which records it is about may be about any.
func (d *decompiler) criterion(p pendingOf) {
	objects := []string{subject(d.a, p.top)}
	if objects[0] == "" {
		objects = d.a.ObjectNames()
	}
	var first diag.List
	for _, o := range objects {
		e, diags := hclschema.ParseExpr(p.text, d.a.ExprScope("", o))
		if !diags.HasErrors() {
			p.at.Expr = e
			return
		}
		if first == nil {
			first = diags
		}
	}
	d.diags.Errorf(diag.Unsupported, diag.Range{}, fmt.Sprintf("%s %q has a condition that cannot be read", p.live.Type, p.live.Key),
		"The condition is %s: %s. Apply the architecture again, or mend the object.", p.text, first[0].Summary)
}

// identify gives the ids of everything that decompile gives an address to, both ways.
func identify(live []*providers.Live) (map[schema.Address]int64, map[int64]schema.Address) {
	ids, addrs := map[schema.Address]int64{}, map[int64]schema.Address{}
	for _, l := range live {
		var kind string
		switch l.Type {
		case typeLifecycle:
			kind = "lifecycle"
		case typePipeline:
			kind = "pipeline"
		case typeStage:
			kind = "stage"
		default:
			continue
		}
		var id int64
		fmt.Sscan(l.ID, &id)
		a := addressOf(kind, l.Key)
		ids[a], addrs[id] = id, a
	}
	return ids, addrs
}
