package domain

import (
	"bytes"
	"fmt"
	"os/exec"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stagecraft-dev/stagecraft/internal/testtool"
	"github.com/stagecraft-dev/stagecraft/providers/odoo/pyexpr"
	"github.com/stagecraft-dev/stagecraft/schema/expr"
	"pgregory.net/rapid"
)

// testEnv has contacts with a field of each sort.
type testEnv struct{}

var fields = map[string]struct {
	typ  expr.Type
	here pyexpr.Field
}{
	"email":     {expr.Type{Kind: expr.Text}, pyexpr.Field{Name: "email", Type: "char"}},
	"segment":   {expr.Type{Kind: expr.Option, Options: []string{"smb", "Ent"}}, pyexpr.Field{Name: "x_segment", Type: "selection"}},
	"fit":       {expr.Type{Kind: expr.Number}, pyexpr.Field{Name: "x_fit", Type: "float"}},
	"points":    {expr.Type{Kind: expr.Number}, pyexpr.Field{Name: "x_points", Type: "float", Zero: true}},
	"demo":      {expr.Type{Kind: expr.Bool}, pyexpr.Field{Name: "x_demo", Type: "boolean"}},
	"born":      {expr.Type{Kind: expr.Date}, pyexpr.Field{Name: "x_born", Type: "date"}},
	"interests": {expr.Type{Kind: expr.Options, Options: []string{"price", "api"}}, pyexpr.Field{Flags: [][2]string{{"price", "x_price"}, {"api", "x_api"}}, Type: "boolean"}},
}

func (testEnv) Field(_, n string) (pyexpr.Field, bool)         { f, ok := fields[n]; return f.here, ok }
func (testEnv) Option(_, _, v string) (string, bool)           { return v, true }
func (testEnv) Meets(_, _ string) (expr.Expr, bool)            { return nil, false }
func (testEnv) Parent(_, _ string) (pyexpr.Link, bool)         { return pyexpr.Link{}, false }
func (testEnv) Children(_, _ string) (pyexpr.Link, bool)       { return pyexpr.Link{}, false }
func (testEnv) Score(_, _ string) (string, pyexpr.Field, bool) { return "", pyexpr.Field{}, false }
func (testEnv) Flow(string) (pyexpr.Flow, bool) {
	return pyexpr.Flow{Object: "contact", Field: "x_stage", Stages: stages}, true
}

var stages = []string{"new", "mql", "sql"}

type testScope struct{}

func (testScope) Object() string    { return "contact" }
func (testScope) Objects() []string { return []string{"contact"} }
func (testScope) FieldType(_, n string) (expr.Type, bool) {
	f, ok := fields[n]
	return f.typ, ok
}
func (testScope) FieldNames(string) []string           { return nil }
func (testScope) Related(_, _ string) expr.Cardinality { return expr.Unrelated }
func (testScope) Resolve(p []string) (expr.Expr, []string, bool) {
	flow := expr.Node{Typ: expr.Type{Kind: expr.Stage, Flow: "lifecycle.lead"}}
	if p[0] == "lifecycle" {
		return &expr.FlowStage{Node: flow, Flow: "lifecycle.lead", Object: "contact"}, nil, true
	}
	return &expr.StageLit{Node: flow, Stage: strings.Join(p, "."), Flow: "lifecycle.lead", Rank: slices.Index(stages, p[2])}, nil, true
}

func path(s string) expr.Expr { return &expr.Path{Parts: strings.Split(s, ".")} }
func lit(v any) expr.Expr     { return &expr.Literal{Value: v} }
func call(f string, args ...expr.Expr) expr.Expr {
	return &expr.Call{Func: f, Args: args}
}
func pick[T any](t *rapid.T, of ...T) T { return rapid.SampledFrom(of).Draw(t, "pick") }

func genCond(t *rapid.T, depth int) expr.Expr {
	op := func(list ...expr.Op) expr.Op { return pick(t, list...) }
	all := []expr.Op{expr.Eq, expr.Ne, expr.Lt, expr.Le, expr.Gt, expr.Ge}
	compare := func(l expr.Expr, o expr.Op, r expr.Expr) expr.Expr {
		if rapid.Bool().Draw(t, "turned") {
			return &expr.Compare{Op: o, L: r, R: l}
		}
		return &expr.Compare{Op: o, L: l, R: r}
	}
	n := 11
	if depth == 0 {
		n = 9
	}
	switch rapid.IntRange(0, n).Draw(t, "kind") {
	case 0, 1:
		return compare(path("contact."+pick(t, "fit", "points")), op(all...), lit(pick(t, 0.0, 1, -2, 3)))
	case 2:
		return compare(path("contact.email"), op(expr.Eq, expr.Ne), lit(pick(t, "a", "it's")))
	case 3:
		return compare(path("contact.segment"), op(expr.Eq, expr.Ne), lit(pick(t, "smb", "Ent")))
	case 4:
		return compare(path("contact.born"), op(all...), lit("2026-03-01"))
	case 5:
		return compare(path("lifecycle.lead"), op(all...), path("stage.lead."+pick(t, stages...)))
	case 6:
		return call("is_set", path("contact."+pick(t, "email", "segment", "fit", "born", "interests")))
	case 7:
		return call(pick(t, "contains", "starts_with", "ends_with"), path("contact.email"), lit(pick(t, "a", "b", "'")))
	case 8:
		return pick(t, call("contains", path("contact.interests"), lit("api")), call("contains", expr.Expr(&expr.ListLit{Items: []expr.Expr{lit("smb")}}), path("contact.segment")))
	case 9:
		return path("contact.demo")
	case 10:
		return &expr.Not{X: genCond(t, depth-1)}
	}
	return &expr.Logic{And: rapid.Bool().Draw(t, "and"), Parts: []expr.Expr{genCond(t, depth-1), genCond(t, depth-1), genCond(t, depth-1)}}
}

// record is what both sides look at.
type record map[string]any

func (r record) Now() time.Time        { return time.Time{} }
func (r record) Field(_, n string) any { return r[n] }
func (r record) Prior(_, n string) any { return r[n] }
func (r record) StageOf(string) string {
	if s, ok := r["stage"].(string); ok {
		return "stage.lead." + s
	}
	return ""
}
func (r record) StageRank(s string) int {
	return slices.Index(stages, strings.TrimPrefix(s, "stage.lead."))
}
func (r record) Score(_, _ string) (float64, bool) { return 0, false }
func (r record) Meets(_, _ string) bool            { return false }
func (r record) Related(string) []expr.Env         { return nil }

func genRecord(t *rapid.T) record {
	r := record{"email": pick[any](t, nil, "a", "b", "it's", "ab"), "segment": pick[any](t, nil, "smb", "Ent"), "fit": pick[any](t, nil, 1.0, -2.0, 3.0), "points": pick[any](t, 0.0, 1.0, 3.0),
		"demo": rapid.Bool().Draw(t, "demo"), "born": pick[any](t, nil, "2026-03-01", "2026-02-28", "2027-01-01"), "stage": pick[any](t, nil, "new", "mql", "sql"),
		"interests": pick[any](t, nil, []any{"price"}, []any{"price", "api"})}
	return r
}

// row is what the database has: a text that is not there may be empty, and a number 0 or nothing.
func (r record) row(t *rapid.T) string {
	var b strings.Builder
	null := func(v any, empty string) string {
		switch v := v.(type) {
		case nil:
			return pick(t, "None", empty)
		case float64:
			if v == 0 {
				return pick(t, "None", "0.0")
			}
			return pyexpr.Number(v)
		}
		return pyexpr.Quote(fmt.Sprint(v))
	}
	fmt.Fprintf(&b, "{'email': %s, 'x_segment': %s, 'x_fit': %s, 'x_points': %s, 'x_born': %s, 'x_stage': %s, 'x_demo': %s", null(r["email"], "''"), null(r["segment"], "None"),
		null(r["fit"], "0.0"), null(r["points"], "0.0"), null(r["born"], "None"), null(r["stage"], "None"), map[any]string{true: "True", false: pick(t, "None", "False")}[r["demo"]])
	list, _ := r["interests"].([]any)
	for _, v := range []string{"price", "api"} {
		fmt.Fprintf(&b, ", 'x_%s': %v", v, map[bool]string{true: "True", false: "None"}[slices.Contains(list, any(v))])
	}
	return b.String() + "}"
}

// searcher is how Odoo searches: as SQL, in which a comparison with nothing holds of nothing, but != and not in take it, and
// False stands for it.
const searcher = `
def leaf(row, field, op, value):
    v = row[field]
    if value is False and op in ('=', '!='):
        return (v is None) == (op == '=')
    if value is True:
        return (v is True) == (op == '=')
    if op in ('in', 'not in'):
        return v in value if op == 'in' else v is None or v not in value
    if op == '!=':
        return v is None or v != value
    if v is None:
        return None if op in ('like', '=like') else False
    if op == 'like':
        return value in v
    if op == '=like':
        return v.startswith(value[:-1]) if value.endswith('%') else v.endswith(value[1:])
    return {'=': v == value}.get(op, False) if op == '=' else {'<': v < value, '<=': v <= value, '>': v > value, '>=': v >= value}[op]
def search(row, domain):
    def term():
        x = todo.pop(0)
        if x == '!':
            v = term()
            return None if v is None else not v
        if x in ('&', '|'):
            a, b = term(), term()
            if x == '&':
                return False if a is False or b is False else None if a is None or b is None else True
            return True if a is True or b is True else None if a is None or b is None else False
        return leaf(row, *x)
    todo = list(domain)
    v = term()
    assert not todo
    return v is True
`

// A domain finds exactly the records for which the criterion holds.
func TestFindsTheSame(t *testing.T) {
	python := testtool.Find(t, "python3")
	var script strings.Builder
	script.WriteString(searcher)
	var want []bool
	var words []string
	rapid.Check(t, func(t *rapid.T) {
		e, diags := expr.CheckBool(genCond(t, 2), testScope{})
		if diags.HasErrors() {
			t.Skip(diags.Err())
		}
		d, err := Compile(e, pyexpr.Env{Object: "contact", Resolver: testEnv{}})
		if err != nil {
			t.Fatalf("%s: %v", expr.Format(e), err)
		}
		r := genRecord(t)
		row := r.row(t)
		fmt.Fprintf(&script, "print(search(%s, %s))\n", row, d)
		want, words = append(want, expr.Truth(e, r)), append(words, expr.Format(e)+"\n"+d+"\n"+row)
	})
	cmd := exec.Command(python, "-")
	cmd.Stdin = strings.NewReader(script.String())
	var out, bad bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &bad
	if err := cmd.Run(); err != nil {
		t.Fatal(err, bad.String())
	}
	for i, line := range strings.Split(strings.TrimSpace(out.String()), "\n") {
		if (line == "True") != want[i] {
			t.Errorf("the domain gives %s, wanted %v: %s", line, want[i], words[i])
		}
	}
	t.Logf("%d domains", len(want))
}

// What no domain says exactly is an error.
func TestUnsaid(t *testing.T) {
	for _, e := range []expr.Expr{
		&expr.Compare{Op: expr.Eq, L: call("lower", path("contact.email")), R: lit("a")}, call("matches", path("contact.email"), lit("^a")),
		call("starts_with", path("contact.email"), lit("50%")), call("is_set", path("contact.demo")), call("changed", path("contact.email")),
		&expr.Compare{Op: expr.Gt, L: path("contact.fit"), R: path("contact.points")},
	} {
		checked, diags := expr.CheckBool(e, testScope{})
		if diags.HasErrors() {
			t.Fatal(diags.Err())
		}
		if d, err := Compile(checked, pyexpr.Env{Object: "contact", Resolver: testEnv{}}); err == nil {
			t.Errorf("%s is said as %s", expr.Format(checked), d)
		}
	}
}
