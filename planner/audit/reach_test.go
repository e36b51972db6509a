package audit_test

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stagecraft-dev/stagecraft/planner/audit"
	"github.com/stagecraft-dev/stagecraft/providers"
)

// Records that were not read, because of a limit or because their object is in no flow, are asked for when somebody has to look there.
func TestLinked(t *testing.T) {
	var records []*providers.LiveRecord
	for i := range 5 {
		contact, company := lead(fmt.Sprint("c", i))
		records = append(records, contact, company, sale(fmt.Sprint("d", i), contact))
	}
	f := &fake{records: records}
	r, diags := run(t, f, sla("sell", "created(object.deal)", "entering(stage.lead.gone)", "1h", ""), func(o *audit.Options) { o.Limit, o.Objects = 2, []string{"deal"} })
	if err := diags.Err(); err != nil {
		t.Fatal(err)
	}
	if !check0(r, "facts") || check(t, r, "facts").Looked != 2 || !check0(r, "transitions") {
		t.Error(r.Checks)
	}
	want := []audit.Object{{Name: "deal", Target: "environment.test.crm.fake", Total: 5, Read: 2, Limits: []string{"Of 5 records only the 2 were read that were made last."}}}
	if d := cmp.Diff(want, r.Objects); d != "" {
		t.Error(d)
	}
	asked := []providers.RecordAsk{{Object: "deal", Limit: 2}, {Object: "contact", IDs: []string{"c4", "c3"}}, {Object: "company", IDs: []string{"of-c4", "of-c3"}, Bare: true}}
	if d := cmp.Diff(asked, f.asked); d != "" {
		t.Error(d)
	}
	if c := check(t, r, "clocks"); c.Looked != 2 || c.Broken != 2 {
		t.Error(c)
	}
}

// What is asked for is what some rule looks at, over two links, with its history where that tells where a record was or when a clock stopped.
func TestReach(t *testing.T) {
	contact, company := lead("1")
	deal := sale("2", contact)
	other := sale("3", contact)
	other.Links = map[string][]string{}
	for name, x := range map[string]struct {
		extra string
		want  []providers.RecordAsk
	}{
		"a handoff": {"", []providers.RecordAsk{{Object: "deal", Limit: 1}, {Object: "contact", IDs: []string{"1"}}, {Object: "company", IDs: []string{"of-1"}, Bare: true}}},
		"a score": {fit + `
field "company" "size" { type = number }
scoring "size" {
  object = object.company
  dimension "fit" {
    signal "people" {
      points = 10
      when   = any(contact, is_set(contact.email)) && is_set(company.size)
    }
    signal "none" {
      points = -10
      when   = !is_set(company.size)
    }
  }
}
pipeline "third" {
  stage "only" {
    owner       = role.sales
    probability = 10
    entry "big" { when = scoring.size.total > 5 }
  }
}`, []providers.RecordAsk{{Object: "deal", Limit: 1}, {Object: "company", IDs: []string{"of-1"}, Bare: true}, {Object: "contact", IDs: []string{"1"}}}},
		"what related records belong to": {`
pipeline "third" {
  stage "only" {
    owner       = role.sales
    probability = 10
    entry "known" { when = any(project, is_set(company.industry)) }
  }
}`, []providers.RecordAsk{{Object: "deal", Limit: 1}, {Object: "project", IDs: []string{"9"}, Bare: true}, {Object: "company", IDs: []string{"of-1"}, Bare: true}}},
	} {
		t.Run(name, func(t *testing.T) {
			deal.Links = map[string][]string{}
			first := x.want[1]
			deal.Links[first.Object] = first.IDs
			project := made("project", "9", "", nil)
			link(project, company)
			f := &fake{records: []*providers.LiveRecord{contact, company, project, other, deal}}
			if _, diags := run(t, f, x.extra, func(o *audit.Options) { o.Limit, o.Objects = 1, []string{"deal"} }); diags.HasErrors() {
				t.Fatal(diags.Err())
			}
			if d := cmp.Diff(x.want, f.asked); d != "" {
				t.Error(d)
			}
		})
	}
}
