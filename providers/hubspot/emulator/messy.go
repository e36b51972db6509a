package emulator

import (
	"fmt"
	"net/http"
	"strings"
	"time"
)

// seeder fills an account through the same code as requests.
type seeder struct {
	*call
	random uint64
}

// next gives a number below n; the same ones on every run.
func (s *seeder) next(n int) int {
	s.random = s.random*6364136223846793005 + 1442695040888963407
	return int(s.random>>33) % n
}

func must[T any](v T, err error) T {
	if err != nil {
		panic("emulator: seed: " + err.Error()) // the seed is a constant of this package
	}
	return v
}

// Messy is a Professional account as years of unowned changes leave it: three properties that say how a lead
// stands, custom lifecycle stages beside the standard ones, five deal pipelines of which two number their stages
// backwards, workflows that write the lifecycle stage against each other, properties that nothing uses, an archived one, a list,
// a validation rule, and some hundred records, of which some stand where nobody looks any more.
func Messy(options ...Option) *Account {
	a := Empty(Professional, options...)
	s := &seeder{call: &call{a: a, st: a.state, now: a.settings.clock(), version: "v3", header: http.Header{}}, random: 7}
	s.people()
	s.properties()
	s.lifecycles()
	s.pipelines()
	s.workflows()
	s.records()
	return a
}

func (s *seeder) obj(id string) *object { o, _ := s.st.Objects.get(id); return o }

func (s *seeder) people() {
	for _, p := range [][2]string{{"Mara", "Okafor"}, {"Jonas", "Lindqvist"}, {"Priya", "Raman"}, {"Luis", "Ortega"}, {"Wei", "Chen"}, {"Former", "Rep"}} {
		s.st.addUser(strings.ToLower(p[0]+"."+p[1])+"@example.com", p[0], p[1], s.stamp())
	}
	s.st.Owners[len(s.st.Owners)-1].Archived = true // left, and still owns records
	for i, name := range []string{"Sales", "SALES EMEA (old)", "Marketing"} {
		t := &Team{ID: s.st.id(), Name: name, UserIDs: []string{s.st.Users.keys[i+1]}, SecondaryUserIDs: []string{}}
		s.st.Teams.set(t.ID, t)
	}
}

func (s *seeder) property(objectID, group, name, label, kind, field, description string, options ...string) {
	p := property{Name: name, Label: label, Type: kind, FieldType: field, GroupName: group, Description: description, DisplayOrder: -1}
	for i, o := range options {
		value, l, ok := strings.Cut(o, "=")
		if !ok {
			l = value
		}
		p.Options = append(p.Options, option{Value: value, Label: l, DisplayOrder: i})
	}
	must(s.createProperty(s.obj(objectID), p))
}

func (s *seeder) properties() {
	for _, id := range []string{"0-1", "0-2", "0-3"} {
		o := s.obj(id)
		for _, g := range []string{"sales_process=Sales process", "import_2019=Import 2019", "misc=Misc (do not use)"} {
			name, label, _ := strings.Cut(g, "=")
			o.Groups.set(name, &group{Name: name, Label: label, DisplayOrder: len(o.Groups.keys)})
		}
	}
	// three answers to one question
	s.property("0-1", "sales_process", "lead_status_new", "Lead Status (new)", "enumeration", "select", "Use this one since 2021", "new=New", "working=Working", "nurture=Nurture", "dead=Dead", "sql=SQL")
	s.property("0-1", "sales_process", "sales_status", "Sales Status", "enumeration", "radio", "", "1=1 - New", "2=2 - Contacted", "3=3 - Qualified", "9=9 - Disqualified")
	status := s.obj("0-1").active("hs_lead_status")
	status.Options = append(status.Options, option{Label: "Qualified", Value: "Qualified", DisplayOrder: 8}, option{Label: "MQL - do not call", Value: "mql_dnc", DisplayOrder: 9}, option{Label: "Open (old)", Value: "open_old", DisplayOrder: 10, Hidden: true})
	s.property("0-1", "sales_process", "disqualified_reason", "Disqualified reason", "enumeration", "select", "", "budget=Budget", "timing=Timing", "no_fit=No fit", "other=Other", "nobudget=No budget")
	s.property("0-1", "sales_process", "dq_reason", "DQ Reason", "string", "text", "")
	s.property("0-1", "sales_process", "budget_confirmed", "Budget confirmed", "bool", "booleancheckbox", "", "true=Yes", "false=No")
	s.property("0-1", "sales_process", "bant_authority", "BANT: Authority", "string", "textarea", "")
	s.property("0-1", "sales_process", "demo_date", "Demo date", "date", "date", "")
	s.property("0-1", "sales_process", "products_of_interest", "Products of interest", "enumeration", "checkbox", "", "core=Core", "plus=Plus", "services=Services")
	s.property("0-2", "sales_process", "icp_tier", "ICP tier", "enumeration", "select", "", "a=A", "b=B", "c=C", "z=Not ICP")
	s.property("0-2", "sales_process", "segment", "Segment", "enumeration", "select", "Overlaps with ICP tier", "smb=SMB", "mid=Mid-market", "ent=Enterprise")
	s.property("0-3", "sales_process", "next_step_date", "Next step date", "date", "date", "")
	s.property("0-3", "sales_process", "decision_maker", "Decision maker", "string", "text", "")
	s.property("0-3", "sales_process", "expected_seats", "Expected seats", "number", "number", "")
	s.property("0-3", "sales_process", "lost_reason_detail", "Lost reason (detail)", "string", "textarea", "")
	for i := 1; i <= 24; i++ { // imports that nobody cleaned up
		s.property("0-1", "import_2019", fmt.Sprintf("import_2019_col_%02d", i), fmt.Sprintf("Column %d", i), "string", "text", "")
	}
	for _, name := range []string{"test", "test_2", "asdf", "old_score_do_not_use"} {
		s.property("0-1", "misc", name, name, "string", "text", "")
	}
	s.property("0-1", "misc", "campaign_2020", "Campaign 2020", "string", "text", "")
	if err := s.archiveProperty(s.obj("0-1"), s.obj("0-1").active("campaign_2020")); err != nil {
		panic("emulator: seed: " + err.Error())
	}
	s.st.Validation["0-1"] = []checkRule{{Property: "jobtitle", Type: "MAX_LENGTH", Arguments: []string{"80"}}}
}

// lifecycles adds custom stages, whose values the server assigned.
func (s *seeder) lifecycles() {
	for _, label := range []string{"Recycled", "Partner", "SAL"} {
		id := s.st.id()
		for _, object := range []string{"0-1", "0-2"} {
			p := s.obj(object).Pipelines[0]
			p.Stages = append(p.Stages, &stage{ID: id, Label: label, DisplayOrder: len(p.Stages), Metadata: map[string]string{"isClosed": "false", "state": "OPEN"},
				WritePermissions: "CRM_PERMISSIONS_ENFORCEMENT", CreatedAt: s.stamp(), UpdatedAt: s.stamp()})
		}
	}
}

func (s *seeder) pipelines() {
	deals := s.obj("0-3")
	s.st.addPipeline(deals, s.stamp(), "", "New Business 2023", "|5 - First call|0.1", "|4 - Demo|0.3", "|3 - Proposal|0.5", "|2 - Negotiation|0.7", "|1 - Verbal|0.9", "|0 - Won|1.0", "|Lost|0.0")
	s.st.addPipeline(deals, s.stamp(), "", "Renewals", "|90 days out|0.5", "|60 days out|0.6", "|30 days out|0.8", "|Renewed|1.0", "|Churned|0.0")
	s.st.addPipeline(deals, s.stamp(), "", "Partner deals (old)", "|Registered|0.1", "|Approved|0.3", "|Working|0.5", "|Won|1.0", "|Lost|0.0", "|Lost - duplicate|0.0")
	s.st.addPipeline(deals, s.stamp(), "", "TEST pipeline - Jonas", "|a|0.1", "|b|0.2", "|won|1.0")
}

// workflows are of several generations and contradict each other.
func (s *seeder) workflows() {
	partner := s.obj("0-1").Pipelines[0].Stages[9].ID
	setStage := func(name string, enabled bool, property, value, onProperty, onValue string) {
		body := map[string]any{
			"type": "CONTACT_FLOW", "flowType": "WORKFLOW", "objectTypeId": "0-1", "name": name, "isEnabled": enabled, "startActionId": "1",
			"actions": []any{
				map[string]any{"type": "SINGLE_CONNECTION", "actionId": "1", "actionTypeId": "0-1", "fields": map[string]any{"delta": "60", "time_unit": "MINUTES"}, "connection": map[string]any{"edgeType": "STANDARD", "nextActionId": "2"}},
				map[string]any{"type": "SINGLE_CONNECTION", "actionId": "2", "actionTypeId": "0-5", "fields": map[string]any{"property_name": property, "value": map[string]any{"type": "STATIC_VALUE", "staticValue": value}}},
			},
			"enrollmentCriteria": map[string]any{"type": "LIST_BASED", "shouldReEnroll": true, "listFilterBranch": anyOf(onProperty, onValue)},
		}
		if err := s.checkFlow(body); err != nil {
			panic("emulator: seed: " + err.Error())
		}
		f := &flow{ID: s.st.id(), Revision: 1 + s.next(40), CreatedAt: s.stamp(), UpdatedAt: s.stamp(), Body: body}
		s.st.Flows.set(f.ID, f)
	}
	setStage("Set MQL (2019) DO NOT TURN OFF", true, "lifecyclestage", "marketingqualifiedlead", "hs_lead_status", "NEW")
	setStage("MQL v2 - Priya", true, "lifecyclestage", "marketingqualifiedlead", "lead_status_new", "nurture")
	setStage("SQL handover", true, "lifecyclestage", "salesqualifiedlead", "sales_status", "3")
	setStage("Copy of SQL handover", false, "lifecyclestage", "salesqualifiedlead", "sales_status", "3")
	setStage("Partners to partner stage", true, "lifecyclestage", partner, "lead_status_new", "working")
	setStage("Sync lead status", true, "hs_lead_status", "UNQUALIFIED", "lead_status_new", "dead")
	l := &list{ListID: s.st.id(), Name: "MQLs to call (Mara)", ObjectTypeID: "0-1", ProcessingType: "DYNAMIC", ProcessingStatus: "COMPLETE", ListVersion: 4, CreatedAt: s.stamp(), UpdatedAt: s.stamp(),
		FilterBranch: []byte(`{"filterBranchType":"OR","filterBranches":[{"filterBranchType":"AND","filters":[{"filterType":"PROPERTY","property":"lead_status_new","operation":{"operationType":"ENUMERATION","operator":"IS_ANY_OF","values":["sql"]}}]}]}`)}
	s.st.Lists.set(l.ListID, l)
}

// anyOf is a filter tree: a property has one of the values.
func anyOf(property string, values ...string) map[string]any {
	return map[string]any{"filterBranchType": "OR", "filterBranchOperator": "OR", "filters": []any{}, "filterBranches": []any{
		map[string]any{"filterBranchType": "AND", "filterBranchOperator": "AND", "filterBranches": []any{}, "filters": []any{
			map[string]any{"filterType": "PROPERTY", "property": property, "operation": map[string]any{"operationType": "ENUMERATION", "operator": "IS_ANY_OF", "includeObjectsWithNoValueSet": false, "values": values}},
		}},
	}}
}

// records are 60 companies, 220 contacts and 140 deals, created over the three years before now.
func (s *seeder) records() {
	end := s.now
	defer func() { s.now = end }()
	company, contact, deal := s.obj("0-2"), s.obj("0-1"), s.obj("0-3")
	owner := func() any {
		owners := s.st.Owners[:len(s.st.Owners)-1]
		if i := s.next(len(owners) + 1); i < len(owners) {
			return owners[i].ID
		}
		return nil
	}
	oneOf := func(values ...any) any { return values[s.next(len(values))] }
	age := func() { s.now = end.Add(-time.Duration(s.next(3*365*24)) * time.Hour) }
	stages := contact.Pipelines[0].Stages
	for i := range 60 {
		age()
		must(s.create(company, recordInput{Properties: map[string]any{"name": fmt.Sprintf("Company %02d", i), "domain": fmt.Sprintf("company%02d.example.com", i), "hubspot_owner_id": owner(),
			"icp_tier": oneOf("a", "b", "c", "z", nil, nil), "segment": oneOf("smb", "mid", "ent", nil), "lifecyclestage": oneOf("lead", "opportunity", "customer", nil),
			"numberofemployees": oneOf(8.0, 40.0, 250.0, 3000.0, nil)}}))
	}
	for i := range 220 {
		age()
		must(s.create(contact, recordInput{Properties: map[string]any{"email": fmt.Sprintf("person%03d@company%02d.example.com", i, i%60), "firstname": fmt.Sprintf("Person%03d", i),
			"lifecyclestage": oneOf(stages[s.next(len(stages))].ID, "lead", "marketingqualifiedlead", nil), "hs_lead_status": oneOf("NEW", "OPEN", "CONNECTED", "Qualified", "mql_dnc", "open_old", nil, nil),
			"lead_status_new": oneOf("new", "working", "nurture", "dead", "sql", nil), "sales_status": oneOf("1", "2", "3", "9", nil, nil), "hubspot_owner_id": owner(),
			"disqualified_reason": oneOf("budget", "nobudget", nil, nil, nil), "import_2019_col_01": oneOf("x", nil, nil), "budget_confirmed": oneOf(true, false, nil, nil)}}))
	}
	former := s.st.Owners[len(s.st.Owners)-1].ID
	for i := range 140 {
		age()
		p := deal.Pipelines[oneOf(0, 0, 1, 1, 1, 2, 3, 4).(int)]
		r := must(s.create(deal, recordInput{Properties: map[string]any{"dealname": fmt.Sprintf("Deal %03d", i), "pipeline": p.ID, "dealstage": p.Stages[s.next(len(p.Stages))].ID,
			"amount": oneOf(1200.0, 9000.0, 48000.0, nil), "hubspot_owner_id": owner(), "closedate": oneOf("2024-03-31", "2026-12-31", nil), "next_step_date": oneOf("2025-01-15", nil, nil, nil)}}))
		if i%20 == 0 {
			r.Values["hubspot_owner_id"] = former
		}
		associate(r, deal, must(company.record(company.Records.keys[i%60], "")), company)
	}
}
