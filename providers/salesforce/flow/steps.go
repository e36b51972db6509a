package flow

import (
	"cmp"

	"github.com/stagecraft-dev/stagecraft/providers/salesforce/metadata"
)

// add sets fields in memory before a save, which saves nothing twice, and by an update after it.
func (s Set) add(b *builder, at *spot, from []end) []end {
	label := cmp.Or(s.Label, "Set fields")
	fields, from := b.find(at, from, s.Fields)
	if !b.flow.Before {
		return b.update(at, from, label, metadata.FlowRecordUpdate{InputReference: "$Record"}, fields)
	}
	var items []metadata.FlowAssignmentItem
	for _, f := range fields {
		items = append(items, metadata.FlowAssignmentItem{AssignToReference: "$Record." + f.Name, Operator: "Assign", Value: b.value(label+" "+f.Name, f.Value)})
	}
	return b.assignment(at, from, label, items)
}

func (b *builder) assignment(at *spot, from []end, label string, items []metadata.FlowAssignmentItem) []end {
	b.out.Assignments = append(b.out.Assignments, metadata.FlowAssignment{FlowNode: b.node(label, at, from), AssignmentItems: items})
	i := len(b.out.Assignments) - 1
	return []end{func(c *metadata.FlowConnector) { b.out.Assignments[i].Connector = c }}
}

func (s Update) add(b *builder, at *spot, from []end) []end {
	label := cmp.Or(s.Label, "Update "+s.Object)
	fields, from := b.find(at, from, s.Fields)
	return b.update(at, from, label, metadata.FlowRecordUpdate{Object: s.Object, Filters: b.filters(label, s.Filters), FilterLogic: "and"}, fields)
}

func (b *builder) update(at *spot, from []end, label string, u metadata.FlowRecordUpdate, fields []Field) []end {
	u.FlowNode = b.node(label, at, from)
	u.InputAssignments = b.assign(label, fields)
	u.FaultConnector = b.fault(u.FlowNode, at, false)
	b.out.RecordUpdates = append(b.out.RecordUpdates, u)
	i := len(b.out.RecordUpdates) - 1
	return []end{func(c *metadata.FlowConnector) { b.out.RecordUpdates[i].Connector = c }}
}

func (s Create) add(b *builder, at *spot, from []end) []end {
	label := cmp.Or(s.Label, "Create "+s.Object)
	fields, from := b.find(at, from, s.Fields)
	c := metadata.FlowRecordCreate{FlowNode: b.node(label, at, from), Object: s.Object, InputAssignments: b.assign(label, fields), StoreOutputAutomatically: true}
	c.FaultConnector = b.fault(c.FlowNode, at, false)
	b.out.RecordCreates = append(b.out.RecordCreates, c)
	i := len(b.out.RecordCreates) - 1
	return []end{func(c *metadata.FlowConnector) { b.out.RecordCreates[i].Connector = c }}
}

func (s Task) add(b *builder, at *spot, from []end) []end {
	fields := []Field{{"Subject", Text(s.Subject)}}
	if s.Note != "" {
		fields = append(fields, Field{"Description", Text(s.Note)})
	}
	owner := s.Owner
	if owner.isZero() {
		owner = Ref("$Record.OwnerId")
	}
	fields = append(fields, Field{"OwnerId", owner})
	if !s.Due.isZero() {
		fields = append(fields, Field{"ActivityDate", s.Due})
	}
	if s.Priority != "" {
		fields = append(fields, Field{"Priority", Text(s.Priority)})
	}
	return Create{Label: cmp.Or(s.Label, "Create task"), Object: "Task", Fields: append(fields, atRecord(b.flow.Object))}.add(b, at, from)
}

func (s Post) add(b *builder, at *spot, from []end) []end {
	return b.action(at, from, cmp.Or(s.Label, "Post"), "chatterPost", []Field{{"text", Text(s.Text)}, {"subjectNameOrId", Ref("$Record.Id")}})
}

func (s Email) add(b *builder, at *spot, from []end) []end {
	return b.action(at, from, cmp.Or(s.Label, "Send email"), "emailSimple",
		[]Field{{"emailAddresses", s.To}, {"emailSubject", Text(s.Subject)}, {"emailBody", Text(s.Body)}})
}

// action adds an action whose type is its name.
func (b *builder) action(at *spot, from []end, label, name string, inputs []Field) []end {
	a := metadata.FlowActionCall{FlowNode: b.node(label, at, from), ActionName: name, ActionType: name, FlowTransactionModel: "CurrentTransaction", NameSegment: name}
	for _, f := range inputs {
		a.InputParameters = append(a.InputParameters, metadata.FlowActionCallInputParameter{Name: f.Name, Value: b.value(label+" "+f.Name, f.Value)})
	}
	a.FaultConnector = b.fault(a.FlowNode, at, true)
	b.out.ActionCalls = append(b.out.ActionCalls, a)
	i := len(b.out.ActionCalls) - 1
	return []end{func(c *metadata.FlowConnector) { b.out.ActionCalls[i].Connector = c }}
}

// add gives each case a column. What follows the decision follows the ends of all of them.
func (s Decide) add(b *builder, at *spot, from []end) []end {
	d := metadata.FlowDecision{FlowNode: b.node(s.Label, at, from), DefaultConnectorLabel: "None of these", Rules: make([]metadata.FlowRule, len(s.Cases))}
	b.out.Decisions = append(b.out.Decisions, d)
	n := len(b.out.Decisions) - 1
	var out []end
	column, bottom := at.column, at.row
	branch := func(steps []Step, first end) {
		cursor := spot{column, at.row}
		out = append(out, b.chain(steps, &cursor, []end{first})...)
		column, bottom = b.edge+1, max(bottom, cursor.row)
	}
	for i, c := range s.Cases {
		rule := metadata.FlowRule{Name: b.name(c.Label), Label: c.Label, Description: c.Label + ".", ConditionLogic: cmp.Or(c.Logic, "and"), Conditions: b.conditions(c.Label, c.Conditions)}
		if c.Formula != "" {
			name := b.value(c.Label+" holds", Formula("Boolean", c.Formula)).ElementReference
			rule.Conditions = b.conditions(c.Label, []Condition{{name, "EqualTo", Bool(true)}})
		}
		d.Rules[i] = rule
		branch(c.Steps, func(c *metadata.FlowConnector) { b.out.Decisions[n].Rules[i].Connector = c })
	}
	branch(s.Else, func(c *metadata.FlowConnector) { b.out.Decisions[n].DefaultConnector = c })
	at.row = bottom
	return out
}
