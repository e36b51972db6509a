package engine

import (
	"math"
	"slices"
	"strings"
	"time"

	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/expr"
)

// force changes values so that a condition becomes want. It knows what criteria usually say; the rest it leaves alone.
func (p *preparer) force(e expr.Expr, want bool) {
	if e == nil || expr.Truth(e, p.env()) == want {
		return
	}
	switch n := e.(type) {
	case *expr.Logic:
		for _, part := range n.Parts {
			p.force(part, want)
			if n.And != want && expr.Truth(e, p.env()) == want {
				return
			}
		}
	case *expr.Not:
		p.force(n.X, !want)
	case *expr.Field:
		p.put(n, want)
	case *expr.Compare:
		p.compare(n, want)
	case *expr.Call:
		p.call(n, want)
	case *expr.Meets:
		if want {
			p.earn(n)
		}
	}
}

// put writes the value of a field.
func (p *preparer) put(e expr.Expr, v any) {
	if n, ok := e.(*expr.Field); ok {
		if n.Name == "owner" {
			if s, is := v.(string); is && n.Object == p.rec.Object {
				p.rec.Owner = s
			}
			return
		}
		if f := p.a.Field(n.Object, n.Name); f != nil {
			p.set(f, v)
		}
	}
}

// fill makes a value for a field that has none.
func (p *preparer) fill(e expr.Expr) {
	n, ok := e.(*expr.Field)
	if !ok || !Missing(expr.Eval(e, p.env())) {
		return
	}
	if n.Name == "owner" && n.Object == p.rec.Object {
		p.rec.Owner = p.owner()
		return
	}
	if f := p.a.Field(n.Object, n.Name); f != nil {
		p.set(f, p.sample(f))
	}
}

var opposite = map[expr.Op]expr.Op{expr.Eq: expr.Ne, expr.Ne: expr.Eq, expr.Lt: expr.Ge, expr.Ge: expr.Lt, expr.Gt: expr.Le, expr.Le: expr.Gt}
var mirrored = map[expr.Op]expr.Op{expr.Eq: expr.Eq, expr.Ne: expr.Ne, expr.Lt: expr.Gt, expr.Gt: expr.Lt, expr.Le: expr.Ge, expr.Ge: expr.Le}

func (p *preparer) compare(n *expr.Compare, want bool) {
	l, op, r := n.L, n.Op, n.R
	if _, field := r.(*expr.Field); field {
		if _, both := l.(*expr.Field); !both {
			l, op, r = r, mirrored[op], l
		}
	}
	if !want {
		op = opposite[op]
	}
	if c, ok := l.(*expr.Call); ok && c.Func == "days_since" && len(c.Args) == 1 {
		p.age(c.Args[0], op, expr.Eval(r, p.env()))
		return
	}
	switch x := l.(type) {
	case *expr.Score:
		if op == expr.Ge || op == expr.Gt {
			p.lift(schema.Find[schema.Scoring](p.a, schema.Address(x.Scoring)), func() bool { return expr.Truth(n, p.env()) == want })
		}
		return
	case *expr.FlowStage:
		if s, ok := r.(*expr.StageLit); ok {
			p.place(x, op, s)
		}
		return
	}
	p.fill(r)
	switch v := expr.Eval(r, p.env()).(type) {
	case float64:
		step := math.Max(1, math.Round(math.Abs(v)/10))
		switch op {
		case expr.Gt, expr.Ne:
			v += step
		case expr.Lt:
			v -= step
		}
		p.put(l, v)
	case time.Time:
		switch op {
		case expr.Gt, expr.Ne:
			v = v.AddDate(0, 0, 1)
		case expr.Lt:
			v = v.AddDate(0, 0, -1)
		}
		p.put(l, dateText(l, v))
	case string:
		if op == expr.Eq {
			p.put(l, v)
			return
		}
		for _, o := range l.Type().Options {
			if o != v {
				p.put(l, o)
				return
			}
		}
		p.fill(l)
	case bool:
		p.put(l, v == (op == expr.Eq))
	}
}

// age moves a date so that the days since it compare as wanted.
func (p *preparer) age(field expr.Expr, op expr.Op, days any) {
	n, ok := days.(float64)
	if !ok {
		return
	}
	switch op {
	case expr.Lt, expr.Le:
		n = 0
	case expr.Gt, expr.Ge, expr.Ne:
		n++
	}
	p.put(field, dateText(field, p.now.Add(-time.Duration(n*24)*time.Hour)))
}

func dateText(e expr.Expr, t time.Time) string {
	if e.Type().Kind == expr.Date {
		return t.Format(time.DateOnly)
	}
	return t.UTC().Format(time.RFC3339)
}

func (p *preparer) call(n *expr.Call, want bool) {
	if len(n.Args) == 0 {
		return
	}
	switch {
	case n.Func == "at_least" && want:
		for _, a := range n.Args[1:] {
			p.force(a, true)
			if expr.Truth(n, p.env()) {
				return
			}
		}
		return
	case n.Func == "is_set" && want:
		p.fill(n.Args[0])
		return
	case n.Func == "is_set":
		p.put(n.Args[0], nil)
		return
	case !want || len(n.Args) < 2:
		return
	}
	arg, _ := expr.Eval(n.Args[1], p.env()).(string)
	have, _ := expr.Eval(n.Args[0], p.env()).(string)
	switch n.Func {
	case "contains":
		list, isList := expr.Eval(n.Args[0], p.env()).([]any)
		switch {
		case isList && n.Args[0].Type().Kind == expr.List && len(list) > 0:
			p.put(n.Args[1], list[0])
		case n.Args[0].Type().Kind == expr.Options:
			p.put(n.Args[0], append(slices.Clone(list), arg))
		case arg != "":
			p.put(n.Args[0], strings.TrimSpace(have+" "+arg))
		}
	case "starts_with":
		p.put(n.Args[0], arg+have)
	case "ends_with":
		p.put(n.Args[0], have+arg)
	}
}

// place puts the record, or one that it belongs to, into the stage of another flow that is asked for.
func (p *preparer) place(flow *expr.FlowStage, op expr.Op, stage *expr.StageLit) {
	on, t := p.on(flow.Object), p.a.Track(schema.Address(stage.Stage))
	if on == nil || t == nil || t.Address == p.a.Track(p.to).Address {
		return
	}
	at := stage.Rank
	switch op {
	case expr.Gt:
		at++
	case expr.Lt:
		at--
	case expr.Ne:
		return
	}
	if at >= 0 && at < len(t.Stages) {
		if on.Stages == nil {
			on.Stages = map[schema.Address]schema.Address{}
		}
		on.Stages[t.Address] = t.Stages[at].Address
	}
}

// earn lifts the score to a threshold.
func (p *preparer) earn(n *expr.Meets) {
	p.lift(schema.Find[schema.Scoring](p.a, schema.Address(n.Scoring)), func() bool { return expr.Truth(n, p.env()) })
}

// lift gives the record facts, and activities of this moment, until its score is high enough.
func (p *preparer) lift(sc *schema.Scoring, enough func() bool) {
	if sc == nil || sc.Object.Name() != p.rec.Object {
		return
	}
	for _, d := range sc.Dimensions {
		for _, s := range d.Signals {
			switch {
			case enough():
				return
			case s.Points <= 0:
			case s.Event == "":
				p.force(s.When.Expr, true)
			default:
				p.rec.Activities = append(p.rec.Activities, Activity{Name: s.Event, At: p.now})
			}
		}
	}
}
