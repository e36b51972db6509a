package salesforce

import (
	"testing"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/salesforce/emulator"
)

// An org takes what is written, fields of all types with nothing but their type among it, and a plan finds nothing to do then.
func TestAnOrgTakesStructures(t *testing.T) {
	p := orgOf(t, emulator.Empty(), nil)
	s, err := p.look(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var ops []*providers.Operation
	add := func(typ string, v providers.Values) {
		op := operation(t, s, providers.Create, typ, v)
		if liveOf(t, s, typ, op.Key) != nil {
			op = operation(t, s, providers.Update, typ, v)
		}
		ops = append(ops, op)
	}
	add(typeSetting, providers.Values{"settings": "PathAssistant", "name": "pathAssistantEnabled", "value": "true"})
	add(typePermission, providers.Values{"name": "Bypass", "label": "Bypass"})
	for _, name := range []string{"Checkbox", "Currency", "Date", "DateTime", "Email", "Html", "LongTextArea", "MultiselectPicklist", "Number", "Percent", "Phone", "Picklist", "Text", "TextArea", "Url"} {
		add(typeField, providers.Values{"object": "Opportunity", "name": name + "__c", "type": name})
	}
	add(typeField, providers.Values{"object": "Opportunity", "name": "Lookup__c", "type": "Lookup", "references": "Account"})
	add(typeField, providers.Values{"object": "Lead", "name": "Fit__c", "type": "Number"})
	add(typeField, providers.Values{"object": "Opportunity", "name": "Terms__c", "type": "Text"})
	add(typeField, providers.Values{"object": "Opportunity", "name": "Reason__c", "type": "Picklist"})
	add(typeValue, providers.Values{"set": "Opportunity.Reason__c", "value": "A/B", "label": "A or B"})
	add(typeValue, providers.Values{"set": "Opportunity.Reason__c", "value": "C", "label": "C"})
	for _, structure := range structures {
		for _, v := range structure.values {
			add(structure.typ, v)
		}
	}
	err = p.Apply(t.Context(), ops, func(r providers.Progress) error {
		if r.Err != nil {
			t.Errorf("%s %s: %v", r.Op.Type, r.Op.Key, r.Err)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if s, err = p.look(t.Context()); err != nil {
		t.Fatal(err)
	}
	for _, op := range ops {
		same(t, s, op.Type, op.After)
	}
}

// Values with slashes are found where records have them: Salesforce's own stages are among them.
func TestPlacesOfValuesWithSlashes(t *testing.T) {
	s := newSnapshot(nil)
	got := s.places(typeValue, "OpportunityStage/Negotiation/Review")
	if len(got) != 1 || got[0].sobject != "Opportunity" || got[0].field != "StageName" {
		t.Errorf("%v", got)
	}
	if q := s.counts(providers.RecordQuery{Type: typeValue, Key: "OpportunityStage/Negotiation/Review"}); len(q) != 1 || q[0][1] != "StageName = 'Negotiation/Review'" {
		t.Errorf("%q", q)
	}
}
