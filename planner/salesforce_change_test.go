package planner_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/stagecraft-dev/stagecraft/planner"
	"github.com/stagecraft-dev/stagecraft/providers/salesforce/emulator"
	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/hclschema"
)

// sold is an architecture whose blocks tests take away.
const sold = `architecture "x" {
  title   = "X"
  version = "1.0.0"
}
role "ops" { title = "Ops" }
field "contact" "tier" { type = enum("gold", "silver", "tin") }
field "deal" "notes" { type = text }
field "deal" "other" { type = text }
field "deal" "story" { type = long_text }
queue "inbound" {
  object = object.contact
  role   = role.ops
}
pipeline "sales" {
  object = object.deal
  domain = "sales"
  stage "talk" { probability = 10 }
  stage "offer" { probability = 50 }
  stage "won" {
    probability = 100
    outcome     = "won"
  }
}
pipeline "renewal" {
  object = object.deal
  domain = "sales"
  stage "due" { probability = 10 }
  stage "renewed" {
    probability = 100
    outcome     = "won"
  }
}
sla "answer" {
  starts = entering(stage.sales.offer)
  stops  = entering(stage.sales.won)
  within = "2d"
  clock  = "elapsed"
}
`

// soldBut is the architecture without a block, which begins with head, and with more.
func soldBut(t *testing.T, head, more string) *schema.Architecture {
	t.Helper()
	text := sold
	if head != "" {
		at := strings.Index(text, head)
		indent := text[strings.LastIndexByte(text[:at], '\n')+1 : at]
		end := strings.IndexByte(text[at:], '\n') + 1
		if text[at+end-2] == '{' {
			last := "\n" + indent + "}\n"
			end = strings.Index(text[at:], last) + len(last)
		}
		text = text[:at] + text[at+end:]
	}
	r := hclschema.LoadFiles(map[string][]byte{"a.hcl": []byte(text + more)}, hclschema.Options{})
	for _, d := range r.Diags {
		if !strings.HasPrefix(string(d.Code), "SC030") && d.Severity == "error" {
			t.Fatal(d)
		}
	}
	return r.Architecture
}

// put makes a record as somebody else would.
func (p *org) put(object string, values map[string]any) {
	p.t.Helper()
	if _, err := p.org.Put(object, values); err != nil {
		p.t.Fatal(err)
	}
}

// What is removed from an architecture goes from the org, and with it nothing that records have, unless the architecture says so.
func TestSalesforceRemovals(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, head string
		refused    string // what the plan says without more
		more       string // that says what becomes of records
		gone, kept string // of what the org holds, in lines; several with commas
	}{
		{"stage", `stage "talk"`, "stage “Talk” of pipeline “Sales” holds 1 record", "retired {\n what = stage.sales.talk\n to = stage.sales.offer\n}\n", "value[sales_talk]/isActive = true", "[sales_talk]/isActive = false"},
		{"field", `field "deal" "notes"`, "is used by 1 record", "retired {\n what = field.deal.notes\n to = field.deal.other\n}\n", "CustomField Opportunity.Notes__c", "CustomField Opportunity.Other__c"},
		{"dropped field", `field "deal" "notes"`, "is used by 1 record", "retired {\n what = field.deal.notes\n discard = true\n}\n", "CustomField Opportunity.Notes__c", "CustomField Opportunity.Other__c"},
		{"sla", `sla "answer"`, "holds 1 record", "retired {\n what = sla.answer\n discard = true\n}\n", "Sla_Answer", "sales_talk"},
		{"queue", `queue "inbound"`, "", "", "Queue Inbound/", "Queue Inbound_Leads/"},
		{"pipeline", `pipeline "renewal"`, "", "", "value[renewal_due]/isActive = true,PathAssistant Renewal_", "RecordType Opportunity.Renewal/RecordType[Renewal]/active = false,BusinessProcess Opportunity.Renewal/BusinessProcess[Renewal]/isActive = false,PathAssistant Sales_Opportunity/,BusinessProcess Opportunity.Renewals/"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			p := newOrg(t, emulator.Messy, nil)
			whole := soldBut(t, "", "")
			p.apply(whole)
			p.put("Opportunity", map[string]any{"Name": "o", "StageName": "sales_talk", "CloseDate": "2026-01-01", "Notes__c": "hello", "Sla_Answer_Due__c": "2026-01-01T00:00:00.000+0000"})
			if tt.refused != "" {
				_, diags := p.plan(soldBut(t, tt.head, ""))
				if !strings.Contains(fmt.Sprint(diags.Err()), tt.refused) {
					t.Errorf("the plan says %v", diags.Err())
				}
			}
			p.apply(soldBut(t, tt.head, tt.more))
			var held strings.Builder
			for line := range p.holds() {
				held.WriteString("\n" + line)
			}
			for _, x := range strings.Split(tt.gone, ",") {
				if strings.Contains(held.String(), x) {
					t.Errorf("%s is there", x)
				}
			}
			for _, x := range strings.Split(tt.kept, ",") {
				if !strings.Contains(held.String(), x) {
					t.Errorf("%s is gone", x)
				}
			}
			p.apply(whole) // and all comes back
		})
	}
}

// A field goes with its values only when somebody said so, also where Salesforce cannot count them.
func TestSalesforceKeepsLongTexts(t *testing.T) {
	t.Parallel()
	p := newOrg(t, emulator.Empty, nil)
	p.apply(soldBut(t, "", ""))
	p.put("Opportunity", map[string]any{"Name": "o", "StageName": "sales_talk", "CloseDate": "2026-01-01", "Story__c": "hello"})
	without := soldBut(t, `field "deal" "story"`, "")
	plan, diags := p.plan(without)
	if diags.HasErrors() {
		t.Fatal(diags.Err())
	}
	var said string
	for _, c := range plan.Changes {
		if c.Key == "Opportunity/Story__c" {
			said = fmt.Sprint(c.Risk, c.Why)
		}
	}
	if !strings.Contains(said, "high") || !strings.Contains(said, "cannot say how many records") {
		t.Errorf("the plan says %s", said)
	}
	res, _ := planner.Apply(context.Background(), planner.ApplyOptions{Plan: plan, Build: p.options(without), Store: p.store, Sleep: p.clock.Sleep})
	if len(res.Failed) == 0 || !strings.Contains(fmt.Sprint(res.Failed), "drop them with discard = true") {
		t.Errorf("%+v", res)
	}
	p.apply(soldBut(t, `field "deal" "story"`, "retired {\n what = field.deal.story\n discard = true\n}\n"))
}
