package emulator

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"
)

// asked runs a query and gives its records as JSON, without attributes, one after the other.
func asked(t testing.TB, o *Org, path, soql string) string {
	t.Helper()
	w := ask(t, o, "GET "+data+path+"?q="+escapeQuery(soql), "")
	if w.Code != 200 {
		t.Fatalf("%s: %d %s", soql, w.Code, w.Body)
	}
	var out []string
	for _, r := range jsonOf(t, w)["records"].([]any) {
		out = append(out, plain(r))
	}
	return strings.Join(out, " ")
}

func escapeQuery(q string) string {
	return strings.NewReplacer("%", "%25", "+", "%2B", "&", "%26", "\n", "%0A", "#", "%23", ";", "%3B").Replace(q)
}

// plain writes the values of a record, names aside.
func plain(v any) string {
	switch v := v.(type) {
	case map[string]any:
		delete(v, "attributes")
		var parts []string
		for _, k := range slices.Sorted(maps.Keys(v)) {
			parts = append(parts, plain(v[k]))
		}
		return strings.Join(parts, "/")
	case nil:
		return "-"
	}
	return fmt.Sprint(v)
}

// dealOrg has five opportunities of two accounts.
func dealOrg(t testing.TB, clock *fakeClock, options ...Option) *Org {
	o := Empty(append(options, Clock(clock.Now))...)
	accounts := []string{made(t, o, "Account", `{"Name":"Acme","Industry":"Energy"}`), made(t, o, "Account", `{"Name":"Baker's","Industry":"Retail"}`)}
	for i, d := range []struct {
		name, stage, close, more string
	}{
		{"A1", "Prospecting", "2026-11-20", `,"Amount":100,"Type":"New Customer"`}, {"a2", "Qualification", "2026-11-19", `,"Amount":200`},
		{"B_1", "Prospecting", "2026-10-31", `,"LeadSource":"Web"`}, {"C%", "Closed Won", "2025-12-31", `,"Amount":50.5`}, {"D", "Negotiation/Review", "2027-01-01", ""},
	} {
		account := ""
		if i < 4 {
			account = fmt.Sprintf(`,"AccountId":%q`, accounts[i%2])
		}
		made(t, o, "Opportunity", fmt.Sprintf(`{"Name":%q,"StageName":%q,"CloseDate":%q%s%s}`, d.name, d.stage, d.close, d.more, account))
		clock.move(time.Hour)
	}
	return o
}

func TestQueries(t *testing.T) {
	clock := newClock() // 20 November 2026, a Friday
	o := dealOrg(t, clock)
	for soql, want := range map[string]string{
		"SELECT Name FROM Opportunity":                                                                                                          "A1 a2 B_1 C% D",
		"select name from opportunity o where o.name = 'a1'":                                                                                    "A1",
		"SELECT Name FROM Opportunity WHERE Amount > 50 AND Amount <= 100":                                                                      "A1 C%",
		"SELECT Name FROM Opportunity WHERE Amount = null":                                                                                      "B_1 D",
		"SELECT Name FROM Opportunity WHERE Amount != null AND NOT Name = 'A1'":                                                                 "a2 C%",
		"SELECT Name FROM Opportunity WHERE Type != 'New Customer'":                                                                             "a2 B_1 C% D",
		"SELECT Name FROM Opportunity WHERE StageName IN ('Prospecting', 'Closed Won')":                                                         "A1 B_1 C%",
		"SELECT Name FROM Opportunity WHERE StageName NOT IN ('prospecting','Closed Won')":                                                      "a2 D",
		"SELECT Name FROM Opportunity WHERE (Amount > 150 OR Amount = null) AND StageName != 'x'":                                               "a2 B_1 D",
		"SELECT Name FROM Opportunity WHERE NOT (StageName = 'Prospecting' OR StageName = 'Closed Won')":                                        "a2 D",
		`SELECT Name FROM Opportunity WHERE Name LIKE '_1'`:                                                                                     "A1",
		`SELECT Name FROM Opportunity WHERE Name LIKE 'b\_%'`:                                                                                   "B_1",
		`SELECT Name FROM Opportunity WHERE Name LIKE '%\%'`:                                                                                    "C%",
		`SELECT Name FROM Opportunity WHERE Account.Name = 'Baker\'s'`:                                                                          "a2 C%",
		"SELECT Name, Account.Name FROM Opportunity WHERE Account.Industry = 'Energy'":                                                          "Acme/A1 Acme/B_1",
		"SELECT Account.Name, Name FROM Opportunity WHERE AccountId = null":                                                                     "-/D",
		"SELECT Name FROM Opportunity WHERE Owner.Username = 'admin@example.com' LIMIT 1":                                                       "A1",
		"SELECT Name FROM Opportunity ORDER BY Amount DESC NULLS LAST, Name":                                                                    "a2 A1 C% B_1 D",
		"SELECT Name FROM Opportunity ORDER BY Amount, Name DESC":                                                                               "D B_1 C% A1 a2",
		"SELECT Name FROM Opportunity ORDER BY Name DESC LIMIT 2 OFFSET 1":                                                                      "C% B_1",
		"SELECT Name FROM Opportunity WHERE CloseDate = TODAY":                                                                                  "A1",
		"SELECT Name FROM Opportunity WHERE CloseDate = LAST_N_DAYS:1":                                                                          "A1 a2",
		"SELECT Name FROM Opportunity WHERE CloseDate < THIS_MONTH":                                                                             "B_1 C%",
		"SELECT Name FROM Opportunity WHERE CloseDate = LAST_YEAR":                                                                              "C%",
		"SELECT Name FROM Opportunity WHERE CloseDate >= NEXT_N_DAYS:30":                                                                        "D",
		"SELECT Name FROM Opportunity WHERE CloseDate = NEXT_QUARTER":                                                                           "D",
		"SELECT Name FROM Opportunity WHERE CloseDate = THIS_WEEK":                                                                              "A1 a2",
		"SELECT Name FROM Opportunity WHERE CloseDate > 2026-11-19":                                                                             "A1 D",
		"SELECT Name FROM Opportunity WHERE CreatedDate >= 2026-11-20T11:00:00Z":                                                                "B_1 C% D",
		"SELECT Name FROM Opportunity WHERE CreatedDate = 2026-11-20T12:00:00.000+0100":                                                         "B_1",
		"SELECT Name FROM Opportunity WHERE CALENDAR_YEAR(CloseDate) = 2026 AND DAY_IN_WEEK(CloseDate) = 6":                                     "A1",
		"SELECT Name FROM Opportunity WHERE IsClosed = true":                                                                                    "C%",
		"SELECT Name FROM Opportunity WHERE AccountId IN (SELECT Id FROM Account WHERE Name = 'Acme')":                                          "A1 B_1",
		"SELECT Name FROM Account WHERE Id NOT IN (SELECT AccountId FROM Opportunity WHERE IsWon = true)":                                       "Acme",
		"SELECT StageName, COUNT(Id) FROM Opportunity GROUP BY StageName":                                                                       "Closed Won/1 Negotiation/Review/1 Prospecting/2 Qualification/1",
		"SELECT COUNT(Amount) n, SUM(Amount), MAX(CloseDate) latest, AVG(Amount) a FROM Opportunity":                                            "116.83333333333333/350.5/2027-01-01/3",
		"SELECT Account.Industry i, COUNT(Id) n FROM Opportunity GROUP BY Account.Industry HAVING COUNT(Id) > 1 ORDER BY Account.Industry DESC": "Retail/2 Energy/2",
		"SELECT LeadSource, COUNT(Id) c FROM Opportunity GROUP BY LeadSource ORDER BY COUNT(Id) DESC":                                           "-/4 Web/1",
		"SELECT CALENDAR_YEAR(CloseDate), COUNT_DISTINCT(StageName) FROM Opportunity GROUP BY CALENDAR_YEAR(CloseDate)":                         "2025/1 2026/2 2027/1",
		"SELECT Name FROM Opportunity WHERE Name = 'D' WITH SECURITY_ENFORCED LIMIT 5 FOR VIEW":                                                 "D",
		"SELECT Id FROM Opportunity WHERE Id = '006000000000999'":                                                                               "",
		"SELECT MAX(Amount) FROM Opportunity WHERE Name = 'nobody'":                                                                             "-",
	} {
		if got := asked(t, o, "/query", soql); got != want {
			t.Errorf("%s\ngives %s\nwant  %s", soql, got, want)
		}
	}
	id := jsonOf(t, ask(t, o, "GET "+data+"/query?q=SELECT Id FROM Opportunity LIMIT 1", ""))["records"].([]any)[0].(map[string]any)["Id"].(string)
	if got := asked(t, o, "/query", "SELECT Name FROM Opportunity WHERE Id = '"+id[:15]+"'"); got != "A1" {
		t.Errorf("an id of 15 characters finds %q", got)
	}
	run(t, o, s("GET "+data+"/query?q=SELECT FIELDS(STANDARD) FROM Opportunity LIMIT 1", "", 200, `"StageName"`, `"LastModifiedById"`),
		s("GET "+data+"/query?q=SELECT COUNT() FROM Opportunity WHERE IsWon = false", "", 200, `"totalSize":4`, `"records":[]`),
		s("GET "+data+"/query?q=SELECT Name, Owner.Name FROM Opportunity&columns=true", "", 200, `"entityName":"Opportunity"`, `"columnName":"Owner"`, `"joinColumns":[{"columnName":"Name"`))
}

func TestQueriesThatAreWrongSayWhere(t *testing.T) {
	o := Empty()
	for soql, want := range map[string]string{
		"SELECT Id, Foo FROM Account":                                              `INVALID_FIELD: \nSELECT Id, Foo FROM Account\n           ^\nERROR at Row:1:Column:12\nNo such column 'Foo' on entity 'Account'.`,
		"SELECT Id FROM Foo":                                                       "INVALID_TYPE: Row:1:Column:16\\nsObject type 'Foo' is not supported",
		"SELECT Id FROM ValidationRule":                                            "INVALID_TYPE: sObject type 'ValidationRule' is not supported",
		"SELECT Id FORM Account":                                                   "MALFORMED_QUERY: unexpected token: 'Account'",
		"SELECT Id FROM":                                                           "MALFORMED_QUERY: Row:1:Column:15\\nunexpected token: '\\u003cEOF\\u003e'",
		"SELECT Id\nFROM Account\nWHERE Nope__c = 1":                               "INVALID_FIELD: Row:3:Column:7\\nNo such column 'Nope__c'",
		"SELECT Nix.Name FROM Account":                                             "INVALID_FIELD: Didn't understand relationship 'Nix' in field path",
		"SELECT Id FROM Account WHERE Name = 1":                                    "INVALID_FIELD: value of filter criterion for field 'Name' must be of type string and should be enclosed in quotes",
		"SELECT Id FROM Account WHERE AnnualRevenue = '1'":                         "INVALID_FIELD: field 'AnnualRevenue' must be of type double and should not be enclosed in quotes",
		"SELECT Id FROM Account WHERE CreatedDate = 2026-01-01":                    "INVALID_FIELD: must be of type dateTime",
		"SELECT Id FROM Account WHERE CreatedDate = SOMEDAY":                       "INVALID_FIELD: must be of type dateTime",
		"SELECT Id FROM Account WHERE IsDeleted = 'true'":                          "INVALID_FIELD: must be of type boolean",
		"SELECT Id FROM Account WHERE Description = 'x'":                           "INVALID_FIELD: field 'Description' can not be filtered in a query call",
		"SELECT Id FROM Account WHERE Name = 'a' AND Name = 'b' OR Id = 'c'":       "MALFORMED_QUERY: unexpected token: 'OR'",
		"SELECT Id FROM Account WHERE Name = 'a":                                   "MALFORMED_QUERY: ",
		"SELECT Id FROM Account WHERE Name LIKE":                                   "MALFORMED_QUERY: unexpected token",
		"SELECT Id FROM Account LIMIT -1":                                          "MALFORMED_QUERY: unexpected token: '-1'",
		"SELECT Id FROM Account OFFSET 2001":                                       "NUMBER_OUTSIDE_VALID_RANGE: Maximum SOQL offset",
		"SELECT Name, COUNT(Id) FROM Account":                                      "MALFORMED_QUERY: Field must be grouped or aggregated: Name",
		"SELECT AnnualRevenue, COUNT(Id) FROM Account GROUP BY AnnualRevenue":      "MALFORMED_QUERY: field 'AnnualRevenue' can not be grouped in a query call",
		"SELECT SUM(Name) FROM Account":                                            "MALFORMED_QUERY: does not support aggregate operator SUM",
		"SELECT COUNT(), Id FROM Account":                                          "MALFORMED_QUERY: COUNT()",
		"SELECT Name n FROM Account":                                               "MALFORMED_QUERY: only aggregate expressions use field aliasing",
		"SELECT FIELDS(ALL) FROM Account":                                          "MALFORMED_QUERY: LIMIT",
		"SELECT Id, (SELECT Id FROM Contacts) FROM Account":                        "MALFORMED_QUERY: queries of children",
		"SELECT Id FROM Account ORDER BY Nope":                                     "INVALID_FIELD: No such column 'Nope'",
		"SELECT Id FROM Account WHERE Name INCLUDES ('x')":                         "INVALID_FIELD: multi-select",
		"SELECT Id FROM Account;":                                                  "MALFORMED_QUERY: unexpected token: ';'",
		"SELECT Id FROM Account WHERE " + strings.Repeat("(", 300) + "Id = 'x'":    "MALFORMED_QUERY: nested too deep",
		"SELECT Id FROM Account WHERE " + strings.Repeat("NOT ", 300) + "Id = 'x'": "MALFORMED_QUERY: nested too deep",
	} {
		code, message, _ := strings.Cut(want, ": ")
		w := ask(t, o, "GET "+data+"/query?q="+escapeQuery(soql), "")
		if w.Code != 400 || !strings.Contains(w.Body.String(), `"errorCode":"`+code+`"`) || !strings.Contains(w.Body.String(), message) {
			t.Errorf("%s\n%d %s\nwant %s", soql, w.Code, w.Body, want)
		}
	}
	run(t, o, s("GET "+data+"/query", "", 400, "MALFORMED_QUERY"), s("POST "+data+"/query", "", 405, "METHOD_NOT_ALLOWED"), s("GET "+data+"/query/01g000000000001AAA-2000", "", 400, "INVALID_QUERY_LOCATOR"))
}

func TestLongResultsComeInPages(t *testing.T) {
	clock := newClock()
	o := dealOrg(t, clock, QueryPage(2))
	seen, next := 0, data+"/query?q=SELECT Name FROM Opportunity"
	for pages := 0; next != ""; pages++ {
		r := jsonOf(t, ask(t, o, "GET "+next, ""))
		seen += len(r["records"].([]any))
		next, _ = r["nextRecordsUrl"].(string)
		if r["totalSize"] != 5.0 || r["done"] != (next == "") || pages > 3 {
			t.Fatalf("page %d: %v", pages, r)
		}
	}
	if seen != 5 {
		t.Errorf("%d records in all pages", seen)
	}
}

func TestSetupIsQueried(t *testing.T) {
	clock := newClock()
	o := Empty(Clock(clock.Now))
	deployed(t, o, lifecycle())
	for soql, want := range map[string]string{
		"SELECT ApiName, DefaultProbability, IsActive FROM OpportunityStage WHERE IsActive = true ORDER BY SortOrder": "Discovery/20/true Negotiation/Review/60/true Closed Won/100/true Closed Lost/0/true",
		"SELECT COUNT(Id) FROM OpportunityStage WHERE IsActive = false":                                               "7",
		"SELECT MasterLabel FROM LeadStatus WHERE IsConverted = true":                                                 "Closed - Converted",
		"SELECT Name, Type, DeveloperName FROM Group WHERE Type = 'Queue'":                                            "Inbound/Inbound/Queue",
		"SELECT Queue.Name, SobjectType FROM QueueSobject":                                                            "Inbound/Lead",
		"SELECT DeveloperName, SobjectType, BusinessProcess.Name, IsActive FROM RecordType":                           "Sales/Sales/true/Opportunity",
		"SELECT Name, Label, IsOwnedByProfile FROM PermissionSet WHERE IsOwnedByProfile = false":                      "false/Access/Access",
		"SELECT Id, Name, OrganizationType, IsSandbox, TrialExpirationDate FROM Organization":                         OrgID + "/true/Stagecraft emulator/Enterprise Edition/-",
		"SELECT Username, Profile.Name FROM User WHERE IsActive = true":                                               "System Administrator/admin@example.com",
		"SELECT Field, PermissionsEdit FROM FieldPermissions WHERE Parent.Name = 'Access'":                            "Opportunity.Note__c/true",
		"SELECT QualifiedApiName FROM EntityDefinition WHERE QualifiedApiName LIKE 'Opp%'":                            "Opportunity",
		"SELECT DeveloperName FROM CustomPermission":                                                                  "Bypass",
		"SELECT Id FROM ApexClass": "",
	} {
		path := "/query"
		if strings.Contains(soql, "ApexClass") {
			path = "/tooling/query"
		}
		if got := asked(t, o, path, soql); got != want {
			t.Errorf("%s\ngives %s\nwant  %s", soql, got, want)
		}
	}
	tooling := "GET " + data + "/tooling/query?q="
	run(t, o,
		s(tooling+"SELECT Id, ValidationName, Active, EntityDefinition.QualifiedApiName, Metadata, FullName FROM ValidationRule WHERE ValidationName = 'Gate'", "", 200, `"ValidationName":"Gate"`, `"QualifiedApiName":"Opportunity"`,
			`"errorMessage":"An amount is needed."`, `"active":true`, `"FullName":"Opportunity.Gate"`, `"shouldEvaluateOnClient":null`),
		s(tooling+"SELECT Id, MasterLabel, Metadata FROM StandardValueSet WHERE MasterLabel = 'OpportunityStage'", "", 200, `"valueName":"Discovery"`, `"probability":20`, `"sorted":false`),
		s(tooling+"SELECT Id, Metadata FROM StandardValueSet", "", 400, "must specify no more than one row"),
		s(tooling+"SELECT Id, DeveloperName FROM CustomField WHERE TableEnumOrId = 'Opportunity' AND DeveloperName = 'Note'", "", 200, `"totalSize":1`),
		s(tooling+"SELECT Id FROM SandboxProcess", "", 200, `"totalSize":0`),
		s("GET "+data+"/query?q=SELECT Id FROM ScratchOrgInfo limit 1", "", 400, "INVALID_TYPE"),
		s("GET "+data+"/sobjects/User/"+o.state.Users[0].ID, "", 200, `"Username":"admin@example.com"`))
}

func TestVersionsOfFlowsAreQueried(t *testing.T) {
	o := Empty()
	deployed(t, o, flowFiles(slaFlow))
	deployed(t, o, flowFiles(strings.Replace(slaFlow, "<label>SLA<", "<label>SLA 2<", 1)))
	for soql, want := range map[string]string{
		"SELECT VersionNumber, Status, MasterLabel, Definition.DeveloperName FROM Flow ORDER BY VersionNumber":     "SLA/SLA/Obsolete/1 SLA/SLA 2/Active/2",
		"SELECT ActiveVersion.VersionNumber, LatestVersion.Status FROM FlowDefinition WHERE DeveloperName = 'SLA'": "2/Active",
		"SELECT FullName FROM Flow WHERE Status = 'Active'":                                                        "SLA-2",
	} {
		if got := asked(t, o, "/tooling/query", soql); got != want {
			t.Errorf("%s\ngives %s\nwant  %s", soql, got, want)
		}
	}
}

func TestCustomMetadataIsQueried(t *testing.T) {
	o := Empty()
	deployed(t, o, map[string]string{"package.xml": manifest("CustomObject: Policy__mdt", "CustomMetadata: Policy.Gold"),
		"objects/Policy__mdt.object":    doc("CustomObject", "<fields><fullName>Hours__c</fullName><label>Hours</label><precision>4</precision><scale>0</scale><type>Number</type></fields><label>Policy</label><pluralLabel>Policies</pluralLabel>"),
		"customMetadata/Policy.Gold.md": `<?xml version="1.0"?><CustomMetadata xmlns="` + metadataNS + `" xmlns:xsi="` + xsiNS + `" xmlns:xsd="` + xsdNS + `"><label>Gold</label><protected>false</protected><values><field>Hours__c</field><value xsi:type="xsd:double">4.0</value></values></CustomMetadata>`})
	if got := asked(t, o, "/query", "SELECT DeveloperName, Label, Hours__c FROM Policy__mdt WHERE Hours__c < 5"); got != "Gold/4/Gold" {
		t.Errorf("got %s", got)
	}
	if retrieveFiles(t, o, types("CustomMetadata", "Policy.Gold"))["customMetadata/Policy.Gold.md"] == nil {
		t.Error("the record is in a file of another name")
	}
}

func FuzzQuery(f *testing.F) {
	for _, seed := range []string{"SELECT Id, Owner.Name FROM Lead WHERE (Name LIKE 'a%' OR CreatedDate = LAST_N_DAYS:3) AND NOT Email = null ORDER BY Name DESC NULLS LAST LIMIT 2 OFFSET 1",
		"SELECT StageName, COUNT(Id) n FROM Opportunity GROUP BY StageName HAVING COUNT(Id) > 1", "SELECT FIELDS(ALL) FROM Opportunity LIMIT 1", "SELECT Id FROM Opportunity WHERE AccountId IN (SELECT Id FROM Account)",
		"SELECT CALENDAR_YEAR(CreatedDate), MAX(Amount) FROM Opportunity GROUP BY CALENDAR_YEAR(CreatedDate)", "SELECT toLabel(StageName) FROM Opportunity WHERE CloseDate != N_YEARS_AGO:9999", "SELECT Id FROM Lead WHERE Name = '\\'"} {
		f.Add(seed)
	}
	clock := newClock()
	o := dealOrg(f, clock)
	f.Fuzz(func(t *testing.T, q string) {
		parsed, err := parseSOQL(q)
		if err != nil {
			_ = err.refusal(q).json()
			return
		}
		for _, tooling := range []bool{false, true} {
			bound, err := newEngine(o.state, clock.Now(), o.state.Users[0]).bind(parsed, tooling)
			if err != nil {
				_ = err.refusal(q).json()
				continue
			}
			for _, r := range bound.run() {
				_ = mustJSON(bound.record("", r))
			}
			_ = mustJSON(bound.metadata())
		}
	})
}
