package importing

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// Findings of one kind about one object are told together; one alone is told by its name, with its address.
func TestGroup(t *testing.T) {
	rule := func(of, name string, lines ...string) Finding {
		return Finding{Address: "rule." + of + "/" + name, What: "rule", Of: of, Name: name, Why: "Nothing changes.", Lines: lines}
	}
	field := Finding{Address: "field.a", What: "field", Name: "a", Partly: true, Why: "Kept."}
	policy := Finding{Address: "policy.p", What: "policy", Name: "p", Why: "Kept."}
	var got []string
	for _, d := range Group([]Finding{rule("Lead", "one", "x > 1", "Read: y"), field, rule("Deal", "alone", "z"), rule("Lead", "two", "x > 2"), rule("Lead", "three"), policy, rule("Lead", "four"), policy, field, field}) {
		got = append(got, d.Summary+" | "+d.Detail+" | "+d.Address)
	}
	want := []string{
		"4 rules of Lead are not imported | Nothing changes.\none:\n  x > 1\n  Read: y\ntwo: x > 2\nthree, four | ",
		"Not all of 3 fields is imported | Kept.\na, a, a | ",
		"The rule \"alone\" of Deal is not imported | Nothing changes.\nz | rule.Deal/alone",
		"2 policies are not imported | Kept.\np, p | ",
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
	if d := Group([]Finding{field})[0]; d.Summary != `Not all of the field "a" is imported` || d.Address != "field.a" {
		t.Error(d)
	}
}
