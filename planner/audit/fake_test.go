package audit_test

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"maps"
	"slices"
	"testing"
	"time"

	"github.com/stagecraft-dev/stagecraft/planner/audit"
	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/diag"
	"github.com/stagecraft-dev/stagecraft/schema/engine"
	"github.com/stagecraft-dev/stagecraft/schema/hclschema"
)

// silent is a CRM that tells nothing of its records.
type silent struct{ title string }

func (s *silent) Info() *providers.Info { return &providers.Info{Name: s.title, Title: s.title} }
func (*silent) Compile(*schema.Architecture, providers.Target) (*providers.Compiled, diag.List) {
	return &providers.Compiled{}, nil
}
func (*silent) Read(context.Context, []string) ([]*providers.Live, error) { return nil, nil }
func (*silent) Apply(context.Context, []*providers.Operation, func(providers.Progress) error) error {
	return errors.New("an audit changed something")
}
func (*silent) Close() error { return nil }

// fake is a CRM with records that a test has written by hand.
type fake struct {
	silent
	records []*providers.LiveRecord
	kept    func(object string, k *providers.Kept) // what it does not keep
	err     map[string]error                       // by object
	breaks  map[string]int                         // after how many records it fails, by object
	asked   []providers.RecordAsk
}

func (f *fake) Records(_ context.Context, a *schema.Architecture, _ providers.Target, ask providers.RecordAsk) (*providers.Records, error) {
	f.asked = append(f.asked, ask)
	if err := f.err[ask.Object]; err != nil {
		return nil, err
	}
	k := providers.Kept{Moves: map[schema.Address]bool{}, Fields: map[string]bool{"owner": true}, Absent: map[string]bool{}, Activities: true, Raised: true}
	for _, t := range a.Tracks() {
		k.Moves[t.Address] = true
	}
	for _, x := range a.Fields {
		k.Fields[x.Name] = true
	}
	if f.kept != nil {
		f.kept(ask.Object, &k)
	}
	var list []*providers.LiveRecord
	for _, r := range slices.Backward(f.records) { // those first that were made last
		if r.Object == ask.Object && (ask.IDs == nil || slices.Contains(ask.IDs, r.ID)) {
			list = append(list, r)
		}
	}
	out := &providers.Records{Total: int64(len(list)), Kept: k}
	if ask.Limit > 0 {
		list = list[:min(ask.Limit, len(list))]
	}
	out.Each = each(list, ask.Bare, f.breaks[ask.Object])
	return out, nil
}

func each(list []*providers.LiveRecord, bare bool, breaks int) iter.Seq2[*providers.LiveRecord, error] {
	return func(yield func(*providers.LiveRecord, error) bool) {
		for i, r := range list {
			if breaks > 0 && i == breaks {
				yield(nil, errors.New("the line broke"))
				return
			}
			c := *r
			if c.Record = r.Clone(); bare {
				c.Events = nil
			}
			if !yield(&c, nil) {
				return
			}
		}
	}
}

// day is when the records of these tests are made, now when the audit looks.
var (
	day = time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	now = day.AddDate(0, 0, 30)
)

// hour is a time so many hours after the day.
func hour(n float64) time.Time { return day.Add(time.Duration(n * float64(time.Hour))) }

// made is a record as somebody made it, in no stage.
func made(object, id, owner string, fields map[string]any) *providers.LiveRecord {
	return &providers.LiveRecord{Created: day, URL: "https://crm.example/" + id, Links: map[string][]string{},
		Record: &engine.Record{ID: id, Object: object, Owner: owner, Fields: maps.Clone(fields), Stages: map[schema.Address]schema.Address{},
			EnteredAt: map[schema.Address]time.Time{}},
		Events: []providers.RecordEvent{{Kind: providers.Made, At: day, Who: "ann@example.com"}}}
}

// moved is the move of a record into a stage, as somebody makes it for a reason.
func moved(r *providers.LiveRecord, to schema.Address, at time.Time) *providers.LiveRecord {
	_, _, l := to.Split()
	track := schema.NewAddress("", map[string]string{"deal": "pipeline"}[r.Object], l[0])
	if r.Object != "deal" {
		track = schema.NewAddress("", "lifecycle", l[0])
	}
	r.Events = append(r.Events, providers.RecordEvent{Kind: providers.Moved, At: at, Who: "ann@example.com", Track: track,
		From: r.Stages[track], To: to, Basis: "called"})
	r.Stages[track], r.EnteredAt[track] = to, at
	return r
}

// set is a change of a field.
func set(r *providers.LiveRecord, field string, v any, at time.Time) *providers.LiveRecord {
	r.Events = append(r.Events, providers.RecordEvent{Kind: providers.Changed, At: at, Who: "ann@example.com", Field: field, Was: r.Fields[field], Is: v})
	r.Fields[field] = v
	return r
}

func link(a, b *providers.LiveRecord) {
	a.Links[b.Object] = append(a.Links[b.Object], b.ID)
	b.Links[a.Object] = append(b.Links[a.Object], a.ID)
}

// last is the newest event of a record, to be spoilt.
func last(r *providers.LiveRecord) *providers.RecordEvent { return &r.Events[len(r.Events)-1] }

func arch(t testing.TB, extra string) *schema.Architecture {
	t.Helper()
	r := hclschema.LoadFiles(map[string][]byte{"main.hcl": []byte(acme), "extra.hcl": []byte(extra)}, hclschema.Options{})
	if err := r.Diags.Err(); err != nil {
		t.Fatal(err)
	}
	return r.Architecture
}

// run audits the records of one CRM.
func run(t testing.TB, f *fake, extra string, change ...func(*audit.Options)) (*audit.Report, diag.List) {
	t.Helper()
	if f.title == "" {
		f.title = "Fake"
	}
	o := audit.Options{Environment: "test", Arch: arch(t, extra), Now: now, CRMs: []audit.CRM{{Target: target("fake"), View: providers.ReadOnly(f)}}}
	for _, c := range change {
		c(&o)
	}
	return audit.Run(context.Background(), o)
}

// check finds a check of a report by its name.
func check(t testing.TB, r *audit.Report, name string) audit.Check {
	t.Helper()
	for _, c := range r.Checks {
		if c.Name == name {
			return c
		}
	}
	t.Fatalf("there is no check %s", name)
	return audit.Check{}
}

// said writes the findings of a check: kind, address, sentence and records, one a line.
func said(c audit.Check) []string {
	out := []string{}
	for _, f := range c.Findings {
		var ids []string
		for _, r := range f.Records {
			ids = append(ids, r.ID)
		}
		out = append(out, fmt.Sprintf("%s %s: %s %v", f.Kind, f.Address, f.What, ids))
	}
	return out
}

func figure(t testing.TB, c audit.Check, name string) int {
	t.Helper()
	for _, f := range c.Figures {
		if f.Name == name {
			return f.Count
		}
	}
	t.Fatalf("%s has no figure %q", c.Name, name)
	return 0
}

const acme = `
architecture "acme" {
  title   = "Acme"
  version = "1.0.0"
}
role "sales" { title = "Sales" }
team "sales" {
  member "ann" {
    title    = "Ann Example"
    identity = "ann@example.com"
    role     = role.sales
  }
  member "bob" {
    title    = "Bob Example"
    identity = "bob@example.com"
    role     = role.sales
    active   = false
  }
}
queue "inbox" {
  object = object.contact
  team   = team.sales
}
field "contact" "email" { type = email }
field "contact" "budget" { type = number }
field "contact" "touched_at" { type = datetime }
field "contact" "moved_by" { type = text }
field "contact" "moved_at" { type = datetime }
field "contact" "basis" { type = text }
field "contact" "segment" { type = text }
field "company" "industry" { type = text }
field "deal" "amount" { type = number }

reasons "gone" {
  kind   = "disqualification"
  object = object.contact
  code "no_answer" {}
}

lifecycle "lead" {
  domain       = "lead"
  object       = object.contact
  forward_only = true
  no_skip      = true

  stage "new" {
    owner = role.sales
    entry "known" { when = is_set(contact.email) }
    exit "checked" { description = "Somebody has looked at it." }
  }
  stage "working" {
    owner = role.sales
    entry "known" { when = is_set(contact.email) }
    exit "called" { description = "Somebody has called." }
  }
  stage "qualified" {
    owner    = role.sales
    requires = [contact.budget, company.industry]
    entry "known" { when = is_set(contact.email) }
    exit "bought" { description = "A deal is made." }
  }
  stage "gone" {
    owner   = role.sales
    outcome = "disqualified"
    reasons = reasons.gone
    entry "known" { when = is_set(contact.email) }
  }
}

pipeline "sales" {
  stage "talk" {
    owner       = role.sales
    probability = 10
    entry "asked" { description = "Somebody asked." }
    exit "agreed" { description = "Both sides agree." }
  }
  stage "offer" {
    owner       = role.sales
    probability = 50
    entry "asked" { description = "Somebody asked." }
    exit "agreed" { description = "Both sides agree." }
  }
  stage "signed" {
    owner       = role.sales
    probability = 100
    outcome     = "won"
    entry "signed" { description = "It is signed." }
  }
}

handoff "recycle" {
  from    = stage.lead.qualified
  to      = stage.lead.working
  owner   = role.sales
  recycle = true
  reasons = reasons.gone
}
handoff "sale" {
  from  = stage.lead.qualified
  to    = stage.sales.offer
  owner = role.sales
  owes  = [deal.amount]
}
`
