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
	"github.com/stagecraft-dev/stagecraft/schema/hclschema"
)

// Rule is one thing that is looked for.
type Rule struct {
	Code diag.Code // "L-01"
	Name string    // in a few words, as a heading: "Stage named after an activity"
	// Severity without a policy.
	Severity diag.Severity
	// Reason says why it matters, Fix what to do about it; each in a few sentences of Markdown.
	Reason, Fix string
	// Mends says what Fix, the function, does about it where that is certain; "" when a person must decide.
	Mends string
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
func RulesOf(a *schema.Architecture) []*Rule { return append(Rules(), OwnRules(a)...) }

// Pass is an architecture while one rule looks at it.
type Pass struct {
	*schema.Architecture
	rule     *Rule
	severity diag.Severity
	out      *[]Finding
}

// Finding is what was found at a place.
type Finding struct {
	diag.Diagnostic
	mend mend   // nil when a person must decide
	file string // that mend changes
}

// mend is how a file must change so that nothing is found any more. The error, in words that end a sentence, says why a person must do it.
type mend func(src []byte) ([]hclschema.Edit, error)

// Report reports a block at an attribute; at its header when attr is empty or was not written. Summary is one terse line without
// a full stop; detail says in sentences what to do here.
func (p *Pass) Report(b schema.Block, attr, summary, detail string, args ...any) {
	p.ReportAt(b, b.Base().At(attr), summary, detail, args...)
}

// mend says what mends the last finding for certain: a block gets an attribute with a value, which is written as HCL.
func (p *Pass) mend(b schema.Block, attr, value string) {
	f := &(*p.out)[len(*p.out)-1]
	f.file = b.Base().Range.File
	f.mend = func(src []byte) ([]hclschema.Edit, error) {
		return hclschema.SetValue(src, b, attr, value, true)
	}
}

// ReportAt reports a place that belongs to a block.
func (p *Pass) ReportAt(b schema.Block, r diag.Range, summary, detail string, args ...any) {
	if len(args) > 0 {
		detail = fmt.Sprintf(detail, args...)
	}
	p.add(diag.Diagnostic{Code: p.rule.Code, Severity: p.severity, Summary: summary, Detail: detail, Subject: r, Address: string(b.Base().Address)})
}

func (p *Pass) add(d diag.Diagnostic) { *p.out = append(*p.out, Finding{Diagnostic: d}) }

// Run looks for everything, the rules of policies included, and gives what was found, by place. Policy blocks change the severity of rules, or turn them off, and
// comments in the sources, which are those of hclschema.Result, suppress single findings; what is wrong with either is reported, too.
func Run(a *schema.Architecture, sources map[string][]byte) (out diag.List) {
	for _, f := range Find(a, sources) {
		out.Add(f.Diagnostic)
	}
	return out.Sorted()
}

// Find is Run with what Fix needs, in no order.
func Find(a *schema.Architecture, sources map[string][]byte) []Finding {
	rules := RulesOf(a)
	var found []Finding
	for _, r := range rules {
		r.run(a, &found)
	}
	known := byCode(rules)
	return append(checkPolicies(a, known), suppress(a, found, sources, known)...)
}

// run looks for one thing, unless loading does or a policy turns it off.
func (r *Rule) run(a *schema.Architecture, out *[]Finding) {
	if severity := r.In(a); r.Check != nil && severity != "" {
		r.Check(&Pass{Architecture: a, rule: r, severity: severity, out: out})
	}
}
