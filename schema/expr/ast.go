// Package expr is the criteria language in its one typed form.
//
// A criterion is read from text by package hclschema into a tree of nodes with
// unresolved Paths; Check resolves the paths against a Scope and gives every
// node its type. From the checked tree come, each as one Visitor: the
// evaluator (Eval), the English sentence (Sentence), the canonical source text
// (Format), and in providers the SQL predicate, the Salesforce formula and
// the HubSpot filter.
//
// The meaning of a missing value is in null.go and nowhere else.
package expr

import "github.com/stagecraft-dev/stagecraft/schema/diag"

// Expr is a node. The set of nodes is closed; Visit covers it.
type Expr interface {
	// Range is where the node stands in its file.
	Range() diag.Range
	// Type is what the node evaluates to; set by Check.
	Type() Type
	base() *Node
}

// Node carries what every node has.
type Node struct {
	Rng diag.Range
	Typ Type
}

func (n *Node) Range() diag.Range { return n.Rng }
func (n *Node) Type() Type        { return n.Typ }
func (n *Node) base() *Node       { return n }

// Kind is the family of a Type.
type Kind string

const (
	Unknown  Kind = ""         // not yet checked, or in error
	Null     Kind = "null"     // the literal null
	Bool     Kind = "bool"     // true or false
	Number   Kind = "number"   // float64
	Text     Kind = "text"     // string
	Date     Kind = "date"     // calendar day
	DateTime Kind = "datetime" // instant
	Option   Kind = "option"   // one of Type.Options; a string as a Value
	Options  Kind = "options"  // any number of Type.Options; a list of strings as a Value
	List     Kind = "list"     // literal list; Type.Elem says of what
	Stage    Kind = "stage"    // a stage of the lifecycle Type.Flow; ordered
	Object   Kind = "object"   // a record type named in count, any, all
	Ref      Kind = "ref"      // a user or record id
)

// Type is the type of a node.
type Type struct {
	Kind    Kind
	Elem    *Type    // List
	Options []string // Option, Options: the permitted values
	Flow    string   // Stage: address of the lifecycle or pipeline
}

// Literal is a constant: nil, bool, float64 or string (dates are strings in
// ISO form until Check, time.Time after).
type Literal struct {
	Node
	Value any
}

// ListLit is a literal list.
type ListLit struct {
	Node
	Items []Expr
}

// Path is a dotted name as written (contact.email, scoring.lead.meets.mql).
// Check replaces it; no checked tree holds one.
type Path struct {
	Node
	Parts []string
}

// Field is a value of the record itself (Via empty) or of a record related to
// it by a to-one association.
type Field struct {
	Node
	Object, Name string
}

// FlowStage is the stage that the record is in, written lifecycle.NAME or
// pipeline.NAME. Object holds the record type that the flow runs on.
type FlowStage struct {
	Node
	Flow   string // address: lifecycle.lead
	Object string
}

// StageLit is a named stage; Rank is its place (from 0) in the flow.
type StageLit struct {
	Node
	Stage string // address: stage.lead.mql
	Flow  string
	Rank  int
}

// Score is the current value of a scoring dimension ("total" for the sum).
type Score struct {
	Node
	Scoring   string // address: scoring.lead
	Dimension string
}

// Meets tells whether the record reaches a scoring threshold.
type Meets struct {
	Node
	Scoring   string
	Threshold string
}

// Op is an operator, in the form in which it is written.
type Op string

const (
	Eq  Op = "=="
	Ne  Op = "!="
	Lt  Op = "<"
	Le  Op = "<="
	Gt  Op = ">"
	Ge  Op = ">="
	Add Op = "+"
	Sub Op = "-"
	Mul Op = "*"
	Div Op = "/"
	Mod Op = "%"
)

// Compare is L Op R with one of the six comparison operators.
type Compare struct {
	Node
	Op   Op
	L, R Expr
}

// Arith is L Op R with one of the five arithmetic operators.
type Arith struct {
	Node
	Op   Op
	L, R Expr
}

// Logic is a conjunction (And) or disjunction of two or more parts. Nested
// ones of the same kind are flattened by Check.
type Logic struct {
	Node
	And   bool
	Parts []Expr
}

// Not is negation.
type Not struct {
	Node
	X Expr
}

// Neg is numeric negation.
type Neg struct {
	Node
	X Expr
}

// Cond is IF ? THEN : ELSE.
type Cond struct {
	Node
	If, Then, Else Expr
}

// Call is a function call. at_least(n, a, b, …) is one; the functions and
// their signatures are in funcs.go.
type Call struct {
	Node
	Func string
	Args []Expr
}

// Quant is count, any or all over the related records of an object:
// any(deal, deal.amount > 1000). Where is nil for a plain count.
type Quant struct {
	Node
	Func   string // count, any, all
	Object string
	Where  Expr
}

// Visitor has one method a node of a checked tree.
type Visitor[T any] interface {
	Literal(*Literal) T
	ListLit(*ListLit) T
	Field(*Field) T
	FlowStage(*FlowStage) T
	StageLit(*StageLit) T
	Score(*Score) T
	Meets(*Meets) T
	Compare(*Compare) T
	Arith(*Arith) T
	Logic(*Logic) T
	Not(*Not) T
	Neg(*Neg) T
	Cond(*Cond) T
	Call(*Call) T
	Quant(*Quant) T
}

// Visit calls the method of v for e. It panics on an unchecked tree (a Path),
// which is a programming error.
func Visit[T any](e Expr, v Visitor[T]) T {
	switch e := e.(type) {
	case *Literal:
		return v.Literal(e)
	case *ListLit:
		return v.ListLit(e)
	case *Field:
		return v.Field(e)
	case *FlowStage:
		return v.FlowStage(e)
	case *StageLit:
		return v.StageLit(e)
	case *Score:
		return v.Score(e)
	case *Meets:
		return v.Meets(e)
	case *Compare:
		return v.Compare(e)
	case *Arith:
		return v.Arith(e)
	case *Logic:
		return v.Logic(e)
	case *Not:
		return v.Not(e)
	case *Neg:
		return v.Neg(e)
	case *Cond:
		return v.Cond(e)
	case *Call:
		return v.Call(e)
	case *Quant:
		return v.Quant(e)
	}
	panic("expr: Visit of an unchecked tree")
}
