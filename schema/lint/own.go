package lint

import (
	"fmt"
	"slices"
	"strings"

	"github.com/zclconf/go-cty/cty"

	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/diag"
	"github.com/stagecraft-dev/stagecraft/schema/query"
)

// OwnRules are the rules that policies state, in order of their codes.
func OwnRules(a *schema.Architecture) []*Rule {
	data := query.Of(a)
	var out []*Rule
	for _, p := range a.Policies {
		for _, r := range p.Rules {
			o := &ownRule{PolicyRule: r, data: data}
			fix := r.Fix
			if fix == "" {
				fix = o.demand()
			}
			out = append(out, &Rule{Code: diag.Code(string(p.Address) + "/" + r.Name), Name: o.message(), Severity: diag.Severity(r.Severity),
				Reason: r.Description, Fix: fix, Check: o.check})
		}
	}
	slices.SortFunc(out, func(x, y *Rule) int { return strings.Compare(string(x.Code), string(y.Code)) })
	return out
}

// ownRule is a rule of a policy with what it is about.
type ownRule struct {
	*schema.PolicyRule
	data *query.Data
}

// message is what a finding says: the message, or the first sentence of the description.
func (o *ownRule) message() string {
	if o.Message != "" {
		return strings.TrimSuffix(o.Message, ".")
	}
	first, _, _ := strings.Cut(o.Description, ". ")
	return strings.TrimSuffix(strings.TrimSpace(first), ".")
}

// demand says what must be true.
func (o *ownRule) demand() string { return fmt.Sprintf("The rule demands that `%s`.", o.Require) }

// check evaluates the rule for each block, or once for the architecture.
func (o *ownRule) check(p *Pass) {
	exprs := map[string]*query.Expr{}
	for attr, text := range map[string]schema.Expression{"each": o.Each, "when": o.When, "require": o.Require} {
		if text == "" {
			continue
		}
		x, err := query.Parse(text)
		if err != nil { // only in an architecture that was made by hand
			o.failed(p, attr, "", err)
			return
		}
		exprs[attr] = x
	}
	selves := []cty.Value{cty.NilVal} // the architecture as a whole
	if exprs["each"] != nil {
		var err error
		if selves, err = o.data.Blocks(exprs["each"]); err != nil {
			o.failed(p, "each", "", err)
			return
		}
	}
	for _, self := range selves {
		addr, _ := query.Address(self)
		for _, attr := range []string{"when", "require"} {
			if exprs[attr] == nil {
				continue
			}
			is, err := o.data.Truth(exprs[attr], self)
			if err != nil {
				o.failed(p, attr, addr, err)
				return // the other blocks are most likely alike
			}
			if is {
				continue
			}
			if attr == "require" {
				o.report(p, addr)
			}
			break
		}
	}
}

// report reports the block with an address, or the architecture; the rule itself where nothing was written for it.
func (o *ownRule) report(p *Pass, addr schema.Address) {
	about := o.Description
	if o.Message == "" { // its first sentence is the summary
		_, about, _ = strings.Cut(about, ". ")
	}
	detail := strings.TrimSpace(about + " " + o.Fix)
	if detail == "" {
		detail = o.demand()
	}
	b := p.Lookup(addr)
	if addr == "" && p.Info != nil {
		b = p.Info
	}
	if b == nil || b.Base().Range.IsZero() {
		b = o.PolicyRule
	}
	p.Report(b, "", o.message(), "%s", detail)
}

// failed reports an expression that has no value for a block, which is an error of the policy.
func (o *ownRule) failed(p *Pass, attr string, addr schema.Address, err error) {
	of := ""
	if addr != "" {
		of = fmt.Sprintf(" for %s", addr.Written())
	}
	why := strings.TrimSuffix(err.Error(), ".") + "."
	if attr == "require" && strings.Contains(why, "null") {
		why += " An attribute that is not written is null: look only at blocks that have it, with when = self.ATTRIBUTE != null."
	}
	p.add(diag.Diagnostic{Code: diag.Evaluation, Severity: diag.Error, Subject: o.At(attr), Address: string(o.Address),
		Summary: fmt.Sprintf("%s cannot be evaluated%s", attr, of), Detail: why})
}
