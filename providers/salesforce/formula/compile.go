package formula

import (
	"fmt"
	"slices"

	"github.com/stagecraft-dev/stagecraft/schema/expr"
)

// Compile puts a checked criterion about records of env.Object into a formula that is true of the
// records that meet it. A nil criterion is one that people judge, for which there is no formula.
// It never fails: what cannot be said is in the notes, and Fit says what the formula is worth.
func Compile(e expr.Expr, env Env) Result { return env.limited(env.compile(e, false)) }

// Refuse puts a criterion into the error condition of a validation rule: a formula that is true
// of the records to refuse, which are those that do not meet the criterion, also for want of a value.
// What cannot be said is not demanded, so that no record is refused wrongly.
func Refuse(e expr.Expr, env Env) Result { return env.limited(env.compile(e, true)) }

func (env Env) compile(e expr.Expr, refuse bool) Result {
	var c *cond
	b := &builder{env: &env, left: maxNodes}
	switch {
	case e == nil:
		return Result{Fit: Unusable, Notes: []Note{note(nil, "People judge this; there is no condition.", "Ask for it in the description of the stage or task.", Unusable)}}
	case !wellFormed(e):
		return Result{Fit: Unusable, Notes: []Note{note(nil, "The criterion has errors.", "Correct it first.", Unusable)}}
	case env.Org == nil:
		return Result{Fit: Unusable, Notes: []Note{note(nil, "Nothing is known about the org.", "Read the org first.", Unusable)}}
	}
	c = b.truth(e)
	out := Result{Words: expr.Sentence(e, words{env.Org})}
	c, out.Notes = best(c, refuse)
	out.Notes = unique(append(out.Notes, b.notes...))
	for _, n := range out.Notes {
		out.Fit = out.Fit.and(n.Effect)
	}
	switch {
	case c == nil:
		out.Fit = Unusable
		return out
	case refuse:
		c = negate(c)
	}
	out.Formula = c.String()
	return out
}

// best is the condition without what is lost, which becomes true, or false when nothing would
// remain. It is nil when nothing remains either way; a rule must not refuse for what is lost.
func best(c *cond, refuse bool) (*cond, []Note) {
	var first []Note
	for _, wide := range []bool{true, false} {
		var notes []Note
		effect := Narrower
		if wide {
			effect = Broader
		}
		out := c.replace(wide, func(l *cond) { notes = append(notes, note(l.part, l.why, l.instead, effect)) })
		if len(notes) == 0 || out.op != isTrue && out.op != isFalse {
			return out, notes
		}
		if first == nil {
			first = notes
		}
		if refuse {
			break
		}
	}
	for i := range first {
		first[i].Effect = Unusable
	}
	return nil, first
}

func note(part expr.Expr, why, instead string, effect Fit) Note {
	n := Note{Part: "the criterion", Why: why, Instead: instead, Effect: effect}
	if part != nil {
		n.Part, n.Range = expr.Format(part), part.Range()
	}
	return n
}

// unique leaves out notes that say the same again.
func unique(notes []Note) []Note {
	var out []Note
	for _, n := range notes {
		if !slices.ContainsFunc(out, func(o Note) bool { return o.String() == n.String() && o.Effect == n.Effect }) {
			out = append(out, n)
		}
	}
	return out
}

// limited takes a formula back that is too long.
func (env Env) limited(r Result) Result {
	if env.Limit.holds(r.Formula) {
		return r
	}
	l := env.Limit.orDefault()
	r.Notes = append(r.Notes, note(nil, fmt.Sprintf("The formula has %d characters, and Salesforce takes %d (%d bytes).", Length(r.Formula), l.Characters, l.Bytes),
		"Split the criterion, or let a formula field or flow hold the result of a part.", Unusable))
	r.Formula, r.Fit, r.TooLong = "", Unusable, true
	return r
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
