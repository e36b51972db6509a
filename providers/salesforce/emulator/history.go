package emulator

import "strings"

// historyOf is the object that keeps the changes of an object's fields.
func historyOf(object string) string {
	switch base, custom := strings.CutSuffix(object, "__c"); {
	case custom:
		return base + "__History"
	case object == "Opportunity":
		return "OpportunityFieldHistory"
	}
	return object + "History"
}

// historyParent is the field by which a change names its record.
func historyParent(object string) string {
	if strings.HasSuffix(object, "__c") {
		return "ParentId"
	}
	return object + "Id"
}

// historyFields are those of a history; OldValue and NewValue cannot be filtered.
func historyFields(object string) []*field {
	own := historyOf(object)
	return []*field{
		{object: own, name: "Id", label: "History ID", kind: "id", system: true},
		{object: own, name: historyParent(object), label: "Record ID", kind: "reference", refersTo: object},
		{object: own, name: "Field", label: "Changed Field", kind: "string"},
		{object: own, name: "OldValue", label: "Old Value", kind: "anyType"},
		{object: own, name: "NewValue", label: "New Value", kind: "anyType"},
		{object: own, name: "DataType", label: "Datatype", kind: "string"},
		{object: own, name: "CreatedDate", label: "Created Date", kind: "datetime"},
		{object: own, name: "CreatedById", label: "Created By ID", kind: "reference", refersTo: "User"},
		{object: own, name: "IsDeleted", label: "Deleted", kind: "boolean"},
	}
}

// stageHistory is the history that every opportunity has, of its stage, amount, probability and close date.
var stageHistory = setupObject{"OpportunityHistory", "Id:id OpportunityId:reference=Opportunity StageName:string Amount:currency Probability:percent ForecastCategory:string CloseDate:date ExpectedRevenue:currency CreatedDate:datetime CreatedById:reference=User SystemModstamp:datetime IsDeleted:boolean", nil, "kept"}

// history writes down what a save has changed.
func (s *saving) history() {
	by := []any{"CreatedDate", instant(s.now), "CreatedById", s.user.ID, "IsDeleted", false}
	v := s.next.Values
	if s.t.name == "Opportunity" && (s.changed("StageName") || s.changed("Amount") || s.changed("Probability") || s.changed("CloseDate") || s.changed("ForecastCategory")) {
		s.st.keep("OpportunityHistory", row(append(by, "Id", s.st.id("OpportunityHistory"), "OpportunityId", v["Id"], "StageName", v["StageName"], "Amount", v["Amount"],
			"Probability", v["Probability"], "ForecastCategory", v["ForecastCategory"], "CloseDate", v["CloseDate"], "ExpectedRevenue", v["ExpectedRevenue"], "SystemModstamp", instant(s.now))...))
	}
	if !s.st.Metadata.tracks(s.t.name) {
		return
	}
	own := historyOf(s.t.name)
	write := func(name string, pairs ...any) {
		s.st.keep(own, row(append(append(by[:len(by):len(by)], "Id", s.st.id(own), historyParent(s.t.name), v["Id"], "Field", name), pairs...)...))
	}
	if s.prior == nil {
		write("created")
		return
	}
	for _, f := range s.t.fields {
		if !f.doc.is("trackHistory") || !s.changed(f.name) {
			continue
		}
		name := f.name
		if f.kind == "reference" && !strings.HasSuffix(name, "__c") {
			name = relationName(f) // an owner is "Owner" there
		}
		if f.kind == "textarea" && long(f) {
			write(name, "DataType", "TextArea") // of long texts only the fact
			continue
		}
		write(name, "OldValue", s.prior.Values[f.name], "NewValue", v[f.name], "DataType", dataTypes[f.kind])
	}
}

// dataTypes are kinds of fields as histories name them.
var dataTypes = map[string]string{"picklist": "Text", "multipicklist": "Text", "string": "Text", "textarea": "Text", "currency": "Currency", "double": "Double", "percent": "Percent",
	"int": "Integer", "date": "DateOnly", "datetime": "DateTime", "boolean": "Boolean", "reference": "EntityId", "email": "Email", "phone": "PhoneNumber", "url": "Url"}

// tracks tells whether an object keeps the history of its fields: leads and opportunities by a setting.
func (s store) tracks(object string) bool {
	switch object {
	case "Opportunity":
		return s.doc("Settings", "Opportunity").is("enableOpportunityFieldHistoryTracking") || s.doc("CustomObject", object).is("enableHistory")
	case "Lead":
		return s.doc("Settings", "LeadConfig").is("doesTrackHistory") || s.doc("CustomObject", object).is("enableHistory")
	}
	return s.doc("CustomObject", object).is("enableHistory")
}
