package sandbox

import (
	"fmt"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/expr"
)

// enforce classifies every criterion, required fact and rule that is compiled.
func (c *compiler) enforce() {
	for _, f := range c.a.Fields {
		if !c.included[f.Address] {
			continue
		}
		if f.Required {
			c.enforcement(f.Address, "must have a value", providers.Prevented, "A record without a value cannot be saved.")
		}
		if !f.Validation.IsZero() {
			c.condition(f.Address, f.Validation, providers.Prevented, "A value that fails is refused when it is written.")
		}
	}
	for _, t := range c.a.Tracks() {
		if c.included[t.Address] {
			c.track(t)
		}
	}
	for _, h := range c.a.Handoffs {
		if c.included[h.Address] {
			c.handoff(h)
		}
	}
	for _, s := range c.a.SLAs {
		if c.included[s.Address] {
			class, how := providers.Detected, "The clock runs and a breach is recorded."
			for _, e := range s.Escalations {
				if e.Reassign != "" {
					class, how = providers.Corrected, "The clock runs; when time is up the record gets another owner."
				}
			}
			c.enforcement(s.Address, "within "+s.Within.String(), class, how)
		}
	}
	for _, r := range c.a.Routings {
		if c.included[r.Address] {
			c.enforcement(r.Address, "goes to the right person", providers.Corrected, "The policy assigns an owner when it runs.")
		}
	}
	for _, p := range c.a.Approvals {
		if c.included[p.Address] {
			if p.Before == "" {
				c.enforcement(p.Address, "approved by the deal desk", providers.Manual, "The policy guards no stage; people look after it.")
				continue
			}
			c.enforcement(p.Address, "approved before "+schema.Title(c.a.Lookup(p.Before)), providers.Prevented,
				"The move is refused until the property "+flat(p.Address.Module(), p.Name)+"_approval says approved. Nobody is asked for it.")
		}
	}
	for _, h := range c.a.Hygienes {
		if c.included[h.Address] {
			if h.CloseDatePush != "" && h.CloseDate != "" {
				c.enforcement(h.Address, "a reason to move the close date out", providers.Prevented, "The change is refused without a code of the list.")
			}
			c.enforcement(h.Address, "clean data", providers.Manual, "The sandbox keeps the policy; people look after duplicates and stale records.")
		}
	}
}

func (c *compiler) track(t *schema.Track) {
	if t.ForwardOnly {
		c.enforcement(t.Address, providers.NoWayBack, providers.Prevented, "The move is refused, except along a handoff marked as recycling.")
	}
	if t.NoSkip {
		c.enforcement(t.Address, "no stage left out", providers.Prevented, "The move is refused, except along a handoff.")
	}
	if l, ok := t.Block.(*schema.Lifecycle); ok && l.Rollup != "" {
		c.enforcement(t.Address, "follows "+schema.Title(c.a.Lookup(l.Rollup)), providers.Corrected, "The stage is set when a related record moves.")
	}
	for _, s := range t.Stages {
		for _, g := range s.Entry {
			c.gate(g, providers.Prevented, "The move into the stage is refused.")
		}
		for _, g := range s.Exit {
			if g.Then.Kind() == "stage" {
				c.gate(g, providers.Prevented, "The move to "+schema.Title(c.a.Lookup(g.Then))+" is refused, unless another exit criterion that leads there holds.")
			} else {
				c.gate(g, providers.Manual, "It says what advances a record. The sandbox forbids and reports nothing.")
			}
		}
		for _, f := range s.Requires {
			c.fact(s.Address, f)
		}
		if s.Owner != "" {
			c.enforcement(s.Address, "has an owner", providers.Prevented, "A record without an owner cannot enter the stage.")
		}
		if s.Reasons != "" {
			c.enforcement(s.Address, providers.ReasonGiven, providers.Prevented, "The move is refused without a code of the list.")
		}
		if s.Revisit != "" {
			c.fact(s.Address, s.Revisit)
		}
		if !s.StaleAfter.IsZero() {
			c.enforcement(s.Address, "no longer than "+s.StaleAfter.String()+" in the stage", providers.Manual,
				"The time of entry is kept; nothing reports the stale records.")
		}
	}
}

func (c *compiler) gate(g *schema.Gate, class providers.Class, how string) {
	if g.When.IsZero() {
		words := g.Description
		if words == "" {
			words = schema.Title(g)
		}
		c.enforcement(g.Address, words, providers.Manual, "It has no condition: people judge.")
		return
	}
	c.condition(g.Address, g.When, class, how)
}

func (c *compiler) condition(a schema.Address, w schema.Criterion, class providers.Class, how string) {
	check := encoder{a: c.a, has: c.has}
	if check.criterion(w) == nil {
		class, how = providers.Manual, fmt.Sprintf("It speaks of %s, which lives in another system.", check.dropped[0])
	}
	c.enforcement(a, expr.Format(w.Expr), class, how)
}

func (c *compiler) fact(a, field schema.Address) {
	words := schema.Title(c.a.Lookup(field)) + " is known"
	f := schema.Find[schema.Field](c.a, field)
	switch {
	case !c.has(field):
		c.enforcement(a, words, providers.Manual, "The fact lives in another CRM.")
	case f != nil && c.outside(f.System):
		c.enforcement(a, words, providers.Prevented, "The move is refused while the copy in the CRM is empty; the copy is only as good as the sync.")
	default:
		c.enforcement(a, words, providers.Prevented, "The move is refused while the fact is missing.")
	}
}

func (c *compiler) handoff(h *schema.Handoff) {
	for _, f := range h.Owes {
		c.fact(h.Address, f)
	}
	if !h.When.IsZero() {
		c.condition(h.Address, h.When, providers.Prevented, "The move is refused.")
	}
	for _, o := range h.Outcomes {
		for _, f := range o.Requires {
			c.fact(o.Address, f)
		}
		if o.Reasons != "" {
			c.enforcement(o.Address, providers.ReasonGiven, providers.Prevented, "The move is refused without a code of the list.")
		}
	}
	if h.Reasons != "" {
		c.enforcement(h.Address, providers.ReasonIfNo, providers.Prevented,
			"A move back along the handoff, or to one of its other outcomes, is refused without a code of the list.")
	}
	c.enforcement(h.Address, providers.ReceiverOwns, providers.Corrected, "The move along the handoff changes the owner.")
}

func (c *compiler) enforcement(a schema.Address, criterion string, class providers.Class, how string) {
	c.out.Enforcement = append(c.out.Enforcement, providers.Enforcement{Address: a, Criterion: criterion, Class: class, How: how})
}

// outside tells whether a system is something else than a CRM.
func (c *compiler) outside(a schema.Address) bool {
	s := schema.Find[schema.System](c.a, a)
	return s != nil && s.Type != "crm"
}
