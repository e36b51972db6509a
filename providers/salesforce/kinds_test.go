package salesforce

import (
	"reflect"
	"slices"
	"testing"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/salesforce/metadata"
	"github.com/stagecraft-dev/stagecraft/providers/salesforce/metadata/tree"
)

// structures are values of the types that an org is built of, in the order in which they are made.
var structures = []struct {
	typ    string
	values []providers.Values
}{
	{typeObject, []providers.Values{
		{"name": "Project__c", "label": "Project", "plural": "Projects", "description": "Work", "track_history": true, "name_label": "Project Name", "sharing": "Private"},
		{"name": "Policy__mdt", "label": "Policy", "plural": "Policies", "visibility": "Protected", "track_history": false},
		{"name": "Lead", "track_history": true, "sharing": "Read", "description": "People"}}},
	{typeGlobalValueSet, []providers.Values{{"name": "Reasons", "label": "Reasons", "description": "Why"}}},
	{typeField, []providers.Values{
		{"object": "Lead", "name": "Note__c", "label": "Note", "type": "Text", "description": "d", "help": "h", "length": 80, "required": true, "unique": true,
			"external_id": true, "default": `"none"`, "track_history": true, "owner": "rep@example.com", "status": "Active", "sensitivity": "Internal", "compliance": "GDPR;PII", "restricted": nil},
		{"object": "Lead", "name": "Score__c", "label": "Score", "type": "Number", "precision": 5, "scale": 1, "formula": "IF(ISBLANK(Fit__c), 0, Fit__c * 2)", "blanks": "BlankAsBlank",
			"required": false, "unique": false, "external_id": false, "track_history": false},
		{"object": "Project__c", "name": "Sponsor__c", "label": "Sponsor", "type": "Lookup", "references": "Contact", "relationship": "Sponsored", "required": true,
			"unique": false, "external_id": false, "track_history": false},
		{"object": "Lead", "name": "Stage__c", "label": "Stage", "type": "Picklist", "value_set": "Reasons", "restricted": true, "required": false, "unique": false, "external_id": false, "track_history": false},
		{"object": "Lead", "name": "Tier__c", "label": "Tier", "type": "MultiselectPicklist", "restricted": false, "required": false, "unique": false, "external_id": false, "track_history": false},
		{"object": "Lead", "name": "Email", "track_history": false, "help": "Where we write to", "sensitivity": "Confidential"}}},
	{typeValue, []providers.Values{
		{"set": "OpportunityStage", "value": "Proposal/Quote", "label": "Proposal", "description": "Sent", "default": false, "closed": false, "won": false, "probability": 40, "forecast": "BestCase", "order": 0},
		{"set": "OpportunityStage", "value": "Won", "label": "Won", "default": false, "closed": true, "won": true, "probability": 100, "forecast": "Closed", "order": 1},
		{"set": "LeadStatus", "value": "New", "label": "New", "default": true, "converted": false, "order": 0},
		{"set": "LeadStatus", "value": "Done", "label": "Done", "default": false, "converted": true, "order": 1},
		{"set": "LeadSource", "value": "Web", "label": "Web", "default": true, "order": 0},
		{"set": "global.Reasons", "value": "O'Neill's \"offer\"", "label": "<Other> & more", "default": false, "order": 0},
		{"set": "Lead.Tier__c", "value": "A", "label": "Tier A", "description": "Best", "default": false, "order": 0},
		{"set": "Lead.Tier__c", "value": "B", "label": "B", "default": true, "order": 1}}},
	{typeProcess, []providers.Values{{"object": "Opportunity", "name": "New Business", "description": "d", "values": []any{"Proposal/Quote", "Won"}, "default": "Proposal/Quote"},
		{"object": "Lead", "name": "Inbound", "active": false, "values": []any{"New", "Done"}}}},
	{typeRecordType, []providers.Values{{"object": "Opportunity", "name": "New_Business", "label": "New business", "description": "d", "process": "Opportunity/New Business",
		"picklists": map[string]any{"Reason__c": []any{"A/B", "C"}}},
		{"object": "Project__c", "name": "Small", "label": "Small", "active": false}}},
	{typeValidation, []providers.Values{{"object": "Opportunity", "name": "Amount_at_Proposal", "formula": "AND(\n  ISPICKVAL(StageName, \"Proposal/Quote\"),\n  ISBLANK(Amount), NOT($Permission.Bypass))",
		"message": "Amount & more", "field": "Amount", "description": "d", "active": false}, {"object": "Lead", "name": "Any", "formula": "FALSE", "message": "m"}}},
	{typePath, []providers.Values{{"name": "New_Business", "label": "New business", "object": "Opportunity", "field": "StageName", "record_type": "Opportunity/New_Business",
		"steps": map[string]any{"Won": map[string]any{"info": "<p>Thank <b>them</b></p>"}, "Proposal/Quote": map[string]any{"fields": []any{"Amount", "Terms__c"}}}},
		{"name": "Leads", "label": "Leads", "object": "Lead", "field": "Status", "active": false}}},
}

func creations(t testing.TB) []*providers.Operation {
	var ops []*providers.Operation
	for _, s := range structures {
		for _, v := range s.values {
			ops = append(ops, operation(t, nil, providers.Create, s.typ, v))
		}
	}
	return ops
}

// What is written can be read, and is what was asked for, in whatever order it was written. Written once more, it is the same.
func TestStructuresAreReadAsWritten(t *testing.T) {
	for _, reverse := range []bool{false, true} {
		ops := creations(t)
		if reverse {
			slices.Reverse(ops)
		}
		_, org := writes(t, newSnapshot(nil), ops...)
		for _, op := range ops {
			if got := liveOf(t, org, op.Type, op.Key); !reflect.DeepEqual(got, op.After) {
				t.Errorf("%s %s: %v\nwanted %v", op.Type, op.Key, got, op.After)
			}
			op.Action, op.Before = providers.Update, op.After
		}
		p, _ := writes(t, org, ops...)
		for _, c := range p.Components {
			if old := org.find(c.Kind, c.Name); old == nil || !old.Same(c) && c.Name != "Lead" && c.Name != "Lead.Email" {
				t.Errorf("%s %s: changed to %s", c.Kind, c.Name, c.Doc.Root)
			}
		}
	}
}

// What is not given is as the org has it, and makes no difference.
func TestLittleIsEnough(t *testing.T) {
	_, org := writes(t, newSnapshot(nil), creations(t)...)
	for typ, v := range map[string]providers.Values{
		typeObject:     {"name": "Thing__c"},
		typeRecordType: {"object": "Project__c", "name": "Big", "label": "Big"},
		typePath:       {"name": "P", "label": "P", "object": "Opportunity", "field": "StageName"},
		typeProcess:    {"object": "Opportunity", "name": "P", "values": []any{"Won"}},
	} {
		_, after := writes(t, org, operation(t, nil, providers.Create, typ, v))
		same(t, after, typ, v)
	}
	for _, fieldType := range []string{"Checkbox", "Currency", "Date", "DateTime", "Email", "Html", "LongTextArea", "Lookup", "MasterDetail", "MultiselectPicklist", "Number", "Percent",
		"Phone", "Picklist", "Text", "TextArea", "Url"} {
		v := providers.Values{"object": "Lead", "name": "X__c", "type": fieldType}
		if fieldType == "Lookup" || fieldType == "MasterDetail" {
			v["references"] = "Account"
		}
		_, after := writes(t, org, operation(t, nil, providers.Create, typeField, v))
		same(t, after, typeField, v)
	}
	for _, v := range []providers.Values{{"set": "OpportunityStage", "value": "Lost", "label": "Lost", "closed": true}, {"set": "OpportunityStage", "value": "Won too", "label": "W", "won": true},
		{"set": "LeadStatus", "value": "x", "label": "x"}, {"set": "Lead.Tier__c", "value": "x", "label": "x"}} {
		_, after := writes(t, org, operation(t, nil, providers.Create, typeValue, v))
		same(t, after, typeValue, v)
	}
}

// same tells whether a plan would find nothing to do.
func same(t testing.TB, org *snapshot, typ string, v providers.Values) {
	t.Helper()
	want := wanted(t, typ, v)
	got := liveOf(t, org, typ, kindOf(typ).typ.KeyOf(want))
	for _, a := range kindOf(typ).typ.Attributes {
		if a.Differs(want[a.Name], got[a.Name]) {
			t.Errorf("%s %v: %s is %v, wanted %v", typ, want, a.Name, got[a.Name], want[a.Name])
		}
	}
}

// What is deleted is gone; record types stay and are inactive, and so does the process that one uses.
func TestStructuresAreDeleted(t *testing.T) {
	_, org := writes(t, newSnapshot(nil), creations(t)...)
	var ops []*providers.Operation
	for _, op := range creations(t) {
		standard := op.Key == "Lead" || op.Key == "Lead/Email" || op.Type == typeValue && op.After["field"] == nil && op.After["value_set"] == nil
		if !standard {
			ops = append(ops, operation(t, org, providers.Delete, op.Type, op.After))
		}
	}
	slices.Reverse(ops)
	p, after := writes(t, org, ops...)
	for _, op := range ops {
		got := liveOf(t, after, op.Type, op.Key)
		switch {
		case op.Type == typeRecordType, op.Key == "Opportunity/New Business":
			if op.Type == typeRecordType && op.Before["object"] == "Project__c" {
				continue // goes with its object
			}
			if got == nil || got["active"] != false {
				t.Errorf("%s %s is %v", op.Type, op.Key, got)
			}
		case op.Key == "Project__c/Sponsor__c": // goes with its object
		case got != nil:
			t.Errorf("%s %s is there after it was deleted", op.Type, op.Key)
		}
	}
	if p.Find("CustomField", "Lead.Tier__c") != nil || slices.Contains(p.Destroy, metadata.Member{Kind: "CustomField", Name: "Project__c.Sponsor__c"}) {
		t.Error("what goes as a whole is changed first, or goes twice")
	}
}

// What people and newer versions added stays in what is written.
func TestUnknownElementsStay(t *testing.T) {
	for _, c := range []struct{ kind, name, xml, typ string }{
		{"CustomObject", "Project__c", `<CustomObject><compactLayoutAssignment>C</compactLayoutAssignment><label>P</label><newThing>1</newThing><pluralLabel>Ps</pluralLabel></CustomObject>`, typeObject},
		{"CustomField", "Lead.A__c", `<CustomField><fullName>A__c</fullName><label>A</label><newThing>1</newThing><type>Picklist</type><valueSet><newThing>1</newThing><valueSetDefinition><sorted>true</sorted><value><fullName>x</fullName><color>red</color><default>false</default><label>x</label></value></valueSetDefinition></valueSet></CustomField>`, typeField},
		{"ValidationRule", "Lead.R", `<ValidationRule><fullName>R</fullName><active>true</active><errorConditionFormula>TRUE</errorConditionFormula><errorMessage>m</errorMessage><newThing>1</newThing></ValidationRule>`, typeValidation},
		{"RecordType", "Project__c.T", `<RecordType><fullName>T</fullName><active>true</active><compactLayoutAssignment>C</compactLayoutAssignment><label>T</label><picklistValues><picklist>P__c</picklist><values><fullName>a</fullName><default>true</default></values></picklistValues></RecordType>`, typeRecordType},
		{"PathAssistant", "P", `<PathAssistant><active>true</active><entityName>Lead</entityName><fieldName>Status</fieldName><masterLabel>P</masterLabel><newThing>1</newThing><pathAssistantSteps><info>i</info><picklistValueName>x</picklistValueName></pathAssistantSteps><recordTypeName>__Master__</recordTypeName></PathAssistant>`, typePath},
	} {
		org := orgWith(t, c.kind, c.name, c.xml)
		live, err := kindOf(c.typ).read(org)
		if err != nil || len(live) != 1 {
			t.Fatal(c.name, live, err)
		}
		next := live[0].Values.With("label", "Other")
		if c.typ == typeValidation {
			next = live[0].Values.With("message", "Other")
		}
		w := newChange(org)
		if err := w.write([]*providers.Operation{{Action: providers.Update, Type: c.typ, Key: live[0].Key, Before: live[0].Values, After: next}}); err != nil {
			t.Fatal(err)
		}
		got := w.pack().Components[0]
		for _, n := range org.all[0].Doc.Root.Elements() {
			if n.Name != "label" && n.Name != "masterLabel" && n.Name != "errorMessage" && !slices.ContainsFunc(got.Doc.Root.Children(n.Name), n.Equal) {
				t.Errorf("%s: %s became %v", c.name, n, got.Doc.Root)
			}
		}
	}
}

// orgWith is an org with one component.
func orgWith(t testing.TB, kind, name, xml string) *snapshot {
	t.Helper()
	doc, err := tree.Parse([]byte(xml))
	if err != nil {
		t.Fatal(err)
	}
	return newSnapshot(&metadata.Package{Components: []metadata.Component{{Member: metadata.Member{Kind: kind, Name: name}, Doc: doc}}})
}
