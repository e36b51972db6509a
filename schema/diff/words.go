package diff

import (
	"fmt"
	"reflect"
	"sort"
	"strconv"
	"strings"

	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/expr"
)

// words puts the values of one architecture into words.
type words struct {
	a *schema.Architecture
	n expr.Namer
}

func newWords(a *schema.Architecture) *words { return &words{a, a.Namer()} }

// value is an attribute's value: key decides equality, text is for people.
type value struct {
	key, text string
	set       bool
	size      float64 // for numbers and durations: to tell tightened from relaxed
	sized     bool
}

func (w *words) title(b schema.Block) string { return schema.Title(b) }

// block names a block with its type: "Stage MQL".
func (w *words) block(kind string, b schema.Block) string {
	switch kind {
	case "architecture":
		return "The architecture"
	case "field":
		f := b.(*schema.Field)
		return fmt.Sprintf("Field %s of %s", schema.Title(b), strings.ToLower(w.n.Object(f.Object)))
	case "entry", "exit":
		stage := schema.Find[schema.Stage](w.a, holder(b.Base().Address))
		if stage != nil {
			return fmt.Sprintf("%s criterion %q of %s", strings.ToUpper(kind[:1])+kind[1:], schema.Label("", b.Base().Address.Name()), w.title(stage))
		}
	case "sla":
		return "SLA " + schema.Title(b)
	case "faq":
		return "FAQ " + schema.Title(b)
	}
	name := strings.ReplaceAll(kind, "_", " ")
	s := strings.ToUpper(name[:1]) + name[1:] + " " + schema.Title(b)
	module, top, labels := b.Base().Address.Split()
	if len(labels) > 1 && top != "stage" && top != "member" && top != kind {
		if p := w.a.Lookup(schema.NewAddress(module, top, labels[0])); p != nil {
			s += " of " + schema.Title(p)
		}
	}
	return s
}

// holder cuts ".entry.NAME" off a gate's address.
func holder(addr schema.Address) schema.Address {
	s := string(addr)
	for range 2 {
		if i := lastDot(s); i >= 0 {
			s = s[:i]
		}
	}
	return schema.Address(s)
}

func (w *words) ref(addr schema.Address) string {
	if b := w.a.Lookup(addr); b != nil {
		return schema.Title(b)
	}
	return schema.Label("", addr.Name())
}

func (w *words) value(v reflect.Value, a *schema.Attr) value {
	if v.Kind() == reflect.Pointer {
		if v.IsNil() {
			return value{}
		}
		if _, ok := v.Interface().(*schema.Decay); !ok {
			return w.value(v.Elem(), a)
		}
	}
	if v.IsZero() && v.Kind() != reflect.Bool && v.Kind() != reflect.Float64 {
		return value{}
	}
	switch x := v.Interface().(type) {
	case schema.Address:
		return value{key: string(x), text: w.ref(x), set: true}
	case schema.Criterion:
		if x.IsZero() {
			return value{}
		}
		return value{key: expr.Format(x.Expr), text: expr.Sentence(x.Expr, w.n), set: true}
	case schema.Duration:
		return value{key: x.String(), text: Duration(x), set: true, sized: true,
			size: float64(x.Months)*30*24*60 + float64(x.Days)*24*60 + float64(x.Minutes)}
	case schema.FieldType:
		return value{key: x.String(), text: x.String(), set: true}
	case schema.Event:
		t := x.Kind + " " + w.ref(x.Target)
		if x.Target == "" {
			t = x.Kind + " " + x.Name + x.Every.String()
		}
		return value{key: fmt.Sprint(x), text: strings.TrimSpace(t), set: true}
	case bool:
		return value{key: strconv.FormatBool(x), text: map[bool]string{true: "yes", false: "no"}[x], set: true}
	case float64:
		t := strconv.FormatFloat(x, 'f', -1, 64)
		return value{key: t, text: t, set: true, size: x, sized: true}
	case string:
		return value{key: x, text: quoteLong(x), set: true}
	case *schema.Decay:
		return value{key: fmt.Sprint(*x), text: fmt.Sprintf("half-life %s, %g points each %s, expiry %s", x.HalfLife, x.Points, x.Per, x.Expires), set: true}
	case schema.Setting:
		return value{key: fmt.Sprint(x), text: fmt.Sprint(x.Value), set: true}
	}
	switch v.Kind() {
	case reflect.Slice:
		var keys, texts []string
		for i := range v.Len() {
			e := w.value(v.Index(i), a)
			keys, texts = append(keys, e.key), append(texts, e.text)
		}
		return value{key: strings.Join(keys, "\x00"), text: join(texts, "and"), set: len(keys) > 0}
	case reflect.Map:
		var keys, texts []string
		for _, k := range v.MapKeys() {
			keys = append(keys, k.String())
		}
		sort.Strings(keys)
		var b strings.Builder
		for _, k := range keys {
			e := w.value(v.MapIndex(reflect.ValueOf(k)), a)
			b.WriteString(k + "\x00" + e.key + "\x00")
			texts = append(texts, schema.Label("", k)+" "+e.text)
		}
		return value{key: b.String(), text: join(texts, "and"), set: len(keys) > 0}
	case reflect.Interface:
		return w.value(v.Elem(), a)
	}
	return value{key: fmt.Sprint(v.Interface()), text: fmt.Sprint(v.Interface()), set: true}
}

func quoteLong(s string) string {
	s = strings.Join(strings.Fields(s), " ")
	if strings.Contains(s, " ") {
		return "“" + s + "”"
	}
	return s
}

// join lists words: "a, b and c".
func join(list []string, last string) string {
	if last == "then" {
		return strings.Join(list, ", ")
	}
	if len(list) < 2 {
		return strings.Join(list, "")
	}
	return strings.Join(list[:len(list)-1], ", ") + " " + last + " " + list[len(list)-1]
}

// Duration says a length of time in words: "4 hours", "1 year and 2 weeks".
func Duration(d schema.Duration) string {
	var parts []string
	put := func(n, big int, bigName, name string) {
		switch {
		case n == 0:
			return
		case n%big == 0:
			n, name = n/big, bigName
		}
		if n != 1 {
			name += "s"
		}
		parts = append(parts, fmt.Sprintf("%d %s", n, name))
	}
	put(d.Months, 12, "year", "month")
	put(d.Days, 7, "week", "day")
	put(d.Minutes, 60, "hour", "minute")
	if len(parts) == 0 {
		return "no time"
	}
	return join(parts, "and")
}

// sentence says how one attribute changed.
func sentence(block, kind, attr string, before, after value) string {
	name := strings.ReplaceAll(attr, "_", " ")
	switch {
	case attr == "state" && after.key == "confirmed":
		return block + " is now confirmed (was assumed)."
	case attr == "state" && after.key == "assumed":
		return block + " is assumed again (was confirmed)."
	case attr == "golden" && after.key == "true":
		return block + " is now a golden stage."
	case attr == "golden":
		return block + " is no longer a golden stage."
	case attr == "when" && after.set && before.set:
		return fmt.Sprintf("%s now asks: %s (was: %s).", block, after.text, before.text)
	case attr == "when" && after.set:
		return fmt.Sprintf("%s now asks: %s (was a matter of judgement).", block, after.text)
	case attr == "when":
		return fmt.Sprintf("%s is now a matter of judgement (was: %s).", block, before.text)
	case attr == "within" && before.sized && after.sized:
		verb := "relaxed"
		if after.size < before.size {
			verb = "tightened"
		}
		return fmt.Sprintf("%s is %s from %s to %s.", block, verb, before.text, after.text)
	case !before.set:
		return fmt.Sprintf("%s: %s is now %s.", block, name, after.text)
	case !after.set:
		return fmt.Sprintf("%s: %s is no longer given (was %s).", block, name, before.text)
	}
	return fmt.Sprintf("%s: %s is now %s (was %s).", block, name, after.text, before.text)
}
