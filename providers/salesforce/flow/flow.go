package flow

// Event is what happens to a record, by Salesforce's names.
type Event string

// The events that start a flow.
const (
	Created        Event = "Create"
	Updated        Event = "Update"
	CreatedUpdated Event = "CreateAndUpdate"
	Deleted        Event = "Delete"
)

// Flow is a flow that a record starts.
type Flow struct {
	Label       string
	Description string // what it is for
	Object      string
	On          Event
	Before      bool // run before the record is saved: only Set and Decide, quick, without a second save
	Entry       Entry
	Order       int // among the flows of the object: 1 to 2000
	Draft       bool
	Steps       []Step // done in the save
	Paths       []Path // done later
}

// Entry says for which records a flow runs: a formula, or filters; neither means all.
type Entry struct {
	Formula      string // "{!$Record.Amount} > 100"
	Filters      []Filter
	Logic        string // "and", "or", or numbers: "1 AND (2 OR 3)"; empty: "and"
	WhenComeTrue bool   // of updates only those that made it true
}

// Filter is a condition on a field of records.
type Filter struct {
	Field    string
	Operator string // EqualTo, NotEqualTo, GreaterThan, IsNull, IsChanged and the like, by Salesforce's names
	Value    Value
}

// Path runs later: some time before or after a date of the record or after the event, or as soon as the save is done.
type Path struct {
	Label  string
	Offset int    // negative: before
	Unit   string // Minutes, Hours, Days, Weeks, Months
	From   string // a date field of the record; empty: the event
	Async  bool   // as soon as the save is done; label and time count not
	Steps  []Step
}

// Step is something that a flow does: Set, Create, Task, Update, Post, Email, Decide, or what a Rollup does.
type Step interface {
	// add makes the elements, leads the ends of what was before to them, and gives the ends to what follows.
	add(b *builder, at *spot, from []end) []end
}

// Field is a field that is set.
type Field struct {
	Name  string
	Value Value
}

// Set sets fields of the record that started the flow. In the save that is for flows that run Before: after it, the record is
// saved again, and what it starts starts again.
type Set struct {
	Label  string
	Fields []Field
}

// Create makes a record.
type Create struct {
	Label  string
	Object string
	Fields []Field
}

// Task makes a task at the record. Without an owner it is its owner's.
type Task struct {
	Label    string
	Subject  string // may hold fields: "Call {!$Record.Name}"
	Note     string
	Owner    Value // the zero Value: the owner of the record
	Due      Value // a date; the zero Value: none
	Priority string
}

// Update sets fields of other records, those that meet all filters: children by their lookup, the parent by its Id.
type Update struct {
	Label   string
	Object  string
	Filters []Filter
	Fields  []Field
}

// Post writes to the feed of the record.
type Post struct {
	Label string
	Text  string
}

// Email sends plain text from the running user to addresses, with commas between them.
type Email struct {
	Label   string
	To      Value
	Subject string
	Body    string
}

// Decide does the steps of the first case that holds, or those of none.
type Decide struct {
	Label string
	Cases []Case
	Else  []Step
}

// Case is one outcome of a Decide.
type Case struct {
	Label      string
	Formula    string // or:
	Conditions []Condition
	Logic      string // as in Entry
	Steps      []Step
}

// Condition compares something that a flow knows: "$Record.Status".
type Condition struct {
	Left     string
	Operator string
	Right    Value
}
