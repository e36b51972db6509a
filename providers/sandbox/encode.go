package sandbox

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strconv"
	"strings"

	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/expr"
)

// encoder turns blocks into values with the names that things have in the CRM.
type encoder struct {
	a *schema.Architecture
	// has tells whether a block is compiled into this CRM.
	has func(schema.Address) bool
	// dropped collects references and criteria that name what lives elsewhere.
	dropped []schema.Address
}

// values encodes the attributes of one block; v is its struct.
func (e *encoder) values(cols []*column, v reflect.Value) map[string]any {
	out := make(map[string]any, len(cols))
	for _, c := range cols {
		if c.index == nil {
			continue
		}
		if c.typ == kindFieldType {
			t := v.FieldByIndex(c.index).Interface().(schema.FieldType)
			out[c.name], out["references"] = t.Kind, t.Object
			continue
		}
		if x := e.value(c, v.FieldByIndex(c.index)); x != nil {
			out[c.name] = x
		}
	}
	return out
}

func (e *encoder) value(c *column, f reflect.Value) any {
	switch c.typ {
	case kindText:
		if f.String() == "" {
			return nil
		}
		return f.String()
	case kindBool, kindNumber:
		if f.Interface() == c.fallback {
			return nil
		}
		return f.Interface()
	case kindOptional:
		if f.IsNil() {
			return nil
		}
		return f.Elem().Float()
	case kindTexts:
		return list(f.Interface().([]string))
	case kindTextMap, kindNumberMap:
		if f.Len() == 0 {
			return nil
		}
		m := make(map[string]any, f.Len())
		for _, k := range f.MapKeys() {
			m[k.String()] = f.MapIndex(k).Interface()
		}
		return m
	case kindAny:
		if f.IsNil() {
			return nil
		}
		b, err := json.Marshal(f.Interface())
		if err != nil {
			return nil
		}
		return string(b)
	case kindDuration:
		return duration(f.Interface().(schema.Duration))
	case kindEvent:
		return e.event(f.Interface().(schema.Event))
	case kindCriterion:
		return e.criterion(f.Interface().(schema.Criterion))
	case kindDecay:
		return decay(f.Interface().(*schema.Decay))
	case kindRef:
		return e.ref(c, schema.Address(f.String()))
	case kindRefs:
		var out []any
		for i := range f.Len() {
			if k := e.ref(c, schema.Address(f.Index(i).String())); k != nil {
				out = append(out, k)
			}
		}
		if out == nil {
			return nil
		}
		return out
	case kindBlock:
		if c.pointer {
			if f.IsNil() {
				return nil
			}
			f = f.Elem()
		}
		return e.values(c.columns, f)
	case kindBlocks:
		var out []any
		for i := range f.Len() {
			x := f.Index(i)
			if c.pointer {
				x = x.Elem()
			}
			out = append(out, e.values(c.columns, x))
		}
		if out == nil {
			return nil
		}
		return out
	}
	return nil
}

func list(s []string) any {
	if len(s) == 0 {
		return nil
	}
	out := make([]any, len(s))
	for i, x := range s {
		out[i] = x
	}
	return out
}

func duration(d schema.Duration) any {
	if d.IsZero() {
		return nil
	}
	return d.String()
}

func decay(d *schema.Decay) any {
	if d == nil {
		return nil
	}
	m := map[string]any{}
	for name, x := range map[string]schema.Duration{"half_life": d.HalfLife, "per": d.Per, "expires": d.Expires} {
		if !x.IsZero() {
			m[name] = x.String()
		}
	}
	if d.Points != 0 {
		m["points"] = d.Points
	}
	return m
}

// ref is the natural key of a referred block; nil when it is of another kind or lives elsewhere.
func (e *encoder) ref(c *column, a schema.Address) any {
	if a == "" || a.Kind() != c.ref {
		return nil
	}
	if !e.has(a) {
		e.dropped = append(e.dropped, a)
		return nil
	}
	return e.key(a)
}

// key is the natural key of a block.
func (e *encoder) key(a schema.Address) string {
	module, kind, l := a.Split()
	switch {
	case kind == "field" && len(l) == 2:
		return l[0] + "/" + e.property(l[0], l[1])
	case kind == "object":
		return a.Name()
	case kind == "status" && len(l) == 2:
		return l[0] + "/" + l[1]
	case len(l) == 2 && (kind == "stage" || kind == "member"):
		return flat(module, l[0]) + "/" + l[1]
	}
	if len(l) > 1 {
		l = l[:1]
	}
	return flat(module, l...)
}

// property is the internal name of a field.
func (e *encoder) property(object, name string) string {
	f := e.a.Field(object, name)
	switch {
	case f == nil:
		return name
	case f.CRM["sandbox"] != "":
		return f.CRM["sandbox"]
	case f.Property != "":
		return f.Property
	}
	return name
}

// flat is a name that is unique over all modules, and an identifier.
func flat(module string, labels ...string) string {
	name := schema.NewAddress(module, "x", labels...).Key()
	return strings.Map(func(r rune) rune {
		if r == '_' || r == '-' || r > 0x7f || '0' <= r && r <= '9' || 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' {
			return r
		}
		return '_'
	}, name)
}

// address is the address that a block has in the CRM: without modules, fields by internal name.
func (e *encoder) address(a schema.Address) schema.Address {
	module, kind, l := a.Split()
	switch {
	case kind == "field" && len(l) == 2:
		return schema.FieldAddress(l[0], e.property(l[0], l[1]))
	case kind == "object" || kind == "status" || len(l) == 0:
		return a
	}
	out := append([]string{flat(module, l[0])}, l[1:]...)
	return schema.NewAddress("", kind, out...)
}

func (e *encoder) event(ev schema.Event) any {
	switch {
	case ev.IsZero():
		return nil
	case ev.Kind == "event":
		return "event(" + strconv.Quote(ev.Name) + ")"
	case ev.Kind == "every":
		return "every(" + strconv.Quote(ev.Every.String()) + ")"
	}
	return fmt.Sprintf("%s(%s)", ev.Kind, e.address(threshold(ev.Target)).Written())
}

// threshold gives scoring.lead.mql, as people write it, its full address.
func threshold(a schema.Address) schema.Address {
	if module, kind, l := a.Split(); kind == "scoring" && len(l) == 2 {
		return schema.NewAddress(module, kind, l[0], "threshold", l[1])
	}
	return a
}

// criterion is the text of a condition; nil without one, or when it speaks of what lives elsewhere.
func (e *encoder) criterion(c schema.Criterion) any {
	if c.IsZero() {
		return nil
	}
	var missing []schema.Address
	text := expr.FormatWith(c.Expr, func(s string) string {
		a := schema.Address(s)
		if !e.has(a) {
			missing = append(missing, a)
		}
		return string(e.address(a))
	})
	if missing != nil {
		e.dropped = append(e.dropped, missing...)
		return nil
	}
	return text
}
