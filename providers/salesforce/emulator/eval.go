package emulator

import (
	"fmt"
	"math"
	"strings"
)

// scene is what a formula looks at: a record, and in rules the record as it was.
type scene struct {
	e     *engine
	now   view
	prior *view // nil of a new record, and in formula fields
	zero  bool  // blank numbers count as 0, which is the default of formula fields
}

// formula evaluates a formula for a scene.
func (sc *scene) formula(text string) (any, error) {
	t, err := sc.e.parsed(text)
	if err != nil {
		return nil, err
	}
	return sc.eval(t)
}

// eval gives the value of a term. Operands that decide nothing are not looked at, so that guards protect what follows.
func (sc *scene) eval(t *term) (any, error) {
	switch t.kind {
	case textTerm:
		return t.text, nil
	case numberTerm:
		return t.num, nil
	case fieldTerm:
		return sc.name(t.name)
	}
	if special := specials[t.name]; special != nil {
		return special(sc, t.args)
	}
	args, err := sc.all(t.args)
	if err != nil {
		return nil, err
	}
	if f := strict[t.name]; f != nil {
		return f(args)
	}
	return operate(t.name, args)
}

func (sc *scene) all(terms []*term) ([]any, error) {
	out := make([]any, len(terms))
	for i, t := range terms {
		v, err := sc.eval(t)
		if err != nil {
			return nil, err
		}
		out[i] = v
	}
	return out, nil
}

// name is the value of a constant, a global or a field.
func (sc *scene) name(name string) (any, error) {
	switch strings.ToUpper(name) {
	case "TRUE":
		return true, nil
	case "FALSE":
		return false, nil
	case "NULL":
		return nil, nil
	}
	if name[0] == '$' {
		return sc.e.global(name, sc.now), nil
	}
	v, f := sc.now.path(name)
	if sc.zero && v == nil && f != nil && numeric[f.kind] {
		return 0.0, nil
	}
	return v, nil
}

// before is the scene as it was; a new record was what it is.
func (sc *scene) before() *scene {
	if sc.prior == nil {
		return sc
	}
	return &scene{e: sc.e, now: *sc.prior, zero: sc.zero}
}

// special is a function that does not want all of its arguments evaluated.
type special func(sc *scene, args []*term) (any, error)

var specials map[string]special

func init() {
	specials = map[string]special{
		"AND": logic(false), "&&": logic(false), "OR": logic(true), "||": logic(true), "IF": evalIf, "CASE": evalCase,
		"BLANKVALUE": orElse, "NULLVALUE": orElse,
		"ISNEW":      func(sc *scene, _ []*term) (any, error) { return sc.prior == nil, nil },
		"PRIORVALUE": func(sc *scene, args []*term) (any, error) { return sc.before().eval(args[0]) },
		"ISCHANGED":  changed,
		"TODAY":      func(sc *scene, _ []*term) (any, error) { return today(sc.e.now), nil },
		"NOW":        func(sc *scene, _ []*term) (any, error) { return moment{sc.e.now.UTC(), false}, nil },
		"MAX":        extreme(func(n int) bool { return n > 0 }),
		"MIN":        extreme(func(n int) bool { return n < 0 }),
	}
}

// logic is AND or OR: it ends at the first operand that decides.
func logic(decides bool) special {
	return func(sc *scene, args []*term) (any, error) {
		for _, a := range args {
			v, err := sc.eval(a)
			if err != nil {
				return nil, err
			}
			if truth(v) == decides {
				return decides, nil
			}
		}
		return !decides, nil
	}
}

func evalIf(sc *scene, args []*term) (any, error) {
	v, err := sc.eval(args[0])
	if err != nil {
		return nil, err
	}
	if truth(v) {
		return sc.eval(args[1])
	}
	return sc.eval(args[2])
}

func evalCase(sc *scene, args []*term) (any, error) {
	of, err := sc.eval(args[0])
	if err != nil {
		return nil, err
	}
	for i := 1; i+1 < len(args); i += 2 {
		v, err := sc.eval(args[i])
		if err != nil {
			return nil, err
		}
		if same(of, v) {
			return sc.eval(args[i+1])
		}
	}
	return sc.eval(args[len(args)-1])
}

func orElse(sc *scene, args []*term) (any, error) {
	v, err := sc.eval(args[0])
	if err != nil || !blank(v) {
		return v, err
	}
	return sc.eval(args[1])
}

func changed(sc *scene, args []*term) (any, error) {
	if sc.prior == nil {
		return false, nil
	}
	now, err := sc.eval(args[0])
	if err != nil {
		return nil, err
	}
	was, err := sc.before().eval(args[0])
	return !same(now, was), err
}

// extreme is MAX or MIN, for which blanks are not there.
func extreme(better func(int) bool) special {
	return func(sc *scene, args []*term) (any, error) {
		values, err := sc.all(args)
		var best any
		for _, v := range values {
			if n, ok := order(v, best); v != nil && (best == nil || ok && better(n)) {
				best = v
			}
		}
		return best, err
	}
}

// operate is an operator on values. What is computed with a blank is blank, and a comparison with one does not hold.
func operate(op string, args []any) (any, error) {
	if op == "negate" {
		args = []any{0.0, args[0]}
		op = "-"
	}
	if len(args) != 2 {
		return nil, fmt.Errorf("the emulator does not know the function %s", op)
	}
	l, r := args[0], args[1]
	switch op {
	case "=":
		return same(l, r), nil
	case "<>":
		return !same(l, r), nil
	case "&":
		return joined(text(l) + text(r))
	case "<", ">", "<=", ">=":
		n, ok := order(l, r)
		holds := map[string]bool{"<": n < 0, ">": n > 0, "<=": n <= 0, ">=": n >= 0}
		return ok && holds[op], nil
	}
	return calculate(op, l, r)
}

func calculate(op string, l, r any) (any, error) {
	_, lt := l.(string)
	_, rt := r.(string)
	if op == "+" && (lt || rt) {
		return joined(text(l) + text(r))
	}
	if l == nil || r == nil {
		return nil, nil
	}
	m, isMoment := l.(moment)
	if o, ok := r.(moment); ok && isMoment && op == "-" {
		return m.Sub(o.Time).Hours() / 24, nil
	} else if days, isNumber := l.(float64); ok && isNumber && op == "+" {
		return moved(o, days)
	}
	b, ok := r.(float64)
	if isMoment && ok && (op == "+" || op == "-") {
		if op == "-" {
			b = -b
		}
		return moved(m, b)
	}
	a, okA := l.(float64)
	if !ok || !okA {
		return nil, errNumber
	}
	switch op {
	case "+":
		return finite(a + b)
	case "-":
		return finite(a - b)
	case "*":
		return finite(a * b)
	case "/":
		return finite(a / b)
	case "^":
		return finite(math.Pow(a, b))
	}
	return nil, fmt.Errorf("the emulator does not know the operator %s", op)
}

// longestText bounds what formulas can make of texts; those of Salesforce end earlier.
const longestText = 1 << 17

func joined(s string) (any, error) {
	if len(s) > longestText {
		return nil, errNumber
	}
	return s, nil
}
