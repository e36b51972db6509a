package schema

// Object is a record type, built in or custom. Lead, contact, company, deal and project are built
// in; a block of that name annotates, any other adds a custom object.
type Object struct {
	Meta
	// Name is the identifier of the object.
	Name string `sc:"name,label"`
	// Label is the singular that people see.
	Label string `sc:"label"`
	// Plural is the plural that people see.
	Plural string `sc:"plural"`
	// Description says what a record stands for.
	Description string `sc:"description"`
	// BelongsTo lists the objects of which each record has at most one.
	BelongsTo []Address `sc:"belongs_to,ref=object"`
	// HasMany lists the objects of which each record may have several.
	HasMany []Address `sc:"has_many,ref=object"`
	// System is where the records live, unless in the CRM.
	System Address `sc:"system,ref=system"`
	// CRM names the object in each CRM: { hubspot = "deals", salesforce = "Opportunity" }.
	CRM map[string]string `sc:"crm"`
}

// Field is an entry of the governed field catalog.
type Field struct {
	Meta
	// Object is the record type that has the field.
	Object string `sc:"object,label"`
	// Name is the identifier of the field.
	Name string `sc:"name,label"`
	// Label is what people see; the name in words if not given.
	Label string `sc:"label"`
	// Type is the data type.
	Type FieldType `sc:"type,required"`
	// Owner is the role that answers for the field's meaning and quality.
	Owner Address `sc:"owner,ref=role|team"`
	// Usage says what the field means and who sets it.
	Usage string `sc:"usage"`
	// Source says where the value comes from.
	Source string `sc:"source"`
	// Required makes the CRM demand a value on every record.
	Required bool `sc:"required"`
	// Validation is a condition that a value must meet.
	Validation Criterion `sc:"validation"`
	// Message is what a person reads when the validation fails.
	Message string `sc:"message"`
	// TrackHistory keeps every former value.
	TrackHistory bool `sc:"track_history"`
	// Group is the group or section that shows the field.
	Group string `sc:"group"`
	// Personal marks personal data.
	Personal bool `sc:"personal"`
	// System is where the value lives, unless in the CRM.
	System Address `sc:"system,ref=system"`
	// Writers are the automations that set the field.
	Writers []Address `sc:"writers,ref=automation|scoring|routing"`
	// Property is the internal name in the CRM; the field's name if not given.
	Property string `sc:"property"`
	// CRM gives the internal name where a CRM differs: { salesforce = "Email" }.
	CRM map[string]string `sc:"crm"`
	// Options give labels and descriptions to the values of an enum.
	Options []*FieldOption `sc:"option,block"`
	// RACI says who is accountable, responsible, consulted, informed.
	RACI *RACI `sc:"raci,block"`
}

// FieldOption says more about one value of an enum.
type FieldOption struct {
	Meta
	// Value is the option as listed in the type.
	Value string `sc:"value,label"`
	// Label is what people see.
	Label string `sc:"label"`
	// Description says when it is chosen.
	Description string `sc:"description"`
	// Deprecated options stay on old records and are offered no more.
	Deprecated bool `sc:"deprecated"`
}

// Status is a working state of a record, kept apart from its lifecycle position.
type Status struct {
	Meta
	// Object is the record type.
	Object string `sc:"object,label"`
	// Name is the identifier of the status.
	Name string `sc:"name,label"`
	// Label is what people see.
	Label string `sc:"label"`
	// Definition says when a record has the status.
	Definition string `sc:"definition"`
	// Order places the status among the others of its object, from low to high.
	Order float64 `sc:"order"`
	// Closed marks a status in which no more work is expected.
	Closed bool `sc:"closed"`
	// Reasons lists the codes of which one must be given.
	Reasons Address `sc:"reasons,ref=reasons"`
	// State tells whether the definition is agreed.
	State string `sc:"state,enum=assumed|confirmed,default=assumed"`
}

// Reasons is a coded list: why a lead was rejected, recycled or lost.
type Reasons struct {
	Meta
	// Name is the identifier of the list.
	Name string `sc:"name,label"`
	// Title is what people see.
	Title string `sc:"title"`
	// Kind says what the codes explain.
	Kind string `sc:"kind,required,enum=rejection|recycling|drop_off|disqualification|loss|close_date_push|holding"`
	// Object is the record type that the reason is kept on.
	Object Address `sc:"object,ref=object"`
	// Field holds the code on a record; a field of the list's own name is made if not given.
	Field Address `sc:"field,ref=field"`
	// Codes are the permitted reasons.
	Codes []*ReasonCode `sc:"code,block,required"`
}

// ReasonCode is one reason.
type ReasonCode struct {
	Meta
	// Name is the code.
	Name string `sc:"name,label"`
	// Label is what people see.
	Label string `sc:"label"`
	// Description says when the code applies.
	Description string `sc:"description"`
	// RetryAfter is when the record may come back.
	RetryAfter Duration `sc:"retry_after"`
}
