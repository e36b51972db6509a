package salesforce

import (
	"slices"
	"testing"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/salesforce/emulator"
	"github.com/stagecraft-dev/stagecraft/schema"
)

// What an org has keeps what people gave it; what is new is granted, tracked and explained.
func TestKeepExisting(t *testing.T) {
	p := orgOf(t, emulator.Messy(), nil)
	a, _ := imported(t, p)
	a.Fields = append(a.Fields, &schema.Field{Object: "deal", Name: "forecast_note", Usage: "Why it will close", Type: schema.FieldType{Kind: "text"}, TrackHistory: true})
	a.Pipelines[0].ForwardOnly = true
	if diags := a.Index(); diags.HasErrors() {
		t.Fatal(diags.Err())
	}
	c, diags := compile(a, providers.Target{CRM: a.Environments[0].CRMs[0]}, &settings{folder: defaultFolder, keep: true}, p.learned)
	if diags.HasErrors() {
		t.Fatal(diags.Err())
	}
	live, err := p.Read(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	var changes []string
	for _, r := range c.Resources {
		if newInventory(live).lacks(r) != "" {
			changes = append(changes, r.Type+" "+r.Key)
		}
		switch r.Key {
		case "Opportunity/Forecast_Note__c":
			if r.Values["help"] != "Why it will close" || r.Values["track_history"] != true {
				t.Errorf("the new field lacks something: %v", r.Values)
			}
		case accessPermissionSet:
			if got := list(r.Values["fields"]); !slices.Equal(got, []string{"Opportunity.Forecast_Note__c edit"}) {
				t.Errorf("granted: %v", got)
			}
		}
	}
	slices.Sort(changes)
	want := []string{"salesforce_custom_permission Lifecycle_Bypass", "salesforce_field Opportunity/Forecast_Note__c", "salesforce_permission_set Lifecycle_Access",
		"salesforce_permission_set Lifecycle_Bypass", "salesforce_setting Opportunity/enableOpportunityFieldHistoryTracking", "salesforce_validation_rule Opportunity/New_Business_Forward_Only"}
	if !slices.Equal(changes, want) {
		t.Errorf("changes:\n%v\nwant\n%v", changes, want)
	}
}
