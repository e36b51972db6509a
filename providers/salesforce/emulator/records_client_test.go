package emulator

import (
	_ "embed"
	"errors"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stagecraft-dev/stagecraft/internal/testclock"
	"github.com/stagecraft-dev/stagecraft/providers/salesforce/api"
	"github.com/stagecraft-dev/stagecraft/providers/salesforce/internal/sftest"
	"github.com/stagecraft-dev/stagecraft/providers/web"
)

// Our own client asks, writes and describes, and reads what is refused.
func TestOurClientWorksWithRecords(t *testing.T) {
	clock := testclock.New()
	o := Messy(Clock(clock.Now), QueryPage(50))
	server := httptest.NewServer(o)
	defer server.Close()
	ctx := t.Context()
	c, err := api.New(api.Options{Auth: api.Token{Token: web.NewSecret(DefaultToken), Instance: server.URL}, Clock: clock, Jitter: func() float64 { return 0 }})
	if err != nil {
		t.Fatal(err)
	}
	org, err := c.Organization(ctx)
	if err != nil || org.ID != OrgID || !org.IsSandbox {
		t.Fatalf("%+v %v", org, err)
	}
	counts, err := c.CountBy(ctx, "Opportunity", "StageName", "")
	if err != nil || counts["Verbal OK (old)"] != 7 || counts["Stage 3 - Demo"] != 7 {
		t.Fatalf("%v %v", counts, err)
	}
	if n, err := c.Count(ctx, "Opportunity", "StageName = 'Parked'"); err != nil || n != counts["Parked"] {
		t.Fatalf("%d %v", n, err)
	}
	deals, err := api.Collect(api.Query[struct {
		ID    string `json:"Id"`
		Owner struct{ Username string }
	}](ctx, c, "SELECT Id, Owner.Username FROM Opportunity ORDER BY Name"))
	if err != nil || len(deals) != messyDeals || deals[0].Owner.Username == "" {
		t.Fatalf("%d deals of %v, %v", len(deals), deals[:1], err)
	}
	rules, err := api.Collect(api.QueryTooling[struct{ ValidationName string }](ctx, c, "SELECT ValidationName FROM ValidationRule WHERE Active = true ORDER BY ValidationName"))
	if err != nil || len(rules) != 5 || rules[4].ValidationName != "Region_For_Customers" {
		t.Fatalf("%v %v", rules, err)
	}
	object, err := c.Describe(ctx, "Opportunity")
	if err != nil || len(object.RecordTypes) != 4 || len(object.Fields) < 30 {
		t.Fatalf("%+v %v", object, err)
	}
	if objects, err := c.Objects(ctx); err != nil || len(objects) < 20 {
		t.Fatalf("%v %v", objects, err)
	}
	o.LockRecord(deals[1].ID, 2)
	before := clock.Total()
	saved, err := c.UpdateRecords(ctx, []api.Record{
		{Object: "Opportunity", ID: deals[0].ID, Fields: map[string]any{"StageName": "Closed Lost"}}, {Object: "Opportunity", ID: deals[1].ID, Fields: map[string]any{"NextStep": "Call"}}}, api.Saving{})
	var p *api.Problem
	if err != nil || saved[1].Err != nil || !errors.As(saved[0].Err, &p) || p.Code != "FIELD_CUSTOM_VALIDATION_EXCEPTION" || p.Message != "Pick a loss reason." || p.Fields[0] != "Loss_Reason__c" || clock.Total() <= before {
		t.Fatalf("%+v %v %+v", saved, err, p)
	}
	created, err := c.CreateRecords(ctx, []api.Record{{Object: "Lead", Fields: map[string]any{"LastName": "N", "Company": "C", "Country": "no"}}}, api.Saving{Assign: true, AllOrNone: true})
	if err != nil || created[0].Err != nil {
		t.Fatalf("%+v %v", created, err)
	}
	if got := asked(t, o, "/query", "SELECT Owner.Username FROM Lead WHERE LastName = 'N'"); got != "jonas.lindqvist@example.com" {
		t.Errorf("the lead went to %s", got)
	}
	o.SetDeployPolls(3)
	in, err := c.Ingest(ctx, api.Ingest{Object: "Opportunity", Operation: api.Update, Columns: []string{"Id", "StageName", "Loss_Reason__c"}, Rows: [][]string{{deals[0].ID, "Closed Lost", "Price"}, {deals[2].ID, "Closed Lost", ""}}})
	if err != nil || len(in.Succeeded) != 1 || len(in.Failed) != 1 || !errors.As(in.Failed[0].Err, &p) || p.Message != "Pick a loss reason." {
		t.Fatalf("%+v %v", in, err)
	}
	if _, err := c.CountBy(ctx, "Opportunity", "Nope__c", ""); !errors.As(err, &p) || p.Code != "INVALID_FIELD" {
		t.Errorf("%v", err)
	}
	if got := asked(t, o, "/query", "SELECT COUNT(Id) FROM OpportunityHistory WHERE CreatedDate = TODAY"); got != "1" {
		t.Errorf("%s moves were written down, want 1", got)
	}
}

//go:embed testdata/client/records.mjs
var recordsDriver string

// jsforce asks, writes and loads records as it does elsewhere.
func TestJSforceWorksWithRecords(t *testing.T) {
	server := httptest.NewServer(Messy(QueryPage(50)))
	defer server.Close()
	if out := sftest.Node(t, "jsforce", recordsDriver, server.URL, DefaultToken); strings.TrimSpace(string(out)) != "ok" {
		t.Errorf("%s", out)
	}
}
