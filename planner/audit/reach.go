package audit

import (
	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/engine"
	"github.com/stagecraft-dev/stagecraft/schema/expr"
)

// reach says at which related records one has to look to judge a record, by object, of which of them the history tells something, and
// at which fields.
type reach struct {
	a  *schema.Architecture
	to links
	// beyond are those at which one has to look to judge by a related record: to compute its scores, or to tell whether it is one that counts.
	beyond links
	told   map[string]bool
	fields map[schema.Address]bool
	// crossed are the stages to which a handoff leads from another flow.
	crossed map[schema.Address]bool
}

// links are which objects are looked at from an object.
type links map[string]map[string]bool

func newReach(a *schema.Architecture, starts map[*schema.SLA][]string) *reach {
	r := &reach{a: a, to: links{}, beyond: links{}, told: map[string]bool{}, fields: map[schema.Address]bool{}, crossed: map[schema.Address]bool{}}
	for _, t := range a.Tracks() {
		if t.Audit != nil {
			r.facts(t.Object, []schema.Address{t.Audit.By, t.Audit.Basis})
		}
		for _, s := range t.Stages {
			for _, g := range append(append([]*schema.Gate(nil), s.Entry...), s.Exit...) {
				r.criterion(t.Object, g.When)
			}
			r.facts(t.Object, append([]schema.Address{s.Revisit}, s.Requires...))
			r.reasons(t.Object, s.Reasons)
		}
	}
	for _, h := range a.Handoffs {
		r.handoff(h)
	}
	for _, s := range a.Scorings {
		for _, d := range s.Dimensions {
			for _, x := range d.Signals {
				r.expression(s.Object.Name(), x.When.Expr, true)
			}
		}
	}
	for s, objects := range starts {
		for _, o := range objects {
			r.criterion(o, s.When)
			for _, v := range s.Variants {
				r.criterion(o, v.When)
			}
			for _, stop := range eventObjects(a, s.Stops) {
				r.look(o, stop)
				r.told[stop] = true
			}
		}
	}
	return r
}

func (r *reach) handoff(h *schema.Handoff) {
	from := r.a.Track(h.From)
	into := func(to schema.Address, owes []schema.Address) {
		t := r.a.Track(to)
		if t == nil {
			return
		}
		r.facts(t.Object, owes)
		r.reasons(t.Object, h.Reasons)
		r.criterion(t.Object, h.When)
		for _, c := range h.Carries {
			r.facts(t.Object, []schema.Address{c.From})
		}
		if from != nil && from.Address != t.Address {
			r.look(t.Object, from.Object)
			r.told[from.Object] = true
			r.crossed[to] = true
		}
	}
	into(h.To, h.Owes)
	for _, o := range h.Outcomes {
		into(o.To, o.Requires)
		if t := r.a.Track(o.To); t != nil {
			r.reasons(t.Object, o.Reasons)
		}
	}
}

// look notes that records of one object are judged by those of another.
func (r *reach) look(from, to string) {
	r.to.add(from, to)
}

func (l links) add(from, to string) {
	if from == "" || to == "" || from == to {
		return
	}
	if l[from] == nil {
		l[from] = map[string]bool{}
	}
	l[from][to] = true
}

func (r *reach) facts(object string, fields []schema.Address) {
	for _, f := range fields {
		r.look(object, fieldObject(f))
		r.fields[f] = true
	}
}

func (r *reach) reasons(object string, list schema.Address) {
	if l := schema.Find[schema.Reasons](r.a, list); l != nil {
		r.facts(object, []schema.Address{engine.ReasonField(l, object)})
	}
}

func (r *reach) criterion(object string, c schema.Criterion) {
	r.expression(object, c.Expr, false)
}

// expression notes at what an expression about an object looks; related tells that it is judged by related records, too.
func (r *reach) expression(object string, e expr.Expr, related bool) {
	look := func(to string) {
		r.look(object, to)
		if related {
			r.beyond.add(object, to)
		}
	}
	expr.Walk(e, func(e expr.Expr) bool {
		switch n := e.(type) {
		case *expr.Field:
			f := schema.FieldAddress(n.Object, n.Name)
			look(fieldObject(f))
			r.fields[f] = true
		case *expr.FlowStage:
			look(n.Object)
		case *expr.Score:
			look(r.scored(n.Scoring))
		case *expr.Meets:
			look(r.scored(n.Scoring))
		case *expr.Quant:
			look(n.Object)
			r.expression(n.Object, n.Where, true)
			return false
		}
		return true
	})
}

// scored is the object of a scoring; "" where there is none.
func (r *reach) scored(scoring string) string {
	if s := schema.Find[schema.Scoring](r.a, schema.Address(scoring)); s != nil {
		return s.Object.Name()
	}
	return ""
}

// fieldObject is the record type that has a field; "" when the address is none of a field.
func fieldObject(f schema.Address) string {
	if _, kind, l := f.Split(); kind == "field" && len(l) == 2 {
		return l[0]
	}
	return ""
}

// eventObjects are the record types on which an event happens; an activity may be logged on all.
func eventObjects(a *schema.Architecture, e schema.Event) []string {
	for range len(a.SLAs) + 1 { // clocks that set each other off in a circle start on nothing
		s := schema.Find[schema.SLA](a, e.Target)
		if e.Kind != "breached" || s == nil {
			break
		}
		e = s.Starts
	}
	switch e.Kind {
	case "entering", "leaving":
		if t := a.Track(e.Target); t != nil {
			return []string{t.Object}
		}
	case "set", "changed":
		if o := fieldObject(e.Target); o != "" {
			return []string{o}
		}
	case "created":
		return []string{e.Target.Name()}
	case "event":
		return a.ObjectNames()
	case "reaches":
		for _, s := range a.Scorings {
			if e.Target.Within(s.Address) {
				return []string{s.Object.Name()}
			}
		}
	}
	return nil
}
