package salesforce

import (
	"slices"

	"github.com/stagecraft-dev/stagecraft/providers/salesforce/formula"
	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/expr"
)

// resolver tells the formula compiler what an org calls things, for formulas of records of one of its objects.
type resolver struct {
	*compiler
	sobject string
	object  string // ours, that the records are
}

// env is for formulas about records of an object, as the org's object that they are.
func (c *compiler) env(object, sobject string, use formula.Use) formula.Env {
	return formula.Env{Object: object, Use: use, Org: resolver{c, sobject, object}}
}

// home is the object of the org that facts of an object are looked for on, seen from the resolver's own records.
func (r resolver) homeFor(object string) string {
	if object == r.object || r.sobject == lead && object == "company" {
		return r.sobject
	}
	return r.names.last(object)
}

// Field is the field that holds a field of ours, when its records live here.
func (r resolver) Field(object, field string) (formula.Field, bool) {
	if !r.owns(object) {
		return formula.Field{}, false
	}
	sobject := r.homeFor(object)
	if own, ok := implied[field]; ok {
		if field == "owner" && queueable(sobject) {
			own.Key = "Owner:User.Username" // a queue may be the owner
		}
		return own, true
	}
	f := r.a.Field(object, field)
	if f == nil {
		if p := r.approvalOf(object, field); p != nil {
			return formula.Field{Name: customName(field), Label: schema.Title(p), Type: formula.Picklist}, true
		}
		if field == "status" && r.hasStatuses(object) {
			name, _ := r.statusField(object, sobject)
			return formula.Field{Name: name, Label: "Status", Type: formula.Picklist}, true
		}
		list := r.reasonsOf(object, field)
		if list == nil {
			return formula.Field{}, false
		}
		return formula.Field{Name: r.reasonField(list, sobject), Label: schema.Title(list), Type: formula.Picklist}, true
	}
	out := formula.Field{Name: r.fieldOn(sobject, f), Label: schema.Title(f)}
	out.Type = r.typeOf(sobject, out.Name, f)
	if out.Type == formula.Lookup {
		out.Key = relationshipOf(out.Name) + ".Name"
		if f.Type.Kind == "user" {
			out.Key = relationshipOf(out.Name) + ".Username"
		}
	}
	return out, out.Type != ""
}

// reasonsOf is the list whose codes records of an object hold in a field that is in no catalog, by its name or key; nil for
// none.
func (c *compiler) reasonsOf(object, field string) *schema.Reasons {
	for _, r := range c.a.Reasons {
		if r.Field == "" && (r.Name == field || r.Address.Key() == field) && slices.Contains(c.reasonObjects(r), object) {
			return r
		}
	}
	return nil
}

// implied are facts that every record has, by our name.
var implied = map[string]formula.Field{
	"owner":            {Name: "OwnerId", Label: "Owner", Type: formula.Lookup, Key: "Owner.Username"},
	"created_at":       {Name: "CreatedDate", Label: "Created Date", Type: formula.DateTime},
	"updated_at":       {Name: "LastModifiedDate", Label: "Last Modified Date", Type: formula.DateTime},
	"last_activity_at": {Name: "LastActivityDate", Label: "Last Activity", Type: formula.Date},
}

// Option is the API name of a value, or the user name of a user.
func (r resolver) Option(object, field, value string) (string, bool) {
	f := r.a.Field(object, field)
	if list := r.reasonsOf(object, field); f == nil && list != nil {
		return r.reasonValue(list, r.homeFor(object), value), true
	}
	if f == nil && field == "status" && r.hasStatuses(object) {
		for _, s := range r.a.Statuses {
			if s.Object == object && s.Name == value {
				return r.statusValue(s, r.homeFor(object)), true
			}
		}
		return value, false
	}
	switch {
	case f == nil && r.approvalOf(object, field) != nil:
		return value, true
	case f == nil || f.Type.Kind == "user":
		if m := schema.Find[schema.Member](r.a, schema.Address(value)); m != nil {
			value = m.Identity
		}
		if u := r.org.org.user(value); u != nil {
			return u.Username, true
		}
		return value, !r.org.org.known
	case f.Type.Kind == "reference":
		return value, true
	}
	set := r.setOfField(r.homeFor(object), f)
	if code := r.codeIn(f, value); code != nil {
		return r.recognised(set, value, schema.Title(code)), true
	}
	return r.optionOn(set, f, value), true
}

// codeIn is the code of a list that a field of the catalog holds; nil for an option of the field's own.
func (c *compiler) codeIn(f *schema.Field, value string) *schema.ReasonCode {
	for _, r := range c.a.Reasons {
		for _, code := range r.Codes {
			if r.Field == f.Address && code.Name == value && !slices.Contains(f.Type.Options, value) {
				return code
			}
		}
	}
	return nil
}

// approvalOf is the policy whose decision a field of an object holds; nil for other fields.
func (c *compiler) approvalOf(object, field string) *schema.Approval {
	for _, p := range c.a.Approvals {
		if p.Object.Name() == object && approvalName(p) == field {
			return p
		}
	}
	return nil
}

// Flow is the picklist of a track as the record's own object has it.
func (r resolver) Flow(address string) (formula.Flow, bool) {
	t := r.a.Track(schema.Address(address))
	if t == nil {
		return formula.Flow{}, false
	}
	h := r.homeOn(t, r.homeFor(t.Object))
	if h == nil {
		return formula.Flow{}, false
	}
	f := formula.Flow{Object: t.Object, RecordType: h.recordType, Field: formula.Field{Name: h.field, Label: t.Label(), Type: formula.Picklist}}
	for i, s := range t.Stages {
		f.Stages = append(f.Stages, formula.Stage{Address: string(s.Address), Value: h.values[i], Label: schema.Title(s), Rank: i})
	}
	return f, true
}

// Score is the number field of a dimension.
func (r resolver) Score(scoring, dimension string) (string, formula.Field, bool) {
	s := schema.Find[schema.Scoring](r.a, schema.Address(scoring))
	if s == nil || !r.owns(s.Object.Name()) {
		return "", formula.Field{}, false
	}
	return s.Object.Name(), r.scoreField(r.homeFor(s.Object.Name()), s, dimension), true
}

// scoreField is the field of a dimension ("total" for the sum): a declared one, or one of its own.
func (c *compiler) scoreField(sobject string, s *schema.Scoring, dimension string) formula.Field {
	declared := s.Total
	for _, d := range s.Dimensions {
		if d.Name == dimension {
			declared = d.Field
		}
	}
	if f := schema.Find[schema.Field](c.a, declared); f != nil {
		return formula.Field{Name: c.fieldOn(sobject, f), Label: schema.Title(f), Type: formula.Number}
	}
	return formula.Field{Name: customName(s.Address.Key() + "_" + dimension + "_score"), Label: schema.Title(s) + ": " + schema.Label("", dimension), Type: formula.Number}
}

// Meets says a threshold as comparisons of the dimensions.
func (r resolver) Meets(scoring, threshold string) (expr.Expr, bool) {
	return schema.Meets(r.a, scoring, threshold)
}

// parents are relationships that every org has, by the objects at both ends.
var parents = map[[2]string]formula.Parent{
	{contact, account}:     {Path: "Account", Key: "AccountId"},
	{opportunity, account}: {Path: "Account", Key: "AccountId"},
}

// Parent is a relationship of Salesforce's own, or the declared lookup field.
func (r resolver) Parent(from, to string) (formula.Parent, bool) {
	if !r.owns(from) || !r.owns(to) {
		return formula.Parent{}, false
	}
	source := r.homeFor(from)
	if source == lead && to == "company" {
		return formula.Parent{}, true // leads hold the facts of their company
	}
	if p, ok := parents[[2]string{source, r.names.last(to)}]; ok {
		return p, true
	}
	for _, f := range r.a.Fields {
		if f.Object == from && f.Type.Kind == "reference" && f.Type.Object == to {
			name := r.fieldOn(source, f)
			return formula.Parent{Path: relationshipOf(name), Key: name}, true
		}
	}
	return r.lookupTo(source, r.names.last(to))
}

// lookupTo is the lookup that an object of ours is made with, see lookups.
func (c *compiler) lookupTo(sobject, parent string) (formula.Parent, bool) {
	name, ok := c.lookups(sobject)[parent]
	if !ok {
		return formula.Parent{}, false
	}
	return formula.Parent{Path: relationshipOf(name), Key: name}, true
}

// Count is a field that a flow keeps; there is none unless rollups makes one. Nothing belongs to a lead, whose deals come
// with its conversion.
func (r resolver) Count(object string, q *expr.Quant) (formula.Field, bool) {
	if r.homeFor(object) != r.names.last(object) {
		return formula.Field{Type: formula.Number}, true
	}
	return r.countField(object, q)
}
