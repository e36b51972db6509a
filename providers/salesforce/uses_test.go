package salesforce

import (
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/stagecraft-dev/stagecraft/providers"
)

func TestFormulaUses(t *testing.T) {
	for formula, want := range map[string][2]string{
		`AND(ISPICKVAL(StageName, "Won"), ISBLANK(Amount))`:   {"Opportunity/StageName Opportunity/Amount", ""},
		`NOT($Permission.Lifecycle_Bypass) && $User.IsActive`: {"", "Lifecycle_Bypass"},
		`/* Old__c "x */ New__c /* and more`:                  {"Opportunity/New__c", ""},
		`"it's \" Text__c" & 'a " b' & Note__c`:               {"Opportunity/Note__c", ""},
		`Account.Tier__c = Region__r.Manager__r.Name`:         {"Account/Tier__c Opportunity/Region__c", ""},
		`Owner:User.Email = Owner.Alias`:                      {"", ""},
		`IF (TRUE, NULL, 1.5e3 + 2)`:                          {"", ""},
		"PRIORVALUE (\n StageName) <> TEXT(StageName)":        {"Opportunity/StageName", ""},
		`"never ends`: {"", ""},
		`'ends \`:     {"", ""},
		`Account.`:    {"Opportunity/Account", ""},
		`Größe__c`:    {"Opportunity/Gr Opportunity/e__c", ""}, // no name of a field
		`$Setup.Rules__c.Off__c || $CustomMetadata.Policy__mdt.First.Hours__c>1`: {"", ""},
	} {
		fields, permissions := formulaUses("Opportunity", formula)
		if got := [2]string{strings.Join(fields, " "), strings.Join(permissions, " ")}; got != want {
			t.Errorf("%s: %q, want %q", formula, got, want)
		}
	}
}

func TestDerive(t *testing.T) {
	for _, c := range []struct {
		typ  string
		v    providers.Values
		want providers.Values
	}{
		{typeField, providers.Values{"object": "Lead", "name": "A__c", "formula": "A__c + B__c", "default": "C__c"}, providers.Values{"fields": []any{"Lead/B__c", "Lead/C__c"}}},
		{typeField, providers.Values{"object": "Lead", "name": "A__c", "fields": []any{"x"}}, providers.Values{"fields": nil}},
		{typeValue, providers.Values{"set": "Lead.A__c", "value": "x"}, providers.Values{"field": "Lead/A__c", "value_set": nil}},
		{typeValue, providers.Values{"set": "global.Reasons", "value": "x"}, providers.Values{"field": nil, "value_set": "Reasons"}},
		{typeValue, providers.Values{"set": "LeadStatus", "value": "x"}, providers.Values{"field": nil, "value_set": nil}},
		{typeProcess, providers.Values{"object": "Lead", "values": []any{"B/C", "A", "A"}}, providers.Values{"needs": []any{"LeadStatus/A", "LeadStatus/B/C"}}},
		{typeProcess, providers.Values{"object": "Thing__c", "values": []any{"A"}}, providers.Values{"needs": nil}},
		{typeRecordType, providers.Values{"object": "Lead", "picklists": map[string]any{"A__c": []any{"x"}}}, providers.Values{"fields": []any{"Lead/A__c"}}},
		{typeValidation, providers.Values{"object": "Lead", "formula": "A__c && $Permission.P", "field": "B__c"}, providers.Values{"fields": []any{"Lead/A__c", "Lead/B__c"}, "permissions": []any{"P"}}},
		{typePath, providers.Values{"object": "Lead", "field": "Status", "steps": map[string]any{"New": map[string]any{"fields": []any{"A__c"}}}},
			providers.Values{"fields": []any{"Lead/A__c", "Lead/Status"}, "needs": []any{"LeadStatus/New"}, "steps": map[string]any{"New": map[string]any{"fields": []any{"A__c"}, "info": ""}}}},
	} {
		got := derive(c.typ, c.v)
		for attr, want := range c.want {
			if !reflect.DeepEqual(got[attr], want) {
				t.Errorf("%s %v: %s is %v, want %v", c.typ, c.v, attr, got[attr], want)
			}
		}
		if !reflect.DeepEqual(derive(c.typ, got), got) {
			t.Errorf("%s %v: deriving twice differs", c.typ, c.v)
		}
	}
}

// Names come from the formula, outside of texts.
func FuzzFormulaNames(f *testing.F) {
	for _, s := range []string{`AND(A__c, "B__c", /* C */ $Permission.D)`, `'\`, "/*", "a.b:c", "1a", `"\"`} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, formula string) {
		for _, name := range formulaNames(formula) {
			if name == "" || !strings.Contains(formula, name) {
				t.Fatalf("%q is not in %q", name, formula)
			}
		}
		quoted := `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(formula) + `" & X__c`
		if got := formulaNames(quoted); !slices.Equal(got, []string{"X__c"}) {
			t.Fatalf("%q: %q", quoted, got)
		}
	})
}
