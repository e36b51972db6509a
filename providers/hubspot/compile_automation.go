package hubspot

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/schema"
)

// automation makes a workflow of an automation. One that waits for a clock to run out is part of the clock's workflow.
func (w *worker) automation(a *schema.Automation) {
	title, name := schema.Title(a), "Automation: "+schema.Title(a)
	says := cmp.Or(a.Outcome, a.Purpose, title)
	if s := schema.Find[schema.System](w.a, a.System); s != nil && s.Type != "crm" {
		w.step(a.Address, false, fmt.Sprintf("Build “%s” in %s", title, schema.Title(s)), "It runs there, not in HubSpot.",
			sentences([]string{"Open the automations of " + schema.Title(s), "Make it do this: " + says})...)
		w.enforcement(a.Address, says, providers.Manual, "It runs in "+schema.Title(s)+".")
		return
	}
	st, why := w.starting(a.Trigger)
	st.object = cmp.Or(st.object, a.Object.Name(), w.objectOf(a.Trigger), "contact")
	if a.Trigger.Kind == "breached" || !w.owns(st.object) {
		return
	}
	d := w.doer(title, st.object, a.Trigger)
	ch := d.actions(a.Actions)
	if text := a.Native[provider]; text != "" {
		d.todo = append(d.todo, "It was designed as: "+text)
	}
	b, lacks := w.exactly(both(st.when, a.When.Expr), st.object)
	if why != "" {
		b, lacks = nil, []string{why}
	}
	switch {
	case b == nil:
		w.byPeople(&a.Meta, says, name, d.plural, w.event(a.Trigger, a.When), ch, d.todo, lacks...)
	case len(ch) == 0:
		w.step(a.Address, false, "Do by hand what “"+title+"” asks for", "None of it can be written to a workflow over the API.", sentences(d.todo)...)
		w.enforcement(a.Address, says, providers.Manual, "People do it.")
	default:
		if a.Trigger.Kind == "every" {
			d.todo = append(d.todo, fmt.Sprintf("To repeat it every %s: Edit enrollment triggers > On a schedule.", a.Trigger.Every))
		}
		made, live := w.workflow(&a.Meta, "", name, d.plural, false, definition(enrollment(b, st.again...), ch))
		if len(d.todo) == 1 && a.Native[provider] != "" {
			d.todo = nil // nothing is left to be built
		}
		moves := ""
		if slices.ContainsFunc(a.Actions, func(x *schema.Action) bool { return x.Do == "move_to" }) {
			moves = "HubSpot moves the record whether or not it meets the criteria of the stage."
		}
		w.built(&a.Meta, says, made, live, d.todo, st.loss, moves)
	}
}

// objectOf is the object that an event happens to; "" where it does not say.
func (c *compiler) objectOf(e schema.Event) string {
	_, kind, l := e.Target.Split()
	switch t := c.a.Track(e.Target); {
	case t != nil:
		return t.Object
	case (kind == "field" || kind == "object") && len(l) > 0:
		return l[0]
	}
	return ""
}

// doer turns actions into nodes, and notes what people do instead.
type doer struct {
	*worker
	title   string
	object  string // of the enrolled records
	plural  string
	trigger schema.Event
	todo    []string
}

func (w *worker) doer(title, object string, trigger schema.Event) *doer {
	return &doer{worker: w, title: title, object: object, plural: w.names.plural(object), trigger: trigger}
}

func (d *doer) actions(list []*schema.Action) (out chain) {
	for i, a := range list {
		if m := minutes(a.After); m > 0 {
			out = append(out, wait(m))
		}
		did := d.action(a)
		out = append(out, did...)
		if a.Do == "route" && len(did) == 0 && i < len(list)-1 {
			out = append(out, wait(5)) // the routing's own workflow is at work; what follows may look at the owner
		}
	}
	for len(out) > 0 && out[len(out)-1].action == actionDelay {
		out = out[:len(out)-1]
	}
	return out
}

// by notes that people do an action.
func (d *doer) by(a *schema.Action, format string, args ...any) chain {
	d.todo = append(d.todo, fmt.Sprintf("%s: ", schema.Label("", a.Name))+fmt.Sprintf(format, args...))
	return nil
}

// words are what an action tells people.
func (d *doer) words(a *schema.Action) string { return cmp.Or(a.Message, a.Description, d.title) }

func (d *doer) action(a *schema.Action) chain {
	if a.Approval == "required" {
		return d.release(a, a.To)
	}
	switch a.Do {
	case "set_field":
		return d.set(a, a.Field, a.Value)
	case "clear_field":
		return d.set(a, a.Field, nil)
	case "set_status":
		_, _, l := a.Status.Split()
		if len(l) != 2 || l[0] != d.object {
			return d.by(a, "set the status “%s” of the associated records.", schema.Title(d.a.Lookup(a.Status)))
		}
		return chain{setProperty(statusProperty(d.plural), d.statusValue(schema.Find[schema.Status](d.a, a.Status)))}
	case "move_to":
		return d.move(a)
	case "assign":
		people := d.someone(a.To)
		if len(people) == 0 {
			return d.by(a, "give the record to %s.", schema.Title(d.a.Lookup(a.To)))
		}
		return chain{assignTo(people, true)}
	case "route":
		return d.route(a)
	case "create_task":
		return chain{d.task(a.To, d.words(a), d.title, a.SLA)}
	case "notify":
		return chain{d.tell(a.To, d.words(a), d.title)}
	case "create_record":
		return d.create(a)
	case "enroll":
		return d.enroll(a)
	case "reset_score":
		return d.reset(a)
	case "send":
		return d.by(a, "add the action Send marketing email, with the text: %s", d.words(a))
	case "webhook":
		return d.by(a, "add the action Send a webhook, to %s", a.Message)
	case "enrich":
		return d.by(a, "add the action Enrich record, or the one of your enrichment provider. %s", a.Description)
	}
	return nil // wait: its delay is there already
}

// release asks a person to release what may not go out by itself.
func (d *doer) release(a *schema.Action, to schema.Address) chain {
	d.todo = append(d.todo, "Whoever has a task “Release: …” does what it says, or clears it.")
	return chain{d.task(to, "Release: "+d.words(a), "Look at it, then send it. Nothing has gone out yet. "+d.title+".", a.SLA)}
}

// task goes to the one person behind an address, or to the owner of the record.
func (d *doer) task(to schema.Address, subject, body string, clock schema.Address) node {
	owner, due := "", 0
	if people := d.someone(to); len(people) == 1 {
		owner = people[0]
	}
	if to != "" && owner == "" {
		body += " For " + schema.Title(d.a.Lookup(to)) + "."
	}
	if s := schema.Find[schema.SLA](d.a, clock); s != nil {
		due = minutes(s.Within)
	}
	return task(d.plural, subject, body, owner, due)
}

// tell notifies the people behind an address; where there are none, the owner of the record gets a task.
func (d *doer) tell(to schema.Address, subject, body string) node {
	if people := d.someone(to); len(people) > 0 {
		return notice(subject, body, people)
	}
	return d.task(to, subject, body, "")
}

// set writes a value to a field of the record, or of the records that are associated with it; nil clears.
func (d *doer) set(a *schema.Action, field schema.Address, value any) chain {
	_, _, l := field.Split()
	if len(l) != 2 {
		return nil
	}
	_, name := d.property(l[0], l[1])
	text, ok := d.valueText(l[0], l[1], value)
	if !ok {
		return d.by(a, "set “%s” to %v.", schema.Title(d.a.Lookup(field)), value)
	}
	return d.write(a, l[0], name, text, schema.Title(d.a.Lookup(field)))
}

func (d *doer) write(a *schema.Action, object, property, value, label string) chain {
	if object == d.object {
		return chain{setProperty(property, value)}
	}
	l, ok := resolver{d.compiler}.Link(d.object, object)
	switch {
	case !d.owns(object):
		return d.by(a, "set “%s” of the %s, which lives in another CRM.", label, object)
	case !ok:
		return d.by(a, "set “%s” of the associated %s.", label, object)
	}
	return chain{setAssociated(l, property, value)}
}

// valueText is a constant as properties take it; "" for nothing.
func (c *compiler) valueText(object, field string, value any) (string, bool) {
	switch x := value.(type) {
	case nil:
		return "", true
	case string:
		return resolver{c}.Option(object, field, x)
	case float64:
		return strconv.FormatFloat(x, 'f', -1, 64), true
	case bool:
		return strconv.FormatBool(x), true
	}
	return "", false
}

// move sets the stage. HubSpot looks at no criteria of it.
func (d *doer) move(a *schema.Action) chain {
	t := d.a.Track(a.Stage)
	s := schema.Find[schema.Stage](d.a, a.Stage)
	if t == nil || s == nil {
		return nil
	}
	out := d.write(a, t.Object, d.trackProperty(t), d.stageRef(t, s), t.Label()+" to "+s.Called())
	if e := d.trigger; t.Object == d.object && d.homeOf(t) == inLifecycle && e.Kind == "entering" && t.Rank(e.Target) > t.Rank(a.Stage) {
		// HubSpot moves no record to an earlier lifecycle stage unless the value is emptied first (knowledge base, use lifecycle stages).
		return append(chain{clearProperty(lifecycleProperty)}, out...)
	}
	return out
}

// route is nothing where the policy runs by itself for the same event.
func (d *doer) route(a *schema.Action) chain {
	r := schema.Find[schema.Routing](d.a, a.Routing)
	name := d.made[a.Routing]
	switch {
	case r == nil:
		return nil
	case name == "" || r.Object.Name() != d.object:
		return d.by(a, "see to it that “%s” decides about the record.", schema.Title(r))
	case r.Trigger == d.trigger:
		return nil
	}
	return chain{enrollIn(name)}
}

func (d *doer) enroll(a *schema.Action) chain {
	s := schema.Find[schema.Sequence](d.a, a.Sequence)
	name := d.made[a.Sequence]
	if s == nil {
		return nil
	}
	if name == "" || s.Object.Name() != d.object {
		return d.by(a, "enroll the associated %s in “%s”.", s.Object.Name(), schema.Title(s))
	}
	return chain{enrollIn(name)}
}

// nameProperties hold what records are called.
var nameProperties = map[string]string{"contacts": "lastname", "companies": "name", "deals": "dealname", "tickets": "subject", "leads": "hs_lead_name"}

func (d *doer) create(a *schema.Action) chain {
	object := a.Object.Name()
	plural := d.names.plural(object)
	back, ok := resolver{d.compiler}.Link(object, d.object)
	from, to := nameProperties[d.plural], nameProperties[plural]
	if !ok || from == "" || to == "" {
		return d.by(a, "create the record of %s. %s", plural, a.Description)
	}
	values := [][2]string{{to, "{{ enrolled_object." + from + " }}"}}
	if t, s := d.a.Track(a.Stage), schema.Find[schema.Stage](d.a, a.Stage); t != nil && s != nil {
		if d.homeOf(t) == inPipeline {
			values = append(values, [2]string{pipelineProperty(plural), ref(refPipeline, d.pipelineKey(t))})
		}
		values = append(values, [2]string{d.trackProperty(t), d.stageRef(t, s)})
	}
	if people := d.staff(a.To); len(people) == 1 {
		values = append(values, [2]string{"hubspot_owner_id", ref(refOwner, people[0])})
	}
	return chain{createRecord(plural, values, back)}
}

// reset writes 0 to the fields of a score. What HubSpot counted before counts on in its own scores.
func (d *doer) reset(a *schema.Action) (out chain) {
	s := schema.Find[schema.Scoring](d.a, a.Scoring)
	if s == nil {
		return nil
	}
	for _, x := range s.Dimensions {
		if a.Dimension != "" && a.Dimension != x.Name {
			continue
		}
		_, _, l := x.Field.Split()
		if len(l) != 2 || l[0] != d.object || !d.owns(l[0]) {
			d.by(a, "HubSpot's score “%s” cannot be set back; leave earlier activities out of it by their date.", schema.Label(x.Title, x.Name))
			continue
		}
		_, name := d.property(l[0], l[1])
		out = append(out, setProperty(name, "0"))
	}
	if len(out) > 0 {
		d.by(a, "the field is set to 0; leave activities from before out of the score that fills it.")
	}
	return out
}
