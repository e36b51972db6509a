package salesforce

import (
	"strings"
	"testing"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/salesforce/emulator"
	"github.com/stagecraft-dev/stagecraft/providers/salesforce/metadata"
)

// reviewed is a live object, or with a label a declared one.
func reviewed(t *testing.T, typ string, v providers.Values) *providers.Live {
	t.Helper()
	l, err := live(typ, v)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func flowThatSets(t *testing.T, name string, active bool, field string) *providers.Live {
	return reviewed(t, typeFlow, providers.Values{"name": name, "label": name, "active": active, "definition": map[string]any{
		"start":         map[string]any{"object": "Lead"},
		"recordUpdates": []any{map[string]any{"name": "Write", "inputReference": "$Record", "inputAssignments": []any{map[string]any{"field": field}}}},
	}})
}

func TestReview(t *testing.T) {
	status := reviewed(t, typeField, providers.Values{"object": "Lead", "name": "Status"})
	gate := reviewed(t, typeValidation, providers.Values{"object": "Lead", "name": "Gate", "formula": "TRUE", "message": "No."})
	strange := func(active bool, object string) *providers.Live {
		return reviewed(t, typeValidation, providers.Values{"object": object, "name": "Old", "active": active, "formula": "TRUE", "message": "No."})
	}
	routing := func(name string, active bool) *providers.Live {
		return reviewed(t, typeAssignment, providers.Values{"object": "Lead", "name": name, "active": active})
	}
	value := func(name, label string) *providers.Live {
		return reviewed(t, typeValue, providers.Values{"set": "LeadStatus", "value": name, "label": label})
	}
	convert := reviewed(t, typeSetting, providers.Values{"settings": "LeadConfig", "name": "shouldLeadConvertRequireValidation", "value": "true"})
	leads := func(on bool) *snapshot {
		c := metadata.New("Settings", "LeadConfig", &metadata.LeadConfigSettings{ShouldLeadConvertRequireValidation: new(on)})
		return newSnapshot(&metadata.Package{Components: []metadata.Component{c}})
	}
	for _, tt := range []struct {
		name     string
		declared []*providers.Live
		live     []*providers.Live
		org      *snapshot
		want     string
	}{
		{name: "nothing"},
		{name: "flow writes a field", declared: []*providers.Live{status}, live: []*providers.Live{flowThatSets(t, "Old", true, "Status")}, want: `Flow "Old", which nobody declared, writes Lead/Status`},
		{name: "flow is inactive", declared: []*providers.Live{status}, live: []*providers.Live{flowThatSets(t, "Old", false, "Status")}},
		{name: "flow writes another field", declared: []*providers.Live{status}, live: []*providers.Live{flowThatSets(t, "Old", true, "Rating")}},
		{name: "two flows", declared: []*providers.Live{flowThatSets(t, "New", true, "Rating")}, live: []*providers.Live{flowThatSets(t, "Old", true, "Rating")}, want: `Flow "Old", which nobody declared, writes Lead/Rating`},
		{name: "rule", declared: []*providers.Live{gate}, live: []*providers.Live{strange(true, "Lead")}, want: "Lead has active validation rules that nobody declared"},
		{name: "rule is inactive", declared: []*providers.Live{gate}, live: []*providers.Live{strange(false, "Lead")}},
		{name: "rule of another object", declared: []*providers.Live{gate}, live: []*providers.Live{strange(true, "Case")}},
		{name: "routing", declared: []*providers.Live{routing("Ours", true)}, live: []*providers.Live{routing("Old", true)}, want: `The assignment rule "Old" of Lead will be inactive`},
		{name: "routing is inactive", declared: []*providers.Live{routing("Ours", true)}, live: []*providers.Live{routing("Old", false)}},
		{name: "label", declared: []*providers.Live{value("mql", "MQL")}, live: []*providers.Live{value("MQL 2019", "mql")}, want: "our LeadStatus/mql is in the org already, under another API name"},
		{name: "other label", declared: []*providers.Live{value("mql", "MQL")}, live: []*providers.Live{value("SQL", "SQL")}},
		{name: "conversion", declared: []*providers.Live{convert}, org: leads(false), want: "Leads are converted without validation so far"},
		{name: "conversion validates", declared: []*providers.Live{convert}, org: leads(true)},
		{name: "conversion is not ours", org: leads(false)},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c := &providers.Compiled{}
			for _, l := range tt.declared {
				c.Resources = append(c.Resources, &providers.Resource{Type: l.Type, Key: l.Key, Values: l.Values, Label: "our " + l.Key})
			}
			org := tt.org
			if org == nil {
				org = newSnapshot(nil)
			}
			var got []string
			for _, d := range review(c, tt.live, &settings{}, org) {
				got = append(got, d.Summary)
			}
			if s := strings.Join(got, "\n"); s != tt.want {
				t.Errorf("got %q, want %q", s, tt.want)
			}
		})
	}
}

// What nobody cleaned up for years is found before the first apply.
func TestReviewOfMessyOrg(t *testing.T) {
	p := orgOf(t, emulator.Messy(), nil)
	c, diags := p.Compile(exampleArch(t, "revops-starter"), providers.Target{})
	if err := diags.Err(); err != nil {
		t.Fatal(err)
	}
	live, err := p.Read(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	declared := map[string]bool{}
	for _, r := range c.Resources {
		declared[r.Type+"."+r.Key] = true
	}
	var strangers []*providers.Live
	for _, l := range live {
		if !declared[l.Type+"."+l.Key] {
			strangers = append(strangers, l)
		}
	}
	var got []string
	for _, d := range p.Review(c, strangers) {
		got = append(got, d.Summary)
	}
	for _, want := range []string{"Opportunity has active validation rules that nobody declared", "Leads are converted without validation so far"} {
		if !strings.Contains(strings.Join(got, "\n"), want) {
			t.Errorf("%q is not among %q", want, got)
		}
	}
}
