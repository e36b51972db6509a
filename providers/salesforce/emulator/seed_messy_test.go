package emulator

import (
	"bytes"
	"testing"
)

func TestTheMessyOrgIsTheSameEveryTime(t *testing.T) {
	clock := newClock()
	o := Messy(Clock(clock.Now))
	a, err := o.Snapshot()
	if err != nil {
		t.Fatal(err)
	}
	if b, err := Messy(Clock(clock.Now)).Snapshot(); err != nil || !bytes.Equal(a, b) {
		t.Fatal("two messy orgs differ")
	}
	restored, err := Restore(a, Clock(clock.Now))
	if err != nil {
		t.Fatal(err)
	}
	for soql, want := range map[string]string{
		"SELECT COUNT(Id) FROM Opportunity":                                                                   "120",
		"SELECT COUNT(Id) FROM Opportunity WHERE StageName = 'Verbal OK (old)'":                               "7",
		"SELECT COUNT(Id) FROM Lead WHERE Status NOT IN ('New','Working - Contacted','Nurture','MQL','Junk')": asked(t, o, "/query", "SELECT COUNT(Id) FROM Lead WHERE Status IN ('Recycled','Open - Not Contacted','HOT!!')"),
		"SELECT ApiName FROM OpportunityStage WHERE ApiName = 'Parked' AND IsActive = false":                  "Parked",
		"SELECT Name, Type FROM Group ORDER BY Name":                                                          "Inbound leads/Queue SALES EMEA (old)/Queue",
		"SELECT COUNT(Id) FROM RecordType WHERE SobjectType = 'Opportunity' AND IsActive = true":              "2",
		"SELECT COUNT(Id) FROM OpportunityHistory WHERE CreatedDate > TODAY":                                  "0",
		"SELECT Name FROM Opportunity WHERE Weighted_Old__c < 0":                                              "",
	} {
		if got := asked(t, restored, "/query", soql); got != want {
			t.Errorf("%s\ngives %s\nwant  %s", soql, got, want)
		}
	}
	total := 0
	for _, object := range []string{"Account", "Contact", "Lead", "Opportunity", "Task"} {
		total += len(o.state.Records[object])
	}
	if total < 300 {
		t.Errorf("only %d records", total)
	}
	// What others have left stands in the way of another active assignment rule, and of nothing else.
	refused(t, o, lifecycle(), "Only one assignment rule of Lead can be active")
	deployed(t, o, edit(lifecycle(), "assignmentRules/Lead.assignmentRules", "<active>true", "<active>false"))
}
