package schema

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"hash"
	"io"
	"reflect"
	"sort"
	"time"

	"github.com/stagecraft-dev/stagecraft/schema/expr"
)

// Digest is the SHA-256, in hex, of what the architecture means. It does not
// depend on files, places, comments or the way in which criteria are written,
// nor on the order of top-level blocks once Index has been called. Values that
// are not given leave no trace, so a new optional attribute of the language changes no digest.
func (a *Architecture) Digest() string {
	d := digester{sha256.New()}
	d.block(reflect.ValueOf(a).Elem(), Language())
	return d.sum()
}

// Digest is the SHA-256, in hex, of what one block means, with its address
// and the blocks inside it. It is "" for nil.
func Digest(b Block) string {
	v := reflect.ValueOf(b)
	if !v.IsValid() || v.Kind() == reflect.Pointer && v.IsNil() {
		return ""
	}
	d := digester{sha256.New()}
	d.put("address", string(b.Base().Address))
	Language() // defines every block type under its name
	d.block(v.Elem(), DefOf(v.Elem().Type(), b.Base().Address.Kind()))
	return d.sum()
}

type digester struct{ h hash.Hash }

func (d digester) sum() string { return hex.EncodeToString(d.h.Sum(nil)) }

// put adds texts, each with its length so that no two sequences look alike.
func (d digester) put(parts ...string) {
	for _, p := range parts {
		fmt.Fprintf(d.h, "%d:", len(p))
		io.WriteString(d.h, p)
	}
}

// block adds labels, attributes and nested blocks by name.
func (d digester) block(v reflect.Value, def *Def) {
	d.put("{")
	if def.HasMeta {
		// Two blocks of different modules may differ in nothing else.
		if b, ok := v.Addr().Interface().(Block); ok {
			d.put(b.Base().Address.Module())
		}
	}
	attrs := append(append([]*Attr(nil), def.Labels...), def.Attrs...)
	if def.Rest != nil {
		attrs = append(attrs, def.Rest)
	}
	sort.SliceStable(attrs, func(i, j int) bool { return attrs[i].Name < attrs[j].Name })
	for _, a := range attrs {
		if f := v.FieldByIndex(a.Index); !isEmpty(f) {
			d.put("=", a.Name)
			d.value(f)
		}
	}
	blocks := append([]*Nested(nil), def.Blocks...)
	sort.SliceStable(blocks, func(i, j int) bool { return blocks[i].Name < blocks[j].Name })
	for _, n := range blocks {
		f := v.FieldByIndex(n.Index)
		if !n.Many {
			d.nested(f, n)
			continue
		}
		for i := range f.Len() {
			d.nested(f.Index(i), n)
		}
	}
	d.put("}")
}

func (d digester) nested(v reflect.Value, n *Nested) {
	if v.Kind() == reflect.Pointer {
		if v.IsNil() {
			return
		}
		v = v.Elem()
	}
	d.put("block", n.Name)
	d.block(v, n.Def)
}

// isEmpty tells whether a value is not given. A pointer to zero is given.
func isEmpty(v reflect.Value) bool {
	switch v.Kind() {
	case reflect.Slice, reflect.Map:
		return v.Len() == 0
	}
	return v.IsZero()
}

// value adds a value, tagged with its kind.
func (d digester) value(v reflect.Value) {
	switch x := v.Interface().(type) {
	case Criterion:
		d.put("criterion", expr.Format(x.Expr))
		return
	case time.Time:
		d.put("time", x.UTC().Format(time.RFC3339Nano))
		return
	case json.Number:
		if f, err := x.Float64(); err == nil {
			d.put("number", number(f))
			return
		}
	}
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface:
		if v.IsNil() {
			d.put("null")
			return
		}
		d.value(v.Elem())
	case reflect.String:
		d.put("text", v.String())
	case reflect.Bool:
		d.put("bool", fmt.Sprint(v.Bool()))
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		d.put("number", number(float64(v.Int())))
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		d.put("number", number(float64(v.Uint())))
	case reflect.Float32, reflect.Float64:
		d.put("number", number(v.Float()))
	case reflect.Slice, reflect.Array:
		d.put("list", fmt.Sprint(v.Len()))
		for i := range v.Len() {
			d.value(v.Index(i))
		}
	case reflect.Map:
		keys := v.MapKeys()
		sort.Slice(keys, func(i, j int) bool { return keys[i].String() < keys[j].String() })
		d.put("map", fmt.Sprint(len(keys)))
		for _, k := range keys {
			d.put(k.String())
			d.value(v.MapIndex(k))
		}
	case reflect.Struct:
		// plain values such as Event, Duration, FieldType, Decay and Setting
		d.put(v.Type().Name())
		for i := range v.NumField() {
			f := v.Type().Field(i)
			if f.IsExported() && !isEmpty(v.Field(i)) {
				d.put(f.Name)
				d.value(v.Field(i))
			}
		}
		d.put(".")
	default:
		d.put("other", fmt.Sprint(v.Interface()))
	}
}

func number(f float64) string { return fmt.Sprintf("%g", f) }
