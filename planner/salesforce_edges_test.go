package planner_test

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/stagecraft-dev/stagecraft/planner"
	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/salesforce/emulator"
	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/hclschema"
)

// soldAs is the architecture of soldBut with other words in it: old and new by turns.
func soldAs(t *testing.T, more string, words ...string) *schema.Architecture {
	t.Helper()
	text := strings.NewReplacer(words...).Replace(sold + more)
	r := hclschema.LoadFiles(map[string][]byte{"a.hcl": []byte(text)}, hclschema.Options{})
	for _, d := range r.Diags {
		if !strings.HasPrefix(string(d.Code), "SC030") && d.Severity == "error" {
			t.Fatal(d)
		}
	}
	return r.Architecture
}

// counts are how many records have a value.
func (p *org) counts(keys ...providers.RecordQuery) []int64 {
	p.t.Helper()
	n, err := p.connect().Provider.(providers.RecordReader).CountRecords(context.Background(), keys)
	if err != nil {
		p.t.Fatal(err)
	}
	return n
}

func valueOf(key string) providers.RecordQuery {
	return providers.RecordQuery{Type: "salesforce_picklist_value", Key: key}
}

func fieldOf(key string) providers.RecordQuery {
	return providers.RecordQuery{Type: "salesforce_field", Key: key}
}

// A stage and a field that have another name in the architecture stay what they are in the org: records keep their values, and
// nothing of what the org has goes but labels. Without the name that they have there, the plan asks for it.
func TestSalesforceRenames(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ name, moved, in, old, new, api string }{
		{"stage", "stage.sales.talk\n to = stage.sales.chat", `stage "talk" {`, `stage "talk" {`, `stage "chat" {`, "sales_talk"},
		{"field", "field.deal.notes\n to = field.deal.remarks", `field "deal" "notes" {`, `field "deal" "notes" {`, `field "deal" "remarks" {`, "Notes__c"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			p := newOrg(t, emulator.Messy, nil)
			p.apply(soldAs(t, ""))
			p.put("Opportunity", map[string]any{"Name": "o", "StageName": "sales_talk", "CloseDate": "2026-01-01", "Notes__c": "hello"})
			before := p.holds()
			moved := "moved {\n from = " + tt.moved + "\n}\n"
			_, diags := p.plan(soldAs(t, moved, tt.old, tt.new))
			if want := fmt.Sprintf("crm = { salesforce = %q }", tt.api); !strings.Contains(fmt.Sprint(diags.Err()), want) {
				t.Errorf("the plan says %v, not %s", diags.Err(), want)
			}
			plan := p.apply(soldAs(t, moved, tt.old, fmt.Sprintf("%s\n crm = { salesforce = %q }\n", tt.new, tt.api), "{\n type", "{\n type", " type = text }", "\n type = text\n}", " probability = 10 }", "\n probability = 10\n}"))
			for _, c := range plan.Changes {
				if c.Action == planner.Delete || c.Action == planner.Create && strings.HasPrefix(c.Type, "salesforce_picklist") {
					t.Errorf("%s %s", c.Action, c.Address)
				}
			}
			if n := p.counts(valueOf("OpportunityStage/sales_talk"), fieldOf("Opportunity/Notes__c")); !slices.Equal(n, []int64{1, 1}) {
				t.Errorf("records have %v", n)
			}
			after := p.holds()
			for _, line := range slices.Sorted(maps.Keys(before)) {
				if !after[line] && (strings.Contains(line, "trackHistory") || strings.Contains(line, "/isActive") || strings.Contains(line, "enableHistory")) {
					t.Errorf("gone: %s", line)
				}
			}
		})
	}
}

// The hint about records that a stage holds speaks of stages.
func TestSalesforceHintSaysStage(t *testing.T) {
	t.Parallel()
	p := newOrg(t, emulator.Empty, nil)
	p.apply(soldBut(t, "", ""))
	p.put("Opportunity", map[string]any{"Name": "o", "StageName": "sales_talk", "CloseDate": "2026-01-01", "Notes__c": "hello"})
	p.put("Contact", map[string]any{"LastName": "l", "Tier__c": "tin"})
	for head, want := range map[string]string{`stage "talk"`: "with the stage that gets them:\nretired {\n  what = stage.sales.talk", `field "deal" "notes"`: "with the field that gets them:\nretired {\n  what = deal.notes"} {
		_, diags := p.plan(soldBut(t, head, ""))
		said := ""
		for _, d := range diags {
			said += d.Detail
		}
		if !strings.Contains(said, want) || strings.Contains(said, "picklist_value") {
			t.Errorf("the hint is %s", said)
		}
	}
}

// Labels of any length and script are taken, and what is named after blocks of long names alike is still told apart.
func TestSalesforceLabels(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("Überprüfung der Verträge ", 12)
	text := "architecture \"x\" {\n  title   = \"Prüfung 検査\"\n  version = \"1.0.0\"\n}\nrole \"ops\" { title = \"Ops\" }\n"
	name := strings.Repeat("very_long_name_", 4)
	for _, end := range []string{"one", "two"} {
		text += fmt.Sprintf(`
field "deal" "%[1]s%[2]s" {
  label = "%[3]s"
  type  = enum("ä", "a", "検査", "検討")
}
queue "%[1]s%[2]s" {
  title  = "%[3]s"
  object = object.contact
  role   = role.ops
}
pipeline "%[1]s%[2]s" {
  title  = "%[3]s%[2]s"
  object = object.deal
  domain = "sales"
  stage "%[1]s%[2]s" {
    label       = "検査 %[3]s"
    probability = 10
    requires    = [field.deal.%[1]s%[2]s]
    stale_after = "3d"
  }
  stage "won" {
    label       = "Über"
    probability = 100
    outcome     = "won"
  }
}
sla "%[1]s%[2]s" {
  title  = "%[3]s"
  starts = entering(stage.%[1]s%[2]s.%[1]s%[2]s)
  stops  = entering(stage.%[1]s%[2]s.won)
  within = "2d"
  clock  = "elapsed"
}
`, name, end, long)
	}
	r := hclschema.LoadFiles(map[string][]byte{"a.hcl": []byte(text)}, hclschema.Options{})
	for _, d := range r.Diags {
		if !strings.HasPrefix(string(d.Code), "SC03") && d.Severity == "error" {
			t.Fatal(d)
		}
	}
	p := newOrg(t, emulator.Empty, nil)
	plan := p.apply(r.Architecture)
	made := map[string]int{}
	for _, c := range plan.Changes {
		made[c.Type]++
	}
	for typ, n := range map[string]int{"salesforce_queue": 2, "salesforce_record_type": 2, "salesforce_business_process": 2} {
		if made[typ] != n {
			t.Errorf("%d of %s, want %d: %v", made[typ], typ, n, made)
		}
	}
	if made["salesforce_flow"] < 4 || made["salesforce_report"] < 4 {
		t.Errorf("too few: %v", made)
	}
}

// edited restores an org whose metadata was edited.
func edited(t *testing.T, of *emulator.Org, edit func(metadata map[string]any), words ...string) func(...emulator.Option) *emulator.Org {
	t.Helper()
	data, err := of.Snapshot()
	var s map[string]any
	if err == nil {
		err = json.Unmarshal([]byte(strings.NewReplacer(words...).Replace(string(data))), &s)
	}
	if err != nil {
		t.Fatal(err)
	}
	for name, v := range s {
		if m, ok := v.(map[string]any); ok && strings.EqualFold(name, "metadata") {
			edit(m)
		}
	}
	if data, err = json.Marshal(s); err != nil {
		t.Fatal(err)
	}
	return func(o ...emulator.Option) *emulator.Org {
		org, err := emulator.Restore(data, o...)
		if err != nil {
			t.Fatal(err)
		}
		return org
	}
}

// Some orgs have no settings of lead conversion until somebody maps a field. The mappings make them.
func TestSalesforceWithoutLeadConversion(t *testing.T) {
	t.Parallel()
	p := newOrg(t, edited(t, emulator.Empty(), func(m map[string]any) {
		if m["LeadConvertSettings"] == nil {
			t.Fatal("the org has none")
		}
		delete(m, "LeadConvertSettings")
	}), nil)
	p.apply(soldBut(t, "", ""))
	if !strings.Contains(p.inventory(), "salesforce_lead_field_mapping Contact/Tier__c") {
		t.Error("nothing is mapped")
	}
}

// Paths that nobody sees, as the org has them switched off, are switched on with the first one.
func TestSalesforcePathsOff(t *testing.T) {
	t.Parallel()
	p := newOrg(t, emulator.Empty, nil)
	if err := p.org.Seed(map[string]string{"settings/PathAssistant.settings": `<?xml version="1.0" encoding="UTF-8"?><PathAssistantSettings xmlns="http://soap.sforce.com/2006/04/metadata"><pathAssistantEnabled>false</pathAssistantEnabled></PathAssistantSettings>`}); err != nil {
		t.Fatal(err)
	}
	const off, on = "Settings PathAssistant/PathAssistantSettings/pathAssistantEnabled = false", "Settings PathAssistant/PathAssistantSettings/pathAssistantEnabled = true"
	if !p.holds()[off] {
		t.Fatal("they are on")
	}
	p.apply(soldBut(t, "", ""))
	if held := p.holds(); held[off] || !held[on] || !strings.Contains(p.inventory(), "salesforce_path Sales_Opportunity_Sales") {
		t.Errorf("paths are not seen: %s", p.inventory())
	}
}

// What a managed package brought is left alone, also by a plan that is told to remove all that nobody declared.
func TestSalesforceManagedPackages(t *testing.T) {
	t.Parallel()
	const head = `<?xml version="1.0" encoding="UTF-8"?>` + "\n"
	const ns = ` xmlns="http://soap.sforce.com/2006/04/metadata">`
	theirs := emulator.Empty()
	err := theirs.Seed(map[string]string{
		"objects/Opportunity.object": head + "<CustomObject" + ns + `<fields><fullName>acmeXX_Score__c</fullName><label>Score</label><precision>5</precision><scale>0</scale><type>Number</type></fields>` +
			`<validationRules><fullName>acmeXX_Rule</fullName><active>true</active><errorConditionFormula>acmeXX_Score__c &lt; 0</errorConditionFormula><errorMessage>No.</errorMessage></validationRules></CustomObject>`,
		"objects/acmeXX_Thing__c.object":            head + "<CustomObject" + ns + `<deploymentStatus>Deployed</deploymentStatus><fields><fullName>acmeXX_Kind__c</fullName><label>Kind</label><length>80</length><type>Text</type></fields><label>Thing</label><nameField><label>Name</label><type>Text</type></nameField><pluralLabel>Things</pluralLabel><sharingModel>ReadWrite</sharingModel></CustomObject>`,
		"queues/acmeXX_Queue.queue":                 head + "<Queue" + ns + `<doesSendEmailToMembers>false</doesSendEmailToMembers><name>Theirs</name><queueSobject><sobjectType>Lead</sobjectType></queueSobject></Queue>`,
		"globalValueSets/acmeXX_Set.globalValueSet": head + "<GlobalValueSet" + ns + `<customValue><fullName>a</fullName><default>false</default><label>a</label></customValue><masterLabel>Theirs</masterLabel><sorted>false</sorted></GlobalValueSet>`,
	})
	if err != nil {
		t.Fatal(err)
	}
	p := newOrg(t, edited(t, theirs, func(map[string]any) {}, "acmeXX_", "acme__", "acmexx_", "acme__"), nil)
	of := func() (out []string) {
		for line := range p.holds() {
			if strings.Contains(line, "acme__") {
				out = append(out, line)
			}
		}
		slices.Sort(out)
		return out
	}
	before := of()
	if len(before) < 10 {
		t.Fatalf("the package has %v", before)
	}
	a := soldBut(t, "", "")
	for _, prune := range [][]string{nil, {"salesforce_field.*", "salesforce_validation_rule.*", "salesforce_object.*", "salesforce_queue.*", "salesforce_global_value_set.*", "salesforce_picklist_value.global.*"}} {
		build := p.options(a)
		build.Prune = prune
		plan, diags := planner.Build(t.Context(), build)
		if diags.HasErrors() {
			t.Fatal(diags.Err())
		}
		for _, c := range plan.Changes {
			if strings.Contains(c.Key, "acme__") {
				t.Errorf("%s %s", c.Action, c.Address)
			}
		}
		res, diags := planner.Apply(t.Context(), planner.ApplyOptions{Plan: plan, Build: build, Store: p.store, Sleep: p.clock.Sleep})
		if diags.HasErrors() || !res.Complete() {
			t.Fatal(diags.Err(), res.Failed)
		}
	}
	if after := of(); !slices.Equal(before, after) {
		t.Errorf("before\n%s\nafter\n%s", strings.Join(before, "\n"), strings.Join(after, "\n"))
	}
}
