package filter

import (
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"

	"github.com/stagecraft-dev/stagecraft/schema/expr"
)

// Rule is a property validation rule: it refuses a value that is entered, by people or over
// the API, and lets a property stay empty.
type Rule struct {
	Property  string
	Type      string // MIN_NUMBER, MAX_NUMBER, MIN_LENGTH, MAX_LENGTH or REGEX
	Arguments []string
}

// Rules says a condition about a field of env.Object by validation rules. They are exact,
// for the values that are entered: what rules cannot say is in the notes and must be
// checked otherwise. A rule never demands that there is a value.
func Rules(e expr.Expr, env Env) ([]Rule, []Note) {
	switch {
	case e == nil:
		return nil, nil
	case !wellFormed(e) || env.Portal == nil:
		return nil, []Note{note(nil, "The criterion has errors.", "Correct it first.", Unusable)}
	}
	r := &ruler{env: &env}
	r.all(e)
	return r.rules, r.notes
}

type ruler struct {
	env   *Env
	rules []Rule
	notes []Note
}

func (r *ruler) drop(e expr.Expr, why, instead string) {
	r.notes = append(r.notes, note(e, why, instead, Broader))
}

const byAudit = "Let a segment list the records that break it, or a workflow undo the change."

// all makes rules of each part of a conjunction.
func (r *ruler) all(e expr.Expr) {
	if l, ok := e.(*expr.Logic); ok && l.And {
		for _, p := range l.Parts {
			r.all(p)
		}
		return
	}
	part := e
	if l, ok := e.(*expr.Logic); ok && len(l.Parts) == 2 { // !is_set(f) || condition: a rule lets the value be missing anyway
		if n, ok := l.Parts[0].(*expr.Not); ok {
			if c, ok := n.X.(*expr.Call); ok && c.Func == "is_set" && onlyReads(l.Parts[1], argument(c, 0)) {
				part = l.Parts[1]
			}
		}
	}
	switch n := part.(type) {
	case *expr.Compare:
		l, op, f, ok := withNumber(n)
		switch x := l.(type) {
		case *expr.Field:
			if ok && x.Typ.Kind == expr.Number {
				r.bound(e, x, "number", "NUMBER", op, f, false)
				return
			}
		case *expr.Call:
			if of, isField := argument(x, 0).(*expr.Field); ok && isField && x.Func == "length" && of.Typ.Kind == expr.Text {
				r.bound(e, of, "string", "LENGTH", op, f, true)
				return
			}
		}
	case *expr.Call:
		if f, ok := argument(n, 0).(*expr.Field); ok && f.Typ.Kind == expr.Text {
			if s, ok := constantOf(argument(n, 1)).(string); ok {
				r.pattern(e, f, n.Func, s)
				return
			}
		}
	}
	r.drop(e, "No validation rule says this.", byAudit)
}

func argument(n *expr.Call, i int) expr.Expr {
	if i < len(n.Args) {
		return n.Args[i]
	}
	return nil
}

// onlyReads tells whether e reads the field f and nothing else of a record.
func onlyReads(e, f expr.Expr) bool {
	field, ok := f.(*expr.Field)
	fields := expr.Fields(e)
	return ok && len(fields) == 1 && fields[0].Object == field.Object && fields[0].Name == field.Name
}

// withNumber reads a comparison with a number, whichever side it stands on.
func withNumber(n *expr.Compare) (l expr.Expr, op expr.Op, f float64, ok bool) {
	l, r, op := n.L, n.R, n.Op
	if isConst(l) {
		l, r, op = r, l, flipped[op]
	}
	f, ok = constantOf(r).(float64)
	return l, op, f, ok
}

// property finds the property that a rule is about.
func (r *ruler) property(e expr.Expr, f *expr.Field, typ string) (Property, bool) {
	p, ok := r.env.Portal.Property(f.Object, f.Name)
	switch {
	case !ok:
		r.drop(e, "The portal has no property for this field.", "Create it.")
	case f.Object != r.env.Object:
		r.drop(e, "A validation rule sees only its own property.", byAudit)
	case p.Type != typ && !(typ == "string" && isText(p)):
		r.drop(e, fmt.Sprintf("%s is a property of type %s in HubSpot.", p.Name, p.Type), "Change the type of the field or of the property, so that they agree.")
	default:
		return p, true
	}
	return p, false
}

// bound is a minimum or maximum. Of whole numbers, more than 2 is at least 3.
func (r *ruler) bound(e expr.Expr, f *expr.Field, typ, of string, op expr.Op, n float64, whole bool) {
	low, high := math.Inf(-1), math.Inf(1)
	switch op {
	case expr.Ge:
		low = n
	case expr.Le:
		high = n
	case expr.Eq:
		low, high = n, n
	case expr.Gt:
		low = math.Floor(n) + 1
	case expr.Lt:
		high = math.Ceil(n) - 1
	}
	if whole {
		low, high = math.Ceil(low), math.Floor(high)
	}
	switch {
	case op == expr.Ne || !whole && (op == expr.Gt || op == expr.Lt):
		r.drop(e, "Validation rules have a minimum and a maximum, which are allowed themselves.", "State the least value that is allowed, as in >= 0.01.")
		return
	case whole && (low > high || high < 0):
		r.drop(e, "No value meets this.", "Correct the condition.")
		return
	}
	p, ok := r.property(e, f, typ)
	if !ok {
		return
	}
	if !math.IsInf(low, 0) && !(whole && low <= 1) { // what is entered has a character
		r.add(e, p.Name, "MIN_"+of, low)
	}
	if !math.IsInf(high, 0) {
		r.add(e, p.Name, "MAX_"+of, high)
	}
}

// add adds a bound, or makes the one that the property has stricter.
func (r *ruler) add(e expr.Expr, property, typ string, n float64) {
	arg := func(n float64) []string { return []string{strconv.FormatFloat(n, 'f', -1, 64)} }
	for i, have := range r.rules {
		if have.Property == property && have.Type == typ {
			old, _ := strconv.ParseFloat(have.Arguments[0], 64)
			if strings.HasPrefix(typ, "MIN_") == (n > old) && n != old {
				r.rules[i].Arguments = arg(n)
			}
			return
		}
	}
	r.rules = append(r.rules, Rule{property, typ, arg(n)})
}

// anything is any text, in every dialect of regular expressions.
const anything = `[\s\S]*`

// pattern is a regular expression that must fit the whole text and part of it alike, since
// it is not documented which of the two HubSpot asks.
func (r *ruler) pattern(e expr.Expr, f *expr.Field, how, s string) {
	quoted := regexp.QuoteMeta(s)
	switch how {
	case "starts_with":
		s = "^" + quoted + anything + "$"
	case "ends_with":
		s = "^" + anything + quoted + "$"
	case "contains":
		s = "^" + anything + quoted + anything + "$"
	case "matches":
		if !plainPattern(s) {
			r.drop(e, "The pattern uses what dialects of regular expressions understand differently, and HubSpot's is not documented.", "Write it with characters, classes in brackets, and repetitions only.")
			return
		}
		if !strings.HasPrefix(s, "^") || !strings.HasSuffix(s, "$") || strings.HasSuffix(s, `\$`) || strings.Contains(s, "|") {
			s = "^" + anything + "(?:" + s + ")" + anything + "$"
		}
	default:
		r.drop(e, "No validation rule says this.", byAudit)
		return
	}
	p, ok := r.property(e, f, "string")
	if !ok {
		return
	}
	for _, have := range r.rules {
		if have.Property == p.Name && have.Type == "REGEX" {
			r.drop(e, "A property has one validation rule with a regular expression.", "Put both conditions into one pattern.")
			return
		}
	}
	r.rules = append(r.rules, Rule{p.Name, "REGEX", []string{s}})
}

// plainPattern tells whether all dialects read a pattern alike: no flags, no named classes, and
// escapes of punctuation, digits and word characters only.
func plainPattern(s string) bool {
	if strings.Contains(s, "(?") || strings.Contains(s, "[[") || strings.Contains(s, "[:") || strings.Contains(s, "&&") {
		return false
	}
	for i := 0; i < len(s); i++ {
		if s[i] != '\\' {
			continue
		}
		if i++; i == len(s) || strings.IndexByte(`dDwW.+*?()|[]{}^$\/-`, s[i]) < 0 {
			return false
		}
	}
	return true
}
