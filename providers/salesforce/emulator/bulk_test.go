package emulator

import (
	"fmt"
	"strings"
	"testing"
)

func TestBulkQueriesGiveFiles(t *testing.T) {
	clock := newClock()
	o := dealOrg(t, clock)
	o.SetDeployPolls(2)
	w := ask(t, o, "POST "+data+"/jobs/query", `{"operation":"query","query":"SELECT Name, Account.Name, Amount FROM Opportunity WHERE Amount != null"}`)
	id := fmt.Sprint(jsonOf(t, w)["id"])
	at := data + "/jobs/query/" + id
	run(t, o, s("GET "+at+"/results", "", 400, "INVALIDJOBSTATE"), s("GET "+at, "", 200, `"state":"InProgress"`), s("GET "+at, "", 200, `"state":"JobComplete"`, `"numberRecordsProcessed":3`))
	page := ask(t, o, "GET "+at+"/results?maxRecords=2", "")
	if want := "\"Name\",\"Account.Name\",\"Amount\"\n\"A1\",\"Acme\",\"100\"\n\"a2\",\"Baker's\",\"200\"\n"; page.Body.String() != want || page.Header().Get("Sforce-Locator") != "2" || page.Header().Get("Sforce-NumberOfRecords") != "2" {
		t.Fatalf("%v %s", page.Header(), page.Body)
	}
	if rest := ask(t, o, "GET "+at+"/results?locator=2&maxRecords=2", ""); rest.Header().Get("Sforce-Locator") != "null" || !strings.HasSuffix(rest.Body.String(), "\"50.5\"\n") {
		t.Fatalf("%v %s", rest.Header(), rest.Body)
	}
	run(t, o, s("DELETE "+at, "", 204), s("GET "+at, "", 404),
		s("POST "+data+"/jobs/query", `{"operation":"query","query":"SELECT COUNT(Id) FROM Opportunity"}`, 400, "INVALIDJOB"),
		s("POST "+data+"/jobs/query", `{"operation":"query","query":"SELECT Nope FROM Opportunity"}`, 400, "INVALIDJOB", "No such column"))
}

func TestBulkJobsWriteRecordsEachForItself(t *testing.T) {
	o := Empty()
	deployed(t, o, lifecycle())
	o.Forget()
	open := func(more string) string {
		w := ask(t, o, "POST "+data+"/jobs/ingest", `{"contentType":"CSV","lineEnding":"LF",`+more+`}`)
		if w.Code != 200 {
			t.Fatal(w.Body)
		}
		return data + "/jobs/ingest/" + fmt.Sprint(jsonOf(t, w)["id"])
	}
	at := open(`"object":"Opportunity","operation":"insert"`)
	run(t, o,
		s("PATCH "+at, `{"state":"UploadComplete"}`, 400, "INVALIDJOBSTATE"),
		s("PUT "+at+"/batches", "Name,StageName,CloseDate,Amount\n\"A, Inc\",Discovery,2026-12-31,\nB,Negotiation/Review,2026-12-31,\nC,Negotiation/Review,2026-12-31,5\nD,Discovery\n", 201),
		s("PUT "+at+"/batches", "Name\nB\n", 400, "multiple contents"),
		s("PATCH "+at, `{"state":"UploadComplete"}`, 200, `"state":"UploadComplete"`),
		s("GET "+at, "", 200, `"state":"JobComplete"`, `"numberRecordsFailed":2`, `"numberRecordsProcessed":4`),
		s("GET "+at+"/successfulResults", "", 200, "\"sf__Id\",\"sf__Created\",\"Name\"", `"true","A, Inc","Discovery"`, `"C","Negotiation/Review"`, `!"B"`),
		s("GET "+at+"/failedResults", "", 200, `FIELD_CUSTOM_VALIDATION_EXCEPTION:An amount is needed.:Amount --`, "INVALIDBATCH"),
		s("GET "+at+"/unprocessedrecords", "", 200, `"Name","StageName"`, `!"A, Inc"`))
	id := asked(t, o, "/query", "SELECT Id FROM Opportunity WHERE Name = 'C'")
	at = open(`"object":"Opportunity","operation":"update"`)
	run(t, o, s("PUT "+at+"/batches", "Id,Amount,NextStep\n"+id+",#N/A,\n006000000000999AAA,1,x\n", 201), s("PATCH "+at, `{"state":"UploadComplete"}`, 200), s("GET "+at, "", 200, `"numberRecordsFailed":1`))
	if got := asked(t, o, "/query", "SELECT Amount FROM Opportunity WHERE Name = 'C'"); got != "-" {
		t.Errorf("#N/A leaves %s", got)
	}
	at = open(`"object":"Opportunity","operation":"delete"`)
	run(t, o, s("PUT "+at+"/batches", "Id\n"+id+"\n", 201), s("PATCH "+at, `{"state":"UploadComplete"}`, 200), s("GET "+at, "", 200, `"numberRecordsFailed":0`),
		s("GET "+data+"/query?q=SELECT COUNT() FROM Opportunity", "", 200, `"totalSize":1`))
	at = open(`"object":"Lead","operation":"insert","assignmentRuleId":"01Q000000000001AAA"`)
	run(t, o, s("PUT "+at+"/batches", "LastName,Company,Country\nL,C,DE\n", 201), s("PATCH "+at, `{"state":"UploadComplete"}`, 200), s("GET "+at, "", 200),
		s("GET "+data+"/query?q=SELECT Owner.Name FROM Lead", "", 200, "Inbound"),
		s("POST "+data+"/jobs/ingest", `{"object":"Nope","operation":"insert"}`, 400, "InvalidEntity"), s("GET "+data+"/jobs/ingest", "", 200, `"done":true`))
	at = open(`"object":"Lead","operation":"insert"`)
	run(t, o, s("PATCH "+at, `{"state":"Aborted"}`, 200, `"Aborted"`), s("PUT "+at+"/batches", "LastName\nL\n", 400, "INVALIDJOBSTATE"))
}
