package emulator

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

// made creates a record that must be taken, and gives its id.
func made(t testing.TB, o *Org, object, body string) string {
	t.Helper()
	w := ask(t, o, "POST "+data+"/sobjects/"+object, body)
	if w.Code != http.StatusCreated {
		t.Fatalf("%s %s: %d %s", object, body, w.Code, w.Body)
	}
	return jsonOf(t, w)["id"].(string)
}

// askAs sends a request with a header, as the user of a token.
func askAs(t testing.TB, o *Org, token, do, body string, header ...string) *httptest.ResponseRecorder {
	t.Helper()
	method, path, _ := strings.Cut(do, " ")
	r := httptest.NewRequest(method, strings.ReplaceAll(path, " ", "+"), strings.NewReader(body))
	r.Header.Set("Authorization", "Bearer "+token)
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	o.ServeHTTP(w, r)
	return w
}

func values(t testing.TB, o *Org, object, id string) map[string]any {
	t.Helper()
	return jsonOf(t, ask(t, o, "GET "+data+"/sobjects/"+object+"/"+id, ""))
}

func TestAGateRefusesARecordUntilTheFactIsThere(t *testing.T) {
	clock := newClock()
	o := Empty(Clock(clock.Now))
	deployed(t, o, lifecycle())
	id := made(t, o, "Opportunity", `{"Name":"Deal","StageName":"Discovery","CloseDate":"2026-12-31"}`)
	at := data + "/sobjects/Opportunity/" + id
	run(t, o,
		s("PATCH "+at, `{"StageName":"Negotiation/Review"}`, 400, `"errorCode":"FIELD_CUSTOM_VALIDATION_EXCEPTION"`, `"message":"An amount is needed."`, `"fields":["Amount"]`),
		s("GET "+at+"?fields=StageName,Probability", "", 200, `"StageName":"Discovery"`, `"Probability":20`, "!CloseDate"),
		s("PATCH "+at, `{"StageName":"Negotiation/Review","Amount":500}`, 204),
		s("PATCH "+at, `{"NextStep":"Call","Amount":null}`, 204), // only entering is guarded
		s("POST "+data+"/sobjects/Opportunity", `{"Name":"Born late","StageName":"Negotiation/Review","CloseDate":"2026-12-31"}`, 400, "An amount is needed."),
	)
	v := values(t, o, "Opportunity", id)
	if v["Probability"] != 60.0 || v["ForecastCategory"] != "BestCase" || v["ForecastCategoryName"] != "Best Case" || v["IsClosed"] != false || v["ExpectedRevenue"] != nil || v["OwnerId"] != o.state.Users[0].ID {
		t.Errorf("what follows from the stage is wrong: %v", v)
	}
	o.state.Metadata.put("ValidationRule", "Opportunity.Gate2", &component{ID: "x", Doc: el("ValidationRule", tx("active", true), tx("errorConditionFormula", "ISBLANK(NextStep)"), tx("errorMessage", "Next?"))})
	run(t, o, s("POST "+data+"/sobjects/Opportunity", `{"Name":"Two","StageName":"Negotiation/Review","CloseDate":"2026-12-31"}`, 400, "An amount is needed.", "Next?", `"fields":["Amount"]`))
}

func TestAPermissionSetLetsItsUserPassTheRules(t *testing.T) {
	o := Empty()
	deployed(t, o, lifecycle())
	robot, boss := o.AddUser("robot@example.com"), o.AddUser("boss@example.com", "Bypass")
	record := `{"Name":"Deal","StageName":"Negotiation/Review","CloseDate":"2026-12-31"}`
	as := func(u *User) int {
		token, err := o.Login(u.Username)
		if err != nil {
			t.Fatal(err)
		}
		return askAs(t, o, token, "POST "+data+"/sobjects/Opportunity", record).Code
	}
	if as(boss) != 201 || as(robot) != 400 {
		t.Fatal("the permission of a user does not decide")
	}
	set := o.state.Metadata.get("PermissionSet", "Access").ID
	made(t, o, "PermissionSetAssignment", fmt.Sprintf(`{"AssigneeId":%q,"PermissionSetId":%q}`, robot.ID, set))
	if as(robot) != 201 {
		t.Error("the permission set of a user does not let them pass")
	}
	run(t, o, s("GET "+data+"/query?q=SELECT Assignee.Username, PermissionSet.Name FROM PermissionSetAssignment", "", 200, `"Username":"robot@example.com"`, `"Name":"Access"`))
}

func TestRecordsAreRefusedAsSalesforceWordsIt(t *testing.T) {
	o := Empty()
	deployed(t, o, lifecycle())
	opp := "POST " + data + "/sobjects/Opportunity"
	base := `"Name":"A","StageName":"Discovery","CloseDate":"2026-12-31"`
	run(t, o,
		s(opp, `{"Name":"A"}`, 400, "REQUIRED_FIELD_MISSING", "Required fields are missing: [StageName, CloseDate]", `"fields":["StageName","CloseDate"]`),
		s(opp, `{`+base+`,"Nope__c":1}`, 400, `"INVALID_FIELD"`, "No such column 'Nope__c' on sobject of type Opportunity"),
		s(opp, `{`+base+`,"IsWon":true}`, 400, "INVALID_FIELD_FOR_INSERT_UPDATE", "IsWon"),
		s(opp, `{`+base+`,"Reason__c":"Weather"}`, 400, "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST", "Reason: bad value for restricted picklist field: Weather"),
		s(opp, `{`+base+`,"Reason__c":"Price"}`, 201),
		s(opp, `{"Name":"A","StageName":"Made up","CloseDate":"2026-12-31"}`, 201), // standard picklists take anything
		s(opp, `{`+base+`,"Amount":"much"}`, 400, "JSON_PARSER_ERROR"),
		s(opp, `{`+base+`,"Note__c":"`+strings.Repeat("x", 81)+`"}`, 400, "STRING_TOO_LONG", "max length=80"),
		s(opp, `{`+base+`,"AccountId":"001000000000999AAA"}`, 400, "INVALID_CROSS_REFERENCE_KEY"),
		s(opp, `{`+base+`,"AccountId":"1"}`, 400, "MALFORMED_ID"),
		s(opp, `{`+base+`,"RecordTypeId":"012000000000000AAB"}`, 400, "INVALID_CROSS_REFERENCE_KEY"),
		s(opp, `[`, 400, "JSON_PARSER_ERROR"),
		s("POST "+data+"/sobjects/Lead", `{"LastName":"L","Company":"C","Email":"nobody"}`, 400, "INVALID_EMAIL_ADDRESS"),
		s("POST "+data+"/sobjects/Nothing", `{}`, 404, "NOT_FOUND"),
		s("POST "+data+"/sobjects/OpportunityHistory", `{}`, 400, "CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY"),
		s("GET "+data+"/sobjects/Opportunity/006000000000999AAA", "", 404, "NOT_FOUND"),
	)
	rt := o.state.Metadata.get("RecordType", "Opportunity.Sales").ID
	run(t, o, s(opp, fmt.Sprintf(`{%s,"RecordTypeId":%q,"Reason__c":"Price"}`, base, rt), 400, "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST"),
		s(opp, fmt.Sprintf(`{"Name":"B","CloseDate":"2026-12-31","RecordTypeId":%q}`, rt), 201))
	run(t, o, s("GET "+data+"/query?q=SELECT StageName, RecordType.DeveloperName FROM Opportunity WHERE Name = 'B'", "", 200, `"StageName":"Discovery"`, `"DeveloperName":"Sales"`))
}

func TestValuesThatAreGoneMayStay(t *testing.T) {
	o := Empty()
	deployed(t, o, lifecycle())
	id := made(t, o, "Opportunity", `{"Name":"A","StageName":"Discovery","CloseDate":"2026-12-31","Reason__c":"Price"}`)
	deployed(t, o, edit(lifecycle(), "globalValueSets/Reasons.globalValueSet", "<customValue><fullName>Price</fullName><default>false</default></customValue>", ""))
	at := "PATCH " + data + "/sobjects/Opportunity/" + id
	run(t, o, s(at, `{"Name":"B","Reason__c":"Price"}`, 204), s(at, `{"Reason__c":"No / budget"}`, 204), s(at, `{"Reason__c":"Price"}`, 400, "restricted picklist"),
		s("GET "+data+"/sobjects/Opportunity/describe", "", 200, `"active":false`))
}

func TestCollectionsAreAllOrNothing(t *testing.T) {
	o := Empty()
	deployed(t, o, lifecycle())
	good := `{"attributes":{"type":"Opportunity"},"Name":"G","StageName":"Discovery","CloseDate":"2026-12-31"}`
	bad := `{"attributes":{"type":"Opportunity"},"Name":"B","StageName":"Negotiation/Review","CloseDate":"2026-12-31"}`
	count := s("GET "+data+"/query?q=SELECT COUNT() FROM Opportunity", "", 200, `"totalSize":0`)
	run(t, o,
		s("POST "+data+"/composite/sobjects", `{"allOrNone":true,"records":[`+good+`,`+bad+`]}`, 200, "ALL_OR_NONE_OPERATION_ROLLED_BACK", "An amount is needed.", `"statusCode":"FIELD_CUSTOM_VALIDATION_EXCEPTION"`, `!"success":true`),
		count,
		s("POST "+data+"/composite/sobjects", `{"records":[`+good+`,`+bad+`]}`, 200, `"success":true`, `"success":false`),
		s("POST "+data+"/composite/sobjects", `{"records":[`+strings.Repeat(good+",", 200)+good+`]}`, 400, "200 records"),
	)
	id := made(t, o, "Lead", `{"LastName":"L","Company":"C"}`)
	o.LockRecord(id, 1)
	patch := fmt.Sprintf(`{"records":[{"attributes":{"type":"Lead"},"id":%q,"Company":"D"}]}`, id)
	run(t, o, s("PATCH "+data+"/composite/sobjects", patch, 200, "UNABLE_TO_LOCK_ROW"), s("PATCH "+data+"/composite/sobjects", patch, 200, `"success":true`),
		s("GET "+data+"/composite/sobjects/Lead?ids="+id[:15]+",00Q000000000999AAA&fields=Company", "", 200, `"Company":"D"`, "null"),
		s("DELETE "+data+"/composite/sobjects?ids="+id, "", 200, `"success":true`),
		s("DELETE "+data+"/sobjects/Lead/"+id, "", 404, "ENTITY_IS_DELETED"),
		s("GET "+data+"/query?q=SELECT Id FROM Lead", "", 200, `"totalSize":0`), s("GET "+data+"/queryAll?q=SELECT Id FROM Lead", "", 200, `"totalSize":1`))
}

func TestUpsertGoesByTheExternalID(t *testing.T) {
	o := Empty()
	deployed(t, o, map[string]string{"package.xml": manifest("CustomField: Account.Key__c"),
		"objects/Account.object": doc("CustomObject", "<fields><fullName>Key__c</fullName><externalId>true</externalId><label>Key</label><length>20</length><type>Text</type></fields>")})
	at := data + "/sobjects/Account/Key__c/k1"
	run(t, o, s("PATCH "+at, `{"Name":"A"}`, 201, `"created":true`), s("PATCH "+at, `{"Name":"B"}`, 200, `"created":false`), s("GET "+at, "", 200, `"Name":"B"`, `"Key__c":"k1"`),
		s("PATCH "+data+"/composite/sobjects/Account/Key__c", `{"records":[{"attributes":{"type":"Account"},"Key__c":"k1","Name":"C"},{"attributes":{"type":"Account"},"Key__c":"k2","Name":"D"}]}`, 200, `"created":true`, `"created":false`),
		s("PATCH "+data+"/sobjects/Account/Industry/x", `{}`, 404, "external ID"),
		s("GET "+data+"/query?q=SELECT COUNT() FROM Account", "", 200, `"totalSize":2`))
}

func TestLeadsAreRoutedWhenTheSaveSaysSo(t *testing.T) {
	o := Empty()
	o.AddUser("anna@example.com")
	files := edit(lifecycle(), "assignmentRules/Lead.assignmentRules", "</ruleEntry>", `</ruleEntry><ruleEntry><assignedTo>anna@example.com</assignedTo><assignedToType>User</assignedToType><booleanFilter>(1 OR 2) AND 3</booleanFilter>
<criteriaItems><field>Lead.NumberOfEmployees</field><operation>greaterThan</operation><value>100</value></criteriaItems><criteriaItems><field>Lead.Industry</field><operation>equals</operation><value>Energy, Retail</value></criteriaItems>
<criteriaItems><field>Lead.Email</field><operation>notContain</operation><value>test</value></criteriaItems></ruleEntry>`)
	deployed(t, o, files)
	queue, anna, admin := o.state.Metadata.get("Queue", "Inbound").ID, o.state.Users[1].ID, o.state.Users[0].ID
	for _, c := range []struct{ header, more, owner string }{
		{"TRUE", `"Country":"de"`, queue}, {"FALSE", `"Country":"DE"`, admin}, {"TRUE", `"Country":"FR"`, admin}, {"TRUE", `"NumberOfEmployees":101`, anna},
		{"TRUE", `"Industry":"Retail"`, anna}, {"TRUE", `"Industry":"Retail","Email":"test@example.com"`, admin}, {"TRUE", `"NumberOfEmployees":100`, admin},
	} {
		w := askAs(t, o, DefaultToken, "POST "+data+"/sobjects/Lead", `{"LastName":"L","Company":"C",`+c.more+`}`, "Sforce-Auto-Assign", c.header)
		if v := values(t, o, "Lead", jsonOf(t, w)["id"].(string)); v["OwnerId"] != c.owner {
			t.Errorf("%s %s: the owner is %v, want %s", c.header, c.more, v["OwnerId"], c.owner)
		}
	}
	run(t, o, s("GET "+data+"/query?q=SELECT Owner.Name, Owner.Type FROM Lead WHERE Country = 'de' AND Owner.Type = 'Queue'", "", 400, "INVALID_FIELD"),
		s("GET "+data+"/query?q=SELECT Owner.Name FROM Lead WHERE Owner.Name = 'Inbound'", "", 200, `"totalSize":1`, `"type":"Group"`))
}

func TestChangesAreKeptAsHistory(t *testing.T) {
	clock := newClock()
	o := Empty(Clock(clock.Now))
	deployed(t, o, lifecycle())
	deployed(t, o, map[string]string{"package.xml": manifest("Settings: LeadConfig", "CustomField: Lead.Status, Lead.OwnerId, Lead.Description"),
		"settings/LeadConfig.settings": doc("LeadConfigSettings", "<doesTrackHistory>true</doesTrackHistory>"),
		"objects/Lead.object":          doc("CustomObject", "<fields><fullName>Status</fullName><trackHistory>true</trackHistory></fields><fields><fullName>OwnerId</fullName><trackHistory>true</trackHistory></fields><fields><fullName>Description</fullName><trackHistory>true</trackHistory></fields>")})
	lead := made(t, o, "Lead", `{"LastName":"L","Company":"C"}`)
	deal := made(t, o, "Opportunity", `{"Name":"Deal","StageName":"Discovery","CloseDate":"2026-12-31","Amount":10}`)
	clock.move(48 * time.Hour)
	other := o.AddUser("b@example.com").ID
	run(t, o, s("PATCH "+data+"/sobjects/Lead/"+lead, fmt.Sprintf(`{"Status":"Working - Contacted","Company":"D","OwnerId":%q,"Description":"secret"}`, other), 204),
		s("PATCH "+data+"/sobjects/Opportunity/"+deal, `{"StageName":"Closed Won"}`, 204), s("PATCH "+data+"/sobjects/Opportunity/"+deal, `{"NextStep":"none"}`, 204),
		s("GET "+data+"/query?q=SELECT Field, OldValue, NewValue FROM LeadHistory WHERE LeadId = '"+lead+"' ORDER BY CreatedDate", "", 200, `"totalSize":4`, `"Field":"created"`, `"Field":"Owner"`,
			`"OldValue":"Open - Not Contacted","NewValue":"Working - Contacted"`, "!secret", "!Company"),
		s("GET "+data+"/query?q=SELECT StageName, Probability, ForecastCategory, CreatedDate FROM OpportunityHistory WHERE CreatedDate = LAST_N_DAYS:1 ORDER BY CreatedDate", "", 200, `"totalSize":1`, `"StageName":"Closed Won"`, `"Probability":100`, `2026-11-22T09:00:00.000+0000`),
		s("GET "+data+"/query?q=SELECT Id FROM OpportunityHistory", "", 200, `"totalSize":2`),
		s("GET "+data+"/query?q=SELECT Id FROM LeadHistory WHERE NewValue = 'x'", "", 400, "can not be filtered"),
		s("GET "+data+"/query?q=SELECT Id FROM OpportunityFieldHistory", "", 200, `"totalSize":0`))
}

func TestFormulaFieldsAreComputedOnRead(t *testing.T) {
	clock := newClock()
	o := Empty(Clock(clock.Now))
	f := func(name, kind, formula string, more ...string) string {
		return "<fields><fullName>" + name + "</fullName><formula>" + escape(formula) + "</formula>" + strings.Join(more, "") + "<label>" + name + "</label><type>" + kind + "</type></fields>"
	}
	deployed(t, o, map[string]string{"package.xml": manifest("CustomField: Opportunity.Days__c, Opportunity.Tax__c, Opportunity.Loud__c, Opportunity.Rate__c, Opportunity.Broken__c, Opportunity.Late__c, Opportunity.By__c"),
		"objects/Opportunity.object": doc("CustomObject", f("Days__c", "Number", "CloseDate - TODAY()", "<precision>18</precision><scale>0</scale>")+f("Tax__c", "Currency", "Amount * 0.19", "<formulaTreatBlanksAs>BlankAsZero</formulaTreatBlanksAs>", "<precision>18</precision><scale>2</scale>")+
			f("Loud__c", "Text", `UPPER(Name) & "!" & Owner.Username`)+f("Rate__c", "Percent", "Probability / 2", "<precision>18</precision><scale>1</scale>")+f("Broken__c", "Number", "1 / 0", "<precision>18</precision><scale>1</scale>")+
			f("Late__c", "Checkbox", "Days__c < 0")+f("By__c", "Date", "CloseDate + 3"))})
	id := made(t, o, "Opportunity", `{"Name":"Deal","StageName":"Qualification","CloseDate":"2026-11-30"}`)
	want := map[string]any{"Days__c": 10.0, "Tax__c": 0.0, "Loud__c": "DEAL!admin@example.com", "Rate__c": 5.0, "Broken__c": nil, "Late__c": false, "By__c": "2026-12-03"}
	for name, v := range values(t, o, "Opportunity", id) {
		if w, ok := want[name]; ok && v != w {
			t.Errorf("%s is %v, want %v", name, v, w)
		}
	}
	clock.move(20 * 24 * time.Hour)
	run(t, o, s("GET "+data+"/query?q=SELECT Days__c FROM Opportunity WHERE Late__c = true", "", 200, `"Days__c":-10`),
		s("PATCH "+data+"/sobjects/Opportunity/"+id, `{"Days__c":1}`, 400, "INVALID_FIELD_FOR_INSERT_UPDATE"))
}

func TestDescribeShowsWhatIsDeployed(t *testing.T) {
	o := Empty()
	deployed(t, o, lifecycle())
	run(t, o,
		s("GET "+data+"/sobjects", "", 200, `"name":"Opportunity"`, `"name":"OpportunityStage"`, `!"name":"ValidationRule"`),
		s("GET "+data+"/tooling/sobjects", "", 200, `"name":"ValidationRule"`),
		s("GET "+data+"/sobjects/opportunity", "", 200, `"recentItems":[]`),
		s("GET "+data+"/tooling/sobjects/SourceMember/describe", "", 404, "NOT_FOUND"),
		s("GET "+data+"/sobjects/Nope__c/describe", "", 404, "NOT_FOUND"))
	d := jsonOf(t, ask(t, o, "GET "+data+"/sobjects/Opportunity/describe", ""))
	fields := map[string]map[string]any{}
	for _, f := range d["fields"].([]any) {
		f := f.(map[string]any)
		fields[f["name"].(string)] = f
	}
	reason, stage := fields["Reason__c"], fields["StageName"]
	if reason["restrictedPicklist"] != true || reason["custom"] != true || reason["createable"] != true || stage["restrictedPicklist"] != false || stage["nillable"] != false ||
		fields["IsWon"]["updateable"] != false || fields["OwnerId"]["relationshipName"] != "Owner" || fields["Note__c"]["length"] != 80.0 {
		t.Errorf("fields are described wrongly: %v %v", reason, stage)
	}
	active, inactive := 0, 0
	for _, v := range stage["picklistValues"].([]any) {
		if v.(map[string]any)["active"] == true {
			active++
		} else {
			inactive++
		}
	}
	if active != 4 || inactive != 7 {
		t.Errorf("%d stages are active, %d are not", active, inactive)
	}
	holds(t, string(mustJSON(d["recordTypeInfos"])), `"developerName":"Sales"`, `"developerName":"Master"`)
}
