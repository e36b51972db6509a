package salesforce

import (
	"strings"
	"testing"

	"github.com/stagecraft-dev/stagecraft/providers/salesforce/flow"
	"github.com/stagecraft-dev/stagecraft/providers/salesforce/metadata"
)

func summaryLines(kind string, value any) string {
	doc, _ := documentAs(value).(map[string]any)
	var out []string
	for _, l := range summaryOf(kind, doc) {
		out = append(out, l.(string))
	}
	return strings.Join(out, "\n")
}

func TestFlowSummary(t *testing.T) {
	task := flow.Task{Label: "Call", Subject: "Call {!$Record.Name}", Owner: flow.Queue("Inbound"), Due: flow.InDays(2)}
	set := flow.Set{Label: "Note", Fields: []flow.Field{{Name: "MQL_Since__c", Value: flow.Ref("$Flow.CurrentDateTime")}, {Name: "Note__c", Value: flow.Nothing("String")}, {Name: "OwnerId", Value: flow.Ref("$Record.Account__r.OwnerId")}}}
	for name, c := range map[string]struct {
		flow flow.Flow
		want string
	}{
		"created": {flow.Flow{Label: "A", Description: "B", Order: 1, Object: "Lead", On: flow.Created, Steps: []flow.Step{task}},
			"When a record of Lead is created\nCreates a task “Call {!$Record.Name}” for queue Inbound, due TODAY() + 2"},
		"filters": {flow.Flow{Label: "A", Description: "B", Order: 1, Object: "Lead", On: flow.CreatedUpdated, Entry: flow.Entry{Logic: "or", Filters: []flow.Filter{{Field: "Status", Operator: "IsChanged", Value: flow.Bool(true)}, {Field: "Fit__c", Operator: "GreaterThan", Value: flow.Number(10)}}},
			Steps: []flow.Step{flow.Post{Label: "P", Text: "New {!$Record.Status}"}}},
			"When a record of Lead is created or changed and Status changes or Fit is more than 10\nPosts “New {!$Record.Status}”"},
		"formula": {flow.Flow{Label: "A", Description: "B", Order: 1, Object: "Project__c", On: flow.Updated, Before: true, Entry: flow.Entry{Formula: "{!$Record.Amount__c}\n > 1", WhenComeTrue: true}, Steps: []flow.Step{set}},
			"When a record of Project is changed, before it is saved and now this is true: Amount__c > 1\nSets MQL Since to $Flow.CurrentDateTime, Note to nothing, Owner to Owner of Account"},
		"paths": {flow.Flow{Label: "A", Description: "B", Order: 1, Object: "Lead", On: flow.Created, Paths: []flow.Path{
			{Label: "Late", Offset: 4, Unit: "Hours", From: "MQL_Since__c", Steps: []flow.Step{flow.Email{Label: "E", To: flow.Text("rep@example.com"), Subject: "Late", Body: "…"}}},
			{Label: "Before", Offset: -1, Unit: "Days", From: "Due__c", Steps: []flow.Step{task}},
			{Label: "Soon", Async: true, Steps: []flow.Step{flow.Update{Label: "U", Object: "Contact", Filters: []flow.Filter{{Field: "AccountId", Operator: "EqualTo", Value: flow.Ref("$Record.Id")}}, Fields: []flow.Field{{Name: "Title", Value: flow.Text("x")}}}}}}},
			"When a record of Lead is created\n4 hours after MQL Since:\n  Sends an email “Late” to rep@example.com\n" +
				"1 day before Due:\n  Creates a task “Call {!$Record.Name}” for queue Inbound, due TODAY() + 2\nOnce it is saved:\n  Sets Title to x in records of Contact where Account is this record"},
		"decision": {flow.Flow{Label: "A", Description: "B", Order: 1, Object: "Lead", On: flow.Created, Steps: []flow.Step{flow.Decide{Label: "D", Cases: []flow.Case{
			{Label: "Hot", Conditions: []flow.Condition{{Left: "$Record__Prior.Status", Operator: "NotEqualTo", Right: flow.Text("New")}, {Left: "$Record.Fit__c", Operator: "IsNull", Right: flow.Bool(false)}}, Logic: "1 AND NOT 2", Steps: []flow.Step{task}},
			{Label: "Big", Formula: "{!$Record.Size__c} > 1", Steps: []flow.Step{flow.Post{Label: "R", Text: "Big"}}}},
			Else: []flow.Step{flow.Post{Label: "P", Text: "Cold"}}}, flow.Post{Label: "Q", Text: "Both"}}},
			"When a record of Lead is created\nIf the former Status is not New and not Fit is not empty:\n  Creates a task “Call {!$Record.Name}” for queue Inbound, due TODAY() + 2\n" +
				"  Posts “Both”\nOtherwise, if Size__c > 1:\n  Posts “Big”\n  Goes on at “Q”\nOtherwise:\n  Posts “Cold”\n  Goes on at “Q”"},
	} {
		built, err := c.flow.Build()
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if got := summaryLines("Flow", built); got != c.want {
			t.Errorf("%s:\n%s\nwanted\n%s", name, got, c.want)
		}
	}
}

func TestFlowSummaryOfOthers(t *testing.T) {
	node := func(name string) metadata.FlowNode { return metadata.FlowNode{Name: name, Label: name} }
	to := func(name string) *metadata.FlowConnector { return &metadata.FlowConnector{TargetReference: name} }
	for want, f := range map[string]*metadata.Flow{
		"When somebody opens it":                                  {ProcessType: "Flow"},
		"When it is called\nRuns the flow Score":                  {ProcessType: "AutoLaunchedFlow", Start: &metadata.FlowStart{Connector: to("S")}, Subflows: []metadata.FlowSubflow{{FlowNode: node("S"), FlowName: "Score"}}},
		"Daily from 2026-01-31 09:00:00, for each record of Lead": {Start: &metadata.FlowStart{TriggerType: "Scheduled", Object: "Lead", Schedule: &metadata.FlowSchedule{Frequency: "Daily", StartDate: "2026-01-31", StartTime: "09:00:00.000Z"}}},
		"When it is called\nFor each of Found:\n  Deletes Found\n  Goes on at “Each”\nRuns the action Do": {ProcessType: "AutoLaunchedFlow", Start: &metadata.FlowStart{Connector: to("Each")},
			Loops:         []metadata.FlowLoop{{FlowNode: node("Each"), CollectionReference: "Found", NextValueConnector: to("Drop"), NoMoreValuesConnector: to("Do")}},
			RecordDeletes: []metadata.FlowRecordDelete{{FlowNode: node("Drop"), InputReference: "Found", Connector: to("Each")}}, ActionCalls: []metadata.FlowActionCall{{FlowNode: node("Do"), ActionName: "Do", ActionType: "apex"}}},
		"When it is called\nGoes on at Nowhere\nNothing leads to this:\n  Refuses the record: “No”": {ProcessType: "AutoLaunchedFlow", Start: &metadata.FlowStart{Connector: to("Nowhere")},
			CustomErrors: []metadata.FlowCustomError{{FlowNode: node("E"), CustomErrorMessages: []metadata.FlowCustomErrorMessage{{ErrorMessage: "No"}}}}},
	} {
		if got := summaryLines("Flow", f); got != want {
			t.Errorf("%s\nwanted\n%s", got, want)
		}
	}
	screen := map[string]any{"processType": "Flow", "startElementReference": "Ask", "screens": []any{map[string]any{"name": "Ask", "label": "Ask for it"}}}
	if got := flowSummary(screen); len(got) != 2 || got[1] != "Screen “Ask for it”" {
		t.Error(got)
	}
}

func TestReportSummary(t *testing.T) {
	r := &metadata.Report{ReportType: "LeadList", Columns: []metadata.ReportColumn{{Field: "LEAD_SOURCE"}, {Field: "Lead.Fit__c", AggregateTypes: []string{"Average"}}},
		GroupingsDown: []metadata.ReportGrouping{{Field: "Lead.Lifecycle_Stage__c", DateGranularity: "Day"}}, GroupingsAcross: []metadata.ReportGrouping{{Field: "CREATED_DATE", DateGranularity: "Month"}},
		Filter: &metadata.ReportFilter{BooleanFilter: "1 AND (2 OR 3)", CriteriaItems: []metadata.ReportFilterItem{{Column: "STATUS", Operator: "notEqual", Value: "Lost"},
			{Column: "Lead.Fit__c", Operator: "greaterOrEqual", Value: "10"}, {Column: "RATING", Operator: "equals", Value: ""}}},
		TimeFrameFilter: &metadata.ReportTimeFrameFilter{DateColumn: "CREATED_DATE", Interval: "INTERVAL_THISMONTH"}}
	want := "Shows lead list: lead source, Fit (average)\nGrouped by Lifecycle Stage, created date by month\nWhere status is not Lost and (Fit is at least 10 or rating is empty)\nCreated date: this month"
	if got := summaryLines("Report", r); got != want {
		t.Errorf("%s\nwanted\n%s", got, want)
	}
	r = &metadata.Report{ReportType: "Leads_with_Tasks__c", TimeFrameFilter: &metadata.ReportTimeFrameFilter{DateColumn: "Lead$CreatedDate", Interval: "INTERVAL_CUSTOM"}, Chart: &metadata.ReportChart{ChartType: "Donut"}}
	if got := summaryLines("Report", r); got != "Shows leads with tasks" {
		t.Error(got)
	}
	r.TimeFrameFilter.StartDate = "2026-01-01"
	if got := summaryLines("Report", r); got != "Shows leads with tasks\nCreated Date from 2026-01-01" {
		t.Error(got)
	}
	d := &metadata.Dashboard{GridLayout: &metadata.DashboardGridLayout{Components: []metadata.DashboardGridComponent{
		{Component: &metadata.DashboardComponent{ComponentType: "Gauge", Header: "Leads", Report: "Lifecycle/Leads"}}, {Component: &metadata.DashboardComponent{ComponentType: "FlexTable"}}}}}
	if got := summaryLines("Dashboard", d); got != "Gauge “Leads” of report Lifecycle/Leads\nFlex table" {
		t.Error(got)
	}
}

func TestIntervals(t *testing.T) {
	for name, want := range map[string]string{"INTERVAL_LAST7": "last 7 days", "LAST_FISCALWEEK": "last fiscal week", "INTERVAL_CURY": "this year", "INTERVAL_TODAY": "today", "": ""} {
		if got := intervalWords(name); got != want {
			t.Errorf("%s: %s", name, got)
		}
	}
}
