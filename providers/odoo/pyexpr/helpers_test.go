package pyexpr

import (
	"strings"
	"time"

	"github.com/stagecraft-dev/stagecraft/schema/expr"
)

// testEnv is a database with contacts that belong to a company and have deals.
type testEnv struct{}

var testFields = map[string]struct {
	typ  expr.Type
	here Field
}{
	"contact.email":     {expr.Type{Kind: expr.Text}, Field{Name: "email", Type: "char"}},
	"contact.title":     {expr.Type{Kind: expr.Text}, Field{Name: "function", Type: "char"}},
	"contact.segment":   {expr.Type{Kind: expr.Option, Options: []string{"smb", "mid", "Ent"}}, Field{Name: "x_segment", Type: "selection"}},
	"contact.fit":       {expr.Type{Kind: expr.Number}, Field{Name: "x_fit", Type: "float"}},
	"contact.eng":       {expr.Type{Kind: expr.Number}, Field{Name: "x_eng", Type: "integer"}},
	"contact.demo":      {expr.Type{Kind: expr.Bool}, Field{Name: "x_demo", Type: "boolean"}},
	"contact.born":      {expr.Type{Kind: expr.Date}, Field{Name: "x_born", Type: "date"}},
	"contact.seen_at":   {expr.Type{Kind: expr.DateTime}, Field{Name: "x_seen_at", Type: "datetime"}},
	"contact.owner":     {expr.Type{Kind: expr.Ref}, Field{Name: "user_id", Type: "many2one", Relation: "res.users"}},
	"contact.interests": {expr.Type{Kind: expr.Options, Options: []string{"price", "api"}}, Field{Name: "x_interests", Type: "boolean", Flags: [][2]string{{"price", "x_interests_price"}, {"api", "x_interests_api"}}}},
	"company.industry":  {expr.Type{Kind: expr.Text}, Field{Name: "x_industry", Type: "char"}},
	"company.staff":     {expr.Type{Kind: expr.Number}, Field{Name: "x_staff", Type: "float"}},
	"deal.amount":       {expr.Type{Kind: expr.Number}, Field{Name: "expected_revenue", Type: "monetary"}},
	"deal.status":       {expr.Type{Kind: expr.Option, Options: []string{"open", "won"}}, Field{Name: "x_status", Type: "selection"}},
}

var stageNames = []string{"new", "mql", "sal", "sql"}

func (testEnv) Field(o, n string) (Field, bool) {
	f, ok := testFields[o+"."+n]
	return f.here, ok
}
func (testEnv) Option(_, _, v string) (string, bool) { return v, true }
func (testEnv) Flow(a string) (Flow, bool) {
	if a == "pipeline.sales" {
		return Flow{Object: "deal", Field: "stage_id", Stages: []string{"stagecraft.stage:stage/sales/open", "crm.stage_lead4"}, Records: true}, true
	}
	return Flow{Object: "contact", Field: "x_lead_stage", Stages: stageNames}, a == "lifecycle.lead"
}
func (testEnv) Score(_, d string) (string, Field, bool) {
	return "contact", Field{Name: "x_score_" + d, Type: "float"}, true
}
func (testEnv) Meets(s, _ string) (expr.Expr, bool) {
	n := expr.Node{Typ: expr.Type{Kind: expr.Number}}
	return &expr.Compare{Node: expr.Node{Typ: expr.Type{Kind: expr.Bool}}, Op: expr.Ge, L: &expr.Score{Node: n, Scoring: s, Dimension: "fit"}, R: &expr.Literal{Node: n, Value: 40.0}}, true
}
func (testEnv) Parent(from, to string) (Link, bool) {
	return Link{Path: "parent_id", Where: [][2]any{{"is_company", true}}}, from == "contact" && to == "company"
}
func (testEnv) Children(from, to string) (Link, bool) {
	return Link{Model: "crm.lead", Path: "partner_id", Where: [][2]any{{"type", "opportunity"}}}, from == "contact" && to == "deal"
}

// testScope is what Check sees of it.
type testScope struct{ object string }

func (s testScope) Object() string    { return s.object }
func (s testScope) Objects() []string { return []string{"contact", "company", "deal"} }
func (s testScope) FieldType(o, n string) (expr.Type, bool) {
	f, ok := testFields[o+"."+n]
	return f.typ, ok
}
func (s testScope) FieldNames(string) []string { return nil }
func (s testScope) Related(from, to string) expr.Cardinality {
	switch from + " " + to {
	case "contact company":
		return expr.One
	case "contact deal":
		return expr.Many
	}
	return expr.Unrelated
}
func (s testScope) Resolve(parts []string) (expr.Expr, []string, bool) {
	flow := expr.Type{Kind: expr.Stage, Flow: "lifecycle.lead"}
	switch full := strings.Join(parts, "."); full {
	case "lifecycle.lead":
		return &expr.FlowStage{Node: expr.Node{Typ: flow}, Flow: full, Object: "contact"}, nil, true
	case "scoring.lead.fit":
		return &expr.Score{Node: expr.Node{Typ: expr.Type{Kind: expr.Number}}, Scoring: "scoring.lead", Dimension: "fit"}, nil, true
	case "scoring.lead.meets.mql":
		return &expr.Meets{Node: expr.Node{Typ: expr.Type{Kind: expr.Bool}}, Scoring: "scoring.lead", Threshold: "mql"}, nil, true
	default:
		for i, n := range stageNames {
			if full == "stage.lead."+n {
				return &expr.StageLit{Node: expr.Node{Typ: flow}, Stage: full, Flow: "lifecycle.lead", Rank: i}, nil, true
			}
		}
	}
	return nil, nil, false
}

// Constructors of unchecked trees.

func lit(v any) expr.Expr {
	switch n := v.(type) {
	case expr.Expr:
		return n
	case int:
		v = float64(n)
	}
	return &expr.Literal{Value: v}
}
func path(s string) expr.Expr { return &expr.Path{Parts: strings.Split(s, ".")} }
func cmp(l any, op expr.Op, r any) expr.Expr {
	return &expr.Compare{Op: op, L: lit(l), R: lit(r)}
}
func calc(l any, op expr.Op, r any) expr.Expr { return &expr.Arith{Op: op, L: lit(l), R: lit(r)} }
func call(f string, args ...any) expr.Expr {
	n := &expr.Call{Func: f}
	for _, a := range args {
		n.Args = append(n.Args, lit(a))
	}
	return n
}
func list(items ...any) expr.Expr {
	n := &expr.ListLit{}
	for _, i := range items {
		n.Items = append(n.Items, lit(i))
	}
	return n
}

var testNow = time.Date(2026, 3, 8, 18, 30, 15, 250000000, time.UTC)
