package formula

import (
	"strings"

	"github.com/stagecraft-dev/stagecraft/schema/expr"
)

// Points are what a fact is worth in a score.
type Points struct {
	When   expr.Expr
	Points float64
}

// Score is the sum of the points of the facts that hold, at least floor and at most limit where
// these are given: a number formula field. It is refused as a whole when one fact cannot be said.
func Score(facts []Points, floor, limit *float64, env Env) Result {
	var out Result
	var terms []string
	for _, f := range facts {
		r := Compile(f.When, env)
		points, bad := literal(f.When, f.Points)
		out.Refused = addNotes(addNotes(out.Refused, r.Refused...), bad...)
		out.Notes = addNotes(out.Notes, r.Notes...)
		switch r.Formula {
		case "FALSE":
		case "TRUE":
			terms = append(terms, points)
		default:
			terms = append(terms, "IF("+r.Formula+", "+points+", 0)")
		}
	}
	sum := strings.Join(terms, " + ")
	if terms == nil {
		sum = "0"
	}
	for _, bound := range []struct {
		name string
		at   *float64
	}{{"MIN", limit}, {"MAX", floor}} {
		if bound.at != nil {
			s, bad := literal(nil, *bound.at)
			out.Refused = addNotes(out.Refused, bad...)
			sum = bound.name + "(" + s + ", " + sum + ")"
		}
	}
	if out.Refused != nil {
		return Result{Refused: out.Refused}
	}
	out.Formula = sum
	return env.limited(out)
}

func literal(part expr.Expr, f float64) (string, []Note) {
	s, ok := number(f)
	if !ok {
		return "", []Note{note(part, tooManyDigits, shorterNumber)}
	}
	return s, nil
}

// Breached is true of records of env.Object whose clock ran out: the field due has passed before done, or now
// if done has no value. A done without a name is a clock that nothing stops. Both fields are dates or
// both are times; a record without a due is in time. due itself is the flow's work, which knows business hours.
func Breached(due, done Field, env Env) Result {
	now := map[Type]string{Date: "TODAY()", DateTime: "NOW()"}[due.Type]
	if now == "" || done.Name != "" && done.Type != due.Type {
		return refused(Note{Part: due.Name, Why: "The fields of a clock are not both dates or both times.", Instead: "Change the type of one of them."})
	}
	b := env.builder()
	at := b.ref(due.Name)
	if done.Name != "" {
		now = "BLANKVALUE(" + b.ref(done.Name) + ", " + now + ")"
	}
	return env.limited(Result{Formula: all(notBlank(at), leaf(now+" > "+at)).String()})
}
