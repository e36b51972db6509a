package sftest

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"github.com/stagecraft-dev/stagecraft/providers/salesforce/metadata"
)

// project is a small one with children of an object, names that are percent-encoded, and files in folders.
func project() *metadata.Package {
	return &metadata.Package{Components: []metadata.Component{
		metadata.New("StandardValueSet", "LeadStatus", &metadata.StandardValueSet{StandardValue: []metadata.StandardValue{
			{FullName: "Open/New", Label: "Open", Default: true}, {FullName: "Qualified", Label: "Qualified", Converted: true}}}),
		metadata.New("BusinessProcess", "Lead.Sales", &metadata.BusinessProcess{FullName: "Sales", IsActive: true,
			Values: []metadata.PicklistValue{{FullName: "Open/New", Default: true}, {FullName: "Qualified"}}}),
		metadata.New("ValidationRule", "Lead.Gate", &metadata.ValidationRule{FullName: "Gate", Active: true,
			ErrorConditionFormula: `ISPICKVAL(Status, "Qualified")`, ErrorMessage: "No."}),
		metadata.New("Queue", "Inbound", &metadata.Queue{Name: "Inbound", QueueSobject: []metadata.QueueSobject{{SobjectType: "Lead"}}}),
		metadata.New("Flow", "Lead_SLA", flow()),
	}}
}

// flow is one that the scanner has nothing against.
func flow() *metadata.Flow {
	return &metadata.Flow{
		APIVersion: 66, Description: "Hot leads get a rating", Label: "Lead SLA", ProcessType: "AutoLaunchedFlow", Status: "Active", TriggerOrder: 100,
		ProcessMetadata: []metadata.FlowMetadataValue{text("BuilderType", "LightningFlowBuilder"), text("CanvasMode", "AUTO_LAYOUT_CANVAS")},
		Start:           &metadata.FlowStart{Connector: &metadata.FlowConnector{TargetReference: "Rate"}, Object: "Lead", RecordTriggerType: "Create", TriggerType: "RecordBeforeSave"},
		Assignments: []metadata.FlowAssignment{{FlowNode: metadata.FlowNode{Name: "Rate", Label: "Rate"}, AssignmentItems: []metadata.FlowAssignmentItem{
			{AssignToReference: "$Record.Rating", Operator: "Assign", Value: &metadata.FlowElementReferenceOrValue{StringValue: new("Hot")}}}}},
	}
}

func text(name, value string) metadata.FlowMetadataValue {
	return metadata.FlowMetadataValue{Name: name, Value: &metadata.FlowElementReferenceOrValue{StringValue: &value}}
}

func source(t *testing.T) []metadata.File {
	t.Helper()
	files, err := project().Source()
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// The CLI makes the same of a project that we wrote as we do.
func TestConvert(t *testing.T) {
	want := project()
	got, err := metadata.ReadMDAPI(SF(t).Convert(t, source(t)))
	if err != nil {
		t.Fatal(err)
	}
	if !got.Equal(want) {
		t.Errorf("converted to %+v", got.Components)
	}
}

// What the CLI does not take fails, so that the test above can.
func TestConvertRefuses(t *testing.T) {
	dir := t.TempDir()
	files := source(t)
	for i, f := range files {
		files[i].Path = strings.Replace(f.Path, ".queue-meta", ".quueue-meta", 1)
	}
	Write(t, dir, files)
	if r := SF(t).Run(t, dir, "project", "convert", "source", "--output-dir", t.TempDir()); r.Status == 0 || !strings.Contains(r.Message, "quueue") {
		t.Errorf("%+v", r)
	}
}

func TestScanFlows(t *testing.T) {
	files := source(t)
	if found := ScanFlows(t, files); len(Errors(found)) > 0 {
		t.Errorf("%+v", found)
	}
	i := slices.IndexFunc(files, func(f metadata.File) bool { return strings.HasSuffix(f.Path, ".flow-meta.xml") })
	files[i].Data = bytes.Replace(files[i].Data, []byte("<description>Hot leads get a rating</description>"), nil, 1)
	found := Errors(ScanFlows(t, files))
	if len(found) != 1 || found[0].Rule != "FlowDescription" || found[0].File != files[i].Path {
		t.Errorf("%+v", found)
	}
	files[i].Data = nil
	if found := Errors(ScanFlows(t, files)); len(found) != 1 || found[0].Rule != "Parse" {
		t.Errorf("%+v", found)
	}
}
