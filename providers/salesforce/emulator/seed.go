package emulator

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Administrator is the user that every org begins with.
const Administrator = "admin@example.com"

// Empty makes an org as a new one is: the standard objects with their fields, the value sets that Salesforce brings,
// no record types, no custom metadata, one user. Options are given in the order in which they apply.
func Empty(options ...Option) *Org {
	s := &state{Name: "Stagecraft emulator", Metadata: store{}, Records: map[string]map[string]*crmRecord{}, Jobs: map[string]*job{}}
	s.Users = []*User{{ID: s.id("User"), Username: Administrator, Name: "Admin User"}}
	for _, o := range standard {
		s.seedObject(stdObjects[o.head[:strings.Index(o.head, "|")]])
	}
	for _, name := range slices.Sorted(maps.Keys(seededValues)) {
		s.seedValues(name, strings.Split(seededValues[name], "|"))
	}
	s.seed("AssignmentRules", "Lead", el("AssignmentRules"))
	s.seed("LeadConvertSettings", "LeadConvertSettings", el("LeadConvertSettings", tx("allowOwnerChange", false), tx("opportunityCreationOptions", "VisibleOptional")))
	s.seed("Settings", "LeadConfig", el("LeadConfigSettings", tx("doesEnableLeadConvertDefaultSubjectBlankTaskCreation", true), tx("doesHideOpportunityInConvertLeadWindow", false),
		tx("doesPreserveLeadStatus", false), tx("doesSelectNoOpportunityOnConvertLead", false), tx("doesTrackHistory", false),
		tx("enableConversionsOnMobile", false), tx("enableOrgWideMergeAndDelete", false), tx("shouldLeadConvertRequireValidation", false)))
	s.seed("Settings", "Opportunity", el("OpportunitySettings", tx("enableFindSimilarOpportunities", false), tx("enableOpportunityFieldHistoryTracking", false), tx("enableOpportunityTeam", false), tx("enableUpdateReminders", false)))
	s.seed("Settings", "PathAssistant", el("PathAssistantSettings", tx("pathAssistantEnabled", false)))
	return newOrg(s, options...)
}

// seedTime is when an org's own components were made.
const seedTime = "2026-01-01T00:00:00.000Z"

func (s *state) seed(kind, name string, doc *node) {
	s.Metadata.put(kind, name, &component{ID: s.id(kind), Doc: doc, Created: seedTime, Changed: seedTime})
}

func (s *state) seedObject(o stdObject) {
	s.seed("CustomObject", o.name, el("CustomObject", tx("enableFeeds", false), tx("enableHistory", false)))
	for _, f := range o.fields {
		if !f.system && f.name != "RecordTypeId" {
			doc := el("CustomField", tx("fullName", f.name), tx("trackHistory", false))
			if f.kind == "picklist" {
				doc.Kids = append(doc.Kids, tx("type", "Picklist"))
			}
			s.seed("CustomField", o.name+"."+f.name, doc)
		}
	}
}

// seededValues are the values of standard value sets in a new org: name, and behind it flags. Those of OpportunityStage
// carry probability and forecast category.
var seededValues = map[string]string{
	"LeadStatus":           "Open - Not Contacted*|Working - Contacted|Closed - Converted+|Closed - Not Converted",
	"OpportunityStage":     "Prospecting,10,Pipeline|Qualification,10,Pipeline|Needs Analysis,20,Pipeline|Value Proposition,50,Pipeline|Id. Decision Makers,60,Pipeline|Perception Analysis,70,Pipeline|Proposal/Price Quote,75,Pipeline|Negotiation/Review,90,Pipeline|Closed Won,100,Closed|Closed Lost,0,Omitted",
	"LeadSource":           "Web|Phone Inquiry|Partner Referral|Purchased List|Other",
	"OpportunityType":      "Existing Customer - Upgrade|Existing Customer - Replacement|Existing Customer - Downgrade|New Customer",
	"AccountType":          "Prospect|Customer - Direct|Customer - Channel|Channel Partner / Reseller|Installation Partner|Technology Partner|Other",
	"AccountRating":        "Hot|Warm|Cold",
	"LeadRating":           "Hot|Warm|Cold",
	"TaskStatus":           "Not Started*|In Progress|Completed#|Waiting on someone else|Deferred",
	"TaskPriority":         "High|Normal*|Low",
	"ForecastCategoryName": "Omitted|Pipeline|Best Case|Commit|Closed",
	"Industry":             "Agriculture|Banking|Biotechnology|Construction|Consulting|Education|Electronics|Energy|Finance|Government|Healthcare|Insurance|Manufacturing|Media|Retail|Technology|Telecommunications|Other",
}

func (s *state) seedValues(set string, values []string) {
	doc := el("StandardValueSet", tx("sorted", false))
	for _, v := range values {
		p := strings.Split(v, ",")
		name, isDefault := cut(p[0], "*")
		name, converted := cut(name, "+")
		name, closed := cut(name, "#")
		e := el("standardValue", tx("fullName", name), tx("default", isDefault), tx("label", name))
		switch set {
		case "LeadStatus":
			e.Kids = append(e.Kids, tx("converted", converted))
		case "TaskStatus":
			e.Kids = append(e.Kids, tx("closed", closed))
		case "OpportunityStage":
			e.Kids = append(e.Kids, tx("closed", strings.HasPrefix(name, "Closed")), tx("forecastCategory", p[2]), tx("probability", p[1]), tx("won", name == "Closed Won"))
		}
		doc.Kids = append(doc.Kids, e)
	}
	s.seed("StandardValueSet", set, doc)
}

// Seed puts metadata into an org as if it had been deployed, and fails where a deploy would. Files are paths in a zip
// with what is in them; the manifest is made from them.
func (o *Org) Seed(files map[string]string) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	raw := map[string][]byte{}
	for name, text := range files {
		raw[name] = []byte(text)
	}
	d := o.deployment(raw, deployOptions{})
	d.run()
	for _, m := range d.messages {
		if m.kind == failure {
			return fmt.Errorf("%s %s, line %d: %s", m.file, m.name, m.line, m.problem)
		}
	}
	o.hold(d.store)
	return nil
}
