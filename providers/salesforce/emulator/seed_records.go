package emulator

import (
	"fmt"
	"time"
)

// Numbers of records in the messy org.
const (
	messyAccounts = 60
	messyContacts = 130
	messyLeads    = 90
	messyDeals    = 120
)

// messyStages are those in which the deals of the messy org stand: the common ones, inactive ones, one that no set has and one in other letters.
var messyStages = []string{"Prospecting", "Discovery Call", "Demo Done", "Demo Done", "POC / Trial", "Proposal/Price Quote", "Legal & Security", "Negotiation/Review", "Closed Won", "Closed Won", "Closed Lost", "Closed Lost",
	"Closed - Duplicate", "Verbal OK (old)", "Parked", "Stage 3 - Demo", "negotiation/review"}

func (s *seeder) records() {
	users := make([]string, len(s.e.st.Users))
	for i, u := range s.e.st.Users {
		users[i] = u.ID
	}
	accounts := make([]string, messyAccounts)
	for i := range accounts {
		accounts[i] = s.put("Account", map[string]any{"Name": fmt.Sprintf("Company %02d", i+1), "OwnerId": pick(s, users...), "Industry": pick(s, "Technology", "Energy", "Retail", "", "Tech"),
			"Segment__c": pick(s, "SMB", "MM", "ENT", "Enterprise", ""), "Region__c": pick(s, "EMEA", "Americas", ""), "ICP_Band__c": pick(s, "A", "B", "C", ""), "Type": pick(s, "Prospect", "Customer - Direct", ""),
			"NumberOfEmployees": pick(s, 0, 12, 80, 600, 12000), "Website": fmt.Sprintf("https://company%02d.example.com", i+1), "CreatedDate": instant(s.ago(300 + s.next(900)))})
	}
	contacts := []string{}
	for i := range messyContacts {
		email := fmt.Sprintf("person%03d@example.com", i+1)
		if s.next(10) == 0 {
			email = ""
		}
		contacts = append(contacts, s.put("Contact", map[string]any{"FirstName": pick(s, "Ana", "Ben", "Chloe", "Dev", "Eli", ""), "LastName": fmt.Sprintf("Person %03d", i+1), "Email": email, "AccountId": pick(s, accounts...),
			"OwnerId": pick(s, users...), "Lifecycle_Position__c": pick(s, "Subscriber", "MQL", "SQL", "Customer", "Dead", "Known Lead", ""), "LeadSource": pick(s, "Web", "web form", "Webinar 2019", "Facebook", ""),
			"Fit_Score__c": float64(s.next(100)), "Import_2019_Batch__c": pick(s, "", "", "B7"), "CreatedDate": instant(s.ago(10 + s.next(900)))}))
	}
	queue := s.e.st.Metadata.get("Queue", "SALES_EMEA_old").ID
	for i := range messyLeads {
		s.put("Lead", map[string]any{"LastName": fmt.Sprintf("Lead %03d", i+1), "Company": fmt.Sprintf("Prospect %02d", s.next(50)), "Email": fmt.Sprintf("lead%03d@example.com", i+1), "OwnerId": pick(s, append(users, queue)...),
			"Status": pick(s, "New", "New", "Working - Contacted", "Nurture", "MQL", "Junk", "Recycled", "Open - Not Contacted", "HOT!!"), "Lead_Status_New__c": pick(s, "1 - New", "3 - SQL", "9 - Dead", ""),
			"LeadSource": pick(s, "Web", "Google Ads", "Purchased List", "Trade Show", "Facebook"), "Country": pick(s, "DE", "SE", "US", "Germany", ""), "CreatedDate": instant(s.ago(s.next(400)))})
	}
	for i := range messyDeals {
		s.deal(i, pick(s, accounts...), pick(s, users...))
	}
	for i := range 20 {
		s.put("Task", map[string]any{"Subject": pick(s, "Call", "Send quote", "call back!!"), "Status": pick(s, "Not Started", "Completed", "In Progress"), "Priority": "Normal", "WhoId": contacts[i], "OwnerId": pick(s, users...),
			"ActivityDate": s.ago(s.next(60)).Format(dayLayout)})
	}
}

// deal makes an opportunity with its way through the stages.
func (s *seeder) deal(i int, account, owner string) {
	age := 5 + s.next(500)
	stage := messyStages[i%len(messyStages)]
	types := map[string]*component{"New": s.e.st.Metadata.get("RecordType", "Opportunity.New_Business"), "Partner": s.e.st.Metadata.get("RecordType", "Opportunity.Partner_Deal"), "Legacy": s.e.st.Metadata.get("RecordType", "Opportunity.Legacy_Renewal")}
	recordType := ""
	if t := types[pick(s, "New", "New", "Partner", "Legacy", "none")]; t != nil {
		recordType = t.ID
	}
	values := map[string]any{"Name": fmt.Sprintf("Deal %03d", i+1), "AccountId": account, "OwnerId": owner, "StageName": stage, "RecordTypeId": recordType, "Type": pick(s, "New Customer", "Existing Customer - Upgrade", "Upsell", ""),
		"CloseDate": s.ago(s.next(200) - 90).Format(dayLayout), "LeadSource": pick(s, "Web", "Trade Show", ""), "Competitor__c": pick(s, "ServiceTitan", "none", "Other", ""), "CreatedDate": instant(s.ago(age)), "LastStageChangeDate": instant(s.ago(s.next(age)))}
	if s.next(6) > 0 {
		values["Amount"] = float64(1+s.next(80)) * 500
	}
	if stage == "Closed Lost" && s.next(3) > 0 {
		values["Loss_Reason__c"] = pick(s, "Price", "Competitor", "Ghosted")
	}
	id := s.put("Opportunity", values)
	at := age
	for n, step := range []string{"Prospecting", "Discovery Call", "Demo Done", stage} {
		if n > 0 && (at == 0 || step == "Demo Done" && s.next(3) == 0) {
			continue // stages are skipped, too
		}
		s.stageRow(id, step, values["Amount"], s.ago(at), owner)
		at -= min(at, 1+s.next(30))
		if step == stage {
			break
		}
	}
}

func (s *seeder) stageRow(id, stage string, amount any, at time.Time, by string) {
	r := row("Id", s.e.st.id("OpportunityHistory"), "OpportunityId", id, "StageName", stage, "CreatedDate", instant(at), "SystemModstamp", instant(at), "CreatedById", by, "IsDeleted", false)
	if amount != nil {
		r.Values["Amount"] = amount
	}
	for _, o := range s.e.setOptions("OpportunityStage") {
		if o.name == stage {
			r.Values["Probability"], r.Values["ForecastCategory"] = float64(atoi(o.probability)), o.forecast
		}
	}
	s.e.st.keep("OpportunityHistory", r)
}
