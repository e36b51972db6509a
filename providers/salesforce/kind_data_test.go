package salesforce

import (
	"reflect"
	"testing"

	"github.com/stagecraft-dev/stagecraft/providers"
)

func TestMetadataValuesOfOthersStay(t *testing.T) {
	s := snapshotOf(parsed(t, "CustomMetadata", "Policy.First_Touch", `<label>First touch</label><protected>true</protected>
		<values><field>Their__c</field><value xsi:type="xsd:string">theirs</value></values>
		<values><field>Day__c</field><value xsi:type="xsd:date">2026-01-31</value></values>
		<values><field>Hours__c</field><value xsi:type="xsd:double">24.0</value></values>`),
		parsed(t, "CustomField", "Policy__mdt.Since__c", "<fullName>Since__c</fullName><label>Since</label><type>Date</type>"),
		parsed(t, "CustomField", "Policy__mdt.At__c", "<fullName>At__c</fullName><label>At</label><type>DateTime</type>"))
	v := providers.Values{"type": "Policy__mdt", "name": "First_Touch", "label": "First touch", "values": map[string]any{"Hours__c": 48.5, "Day__c": "2026-02-01",
		"Since__c": "2026-03-01", "At__c": "2026-03-01T09:00:00Z", "Note__c": "2026-04-01", "On__c": false, "Empty__c": nil}}
	p, after := writes(t, s, operation(t, s, providers.Update, typeMetadata, v))
	mustHave(t, printed(t, p, "CustomMetadata", "Policy.First_Touch"), "<protected>true<", `<value xsi:type="xsd:string">theirs<`, `<value xsi:type="xsd:double">48.5<`,
		`<value xsi:type="xsd:date">2026-02-01<`, `<value xsi:type="xsd:date">2026-03-01<`, `<value xsi:type="xsd:dateTime">2026-03-01T09:00:00Z<`,
		`<value xsi:type="xsd:string">2026-04-01<`, `<value xsi:type="xsd:boolean">false<`, `<value xsi:nil="true"/>`)
	noDifference(t, after, typeMetadata, v)
	if got := wanted(t, typeMetadata, v)["fields"]; len(list(got)) != 7 || list(got)[0] != "Policy__mdt/At__c" {
		t.Error(got)
	}
}

func TestMetadataValuesThatAreNone(t *testing.T) {
	for _, values := range []any{"text", map[string]any{"A__c": []any{}}, map[string]any{"A__c": map[string]any{}}} {
		v := providers.Values{"type": "Policy__mdt", "name": "A", "label": "A", "values": values}
		if err := newChange(newSnapshot(nil)).write([]*providers.Operation{operation(t, nil, providers.Create, typeMetadata, v)}); !isInvalid(err) {
			t.Errorf("%v: %v", values, err)
		}
	}
	s := snapshotOf(parsed(t, "CustomMetadata", "P.A", `<label>A</label><values><field>N__c</field><value xsi:type="xsd:double">many</value></values><values><field>B__c</field><value xsi:type="xsd:boolean">?</value></values><values><field>I__c</field><value xsi:type="xsd:int">7</value></values>`))
	if got := liveOf(t, s, typeMetadata, "P__mdt/A")["values"]; !reflect.DeepEqual(got, any(map[string]any{"N__c": "many", "B__c": "?", "I__c": 7.0})) {
		t.Error(got)
	}
}

// Whom a folder is shared with is up to people, once it is there.
func TestFolderShares(t *testing.T) {
	v := providers.Values{"kind": "report", "name": "Lifecycle", "label": "Lifecycle reports"}
	p, _ := writes(t, snapshotOf(), operation(t, snapshotOf(), providers.Create, typeFolder, v))
	mustHave(t, printed(t, p, "ReportFolder", "Lifecycle"), "<sharedTo>AllInternalUsers<")
	s := snapshotOf(parsed(t, "ReportFolder", "Lifecycle", `<folderShares><accessLevel>Manage</accessLevel><sharedTo>Ops</sharedTo><sharedToType>Group</sharedToType></folderShares><name>Lifecycle</name>`))
	p, after := writes(t, s, operation(t, s, providers.Update, typeFolder, v))
	mustLack(t, printed(t, p, "ReportFolder", "Lifecycle"), "AllInternalUsers", "<accessType>")
	mustHave(t, printed(t, p, "ReportFolder", "Lifecycle"), "<sharedTo>Ops<")
	noDifference(t, after, typeFolder, v)
	v["kind"] = "other"
	if err := newChange(s).write([]*providers.Operation{operation(t, s, providers.Create, typeFolder, v)}); !isInvalid(err) {
		t.Error(err)
	}
}
