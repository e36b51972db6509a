package engine

import (
	"maps"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/expr"
)

// prepareRounds is how often Prepare looks at what still refuses: a value that meets one rule may bring another one up.
const prepareRounds = 6

// Prepare gives a record, and the records that it belongs to, the facts, the owner and the reason code with which it may move
// to a stage. Where another stage is demanded of a record that it belongs to, or of itself in another flow, it is put there. Records
// that belong to it are not made up. It gives the code and what refuses the move all the same, which is nothing when the record is ready. The values are
// made up, always the same ones, and keep the rules of their fields; those that the record has stay where they meet what is asked.
func Prepare(a *schema.Architecture, rec *Record, to schema.Address, now time.Time) (reason string, left []Refusal) {
	p := &preparer{a: a, rec: rec, to: to, now: now}
	for range prepareRounds {
		if left = Move(a, rec, to, MoveOptions{Now: now, Reason: reason}); len(left) == 0 {
			break
		}
		for _, r := range left {
			if r.Kind == Reason {
				reason = p.reason()
				continue
			}
			p.answer(r)
		}
		p.keepRules()
	}
	return reason, left
}

// Sample is a value that a field may have, always the same one: the first option, a number of its own; nil where there is none that
// could be made up, as for files and references.
func Sample(a *schema.Architecture, f *schema.Field, now time.Time) any {
	switch f.Type.Kind {
	case "number", "currency":
		return 100.0
	case "percent":
		return 10.0
	case "bool":
		return true
	case "date":
		return now.AddDate(0, 1, 0).Format(time.DateOnly)
	case "datetime":
		return now.UTC().Truncate(time.Second).Format(time.RFC3339)
	case "email":
		return "test@stagecraft-qa.invalid"
	case "url", "attachment":
		return "https://stagecraft-qa.invalid/"
	case "phone":
		return "+1 555 0100"
	case "user":
		if people := anybody(a); len(people) > 0 {
			return people[0]
		}
		return nil
	case "reference":
		return nil
	case "enum", "multi_enum":
		for _, o := range f.Type.Options {
			if slices.ContainsFunc(f.Options, func(d *schema.FieldOption) bool { return d.Value == o && d.Deprecated }) {
				continue
			}
			if f.Type.Kind == "multi_enum" {
				return []any{o}
			}
			return o
		}
		return nil
	}
	return "Test of stagecraft"
}

// anybody lists the active people of the directory.
func anybody(a *schema.Architecture) []string {
	var out []string
	for _, t := range a.Teams {
		for _, m := range t.Members {
			if m.Active {
				out = append(out, m.Identity)
			}
		}
	}
	return out
}

type preparer struct {
	a   *schema.Architecture
	rec *Record
	to  schema.Address
	now time.Time
}

func (p *preparer) env() *Env { return NewEnv(p.a, p.rec, p.now) }

// answer changes what a refusal is about.
func (p *preparer) answer(r Refusal) {
	switch r.Kind {
	case Entry, Exit:
		if g := schema.Find[schema.Gate](p.a, r.Address); g != nil {
			p.force(g.When.Expr, true)
		}
	case HandoffIf:
		if h := schema.Find[schema.Handoff](p.a, r.Address); h != nil {
			p.force(h.When.Expr, true)
		}
	case Owner:
		p.rec.Owner = p.owner()
	case Revisit:
		for _, f := range p.revisit() {
			p.set(f, Sample(p.a, f, p.now.AddDate(0, 1, 0)))
		}
	case Approve:
		p.rec.Fields[r.Address.Key()+"_approval"] = "approved"
	}
	for _, m := range r.Missing {
		_, _, l := m.Split()
		switch {
		case len(l) != 2:
		case l[1] == "owner" && l[0] == p.rec.Object:
			p.rec.Owner = p.owner()
		default:
			if f := p.a.Field(l[0], l[1]); f != nil {
				p.set(f, p.sample(f))
			}
		}
	}
}

// sample is Sample, and for a reference the record of its object that there is.
func (p *preparer) sample(f *schema.Field) any {
	if f.Type.Kind == "reference" {
		if l := p.rec.Related[f.Type.Object]; len(l) > 0 {
			return l[0].ID
		}
	}
	return Sample(p.a, f, p.now)
}

func (p *preparer) revisit() []*schema.Field {
	s := schema.Find[schema.Stage](p.a, p.to)
	if s == nil || s.Revisit == "" {
		return nil
	}
	if f := schema.Find[schema.Field](p.a, s.Revisit); f != nil {
		return []*schema.Field{f}
	}
	return nil
}

// owner is somebody who may have the record in the stage.
func (p *preparer) owner() string {
	var wanted []schema.Address
	if hs, _ := HandoffsFor(p.a, p.rec, p.to, p.now); len(hs) > 0 {
		for _, h := range hs {
			wanted = append(wanted, h.Owner)
		}
	}
	if s := schema.Find[schema.Stage](p.a, p.to); s != nil {
		wanted = append(wanted, s.Owner)
	}
	for _, w := range wanted {
		if people := Holders(p.a, w); len(people) > 0 {
			return people[0]
		}
	}
	if people := anybody(p.a); len(people) > 0 {
		return people[0]
	}
	for _, w := range wanted {
		if w != "" {
			return string(w)
		}
	}
	return ""
}

// reason is a code of the first list that applies.
func (p *preparer) reason() string {
	for _, l := range ReasonLists(p.a, p.rec, p.to, p.now) {
		for _, c := range l.Codes {
			return c.Name
		}
	}
	return ""
}

// on is the record that holds the fields of an object: the record itself or one that it belongs to; nil for none.
func (p *preparer) on(object string) *Record {
	if object == p.rec.Object {
		return p.rec
	}
	if l := p.rec.Related[object]; len(l) > 0 {
		return l[0]
	}
	return nil
}

func (p *preparer) set(f *schema.Field, v any) {
	if r := p.on(f.Object); r != nil && !slices.Contains(schema.BuiltinFields(), f.Name) {
		if r.Fields == nil {
			r.Fields = map[string]any{}
		}
		if v == nil {
			delete(r.Fields, f.Name)
			return
		}
		r.Fields[f.Name] = v
	}
}

// keepRules makes values again that the rules of their fields refuse, and takes out those that it cannot mend.
func (p *preparer) keepRules() {
	recs := []*Record{p.rec}
	for _, object := range slices.Sorted(maps.Keys(p.rec.Related)) {
		recs = append(recs, p.rec.Related[object]...)
	}
	for _, r := range recs {
		for range 3 {
			refused := UpdateRefusals(p.a, &Record{Object: r.Object, Owner: r.Owner, Related: r.Related, Stages: r.Stages}, r.Fields, UpdateOptions{Now: p.now, Create: true})
			if len(refused) == 0 {
				break
			}
			for _, x := range refused {
				f := schema.Find[schema.Field](p.a, x.Address)
				switch {
				case f == nil:
				case x.Kind == Validation:
					(&preparer{p.a, r, p.to, p.now}).keep(f)
				case x.Kind == Required:
					r.set(f, Sample(p.a, f, p.now))
				default:
					delete(r.Fields, f.Name)
				}
			}
		}
	}
}

// keep finds a value that meets the condition of its field; without one the field is empty.
func (p *preparer) keep(f *schema.Field) {
	p.force(f.Validation.Expr, true)
	if _, text := p.rec.Fields[f.Name].(string); text {
		for _, v := range texture {
			if expr.Truth(f.Validation.Expr, p.env()) {
				return
			}
			p.rec.Fields[f.Name] = v
		}
	}
	if !expr.Truth(f.Validation.Expr, p.env()) {
		delete(p.rec.Fields, f.Name)
	}
}

// texture are texts of the forms that patterns usually ask for.
var texture = []string{"stagecraft-qa.invalid", "https://stagecraft-qa.invalid/", "test@stagecraft-qa.invalid", "test", "Test", "TEST", "test-1", "TEST-1", "DE", "EUR",
	"12345", "1234567890", "+15550100", "+1 555 0100", "2026-01-01", "2026-Q1"}

func (r *Record) set(f *schema.Field, v any) {
	if r.Fields == nil {
		r.Fields = map[string]any{}
	}
	if v != nil {
		r.Fields[f.Name] = v
	}
}

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
	if !ok || !missing(expr.Eval(e, p.env())) {
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
