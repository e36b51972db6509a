package emulator

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stagecraft-dev/stagecraft/internal/testclock"
)

const (
	properties = "/crm/properties/2026-09/contacts"
	aText      = `{"name":"fact","label":"Fact","type":"string","fieldType":"text","groupName":"contactinformation"}`
	anEnum     = `{"name":"pick","label":"Pick","type":"enumeration","fieldType":"select","groupName":"contactinformation","options":[{"label":"A","value":"a"},{"label":"B","value":"b"}]}`
)

// prop is a definition with some fields replaced.
func prop(pairs ...string) string {
	out := aText
	for i := 0; i < len(pairs); i += 2 {
		if strings.Contains(out, `"`+pairs[i]+`":`) {
			from := strings.Index(out, `"`+pairs[i]+`":`)
			to := from + strings.IndexAny(out[from:], ",}")
			out = out[:from] + fmt.Sprintf("%q:%s", pairs[i], pairs[i+1]) + out[to:]
		} else {
			out = out[:len(out)-1] + fmt.Sprintf(",%q:%s}", pairs[i], pairs[i+1])
		}
	}
	return out
}

func TestPropertyRules(t *testing.T) {
	for _, tt := range []struct {
		name  string
		steps []step
	}{
		{"create, read, list", []step{
			s("POST "+properties, aText, 201, `"archived":false`, `"displayOrder":-1`),
			s("GET "+properties+"/fact", "", 200, `"label":"Fact"`), s("GET "+properties, "", 200, `"name":"fact"`, `"name":"email"`),
		}},
		{"the same in version 3", []step{s("POST /crm/v3/properties/contacts", aText, 201), s("GET "+properties+"/fact", "", 200)}},
		{"object types by name, singular, case and id", []step{
			s("GET /crm/properties/2026-09/CONTACT", "", 200), s("GET /crm/properties/2026-09/0-1", "", 200), s("GET /crm/properties/2026-09/unicorns", "", 400, "Unable to infer object type"),
		}},
		{"unknown group", []step{s("POST "+properties, prop("groupName", `"nowhere"`), 400, "VALIDATION_ERROR", "does not exist")}},
		{"a name that is taken", []step{s("POST "+properties, aText, 201), s("POST "+properties, aText, 409, "OBJECT_ALREADY_EXISTS", "PROPERTY_WITH_NAME_EXISTS")}},
		{"a name of HubSpot's", []step{s("POST "+properties, prop("name", `"email"`), 409)}},
		{"upper case in the name", []step{s("POST "+properties, prop("name", `"Fact"`), 400, "lower-case")}},
		{"a space in the name", []step{s("POST "+properties, prop("name", `"a fact"`), 400)}},
		{"a digit first", []step{s("POST "+properties, prop("name", `"1st"`), 400)}},
		{"a name too long", []step{s("POST "+properties, prop("name", `"`+strings.Repeat("a", 101)+`"`), 400)}},
		{"no name", []step{s("POST "+properties, prop("name", `null`), 400, "name")}},
		{"no label", []step{s("POST "+properties, prop("label", `""`), 400, "label")}},
		{"unknown type", []step{s("POST "+properties, prop("type", `"text"`), 400, "not a valid type")}},
		{"field type that does not suit", []step{s("POST "+properties, prop("fieldType", `"number"`), 400, "field type")}},
		{"enumeration without options", []step{s("POST "+properties, prop("type", `"enumeration"`, "fieldType", `"select"`), 400, "at least one option")}},
		{"options of a text", []step{s("POST "+properties, prop("options", `[{"label":"A","value":"a"}]`), 400)}},
		{"an option's value twice", []step{s("POST "+properties, strings.Replace(anEnum, `"b"`, `"a"`, 1), 400, "unique")}},
		{"an option's label twice, in another case", []step{s("POST "+properties, strings.Replace(anEnum, `"B"`, `"a"`, 1), 400, "unique")}},
		{"boolean without its two options", []step{s("POST "+properties, prop("type", `"bool"`, "fieldType", `"booleancheckbox"`), 400, "INVALID_BOOLEAN_OPTION")}},
		{"external options without a reference", []step{s("POST "+properties, prop("type", `"enumeration"`, "fieldType", `"select"`, "externalOptions", `true`), 400, "referencedObjectType")}},
		{"currency property of no currency", []step{s("POST "+properties, prop("type", `"number"`, "fieldType", `"number"`, "currencyPropertyName", `"x"`), 400, "ONLY_CURRENCY_PROPERTIES")}},
		{"formula over what is not there", []step{s("POST "+properties, prop("type", `"number"`, "fieldType", `"calculation_equation"`, "calculationFormula", `"nothing * 2"`), 404)}},
		{"formula, and what it uses cannot go", []step{
			s("POST "+properties, prop("type", `"number"`, "fieldType", `"number"`), 201),
			s("POST "+properties, prop("name", `"twice"`, "type", `"number"`, "fieldType", `"number"`, "calculationFormula", `"fact * 2"`), 201, `"calculated":true`, "calculation_equation"),
			s("DELETE "+properties+"/fact", "", 400, "CANNOT_DELETE_PROPERTY_IN_USE", "CALCULATED_PROPERTY"),
		}},
		{"sensitive data is off", []step{s("POST "+properties, prop("dataSensitivity", `"sensitive"`), 400, "PORTAL_NOT_ENABLED_FOR_SENSITIVE_DATA")}},
		{"options are replaced as a whole, and kept when absent", []step{
			s("POST "+properties, anEnum, 201), s("PATCH "+properties+"/pick", `{"label":"Other"}`, 200, `"value":"a"`, `"value":"b"`, `"label":"Other"`),
			s("PATCH "+properties+"/pick", `{"options":[{"label":"C","value":"c"}]}`, 200, `"value":"c"`, `!"value":"a"`),
			s("PATCH "+properties+"/pick", `{"options":[]}`, 400),
		}},
		{"name, uniqueness and sensitivity never change", []step{
			s("POST "+properties, aText, 201), s("PATCH "+properties+"/fact", `{"name":"other","hasUniqueValue":true,"archived":true}`, 200, `"name":"fact"`, `"hasUniqueValue":false`, `"archived":false`),
		}},
		{"HubSpot's definitions are read-only", []step{
			s("PATCH "+properties+"/email", `{"label":"Mail"}`, 400, "READ_ONLY_DEFINITION"), s("PATCH "+properties+"/email", `{"label":"Email"}`, 200), s("DELETE "+properties+"/email", "", 400),
			s("PATCH "+properties+"/email", `{"modificationMetadata":{"readOnlyDefinition":false,"readOnlyOptions":false,"archivable":true}}`, 200), s("PATCH "+properties+"/email", `{"label":"Mail"}`, 400),
		}},
		{"lead status may change its options, lifecycle stage may not", []step{
			s("PATCH "+properties+"/hs_lead_status", `{"options":[{"label":"Mine","value":"mine"}]}`, 200, `"value":"mine"`),
			s("PATCH "+properties+"/lifecyclestage", `{"options":[{"label":"Mine","value":"mine"}]}`, 400, "READ_ONLY_OPTIONS"), s("GET "+properties+"/lifecyclestage", "", 200, "marketingqualifiedlead"),
		}},
		{"a hint is not emptied", []step{s("POST "+properties, aText, 201), s("PATCH "+properties+"/fact", `{"textDisplayHint":""}`, 400)}},
		{"archive", []step{
			s("POST "+properties, aText, 201), s("DELETE "+properties+"/fact", "", 204), s("GET "+properties+"/fact", "", 404, "OBJECT_NOT_FOUND"), s("GET "+properties+"/fact?archived=true", "", 200, `"archived":true`),
			s("DELETE "+properties+"/fact", "", 404), s("GET "+properties, "", 200, `!"name":"fact"`), s("GET "+properties+"?archived=true", "", 200, `"name":"fact"`),
			s("POST "+properties, prop("label", `"Back"`), 201, "Back"), s("GET "+properties+"/fact", "", 200, "Back"), s("GET "+properties+"?archived=true", "", 200, `!"name":"fact"`),
		}},
		{"batch with some that fail", []step{
			s("POST "+properties+"/batch/create", `{"inputs":[`+aText+`,`+prop("name", `"Bad"`)+`,`+anEnum+`]}`, 207, `"numErrors":1`, `"name":["Bad"]`, `"status":"COMPLETE"`),
			s("GET "+properties+"/pick", "", 200), s("POST "+properties+"/batch/read", `{"archived":false,"inputs":[{"name":"fact"},{"name":"pick"}]}`, 200, `"name":"fact"`),
			s("POST "+properties+"/batch/archive", `{"inputs":[{"name":"fact"},{"name":"no_such"}]}`, 204), s("POST "+properties+"/batch/archive", `{"inputs":[{"name":"fact"}]}`, 204),
			s("POST "+properties+"/batch/read", `{"inputs":[{"name":"fact"}]}`, 207, `"numErrors":1`),
		}},
		{"batch too large", []step{s("POST "+properties+"/batch/create", `{"inputs":[`+strings.Repeat(aText+",", 100)+aText+`]}`, 400, "maximum batch size is 100")}},
		{"batch without inputs", []step{s("POST "+properties+"/batch/create", `{}`, 400, "inputs")}},
		{"no JSON", []step{s("POST "+properties, `[]`, 400), s("POST "+properties, `{"name":`, 400), s("POST "+properties, "", 400), s("POST "+properties, `{"name":5}`, 400, "name")}},
		{"groups", []step{
			s("POST "+properties+"/groups", `{"name":"mine","label":"Mine"}`, 201), s("POST "+properties+"/groups", `{"name":"mine","label":"Mine"}`, 409, "GROUP_ALREADY_EXISTS"),
			s("POST "+properties+"/groups", `{"name":"Not Good","label":"x"}`, 400), s("POST "+properties+"/groups", `{"name":"nolabel"}`, 400, "label"),
			s("PATCH "+properties+"/groups/mine", `{"label":"Ours","name":"other"}`, 200, `"name":"mine"`, "Ours"), s("POST "+properties, prop("groupName", `"mine"`), 201),
			s("DELETE "+properties+"/groups/mine", "", 400, "GROUP_WITH_ACTIVE_PROPERTIES", `{\"`), s("DELETE "+properties+"/fact", "", 204), s("DELETE "+properties+"/groups/mine", "", 204),
			s("GET "+properties+"/groups", "", 200, `!"mine"`), s("GET "+properties+"/groups/mine", "", 404), s("POST "+properties, prop("groupName", `"mine"`), 400),
			s("POST "+properties+"/groups", `{"name":"mine","label":"New"}`, 201, "New"),
		}},
		{"validation rules", []step{
			s("POST "+properties, aText, 201), s("PUT /crm/property-validations/2026-09/0-1/fact/rule-type/MAX_LENGTH", `{"ruleArguments":["3"]}`, 204),
			s("PUT /crm/property-validations/2026-09/0-1/fact/rule-type/REQUIRED", `{"ruleArguments":[]}`, 400, "not a rule type"), s("PUT /crm/property-validations/2026-09/0-1/fact/rule-type/MAX_LENGTH", `{}`, 400, "ruleArguments"),
			s("PUT /crm/property-validations/2026-09/0-1/fact/rule-type/REGEX", `{"ruleArguments":["("]}`, 400), s("PUT /crm/property-validations/2026-09/0-1/fact/rule-type/MIN_NUMBER", `{"ruleArguments":["x"]}`, 400),
			s("GET /crm/property-validations/2026-09/0-1", "", 200, `"propertyName":"fact"`, "MAX_LENGTH"), s("GET /crm/property-validations/2026-09/0-1/fact", "", 200, `"ruleArguments":["3"]`),
			s("DELETE /crm/property-validations/2026-09/0-1/fact/rule-type/MAX_LENGTH", "", 405), s("POST /crm/objects/2026-09/contacts", `{"properties":{"fact":"long"}}`, 400, "MAX_LENGTH"),
			s("POST /crm/objects/v3/contacts", "", 404), s("POST /crm/v3/objects/contacts", `{"properties":{"fact":"long"}}`, 201), s("POST /crm/objects/2026-09/contacts", `{"properties":{"fact":"abc"}}`, 201),
		}},
	} {
		t.Run(tt.name, func(t *testing.T) { run(t, Empty(Professional), tt.steps...) })
	}
}

// Archived names stay taken where the account is told so, and are free after 90 days in any case.
func TestArchivedNames(t *testing.T) {
	clock := testclock.New()
	a := Empty(Professional, RefuseArchivedNames(), Clock(clock.Now))
	run(t, a, s("POST "+properties, aText, 201), s("DELETE "+properties+"/fact", "", 204), s("POST "+properties, aText, 409))
	clock.Move(purgeAfter - time.Second)
	run(t, a, s("POST "+properties, aText, 409))
	clock.Move(time.Second)
	run(t, a, s("GET "+properties+"?archived=true", "", 200, `!"name":"fact"`), s("POST "+properties, aText, 201))
}

// Values of records survive the archive of their property.
func TestValuesSurviveTheArchive(t *testing.T) {
	a := Empty(Professional)
	run(t, a, s("POST "+properties, aText, 201))
	id := str(t, ask(t, a, "POST /crm/objects/2026-09/contacts", `{"properties":{"fact":"kept"}}`), "id")
	run(t, a, s("DELETE "+properties+"/fact", "", 204), s("POST "+properties, aText, 201), s("GET /crm/objects/2026-09/contacts/"+id+"?properties=fact", "", 200, `"fact":"kept"`))
}

func TestFreeHasFewProperties(t *testing.T) {
	a := Empty(Free)
	for i := range Free.properties() {
		run(t, a, s("POST "+properties, prop("name", fmt.Sprintf("%q", fmt.Sprintf("p%d", i))), 201))
	}
	run(t, a, s("POST "+properties, aText, 400, "limit of 10"), s("GET /crm/limits/2026-09/custom-properties", "", 200, `"usage":10`))
}
