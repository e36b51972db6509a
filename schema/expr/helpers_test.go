package expr

import (
	"strings"
	"time"

	"github.com/stagecraft-dev/stagecraft/schema/diag"
)

// Constructors of unchecked trees, as the parser makes them.

func lit(v any) Expr {
	switch n := v.(type) {
	case Expr:
		return n
	case int:
		v = float64(n)
	}
	return &Literal{Value: v}
}

// path gives each path a range of its own, so that tests can see where errors point.
func path(s string) Expr {
	return &Path{Node{Rng: diag.Range{File: "f.hcl", Start: diag.Pos{Line: 1, Column: 1 + len(s)}}}, strings.Split(s, ".")}
}

func text(s string) Expr {
	return &Literal{Node{Rng: diag.Range{File: "f.hcl", Start: diag.Pos{Line: 2, Column: 1 + len(s)}}}, s}
}

func list(items ...any) Expr {
	n := &ListLit{}
	for _, i := range items {
		n.Items = append(n.Items, lit(i))
	}
	return n
}

func cmp2(l any, op Op, r any) Expr { return &Compare{Op: op, L: lit(l), R: lit(r)} }
func calc(l any, op Op, r any) Expr { return &Arith{Op: op, L: lit(l), R: lit(r)} }
func and(parts ...Expr) Expr        { return &Logic{And: true, Parts: parts} }
func or(parts ...Expr) Expr         { return &Logic{Parts: parts} }
func not(x Expr) Expr               { return &Not{X: x} }
func neg(x any) Expr                { return &Neg{X: lit(x)} }
func ifelse(c Expr, t, e any) Expr  { return &Cond{If: c, Then: lit(t), Else: lit(e)} }
func set(p string) Expr             { return call("is_set", path(p)) }
func call(f string, args ...any) Expr {
	n := &Call{Func: f}
	for _, a := range args {
		n.Args = append(n.Args, lit(a))
	}
	return n
}

// testScope has contacts with a company and several deals.
type testScope struct{ object string }

var testFields = map[string]Type{
	"contact.email":          {Kind: Text},
	"contact.phone":          {Kind: Text},
	"contact.job_title":      {Kind: Text},
	"contact.fit_score":      {Kind: Number},
	"contact.eng":            {Kind: Number},
	"contact.requested_demo": {Kind: Bool},
	"contact.born":           {Kind: Date},
	"contact.seen_at":        {Kind: DateTime},
	"contact.owner":          {Kind: Ref},
	"contact.interests":      {Kind: Options, Options: []string{"price", "api", "sso"}},
	"company.segment":        {Kind: Option, Options: []string{"smb", "mid", "ent"}},
	"company.industry":       {Kind: Text},
	"deal.amount":            {Kind: Number},
	"deal.status":            {Kind: Option, Options: []string{"open", "won"}},
	"project.name":           {Kind: Text},
}

func (s testScope) Object() string    { return s.object }
func (s testScope) Objects() []string { return []string{"contact", "company", "deal", "project"} }
func (s testScope) FieldType(o, n string) (Type, bool) {
	t, ok := testFields[o+"."+n]
	return t, ok
}
func (s testScope) FieldNames(o string) []string {
	var out []string
	for k := range testFields {
		if obj, n, _ := strings.Cut(k, "."); obj == o {
			out = append(out, n)
		}
	}
	return out
}
func (s testScope) Related(from, to string) Cardinality {
	switch from + " " + to {
	case "contact company", "deal contact", "deal company":
		return One
	case "contact deal":
		return Many
	}
	return Unrelated
}

var stageNames = []string{"new", "mql", "sal", "sql"}

func (s testScope) Resolve(parts []string) (Expr, []string, bool) {
	flow := Type{Kind: Stage, Flow: "lifecycle.lead"}
	switch name := strings.Join(parts, "."); name {
	case "lifecycle.lead":
		return &FlowStage{Node{Typ: flow}, name, "contact"}, nil, true
	case "pipeline.sales":
		return &FlowStage{Node{Typ: Type{Kind: Stage, Flow: name}}, name, "deal"}, nil, true
	case "stage.sales.won":
		return &StageLit{Node{Typ: Type{Kind: Stage, Flow: "pipeline.sales"}}, name, "pipeline.sales", 0}, nil, true
	case "scoring.lead.fit", "scoring.lead.total":
		return &Score{Node{Typ: Type{Kind: Number}}, "scoring.lead", parts[2]}, nil, true
	case "scoring.lead.meets.mql":
		return &Meets{Node{Typ: Type{Kind: Bool}}, "scoring.lead", "mql"}, nil, true
	default:
		for i, st := range stageNames {
			if name == "stage.lead."+st {
				return &StageLit{Node{Typ: flow}, name, "lifecycle.lead", i}, nil, true
			}
		}
	}
	return nil, []string{"stage.lead.mql", "scoring.lead.fit", "lifecycle.lead"}, false
}

// testEnv is a record.
type testEnv struct {
	fields, prior map[string]any
	stage         string
	score         *float64
	meets         bool
	related       []Env
}

var now = time.Date(2026, 3, 15, 12, 0, 0, 0, time.UTC)

func (e testEnv) Now() time.Time         { return now }
func (e testEnv) Field(o, n string) any  { return e.fields[o+"."+n] }
func (e testEnv) StageOf(string) string  { return e.stage }
func (e testEnv) Meets(_, _ string) bool { return e.meets }
func (e testEnv) Related(string) []Env   { return e.related }
func (e testEnv) Prior(o, n string) any {
	if v, ok := e.prior[o+"."+n]; ok {
		return v
	}
	return e.Field(o, n)
}
func (e testEnv) StageRank(s string) int {
	for i, st := range stageNames {
		if s == "stage.lead."+st {
			return i
		}
	}
	return -1
}
func (e testEnv) Score(_, _ string) (float64, bool) {
	if e.score == nil {
		return 0, false
	}
	return *e.score, true
}

// must checks a tree that is right.
func must(e Expr) Expr {
	out, diags := Check(e, testScope{"contact"})
	if err := diags.Err(); err != nil {
		panic(err)
	}
	return out
}
