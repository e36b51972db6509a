package salesforce

import (
	"strings"
	"testing"

	"github.com/stagecraft-dev/stagecraft/planner"
	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/salesforce/emulator"
)

// Everything that is deployed has a page on which people find it.
func TestPages(t *testing.T) {
	for _, tt := range [][3]string{
		{"ValidationRule", "Opportunity.Asked", "Setup > Object Manager > Opportunity > Validation Rules > Asked"},
		{"CustomField", "Order_Line__c.Size__c", "Setup > Object Manager > Order Line > Fields & Relationships > Size__c"},
		{"StandardValueSet", "OpportunityStage", "Setup > Object Manager > Opportunity > Fields & Relationships > StageName"},
		{"BusinessProcess", "Lead.Inbound", "Setup > Lead Processes > Inbound"},
		{"BusinessProcess", "Opportunity.Sales", "Setup > Sales Processes > Sales"},
		{"Settings", "LeadConfig", "Setup > Lead Settings"},
		{"CustomObject", "Lifecycle_SLA__mdt", "Setup > Custom Metadata Types > Lifecycle_SLA__mdt"},
		{"CustomObject", "Order_Line__c", "Setup > Object Manager > Order Line"},
		{"ApexClass", "Routing", "ApexClass Routing"},
	} {
		if got := page(tt[0], tt[1]); got != tt[2] {
			t.Errorf("%s %s is on %q, not on %q", tt[0], tt[1], got, tt[2])
		}
	}
	p := orgOf(t, emulator.Empty(), nil)
	c, diags := p.Compile(exampleArch(t, "b2b-saas"), crm)
	if err := diags.Err(); err != nil {
		t.Fatal(err)
	}
	w := newChange(p.learned)
	if err := w.write(providers.Creates(onlyNew(t, p, c.Resources))); err != nil {
		t.Fatal(err)
	}
	if len(w.touched) < 50 {
		t.Fatalf("only %d components", len(w.touched))
	}
	for _, m := range w.touched {
		if at := page(m.Kind, w.now[m].Name); at == m.Kind+" "+w.now[m].Name {
			t.Errorf("nobody finds %s %s", m.Kind, m.Name)
		}
	}
}

// onlyNew are the resources that an org does not have.
func onlyNew(t *testing.T, p *Provider, all []*providers.Resource) (out []*providers.Resource) {
	is := liveValues(t, p.learned)
	for _, r := range all {
		if is[providers.Reference{Type: r.Type, Key: r.Key}] == nil {
			out = append(out, r)
		}
	}
	return out
}

// What an org would refuse is told in the words of the block and of Setup, with what the org says; paths in a package are of no
// use to anybody.
func TestRefusalsInWords(t *testing.T) {
	for _, tt := range []struct{ component, block, page string }{
		{"Opportunity.Use_Case__c", "deal.use_case", "Setup > Object Manager > Opportunity > Fields & Relationships > Use_Case__c. Salesforce says: sales_asked is wrong. Nothing was changed"},
		{"OpportunityStage", "stage.sales.asked", "Setup > Object Manager > Opportunity > Fields & Relationships > StageName. Salesforce says: sales_asked is wrong. The plan changes one thing more there. Nothing was changed"},
	} {
		org := emulator.Empty()
		org.RefuseComponent(tt.component, "sales_asked is wrong.", 1)
		a := structureArch(t, `field "deal" "use_case" {
  label = "Use case"
  type  = text
}
pipeline "sales" {
  object = object.deal
  stage "open" {}
  stage "asked" { label = "Asked" }
}
`)
		build := building(a, orgOf(t, org, nil))
		build.Validate = true
		_, diags := planner.Build(t.Context(), build)
		var got []string
		for _, d := range diags {
			if d.Severity == "error" {
				got = append(got, d.Summary+": "+d.Detail)
			}
		}
		if len(got) != 1 || !strings.Contains(got[0], tt.block) || !strings.Contains(got[0], tt.page) || strings.Contains(got[0], ".object") {
			t.Errorf("%s: %q", tt.component, got)
		}
	}
}
