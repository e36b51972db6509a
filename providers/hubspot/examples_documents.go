package hubspot

import "github.com/stagecraft-dev/stagecraft/providers"

// listExamples are of a list of contacts that somebody should call.
func listExamples() []providers.Values {
	return providers.Life(providers.Values{
		"name":   "MQLs of band A",
		"object": "contacts",
		"filters": decode([]byte(`{"filterBranchType": "OR", "filterBranchOperator": "OR", "filters": [], "filterBranches": [
			{"filterBranchType": "AND", "filterBranchOperator": "AND", "filterBranches": [], "filters": [
				{"filterType": "PROPERTY", "property": "lifecyclestage",
					"operation": {"operationType": "ENUMERATION", "operator": "IS_ANY_OF", "values": ["@lifecycle:marketingqualifiedlead"], "includeObjectsWithNoValueSet": false}},
				{"filterType": "PROPERTY", "property": "icp_band",
					"operation": {"operationType": "ENUMERATION", "operator": "IS_ANY_OF", "values": ["A"], "includeObjectsWithNoValueSet": false}}]}]}`)),
	}, providers.Values{
		"name": "MQLs of bands A and B without an owner",
		"filters": decode([]byte(`{"filterBranchType": "OR", "filterBranchOperator": "OR", "filters": [], "filterBranches": [
			{"filterBranchType": "AND", "filterBranchOperator": "AND", "filterBranches": [], "filters": [
				{"filterType": "PROPERTY", "property": "lifecyclestage",
					"operation": {"operationType": "ENUMERATION", "operator": "IS_ANY_OF", "values": ["@lifecycle:marketingqualifiedlead"], "includeObjectsWithNoValueSet": false}},
				{"filterType": "PROPERTY", "property": "icp_band",
					"operation": {"operationType": "ENUMERATION", "operator": "IS_ANY_OF", "values": ["A", "B"], "includeObjectsWithNoValueSet": false}},
				{"filterType": "PROPERTY", "property": "hubspot_owner_id",
					"operation": {"operationType": "ALL_PROPERTY", "operator": "IS_UNKNOWN", "includeObjectsWithNoValueSet": false}}]}]}`)),
	}, providers.Values{
		"name":       "Guests of the autumn webinar",
		"processing": "MANUAL",
		"filters":    nil,
	})
}

// workflowExamples are of a workflow that marks new MQLs. The second puts them on the list that is called from, and
// opens what nobody has touched after four hours.
func workflowExamples() []providers.Values {
	return providers.Life(providers.Values{
		"name":   "MQL: first touch",
		"object": "contacts",
		"definition": decode([]byte(`{
			"enrollmentCriteria": {"type": "LIST_BASED", "shouldReEnroll": false, "unEnrollObjectsNotMeetingCriteria": false,
				"listFilterBranch": {"filterBranchType": "OR", "filterBranchOperator": "OR", "filters": [], "filterBranches": [
					{"filterBranchType": "AND", "filterBranchOperator": "AND", "filterBranches": [], "filters": [
						{"filterType": "PROPERTY", "property": "lifecyclestage",
							"operation": {"operationType": "ENUMERATION", "operator": "IS_ANY_OF", "values": ["@lifecycle:marketingqualifiedlead"], "includeObjectsWithNoValueSet": false}}]}]}},
			"startActionId": "1",
			"actions": [
				{"actionId": "1", "type": "SINGLE_CONNECTION", "actionTypeId": "0-5", "actionTypeVersion": 0,
					"fields": {"property_name": "hs_lead_status", "value": {"type": "STATIC_VALUE", "staticValue": "NEW"}}}]}`)),
	}, providers.Values{
		"name":    "MQL of band A: first touch",
		"enabled": true,
		"definition": decode([]byte(`{
			"enrollmentCriteria": {"type": "LIST_BASED", "shouldReEnroll": false, "unEnrollObjectsNotMeetingCriteria": true,
				"listFilterBranch": {"filterBranchType": "OR", "filterBranchOperator": "OR", "filters": [], "filterBranches": [
					{"filterBranchType": "AND", "filterBranchOperator": "AND", "filterBranches": [], "filters": [
						{"filterType": "PROPERTY", "property": "icp_band",
							"operation": {"operationType": "ENUMERATION", "operator": "IS_ANY_OF", "values": ["A"], "includeObjectsWithNoValueSet": false}}]}]}},
			"startActionId": "1",
			"actions": [
				{"actionId": "1", "type": "SINGLE_CONNECTION", "actionTypeId": "0-63809083", "actionTypeVersion": 0,
					"fields": {"listId": "@list:MQLs of band A"}, "connection": {"edgeType": "STANDARD", "nextActionId": "2"}},
				{"actionId": "2", "type": "SINGLE_CONNECTION", "actionTypeId": "0-1", "actionTypeVersion": 0,
					"fields": {"delta": "240", "time_unit": "MINUTES"}, "connection": {"edgeType": "STANDARD", "nextActionId": "3"}},
				{"actionId": "3", "type": "SINGLE_CONNECTION", "actionTypeId": "0-5", "actionTypeVersion": 0,
					"fields": {"property_name": "hs_lead_status", "value": {"type": "STATIC_VALUE", "staticValue": "OPEN"}}}]}`)),
	}, providers.Values{
		"name":   "Company becomes a customer",
		"object": "companies",
		"definition": decode([]byte(`{
			"enrollmentCriteria": {"type": "MANUAL", "shouldReEnroll": true},
			"startActionId": "1",
			"actions": [
				{"actionId": "1", "type": "SINGLE_CONNECTION", "actionTypeId": "0-5", "actionTypeVersion": 0,
					"fields": {"property_name": "lifecyclestage", "value": {"type": "STATIC_VALUE", "staticValue": "@lifecycle:customer"}}}]}`)),
	})
}

// scoreExamples are of a score for how well a contact fits.
func scoreExamples() []providers.Values {
	return providers.Life(providers.Values{
		"name":   "Contact fit",
		"object": "contacts",
		"definition": decode([]byte(`{"allowedGroupTypes": ["FIT"], "maxScore": 100, "groupConfigs": [
			{"groupName": "Fit", "groupCategory": "FIT", "maxValue": 100, "ruleConfigurations": [
				{"enabled": true, "configuration": {"calculation": {"type": "MATCH", "property": "icp_band", "matchRules": [
					{"value": 50, "operation": {"operationType": "ENUMERATION", "operator": "IS_ANY_OF", "values": ["A"], "includeObjectsWithNoValueSet": false}}]}}}]}]}`)),
	}, providers.Values{
		"name": "Contact fit 2027",
		"definition": decode([]byte(`{"allowedGroupTypes": ["FIT"], "maxScore": 80, "groupConfigs": [
			{"groupName": "Company and role", "groupCategory": "FIT", "maxValue": 80, "minValue": 0, "ruleConfigurations": [
				{"enabled": true, "configuration": {"calculation": {"type": "MATCH", "property": "icp_band", "matchRules": [
					{"value": 60, "operation": {"operationType": "ENUMERATION", "operator": "IS_ANY_OF", "values": ["A"], "includeObjectsWithNoValueSet": false}},
					{"value": 30, "operation": {"operationType": "ENUMERATION", "operator": "IS_ANY_OF", "values": ["B"], "includeObjectsWithNoValueSet": false}}]}}},
				{"enabled": true, "configuration": {"calculation": {"type": "MATCH", "property": "jobtitle", "matchRules": [
					{"value": -20, "operation": {"operationType": "MULTISTRING", "operator": "IS_EQUAL_TO", "values": ["Student", "Intern"], "includeObjectsWithNoValueSet": false}}]}}}]}]}`)),
	}, providers.Values{
		"name":   "Company fit",
		"object": "companies",
		"definition": decode([]byte(`{"allowedGroupTypes": ["FIT"], "maxScore": 100, "groupConfigs": [
			{"groupName": "Industry", "groupCategory": "FIT", "maxValue": 100, "ruleConfigurations": [
				{"enabled": true, "configuration": {"calculation": {"type": "MATCH", "property": "country", "matchRules": [
					{"value": 40, "operation": {"operationType": "MULTISTRING", "operator": "IS_EQUAL_TO", "values": ["United States", "Canada"], "includeObjectsWithNoValueSet": false}}]}}}]}]}`)),
	})
}
