package salesforce

import (
	"testing"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/salesforce/emulator"
	"github.com/stagecraft-dev/stagecraft/providers/salesforce/flow"
)

// An org takes what is written here, gives it back as it was wanted, and is rid of it in the end.
func TestOrgTakesWhatIsWritten(t *testing.T) {
	p := orgOf(t, emulator.Empty(), nil)
	built, err := (&flow.Flow{Label: "Remind", Description: "Reminds.", Object: "Lead", On: flow.Created, Order: 1,
		Steps: []flow.Step{flow.Task{Label: "Call", Subject: "Call", Owner: flow.Queue("Inbound")}}}).Build()
	if err != nil {
		t.Fatal(err)
	}
	report := map[string]any{"format": "Summary", "reportType": "Leads__c", "columns": []any{map[string]any{"field": "Lead$Company"}}, "groupingsDown": []any{map[string]any{"field": "Lead$Status", "sortOrder": "Asc"}}}
	board := map[string]any{"backgroundEndColor": "#FFFFFF", "backgroundFadeDirection": "Diagonal", "backgroundStartColor": "#FFFFFF", "dashboardType": "SpecifiedUser", "isGridLayout": "true",
		"textColor": "#000000", "titleColor": "#000000", "titleSize": "12", "runningUser": emulator.Administrator,
		"dashboardGridLayout": map[string]any{"numberOfColumns": "12", "rowHeight": "36", "dashboardGridComponents": []any{map[string]any{"colSpan": "6", "columnIndex": "0", "rowIndex": "0", "rowSpan": "8",
			"dashboardComponent": map[string]any{"componentType": "Metric", "report": "Lifecycle/Leads", "header": "Leads"}}}}}
	rows := []struct {
		typ string
		v   providers.Values
	}{
		{typeObject, providers.Values{"name": "Policy__mdt", "label": "Policy", "plural": "Policies", "visibility": "Public"}},
		{typeField, providers.Values{"object": "Policy__mdt", "name": "Hours__c", "label": "Hours", "type": "Number", "precision": 5.0, "scale": 0.0}},
		{typeField, providers.Values{"object": "Policy__mdt", "name": "Since__c", "label": "Since", "type": "Date"}},
		{typeField, providers.Values{"object": "Lead", "name": "Fit__c", "label": "Fit", "type": "Number", "precision": 5.0, "scale": 0.0}},
		{typeField, providers.Values{"object": "Contact", "name": "Fit__c", "label": "Fit", "type": "Number", "precision": 5.0, "scale": 0.0}},
		{typePermission, providers.Values{"name": "Lifecycle_Bypass", "label": "Passes gates"}},
		{typeMetadata, providers.Values{"type": "Policy__mdt", "name": "First_Touch", "label": "First touch", "values": map[string]any{"Hours__c": 4.0, "Since__c": "2026-01-31"}}},
		{typeQueue, providers.Values{"name": "Inbound", "label": "Inbound", "objects": []any{"Lead"}, "users": []any{emulator.Administrator}}},
		{typeAssignment, providers.Values{"object": "Lead", "name": "Routing", "entries": []any{map[string]any{"assignedTo": "Inbound", "assignedToType": "Queue", "formula": "Fit__c > 1"}}}},
		{typeLeadMapping, providers.Values{"object": "Contact", "lead_field": "Fit__c", "field": "Fit__c"}},
		{typeSetting, providers.Values{"settings": "LeadConfig", "name": "shouldLeadConvertRequireValidation", "value": "true"}},
		{typeFlow, providers.Values{"name": "Remind", "label": "Remind", "active": true, "definition": documentAs(built)}},
		{typePermissionSet, providers.Values{"name": accessPermissionSet, "label": "Lifecycle", "fields": []any{"Lead.Fit__c edit"}, "objects": []any{"Policy__mdt read"}, "permissions": []any{"Lifecycle_Bypass"}}},
		{typeReportType, providers.Values{"name": "Leads", "label": "Leads", "object": "Lead", "definition": map[string]any{"category": "leads", "deployed": "true", "sections": []any{map[string]any{"masterLabel": "Leads",
			"columns": []any{map[string]any{"checkedByDefault": "true", "field": "Company", "table": "Lead"}, map[string]any{"checkedByDefault": "false", "field": "Status", "table": "Lead"}}}}}}},
		{typeFolder, providers.Values{"kind": "report", "name": "Lifecycle", "label": "Lifecycle"}},
		{typeFolder, providers.Values{"kind": "dashboard", "name": "Lifecycle", "label": "Lifecycle"}},
		{typeReport, providers.Values{"folder": "report/Lifecycle", "name": "Leads", "label": "Leads", "definition": report}},
		{typeDashboard, providers.Values{"folder": "dashboard/Lifecycle", "name": "Overview", "label": "Overview", "definition": board}},
	}
	var ops []*providers.Operation
	for i, r := range rows {
		op := operation(t, nil, providers.Create, r.typ, r.v)
		if op.Index = i; r.typ == typeSetting { // every org has all settings
			op = operation(t, p.learned, providers.Update, r.typ, r.v)
			op.ID = op.Key
		}
		ops = append(ops, op)
	}
	apply := func(ops []*providers.Operation) *snapshot {
		t.Helper()
		failed := func(pr providers.Progress) error {
			if pr.Err != nil {
				t.Errorf("%s %s: %v", pr.Op.Type, pr.Op.Key, pr.Err)
			}
			return nil
		}
		if err := p.Apply(t.Context(), ops, failed); err != nil {
			t.Fatal(err)
		}
		s, err := readOrg(t.Context(), p.client, p.settings)
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	s := apply(ops)
	for _, r := range rows {
		noDifference(t, s, r.typ, r.v)
	}
	var away []*providers.Operation
	for i := len(rows) - 1; i >= 0; i-- {
		if r := rows[i]; r.typ != typeSetting && r.typ != typeObject && r.typ != typeField {
			op := operation(t, s, providers.Delete, r.typ, r.v)
			op.Discard = true
			away = append(away, op)
		}
	}
	s = apply(away)
	for _, op := range away {
		if got := liveOf(t, s, op.Type, op.Key); (got != nil) != (op.Type == typePermissionSet) { // it grants a field that stays
			t.Errorf("%s %s after it was deleted: %v", op.Type, op.Key, got)
		}
	}
}
