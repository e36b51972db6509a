package hubspot

import (
	"fmt"
	"slices"
	"strings"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/hubspot/filter"
	"github.com/stagecraft-dev/stagecraft/providers/internal/compiling"
	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/engine"
	"github.com/stagecraft-dev/stagecraft/schema/expr"
)

// worker makes workflows of what happens by itself.
type worker struct {
	*compiler
	// made are the names of the workflows of routings and sequences, in which others enroll records.
	made map[schema.Address]string
	// clocks are the names of the workflows whose clocks run in business hours, by calendar.
	clocks map[schema.Address][]string
}

func (c *compiler) work() {
	w := &worker{c, map[schema.Address]string{}, map[schema.Address][]string{}}
	for _, r := range c.a.Routings {
		w.routing(r)
	}
	for _, s := range c.a.Sequences {
		w.sequence(s)
	}
	for _, a := range c.a.Automations {
		w.automation(a)
	}
	for _, s := range c.a.SLAs {
		w.sla(s)
	}
	w.businessHours()
	w.handoffs()
	for _, l := range c.a.Lifecycles {
		w.rollup(l)
	}
}

// start is how an event enrolls records.
type start struct {
	object string    // whose records
	when   expr.Expr // what holds for a record as soon as it has happened
	again  []string  // properties of which a new value enrolls a record again
	loss   string    // what the workflow sees differently; "" for nothing
}

// starting says how an event enrolls records; why it cannot is "" when it can.
func (c *compiler) starting(e schema.Event) (s start, why string) {
	_, _, l := e.Target.Split()
	switch e.Kind {
	case "entering":
		if t := c.a.Track(e.Target); t != nil {
			return start{object: t.Object, when: atStage(t, expr.Eq, e.Target), again: []string{c.trackProperty(t)}}, ""
		}
	case "set", "changed":
		if len(l) == 2 {
			_, name := c.property(l[0], l[1])
			s = start{object: l[0], when: c.isSet(e.Target), again: []string{name}}
			if e.Kind == "changed" {
				s.loss = "It does not notice when the value is emptied."
			}
			return s, ""
		}
	case "created":
		number := expr.Node{Typ: expr.Type{Kind: expr.Number}}
		created := &expr.Field{Node: expr.Node{Typ: expr.Type{Kind: expr.DateTime}}, Object: e.Target.Name(), Name: "created_at"}
		days := &expr.Call{Node: number, Func: "days_since", Args: []expr.Expr{created}}
		return start{object: e.Target.Name(), when: &expr.Compare{Node: truthNode, Op: expr.Lt, L: days, R: &expr.Literal{Node: number, Value: 1.0}}, loss: "It sees records that were created in the last 24 hours."}, ""
	case "reaches":
		if s := schema.Find[schema.Scoring](c.a, scoringOf(e.Target)); s != nil {
			st := start{object: s.Object.Name(), when: &expr.Meets{Node: truthNode, Scoring: string(s.Address), Threshold: e.Target.Name()}}
			for _, t := range s.Thresholds {
				for d := range t.Minimum {
					if plural, name := c.scoreField(s, d); t.Name == e.Target.Name() && plural == c.names.plural(st.object) {
						st.again = append(st.again, name)
					}
				}
			}
			return st, ""
		}
	case "every":
		return start{loss: "It acts once on a record, when it begins to meet the condition, not at fixed times."}, ""
	case "leaving":
		return s, "A workflow's filters do not say that a record has left a stage."
	case "event":
		return s, fmt.Sprintf("The activity %q is no property; a workflow waits for it once it is a custom event.", e.Name)
	}
	return s, "No workflow waits for this."
}

// scoringOf is the model of a threshold.
func scoringOf(threshold schema.Address) schema.Address {
	module, _, l := threshold.Split()
	if len(l) == 0 {
		return ""
	}
	return schema.NewAddress(module, "scoring", l[0])
}

// happened says by a condition that an event has taken place since a record was in the stage since, if any; nil where no
// condition tells.
func (c *compiler) happened(e schema.Event, since schema.Address) expr.Expr {
	switch e.Kind {
	case "set":
		return c.isSet(e.Target)
	case "leaving":
		if t := c.a.Track(e.Target); t != nil {
			return atStage(t, expr.Ne, e.Target)
		}
	case "entering":
		if t := c.a.Track(e.Target); t != nil {
			op := expr.Eq
			if from := t.Rank(since); from >= 0 && from < t.Rank(e.Target) {
				op = expr.Ge
			}
			return atStage(t, op, e.Target)
		}
	}
	return nil
}

// atStage compares the stage of a record with one of its track.
func atStage(t *schema.Track, op expr.Op, stage schema.Address) expr.Expr {
	in := expr.Node{Typ: expr.Type{Kind: expr.Stage, Flow: string(t.Address)}}
	return &expr.Compare{Node: truthNode, Op: op, L: &expr.FlowStage{Node: in, Flow: string(t.Address), Object: t.Object},
		R: &expr.StageLit{Node: in, Stage: string(stage), Flow: string(t.Address), Rank: t.Rank(stage)}}
}

// both joins conditions of which any may be nil.
func both(parts ...expr.Expr) expr.Expr {
	parts = slices.DeleteFunc(parts, func(e expr.Expr) bool { return e == nil })
	if len(parts) == 0 {
		return nil
	}
	return allOrAny(true, parts...)
}

// fieldOf is the value of a field, declared or built in.
func (c *compiler) fieldOf(a schema.Address) expr.Expr {
	_, _, l := a.Split()
	if len(l) != 2 {
		return nil
	}
	f := c.a.Field(l[0], l[1])
	if f == nil {
		return nil
	}
	return &expr.Field{Node: expr.Node{Typ: f.Type.Expr()}, Object: l[0], Name: l[1]}
}

// isSet holds for records with a value in a field; nil for no field.
func (c *compiler) isSet(a schema.Address) expr.Expr {
	f := c.fieldOf(a)
	if f == nil {
		return nil
	}
	return &expr.Call{Node: truthNode, Func: "is_set", Args: []expr.Expr{f}}
}

// exactly puts a condition into a filter. Only an exact one may act on records; without one, why says what it lacks.
func (c *compiler) exactly(e expr.Expr, object string) (b *filter.Branch, why []string) {
	if e == nil {
		return nil, []string{"There is no condition to enroll records by."}
	}
	l := filter.Compile(e, c.env(object)).List
	if l.Fit == filter.Exact {
		return l.Branch, nil
	}
	for _, n := range l.Notes {
		why = append(why, n.String())
	}
	return nil, why
}

// staff are the people behind a role, queue, team or member whom workflows of the account can name.
func (c *compiler) staff(a schema.Address) []string {
	return slices.DeleteFunc(engine.Holders(c.a, a), func(id string) bool {
		return c.portal.known && c.portal.owners != nil && c.portal.owner(id) == nil
	})
}

// someone is staff, with a manual step when there is nobody.
func (c *compiler) someone(a schema.Address) []string {
	people := c.staff(a)
	if len(people) == 0 && a != "" {
		c.step(a, false, "Name somebody for the roles and queues that nobody has",
			"No active person of the account has them. Workflows give what is meant for them to the owner of the record, and change no owner to them.",
			"For each of these: add a member to the team in the architecture, and invite the person in Settings > Users & Teams. Then plan again.",
			fmt.Sprintf("%s “%s”", upperFirst(a.Kind()), schema.Title(c.a.Lookup(a))))
	}
	return people
}

// minutes is a length of time for a delay; a month counts 30 days.
func minutes(d schema.Duration) int { return (d.Months*30+d.Days)*24*60 + d.Minutes }

// event says in words what starts something.
func (c *compiler) event(e schema.Event, when schema.Criterion) string {
	return compiling.Event(c.a, e, when, c.names.plural)
}

// built says in the enforcement what a workflow does of a block, and in a manual step what people must add.
func (c *compiler) built(m *schema.Meta, criterion, name string, live bool, todo []string, losses ...string) {
	class, how := providers.Corrected, fmt.Sprintf("The workflow “%s” does it.", name)
	if !live {
		class, how = providers.Manual, fmt.Sprintf("People build the workflow “%s”, which does it.", name)
	}
	for _, l := range losses {
		if l != "" {
			how += " " + l
		}
	}
	if len(todo) > 0 {
		how += " People complete it by hand."
		c.step(m.Address, false, "Complete the workflow “"+name+"”", "These parts are not written over the API.",
			append([]string{fmt.Sprintf("Automation > Workflows > %s > Edit.", name)}, sentences(todo)...)...)
	}
	c.enforcement(m.Address, criterion, class, how)
}

// byPeople says that no workflow is made of a block, why, and what one would do.
func (c *compiler) byPeople(m *schema.Meta, criterion, name, object, trigger string, ch chain, todo []string, why ...string) {
	reason := strings.Join(sentences(why), " ")
	steps := []string{fmt.Sprintf("Automation > Workflows > Create workflow > From scratch, for %s. Name it %q.", object, name), "Trigger: " + trigger}
	if len(ch) > 0 {
		steps = append(steps, actionLines(workflowSummary(object, definition(byHand(), ch)))[1:]...)
	}
	c.step(m.Address, false, "Build “"+name+"” by hand, or do what it does", reason, sentences(append(steps, todo...))...)
	c.enforcement(m.Address, criterion, providers.Manual, "No workflow does it exactly: "+reason)
}

// sentences ends each text with a full stop, and leaves out what was said before.
func sentences(texts []string) (out []string) {
	for _, t := range texts {
		if t = compiling.Stop(t); t != "" && !slices.Contains(out, t) {
			out = append(out, t)
		}
	}
	return out
}
