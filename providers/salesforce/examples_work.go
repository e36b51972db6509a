package salesforce

import "github.com/stagecraft-dev/stagecraft/providers"

// workExamples are who gets what, and what the org is told to do.
func workExamples(typ string) (examples, beside []providers.Values) {
	switch typ {
	case typeMetadata:
		first := providers.Values{"type": "Response_Time__mdt", "name": "Enterprise_Inbound", "label": "Enterprise inbound",
			"values": map[string]any{"Business_Hours__c": 4.0}, "fields": []any{"Response_Time__mdt/Business_Hours__c"}}
		faster := first.With("values", map[string]any{"Business_Hours__c": 2.0})
		return []providers.Values{first, faster, faster.With("name", "Enterprise_Demo_Request").With("label", "Enterprise demo request")}, nil
	case typeQueue:
		first := providers.Values{"name": "Inbound_Leads", "label": "Inbound leads", "description": "Leads that nobody has called yet.", "objects": []any{"Lead"},
			"email": "inbound@example.com"}
		louder := first.With("notify_members", true)
		return []providers.Values{first, louder, louder.With("name", "Demo_Requests").With("label", "Demo requests")}, nil
	case typeAssignment:
		web := map[string]any{"assignedTo": "Inbound_Leads", "assignedToType": "Queue",
			"criteriaItems": []any{map[string]any{"field": "Lead.LeadSource", "operation": "equals", "value": "Web,Phone Inquiry"}}}
		large := map[string]any{"assignedTo": "Inbound_Leads", "assignedToType": "Queue", "formula": "NumberOfEmployees >= 1000"}
		first := providers.Values{"object": "Lead", "name": "Inbound_Routing", "entries": []any{web}, "queues": []any{"Inbound_Leads"}}
		wider := first.With("entries", []any{large, web})
		return []providers.Values{first, wider, wider.With("name", "Lead_Routing")}, nil
	case typeLeadMapping:
		first := providers.Values{"object": "Opportunity", "lead_field": "Use_Case__c", "field": "First_Use_Case__c",
			"fields": []any{"Lead/Use_Case__c", "Opportunity/First_Use_Case__c"}}
		return []providers.Values{first,
			first.With("field", "Use_Case__c").With("fields", []any{"Lead/Use_Case__c", "Opportunity/Use_Case__c"}),
			{"object": "Account", "lead_field": "Use_Case__c", "field": "Use_Case__c", "fields": []any{"Account/Use_Case__c", "Lead/Use_Case__c"}}}, nil
	case typeSetting:
		return []providers.Values{{"settings": "PathAssistant", "name": "pathAssistantEnabled", "value": "true"},
			{"settings": "PathAssistant", "name": "pathAssistantEnabled", "value": "false"},
			{"settings": "LeadConfig", "name": "shouldLeadConvertRequireValidation", "value": "true"}}, nil
	}
	return nil, nil
}
