package emulator

import (
	"strings"
	"testing"
)

// slaFlow is a flow with a scheduled path, a decision, an update and a formula.
const slaFlow = `<decisions><name>Which</name><label>Which</label><locationX>0</locationX><locationY>0</locationY><defaultConnectorLabel>Other</defaultConnectorLabel>
<rules><name>Hot</name><conditionLogic>and</conditionLogic><conditions><leftValueReference>$Record.Rating</leftValueReference><operator>EqualTo</operator><rightValue><stringValue>Hot</stringValue></rightValue></conditions><connector><targetReference>Save</targetReference></connector><label>Hot</label></rules></decisions>
<formulas><name>Due</name><dataType>DateTime</dataType><expression>{!$Record.CreatedDate} + 1</expression></formulas>
<label>SLA</label><processType>AutoLaunchedFlow</processType>
<recordUpdates><name>Save</name><label>Save</label><locationX>0</locationX><locationY>0</locationY><inputAssignments><field>Description</field><value><elementReference>Due</elementReference></value></inputAssignments><inputReference>$Record</inputReference></recordUpdates>
<start><locationX>0</locationX><locationY>0</locationY><connector><targetReference>Which</targetReference></connector><object>Lead</object><recordTriggerType>CreateAndUpdate</recordTriggerType>
<scheduledPaths><name>Late</name><connector><targetReference>Save</targetReference></connector><label>Late</label><offsetNumber>4</offsetNumber><offsetUnit>Hours</offsetUnit><recordField>CreatedDate</recordField><timeSource>RecordField</timeSource></scheduledPaths>
<triggerType>RecordAfterSave</triggerType></start><status>Active</status>`

func flowFiles(text string) map[string]string {
	return map[string]string{"package.xml": manifest("Flow: SLA"), "flows/SLA.flow": doc("Flow", text)}
}

func TestFlowsHangTogether(t *testing.T) {
	deployed(t, Empty(), flowFiles(slaFlow))
	for name, c := range map[string]struct{ from, to, problem string }{
		"an element that is not there":     {"<targetReference>Which", "<targetReference>Whihc", "no element Whihc"},
		"an unknown field of the record":   {"$Record.Rating", "$Record.Ratign", "no CustomField named Lead.Ratign"},
		"an unknown field in a formula":    {"{!$Record.CreatedDate}", "{!$Record.Created}", "no CustomField named Lead.Created"},
		"an unknown field to write":        {"<field>Description", "<field>Descr", "no CustomField named Lead.Descr"},
		"an unknown resource":              {"<elementReference>Due", "<elementReference>Duo", "refers to Duo"},
		"a name that is used twice":        {"<name>Due", "<name>Save", "used more than once"},
		"an unknown object":                {"<object>Lead", "<object>Leed", "no CustomObject named Leed"},
		"a path that hangs on no date":     {"<recordField>CreatedDate", "<recordField>Rating", "is no date"},
		"a path of a flow before the save": {"RecordAfterSave", "RecordBeforeSave", "after the save"},
		"no label":                         {"<label>SLA</label>", "", "Required field is missing: label"},
		"no trigger":                       {"<recordTriggerType>CreateAndUpdate</recordTriggerType>", "", "Required field is missing: recordTriggerType"},
	} {
		t.Run(name, func(t *testing.T) {
			if !strings.Contains(slaFlow, c.from) {
				t.Fatal("nothing to edit")
			}
			refused(t, Empty(), flowFiles(strings.Replace(slaFlow, c.from, c.to, 1)), c.problem)
		})
	}
}

// Queues and users are found in objects of Setup, which have no metadata.
func TestFlowsFindQueues(t *testing.T) {
	find := `<recordLookups><name>Find</name><label>Find</label><locationX>0</locationX><locationY>0</locationY><filterLogic>and</filterLogic>
<filters><field>Type</field><operator>EqualTo</operator><value><stringValue>Queue</stringValue></value></filters><object>Group</object></recordLookups><recordUpdates>`
	flow := strings.Replace(slaFlow, "<recordUpdates>", find, 1)
	deployed(t, Empty(), flowFiles(flow))
	refused(t, Empty(), flowFiles(strings.Replace(flow, "<field>Type<", "<field>Kind<", 1)), "no CustomField named Group.Kind")
}

func TestFlowsHaveVersions(t *testing.T) {
	o := Empty()
	status := func() string {
		return string(retrieveFiles(t, o, types("Flow", "SLA"))["flows/SLA.flow"])
	}
	define := func(version string) map[string]string {
		return map[string]string{"package.xml": manifest("FlowDefinition: SLA"), "flowDefinitions/SLA.flowDefinition": doc("FlowDefinition", "<activeVersionNumber>"+version+"</activeVersionNumber>")}
	}
	gone := func(names string) map[string]string {
		return map[string]string{"package.xml": manifest(), "destructiveChangesPost.xml": manifest("Flow: " + names)}
	}
	deployed(t, o, flowFiles(slaFlow))
	deployed(t, o, flowFiles(strings.Replace(slaFlow, "<label>SLA<", "<label>SLA 2<", 1)))
	holds(t, status(), "<label>SLA 2<", "<status>Active<")
	if n := len(o.state.Metadata.get("Flow", "SLA").Versions); n != 2 {
		t.Fatalf("%d versions", n)
	}
	// A draft does not end the active version.
	deployed(t, o, flowFiles(strings.NewReplacer("<label>SLA<", "<label>SLA 3<", "<status>Active", "<status>Draft").Replace(slaFlow)))
	holds(t, status(), "<label>SLA 2<", "<status>Active<")
	refused(t, o, gone("SLA"), noFlow)
	refused(t, o, gone("SLA-2"), "is active")
	refused(t, o, gone("SLA-9"), "No Flow named: SLA-9 found")
	deployed(t, o, gone("SLA-1"))
	refused(t, o, define("1"), "version number 1 of flow SLA does not exist")
	deployed(t, o, define("3"))
	holds(t, status(), "<label>SLA 3<", "<status>Active<")
	holds(t, string(retrieveFiles(t, o, types("FlowDefinition", "SLA"))["flowDefinitions/SLA.flowDefinition"]), "<activeVersionNumber>3<")
	// One deploy ends and deletes a flow; as all else, not when it is only a check.
	last := with(define("0"), "destructiveChangesPost.xml", manifest("Flow: SLA-2, SLA-3"))
	if r := deployZip(t, o, zipped(last), "<checkOnly>true</checkOnly>"); r.str("status") != "Succeeded" || !strings.Contains(status(), "Active") {
		t.Fatal("a check ends a flow")
	}
	refused(t, o, with(last, "destructiveChangesPost.xml", "", "destructiveChangesPre.xml", manifest("Flow: SLA-2, SLA-3")), "is active")
	deployed(t, o, last)
	if o.state.Metadata.get("Flow", "SLA") != nil || o.state.Metadata.get("FlowDefinition", "SLA") != nil {
		t.Fatal("a flow outlives its versions")
	}
	refused(t, o, define("1"), "no Flow named SLA found")
	for range maxVersions {
		deployed(t, o, flowFiles(slaFlow))
	}
	refused(t, o, flowFiles(slaFlow), "can have 50 versions")
}
