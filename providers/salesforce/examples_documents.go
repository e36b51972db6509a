package salesforce

import "github.com/stagecraft-dev/stagecraft/providers"

// documentExamples are flows, and the reports on deals in review with all that they need.
func documentExamples(typ string) (examples, beside []providers.Values) {
	switch typ {
	case typeFlow:
		first := providers.Values{"name": "Lead_Rate_Large_Companies", "label": "Lead: rate large companies", "description": "Large companies are called first.",
			"object": "Lead", "active": true, "definition": ratingFlow(1000)}
		wider := first.With("definition", ratingFlow(500))
		return []providers.Values{first, wider, wider.With("name", "Lead_Rate_Companies").With("label", "Lead: rate companies")}, nil
	case typeReportType:
		first := providers.Values{"name": "Deals", "label": "Deals", "description": "Deals with what the buyer wants.", "object": "Opportunity",
			"definition": dealColumns("Name", "StageName", "Amount", "CloseDate"), "fields": []any{"Opportunity/Use_Case__c"}}
		more := first.With("definition", dealColumns("Name", "StageName", "Amount", "CloseDate", "LeadSource"))
		return []providers.Values{first, more, more.With("name", "Deals_and_Use_Cases").With("label", "Deals and use cases")}, nil
	case typeFolder:
		first := providers.Values{"kind": "report", "name": "Lifecycle", "label": "Lifecycle"}
		board := providers.Values{"kind": "dashboard", "name": "Lifecycle", "label": "Revenue reviews"}
		return []providers.Values{first, first.With("label", "Revenue reviews"), board}, []providers.Values{board}
	case typeReport:
		first := providers.Values{"folder": "report/Lifecycle", "name": "Deals_in_Security_Review", "label": "Deals in security review", "description": "For the weekly deal review.",
			"definition": reviewReport("INTERVAL_CURRENT"), "report_types": []any{"Deals"}}
		longer := first.With("definition", reviewReport("INTERVAL_CURFY"))
		return []providers.Values{first, longer, longer.With("name", "Security_Reviews")}, nil
	case typeDashboard:
		first := providers.Values{"folder": "dashboard/Lifecycle", "name": "Deal_Review", "label": "Deal review", "description": "For the weekly deal review.",
			"definition": reviewBoard("Bar"), "reports": []any{"report/Lifecycle/Deals_in_Security_Review"}}
		asFunnel := first.With("definition", reviewBoard("Funnel"))
		return []providers.Values{first, asFunnel, asFunnel.With("name", "Weekly_Deal_Review")}, nil
	}
	return nil, nil
}

// ratingFlow rates leads of large companies before they are saved.
func ratingFlow(employees float64) map[string]any {
	return map[string]any{
		"apiVersion": 66.0, "environments": []any{"Default"}, "interviewLabel": "Lead: rate large companies {!$Flow.CurrentDateTime}", "processType": "AutoLaunchedFlow",
		"start": map[string]any{"locationX": 50.0, "locationY": 0.0, "object": "Lead", "recordTriggerType": "CreateAndUpdate", "triggerType": "RecordBeforeSave",
			"filterLogic": "and", "filters": []any{map[string]any{"field": "NumberOfEmployees", "operator": "GreaterThanOrEqualTo", "value": map[string]any{"numberValue": employees}}},
			"connector": map[string]any{"targetReference": "Rate_hot"}},
		"recordUpdates": []any{map[string]any{"name": "Rate_hot", "label": "Rate hot", "locationX": 176.0, "locationY": 287.0, "inputReference": "$Record",
			"inputAssignments": []any{map[string]any{"field": "Rating", "value": map[string]any{"stringValue": "Hot"}}}}},
	}
}

// dealColumns is a report type with fields of opportunities, and the use case.
func dealColumns(fields ...string) map[string]any {
	var columns []any
	for _, f := range append(fields, "Use_Case__c") {
		columns = append(columns, map[string]any{"field": f, "table": "Opportunity", "checkedByDefault": f == "Name"})
	}
	return map[string]any{"category": "opportunities", "deployed": true, "sections": []any{map[string]any{"masterLabel": "Deals", "columns": columns}}}
}

// reviewReport lists deals by stage that close in an interval.
func reviewReport(interval string) map[string]any {
	column := func(field string) map[string]any { return map[string]any{"field": "Opportunity$" + field} }
	return map[string]any{
		"format": "Summary", "reportType": "Deals__c", "scope": "organization", "showDetails": true,
		"columns":         []any{column("Name"), map[string]any{"field": "Opportunity$Amount", "aggregateTypes": []any{"Sum"}}, column("Use_Case__c")},
		"groupingsDown":   []any{map[string]any{"field": "Opportunity$StageName", "dateGranularity": "Day", "sortOrder": "Asc"}},
		"timeFrameFilter": map[string]any{"dateColumn": "Opportunity$CloseDate", "interval": interval},
		"filter": map[string]any{"criteriaItems": []any{
			map[string]any{"column": "Opportunity$StageName", "operator": "equals", "value": "Security Review,Negotiation/Review"}}},
	}
}

// reviewBoard is a dashboard with one chart.
func reviewBoard(chart string) map[string]any {
	return map[string]any{
		"backgroundStartColor": "#FFFFFF", "backgroundEndColor": "#FFFFFF", "backgroundFadeDirection": "Diagonal", "textColor": "#000000", "titleColor": "#000000", "titleSize": 12.0,
		"dashboardType": "SpecifiedUser", "isGridLayout": true,
		"dashboardGridLayout": map[string]any{"numberOfColumns": 12.0, "rowHeight": 36.0, "dashboardGridComponents": []any{
			map[string]any{"columnIndex": 0.0, "rowIndex": 0.0, "colSpan": 6.0, "rowSpan": 8.0, "dashboardComponent": map[string]any{
				"componentType": chart, "report": "Lifecycle/Deals_in_Security_Review", "header": "Deals in security review", "autoselectColumnsFromReport": true,
				"chartAxisRange": "Auto", "displayUnits": "Auto", "legendPosition": "Bottom", "showValues": true, "sortBy": "RowLabelAscending"}}}},
	}
}
