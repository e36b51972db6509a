package sandbox

import (
	"encoding/json"
	"reflect"
	"strconv"
	"strings"

	"github.com/stagecraft-dev/stagecraft/schema"
)

// decoder turns values back into blocks. It panics on nothing: what does not
// fit is reported by fail and left out.
type decoder struct {
	fail func(format string, args ...any)
	// criteria are parsed when every block is there.
	criteria []condition
}

type condition struct {
	at   *schema.Criterion
	text string
}

// fill sets the fields of a block's struct v.
func (d *decoder) fill(cols []*column, vals map[string]any, v reflect.Value) {
	for _, c := range cols {
		if c.index == nil {
			continue
		}
		f := v.FieldByIndex(c.index)
		if c.typ == kindFieldType {
			kind, _ := vals[c.name].(string)
			object, _ := vals["references"].(string)
			f.Set(reflect.ValueOf(schema.FieldType{Kind: kind, Object: object}))
			continue
		}
		x, ok := vals[c.name]
		if !ok || x == nil {
			if x = c.fallback; x == nil {
				continue
			}
			if (c.typ == kindRef) && f.String() != "" {
				continue // another column of the same reference has it
			}
		}
		if !d.set(c, x, f) {
			d.fail("%q holds %v, which is not what it should", c.name, x)
		}
	}
}

func (d *decoder) set(c *column, x any, f reflect.Value) bool {
	switch c.typ {
	case kindText:
		s, ok := x.(string)
		f.SetString(s)
		return ok
	case kindBool:
		b, ok := x.(bool)
		f.SetBool(b)
		return ok
	case kindNumber:
		n, ok := x.(float64)
		f.SetFloat(n)
		return ok
	case kindOptional:
		n, ok := x.(float64)
		f.Set(reflect.ValueOf(&n))
		return ok
	case kindTexts:
		l, ok := texts(x)
		f.Set(reflect.ValueOf(l))
		return ok
	case kindTextMap, kindNumberMap:
		return setMap(x, f)
	case kindAny:
		s, _ := x.(string)
		var v any
		if json.Unmarshal([]byte(s), &v) != nil {
			return false
		}
		f.Set(reflect.ValueOf(&v).Elem())
		return true
	case kindDuration:
		s, _ := x.(string)
		dur, err := schema.ParseDuration(s)
		f.Set(reflect.ValueOf(dur))
		return err == nil
	case kindEvent:
		s, _ := x.(string)
		ev, ok := parseEvent(s)
		f.Set(reflect.ValueOf(ev))
		return ok
	case kindCriterion:
		s, ok := x.(string)
		d.criteria = append(d.criteria, condition{f.Addr().Interface().(*schema.Criterion), s})
		return ok
	case kindDecay:
		return setDecay(x, f)
	case kindRef:
		s, ok := x.(string)
		f.SetString(string(addressOf(c.ref, s)))
		return ok
	case kindRefs:
		l, ok := texts(x)
		all := f.Interface().([]schema.Address)
		for _, s := range l {
			all = append(all, addressOf(c.ref, s))
		}
		f.Set(reflect.ValueOf(all))
		return ok
	case kindBlock:
		return d.nested(c, x, f)
	case kindBlocks:
		l, ok := x.([]any)
		for _, e := range l {
			elem := reflect.New(f.Type().Elem()).Elem()
			ok = d.nested(c, e, elem) && ok
			f.Set(reflect.Append(f, elem))
		}
		return ok
	}
	return false
}

// nested fills one nested block; f is its struct or a pointer to it.
func (d *decoder) nested(c *column, x any, f reflect.Value) bool {
	m, ok := x.(map[string]any)
	if c.pointer {
		f.Set(reflect.New(c.elem))
		f = f.Elem()
	}
	d.fill(c.columns, m, f)
	return ok
}

func texts(x any) ([]string, bool) {
	l, ok := x.([]any)
	out := make([]string, 0, len(l))
	for _, e := range l {
		s, is := e.(string)
		out, ok = append(out, s), ok && is
	}
	return out, ok
}

func setMap(x any, f reflect.Value) bool {
	m, ok := x.(map[string]any)
	out := reflect.MakeMapWithSize(f.Type(), len(m))
	for k, e := range m {
		v := reflect.ValueOf(e)
		if e == nil || !v.CanConvert(f.Type().Elem()) || v.Kind() != f.Type().Elem().Kind() {
			return false
		}
		out.SetMapIndex(reflect.ValueOf(k), v)
	}
	f.Set(out)
	return ok
}

func setDecay(x any, f reflect.Value) bool {
	m, ok := x.(map[string]any)
	var d schema.Decay
	for name, at := range map[string]*schema.Duration{"half_life": &d.HalfLife, "per": &d.Per, "expires": &d.Expires} {
		if s, is := m[name].(string); is {
			var err error
			*at, err = schema.ParseDuration(s)
			ok = ok && err == nil
		}
	}
	d.Points, _ = m["points"].(float64)
	f.Set(reflect.ValueOf(&d))
	return ok
}

// addressOf is the address of a block by its kind and natural key.
func addressOf(kind, key string) schema.Address {
	return schema.NewAddress("", kind, strings.SplitN(key, "/", 2)...)
}

// parseEvent reads entering(stage.lead.mql) and the like.
func parseEvent(s string) (schema.Event, bool) {
	kind, arg, ok := strings.Cut(strings.TrimSuffix(s, ")"), "(")
	if !ok || !strings.HasSuffix(s, ")") {
		return schema.Event{}, false
	}
	e := schema.Event{Kind: kind}
	switch kind {
	case "event", "every":
		text, err := strconv.Unquote(arg)
		if err != nil {
			return schema.Event{}, false
		}
		if kind == "event" {
			e.Name = text
			return e, true
		}
		e.Every, err = schema.ParseDuration(text)
		return e, err == nil
	case "set", "changed":
		e.Target = schema.Address("field." + arg)
	case "reaches":
		e.Target = threshold(schema.Address(arg))
	default:
		e.Target = schema.Address(arg)
	}
	_, known := schema.EventKinds[kind]
	return e, known
}
