package schema

import (
	"fmt"
	"iter"
	"reflect"
	"slices"
	"sort"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/stagecraft-dev/stagecraft/schema/diag"
)

// Index gives every block its address, puts the blocks into canonical order
// and makes Lookup work. Call it after building or changing an Architecture.
// It reports blocks that share an address.
func (a *Architecture) Index() diag.List {
	var diags diag.List
	a.index = make(map[Address]Block, 1024)
	var twice Address // the last block found to be declared twice
	walk(reflect.ValueOf(a).Elem(), Language(), "", func(b Block, kind string) {
		addr := b.Base().Address
		if kind == "moved" || kind == "retired" || kind == "import" {
			return
		}
		if old, dup := a.index[addr]; dup {
			if twice != "" && addr.Within(twice) {
				return // so is what holds it
			}
			twice = addr
			diags.Errorf(diag.Duplicate, b.Base().Range, fmt.Sprintf("%s is declared twice", addr),
				"The first declaration is at %s. Remove one, or give it another name.", old.Base().Range)
			return
		}
		a.index[addr] = b
	})
	for _, o := range builtinObjects {
		if addr := NewAddress("", "object", o.Name); a.index[addr] == nil {
			c := *o
			c.Address = addr
			a.index[addr] = &c
		}
	}
	a.sort()
	a.objectNames = nil
	a.objectNames = a.ObjectNames()
	return diags
}

// Lookup finds a block by its address, or returns nil. Built-in objects and
// fields are found although no block declares them.
func (a *Architecture) Lookup(addr Address) Block {
	if b, ok := a.index[addr]; ok {
		return b
	}
	if _, kind, l := addr.Split(); kind == "field" && len(l) == 2 && a.Object(l[0]) != nil {
		if f := builtinField(l[0], l[1]); f != nil {
			return f
		}
	}
	// An option that only the type lists, as in enum("A", "B"), is field.contact.band.option.A.
	if _, kind, l := addr.Split(); kind == "field" && len(l) == 4 && l[2] == "option" {
		if f := a.Field(l[0], l[1]); f != nil && slices.Contains(f.Type.Options, l[3]) {
			return &FieldOption{Meta: Meta{Address: addr, Range: f.Range}, Value: l[3]}
		}
	}
	return nil
}

// Find is Lookup for a block of a known type; nil when there is none.
func Find[T any, P interface {
	*T
	Block
}](a *Architecture, addr Address) P {
	p, _ := a.Lookup(addr).(P)
	return p
}

// Blocks yields every addressed block with its kind, parents before what they hold.
func (a *Architecture) Blocks() iter.Seq2[string, Block] {
	return func(yield func(string, Block) bool) {
		stop := false
		walk(reflect.ValueOf(a).Elem(), Language(), "", func(b Block, kind string) {
			if !stop && !yield(kind, b) {
				stop = true
			}
		})
	}
}

// Addresses lists the addresses of the blocks of a kind, sorted; for suggestions.
func (a *Architecture) Addresses(kind string) []string {
	var out []string
	for k, b := range a.Blocks() {
		if k == kind {
			out = append(out, string(b.Base().Address))
		}
	}
	sort.Strings(out)
	return out
}

// OwnKinds are the nested blocks whose addresses begin with a kind of their own: stage.lead.mql, not lifecycle.lead.stage.mql.
var OwnKinds = []string{"stage", "member"}

// walk visits the blocks under v, assigning addresses to those without one.
func walk(v reflect.Value, d *Def, parent Address, visit func(Block, string)) {
	for _, n := range d.Blocks {
		f := v.FieldByIndex(n.Index)
		if !n.Many {
			if f.Kind() == reflect.Pointer {
				if f.IsNil() {
					continue
				}
				f = f.Elem()
			}
			walkBlock(f, n, parent, 0, visit)
			continue
		}
		for i := range f.Len() {
			e := f.Index(i)
			if e.Kind() == reflect.Pointer {
				e = e.Elem()
			}
			walkBlock(e, n, parent, i, visit)
		}
	}
}

func walkBlock(v reflect.Value, n *Nested, parent Address, i int, visit func(Block, string)) {
	addr := parent
	if n.Def.HasMeta {
		b := v.Addr().Interface().(Block)
		m := b.Base()
		if m.Address == "" {
			m.Address = blockAddress(v, n, parent, i)
		}
		addr = m.Address
		visit(b, n.Name)
	}
	if len(n.Def.Blocks) > 0 {
		walk(v, n.Def, addr, visit)
	}
}

func blockAddress(v reflect.Value, n *Nested, parent Address, i int) Address {
	labels := make([]string, len(n.Def.Labels))
	for j, l := range n.Def.Labels {
		labels[j] = v.FieldByIndex(l.Index).String()
	}
	if parent == "" {
		if len(labels) == 0 {
			labels = []string{fmt.Sprint(i)}
		}
		return NewAddress("", n.Name, labels...)
	}
	module, _, pl := parent.Split()
	if slices.Contains(OwnKinds, n.Name) {
		return NewAddress(module, n.Name, append(slices.Clone(pl), labels...)...)
	}
	s := string(parent) + "." + n.Name
	if len(labels) > 0 {
		s += "." + strings.Join(labels, ".")
	} else if n.Many && i > 0 {
		s += fmt.Sprintf(".%d", i)
	}
	return Address(s)
}

// sort puts top-level blocks into an order that does not depend on files:
// lifecycles and pipelines by domain, then everything by its own order
// number where it has one, then by address. Nested blocks keep the order in
// which they were written, which has a meaning (stages, rules, tiers).
func (a *Architecture) sort() {
	v := reflect.ValueOf(a).Elem()
	for _, n := range Language().Blocks {
		f := v.FieldByIndex(n.Index)
		if f.Kind() != reflect.Slice || f.Len() < 2 {
			continue
		}
		keys := make(map[Block]sortKey, f.Len())
		for i := range f.Len() {
			b := f.Index(i).Interface().(Block)
			keys[b] = sortKeyOf(b)
		}
		sort.SliceStable(f.Interface(), func(i, j int) bool {
			x, y := keys[f.Index(i).Interface().(Block)], keys[f.Index(j).Interface().(Block)]
			if x.rank != y.rank {
				return x.rank < y.rank
			}
			return x.addr < y.addr
		})
	}
}

type sortKey struct {
	rank float64
	addr Address
}

// Domains are the parts of the journey, in order.
var Domains = []string{"lead", "sales", "customer", "company"}

func sortKeyOf(b Block) sortKey {
	k := sortKey{addr: b.Base().Address}
	switch b := b.(type) {
	case *Lifecycle:
		k.rank = float64(slices.Index(Domains, b.Domain))
	case *Pipeline:
		k.rank = float64(slices.Index(Domains, b.Domain))
	case *Status:
		k.rank = b.Order
	case *FAQ:
		k.rank = b.Order
	case *Metric:
		k.rank = b.Priority
	}
	return k
}

// Track is a lifecycle or a pipeline seen alike.
type Track struct {
	*Flow
	Name     string
	Address  Address
	Domain   string
	Object   string // name of the record type
	Pipeline bool
	Block    Block
}

// PropertyName is the internal name of the property that holds the stage.
func (t *Track) PropertyName() string {
	if t.Property != "" {
		return t.Property
	}
	return t.Address.Key() + "_stage"
}

// Label is the title, or the name in words.
func (t *Track) Label() string { return Label(t.Title, t.Name) }

// Tracks lists lifecycles, then pipelines.
func (a *Architecture) Tracks() []*Track {
	out := make([]*Track, 0, len(a.Lifecycles)+len(a.Pipelines))
	for _, l := range a.Lifecycles {
		out = append(out, trackOf(l))
	}
	for _, p := range a.Pipelines {
		out = append(out, trackOf(p))
	}
	return out
}

// Track finds the lifecycle or pipeline at an address, or the one that holds the
// stage at an address; nil when there is none.
func (a *Architecture) Track(addr Address) *Track {
	module, kind, labels := addr.Split()
	if kind == "stage" && len(labels) >= 2 {
		for _, k := range []string{"lifecycle", "pipeline"} {
			if b := a.Lookup(NewAddress(module, k, labels[0])); b != nil {
				return trackOf(b)
			}
		}
		return nil
	}
	return trackOf(a.Lookup(addr))
}

func trackOf(b Block) *Track {
	switch b := b.(type) {
	case *Lifecycle:
		return &Track{Flow: &b.Flow, Name: b.Name, Address: b.Address, Domain: b.Domain, Object: b.Object.Name(), Block: b}
	case *Pipeline:
		return &Track{Flow: &b.Flow, Name: b.Name, Address: b.Address, Domain: b.Domain, Object: b.Object.Name(), Pipeline: true, Block: b}
	}
	return nil
}

// Rank is the place of a stage in the track, from 0; -1 when it is not in it.
func (t *Track) Rank(stage Address) int {
	return slices.IndexFunc(t.Stages, func(s *Stage) bool { return s.Address == stage })
}

// initialisms are words that people write in capitals; names write them small.
var initialisms = map[string]bool{"ae": true, "apac": true, "arr": true, "bant": true, "crm": true, "csm": true, "emea": true, "icp": true,
	"kpi": true, "mel": true, "mql": true, "mrr": true, "nps": true, "poc": true, "raci": true, "sal": true, "sao": true, "sdr": true,
	"sla": true, "sql": true, "url": true, "vp": true}

// Label gives words for a thing: its label, or its name with spaces, a capital and initialisms in capitals: "mql_to_sal" is "MQL to SAL".
func Label(label, name string) string {
	if label != "" || name == "" {
		return label
	}
	words := strings.Split(name, "_")
	for i, w := range words {
		if initialisms[w] {
			words[i] = strings.ToUpper(w)
		}
	}
	s := strings.Join(words, " ")
	first, size := utf8.DecodeRuneInString(s)
	return strings.ToUpper(string(first)) + s[size:]
}

// Title gives words for any block.
func Title(b Block) string {
	if b == nil {
		return ""
	}
	v := reflect.ValueOf(b).Elem()
	for _, i := range wordsOf(v.Type()) {
		if s := v.FieldByIndex(i).String(); s != "" {
			return s
		}
	}
	return Label("", b.Base().Address.Name())
}

var words sync.Map // reflect.Type to [][]int

// wordsOf is where blocks of a type keep what people call them, the best first.
func wordsOf(t reflect.Type) [][]int {
	if known, ok := words.Load(t); ok {
		return known.([][]int)
	}
	var out [][]int
	for _, name := range []string{"Title", "Label"} {
		if f, ok := t.FieldByName(name); ok && f.Type.Kind() == reflect.String {
			out = append(out, f.Index)
		}
	}
	words.Store(t, out)
	return out
}
