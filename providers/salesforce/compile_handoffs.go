package salesforce

import (
	"fmt"
	"slices"
	"strings"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/salesforce/flow"
	"github.com/stagecraft-dev/stagecraft/providers/salesforce/formula"
	"github.com/stagecraft-dev/stagecraft/schema"
)

// handoff makes a flow that gives a record which is handed over to its next owner, copies what is carried over, and makes the
// record that follows.
func (c *compiler) handoff(h *schema.Handoff) {
	t := c.a.Track(h.To)
	if t == nil || !c.owns(t.Object) {
		return
	}
	title := schema.Title(h)
	const says = providers.ReceiverOwns
	decides := c.a.Decider(t.Object, h.To)
	e := c.effort(&h.Meta, says, "Handoff: "+title)
	own, reminded, carried := false, false, len(h.Carries) == 0
	for _, home := range c.homeOf[t.Address] {
		entry, why := c.handover(h, t, home.sobject)
		if why != "" {
			e.lacks(home.sobject, why)
			continue
		}
		d := &doer{c, title, t.Object, home.sobject, schema.Event{Kind: "entering", Target: h.To}, &e.todo}
		steps := d.carries(h)
		carried = carried || len(steps) > 0
		steps = append(steps, d.follows(h)...)
		if decides == "" {
			next, gives := d.receives(h)
			own, reminded = own || gives, reminded || !gives
			steps = append(steps, next)
		}
		if len(steps) == 0 {
			continue
		}
		f := &flow.Flow{Label: "Handoff: " + title + " (" + home.sobject + ")", Object: home.sobject, On: flow.CreatedUpdated, Order: orderHandoffs, Steps: steps,
			Entry: flow.Entry{Formula: entry}, Description: h.Promise}
		if err := c.flow(&h.Meta, home.sobject, c.isGolden(h.To), f); err != nil {
			e.lacks(home.sobject, err.Error())
			continue
		}
		e.made = append(e.made, f.Label)
	}
	trigger := fmt.Sprintf("a record goes from “%s” to “%s”", c.called(h.From), c.called(h.To))
	switch {
	case decides != "":
		c.enforcement(h.Address, says, providers.Corrected, "“"+decides+"” gives the record to its owner.")
		if len(e.made) > 0 || len(e.todo) > 0 {
			e.criterion = "facts are carried over"
			e.close(trigger, c.carryWords(h))
		}
		return
	case reminded && len(e.made) > 0:
		e.class = providers.Detected
		e.losses = append(e.losses, "Where somebody else has the record, it leaves a task to hand it over")
	}
	if len(h.Carries) > 0 {
		class, how := providers.Corrected, "A flow copies them."
		if !carried || c.settings.flowsOff {
			class, how = providers.Manual, "People copy them."
		}
		c.enforcement(h.Address, "facts are carried over", class, how)
	}
	e.close(trigger, append([]string{"The owner becomes " + c.called(h.Owner)}, c.carryWords(h)...))
}

func (c *compiler) isGolden(stage schema.Address) bool {
	s := schema.Find[schema.Stage](c.a, stage)
	return s != nil && s.Golden
}

// handover is the entry condition of a handoff: the move from one stage to the other. From another flow only the arrival is
// seen, which tells enough when no other handoff leads to the stage.
func (c *compiler) handover(h *schema.Handoff, t *schema.Track, sobject string) (entry, why string) {
	env := c.entryEnv(t.Object, sobject)
	if from := c.a.Track(h.From); from != nil && from.Address == t.Address {
		entry = env.Moving(string(t.Address), string(h.From), string(h.To)).String()
	} else {
		for _, other := range c.a.Handoffs {
			if other != h && other.To == h.To {
				return "", "Several handoffs lead to the stage, and the record does not tell where it came from."
			}
		}
		st, why := c.starting(schema.Event{Kind: "entering", Target: h.To}, sobject)
		return st.when, why
	}
	if entry == "" {
		why = "The org does not hold these stages."
	}
	return entry, why
}

// receives gives the record to the owner of a handoff, unless one of its people has it. Where there is not one owner to
// give it to, a task reminds people; gives is false then.
func (d *doer) receives(h *schema.Handoff) (step flow.Step, gives bool) {
	owner, why := d.ownerFor(h.Owner, d.sobject)
	to := d.called(h.Owner)
	next := flow.Step(flow.Set{Label: cut("Give to "+to, 60), Fields: []flow.Field{{Name: "OwnerId", Value: owner}}})
	if why != "" {
		next = flow.Task{Label: cut("Hand over to "+to, 60), Subject: cut("Hand the record over to: "+to, maxSubject), Note: d.title + ". " + why}
	}
	var theirs []string
	for _, p := range d.staff(h.Owner) {
		theirs = append(theirs, fmt.Sprintf("{!$Record.%s} = %s", ownerKey(d.sobject), quote(p)))
	}
	if theirs == nil {
		return next, why == ""
	}
	return flow.Decide{Label: "Who has it", Cases: []flow.Case{{Label: "One of them has it already", Formula: anyOf(theirs)}}, Else: []flow.Step{next}}, why == ""
}

// ownerKey is where a formula finds the user name of the owner. Owners that may be queues are named with their kind. Source:
// Salesforce Help, formulas with polymorphic fields.
func ownerKey(sobject string) string {
	if queueable(sobject) {
		return "Owner:User.Username"
	}
	return "Owner.Username"
}

// quote is a text in a formula.
func quote(s string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(s) + `"`
}

// carries copies facts to the record itself and to those that it leads to.
func (d *doer) carries(h *schema.Handoff) (out []flow.Step) {
	for _, x := range h.Carries {
		_, _, from := x.From.Split()
		_, _, to := x.To.Split()
		if len(from) != 2 || len(to) != 2 {
			continue
		}
		source, ok := d.read(from[0], from[1])
		target := schema.Find[schema.Field](d.a, x.To)
		done := false
		if ok && target != nil && d.owns(to[0]) {
			for _, w := range d.ways(d.object, d.sobject, to[0]) {
				name := d.fieldOn(w.sobject, target)
				if d.typeOf(w.sobject, name, target) == formula.Picklist && !takes(target, d.a.Field(from[0], from[1])) {
					continue
				}
				out = append(out, w.write("Carry "+schema.Title(target), []flow.Field{{Name: name, Value: flow.Ref(source)}}))
				done = true
			}
		}
		if !done {
			*d.todo = append(*d.todo, fmt.Sprintf("Copy “%s” of the %s to “%s” of the %s.", d.called(x.From), from[0], d.called(x.To), to[0]))
		}
	}
	return out
}

// takes tells whether a picklist has all that another one may hold.
func takes(target, source *schema.Field) bool {
	return source.Type.Kind == "enum" && !slices.ContainsFunc(source.Type.Options, func(o string) bool { return !slices.Contains(target.Type.Options, o) })
}

// read is where a flow finds a fact: on the record or on one that it belongs to.
func (d *doer) read(object, name string) (string, bool) {
	f := d.a.Field(object, name)
	if f == nil || !d.owns(object) {
		return "", false
	}
	if object == d.object {
		return "$Record." + d.fieldOn(d.sobject, f), true
	}
	p, ok := resolver{d.compiler, d.sobject, d.object}.Parent(d.object, object)
	switch {
	case !ok:
		return "", false
	case p.Path == "":
		return "$Record." + d.fieldOn(d.sobject, f), true
	}
	return "$Record." + p.Path + "." + d.fieldOn(d.names.last(object), f), true
}

// follows makes the record that a handoff creates, unless an automation does.
func (d *doer) follows(h *schema.Handoff) []flow.Step {
	if h.Creates == "" || d.creates(h) {
		return nil
	}
	if h.Creates.Name() != d.object {
		return d.create(&schema.Action{Name: "next record", Object: h.Creates, Description: h.Promise})
	}
	words := fmt.Sprintf("Create the record of %s when one leaves “%s”.", d.sobject, d.called(h.From))
	if d.sobject == opportunity {
		words += " Convert makes it of a lead; for a contact choose New Opportunity."
	}
	*d.todo = append(*d.todo, words)
	return nil
}

// creates tells whether an automation makes the record that a handoff creates.
func (c *compiler) creates(h *schema.Handoff) bool {
	return slices.ContainsFunc(c.a.Automations, func(a *schema.Automation) bool {
		return (a.Trigger.Target == h.From || a.Trigger.Target == h.To) &&
			slices.ContainsFunc(a.Actions, func(x *schema.Action) bool { return x.Do == "create_record" && x.Object == h.Creates })
	})
}

// carryWords are the facts that are carried over, for people.
func (c *compiler) carryWords(h *schema.Handoff) (out []string) {
	for _, x := range h.Carries {
		out = append(out, fmt.Sprintf("Copy “%s” to “%s”", c.called(x.From), c.called(x.To)))
	}
	return out
}
