package salesforce

import (
	"fmt"
	"slices"
	"strings"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/salesforce/formula"
	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/expr"
)

// approved is the value that lets a record pass.
const approved = "approved"

// answers are what an approval can come to.
var answers = []struct{ value, label string }{{"pending", "Pending"}, {approved, "Approved"}, {"rejected", "Rejected"}}

// approvalName is our name of the field that holds the decision on a policy.
func approvalName(p *schema.Approval) string { return p.Address.Key() + "_approval" }

// decisions makes a field for the decision on each deal-desk policy.
func (c *compiler) decisions() {
	for _, p := range c.a.Approvals {
		object, title := p.Object.Name(), schema.Title(p)
		if !c.owns(object) {
			continue
		}
		field := customName(approvalName(p))
		for _, sobject := range c.names.all(object) {
			part := joinPart("decision", c.partOf(object, sobject))
			c.resource(typeField, &p.Meta, part, fmt.Sprintf("field “%s: decision” of %s", title, sobject), false, providers.Values{"object": sobject, "name": field,
				"label": cut(title+": decision", maxLabel), "type": "Picklist", "restricted": true, "track_history": true,
				"description": "What the approval process came to. The process writes it, and nobody else."})
			c.grant(sobject, field, false)
			for i, v := range answers {
				c.value(&p.Meta, part+"."+v.value, fmt.Sprintf("decision “%s” of %s", v.label, title), false,
					providers.Values{"set": c.liveSet(sobject, field, setOf(sobject, field)), "value": v.value, "label": v.label, "order": i})
			}
		}
	}
}

// approvals makes a rule that keeps records out of the stage that a policy guards until the decision is there. The
// approval process itself is a manual step: it names approvers of the org, and is tried out before it is active.
func (c *compiler) approvals() {
	k := &gatekeeper{compiler: c}
	for _, p := range c.a.Approvals {
		if c.owns(p.Object.Name()) {
			k.approval(p)
		}
	}
	k.settle()
}

func (k *gatekeeper) approval(p *schema.Approval) {
	object, title := p.Object.Name(), schema.Title(p)
	k.approvalSteps(p, customName(approvalName(p)))
	s, t := schema.Find[schema.Stage](k.a, p.Before), k.a.Track(p.Before)
	if s == nil || t == nil || t.Object != object {
		k.claim(p.Address, "approved by the deal desk").byHand("The policy guards no stage of these records; people look after it.")
		return
	}
	must := approvalNeeded(p)
	if must == nil {
		k.claim(p.Address, "approved before "+schema.Title(s)).kept("No tier asks anybody.")
		return
	}
	given := &expr.Compare{Node: truthNode, Op: expr.Eq, L: keptField(object, approvalName(p)), R: &expr.Literal{Node: expr.Node{Typ: expr.Type{Kind: expr.Text}}, Value: approved}}
	c := k.claim(p.Address, "approved before "+schema.Title(s))
	k.demand(demand{claims: []*ruling{c}, meta: &p.Meta, part: "before", name: p.Name + "_Approved", what: "Approval policy",
		words: fmt.Sprintf("“%s” needs the approval of “%s”. Submit the record for approval", schema.Title(s), title), golden: s.Golden, object: object, track: t,
		gates: func(m moment) []formula.Gate {
			return []formula.Gate{m.must(eitherOf(given, &expr.Not{Node: truthNode, X: must}), m.Entering(string(t.Address), string(s.Address)))}
		}})
	if len(c.gaps) == 0 {
		c.kept("The approval process that writes the decision is a manual step.")
	}
}

// approvalNeeded holds for records that somebody must approve: a trigger fires, and the first tier that applies has approvers, or
// none applies and the policy has an owner. Nil when nobody is ever asked.
func approvalNeeded(p *schema.Approval) expr.Expr {
	var fires, asks, earlier []expr.Expr
	for _, t := range p.Triggers {
		if !t.When.IsZero() {
			fires = append(fires, t.When.Expr)
		}
	}
	if len(p.Triggers) > 0 && fires == nil {
		return nil
	}
	not := func(e expr.Expr) expr.Expr { return &expr.Not{Node: truthNode, X: e} }
	always := false
	for _, t := range p.Tiers {
		var when expr.Expr
		if !t.When.IsZero() {
			when = t.When.Expr
		}
		if len(t.Approvers) > 0 {
			asks = append(asks, orTrue(meeting(append(slices.Clone(earlier), when)...)))
		}
		if always = when == nil; always {
			break
		}
		earlier = append(earlier, not(when))
	}
	if !always && p.Owner != "" {
		asks = append(asks, orTrue(meeting(earlier...)))
	}
	if asks == nil {
		return nil
	}
	if fires == nil {
		return eitherOf(asks...)
	}
	return meeting(eitherOf(fires...), eitherOf(asks...))
}

func orTrue(e expr.Expr) expr.Expr {
	if e == nil {
		return &expr.Literal{Node: truthNode, Value: true}
	}
	return e
}

// approvalSteps say how people build the approval process.
func (k *gatekeeper) approvalSteps(p *schema.Approval, field string) {
	sobject, title := k.names.last(p.Object.Name()), schema.Title(p)
	said := func(e expr.Expr) string {
		if r := formula.Compile(e, k.env(p.Object.Name(), sobject, formula.Validation)); r.Refused == nil {
			return "formula " + r.Formula
		}
		return "criteria that people choose for: " + expr.Sentence(e, k.a.Namer())
	}
	var fires []expr.Expr
	for _, t := range p.Triggers {
		if !t.When.IsZero() {
			fires = append(fires, t.When.Expr)
		}
	}
	steps := []string{fmt.Sprintf("Setup > Approval Processes > Manage Approval Processes For: %s > Create New Approval Process > Use Standard Setup Wizard, named “%s”.", objectPage(sobject), title)}
	if fires != nil {
		steps = append(steps, "Entry criteria: "+said(eitherOf(fires...)))
	}
	label := cut(title+": decision", maxLabel)
	steps = append(steps, fmt.Sprintf("Initial Submission Actions > Field Update: %s (%s) to Pending. Final Approval Actions: to Approved. Final Rejection Actions: to Rejected.", label, field))
	for _, t := range p.Tiers {
		step := fmt.Sprintf("Approval Steps, in this order: “%s”", strings.TrimSuffix(schema.Title(t), "."))
		if !t.When.IsZero() {
			step += ", " + said(t.When.Expr)
		}
		var who []string
		for _, a := range t.Approvers {
			who = append(who, schema.Title(k.a.Lookup(a)))
		}
		switch {
		case who == nil:
			step += ". It is approved at once."
		case t.Within.IsZero():
			step += ". Approver: " + strings.Join(who, " and ") + "; all must agree."
		default:
			step += fmt.Sprintf(". Approver: %s; all must agree, within %s.", strings.Join(who, " and "), t.Within)
		}
		steps = append(steps, step)
	}
	k.step(p.Address, false, "Build the approval process “"+title+"”", "An approval process names users of the org and is tried out before it is activated; that is people's work. The field that it writes and the rule that asks for it are made.",
		append(steps, "Activate it.")...)
}
