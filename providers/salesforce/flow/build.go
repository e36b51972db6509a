package flow

import (
	"cmp"
	"fmt"
	"strconv"
	"strings"
	"unicode"

	"github.com/stagecraft-dev/stagecraft/providers/salesforce/metadata"
)

// Build makes metadata of a flow, and checks it by the schema.
func (f *Flow) Build() (*metadata.Flow, error) {
	if err := f.validate(); err != nil {
		return nil, err
	}
	b := &builder{flow: f, names: map[string]bool{}, known: map[string]string{}, out: &metadata.Flow{
		APIVersion: 66, Description: f.Description, Environments: []string{"Default"}, InterviewLabel: f.Label + " {!$Flow.CurrentDateTime}",
		Label: f.Label, ProcessType: "AutoLaunchedFlow", Status: "Active", TriggerOrder: f.Order,
		ProcessMetadata: []metadata.FlowMetadataValue{note("BuilderType", "LightningFlowBuilder"), note("CanvasMode", "AUTO_LAYOUT_CANVAS"),
			note("OriginBuilderType", "LightningFlowBuilder")},
	}}
	if f.Draft {
		b.out.Status = "Draft"
	}
	if b.start(); b.err != nil {
		return nil, b.err
	}
	for _, p := range metadata.Check(metadata.EncodeNode("Flow", b.out), metadata.TypeOf("Flow")) {
		return nil, invalid("flow %q: %s", f.Label, p)
	}
	return b.out, nil
}

func note(name, text string) metadata.FlowMetadataValue {
	return metadata.FlowMetadataValue{Name: name, Value: &metadata.FlowElementReferenceOrValue{StringValue: &text}}
}

// spot is a place on the canvas, by column and row.
type spot struct{ column, row int }

// Columns and rows are as wide as Flow Builder makes them.
func (s spot) x() int { return 176 + 264*s.column }
func (s spot) y() int { return 134 + 120*s.row }

// end leads from an element to what follows it.
type end func(*metadata.FlowConnector)

type builder struct {
	flow  *Flow
	out   *metadata.Flow
	names map[string]bool   // in small letters, as the org compares them
	known map[string]string // names of formulas and empty variables, by what they are
	later bool              // on a path that runs later
	edge  int               // the rightmost column in use
	err   error             // the first
}

// start makes the start of the flow with all that hangs on it.
func (b *builder) start() {
	f := b.flow
	start := &metadata.FlowStart{FlowNode: metadata.FlowNode{LocationX: 50}, Object: f.Object, RecordTriggerType: string(f.On),
		TriggerType: "RecordAfterSave", FilterFormula: f.Entry.Formula, RequireRecordChangedToMeetThem: f.Entry.WhenComeTrue}
	switch {
	case f.On == Deleted:
		start.TriggerType = "RecordBeforeDelete"
	case f.Before:
		start.TriggerType = "RecordBeforeSave"
	}
	if start.Filters = b.filters("Entry", f.Entry.Filters); len(start.Filters) > 0 {
		start.FilterLogic = cmp.Or(f.Entry.Logic, "and")
	}
	b.out.Start = start
	b.chain(f.Steps, &spot{}, []end{func(c *metadata.FlowConnector) { start.Connector = c }})
	b.later = true
	start.ScheduledPaths = make([]metadata.FlowScheduledPath, len(f.Paths))
	for i, p := range f.Paths {
		path := &start.ScheduledPaths[i]
		if p.Async {
			path.PathType = "AsyncAfterCommit" // which takes no name, label or time
		} else {
			*path = metadata.FlowScheduledPath{Name: b.name(p.Label), Label: p.Label, OffsetUnit: p.Unit, OffsetNumber: new(p.Offset), RecordField: p.From,
				TimeSource: "RecordTriggerEvent"}
			if p.From != "" {
				path.TimeSource = "RecordField"
			}
		}
		b.edge++
		b.chain(p.Steps, &spot{column: b.edge}, []end{func(c *metadata.FlowConnector) { path.Connector = c }})
	}
}

// chain makes steps one after the other.
func (b *builder) chain(steps []Step, at *spot, from []end) []end {
	for _, s := range steps {
		from = s.add(b, at, from)
	}
	return from
}

// node makes the common part of the next element, and leads there.
func (b *builder) node(label string, at *spot, from []end) metadata.FlowNode {
	n := metadata.FlowNode{Name: b.name(label), Label: label, Description: label + ".", LocationX: at.x(), LocationY: at.y()}
	for _, lead := range from {
		lead(&metadata.FlowConnector{TargetReference: n.Name})
	}
	at.row++
	b.edge = max(b.edge, at.column)
	return n
}

// name makes the name of an element from its label: letters, digits and single underscores, a number where it was there before.
func (b *builder) name(label string) string {
	words := strings.FieldsFunc(label, func(r rune) bool { return r > 'z' || !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	name := strings.Join(words, "_")
	if name == "" || !unicode.IsLetter(rune(name[0])) {
		name = strings.TrimSuffix("Step_"+name, "_")
	}
	base := strings.TrimRight(name[:min(len(name), 70)], "_")
	for n := 1; ; n++ {
		name = base
		if n > 1 {
			name += "_" + strconv.Itoa(n)
		}
		if key := strings.ToLower(name); !b.names[key] {
			b.names[key] = true
			return name
		}
	}
}

// fault makes what is done where an element fails. The save is refused with a message, unless it is over or what failed is
// no more than a message to somebody: then a task is left, at the record if that is not about to go.
func (b *builder) fault(of metadata.FlowNode, at *spot, message bool) *metadata.FlowConnector {
	beside := spot{at.column + 1, at.row - 1}
	label := of.Label + " failed"
	why := fmt.Sprintf("%s: %s: {!$Flow.FaultMessage}", b.flow.Label, label)
	node := b.node(label, &beside, nil)
	if b.later || message || b.flow.On == Deleted {
		fields := []Field{{"Subject", Text(b.flow.Label + " failed")}, {"Description", Text(why)}}
		if b.flow.On != Deleted {
			fields = append(fields, atRecord(b.flow.Object))
		}
		b.out.RecordCreates = append(b.out.RecordCreates, metadata.FlowRecordCreate{FlowNode: node, Object: "Task", InputAssignments: b.assign(label, fields)})
	} else {
		b.out.CustomErrors = append(b.out.CustomErrors, metadata.FlowCustomError{FlowNode: node,
			CustomErrorMessages: []metadata.FlowCustomErrorMessage{{ErrorMessage: why}}})
	}
	return &metadata.FlowConnector{TargetReference: node.Name}
}

// atRecord relates a task to the record that started the flow: people by one field, all else by another.
func atRecord(object string) Field {
	if object == "Lead" || object == "Contact" {
		return Field{"WhoId", Ref("$Record.Id")}
	}
	return Field{"WhatId", Ref("$Record.Id")}
}
