package view

import (
	"fmt"
	"io"
	"reflect"
	"slices"
	"strings"

	"github.com/stagecraft-dev/stagecraft/cmd/internal/terminal"
	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/diff"
	"github.com/stagecraft-dev/stagecraft/schema/expr"
	"github.com/stagecraft-dev/stagecraft/schema/signoff"
)

// Definition prints everything that a signature is for, in words: the definition, the blocks inside it
// and what it rests on.
func Definition(w io.Writer, st terminal.Style, a *schema.Architecture, d signoff.Definition) {
	fmt.Fprintf(w, "%s  %s\n", st.Bold(Clean(d.Title)), st.Dim(Clean(string(d.Address))))
	p := definitionPrinter{w, a}
	p.block(d.Block, "  ")
	for _, addr := range d.RestsOn {
		b := a.Lookup(addr)
		fmt.Fprintf(w, "  Rests on %s %s\n", Clean(string(addr)), Clean(schema.Title(b)))
		p.block(b, "    ")
	}
}

type definitionPrinter struct {
	w io.Writer
	a *schema.Architecture
}

// untold are the attributes that the heading tells, or that the signatures decide.
var untold = []string{"label", "title", "state"}

func (p definitionPrinter) block(b schema.Block, indent string) {
	v := reflect.ValueOf(b).Elem()
	d := schema.DefOf(v.Type(), "")
	attrs := slices.Clone(d.Attrs)
	if d.Rest != nil {
		attrs = append(attrs, d.Rest)
	}
	for _, attr := range attrs {
		f := v.FieldByIndex(attr.Index)
		if slices.Contains(untold, attr.Name) || f.IsZero() {
			continue
		}
		name := label(attr.Name)
		if attr == d.Rest {
			name = "Minimum"
		}
		if text := p.text(f); text != "" && (attr.Name != "condition" || text != attr.Default) {
			fmt.Fprintf(p.w, "%s%s: %s\n", indent, name, Clean(text))
		}
	}
	for _, n := range d.Blocks {
		f := v.FieldByIndex(n.Index)
		if !n.Many {
			f = reflect.Append(reflect.MakeSlice(reflect.SliceOf(f.Type()), 0, 1), f)
		}
		for i := range f.Len() {
			e := f.Index(i)
			if e.Kind() == reflect.Pointer && e.IsNil() {
				continue
			}
			if e.Kind() != reflect.Pointer {
				e = e.Addr()
			}
			inner := e.Interface().(schema.Block)
			heading := label(n.Name)
			if len(n.Def.Labels) > 0 {
				heading += " " + Clean(schema.Title(inner))
			}
			fmt.Fprintf(p.w, "%s%s\n", indent, heading)
			p.block(inner, indent+"  ")
		}
	}
}

// label gives the words for an attribute or a kind of block.
func label(name string) string {
	switch name {
	case "crm", "raci", "sla":
		return strings.ToUpper(name)
	}
	return schema.Label("", name)
}

// text says a value; "" when there is nothing to say.
func (p definitionPrinter) text(v reflect.Value) string {
	switch x := v.Interface().(type) {
	case schema.Address:
		return p.name(x)
	case schema.Criterion:
		return expr.Sentence(x.Expr, p.a.Namer())
	case schema.Duration:
		return diff.Duration(x)
	case schema.Event:
		return strings.TrimSpace(x.Kind + " " + p.name(x.Target) + x.Name + every(x.Every))
	case bool:
		if x {
			return "yes"
		}
		return ""
	case string:
		return x
	}
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface:
		if v.IsNil() {
			return ""
		}
		return p.text(v.Elem())
	case reflect.Slice:
		parts := make([]string, v.Len())
		for i := range parts {
			parts[i] = p.text(v.Index(i))
		}
		return strings.Join(parts, ", ")
	case reflect.Map:
		var parts []string
		for _, k := range v.MapKeys() {
			parts = append(parts, fmt.Sprintf("%s %s", k, p.text(v.MapIndex(k))))
		}
		slices.Sort(parts)
		return strings.Join(parts, ", ")
	case reflect.Struct: // Decay
		var parts []string
		for i := range v.NumField() {
			if f := v.Field(i); v.Type().Field(i).IsExported() && !f.IsZero() {
				parts = append(parts, strings.ToLower(v.Type().Field(i).Name)+" "+p.text(f))
			}
		}
		return strings.Join(parts, ", ")
	}
	return fmt.Sprint(v.Interface())
}

func every(d schema.Duration) string {
	if d.IsZero() {
		return ""
	}
	return diff.Duration(d)
}

// name is what people call a block.
func (p definitionPrinter) name(addr schema.Address) string {
	if addr == "" {
		return ""
	}
	switch b := p.a.Lookup(addr).(type) {
	case nil:
		return schema.Label("", addr.Name())
	case *schema.Field:
		return p.a.Namer().Field(b.Object, b.Name)
	default:
		return schema.Title(b)
	}
}
