package hubspot

import (
	"strings"
	"testing"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/hubspot/api"
)

func workflowOf(t *testing.T, name string, enabled bool, properties ...string) *providers.Live {
	var actions []any
	for _, p := range properties {
		actions = append(actions, map[string]any{"type": "SINGLE_CONNECTION", "actionTypeId": actionSet, "fields": map[string]any{"property_name": p}})
	}
	return liveOf(t, typeWorkflow, providers.Values{"name": name, "object": "contacts", "enabled": enabled, "definition": map[string]any{"actions": actions}})
}

// declared makes resources of live objects.
func declared(list ...*providers.Live) *providers.Compiled {
	c := &providers.Compiled{}
	for _, l := range list {
		c.Resources = append(c.Resources, &providers.Resource{Type: l.Type, Key: l.Key, Values: l.Values, Label: "our " + l.Key})
	}
	return c
}

func TestReview(t *testing.T) {
	stage := liveOf(t, typeLifecycleStage, providers.Values{"name": "lead", "label": "Lead"})
	band := propertyOf(t, "contacts/band", "Band", "enumeration", "select")
	sales := pipelineOf(t, "deals/sales", "Sales", "Demo=0.1")
	for _, tt := range []struct {
		name      string
		declared  *providers.Compiled
		unmanaged []*providers.Live
		settings  settings
		portal    *portal
		want      []string
	}{
		{name: "nothing", declared: declared()},
		{name: "workflow writes a property", declared: declared(band), unmanaged: []*providers.Live{workflowOf(t, "Old", true, "band", "band")},
			want: []string{`Workflow "Old", which nobody declared, writes contacts/band`}},
		{name: "workflow is off", declared: declared(band), unmanaged: []*providers.Live{workflowOf(t, "Old", false, "band")}},
		{name: "workflow writes another", declared: declared(band), unmanaged: []*providers.Live{workflowOf(t, "Old", true, "other")}},
		{name: "two workflows", declared: declared(workflowOf(t, "New", true, "other")), unmanaged: []*providers.Live{workflowOf(t, "Old", true, "other")},
			want: []string{`Workflow "Old", which nobody declared, writes contacts/other`}},
		{name: "lifecycle", declared: declared(stage), unmanaged: []*providers.Live{workflowOf(t, "Old", true, lifecycleProperty)}, settings: settings{nativeOff: true},
			want: []string{`Workflow "Old", which nobody declared, writes contacts/lifecyclestage`}},
		{name: "native", declared: declared(stage), want: []string{"HubSpot's own lifecycle automation may work against the declared lifecycle"}},
		{name: "native by workflow", declared: declared(workflowOf(t, "New", true, lifecycleProperty)), want: []string{"HubSpot's own lifecycle automation may work against the declared lifecycle"}},
		{name: "same pipeline", declared: declared(sales...), unmanaged: pipelineOf(t, "deals/123", "SALES"), want: []string{"our deals/sales is in the account already, under another name"}},
		{name: "same label elsewhere", declared: declared(sales...), unmanaged: pipelineOf(t, "tickets/123", "Sales", "Demo=open")},
		{name: "same stage", declared: declared(sales...), unmanaged: []*providers.Live{liveOf(t, typeStage, providers.Values{"pipeline": "deals/sales", "id": "9", "label": "Demo"})},
			want: []string{"our deals/sales/0 is in the account already, under another name"}},
		{name: "companies alike", declared: declared(stage), settings: settings{nativeOff: true}, portal: &portal{lifecycle: []api.Stage{{Label: "Lead"}}, companies: []api.Stage{{Label: "Lead"}}}},
		{name: "companies differ", declared: declared(stage), settings: settings{nativeOff: true}, portal: &portal{lifecycle: []api.Stage{{Label: "Lead"}}, companies: []api.Stage{{Label: "Prospect"}}},
			want: []string{"Contacts and companies have different lifecycle stages"}},
		{name: "companies differ, not ours", declared: declared(), portal: &portal{lifecycle: []api.Stage{{Label: "Lead"}}, companies: []api.Stage{{Label: "Prospect"}}}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var got []string
			if tt.portal == nil {
				tt.portal = &portal{}
			}
			for _, d := range review(tt.declared, tt.unmanaged, &tt.settings, tt.portal) {
				got = append(got, d.Summary)
			}
			if strings.Join(got, "\n") != strings.Join(tt.want, "\n") {
				t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(tt.want, "\n"))
			}
		})
	}
}

// What a workflow writes: on its own records, and on associated ones as far as the association says whose they are.
func TestSets(t *testing.T) {
	set := func(property string, fields map[string]any) any {
		fields["property_name"] = property
		return map[string]any{"actionTypeId": actionSet, "fields": fields}
	}
	l := liveOf(t, typeWorkflow, providers.Values{"name": "W", "object": "contacts", "definition": map[string]any{"actions": []any{
		set("b", map[string]any{}), set("a", map[string]any{}), set("b", map[string]any{}),
		set("c", map[string]any{"association": map[string]any{"associationTypeId": 279.0}}),
		set("d", map[string]any{"association": map[string]any{"associationTypeId": 12345.0}}),
		map[string]any{"actionTypeId": actionRotate, "fields": map[string]any{"target_property": "hubspot_owner_id"}},
		map[string]any{"actionTypeId": actionTask, "fields": map[string]any{"subject": "x"}}, "junk",
	}}})
	if got := strings.Join(sets(item{l}), " "); got != "companies/c contacts/a contacts/b contacts/hubspot_owner_id" {
		t.Errorf("got %s", got)
	}
}

// A conflict names both sides and says what to do.
func TestReviewWords(t *testing.T) {
	diags := review(declared(propertyOf(t, "contacts/band", "Band", "string", "text")), []*providers.Live{workflowOf(t, "Old", true, "band")}, &settings{}, &portal{})
	if len(diags) != 1 || !strings.Contains(diags[0].Detail, "our contacts/band") || !strings.Contains(diags[0].Detail, "--prune 'hubspot_workflow.Old'") {
		t.Errorf("got %v", diags)
	}
	sales := pipelineOf(t, "deals/sales", "Sales")
	if diags = review(declared(sales...), pipelineOf(t, "deals/123", "Sales"), &settings{}, &portal{}); len(diags) != 1 || !strings.Contains(diags[0].Detail, `crm = { hubspot = "123" }`) {
		t.Errorf("got %v", diags)
	}
}
