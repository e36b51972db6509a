package emulator

import (
	"maps"
	"net/http"
	"slices"
	"strings"
)

// saving is one record on its way into the org.
type saving struct {
	*engine
	t      *table
	prior  *crmRecord // nil of a new one
	next   *crmRecord
	given  map[string]bool
	assign bool // the assignment rule decides on the owner
}

// save writes one record: id is "" for a new one. What refuses it leaves the org as it was.
func (c *call) save(e *engine, object, id string, in map[string]any, assign bool) (string, error) {
	t := e.table(object)
	if t == nil || t.tooling {
		return "", bad("INVALID_TYPE", "sObject type '%s' is not supported.", object)
	}
	if !t.writable {
		return "", bad("CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY", "entity type %s cannot be inserted or updated through the API", t.name)
	}
	s := &saving{engine: e, t: t, next: &crmRecord{Values: map[string]any{}}, given: map[string]bool{}, assign: assign}
	if id != "" {
		if s.prior = t.find(id); s.prior == nil || truth(s.prior.Values["IsDeleted"]) {
			return "", refuse(http.StatusNotFound, map[bool]string{true: "NOT_FOUND", false: "ENTITY_IS_DELETED"}[s.prior == nil], "The requested resource does not exist")
		}
		s.next.Values = maps.Clone(s.prior.Values)
		if err := c.locked(s.prior.id()); err != nil {
			return "", err
		}
	}
	if err := s.take(in); err != nil {
		return "", err
	}
	if s.prior == nil {
		s.defaults()
	}
	s.derive()
	s.stamp()
	if err := s.check(); err != nil {
		return "", err
	}
	s.route()
	if s.prior == nil {
		s.next.Values["Id"] = e.st.id(t.name)
	}
	e.st.keep(t.name, s.next)
	s.history()
	return s.next.id(), nil
}

func (s *state) keep(object string, r *crmRecord) {
	if s.Records[object] == nil {
		s.Records[object] = map[string]*crmRecord{}
	}
	s.Records[object][r.id()] = r
}

// locked tells whether another transaction holds a record, for as often as LockRecord says.
func (c *call) locked(id string) error {
	if c.o.locks[id] == 0 {
		return nil
	}
	c.o.locks[id]--
	return bad("UNABLE_TO_LOCK_ROW", "unable to obtain exclusive access to this record or 1 records: %s", id)
}

// LockRecord makes the next n writes of a record fail, as if another transaction held its row.
func (o *Org) LockRecord(id string, n int) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.locks[id18(id)] = n
}

func (s *saving) set(name string, v any) {
	if v == nil {
		delete(s.next.Values, name)
		return
	}
	s.next.Values[name] = v
}

// take puts what the client sent into the record.
func (s *saving) take(in map[string]any) error {
	for _, name := range slices.Sorted(maps.Keys(in)) {
		if name == "attributes" || strings.EqualFold(name, "id") {
			continue
		}
		f := s.t.field(name)
		if f == nil {
			return bad("INVALID_FIELD", "No such column '%s' on sobject of type %s", name, s.t.name)
		}
		if f.system || f.formula != "" {
			return bad("INVALID_FIELD_FOR_INSERT_UPDATE", "Unable to create/update fields: %s. Please check the security settings of this field and verify that it is read/write for your profile or permission set.", f.name).on(f.name)
		}
		v := in[name]
		if s.prior != nil && !blank(v) && text(v) == text(s.prior.Values[f.name]) {
			continue // values that are no longer allowed may stay
		}
		v, err := s.taken(f, v)
		if err != nil {
			return err
		}
		s.given[f.name] = true
		s.set(f.name, v)
	}
	return s.checkRecordType()
}

// checkRecordType refuses record types of other objects and those that are not active.
func (s *saving) checkRecordType() error {
	id := text(s.next.Values["RecordTypeId"])
	if id == "" || !s.given["RecordTypeId"] {
		return nil
	}
	if r := s.table("RecordType").find(id); r == nil || r.Values["SobjectType"] != s.t.name || !truth(r.Values["IsActive"]) {
		return bad("INVALID_CROSS_REFERENCE_KEY", "Record Type ID: this ID value isn't valid for the user: %s", id).on("RecordTypeId")
	}
	return nil
}

// defaults fills what a new record leaves out. A picklist has the default of the record's business process, or its own.
func (s *saving) defaults() {
	for _, f := range s.t.fields {
		if s.given[f.name] || f.formula != "" {
			continue
		}
		switch {
		case f.kind == "boolean":
			s.set(f.name, f.doc.str("defaultValue") == "true")
		case f.kind == "picklist":
			if v := s.defaultOption(f); v != "" {
				s.set(f.name, v)
			}
		case f.name == "OwnerId":
			s.set("OwnerId", s.user.ID)
		case f.doc != nil && f.doc.str("type") == "AutoNumber" || f.name == "Name" && s.autoNumbered():
			s.set(f.name, text(float64(len(s.st.Records[s.t.name])+1)))
		case f.doc.str("defaultValue") != "":
			sc := &scene{e: s.engine, now: view{s.engine, s.t, s.next}}
			if v, err := sc.formula(f.doc.str("defaultValue")); err == nil {
				s.set(f.name, s.asStored(f, v))
			}
		}
	}
}

func (s *saving) autoNumbered() bool {
	return s.st.Metadata.doc("CustomObject", s.t.name).str("nameField", "type") == "AutoNumber"
}

func (s *saving) defaultOption(f *field) string {
	if f.name == processField[s.t.name] {
		if _, process := s.process(); process != nil {
			for _, v := range process.all("values") {
				if v.is("default") {
					return decodePath(v.str("fullName"))
				}
			}
		}
	}
	for _, o := range s.st.Metadata.options(f) {
		if o.isDefault && o.active {
			return o.name
		}
	}
	return ""
}

// process is the record type of the record with the business process that it has.
func (s *saving) process() (recordType, process *node) {
	r := s.table("RecordType").find(text(s.next.Values["RecordTypeId"]))
	if r == nil {
		return nil, nil
	}
	recordType = s.st.Metadata.doc("RecordType", text(r.Values["FullName"]))
	return recordType, s.st.Metadata.doc("BusinessProcess", s.t.name+"."+recordType.str("businessProcess"))
}

// stamp writes who changed the record, and when.
func (s *saving) stamp() {
	at := instant(s.now)
	if s.prior == nil {
		s.set("CreatedDate", at)
		s.set("CreatedById", s.user.ID)
		s.set("IsDeleted", false)
	}
	s.set("LastModifiedDate", at)
	s.set("LastModifiedById", s.user.ID)
	s.set("SystemModstamp", at)
}

// changed tells whether a field gets another value.
func (s *saving) changed(name string) bool {
	return s.prior == nil || s.prior.Values[name] != s.next.Values[name]
}

// derive computes what Salesforce keeps by itself: names of people, and what follows from the stage of an opportunity.
func (s *saving) derive() {
	v := s.next.Values
	switch s.t.name {
	case "Lead", "Contact":
		s.set("Name", strings.TrimSpace(text(v["FirstName"])+" "+text(v["LastName"])))
	case "Opportunity":
		for _, o := range s.setOptions("OpportunityStage") {
			if o.name != v["StageName"] || !s.changed("StageName") {
				continue
			}
			if !s.given["Probability"] {
				s.set("Probability", float64(atoi(o.probability)))
			}
			if !s.given["ForecastCategoryName"] {
				s.set("ForecastCategoryName", forecastName(o.forecast))
			}
			s.set("ForecastCategory", o.forecast)
			s.set("IsClosed", o.closed)
			s.set("IsWon", o.won)
		}
		if s.prior != nil && s.changed("StageName") {
			s.set("LastStageChangeDate", instant(s.now))
		}
		amount, has := v["Amount"].(float64)
		s.set("ExpectedRevenue", nil)
		if p, ok := v["Probability"].(float64); ok && has {
			s.set("ExpectedRevenue", round(amount*p/100, 2))
		}
	}
}
