package sandbox

import (
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/engine"
	"github.com/stagecraft-dev/stagecraft/schema/expr"
)

// meetStages gives the record the facts that brought it to its stages, and
// bends its values so that their entry criteria hold where it knows how.
func (g *seedGen) meetStages() {
	rec := g.rec
	for t, at := range rec.stages {
		if at < 0 {
			continue
		}
		tr := rec.object.tracks[t]
		stage := tr.Stages[at]
		for _, name := range tr.needs[at] {
			if f, ok := rec.object.index[name]; ok && rec.vals[f] == nil {
				rec.vals[f] = rec.object.fields[f].make(g)
			}
		}
		for _, s := range tr.Stages[:at+1] {
			if s != stage && s.Outcome != "" {
				continue
			}
			for _, gate := range s.Entry {
				g.force(gate.When.Expr, true)
			}
		}
		for _, h := range g.p.into[stage.Address] {
			g.force(h.When.Expr, true)
		}
		if list := schema.Find[schema.Reasons](g.p.a, stage.Reasons); list != nil {
			if f, ok := rec.object.index[engine.ReasonField(list, rec.object.name).Name()]; ok {
				rec.vals[f] = list.Codes[g.r.IntN(len(list.Codes))].Name
			}
		}
	}
}

// soften makes most facts that count against a record untrue: competitors and
// students are the exception.
func (g *seedGen) soften() {
	for _, sc := range g.rec.object.scorings {
		for _, d := range sc.Dimensions {
			for _, s := range d.Signals {
				if s.Points < 0 && s.Event == "" && g.r.IntN(100) < 85 {
					g.force(s.When.Expr, false)
				}
			}
		}
	}
}

// keepValid makes values again that their field's validation refuses.
func (g *seedGen) keepValid() {
	for f, field := range g.rec.object.fields {
		if field.Validation.IsZero() || g.rec.vals[f] == nil {
			continue
		}
		for try := 0; try < 4 && !expr.Truth(field.Validation.Expr, seedEnv{g}); try++ {
			if try%2 == 0 {
				g.force(field.Validation.Expr, true)
			} else {
				g.rec.vals[f] = field.make(g)
			}
		}
		if !expr.Truth(field.Validation.Expr, seedEnv{g}) {
			g.rec.vals[f] = nil
		}
	}
}

// force changes values of the record so that a condition becomes want. It
// covers what criteria usually say; what it does not know it leaves alone.
func (g *seedGen) force(e expr.Expr, want bool) {
	if e == nil || expr.Truth(e, seedEnv{g}) == want {
		return
	}
	switch n := e.(type) {
	case *expr.Logic:
		for _, part := range n.Parts {
			g.force(part, want)
			if n.And != want && expr.Truth(e, seedEnv{g}) == want {
				return
			}
		}
	case *expr.Not:
		g.force(n.X, !want)
	case *expr.Field:
		g.put(n, want)
	case *expr.Meets:
		if want {
			g.earn(n)
		}
	case *expr.Compare:
		g.forceCompare(n, want)
	case *expr.Call:
		g.forceCall(n, want)
	}
}

// put writes a value of the record itself.
func (g *seedGen) put(e expr.Expr, v any) {
	n, ok := e.(*expr.Field)
	if !ok || n.Object != g.rec.object.name {
		return
	}
	if f, ok := g.rec.object.index[n.Name]; ok {
		g.rec.vals[f] = v
	}
}

// refill makes a value for the field, unless it has one.
func (g *seedGen) refill(e expr.Expr) {
	if n, ok := e.(*expr.Field); ok && n.Object == g.rec.object.name {
		if f, ok := g.rec.object.index[n.Name]; ok && g.rec.vals[f] == nil {
			g.rec.vals[f] = g.rec.object.fields[f].make(g)
		}
	}
}

var opposite = map[expr.Op]expr.Op{expr.Eq: expr.Ne, expr.Ne: expr.Eq, expr.Lt: expr.Ge, expr.Ge: expr.Lt, expr.Gt: expr.Le, expr.Le: expr.Gt}
var mirrored = map[expr.Op]expr.Op{expr.Eq: expr.Eq, expr.Ne: expr.Ne, expr.Lt: expr.Gt, expr.Gt: expr.Lt, expr.Le: expr.Ge, expr.Ge: expr.Le}

func (g *seedGen) forceCompare(n *expr.Compare, want bool) {
	l, op, r := n.L, n.Op, n.R
	if _, isField := r.(*expr.Field); isField {
		l, op, r = r, mirrored[op], l
	}
	if !want {
		op = opposite[op]
	}
	if c, ok := l.(*expr.Call); ok && c.Func == "days_since" && len(c.Args) == 1 {
		g.forceAge(c.Args[0], op, expr.Eval(r, seedEnv{g}))
		return
	}
	switch v := expr.Eval(r, seedEnv{g}).(type) {
	case nil:
	case float64:
		step := math.Max(1, math.Round(math.Abs(v)/10))
		more := step * float64(g.r.IntN(4))
		switch op {
		case expr.Eq, expr.Ge, expr.Le:
			if op == expr.Ge {
				v += more
			}
			g.put(l, v)
		case expr.Gt, expr.Ne:
			g.put(l, v+step+more)
		case expr.Lt:
			g.put(l, v-step)
		}
	case time.Time:
		switch op {
		case expr.Gt, expr.Ne:
			v = v.AddDate(0, 0, 1+g.r.IntN(10))
		case expr.Lt:
			v = v.AddDate(0, 0, -1-g.r.IntN(10))
		}
		g.put(l, timeText(l, v))
	case string:
		switch op {
		case expr.Eq:
			g.put(l, v)
		case expr.Ne:
			g.refill(l)
			for _, o := range l.Type().Options {
				if o != v && expr.Eval(l, seedEnv{g}) == any(v) {
					g.put(l, o)
				}
			}
		}
	case bool:
		g.put(l, v == (op == expr.Eq))
	}
}

// forceAge moves a date so that the days since it compare as wanted.
func (g *seedGen) forceAge(field expr.Expr, op expr.Op, days any) {
	n, ok := days.(float64)
	if !ok {
		return
	}
	switch op {
	case expr.Lt, expr.Le:
		n = math.Max(n-1, 0) * g.r.Float64()
	case expr.Gt, expr.Ge:
		n += 1 + 10*g.r.Float64()
	case expr.Ne:
		n++
	}
	g.put(field, timeText(field, g.p.now.Add(-time.Duration(n*24)*time.Hour)))
}

// timeText writes a moment the way the field's type is stored.
func timeText(e expr.Expr, t time.Time) string {
	if e.Type().Kind == expr.Date {
		return t.Format(time.DateOnly)
	}
	return t.UTC().Format(time.RFC3339)
}

func (g *seedGen) forceCall(n *expr.Call, want bool) {
	if len(n.Args) == 0 {
		return
	}
	if n.Func == "at_least" && want {
		for _, a := range n.Args[1:] {
			g.force(a, true)
			if expr.Truth(n, seedEnv{g}) {
				return
			}
		}
		return
	}
	if n.Func == "is_set" {
		if want {
			g.refill(n.Args[0])
		} else {
			g.put(n.Args[0], nil)
		}
		return
	}
	if !want || len(n.Args) < 2 {
		return
	}
	arg, _ := expr.Eval(n.Args[1], seedEnv{g}).(string)
	have, _ := expr.Eval(n.Args[0], seedEnv{g}).(string)
	switch n.Func {
	case "contains":
		if list, ok := expr.Eval(n.Args[0], seedEnv{g}).([]any); ok && n.Args[0].Type().Kind == expr.List && len(list) > 0 {
			g.put(n.Args[1], list[g.r.IntN(len(list))])
		} else if n.Args[0].Type().Kind == expr.Options {
			g.put(n.Args[0], append(append([]any(nil), list...), arg))
		} else if arg != "" {
			g.put(n.Args[0], strings.TrimSpace(have+" "+arg))
		}
	case "starts_with":
		g.put(n.Args[0], arg+have)
	case "ends_with":
		if i := strings.IndexByte(have, '@'); i >= 0 && strings.HasPrefix(arg, ".") {
			have = have[:i] + "@school"
		}
		g.put(n.Args[0], have+arg)
	}
}

// earn gives the record the facts and activities that lift its score to a threshold.
func (g *seedGen) earn(n *expr.Meets) {
	sc := schema.Find[schema.Scoring](g.p.a, schema.Address(n.Scoring))
	if sc == nil || sc.Object.Name() != g.rec.object.name {
		return
	}
	for _, t := range sc.Thresholds {
		if t.Name != n.Threshold {
			continue
		}
		for _, d := range sc.Dimensions {
			need := 1.2 * max(t.Minimum[d.Name], t.Minimum["total"]) // points fade
			for _, s := range d.Signals {
				if v, _ := g.scoreOf(sc, d.Name); v >= need {
					break
				}
				if s.Points <= 0 {
					continue
				}
				if s.Event == "" {
					g.force(s.When.Expr, true)
					continue
				}
				times := 1
				if s.MaxCount != 1 {
					times = min(5, 1+int((need-1)/s.Points))
				}
				for range times {
					g.log(s.Event)
				}
			}
		}
	}
}

// log adds an activity of the last days, as those that still count are.
func (g *seedGen) log(name string) {
	at := g.p.now.Add(-time.Duration(1+g.r.IntN(7*24*60)) * time.Minute).Truncate(time.Minute)
	if at.Before(g.rec.created) {
		at = g.rec.created
	}
	g.rec.activities = append(g.rec.activities, seedActivity{name, at})
	if at.After(g.rec.active) {
		g.rec.active = at
	}
	if at.After(g.rec.updated) {
		g.rec.updated = at
	}
}

// seedEnv shows a record in the making to expressions.
type seedEnv struct{ g *seedGen }

func (e seedEnv) Now() time.Time { return e.g.p.now }

func (e seedEnv) Field(object, name string) any {
	g := e.g.at(object)
	if g == nil || g.last < 0 {
		return nil
	}
	if f, ok := g.rec.object.index[name]; ok {
		return g.rec.vals[f]
	}
	switch name {
	case "id":
		return strconv.FormatInt(g.rec.object.first+int64(g.rec.i), 10)
	case "owner":
		return g.rec.owner
	case "created_at":
		return g.rec.created
	case "updated_at":
		return g.rec.updated
	case "last_activity_at":
		return g.rec.active
	}
	return nil
}

func (e seedEnv) Prior(object, name string) any { return e.Field(object, name) }

func (e seedEnv) StageOf(flow string) string {
	for t, tr := range e.g.rec.object.tracks {
		if at := e.g.rec.stages[t]; at >= 0 && string(tr.Address) == flow {
			return string(tr.Stages[at].Address)
		}
	}
	return ""
}

func (e seedEnv) StageRank(stage string) int {
	if t := e.g.p.a.Track(schema.Address(stage)); t != nil {
		return t.Rank(schema.Address(stage))
	}
	return -1
}

func (e seedEnv) Score(scoring, dimension string) (float64, bool) {
	sc := schema.Find[schema.Scoring](e.g.p.a, schema.Address(scoring))
	if sc == nil || sc.Object.Name() != e.g.rec.object.name {
		return 0, false
	}
	return e.g.scoreOf(sc, dimension)
}

func (e seedEnv) Meets(scoring, threshold string) bool {
	sc := schema.Find[schema.Scoring](e.g.p.a, schema.Address(scoring))
	if sc == nil || sc.Object.Name() != e.g.rec.object.name {
		return false
	}
	for _, t := range sc.Thresholds {
		if t.Name != threshold {
			continue
		}
		for d, least := range t.Minimum {
			if v, ok := e.g.scoreOf(sc, d); !ok || v < least {
				return false
			}
		}
		return true
	}
	return false
}

// Related is empty: a record is made before those that hang on it.
func (e seedEnv) Related(string) []expr.Env { return nil }
