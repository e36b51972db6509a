package filter

import (
	"slices"
	"strings"
	"time"

	"github.com/stagecraft-dev/stagecraft/schema/expr"
)

// A small CRM for the tests: contacts with a company and several deals. Each field is named
// with its type in our language and its property in the portal.

type fieldDef struct {
	typ  expr.Type
	prop Property
}

var (
	segments  = []string{"smb", "mid", "Ent"}
	interests = []string{"price", "api", "sso"}
	text      = expr.Type{Kind: expr.Text}
	num       = expr.Type{Kind: expr.Number}
	boolean   = expr.Type{Kind: expr.Bool}
	day       = expr.Type{Kind: expr.Date}
	instantly = expr.Type{Kind: expr.DateTime}
)

var fieldDefs = map[string]fieldDef{
	"contact.email":     {text, Property{Name: "email", Label: "Email", Type: "string"}},
	"contact.country":   {text, Property{Name: "country", Label: "Country", Type: "string"}},
	"contact.phone":     {text, Property{Name: "phone", Label: "Phone", Type: "phone_number"}},
	"contact.fit":       {num, Property{Name: "fit_score", Label: "Fit score", Type: "number"}},
	"contact.eng":       {num, Property{Name: "eng_score", Type: "number"}},
	"contact.demo":      {boolean, Property{Name: "requested_demo", Label: "Requested demo", Type: "bool"}},
	"contact.vip":       {boolean, Property{Name: "vip", Type: "bool"}},
	"contact.born":      {day, Property{Name: "date_of_birth", Label: "Date of birth", Type: "date"}},
	"contact.signed":    {day, Property{Name: "signed", Label: "Signed", Type: "datetime"}},
	"contact.seen":      {instantly, Property{Name: "last_seen", Label: "Last seen", Type: "datetime"}},
	"contact.checked":   {instantly, Property{Name: "checked", Type: "date"}},
	"contact.segment":   {expr.Type{Kind: expr.Option, Options: segments}, Property{Name: "segment", Label: "Segment", Type: "enumeration"}},
	"contact.source":    {text, Property{Name: "source", Type: "enumeration"}},
	"contact.topic":     {expr.Type{Kind: expr.Option, Options: interests}, Property{Name: "topic", Type: "enumeration", Multiple: true}},
	"contact.interests": {expr.Type{Kind: expr.Options, Options: interests}, Property{Name: "interests", Label: "Interests", Type: "enumeration", Multiple: true}},
	"contact.owner":     {expr.Type{Kind: expr.Ref}, Property{Name: "hubspot_owner_id", Label: "Contact owner", Type: "enumeration"}},
	"company.tier":      {expr.Type{Kind: expr.Option, Options: segments}, Property{Name: "tier", Label: "Tier", Type: "enumeration"}},
	"company.size":      {num, Property{Name: "numberofemployees", Label: "Number of employees", Type: "number"}},
	"company.target":    {boolean, Property{Name: "target", Type: "bool"}},
	"company.founded":   {day, Property{Name: "founded", Type: "date"}},
	"deal.amount":       {num, Property{Name: "amount", Label: "Amount", Type: "number"}},
	"deal.open":         {boolean, Property{Name: "open", Type: "bool"}},
	"deal.status":       {expr.Type{Kind: expr.Option, Options: segments}, Property{Name: "status", Label: "Status", Type: "enumeration"}},
	"deal.closed":       {day, Property{Name: "closed", Type: "date"}},
}

var fieldNames = func() []string {
	var out []string
	for k := range fieldDefs {
		out = append(out, k)
	}
	slices.Sort(out)
	return out
}()

var flows = map[string]Flow{
	"lifecycle.lead":    {"contact", Property{Name: "lifecyclestage", Label: "Lifecycle stage", Type: "enumeration"}, stagesOf("lead", "new", "mql", "sal", "sql")},
	"lifecycle.account": {"company", Property{Name: "lifecyclestage", Label: "Lifecycle stage", Type: "enumeration"}, stagesOf("account", "prospect", "customer")},
	"pipeline.sales":    {"deal", Property{Name: "dealstage", Label: "Deal stage", Type: "enumeration"}, stagesOf("sales", "open", "won")},
}

func stagesOf(flow string, names ...string) []Stage {
	var out []Stage
	for i, n := range names {
		out = append(out, Stage{"stage." + flow + "." + n, flow + "_" + n, i})
	}
	return out
}

// scope is the expr.Scope of the CRM.
type scope struct{ object string }

func (s scope) Object() string    { return s.object }
func (s scope) Objects() []string { return []string{"contact", "company", "deal"} }
func (s scope) FieldType(o, n string) (expr.Type, bool) {
	f, ok := fieldDefs[o+"."+n]
	return f.typ, ok
}
func (s scope) FieldNames(string) []string { return nil }
func (s scope) Related(from, to string) expr.Cardinality {
	switch from + " " + to {
	case "contact company", "deal company":
		return expr.One
	case "contact deal", "company deal":
		return expr.Many
	}
	return expr.Unrelated
}

func (s scope) Resolve(parts []string) (expr.Expr, []string, bool) {
	name := strings.Join(parts, ".")
	if f, ok := flows[name]; ok {
		return &expr.FlowStage{Node: expr.Node{Typ: expr.Type{Kind: expr.Stage, Flow: name}}, Flow: name, Object: f.Object}, nil, true
	}
	for flow, f := range flows {
		for _, st := range f.Stages {
			if st.Address == name {
				return &expr.StageLit{Node: expr.Node{Typ: expr.Type{Kind: expr.Stage, Flow: flow}}, Stage: name, Flow: flow, Rank: st.Rank}, nil, true
			}
		}
	}
	switch name {
	case "scoring.lead.fit", "scoring.lead.hidden":
		return &expr.Score{Node: expr.Node{Typ: num}, Scoring: "scoring.lead", Dimension: parts[2]}, nil, true
	case "scoring.lead.meets.mql", "scoring.lead.meets.none":
		return &expr.Meets{Node: expr.Node{Typ: boolean}, Scoring: "scoring.lead", Threshold: parts[3]}, nil, true
	}
	return nil, nil, false
}

// portal is the Resolver. A loose portal associates by types that allow several records and has no
// property that tells whether there is one.
type portal struct{ loose bool }

func (portal) Property(object, field string) (Property, bool) {
	f, ok := fieldDefs[object+"."+field]
	return f.prop, ok
}

func (portal) Option(_, _, value string) (string, bool) {
	return "v_" + value, value != "nobody"
}

func (portal) Flow(a string) (Flow, bool) { f, ok := flows[a]; return f, ok }

func (portal) Score(_, dim string) (string, Property, bool) {
	return "contact", Property{Name: "lead_score", Label: "Lead score", Type: "number"}, dim == "fit"
}

func (portal) Meets(_, threshold string) (expr.Expr, bool) {
	return must(cmp(path("scoring.lead.fit"), expr.Ge, 50)), threshold == "mql"
}

func (p portal) Link(from, to string) (Link, bool) {
	switch from + " " + to {
	case "contact company":
		l := Link{Object: "company", Label: "Company (primary)", ObjectTypeID: "0-2", TypeID: 1, Category: "HUBSPOT_DEFINED", Single: true, Property: "associatedcompanyid"}
		if p.loose {
			l.Single, l.Property, l.TypeID = false, "", 279
		}
		return l, true
	case "contact deal":
		return Link{Object: "deal", Label: "Deal", ObjectTypeID: "0-3", TypeID: 4, Category: "HUBSPOT_DEFINED", Many: true}, true
	case "deal company":
		return Link{Object: "company", ObjectTypeID: "0-2", TypeID: 5, Category: "HUBSPOT_DEFINED", Single: true}, true
	}
	return Link{}, false
}

func (p portal) Count(object string, q *expr.Quant) (Property, bool) {
	return Property{Name: "num_associated_deals", Label: "Number of associated deals", Type: "number"},
		!p.loose && object == "contact" && q.Object == "deal" && q.Where == nil
}

// rec is a record. It is the expr.Env of itself.
type rec struct {
	object string
	vals   map[string]any // by field name: float64, string, bool, time.Time, []string
	stages map[string]string
	score  *float64
	rel    map[string][]*rec
	extra  []*rec // companies that only HubSpot knows, of a loose portal
	now    time.Time
}

func (r *rec) of(object string) *rec {
	if object == r.object {
		return r
	}
	if l := r.rel[object]; len(l) > 0 && object == "company" {
		return l[0]
	}
	return nil
}

func (r *rec) Now() time.Time { return r.now }
func (r *rec) Field(o, n string) any {
	if x := r.of(o); x != nil {
		return x.vals[n]
	}
	return nil
}
func (r *rec) Prior(o, n string) any { return r.Field(o, n) }
func (r *rec) StageOf(flow string) string {
	if x := r.of(flows[flow].Object); x != nil {
		return x.stages[flow]
	}
	return ""
}
func (r *rec) StageRank(stage string) int {
	for _, f := range flows {
		for _, s := range f.Stages {
			if s.Address == stage {
				return s.Rank
			}
		}
	}
	return -1
}
func (r *rec) Score(_, dim string) (float64, bool) {
	if r.score == nil || dim != "fit" {
		return 0, false
	}
	return *r.score, true
}
func (r *rec) Meets(_, threshold string) bool {
	return threshold == "mql" && r.score != nil && *r.score >= 50
}
func (r *rec) Related(object string) []expr.Env {
	var out []expr.Env
	for _, x := range r.rel[object] {
		x.now = r.now
		out = append(out, x)
	}
	return out
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
func list(items ...any) expr.Expr {
	n := &expr.ListLit{}
	for _, i := range items {
		n.Items = append(n.Items, lit(i))
	}
	return n
}
func cmp(l any, op expr.Op, r any) expr.Expr { return &expr.Compare{Op: op, L: lit(l), R: lit(r)} }
func calc(l any, op expr.Op, r any) expr.Expr {
	return &expr.Arith{Op: op, L: lit(l), R: lit(r)}
}
func and(parts ...expr.Expr) expr.Expr   { return &expr.Logic{And: true, Parts: parts} }
func or(parts ...expr.Expr) expr.Expr    { return &expr.Logic{Parts: parts} }
func not(x expr.Expr) expr.Expr          { return &expr.Not{X: x} }
func ifelse(c, t, e expr.Expr) expr.Expr { return &expr.Cond{If: c, Then: t, Else: e} }
func set(p string) expr.Expr             { return call("is_set", path(p)) }
func call(f string, args ...any) expr.Expr {
	n := &expr.Call{Func: f}
	for _, a := range args {
		n.Args = append(n.Args, lit(a))
	}
	return n
}

// must checks a condition about contacts.
func must(e expr.Expr) expr.Expr {
	out, diags := expr.CheckBool(e, scope{"contact"})
	if err := diags.Err(); err != nil {
		panic(err)
	}
	return out
}

var testNow = time.Date(2026, 3, 8, 18, 30, 0, 0, time.UTC) // in New York, the day on which clocks change

func testEnv() Env { return Env{Object: "contact", Portal: portal{}, Now: testNow} }
