package flow_test

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/salesforce/flow"
	"github.com/stagecraft-dev/stagecraft/providers/salesforce/internal/sftest"
	"github.com/stagecraft-dev/stagecraft/providers/salesforce/metadata"
	"github.com/stagecraft-dev/stagecraft/providers/salesforce/metadata/tree"
)

var update = flag.Bool("update", false, "rewrite golden files")

// examples are flows with all that can be built, by their names.
func examples(t testing.TB) map[string]*flow.Flow {
	open := flow.Filter{Field: "Status", Operator: "NotEqualTo", Value: flow.Text("Closed")}
	out := map[string]*flow.Flow{
		"Lead_Due_Date": {Label: "Lead due date", Description: "A lead at stage New is to be called within a day.", Object: "Lead", On: flow.CreatedUpdated, Before: true, Order: 10,
			Entry: flow.Entry{Formula: `OR(ISNEW(), ISCHANGED({!$Record.Status}))`},
			Steps: []flow.Step{flow.Decide{Label: "Which stage", Cases: []flow.Case{
				{Label: "New", Conditions: []flow.Condition{{Left: "$Record.Status", Operator: "EqualTo", Right: flow.Text("New")}},
					Steps: []flow.Step{flow.Set{Label: "Set due date", Fields: []flow.Field{
						{Name: "Due__c", Value: flow.Formula("DateTime", "{!$Flow.CurrentDateTime} + 1")},
						{Name: "OwnerId", Value: flow.Queue("Inbound")}}}}},
				{Label: "Big", Formula: "{!$Record.AnnualRevenue} > 1000000", Steps: []flow.Step{flow.Set{Label: "Rate",
					Fields: []flow.Field{{Name: "Rating", Value: flow.Text("Hot")}, {Name: "Due__c", Value: flow.Nothing("DateTime")}}}}},
			}, Else: []flow.Step{flow.Set{Label: "Clear due date", Fields: []flow.Field{{Name: "Due__c", Value: flow.Nothing("DateTime")}}}}},
				flow.Set{Fields: []flow.Field{{Name: "Checked__c", Value: flow.Bool(true)}}}}},
		"Lead_SLA": {Label: "Lead SLA", Description: "Reminds of leads that nobody called.", Object: "Lead", On: flow.CreatedUpdated, Order: 20,
			Entry: flow.Entry{Filters: []flow.Filter{{Field: "Status", Operator: "EqualTo", Value: flow.Text("New")}, {Field: "Due__c", Operator: "IsNull", Value: flow.Bool(false)}}, WhenComeTrue: true},
			Steps: []flow.Step{flow.Post{Text: "Welcome {!$Record.Name}"}},
			Paths: []flow.Path{
				{Label: "Two hours before it is due", Offset: -2, Unit: "Hours", From: "Due__c", Steps: []flow.Step{
					flow.Task{Subject: "Call {!$Record.Name}", Due: flow.InDays(0), Priority: "High"},
					flow.Email{To: flow.Ref("$Record.Owner:User.Email"), Subject: "Late", Body: "Call {!$Record.Name}."}}},
				{Label: "One day after", Offset: 1, Unit: "Days", Steps: []flow.Step{flow.Decide{Label: "Still new", Cases: []flow.Case{{Label: "Yes",
					Conditions: []flow.Condition{{Left: "$Record.Status", Operator: "EqualTo", Right: flow.Text("New")}},
					Steps:      []flow.Step{flow.Set{Label: "Give away", Fields: []flow.Field{{Name: "OwnerId", Value: flow.User("manager@example.com")}}}}}}}}},
				{Async: true, Steps: []flow.Step{flow.Create{Object: "Transition__c", Fields: []flow.Field{{Name: "Lead__c", Value: flow.Ref("$Record.Id")}, {Name: "Score__c", Value: flow.Number(1.5)}, {Name: "Day__c", Value: flow.Date("2026-01-31")}}}}},
			}},
		"Account_Contacts": {Label: "Account contacts", Description: "Contacts follow the stage of their account.", Object: "Account", On: flow.Updated, Order: 30, Draft: true,
			Entry: flow.Entry{Filters: []flow.Filter{{Field: "Type", Operator: "IsChanged", Value: flow.Bool(true)}}},
			Steps: []flow.Step{flow.Update{Object: "Contact", Filters: []flow.Filter{{Field: "AccountId", Operator: "EqualTo", Value: flow.Ref("$Record.Id")}, open},
				Fields: []flow.Field{{Name: "Lifecycle_Stage__c", Value: flow.Text("Customer")}, {Name: "Points__c", Value: flow.NumberFormula("{!$Record.Points__c} * 2", 1)}}}}},
	}
	for _, f := range []flow.Function{flow.Count, flow.Sum, flow.Min, flow.Max, flow.Latest} {
		r := flow.Rollup{Label: "Opportunities " + string(f), Description: "Keeps a field of the account.", Child: "Opportunity", Lookup: "AccountId", Parent: "Account",
			Field: "Kept__c", Function: f, Of: "Amount", Filters: []flow.Filter{{Field: "IsClosed", Operator: "EqualTo", Value: flow.Bool(false)}}, Scale: 2, Order: 500}
		switch f {
		case flow.Count:
			r.Of = ""
		case flow.Latest:
			r.Of, r.By = "StageName", "CloseDate"
		}
		flows, err := r.Flows()
		if err != nil {
			t.Fatal(err)
		}
		out["Opportunities_"+string(f)+"_save"], out["Opportunities_"+string(f)+"_delete"] = flows[0], flows[1]
	}
	return out
}

func built(t testing.TB) []metadata.File {
	t.Helper()
	p := &metadata.Package{}
	for name, f := range examples(t) {
		v, err := f.Build()
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		p.Components = append(p.Components, metadata.New("Flow", name, v))
	}
	files, err := p.MDAPI()
	if err != nil {
		t.Fatal(err)
	}
	return files
}

func TestGoldenFlows(t *testing.T) {
	for _, f := range built(t) {
		path := filepath.Join("testdata", filepath.Base(f.Path)+".xml")
		if f.Path == "package.xml" {
			continue
		}
		if *update {
			if err := os.WriteFile(path, f.Data, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if string(f.Data) != string(want) {
			t.Errorf("%s differs from what was made:\n%s", path, f.Data)
		}
	}
}

func TestFlowsAreValid(t *testing.T) {
	for path, why := range sftest.Lint(t, built(t)) {
		t.Errorf("%s: %s", path, why)
	}
}

// The flow scanner finds nothing but what is meant so.
func TestScannerIsContent(t *testing.T) {
	for _, f := range sftest.ScanFlows(t, built(t)) {
		if f.Rule == "RecursiveAfterUpdate" && f.File == "flows/Lead_SLA.flow" { // on a path, where there is no other way
			continue
		}
		if f.Rule == "InactiveFlow" && f.File == "flows/Account_Contacts.flow" {
			continue
		}
		t.Errorf("%+v", f)
	}
}

// Everything that an element leads to is there, everything there is led to, and no two elements share a place.
func TestFlowsHangTogether(t *testing.T) {
	for _, f := range built(t) {
		if !strings.HasSuffix(f.Path, ".flow") {
			continue
		}
		doc, err := tree.Parse(f.Data)
		if err != nil {
			t.Fatal(err)
		}
		led, places := map[string]bool{}, map[string]string{}
		walk(doc.Root, func(n *tree.Node) {
			if n.Name == "targetReference" {
				led[n.Value()] = true
			}
		})
		for _, n := range doc.Root.Elements() {
			name := n.ChildValue("name")
			if n.Name == "start" || n.Child("locationX") == nil {
				continue
			}
			if !led[name] {
				t.Errorf("%s: nothing leads to %s", f.Path, name)
			}
			delete(led, name)
			place := n.ChildValue("locationX") + " " + n.ChildValue("locationY")
			if places[place] != "" {
				t.Errorf("%s: %s and %s are in one place", f.Path, name, places[place])
			}
			places[place] = name
		}
		for name := range led {
			t.Errorf("%s: no element %s", f.Path, name)
		}
	}
}

func walk(n *tree.Node, do func(*tree.Node)) {
	do(n)
	for _, k := range n.Elements() {
		walk(k, do)
	}
}

func TestRefused(t *testing.T) {
	set := []flow.Step{flow.Set{Fields: []flow.Field{{Name: "A__c", Value: flow.Number(1)}}}}
	task := []flow.Step{flow.Task{Subject: "Call"}}
	field := func(v flow.Value) []flow.Step {
		return []flow.Step{flow.Set{Fields: []flow.Field{{Name: "A__c", Value: v}}}}
	}
	filter := []flow.Filter{{Field: "A__c", Operator: "EqualTo", Value: flow.Number(1)}}
	for want, f := range map[string]flow.Flow{
		"no label":                 {On: flow.Created, Order: 1, Steps: set},
		"does nothing":             {Label: "A", On: flow.Created, Order: 1},
		"order beyond":             {Label: "A", On: flow.Created, Steps: set},
		"can only set fields":      {Label: "A", On: flow.Created, Order: 1, Before: true, Steps: task},
		"cannot run later":         {Label: "A", On: flow.Created, Order: 1, Before: true, Paths: []flow.Path{{Label: "P", Async: true, Steps: set}}},
		"has paths that run later": {Label: "A", On: flow.Updated, Order: 1, Paths: []flow.Path{{Label: "P", Unit: "Hours", Steps: task}}},
		"has no unit":              {Label: "A", On: flow.Created, Order: 1, Paths: []flow.Path{{Label: "P", Steps: task}}},
		`path "P" does nothing`:    {Label: "A", On: flow.Created, Order: 1, Paths: []flow.Path{{Label: "P", Async: true}}},
		"a formula and filters":    {Label: "A", On: flow.Created, Order: 1, Steps: set, Entry: flow.Entry{Formula: "TRUE", Filters: filter}},
		"without updates":          {Label: "A", On: flow.Created, Order: 1, Steps: set, Entry: flow.Entry{Formula: "TRUE", WhenComeTrue: true}},
		"update every Contact":     {Label: "A", On: flow.Created, Order: 1, Steps: []flow.Step{flow.Update{Object: "Contact"}}},
		"without a label or cases": {Label: "A", On: flow.Created, Order: 1, Steps: []flow.Step{flow.Decide{Label: "D"}}},
		"either a formula or":      {Label: "A", On: flow.Created, Order: 1, Steps: []flow.Step{flow.Decide{Label: "D", Cases: []flow.Case{{Label: "C"}}}}},
		"id of a record":           {Label: "A", On: flow.Created, Order: 1, Steps: field(flow.Text("00G5g000001AbCdEAK"))},
		`"Nope" is none of`:        {Label: "A", On: flow.Created, Order: 1, Steps: set, Entry: flow.Entry{Filters: []flow.Filter{{Field: "A__c", Operator: "Nope"}}}},
		"for fields that are set":  {Label: "A", On: flow.Created, Order: 1, Steps: set, Entry: flow.Entry{Filters: []flow.Filter{{Field: "OwnerId", Operator: "EqualTo", Value: flow.Queue("Q")}}}},
	} {
		f.Object, f.Description = "Lead", "For a test."
		_, err := f.Build()
		if !providers.IsKind(err, providers.Invalid) || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want %q", err, want)
		}
	}
	for _, r := range []flow.Rollup{{Label: "R"}, {Child: "A", Lookup: "B", Parent: "C", Field: "D", Function: "mode", Of: "E"}, {Child: "A", Lookup: "B", Parent: "C", Field: "D", Function: flow.Sum}} {
		if _, err := r.Flows(); !providers.IsKind(err, providers.Invalid) {
			t.Errorf("%+v: %v", r, err)
		}
	}
}
