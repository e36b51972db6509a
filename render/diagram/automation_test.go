package diagram_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stagecraft-dev/stagecraft/render/diagram"
	"github.com/stagecraft-dev/stagecraft/schema"
)

// words joins the texts of some roles, in order.
func words(s *diagram.Scene, roles ...string) string {
	var out []string
	for _, sh := range s.Shapes {
		if x, ok := sh.(diagram.Text); ok && slices.Contains(roles, x.Role) {
			out = append(out, x.S)
		}
	}
	return strings.Join(out, " ")
}

// inBox joins the texts of a box.
func inBox(s *diagram.Scene, id string) string {
	var out []string
	for _, sh := range s.Shapes {
		if x, ok := sh.(diagram.Text); ok && x.Of == id {
			out = append(out, x.S)
		}
	}
	return strings.Join(out, " ")
}

// Every automation of the examples is explained once below a panel.
func TestAutomationsAreShown(t *testing.T) {
	for _, name := range examples {
		a := example(t, name)
		s := diagram.Build(a, "")
		titles := words(s, "legendbold")
		badges := map[string]int{}
		for _, sh := range s.Shapes {
			if x, ok := sh.(diagram.Text); ok && x.Role == "badge" {
				badges[x.S]++
			}
		}
		for i, x := range a.Automations {
			if !strings.Contains(titles, schema.Title(x)) {
				t.Errorf("%s: %s is not explained", name, x.Address)
			}
			want := 1
			if i == 0 {
				want = 2 // one in the key
			}
			if mark := fmt.Sprintf("A%d", i+1); badges[mark] != want {
				t.Errorf("%s: %d badges %s, want %d", name, badges[mark], mark, want)
			}
		}
	}
}

// Boxes name the automations that act on the stage: that start or run a clock from it, and those that move there.
func TestAutomationsAreMarkedAtTheirStages(t *testing.T) {
	s := diagram.Build(example(t, "b2b-saas"), "")
	for stage, want := range map[string]string{
		"stage.lead.mql": "Automations A3, A4, A5", "stage.lead.sal": "Automation A6", "stage.lead.customer": "Automation A8",
		"stage.new_business.closed_won": "Automations A8, A9", "stage.lead.sql": "", "stage.renewal.closed_lost": "Automation A11",
	} {
		got := inBox(s, stage)
		if want == "" && strings.Contains(got, "Automation") || !strings.HasSuffix(got, want) {
			t.Errorf("%s shows %q, want %q", stage, got, want)
		}
	}
	for _, want := range []string{"MQL by score", "The contact is an MQL as soon as both scores allow it.", "Runs in Clearbit."} {
		if all := words(s, "legend", "legendbold"); !strings.Contains(all, want) {
			t.Errorf("no %q below the panels", want)
		}
	}
}

// A panel names the systems that hold its records; a handoff the criteria of the stage that it leads to.
func TestPanelsNameSystemsAndCriteria(t *testing.T) {
	s := diagram.Build(example(t, "b2b-saas"), "")
	if heads := words(s, "head"); !strings.Contains(heads, "Lead lifecycle · lead domain · contact · forward only · in HubSpot") ||
		!strings.Contains(heads, "deal · forward only · in Salesforce") {
		t.Errorf("heads: %s", heads)
	}
	all := words(s, "legend")
	for _, want := range []string{"Criteria: A business e-mail address is known.", "Criteria: Both scores reach the MQL threshold, or"} {
		if !strings.Contains(all, want) {
			t.Errorf("no %q below the panels", want)
		}
	}
}
