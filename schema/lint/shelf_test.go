package lint

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/hclschema"
)

// routed is an architecture with rules of these conditions.
func routed(t testing.TB, industries int, whens []string) *schema.Architecture {
	t.Helper()
	var b strings.Builder
	b.WriteString(Base() + "\nfield \"company\" \"industry\" {\n  type = enum(")
	for i := range industries {
		fmt.Fprintf(&b, "%s\"i%d\"", []string{"", ", "}[min(i, 1)], i)
	}
	b.WriteString(")\n}\nfield \"company\" \"city\" { type = text }\nfield \"company\" \"size\" { type = number }\nfield \"company\" \"named\" { type = bool }\n" +
		"queue \"q\" { role = role.sdr }\nrouting \"r\" {\n  object   = object.company\n  fallback = queue.q\n")
	for i, w := range whens {
		fmt.Fprintf(&b, "  rule \"r%d\" {\n    when = %s\n    to   = queue.q\n  }\n", i, w)
	}
	b.WriteString("}\n")
	res := hclschema.LoadFiles(map[string][]byte{"main.hcl": []byte(b.String())}, hclschema.Options{})
	if err := res.Diags.Err(); err != nil {
		t.Fatal(err)
	}
	return res.Architecture
}

// A shelf finds what comparing with all would find.
func TestShelf(t *testing.T) {
	atoms := []string{`company.industry == "i0"`, `company.industry == "i1"`, `company.industry != "i2"`, `contains(["i0", "i3"], company.industry)`,
		`(company.industry == "i1" || company.industry == "i2")`, `company.city == "Oslo"`, `company.city != "Oslo"`, `contains(["Oslo", "Rome"], company.city)`, `is_set(company.city)`,
		`company.size > 10`, `company.size >= 20`, `company.size < 5`, `company.named`, `!company.named`, `(company.named || company.size > 50)`,
		`(company.city == "Rome" || company.industry == "i3")`, `company.size > company.size - 1`, `company.industry == "i3" && company.industry == "i2"`, `!is_set(company.industry)`}
	rnd := rand.New(rand.NewPCG(1, 2))
	found := 0
	for range 60 {
		var whens []string
		for range 25 {
			n := 1 + rnd.IntN(3)
			var parts []string
			for range n {
				parts = append(parts, atoms[rnd.IntN(len(atoms))])
			}
			whens = append(whens, strings.Join(parts, " && "))
		}
		var s shelf
		for i, rule := range routed(t, 5, whens).Routings[0].Rules {
			c := conditionOf(rule.When.Expr)
			got, want := s.implied(c), slices.IndexFunc(s.all, c.implies)
			if got != want {
				t.Errorf("%s: %d, and comparing with all finds %d in %q", whens[i], got, want, whens)
			}
			if want >= 0 {
				found++
			}
			s.add(c)
		}
	}
	if found < 100 {
		t.Errorf("only %d conditions imply another", found)
	}
}

// The time for a routing of 900 rules grows with their number, not with its square: 0.56 s before conditions were kept by value.
func BenchmarkRoutingRules(b *testing.B) {
	for _, n := range []int{900, 1800} {
		var whens []string
		for i := range n {
			whens = append(whens, fmt.Sprintf(`company.industry == "i%d" && company.size >= %d`, i/3, 1000-i%3*100))
		}
		a := routed(b, n/3, whens)
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			for b.Loop() {
				var out []Finding
				rules := Rules()
				rules[slices.IndexFunc(rules, func(r *Rule) bool { return r.Code == "L-43" })].run(a, &out)
			}
		})
	}
}
