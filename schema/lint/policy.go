package lint

import (
	"slices"

	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/diag"
)

// strictness orders what a policy can give a rule, the strictest last.
var strictness = []string{"", "off", string(diag.Warning), string(diag.Error)}

// In is the rule's severity in an architecture: the strictest that its policies give it, the rule's own when none does; "" when
// it is turned off. What loading refuses is refused whatever a policy says.
func (r *Rule) In(a *schema.Architecture) diag.Severity {
	given := ""
	for _, p := range a.Policies {
		if s := p.Severity[string(r.Code)]; slices.Index(strictness, s) > slices.Index(strictness, given) {
			given = s
		}
	}
	switch {
	case given == "" || r.Check == nil:
		return r.Severity
	case given == "off":
		return ""
	}
	return diag.Severity(given)
}
