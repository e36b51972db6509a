package pyexpr

import (
	"bytes"
	"fmt"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/stagecraft-dev/stagecraft/internal/testtool"
	"github.com/stagecraft-dev/stagecraft/schema/expr"
	"pgregory.net/rapid"
)

func pick[T any](t *rapid.T, of ...T) T { return rapid.SampledFrom(of).Draw(t, "pick") }

var someTexts = []string{"germany", "Ger", "", " x", `say "hi"`, `it's`, `c:\temp`, "straße", "ΑΣ", "İ", "日本", "a\nb", "None", "1", "x__y"}

func genNumber(t *rapid.T, depth int) expr.Expr {
	if depth == 0 {
		return pick(t, path("contact.fit"), path("contact.eng"), path("company.staff"), lit(pick(t, 0.0, 1, 2.5, -3, 0.1, 1e308)), path("scoring.lead.fit"), call("count", path("deal")))
	}
	sub := func() expr.Expr { return genNumber(t, depth-1) }
	switch rapid.IntRange(0, 11).Draw(t, "number") {
	case 0, 1:
		return calc(sub(), pick(t, expr.Add, expr.Sub, expr.Mul, expr.Div, expr.Mod), sub())
	case 2:
		return pick(t, call("abs", sub()), expr.Expr(&expr.Neg{X: sub()}))
	case 3:
		return pick(t, call("round", sub()), call("round", sub(), pick(t, 0, 1, 2, -1)))
	case 4:
		return call(pick(t, "min", "max"), sub(), sub())
	case 5:
		return call("coalesce", sub(), sub())
	case 6:
		return &expr.Cond{If: genCond(t, depth-1), Then: sub(), Else: pick(t, sub(), lit(nil))}
	case 7:
		return call("days_since", genDay(t))
	case 8:
		return call("length", pick(t, genText(t, depth-1), path("contact.interests")))
	case 9:
		return call("count", path("deal"), cmp(path("deal.amount"), expr.Gt, pick(t, 10, 700)))
	case 10:
		return call("prior", path(pick(t, "contact.fit", "contact.eng")))
	}
	return genNumber(t, 0)
}

func genText(t *rapid.T, depth int) expr.Expr {
	switch rapid.IntRange(0, 4).Draw(t, "text") {
	case 0:
		return call("lower", path("contact.email"))
	case 1:
		return call("coalesce", path("contact.email"), path("company.industry"), pick(t, someTexts...))
	case 2:
		return call("prior", path(pick(t, "contact.email", "contact.segment")))
	}
	return path(pick(t, "contact.email", "contact.title", "contact.segment", "company.industry"))
}

func genDay(t *rapid.T) expr.Expr {
	return pick(t, path("contact.born"), path("contact.seen_at"), call("coalesce", path("contact.seen_at"), path("contact.born")),
		call("max", path("contact.born"), path("contact.seen_at")), call("prior", path("contact.born")))
}

func genCond(t *rapid.T, depth int) expr.Expr {
	sub := func() expr.Expr { return genCond(t, max(depth-1, 0)) }
	kinds := 17
	if depth <= 0 {
		kinds = 13
	}
	switch rapid.IntRange(0, kinds).Draw(t, "cond") {
	case 0, 1:
		return cmp(genNumber(t, max(depth, 0)), pick(t, expr.Eq, expr.Ne, expr.Lt, expr.Le, expr.Gt, expr.Ge), genNumber(t, max(depth, 0)))
	case 2:
		return cmp(genText(t, depth), pick(t, expr.Eq, expr.Ne), pick(t, someTexts...))
	case 3:
		return cmp(path("contact.segment"), pick(t, expr.Eq, expr.Ne), pick(t, "smb", "Ent"))
	case 4:
		return cmp(genDay(t), pick(t, expr.Eq, expr.Ne, expr.Lt, expr.Le, expr.Gt, expr.Ge), pick(t, "2026-03-01", "2026-03-08T18:30:00Z", "2026-03-01T00:00:00+02:00"))
	case 5:
		return call("is_set", pick(t, genText(t, depth), genNumber(t, 0), genDay(t), path("contact.interests"), path("contact.owner"), path("lifecycle.lead"), path("contact.demo")))
	case 6:
		return call(pick(t, "contains", "starts_with", "ends_with"), genText(t, depth), pick(t, "ger", "Ger", "x", "'", `\`, "ß"))
	case 7:
		return call("matches", genText(t, depth), pick(t, "^[a-z]+$", "ger", "(?i)^GER", `^\S+ \S+$`, `["']`, `\\`, `^.$`, `a|b`, `\bhi\b`, `ß`, `(?m)^b$`, `(?s)a.b`, `.{2,4}`, `^$`, `\B`, `(?i)k`))
	case 8:
		return call("contains", list("smb", "mid"), path("contact.segment"))
	case 9:
		return call("contains", path("contact.interests"), pick(t, "price", "api"))
	case 10:
		return call("changed", path(pick(t, "contact.email", "contact.fit", "contact.segment", "contact.born", "contact.seen_at", "contact.owner", "contact.interests", "contact.demo")))
	case 11:
		return cmp(path("lifecycle.lead"), pick(t, expr.Eq, expr.Ne, expr.Lt, expr.Ge), path("stage.lead."+pick(t, stageNames...)))
	case 12:
		return pick(t, path("contact.demo"), path("scoring.lead.meets.mql"), cmp(path("contact.demo"), expr.Eq, false), cmp(path("contact.owner"), expr.Eq, "ana@example.com"))
	case 13:
		return call(pick(t, "any", "all"), path("deal"), cmp(path("deal.status"), expr.Eq, "won"))
	case 14:
		return &expr.Logic{And: rapid.Bool().Draw(t, "and"), Parts: []expr.Expr{sub(), sub()}}
	case 15:
		return &expr.Not{X: sub()}
	case 16:
		return call("at_least", pick(t, 1, 2), sub(), sub(), sub())
	}
	return &expr.Cond{If: sub(), Then: sub(), Else: sub()}
}

// world is a record as Odoo and as package expr see it.
type world struct {
	now, was map[string]any // by "contact.email"
	stage    string
	fit      float64
	deals    []map[string]any
}

func (w world) Now() time.Time        { return testNow }
func (w world) Field(o, n string) any { return w.now[o+"."+n] }
func (w world) Prior(o, n string) any {
	if v, ok := w.was[o+"."+n]; ok {
		return v
	}
	return w.now[o+"."+n]
}
func (w world) StageOf(string) string {
	if w.stage == "" {
		return ""
	}
	return "stage.lead." + w.stage
}
func (w world) StageRank(s string) int {
	for i, n := range stageNames {
		if s == "stage.lead."+n {
			return i
		}
	}
	return -1
}
func (w world) Score(string, string) (float64, bool) { return w.fit, true }
func (w world) Meets(string, string) bool            { return w.fit >= 40 }
func (w world) Related(string) []expr.Env {
	var out []expr.Env
	for _, d := range w.deals {
		out = append(out, world{now: d})
	}
	return out
}

func genValue(t *rapid.T, typ expr.Type) any {
	if rapid.IntRange(0, 3).Draw(t, "missing") == 0 {
		return nil
	}
	switch typ.Kind {
	case expr.Number:
		return pick(t, 0.0, 1, 2, 41, -3, 700, 12)
	case expr.Bool:
		return rapid.Bool().Draw(t, "b")
	case expr.Option:
		return pick(t, typ.Options...)
	case expr.Options:
		return pick(t, []any{"price"}, []any{"api"}, []any{"price", "api"})
	case expr.Date:
		return pick(t, "2026-03-01", "2026-03-08", "1990-12-31")
	case expr.DateTime:
		return pick(t, "2026-03-08T18:30:00Z", "2026-02-28T22:00:00Z", "2026-03-01T00:00:00Z", "2027-01-01T10:00:01Z")
	case expr.Ref:
		return pick(t, "ana@example.com", "o'neil")
	}
	return pick(t, someTexts...)
}

// genWorld draws a record. A number that is not there is 0 in Odoo.
func genWorld(t *rapid.T) world {
	w := world{now: map[string]any{}, was: map[string]any{}, stage: pick(t, "", "new", "sal", "sql"), fit: pick(t, 0.0, 39, 40, 55)}
	for _, n := range sortedNames() {
		f := testFields[n]
		v := genValue(t, f.typ)
		switch {
		case strings.HasPrefix(n, "deal."):
			continue
		case f.typ.Kind == expr.Number && v == 0.0:
			v = nil
		case f.typ.Kind == expr.Bool && v == nil:
			v = false
		}
		w.now[n] = v
		if strings.HasPrefix(n, "contact.") && rapid.Bool().Draw(t, "changes") {
			old := genValue(t, f.typ)
			if f.typ.Kind == expr.Number && old == 0.0 {
				old = nil
			}
			if f.typ.Kind == expr.Bool && old == nil {
				old = false
			}
			w.was[n] = old
		}
	}
	for range rapid.IntRange(0, 3).Draw(t, "deals") {
		w.deals = append(w.deals, map[string]any{"deal.amount": pick(t, 5.0, 100, 900), "deal.status": pick[any](t, nil, "open", "won")})
	}
	return w
}

// odoo writes what Odoo holds of a record as Python.
func (w world) odoo(b *strings.Builder) {
	record := func(of map[string]any, object string, past bool) string {
		var s strings.Builder
		for _, n := range sortedNames() {
			f := testFields[n]
			v, there := of[n]
			if !strings.HasPrefix(n, object+".") || !there {
				continue
			}
			if len(f.here.Flags) > 0 {
				l, _ := v.([]any)
				for _, x := range f.here.Flags {
					on := "False"
					for _, y := range l {
						if y == x[0] {
							on = "True"
						}
					}
					fmt.Fprintf(&s, "%s: %s, ", Quote(x[1]), on)
				}
				continue
			}
			fmt.Fprintf(&s, "%s: %s, ", Quote(f.here.Name), held(v, f.typ, past))
		}
		return s.String()
	}
	now := record(w.now, "contact", false)
	stage := "False"
	if w.stage != "" {
		stage = Quote(w.stage)
	}
	company := fmt.Sprintf("R({%s})", record(w.now, "company", false))
	var deals []string
	for _, d := range w.deals {
		deals = append(deals, fmt.Sprintf("R({%s})", record(d, "deal", false)))
	}
	fmt.Fprintf(b, "record = R({'id': 7, %s'x_lead_stage': %s, 'x_score_fit': %s, 'parent_id': %s})\n", now, stage, Number(w.fit), company)
	fmt.Fprintf(b, "env = E({'old_values': {7: {%s}}}, [%s])\n", record(w.was, "contact", true), strings.Join(deals, ", "))
}

// held is a value as the field of a record has it; in the past a user is a number and a name.
func held(v any, typ expr.Type, past bool) string {
	switch x := v.(type) {
	case float64:
		return Number(x)
	case bool:
		if x {
			return "True"
		}
		return "False"
	case string:
		switch typ.Kind {
		case expr.Ref:
			if past {
				return fmt.Sprintf("(U(%s).id, 'name')", Quote(x))
			}
			return "U(" + Quote(x) + ")"
		case expr.Date:
			t, _ := time.Parse(time.DateOnly, x)
			return fmt.Sprintf("datetime.date(%d, %d, %d)", t.Year(), t.Month(), t.Day())
		case expr.DateTime:
			t, _ := time.Parse(time.RFC3339, x)
			return moment(t)
		}
		return Quote(x)
	}
	switch {
	case typ.Kind == expr.Number:
		return "0.0"
	case typ.Kind == expr.Ref && !past:
		return "U(False)"
	}
	return "False"
}

func sortedNames() []string {
	out := make([]string, 0, len(testFields))
	for n := range testFields {
		out = append(out, n)
	}
	// map order must not decide what is drawn
	for i := range out {
		for j := i + 1; j < len(out); j++ {
			if out[j] < out[i] {
				out[i], out[j] = out[j], out[i]
			}
		}
	}
	return out
}

// harness stands in for Odoo's records.
const harness = `import datetime
class R:
    def __init__(self, values): self.__dict__.update(values)
    @property
    def ids(self): return [getattr(self, 'id', 0)]
    def filtered_domain(self, domain): return self
class U:
    known = [False]
    def __init__(self, login):
        if login not in U.known: U.known.append(login)
        self.login, self.id = login, U.known.index(login)
class Users:
    def browse(self, key): return U(U.known[key])
class Deals:
    def __init__(self, list): self.list = list
    def with_context(self, **kw): return self
    def search(self, domain): return self.list
class E:
    def __init__(self, context, deals): self.context, self.deals = context, deals
    def __getitem__(self, model): return Users() if model == 'res.users' else Deals(self.deals)
`

// Criteria mean in Python what they mean in package expr, on any record.
func TestMeansTheSame(t *testing.T) {
	python := testtool.Find(t, "python3")
	var script strings.Builder
	script.WriteString(harness)
	var want []bool
	var words []string
	rapid.Check(t, func(t *rapid.T) {
		e, diags := expr.CheckBool(genCond(t, 3), testScope{"contact"})
		if diags.HasErrors() {
			t.Skip(diags.Err())
		}
		code, used, err := Compile(e, Env{Object: "contact", Resolver: testEnv{}})
		if err != nil {
			t.Fatalf("%s: %v", expr.Format(e), err)
		}
		w := genWorld(t)
		w.odoo(&script)
		prelude := strings.Replace(Prelude(used), "datetime.datetime.utcnow()", moment(testNow), 1)
		fmt.Fprintf(&script, "%sprint(%s)\n", prelude, code)
		want = append(want, expr.Truth(e, w))
		words = append(words, fmt.Sprintf("%s\n%s\non %v, before %v, stage %q, fit %v, deals %v", expr.Format(e), code, w.now, w.was, w.stage, w.fit, w.deals))
	})
	got := strings.Split(strings.TrimSpace(run(t, python, script.String())), "\n")
	if len(got) != len(want) {
		t.Fatalf("%d answers to %d questions", len(got), len(want))
	}
	yes := 0
	for i, w := range want {
		if w {
			yes++
		}
		if (got[i] == "True") != w || got[i] != "True" && got[i] != "False" {
			t.Errorf("Python says %s, wanted %v: %s", got[i], w, words[i])
		}
	}
	t.Logf("%d criteria, of which %d hold", len(want), yes)
}

func run(t testing.TB, python, script string) string {
	t.Helper()
	cmd := exec.Command(python, "-")
	cmd.Stdin = strings.NewReader(script)
	var out, bad bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &bad
	if err := cmd.Run(); err != nil {
		t.Fatalf("%v: %s", err, bad.String())
	}
	return out.String()
}
