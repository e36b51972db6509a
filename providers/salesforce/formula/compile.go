package formula

import "github.com/stagecraft-dev/stagecraft/schema/expr"

// Compile puts a checked criterion about records of env.Object into a formula that is true of
// exactly the records that meet it. A nil criterion is one that people judge; it is refused.
func Compile(e expr.Expr, env Env) Result {
	return env.condition(e, func(b *builder) *cond { return b.truth(e) })
}

// Refuse puts a criterion into the error condition of a validation rule: a formula that is true
// of the records that do not meet the criterion, also for want of a value.
func Refuse(e expr.Expr, env Env) Result {
	return env.condition(e, func(b *builder) *cond { return negate(b.truth(e)) })
}

// Value puts a checked expression into a formula that gives its value, for a formula field
// that holds a computed fact. What the language calls missing is blank.
func Value(e expr.Expr, env Env) Result {
	return env.compile(e, func(b *builder) (string, *cond) {
		if e.Type().Kind == expr.Bool {
			c := b.truth(e)
			return c.String(), c
		}
		v := b.value(e)
		switch {
		case v.lost != nil:
			return "", v.lost
		case v.kind == expr.Ref || v.kind == expr.Options || e.Type().Kind == expr.Stage:
			return "", lose(e, "A formula field holds a number, text, date, time or checkbox.", "Ask something about the value, or copy the field with a flow.")
		case v.plain || v.set.op == isTrue:
			return v.text, yes
		case v.set.op == isFalse:
			return "NULL", yes
		}
		return "IF(" + v.set.String() + ", " + v.text + ", NULL)", yes
	})
}

// condition is compile for a condition.
func (env Env) condition(e expr.Expr, make func(*builder) *cond) Result {
	return env.compile(e, func(b *builder) (string, *cond) {
		c := make(b)
		return c.String(), c
	})
}

// compile checks what make needs, and turns what it gives into a result: the formula, and the
// condition from which it is made.
func (env Env) compile(e expr.Expr, make func(*builder) (string, *cond)) Result {
	switch {
	case e == nil:
		return refused(note(nil, "People judge this; there is no condition.", "Ask for it in the description of the stage or task."))
	case !wellFormed(e):
		return refused(note(nil, "The criterion has errors.", "Correct it first."))
	case env.Org == nil:
		return refused(note(nil, "Nothing is known about the org.", "Read the org first."))
	}
	b := env.builder()
	formula, c := make(b)
	out := Result{Words: expr.Sentence(e, words{env.Org})}
	if out.Refused = c.refusals(nil); out.Refused != nil {
		return out
	}
	out.Formula, out.Notes = formula, b.notes
	return env.limited(out)
}

// wellFormed tells whether a tree has been checked without errors.
func wellFormed(e expr.Expr) bool {
	ok := true
	expr.Walk(e, func(e expr.Expr) bool {
		switch n := e.(type) {
		case nil, *expr.Path:
			ok = false
		case *expr.Literal:
			ok = ok && n.Typ.Kind != expr.Unknown
		case *expr.Call:
			ok = ok && len(n.Args) > 0
		}
		return ok
	})
	return ok
}
