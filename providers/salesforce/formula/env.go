package formula

import "github.com/stagecraft-dev/stagecraft/schema/expr"

// Use is where a formula stands.
type Use int

const (
	// Validation is a validation rule. It sees changes: ISNEW, ISCHANGED, PRIORVALUE; and patterns: REGEX.
	Validation Use = iota
	// Column is a formula field, which sees the record only as it is, and no long texts.
	Column
	// Entry is the entry condition of a record-triggered flow. It sees changes, and names fields as {!$Record.Name}.
	Entry
)

// Blanks is the treatment of blank fields (formulaTreatBlanksAs) that formula fields need. With
// BlankAsZero ISBLANK of a number is never true, and a missing number would count as zero.
// Validation rules and flows have no such setting.
const Blanks = "BlankAsBlank"

// Env is what Compile needs to know about the org.
type Env struct {
	// Object is the object, in our words, that the criterion is about.
	Object string
	// Use says what the formula is for.
	Use Use
	// Org translates names.
	Org Resolver
	// Limit bounds the length of a formula; zero for DefaultLimit.
	Limit Limit
	// Before is the address of a flow of which criteria mean the stage before the change: those about a move within it.
	Before string
}

// Resolver translates what an expression names to what the org calls it.
// The last result is false for what the org does not have.
type Resolver interface {
	// Field is the field of the org that holds a field of ours.
	Field(object, field string) (Field, bool)
	// Option is the API name of a picklist value, or what Field.Key holds of a user or record.
	Option(object, field, value string) (string, bool)
	// Flow is the picklist that holds the stage of a lifecycle or pipeline.
	Flow(address string) (Flow, bool)
	// Score is the number field that holds a dimension of a score ("total" for the sum),
	// and the object that has it.
	Score(scoring, dimension string) (object string, f Field, ok bool)
	// Meets is a checked expression that says what a threshold demands.
	Meets(scoring, threshold string) (expr.Expr, bool)
	// Parent is the relationship by which formulas of from look at the record of to that it belongs to.
	Parent(from, to string) (Parent, bool)
	// Count is a number field of object that counts what q counts, or of which q asks
	// whether there is any: a roll-up summary, or a field that a flow keeps. No value means none; a field
	// without a name, that no record ever belongs to one of object.
	Count(object string, q *expr.Quant) (Field, bool)
}

// Type is the type of a field, as the Metadata API names it.
type Type string

const (
	Text                Type = "Text"
	TextArea            Type = "TextArea"
	Email               Type = "Email"
	Phone               Type = "Phone"
	URL                 Type = "Url"
	AutoNumber          Type = "AutoNumber"
	LongTextArea        Type = "LongTextArea"
	HTML                Type = "Html"
	Number              Type = "Number"
	Currency            Type = "Currency"
	Percent             Type = "Percent"
	Checkbox            Type = "Checkbox"
	Date                Type = "Date"
	DateTime            Type = "DateTime"
	Picklist            Type = "Picklist"
	MultiselectPicklist Type = "MultiselectPicklist"
	Lookup              Type = "Lookup"
	MasterDetail        Type = "MasterDetail"
)

// text tells whether formulas take the field for a text as it is.
func (t Type) text() bool {
	switch t {
	case Text, TextArea, Email, Phone, URL, AutoNumber, LongTextArea, HTML:
		return true
	}
	return false
}

func (t Type) long() bool   { return t == LongTextArea || t == HTML }
func (t Type) number() bool { return t == Number || t == Currency || t == Percent }
func (t Type) lookup() bool { return t == Lookup || t == MasterDetail }

// Field is a field of the org.
type Field struct {
	// Name is the API name, such as StageName or Segment__c; Label what people see.
	Name, Label string
	Type        Type
	// Key is, for a lookup, the path by which a criterion names its record, such as
	// Owner.Username: ids differ from org to org. "" if criteria cannot name one.
	Key string
}

// Flow is a lifecycle or pipeline: a picklist with one value a stage.
type Flow struct {
	Object string // whose records are in the stages
	Field  Field
	// RecordType is the developer name of the record type whose records are in this flow; ""
	// for all. Pipelines share StageName, so a value alone does not tell in which one a record is.
	RecordType string
	Stages     []Stage // in order
}

// Stage is a stage with its picklist value and its place in the flow, from 0.
type Stage struct {
	Address, Value, Label string
	Rank                  int
}

// Parent is a way from a record to one that it belongs to.
type Parent struct {
	// Path goes there: Account, or Company__r for a custom lookup; Key is the field that
	// holds its id: AccountId, Company__c. No path is a record that holds the other's facts itself.
	Path, Key string
}
