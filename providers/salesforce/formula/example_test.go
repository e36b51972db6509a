package formula_test

import (
	"fmt"

	"github.com/stagecraft-dev/stagecraft/providers/salesforce/formula"
	"github.com/stagecraft-dev/stagecraft/schema/expr"
)

// leads is an org with a few fields of leads. A provider knows them from its field catalog and the org.
type leads struct{}

func (leads) Field(_, field string) (formula.Field, bool) {
	f, ok := map[string]formula.Field{
		"email":  {Name: "Email", Label: "Email", Type: formula.Email},
		"fit":    {Name: "Fit_Score__c", Label: "Fit score", Type: formula.Number},
		"reason": {Name: "Disqualified_Reason__c", Label: "Reason", Type: formula.Picklist},
	}[field]
	return f, ok
}

func (leads) Flow(address string) (formula.Flow, bool) {
	return formula.Flow{Object: "lead", Field: formula.Field{Name: "Status", Label: "Lead status", Type: formula.Picklist}, Stages: []formula.Stage{
		{Address: "stage.lead.new", Value: "New", Label: "New", Rank: 0},
		{Address: "stage.lead.mql", Value: "MQL", Label: "MQL", Rank: 1},
		{Address: "stage.lead.out", Value: "Disqualified", Label: "Disqualified", Rank: 2},
	}}, address == "lifecycle.lead"
}

func (leads) Option(_, _, value string) (string, bool)            { return value, true }
func (leads) Score(_, _ string) (string, formula.Field, bool)     { return "", formula.Field{}, false }
func (leads) Meets(_, _ string) (expr.Expr, bool)                 { return nil, false }
func (leads) Parent(_, _ string) (formula.Parent, bool)           { return formula.Parent{}, false }
func (leads) Count(_ string, _ *expr.Quant) (formula.Field, bool) { return formula.Field{}, false }

var env = formula.Env{Object: "lead", Use: formula.Validation, Org: leads{}}

func fieldOf(name string, k expr.Kind) expr.Expr {
	return &expr.Field{Node: expr.Node{Typ: expr.Type{Kind: k}}, Object: "lead", Name: name}
}

// fitIs50 is lead.fit >= 50, as package hclschema and expr.CheckBool give it.
var fitIs50 = &expr.Compare{Node: expr.Node{Typ: expr.Type{Kind: expr.Bool}}, Op: expr.Ge, L: fieldOf("fit", expr.Number),
	R: &expr.Literal{Node: expr.Node{Typ: expr.Type{Kind: expr.Number}}, Value: 50.0}}

// An entry gate with a bypass, and its message.
func ExampleEnv_Gate() {
	g := env.Gate(fitIs50, env.Entering("lifecycle.lead", "stage.lead.mql"), env.Unless("Lifecycle_Bypass"))
	for _, r := range g.Rules {
		fmt.Println(r.Formula)
		fmt.Println(formula.Message(r.Words, "MQL asks for it."))
	}
	// Output:
	// AND(ISPICKVAL(Status, "MQL"), OR(ISNEW(), ISCHANGED(Status)), NOT($Permission.Lifecycle_Bypass), OR(ISBLANK(Fit_Score__c), Fit_Score__c < 50))
	// Fit score is at least 50. MQL asks for it.
}

// A fact that a stage requires.
func ExampleFilled() {
	g := env.Gate(formula.Filled(fieldOf("email", expr.Text)), env.Entering("lifecycle.lead", "stage.lead.mql"))
	fmt.Println(g.Rules[0].Formula)
	// Output: AND(ISPICKVAL(Status, "MQL"), OR(ISNEW(), ISCHANGED(Status)), ISBLANK(Email))
}

// A reason code that a stage asks for.
func ExampleOneOf() {
	reason := formula.OneOf(fieldOf("reason", expr.Option), "budget", "timing")
	g := env.Gate(reason, env.Entering("lifecycle.lead", "stage.lead.out"))
	fmt.Println(g.Rules[0].Formula)
	// Output: AND(ISPICKVAL(Status, "Disqualified"), OR(ISNEW(), ISCHANGED(Status)), NOT(ISPICKVAL(Disqualified_Reason__c, "budget")), NOT(ISPICKVAL(Disqualified_Reason__c, "timing")))
}

// A lifecycle that only goes forward; disqualified leads stand beside the path.
func ExampleEnv_Backward() {
	g := env.Backward(formula.Order{Flow: "lifecycle.lead", Aside: []string{"stage.lead.out"}}, env.Unless("Lifecycle_Bypass"))
	fmt.Println(g.Rules[0].Formula)
	// Output: AND(NOT($Permission.Lifecycle_Bypass), ISCHANGED(Status), CASE(Status, "New", 0, "MQL", 1, 3) < CASE(PRIORVALUE(Status), "New", 0, "MQL", 1, "Disqualified", 2, -1))
}

// A score in a formula field.
func ExampleScore() {
	column := env
	column.Use = formula.Column
	limit := 30.0
	r := formula.Score([]formula.Points{{When: fitIs50, Points: 20}, {When: formula.Filled(fieldOf("email", expr.Text)), Points: 15}}, nil, &limit, column)
	fmt.Println(r.Formula)
	// Output: MIN(30, IF(AND(NOT(ISBLANK(Fit_Score__c)), Fit_Score__c >= 50), 20, 0) + IF(NOT(ISBLANK(Email)), 15, 0))
}

// A clock in a formula field.
func ExampleBreached() {
	r := formula.Breached(formula.Field{Name: "Answer_Due__c", Type: formula.DateTime}, formula.Field{Name: "Answered_At__c", Type: formula.DateTime}, env)
	fmt.Println(r.Formula)
	// Output: AND(NOT(ISBLANK(Answer_Due__c)), BLANKVALUE(Answered_At__c, NOW()) > Answer_Due__c)
}

// What formulas cannot say comes back with the reason.
func ExampleCompile() {
	changed := &expr.Call{Node: expr.Node{Typ: expr.Type{Kind: expr.Bool}}, Func: "changed", Args: []expr.Expr{fieldOf("fit", expr.Number)}}
	column := env
	column.Use = formula.Column
	fmt.Println(formula.Compile(changed, env).Formula)
	fmt.Println(formula.Compile(changed, column).Refused[0])
	// Output:
	// OR(AND(ISNEW(), NOT(ISBLANK(Fit_Score__c))), ISCHANGED(Fit_Score__c))
	// changed(lead.fit): Formula fields see how a record is, not how it was. Ask in a validation rule or in the entry condition of a flow.
}
