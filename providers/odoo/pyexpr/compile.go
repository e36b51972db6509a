package pyexpr

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/stagecraft-dev/stagecraft/schema/expr"
)

// Compile gives the expression that has the value of a checked one for record, and the helpers that it calls. A condition
// is True or False. The error says what cannot be said.
func Compile(e expr.Expr, env Env) (code string, used Helpers, err error) {
	w := &writer{env: env, at: env.Object, record: "record", top: true, used: Helpers{}, why: &reasons{}}
	if e == nil {
		return "", nil, errors.New("there is no condition")
	}
	if e.Type().Kind == expr.Bool {
		code = w.truth(e)
	} else {
		code = w.value(e)
	}
	return code, w.used, w.why.err()
}

// reasons are why something cannot be said, each once.
type reasons struct{ list []string }

func (r *reasons) add(format string, args ...any) {
	if s := fmt.Sprintf(format, args...); !slices.Contains(r.list, s) {
		r.list = append(r.list, s)
	}
}

func (r *reasons) err() error {
	if len(r.list) == 0 {
		return nil
	}
	return errors.New(strings.Join(r.list, " "))
}

// writer writes expressions about a record of the object at, which record names.
type writer struct {
	env        Env
	at, record string
	top        bool // record is the one that changes
	used       Helpers
	why        *reasons
}

func (w *writer) value(e expr.Expr) string { return expr.Visit(e, w) }

// truth is the value where true or false is asked for.
func (w *writer) truth(e expr.Expr) string {
	switch n := e.(type) {
	case *expr.Compare, *expr.Logic, *expr.Not, *expr.Field, *expr.Meets, *expr.Quant:
		return w.value(e)
	case *expr.Call:
		if n.Func != "coalesce" && n.Func != "prior" {
			return w.value(e)
		}
	}
	return "(" + w.value(e) + " is True)"
}

func (w *writer) call(helper string, args ...string) string {
	w.used[helper] = true
	return helper + "(" + strings.Join(args, ", ") + ")"
}

func (w *writer) Literal(n *expr.Literal) string {
	switch v := n.Value.(type) {
	case bool:
		if v {
			return "True"
		}
		return "False"
	case float64:
		return Number(v)
	case string:
		return Quote(v)
	case time.Time:
		return moment(v)
	}
	return "None"
}

func (w *writer) ListLit(n *expr.ListLit) string {
	return "(" + w.items(n.Items) + ")"
}

// items are values with a comma behind each.
func (w *writer) items(list []expr.Expr) string {
	var b strings.Builder
	for _, e := range list {
		b.WriteString(w.value(e) + ", ")
	}
	return strings.TrimSuffix(b.String(), " ")
}

// reach is code for the record of an object as seen from the one that the expression is about.
func (w *writer) reach(object string) string {
	if object == w.at {
		return w.record
	}
	l, ok := w.env.Parent(w.at, object)
	if !ok {
		w.why.add("Odoo has no way from a %s to its %s.", w.at, object)
		return "None"
	}
	if l.Path == "" {
		return w.record
	}
	if err := checked(l.Path); err != nil {
		w.why.add("%s.", err)
	}
	s := w.record + "." + l.Path
	if len(l.Where) > 0 {
		s += ".filtered_domain([" + w.conditions(l.Where) + "])"
	}
	return s
}

// conditions are the parts of a domain.
func (w *writer) conditions(where [][2]any) string {
	var parts []string
	for _, c := range where {
		field, value := w.condition(c)
		parts = append(parts, fmt.Sprintf("(%s, '=', %s)", Quote(field), value))
	}
	return strings.Join(parts, ", ")
}

// condition is a field and code for its value.
func (w *writer) condition(c [2]any) (field, value string) {
	field, _ = c[0].(string)
	if err := checked(field); err != nil {
		w.why.add("%s.", err)
	}
	value = "False"
	switch v := c[1].(type) {
	case string:
		value = Quote(v)
	case bool:
		if v {
			value = "True"
		}
	}
	return field, value
}

func (w *writer) field(object, field string) (Field, bool) {
	f, ok := w.env.Field(object, field)
	if !ok {
		w.why.add("Odoo keeps no %s of a %s.", strings.ReplaceAll(field, "_", " "), object)
		return f, false
	}
	return f, w.sound(f)
}

func (w *writer) sound(f Field) bool {
	names := []string{f.Name}
	for _, x := range f.Flags {
		names = append(names, x[1])
	}
	if len(f.Flags) > 0 {
		names = names[1:]
	}
	for _, n := range names {
		if err := checked(n); err != nil {
			w.why.add("%s.", err)
			return false
		}
	}
	return true
}

func (w *writer) Field(n *expr.Field) string {
	f, ok := w.field(n.Object, n.Name)
	if !ok {
		return "None"
	}
	return w.read(n, f, func(name string) string { return w.reach(n.Object) + "." + name }, false)
}

// read gives the value of a field of a type that an expression has for it. get gives what Odoo holds; it is from before the
// change when past, where a record is a pair of number and name.
func (w *writer) read(n *expr.Field, f Field, get func(name string) string, past bool) string {
	switch {
	case len(f.Flags) > 0:
		var b strings.Builder
		for _, x := range f.Flags {
			fmt.Fprintf(&b, "(%s, %s), ", Quote(x[0]), get(x[1]))
		}
		return "([v for v, on in (" + strings.TrimSuffix(b.String(), " ") + ") if on] or None)"
	case f.Type == "float" || f.Type == "integer" || f.Type == "monetary":
		if n.Typ.Kind != expr.Number {
			break
		}
		if f.Zero {
			return "float(" + get(f.Name) + " or 0)"
		}
		return w.call("sc_num", get(f.Name))
	case f.Type == "boolean":
		if n.Typ.Kind != expr.Bool {
			break
		}
		return "bool(" + get(f.Name) + ")"
	case f.Type == "date", f.Type == "datetime" && n.Typ.Kind == expr.Date:
		return w.call("sc_day", get(f.Name))
	case f.Type == "datetime":
		return "(" + get(f.Name) + " or None)"
	case f.Type == "many2one" && f.Relation == "res.users":
		if past {
			return "(env['res.users'].browse(" + w.call("sc_key", get(f.Name)) + ").login or None)"
		}
		return "(" + get(f.Name) + ".login or None)"
	case f.Type == "many2one":
		if past {
			return "(" + w.call("sc_key", get(f.Name)) + " or None)"
		}
		return "(" + get(f.Name) + ".id or None)"
	case f.Type == "many2many" && !past:
		return "(" + get(f.Name) + ".ids or None)"
	case f.Type == "char" || f.Type == "text" || f.Type == "selection":
		return "(" + get(f.Name) + " or None)"
	}
	w.why.add("Odoo keeps %s of a %s in a field of the type %s.", strings.ReplaceAll(n.Name, "_", " "), n.Object, f.Type)
	return "None"
}

func (w *writer) FlowStage(n *expr.FlowStage) string {
	f, ok := w.env.Flow(n.Flow)
	if ok {
		if err := checked(f.Field); err != nil {
			w.why.add("%s.", err)
			ok = false
		}
	}
	if !ok {
		w.why.add("The stages of %s are not kept in this database.", n.Flow)
		return "None"
	}
	before := n.Flow == w.env.Before && w.top && f.Object == w.at
	get := func(name, end string) string {
		now := w.reach(f.Object) + "." + name + end
		if before {
			return w.call("sc_was", Quote(name), now)
		}
		return now
	}
	var outside []string
	if before {
		w.used["sc_created"] = true
		outside = append(outside, "sc_created")
	}
	for _, c := range f.Where {
		field, value := w.condition(c)
		outside = append(outside, get(field, "")+" != "+value)
	}
	rank, end := "sc_rank", ""
	if f.Records {
		rank, end = "sc_place", ".id"
	}
	at := get(f.Field, end)
	if f.Records && before {
		at = w.call("sc_key", at)
	}
	s := w.call(rank, at, Tuple(f.Stages))
	if outside != nil {
		return "(None if " + strings.Join(outside, " or ") + " else " + s + ")"
	}
	return s
}

func (w *writer) StageLit(n *expr.StageLit) string { return Number(float64(n.Rank)) }

func (w *writer) Score(n *expr.Score) string {
	object, f, ok := w.env.Score(n.Scoring, n.Dimension)
	if !ok || !w.sound(f) {
		w.why.add("The score %s is not kept in this database.", n.Scoring)
		return "None"
	}
	get := w.reach(object) + "." + f.Name
	if w.env.Past && w.top && object == w.at {
		get = w.call("sc_was", Quote(f.Name), get)
	}
	return "float(" + get + " or 0)"
}

func (w *writer) Meets(n *expr.Meets) string {
	e, ok := w.env.Meets(n.Scoring, n.Threshold)
	if !ok {
		w.why.add("The threshold %s of %s demands nothing.", n.Threshold, n.Scoring)
		return "False"
	}
	return w.truth(e)
}

var comparisons = map[expr.Op]string{expr.Eq: "sc_eq", expr.Ne: "sc_ne", expr.Lt: "sc_lt", expr.Le: "sc_le", expr.Gt: "sc_gt", expr.Ge: "sc_ge"}

func (w *writer) Compare(n *expr.Compare) string {
	return w.call(comparisons[n.Op], w.comparand(n.L, n.R), w.comparand(n.R, n.L))
}

// comparand is one side of a comparison. Records have numbers of their own in each database, so that no text names one.
func (w *writer) comparand(e, other expr.Expr) string {
	if f, ok := e.(*expr.Field); ok {
		switch x, ok := w.env.Field(f.Object, f.Name); {
		case !ok:
		case x.Type == "many2one" && x.Relation != "res.users", x.Type == "many2many":
			w.why.add("%s names a record, which has another number in each database.", f.Name)
		}
	}
	if lit, ok := e.(*expr.Literal); ok {
		if f, ok := other.(*expr.Field); ok {
			return w.option(f, lit)
		}
	}
	return w.value(e)
}

// option is a constant as the field keeps it that it is compared with.
func (w *writer) option(f *expr.Field, lit *expr.Literal) string {
	if s, ok := lit.Value.(string); ok && f.Typ.Kind == expr.Option {
		if kept, ok := w.env.Option(f.Object, f.Name, s); ok {
			return Quote(kept)
		}
	}
	return w.value(lit)
}

var operators = map[expr.Op]string{expr.Add: "sc_add", expr.Sub: "sc_sub", expr.Mul: "sc_mul", expr.Div: "sc_div", expr.Mod: "sc_mod"}

func (w *writer) Arith(n *expr.Arith) string {
	return w.call(operators[n.Op], w.value(n.L), w.value(n.R))
}

func (w *writer) Logic(n *expr.Logic) string {
	parts := make([]string, len(n.Parts))
	for i, p := range n.Parts {
		parts[i] = w.truth(p)
	}
	word := " or "
	if n.And {
		word = " and "
	}
	return "(" + strings.Join(parts, word) + ")"
}

func (w *writer) Not(n *expr.Not) string { return "(not " + w.truth(n.X) + ")" }
func (w *writer) Neg(n *expr.Neg) string { return w.call("sc_neg", w.value(n.X)) }
func (w *writer) Cond(n *expr.Cond) string {
	return "(" + w.value(n.Then) + " if " + w.truth(n.If) + " else " + w.value(n.Else) + ")"
}

func (w *writer) Quant(n *expr.Quant) string {
	l, ok := w.env.Children(w.at, n.Object)
	if !ok {
		w.why.add("Odoo has no way from a %s to its records of %s.", w.at, n.Object)
		return "None"
	}
	err := checked(l.Path)
	if err == nil {
		err = checked(l.Model)
	}
	if err != nil {
		w.why.add("%s.", err)
	}
	found := "env[" + Quote(l.Model) + "].with_context(active_test=False).search([(" + Quote(l.Path) + ", 'in', " + w.record + ".ids)"
	if more := w.conditions(l.Where); more != "" {
		found += ", " + more
	}
	found += "])"
	inner := &writer{env: w.env, at: n.Object, record: "each", used: w.used, why: w.why}
	held := "True"
	if n.Where != nil {
		held = inner.truth(n.Where)
	}
	list := "[" + held + " for each in " + found + "]"
	switch n.Func {
	case "any":
		return "any(" + list + ")"
	case "all":
		return "all(" + list + ")"
	}
	return "float(sum(" + list + "))"
}
