package formula

import (
	"encoding/json"
	"math"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/stagecraft-dev/stagecraft/schema/expr"
)

func column() Env {
	return Env{Object: "contact", Use: Column, Org: org{}, Limit: Limit{Characters: 1 << 20, Bytes: 1 << 20}}
}

// genFact draws an expression that gives a value.
func genFact() *rapid.Generator[expr.Expr] {
	return rapid.Custom(func(t *rapid.T) expr.Expr {
		for {
			depth := rapid.IntRange(0, 3).Draw(t, "depth")
			of := pick(t, genNumber, genText, genDay, genCond)
			if e, diags := expr.Check(of(t, depth), scope{"contact"}); !diags.HasErrors() {
				return e
			}
		}
	})
}

// Formula fields hold what the evaluator gives, and are blank where it gives nothing.
func TestComputedFactsAgreeWithAnIndependentEngine(t *testing.T) {
	type check struct {
		e expr.Expr
		r *rec
	}
	var asks []ask
	var checks []check
	facts, records := genFact(), genRecordOf()
	for i := range 1200 {
		e := facts.Example(i)
		got := Value(e, column())
		if (got.Formula == "") == (got.Refused == nil) {
			t.Fatalf("%s: neither a formula nor a reason, or both: %+v", expr.Format(e), got)
		}
		if got.Formula == "" {
			continue
		}
		for k := range 3 {
			r := records.Example(i*3 + k)
			returns := map[expr.Kind]string{expr.Bool: "boolean", expr.Number: "number", expr.Date: "date", expr.DateTime: "datetime"}[e.Type().Kind]
			if returns == "" {
				returns = "string"
			}
			asks = append(asks, ask{got.Formula, types, r.values(), returns})
			checks = append(checks, check{e, r})
		}
	}
	there := 0
	for i, a := range evaluate(t, asks) {
		want := expr.Eval(checks[i].e, checks[i].r)
		if want != nil {
			there++
		}
		if a.Error != "" || !sameValue(a.Value, want, checks[i].e.Type().Kind) {
			vals, _ := json.Marshal(asks[i].Values)
			t.Fatalf("%s\nis %v; formula\n%s\ngives %v %s\nfor %s", expr.Format(checks[i].e), want, asks[i].Formula, a.Value, a.Error, vals)
		}
	}
	t.Logf("%d cases; in %d there is a value", len(asks), there)
	if len(asks) < 2000 || there < len(asks)/4 || there > len(asks)*9/10 {
		t.Errorf("%d cases, and %d values: not enough of each", len(asks), there)
	}
}

// sameValue compares a value of the engine with one of the evaluator.
func sameValue(got, want any, k expr.Kind) bool {
	switch w := want.(type) {
	case nil:
		return got == nil || got == "" || k == expr.Bool && got == false
	case float64:
		g, ok := got.(float64)
		return ok && math.Abs(g-w) < 1e-9
	case string: // no text of Salesforce has space at its ends
		g, _ := got.(string)
		return strings.TrimSpace(g) == strings.TrimSpace(w)
	case time.Time:
		s, _ := got.(string)
		if k == expr.Date {
			return s == w.Format(time.DateOnly)
		}
		g, err := time.Parse("2006-01-02T15:04:05.000Z0700", s)
		return err == nil && g.Equal(w)
	}
	return got == want
}

func TestAScoreAddsItsFactsUp(t *testing.T) {
	demo, fit := must(path("contact.demo")), must(cmp(path("contact.fit"), expr.Gt, 2))
	low, high := 5.0, 20.0
	facts := []Points{{demo, 10}, {fit, 15}, {must(cmp(path("contact.fit"), expr.Eq, -1)), -8}, {must(lit(false)), 99}, {must(lit(true)), 1}}
	got := Score(facts, &low, &high, column())
	if got.Refused != nil {
		t.Fatal(got.Refused)
	}
	var asks []ask
	var want []float64
	for _, c := range []struct {
		demo  bool
		fit   any
		score float64
	}{{true, 3.0, 20}, {true, 1.0, 11}, {false, 3.0, 16}, {false, nil, 5}, {false, -1.0, 5}, {true, -1.0, 5}} {
		r := &rec{object: "contact", now: testNow, vals: map[string]any{"demo": c.demo, "fit": c.fit}, stages: map[string]string{}}
		asks, want = append(asks, ask{got.Formula, types, r.values(), "number"}), append(want, c.score)
	}
	for i, a := range evaluate(t, asks) {
		if a.Value != want[i] {
			t.Errorf("%s\nfor case %d is %v %s; want %v", got.Formula, i, a.Value, a.Error, want[i])
		}
	}
	if r := Score([]Points{{must(call("changed", path("contact.fit"))), 1}}, nil, nil, column()); r.Formula != "" || len(r.Refused) != 1 {
		t.Errorf("a score of changes: %+v", r)
	}
	if r := Score([]Points{{demo, math.NaN()}}, nil, nil, column()); r.Formula != "" || len(r.Refused) != 1 {
		t.Errorf("a score of points that are no number: %+v", r)
	}
	if r := Score(nil, nil, nil, column()); r.Formula != "0" {
		t.Errorf("a score of nothing: %+v", r)
	}
}

func TestAClockIsBreachedWhenItsTimeHasPassed(t *testing.T) {
	due, done := Field{Name: "Due__c", Type: DateTime}, Field{Name: "Done__c", Type: DateTime}
	day, ended := Field{Name: "Day__c", Type: Date}, Field{Name: "Ended__c", Type: Date}
	dict := typeDict{"NOW__": typeOf("datetime"), "TODAY__": typeOf("date"), "Due__c": typeOf("datetime"), "Done__c": typeOf("datetime"), "Day__c": typeOf("date"), "Ended__c": typeOf("date")}
	at := func(h int) any { return testNow.Add(time.Duration(h) * time.Hour).Format("2006-01-02T15:04:05.000Z") }
	on := func(d int) any { return testNow.AddDate(0, 0, d).Format(time.DateOnly) }
	var asks []ask
	var want []bool
	for _, c := range []struct {
		due, done  Field
		at, met    any
		isBreached bool
	}{
		{due, done, at(1), nil, false}, {due, done, at(-1), nil, true}, {due, done, at(-1), at(-2), false}, {due, done, at(-2), at(-1), true},
		{due, done, nil, nil, false}, {due, done, nil, at(-1), false}, {due, Field{}, at(-1), nil, true}, {due, Field{}, at(1), nil, false},
		{day, ended, on(0), nil, false}, {day, ended, on(-1), nil, true}, {day, ended, on(-1), on(-1), false},
	} {
		got := Breached(c.due, c.done, column())
		if got.Refused != nil {
			t.Fatal(got.Refused)
		}
		values := map[string]any{"NOW__": at(0), "TODAY__": on(0), "Due__c": nil, "Done__c": nil, "Day__c": nil, "Ended__c": nil}
		values[c.due.Name] = c.at
		if c.done.Name != "" {
			values[c.done.Name] = c.met
		}
		asks, want = append(asks, ask{Formula: got.Formula, Types: dict, Values: values}), append(want, c.isBreached)
	}
	for i, a := range evaluate(t, asks) {
		if a.Value != want[i] {
			t.Errorf("case %d: %s for %v is %v %s", i, asks[i].Formula, asks[i].Values, a.Value, a.Error)
		}
	}
	for _, bad := range [][2]Field{{due, day}, {{Name: "Fit__c", Type: Number}, {}}} {
		if r := Breached(bad[0], bad[1], column()); r.Formula != "" || len(r.Refused) != 1 {
			t.Errorf("%v: %+v", bad, r)
		}
	}
}
