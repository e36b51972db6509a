package lint

import (
	"testing"

	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/diag"
)

// Of several policies the strictest counts; what loading refuses has no other severity.
func TestSeverityOfPolicies(t *testing.T) {
	checked := &Rule{Code: "L-90", Severity: diag.Warning, Check: func(p *Pass) { p.ReportAt(p.Info, diag.Range{}, "found", "") }}
	refused := &Rule{Code: "L-91", Severity: diag.Error, Enforced: []diag.Code{diag.StageCriteria}}
	for _, c := range []struct {
		given []string
		want  diag.Severity
	}{{nil, diag.Warning}, {[]string{"error"}, diag.Error}, {[]string{"off"}, ""}, {[]string{"off", "warning"}, diag.Warning}, {[]string{"error", "off"}, diag.Error}} {
		a := &schema.Architecture{Info: &schema.Info{}}
		for _, s := range c.given {
			a.Policies = append(a.Policies, &schema.Policy{Severity: map[string]string{"L-90": s, "L-91": s}})
		}
		if got := checked.In(a); got != c.want {
			t.Errorf("%v: %q, wanted %q", c.given, got, c.want)
		}
		if got := refused.In(a); got != diag.Error {
			t.Errorf("%v: what loading refuses is %q", c.given, got)
		}
		var found []Finding
		checked.run(a, &found)
		if (len(found) == 1) != (c.want != "") || len(found) == 1 && found[0].Severity != c.want {
			t.Errorf("%v: found %v", c.given, found)
		}
	}
}
