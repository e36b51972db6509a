package salesforce

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/salesforce/flow"
	"github.com/stagecraft-dev/stagecraft/schema"
)

// enrolledField holds since when a record is in a sequence; empty when it is in none.
func enrolledField(s *schema.Sequence) string {
	return customName("sequence_" + s.Address.Key() + "_since")
}

// sequence makes flows of a sequence. A time field says since when a record is in it: one flow fills it, one empties it at an
// exit, and the steps are paths that count from it. A message becomes a task for whoever releases it.
func (c *compiler) sequence(s *schema.Sequence) {
	object, title := s.Object.Name(), schema.Title(s)
	if !c.owns(object) {
		return
	}
	e := c.effort(&s.Meta, cmp.Or(s.Purpose, title), "Sequence: "+title)
	field := enrolledField(s)
	for _, sobject := range c.names.all(object) {
		d := &doer{c, title, object, sobject, s.Starts, &e.todo}
		steps, paths := d.timeline(released(s), field)
		if len(steps) == 0 && len(paths) == 0 {
			e.lacks(sobject, "None of its steps is done by a flow.")
			continue
		}
		c.kept(&s.Meta, "since", sobject, field, providers.Values{"label": clockLabel(title, "since"), "type": "DateTime",
			"description": cut("Since when the record is in the sequence “"+title+"”. Empty it to take the record out.", maxDescription)})
		var add []*flow.Flow
		if f, why := c.enrolls(s, sobject, field); why != "" {
			e.todo = append(e.todo, fmt.Sprintf("Enroll by hand: write the time into “%s” of the %s when %s. %s", clockLabel(title, "since"), sobject, c.event(s.Starts, schema.Criterion{}), why))
		} else if f != nil {
			add = append(add, f)
		}
		if f := c.leaves(e, s, object, sobject, field); f != nil {
			add = append(add, f)
		}
		f := c.walks(s, sobject, field, steps, paths)
		for _, x := range append(add, f) {
			part := map[int]string{orderEnrolls: "enrolls_", orderEnrolls + 1: "leaves_", orderActs: "steps_"}[x.Order] + sobject
			if err := c.flow(&s.Meta, part, false, x); err != nil {
				e.lacks(sobject, err.Error())
				continue
			}
			e.made = append(e.made, x.Label)
		}
	}
	e.close(c.event(s.Starts, schema.Criterion{}), c.actionWords(s.Steps))
}

// released are the steps of a sequence, in which every message waits for a release if the sequence says so.
func released(s *schema.Sequence) (out []*schema.Action) {
	for _, x := range s.Steps {
		if s.Approval == "required" && x.Do == "send" || x.Approval == "required" {
			y := *x
			y.Approval = "required"
			if y.To == "" {
				y.To = s.Owner
			}
			x = &y
		}
		out = append(out, x)
	}
	return out
}

// enrolls is the flow that puts records into a sequence; nil when people and automations alone do.
func (c *compiler) enrolls(s *schema.Sequence, sobject, field string) (*flow.Flow, string) {
	if s.Starts.IsZero() {
		return nil, ""
	}
	if c.objectOf(s.Starts) != s.Object.Name() {
		return nil, "The event happens to records of another object."
	}
	st, why := c.starting(s.Starts, sobject)
	if why != "" {
		return nil, why
	}
	return st.launch(flow.Flow{Label: "Sequence start: " + schema.Title(s) + " (" + sobject + ")", Object: sobject, Before: true, Order: orderEnrolls,
		Description: "Enrolls records when " + c.event(s.Starts, schema.Criterion{}) + ".", Steps: []flow.Step{flow.Set{Label: "Enroll", Fields: []flow.Field{{Name: field, Value: now}}}}}, blank(field))
}

// leaves is the flow that takes records out of a sequence; nil when no exit is one that a flow sees.
func (c *compiler) leaves(e *effort, s *schema.Sequence, object, sobject, field string) *flow.Flow {
	var ways []string
	for _, x := range s.Exits {
		words := strings.TrimSuffix(cmp.Or(x.Description, x.Name), ".")
		if x.Effect == "pause" {
			e.todo = append(e.todo, fmt.Sprintf("Flows do not pause: empty “%s” of the record, and enroll it again later (%s).", clockLabel(schema.Title(s), "since"), words))
			continue
		}
		out, why := c.exit(x, object, sobject)
		if why != "" {
			e.todo = append(e.todo, fmt.Sprintf("Empty “%s” of the record by hand (%s). %s", clockLabel(schema.Title(s), "since"), words, why))
			continue
		}
		ways = append(ways, out)
	}
	if ways == nil {
		return nil
	}
	return &flow.Flow{Label: "Sequence exit: " + schema.Title(s) + " (" + sobject + ")", Object: sobject, On: flow.CreatedUpdated, Before: true, Order: orderEnrolls + 1,
		Entry: flow.Entry{Formula: joined(filled(field), anyOf(ways))}, Description: "Takes records out of the sequence.",
		Steps: []flow.Step{flow.Set{Label: "Take out", Fields: []flow.Field{{Name: field, Value: flow.Nothing("DateTime")}}}}}
}

// exit is an exit as an entry condition.
func (c *compiler) exit(x *schema.SequenceExit, object, sobject string) (string, string) {
	if !x.When.IsZero() {
		when, why := criterion(x.When.Expr, c.entryEnv(object, sobject))
		return when, strings.Join(why, " ")
	}
	if from := c.objectOf(x.On); from != "" && from != object {
		return "", "It happens to another record."
	}
	st, why := c.starting(x.On, sobject)
	if why == "" && st.when == "" {
		why = "No entry condition says it."
	}
	return st.when, why
}

// walks is the flow that takes the steps. A path looks again whether the record is still in the sequence, and the last one ends it.
func (c *compiler) walks(s *schema.Sequence, sobject, field string, steps []flow.Step, paths []flow.Path) *flow.Flow {
	end := flow.Set{Label: "End the sequence", Fields: []flow.Field{{Name: field, Value: flow.Nothing("DateTime")}}}
	for i := range paths {
		does := paths[i].Steps
		if i == len(paths)-1 {
			does = append(does, end)
		}
		paths[i].Steps = []flow.Step{flow.Decide{Label: "Is it still enrolled " + paths[i].Label, Cases: []flow.Case{{Label: "It is " + paths[i].Label, Steps: does,
			Conditions: []flow.Condition{{Left: "$Record." + field, Operator: "IsNull", Right: flow.Bool(false)}}}}}}
	}
	if len(paths) == 0 {
		steps = append(steps, end)
	}
	return &flow.Flow{Label: "Sequence: " + schema.Title(s) + " (" + sobject + ")", Object: sobject, On: flow.CreatedUpdated, Order: orderActs, Steps: steps, Paths: paths,
		Entry: flow.Entry{Formula: filled(field), WhenComeTrue: true}, Description: s.Purpose}
}
