package odoo

import (
	"maps"
	"os"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/odoo/api"
	"github.com/stagecraft-dev/stagecraft/providers/odoo/emulator"
	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/hclschema"
)

// recordsArch is the architecture of testdata/records.hcl.
func recordsArch(t *testing.T) *schema.Architecture {
	t.Helper()
	src, err := os.ReadFile("testdata/records.hcl")
	if err != nil {
		t.Fatal(err)
	}
	r := hclschema.LoadFiles(map[string][]byte{"records.hcl": src}, hclschema.Options{})
	if r.Architecture == nil { // it leaves out what is asked of definitions that people agree on
		t.Fatal(r.Diags.Err())
	}
	return r.Architecture
}

// playRecords makes, changes and removes records of every sort, with one rule in their way.
func playRecords(t *testing.T, p *Provider) {
	t.Helper()
	ctx := t.Context()
	a := recordsArch(t)
	p.settings.scope = structure // no rules but the one below
	applyReal(t, a, p)
	applied(t, p, creates(t, typeAutomation, providers.Values{"external_id": "stage/sales/won#words", "name": "Won", "model": leadModel, "trigger": "on_create_or_write",
		"when": "[('expected_revenue', '=', False)]", "code": "if record.stage_id == env.ref('stagecraft.stage:stage/sales/won'):\n    raise UserError('Won: the amount is not known.')"}))
	tests := func(run string) providers.TestRecords {
		t.Helper()
		r, err := p.TestRecords(a, providers.Target{CRM: &schema.CRM{Provider: provider}}, run)
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	r := tests("one")
	ref := func(object string) func(providers.Written, error) providers.TestRef {
		return func(w providers.Written, err error) providers.TestRef {
			t.Helper()
			if err != nil || !w.Done() || w.ID == "" {
				t.Fatalf("%s: %+v, %v", object, w, err)
			}
			return providers.TestRef{Object: object, ID: w.ID, Mark: providers.TestMark("one")}
		}
	}
	const ana = "ana@records.example"
	company := ref("company")(r.Create(ctx, providers.TestRecord{Object: "company"}))
	contact := ref("contact")(r.Create(ctx, providers.TestRecord{Object: "contact", Owner: ana, Parents: []providers.TestRef{company},
		Fields: map[string]any{"email": "test@" + providers.TestDomain, "speaks": []any{"de", "fr"}, "met_on": "2026-03-01", "name": "not the mark"},
		Stages: map[schema.Address]schema.Address{"lifecycle.lead": "stage.lead.new"}}))
	deal := ref("deal")(r.Create(ctx, providers.TestRecord{Object: "deal", Parents: []providers.TestRef{company, contact}, Fields: map[string]any{"called_at": "2026-03-01T10:00:00+02:00"}}))
	read := func(x providers.TestRef, want providers.TestRecord, fields ...string) {
		t.Helper()
		got, err := r.Read(ctx, x, fields...)
		if err != nil {
			t.Fatal(err)
		}
		want.Object = x.Object
		if want.Fields == nil {
			want.Fields = map[string]any{}
		}
		if want.Stages == nil {
			want.Stages = map[schema.Address]schema.Address{}
		}
		if d := cmp.Diff(want, got); d != "" {
			t.Error(d)
		}
	}
	read(contact, providers.TestRecord{Owner: ana, Stages: map[schema.Address]schema.Address{"lifecycle.lead": "stage.lead.new"},
		Fields: map[string]any{"email": "test@" + providers.TestDomain, "speaks": []any{"de", "fr"}, "met_on": "2026-03-01"}}, "email", "speaks", "met_on")
	read(deal, providers.TestRecord{Fields: map[string]any{"called_at": "2026-03-01 08:00:00", "urgent": false, "amount": 0.0}}, "called_at", "urgent", "amount", "champion", "backup")

	change := func(x providers.TestRef, c providers.TestChange, refused string) {
		t.Helper()
		w, err := r.Change(ctx, x, c)
		if err != nil || w.Cannot != "" || w.Done() != (refused == "") || !strings.Contains(strings.Join(w.Refused, "\n"), refused) {
			t.Fatalf("%+v: %+v, %v", c, w, err)
		}
	}
	change(contact, providers.TestChange{Stage: "stage.lead.working", Fields: map[string]any{"speaks": []any{"en"}, "met_on": nil}}, "")
	read(contact, providers.TestRecord{Owner: ana, Stages: map[schema.Address]schema.Address{"lifecycle.lead": "stage.lead.working"}, Fields: map[string]any{"speaks": []any{"en"}}}, "speaks", "met_on")
	change(deal, providers.TestChange{Stage: "stage.sales.open"}, "")
	change(deal, providers.TestChange{Stage: "stage.sales.won", Owner: ana}, "Won: the amount is not known.")
	read(deal, providers.TestRecord{Stages: map[schema.Address]schema.Address{"pipeline.sales": "stage.sales.open"}})
	change(deal, providers.TestChange{Fields: map[string]any{"amount": 100.0, "urgent": true, "champion": contact.ID, "backup": ana}}, "")
	change(deal, providers.TestChange{Stage: "stage.sales.won", Owner: ana}, "")
	change(deal, providers.TestChange{Stage: "stage.sales.lost", Reason: map[schema.Address]string{"field.deal.lost": "price"}}, "")
	read(deal, providers.TestRecord{Owner: ana, Stages: map[schema.Address]schema.Address{"pipeline.sales": "stage.sales.lost"}, Fields: map[string]any{"lost": "price", "amount": 100.0, "urgent": true}}, "lost", "amount", "urgent")
	row, err := p.client.SearchRead(ctx, api.Search{Model: leadModel, Domain: []any{[]any{"id", "=", rowID(deal.ID)}}, Fields: []string{"partner_id", "x_champion", "x_backup", "type"}})
	if err != nil || len(row) != 1 || row[0].One("partner_id") != rowID(contact.ID) || row[0].One("x_champion") != row[0].One("partner_id") ||
		row[0].One("x_backup") == 0 || row[0].Text("type") != "opportunity" {
		t.Errorf("the deal is %v, %v", row, err)
	}
	if w, err := r.Change(ctx, deal, providers.TestChange{Activities: []string{"mail_opened"}}); err != nil || w.Cannot == "" {
		t.Errorf("an activity that no score counts: %+v, %v", w, err)
	}

	// An archived record is found, and of what is somebody's nothing is removed.
	bystander := enter(t, p, leadModel, map[string]any{"name": "Fifty seats", "type": "opportunity"}, 1)[0]
	if err := p.client.Write(ctx, leadModel, []int64{rowID(deal.ID)}, map[string]any{"active": false}); err != nil {
		t.Fatal(err)
	}
	found, err := tests("two").Marked(ctx)
	if err != nil {
		t.Fatal(err)
	}
	want := map[providers.TestRef]bool{company: true, contact: true, deal: true}
	got := map[providers.TestRef]bool{}
	for _, x := range found {
		got[x] = true
	}
	if !maps.Equal(want, got) {
		t.Errorf("marked are %v, want %v", got, want)
	}
	theirs := providers.TestRef{Object: "deal", ID: strconv.FormatInt(bystander, 10)}
	if err := r.Remove(ctx, append(found, theirs)); err != nil {
		t.Fatal(err)
	}
	if left, err := r.Marked(ctx); err != nil || len(left) > 0 {
		t.Errorf("left are %v, %v", left, err)
	}
	if _, err := r.Read(ctx, theirs); err != nil {
		t.Errorf("a record without a mark is gone: %v", err)
	}
	if _, err := r.Read(ctx, deal); !providers.IsKind(err, providers.NotFound) {
		t.Errorf("what was removed gives %v", err)
	}
}

// withAna makes the user that the records are given to, and opens the database again.
func withAna(t *testing.T, p *Provider) *Provider {
	t.Helper()
	invited(t, recordsArch(t), p)
	return p
}

func TestTestRecords(t *testing.T) {
	t.Parallel()
	playRecords(t, withAna(t, emulated(t, emulator.Empty())))
}

// Those that are recorded for the emulator.
func TestRealTestRecords(t *testing.T) {
	p, r := recordedReal(t)
	withAna(t, p)
	r.reset()
	playRecords(t, p)
}
