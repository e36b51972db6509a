package salesforce

import (
	"strings"
	"testing"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/schema"
)

// What no rule refuses is detected where a report lists it, on every object that the records are, and manual elsewhere.
func TestDetected(t *testing.T) {
	a := structureArch(t, `
field "deal" "need" { type = text }
field "deal" "agreed" { type = bool }
pipeline "sales" {
  object = object.deal
  stage "open" {
    stale_after = "10d"
    requires    = [field.deal.need, field.deal.agreed]
  }
  stage "quick" { stale_after = "90m" }
  stage "asked" {
    entry "wanted" { when = deal.need == "much" }
  }
}
lifecycle "person" {
  object = object.contact
  domain = "lead"
  stage "new" { stale_after = "1mo" }
  stage "known" {}
}
`)
	target := providers.Target{CRM: &schema.CRM{Provider: provider, Settings: map[string]schema.Setting{"gates": {Value: "off"}}}}
	s, err := readSettings(target, nil)
	if err != nil {
		t.Fatal(err)
	}
	c, diags := compile(a, target, s, newSnapshot(nil))
	if err := diags.Err(); err != nil {
		t.Fatal(err)
	}
	want := map[string][2]string{
		"sales.open no longer than 10d in the stage":     {"detected", "Nothing that is saved tells that time has passed. The report “Stale: Sales” lists the records that break it."},
		"sales.open Need is known":                       {"detected", "The validation rule is there and off (gates = \"off\"). The report “Incomplete: Open” lists the records that break it."},
		"sales.quick no longer than 90m in the stage":    {"manual", "Nothing that is saved tells that time has passed."}, // a report counts days
		"person.new no longer than 1mo in the stage":     {"detected", "The reports “Stale: Person (Lead)” and “Stale: Person (Contact)” list the records that break it."},
		"sales.asked.entry.wanted deal.need == \"much\"": {"manual", "The validation rule is there and off"},
	}
	for _, e := range c.Enforcement {
		name := strings.TrimPrefix(string(e.Address), "stage.") + " " + e.Criterion
		if w, ok := want[name]; ok {
			if string(e.Class) != w[0] || !strings.Contains(e.How, w[1]) {
				t.Errorf("%s is %s: %s", name, e.Class, e.How)
			}
			delete(want, name)
		}
	}
	if len(want) > 0 {
		t.Errorf("nothing is said of %v in %v", want, c.Enforcement)
	}
	// The definitions in the org say it as well, of each block the weakest.
	classes := map[schema.Address]any{}
	for _, r := range c.Resources {
		if r.Values["type"] == ruleType.object() {
			classes[r.Origin] = r.Values["values"].(map[string]any)["Class__c"]
		}
	}
	for origin, class := range map[schema.Address]string{"stage.sales.open": "detected", "stage.sales.quick": "manual", "stage.person.new": "detected"} {
		if classes[origin] != class {
			t.Errorf("the definition of %s says %v, wanted %s", origin, classes[origin], class)
		}
	}
}
