package odoo

import (
	"fmt"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/internal/compiling"
	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/expr"
)

// approvalHome holds whether the deal desk has agreed.
func (c *compiler) approvalHome(p *schema.Approval) home {
	return home{c.names.model(p.Object.Name()), ownName(p.Address.Key() + "_approval"), true}
}

// desks makes a field for the decision of each policy, and says who decides what.
func (c *compiler) desks() {
	for _, p := range c.a.Approvals {
		object := p.Object.Name()
		if !c.owns(object) {
			continue
		}
		h := c.approvalHome(p)
		title := schema.Title(p) + ": approval"
		if c.ownField(&p.Meta, "field", title, "", providers.Values{"model": h.model, "name": h.name, "label": title, "type": "selection", "tracked": true}) != nil {
			for i, v := range []string{"requested", "approved", "rejected"} {
				c.option(&p.Meta, "option "+v, h.key(), v, schema.Label("", v), title, i, false)
			}
		}
		steps := []string{"Odoo Community has no approvals of opportunities. Whoever may edit a record can set this field: agree that approvers alone do; the record's log shows who did.",
			"Whoever asks sets “" + title + "” to Requested and assigns an activity to the approvers; they set Approved or Rejected."}
		for _, x := range p.Triggers {
			steps = append(steps, "Needs approval: "+c.words(x.Description, x.When))
		}
		for _, x := range p.Tiers {
			steps = append(steps, compiling.Tier(c.a, x, c.words(x.Description, x.When)))
		}
		c.step(p.Address, false, "Agree on the approvals of “"+schema.Title(p)+"”", "Who approves what is for people to keep to.", steps...)
		if schema.Find[schema.Stage](c.a, p.Before) == nil {
			c.claim(p.Address, "approved by the deal desk").gap("The policy guards no stage; people look after it.")
		}
	}
}

// approvals refuse records that the deal desk has not agreed to.
func (k *keeper) approvals() {
	for _, p := range k.a.Approvals {
		if p.Before != k.s.Address || !k.owns(p.Object.Name()) {
			continue
		}
		x := k.claim(p.Address, "approved before "+schema.Title(k.s))
		if p.Object.Name() != k.t.Object {
			x.gap("It approves other records than those that move.")
			continue
		}
		needed := k.needsApproval(p)
		broken := fmt.Sprintf("record.%s != 'approved'", k.approvalHome(p).name)
		if needed != nil {
			code, err := k.say(k.code, needed, k.t.Object, "")
			if err != nil {
				x.gap(err.Error())
				continue
			}
			broken = code + " and " + broken
		}
		x.note("Whoever may edit a record can say that it is approved; its log shows who did.")
		k.refuse(x, "", broken, fmt.Sprintf("%s needs the approval of the deal desk (%s).", k.title(), schema.Title(p)))
	}
}

// needsApproval holds for records that a trigger sends to the desk and a tier with approvers takes; nil for all.
func (c *compiler) needsApproval(p *schema.Approval) expr.Expr {
	never := &expr.Literal{Node: truthNode, Value: false}
	var all, triggers []expr.Expr
	for _, x := range p.Triggers {
		if !x.When.IsZero() {
			triggers = append(triggers, x.When.Expr)
		}
	}
	switch {
	case triggers != nil:
		all = append(all, joined(false, triggers...))
	case len(p.Triggers) > 0:
		return never
	}
	var tiers expr.Expr = &expr.Literal{Node: truthNode, Value: p.Owner != ""}
	for i := len(p.Tiers) - 1; i >= 0; i-- {
		x := p.Tiers[i]
		asks := &expr.Literal{Node: truthNode, Value: len(x.Approvers) > 0}
		if x.When.IsZero() {
			tiers = asks
			continue
		}
		tiers = &expr.Cond{Node: truthNode, If: x.When.Expr, Then: asks, Else: tiers}
	}
	return joined(true, append(all, tiers)...)
}
