package api

import (
	"context"
	"net/http"
	"strings"
	"testing"
)

const envelopeHead = `<?xml version="1.0" encoding="UTF-8"?>
<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" xmlns="http://soap.sforce.com/2006/04/metadata">` +
	`<soapenv:Header><SessionHeader><sessionId>TOKEN</sessionId></SessionHeader></soapenv:Header><soapenv:Body>`

const envelopeFoot = `</soapenv:Body></soapenv:Envelope>`

// Every call, as it goes over the wire. Uploads and jobs of several steps have tests of their own.
func TestRequests(t *testing.T) {
	soapCall := func(operation string) string {
		return "POST /services/Soap/m/66.0\n" + envelopeHead + operation + envelopeFoot
	}
	const v = "/services/data/v66.0"
	for _, tt := range []struct {
		name, answer string
		call         func(context.Context, *Client) error
		want         string
	}{
		{"list", soap("listMetadata", ""), func(ctx context.Context, c *Client) error {
			_, err := c.ListMetadata(ctx, ListQuery{Type: "ValidationRule"}, ListQuery{Type: "Report", Folder: "A & B"})
			return err
		}, soapCall(`<listMetadata><queries><type>ValidationRule</type></queries><queries><folder>A &amp; B</folder><type>Report</type></queries><asOfVersion>66.0</asOfVersion></listMetadata>`)},
		{"read", soap("readMetadata", "<result></result>"), func(ctx context.Context, c *Client) error {
			_, err := c.ReadMetadata(ctx, "BusinessProcess", "Opportunity.A%2FB", "Opportunity.<x>&\"'")
			return err
		}, soapCall(`<readMetadata><type>BusinessProcess</type><fullNames>Opportunity.A%2FB</fullNames><fullNames>Opportunity.&lt;x&gt;&amp;&#34;&#39;</fullNames></readMetadata>`)},
		{"describe metadata", soap("describeMetadata", "<result></result>"), func(ctx context.Context, c *Client) error {
			_, err := c.DescribeMetadata(ctx)
			return err
		}, soapCall(`<describeMetadata><asOfVersion>66.0</asOfVersion></describeMetadata>`)},
		{"begin a retrieve", soap("retrieve", "<result><id>09S1</id></result>"), func(ctx context.Context, c *Client) error {
			_, err := c.startRetrieve(ctx, []Members{{Type: "StandardValueSet", Names: []string{"LeadStatus", "OpportunityStage"}}, {Type: "Queue", Names: []string{"*"}}})
			return err
		}, soapCall(`<retrieve><retrieveRequest><apiVersion>66.0</apiVersion><singlePackage>true</singlePackage><unpackaged>` +
			`<types><members>LeadStatus</members><members>OpportunityStage</members><name>StandardValueSet</name></types>` +
			`<types><members>*</members><name>Queue</name></types><version>66.0</version></unpackaged></retrieveRequest></retrieve>`)},
		{"look at a retrieve", soap("checkRetrieveStatus", "<result><done>false</done></result>"), func(ctx context.Context, c *Client) error {
			_, err := c.checkRetrieve(ctx, "09S1")
			return err
		}, soapCall(`<checkRetrieveStatus><asyncProcessId>09S1</asyncProcessId><includeZip>true</includeZip></checkRetrieveStatus>`)},
		{"deploy status", `{"id":"0Af1","deployResult":{}}`, func(ctx context.Context, c *Client) error {
			_, err := c.DeployStatus(ctx, "0Af1", false)
			return err
		}, "GET " + v + "/metadata/deployRequest/0Af1\n"},
		{"deploy status with details", `{"id":"0Af1","deployResult":{}}`, func(ctx context.Context, c *Client) error {
			_, err := c.DeployStatus(ctx, "0Af1", true)
			return err
		}, "GET " + v + "/metadata/deployRequest/0Af1?includeDetails=true\n"},
		{"quick deploy", `{"id":"0Af2"}`, func(ctx context.Context, c *Client) error {
			_, err := c.QuickDeploy(ctx, "0Af1")
			return err
		}, "POST " + v + "/metadata/deployRequest\n" + `{"validatedDeployRequestId":"0Af1"}`},
		{"cancel", `{"id":"0Af1","deployResult":{"status":"Canceling"}}`, func(ctx context.Context, c *Client) error {
			_, err := c.CancelDeploy(ctx, "0Af1")
			return err
		}, "PATCH " + v + "/metadata/deployRequest/0Af1\n" + `{"deployResult":{"status":"Canceling"}}`},
		{"query", `{"done":true,"records":[]}`, func(ctx context.Context, c *Client) error {
			_, err := Collect(Query[struct{}](ctx, c, "SELECT Id FROM Lead WHERE Name = "+Quote(`R&D 100% + O'Neil`)))
			return err
		}, "GET " + v + `/query?q=SELECT+Id+FROM+Lead+WHERE+Name+%3D+%27R%26D+100%25+%2B+O%5C%27Neil%27` + "\n"},
		{"tooling query", `{"done":true,"records":[]}`, func(ctx context.Context, c *Client) error {
			_, err := Collect(QueryTooling[struct{}](ctx, c, "SELECT Id FROM ValidationRule"))
			return err
		}, "GET " + v + "/tooling/query?q=SELECT+Id+FROM+ValidationRule\n"},
		{"count", `{"totalSize":7,"done":true,"records":[]}`, func(ctx context.Context, c *Client) error {
			_, err := c.Count(ctx, "Lead", "IsConverted = false")
			return err
		}, "GET " + v + "/query?q=SELECT+COUNT%28%29+FROM+Lead+WHERE+IsConverted+%3D+false\n"},
		{"count by", `{"done":true,"records":[]}`, func(ctx context.Context, c *Client) error {
			_, err := c.CountBy(ctx, "Opportunity", "StageName", "")
			return err
		}, "GET " + v + "/query?q=SELECT+StageName%2C+COUNT%28Id%29+FROM+Opportunity+GROUP+BY+StageName\n"},
		{"objects", `{"sobjects":[]}`, func(ctx context.Context, c *Client) error {
			_, err := c.Objects(ctx)
			return err
		}, "GET " + v + "/sobjects\n"},
		{"describe", `{"name":"Lead"}`, func(ctx context.Context, c *Client) error {
			_, err := c.Describe(ctx, "Le/ad?")
			return err
		}, "GET " + v + "/sobjects/Le%2Fad%3F/describe\n"},
		{"limits", `{}`, func(ctx context.Context, c *Client) error {
			_, err := c.Limits(ctx)
			return err
		}, "GET " + v + "/limits\n"},
		{"identity", `{}`, func(ctx context.Context, c *Client) error {
			_, err := c.Identity(ctx)
			return err
		}, "GET /services/oauth2/userinfo\n"},
		{"organization", `{"done":true,"records":[{"Id":"00D1"}]}`, func(ctx context.Context, c *Client) error {
			_, err := c.Organization(ctx)
			return err
		}, "GET " + v + "/query?q=SELECT+Id%2C+Name%2C+InstanceName%2C+IsSandbox%2C+OrganizationType%2C+NamespacePrefix%2C+TrialExpirationDate+FROM+Organization\n"},
		{"update", `[{"id":"001","success":true}]`, func(ctx context.Context, c *Client) error {
			_, err := c.UpdateRecords(ctx, []Record{{Object: "Lead", ID: "001", Fields: map[string]any{"Status": "New", "Rating": nil}}}, Saving{})
			return err
		}, "PATCH " + v + "/composite/sobjects\nSforce-Auto-Assign: FALSE\n" + `{"allOrNone":false,"records":[{"Rating":null,"Status":"New","attributes":{"type":"Lead"},"id":"001"}]}`},
		{"create", `[{"id":"001","success":true}]`, func(ctx context.Context, c *Client) error {
			_, err := c.CreateRecords(ctx, []Record{{Object: "Lead", Fields: map[string]any{"LastName": "x"}}}, Saving{AllOrNone: true, Assign: true})
			return err
		}, "POST " + v + "/composite/sobjects\nSforce-Auto-Assign: TRUE\n" + `{"allOrNone":true,"records":[{"LastName":"x","attributes":{"type":"Lead"}}]}`},
		{"job", `{"id":"7501","state":"Open"}`, func(ctx context.Context, c *Client) error {
			_, err := c.Job(ctx, "7501")
			return err
		}, "GET " + v + "/jobs/ingest/7501\n"},
		{"abort", `{}`, func(ctx context.Context, c *Client) error { return c.AbortJob(ctx, "7501") },
			"PATCH " + v + "/jobs/ingest/7501\n" + `{"state":"Aborted"}`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			o, c, _ := start(t, says(200, tt.answer))
			if err := tt.call(t.Context(), c); err != nil {
				t.Fatal(err)
			}
			calls := o.seen()
			if len(calls) != 1 {
				t.Fatalf("%d requests", len(calls))
			}
			got := calls[0].line + "\n"
			if a := calls[0].header.Get("Sforce-Auto-Assign"); a != "" {
				got += "Sforce-Auto-Assign: " + a + "\n"
			}
			got += strings.ReplaceAll(calls[0].body, tokenOf(1), "TOKEN")
			if got != tt.want {
				t.Errorf("got\n%s\nwant\n%s", got, tt.want)
			}
			h := calls[0].header
			kind := "application/json"
			if strings.Contains(calls[0].line, "Soap") {
				kind = "text/xml; charset=UTF-8"
				if h["Soapaction"] == nil || h.Get("Soapaction") != `""` {
					t.Errorf("SOAPAction %q", h["Soapaction"])
				}
			} else if calls[0].body == "" {
				kind = ""
			}
			if h.Get("Authorization") != "Bearer "+tokenOf(1) || h.Get("Content-Type") != kind || h.Get("User-Agent") != "stagecraft" {
				t.Errorf("headers %v", h)
			}
		})
	}
}

// What cannot be asked for is refused before anything is sent.
func TestRefusedHere(t *testing.T) {
	o, c, _ := start(t, says(500, ""))
	ctx := t.Context()
	for name, err := range map[string]error{
		"describe":      second(c.Describe(ctx, "..")),
		"no id":         second(c.DeployStatus(ctx, "", false)),
		"object":        second(c.Count(ctx, "Lead WHERE x", "")),
		"field":         second(c.CountBy(ctx, "Lead", "Status, Id", "")),
		"long":          second(Collect(Query[struct{}](ctx, c, strings.Repeat("x", maxURL)))),
		"update no id":  second(c.UpdateRecords(ctx, []Record{{Object: "Lead"}}, Saving{})),
		"create an id":  second(c.CreateRecords(ctx, []Record{{Object: "Lead", ID: "1"}}, Saving{})),
		"record object": second(c.CreateRecords(ctx, []Record{{Object: "1"}}, Saving{})),
		"not JSON":      second(c.CreateRecords(ctx, []Record{{Object: "Lead", Fields: map[string]any{"x": make(chan int)}}}, Saving{})),
		"upsert":        second(c.Ingest(ctx, Ingest{Object: "Lead", Operation: Upsert})),
		"external id":   second(c.Ingest(ctx, Ingest{Object: "Lead", Operation: Insert, ExternalID: "X__c"})),
		"column":        second(c.Ingest(ctx, Ingest{Object: "Lead", Operation: Insert, Columns: []string{"a b"}})),
		"row":           second(c.Ingest(ctx, Ingest{Object: "Lead", Operation: Insert, Columns: []string{"a"}, Rows: [][]string{{"1", "2"}}})),
	} {
		if kindOf(err) != "invalid" {
			t.Errorf("%s: %v", name, err)
		}
	}
	if o.lines() != "" {
		t.Error(o.lines())
	}
}

func TestConcurrencyIsBounded(t *testing.T) {
	entered, release := make(chan bool, 20), make(chan bool)
	o := newOrg(t, func(_ int, w http.ResponseWriter, _ *http.Request, _ string) {
		entered <- true
		<-release
		w.Write([]byte(`{}`))
	})
	c, _ := o.connect(t, func(o *Options) { o.Concurrency = 2 })
	if _, err := c.APIVersion(t.Context()); err != nil {
		t.Fatal(err)
	}
	done := make(chan error, 10)
	for range 5 {
		go func() {
			_, err := c.Limits(t.Context())
			done <- err
		}()
	}
	<-entered
	<-entered
	// Both places are taken. A request that does not want to wait is not sent.
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := c.Limits(ctx); kindOf(err) != "unavailable" {
		t.Error(err)
	}
	if len(entered) != 0 {
		t.Error("a third request was sent")
	}
	close(release)
	for range 5 {
		if err := <-done; err != nil {
			t.Error(err)
		}
	}
	if len(o.seen()) != 5 || len(o.logins) != 1 {
		t.Errorf("%d requests, %d logins", len(o.seen()), len(o.logins))
	}
}
