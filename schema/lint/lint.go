// Package lint finds what an architecture may say and should not: the rules that revenue teams have learned the hard way.
//
// A rule has a stable code (L-01, …), a severity that a policy block can change, a reason, a fix, and an example that breaks it and
// one that does not. Rules that the language itself keeps are listed, too, with the codes that loading reports for them. An
// organisation states rules of its own in policy blocks.
package lint

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/diag"
)

// Rule is one thing that is looked for.
type Rule struct {
	Code diag.Code // "L-01"
	Name string    // in a few words, as a heading: "Stage named after an activity"
	// Severity without a policy.
	Severity diag.Severity
	// Reason says why it matters, Fix what to do about it; each in a few sentences of Markdown.
	Reason, Fix string
	// Enforced are the codes by which loading refuses it; Check is nil then.
	Enforced []diag.Code
	// Check reports what breaks the rule. It assumes an architecture that loads without errors.
	Check func(*Pass)
}

// Rules lists all rules by code.
func Rules() []*Rule {
	all := slices.Concat(namingRules, stageRules, flowRules, contractRules, scoringRules, routingRules, workRules, catalogRules, measureRules, platformRules)
	slices.SortFunc(all, func(a, b *Rule) int { return cmp.Compare(a.Code, b.Code) })
	return all
}

// RulesOf lists all rules of an architecture: Rules, and those of its policies.
func RulesOf(a *schema.Architecture) []*Rule { return append(Rules(), ownRules(a)...) }

// Pass is an architecture while one rule looks at it.
type Pass struct {
	*schema.Architecture
	rule     *Rule
	severity diag.Severity
	out      *diag.List
}

// Report reports a block at an attribute; at its header when attr is empty or was not written. Summary is one terse line without
// a full stop; detail says in sentences what to do here.
func (p *Pass) Report(b schema.Block, attr, summary, detail string, args ...any) {
	p.ReportAt(b, b.Base().At(attr), summary, detail, args...)
}

// ReportAt reports a place that belongs to a block.
func (p *Pass) ReportAt(b schema.Block, r diag.Range, summary, detail string, args ...any) {
	if len(args) > 0 {
		detail = fmt.Sprintf(detail, args...)
	}
	p.out.Add(diag.Diagnostic{Code: p.rule.Code, Severity: p.severity, Summary: summary, Detail: detail, Subject: r, Address: string(b.Base().Address)})
}

// Run looks for everything, the rules of policies included, and gives what was found, by place. Policy blocks change the severity of rules, or turn them off, and
// comments in the sources, which are those of hclschema.Result, suppress single findings; what is wrong with either is reported, too.
func Run(a *schema.Architecture, sources map[string][]byte) diag.List {
	rules := RulesOf(a)
	var found diag.List
	for _, r := range rules {
		r.run(a, &found)
	}
	known := byCode(rules)
	out := checkPolicies(a, known)
	out.Add(suppress(a, found, sources, known)...)
	return out.Sorted()
}

// run looks for one thing, unless loading does or a policy turns it off.
func (r *Rule) run(a *schema.Architecture, out *diag.List) {
	if severity := r.In(a); r.Check != nil && severity != "" {
		r.Check(&Pass{Architecture: a, rule: r, severity: severity, out: out})
	}
}
