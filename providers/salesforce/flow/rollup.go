package flow

import (
	"slices"
	"strings"

	"github.com/stagecraft-dev/stagecraft/providers/salesforce/metadata"
)

// Function is how a roll-up sums up children.
type Function string

// The functions of roll-ups.
const (
	Count  Function = "count"
	Sum    Function = "sum"
	Min    Function = "min"
	Max    Function = "max"
	Latest Function = "latest" // the field of the child that is last by a date
)

// Rollup keeps a field of a parent that sums up its children, where the lookup is none that a roll-up summary field can use.
type Rollup struct {
	Label       string
	Description string
	Child       string // object
	Lookup      string // field of the child that holds the parent
	Parent      string // object
	Field       string // field of the parent that is kept
	Function    Function
	Of          string   // field of the child; not for Count
	By          string   // date field of the child, for Latest
	Filters     []Filter // children that count
	Scale       int      // digits of a Sum
	Order       int      // of both flows
}

// Flows gives the two flows that keep the field: one for saved children, which looks after the parent that a child had before as
// well, and one for children that are deleted. Each reads the children once and saves the parent once, and only where the value
// is another one; a loop does nothing but add. What a merge or an undelete does to children is not noticed.
func (r Rollup) Flows() ([]*Flow, error) {
	if r.Child == "" || r.Lookup == "" || r.Parent == "" || r.Field == "" || (r.Of == "") != (r.Function == Count) || (r.By == "") == (r.Function == Latest) {
		return nil, invalid("roll-up %q lacks a child, lookup, parent or field, or has one that %q does not take", r.Label, r.Function)
	}
	switch r.Function {
	case Count, Sum, Min, Max, Latest:
	default:
		return nil, invalid("roll-up %q: no function %q", r.Label, r.Function)
	}
	now, before := "$Record."+r.Lookup, "$Record__Prior."+r.Lookup
	set := Condition{now, "IsNull", Bool(false)}
	moved := []Condition{{before, "IsNull", Bool(false)}, {before, "NotEqualTo", Ref(now)}}
	save := &Flow{Label: r.Label + " on save", Description: r.Description, Object: r.Child, On: CreatedUpdated, Order: r.Order, Entry: Entry{Formula: r.entry()},
		Steps: []Step{
			Decide{Label: "Is there a parent", Cases: []Case{{Label: "With a parent", Conditions: []Condition{set}, Steps: []Step{aggregate{r, now, "", nil}}}}},
			Decide{Label: "Was there another parent", Cases: []Case{{Label: "Moved", Conditions: moved, Steps: []Step{aggregate{r, before, " before", nil}}}}},
		}}
	gone := []Filter{{"Id", "NotEqualTo", Ref("$Record.Id")}}
	remove := &Flow{Label: r.Label + " on delete", Description: r.Description, Object: r.Child, On: Deleted, Order: r.Order,
		Entry: Entry{Filters: []Filter{{r.Lookup, "IsNull", Bool(false)}}}, Steps: []Step{aggregate{r, now, "", gone}}}
	return []*Flow{save, remove}, nil
}

// entry holds for new children, and where a field changed that the roll-up rests on.
func (r Rollup) entry() string {
	asked := map[string]bool{"": true}
	parts := []string{"ISNEW()"}
	fields := []string{r.Lookup, r.Of, r.By}
	for _, f := range r.Filters {
		fields = append(fields, f.Field)
	}
	for _, f := range fields {
		if !asked[f] {
			asked[f] = true
			parts = append(parts, "ISCHANGED({!$Record."+f+"})")
		}
	}
	return "OR(" + strings.Join(parts, ", ") + ")"
}

// aggregate sums up the children of one parent.
type aggregate struct {
	Rollup
	parent string // reference
	suffix string // of labels
	less   []Filter
}

func (a aggregate) add(b *builder, at *spot, from []end) []end {
	filters := slices.Concat([]Filter{{a.Lookup, "EqualTo", Ref(a.parent)}}, a.less, a.Filters)
	l := metadata.FlowRecordLookup{Object: a.Child, GetFirstRecordOnly: new(a.Function == Min || a.Function == Max || a.Function == Latest), QueriedFields: []string{"Id", a.Lookup}}
	if a.Function != Count {
		filters = append(filters, Filter{a.Of, "IsNull", Bool(false)})
		l.QueriedFields[1] = a.Of
	}
	switch a.Function {
	case Min:
		l.SortField, l.SortOrder = a.Of, "Asc"
	case Max:
		l.SortField, l.SortOrder = a.Of, "Desc"
	case Latest:
		l.SortField, l.SortOrder = a.By, "Desc"
		filters = append(filters, Filter{a.By, "IsNull", Bool(false)})
	}
	children, from := b.lookup(at, from, "Get children"+a.suffix, l, filters)
	var result Value
	switch a.Function {
	case Count:
		total := b.total("Number of children"+a.suffix, 0)
		from = b.assignment(at, from, "Count children"+a.suffix, []metadata.FlowAssignmentItem{
			{AssignToReference: total, Operator: "AssignCount", Value: Ref(children.Name).fixed}})
		result = Ref(total)
	case Sum:
		total := b.total("Total of children"+a.suffix, a.Scale)
		from = b.sum(at, from, children.Name, a.Of, total, a.suffix)
		result = Ref(total)
	default:
		result = Ref(children.Name + "." + a.Of)
	}
	return Update{Label: "Save " + a.Field + " of the parent" + a.suffix, Object: a.Parent, Fields: []Field{{a.Field, result}},
		Filters: []Filter{{"Id", "EqualTo", Ref(a.parent)}, {a.Field, "NotEqualTo", result}}}.add(b, at, from)
}

// total adds a number that begins at zero.
func (b *builder) total(label string, scale int) string {
	name := b.name(label)
	b.out.Variables = append(b.out.Variables, metadata.FlowVariable{Name: name, Description: label + ".", DataType: "Number", Scale: &scale, Value: Number(0).fixed})
	return name
}

// sum adds up a field of a collection: a loop around one assignment.
func (b *builder) sum(at *spot, from []end, collection, field, total, suffix string) []end {
	loop := metadata.FlowLoop{FlowNode: b.node("For each child"+suffix, at, from), CollectionReference: collection, IterationOrder: "Asc"}
	b.out.Loops = append(b.out.Loops, loop)
	n := len(b.out.Loops) - 1
	inside := spot{at.column + 1, at.row}
	back := b.assignment(&inside, []end{func(c *metadata.FlowConnector) { b.out.Loops[n].NextValueConnector = c }}, "Add to the total"+suffix,
		[]metadata.FlowAssignmentItem{{AssignToReference: total, Operator: "Add", Value: Ref(loop.Name + "." + field).fixed}})
	for _, lead := range back {
		lead(&metadata.FlowConnector{TargetReference: loop.Name})
	}
	at.row++
	return []end{func(c *metadata.FlowConnector) { b.out.Loops[n].NoMoreValuesConnector = c }}
}
