package render

import (
	"slices"
	"strings"
	"time"

	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/engine"
	"github.com/stagecraft-dev/stagecraft/schema/expr"
)

// Worked examples need records. Those of the architecture's scenarios come first; where none shows
// what is to be shown, a record is made up: values that the conditions themselves
// name are tried field by field, and the evaluator says which of them bring the record closer.

// exampleTime is when made-up examples take place: a Monday morning.
var exampleTime = time.Date(2026, time.March, 2, 9, 0, 0, 0, time.UTC)

// exampleStep is a step of a scenario with the record as the step left it.
type exampleStep struct {
	scenario *schema.Scenario
	step     *schema.ScenarioStep
	result   engine.StepResult
}

// steps are the steps of all scenarios that turn out as they expect.
func (m *Model) steps() []exampleStep {
	var out []exampleStep
	for _, r := range engine.RunScenarios(m.arch) {
		for i, s := range r.Steps {
			if s.Passed() {
				out = append(out, exampleStep{r.Scenario, r.Scenario.Steps[i], s})
			}
		}
	}
	return out
}

// story says where an example comes from.
func (s exampleStep) story() string {
	if d := strings.TrimRight(s.scenario.Description, ". "); d != "" {
		return "Tested as “" + d + "”."
	}
	return "Tested as “" + schema.Label("", s.scenario.Name) + "”."
}

// recordFacts lists what a record has in fields that matter.
func (m *Model) recordFacts(rec *engine.Record, fields []*expr.Field, at time.Time) []Pair {
	var out []Pair
	env := engine.NewEnv(m.arch, rec, at)
	for _, f := range fields {
		if text := m.value(f.Object, f.Name, env.Field(f.Object, f.Name)); text != "" {
			out = append(out, Pair{m.n.Field(f.Object, f.Name), text})
		}
	}
	return out
}

// fieldsOf lists the fields that conditions read, each once.
func fieldsOf(conditions ...schema.Criterion) []*expr.Field {
	var out []*expr.Field
	for _, c := range conditions {
		if c.IsZero() {
			continue
		}
		for _, f := range expr.Fields(c.Expr) {
			if !slices.ContainsFunc(out, func(x *expr.Field) bool { return x.Object == f.Object && x.Name == f.Name }) {
				out = append(out, f)
			}
		}
	}
	return out
}

// search makes up records: it changes the fields that conditions read.
type search struct {
	a      *schema.Architecture
	object string
	fields []*expr.Field
	values map[*expr.Field][]any // what to try; nothing (nil) comes first
}

func newSearch(a *schema.Architecture, object string, conditions ...schema.Criterion) *search {
	s := &search{a: a, object: object, values: map[*expr.Field][]any{}}
	for _, f := range fieldsOf(conditions...) {
		if f.Object != object && !a.BelongsTo(object, f.Object) || slices.Contains(schema.BuiltinFields(), f.Name) {
			continue
		}
		s.fields = append(s.fields, f)
		s.values[f] = append([]any{nil}, usual(a, f)...)
		for _, c := range conditions {
			for _, v := range named(a, f, c) {
				if !slices.ContainsFunc(s.values[f], func(x any) bool { return sameValue(x, v) }) {
					s.values[f] = append(s.values[f], v)
				}
			}
		}
	}
	return s
}

// record is an empty record, with one of each object that it belongs to.
func (s *search) record() *engine.Record {
	rec := &engine.Record{ID: "example", Object: s.object, Fields: map[string]any{}, Related: map[string][]*engine.Record{}}
	for _, f := range s.fields {
		if f.Object != s.object && rec.Related[f.Object] == nil {
			rec.Related[f.Object] = []*engine.Record{{ID: f.Object, Object: f.Object, Fields: map[string]any{},
				Related: map[string][]*engine.Record{s.object: {rec}}}}
		}
	}
	return rec
}

// on is the map that holds a field.
func (s *search) on(rec *engine.Record, f *expr.Field) map[string]any {
	if f.Object == rec.Object {
		return rec.Fields
	}
	return rec.Related[f.Object][0].Fields
}

func (s *search) set(rec *engine.Record, f *expr.Field, v any) {
	if v == nil {
		delete(s.on(rec, f), f.Name)
	} else {
		s.on(rec, f)[f.Name] = v
	}
}

// climb changes one field after the other to the value for which aim is greatest, until nothing is better.
func (s *search) climb(rec *engine.Record, aim func(*engine.Record) float64) {
	best := aim(rec)
	for range 4 {
		better := false
		for _, f := range s.fields {
			keep := s.on(rec, f)[f.Name]
			for _, v := range s.values[f] {
				s.set(rec, f, v)
				if x := aim(rec); x > best+1e-9 {
					best, keep, better = x, v, true
				}
			}
			s.set(rec, f, keep)
		}
		if !better {
			return
		}
	}
}

// prune takes values away as long as the record is still fine.
func (s *search) prune(rec *engine.Record, fine func(*engine.Record) bool) {
	for _, f := range slices.Backward(s.fields) {
		old := s.on(rec, f)[f.Name]
		s.set(rec, f, nil)
		if old != nil && !fine(rec) {
			s.set(rec, f, old)
		}
	}
}

// near tells how close a record is to a condition: 1 when it holds, else the share of the parts that do, or less.
func near(e expr.Expr, env expr.Env) float64 {
	l, ok := e.(*expr.Logic)
	if !ok || expr.Truth(e, env) {
		if expr.Truth(e, env) {
			return 1
		}
		return 0
	}
	var sum, most float64
	for _, p := range l.Parts {
		x := near(p, env)
		sum, most = sum+x, max(most, x)
	}
	if l.And {
		return sum / float64(len(l.Parts))
	}
	return most
}

// usual is an ordinary value of a field's type.
func usual(a *schema.Architecture, f *expr.Field) []any {
	field := a.Field(f.Object, f.Name)
	if field == nil {
		return nil
	}
	switch field.Type.Kind {
	case "enum":
		var out []any
		for _, o := range field.Type.Options {
			out = append(out, o)
		}
		return out
	case "multi_enum":
		var out []any
		for _, o := range field.Type.Options {
			out = append(out, []any{o})
		}
		return out
	case "bool":
		return []any{true, false}
	case "number", "currency", "percent":
		return []any{1.0}
	case "date":
		return []any{exampleTime.Format(time.DateOnly)}
	case "datetime":
		return []any{exampleTime.Format(time.RFC3339)}
	case "email":
		return []any{"alex@customer.example"}
	case "url":
		return []any{"https://customer.example"}
	}
	return []any{"Example"}
}

// named are the values of a field that a condition names, and those just beside them.
func named(a *schema.Architecture, f *expr.Field, c schema.Criterion) []any {
	if c.IsZero() {
		return nil
	}
	is := func(e expr.Expr) bool {
		x, ok := e.(*expr.Field)
		return ok && x.Object == f.Object && x.Name == f.Name
	}
	about := func(e expr.Expr) bool { // the field itself, or a function of it alone
		if call, ok := e.(*expr.Call); ok && len(call.Args) == 1 {
			return is(call.Args[0])
		}
		return is(e)
	}
	var out []any
	expr.Walk(c.Expr, func(e expr.Expr) bool {
		switch x := e.(type) {
		case *expr.Compare:
			for _, side := range [][2]expr.Expr{{x.L, x.R}, {x.R, x.L}} {
				if lit, ok := side[1].(*expr.Literal); ok && about(side[0]) {
					call, _ := side[0].(*expr.Call)
					out = append(out, beside(lit.Value, call)...)
				}
			}
		case *expr.Call:
			if len(x.Args) != 2 {
				return true
			}
			if list, ok := x.Args[0].(*expr.ListLit); ok && is(x.Args[1]) {
				for _, item := range list.Items {
					if lit, ok := item.(*expr.Literal); ok {
						out = append(out, lit.Value)
					}
				}
			}
			if lit, ok := x.Args[1].(*expr.Literal); ok && is(x.Args[0]) {
				out = append(out, fitting(a.Field(f.Object, f.Name), x.Func, lit.Value)...)
			}
		}
		return true
	})
	return out
}

// beside are a literal and its neighbours; for days_since, days that lie so far back.
func beside(v any, call *expr.Call) []any {
	n, isNumber := v.(float64)
	switch {
	case call != nil && call.Func == "days_since" && isNumber:
		var out []any
		for _, d := range []float64{n, n + 1, n - 1} {
			out = append(out, exampleTime.AddDate(0, 0, -int(d)).Format(time.RFC3339))
		}
		return out
	case call != nil || v == nil:
		return nil
	case isNumber:
		return []any{n, n + 1, n - 1}
	}
	return []any{v}
}

// fitting are values of a field for which a function of two arguments is true.
func fitting(f *schema.Field, function string, v any) []any {
	text, ok := v.(string)
	if !ok || f == nil {
		return nil
	}
	switch {
	case function == "contains" && f.Type.Kind == "multi_enum":
		return []any{[]any{text}}
	case function == "contains", function == "starts_with":
		return []any{text}
	case function == "ends_with" && f.Type.Kind == "email" && strings.HasPrefix(text, "."):
		return []any{"alex@students.example" + text}
	case function == "ends_with" && f.Type.Kind == "email" && strings.HasPrefix(text, "@"):
		return []any{"alex" + text}
	case function == "ends_with" && f.Type.Kind == "email":
		return []any{"alex@" + strings.TrimPrefix(text, "@")}
	case function == "ends_with":
		return []any{text}
	}
	return nil
}

func sameValue(x, y any) bool {
	a, isList := x.([]any)
	b, alsoList := y.([]any)
	if isList || alsoList {
		return isList && alsoList && slices.Equal(a, b)
	}
	return x == y
}
