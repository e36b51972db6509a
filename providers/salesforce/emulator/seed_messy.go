package emulator

import (
	"fmt"
	"strings"
	"time"
)

// messySet is what the messy org was given: values of its own in the standard sets, fields that nobody owns, some under the names that
// a lifecycle project likes to use, and rules, flows, queues and record types by people who have left.
func messySet() map[string]string {
	return map[string]string{
		"standardValueSets/OpportunityStage.standardValueSet": fileOf("StandardValueSet", "<sorted>false</sorted>"+stageValues("Prospecting,10,Pipeline", "Discovery Call,15,Pipeline", "Demo Done,35,Pipeline",
			"POC / Trial,55,BestCase", "Proposal/Price Quote,75,BestCase", "Legal &amp; Security,85,Forecast", "Negotiation/Review,90,Forecast", "Closed Won,100,Closed", "Closed Lost,0,Omitted", "Closed - Duplicate,0,Omitted", "Verbal OK (old),80,Forecast,inactive", "Parked,5,Omitted,inactive")),
		"standardValueSets/LeadStatus.standardValueSet": fileOf("StandardValueSet", "<sorted>false</sorted>"+leadValues("New*", "Working - Contacted", "Working - Contacted (2nd)", "Nurture", "MQL", "Qualified+", "Closed - Converted+", "Closed - Not Converted", "Junk", "Recycled-")),
		"standardValueSets/LeadSource.standardValueSet": fileOf("StandardValueSet", "<sorted>true</sorted>"+plainValues("standardValue", "Web", "web form", "Webinar 2019", "Google Ads", "Partner Referral", "Purchased List", "Trade Show", "Other")),
		"globalValueSets/Loss_Reasons.globalValueSet":   fileOf("GlobalValueSet", plainValues("customValue", "Price", "Competitor", "No / budget", "Timing", "Ghosted")+"<masterLabel>Loss Reasons</masterLabel><sorted>false</sorted>"),
		"objects/Account.object": fileOf("CustomObject", picklist("Segment__c", "Segment (old)", "SMB", "MM", "ENT", "Startup")+picklist("Region__c", "Region", "EMEA", "Americas", "APAC", "RoW")+
			picklist("ICP_Band__c", "ICP", "A", "B", "C")+custom("Old_CRM_Id__c", "Old CRM Id", "Text", "<externalId>true</externalId>", "<length>32</length>", "<unique>true</unique>")+
			custom("zz_do_not_use__c", "zz do not use", "Checkbox", "<defaultValue>false</defaultValue>")+
			rule("Region_For_Customers", true, `AND(ISPICKVAL(Type, "Customer - Direct"), ISBLANK(TEXT(Region__c)), NOT(ISNEW()))`, "Region__c", "Customers need a region (see Mara).")),
		"objects/Contact.object": fileOf("CustomObject", picklist("Lifecycle_Position__c", "Lifecycle", "Subscriber", "MQL", "SQL", "Customer", "Dead")+number0("Fit_Score__c", "Fit Score")+number0("Engagement_Score__c", "Engagement")+
			custom("First_Contacted_At__c", "First contacted", "DateTime")+custom("Accepted_At__c", "Accepted", "DateTime")+picklist("Buying_Role__c", "Role", "Champion", "Decision Maker", "Blocker")+
			custom("Import_2019_Batch__c", "Import 2019 batch", "Text", "<length>20</length>")+number0("Temp_Score_2__c", "Temp Score 2")+
			rule("Email_Or_Phone", true, "AND(ISBLANK(Email), ISBLANK(Phone), ISBLANK(MobilePhone))", "Email", "Give an e-mail address or a phone number.")),
		"objects/Lead.object": fileOf("CustomObject", picklist("Lead_Status_New__c", "Lead Status (new)", "1 - New", "2 - Working", "3 - SQL", "9 - Dead")+number0("Fit_Score__c", "Fit Score (lead)")+picklist("Segment__c", "Segment", "SMB", "MM", "ENT")+
			rule("Phone_Required", false, "ISBLANK(Phone)", "Phone", "Phone!")+
			rule("Junk_Needs_Reason", true, `AND(ISPICKVAL(Status, "Junk"), ISCHANGED(Status), ISBLANK(Description))`, "Description", "Say why this is junk.")),
		"objects/Opportunity.object": fileOf("CustomObject", "<businessProcesses><fullName>Sales 2018</fullName><isActive>true</isActive>"+processValues("Prospecting*", "Discovery Call", "Demo Done", "Negotiation%2FReview", "Closed Won", "Closed Lost", "Verbal OK %28old%29")+"</businessProcesses>"+
			"<businessProcesses><fullName>Renewals</fullName><isActive>true</isActive>"+processValues("Proposal%2FPrice Quote*", "Closed Won", "Closed Lost")+"</businessProcesses>"+
			custom("Loss_Reason__c", "Loss reason", "Picklist", "<valueSet><restricted>true</restricted><valueSetName>Loss_Reasons</valueSetName></valueSet>")+picklist("Competitor__c", "Competitor", "ServiceTitan", "In-house", "none")+
			custom("Contract_Signed_At__c", "Contract signed", "DateTime")+custom("Champion_OLD__c", "Champion (old)", "Text", "<length>80</length>")+
			custom("Weighted_Old__c", "Weighted (old)", "Currency", "<formula>Amount * Probability</formula>", "<formulaTreatBlanksAs>BlankAsZero</formulaTreatBlanksAs>", "<precision>18</precision><scale>2</scale>")+
			custom("Age_Days__c", "Age", "Number", "<formula>IF(IsClosed, NULL, TODAY() - DATEVALUE(CreatedDate))</formula>", "<precision>6</precision><scale>0</scale>")+
			recordType("New_Business", "New Business", "Sales 2018", true)+recordType("Partner_Deal", "Partner deal", "Sales 2018", true)+recordType("Legacy_Renewal", "Legacy renewal", "Renewals", false)+
			rule("Loss_Reason_Required", true, `AND(ISPICKVAL(StageName, "Closed Lost"), ISBLANK(TEXT(Loss_Reason__c)))`, "Loss_Reason__c", "Pick a loss reason.")+
			rule("No_Verbal_OK_2018", true, `AND(ISCHANGED(StageName), ISPICKVAL(PRIORVALUE(StageName), "Verbal OK (old)"), ISPICKVAL(StageName, "Prospecting"), NOT($Permission.Admin_Override))`, "StageName", "Do not move verbal OKs back.")+
			rule("Discount_Check_OLD", false, "Amount < 0", "Amount", "Ask finance.")),
		"customPermissions/Admin_Override.customPermission": fileOf("CustomPermission", "<isLicensed>false</isLicensed><label>Admin override</label>"),
		"permissionsets/Sales_Ops_Legacy.permissionset":     fileOf("PermissionSet", "<customPermissions><enabled>true</enabled><name>Admin_Override</name></customPermissions><fieldPermissions><editable>true</editable><field>Account.Segment__c</field><readable>true</readable></fieldPermissions><hasActivationRequired>false</hasActivationRequired><label>Sales Ops (legacy)</label>"),
		"queues/Inbound_Leads.queue":                        fileOf("Queue", "<doesSendEmailToMembers>false</doesSendEmailToMembers><name>Inbound leads</name><queueMembers><users><user>mara.okafor@example.com</user></users></queueMembers><queueSobject><sobjectType>Lead</sobjectType></queueSobject>"),
		"queues/SALES_EMEA_old.queue":                       fileOf("Queue", "<doesSendEmailToMembers>false</doesSendEmailToMembers><name>SALES EMEA (old)</name><queueSobject><sobjectType>Lead</sobjectType></queueSobject>"),
		"assignmentRules/Lead.assignmentRules": fileOf("AssignmentRules", "<assignmentRule><fullName>Standard 2021</fullName><active>true</active>"+
			"<ruleEntry><assignedTo>jonas.lindqvist@example.com</assignedTo><assignedToType>User</assignedToType><criteriaItems><field>Lead.Country</field><operation>equals</operation><value>SE,NO,DK</value></criteriaItems></ruleEntry>"+
			"<ruleEntry><assignedTo>Inbound_Leads</assignedTo><assignedToType>Queue</assignedToType><criteriaItems><field>Lead.Status</field><operation>notEqual</operation><value>Junk</value></criteriaItems></ruleEntry></assignmentRule>"),
		"pathAssistants/Partner_Path.pathAssistant": fileOf("PathAssistant", "<active>true</active><entityName>Opportunity</entityName><fieldName>StageName</fieldName><masterLabel>Partner path</masterLabel><pathAssistantSteps><fieldNames>NextStep</fieldNames><info>Call the partner.</info><picklistValueName>Discovery Call</picklistValueName></pathAssistantSteps><recordTypeName>Partner_Deal</recordTypeName>"),
		"settings/PathAssistant.settings":           fileOf("PathAssistantSettings", "<pathAssistantEnabled>true</pathAssistantEnabled>"),
		"flows/Opportunity_Set_Next_Step.flow":      messyFlow("Opportunity: set next step (Luis)", "Active", "NextStep", "Follow up", "Opportunity"),
		"flows/Lead_Round_Robin_v2.flow":            messyFlow("Lead round robin v2", "Draft", "Rating", "Warm", "Lead"),
	}
}

func fileOf(kind, inner string) string {
	return `<?xml version="1.0" encoding="UTF-8"?>` + "\n<" + kind + ` xmlns="` + metadataNS + `">` + inner + "</" + kind + ">\n"
}

func stageValues(values ...string) string {
	var b strings.Builder
	for _, v := range values {
		p := strings.Split(v, ",")
		inactive := ""
		if len(p) == 4 {
			inactive = "<isActive>false</isActive>"
		}
		fmt.Fprintf(&b, "<standardValue><fullName>%s</fullName><default>false</default>%s<label>%s</label><closed>%t</closed><forecastCategory>%s</forecastCategory><probability>%s</probability><won>%t</won></standardValue>",
			p[0], inactive, p[0], strings.HasPrefix(p[0], "Closed"), p[2], p[1], p[0] == "Closed Won")
	}
	return b.String()
}

// leadValues takes * for the default, + for converted and - for inactive ones.
func leadValues(values ...string) string {
	var b strings.Builder
	for _, v := range values {
		name, isDefault := cut(v, "*")
		name, converted := cut(name, "+")
		name, inactive := cut(name, "-")
		fmt.Fprintf(&b, "<standardValue><fullName>%s</fullName><default>%t</default><isActive>%t</isActive><label>%s</label><converted>%t</converted></standardValue>", name, isDefault, !inactive, name, converted)
	}
	return b.String()
}

func plainValues(tag string, values ...string) string {
	var b strings.Builder
	for _, v := range values {
		fmt.Fprintf(&b, "<%[1]s><fullName>%[2]s</fullName><default>false</default><label>%[2]s</label></%[1]s>", tag, v)
	}
	return b.String()
}

func processValues(values ...string) string {
	var b strings.Builder
	for _, v := range values {
		name, isDefault := cut(v, "*")
		fmt.Fprintf(&b, "<values><fullName>%s</fullName><default>%t</default></values>", name, isDefault)
	}
	return b.String()
}

// custom makes a field. Its elements come in the order of the schema, after the label those from "p" on.
func custom(name, label, kind string, elements ...string) string {
	var before, after, last strings.Builder
	for _, e := range elements {
		switch {
		case strings.HasPrefix(e, "<valueSet"):
			last.WriteString(e)
		case e[1] < 'l' || strings.HasPrefix(e, "<length"):
			before.WriteString(e)
		default:
			after.WriteString(e)
		}
	}
	return "<fields><fullName>" + name + "</fullName>" + before.String() + "<label>" + label + "</label>" + after.String() + "<type>" + kind + "</type>" + last.String() + "</fields>"
}

func picklist(name, label string, values ...string) string {
	return custom(name, label, "Picklist", "<valueSet><valueSetDefinition><sorted>false</sorted>"+plainValues("value", values...)+"</valueSetDefinition></valueSet>")
}

func number0(name, label string) string {
	return custom(name, label, "Number", "<precision>18</precision><scale>0</scale>")
}

func rule(name string, active bool, formula, field, message string) string {
	return fmt.Sprintf("<validationRules><fullName>%s</fullName><active>%t</active><errorConditionFormula>%s</errorConditionFormula><errorDisplayField>%s</errorDisplayField><errorMessage>%s</errorMessage></validationRules>", name, active, escape(formula), field, message)
}

func recordType(name, label, process string, active bool) string {
	return fmt.Sprintf("<recordTypes><fullName>%s</fullName><active>%t</active><businessProcess>%s</businessProcess><label>%s</label></recordTypes>", name, active, process, label)
}

func messyFlow(label, status, field, value, object string) string {
	return fileOf("Flow", "<label>"+label+"</label><processType>AutoLaunchedFlow</processType><recordUpdates><name>Write</name><label>Write</label><locationX>0</locationX><locationY>0</locationY><inputAssignments><field>"+field+
		"</field><value><stringValue>"+value+"</stringValue></value></inputAssignments><inputReference>$Record</inputReference></recordUpdates><start><locationX>0</locationX><locationY>0</locationY><connector><targetReference>Write</targetReference></connector><object>"+object+
		"</object><recordTriggerType>Create</recordTriggerType><triggerType>RecordBeforeSave</triggerType></start><status>"+status+"</status>")
}

// Messy makes an org as years of changes by many hands leave one: see messySet. It has some 400 records, of which some carry values
// that are inactive or that no set has any more. Their dates lie before the day of the clock; apart from it every run is the same.
func Messy(options ...Option) *Org {
	o := Empty(options...)
	for _, name := range []string{"Mara Okafor", "Jonas Lindqvist", "Priya Raman", "Luis Ortega"} {
		u := o.AddUser(strings.ToLower(strings.Replace(name, " ", ".", 1)) + "@example.com")
		u.Name = name
	}
	if err := o.Seed(messySet()); err != nil {
		panic("emulator: seed: " + err.Error()) // the seed is a constant of this package
	}
	s := &seeder{o: o, e: newEngine(o.state, o.settings.clock(), o.state.Users[0]), random: 7}
	s.records()
	return o
}

// seeder puts records into an org.
type seeder struct {
	o      *Org
	e      *engine
	random uint64
}

// next gives a number below n; the same ones on every run.
func (s *seeder) next(n int) int {
	s.random = s.random*6364136223846793005 + 1442695040888963407
	return int(s.random>>33) % n
}

func pick[T any](s *seeder, of ...T) T { return of[s.next(len(of))] }

func (s *seeder) put(object string, values map[string]any) string {
	id, err := s.o.put(s.e, object, values)
	if err != nil {
		panic("emulator: seed: " + err.Error())
	}
	return id
}

// ago is a time some days before the day of the clock.
func (s *seeder) ago(days int) time.Time {
	return today(s.e.now).AddDate(0, 0, -days).Add(10 * time.Hour)
}
