package hubspot

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/hubspot/api"
	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/diag"
	"github.com/stagecraft-dev/stagecraft/schema/hclschema"
)

// archOf loads an architecture from a text, which need not be complete.
func archOf(t *testing.T, text string) *schema.Architecture {
	t.Helper()
	r := hclschema.LoadFiles(map[string][]byte{"a.hcl": []byte(text)}, hclschema.Options{})
	for _, d := range r.Diags {
		if d.Severity == diag.Error && !strings.HasPrefix(string(d.Code), "SC03") {
			t.Fatal(d)
		}
	}
	return r.Architecture
}

const watched = `
architecture "x" {
  title   = "X"
  version = "1.0.0"
}
role "rep" { title = "Rep" }
field "deal" "amount" { type = currency }
field "deal" "scope" { type = text }
field "deal" "signed_on" { type = date }
field "deal" "look_again" { type = date }
field "deal" "heat" { type = number }
field "company" "segment" { type = enum("small", "large") }
reasons "loss" {
  kind = "loss"
  code "price" {}
}
scoring "deal" {
  object = object.deal
  dimension "heat" {
    field = deal.heat
    signal "large" {
      points = 10
      when   = deal.amount >= 1000
    }
  }
}
pipeline "sales" {
  title = "Sales"
  stage "open" {
    label    = "Open"
    owner    = role.rep
    requires = [deal.amount]
    entry "worth_it" {
      description = "It is worth it."
      when        = deal.amount >= 100
    }
    entry "hot" { when = scoring.deal.heat >= 5 }
    entry "large" { when = company.segment == "large" }
    stale_after = "30d"
  }
  stage "offer" {
    label    = "Offer"
    owner    = role.rep
    requires = [deal.scope]
    entry "from_open" { when = pipeline.sales >= stage.sales.open }
    entry "judged" { description = "It looks good." }
    stale_after = "2mo"
  }
  stage "won" {
    label   = "Won"
    outcome = "won"
    entry "signed" { when = is_set(deal.signed_on) }
  }
  stage "lost" {
    label   = "Lost"
    outcome = "lost"
    reasons = reasons.loss
  }
  stage "later" {
    label    = "Later"
    outcome  = "holding"
    requires = [deal.look_again]
    revisit  = deal.look_again
  }
}
handoff "open_to_offer" {
  from  = stage.sales.open
  to    = stage.sales.offer
  owner = role.rep
  owes  = [deal.amount, deal.scope, deal.signed_on]
}
handoff "later_to_offer" {
  from  = stage.sales.later
  to    = stage.sales.offer
  owner = role.rep
  owes  = [deal.amount]
}
handoff "offer_to_won" {
  from  = stage.sales.offer
  to    = stage.sales.won
  owner = role.rep
  owes  = [deal.scope]
  when  = deal.amount > 0
}
`

// segmentsOf gives the segments by name: the stage that they look at, what they require, their filters.
func segmentsOf(c *providers.Compiled) map[string]string {
	out := map[string]string{}
	for _, r := range c.Resources {
		if r.Type == typeList {
			words := []string{fmt.Sprint(r.Values["stage"])}
			required, _ := r.Values["requires"].([]any)
			for _, x := range required {
				words = append(words, fmt.Sprint(x))
			}
			out[r.Key] = strings.TrimSpace(strings.TrimPrefix(strings.Join(words, " "), "<nil>"))
		}
	}
	return out
}

// The segments of a stage say where a record lacks what, in the form from which impact is counted; nothing that a filter
// does not say exactly is in them.
func TestSegmentsOfStages(t *testing.T) {
	c, diags := offline(t, archOf(t, watched), everything)
	if err := diags.Err(); err != nil {
		t.Fatal(err)
	}
	want := map[string]string{
		"Check: Sales – Open – incomplete":                   "deals/sales/sales_open deals/amount deals/hubspot_owner_id",
		"Check: Sales – Open – does not meet its criteria":   "",
		"Check: Sales – Open – no longer meets its criteria": "",
		"Stale: Sales – Open":                                "",
		// signed_on is owed along one of two ways alone
		"Check: Sales – Offer – incomplete":               "deals/sales/sales_offer deals/amount deals/hubspot_owner_id deals/scope",
		"Check: Sales – Won – incomplete":                 "deals/sales/sales_won deals/scope deals/signed_on",
		"Check: Sales – Won – does not meet its criteria": "",
		"Check: Sales – Lost – incomplete":                "deals/sales/sales_lost deals/loss",
		"Check: Sales – Later – incomplete":               "deals/sales/sales_later deals/look_again",
	}
	if d := cmp.Diff(want, segmentsOf(c)); d != "" {
		t.Error(d)
	}
	for address, want := range map[string]providers.Class{
		"stage.sales.open.entry.worth_it deal.amount >= 100": providers.Detected, "stage.sales.open.entry.hot scoring.deal.heat >= 5": providers.Detected,
		`stage.sales.open.entry.large company.segment == "large"`: providers.Manual, "stage.sales.offer.entry.from_open pipeline.sales >= stage.sales.open": providers.Manual,
		"stage.sales.offer.entry.judged It looks good.": providers.Manual, "handoff.open_to_offer Scope is known": providers.Detected,
		"handoff.open_to_offer Signed on is known": providers.Manual, "handoff.offer_to_won deal.amount > 0": providers.Detected,
		"stage.sales.lost a reason code is given": providers.Detected, "stage.sales.open no longer than 30d in the stage": providers.Detected,
		"stage.sales.offer no longer than 2mo in the stage": providers.Manual,
	} {
		i := slices.IndexFunc(c.Enforcement, func(e providers.Enforcement) bool { return string(e.Address)+" "+e.Criterion == address })
		if i < 0 {
			t.Errorf("%s has no class", address)
		} else if e := c.Enforcement[i]; e.Class != want {
			t.Errorf("%s is %s: %s", address, e.Class, e.How)
		}
	}
}

// The workflow asks in the words of the properties, and only about what the owner can put right.
func TestCheckWorkflow(t *testing.T) {
	c, _ := offline(t, archOf(t, watched), everything)
	i := slices.IndexFunc(c.Resources, func(r *providers.Resource) bool { return r.Key == "Check: Sales" })
	if i < 0 {
		t.Fatal("there is no workflow")
	}
	w := c.Resources[i]
	text := fmt.Sprint(w.Values["definition"])
	for _, want := range []string{"Complete this record: it is in Open", "At least one of these is missing: Amount; Owner. At least one of these does not hold: It is worth it.", "missing: Loss."} {
		if !strings.Contains(text, want) {
			t.Errorf("the workflow does not say %q:\n%s", want, text)
		}
	}
	lists := fmt.Sprint(w.Values["lists"])
	if strings.Contains(lists, "no longer") || strings.Contains(lists, "Stale") || !strings.Contains(lists, "Check: Sales – Open – incomplete") {
		t.Errorf("it enrolls the members of %s", lists)
	}
	for _, move := range []string{"dealstage set", `"property_name":"dealstage"`} {
		if strings.Contains(text, move) {
			t.Error("it moves records")
		}
	}
}

// What waits for people's work is neither made nor said to be detected; what does not wait is.
func TestSegmentsThatWait(t *testing.T) {
	a := archOf(t, `
architecture "x" {
  title   = "X"
  version = "1.0.0"
}
role "rep" { title = "Rep" }
lifecycle "lead" {
  domain   = "lead"
  object   = object.contact
  property = "lifecyclestage"
  stage "lead" {
    owner = role.rep
    crm   = { hubspot = "lead" }
  }
  stage "sal" {
    owner = role.rep
    label = "SAL"
  }
}
`)
	p := &portal{known: true, lifecycle: []api.Stage{{ID: "lead", Label: "Lead"}}, properties: map[string]map[string]api.Property{"contacts": {
		"lifecyclestage":   {Name: "lifecyclestage", Type: "enumeration", FieldType: "radio", HubSpotDefined: true},
		"hubspot_owner_id": {Name: "hubspot_owner_id", Type: "enumeration", FieldType: "select", HubSpotDefined: true},
	}}}
	c, diags := compile(a, everything, &settings{turnOn: true}, p)
	if err := diags.Err(); err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(map[string]string{"Check: Lead – Lead – incomplete": "contacts/hubspot_owner_id"}, segmentsOf(c)); d != "" {
		t.Error(d)
	}
	if !slices.ContainsFunc(c.Resources, func(r *providers.Resource) bool { return r.Key == "Check: Lead" }) {
		t.Error("the workflow waits, although a segment does not")
	}
	for _, e := range c.Enforcement {
		want := providers.Detected
		if e.Address == "stage.lead.sal" {
			want = providers.Manual
		}
		if e.Criterion == "has an owner" && e.Class != want {
			t.Errorf("%s: %s, %s", e.Address, e.Class, e.How)
		}
	}
	if !slices.ContainsFunc(c.Manual, func(s providers.ManualStep) bool {
		return strings.Contains(strings.Join(s.Steps, "\n"), "Check: Lead – SAL – incomplete")
	}) {
		t.Error("no manual step says that the segment waits")
	}
}

// Filters in words name stages as people do, also those of which one name begins like the other.
func TestSegmentByHand(t *testing.T) {
	a := archOf(t, strings.ReplaceAll(watched, `stage "lost" {`, `stage "open_again" {
    label    = "Open again"
    requires = [deal.scope]
  }
  stage "lost" {`))
	why := &providers.Error{Kind: providers.Permission, Message: "the token may not"}
	c, _ := compile(a, everything, &settings{turnOn: true}, &portal{lacks: map[feature]error{lists: why}})
	i := slices.IndexFunc(c.Manual, func(s providers.ManualStep) bool { return strings.Contains(s.Title, "Open again – incomplete") })
	if i < 0 {
		t.Fatal("no manual step makes the segment")
	}
	if got, want := strings.Join(c.Manual[i].Steps, " "), `CRM > Segments > Create segment, active, of deals. Name it "Check: Sales – Open again – incomplete". Filter: Sales is any of Open again and Scope is unknown. Save it.`; got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}
