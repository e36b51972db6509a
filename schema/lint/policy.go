package lint

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/diag"
)

// In is the rule's severity in an architecture: the strictest that its policies give it, the rule's own when none does; "" when
// it is turned off. What loading refuses is refused whatever a policy says.
func (r *Rule) In(a *schema.Architecture) diag.Severity {
	given := a.PolicySeverity(string(r.Code))
	switch {
	case given == "" || r.kept():
		return r.Severity
	case given == "off":
		return ""
	}
	return diag.Severity(given)
}

// kept tells whether the language itself keeps the rule.
func (r *Rule) kept() bool { return len(r.Enforced) > 0 }

// refusal says by which codes loading refuses what breaks the rule.
func (r *Rule) refusal() string {
	var list []string
	for _, c := range r.Enforced {
		list = append(list, string(c))
	}
	return fmt.Sprintf("%q is a rule that the language itself keeps: what breaks it is refused when the files are read, with %s.", r.Name, strings.Join(list, " or "))
}

// checkPolicies reports what policy blocks say of rules that do not exist or cannot be changed. Loading has looked at the severities.
func checkPolicies(a *schema.Architecture, rules map[string]*Rule) (out []Finding) {
	for _, p := range a.Policies {
		for _, code := range slices.Sorted(maps.Keys(p.Severity)) {
			d := diag.Diagnostic{Code: diag.BadValue, Severity: diag.Error, Subject: p.At("severity"), Address: string(p.Address)}
			switch r := rules[code]; {
			case r == nil:
				d.Summary = fmt.Sprintf("There is no rule %q", code)
				d.Detail = "A policy names rules by their codes, as in \"L-08\"." + nearCode(code, rules)
			case r.kept():
				d.Summary = fmt.Sprintf("The severity of %s cannot be changed", code)
				d.Detail = fmt.Sprintf("%s Take %s out of the policy.", r.refusal(), code)
			default:
				continue
			}
			out = append(out, Finding{Diagnostic: d})
		}
	}
	return out
}

// byCode are all rules that policies and comments may name.
func byCode(rules []*Rule) map[string]*Rule {
	out := map[string]*Rule{string(Suppression.Code): Suppression}
	for _, r := range rules {
		out[string(r.Code)] = r
	}
	return out
}

// nearCode suggests a rule for a code that does not exist, with its name, since codes alone are all alike; or "".
func nearCode(code string, rules map[string]*Rule) string {
	near := diag.Suggest(code, slices.Sorted(maps.Keys(rules)))
	if near == "" {
		return ""
	}
	return fmt.Sprintf(" Did you mean %q, %s?", near, rules[near].Name)
}
