package salesforce

import (
	"slices"
	"strings"
	"testing"

	"github.com/stagecraft-dev/stagecraft/providers"
)

const rolled = `
field "contact" "size" { type = number }
field "contact" "kind" { type = enum("a", "b") }
field "contact" "hot" { type = bool }
field "contact" "words" { type = text }
lifecycle "people" {
  domain = "lead"
  object = object.contact
  stage "known" {}
  stage "keen" {}
  stage "customer" {}
}
`

const companies = `
lifecycle "company" {
  domain = "company"
  object = object.company
  rollup = lifecycle.people
  stage "seen" { follows = [stage.people.known, stage.people.keen] }
  stage "customer" {}
}
`

func TestRollup(t *testing.T) {
	w := work(t, rolled+companies, settings{}, nil)
	w.sound()
	w.flow("Lifecycle_Company_Rollup_Contact",
		"When a record of Contact is created or changed and this is true: AND(NOT(ISBLANK(AccountId)), OR(ISNEW(), ISCHANGED(People_Stage__c), ISCHANGED(AccountId)))",
		`If AND(ISPICKVAL(People_Stage__c, "customer"), NOT(ISPICKVAL(Account.Company_Stage__c, "customer"))):`,
		"  Sets Company Stage to customer in records of Account where Id is Account",
		`Otherwise, if AND(OR(ISPICKVAL(People_Stage__c, "known"), ISPICKVAL(People_Stage__c, "keen")), AND(NOT(ISPICKVAL(Account.Company_Stage__c, "seen")), NOT(ISPICKVAL(Account.Company_Stage__c, "customer")))):`,
		"  Sets Company Stage to seen in records of Account where Id is Account")
	w.class("lifecycle.company", providers.Corrected, "It moves forward only")
	if slices.ContainsFunc(w.names(typeFlow), func(n string) bool { return strings.HasSuffix(n, "_Lead") }) {
		t.Error("leads move an account that they have not")
	}
}

// Leads alone belong to no account.
func TestRollupOfLeads(t *testing.T) {
	w := work(t, rolled+companies, settings{people: []string{lead}}, nil)
	w.has(typeFlow)
	w.class("lifecycle.company", providers.Manual, "No lookup leads from Lead to Account.")
}

// A criterion about the records below asks for a count, which flows keep.
func TestCounts(t *testing.T) {
	for _, x := range []struct {
		name, when string
		filters    string // what is counted, "none" without a count
	}{
		{"all of them", "count(contact) >= 1", ""},
		{"at a stage", "any(contact, lifecycle.people >= stage.people.keen)", "People_Stage__c IsNull false; People_Stage__c NotEqualTo known"},
		{"in a stage", "any(contact, lifecycle.people == stage.people.keen)", "People_Stage__c EqualTo keen"},
		{"before a stage", "any(contact, lifecycle.people < stage.people.customer)", "People_Stage__c IsNull false; People_Stage__c NotEqualTo customer"},
		{"number", "any(contact, contact.size > 5)", "Size__c IsNull false; Size__c GreaterThan 5"},
		{"option and flag", `any(contact, contact.kind == "a" && contact.hot)`, "Kind__c IsNull false; Kind__c EqualTo a; Hot__c EqualTo true"},
		{"there", "any(contact, is_set(contact.kind))", "Kind__c IsNull false"},
		{"either", `any(contact, contact.kind == "a" || contact.hot)`, "none"},
		{"letters have a case", `any(contact, contact.words == "a")`, "none"},
		{"two fields", "any(contact, contact.size > contact.size + 1)", "none"},
	} {
		t.Run(x.name, func(t *testing.T) {
			w := work(t, rolled+`
lifecycle "company" {
  domain = "company"
  object = object.company
  stage "seen" {
    entry "x" { when = `+x.when+` }
  }
}
`, settings{}, nil)
			w.sound()
			var counts []string
			for _, n := range w.names(typeField) {
				if strings.HasPrefix(n, "Account/Count_") {
					counts = append(counts, n)
				}
			}
			if x.filters == "none" {
				if counts != nil {
					t.Errorf("%q is counted", counts)
				}
				return
			}
			if len(counts) != 1 {
				t.Fatalf("the counts are %q", counts)
			}
			name := strings.TrimSuffix(strings.TrimPrefix(counts[0], "Account/"), "__c")
			for _, suffix := range []string{"_On_Save", "_On_Delete"} {
				i := slices.IndexFunc(w.names(typeFlow), func(n string) bool { return strings.HasSuffix(n, name+suffix) })
				if i < 0 {
					t.Fatalf("no flow %s%s in %q", name, suffix, w.names(typeFlow))
				}
				definition, _ := w.resource(typeFlow, w.names(typeFlow)[i])["definition"].(map[string]any)
				var got []string
				for _, f := range parts(parts(definition, "recordLookups")[0], "filters") {
					if field := text(f["field"]); field != "AccountId" && field != "Id" {
						var value string
						for _, v := range part(f, "value") {
							value = strings.TrimSuffix(text(v), ".0")
						}
						got = append(got, field+" "+text(f["operator"])+" "+value)
					}
				}
				if strings.Join(got, "; ") != x.filters {
					t.Errorf("%s counts %q", suffix, got)
				}
			}
			w.step("architecture.x", "is counted")
		})
	}
}
