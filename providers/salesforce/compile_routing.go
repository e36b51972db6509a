package salesforce

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/salesforce/flow"
	"github.com/stagecraft-dev/stagecraft/providers/salesforce/formula"
	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/expr"
)

// routings makes queues and assignment rules, and flows that route what no assignment rule sees.
func (c *compiler) routings() {
	c.queues()
	for _, r := range c.a.Routings {
		c.routing(r)
	}
}

// routing makes an assignment rule of leads, and a flow of every object that gives a record to its owner when the event happens.
func (c *compiler) routing(r *schema.Routing) {
	object := r.Object.Name()
	if !c.owns(object) {
		return
	}
	title := schema.Title(r)
	e := c.effort(&r.Meta, "goes to the right person", "Routing: "+title)
	ruled := false
	for _, sobject := range c.names.all(object) {
		if sobject == lead {
			ruled = c.assignment(e, r, object)
		}
		c.routes(e, r, object, sobject)
	}
	if ruled && len(e.made) == 0 {
		e.enforcement(r.Address, e.criterion, providers.Corrected, fmt.Sprintf("The assignment rule of leads “%s” does it, for leads that are saved with the wish to be assigned. %s", title, strings.Join(lines(e.why), " ")))
		e.todoSteps()
		return
	}
	e.close(c.event(r.Trigger, schema.Criterion{}), c.ruleWords(r))
}

// todoSteps is what people add where no flow is made.
func (e *effort) todoSteps() {
	if len(e.todo) > 0 {
		e.step(e.meta.Address, false, "Complete “"+e.name+"”", "These parts are nothing that an assignment rule does.", lines(e.todo)...)
	}
}

// assignment makes the assignment rule of leads. It looks at leads as they are when a save asks for assignment, so that each
// entry asks for the stage that the policy waits for.
func (c *compiler) assignment(e *effort, r *schema.Routing, object string) bool {
	choices, why := c.choices(r, lead, formula.Validation, &e.todo)
	if why != nil {
		e.lacks(lead, why...)
		return false
	}
	at := ""
	if t := c.a.Track(r.Trigger.Target); r.Trigger.Kind == "entering" && t != nil {
		at = c.env(object, lead, formula.Validation).At(string(t.Address), string(r.Trigger.Target)).String()
	}
	var entries []any
	for _, x := range choices {
		if x.why != "" {
			continue
		}
		kind := "Queue"
		if x.isUser {
			kind = "User"
		}
		entry := map[string]any{"assignedTo": x.to, "assignedToType": kind, "formula": cmp.Or(joined(at, x.when), "TRUE")}
		entries = append(entries, entry)
	}
	title := schema.Title(r)
	if last := choices[len(choices)-1]; last.why != "" {
		e.lacks(lead, "The policy has no fallback that can own leads, so that some would go to nobody. "+last.why)
		return false
	}
	for _, entry := range entries {
		if n := len([]rune(text(entry.(map[string]any)["formula"]))); n > formula.DefaultLimit.Characters {
			e.lacks(lead, fmt.Sprintf("A formula of the assignment rule would have %d characters, and Salesforce takes %d.", n, formula.DefaultLimit.Characters))
			return false
		}
	}
	active := !c.hasActiveAssignment()
	c.resource(typeAssignment, &r.Meta, "", fmt.Sprintf("assignment rule “%s” of leads", title), false,
		providers.Values{"object": lead, "name": developerName(r.Address.Key(), maxName), "active": active, "entries": entries})
	if !active {
		c.step(r.Address, false, "Choose which assignment rule of leads is active", "One assignment rule of an object is active; several policies are declared for leads.",
			"Setup > Lead Assignment Rules.", fmt.Sprintf("“%s”", title))
	}
	c.step(r.Address, false, "Have new leads assigned", "An assignment rule looks at a lead only when the save asks for it.",
		"Setup > Web-to-Lead assigns by itself. Imports: Data Import Wizard > Assign new records by the rule. Integrations: the header Sforce-Auto-Assign, or AssignmentRuleHeader.",
		"By hand: the checkbox “Assign using active assignment rule” of the lead page layout; choose it by default in the layout's properties.")
	return true
}

func (c *compiler) hasActiveAssignment() bool {
	return slices.ContainsFunc(c.out.Resources, func(r *providers.Resource) bool { return r.Type == typeAssignment && r.Values["active"] != false })
}

// routes makes the flow that routes records of an object of the org when the event happens.
func (c *compiler) routes(e *effort, r *schema.Routing, object, sobject string) {
	if r.Trigger.IsZero() {
		return
	}
	st, why := c.starting(r.Trigger, sobject)
	if why != "" || c.objectOf(r.Trigger) != object {
		e.lacks(sobject, cmp.Or(why, "The event happens to records of another object."))
		return
	}
	step, lacks := c.decides(r, sobject, &e.todo)
	if lacks != nil {
		e.lacks(sobject, lacks...)
		return
	}
	f, lack := st.launch(flow.Flow{Label: "Routing: " + schema.Title(r) + " (" + sobject + ")", Object: sobject, Order: orderRoutes, Steps: []flow.Step{step},
		Description: "Gives records to their owner when " + c.event(r.Trigger, schema.Criterion{}) + "."}, "")
	if lack == "" {
		if err := c.flow(&r.Meta, "routes_"+sobject, false, f); err != nil {
			lack = err.Error()
		}
	}
	if lack != "" {
		e.lacks(sobject, lack)
		return
	}
	e.made = append(e.made, f.Label)
	e.losses = append(e.losses, st.loss)
}

// decides is the decision of a policy about the record that started a flow.
func (c *compiler) decides(r *schema.Routing, sobject string, todo *[]string) (flow.Step, []string) {
	choices, why := c.choices(r, sobject, formula.Entry, todo)
	if why != nil {
		return nil, why
	}
	fallback := choices[len(choices)-1]
	if fallback.why != "" {
		*todo = append(*todo, fmt.Sprintf("What no rule wants stays with its owner on %s. %s", sobject, fallback.why))
	}
	d := flow.Decide{Label: "Who receives the record", Else: c.given(r, sobject, fallback, todo)}
	for _, x := range choices[:len(choices)-1] {
		if x.when == "" { // all others
			d.Else = c.given(r, sobject, x, todo)
			break
		}
		d.Cases = append(d.Cases, flow.Case{Label: schema.Label("", strings.ReplaceAll(x.name, " ", "_")), Formula: x.when, Steps: c.given(r, sobject, x, todo)})
	}
	if len(d.Cases) == 0 {
		if len(d.Else) == 0 {
			return nil, []string{"Nobody is named who could receive a record."}
		}
		return d.Else[0], nil
	}
	return d, nil
}

// given gives the record to the owner of a case, notes which rule decided and when, and starts the clock of the assignment.
func (c *compiler) given(r *schema.Routing, sobject string, x choice, todo *[]string) []flow.Step {
	var fields []flow.Field
	if x.why == "" {
		fields = append(fields, flow.Field{Name: "OwnerId", Value: x.owner})
	}
	for _, stamp := range []struct {
		field schema.Address
		value flow.Value
	}{{r.AssignedAt, now}, {r.Basis, flow.Text(x.rule)}} {
		if f := schema.Find[schema.Field](c.a, stamp.field); f != nil && f.Object == r.Object.Name() {
			fields = append(fields, flow.Field{Name: c.fieldOn(sobject, f), Value: stamp.value})
		}
	}
	if s := schema.Find[schema.SLA](c.a, r.SLA); s != nil && s.Starts != r.Trigger && c.has(typeField, key(sobject, fieldsOf(s).due)) {
		clock := fieldsOf(s)
		if len(s.Variants) == 0 && s.When.IsZero() {
			fields = append(fields, flow.Field{Name: clock.started, Value: now}, flow.Field{Name: clock.due, Value: after(s.Within)}, flow.Field{Name: clock.stopped, Value: flow.Nothing("DateTime")})
		} else if note := fmt.Sprintf("Start the clock “%s” when a record is assigned: its limit depends on the record.", schema.Title(s)); !slices.Contains(*todo, note) {
			*todo = append(*todo, note)
		}
	}
	if fields == nil {
		return nil
	}
	return []flow.Step{flow.Set{Label: "Assign " + strings.ReplaceAll(x.name, "_", " "), Fields: fields}}
}

// ruleWords are the rules of a policy for people.
func (c *compiler) ruleWords(r *schema.Routing) (out []string) {
	for _, rule := range r.Rules {
		when := "all others"
		if !rule.When.IsZero() {
			when = "if " + strings.TrimSuffix(expr.Sentence(rule.When.Expr, c.a.Namer()), ".")
		}
		out = append(out, fmt.Sprintf("“%s”, %s: to %s", rule.Name, when, c.called(rule.To)))
	}
	if r.Fallback != "" {
		out = append(out, "All others: to "+c.called(r.Fallback))
	}
	return out
}
