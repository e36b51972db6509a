package engine

import (
	"fmt"
	"time"

	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/diag"
)

// ApprovalResult is what a deal-desk policy asks of a record.
type ApprovalResult struct {
	Approval schema.Address
	// Triggers are the names of the triggers that fire.
	Triggers []string
	// Tier is the first tier that applies; nil when none does.
	Tier *schema.ApprovalTier
	// Approvers must all agree.
	Approvers []schema.Address
	// Needed tells that somebody must agree: the record comes to the deal desk, and its tier names approvers.
	Needed bool
	// Reason says it in a sentence.
	Reason string
}

// Approvals tells for every policy of the record's object what it asks.
//
// A record comes to the deal desk when one of the policy's triggers fires; a
// trigger without a condition is for people to see and fires never, and a policy
// without triggers concerns every record. The first tier whose condition holds
// (or that has none) names the approvers; a tier without approvers approves at
// once. When the desk is asked and no tier applies, the policy's owner decides.
func Approvals(a *schema.Architecture, rec *Record, now time.Time) []ApprovalResult {
	env := NewEnv(a, rec, now)
	var out []ApprovalResult
	for _, p := range a.Approvals {
		if p.Object.Name() == rec.Object {
			out = append(out, approvalsIn(a, p, env))
		}
	}
	return out
}

func approvalsIn(a *schema.Architecture, p *schema.Approval, env *Env) ApprovalResult {
	r := ApprovalResult{Approval: p.Address}
	var why []string
	for _, t := range p.Triggers {
		if !t.When.IsZero() && holds(t.When, env) {
			r.Triggers = append(r.Triggers, t.Name)
			why = append(why, sentence(a, t.When, t.Description))
		}
	}
	if len(p.Triggers) > 0 && len(r.Triggers) == 0 {
		r.Reason = "No trigger of " + titleOf(a, p.Address) + " fires."
		return r
	}
	for _, t := range p.Tiers {
		if holds(t.When, env) {
			r.Tier, r.Approvers = t, t.Approvers
			break
		}
	}
	var tier string
	switch {
	case r.Tier == nil && p.Owner != "":
		r.Approvers = []schema.Address{p.Owner}
		tier = "no tier applies, so the owner of the policy decides"
	case r.Tier == nil:
		tier = "no tier applies"
	default:
		tier = fmt.Sprintf("tier %q applies", r.Tier.Name)
	}
	r.Needed = len(r.Approvers) > 0
	if len(why) > 0 {
		r.Reason = stop(capital(diag.Join(why, "and") + "; " + tier))
	} else {
		r.Reason = stop(capital(tier))
	}
	return r
}
