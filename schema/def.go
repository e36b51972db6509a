package schema

import (
	"fmt"
	"reflect"
	"strconv"
	"strings"
	"sync"
)

// Def is the definition of a block type: its labels, attributes and nested
// blocks. It is derived from the Go struct that holds the block, whose fields
// carry `sc` tags, so the loader, the writer, the language reference and the
// semantic diff cannot disagree with the model.
//
// A tag is a name and options, separated by commas:
//
//	label        the field is a block label
//	block        the field (struct, pointer or slice) is a nested block
//	required     the attribute must be given
//	ref=a|b      the Address must be of a block of kind a or b ("any": any)
//	enum=a|b     the string must be one of these
//	default=x    the value when the attribute is not given
//	min=, max=   bounds of a number
//	rest         the map takes every attribute that has no field of its own
type Def struct {
	Name   string // block type: "stage"
	Type   reflect.Type
	Labels []*Attr
	Attrs  []*Attr
	Blocks []*Nested
	Rest   *Attr // catch-all, or nil
	// HasMeta is set when the struct embeds Meta.
	HasMeta bool

	byAttr  map[string]*Attr
	byBlock map[string]*Nested
}

// Attr is one attribute or label.
type Attr struct {
	Name     string
	GoName   string // name of the Go field, for its documentation
	Owner    reflect.Type
	Index    []int
	Type     reflect.Type
	Required bool
	RefKinds []string
	Enum     []string
	Default  string
	Min, Max *float64
}

// Nested is a kind of nested block.
type Nested struct {
	Name     string
	GoName   string
	Owner    reflect.Type
	Index    []int
	Def      *Def
	Many     bool // the field is a slice
	Pointer  bool // the slice element, or the field, is a pointer
	Required bool
}

// Attr finds an attribute by name.
func (d *Def) Attr(name string) *Attr { return d.byAttr[name] }

// Block finds a nested block by type.
func (d *Def) Block(name string) *Nested { return d.byBlock[name] }

var defs sync.Map // reflect.Type → *Def

// Language is the definition of a whole architecture: its Blocks are the
// top-level block types.
func Language() *Def { return DefOf(reflect.TypeFor[Architecture](), "") }

// DefOf derives the definition of a struct type. It panics on a malformed
// tag, which is a programming error that any test meets.
func DefOf(t reflect.Type, name string) *Def {
	if d, ok := defs.Load(t); ok {
		return d.(*Def)
	}
	d := &Def{Name: name, Type: t, byAttr: map[string]*Attr{}, byBlock: map[string]*Nested{}}
	d.addFields(t, nil)
	actual, _ := defs.LoadOrStore(t, d)
	return actual.(*Def)
}

func (d *Def) addFields(t reflect.Type, index []int) {
	for i := range t.NumField() {
		f := t.Field(i)
		idx := append(append([]int(nil), index...), i)
		if f.Anonymous {
			if f.Type == reflect.TypeFor[Meta]() {
				d.HasMeta = true
				continue
			}
			d.addFields(f.Type, idx)
			continue
		}
		tag, ok := f.Tag.Lookup("sc")
		if !ok {
			continue
		}
		parts := strings.Split(tag, ",")
		a := &Attr{Name: parts[0], GoName: f.Name, Owner: t, Index: idx, Type: f.Type}
		kind := "attr"
		for _, opt := range parts[1:] {
			k, v, _ := strings.Cut(opt, "=")
			switch k {
			case "label", "block", "rest":
				kind = k
			case "required":
				a.Required = true
			case "ref":
				a.RefKinds = strings.Split(v, "|")
			case "enum":
				a.Enum = strings.Split(v, "|")
			case "default":
				a.Default = v
			case "min":
				a.Min = mustFloat(v)
			case "max":
				a.Max = mustFloat(v)
			default:
				panic(fmt.Sprintf("schema: unknown tag option %q on %s.%s", opt, t, f.Name))
			}
		}
		switch kind {
		case "label":
			a.Required = true
			d.Labels = append(d.Labels, a)
		case "rest":
			d.Rest = a
		case "block":
			n := &Nested{Name: a.Name, GoName: f.Name, Owner: t, Index: idx, Required: a.Required}
			et := f.Type
			if et.Kind() == reflect.Slice {
				n.Many, et = true, et.Elem()
			}
			if et.Kind() == reflect.Pointer {
				n.Pointer, et = true, et.Elem()
			}
			n.Def = DefOf(et, a.Name)
			d.Blocks = append(d.Blocks, n)
			d.byBlock[n.Name] = n
		default:
			d.Attrs = append(d.Attrs, a)
			d.byAttr[a.Name] = a
		}
	}
}

func mustFloat(s string) *float64 {
	f, err := strconv.ParseFloat(s, 64)
	if err != nil {
		panic("schema: bad number in tag: " + s)
	}
	return &f
}
