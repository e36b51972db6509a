package salesforce

import (
	"strings"
	"testing"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/salesforce/emulator"
)

// Salesforce tells who changed a component last; what no list of metadata has, it says so once.
func TestLastChanges(t *testing.T) {
	t.Parallel()
	org := emulator.Empty()
	p := orgOf(t, org, nil)
	field := providers.Values{"object": contact, "name": "Band__c", "label": "Band", "type": "Picklist"}
	value := providers.Values{"set": contact + ".Band__c", "value": "A", "label": "A"}
	for _, r := range applyNew(t, p, map[string]providers.Values{typeField: field, typeValue: value}) {
		if r.Err != nil {
			t.Fatal(r.Err)
		}
	}
	changes, unknown, err := p.LastChanges(t.Context(), []providers.Subject{
		{Type: typeField, Key: contact + "/Band__c"}, {Type: typeValue, Key: contact + ".Band__c/A"},
		{Type: typeValue, Key: "OpportunityStage/Prospecting"}, {Type: typeField, Key: contact + "/Old__c", Gone: true},
	})
	if err != nil || len(changes) != 4 {
		t.Fatal(changes, err)
	}
	for i, known := range []bool{true, true, false, false} {
		if c := changes[i]; known != (!c.IsZero() && c.Who == "Admin User" && c.When != nil) {
			t.Errorf("%d: %+v", i, c)
		}
	}
	if len(unknown) != 1 || !strings.Contains(unknown[0], "Setup Audit Trail") {
		t.Errorf("said: %q", unknown)
	}
	if _, unknown, err = p.LastChanges(t.Context(), []providers.Subject{{Type: typeField, Key: contact + "/Band__c"}}); err != nil || len(unknown) > 0 {
		t.Errorf("said: %q, %v", unknown, err)
	}
}

// applyNew creates objects, in the order in which the provider declares their types.
func applyNew(t *testing.T, p *Provider, values map[string]providers.Values) (done []providers.Progress) {
	t.Helper()
	var ops []*providers.Operation
	for _, ty := range info().Types {
		if v := values[ty.Name]; v != nil {
			norm, err := ty.Normalize(v)
			if err != nil {
				t.Fatal(err)
			}
			ops = append(ops, &providers.Operation{Index: len(ops), Action: providers.Create, Address: ty.Name, Type: ty.Name, Key: ty.KeyOf(norm), After: norm})
		}
	}
	err := p.Apply(t.Context(), ops, func(x providers.Progress) error {
		if x.Phase == providers.Done {
			done = append(done, x)
		}
		return nil
	})
	if err != nil || len(done) != len(ops) {
		t.Fatal(done, err)
	}
	return done
}
