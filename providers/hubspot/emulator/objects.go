package emulator

import (
	"strings"
)

// standard lists the object types that every account has, with the ids that HubSpot publishes. Leads come with
// Professional. stage and pipeline name the properties that hold where a record stands.
var standard = []struct {
	id, name, singular, plural string
	stage, pipeline            string
}{
	{"0-1", "contacts", "Contact", "Contacts", "lifecyclestage", "hs_pipeline"},
	{"0-2", "companies", "Company", "Companies", "lifecyclestage", "hs_pipeline"},
	{"0-3", "deals", "Deal", "Deals", "dealstage", "pipeline"},
	{"0-5", "tickets", "Ticket", "Tickets", "hs_pipeline_stage", "hs_pipeline"},
	{"0-136", "leads", "Lead", "Leads", "hs_pipeline_stage", "hs_pipeline"},
	{"0-7", "products", "Product", "Products", "", ""},
	{"0-8", "line_items", "Line item", "Line items", "", ""},
	{"0-14", "quotes", "Quote", "Quotes", "", ""},
	{"0-123", "orders", "Order", "Orders", "hs_pipeline_stage", "hs_pipeline"},
	{"0-162", "services", "Service", "Services", "hs_pipeline_stage", "hs_pipeline"},
	{"0-27", "tasks", "Task", "Tasks", "", ""},
	{"0-46", "notes", "Note", "Notes", "", ""},
	{"0-47", "meetings", "Meeting", "Meetings", "", ""},
	{"0-48", "calls", "Call", "Calls", "", ""},
	{"0-49", "emails", "Email", "Emails", "", ""},
}

// placed gives the properties that hold the stage and the pipeline of a record; "" for objects without pipelines.
func (o *object) placed() (stage, pipeline string) {
	if o.Custom != nil {
		return "hs_pipeline_stage", "hs_pipeline"
	}
	for _, s := range standard {
		if s.id == o.ID {
			return s.stage, s.pipeline
		}
	}
	return "", ""
}

// lifecycle tells whether the stages of the object are lifecycle stages.
func (o *object) lifecycle() bool { return o.ID == "0-1" || o.ID == "0-2" }

// object finds the type that a path parameter names: by id, by singular or plural name in any case, custom
// ones by id or fully qualified name.
func (c *call) object(param string) (*object, error) { return c.st.find(c.params[param]) }

func (s *state) find(name string) (*object, error) {
	for _, o := range s.Objects.all() {
		switch {
		case o.Custom != nil && o.Custom.Archived:
		case o.ID == name, strings.EqualFold(o.Name, name):
			return o, nil
		case o.Custom == nil && strings.EqualFold(strings.ReplaceAll(o.Singular, " ", "_"), name):
			return o, nil
		}
	}
	return nil, invalid("", "Unable to infer object type from: %s", name)
}

// stageOf finds a stage of the object by its id, in any pipeline.
func (o *object) stageOf(id string) (*pipeline, *stage) {
	for _, p := range o.Pipelines {
		if s := p.stage(id); s != nil {
			return p, s
		}
	}
	return nil, nil
}

func (o *object) pipeline(id string) *pipeline {
	for _, p := range o.Pipelines {
		if p.ID == id {
			return p
		}
	}
	return nil
}

func (p *pipeline) stage(id string) *stage {
	for _, s := range p.Stages {
		if s.ID == id {
			return s
		}
	}
	return nil
}

// occupants lists the ids of the records that stand in a stage; those in the recycle bin do not count.
func (o *object) occupants(stageID string) []string {
	name, _ := o.placed()
	var ids []string
	for _, r := range o.Records.all() {
		if !r.Archived && name != "" && r.Values[name] == stageID {
			ids = append(ids, r.ID)
		}
	}
	return ids
}
