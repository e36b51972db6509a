package hubspot

import (
	"fmt"

	"github.com/stagecraft-dev/stagecraft/providers/hubspot/api"
	"github.com/stagecraft-dev/stagecraft/providers/hubspot/filter"
	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/expr"
)

// resolver tells the filter compiler what the account calls things.
type resolver struct{ *compiler }

// env is for criteria about records of an object.
func (c *compiler) env(object string) filter.Env {
	return filter.Env{Object: object, Zone: c.portal.details.TimeZone, Portal: resolver{c}}
}

// Property is the property that holds a field, when its object lives here.
func (r resolver) Property(object, field string) (filter.Property, bool) {
	if !r.owns(object) {
		return filter.Property{}, false
	}
	plural, name := r.property(object, field)
	if own, p := r.standardProperty(plural, name); own {
		if p.Label == "" {
			p.Label = name
		}
		return *p, true
	}
	f := r.a.Field(object, field)
	if f == nil || f.Type.Kind == "reference" {
		return filter.Property{}, false
	}
	form := forms[f.Type.Kind]
	if form[0] == "" {
		return filter.Property{}, false
	}
	return filter.Property{Name: name, Label: schema.Title(f), Type: form[0], Multiple: form[1] == "checkbox"}, true
}

// Option is the internal value, or the owner with that address.
func (r resolver) Option(object, field, value string) (string, bool) {
	f := r.a.Field(object, field)
	if f != nil && f.Type.Kind == "user" {
		if m := schema.Find[schema.Member](r.a, schema.Address(value)); m != nil {
			value = m.Identity
		}
		if r.portal.known && r.portal.owner(value) == nil {
			return "", false
		}
		return ref(refOwner, mailbox(value)), true
	}
	if f != nil {
		value = r.optionOf(f, value)
	}
	return value, true
}

// Flow is the property of a track with a placeholder for each stage.
func (r resolver) Flow(address string) (filter.Flow, bool) {
	t := r.a.Track(schema.Address(address))
	if t == nil || !r.owns(t.Object) {
		return filter.Flow{}, false
	}
	f := filter.Flow{Object: t.Object, Property: filter.Property{Name: r.trackProperty(t), Label: t.Label(), Type: "enumeration"}}
	for i, s := range t.Stages {
		f.Stages = append(f.Stages, filter.Stage{Address: string(s.Address), Value: r.stageRef(t, s), Rank: i})
	}
	return f, true
}

// scoreField is the property that holds a dimension of a score ("total" for the sum): a declared field, or one of its own.
func (c *compiler) scoreField(s *schema.Scoring, dimension string) (plural, name string) {
	field := s.Total
	for _, d := range s.Dimensions {
		if d.Name == dimension {
			field = d.Field
		}
	}
	if field != "" {
		_, _, l := field.Split()
		return c.property(l[0], l[1])
	}
	return c.names.plural(s.Object.Name()), s.Address.Key() + "_" + dimension + "_score"
}

// Score is the number property of a dimension.
func (r resolver) Score(scoring, dimension string) (string, filter.Property, bool) {
	s := schema.Find[schema.Scoring](r.a, schema.Address(scoring))
	if s == nil || !r.owns(s.Object.Name()) {
		return "", filter.Property{}, false
	}
	plural, name := r.scoreField(s, dimension)
	return r.names.object(plural), filter.Property{Name: name, Label: fmt.Sprintf("%s: %s", schema.Title(s), schema.Label("", dimension)), Type: "number"}, true
}

// Meets says a threshold as comparisons of the dimensions.
func (r resolver) Meets(scoring, threshold string) (expr.Expr, bool) {
	return schema.Meets(r.a, scoring, threshold)
}

// associations are HubSpot's own types of association, primary ones where they exist, by the objects at both ends.
// Source: developers.hubspot.com/docs/guides/api/crm/associations, association type ids.
var associations = map[[2]string]filter.Link{
	{"contacts", "companies"}: {Label: "Primary company", TypeID: 1, Single: true, Property: "associatedcompanyid"},
	{"companies", "contacts"}: {Label: "Contacts", TypeID: 280, Many: true},
	{"contacts", "deals"}:     {Label: "Deals", TypeID: 4, Many: true},
	{"deals", "contacts"}:     {Label: "Contacts", TypeID: 3},
	{"deals", "companies"}:    {Label: "Primary company", TypeID: 5, Single: true},
	{"companies", "deals"}:    {Label: "Deals", TypeID: 342, Many: true},
	{"tickets", "contacts"}:   {Label: "Contacts", TypeID: 16},
	{"contacts", "tickets"}:   {Label: "Tickets", TypeID: 15, Many: true},
	{"tickets", "companies"}:  {Label: "Primary company", TypeID: 26, Single: true},
	{"companies", "tickets"}:  {Label: "Tickets", TypeID: 340, Many: true},
	{"tickets", "deals"}:      {Label: "Deals", TypeID: 28},
	{"deals", "tickets"}:      {Label: "Tickets", TypeID: 27, Many: true},
}

// Link is HubSpot's own association between two objects.
func (r resolver) Link(from, to string) (filter.Link, bool) {
	if !r.owns(from) || !r.owns(to) {
		return filter.Link{}, false
	}
	plural := r.names.plural(to)
	l, ok := associations[[2]string{r.names.plural(from), plural}]
	if !ok {
		return l, false
	}
	l.Object, l.Category, l.ObjectTypeID = to, "HUBSPOT_DEFINED", r.portal.objectID(plural)
	if !l.Single && r.a.HasMany(from, to) {
		l.Many = true
	}
	return l, true
}

// Count is HubSpot's own number of associated records.
func (r resolver) Count(object string, q *expr.Quant) (filter.Property, bool) {
	if q.Where != nil || !r.owns(object) || !r.owns(q.Object) {
		return filter.Property{}, false
	}
	p, ok := map[[2]string]filter.Property{
		{"companies", "contacts"}: {Name: "num_associated_contacts", Label: "Number of Associated Contacts", Type: "number"},
		{"companies", "deals"}:    {Name: "num_associated_deals", Label: "Number of Associated Deals", Type: "number"},
		{"contacts", "deals"}:     {Name: "num_associated_deals", Label: "Number of Associated Deals", Type: "number"},
		{"deals", "contacts"}:     {Name: "num_associated_contacts", Label: "Number of Associated Contacts", Type: "number"},
	}[[2]string{r.names.plural(object), r.names.plural(q.Object)}]
	return p, ok
}

// owner finds an owner by e-mail address; nil for nobody.
func (p *portal) owner(email string) *api.Owner {
	for i := range p.owners {
		if mailbox(p.owners[i].Email) == mailbox(email) {
			return &p.owners[i]
		}
	}
	return nil
}

// standardProperties are HubSpot's own properties that architectures speak of most, with their types, for compiling
// without an account. With one, its own list counts. Source: HubSpot's knowledge base, default properties of each object.
var standardProperties = map[string]map[string]string{
	"contacts": {"email": "string", "firstname": "string", "lastname": "string", "phone": "string", "mobilephone": "string", "company": "string", "jobtitle": "string",
		"website": "string", "address": "string", "city": "string", "state": "string", "zip": "string", "country": "string", "industry": "string", "annualrevenue": "number",
		"numemployees": "number", "createdate": "datetime", "lastmodifieddate": "datetime", "closedate": "datetime", "message": "string", "hs_lead_status": "enumeration",
		"lifecyclestage": "enumeration", "hubspot_owner_id": "enumeration", "hs_object_id": "number", "hs_buying_role": "enumeration", "notes_last_contacted": "datetime",
		"notes_last_updated": "datetime", "num_associated_deals": "number", "hubspotscore": "number", "salutation": "string", "date_of_birth": "string"},
	"companies": {"name": "string", "domain": "string", "website": "string", "phone": "string", "address": "string", "city": "string", "state": "string", "zip": "string",
		"country": "string", "description": "string", "annualrevenue": "number", "numberofemployees": "number", "createdate": "datetime", "industry": "enumeration",
		"type": "enumeration", "lifecyclestage": "enumeration", "hs_lead_status": "enumeration", "hubspot_owner_id": "enumeration", "hs_object_id": "number",
		"notes_last_contacted": "datetime", "notes_last_updated": "datetime", "hs_lastmodifieddate": "datetime", "num_associated_contacts": "number", "num_associated_deals": "number"},
	"deals": {"dealname": "string", "amount": "number", "closedate": "datetime", "createdate": "datetime", "description": "string", "dealstage": "enumeration",
		"pipeline": "enumeration", "dealtype": "enumeration", "closed_lost_reason": "string", "closed_won_reason": "string", "hs_priority": "enumeration",
		"hs_next_step": "string", "hubspot_owner_id": "enumeration", "hs_object_id": "number", "notes_last_contacted": "datetime", "notes_last_updated": "datetime",
		"hs_lastmodifieddate": "datetime", "num_associated_contacts": "number"},
	"tickets": {"subject": "string", "content": "string", "hs_pipeline": "enumeration", "hs_pipeline_stage": "enumeration", "hs_ticket_priority": "enumeration",
		"createdate": "datetime", "hubspot_owner_id": "enumeration", "hs_object_id": "number", "hs_lastmodifieddate": "datetime", "notes_last_updated": "datetime"},
	"leads": {"hs_lead_name": "string", "hs_lead_type": "enumeration", "hs_lead_label": "enumeration", "hs_pipeline": "enumeration", "hs_pipeline_stage": "enumeration",
		"hs_createdate": "datetime", "hs_lastmodifieddate": "datetime", "hubspot_owner_id": "enumeration", "hs_object_id": "number"},
}
