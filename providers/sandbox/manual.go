package sandbox

import (
	"fmt"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/schema"
)

// manual lists what the sandbox only writes down: messages, calls of other systems, approvals, copies of facts.
func (c *compiler) manual() {
	for _, f := range c.a.Fields {
		if c.included[f.Address] && c.outside(f.System) {
			system := schema.Title(c.a.Lookup(f.System))
			c.step(f.Address, fmt.Sprintf("Keep %s in step with %s", schema.Title(f), system),
				"The value lives in "+system+"; the sandbox holds a copy.",
				fmt.Sprintf("Write the value from %s to the property %q of %s, whenever it changes.", system, c.property(f.Object, f.Name), f.Object))
		}
	}
	for _, a := range c.a.Automations {
		if !c.included[a.Address] {
			continue
		}
		if c.outside(a.System) {
			system := schema.Title(c.a.Lookup(a.System))
			c.step(a.Address, fmt.Sprintf("Build %s in %s", schema.Title(a), system), "It runs there, not in the CRM.",
				"Open the automations of "+system+".", "Build it as the configuration spec describes it.")
			continue
		}
		c.actions(a.Address, schema.Title(a), a.Actions)
	}
	for _, s := range c.a.Sequences {
		if c.included[s.Address] {
			c.actions(s.Address, schema.Title(s), s.Steps)
		}
	}
	for _, p := range c.a.Approvals {
		if c.included[p.Address] {
			c.step(p.Address, "Ask for approvals of "+schema.Title(p), "The sandbox keeps the policy but asks nobody.",
				"Look at each record that meets a tier's condition.", "Ask that tier's approvers, and write \"approved\" into the record's approval property when they agree.")
		}
	}
}

// actions gives one step for the actions that the sandbox logs but does not carry out.
func (c *compiler) actions(a schema.Address, title string, actions []*schema.Action) {
	var steps []string
	for _, x := range actions {
		name := schema.Label("", x.Name)
		switch x.Do {
		case "send":
			steps = append(steps, fmt.Sprintf("%s: send the message yourself; the sandbox sends no mail.", name))
		case "notify":
			steps = append(steps, fmt.Sprintf("%s: tell the people named; the sandbox notes it on the record and sends nothing.", name))
		case "webhook":
			steps = append(steps, fmt.Sprintf("%s: call the address yourself; the sandbox contacts nothing.", name))
		case "enrich":
			steps = append(steps, fmt.Sprintf("%s: look the facts up yourself; the sandbox contacts nothing.", name))
		}
	}
	if steps != nil {
		c.step(a, "Carry out what "+title+" asks for outside the CRM", "The sandbox contacts nobody: it keeps a task for each of these actions.", steps...)
	}
}

func (c *compiler) step(origin schema.Address, title, why string, steps ...string) {
	c.out.Manual = append(c.out.Manual, providers.ManualStep{Origin: origin, Title: title, Steps: steps, Why: why})
}

// elsewhere is the step for a reference to something that this CRM does not hold.
func elsewhere(origin schema.Address, label string, missing schema.Address) providers.ManualStep {
	return providers.ManualStep{Origin: origin, Title: fmt.Sprintf("Look after %s in %s yourself", missing.Written(), label),
		Steps: []string{fmt.Sprintf("Check %s in the system that holds it.", missing.Written())},
		Why:   "It lives in another CRM of the environment, which this one cannot see."}
}
