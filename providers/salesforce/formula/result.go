package formula

import (
	"fmt"

	"github.com/stagecraft-dev/stagecraft/schema/diag"
	"github.com/stagecraft-dev/stagecraft/schema/expr"
)

// Limit bounds the source of a formula.
type Limit struct {
	Characters, Bytes int
}

// DefaultLimit is Salesforce's: 3,900 characters, and 4,000 bytes when saved.
//
// The compiled formula has a limit too (5,000 bytes in validation rules; 15,000 in formula fields
// today, 5,000 in older guides). Its size shows only in an org, which refuses with "Compiled
// formula is too big to execute"; a lower Limit is the answer then.
var DefaultLimit = Limit{Characters: 3900, Bytes: 4000}

func (l Limit) orDefault() Limit {
	if l.Characters <= 0 {
		l.Characters = DefaultLimit.Characters
	}
	if l.Bytes <= 0 {
		l.Bytes = DefaultLimit.Bytes
	}
	return l
}

// holds tells whether a formula is within the limit.
func (l Limit) holds(formula string) bool {
	l = l.orDefault()
	return units(formula) <= l.Characters && len(formula) <= l.Bytes
}

// Result is an expression as a formula that says exactly the same, or the reasons why there is none.
type Result struct {
	// Formula is "" when the expression is refused. "TRUE" and "FALSE" are formulas too.
	Formula string
	// Refused says what formulas cannot say. It is empty when there is a formula.
	Refused []Note
	// Notes say what to know about the formula.
	Notes []Note
	// TooLong tells that the formula is beyond the limit, which is why there is none.
	TooLong bool
	// Words says the expression in English; "" for one that has errors.
	Words string
}

// Note is about a part of an expression.
type Note struct {
	// Part is the part, in the language of criteria; Range is where it stands.
	Part  string
	Range diag.Range
	// Why says what Salesforce lacks; Instead what can be done. Both are sentences.
	Why, Instead string
	// TooLong tells that the formula would be beyond the limit.
	TooLong bool
}

func (n Note) String() string { return n.Part + ": " + n.Why + " " + n.Instead }

func note(part expr.Expr, why, instead string) Note {
	n := Note{Part: "the criterion", Why: why, Instead: instead}
	if part != nil {
		n.Part, n.Range = expr.Format(part), part.Range()
	}
	return n
}

// addNotes adds notes to others, but none that says the same again.
func addNotes(to []Note, notes ...Note) []Note {
	seen := map[string]bool{}
	for _, n := range to {
		seen[n.String()] = true
	}
	for _, n := range notes {
		if !seen[n.String()] {
			seen[n.String()] = true
			to = append(to, n)
		}
	}
	return to
}

func refused(n Note) Result { return Result{Refused: []Note{n}} }

// limited takes a formula back that is too long.
func (env Env) limited(r Result) Result {
	if env.Limit.holds(r.Formula) {
		return r
	}
	l := env.Limit.orDefault()
	n := note(nil, fmt.Sprintf("The formula has %d characters, and Salesforce takes %d (%d bytes).", units(r.Formula), l.Characters, l.Bytes),
		"Split the criterion, or let a formula field or flow hold the result of a part.")
	n.TooLong = true
	return Result{Words: r.Words, TooLong: true, Refused: []Note{n}}
}
