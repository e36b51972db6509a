package diff

import (
	"fmt"
	"reflect"
	"sort"
	"strconv"
	"strings"

	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/diag"
	"github.com/stagecraft-dev/stagecraft/schema/expr"
)

// words puts the values of one architecture into words.
type words struct {
	a *schema.Architecture
	n expr.Namer
	// moved maps addresses to those that their blocks have in the newer
	// version, so that a renamed block makes no difference where it is used.
	moved map[schema.Address]schema.Address
	// keysOnly leaves the texts of values out, which are needed only where something differs.
	keysOnly bool
	// exact adds addresses to names, and gives conditions as they are written.
	exact bool

	called map[string]int                     // stages, by what they are called
	users  map[schema.Address][]*schema.Stage // of thresholds, by threshold
}

func newWords(a *schema.Architecture) *words { return &words{a: a, n: a.Namer()} }

// value is an attribute's value: key decides equality, text is for people.
type value struct {
	key, text string
	set       bool
	size      float64 // for numbers and durations: to tell tightened from relaxed
	sized     bool
	lasts     bool // it is a length of time
	time      schema.Duration
	cond      expr.Expr        // of a condition
	items     []value          // of a list
	parts     map[string]value // of a map
}

func (w *words) title(b schema.Block) string { return schema.Title(b) }

// oneLine makes every run of white space one space.
func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

// spoken are the block types whose titles are phrases rather than names; they stand in quotation marks.
var spoken = map[string]bool{"edge_case": true, "capability": true, "reasons": true, "code": true, "automation": true, "action": true,
	"sequence": true, "rule": true, "review": true, "escalation": true, "question": true, "faq": true, "handoff": true, "outcome": true,
	"signal": true, "entry": true, "exit": true, "option": true, "goal": true, "approval": true, "hygiene": true, "tier": true}

// name is what people call a block in a sentence: a stage by its abbreviation where it has one, with the flow
// where another one has a stage of that name; all others by their title.
func (w *words) name(b schema.Block) string {
	s, ok := b.(*schema.Stage)
	if !ok {
		if spoken[schema.DefOf(reflect.TypeOf(b).Elem(), "").Name] {
			return quote(w.title(b))
		}
		return w.title(b)
	}
	if w.called == nil {
		w.called = map[string]int{}
		for _, t := range w.a.Tracks() {
			for _, x := range t.Stages {
				w.called[x.Called()]++
			}
		}
	}
	if name := s.Called(); w.called[name] > 1 {
		if t := w.a.Track(s.Address); t != nil {
			return name + " of " + t.Label()
		}
	}
	return s.Called()
}

// nouns are the block types that read better under another name.
var nouns = map[string]string{"sla": "SLA", "faq": "FAQ", "raci": "RACI", "escalate": "Escalation", "code": "Reason code",
	"entry": "Entry criterion", "exit": "Exit criterion", "reasons": "Reason list", "kpi": "KPI", "crm": "CRM connection", "edge_case": "Edge case"}

// block names a block with its type and what holds it: "Stage MQL", "Entry criterion “Qualified” of MQL".
func (w *words) block(kind string, b schema.Block) string {
	noun := nouns[kind]
	if noun == "" {
		noun = upperFirst(strings.ReplaceAll(kind, "_", " "))
	}
	addr, name := b.Base().Address, w.name(b)
	switch kind {
	case "architecture":
		return "The architecture"
	case "field":
		return fmt.Sprintf("Field %s of %s", name, strings.ToLower(w.n.Object(b.(*schema.Field).Object)))
	case "sla":
		switch n := len(strings.Fields(name)); {
		case strings.Contains(name, "SLA"):
			return name
		case n > 3:
			return "SLA " + quote(name)
		}
		return name + " SLA"
	case "stage", "member":
		return noun + " " + name
	case "lifecycle", "pipeline", "queue", "dashboard", "playbook", "team", "role":
		if strings.HasSuffix(strings.ToLower(name), kind) {
			noun = "" // "Lead lifecycle" says what it is
		}
	}
	around := addr
	if n, err := strconv.Atoi(addr.Name()); err == nil { // the second of several blocks without labels
		around = schema.Address(strings.TrimSuffix(string(addr), "."+addr.Name()))
		name = strconv.Itoa(n + 1)
	} else if addr.Name() == kind {
		if name = ""; w.a.Lookup(addr+".1") != nil {
			name = "1"
		}
	}
	s := strings.TrimSpace(noun + " " + name)
	if p := w.holder(around); p != nil && p != schema.Block(w.a.Info) {
		s += " of " + w.name(p)
	}
	return s
}

// holder finds the block that a nested block stands in, or nil.
func (w *words) holder(addr schema.Address) schema.Block {
	for s := string(addr); ; {
		i := lastDot(s)
		if i < 0 {
			return nil
		}
		s = s[:i]
		if b := w.a.Lookup(schema.Address(s)); b != nil {
			return b
		}
	}
}

// decay says how points fade.
func decay(d schema.Decay) string {
	var parts []string
	if !d.HalfLife.IsZero() {
		parts = append(parts, "by half every "+strings.TrimPrefix(Duration(d.HalfLife), "1 "))
	}
	if !d.Per.IsZero() {
		parts = append(parts, "by "+counted(strconv.FormatFloat(d.Points, 'f', -1, 64), "point")+" every "+strings.TrimPrefix(Duration(d.Per), "1 "))
	}
	if !d.Expires.IsZero() {
		parts = append(parts, "to nothing after "+Duration(d.Expires))
	}
	return join(parts, "and")
}

func upperFirst(s string) string {
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}

// now is the address that a block has in the newer version.
func (w *words) now(addr schema.Address) schema.Address {
	if to, moved := w.moved[addr]; moved {
		return to
	}
	return addr
}

func (w *words) ref(addr schema.Address) string {
	if w.keysOnly {
		return ""
	}
	if w.exact {
		w.exact = false
		defer func() { w.exact = true }()
		return w.ref(addr) + " (" + addr.Written() + ")"
	}
	switch b := w.a.Lookup(addr).(type) {
	case nil:
		return schema.Label("", addr.Name())
	case *schema.Field:
		return w.n.Field(b.Object, b.Name)
	default:
		return w.name(b)
	}
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
		return value{key: string(w.now(x)), text: w.ref(x), set: true}
	case schema.Criterion:
		if x.IsZero() {
			return value{}
		}
		key := expr.FormatWith(x.Expr, func(a string) string { return string(w.now(schema.Address(a))) })
		if w.keysOnly {
			return value{key: key, set: true}
		}
		v := value{key: key, text: expr.Sentence(x.Expr, w.n), set: true, cond: x.Expr}
		if w.exact {
			v.text = expr.Format(x.Expr)
		}
		if l, ok := x.Expr.(*expr.Logic); ok {
			for _, p := range l.Parts {
				v.items = append(v.items, w.value(reflect.ValueOf(schema.Criterion{Expr: p}), a))
			}
		}
		return v
	case schema.Duration:
		return value{key: x.String(), text: Duration(x), set: true, sized: true, lasts: true, time: x,
			size: float64(x.Months)*30*24*60 + float64(x.Days)*24*60 + float64(x.Minutes)}
	case schema.FieldType:
		v := value{key: x.String(), text: strings.ReplaceAll(x.Kind, "_", " "), set: true}
		for _, o := range x.Options {
			v.items = append(v.items, value{key: o, text: "“" + o + "”"})
		}
		if x.Object != "" {
			v.text = "reference to " + strings.ToLower(w.n.Object(x.Object))
		}
		return v
	case schema.Event:
		key := x
		key.Target = w.now(x.Target)
		return value{key: fmt.Sprint(key), text: w.event(x), set: true}
	case bool:
		return value{key: strconv.FormatBool(x), text: map[bool]string{true: "yes", false: "no"}[x], set: true}
	case float64:
		t := strconv.FormatFloat(x, 'f', -1, 64)
		return value{key: t, text: t, set: true, size: x, sized: true}
	case string:
		if len(a.Enum) > 0 {
			return value{key: x, text: strings.ReplaceAll(x, "_", " "), set: true}
		}
		return value{key: x, text: quote(x), set: true}
	case schema.Expression:
		return value{key: string(x), text: "“" + string(x) + "”", set: true}
	case *schema.Decay:
		return value{key: fmt.Sprint(*x), text: decay(*x), set: true}
	case schema.Setting:
		return value{key: fmt.Sprint(x), text: fmt.Sprint(x.Value), set: true}
	}
	switch v.Kind() {
	case reflect.Slice:
		var keys, texts []string
		var items []value
		for i := range v.Len() {
			e := w.value(v.Index(i), a)
			keys, texts, items = append(keys, e.key), append(texts, e.text), append(items, e)
		}
		return value{key: strings.Join(keys, "\x00"), text: join(texts, "and"), set: len(keys) > 0, items: items}
	case reflect.Map:
		var keys, texts []string
		for _, k := range v.MapKeys() {
			keys = append(keys, k.String())
		}
		sort.Strings(keys)
		var b strings.Builder
		parts := map[string]value{}
		for _, k := range keys {
			e := w.value(v.MapIndex(reflect.ValueOf(k)), a)
			parts[k] = e
			b.WriteString(k + "\x00" + e.key + "\x00")
			texts = append(texts, schema.Label("", k)+" "+e.text)
		}
		return value{key: b.String(), text: join(texts, "and"), set: len(keys) > 0, parts: parts}
	case reflect.Interface:
		return w.value(v.Elem(), a)
	}
	return value{key: fmt.Sprint(v.Interface()), text: fmt.Sprint(v.Interface()), set: true}
}

// event says what happens: "entering MQL", "every 2 weeks".
func (w *words) event(x schema.Event) string {
	switch x.Kind {
	case "event":
		return "the event " + strings.ReplaceAll(x.Name, "_", " ")
	case "every":
		return "every " + strings.TrimPrefix(Duration(x.Every), "1 ")
	case "set":
		return w.ref(x.Target) + " being filled in"
	case "changed":
		return "a change of " + w.ref(x.Target)
	case "created":
		return "a new " + strings.ToLower(w.ref(x.Target))
	case "reaches":
		return "reaching the threshold " + w.ref(x.Target)
	case "breached":
		return "a breach of " + w.ref(x.Target)
	}
	return x.Kind + " " + w.ref(x.Target)
}

// quote puts a text into quotation marks, without the full stop at its end, which the sentence has.
func quote(s string) string {
	s = oneLine(s)
	if !strings.HasSuffix(s, "..") {
		s = strings.TrimSuffix(s, ".")
	}
	return "“" + s + "”"
}

// join lists words: "a, b and c".
func join(list []string, last string) string {
	if last == "then" {
		return strings.Join(list, ", ")
	}
	return diag.Join(list, last)
}

// Duration says a length of time in words: "4 hours", "1 year and 2 weeks".
func Duration(d schema.Duration) string { return duration(d, "", "", 7) }

// businessDuration is Duration on a business clock, where a day is a working day and a week is seven of them.
func businessDuration(d schema.Duration) string { return duration(d, "working ", "business ", 0) }

// duration names days and hours with a word before each; weeks are used for multiples of so many days, 0 for never.
func duration(d schema.Duration, day, hour string, week int) string {
	var parts []string
	put := func(n, big int, bigName, name string) {
		switch {
		case n == 0:
			return
		case big > 0 && n%big == 0:
			n, name = n/big, bigName
		}
		parts = append(parts, counted(strconv.Itoa(n), name))
	}
	put(d.Months, 12, "year", "month")
	put(d.Days, week, "week", day+"day")
	put(d.Minutes, 60, hour+"hour", hour+"minute")
	if len(parts) == 0 {
		return "no time"
	}
	return join(parts, "and")
}
