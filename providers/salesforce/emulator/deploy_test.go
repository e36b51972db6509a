package emulator

import (
	"bytes"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

// lifecycle is a small project of most types.
func lifecycle() map[string]string {
	return map[string]string{
		"package.xml": manifest("StandardValueSet: OpportunityStage", "CustomField: Opportunity.Reason__c, Opportunity.Note__c", "BusinessProcess: Opportunity.Sales",
			"RecordType: Opportunity.Sales", "ValidationRule: Opportunity.Gate", "CustomPermission: Bypass", "Queue: Inbound", "AssignmentRules: Lead",
			"PathAssistant: Sales_Path", "PermissionSet: Access", "GlobalValueSet: Reasons", "Settings: LeadConfig"),
		"globalValueSets/Reasons.globalValueSet": doc("GlobalValueSet", "<customValue><fullName>Price</fullName><default>false</default></customValue><customValue><fullName>No / budget</fullName><default>false</default><label>No budget</label></customValue><masterLabel>Reasons</masterLabel><sorted>false</sorted>"),
		"standardValueSets/OpportunityStage.standardValueSet": doc("StandardValueSet", `<sorted>false</sorted>
<standardValue><fullName>Discovery</fullName><default>false</default><closed>false</closed><forecastCategory>Pipeline</forecastCategory><probability>20</probability><won>false</won></standardValue>
<standardValue><fullName>Negotiation/Review</fullName><default>false</default><closed>false</closed><forecastCategory>BestCase</forecastCategory><probability>60</probability><won>false</won></standardValue>
<standardValue><fullName>Closed Won</fullName><default>false</default><closed>true</closed><forecastCategory>Closed</forecastCategory><probability>100</probability><won>true</won></standardValue>
<standardValue><fullName>Closed Lost</fullName><default>false</default><closed>true</closed><forecastCategory>Omitted</forecastCategory><probability>0</probability><won>false</won></standardValue>`),
		"objects/Opportunity.object": doc("CustomObject", `<businessProcesses><fullName>Sales</fullName><isActive>true</isActive><values><fullName>Discovery</fullName><default>true</default></values><values><fullName>Negotiation%2FReview</fullName><default>false</default></values></businessProcesses>
<fields><fullName>Reason__c</fullName><label>Reason</label><type>Picklist</type><valueSet><restricted>true</restricted><valueSetName>Reasons</valueSetName></valueSet></fields>
<fields><fullName>Note__c</fullName><label>Note</label><length>80</length><type>Text</type></fields>
<recordTypes><fullName>Sales</fullName><active>true</active><businessProcess>Sales</businessProcess><label>Sales</label><picklistValues><picklist>Reason__c</picklist><values><fullName>No %2F budget</fullName><default>false</default></values></picklistValues></recordTypes>
<validationRules><fullName>Gate</fullName><active>true</active><errorConditionFormula>AND(ISPICKVAL(StageName,&quot;Negotiation/Review&quot;), OR(ISNEW(),ISCHANGED(StageName)), ISBLANK(Amount), NOT($Permission.Bypass))</errorConditionFormula><errorDisplayField>Amount</errorDisplayField><errorMessage>An amount is needed.</errorMessage></validationRules>`),
		"customPermissions/Bypass.customPermission": doc("CustomPermission", "<isLicensed>false</isLicensed><label>Bypass</label>"),
		"queues/Inbound.queue":                      doc("Queue", "<name>Inbound</name><queueSobject><sobjectType>Lead</sobjectType></queueSobject>"),
		"assignmentRules/Lead.assignmentRules":      doc("AssignmentRules", "<assignmentRule><fullName>Routing</fullName><active>true</active><ruleEntry><assignedTo>Inbound</assignedTo><assignedToType>Queue</assignedToType><criteriaItems><field>Lead.Country</field><operation>equals</operation><value>DE</value></criteriaItems></ruleEntry></assignmentRule>"),
		"pathAssistants/Sales_Path.pathAssistant":   doc("PathAssistant", "<active>true</active><entityName>Opportunity</entityName><fieldName>StageName</fieldName><masterLabel>Sales</masterLabel><pathAssistantSteps><fieldNames>Amount</fieldNames><info>Find out.</info><picklistValueName>Discovery</picklistValueName></pathAssistantSteps><recordTypeName>Sales</recordTypeName>"),
		"permissionsets/Access.permissionset":       doc("PermissionSet", "<customPermissions><enabled>true</enabled><name>Bypass</name></customPermissions><fieldPermissions><editable>true</editable><field>Opportunity.Note__c</field><readable>true</readable></fieldPermissions><label>Access</label>"),
		"settings/LeadConfig.settings":              doc("LeadConfigSettings", "<shouldLeadConvertRequireValidation>true</shouldLeadConvertRequireValidation>"),
	}
}

// with is a copy of files with some replaced; "" drops one.
func with(files map[string]string, pairs ...string) map[string]string {
	out := map[string]string{}
	for k, v := range files {
		out[k] = v
	}
	for i := 0; i < len(pairs); i += 2 {
		out[pairs[i]] = pairs[i+1]
		if pairs[i+1] == "" {
			delete(out, pairs[i])
		}
	}
	return out
}

func edit(files map[string]string, file, from, to string) map[string]string {
	if !strings.Contains(files[file], from) {
		panic("nothing to edit: " + from)
	}
	return with(files, file, strings.Replace(files[file], from, to, 1))
}

func TestADeployIsStoredAndComesBack(t *testing.T) {
	o := Empty()
	r := deployed(t, o, lifecycle())
	created := map[string]string{}
	for _, m := range r.child("details").all("componentSuccesses") {
		created[m.str("componentType")+":"+m.str("fullName")] = m.str("created") + " " + m.str("fileName")
	}
	for key, want := range map[string]string{
		"CustomField:Opportunity.Note__c": "true objects/Opportunity.object", "ValidationRule:Opportunity.Gate": "true objects/Opportunity.object",
		"RecordType:Opportunity.Sales": "true objects/Opportunity.object", "StandardValueSet:OpportunityStage": "false standardValueSets/OpportunityStage.standardValueSet",
		"AssignmentRule:Lead.Routing": "true assignmentRules/Lead.assignmentRules",
	} {
		if created[key] != want {
			t.Errorf("%s: %q, want %q", key, created[key], want)
		}
	}
	files := retrieveFiles(t, o, types("CustomObject", "Opportunity")+types("StandardValueSet", "OpportunityStage")+types("AssignmentRules", "Lead")+types("Settings", "LeadConfig"))
	object := string(files["objects/Opportunity.object"])
	holds(t, object, "<fullName>Negotiation%2FReview</fullName>", "<externalId>false</externalId>", "<trackTrending>false</trackTrending>", "<fullName>Gate</fullName>", "&quot;Negotiation/Review&quot;")
	if strings.Index(object, "<businessProcesses>") > strings.Index(object, "<fields>") || strings.Index(object, "<fields>") > strings.Index(object, "<validationRules>") {
		t.Error("elements are out of the schema's order")
	}
	holds(t, string(files["settings/LeadConfig.settings"]), "<shouldLeadConvertRequireValidation>true<", "<doesTrackHistory>false<")
	parts := retrieveFiles(t, o, types("CustomField", "Opportunity.Note__c"))
	holds(t, string(parts["objects/Opportunity.object"]), "Note__c", "!Reason__c", "!enableHistory")
	again := deployed(t, o, lifecycle())
	for _, m := range again.child("details").all("componentSuccesses") {
		if m.is("changed") || m.is("created") {
			t.Errorf("the second deploy changed %s %s", m.str("componentType"), m.str("fullName"))
		}
	}
	snapshot, err := o.Snapshot()
	if err != nil {
		t.Fatal(err)
	}
	if o, err = Restore(snapshot); err != nil {
		t.Fatal(err)
	}
	if again := retrieveFiles(t, o, types("CustomObject", "Opportunity")); string(again["objects/Opportunity.object"]) != object {
		t.Error("a snapshot loses metadata")
	}
}

func TestValuesThatAreLeftOutAreDeactivated(t *testing.T) {
	for _, hide := range []bool{false, true} {
		options := []Option{}
		if hide {
			options = append(options, HideInactive())
		}
		o := Empty(options...)
		deployed(t, o, lifecycle())
		files := lifecycle()
		deployed(t, o, edit(files, "globalValueSets/Reasons.globalValueSet", "<customValue><fullName>Price</fullName><default>false</default></customValue>", ""))
		got := retrieveFiles(t, o, types("GlobalValueSet", "Reasons")+types("StandardValueSet", "OpportunityStage"))
		stages, reasons := string(got["standardValueSets/OpportunityStage.standardValueSet"]), string(got["globalValueSets/Reasons.globalValueSet"])
		if hide {
			holds(t, reasons, "!Price", "No / budget")
			holds(t, stages, "!Prospecting", "Discovery")
			continue
		}
		holds(t, reasons, "<isActive>false</isActive>", "Price")
		if n := strings.Count(stages, "<isActive>false</isActive>"); n != 7 {
			t.Errorf("%d stages are inactive, want the 7 that were left out", n)
		}
	}
}

func TestValuesOfAFieldAreDeactivated(t *testing.T) {
	o := Empty()
	field := func(values string) map[string]string {
		return map[string]string{"package.xml": manifest("CustomField: Lead.Tier__c"), "objects/Lead.object": doc("CustomObject", "<fields><fullName>Tier__c</fullName><label>Tier</label><type>Picklist</type><valueSet><valueSetDefinition><sorted>false</sorted>"+values+"</valueSetDefinition></valueSet></fields>")}
	}
	value := func(name string) string {
		return "<value><fullName>" + name + "</fullName><default>false</default></value>"
	}
	deployed(t, o, field(value("A")+value("B")))
	deployed(t, o, field(value("B")))
	tier := o.state.Metadata.field("Lead", "Tier__c")
	if got := o.state.Metadata.options(tier); len(got) != 2 || !got[0].active || got[0].name != "B" || got[1].active || got[1].label != "A" {
		t.Fatalf("%+v", got)
	}
	deployed(t, o, field(value("B")+value("A")))
	if got := o.state.Metadata.options(o.state.Metadata.field("Lead", "Tier__c")); len(got) != 2 || !got[1].active {
		t.Fatalf("a value that is deployed again is not active: %+v", got)
	}
}

func TestCheckOnlyQuickDeployAndCancel(t *testing.T) {
	clock := newClock()
	o := Empty(Clock(clock.Now))
	zip := zipped(lifecycle())
	id := func(r *node) string { return r.str("id") }
	plain := deployZip(t, o, zip, "<checkOnly>true</checkOnly>")
	tested := deployZip(t, o, zip, "<checkOnly>true</checkOnly><testLevel>RunLocalTests</testLevel>")
	if plain.str("status") != "Succeeded" || !plain.is("checkOnly") || o.state.Metadata.get("CustomPermission", "Bypass") != nil {
		t.Fatal("check-only writes")
	}
	quick := func(id string) int {
		return ask(t, o, "POST "+data+"/metadata/deployRequest", `{"validatedDeployRequestId":"`+id+`"}`).Code
	}
	if quick(id(plain)) != 400 || quick("0Af000000000000AAA") != 400 {
		t.Fatal("a quick deploy needs tests")
	}
	clock.move(quickDays*24*time.Hour + time.Minute)
	if quick(id(tested)) != 400 {
		t.Fatal("a validation is good for ten days")
	}
	tested = deployZip(t, o, zip, "<checkOnly>true</checkOnly><testLevel>RunLocalTests</testLevel>")
	if quick(id(tested)) != 201 || o.state.Metadata.get("CustomPermission", "Bypass") == nil {
		t.Fatal("a quick deploy does not deploy")
	}
	o = Empty()
	o.SetDeployPolls(3)
	j := ask(t, o, "POST "+data+"/metadata/deployRequest", "{}")
	if j.Code != 400 {
		t.Fatal(j.Body)
	}
	id1 := restDeploy(t, o, zip, `{"deployOptions":{"rollbackOnError":true}}`)
	at := "/metadata/deployRequest/" + id1
	run(t, o, s("GET "+data+at, "", 200, `"status":"InProgress"`), s("GET "+data+at, "", 200, `"done":false`),
		s("PATCH "+data+at, `{"deployResult":{"status":"Canceling"}}`, 202, `"Canceled"`),
		s("GET "+data+at, "", 200, `"status":"Canceled"`), s("PATCH "+data+at, `{"deployResult":{"status":"Canceling"}}`, 400))
	if o.state.Metadata.get("CustomPermission", "Bypass") != nil {
		t.Fatal("a cancelled deploy writes")
	}
	id2 := restDeploy(t, o, zip, `{"deployOptions":{}}`)
	at = "GET " + data + "/metadata/deployRequest/" + id2
	run(t, o, s(at, "", 200, "InProgress"), s(at, "", 200, "InProgress"), s(at+"?includeDetails=true", "", 200, `"success":true`, `"componentFailures":[]`, `"fullName":"Opportunity.Gate"`))
}

func restDeploy(t *testing.T, o *Org, zip []byte, options string) string {
	t.Helper()
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	for name, content := range map[string][]byte{"entity_content": []byte(options), "file": zip} {
		p, err := w.CreateFormFile(name, name)
		if err == nil {
			_, err = p.Write(content)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	r := httptest.NewRequest("POST", data+"/metadata/deployRequest", &body)
	r.Header.Set("Authorization", "Bearer "+DefaultToken)
	r.Header.Set("Content-Type", w.FormDataContentType())
	rec := httptest.NewRecorder()
	o.ServeHTTP(rec, r)
	if rec.Code != http.StatusCreated {
		t.Fatal(rec.Code, rec.Body)
	}
	id, _ := jsonOf(t, rec)["id"].(string)
	return id
}

func TestComponentsThatAreRefused(t *testing.T) {
	files := lifecycle()
	object := "objects/Opportunity.object"
	stages := "standardValueSets/OpportunityStage.standardValueSet"
	for name, c := range map[string]struct {
		files   map[string]string
		problem string
		full    string
	}{
		"unknown field in a formula":      {edit(files, object, "ISBLANK(Amount)", "ISBLANK(Amonut)"), "Field Amonut does not exist. Check spelling.", "Opportunity.Gate"},
		"picklist compared":               {edit(files, object, "ISBLANK(Amount)", "StageName = &quot;x&quot;"), "Picklist fields are only supported in certain functions", "Opportunity.Gate"},
		"unknown permission":              {edit(files, object, "$Permission.Bypass", "$Permission.Other"), "Field $Permission.Other does not exist", "Opportunity.Gate"},
		"unknown function":                {edit(files, object, "ISNEW()", "ISOLD()"), "Unknown function ISOLD", "Opportunity.Gate"},
		"formula without end":             {edit(files, object, "NOT($Permission.Bypass))", "NOT($Permission.Bypass)"), "Missing ')'", "Opportunity.Gate"},
		"formula that is no condition":    {edit(files, object, "AND(ISPICKVAL", "TEXT(1) &amp; TEXT(ISPICKVAL"), "", ""},
		"unknown field to display":        {edit(files, object, "<errorDisplayField>Amount", "<errorDisplayField>Sum"), "no CustomField named Opportunity.Sum found", "Opportunity.Gate"},
		"message too long":                {edit(files, object, "An amount is needed.", strings.Repeat("x", 256)), "max length=255", "Opportunity.Gate"},
		"formula too long":                {edit(files, object, "ISBLANK(Amount)", "ISBLANK(TEXT(Amount) &amp; &quot;"+strings.Repeat("x", 3900)+"&quot;)"), "Formula is too long", "Opportunity.Gate"},
		"misspelt element":                {edit(files, stages, "<probability>20</probability>", "<probabilty>20</probabilty>"), "probabilty invalid at this location in type StandardValue", "OpportunityStage"},
		"wrong enumeration":               {edit(files, stages, "BestCase", "Best Case"), "'Best Case' is not a valid value for the enum 'ForecastCategories'", "OpportunityStage"},
		"no number":                       {edit(files, stages, ">20<", ">ten<"), "not a valid value for int", "OpportunityStage"},
		"probability above 100":           {edit(files, stages, ">20<", ">120<"), "between 0 and 100", "OpportunityStage"},
		"missing element":                 {edit(files, object, "<active>true</active><errorC", "<errorC"), "Required field is missing: active", "Opportunity"},
		"XML that does not end":           {with(files, "queues/Inbound.queue", "<Queue><name>"), "Error parsing file", "Inbound"},
		"process with an unknown stage":   {edit(files, object, "<fullName>Discovery</fullName>", "<fullName>Nowhere</fullName>"), "Picklist value: Nowhere in picklist: StageName not found", "Opportunity.Sales"},
		"process without percent signs":   {edit(files, object, "Negotiation%2FReview", "Negotiation/Review"), "must be percent-encoded", "Opportunity.Sales"},
		"record type without its process": {edit(files, object, "<businessProcess>Sales</businessProcess>", ""), "Required field is missing: businessProcess", "Opportunity.Sales"},
		"record type of unknown values":   {edit(files, object, "No %2F budget", "Nope"), "Picklist value: Nope", "Opportunity.Sales"},
		"stages in a record type":         {edit(files, object, "<picklist>Reason__c</picklist><values><fullName>No %2F budget", "<picklist>StageName</picklist><values><fullName>Discovery"), "governed by the business process", "Opportunity.Sales"},
		"unknown global value set":        {with(files, "globalValueSets/Reasons.globalValueSet", "", "package.xml", manifest("CustomField: Opportunity.Reason__c")), "no GlobalValueSet named Reasons found", "Opportunity.Reason__c"},
		"path of an unknown value":        {edit(files, "pathAssistants/Sales_Path.pathAssistant", "<picklistValueName>Discovery", "<picklistValueName>Gone"), "Picklist value Gone not found", "Sales_Path"},
		"a second path":                   {with(files, "pathAssistants/Other.pathAssistant", files["pathAssistants/Sales_Path.pathAssistant"]), "A path already exists", "Other"},
		"unknown queue":                   {edit(files, "assignmentRules/Lead.assignmentRules", "<assignedTo>Inbound", "<assignedTo>Outbound"), "no Queue named Outbound found", "Lead.Routing"},
		"permission on a required field":  {edit(files, "permissionsets/Access.permissionset", "Opportunity.Note__c", "Opportunity.StageName"), "required field: Opportunity.StageName", "Access"},
		"permission on an unknown field":  {edit(files, "permissionsets/Access.permissionset", "Opportunity.Note__c", "Opportunity.Nope__c"), "no CustomField named Opportunity.Nope__c", "Access"},
		"name with two underscores":       {with(files, "queues/In__bound.queue", files["queues/Inbound.queue"]), "can only contain underscores", "In__bound"},
		"unknown standard value set":      {with(files, "standardValueSets/Nope.standardValueSet", files[stages]), "no StandardValueSet named Nope", "Nope"},
		"not in the zip":                  {with(files, "queues/Inbound.queue", ""), "was not found in zipped directory", "Inbound"},
		"not in the manifest":             {with(files, "queues/Extra.queue", files["queues/Inbound.queue"]), "Not in package.xml", "Extra"},
		"field without a length":          {edit(files, object, "<length>80</length>", ""), "Required field is missing: length", "Opportunity.Note__c"},
		"object that is not there":        {with(files, "objects/Nope__c.object", doc("CustomObject", "<fields><fullName>X__c</fullName><label>X</label><type>Date</type></fields>")), "bad value for restricted picklist field: Nope__c", "Nope__c"},
	} {
		t.Run(name, func(t *testing.T) {
			m := refused(t, Empty(), c.files, c.problem)
			if c.full != "" && m.str("fullName") != c.full {
				t.Errorf("said of %s, want %s", m.str("fullName"), c.full)
			}
		})
	}
	m := refused(t, Empty(), edit(files, object, "ISBLANK(Amount)", "ISBLANK(Amonut)"), "Amonut")
	if m.str("lineNumber") != "7" || m.str("columnNumber") == "" || m.str("fileName") != object || m.str("problemType") != "Error" {
		t.Errorf("%s", m.document())
	}
}

func TestDeploysQueue(t *testing.T) {
	o := Empty()
	o.SetDeployPolls(2)
	first := restDeploy(t, o, zipped(lifecycle()), `{"deployOptions":{}}`)
	o.SetDeployPolls(0)
	second := restDeploy(t, o, zipped(map[string]string{"package.xml": manifest(), "destructiveChanges.xml": manifest("CustomPermission: Bypass")}), `{"deployOptions":{}}`)
	at := "GET " + data + "/metadata/deployRequest/"
	run(t, o, s(at+second, "", 200, `"status":"Pending"`), s(at+second, "", 200, `"status":"Pending"`), s(at+first, "", 200, `"status":"Succeeded"`),
		s(at+second, "", 200, `"status":"Failed"`))
}

func TestTroubleOfAComponent(t *testing.T) {
	o := Empty()
	o.RefuseComponent("Inbound", "UNABLE_TO_LOCK_ROW: unable to obtain exclusive access to this record", 1)
	refused(t, o, lifecycle(), "UNABLE_TO_LOCK_ROW")
	deployed(t, o, lifecycle())
}

func TestWhatCannotChange(t *testing.T) {
	o := Empty()
	deployed(t, o, lifecycle())
	files := lifecycle()
	refused(t, o, edit(files, "pathAssistants/Sales_Path.pathAssistant", "<fieldName>StageName", "<fieldName>Type"), "can't change the object")
	refused(t, o, edit(files, "objects/Opportunity.object", "<valueSetName>Reasons</valueSetName>", "<valueSetDefinition><sorted>false</sorted></valueSetDefinition>"), "can't change the value set")
	refused(t, o, edit(files, "objects/Opportunity.object", "<length>80</length><type>Text</type>", "<type>Date</type>"), "Cannot change type")
}
