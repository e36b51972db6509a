package audit_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stagecraft-dev/stagecraft/planner/audit"
	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/schema"
)

// care is a second lifecycle of contacts that keeps the last move on the record.
const care = `
lifecycle "care" {
  domain = "customer"
  object = object.contact
  audit {
    by    = contact.moved_by
    at    = contact.moved_at
    basis = contact.basis
  }
  stage "calm" {
    owner = role.sales
    entry "asked" { description = "Somebody asked." }
    exit "asked" { description = "Somebody asked." }
  }
  stage "upset" {
    owner = role.sales
    entry "asked" { description = "Somebody asked." }
  }
}
`

// rollup is a lifecycle of companies that follows their contacts.
const rollup = `
lifecycle "account" {
  domain  = "company"
  object  = object.company
  rollup  = lifecycle.lead
  no_skip = true
  stage "new" {}
  stage "working" {}
  stage "qualified" {}
  stage "gone" {}
}
`

const (
	fresh     = "stage.lead.new"
	working   = "stage.lead.working"
	qualified = "stage.lead.qualified"
	gone      = "stage.lead.gone"
	talk      = "stage.sales.talk"
	offer     = "stage.sales.offer"
	signed    = "stage.sales.signed"
	calm      = "stage.care.calm"
	upset     = "stage.care.upset"
)

// lead is a contact that came to Qualified as it should, with its company.
func lead(id string) (contact, company *providers.LiveRecord) {
	contact = made("contact", id, "ann@example.com", map[string]any{"email": id + "@example.com", "budget": 100.0})
	company = made("company", "of-"+id, "", map[string]any{"industry": "Pumps"})
	moved(contact, fresh, hour(0))
	moved(contact, working, hour(1))
	moved(contact, qualified, hour(2))
	link(contact, company)
	return contact, company
}

// sale is a deal of a lead that went to Offer along the handoff.
func sale(id string, contact *providers.LiveRecord) *providers.LiveRecord {
	deal := made("deal", id, "ann@example.com", map[string]any{"amount": 5.0})
	link(deal, contact)
	deal.Created = hour(3)
	return moved(deal, offer, hour(3))
}

func TestClean(t *testing.T) {
	contact, company := lead("1")
	f := &fake{records: []*providers.LiveRecord{contact, company, sale("2", contact)}}
	r, diags := run(t, f, "")
	if !r.Clean() || len(diags) > 0 {
		for _, c := range r.Checks {
			t.Log(said(c), c.Untold)
		}
		t.Fatal("something was found", diags.Err())
	}
	for name, want := range map[string]int{"owner": 2, "facts": 2, "transitions": 4, "clocks": 0} {
		if c := check(t, r, name); c.Looked != want || len(c.Untold) > 0 || c.Title == "" || c.What == "" {
			t.Errorf("%s: %d looked at, not %d; untold %v", name, c.Looked, want, c.Untold)
		}
	}
	want := []audit.Object{{Name: "contact", Target: "environment.test.crm.fake", Total: 1, Read: 1}, {Name: "deal", Target: "environment.test.crm.fake", Total: 1, Read: 1}}
	if d := cmp.Diff(want, r.Objects); d != "" {
		t.Error(d)
	}
	if r.FormatVersion != audit.FormatVersion || r.Environment != "test" || r.Architecture != arch(t, "").Digest() || !r.At.Equal(now) {
		t.Error(r)
	}
}

// Each thing that can be wrong is found, once, and nothing else with it; what is as it should be is not.
func TestFindings(t *testing.T) {
	for name, x := range map[string]struct {
		spoil func(contact, company, deal *providers.LiveRecord)
		extra string
		want  []string
	}{
		"nobody owns it": {spoil: func(c, _, _ *providers.LiveRecord) { c.Owner = "" },
			want: []string{"no_owner stage.lead.qualified: A record in Qualified has no owner. [1]"}},
		"the CRM let its owner go": {spoil: func(c, _, _ *providers.LiveRecord) { c.OwnerGone = true },
			want: []string{"owner_gone stage.lead.qualified: The owner of a record in Qualified is no longer active. [1]"}},
		"its owner is inactive": {spoil: func(c, _, _ *providers.LiveRecord) { c.Owner = "bob@example.com" },
			want: []string{"owner_gone stage.lead.qualified: The owner of a record in Qualified is no longer active. [1]"}},
		"its owner is nobody's": {spoil: func(_, _, d *providers.LiveRecord) { d.Owner = "carl@example.com" },
			want: []string{"owner_unlisted stage.sales.offer: The owner of a record in Offer is not in the directory. [2]"}},
		"a queue owns it": {spoil: func(c, _, _ *providers.LiveRecord) { c.Owner = "queue.inbox" }},
		"a role owns it":  {spoil: func(c, _, _ *providers.LiveRecord) { c.Owner = "role.sales" }},

		"a fact is missing": {spoil: func(c, _, _ *providers.LiveRecord) { delete(c.Fields, "budget") },
			want: []string{"fact_missing stage.lead.qualified: Qualified needs Budget, which is missing. [1]"}},
		"a fact is empty": {spoil: func(c, _, _ *providers.LiveRecord) { c.Fields["budget"] = " " },
			want: []string{"fact_missing stage.lead.qualified: Qualified needs Budget, which is missing. [1]"}},
		"a fact of the company is missing": {spoil: func(_, o, _ *providers.LiveRecord) { delete(o.Fields, "industry") },
			want: []string{"fact_missing stage.lead.qualified: Qualified needs Industry of the company, which is missing. [1]"}},
		"there is no company": {spoil: func(c, _, _ *providers.LiveRecord) { delete(c.Links, "company") },
			want: []string{"fact_missing stage.lead.qualified: Qualified needs Industry of the company, which is missing. The record has no company. [1]"}},
		"an entry criterion misses a fact": {spoil: func(c, _, _ *providers.LiveRecord) { delete(c.Fields, "email") },
			want: []string{"fact_missing stage.lead.qualified.entry.known: Qualified needs: Email is filled in. Missing: Email. [1]"}},
		"a handoff owes a fact": {spoil: func(_, _, d *providers.LiveRecord) { delete(d.Fields, "amount") },
			want: []string{"fact_missing handoff.sale: The handoff Sale needs Amount, which is missing. [2]"}},

		"a handoff owed a fact that led here from where another record was then": {spoil: func(c, _, d *providers.LiveRecord) {
			delete(d.Fields, "amount")
			moved(c, gone, hour(9))
			last(c).Basis = "no_answer"
		}, want: []string{"fact_missing handoff.sale: The handoff Sale needs Amount, which is missing. [2]"}},

		"a handoff owed a fact whose other record moved on in the same write": {spoil: func(c, _, d *providers.LiveRecord) {
			delete(d.Fields, "amount")
			moved(c, gone, hour(3))
			last(c).Basis = "no_answer"
		}, want: []string{"fact_missing handoff.sale: The handoff Sale needs Amount, which is missing. [2]"}},
		"a record beside which another one came later": {spoil: func(c, _, d *providers.LiveRecord) {
			delete(d.Fields, "amount")
			c.Created = hour(3.5) // of a merge, say
		}},

		"from one pipeline to another and back": {extra: strict, spoil: func(_, _, d *providers.LiveRecord) {
			moved(d, "stage.strict.first", hour(4))
			delete(d.Stages, "pipeline.sales")
			moved(d, offer, hour(5))
			delete(d.Stages, "pipeline.strict")
		}},
		"in another pipeline": {extra: strict, spoil: func(_, _, d *providers.LiveRecord) {
			moved(d, "stage.strict.first", hour(4))
			delete(d.Stages, "pipeline.sales")
		}},
		"taken along by other records, without an owner where nobody has to be one": {extra: rollup, spoil: func(_, o, _ *providers.LiveRecord) {
			o.Events = append(o.Events, providers.RecordEvent{Kind: providers.Moved, At: hour(2), Who: "ann@example.com", Track: "lifecycle.account", To: "stage.account.qualified"})
			o.Stages["lifecycle.account"] = "stage.account.qualified"
		}},

		"a stage out of nowhere": {spoil: func(_, _, d *providers.LiveRecord) { d.Events = d.Events[:1] },
			want: []string{"no_log pipeline.sales: How a record came to a stage of Sales is not in the history. [2]"}},
		"a first move out of nowhere": {spoil: func(c, _, _ *providers.LiveRecord) { c.Events = c.Events[2:] },
			want: []string{"no_log lifecycle.lead: How a record came to a stage of Lead is not in the history. [1]"}},
		"made in a stage": {spoil: func(c, _, _ *providers.LiveRecord) {
			c.Events[1] = providers.RecordEvent{Kind: providers.Made, At: day, Track: "lifecycle.lead", To: fresh}
		}},
		"made in a stage and never moved": {spoil: func(_, _, d *providers.LiveRecord) {
			d.Events = []providers.RecordEvent{{Kind: providers.Made, At: d.Created, Track: "pipeline.sales", To: offer}}
		}},
		"a move is missing in between": {spoil: func(c, _, _ *providers.LiveRecord) { c.Events = append(c.Events[:2], c.Events[3:]...) },
			want: []string{"log_gap lifecycle.lead: A move in Lead is missing in the history: what comes next starts elsewhere than the last one ended. [1]"}},
		"the last move is missing": {spoil: func(c, _, _ *providers.LiveRecord) { c.Events = c.Events[:3] },
			want: []string{"log_gap lifecycle.lead: A move in Lead is missing in the history: what comes next starts elsewhere than the last one ended. [1]"}},
		"back in a stage without a trace, and without its facts": {spoil: func(c, _, _ *providers.LiveRecord) {
			moved(c, gone, hour(5))
			last(c).Basis = "no_answer"
			c.Stages["lifecycle.lead"] = qualified
			delete(c.Fields, "budget")
		}, want: []string{"fact_missing stage.lead.qualified: Qualified needs Budget, which is missing. [1]",
			"log_gap lifecycle.lead: A move in Lead is missing in the history: what comes next starts elsewhere than the last one ended. [1]"}},
		"two moves in one write, for one basis": {extra: care, spoil: func(c, _, _ *providers.LiveRecord) {
			for _, to := range []schema.Address{calm, upset} {
				moved(c, to, hour(3))
				last(c).Basis = ""
			}
			set(c, "basis", "a call", hour(3))
		}},
		"out of the flow without a trace": {spoil: func(c, _, _ *providers.LiveRecord) { delete(c.Stages, "lifecycle.lead") },
			want: []string{"log_gap lifecycle.lead: A move in Lead is missing in the history: what comes next starts elsewhere than the last one ended. [1]"}},
		"nobody moved it": {spoil: func(c, _, _ *providers.LiveRecord) { last(c).Who = "" },
			want: []string{"no_actor lifecycle.lead: The history does not say who moved a record in Lead. [1]"}},
		"given up without a reason": {spoil: func(c, _, _ *providers.LiveRecord) {
			moved(c, gone, hour(5))
			last(c).Basis = ""
		}, want: []string{"no_basis stage.lead.gone: A move to Gone needs a reason (Gone), and none of its codes was given. [1]"}},
		"given up with words": {spoil: func(c, _, _ *providers.LiveRecord) { moved(c, gone, hour(5)) },
			want: []string{"no_basis stage.lead.gone: A move to Gone needs a reason (Gone), and none of its codes was given. [1]"}},
		"given up with a reason": {spoil: func(c, _, _ *providers.LiveRecord) {
			moved(c, gone, hour(5))
			last(c).Basis = "no_answer: called three times"
		}},
		"given up with a code of another list": {extra: `reasons "parked" {
  kind = "holding"
  code "later" {}
}`, spoil: func(c, _, _ *providers.LiveRecord) {
			moved(c, gone, hour(5))
			last(c).Basis = "later"
		}, want: []string{"no_basis stage.lead.gone: A move to Gone needs a reason (Gone), and none of its codes was given. [1]"}},
		"given up with a reason in the field": {spoil: func(c, _, _ *providers.LiveRecord) {
			moved(c, gone, hour(5))
			last(c).Basis = ""
			c.Fields["gone"] = "no_answer"
		}},
		"recycled without a reason": {spoil: func(c, _, _ *providers.LiveRecord) {
			moved(c, working, hour(5))
			last(c).Basis = ""
		}, want: []string{"no_basis stage.lead.working: A move to Working needs a reason (Gone), and none of its codes was given. [1]"}},
		"moved on no basis": {extra: care, spoil: func(c, _, _ *providers.LiveRecord) {
			moved(c, calm, hour(3))
			last(c).Basis = ""
		}, want: []string{"no_basis lifecycle.care: A move in Care was made on no basis that is written down. [1]"}},
		"moved on a basis in the field, by somebody in the field": {extra: care, spoil: func(c, _, _ *providers.LiveRecord) {
			moved(c, calm, hour(3))
			last(c).Basis, last(c).Who = "", ""
			set(c, "basis", "a call", hour(3))
			set(c, "moved_by", "ann@example.com", hour(3))
		}},
		"a former move on no basis": {extra: care, spoil: func(c, _, _ *providers.LiveRecord) {
			moved(c, calm, hour(3))
			last(c).Basis = ""
			moved(c, upset, hour(4))
			set(c, "basis", "a call", hour(4))
		}, want: []string{"no_basis lifecycle.care: A move in Care was made on no basis that is written down. [1]"}},
		"back": {spoil: func(c, _, _ *providers.LiveRecord) { moved(c, fresh, hour(5)) },
			want: []string{"backward lifecycle.lead: Lead only goes forward, and New comes before Qualified. A handoff with recycle = true would permit it. [1]"}},
		"back along a handoff": {spoil: func(c, _, _ *providers.LiveRecord) {
			moved(c, working, hour(5))
			last(c).Basis = "No answer"
		}},
		"back where that is free": {extra: care, spoil: func(c, _, _ *providers.LiveRecord) {
			moved(c, calm, hour(3))
			moved(c, upset, hour(4))
			moved(c, calm, hour(5))
		}},
		"stages left out": {spoil: func(c, _, _ *providers.LiveRecord) {
			c.Events = append(c.Events[:2], c.Events[3:]...)
			last(c).From = fresh
		}, want: []string{"skipped lifecycle.lead: Lead leaves no stage out; before Qualified comes Working. [1]"}},
		"out of a stage that ends the flow": {spoil: func(c, _, _ *providers.LiveRecord) {
			moved(c, gone, hour(5))
			last(c).Basis = "no_answer"
			moved(c, qualified, hour(6))
		}, want: []string{"left_end stage.lead.gone: Gone ends Lead; a record leaves it only along a handoff that recycles, and there is none to Qualified. [1]"}},
		"in a stage that nobody declared": {spoil: func(c, _, _ *providers.LiveRecord) {
			c.Events = append(c.Events, providers.RecordEvent{Kind: providers.Moved, At: hour(5), Who: "ann@example.com", Track: "lifecycle.lead", From: qualified, Is: "Parked"})
			delete(c.Stages, "lifecycle.lead")
			c.Strange = map[schema.Address]string{"lifecycle.lead": "Parked"}
		}, want: []string{"unknown_stage lifecycle.lead: A record stands in a stage that Lead does not have. [1]"}},
	} {
		t.Run(name, func(t *testing.T) {
			contact, company := lead("1")
			deal := sale("2", contact)
			x.spoil(contact, company, deal)
			r, diags := run(t, &fake{records: []*providers.LiveRecord{contact, company, deal}}, x.extra)
			if err := diags.Err(); err != nil {
				t.Fatal(err)
			}
			found, broken := []string{}, 0
			for _, c := range r.Checks {
				found, broken = append(found, said(c)...), broken+c.Broken
				if len(c.Untold) > 0 {
					t.Error(c.Untold)
				}
				for _, f := range c.Findings {
					if f.Range.File == "" || f.Todo == "" || f.Count != 1 || f.Records[0].URL != "https://crm.example/"+f.Records[0].ID {
						t.Errorf("%+v", f)
					}
				}
			}
			if d := cmp.Diff(append([]string{}, x.want...), found); d != "" || broken != len(x.want) {
				t.Error(broken, d)
			}
		})
	}
}
