package hubspot

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/stagecraft-dev/stagecraft/providers"
)

// workflowJSON has an action of every kind.
const workflowJSON = `{"startActionId":"1","enrollmentCriteria":{"type":"LIST_BASED","listFilterBranch":{"filterBranchType":"OR","filters":[],"filterBranches":[
	{"filterBranchType":"AND","filterBranches":[{"filterBranchType":"ASSOCIATION","objectTypeId":"0-2","filters":[
			{"filterType":"PROPERTY","property":"tier","operation":{"operationType":"ENUMERATION","operator":"IS_NONE_OF","values":["z"],"includeObjectsWithNoValueSet":true}}]}],
		"filters":[{"filterType":"PROPERTY","property":"lifecyclestage","operation":{"operationType":"ENUMERATION","operator":"IS_ANY_OF","values":["@lifecycle:marketingqualifiedlead"]}}]},
	{"filterBranchType":"AND","filters":[{"filterType":"IN_LIST","listId":"@list:Hot","operator":"IN_LIST"},
		{"filterType":"PROPERTY","property":"createdate","operation":{"operationType":"TIME_POINT","operator":"IS_AFTER","timePoint":{"timeType":"INDEXED","indexReference":{"referenceType":"TODAY"},"offset":{"days":-3}}}}]}]}},
"actions":[
	{"type":"SINGLE_CONNECTION","actionId":"1","actionTypeId":"0-5","fields":{"property_name":"lifecyclestage","value":{"type":"STATIC_VALUE","staticValue":"@lifecycle:sales_accepted_lead"}},"connection":{"edgeType":"STANDARD","nextActionId":"2"}},
	{"type":"SINGLE_CONNECTION","actionId":"2","actionTypeId":"0-1","fields":{"delta":"240","time_unit":"MINUTES"},"connection":{"edgeType":"STANDARD","nextActionId":"3"}},
	{"type":"LIST_BRANCH","actionId":"3","defaultBranch":{},"listBranches":[{"branchName":"x","connection":{"nextActionId":"5"},
		"filterBranch":{"filterBranchType":"AND","filters":[{"filterType":"PROPERTY","property":"hubspot_owner_id","operation":{"operationType":"ALL_PROPERTY","operator":"IS_UNKNOWN"}}]}}]},
	{"type":"SINGLE_CONNECTION","actionId":"4","actionTypeId":"0-99","fields":{}},
	{"type":"SINGLE_CONNECTION","actionId":"5","actionTypeId":"0-11","fields":{"user_ids":["@user:ana@example.com","@user:ben@example.com"],"team_ids":["@team:Sales"],"target_property":"hubspot_owner_id"},"connection":{"nextActionId":"6"}},
	{"type":"SINGLE_CONNECTION","actionId":"6","actionTypeId":"0-3","fields":{"subject":"Call back","owner_assignment":{"type":"CUSTOM","value":{"type":"OBJECT_PROPERTY","propertyName":"hubspot_owner_id"}}},"connection":{"nextActionId":"7"}},
	{"type":"SINGLE_CONNECTION","actionId":"7","actionTypeId":"0-5","fields":{"property_name":"reason","value":{"type":"STATIC_VALUE","staticValue":""}},"connection":{"nextActionId":"2","edgeType":"GOTO"}},
	{"type":"SINGLE_CONNECTION","actionId":"8","actionTypeId":"0-5","fields":{"property_name":"since","value":{"type":"EXECUTION_TIME"}},"connection":{"nextActionId":"9"}},
	{"type":"SINGLE_CONNECTION","actionId":"9","actionTypeId":"0-15","fields":{"flow_id":"@workflow:Route"},"connection":{"nextActionId":"10"}},
	{"type":"SINGLE_CONNECTION","actionId":"10","actionTypeId":"0-63809083","fields":{"listId":"@list:Cold"}}]}`

func TestWorkflowSummary(t *testing.T) {
	v := derive(typeWorkflow, providers.Values{"name": "n", "object": "contacts", "definition": parseJSON(t, workflowJSON), "users": []any{"stale"}})
	var lines []string
	for _, l := range v["summary"].([]any) {
		lines = append(lines, l.(string))
	}
	want := `Enrolls contacts: (lifecycle stage is any of marketingqualifiedlead and an associated record of companies has (tier is none of z (or is unknown))) or (in list “Hot” and createdate is after today -3 days)
1. Set lifecycle stage to sales_accepted_lead
2. Wait 4 hours
3. If owner is unknown: go to 5; otherwise end
4. Action 0-99; then end
5. Rotate owner between ana@example.com, ben@example.com, Sales
6. Create task “Call back” for the owner
7. Clear reason; then go to 2
8. Set since (execution time)
9. Enroll in workflow “Route”
10. Add to list “Cold”`
	if d := cmp.Diff(want, strings.Join(lines, "\n")); d != "" {
		t.Error(d)
	}
	delete(v, "summary")
	delete(v, "definition")
	if d := cmp.Diff(providers.Values{
		"name": "n", "object": "contacts",
		"properties":       []any{"companies/tier", "contacts/createdate", "contacts/hubspot_owner_id", "contacts/lifecyclestage", "contacts/reason", "contacts/since"},
		"options":          []any{"companies/tier/z"},
		"lifecycle_stages": []any{"marketingqualifiedlead", "sales_accepted_lead"},
		"lists":            []any{"Cold", "Hot"}, "workflows": []any{"Route"}, "teams": []any{"Sales"},
		"users": []any{"ana@example.com", "ben@example.com"},
	}, v); d != "" {
		t.Error(d)
	}
}

func TestSummaries(t *testing.T) {
	for _, tt := range []struct{ name, typ, doc, want string }{
		{"by hand", typeWorkflow, `{"enrollmentCriteria":{"type":"MANUAL"}}`, "Enrolls deals by hand"},
		{"a change", typeWorkflow, `{"enrollmentCriteria":{"type":"EVENT_BASED","eventFilterBranches":[{"filterBranchType":"UNIFIED_EVENTS","filters":[
			{"property":"hs_name","operation":{"operator":"IS_EQUAL_TO","value":"dealstage"}},{"property":"hs_value","operation":{"operator":"IS_ANY_OF","values":["@stage:deals/new/won"]}}]}]}}`,
			"Enrolls deals when stage changes: is any of new/won"},
		{"unknown enrollment", typeWorkflow, `{"enrollmentCriteria":{"type":"DATASET_BASED"}}`, "Enrolls deals (dataset based)"},
		{"nothing", typeWorkflow, `{}`, ""},
		{"static branch", typeWorkflow, `{"actions":[{"type":"STATIC_BRANCH","actionId":"1","inputValue":{"propertyName":"tier"},"staticBranches":[{"branchValue":"a","connection":{"nextActionId":"2"}}]},{"type":"WEBHOOK","actionId":"2"}]}`,
			"1. If tier is a: go to 2; otherwise end\n2. Call a webhook"},
		{"copy", typeWorkflow, `{"actions":[{"actionTypeId":"0-5","fields":{"property_name":"a","value":{"type":"OBJECT_PROPERTY","propertyName":"b"}}}]}`, "1. Copy b to a"},
		{"list", typeList, `{"filterBranchType":"OR","filterBranches":[{"filterBranchType":"AND","filters":[{"property":"seats","operation":{"operator":"IS_GREATER_THAN","value":5}},
			{"property":"closedate","operation":{"operator":"IS_BEFORE","timePoint":{"timeType":"DATE","year":2026,"month":1,"day":2}}}]}]}`, "Lists deals: seats is greater than 5 and closedate is before 2026-01-02"},
		{"score", typeScore, `{"groupConfigs":[{"groupName":"Fit","groupCategory":"FIT","maxValue":50,"ruleConfigurations":[{"configuration":{"calculation":{"type":"MATCH","property":"industry",
			"matchRules":[{"operation":{"operator":"IS_ANY_OF","values":["x","y"]},"value":10}]}}},{"configuration":{"calculation":{"type":"CONSTANT"}}}]}]}`,
			"Scores deals\nFit (fit), at most 50:\n  10 points: industry is any of x, y\n  constant"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			attribute := "definition"
			if tt.typ == typeList {
				attribute = "filters"
			}
			v := derive(tt.typ, providers.Values{"object": "deals", attribute: parseJSON(t, tt.doc)})
			var lines []string
			list, _ := v["summary"].([]any)
			for _, l := range list {
				lines = append(lines, l.(string))
			}
			if got := strings.Join(lines, "\n"); got != tt.want {
				t.Errorf("%s\nwant\n%s", got, tt.want)
			}
		})
	}
}
