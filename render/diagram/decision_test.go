package diagram_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stagecraft-dev/stagecraft/render/diagram"
	"github.com/stagecraft-dev/stagecraft/schema"
)

// policy is a routing policy of many rules with long names and conditions.
func policy(rules int, always bool) string {
	var b strings.Builder
	p := func(format string, args ...any) { fmt.Fprintf(&b, format+"\n", args...) }
	p("architecture \"x\" {\n title = \"X\"\n version = \"1.0.0\"\n}\nteam \"t\" {\n title = %q\n}\nrole \"r\" {\n title = %q\n team = team.t\n}", names[5], names[0])
	p("field \"contact\" \"kind\" {\n label = %q\n type = enum(\"a\", \"b\")\n}", names[6])
	p("queue \"none\" {\n title = \"Triage\"\n}")
	for i := range rules {
		p("queue \"q%d\" {\n title = %q\n object = object.contact\n team = team.t\n role = role.r\n capacity = 5\n}", i, names[i%len(names)])
	}
	p("routing \"main\" {\n title = %q\n description = %q\n object = object.contact\n trigger = created(object.contact)\n by = contact.kind", names[2], strings.Repeat(names[5]+" ", 10))
	p(" fallback = queue.none")
	for i := range rules {
		var parts []string
		for range i * 2 {
			parts = append(parts, `contact.kind == "a"`, `contact.kind != "b"`)
		}
		when := ""
		if len(parts) > 0 && !always {
			when = " when = " + strings.Join(parts, " && ") + "\n"
		}
		if i == 0 && !always {
			when = " when = is_set(contact.kind)\n"
		}
		p(" rule \"rule_number_%d\" {\n%s to = queue.q%d\n method = \"skill_based\"\n }", i, when, i)
	}
	p("}")
	return b.String()
}

// A decision tree has one question for each rule, in order, with who receives the record; nothing overlaps.
func TestDecision(t *testing.T) {
	for _, name := range examples {
		a := example(t, name)
		for _, r := range a.Routings {
			decision(t, a, r)
		}
	}
	for _, rules := range []int{0, 1, 10, 30} {
		for _, always := range []bool{true, false} {
			a := parsed(t, policy(rules, always))
			decision(t, a, a.Routings[0])
		}
	}
}

func decision(t *testing.T, a *schema.Architecture, r *schema.Routing) {
	t.Helper()
	s := diagram.Decision(a, r)
	m := check(t, s)
	svgElements(t, s.SVG(diagram.SVGOptions{}))
	if want := 2 + 2*len(r.Rules); len(m.boxes) != want {
		t.Errorf("%s: %d boxes, want %d", r.Address, len(m.boxes), want)
	}
	y := 0.0
	for i, rule := range r.Rules {
		if got := inBox(s, string(rule.Address)); !strings.HasPrefix(got, fmt.Sprintf("%d. ", i+1)) {
			t.Errorf("question %d is %q", i+1, got)
		}
		for _, b := range m.boxes {
			if b.what == "box "+string(rule.Address) {
				if b.y1 <= y {
					t.Errorf("question %d is not below the one before", i+1)
				}
				y = b.y2
			}
		}
	}
}

// The words of a tree are those of the policy.
func TestDecisionSays(t *testing.T) {
	a := example(t, "b2b-saas")
	s := diagram.Decision(a, schema.Find[schema.Routing](a, "routing.lead_assignment"))
	const r = "routing.lead_assignment"
	for box, want := range map[string]string{
		r + ".start":                  "Contact enters Marketing Qualified Lead",
		r + ".rule.other_language":    "2. Other language If Language is filled in, Language is not English and ICP band is not Out.",
		r + ".rule.other_language.to": "Language desk Queue of Sales Development · Sales Development Representative By skill: Language.",
		r + ".rule.small_business.to": "Small business Queue of Sales Development · Sales Development Representative In turn. At most 60 open records each.",
		r + ".rule.named_account.to":  "Named accounts Queue of Sales · Account Executive To the owner of the account.",
		r + ".rule.upper_segments.to": "Territories Queue of Sales Development · Sales Development Representative By territory: Region.",
		r + ".fallback":               "Fallback: Triage Queue of Sales Development · SDR Manager For records that no rule matches, or for which nobody has room.",
	} {
		if got := inBox(s, box); got != want {
			t.Errorf("%s: %q, want %q", box, got, want)
		}
	}
	if got := words(s, "yes"); got != "yes yes yes yes" {
		t.Errorf("answers: %s", got)
	}
	if got := words(s, "foot"); !strings.Contains(got, "starts the clock First contact by a person (4 hours)") {
		t.Errorf("below: %s", got)
	}
}

// After a rule without a condition nothing is reached but the fallback.
func TestDecisionWithoutWayOn(t *testing.T) {
	a := parsed(t, policy(2, true))
	s := diagram.Decision(a, a.Routings[0])
	arrows := 0
	for _, sh := range s.Shapes {
		if l, ok := sh.(diagram.Line); ok && l.Role == "flow" {
			arrows++
		}
	}
	if arrows != 1 || words(s, "yes") != "always always" {
		t.Errorf("%d arrows down, answers %q", arrows, words(s, "yes"))
	}
	if got := inBox(s, "routing.main.fallback"); !strings.HasSuffix(got, "For records for which nobody has room.") {
		t.Errorf("fallback: %q", got)
	}
}
