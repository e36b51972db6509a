package salesforce

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/stagecraft-dev/stagecraft/providers/salesforce/flow"
	"github.com/stagecraft-dev/stagecraft/schema"
)

// doer turns actions into steps of a flow on an object of the org, and notes what people do instead.
type doer struct {
	*compiler
	title   string
	object  string
	sobject string
	trigger schema.Event
	todo    *[]string
}

// by notes that people do an action.
func (d *doer) by(a *schema.Action, format string, args ...any) []flow.Step {
	*d.todo = append(*d.todo, fmt.Sprintf("%s (%s): ", schema.Label("", a.Name), d.sobject)+fmt.Sprintf(format, args...))
	return nil
}

// called is what people call what an address stands for.
func (c *compiler) called(a schema.Address) string { return schema.Title(c.a.Lookup(a)) }

// words are what an action tells people.
func (d *doer) words(a *schema.Action) string { return cmp.Or(a.Message, a.Description, d.title) }

// steps are what actions do at once; actions that wait are left to later.
func (d *doer) steps(list []*schema.Action) (out []flow.Step) {
	for _, a := range list {
		out = append(out, d.do(a)...)
	}
	return out
}

func (d *doer) do(a *schema.Action) []flow.Step {
	if a.Approval == "required" {
		return d.release(a, a.To)
	}
	switch a.Do {
	case "set_field":
		return d.set(a, a.Value)
	case "clear_field":
		return d.set(a, nil)
	case "set_status":
		return d.status(a)
	case "move_to":
		return d.move(a)
	case "assign":
		return d.assign(a)
	case "route":
		return d.route(a)
	case "create_task":
		return []flow.Step{d.task(a.To, d.words(a), d.title, a.SLA)}
	case "notify":
		return []flow.Step{d.tell([]schema.Address{a.To}, d.words(a), d.title+".")}
	case "create_record":
		return d.create(a)
	case "enroll":
		return d.enroll(a)
	case "reset_score":
		return d.reset(a)
	case "send":
		return d.by(a, "send by hand, or by your marketing tool: %s", d.words(a))
	case "webhook":
		return d.by(a, "call %s: Setup > Named Credentials > External Services, or an outbound message.", a.Message)
	case "enrich":
		return d.by(a, "enrich the record with your provider's package. %s", a.Description)
	}
	return nil // wait: what follows is later already
}

// release asks a person to release what may not go out by itself.
func (d *doer) release(a *schema.Action, to schema.Address) []flow.Step {
	*d.todo = append(*d.todo, "Whoever has a task “Release: …” does what it says, or closes it.")
	return []flow.Step{d.task(to, "Release: "+d.words(a), "Look at it, then send it. Nothing has gone out yet. "+d.title+".", a.SLA)}
}

// task goes to the only user behind an address, or to the owner of the record.
func (d *doer) task(to schema.Address, subject, note string, clock schema.Address) flow.Step {
	t := flow.Task{Label: "Task: " + cut(subject, 60), Subject: cut(subject, maxSubject), Note: note}
	if people := d.someone(to); len(people) == 1 {
		t.Owner = flow.User(people[0])
	} else if to != "" {
		t.Note += " For " + d.called(to) + "."
	}
	if s := schema.Find[schema.SLA](d.a, clock); s != nil {
		t.Due = flow.InDays(s.Within.Months*30 + s.Within.Days + s.Within.Minutes/(24*60))
	}
	return t
}

// maxSubject is how long the subject of a task may be. Source: Object Reference for the Salesforce Platform, Task.
const maxSubject = 255

// tell sends mail to the people behind addresses; where nobody has one, the owner of the record gets a task.
func (d *doer) tell(to []schema.Address, subject, body string) flow.Step {
	var people, names []string
	for _, a := range to {
		people = append(people, d.someone(a)...)
		names = append(names, d.called(a))
	}
	slices.Sort(people)
	if list := d.addresses(slices.Compact(people)); list != "" {
		return flow.Email{Label: cut("Tell "+strings.Join(names, " and "), 60), To: flow.Text(list), Subject: cut(subject, maxSubject), Body: body + " {!$Record.Id}"}
	}
	if names != nil {
		body += " For " + strings.Join(names, ", ") + "."
	}
	return d.task("", subject, body, "")
}

// status sets the working state, on the objects of the org that have one.
func (d *doer) status(a *schema.Action) []flow.Step {
	_, _, l := a.Status.Split()
	s := schema.Find[schema.Status](d.a, a.Status)
	if len(l) != 2 || s == nil {
		return nil
	}
	return d.write(a, l[0], "Set the status", fmt.Sprintf("set the status “%s”.", schema.Title(s)), func(w way) ([]flow.Field, bool) {
		field, _ := d.statusField(s.Object, w.sobject)
		return []flow.Field{{Name: field, Value: flow.Text(d.statusValue(s, w.sobject))}}, !w.same || s.Object == d.object
	})
}

// move sets the stage. Validation rules hold for it.
func (d *doer) move(a *schema.Action) []flow.Step {
	t := d.a.Track(a.Stage)
	if t == nil {
		return nil
	}
	return d.write(a, t.Object, "Move to "+d.called(a.Stage), fmt.Sprintf("move to “%s”.", d.called(a.Stage)), func(w way) ([]flow.Field, bool) {
		h := d.homeOn(t, w.sobject)
		if h == nil {
			return nil, false
		}
		return []flow.Field{{Name: h.field, Value: flow.Text(h.value(t, a.Stage))}}, true
	})
}

func (d *doer) assign(a *schema.Action) []flow.Step {
	v, why := d.ownerFor(a.To, d.sobject)
	if why != "" {
		return d.by(a, "give the record to %s. %s", d.called(a.To), why)
	}
	return []flow.Step{flow.Set{Label: cut("Give to "+d.called(a.To), 60), Fields: []flow.Field{{Name: "OwnerId", Value: v}}}}
}

// route is nothing where the policy runs by itself for the same event.
func (d *doer) route(a *schema.Action) []flow.Step {
	r := schema.Find[schema.Routing](d.a, a.Routing)
	if r == nil || r.Trigger == d.trigger && !r.Trigger.IsZero() {
		return nil
	}
	if r.Object.Name() != d.object {
		return d.by(a, "see to it that “%s” decides about the records.", schema.Title(r))
	}
	step, why := d.decides(r, d.sobject, d.todo)
	if why != nil {
		return d.by(a, "see to it that “%s” decides about the record. %s", schema.Title(r), strings.Join(why, " "))
	}
	return []flow.Step{step}
}

func (d *doer) enroll(a *schema.Action) []flow.Step {
	s := schema.Find[schema.Sequence](d.a, a.Sequence)
	if s == nil {
		return nil
	}
	return d.write(a, s.Object.Name(), "Enroll in "+schema.Title(s), fmt.Sprintf("enroll in “%s”.", schema.Title(s)), func(w way) ([]flow.Field, bool) {
		return []flow.Field{{Name: enrolledField(s), Value: now}}, !w.same || w.sobject == d.sobject
	})
}

// create makes a record that leads back to the one that started the flow, with its name and stage.
func (d *doer) create(a *schema.Action) []flow.Step {
	object := a.Object.Name()
	if object == "" || !d.owns(object) {
		return d.by(a, "create the record. %s", a.Description)
	}
	sobject := d.names.last(object)
	fields, why := d.newRecord(object, sobject)
	if why != "" {
		return d.by(a, "create the record of %s. %s %s", sobject, why, a.Description)
	}
	if t := d.a.Track(a.Stage); t != nil {
		if h := d.homeOn(t, sobject); h != nil {
			fields = append(fields, flow.Field{Name: h.field, Value: flow.Text(h.value(t, a.Stage))})
		}
	}
	if a.To != "" {
		if v, why := d.ownerFor(a.To, sobject); why == "" {
			fields = append(fields, flow.Field{Name: "OwnerId", Value: v})
		}
	}
	return []flow.Step{flow.Create{Label: "Create " + sobject, Object: sobject, Fields: fields}}
}

// newRecord are the fields that any new record of an object needs and that the record at hand can give.
func (d *doer) newRecord(object, sobject string) ([]flow.Field, string) {
	p, ok := resolver{d.compiler, sobject, object}.Parent(object, d.object)
	switch {
	case !ok || p.Path == "":
		return nil, fmt.Sprintf("No lookup leads from %s back to %s.", sobject, d.sobject)
	case sobject == opportunity:
		return nil, "An opportunity needs a close date, which people know."
	case !isCustom(sobject) && sobject != account:
		return nil, "It needs a name that people know."
	}
	fields := []flow.Field{{Name: "Name", Value: flow.Ref("$Record.Name")}, {Name: p.Key, Value: flow.Ref("$Record.Id")}}
	for _, other := range d.a.ObjectNames() { // what the record belongs to, the new one belongs to as well
		if other == object || other == d.object {
			continue
		}
		mine, ok := resolver{d.compiler, d.sobject, d.object}.Parent(d.object, other)
		theirs, also := resolver{d.compiler, sobject, object}.Parent(object, other)
		if ok && also && mine.Path != "" && theirs.Path != "" && !slices.ContainsFunc(fields, func(f flow.Field) bool { return f.Name == theirs.Key }) {
			fields = append(fields, flow.Field{Name: theirs.Key, Value: flow.Ref("$Record." + mine.Key)})
		}
	}
	return fields, ""
}

// reset writes 0 to the fields of a score that are no formulas.
func (d *doer) reset(a *schema.Action) (out []flow.Step) {
	s := schema.Find[schema.Scoring](d.a, a.Scoring)
	if s == nil {
		return nil
	}
	if s.Object.Name() != d.object {
		return d.by(a, "set the score “%s” of the records back.", schema.Title(s))
	}
	var fields []flow.Field
	for _, x := range s.Dimensions {
		switch {
		case a.Dimension != "" && a.Dimension != x.Name:
		case d.computedScore(d.sobject, s, x):
			d.by(a, "“%s” is a formula of facts, which are what they are.", schema.Title(x))
		default:
			fields = append(fields, flow.Field{Name: d.scoreField(d.sobject, s, x.Name).Name, Value: flow.Number(0)})
			d.by(a, "“%s” is set to 0; whatever writes it must leave activities from before out.", schema.Title(x))
		}
	}
	if fields == nil {
		return nil
	}
	return []flow.Step{flow.Set{Label: "Reset the score", Fields: fields}}
}

// actionWords are actions for people who do them.
func (c *compiler) actionWords(list []*schema.Action) (out []string) {
	for _, a := range list {
		w := strings.ReplaceAll(a.Do, "_", " ")
		for _, to := range []schema.Address{a.Field, a.Stage, a.Status, a.Object, a.Routing, a.Sequence, a.Scoring} {
			if to != "" {
				w += " “" + c.called(to) + "”"
			}
		}
		if a.Value != nil {
			w += fmt.Sprintf(" to %v", a.Value)
		}
		if a.To != "" {
			w += ", for " + c.called(a.To)
		}
		if !a.After.IsZero() {
			w = "after " + a.After.String() + ", " + w
		}
		if text := cmp.Or(a.Message, a.Description); text != "" {
			w += ": " + text
		}
		out = append(out, upperFirst(w))
	}
	return out
}
