package emulator

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stagecraft-dev/stagecraft/internal/testclock"
)

const (
	contactURL = "/crm/objects/2026-09/contacts"
	dealURL    = "/crm/objects/2026-09/deals"
)

func TestRecordRules(t *testing.T) {
	for _, tt := range []struct {
		name  string
		steps []step
	}{
		{"unknown property", []step{s("POST "+contactURL, `{"properties":{"nothing":"x"}}`, 400, "PROPERTY_DOESNT_EXIST", `\"isValid\":false`)}},
		{"read-only value", []step{s("POST "+contactURL, `{"properties":{"createdate":"2020-01-01"}}`, 400, "READ_ONLY_VALUE")}},
		{"no number", []step{s("POST "+dealURL, `{"properties":{"amount":"many"}}`, 400, "INVALID_NUMBER")}},
		{"no date", []step{s("POST "+dealURL, `{"properties":{"closedate":"soon"}}`, 400, "INVALID_DATE")}},
		{"dates in three forms", []step{
			s("POST "+dealURL, `{"properties":{"closedate":"2026-01-02"}}`, 201, `"closedate":"2026-01-02T00:00:00.000Z"`), s("POST "+dealURL, `{"properties":{"closedate":1767312000000}}`, 201, "2026-01-02T"), s("POST "+dealURL, `{"properties":{"closedate":"2026-01-02T03:04:05Z"}}`, 201, "03:04:05.000Z"),
		}},
		{"no such option", []step{s("POST "+contactURL, `{"properties":{"hs_lead_status":"HOT"}}`, 400, "INVALID_OPTION", "UNQUALIFIED")}},
		{"no such owner", []step{s("POST "+contactURL, `{"properties":{"hubspot_owner_id":"1"}}`, 400, "INVALID_OWNER_ID")}},
		{"a value that is no scalar", []step{s("POST "+contactURL, `{"properties":{"firstname":{}}}`, 400, "INVALID_VALUE")}},
		{"stage of another pipeline", []step{s("POST "+dealPipes, aPipeline, 201), s("POST "+dealURL, `{"properties":{"pipeline":"sc","dealstage":"closedwon"}}`, 400, "INVALID_OPTION")}},
		{"the pipeline follows the stage, the stage the pipeline", []step{s("POST "+dealPipes, aPipeline, 201), s("POST "+dealURL, `{"properties":{"dealstage":"sc2"}}`, 201, `"pipeline":"sc"`), s("POST "+dealURL, `{"properties":{}}`, 201, "appointmentscheduled")}},
		{"stage entered", []step{s("POST "+dealURL, `{"properties":{"dealstage":"contractsent"}}`, 201, "hs_v2_date_entered_contractsent")}},
		{"one contact for an e-mail address", []step{s("POST "+contactURL, `{"properties":{"email":"a@example.com"}}`, 201), s("POST "+contactURL, `{"properties":{"email":"A@example.com"}}`, 409, "Existing ID: 10")}},
		{"lifecycle stages go backwards", []step{
			s("POST "+contactURL, `{"properties":{"email":"a@example.com","lifecyclestage":"customer"}}`, 201, `"hs_pipeline":"contacts-lifecycle-pipeline"`),
			s("PATCH "+contactURL+"/a@example.com?idProperty=email", `{"properties":{"lifecyclestage":"lead"}}`, 200, `"lifecyclestage":"lead"`),
			s("GET "+contactURL+"/a@example.com?idProperty=email&propertiesWithHistory=lifecyclestage", "", 200, `"value":"customer"`, `"sourceType"`), s("GET "+contactURL+"/x?idProperty=firstname", "", 400),
		}},
		{"clear", []step{s("POST "+contactURL, `{"properties":{"email":"a@example.com","firstname":"A"}}`, 201), s("PATCH "+contactURL+"/a@example.com?idProperty=email", `{"properties":{"firstname":""}}`, 200, `"firstname":null`)}},
		{"gone", []step{s("GET "+contactURL+"/77", "", 404), s("PATCH "+contactURL+"/77", `{}`, 404), s("DELETE "+contactURL+"/77", "", 204)}},
		{"associations", []step{s("POST "+contactURL, `{"properties":{}}`, 201), s("POST "+dealURL, `{"properties":{},"associations":[{"to":{"id":"1003"},"types":[]}]}`, 201), s("GET "+dealURL+"/1004?associations=contacts", "", 200, "deal_to_contact"), s("GET "+contactURL+"/1003?associations=deals", "", 200, "contact_to_deal")}},
		{"a batch without trace ids is all or nothing", []step{
			s("POST "+contactURL+"/batch/create", `{"inputs":[{"properties":{"email":"a@example.com"}},{"properties":{"nothing":"x"}}]}`, 400), s("GET "+contactURL, "", 200, `"results":[]`),
		}},
		{"an update batch that fails takes back what it did", []step{
			s("POST "+contactURL, `{"properties":{"firstname":"Old"}}`, 201), s("POST "+contactURL+"/batch/update", `{"inputs":[{"id":"1003","properties":{"firstname":"New"}},{"id":"9","properties":{}}]}`, 404), s("GET "+contactURL+"/1003", "", 200, "Old"),
		}},
		{"a batch with trace ids answers each", []step{
			s("POST "+contactURL+"/batch/create", `{"inputs":[{"objectWriteTraceId":"1","properties":{"email":"a@example.com"}},{"objectWriteTraceId":"2","properties":{"nothing":"x"}}]}`, 207, `"numErrors":1`, `"objectWriteTraceId":["2"]`), s("GET "+contactURL, "", 200, "a@example.com"),
		}},
		{"upsert", []step{
			s("POST "+contactURL+"/batch/upsert", `{"inputs":[{"idProperty":"email","id":"a@example.com","properties":{"firstname":"A"}}]}`, 200, `"new":true`), s("POST "+contactURL+"/batch/upsert", `{"inputs":[{"idProperty":"email","id":"a@example.com","properties":{"firstname":"B"}}]}`, 200, `"new":false`),
		}},
		{"batch read and archive", []step{
			s("POST "+contactURL, `{"properties":{}}`, 201), s("POST "+contactURL+"/batch/read", `{"inputs":[{"id":"1003"},{"id":"9"}],"properties":["email"]}`, 207, `"ids":["9"]`), s("POST "+contactURL+"/batch/archive", `{"inputs":[{"id":"1003"},{"id":"9"}]}`, 204), s("GET "+contactURL+"/1003", "", 404), s("GET "+contactURL+"/1003?archived=true", "", 200),
		}},
		{"limits of pages", []step{s("GET "+contactURL+"?limit=101", "", 400), s("GET "+contactURL+"?limit=0", "", 400), s("GET "+contactURL+"?after=x", "", 400), s("GET "+contactURL+"?limit=60&propertiesWithHistory=email", "", 400)}},
	} {
		t.Run(tt.name, func(t *testing.T) { run(t, Empty(Professional), tt.steps...) })
	}
}

func TestPagesOfRecords(t *testing.T) {
	a, seen, after := Messy(), map[string]bool{}, ""
	for range 10 {
		w := ask(t, a, "GET "+contactURL+"?limit=100&after="+after, "")
		for _, r := range field(t, w, "results").([]any) {
			seen[r.(map[string]any)["id"].(string)] = true
		}
		if field(t, w, "paging") == nil {
			break
		}
		after = str(t, w, "paging.next.after")
	}
	if len(seen) != 220 {
		t.Errorf("%d contacts on the pages", len(seen))
	}
}

func search(filters string, more ...string) string {
	return `{"filterGroups":[{"filters":[` + filters + `]}]` + strings.Join(more, "") + `}`
}

func where(property, operator, value string) string {
	if value == "" {
		return fmt.Sprintf(`{"propertyName":%q,"operator":%q}`, property, operator)
	}
	return fmt.Sprintf(`{"propertyName":%q,"operator":%q,"value":%q}`, property, operator, value)
}

func TestSearch(t *testing.T) {
	a := Empty(Professional)
	for i, d := range []string{`"amount":"5"`, `"amount":"10","dealtype":"newbusiness"`, `"amount":"100","closedate":"2026-05-01"`, `"hs_next_step":"Call Ada"`} {
		run(t, a, s("POST "+dealURL, fmt.Sprintf(`{"properties":{"dealname":"Deal %d",%s}}`, i, d), 201))
	}
	for _, tt := range []struct {
		body  string
		total int
	}{
		{`{}`, 4}, {search(where("amount", "EQ", "10")), 1}, {search(where("amount", "GT", "9")), 2}, {search(where("amount", "LTE", "10")), 2}, {search(where("amount", "LT", "10")), 1}, {search(where("amount", "GTE", "100.0")), 1},
		{search(where("amount", "NEQ", "10")), 2}, {search(where("amount", "HAS_PROPERTY", "")), 3}, {search(where("amount", "NOT_HAS_PROPERTY", "")), 1},
		{search(`{"propertyName":"amount","operator":"BETWEEN","value":"6","highValue":"100"}`), 2}, {search(`{"propertyName":"dealname","operator":"IN","values":["deal 0","deal 3"]}`), 2},
		{search(`{"propertyName":"dealname","operator":"NOT_IN","values":["deal 0"]}`), 3}, {search(where("hs_next_step", "CONTAINS_TOKEN", "ada")), 1}, {search(where("hs_next_step", "CONTAINS_TOKEN", "ad*")), 1},
		{search(where("hs_next_step", "CONTAINS_TOKEN", "ad")), 0}, {search(where("hs_next_step", "NOT_CONTAINS_TOKEN", "ada")), 0}, {search(where("closedate", "GT", "1767225600000")), 1},
		{search(where("amount", "GT", "1") + "," + where("dealtype", "EQ", "newbusiness")), 1}, {`{"filterGroups":[{"filters":[` + where("amount", "EQ", "5") + `]},{"filters":[` + where("amount", "EQ", "100") + `]}]}`, 2},
		{`{"query":"deal 2"}`, 1}, {search(where("hs_v2_date_entered_appointmentscheduled", "HAS_PROPERTY", "")), 4},
	} {
		w := ask(t, a, "POST "+dealURL+"/search", tt.body)
		if w.Code != 200 || int(field(t, w, "total").(float64)) != tt.total {
			t.Errorf("%s: %d %s, want a total of %d", tt.body, w.Code, w.Body, tt.total)
		}
		a.limits.search = nil
	}
	many := strings.TrimSuffix(strings.Repeat(where("amount", "GT", "1")+",", 7), ",")
	a = Empty(Professional, NoRateLimits())
	run(t, a, s("POST "+dealURL+"/search", search(many), 400, "At most"), s("POST "+dealURL+"/search", `{"filterGroups":[{},{},{},{},{},{}]}`, 400, "filterGroups"), s("POST "+dealURL+"/search", `{"limit":201}`, 400), s("POST "+dealURL+"/search", `{"limit":200,"after":"9900"}`, 400, "10000"),
		s("POST "+dealURL+"/search", search(where("nothing", "EQ", "x")), 400, "There was a problem with the request"), s("POST "+dealURL+"/search", search(where("amount", "IS", "x")), 400, "operator"), s("POST "+dealURL+"/search", search(where("amount", "EQ", "")), 400),
		s("POST "+dealURL+"/search", search(where("amount", "EQ", "many")), 400), s("POST "+dealURL+"/search", search(where("amount", "IN", "5")), 400), s("POST "+dealURL+"/search", `{"sorts":["a","b"]}`, 400), s("POST "+dealURL+"/search", `{"sorts":[5]}`, 400), s("POST "+dealURL+"/search", `{"after":"x"}`, 400),
		s("POST "+dealURL+"/search", `{"sorts":[{"propertyName":"amount","direction":"DESCENDING"}],"after":0}`, 200))
}

// A grown account is the same on every run, and comes back whole from a snapshot.
func TestMessy(t *testing.T) {
	clock := testclock.New()
	a := Messy(Clock(clock.Now))
	first, err := a.Snapshot()
	if err != nil {
		t.Fatal(err)
	}
	if again, _ := Messy(Clock(clock.Now)).Snapshot(); string(again) != string(first) {
		t.Error("another account from the same seed differs")
	}
	clock.Move(time.Hour)
	b, err := Restore(first, Clock(clock.Now))
	if err != nil {
		t.Fatal(err)
	}
	if again, _ := b.Snapshot(); string(again) != string(first) {
		t.Error("a restored account differs")
	}
	run(t, b, s("GET "+dealPipes, "", 200, "5 - First call", "90 days out", "TEST pipeline"), s("GET "+properties+"?archived=true", "", 200, "campaign_2020"), s("GET /automation/v4/flows", "", 200, "DO NOT TURN OFF"),
		s("DELETE "+properties+"/lead_status_new", "", 400, "IN_USE", "WORKFLOW", "LIST", "MQLs to call"), s("DELETE "+properties+"/import_2019_col_05", "", 204), s("GET "+properties+"/lifecyclestage", "", 200, "Recycled"))
	occupied := 0
	for _, p := range b.state.Objects.rows["0-3"].Pipelines {
		for _, st := range p.Stages {
			if len(b.state.Objects.rows["0-3"].occupants(st.ID)) > 0 {
				occupied++
			}
		}
	}
	if occupied < 15 {
		t.Errorf("only %d stages hold deals", occupied)
	}
	for _, bad := range []string{``, `{}`, `[]`, `{"portalId":1,"tier":"platinum"}`, `{"portalId":1,"tier":"free","objects":[{"key":"0-1","row":null}]}`} {
		if _, err := Restore([]byte(bad)); err == nil {
			t.Errorf("restored from %q", bad)
		}
	}
}
