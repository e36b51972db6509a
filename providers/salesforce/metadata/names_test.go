package metadata

import (
	"strings"
	"testing"

	"github.com/stagecraft-dev/stagecraft/providers"
)

func TestNamesOfValues(t *testing.T) {
	for plain, want := range map[string]string{
		"Negotiation/Review":       "Negotiation%2FReview",
		"Mr.":                      "Mr%2E",
		"Open - Not_Contacted 1":   "Open - Not_Contacted 1",
		"Comité activé (BR)":       "Comité activé %28BR%29",
		"Events – Tours, Dinners":  "Events %E2%80%93 Tours%2C Dinners",
		"Adwords+ 100% & $1: why?": "Adwords%2B 100%25 %26 %241%3A why%3F",
	} {
		if got := EncodeName(plain); got != want {
			t.Errorf("%q is written %q, want %q", plain, got, want)
		}
		if got := DecodeName(want); got != plain {
			t.Errorf("%q is read %q, want %q", want, got, plain)
		}
	}
	for _, odd := range []string{"100%", "%zz", "%FF"} {
		if got := DecodeName(odd); got != odd {
			t.Errorf("%q is read %q", odd, got)
		}
	}
	v := &BusinessProcess{Values: []PicklistValue{{FullName: "A/B"}}}
	if doc := Encode(v); doc.Root.Child("values").ChildValue("fullName") != "A%2FB" {
		t.Errorf("a process holds %s", doc.Root)
	}
	if doc := Encode(&StandardValueSet{StandardValue: []StandardValue{{FullName: "A/B"}}}); doc.Root.Child("standardValue").ChildValue("fullName") != "A/B" {
		t.Errorf("a value set holds %s", doc.Root)
	}
}

func TestCheckName(t *testing.T) {
	for _, ok := range []Member{{"CustomField", "Lead.Score__c"}, {"ValidationRule", "Opportunity.Gate_1"}, {"CustomObject", "Policy__mdt"},
		{"BusinessProcess", "Opportunity.New %2F old – deals"}, {"Report", "Folder/Sub/Report"}, {"CustomMetadata", "Policy.First_Touch"}} {
		if err := CheckName(ok.Kind, ok.Name); err != nil {
			t.Errorf("%v: %v", ok, err)
		}
	}
	for _, c := range []struct{ kind, name, want string }{
		{"Nope", "A", "no metadata type"},
		{"CustomField", "Score__c", "is no name of a CustomField"},
		{"CustomField", "Lead." + strings.Repeat("a", 41) + "__c", "has 41 characters; at most 40"},
		{"ValidationRule", "Lead.1st", "must begin with a letter"},
		{"ValidationRule", "Lead.A_", "must not end with an underscore"},
		{"ValidationRule", "Lead.A__B", "two underscores together"},
		{"Flow", "A-B", "letters, digits and underscores only"},
		{"Flow", "../A", "is no name"},
		{"Report", "A", "has no folder"},
		{"Queue", strings.Repeat("a", 81), "at most 80"},
	} {
		err := CheckName(c.kind, c.name)
		if !providers.IsKind(err, providers.Invalid) || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s %s: %v, want %q", c.kind, c.name, err, c.want)
		}
	}
}
