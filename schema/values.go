package schema

import (
	"fmt"
	"slices"
	"strings"

	"github.com/stagecraft-dev/stagecraft/schema/diag"
	"github.com/stagecraft-dev/stagecraft/schema/expr"
)

// Address names a block: a kind and a path, with the modules that it came in
// through in front: "stage.lead.mql", "module.core.role.sdr",
// `module.regional["emea"].queue.sdr`. Fields are written contact.email in
// HCL and are "field.contact.email" here; objects, fields and statuses belong to the CRM
// as a whole, so theirs never carry a module.
type Address string

// NewAddress joins a module path ("" for the root), a kind and labels.
func NewAddress(module, kind string, labels ...string) Address {
	s := kind + "." + strings.Join(labels, ".")
	if module != "" {
		s = module + "." + s
	}
	return Address(s)
}

// Split returns the module path (`module.core["emea"]` or ""), the kind and the labels.
func (a Address) Split() (module, kind string, labels []string) {
	s := string(a)
	for strings.HasPrefix(s, "module.") {
		i := len("module.")
		for i < len(s) && s[i] != '.' {
			if s[i] == '[' {
				end := strings.Index(s[i:], "\"]")
				if end < 0 {
					i = len(s)
					break
				}
				i += end + 2
				continue
			}
			i++
		}
		module = strings.TrimPrefix(module+"."+s[:i], ".")
		if i >= len(s) {
			return module, "", nil
		}
		s = s[i+1:]
	}
	parts := strings.Split(s, ".")
	return module, parts[0], parts[1:]
}

// Kind is the block type: "stage".
func (a Address) Kind() string { _, k, _ := a.Split(); return k }

// Name is the last label: "mql".
func (a Address) Name() string {
	_, _, l := a.Split()
	if len(l) == 0 {
		return ""
	}
	return l[len(l)-1]
}

// Module is the module path, or "".
func (a Address) Module() string { m, _, _ := a.Split(); return m }

// Within tells whether a is b itself or a stage, criterion … inside it.
func (a Address) Within(b Address) bool {
	if a == b || strings.HasPrefix(string(a), string(b)+".") {
		return true
	}
	// stage.lead.mql is inside lifecycle.lead or pipeline.lead
	am, ak, al := a.Split()
	bm, bk, bl := b.Split()
	return am == bm && ak == "stage" && (bk == "lifecycle" || bk == "pipeline") &&
		len(al) >= 2 && len(bl) == 1 && al[0] == bl[0]
}

// Holder is the address one label shorter, down to the kind and first label; ""
// at the end. It need not be a block: the criterion stage.lead.mql.entry.fit is held by stage.lead.mql.
func (a Address) Holder() Address {
	module, kind, labels := a.Split()
	if len(labels) < 2 {
		return ""
	}
	return NewAddress(module, kind, labels[:len(labels)-1]...)
}

// Key is a name for the block that is unique in its kind over all modules and fit
// for a CRM's internal names: the labels, with module names in front, joined by "_".
func (a Address) Key() string {
	module, _, labels := a.Split()
	var parts []string
	for _, p := range strings.FieldsFunc(module, func(r rune) bool { return strings.ContainsRune(`.[]"`, r) }) {
		if p != "module" {
			parts = append(parts, p)
		}
	}
	return strings.Join(append(parts, labels...), "_")
}

// FieldAddress is the address of a field of the catalog.
func FieldAddress(object, name string) Address { return NewAddress("", "field", object, name) }

// Meta is what every block carries: its address and where it stands. It is
// not part of a block's meaning.
type Meta struct {
	Address Address    `json:"address,omitempty"`
	Range   diag.Range `json:"-"`
	attrs   []attrRange
}

type attrRange struct {
	name string
	rng  diag.Range
}

// Base gives access to the Meta of any block.
func (m *Meta) Base() *Meta { return m }

// At is the range of the value of an attribute, or of the block's header when
// the attribute was not written.
func (m *Meta) At(attr string) diag.Range {
	for _, a := range m.attrs {
		if a.name == attr {
			return a.rng
		}
	}
	return m.Range
}

// Reserve makes room for n ranges; for loaders.
func (m *Meta) Reserve(n int) { m.attrs = slices.Grow(m.attrs, n) }

// SetAt records the range of an attribute's value; for loaders.
func (m *Meta) SetAt(attr string, r diag.Range) { m.attrs = append(m.attrs, attrRange{attr, r}) }

// Block is any addressed block.
type Block interface{ Base() *Meta }

// Criterion is a condition in the one typed form. A nil Expr means that people judge.
type Criterion struct {
	Expr expr.Expr
}

// IsZero tells whether there is no expression.
func (c Criterion) IsZero() bool { return c.Expr == nil }

// Duration is a length of time as people write it: "30m", "4h", "2d", "3w",
// "12mo", "1y", or several ("1d12h"). Months and days are kept apart from
// minutes because their length depends on the calendar.
type Duration struct {
	Months  int `json:"months,omitempty"`
	Days    int `json:"days,omitempty"`
	Minutes int `json:"minutes,omitempty"`
}

// IsZero tells whether d is no time at all.
func (d Duration) IsZero() bool { return d == Duration{} }

var units = map[string]Duration{
	"m": {Minutes: 1}, "h": {Minutes: 60}, "d": {Days: 1}, "w": {Days: 7}, "mo": {Months: 1}, "y": {Months: 12},
}

// ParseDuration reads the written form.
func ParseDuration(s string) (Duration, error) {
	var d Duration
	rest := s
	for rest != "" {
		n, i := 0, 0
		for i < len(rest) && rest[i] >= '0' && rest[i] <= '9' && i < 7 {
			n = n*10 + int(rest[i]-'0')
			i++
		}
		j := i
		for j < len(rest) && rest[j] >= 'a' && rest[j] <= 'z' {
			j++
		}
		u, ok := units[rest[i:j]]
		if i == 0 || !ok {
			return Duration{}, fmt.Errorf("%q is not a duration; write a number and a unit: 30m, 4h, 2d, 3w, 12mo, 1y", s)
		}
		d.Months += n * u.Months
		d.Days += n * u.Days
		d.Minutes += n * u.Minutes
		rest = rest[j:]
	}
	if s == "" {
		return d, fmt.Errorf("a duration is empty; write a number and a unit: 30m, 4h, 2d, 3w, 12mo, 1y")
	}
	return d, nil
}

// String gives the canonical written form; ParseDuration reads it back.
func (d Duration) String() string {
	var b strings.Builder
	put := func(n int, big int, bigUnit, unit string) {
		switch {
		case n == 0:
		case n%big == 0:
			fmt.Fprintf(&b, "%d%s", n/big, bigUnit)
		default:
			fmt.Fprintf(&b, "%d%s", n, unit)
		}
	}
	put(d.Months, 12, "y", "mo")
	put(d.Days, 7, "w", "d")
	put(d.Minutes, 60, "h", "m")
	if b.Len() == 0 {
		return "0m"
	}
	return b.String()
}

// FieldType is the type of a field of the catalog: text, long_text, number, currency,
// percent, bool, date, datetime, email, phone, url, user, attachment,
// enum(…), multi_enum(…) or reference(object.NAME).
type FieldType struct {
	Kind    string   `json:"kind"`
	Options []string `json:"options,omitempty"`
	Object  string   `json:"object,omitempty"`
}

// FieldKinds are the kinds that take no argument.
var FieldKinds = []string{"text", "long_text", "number", "currency", "percent", "bool", "date", "datetime",
	"email", "phone", "url", "user", "attachment"}

// String gives the written form.
func (t FieldType) String() string {
	switch t.Kind {
	case "enum", "multi_enum":
		q := make([]string, len(t.Options))
		for i, o := range t.Options {
			q[i] = fmt.Sprintf("%q", o)
		}
		return t.Kind + "(" + strings.Join(q, ", ") + ")"
	case "reference":
		return "reference(object." + t.Object + ")"
	}
	return t.Kind
}

// Expr is the type that criteria see.
func (t FieldType) Expr() expr.Type {
	switch t.Kind {
	case "number", "currency", "percent":
		return expr.Type{Kind: expr.Number}
	case "bool":
		return expr.Type{Kind: expr.Bool}
	case "date":
		return expr.Type{Kind: expr.Date}
	case "datetime":
		return expr.Type{Kind: expr.DateTime}
	case "enum":
		return expr.Type{Kind: expr.Option, Options: t.Options}
	case "multi_enum":
		return expr.Type{Kind: expr.Options, Options: t.Options}
	case "user", "reference":
		return expr.Type{Kind: expr.Ref}
	}
	return expr.Type{Kind: expr.Text}
}

// Event is something that happens and starts a clock, an automation or a
// sequence. Written as a call:
//
//	entering(stage.lead.mql)   a record enters a stage
//	leaving(stage.lead.mql)    a record leaves a stage
//	set(contact.owner)         a field gets a value
//	changed(contact.owner)     a field gets another value
//	created(object.deal)       a record is created
//	event("demo_requested")    a named activity is logged
//	reaches(scoring.lead.mql)  a score reaches a threshold
//	breached(sla.first_touch)  a clock runs out
//	every("1d")                time passes
type Event struct {
	Kind   string   `json:"kind,omitempty"`
	Target Address  `json:"target,omitempty"` // all but event and every; a threshold is scoring.lead.threshold.mql
	Name   string   `json:"name,omitempty"`   // event
	Every  Duration `json:"every,omitzero"`   // every
}

// EventKinds maps each kind of event to the kinds of block that it may name;
// event and every take a text.
var EventKinds = map[string][]string{
	"entering": {"stage"}, "leaving": {"stage"},
	"set": {"field"}, "changed": {"field"},
	"created": {"object"}, "event": nil, "every": nil,
	"reaches": {"threshold"}, "breached": {"sla"},
}

// IsZero tells whether there is no event.
func (e Event) IsZero() bool { return e.Kind == "" }

// Setting is a value in a crm block: a literal, or the name of an environment
// variable (env.NAME) that is read only when the CRM is contacted.
type Setting struct {
	Value any    `json:"value,omitempty"`
	Env   string `json:"env,omitempty"`
}

// Rebase rewrites an address that is under from to the same place under to;
// ok is false when addr is not under from. Moving a lifecycle or pipeline takes its stages along.
func Rebase(addr, from, to Address) (out Address, ok bool) {
	if !addr.Within(from) {
		return "", false
	}
	if rest, under := strings.CutPrefix(string(addr), string(from)); under {
		return Address(string(to) + rest), true
	}
	_, _, al := addr.Split()
	tm, _, tl := to.Split()
	return NewAddress(tm, "stage", append([]string{tl[0]}, al[1:]...)...), true
}
