package emulator

import (
	"encoding/json"
	"strings"
	"testing"
)

const flows = "/automation/v4/flows"

// aFlow is a workflow of contacts with some parts replaced.
func aFlow(replace ...string) string {
	const flow = `{"type":"CONTACT_FLOW","flowType":"WORKFLOW","objectTypeId":"0-1","name":"F","isEnabled":true,"startActionId":"1","actions":[` +
		`{"type":"SINGLE_CONNECTION","actionId":"1","actionTypeId":"0-1","fields":{"delta":"5","time_unit":"MINUTES"},"connection":{"edgeType":"STANDARD","nextActionId":"2"}},` +
		`{"type":"SINGLE_CONNECTION","actionId":"2","actionTypeId":"0-5","fields":{"property_name":"lifecyclestage","value":{"type":"STATIC_VALUE","staticValue":"lead"}}}],` +
		`"enrollmentCriteria":{"type":"LIST_BASED","listFilterBranch":{"filterBranchType":"OR","filterBranches":[{"filterBranchType":"AND","filters":[{"filterType":"PROPERTY","property":"hs_lead_status","operation":{"operationType":"ENUMERATION","operator":"IS_ANY_OF","values":["NEW"]}}]}]}}}`
	return strings.NewReplacer(replace...).Replace(flow)
}

const (
	lists     = "/crm/lists/2026-09"
	tree      = `{"filterBranchType":"OR","filterBranches":[{"filterBranchType":"AND","filters":[{"filterType":"PROPERTY","property":"hs_lead_status","operation":{"operationType":"ENUMERATION","operator":"IS_ANY_OF","values":["NEW"]}}]}]}`
	aList     = `{"name":"L","objectTypeId":"0-1","processingType":"DYNAMIC","filterBranch":` + tree + `}`
	schemaURL = "/crm-object-schemas/2026-09/schemas"
	aSchema   = `{"name":"Plan","labels":{"singular":"Plan","plural":"Plans"},"primaryDisplayProperty":"hs_object_id"}`
	labelURL  = "/crm/associations/2026-09/contacts/companies/labels"
	scoreURL  = "/marketing/lead-scoring/2026-09-beta/scores"
	aScore    = `{"name":"Fit","objectTypeId":"0-1","allowedGroupTypes":["FIT"],"groupConfigs":[{"groupName":"G","groupCategory":"FIT","ruleConfigurations":[{"enabled":true,"configuration":{"calculation":{"type":"MATCH","property":"country"}}}]}]}`
)

func TestConfigurationRules(t *testing.T) {
	for _, tt := range []struct {
		name  string
		steps []step
	}{
		{"flow", []step{
			s("POST "+flows, aFlow(), 201, `"revisionId":"1"`, `"timeWindows":[]`, `"canEnrollFromSalesforce":false`, `"actionTypeVersion":0`), s("GET "+flows, "", 200, `"revisionId":"1"`, "!actions"),
			s("PUT "+flows+"/1003", aFlow(`"name":"F"`, `"name":"G"`), 400, "revisionId"), s("PUT "+flows+"/1003", aFlow(`"name":"F"`, `"name":"G","revisionId":"7"`), 409, "not the current one"),
			s("PUT "+flows+"/1003", aFlow(`"name":"F"`, `"name":"G","revisionId":"1"`), 200, `"revisionId":"2"`), s("PUT "+flows+"/1003", aFlow(`"name":"F"`, `"name":"H","revisionId":"1"`), 409),
			s("GET /automation/2026-09-beta/flows/1003", "", 200, `"name":"G"`), s("POST "+flows+"/batch/read", `{"inputs":[{"flowId":"1003"},{"flowId":"9"}]}`, 207, `"ids":["9"]`), s("DELETE "+flows+"/1003", "", 204), s("GET "+flows+"/1003", "", 404), s("GET /automation/2026-09/flows", "", 404),
		}},
		{"flow of unknown action", []step{s("POST "+flows, aFlow(`"0-1","fields"`, `"0-999","fields"`), 400, "action type")}},
		{"flow that leads nowhere", []step{s("POST "+flows, aFlow(`"nextActionId":"2"`, `"nextActionId":"3"`), 400, "does not exist"), s("POST "+flows, aFlow(`"startActionId":"1"`, `"startActionId":"5"`), 400, "startActionId")}},
		{"flow that sets no property", []step{s("POST "+flows, aFlow(`"lifecyclestage"`, `"nothing"`), 400, "does not exist"), s("POST "+flows, aFlow(`"lifecyclestage"`, `"createdate"`), 400, "read-only")}},
		{"flow of the wrong type", []step{s("POST "+flows, aFlow("CONTACT_FLOW", "PLATFORM_FLOW"), 400), s("POST "+flows, aFlow("CONTACT_FLOW", "FLOW"), 400), s("POST "+flows, aFlow(`"flowType":"WORKFLOW",`, ""), 400, "flowType"), s("POST "+flows, aFlow("SINGLE_CONNECTION", "ONE"), 400)}},
		{"flow whose filter does not suit", []step{s("POST "+flows, aFlow("IS_ANY_OF", "IS_NOT_KNOWN"), 400, "ENUM_CONVERSION"), s("POST "+flows, aFlow(`"filterBranchType":"OR"`, `"filterBranchType":"AND"`), 400, "root"), s("POST "+flows, aFlow("LIST_BASED", "WISHED"), 400)}},
		{"what a flow uses cannot go", []step{s("POST "+properties, aText, 201), s("POST "+flows, aFlow(`"lifecyclestage"`, `"fact"`), 201), s("DELETE "+properties+"/fact", "", 400, "IN_USE", `"parentName":["F"]`), s("DELETE "+flows+"/1003", "", 204), s("DELETE "+properties+"/fact", "", 204)}},
		{"action types", []step{s("GET /automation/2026-09-beta/action-types?objectTypeId=0-1", "", 200, "0-63809083")}},
		{"list", []step{
			s("POST "+lists, aList, 200, `"listVersion":1`), s("POST "+lists, aList, 400, "DUPLICATE"), s("GET "+lists+"/1003", "", 200, "!filterBranch"), s("GET "+lists+"/1003?includeFilters=true", "", 200, "hs_lead_status"), s("GET "+lists+"/object-type-id/0-1/name/L", "", 200), s("GET "+lists+"/object-type-id/0-2/name/L", "", 404),
			s("PUT "+lists+"/1003/update-list-name?listName=M", "", 200, `"name":"M"`, `"listVersion":2`), s("PUT "+lists+"/1003/update-list-filters", `{"filterBranch":`+tree+`}`, 200, `"listVersion":3`), s("PUT "+lists+"/1003/update-list-filters", `{}`, 400), s("POST "+lists+"/search", `{"query":"m"}`, 200, `"total":1`),
			s("GET "+lists+"?listIds=1003,9", "", 200, `"name":"M"`), s("DELETE "+lists+"/1003", "", 204), s("GET "+lists+"/1003", "", 404), s("PUT "+lists+"/1003/restore", "", 204), s("GET "+lists+"/1003", "", 200),
		}},
		{"list filters", []step{
			s("POST "+lists, strings.Replace(aList, "ENUMERATION", "MULTISTRING", 1), 400, "ENUM_CONVERSION"), s("POST "+lists, strings.Replace(aList, "IS_ANY_OF", "IS_NOT_KNOWN", 1), 400, "ListError.ENUM_CONVERSION"), s("POST "+lists, strings.Replace(aList, "hs_lead_status", "nothing", 1), 400, "does not exist"),
			s("POST "+lists, strings.Replace(aList, "DYNAMIC", "MANUAL", 1), 400), s("POST "+lists, `{"name":"X","objectTypeId":"0-1","processingType":"DYNAMIC"}`, 400, "filterBranch"), s("POST "+lists, `{"name":"X","objectTypeId":"0-1","processingType":"LIVE"}`, 400),
			s("POST "+lists, `{"name":"X","objectTypeId":"0-1","processingType":"MANUAL"}`, 200), s("PUT "+lists+"/1004/update-list-filters", `{"filterBranch":`+tree+`}`, 404), s("PUT "+lists+"/1003/update-list-filters", `{"filterBranch":`+tree+`}`, 400, "dynamic"),
		}},
		{"custom object", []step{
			s("POST "+schemaURL, `{"name":"Plan","labels":{"singular":"Plan","plural":"Plans"}}`, 400, "PRIMARY_DISPLAY_PROPERTY_REQUIRED"), s("POST "+schemaURL, strings.Replace(aSchema, "Plan", "1 Plan", 1), 400), s("POST "+schemaURL, strings.Replace(aSchema, "hs_object_id", "nothing", 1), 400),
			s("POST "+schemaURL, aSchema, 201, `"objectTypeId":"2-`, "plan_information", `"searchableProperties":["hs_object_id"]`), s("POST "+schemaURL, strings.Replace(aSchema, `"Plan"`, `"PLAN"`, 1), 409), s("GET /crm/properties/2026-09/Plan", "", 400, "Unable to infer"), s("GET /crm/properties/2026-09/p4242424_plan", "", 200),
			s("PATCH "+schemaURL+"/p4242424_Plan", `{"secondaryDisplayProperties":["hs_createdate","hs_object_id","hs_lastmodifieddate"]}`, 400, "two"), s("PATCH "+schemaURL+"/p4242424_Plan", `{"requiredProperties":["nothing"]}`, 400), s("PATCH "+schemaURL+"/p4242424_Plan", `{"description":"D","name":"Other"}`, 200, `"description":"D"`, `"name":"Plan"`),
			s("POST /crm/objects/2026-09/p4242424_plan", `{"properties":{}}`, 201), s("DELETE "+schemaURL+"/p4242424_Plan", "", 400, "EXISTING_OBJECT_RECORDS"), s("DELETE /crm/objects/2026-09/p4242424_plan/1005", "", 204), s("POST /crm/pipelines/2026-09/p4242424_plan", `{"label":"P","displayOrder":0,"stages":[{"label":"S","displayOrder":0,"metadata":{}}]}`, 201, `"state":"OPEN"`),
			s("GET /crm/properties/2026-09/p4242424_plan/hs_pipeline_stage", "", 200), s("DELETE "+schemaURL+"/p4242424_Plan", "", 204), s("GET "+schemaURL, "", 200, `"results":[]`), s("GET "+schemaURL+"?archived=true", "", 200, `"archived":true`), s("POST "+schemaURL, strings.Replace(aSchema, "hs_object_id", "nothing", 1), 400),
			s("GET "+schemaURL+"?archived=true", "", 200, `"archived":true`), s("POST "+schemaURL, aSchema, 201), s("GET "+schemaURL+"?archived=true", "", 200, `!"archived":true,"created`), s("PATCH "+schemaURL+"/contacts", `{}`, 400),
		}},
		{"association labels", []step{
			s("POST "+labelURL, `{"name":"champion","label":"Champion","inverseLabel":"Championed by"}`, 200, `"typeId":1003`, `"typeId":1004`, "Championed by"), s("POST "+labelURL, `{"name":"champion","label":"X"}`, 409), s("POST "+labelURL, `{"name":"other","label":"Champion"}`, 400), s("POST "+labelURL, `{"name":"x"}`, 400, "label"), s("POST "+labelURL, `{"label":"x"}`, 400, "name"),
			s("GET "+labelURL, "", 200, `"label":"Champion"`, "!champion\"", `"label":null`), s("GET /crm/v4/associations/companies/contacts/labels", "", 200, "Championed by"), s("PUT "+labelURL, `{"associationTypeId":1003,"label":"Sponsor"}`, 204), s("GET /crm/associations/v4/0-2/0-1/labels", "", 200, "Sponsor", "!Championed"),
			s("DELETE "+labelURL+"/279", "", 400, "defined by HubSpot"), s("PUT "+labelURL, `{"associationTypeId":9,"label":"x"}`, 404), s("DELETE "+labelURL+"/1003", "", 204), s("GET /crm/associations/2026-09/companies/contacts/labels", "", 200, "!Sponsor"), s("DELETE "+labelURL+"/1003", "", 404),
		}},
		{"lead score", []step{
			s("POST "+scoreURL, `{"name":"Fit"}`, 400, "objectTypeId"), s("POST "+scoreURL, strings.Replace(aScore, `["FIT"]`, `["GOOD"]`, 1), 400), s("POST "+scoreURL, strings.Replace(aScore, "country", "nothing", 1), 400, "does not exist"), s("POST "+scoreURL, aScore, 201), s("POST "+scoreURL, aScore, 400, "already exists"),
			s("GET "+scoreURL, "", 200, `"status":"DRAFT"`, `"name":"Fit"`), s("POST "+scoreURL+"/9/draft/reset", "", 404),
		}},
		{"owners, users, teams", []step{
			s("GET /crm/owners/2026-09?email=ADMIN@example.com", "", 200, `"id":"1002"`, `"userId":1001`), s("GET /crm/owners/2026-09/1001?idProperty=userId", "", 200, `"id":"1002"`), s("GET /crm/owners/2026-09/1001", "", 404), s("POST /crm/owners/2026-09", `{}`, 405),
			s("POST /settings/users/2026-09", `{"email":"b@example.com"}`, 201), s("POST /settings/users/2026-09", `{"email":"b@example.com"}`, 409), s("POST /settings/users/2026-09", `{"email":"b"}`, 400), s("POST /settings/teams/2026-09-beta", `{"name":"T"}`, 201, `"id":"1005"`), s("POST /settings/teams/2026-09-beta", `{"name":"t"}`, 409),
			s("PUT /settings/teams/2026-09-beta/1005/members/1003", "", 204), s("GET /crm/owners/2026-09", "", 200, `"name":"T"`), s("GET /settings/users/v3/teams", "", 200, `"userIds":["1003"]`), s("PUT /settings/users/2026-09/b@example.com?idProperty=EMAIL", `{"primaryTeamId":"9"}`, 400), s("PATCH /settings/teams/2026-09-beta/1005", `{"name":"U"}`, 200),
			s("DELETE /settings/users/2026-09/1003", "", 204), s("GET /crm/owners/2026-09?archived=true", "", 200, "b@example.com"), s("GET /settings/teams/2026-09-beta/1005", "", 200, `"userIds":[]`), s("DELETE /settings/teams/2026-09-beta/1005", "", 204), s("GET /settings/users/2026-09/roles", "", 200),
		}},
		{"account", []step{
			s("GET /account-info/2026-09/details", "", 200, `"portalId":4242424`, "!enterprise"), s("GET /account-info/2026-09/activity/audit-logs", "", 200, `"results":[]`), s("POST "+properties, aText, 201), s("GET /account-info/2026-09/activity/audit-logs", "", 200, "PROPERTY", "0-1/fact"), s("GET /account-info/2026-09/activity/audit-logs?occurredAfter=2099-01-01", "", 200, `"results":[]`),
			s("GET /account-info/2026-09/api-usage/daily/private-apps", "", 200, `"usageLimit":1000000`), s("GET /crm/limits/2026-09/pipelines", "", 200, `"limit":100`), s("GET /crm/limits/2026-09/custom-object-types", "", 200, `"limit":10`), s("GET /crm/limits/2026-09/records", "", 200), s("GET /crm/limits/2026-09/calculated-properties", "", 200), s("GET /crm/limits/2026-09/associations/labels", "", 200),
			s("GET /crm/object-library/2026-09/enablement", "", 200, `"0-136":true`), s("GET /crm/object-library/2026-09/enablement/0-136", "", 200, `true`), s("GET /crm/objects/2025-01/contacts", "", 404), s("GET /nothing", "", 404),
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			run(t, Empty(Enterprise, NoRateLimits()), tt.steps...)
		})
	}
}

// A score is made as a draft that only the Location header names, published, edited apart from what is in force, and reset.
func TestLeadScores(t *testing.T) {
	a := Empty(Professional)
	w := ask(t, a, "POST "+scoreURL, aScore)
	at := w.Header().Get("Location")
	if w.Code != 201 || w.Body.Len() != 0 || !strings.HasPrefix(at, scoreURL+"/") {
		t.Fatalf("%d %q %s", w.Code, at, w.Body)
	}
	group := str(t, ask(t, a, "GET "+at, ""), "groupConfigs.0.id")
	var draft map[string]any
	if err := json.Unmarshal(ask(t, a, "GET "+at, "").Body.Bytes(), &draft); err != nil {
		t.Fatal(err)
	}
	run(t, a, s("POST "+at+"/draft/reset", "", 400), s("POST "+at+"/deactivate", "", 400), s("POST "+at+"/draft/publish", "", 204), s("GET "+at, "", 200, `"status":"PUBLISHED"`), s("DELETE "+at, "", 400))
	draft["name"] = "Fitness"
	body, _ := json.Marshal(draft)
	run(t, a, s("PUT "+at+"/draft", string(body), 200, "Fitness", group), s("GET "+at, "", 200, `"name":"Fit"`, "Fitness"), s("POST "+at+"/draft/reset", "", 204), s("GET "+at, "", 200, "!Fitness"), s("POST "+at+"/clone", "", 201), s("GET "+scoreURL, "", 200, "copy"), s("POST "+at+"/deactivate", "", 204), s("GET "+at, "", 200, "DEACTIVATED"), s("DELETE "+at, "", 204), s("GET "+at, "", 404))
}
