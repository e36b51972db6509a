package render

import (
	"fmt"
	"strings"

	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/diff"
)

// Automation is something that a CRM does by itself, in words.
type Automation struct {
	Title, Purpose, Trigger, Condition, Outcome, Owner, System string
	Confirmed                                                  bool
	// Found is what the inventory marked: duplicate, dead end, workaround; "" when it is in order.
	Found, Note string
	Actions     []Action
	Native      []Pair
	RACI        []Pair
	// Released tells that a person must release one of the actions.
	Released bool
}

// Action is a step of an automation or sequence.
type Action struct {
	Title, Does, Wait string
	Description       string
	// Released tells that a person must release it first.
	Released bool
}

// Sequence is a series of messages, in words.
type Sequence struct {
	Title, Purpose, Object, Starts, Owner string
	// Release says who lets messages out.
	Release string
	Steps   []Action
	Exits   []SequenceExit
}

// SequenceExit ends or pauses a sequence.
type SequenceExit struct{ Title, When, Effect, Description string }

// Automations are the automations.
func (m *Model) Automations() []Automation {
	var out []Automation
	for _, x := range m.arch.Automations {
		au := Automation{Title: schema.Title(x), Purpose: x.Purpose, Trigger: upperFirst(m.happens(x.Trigger)), Condition: m.sentence(x.When),
			Outcome: x.Outcome, Owner: m.titleOf(x.Owner), System: "the CRM", Confirmed: x.State == "confirmed", Note: x.Note,
			Native: native(x.Native), RACI: m.raci(x.RACI)}
		if x.Trigger.Kind == "every" && x.Object != "" {
			au.Trigger += ", for each " + m.object(x.Object.Name())
		}
		if x.System != "" {
			au.System = m.titleOf(x.System)
		}
		if x.Condition != "ok" {
			au.Found = words(x.Condition)
		}
		for _, s := range x.Actions {
			step := m.action(s, "")
			au.Actions = append(au.Actions, step)
			au.Released = au.Released || step.Released
		}
		out = append(out, au)
	}
	return out
}

// Sequences are the sequences.
func (m *Model) Sequences() []Sequence {
	var out []Sequence
	for _, x := range m.arch.Sequences {
		s := Sequence{Title: schema.Title(x), Purpose: x.Purpose, Object: m.object(x.Object.Name()), Owner: m.titleOf(x.Owner),
			Starts: upperFirst(m.happens(x.Starts)), Release: "Steps go out by themselves, except those marked."}
		if x.Approval == "required" {
			s.Release = "A person reviews and releases every message; nothing is sent by itself."
		}
		if s.Starts == "" {
			s.Starts = "An automation or a person enrols the " + s.Object
		}
		for _, step := range x.Steps {
			s.Steps = append(s.Steps, m.action(step, x.Approval))
		}
		for _, e := range x.Exits {
			var when []string
			if !e.On.IsZero() {
				when = append(when, m.happens(e.On))
			}
			if c := m.sentence(e.When); c != "" {
				when = append(when, lowerFirst(c))
			}
			s.Exits = append(s.Exits, SequenceExit{Title: schema.Title(e), When: upperFirst(strings.Join(when, ", while ")),
				Effect: map[string]string{"pause": "Pauses", "exit": "Ends"}[e.Effect], Description: e.Description})
		}
		out = append(out, s)
	}
	return out
}

// action says what a step does. approval is that of the sequence around it.
func (m *Model) action(x *schema.Action, approval string) Action {
	out := Action{Title: schema.Title(x), Does: m.does(x), Description: x.Description,
		Released: x.Approval == "required" || approval == "required" && x.Do == "send"}
	if !x.After.IsZero() {
		out.Wait = diff.Duration(x.After)
	}
	return out
}

// does is the step in words.
func (m *Model) does(x *schema.Action) string {
	to := m.titleOf(x.To)
	message := ""
	if x.Message != "" {
		message = ": “" + strings.TrimRight(x.Message, ". ") + "”"
	}
	switch x.Do {
	case "set_field":
		return fmt.Sprintf("Set %s to %s", m.titleOf(x.Field), m.fieldValue(x.Field, x.Value))
	case "clear_field":
		return "Empty " + m.titleOf(x.Field)
	case "move_to":
		return "Move to " + m.stageWords(x.Stage)
	case "set_status":
		return "Set the status to " + m.titleOf(x.Status)
	case "assign":
		return "Give the record to " + to
	case "route":
		return "Assign the record by “" + m.titleOf(x.Routing) + "”"
	case "create_task":
		s := "Create a task"
		if to != "" {
			s += " for " + to
		}
		if clock := m.clockWords(x.SLA); clock != "" {
			s += " on the clock “" + clock + "”"
		}
		return s + message
	case "notify":
		return "Tell " + to + message
	case "create_record":
		s := "Create " + article(m.object(x.Object.Name()))
		if x.Stage != "" {
			s += " in " + m.stageWords(x.Stage)
		}
		return s
	case "enroll":
		return "Enrol in the sequence “" + m.titleOf(x.Sequence) + "”"
	case "reset_score":
		if x.Dimension != "" {
			return fmt.Sprintf("Reset the %s", m.n.Score(string(x.Scoring), x.Dimension))
		}
		return "Reset the " + m.n.Score(string(x.Scoring), "total")
	case "send":
		s := "Send a message"
		if to != "" {
			s += " to " + to
		}
		return s + message
	case "wait":
		return "Wait"
	case "webhook":
		return "Call " + x.Message
	case "enrich":
		return "Look missing facts up" + message
	}
	return words(x.Do) + message
}

// fieldValue is a value that is written to a field.
func (m *Model) fieldValue(field schema.Address, v any) string {
	if _, _, l := field.Split(); len(l) == 2 {
		return "“" + m.value(l[0], l[1], v) + "”"
	}
	return fmt.Sprint(v)
}
