package odoo

import (
	"slices"
	"strings"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/odoo/api"
	"github.com/stagecraft-dev/stagecraft/providers/odoo/pyexpr"
	"github.com/stagecraft-dev/stagecraft/schema"
)

// savedRule is a rule about records that are saved: one that refuses them, or one that does something.
type savedRule struct {
	origin      schema.Address
	name, model string
	refuses     bool
	golden      bool
	// when it applies: trigger, watches and when, as automations have them.
	applies providers.Values
	code    *script
}

// gather makes of the rules for each model one automation that refuses, and one that does what happens by itself. Odoo notes on
// a lead that an automation looks at it, which starts all the others again: with many automations of their own the work of
// saving a lead would grow with the factorial of their number.
func (c *compiler) gather() {
	if c.a.Info == nil {
		return
	}
	for _, refuses := range []bool{true, false} {
		byModel := map[string][]savedRule{}
		for _, r := range c.onSave {
			if r.refuses == refuses {
				byModel[r.model] = append(byModel[r.model], r)
			}
		}
		for _, model := range sortedKeys(byModel) {
			c.saved(model, refuses, byModel[model])
		}
	}
}

func (c *compiler) saved(model string, refuses bool, list []savedRule) {
	all := newScript()
	all.used["sc_old"], all.used["sc_created"] = true, true
	golden := false
	var names []string
	for _, r := range list {
		golden = golden || r.golden
		names = append(names, r.name)
		all.used.Add(r.code.used)
		all.add(0, "%s", pyexpr.Quote(r.name))
		guard := r.guard()
		if refuses { // people, not the apply that moves records out of a stage that goes
			guard = "not env.context.get(" + pyexpr.Quote(api.Moves) + ") and " + guard
		}
		all.add(0, "if %s:", guard)
		for _, line := range r.code.lines {
			all.add(1, "%s", line)
		}
	}
	part, what := model+" work", "what happens by itself"
	if refuses {
		part, what = model+" refusals", "what is refused"
	}
	name := c.a.Info.Title + ": " + what + " (" + model + ")"
	v := providers.Values{"name": name, "model": model, "trigger": "on_create_or_write", "description": strings.Join(names, "\n"), "code": all.text()}
	derive(v)
	c.identified(typeAutomation, &c.a.Info.Meta, "", part, "automation “"+name+"”", golden, v)
}

// guard tells whether a rule looks at a record: when it is created, or one of the watched fields is written.
func (r savedRule) guard() string {
	parts := []string{"sc_created"}
	watches, _ := r.applies["watches"].([]any)
	for _, w := range watches {
		_, field := under(text(w))
		parts = append(parts, pyexpr.Quote(field)+" in sc_old")
	}
	g := "True"
	if watches != nil || r.applies["trigger"] == "on_create" {
		g = "(" + strings.Join(parts, " or ") + ")"
	}
	if only := text(r.applies["when"]); only != "" {
		g += " and record.filtered_domain(" + only + ")"
	}
	return g
}

// dropRules takes the rules of a block out again.
func (c *compiler) dropRules(origin schema.Address) {
	c.onSave = slices.DeleteFunc(c.onSave, func(r savedRule) bool { return r.origin == origin })
}
