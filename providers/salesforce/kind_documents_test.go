package salesforce

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/salesforce/metadata"
	"github.com/stagecraft-dev/stagecraft/providers/salesforce/metadata/tree"
)

// parsed is a component of the text of its file, as an org gives it back.
func parsed(t testing.TB, kind, name, xml string) metadata.Component {
	t.Helper()
	root := metadata.KindOf(kind).RootOf(name)
	doc, err := tree.Parse([]byte("<" + root + ` xmlns="` + metadata.Namespace + `" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:xsd="http://www.w3.org/2001/XMLSchema">` + xml + "</" + root + ">"))
	if err != nil {
		t.Fatal(err)
	}
	return metadata.Component{Member: metadata.Member{Kind: kind, Name: name}, Doc: doc}
}

func snapshotOf(components ...metadata.Component) *snapshot {
	return newSnapshot(&metadata.Package{Components: components})
}

// printed is the file of a component that a package has.
func printed(t testing.TB, p *metadata.Package, kind, name string) string {
	t.Helper()
	c := p.Find(kind, name)
	if c == nil {
		t.Fatalf("%s %s is not in the package", kind, name)
	}
	return string(tree.Print(c.Doc))
}

func mustHave(t testing.TB, text string, parts ...string) {
	t.Helper()
	for _, p := range parts {
		if !strings.Contains(text, p) {
			t.Errorf("no %q in\n%s", p, text)
		}
	}
}

func mustLack(t testing.TB, text string, parts ...string) {
	t.Helper()
	for _, p := range parts {
		if strings.Contains(text, p) {
			t.Errorf("%q in\n%s", p, text)
		}
	}
}

// remind is a flow as an org gives it back.
func remind(t testing.TB, status, description string) metadata.Component {
	return parsed(t, "Flow", "Remind", description+`<label>Remind</label><processType>AutoLaunchedFlow</processType>
	<recordCreates><name>Task</name><label>Task</label><locationX>1</locationX><locationY>2</locationY>
	<inputAssignments><field>Subject</field><value><stringValue>Call</stringValue></value></inputAssignments><object>Task</object></recordCreates>
	<runInMode>SystemModeWithoutSharing</runInMode>
	<start><locationX>0</locationX><locationY>0</locationY><connector><targetReference>Task</targetReference></connector><object>Lead</object>
	<recordTriggerType>Create</recordTriggerType><triggerType>RecordAfterSave</triggerType></start><status>`+status+`</status>`)
}

func flowValues(more ...any) providers.Values {
	definition := map[string]any{
		"processType": "AutoLaunchedFlow",
		"start": map[string]any{"locationX": "0", "locationY": "0", "connector": map[string]any{"targetReference": "Task"}, "object": "Lead",
			"recordTriggerType": "Create", "triggerType": "RecordAfterSave"},
		"recordCreates": []any{map[string]any{"name": "Task", "label": "Task", "locationX": "1", "locationY": "2", "object": "Task",
			"inputAssignments": []any{map[string]any{"field": "Subject", "value": map[string]any{"stringValue": "Call"}}}}},
	}
	v := providers.Values{"name": "Remind", "label": "Remind", "definition": definition}
	for i := 0; i < len(more); i += 2 {
		v[more[i].(string)] = more[i+1]
	}
	return v
}

func TestFlowStatus(t *testing.T) {
	for _, c := range []struct {
		live   string // "" for none
		active any
		want   string
		ends   bool
	}{
		{"", true, "Active", false}, {"", false, "Draft", false}, {"", nil, "Draft", false},
		{"Active", true, "Active", false}, {"Active", nil, "Active", false}, {"Active", false, "Draft", true},
		{"Draft", true, "Active", false}, {"Draft", nil, "Draft", false}, {"Obsolete", nil, "Draft", false}, {"Obsolete", true, "Active", false},
	} {
		s, action := newSnapshot(nil), providers.Create
		if c.live != "" {
			s, action = snapshotOf(remind(t, c.live, "")), providers.Update
		}
		p, _ := writes(t, s, operation(t, s, action, typeFlow, flowValues("active", c.active)))
		mustHave(t, printed(t, p, "Flow", "Remind"), "<status>"+c.want+"</status>")
		if ends := p.Find("FlowDefinition", "Remind") != nil; ends != c.ends {
			t.Errorf("%s to %v: a flow definition is %t", c.live, c.active, ends)
		} else if ends {
			mustHave(t, printed(t, p, "FlowDefinition", "Remind"), "<activeVersionNumber>0</activeVersionNumber>")
		}
	}
}

// A flow that goes ends first. Then all its versions are deleted, which are what it consists of.
func TestFlowDeleted(t *testing.T) {
	s := snapshotOf(remind(t, "Active", ""))
	op := operation(t, s, providers.Delete, typeFlow, flowValues())
	p, _ := writes(t, s, op)
	mustHave(t, printed(t, p, "FlowDefinition", "Remind"), "<activeVersionNumber>0<")
	if len(p.Destroy) > 0 || p.Find("Flow", "Remind") != nil {
		t.Error(p.Destroy, p.Components)
	}
	s = snapshotOf(remind(t, "Obsolete", ""))
	if p, _ := writes(t, s, op); len(p.Components) > 0 {
		t.Error(p.Components)
	}
	w := newChange(s)
	w.versions = map[string][]int{"remind": {1, 3}}
	p, after := writesWith(t, w, op)
	if want := []metadata.Member{{Kind: "Flow", Name: "Remind-1"}, {Kind: "Flow", Name: "Remind-3"}}; !slices.Equal(p.Destroy, want) || len(p.Components) > 0 {
		t.Error(p.Destroy, p.Components)
	}
	if l := liveOf(t, after, typeFlow, "Remind"); l != nil {
		t.Error(l)
	}
	if err := newChange(newSnapshot(nil)).write([]*providers.Operation{op}); !providers.IsKind(err, providers.NotFound) {
		t.Error(err)
	}
}

// What the org and its people added stays when a flow changes, and a step that is no longer wanted goes.
func TestFlowChanged(t *testing.T) {
	s := snapshotOf(remind(t, "Active", "<description>Old</description><timeZoneSidKey>Europe/Berlin</timeZoneSidKey>"))
	v := flowValues()
	text := v["definition"].(map[string]any)["recordCreates"].([]any)[0].(map[string]any)["inputAssignments"].([]any)[0].(map[string]any)["value"].(map[string]any)
	delete(text, "stringValue")
	text["elementReference"] = "$Record.Name"
	p, _ := writes(t, s, operation(t, s, providers.Update, typeFlow, v))
	file := printed(t, p, "Flow", "Remind")
	mustHave(t, file, "<description>Old<", "<runInMode>System", "<timeZoneSidKey>Europe/Berlin<", "<elementReference>$Record.Name<")
	mustLack(t, file, "<stringValue>")

	v = flowValues("description", "New")
	definition := v["definition"].(map[string]any)
	delete(definition, "recordCreates")
	definition["actionCalls"] = []any{map[string]any{"name": "Post", "label": "Post", "locationX": "1", "locationY": "2", "actionName": "chatterPost", "actionType": "chatterPost"}}
	definition["start"].(map[string]any)["connector"] = map[string]any{"targetReference": "Post"}
	p, after := writes(t, s, operation(t, s, providers.Update, typeFlow, v))
	file = printed(t, p, "Flow", "Remind")
	mustHave(t, file, "<description>New<", "<actionName>chatterPost<")
	mustLack(t, file, "<recordCreates>", "Old")
	got := liveOf(t, after, typeFlow, "Remind")
	for _, a := range kindOf(typeFlow).typ.Attributes {
		if want := wanted(t, typeFlow, v); a.Differs(want[a.Name], got[a.Name]) {
			t.Errorf("%s is %v, wanted %v", a.Name, got[a.Name], want[a.Name])
		}
	}
}

// The other attributes of a live document can change without its definition.
func TestOnlyTheLabel(t *testing.T) {
	s := snapshotOf(remind(t, "Active", ""))
	v := flowValues("label", "Remind them")
	delete(v, "definition")
	p, _ := writes(t, s, operation(t, s, providers.Update, typeFlow, v))
	mustHave(t, printed(t, p, "Flow", "Remind"), "<label>Remind them<", "<recordCreates>", "<status>Active<")
	if err := newChange(newSnapshot(nil)).write([]*providers.Operation{operation(t, nil, providers.Create, typeFlow, v)}); !isInvalid(err) {
		t.Error(err)
	}
}

func TestDocumentUses(t *testing.T) {
	for typ, c := range map[string]struct {
		v    providers.Values
		want map[string]string
	}{
		typeFlow: {providers.Values{"name": "A", "label": "A", "definition": map[string]any{
			"start": map[string]any{"object": "Lead", "filters": []any{map[string]any{"field": "Status"}}, "filterFormula": "{!$Record.Fit__c} > 1 && {!$Record.Region__r.Name} = 'x' && {!$Record.Owner.Name} = 'y'",
				"scheduledPaths": []any{map[string]any{"recordField": "Due__c"}}},
			"recordUpdates": []any{map[string]any{"inputReference": "$Record", "inputAssignments": []any{map[string]any{"field": "Note__c", "value": map[string]any{"elementReference": "$Record__Prior.Rating"}}}},
				map[string]any{"inputReference": "Found", "inputAssignments": []any{map[string]any{"field": "Unsure__c"}}}},
			"recordLookups": []any{map[string]any{"object": "Group", "filters": []any{map[string]any{"field": "DeveloperName", "operator": "EqualTo", "value": map[string]any{"stringValue": "Inbound"}},
				map[string]any{"field": "Type", "operator": "EqualTo", "value": map[string]any{"stringValue": "Queue"}}}, "queriedFields": []any{"Id"}}},
		}}, map[string]string{"fields": "Group/DeveloperName Group/Type Lead/Due__c Lead/Fit__c Lead/Note__c Lead/Rating Lead/Region__c Lead/Status", "queues": "Inbound", "object": "Lead"}},
		typeReport: {providers.Values{"folder": "report/F", "name": "A", "label": "A", "definition": map[string]any{"reportType": "Leads_with_Tasks__c",
			"columns": []any{map[string]any{"field": "LEAD_SOURCE"}, map[string]any{"field": "Lead.Fit__c"}, map[string]any{"field": "Lead$Status"}, map[string]any{"field": "Lead.Tasks$Subject"}},
			"filter":  map[string]any{"criteriaItems": []any{map[string]any{"column": "Account.Tier__c"}}}}},
			map[string]string{"fields": "Account/Tier__c Lead/Fit__c Lead/Status", "report_types": "Leads_with_Tasks"}},
		typeReportType: {providers.Values{"name": "A", "label": "A", "object": "Lead", "definition": map[string]any{"sections": []any{map[string]any{"columns": []any{
			map[string]any{"table": "Lead", "field": "Fit__c"}, map[string]any{"table": "Lead", "field": "Owner.Name"}, map[string]any{"table": "Lead.Tasks", "field": "Subject"}}}}}},
			map[string]string{"fields": "Lead/Fit__c"}},
		typeDashboard: {providers.Values{"folder": "dashboard/F", "name": "A", "label": "A", "definition": map[string]any{"dashboardGridLayout": map[string]any{"dashboardGridComponents": []any{
			map[string]any{"dashboardComponent": map[string]any{"report": "F/Leads"}}}}}}, map[string]string{"reports": "report/F/Leads"}},
	} {
		got := wanted(t, typ, c.v)
		for name, want := range c.want {
			text := fmt.Sprint(got[name])
			if all := list(got[name]); all != nil {
				text = strings.Join(all, " ")
			}
			if text != want {
				t.Errorf("%s: %s is %s, wanted %s", typ, name, text, want)
			}
		}
	}
}

// However a definition is written, it is one and the same, and holds nothing that is an attribute of its own.
func TestDefinitionsInOneWay(t *testing.T) {
	got := wanted(t, typeReport, providers.Values{"folder": "report/F", "name": "A", "label": "A", "definition": map[string]any{
		"name": "B", "description": "C", "rowLimit": 10.0, "showDetails": true, "columns": map[string]any{"field": "STATUS"}}})
	if text := fmt.Sprint(got["definition"]); text != "map[columns:[map[field:STATUS]] rowLimit:10 showDetails:true]" {
		t.Error(text)
	}
}

func TestReportsInFolders(t *testing.T) {
	s := snapshotOf(parsed(t, "Report", "Lifecycle/Funnel/Leads", "<format>Tabular</format><name>Leads</name><reportType>LeadList</reportType>"))
	if l := liveOf(t, s, typeReport, "report/Lifecycle/Funnel/Leads"); l == nil || l["folder"] != "report/Lifecycle/Funnel" || l["name"] != "Leads" {
		t.Error(l)
	}
	v := providers.Values{"folder": "report/Lifecycle/Funnel", "name": "Leads", "label": "Leads", "definition": map[string]any{"format": "Tabular", "reportType": "LeadList"}}
	p, _ := writes(t, s, operation(t, s, providers.Delete, typeReport, v))
	if !slices.Equal(p.Destroy, []metadata.Member{{Kind: "Report", Name: "Lifecycle/Funnel/Leads"}}) || len(p.Components) > 0 {
		t.Error(p)
	}
}
