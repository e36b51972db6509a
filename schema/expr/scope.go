package expr

import "time"

// Cardinality says how many records of one object a record of another has.
type Cardinality int

const (
	Unrelated Cardinality = iota
	One
	Many
)

// Scope is what Check needs to know about the architecture. It is
// implemented by schema.Architecture (schema.ExprScope).
type Scope interface {
	// Object is the record type whose records the expression is about.
	Object() string
	// FieldType looks a field up in the catalog.
	FieldType(object, name string) (Type, bool)
	// FieldNames lists the fields of an object, for suggestions.
	FieldNames(object string) []string
	// Objects lists every record type.
	Objects() []string
	// Related says how records of from reach records of to.
	Related(from, to string) Cardinality
	// Resolve resolves the parts of a reference that is no field: to a
	// *FlowStage, *StageLit, *Score or *Meets. found is false when the parts name
	// nothing; near are names to suggest then.
	Resolve(parts []string) (e Expr, near []string, found bool)
}

// Env gives Eval the values. Each method returns nil for a missing value.
type Env interface {
	// Now is the instant at which the expression is evaluated.
	Now() time.Time
	// Field is the value of a field of the record or of its to-one relation.
	Field(object, name string) any
	// Prior is the value before the change under consideration; it equals
	// Field when nothing changed.
	Prior(object, name string) any
	// StageOf is the address of the stage the record is in; "" for none.
	StageOf(flow string) string
	// StageRank is the place of a stage in its flow, from 0; -1 for none.
	StageRank(stage string) int
	// Score is the value of a scoring dimension; ok is false without a score.
	Score(scoring, dimension string) (v float64, ok bool)
	// Meets tells whether a threshold is reached.
	Meets(scoring, threshold string) bool
	// Related gives an Env for each related record of an object.
	Related(object string) []Env
}
