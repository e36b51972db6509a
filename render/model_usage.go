package render

import (
	"slices"
	"strings"

	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/expr"
)

// usage says where fields and scores are used, as pairs of a kind ("Stage entry", "Routing") and a name.
type usage struct {
	m      *Model
	fields map[schema.Address][]Pair
	scores map[schema.Address][]Pair
}

// usage goes through everything that reads or writes fields.
func (m *Model) usage() *usage {
	u := &usage{m: m, fields: map[schema.Address][]Pair{}, scores: map[schema.Address][]Pair{}}
	u.flows()
	for _, h := range m.arch.Handoffs {
		u.refs("Handoff owes", schema.Title(h), h.Owes...)
		u.reads("Handoff condition", schema.Title(h), h.When)
		for _, c := range h.Carries {
			u.refs("Handoff copies", schema.Title(h), c.From, c.To)
		}
		for _, o := range h.Outcomes {
			u.refs("Handoff outcome needs", schema.Title(h)+": "+schema.Title(o), o.Requires...)
		}
	}
	u.clocks()
	u.working()
	u.actions()
	for _, f := range m.arch.Fields {
		for _, o := range fieldsOf(f.Validation) {
			if o.Object != f.Object || o.Name != f.Name {
				u.refs("Validation", "of "+m.titleOf(f.Address), schema.FieldAddress(o.Object, o.Name))
			}
		}
	}
	for _, s := range m.arch.Sources {
		u.refs("Source fills", schema.Title(s), s.Fills...)
	}
	for _, s := range m.arch.Segments {
		u.refs("Segment", schema.Title(s), s.Field)
	}
	for _, r := range m.arch.Reasons {
		u.refs("Reason list", schema.Title(r), r.Field)
	}
	for _, h := range m.arch.Hygienes {
		u.refs("Duplicate key", schema.Title(h), h.DuplicateKeys...)
		u.refs("Close date", schema.Title(h), h.CloseDate)
	}
	for _, g := range m.arch.Goals {
		u.reads("Goal", schema.Title(g), g.When)
	}
	return u
}

func (u *usage) flows() {
	for _, t := range u.m.arch.Tracks() {
		if au := t.Audit; au != nil {
			u.refs("Audit of", t.Label(), au.By, au.At, au.Basis)
		}
		for _, s := range t.Stages {
			name := u.m.stageWords(s.Address)
			u.refs("Stage requires", name, s.Requires...)
			for _, g := range s.Entry {
				u.reads("Stage entry", name, g.When)
			}
			for _, g := range s.Exit {
				u.reads("Stage exit", name, g.When)
			}
			u.refs("Revisit date", name, s.Revisit)
		}
	}
}

func (u *usage) clocks() {
	for _, s := range u.m.arch.SLAs {
		u.event("Clock", schema.Title(s), s.Starts)
		u.event("Clock", schema.Title(s), s.Stops)
		u.reads("Clock", schema.Title(s), s.When)
		for _, v := range s.Variants {
			u.reads("Clock", schema.Title(s), v.When)
		}
	}
}

func (u *usage) working() {
	for _, s := range u.m.arch.Scorings {
		u.refs("Score", schema.Title(s), s.Total)
		for _, d := range s.Dimensions {
			u.refs("Score", schema.Title(s), d.Field)
			for _, g := range d.Signals {
				u.reads("Score", schema.Title(s), g.When)
			}
		}
		for _, b := range s.Bands {
			u.refs("Score", schema.Title(s), b.Field)
		}
	}
	for _, r := range u.m.arch.Routings {
		u.event("Routing", schema.Title(r), r.Trigger)
		u.refs("Routing", schema.Title(r), r.By, r.AssignedAt, r.Basis)
		for _, rule := range r.Rules {
			u.reads("Routing", schema.Title(r), rule.When)
			u.refs("Routing", schema.Title(r), rule.By)
		}
	}
	for _, q := range u.m.arch.Queues {
		for _, o := range q.Order {
			u.refs("Queue order", schema.Title(q), o.By)
		}
	}
	for _, p := range u.m.arch.Approvals {
		for _, t := range p.Triggers {
			u.reads("Approval", schema.Title(p), t.When)
		}
		for _, t := range p.Tiers {
			u.reads("Approval", schema.Title(p), t.When)
		}
	}
}

func (u *usage) actions() {
	each := func(kind, name string, actions []*schema.Action) {
		for _, x := range actions {
			u.refs(kind, name, x.Field)
			if x.Scoring != "" {
				u.score(kind, name, x.Scoring)
			}
		}
	}
	for _, x := range u.m.arch.Automations {
		u.event("Automation", schema.Title(x), x.Trigger)
		u.reads("Automation", schema.Title(x), x.When)
		each("Automation", schema.Title(x), x.Actions)
	}
	for _, x := range u.m.arch.Sequences {
		u.event("Sequence", schema.Title(x), x.Starts)
		each("Sequence", schema.Title(x), x.Steps)
		for _, e := range x.Exits {
			u.event("Sequence", schema.Title(x), e.On)
			u.reads("Sequence", schema.Title(x), e.When)
		}
	}
}

func (u *usage) refs(kind, name string, fields ...schema.Address) {
	for _, f := range fields {
		if f == "" {
			continue
		}
		if p := (Pair{kind, name}); !slices.Contains(u.fields[f], p) {
			u.fields[f] = append(u.fields[f], p)
		}
	}
}

func (u *usage) score(kind, name string, scoring schema.Address) {
	if p := (Pair{kind, name}); !slices.Contains(u.scores[scoring], p) {
		u.scores[scoring] = append(u.scores[scoring], p)
	}
}

func (u *usage) reads(kind, name string, c schema.Criterion) {
	if c.IsZero() {
		return
	}
	expr.Walk(c.Expr, func(e expr.Expr) bool {
		switch x := e.(type) {
		case *expr.Field:
			u.refs(kind, name, schema.FieldAddress(x.Object, x.Name))
		case *expr.Score:
			u.score(kind, name, schema.Address(x.Scoring))
		case *expr.Meets:
			u.score(kind, name, schema.Address(x.Scoring))
		}
		return true
	})
}

func (u *usage) event(kind, name string, e schema.Event) {
	switch e.Kind {
	case "set", "changed":
		u.refs(kind, name, e.Target)
	case "reaches":
		model, _, _ := strings.Cut(string(e.Target), ".threshold.")
		u.score(kind, name, schema.Address(model))
	}
}

// grouped brings pairs of the same name together: "Stage entry: MQL, SAL".
func grouped(list []Pair) []Pair {
	var out []Pair
	for _, p := range list {
		i := slices.IndexFunc(out, func(x Pair) bool { return x.Name == p.Name })
		if i < 0 {
			out = append(out, p)
		} else {
			out[i].Text += ", " + p.Text
		}
	}
	return out
}
