package emulator

import (
	"fmt"
	"slices"
	"strings"
)

// own describes one of HubSpot's own properties.
type own struct {
	name, label, kind, field string
	readOnly                 bool // the value
	unique                   bool
	owner                    bool     // options are the owners
	editable                 bool     // the options can be changed
	options                  []string // VALUE, or VALUE=Label
}

func words(name, label string) own {
	return own{name: name, label: label, kind: "string", field: "text"}
}
func count(name, label string) own {
	return own{name: name, label: label, kind: "number", field: "number"}
}
func day(name, label string) own { return own{name: name, label: label, kind: "date", field: "date"} }
func stamped(name, label string) own {
	return own{name: name, label: label, kind: "datetime", field: "date", readOnly: true}
}
func counted(name, label string) own {
	return own{name: name, label: label, kind: "number", field: "number", readOnly: true}
}
func choice(name, label string, options ...string) own {
	return own{name: name, label: label, kind: "enumeration", field: "select", options: options}
}
func choices(name, label string, options ...string) own {
	p := choice(name, label, options...)
	p.editable = true
	return p
}

// commonProperties are those of every object.
var commonProperties = []own{
	{name: "hs_object_id", label: "Record ID", kind: "number", field: "number", readOnly: true},
	stamped("hs_createdate", "Object create date/time"), stamped("hs_lastmodifieddate", "Object last modified date/time"),
	{name: "hubspot_owner_id", label: "Owner", kind: "enumeration", field: "select", owner: true},
	{name: "hubspot_team_id", label: "HubSpot Team", kind: "string", field: "text", readOnly: true},
}

// ownProperties are the rest, by object type, with the name and label of the group that they are in.
var ownProperties = map[string]struct {
	group, label string
	properties   []own
}{
	"0-1": {"contactinformation", "Contact information", []own{
		{name: "email", label: "Email", kind: "string", field: "text", unique: true}, words("firstname", "First Name"), words("lastname", "Last Name"),
		words("phone", "Phone Number"), words("mobilephone", "Mobile Phone Number"), words("company", "Company Name"), words("jobtitle", "Job Title"), words("website", "Website URL"),
		words("address", "Street Address"), words("city", "City"), words("state", "State/Region"), words("zip", "Postal Code"), words("country", "Country/Region"),
		words("industry", "Industry"), count("annualrevenue", "Annual Revenue"), count("numemployees", "Number of Employees"),
		stamped("createdate", "Create Date"), stamped("lastmodifieddate", "Last Modified Date"), stamped("notes_last_contacted", "Last Contacted"),
		stamped("notes_last_updated", "Last Activity Date"), counted("num_associated_deals", "Number of Associated Deals"),
		{name: "associatedcompanyid", label: "Primary Associated Company ID", kind: "number", field: "number", readOnly: true},
		count("hubspotscore", "HubSpot Score"), day("closedate", "Close Date"), words("message", "Message"),
		choice("lifecyclestage", "Lifecycle Stage"), choice("hs_pipeline", "Pipeline"),
		choices("hs_lead_status", "Lead Status", "NEW=New", "OPEN=Open", "IN_PROGRESS=In Progress", "OPEN_DEAL=Open Deal", "UNQUALIFIED=Unqualified",
			"ATTEMPTED_TO_CONTACT=Attempted to Contact", "CONNECTED=Connected", "BAD_TIMING=Bad Timing"),
		choice("hs_analytics_source", "Original Source", "ORGANIC_SEARCH=Organic Search", "PAID_SEARCH=Paid Search", "EMAIL_MARKETING=Email Marketing", "REFERRALS=Referrals", "DIRECT_TRAFFIC=Direct Traffic", "OFFLINE=Offline Sources"),
		choice("hs_email_optout", "Unsubscribed", "true=Yes", "false=No"),
	}},
	"0-2": {"companyinformation", "Company information", []own{
		words("name", "Company name"), {name: "domain", label: "Company Domain Name", kind: "string", field: "text"}, words("website", "Website URL"), words("phone", "Phone Number"),
		words("address", "Street Address"), words("city", "City"), words("state", "State/Region"), words("zip", "Postal Code"), words("country", "Country/Region"), words("description", "Description"),
		count("annualrevenue", "Annual Revenue"), count("numberofemployees", "Number of Employees"),
		stamped("createdate", "Create Date"), stamped("notes_last_contacted", "Last Contacted"), stamped("notes_last_updated", "Last Activity Date"),
		counted("num_associated_contacts", "Number of Associated Contacts"), counted("num_associated_deals", "Number of Associated Deals"),
		choices("industry", "Industry", "COMPUTER_SOFTWARE=Computer Software", "FINANCIAL_SERVICES=Financial Services", "HOSPITAL_HEALTH_CARE=Hospital & Health Care", "MANUFACTURING=Manufacturing", "RETAIL=Retail"),
		choices("type", "Type", "PROSPECT=Prospect", "PARTNER=Partner", "RESELLER=Reseller", "VENDOR=Vendor", "OTHER=Other"),
		choice("lifecyclestage", "Lifecycle Stage"), choice("hs_pipeline", "Pipeline"), choices("hs_lead_status", "Lead Status", "NEW=New", "OPEN=Open", "IN_PROGRESS=In Progress", "CONNECTED=Connected"),
	}},
	"0-3": {"dealinformation", "Deal information", []own{
		words("dealname", "Deal Name"), count("amount", "Amount"), {name: "closedate", label: "Close Date", kind: "datetime", field: "date"},
		stamped("createdate", "Create Date"), words("description", "Deal Description"), choice("dealstage", "Deal Stage"), choice("pipeline", "Pipeline"),
		choices("dealtype", "Deal Type", "newbusiness=New Business", "existingbusiness=Existing Business"),
		choices("closed_lost_reason", "Closed Lost Reason", "price=Price", "timing=Timing", "competitor=Competitor"), words("closed_won_reason", "Closed Won Reason"),
		choice("hs_priority", "Priority", "low=Low", "medium=Medium", "high=High"), stamped("notes_last_contacted", "Last Contacted"), stamped("notes_last_updated", "Last Activity Date"),
		counted("num_associated_contacts", "Number of Associated Contacts"), words("hs_next_step", "Next step"),
		{name: "hs_deal_stage_probability", label: "Deal probability", kind: "number", field: "number", readOnly: true},
		{name: "hs_v2_date_entered_current_stage", label: "Date entered current stage", kind: "datetime", field: "date", readOnly: true},
		{name: "hs_is_closed", label: "Is Deal Closed?", kind: "bool", field: "booleancheckbox", readOnly: true, options: []string{"true=True", "false=False"}},
	}},
	"0-5": {"ticketinformation", "Ticket information", []own{
		words("subject", "Ticket name"), words("content", "Ticket description"), choice("hs_pipeline_stage", "Ticket status"), choice("hs_pipeline", "Pipeline"),
		choice("hs_ticket_priority", "Priority", "LOW=Low", "MEDIUM=Medium", "HIGH=High", "URGENT=Urgent"), stamped("createdate", "Create date"),
		stamped("notes_last_updated", "Last Activity Date"),
	}},
	"0-136": {"leadinformation", "Lead information", []own{
		words("hs_lead_name", "Lead name"), choice("hs_pipeline_stage", "Lead stage"), choice("hs_pipeline", "Lead pipeline"),
		choices("hs_lead_type", "Lead type", "NEW_BUSINESS=New business", "RE_ATTEMPTING=Re-attempting", "UPSELL=Upsell"), choices("hs_lead_label", "Lead label", "HOT=Hot", "WARM=Warm", "COLD=Cold"),
	}},
	"0-123": {"orderinformation", "Order information", []own{words("hs_order_name", "Name"), choice("hs_pipeline_stage", "Stage"), choice("hs_pipeline", "Pipeline")}},
	"0-162": {"serviceinformation", "Service information", []own{words("hs_name", "Name"), choice("hs_pipeline_stage", "Stage"), choice("hs_pipeline", "Pipeline")}},
	"0-7":   {"productinformation", "Product information", []own{words("name", "Name"), count("price", "Unit price"), {name: "hs_sku", label: "SKU", kind: "string", field: "text"}}},
	"0-8":   {"lineiteminformation", "Line item information", []own{words("name", "Name"), count("price", "Unit price"), count("quantity", "Quantity")}},
	"0-14":  {"quoteinformation", "Quote information", []own{words("hs_title", "Title"), count("hs_quote_amount", "Amount")}},
	"0-27":  {"taskinformation", "Task information", []own{words("hs_task_subject", "Task Title"), words("hs_task_body", "Task Notes"), choice("hs_task_status", "Task Status", "NOT_STARTED=Not Started", "COMPLETED=Completed")}},
}

func newObject(id, name, singular, plural string) *object {
	return &object{ID: id, Name: name, Singular: singular, Plural: plural}
}

func (o *object) addOwn(group string, properties []own) {
	for _, w := range properties {
		readOnlyOptions := !w.editable
		p := &property{Name: w.name, Label: w.label, Type: w.kind, FieldType: w.field, GroupName: group, DisplayOrder: -1, HubspotDefined: true,
			HasUniqueValue: w.unique, DataSensitivity: "non_sensitive", ExternalOptions: w.owner,
			Metadata: modification{ReadOnlyDefinition: true, ReadOnlyValue: w.readOnly, ReadOnlyOptions: &readOnlyOptions}}
		if w.owner {
			p.ReferencedObjectType = "OWNER"
		}
		for i, opt := range w.options {
			value, label, ok := strings.Cut(opt, "=")
			if !ok {
				label = value
			}
			p.Options = append(p.Options, option{Label: label, Value: value, DisplayOrder: i})
		}
		o.Properties.set(p.Name, p)
	}
}

// addPlaces gives an object the properties of pipeline and stage; its first pipeline brings them.
func (o *object) addPlaces() {
	if o.active("hs_pipeline") == nil {
		o.addOwn(o.Groups.keys[0], []own{choice("hs_pipeline", "Pipeline"), choice("hs_pipeline_stage", "Pipeline stage")})
	}
}

// stages makes stages in order. Each is "id|label|value", where the value is the probability or the state.
func (s *state) stages(o *object, now string, list ...string) []*stage {
	var out []*stage
	for i, text := range list {
		part := strings.Split(text, "|")
		st := &stage{ID: part[0], Label: part[1], DisplayOrder: i, WritePermissions: "CRM_PERMISSIONS_ENFORCEMENT", CreatedAt: now, UpdatedAt: now}
		if st.ID == "" {
			st.ID = s.id()
		}
		key := "state"
		switch o.ID {
		case "0-3":
			key = "probability"
		case "0-5":
			key = "ticketState"
		case "0-136":
			key = "leadState"
		}
		if err := st.setMetadata(o, map[string]any{key: part[2]}); err != nil {
			panic(fmt.Sprintf("emulator: stage %s of %s: %v", text, o.Name, err)) // the lists are constants of this package
		}
		out = append(out, st)
	}
	return out
}

func (s *state) addPipeline(o *object, now, id, label string, stages ...string) *pipeline {
	p := &pipeline{ID: id, Label: label, DisplayOrder: len(o.Pipelines), CreatedAt: now, UpdatedAt: now}
	if id == "" {
		p.ID = s.id()
	}
	p.Stages = s.stages(o, now, stages...)
	o.Pipelines = append(o.Pipelines, p)
	return p
}

var lifecycleStages = []string{"subscriber|Subscriber|OPEN", "lead|Lead|OPEN", "marketingqualifiedlead|Marketing Qualified Lead|OPEN", "salesqualifiedlead|Sales Qualified Lead|OPEN",
	"opportunity|Opportunity|OPEN", "customer|Customer|CLOSED", "evangelist|Evangelist|OPEN", "other|Other|OPEN"}

// Empty is a new account of a tier: HubSpot's own properties and pipelines, one user, no records.
func Empty(tier Tier, options ...Option) *Account {
	if !tier.known() {
		panic("emulator: unknown tier " + string(tier))
	}
	a := newAccount(&state{PortalID: 4242424, Tier: tier, TimeZone: "Europe/Berlin", NextID: 1000}, options...)
	s, now := a.state, instant(a.settings.clock())
	for _, t := range standard {
		if t.id == "0-136" && !tier.atLeast(Professional) {
			continue
		}
		o := newObject(t.id, t.name, t.singular, t.plural)
		group0 := ownProperties[t.id]
		if group0.group == "" {
			group0.group, group0.label = strings.ReplaceAll(t.name, "_", "")+"information", t.singular+" information"
		}
		o.Groups.set(group0.group, &group{Name: group0.group, Label: group0.label, DisplayOrder: -1})
		o.addOwn(group0.group, slices.Concat(commonProperties, group0.properties))
		s.Objects.set(o.ID, o)
	}
	at := func(id string) *object { o, _ := s.Objects.get(id); return o }
	s.addPipeline(at("0-1"), now, lifecyclePipelines["0-1"], "Lifecycle Stage Pipeline", lifecycleStages...)
	s.addPipeline(at("0-2"), now, lifecyclePipelines["0-2"], "Lifecycle Stage Pipeline", lifecycleStages...)
	s.addPipeline(at("0-3"), now, "default", "Sales Pipeline", "appointmentscheduled|Appointment Scheduled|0.2", "qualifiedtobuy|Qualified To Buy|0.4",
		"presentationscheduled|Presentation Scheduled|0.6", "decisionmakerboughtin|Decision Maker Bought-In|0.8", "contractsent|Contract Sent|0.9", "closedwon|Closed Won|1.0", "closedlost|Closed Lost|0.0")
	s.addPipeline(at("0-5"), now, "0", "Support Pipeline", "1|New|OPEN", "2|Waiting on contact|OPEN", "3|Waiting on us|OPEN", "4|Closed|CLOSED")
	if o := at("0-136"); o != nil {
		s.addPipeline(o, now, "lead-pipeline-id", "Lead pipeline", "new-stage-id|New|NEW", "attempting-stage-id|Attempting|IN_PROGRESS", "connected-stage-id|Connected|IN_PROGRESS",
			"qualified-stage-id|Qualified|QUALIFIED", "unqualified-stage-id|Disqualified|DISQUALIFIED")
	}
	primary := "Primary"
	for _, l := range []labelPair{
		{Name: "contact_to_company", From: "0-1", To: "0-2", ID: 1, InverseID: 2, Label: &primary, InverseLabel: &primary},
		{Name: "contact_to_company_unlabeled", From: "0-1", To: "0-2", ID: 279, InverseID: 280},
		{Name: "deal_to_contact_unlabeled", From: "0-3", To: "0-1", ID: 3, InverseID: 4},
		{Name: "deal_to_company", From: "0-3", To: "0-2", ID: 5, InverseID: 6, Label: &primary, InverseLabel: &primary},
		{Name: "deal_to_company_unlabeled", From: "0-3", To: "0-2", ID: 341, InverseID: 342},
		{Name: "contact_to_ticket_unlabeled", From: "0-1", To: "0-5", ID: 15, InverseID: 16},
		{Name: "company_to_ticket", From: "0-2", To: "0-5", ID: 25, InverseID: 26, Label: &primary, InverseLabel: &primary},
		{Name: "company_to_ticket_unlabeled", From: "0-2", To: "0-5", ID: 340, InverseID: 339},
		{Name: "deal_to_ticket_unlabeled", From: "0-3", To: "0-5", ID: 27, InverseID: 28},
	} {
		l.Category = "HUBSPOT_DEFINED"
		s.Labels = append(s.Labels, &l)
	}
	s.addUser("admin@example.com", "Ada", "Admin", now)
	return a
}

// RequireAtStage does what only the settings pages can: properties of an object that must have a value when a
// record comes into a stage. Writes of records in version 2026-09 and later are held to it.
func (a *Account) RequireAtStage(objectTypeID, stageID string, properties ...string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.state.Required[objectTypeID+"/"+stageID] = slices.Clone(properties)
}

// RequiredAtStage tells what RequireAtStage has set and nothing has removed since.
func (a *Account) RequiredAtStage(objectTypeID, stageID string) []string {
	a.mu.Lock()
	defer a.mu.Unlock()
	return slices.Clone(a.state.Required[objectTypeID+"/"+stageID])
}
