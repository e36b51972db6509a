package formula

import (
	"flag"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stagecraft-dev/stagecraft/schema/expr"
)

// TestMain lets the properties draw the same cases on every run; new ones are for -rapid.seed and the fuzz targets.
func TestMain(m *testing.M) {
	flag.Parse()
	seeded := false
	flag.Visit(func(f *flag.Flag) { seeded = seeded || f.Name == "rapid.seed" })
	if !seeded {
		if err := flag.Set("rapid.seed", "1"); err != nil {
			panic(err)
		}
	}
	os.Exit(m.Run())
}

// A small org for the tests: contacts with an account and several opportunities.

type fieldDef struct {
	typ expr.Type
	org Field
}

var (
	segments  = []string{"smb", "mid", "Ent"}
	interests = []string{"price", "api", "sso", `a "b" \c`}
	text      = expr.Type{Kind: expr.Text}
	num       = expr.Type{Kind: expr.Number}
	boolean   = expr.Type{Kind: expr.Bool}
	day       = expr.Type{Kind: expr.Date}
	instant   = expr.Type{Kind: expr.DateTime}
	segment   = expr.Type{Kind: expr.Option, Options: segments}
)

var fieldDefs = map[string]fieldDef{
	"contact.email":     {text, Field{Name: "Email", Label: "Email", Type: Email}},
	"contact.country":   {text, Field{Name: "Country__c", Label: "Country", Type: Text}},
	"contact.about":     {text, Field{Name: "About__c", Type: LongTextArea}},
	"contact.fit":       {num, Field{Name: "Fit_Score__c", Label: "Fit score", Type: Number}},
	"contact.eng":       {num, Field{Name: "Engagement__c", Type: Currency}},
	"contact.discount":  {num, Field{Name: "Discount__c", Type: Percent}},
	"contact.demo":      {boolean, Field{Name: "Requested_Demo__c", Label: "Requested demo", Type: Checkbox}},
	"contact.vip":       {boolean, Field{Name: "VIP__c", Type: Checkbox}},
	"contact.born":      {day, Field{Name: "Birthdate", Type: Date}},
	"contact.seen":      {instant, Field{Name: "Last_Seen__c", Label: "Last seen", Type: DateTime}},
	"contact.checked":   {instant, Field{Name: "Checked__c", Type: Date}},
	"contact.signed":    {day, Field{Name: "Signed__c", Type: DateTime}},
	"contact.segment":   {segment, Field{Name: "Segment__c", Label: "Segment", Type: Picklist}},
	"contact.source":    {text, Field{Name: "LeadSource", Type: Picklist}},
	"contact.size":      {expr.Type{Kind: expr.Option, Options: []string{"s", "l"}}, Field{Name: "Size__c", Type: Picklist}},
	"contact.interests": {expr.Type{Kind: expr.Options, Options: interests}, Field{Name: "Interests__c", Label: "Interests", Type: MultiselectPicklist}},
	"contact.owner":     {expr.Type{Kind: expr.Ref}, Field{Name: "OwnerId", Type: Lookup, Key: "Owner.Username"}},
	"contact.manager":   {expr.Type{Kind: expr.Ref}, Field{Name: "Manager__c", Type: Lookup}},
	"contact.wrong":     {num, Field{Name: "Wrong__c", Type: Text}},
	"company.tier":      {segment, Field{Name: "Tier__c", Label: "Tier", Type: Picklist}},
	"company.industry":  {text, Field{Name: "Industry", Type: Picklist}},
	"company.site":      {text, Field{Name: "Website", Type: URL}},
	"company.size":      {num, Field{Name: "NumberOfEmployees", Label: "Employees", Type: Number}},
	"company.target":    {boolean, Field{Name: "Target__c", Type: Checkbox}},
	"company.founded":   {day, Field{Name: "Founded__c", Type: Date}},
	"deal.amount":       {num, Field{Name: "Amount", Label: "Amount", Type: Currency}},
	"deal.status":       {segment, Field{Name: "Status__c", Type: Picklist}},
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
	"lifecycle.lead":    {"contact", Field{Name: "Lifecycle_Stage__c", Label: "Lifecycle stage", Type: Picklist}, "", stagesOf("lead", "new", "mql", "sal", "sql")},
	"lifecycle.account": {"company", Field{Name: "Lifecycle_Stage__c", Type: Picklist}, "", stagesOf("account", "prospect", "customer")},
	"pipeline.sales":    {"deal", Field{Name: "StageName", Label: "Stage", Type: Picklist}, "Sales", stagesOf("sales", "open", "proof", "won")},
}

func stagesOf(flow string, names ...string) []Stage {
	var out []Stage
	for i, n := range names {
		out = append(out, Stage{"stage." + flow + "." + n, "v_" + n, strings.ToUpper(n), i})
	}
	return out
}

// scope is the expr.Scope of the org.
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

// org is the Resolver.
type org struct{}

func (org) Field(object, field string) (Field, bool) {
	f, ok := fieldDefs[object+"."+field]
	return f.org, ok
}

// Option knows segments by their names, sizes by others and users by theirs.
func (org) Option(_, field, value string) (string, bool) {
	switch field {
	case "size":
		return map[string]string{"s": "Small", "l": `Large "L"`}[value], true
	case "owner":
		return value + "@example.com", value != "nobody"
	}
	return value, value != "unknown"
}

func (org) Flow(a string) (Flow, bool) { f, ok := flows[a]; return f, ok }

func (org) Score(_, dim string) (string, Field, bool) {
	return "contact", Field{Name: "Lead_Score__c", Label: "Lead score", Type: Number}, dim == "fit"
}

func (org) Meets(_, threshold string) (expr.Expr, bool) {
	return must(cmp(path("scoring.lead.fit"), expr.Ge, 50)), threshold == "mql"
}

func (org) Parent(from, to string) (Parent, bool) {
	return Parent{Path: "Account", Key: "AccountId"}, to == "company"
}

func (org) Count(object string, q *expr.Quant) (Field, bool) {
	return Field{Name: "Deals__c", Label: "Deals", Type: Number}, object == "contact" && q.Object == "deal" && q.Where == nil
}

// rec is a record. It is the expr.Env of itself.
type rec struct {
	object  string
	vals    map[string]any // by field name: float64, string, bool, time.Time, []string
	prior   map[string]any // of an existing record
	new     bool
	stages  map[string]string
	score   *float64
	company *rec
	deals   []*rec
	now     time.Time
}

func (r *rec) of(object string) *rec {
	switch object {
	case r.object:
		return r
	case "company":
		return r.company
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
func (r *rec) Prior(o, n string) any {
	if o != r.object || r.new {
		return nil
	}
	return r.prior[n]
}
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
func (r *rec) Related(string) []expr.Env {
	var out []expr.Env
	for _, x := range r.deals {
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
func listOf(items ...any) expr.Expr {
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

var testNow = time.Date(2026, 3, 8, 18, 30, 0, 0, time.UTC)

func testEnv() Env { return Env{Object: "contact", Org: org{}} }
