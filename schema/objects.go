package schema

import "slices"

// builtinObjects are the record types that every architecture has, with the
// associations that HubSpot and Salesforce both have in some form.
var builtinObjects = []*Object{
	{Name: "lead", Label: "Lead", Plural: "Leads", BelongsTo: []Address{"object.company", "object.contact"}},
	{Name: "contact", Label: "Contact", Plural: "Contacts", BelongsTo: []Address{"object.company"}, HasMany: []Address{"object.deal"}},
	{Name: "company", Label: "Company", Plural: "Companies"},
	{Name: "deal", Label: "Deal", Plural: "Deals", BelongsTo: []Address{"object.company", "object.contact"}, HasMany: []Address{"object.contact"}},
	{Name: "project", Label: "Project", Plural: "Projects", BelongsTo: []Address{"object.deal", "object.company"}},
}

// BuiltinObjects lists the names of the record types that need no block.
func BuiltinObjects() []string {
	names := make([]string, len(builtinObjects))
	for i, o := range builtinObjects {
		names[i] = o.Name
	}
	return names
}

// builtinFields are kept by every CRM on every record.
var builtinFields = []*Field{
	{Name: "id", Label: "Record ID", Type: FieldType{Kind: "text"}},
	{Name: "owner", Label: "Owner", Type: FieldType{Kind: "user"}},
	{Name: "created_at", Label: "Created at", Type: FieldType{Kind: "datetime"}},
	{Name: "updated_at", Label: "Updated at", Type: FieldType{Kind: "datetime"}},
	{Name: "last_activity_at", Label: "Last activity at", Type: FieldType{Kind: "datetime"}},
}

// BuiltinFields lists the names of the fields that every object has.
func BuiltinFields() []string {
	names := make([]string, len(builtinFields))
	for i, f := range builtinFields {
		names[i] = f.Name
	}
	return names
}

func builtinField(object, name string) *Field {
	for _, f := range builtinFields {
		if f.Name == name {
			c := *f
			c.Object, c.Address = object, FieldAddress(object, name)
			return &c
		}
	}
	return nil
}

// Object finds a record type by name: built in, annotated or custom; nil when there is none.
func (a *Architecture) Object(name string) *Object {
	return Find[Object](a, NewAddress("", "object", name))
}

// Field finds a field of the catalog, or a built-in one; nil when there is none.
func (a *Architecture) Field(object, name string) *Field {
	return Find[Field](a, FieldAddress(object, name))
}

// ObjectNames lists every record type, built-in ones first.
func (a *Architecture) ObjectNames() []string {
	if a.objectNames != nil {
		return slices.Clip(a.objectNames)
	}
	names := BuiltinObjects()
	for _, o := range a.Objects {
		if !slices.Contains(names, o.Name) {
			names = append(names, o.Name)
		}
	}
	return names
}

// associations collects what pick finds for object,
// from its own block and the built-in definition together.
func (a *Architecture) associations(object string, pick func(*Object) []Address) []Address {
	var out []Address
	for _, o := range builtinObjects {
		if o.Name == object {
			out = append(out, pick(o)...)
		}
	}
	if o := a.Object(object); o != nil {
		out = append(out, pick(o)...)
	}
	return out
}

// BelongsTo tells whether a record of child has at most one record of parent.
func (a *Architecture) BelongsTo(child, parent string) bool {
	return slices.Contains(a.associations(child, func(o *Object) []Address { return o.BelongsTo }), NewAddress("", "object", parent))
}

// HasMany tells whether a record of object may have several records of other.
func (a *Architecture) HasMany(object, other string) bool {
	return slices.Contains(a.associations(object, func(o *Object) []Address { return o.HasMany }), NewAddress("", "object", other)) ||
		a.BelongsTo(other, object)
}
