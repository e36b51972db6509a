package flow

import (
	"fmt"

	"github.com/stagecraft-dev/stagecraft/providers/salesforce/metadata"
)

// value makes what a field or condition holds; formulas and empty variables are made once each, named after where they are used.
func (b *builder) value(where string, v Value) *metadata.FlowElementReferenceOrValue {
	switch {
	case v.find != nil:
		b.err = invalid("flow %q: %s: a queue or user is for fields that are set", b.flow.Label, where)
		return nil
	case v.fixed != nil:
		return v.fixed
	case v.dataType == "":
		return nil
	}
	key := fmt.Sprintf("%s %d %s", v.dataType, v.scale, v.formula)
	name, ok := b.known[key]
	if !ok {
		scale := &v.scale
		if v.dataType != "Number" && v.dataType != "Currency" {
			scale = nil
		}
		if v.formula == "" {
			name = b.name("Empty " + v.dataType)
			b.out.Variables = append(b.out.Variables, metadata.FlowVariable{Name: name, Description: "Nothing, to empty fields.", DataType: v.dataType, Scale: scale})
		} else {
			name = b.name(where)
			b.out.Formulas = append(b.out.Formulas, metadata.FlowFormula{Name: name, Description: where + ".", DataType: v.dataType, Expression: v.formula, Scale: scale})
		}
		b.known[key] = name
	}
	return Ref(name).fixed
}

// find adds elements that find the records which fields name, and gives the fields with the records' ids.
func (b *builder) find(at *spot, from []end, fields []Field) ([]Field, []end) {
	out := make([]Field, len(fields))
	for i, f := range fields {
		out[i] = f
		if v := f.Value.find; v != nil {
			node, next := b.lookup(at, from, v.label, metadata.FlowRecordLookup{Object: v.object, GetFirstRecordOnly: new(true), QueriedFields: []string{"Id", "Name"}}, v.filters)
			from = next
			out[i].Value = Ref(node.Name + ".Id")
		}
	}
	return out, from
}

// lookup adds an element that finds records.
func (b *builder) lookup(at *spot, from []end, label string, l metadata.FlowRecordLookup, filters []Filter) (metadata.FlowNode, []end) {
	l.FlowNode = b.node(label, at, from)
	l.Filters, l.FilterLogic = b.filters(label, filters), "and"
	l.StoreOutputAutomatically = true
	l.FaultConnector = b.fault(l.FlowNode, at, false)
	b.out.RecordLookups = append(b.out.RecordLookups, l)
	i := len(b.out.RecordLookups) - 1
	return l.FlowNode, []end{func(c *metadata.FlowConnector) { b.out.RecordLookups[i].Connector = c }}
}

func (b *builder) filters(where string, list []Filter) []metadata.FlowRecordFilter {
	var out []metadata.FlowRecordFilter
	for _, f := range list {
		out = append(out, metadata.FlowRecordFilter{Field: f.Field, Operator: f.Operator, Value: b.value(where+" "+f.Field, f.Value)})
	}
	return out
}

func (b *builder) assign(where string, fields []Field) []metadata.FlowInputFieldAssignment {
	var out []metadata.FlowInputFieldAssignment
	for _, f := range fields {
		out = append(out, metadata.FlowInputFieldAssignment{Field: f.Name, Value: b.value(where+" "+f.Name, f.Value)})
	}
	return out
}

func (b *builder) conditions(where string, list []Condition) []metadata.FlowCondition {
	var out []metadata.FlowCondition
	for _, c := range list {
		out = append(out, metadata.FlowCondition{LeftValueReference: c.Left, Operator: c.Operator, RightValue: b.value(where, c.Right)})
	}
	return out
}
