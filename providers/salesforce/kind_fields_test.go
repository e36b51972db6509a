package salesforce

import (
	"testing"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/salesforce/metadata"
)

// change is an operation on a live field that gives it other values.
func changed(t testing.TB, s *snapshot, action providers.Action, k string, v providers.Values) *providers.Operation {
	t.Helper()
	before := liveOf(t, s, typeField, k)
	after := providers.Values{}
	for name, x := range before {
		after[name] = x
	}
	for name, x := range v {
		after[name] = x
	}
	after = wanted(t, typeField, after)
	return &providers.Operation{Action: action, Type: typeField, Key: kindOf(typeField).typ.KeyOf(after), Before: before, After: after}
}

func fieldIn(t testing.TB, p *metadata.Package, name string) (f metadata.CustomField) {
	t.Helper()
	if err := p.Find("CustomField", name).Decode(&f); err != nil {
		t.Fatal(err)
	}
	return f
}

func TestFieldsChangeTheirType(t *testing.T) {
	_, org := writes(t, newSnapshot(nil), creations(t)...)
	p, after := writes(t, org, changed(t, org, providers.Replace, "Lead/Note__c", providers.Values{"type": "LongTextArea", "length": nil, "unique": nil, "external_id": nil, "default": nil}))
	if f := fieldIn(t, p, "Lead.Note__c"); len(p.Destroy) > 0 || f.Type != "LongTextArea" || f.Length != 32768 || f.Unique != nil || f.DefaultValue != "" || f.VisibleLines == 0 {
		t.Errorf("%+v, %v", f, p.Destroy)
	}
	same(t, after, typeField, providers.Values{"object": "Lead", "name": "Note__c", "type": "LongTextArea"})
	// A picklist that becomes one of several values keeps its values.
	p, _ = writes(t, org, changed(t, org, providers.Replace, "Lead/Tier__c", providers.Values{"type": "Picklist"}))
	if f := fieldIn(t, p, "Lead.Tier__c"); len(f.ValueSet.ValueSetDefinition.Value) != 2 {
		t.Error("values are lost")
	}
	// Under another name it is another field.
	p, _ = writes(t, org, changed(t, org, providers.Replace, "Lead/Note__c", providers.Values{"name": "Remark__c"}))
	if p.Find("CustomField", "Lead.Remark__c") == nil || p.Find("CustomField", "Lead.Note__c") != nil || len(p.Destroy) != 1 {
		t.Errorf("%v", p.Destroy)
	}
}

func TestFieldsThatCannotBe(t *testing.T) {
	_, org := writes(t, newSnapshot(nil), creations(t)...)
	for _, c := range []struct {
		key       string
		v         providers.Values
		attribute string
	}{
		{"Lead/Note__c", providers.Values{"formula": "1"}, "formula"},
		{"Lead/Note__c", providers.Values{"length": 1.5}, "length"},
		{"Lead/Score__c", providers.Values{"precision": 1, "scale": 2}, "scale"},
		{"Project__c/Sponsor__c", providers.Values{"references": "Account"}, "references"},
		{"Lead/Stage__c", providers.Values{"value_set": "Others"}, "value_set"},
		{"Lead/Tier__c", providers.Values{"value_set": "Reasons"}, "value_set"},
		{"Lead/Email", providers.Values{"value_set": "Reasons"}, "value_set"},
	} {
		wantsAttribute(t, newChange(org).write([]*providers.Operation{changed(t, org, providers.Update, c.key, c.v)}), c.attribute)
	}
	for attribute, v := range map[string]providers.Values{
		"type": {"object": "Lead", "name": "X__c"}, "name": {"object": "Lead", "name": "1X__c", "type": "Text"}, "references": {"object": "Lead", "name": "X__c", "type": "Lookup"},
	} {
		wantsAttribute(t, newChange(org).write([]*providers.Operation{operation(t, org, providers.Create, typeField, v)}), attribute)
	}
	for set, v := range map[string]providers.Values{
		"set":         {"set": "Lead.Nope__c", "value": "x", "label": "x"},
		"probability": {"set": "OpportunityStage", "value": "x", "label": "x"},
		"won":         {"set": "LeadStatus", "value": "x", "label": "x", "won": true},
		"closed":      {"set": "Lead.Tier__c", "value": "x", "label": "x", "closed": false},
	} {
		wantsAttribute(t, newChange(org).write([]*providers.Operation{operation(t, org, providers.Create, typeValue, v)}), set)
	}
	for _, set := range []string{"Lead.Rating", "Lead.Stage__c", "global.Nope", "Lead.Note__c"} {
		v := providers.Values{"set": set, "value": "x", "label": "x"}
		wantsAttribute(t, newChange(org).write([]*providers.Operation{operation(t, org, providers.Create, typeValue, v)}), "set")
	}
	wantsAttribute(t, newChange(org).write([]*providers.Operation{operation(t, org, providers.Delete, typeField, providers.Values{"object": "Lead", "name": "Email"})}), "name")
	wantsAttribute(t, newChange(org).write([]*providers.Operation{operation(t, org, providers.Delete, typeObject, providers.Values{"name": "Lead"})}), "name")
	wantsAttribute(t, newChange(org).write([]*providers.Operation{operation(t, org, providers.Update, typeObject, providers.Values{"name": "Lead", "label": "Prospect"})}), "label")
	wantsAttribute(t, newChange(org).write([]*providers.Operation{operation(t, org, providers.Create, typeRecordType, providers.Values{"object": "Lead", "name": "T", "label": "T"})}), "process")
	wantsAttribute(t, newChange(org).write([]*providers.Operation{operation(t, org, providers.Create, typeProcess, providers.Values{"object": "Lead", "name": "P", "values": []any{"New"}, "default": "Old"})}), "default")
	six := map[string]any{"New": map[string]any{"fields": []any{"A", "B", "C", "D", "E", "F"}}}
	wantsAttribute(t, newChange(org).write([]*providers.Operation{operation(t, org, providers.Create, typePath, providers.Values{"object": "Lead", "field": "Status", "name": "P", "label": "P", "steps": six})}), "steps")
}

// Of what is Salesforce's own only what is given is deployed.
func TestStandardsAreWrittenAsGiven(t *testing.T) {
	org := newSnapshot(&metadata.Package{Components: []metadata.Component{
		metadata.New("CustomObject", "Lead", &metadata.CustomObject{SharingModel: "Read", EnableHistory: new(false)}),
		metadata.New("CustomField", "Lead.Industry", &metadata.CustomField{FullName: "Industry", Type: "Picklist", InlineHelpText: "h", TrackHistory: new(true)})}})
	p, _ := writes(t, org, operation(t, org, providers.Update, typeObject, providers.Values{"name": "Lead", "track_history": true}),
		operation(t, org, providers.Update, typeField, providers.Values{"object": "Lead", "name": "Industry", "track_history": false}))
	for name, want := range map[string]int{"CustomObject Lead": 1, "CustomField Lead.Industry": 2} {
		for _, c := range p.Components {
			if c.Kind+" "+c.Name == name && len(c.Doc.Root.Elements()) != want {
				t.Errorf("%s", c.Doc.Root)
			}
		}
	}
	if f := fieldIn(t, p, "Lead.Industry"); f.TrackHistory == nil || *f.TrackHistory {
		t.Error("the field is still tracked")
	}
}

// What shows or grants a field that goes lets go of it.
func TestFieldsLeaveNothingBehind(t *testing.T) {
	_, org := writes(t, newSnapshot(nil), append(creations(t),
		operation(t, nil, providers.Create, typeField, providers.Values{"object": "Opportunity", "name": "Terms__c", "type": "Text"}),
		operation(t, nil, providers.Create, typeField, providers.Values{"object": "Opportunity", "name": "Reason__c", "type": "Picklist"}),
		operation(t, nil, providers.Create, typePermissionSet, providers.Values{"name": "Access", "label": "Access", "fields": []any{"Opportunity.Terms__c edit", "Opportunity.Reason__c read"}}))...)
	_, after := writes(t, org,
		operation(t, org, providers.Delete, typeField, providers.Values{"object": "Opportunity", "name": "Terms__c"}),
		operation(t, org, providers.Delete, typeField, providers.Values{"object": "Opportunity", "name": "Reason__c"}),
		operation(t, org, providers.Update, typePermissionSet, providers.Values{"name": "Access", "label": "All access"}))
	if steps := liveOf(t, after, typePath, "New_Business")["steps"].(map[string]any); len(list(steps["Proposal/Quote"].(map[string]any)["fields"])) != 1 {
		t.Errorf("%v", steps)
	}
	if v := liveOf(t, after, typeRecordType, "Opportunity/New_Business"); v["picklists"] != nil {
		t.Errorf("%v", v)
	}
	if v := liveOf(t, after, typePermissionSet, "Access"); v["fields"] != nil {
		t.Errorf("%v", v)
	}
}

func TestOperationsThatDoNotFit(t *testing.T) {
	org := statuses("*A", "-B", "+C")
	live := status(t, org, "update A")
	live.Action = providers.Create
	if err := newChange(org).write([]*providers.Operation{live}); !providers.IsKind(err, providers.Conflict) {
		t.Error(err)
	}
	for _, action := range []providers.Action{providers.Update, providers.Delete, providers.Replace} {
		gone := status(t, org, "update A")
		gone.Action, gone.Key, gone.Before = action, "LeadStatus/B", gone.Before.With("value", "B")
		if err := newChange(org).write([]*providers.Operation{gone}); !providers.IsKind(err, providers.NotFound) {
			t.Errorf("%s: %v", action, err)
		}
	}
}

func TestManagedPackagesAreNotOurs(t *testing.T) {
	s := newSnapshot(&metadata.Package{Components: []metadata.Component{
		metadata.New("CustomObject", "acme__Thing__c", &metadata.CustomObject{}), metadata.New("CustomObject", "acme__P__mdt", &metadata.CustomObject{}),
		metadata.New("CustomField", "Lead.acme__X__c", &metadata.CustomField{}), metadata.New("CustomField", "Lead.Email", &metadata.CustomField{}),
		metadata.New("ValidationRule", "Lead.acme__R", &metadata.ValidationRule{ErrorConditionFormula: "x", ErrorMessage: "m"})}})
	ours := []metadata.Component{metadata.New("CustomObject", "P__mdt", &metadata.CustomObject{}), metadata.New("CustomField", "Lead.X__c", &metadata.CustomField{})}
	for i := range ours {
		s.add(&ours[i])
	}
	live, err := s.read([]string{typeObject, typeField, typeValidation})
	if err != nil || len(live) != 7 {
		t.Fatal(live, err)
	}
	for _, l := range live {
		if l.BuiltIn != (l.Key != "P__mdt" && l.Key != "Lead/X__c") {
			t.Errorf("%s: built in is %v", l.Key, l.BuiltIn)
		}
	}
}
