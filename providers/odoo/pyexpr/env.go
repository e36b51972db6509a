package pyexpr

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/stagecraft-dev/stagecraft/schema/expr"
)

// Env is what Compile needs to know.
type Env struct {
	// Object is the object, in our words, that the criterion is about.
	Object string
	// Before is the address of a flow of which criteria mean the stage before the change: those about a move within it.
	Before string
	// Past makes scores mean those before the change.
	Past bool
	Resolver
}

// Resolver translates what an expression names to what Odoo calls it. ok is false for what Odoo does not have.
type Resolver interface {
	Field(object, field string) (f Field, ok bool)
	// Option is what Odoo keeps of an option of a field.
	Option(object, field, value string) (kept string, ok bool)
	// Flow is how the stage of a lifecycle or pipeline is kept.
	Flow(address string) (f Flow, ok bool)
	// Score is the field that holds a dimension of a score ("total" for the sum), and the object that has it.
	Score(scoring, dimension string) (object string, f Field, ok bool)
	// Meets is a checked expression that says what a threshold demands.
	Meets(scoring, threshold string) (expr.Expr, bool)
	// Parent leads from a record to the one that it belongs to.
	Parent(from, to string) (l Link, ok bool)
	// Children leads from a record to those of another object that are related to it.
	Children(from, to string) (l Link, ok bool)
}

// Field is a field of Odoo.
type Field struct {
	Name string
	// Type is Odoo's: char, text, selection, float, integer, monetary, boolean, date, datetime, many2one, many2many.
	Type string
	// Relation is the model of a many2one or many2many.
	Relation string
	// Flags are the options and the yes-or-no fields that hold them, of a field with several options.
	Flags [][2]string
	// Zero tells that a number 0 is one that somebody counted, and not a missing one.
	Zero bool
}

// Flow is how the stage of a lifecycle or pipeline is kept: in a selection, or as a record in a many2one.
type Flow struct {
	Object string // whose records are in the stages
	Field  string
	// Stages are values of the selection in order, or external ids (MODULE.NAME, or MODEL,NUMBER) of records.
	Stages  []string
	Records bool
	// Where are fields and their values, by which records of the object are told from others that hold a stage, too, and are in none.
	Where [][2]any
}

// Link is a way from one record to others.
type Link struct {
	// Path goes there by dots; "" when it is the same record. With Model it is the way back, from records of that model.
	Path, Model string
	// Where are fields and their values, by which records of the object are told from others.
	Where [][2]any
}

var (
	name = regexp.MustCompile(`^[a-z][a-z0-9_]*$`)
	// keywords of Python that are written like names of fields.
	keywords = strings.Fields("and as assert async await break class continue def del elif else except finally for from global if import in is lambda nonlocal not or pass raise return try while with yield")
)

// checked tells whether a name, or names with dots between them, can stand in code. Odoo refuses two underscores.
func checked(path string) error {
	for _, part := range strings.Split(path, ".") {
		if !name.MatchString(part) || strings.Contains(part, "__") || slices.Contains(keywords, part) || len(part) > 63 {
			return fmt.Errorf("%q is no name of a field", path)
		}
	}
	return nil
}

// Name tells whether a name, or names with dots between them, can stand in code.
func Name(path string) bool { return checked(path) == nil }
