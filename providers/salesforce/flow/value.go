package flow

import (
	"strconv"

	"github.com/stagecraft-dev/stagecraft/providers/salesforce/metadata"
)

// Value is a value of a field, or what a condition compares with. The zero Value is none.
type Value struct {
	fixed    *metadata.FlowElementReferenceOrValue
	formula  string
	dataType string // of a formula, or of nothing
	scale    int
	find     *finder
}

// finder is a record that is found by a name.
type finder struct {
	label, object string
	filters       []Filter
}

// Text is a text. It may hold fields: "Call {!$Record.Name}".
func Text(s string) Value {
	return Value{fixed: &metadata.FlowElementReferenceOrValue{StringValue: &s}}
}

// Number is a number.
func Number(x float64) Value {
	return Value{fixed: &metadata.FlowElementReferenceOrValue{NumberValue: &x}}
}

// Bool is a boolean.
func Bool(b bool) Value { return Value{fixed: &metadata.FlowElementReferenceOrValue{BooleanValue: &b}} }

// Date is a day, "2026-01-31".
func Date(s string) Value { return Value{fixed: &metadata.FlowElementReferenceOrValue{DateValue: s}} }

// Ref is what a flow knows: "$Record.OwnerId", "$User.Id", "$Flow.CurrentDateTime".
func Ref(name string) Value {
	return Value{fixed: &metadata.FlowElementReferenceOrValue{ElementReference: name}}
}

// Formula is computed. The data type is String, Number, Currency, Date, DateTime or Boolean.
func Formula(dataType, expression string) Value {
	return Value{formula: expression, dataType: dataType}
}

// NumberFormula is computed, with digits behind the point.
func NumberFormula(expression string, scale int) Value {
	return Value{formula: expression, dataType: "Number", scale: scale}
}

// Nothing empties a field of a data type.
func Nothing(dataType string) Value { return Value{dataType: dataType} }

// InDays is the day so many days from now.
func InDays(days int) Value { return Formula("Date", "TODAY() + "+strconv.Itoa(days)) }

// Queue is the id of a queue, which the flow finds by its name.
func Queue(name string) Value {
	return Value{find: &finder{label: "Find queue " + name, object: "Group", filters: []Filter{
		{"DeveloperName", "EqualTo", Text(name)}, {"Type", "EqualTo", Text("Queue")}}}}
}

// User is the id of a user, which the flow finds by the user name.
func User(name string) Value {
	return Value{find: &finder{label: "Find user", object: "User", filters: []Filter{
		{"Username", "EqualTo", Text(name)}, {"IsActive", "EqualTo", Bool(true)}}}}
}

func (v Value) isZero() bool {
	return v.fixed == nil && v.formula == "" && v.dataType == "" && v.find == nil
}
