// Package domain says criteria as conditions in Odoo's own notation, a list that searches and automations take.
//
// A condition that has no domain that holds of exactly the same records is an error, which says why. Missing values are
// treated as package pyexpr says. Stages that are records are not said: domains name records by number alone.
package domain

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/stagecraft-dev/stagecraft/providers/odoo/pyexpr"
	"github.com/stagecraft-dev/stagecraft/schema/expr"
)

// Compile gives the domain of a checked condition about records of env.Object.
func Compile(e expr.Expr, env pyexpr.Env) (string, error) {
	w := &writer{env: env}
	terms := w.say(e, true)
	if w.err != nil {
		return "", w.err
	}
	return "[" + strings.Join(terms, ", ") + "]", nil
}

// writer makes the terms of a condition, or of its opposite, operators in front.
type writer struct {
	env pyexpr.Env
	err error // the first
}

func (w *writer) no(format string, args ...any) []string {
	if w.err == nil {
		w.err = fmt.Errorf(format, args...)
	}
	return nil
}

// term is one comparison. The value is code already.
func term(field, op, value string) []string {
	return []string{fmt.Sprintf("(%s, '%s', %s)", pyexpr.Quote(field), op, value)}
}

// join puts an operator in front of its parts: '&' or '|' takes two.
func join(op string, parts ...[]string) []string {
	out := parts[len(parts)-1]
	for _, p := range slices.Backward(parts[:len(parts)-1]) {
		out = slices.Concat([]string{"'" + op + "'"}, p, out)
	}
	return out
}

// say gives the terms that hold when e does (holds), or when it does not.
func (w *writer) say(e expr.Expr, holds bool) []string {
	switch n := e.(type) {
	case *expr.Logic:
		parts := make([][]string, len(n.Parts))
		for i, p := range n.Parts {
			if parts[i] = w.say(p, holds); w.err != nil {
				return nil
			}
		}
		op := "|"
		if n.And == holds {
			op = "&"
		}
		return join(op, parts...)
	case *expr.Not:
		return w.say(n.X, !holds)
	case *expr.Meets:
		if m, ok := w.env.Meets(n.Scoring, n.Threshold); ok {
			return w.say(m, holds)
		}
	case *expr.Field:
		if f := w.field(n); f != nil && f.Type == "boolean" {
			return w.ticked(f.Name, holds)
		}
	case *expr.Compare:
		return w.compare(n, holds)
	case *expr.Call:
		return w.call(n, holds)
	}
	return w.no("a domain compares fields with constants, and %s is something else", expr.Format(e))
}

func (w *writer) ticked(field string, holds bool) []string {
	if holds {
		return term(field, "=", "True")
	}
	return term(field, "!=", "True")
}

// field is a field of the record itself.
func (w *writer) field(n *expr.Field) *pyexpr.Field {
	f, ok := w.env.Field(n.Object, n.Name)
	switch {
	case n.Object != w.env.Object:
		w.no("%s stands on another record, which there may be none of", n.Name)
	case !ok:
		w.no("Odoo keeps no %s of a %s", n.Name, n.Object)
	case len(f.Flags) == 0 && !pyexpr.Name(f.Name):
		w.no("%q is no name of a field", f.Name)
	default:
		return &f
	}
	return nil
}

var opposite = map[expr.Op]expr.Op{expr.Eq: expr.Ne, expr.Ne: expr.Eq, expr.Lt: expr.Ge, expr.Le: expr.Gt, expr.Gt: expr.Le, expr.Ge: expr.Lt}

// turned is the comparison with its sides the other way round.
var turned = map[expr.Op]expr.Op{expr.Eq: expr.Eq, expr.Ne: expr.Ne, expr.Lt: expr.Gt, expr.Le: expr.Ge, expr.Gt: expr.Lt, expr.Ge: expr.Le}

var operators = map[expr.Op]string{expr.Eq: "=", expr.Ne: "!=", expr.Lt: "<", expr.Le: "<=", expr.Gt: ">", expr.Ge: ">="}

func (w *writer) compare(n *expr.Compare, holds bool) []string {
	l, r, op := n.L, n.R, n.Op
	switch l.(type) {
	case *expr.Literal, *expr.StageLit:
		l, r, op = r, l, turned[op]
	}
	if s, ok := l.(*expr.FlowStage); ok {
		if to, ok := r.(*expr.StageLit); ok {
			return w.stage(s, op, to, holds)
		}
	}
	c, ok := r.(*expr.Literal)
	if !ok {
		return w.no("a domain compares fields with constants, and %s is none", expr.Format(r))
	}
	switch x := l.(type) {
	case *expr.Score:
		object, f, ok := w.env.Score(x.Scoring, x.Dimension)
		if v, isNumber := c.Value.(float64); ok && isNumber && object == w.env.Object && pyexpr.Name(f.Name) {
			return counted(f.Name, op, v, holds)
		}
	case *expr.Field:
		if f := w.field(x); f != nil {
			return w.constant(x, f, op, c.Value, holds)
		}
	}
	return w.no("a domain compares fields with constants, and %s is none", expr.Format(l))
}

// constant compares a field with a value.
func (w *writer) constant(n *expr.Field, f *pyexpr.Field, op expr.Op, value any, holds bool) []string {
	switch v := value.(type) {
	case float64:
		if f.Type == "float" || f.Type == "integer" || f.Type == "monetary" {
			return number(f, op, v, holds)
		}
	case bool:
		if f.Type == "boolean" && (op == expr.Eq || op == expr.Ne) {
			return w.ticked(f.Name, (op == expr.Eq) == v == holds)
		}
	case string:
		if f.Type == "selection" {
			if kept, ok := w.env.Option(n.Object, n.Name, v); ok {
				v = kept
			}
		}
		name := f.Name
		switch {
		case f.Type == "many2one" && f.Relation == "res.users":
			name += ".login"
		case f.Type != "char" && f.Type != "text" && f.Type != "selection":
			return w.no("Odoo keeps %s in a field of the type %s", n.Name, f.Type)
		}
		return equality(f.Name, name, op, v, holds)
	case time.Time:
		if s, ok := moment(v, n.Typ.Kind, f.Type); ok {
			return ordered(f.Name, op, s, holds)
		}
		return w.no("Odoo keeps %s in a field of the type %s, which is not compared with that time", n.Name, f.Type)
	}
	return w.no("%s is not compared with that", n.Name)
}

// counted compares a number of which 0 is one.
func counted(field string, op expr.Op, v float64, holds bool) []string {
	if !holds {
		op = opposite[op]
	}
	t := term(field, operators[op], pyexpr.Number(v))
	zero := op.Holds(compareTo(0, v))
	switch {
	case op == expr.Ne && !zero: // Odoo's != takes what has no value as well
		return join("&", term(field, "!=", "False"), t)
	case op != expr.Ne && zero:
		return join("|", term(field, "=", "False"), t)
	}
	return t
}

// number compares a number that is missing when it is 0.
func number(f *pyexpr.Field, op expr.Op, v float64, holds bool) []string {
	if f.Zero {
		return counted(f.Name, op, v, holds)
	}
	if holds {
		return join("&", numbered(f.Name, true), term(f.Name, operators[op], pyexpr.Number(v)))
	}
	return join("|", numbered(f.Name, false), term(f.Name, operators[opposite[op]], pyexpr.Number(v)))
}

// numbered asks whether a number is there.
func numbered(field string, holds bool) []string {
	if holds {
		return join("&", term(field, "!=", "False"), term(field, "!=", "0.0"))
	}
	return join("|", term(field, "=", "False"), term(field, "=", "0.0"))
}

func compareTo(a, b float64) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

// equality compares a text. Odoo's != takes what has no value as well.
func equality(field, path string, op expr.Op, v string, holds bool) []string {
	q := pyexpr.Quote(v)
	switch {
	case op == expr.Eq && holds:
		return term(path, "=", q)
	case op == expr.Eq:
		return join("|", term(field, "=", "False"), term(path, "!=", q))
	case holds:
		return join("&", given(field, path == field, true), term(path, "!=", q))
	}
	return join("|", given(field, path == field, false), term(path, "=", q))
}

// given asks for a value. A text may be there and empty.
func given(field string, isText, holds bool) []string {
	switch {
	case !isText && holds:
		return term(field, "!=", "False")
	case !isText:
		return term(field, "=", "False")
	case holds:
		return join("&", term(field, "!=", "False"), term(field, "!=", "''"))
	}
	return join("|", term(field, "=", "False"), term(field, "=", "''"))
}

// ordered compares what has an order and may be missing.
func ordered(field string, op expr.Op, value string, holds bool) []string {
	switch {
	case holds && op == expr.Ne:
		return join("&", term(field, "!=", "False"), term(field, "!=", value))
	case holds:
		return term(field, operators[op], value)
	}
	return join("|", term(field, "=", "False"), term(field, operators[opposite[op]], value))
}

// moment is a time as a domain has it: in UTC, to the second.
func moment(t time.Time, kind expr.Kind, typ string) (string, bool) {
	t = t.UTC()
	midnight := t.Equal(t.Truncate(24 * time.Hour))
	switch {
	case typ == "date" && midnight:
		return pyexpr.Quote(t.Format(time.DateOnly)), true
	case typ == "datetime" && kind == expr.DateTime && t.Nanosecond() == 0:
		return pyexpr.Quote(t.Format(time.DateTime)), true
	}
	return "", false
}

// stage lists the stages for which a comparison holds.
func (w *writer) stage(s *expr.FlowStage, op expr.Op, to *expr.StageLit, holds bool) []string {
	f, ok := w.env.Flow(s.Flow)
	switch {
	case !ok || f.Object != w.env.Object:
		return w.no("the stage of %s stands on another record", s.Flow)
	case f.Records:
		return w.no("a domain names stages by their numbers, which differ from database to database")
	case s.Flow == w.env.Before:
		return w.no("a domain does not see the stage before a change")
	}
	var in []string
	for rank, v := range f.Stages {
		if op.Holds(rank - to.Rank) {
			in = append(in, v)
		}
	}
	return among(f.Field, in, holds)
}

func among(field string, values []string, holds bool) []string {
	quoted := make([]string, len(values))
	for i, v := range values {
		quoted[i] = pyexpr.Quote(v)
	}
	op := "in"
	if !holds {
		op = "not in"
	}
	return term(field, op, "["+strings.Join(quoted, ", ")+"]")
}

// call says the functions that a domain has something for.
func (w *writer) call(n *expr.Call, holds bool) []string {
	if len(n.Args) == 0 {
		return w.no("%s has no arguments", n.Func)
	}
	first, isField := n.Args[0].(*expr.Field)
	switch n.Func {
	case "is_set":
		if isField {
			if f := w.field(first); f != nil {
				return w.isSet(f, holds)
			}
		}
	case "contains":
		if l, ok := n.Args[0].(*expr.ListLit); ok {
			return w.inList(l, n.Args[1], holds)
		}
		if isField {
			return w.search(first, n.Args[1], "like", "", "", holds)
		}
	case "starts_with":
		if isField {
			return w.search(first, n.Args[1], "=like", "", "%", holds)
		}
	case "ends_with":
		if isField {
			return w.search(first, n.Args[1], "=like", "%", "", holds)
		}
	}
	return w.no("a domain has no %s", expr.Format(n))
}

func (w *writer) isSet(f *pyexpr.Field, holds bool) []string {
	switch f.Type {
	case "float", "integer", "monetary":
		if len(f.Flags) == 0 {
			if f.Zero {
				return w.no("a score always has a value")
			}
			return numbered(f.Name, holds)
		}
	case "boolean":
		if len(f.Flags) == 0 {
			return w.no("a yes-or-no field always has a value")
		}
		parts := make([][]string, len(f.Flags))
		for i, x := range f.Flags {
			parts[i] = w.ticked(x[1], holds)
		}
		if holds {
			return join("|", parts...)
		}
		return join("&", parts...)
	case "char", "text":
		return given(f.Name, true, holds)
	}
	return given(f.Name, false, holds)
}

// inList asks whether a field holds one of several constants.
func (w *writer) inList(l *expr.ListLit, e expr.Expr, holds bool) []string {
	n, ok := e.(*expr.Field)
	if !ok {
		return w.no("a domain compares fields with constants, and %s is none", expr.Format(e))
	}
	f := w.field(n)
	if f == nil {
		return nil
	}
	var values []string
	for _, x := range l.Items {
		c, _ := x.(*expr.Literal)
		if c == nil {
			return w.no("a domain compares fields with constants, and %s is none", expr.Format(x))
		}
		s, isText := c.Value.(string)
		if !isText || f.Type != "char" && f.Type != "text" && f.Type != "selection" {
			return w.no("Odoo keeps %s in a field of the type %s", n.Name, f.Type)
		}
		if kept, ok := w.env.Option(n.Object, n.Name, s); ok && f.Type == "selection" {
			s = kept
		}
		values = append(values, s)
	}
	return among(f.Name, values, holds)
}

// search looks for a text in another, or for an option among several.
func (w *writer) search(n *expr.Field, what expr.Expr, op, before, after string, holds bool) []string {
	f := w.field(n)
	c, _ := what.(*expr.Literal)
	if f == nil || c == nil {
		return w.no("a domain compares fields with constants, and %s is none", expr.Format(what))
	}
	s, _ := c.Value.(string)
	for _, x := range f.Flags {
		if x[0] == s && op == "like" {
			return w.ticked(x[1], holds)
		}
	}
	if f.Type != "char" && f.Type != "text" || s == "" || strings.ContainsAny(s, `%_\`) {
		return w.no("a domain has no %s", expr.Format(n))
	}
	t := term(f.Name, op, pyexpr.Quote(before+s+after))
	if holds {
		return t
	}
	return join("|", term(f.Name, "=", "False"), append([]string{"'!'"}, t...))
}
