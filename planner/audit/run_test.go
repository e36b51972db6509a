package audit_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/stagecraft-dev/stagecraft/planner/audit"
	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/diag"
)

// What a CRM does not keep is said with how many records it concerns, and nothing is found for it.
func TestUntold(t *testing.T) {
	for name, x := range map[string]struct {
		spoil func(contact, company, deal *providers.LiveRecord)
		kept  func(object string, k *providers.Kept)
		extra string
		check string
		want  []string
	}{
		"moves": {check: "transitions", kept: func(_ string, k *providers.Kept) { clear(k.Moves) },
			spoil: func(c, _, d *providers.LiveRecord) { c.Events, d.Events = c.Events[:1], d.Events[:1] },
			want: []string{"Fake does not keep moves in Lead: how records came to their stage is not known (1 record).",
				"Fake does not keep moves in Sales: how records came to their stage is not known (1 record)."}},
		"what handoffs owe": {check: "facts", kept: func(_ string, k *providers.Kept) { clear(k.Moves) },
			spoil: func(c, _, d *providers.LiveRecord) { c.Events, d.Events = c.Events[:1], d.Events[:1] },
			want: []string{"Fake does not keep from where records came to their stage in Lead, so that what handoffs owe is not asked for (1 record).",
				"Fake does not keep from where records came to their stage in Sales, so that what handoffs owe is not asked for (1 record)."}},
		"a field that is not there": {check: "facts", kept: func(_ string, k *providers.Kept) { k.Absent["budget"] = true },
			spoil: func(c, _, _ *providers.LiveRecord) { delete(c.Fields, "budget") },
			want:  []string{"Qualified: Fake does not show Budget (1 record)."}},
		"a field of another object that is not there": {check: "facts", spoil: func(_, o, _ *providers.LiveRecord) { delete(o.Fields, "industry") },
			kept: func(_ string, k *providers.Kept) { k.Absent["industry"] = true },
			want: []string{"Qualified: Fake does not show Industry (1 record)."}},
		"the basis of a former move": {check: "transitions", extra: care, kept: func(_ string, k *providers.Kept) { delete(k.Fields, "basis") },
			spoil: func(c, _, _ *providers.LiveRecord) {
				moved(c, calm, hour(3))
				last(c).Basis = ""
				moved(c, upset, hour(4))
				last(c).Basis = ""
				c.Fields["basis"] = "a call"
			}, want: []string{"Care: on what basis records moved before their last move is not kept by Fake (1 record)."}},
		"the basis where its field is not there": {check: "transitions", extra: care, kept: func(_ string, k *providers.Kept) { k.Absent["basis"] = true },
			spoil: func(c, _, _ *providers.LiveRecord) {
				moved(c, calm, hour(3))
				last(c).Basis = ""
			}, want: []string{"Care: Fake does not show on what basis records moved (1 record)."}},
		"the reason where its field is not there": {check: "transitions", kept: func(_ string, k *providers.Kept) { k.Absent["gone"] = true },
			spoil: func(c, _, _ *providers.LiveRecord) { moved(c, gone, hour(3)) },
			want:  []string{"Lead: Fake does not show on what basis records moved (1 record)."}},
		"who else was where": {check: "transitions", kept: func(object string, k *providers.Kept) {
			if object == "contact" {
				clear(k.Moves)
			}
		}, spoil: func(c, _, _ *providers.LiveRecord) {
			c.Events = c.Events[:1]
			moved(c, gone, hour(9))
			c.Events = c.Events[:1]
		}, extra: strict, want: []string{"Fake does not keep moves in Lead: how records came to their stage is not known (1 record).",
			"Strict: whether records came along a handoff from another flow, which may leave stages out, is not known (1 record)."}},
	} {
		t.Run(name, func(t *testing.T) {
			contact, company := lead("1")
			deal := sale("2", contact)
			x.spoil(contact, company, deal)
			records := []*providers.LiveRecord{contact, company, deal}
			if x.extra == strict {
				r := made("deal", "3", "ann@example.com", nil)
				link(r, contact)
				r.Events = append(r.Events, providers.RecordEvent{Kind: providers.Moved, At: hour(3), Who: "ann@example.com", Track: "pipeline.strict", To: "stage.strict.second"})
				r.Stages["pipeline.strict"] = "stage.strict.second"
				records = append(records, r)
			}
			r, diags := run(t, &fake{records: records, kept: x.kept}, x.extra)
			if err := diags.Err(); err != nil {
				t.Fatal(err)
			}
			if c := check(t, r, x.check); !cmp.Equal(x.want, c.Untold) || len(c.Findings) > 0 {
				t.Error(said(c), cmp.Diff(x.want, c.Untold))
			}
		})
	}
}

// strict is a pipeline that is entered in the middle along a handoff of contacts.
const strict = `
pipeline "strict" {
  no_skip = true
  stage "first" {
    owner       = role.sales
    probability = 10
    entry "asked" { description = "Somebody asked." }
    exit "asked" { description = "Somebody asked." }
  }
  stage "second" {
    owner       = role.sales
    probability = 20
    entry "asked" { description = "Somebody asked." }
  }
}
handoff "strict" {
  from  = stage.lead.qualified
  to    = stage.strict.second
  owner = role.sales
}
`

// A record that enters a flow in the middle may do so when another one stood where the handoff begins: then, not now.
func TestHandoffBetweenFlows(t *testing.T) {
	for name, x := range map[string]struct {
		at   time.Time
		want []string
		made time.Time // the other record
	}{
		"before":            {at: hour(1.5), want: []string{"skipped pipeline.strict: Strict leaves no stage out; before Second comes First. [3]"}},
		"at once":           {at: hour(2), want: []string{}},
		"during":            {at: hour(3), want: []string{}},
		"as it ended":       {at: hour(4), want: []string{}},
		"after":             {at: hour(5), want: []string{"skipped pipeline.strict: Strict leaves no stage out; before Second comes First. [3]"}},
		"of one made later": {at: hour(3), made: hour(3.5), want: []string{"skipped pipeline.strict: Strict leaves no stage out; before Second comes First. [3]"}},
	} {
		t.Run(name, func(t *testing.T) {
			contact, _ := lead("1")
			if !x.made.IsZero() {
				contact.Created = x.made // of a merge, say
			}
			moved(contact, gone, hour(4))
			last(contact).Basis = "no_answer"
			r := made("deal", "3", "ann@example.com", nil)
			r.Events = append(r.Events, providers.RecordEvent{Kind: providers.Moved, At: x.at, Who: "ann@example.com", Track: "pipeline.strict", To: "stage.strict.second"})
			r.Stages["pipeline.strict"] = "stage.strict.second"
			contact.Links = map[string][]string{"deal": {"3"}} // and the deal does not say so
			got, _ := run(t, &fake{records: []*providers.LiveRecord{contact, r}}, strict)
			if d := cmp.Diff(x.want, said(check(t, got, "transitions"))); d != "" {
				t.Error(d)
			}
		})
	}
}

func TestFigures(t *testing.T) {
	contact, company := lead("1")
	moved(contact, working, hour(5))
	last(contact).Basis = "no_answer"
	deal := moved(sale("2", contact), signed, hour(6))
	free := moved(made("deal", "4", "ann@example.com", nil), talk, hour(1))
	moved(free, signed, hour(2))
	r, _ := run(t, &fake{records: []*providers.LiveRecord{contact, company, deal, free}}, "")
	c := check(t, r, "transitions")
	if len(c.Findings) > 0 || c.Looked != 8 || figure(t, c, "moves back that are permitted") != 1 || figure(t, c, "moves that leave stages out, as is permitted") != 2 {
		t.Errorf("%+v", c)
	}
}

// Stages count records, and stays from one move to the next or until now; where moves are not kept, what the CRM counts.
func TestStages(t *testing.T) {
	contact, company := lead("1")
	young, other := lead("2")
	moved(young, working, hour(4))
	f := &fake{records: []*providers.LiveRecord{contact, company, young, other}}
	want := []audit.Stage{
		{Address: fresh, Track: "Lead", Label: "New", Stays: 2, Median: 3600, Longest: 3600},
		{Address: working, Track: "Lead", Label: "Working", Records: 1, Stays: 3, Median: 3600, Longest: int64(now.Sub(hour(4)).Seconds())},
		{Address: qualified, Track: "Lead", Label: "Qualified", Records: 1, Stays: 2, Median: (7200 + int64(now.Sub(hour(2)).Seconds())) / 2, Longest: int64(now.Sub(hour(2)).Seconds())},
		{Address: gone, Track: "Lead", Label: "Gone"},
		{Address: talk, Track: "Sales", Label: "Talk"}, {Address: offer, Track: "Sales", Label: "Offer"}, {Address: signed, Track: "Sales", Label: "Signed"},
	}
	r, _ := run(t, f, "")
	if d := cmp.Diff(want, r.Stages); d != "" {
		t.Error(d)
	}
	f.kept = func(_ string, k *providers.Kept) { clear(k.Moves) }
	contact.Spent = map[schema.Address]time.Duration{fresh: time.Minute, qualified: time.Hour}
	want[0].Stays, want[0].Median, want[0].Longest = 1, 60, 60
	want[1].Stays, want[1].Median = 1, want[1].Longest
	want[2].Stays, want[2].Median, want[2].Longest = 1, 3600, 3600
	r, _ = run(t, f, "")
	if d := cmp.Diff(want, r.Stages); d != "" {
		t.Error(d)
	}
}

// Records live in the CRM that owns their object; a fact that lives in the other one cannot be asked for.
func TestTwoCRMs(t *testing.T) {
	contact, _ := lead("1")
	delete(contact.Fields, "budget")
	deal := sale("2", contact)
	deal.Owner = ""
	left, right := &fake{records: []*providers.LiveRecord{contact}}, &fake{records: []*providers.LiveRecord{deal}}
	left.title, right.title = "Left", "Right"
	r, diags := run(t, left, touch, func(o *audit.Options) {
		o.CRMs = []audit.CRM{
			{Target: target("left", "object.contact"), View: providers.ReadOnly(left)},
			{Target: target("right", "object.deal", "object.company"), View: providers.ReadOnly(right)},
		}
	})
	if err := diags.Err(); err != nil {
		t.Fatal(err)
	}
	want := []audit.Object{{Name: "contact", Target: "environment.test.crm.left", Total: 1, Read: 1}, {Name: "deal", Target: "environment.test.crm.right", Total: 1, Read: 1}}
	if d := cmp.Diff(want, r.Objects); d != "" {
		t.Error(d)
	}
	facts := check(t, r, "facts")
	if d := cmp.Diff([]string{"fact_missing stage.lead.qualified: Qualified needs Budget, which is missing. [1]"}, said(facts)); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff([]string{"Qualified: whether Industry is known stands in another CRM (1 record)."}, facts.Untold); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff([]string{"no_owner stage.sales.offer: A record in Offer has no owner. [2]"}, said(check(t, r, "owner"))); d != "" {
		t.Error(d)
	}
}

// Of a record that was put away the detail says so, and its last stay ends there.
func TestArchived(t *testing.T) {
	contact, company := lead("1")
	contact.Owner, contact.Archived = "", hour(5)
	r, _ := run(t, &fake{records: []*providers.LiveRecord{contact, company}}, "")
	if got := check(t, r, "owner").Findings[0].Records[0].Detail; got != "put away at 2026-03-02 14:00 UTC" {
		t.Error(got)
	}
	if got := r.Stages[2]; got.Address != qualified || got.Longest != 3*3600 {
		t.Error(got)
	}
}

func check0(r *audit.Report, name string) bool {
	i := slices.IndexFunc(r.Checks, func(c audit.Check) bool { return c.Name == name })
	return i >= 0 && len(r.Checks[i].Findings) == 0
}

func TestSamples(t *testing.T) {
	var records []*providers.LiveRecord
	for i := range 5 {
		contact, company := lead(fmt.Sprint(i))
		contact.Owner = ""
		records = append(records, contact, company)
	}
	r, _ := run(t, &fake{records: records}, "", func(o *audit.Options) { o.Samples = 2 })
	if c := check(t, r, "owner"); c.Broken != 5 || c.Findings[0].Count != 5 || !cmp.Equal(said(c), []string{"no_owner stage.lead.qualified: A record in Qualified has no owner. [4 3]"}) {
		t.Errorf("%+v", c)
	}
}

// A CRM that tells nothing of its records is no error: its objects are listed with what it says of itself. So is an object that lives nowhere.
func TestSilentCRM(t *testing.T) {
	r, diags := run(t, &fake{}, "", func(o *audit.Options) {
		o.CRMs = []audit.CRM{{Target: target("mute", "object.contact"), View: providers.ReadOnly(&silent{"Mute"})}}
	})
	want := []audit.Object{{Name: "contact", Target: "environment.test.crm.mute", Limits: []string{"Mute does not tell how its records came where they are."}},
		{Name: "deal", Limits: []string{"No CRM of the environment holds its records."}}}
	if d := cmp.Diff(want, r.Objects); d != "" || len(diags) > 0 || !r.Clean() || len(r.Checks) != 4 {
		t.Error(d, diags.Err())
	}
}

// A failure is an error; what could be read is judged, and what could not is not missed.
func TestFailures(t *testing.T) {
	contact, company := lead("1")
	second, other := lead("2")
	second.Owner = ""
	records := []*providers.LiveRecord{contact, company, second, other, sale("3", contact)}
	for name, x := range map[string]struct {
		f       *fake
		ctx     error
		want    []string
		objects []audit.Object
		found   []string
	}{
		"an object": {f: &fake{records: records, err: map[string]error{"deal": &providers.Error{Kind: providers.Permission, Message: "no right to read deals"}}},
			want: []string{"Fake does not give the records of deal: permission: no right to read deals"}, found: []string{"no_owner stage.lead.qualified: A record in Qualified has no owner. [2]"},
			objects: []audit.Object{{Name: "contact", Total: 2, Read: 2}, {Name: "deal", Limits: []string{"Fake failed while they were read; what is said of them is incomplete."}}}},
		"in the middle": {f: &fake{records: records, breaks: map[string]int{"contact": 1}},
			want: []string{"Fake does not give the records of contact: the line broke"}, found: []string{"no_owner stage.lead.qualified: A record in Qualified has no owner. [2]"},
			objects: []audit.Object{{Name: "contact", Total: 2, Read: 1, Limits: []string{"Fake failed while they were read; what is said of them is incomplete."}}, {Name: "deal", Total: 1, Read: 1}}},
		"a related object": {f: &fake{records: records, err: map[string]error{"company": errors.New("no such place")}},
			want: []string{"Fake does not give the records of company: no such place"}, found: []string{"no_owner stage.lead.qualified: A record in Qualified has no owner. [2]"},
			objects: []audit.Object{{Name: "contact", Total: 2, Read: 2}, {Name: "deal", Total: 1, Read: 1}}},
		"a time limit": {f: &fake{records: records, err: map[string]error{"contact": context.DeadlineExceeded, "deal": context.DeadlineExceeded}},
			want: []string{"Reading the records of contact was broken off: context deadline exceeded", "Reading the records of deal was broken off: context deadline exceeded"}, found: []string{},
			objects: []audit.Object{{Name: "contact", Limits: []string{"Fake failed while they were read; what is said of them is incomplete."}},
				{Name: "deal", Limits: []string{"Fake failed while they were read; what is said of them is incomplete."}}}},
	} {
		t.Run(name, func(t *testing.T) {
			r, diags := run(t, x.f, "")
			var got, found []string
			for _, d := range diags {
				got = append(got, d.Summary+": "+d.Detail)
				if d.Code != diag.ProviderError {
					t.Error(d.Code)
				}
			}
			if d := cmp.Diff(x.want, got); d != "" {
				t.Error(d)
			}
			found = []string{}
			for _, c := range r.Checks {
				found = append(found, said(c)...)
			}
			if d := cmp.Diff(x.found, found); d != "" {
				t.Error(d)
			}
			for i := range x.objects {
				x.objects[i].Target = "environment.test.crm.fake"
			}
			if d := cmp.Diff(x.objects, r.Objects); d != "" {
				t.Error(d)
			}
		})
	}
}

func TestObjects(t *testing.T) {
	_, diags := run(t, &fake{}, "", func(o *audit.Options) { o.Objects = []string{"deel"} })
	if len(diags) != 1 || diags[0].Code != diag.Usage || !strings.Contains(diags[0].Detail, "deal") {
		t.Error(diags)
	}
	_, diags = run(t, &fake{}, "", func(o *audit.Options) { o.Objects = []string{"company"} })
	if len(diags) != 1 || diags[0].Summary != `There is nothing to audit of the record type "company"` {
		t.Error(diags)
	}
	f := &fake{}
	r, diags := run(t, f, "", func(o *audit.Options) { o.Objects = []string{"deal"} })
	if len(diags) > 0 || len(r.Objects) != 1 || len(f.asked) != 1 || len(r.Stages) != 3 {
		t.Error(diags.Err(), r.Objects, f.asked, r.Stages)
	}
}

// The same records give the same report, byte for byte, and no name or address of a person is in it.
func TestDeterministic(t *testing.T) {
	var first string
	for range 5 {
		var records []*providers.LiveRecord
		for i := range 40 {
			contact, company := lead(fmt.Sprint("r", i))
			deal := sale(fmt.Sprint("d", i), contact)
			switch i % 5 {
			case 0:
				contact.Owner, deal.Owner = "bob@example.com", "carl@example.com"
			case 1:
				delete(contact.Fields, "budget")
				delete(deal.Fields, "amount")
			case 2:
				last(contact).Who, last(deal).From = "", talk
			case 3:
				moved(contact, fresh, hour(9))
			}
			records = append(records, contact, company, deal)
		}
		r, _ := run(t, &fake{records: records}, touch+care)
		b, err := json.Marshal(r)
		if err != nil {
			t.Fatal(err)
		}
		if first == "" {
			first = string(b)
		}
		if string(b) != first {
			t.Fatal("another report:", cmp.Diff(first, string(b)))
		}
	}
	for _, private := range []string{"@example.com", "Ann Example", "Bob Example"} {
		if strings.Contains(first, private) {
			t.Errorf("%s is in the report", private)
		}
	}
}

// What could not be read is not taken for what is not there: neither stops of clocks, nor facts; what was read is judged.
func TestUnread(t *testing.T) {
	contact, company := lead("1")
	second, other := lead("2")
	delete(second.Fields, "budget")
	sell := sla("sell", "entering(stage.lead.qualified)", "entering(stage.sales.offer)", "2h", "")
	records := []*providers.LiveRecord{contact, company, second, other, sale("3", contact)}
	r, _ := run(t, &fake{records: records, err: map[string]error{"deal": errors.New("no right")}}, sell)
	c := check(t, r, "clocks")
	if want := []string{"Sell stops when a record enters Offer, and Fake does not tell when that was (2 records)."}; len(c.Findings) > 0 || !slices.Equal(want, c.Untold) {
		t.Error(said(c), c.Untold)
	}
	r, diags := run(t, &fake{records: records, breaks: map[string]int{"contact": 1}}, "")
	c = check(t, r, "facts")
	if d := cmp.Diff([]string{"fact_missing stage.lead.qualified: Qualified needs Budget, which is missing. [2]"}, said(c)); d != "" || len(diags) != 1 {
		t.Error(d, diags)
	}
}
