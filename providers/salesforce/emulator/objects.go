package emulator

import (
	"slices"
	"strings"
)

// stdField is a field that Salesforce brings.
type stdField struct {
	name, label, kind string // kind as describe says it
	detail            string // the standard value set of a picklist, or the object of a reference
	required          bool   // on create
	system            bool   // never written, and no part of the metadata
}

type stdObject struct {
	name, label, plural string
	fields              []stdField
}

// systemFields are those of every object.
const systemFields = `Id:Record ID:id# CreatedDate:Created Date:datetime# CreatedById:Created By ID:reference=User# LastModifiedDate:Last Modified Date:datetime# LastModifiedById:Last Modified By ID:reference=User# SystemModstamp:System Modstamp:datetime# IsDeleted:Deleted:boolean#`

// standard lists standard objects: name, label, plural; then fields as Name:Label:type, "=" with what it refers to,
// "!" when it must be given, "#" when only Salesforce writes it. It is the part of each object that lifecycles touch.
var standard = []struct{ head, fields string }{
	{"Account|Account|Accounts", `Name:Account Name:string! OwnerId:Owner ID:reference=User ParentId:Parent Account ID:reference=Account Type:Account Type:picklist=AccountType Industry:Industry:picklist=Industry AnnualRevenue:Annual Revenue:currency NumberOfEmployees:Employees:int Phone:Account Phone:phone Website:Website:url BillingCountry:Billing Country:string BillingState:Billing State/Province:string BillingCity:Billing City:string Rating:Account Rating:picklist=AccountRating AccountSource:Account Source:picklist=LeadSource Description:Account Description:textarea RecordTypeId:Record Type ID:reference=RecordType`},
	{"Contact|Contact|Contacts", `LastName:Last Name:string! FirstName:First Name:string Name:Full Name:string# AccountId:Account ID:reference=Account OwnerId:Owner ID:reference=User Email:Email:email Phone:Business Phone:phone MobilePhone:Mobile Phone:phone Title:Title:string Department:Department:string LeadSource:Lead Source:picklist=LeadSource Description:Contact Description:textarea Birthdate:Birthdate:date HasOptedOutOfEmail:Email Opt Out:boolean MailingCountry:Mailing Country:string RecordTypeId:Record Type ID:reference=RecordType`},
	{"Lead|Lead|Leads", `LastName:Last Name:string! FirstName:First Name:string Name:Full Name:string# Company:Company:string! Status:Status:picklist=LeadStatus OwnerId:Owner ID:reference=User Email:Email:email Phone:Phone:phone MobilePhone:Mobile Phone:phone Title:Title:string Industry:Industry:picklist=Industry LeadSource:Lead Source:picklist=LeadSource Rating:Rating:picklist=LeadRating AnnualRevenue:Annual Revenue:currency NumberOfEmployees:Employees:int Country:Country:string State:State/Province:string City:City:string Website:Website:url Description:Description:textarea HasOptedOutOfEmail:Email Opt Out:boolean IsConverted:Converted:boolean# ConvertedDate:Converted Date:date# ConvertedAccountId:Converted Account ID:reference=Account# ConvertedContactId:Converted Contact ID:reference=Contact# ConvertedOpportunityId:Converted Opportunity ID:reference=Opportunity# RecordTypeId:Record Type ID:reference=RecordType`},
	{"Opportunity|Opportunity|Opportunities", `Name:Name:string! StageName:Stage:picklist=OpportunityStage! CloseDate:Close Date:date! AccountId:Account ID:reference=Account OwnerId:Owner ID:reference=User Amount:Amount:currency Probability:Probability (%):percent Type:Opportunity Type:picklist=OpportunityType LeadSource:Lead Source:picklist=LeadSource NextStep:Next Step:string Description:Description:textarea ForecastCategoryName:Forecast Category:picklist=ForecastCategoryName ForecastCategory:Forecast Category:string# IsClosed:Closed:boolean# IsWon:Won:boolean# ExpectedRevenue:Expected Amount:currency# LastStageChangeDate:Last Stage Change Date:datetime# RecordTypeId:Record Type ID:reference=RecordType`},
	{"Task|Task|Tasks", `Subject:Subject:string Status:Status:picklist=TaskStatus Priority:Priority:picklist=TaskPriority WhoId:Name ID:reference=Contact WhatId:Related To ID:reference=Account OwnerId:Assigned To ID:reference=User ActivityDate:Due Date Only:date Description:Description:textarea`},
	{"User|User|Users", `Username:Username:string! Name:Full Name:string# LastName:Last Name:string! Email:Email:email! IsActive:Active:boolean ProfileId:Profile ID:reference=Profile UserRoleId:Role ID:reference=UserRole ManagerId:Manager ID:reference=User`},
}

// stdObjects are the standard objects by name.
var stdObjects = func() map[string]stdObject {
	out := map[string]stdObject{}
	for _, s := range standard {
		head := strings.Split(s.head, "|")
		o := stdObject{name: head[0], label: head[1], plural: head[2]}
		for _, part := range splitFields(systemFields + " " + s.fields) {
			f := stdField{}
			p := strings.SplitN(part, ":", 3)
			f.name, f.label, f.kind = p[0], p[1], p[2]
			f.kind, f.system = cut(f.kind, "#")
			f.kind, f.required = cut(f.kind, "!")
			f.kind, f.detail, _ = strings.Cut(f.kind, "=")
			o.fields = append(o.fields, f)
		}
		out[o.name] = o
	}
	return out
}()

func cut(s, suffix string) (string, bool) { return strings.CutSuffix(s, suffix) }

// splitFields parts a list of fields at the spaces that no label holds: those after a type.
func splitFields(s string) []string {
	var out []string
	colons, start := 0, 0
	for i, r := range s {
		switch {
		case r == ':':
			colons++
		case r == ' ' && colons == 2:
			out, start, colons = append(out, s[start:i]), i+1, 0
		}
	}
	return append(out, s[start:])
}

func (o stdObject) field(name string) *stdField {
	if i := slices.IndexFunc(o.fields, func(f stdField) bool { return strings.EqualFold(f.name, name) }); i >= 0 {
		return &o.fields[i]
	}
	return nil
}

// field is what is known of a field of an object, standard or custom.
type field struct {
	object, name, label string
	kind                string // as describe says it: string, picklist, double …
	refersTo            string
	valueSet            string // standard or global
	required, system    bool
	formula             string
	doc                 *node // its metadata; nil of fields that have none
}

// metadataKinds translates types of metadata into those of describe.
var metadataKinds = map[string]string{
	"Text": "string", "Number": "double", "Currency": "currency", "Percent": "percent", "Checkbox": "boolean", "Date": "date", "DateTime": "datetime",
	"Email": "email", "Phone": "phone", "Url": "url", "Picklist": "picklist", "MultiselectPicklist": "multipicklist", "TextArea": "textarea",
	"LongTextArea": "textarea", "Html": "textarea", "Lookup": "reference", "MasterDetail": "reference", "AutoNumber": "string", "Time": "time",
	"EncryptedText": "encryptedstring", "Location": "location", "Hierarchy": "reference", "MetadataRelationship": "reference", "Summary": "double",
}

// field finds one by its name, whatever its case, as formulas and queries do; nil when the object has none.
func (s store) field(object, name string) *field {
	if std := stdObjects[object].field(name); std != nil {
		f := &field{object: object, name: std.name, label: std.label, kind: std.kind, required: std.required, system: std.system, doc: s.doc("CustomField", object+"."+std.name)}
		if std.kind == "reference" {
			f.refersTo = std.detail
		} else {
			f.valueSet = std.detail
		}
		return f
	}
	doc := s.doc("CustomField", object+"."+name)
	if doc == nil {
		for _, full := range s.children("CustomField", object) {
			if strings.EqualFold(full, object+"."+name) {
				doc, name = s.doc("CustomField", full), strings.TrimPrefix(full, object+".")
			}
		}
	}
	if doc == nil {
		if s.doc("CustomObject", object) == nil || stdObjects[object].name != "" {
			return nil
		}
		for _, p := range splitFields(systemFields + " Name:Name:string OwnerId:Owner ID:reference=User") {
			part := strings.SplitN(p, ":", 3)
			kind, system := cut(part[2], "#")
			kind, refersTo, _ := strings.Cut(kind, "=")
			if strings.EqualFold(part[0], name) {
				return &field{object: object, name: part[0], label: part[1], kind: kind, refersTo: refersTo, system: system}
			}
		}
		return nil
	}
	f := &field{object: object, name: name, label: doc.str("label"), kind: metadataKinds[doc.str("type")], refersTo: doc.str("referenceTo"),
		valueSet: doc.str("valueSet", "valueSetName"), required: doc.is("required"), formula: doc.str("formula"), doc: doc}
	f.system = f.formula != "" || doc.str("type") == "AutoNumber" || doc.str("type") == "Summary"
	return f
}

// fields gives every field of an object, those that Salesforce brings first.
func (s store) fields(object string) []*field {
	var out []*field
	names := []string{"Id", "Name", "OwnerId", "CreatedDate", "CreatedById", "LastModifiedDate", "LastModifiedById", "SystemModstamp", "IsDeleted"}
	if std, ok := stdObjects[object]; ok {
		names = nil
		for _, f := range std.fields {
			names = append(names, f.name)
		}
	}
	for _, full := range s.children("CustomField", object) {
		if name := strings.TrimPrefix(full, object+"."); strings.HasSuffix(name, "__c") {
			names = append(names, name)
		}
	}
	for _, name := range names {
		if f := s.field(object, name); f != nil {
			out = append(out, f)
		}
	}
	return out
}

// path follows a name with dots from an object: Owner.Name, Account.Region__c, Plan__r.Name__c.
func (s store) path(object, name string) *field {
	first, rest, more := strings.Cut(name, ".")
	if !more {
		return s.field(object, name)
	}
	first, kind, _ := strings.Cut(first, ":") // Owner:User and Owner:Queue
	if strings.EqualFold(kind, "Queue") {
		return &field{object: "Group", name: rest, kind: "string"}
	}
	if base, ok := strings.CutSuffix(first, "__r"); ok {
		first = base + "__c"
	} else {
		first += "Id"
	}
	f := s.field(object, first)
	if f == nil || f.refersTo == "" {
		return nil
	}
	if stdObjects[f.refersTo].name == "" && s.doc("CustomObject", f.refersTo) == nil {
		return &field{object: f.refersTo, name: rest, kind: "string"} // of an object that is not held here
	}
	return s.path(f.refersTo, rest)
}

// option is a value of a picklist.
type option struct {
	name, label            string
	active, isDefault      bool
	closed, won, converted bool
	probability, forecast  string
}

// options gives the values of a picklist in their order, inactive ones too; nil of any other field.
func (s store) options(f *field) []option {
	var values []*node
	set := s.doc("StandardValueSet", f.valueSet)
	switch {
	case f.kind != "picklist" && f.kind != "multipicklist":
		return nil
	case f.valueSet != "" && set != nil:
		values = set.all("standardValue")
	case f.valueSet != "":
		values = s.doc("GlobalValueSet", f.valueSet).all("customValue")
	case f.doc != nil:
		values = f.doc.child("valueSet", "valueSetDefinition").all("value")
	}
	var out []option
	for _, v := range values {
		o := option{name: v.str("fullName"), label: v.str("label"), active: v.str("isActive") != "false", isDefault: v.is("default"), closed: v.is("closed"),
			won: v.is("won"), converted: v.is("converted"), probability: v.str("probability"), forecast: v.str("forecastCategory")}
		if o.label == "" {
			o.label = o.name
		}
		out = append(out, o)
	}
	return out
}
