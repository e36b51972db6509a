package salesforce

import "github.com/stagecraft-dev/stagecraft/providers"

// ruleExamples are how deals of one kind go: their process, gates and guidance.
func ruleExamples(typ string) (examples, beside []providers.Values) {
	switch typ {
	case typeProcess:
		first := providers.Values{"object": "Opportunity", "name": "Enterprise Sales", "description": "Deals with procurement and a security review.",
			"values": []any{"Closed Lost", "Closed Won", "Negotiation/Review", "Qualification", "Security Review"}, "needs": []any{"OpportunityStage/Security Review"}}
		longer := first.With("values", []any{"Closed Lost", "Closed Won", "Negotiation/Review", "Proposal/Price Quote", "Qualification", "Security Review"})
		return []providers.Values{first, longer, longer.With("name", "Enterprise New Business")}, nil
	case typeRecordType:
		first := providers.Values{"object": "Opportunity", "name": "Enterprise", "label": "Enterprise", "description": "Deals with more than 500 seats.",
			"process": "Opportunity/Enterprise Sales", "picklists": map[string]any{"LeadSource": []any{"Partner Referral", "Phone Inquiry", "Web"}}}
		relabelled := first.With("label", "Enterprise deal").With("description", "Deals with more than 1,000 seats.")
		return []providers.Values{first, relabelled, relabelled.With("name", "Enterprise_New_Business")}, nil
	case typeValidation:
		first := providers.Values{"object": "Opportunity", "name": "Amount_at_Security_Review", "field": "Amount",
			"formula": "AND(\n  ISPICKVAL(StageName, \"Security Review\"),\n  ISBLANK(Amount),\n  NOT($Permission.Pass_Deal_Gates)\n)",
			"message": "Enter the amount before the security review.", "description": "Nobody reviews a deal of which nobody knows the size.",
			"permissions": []any{"Pass_Deal_Gates"}}
		stricter := first.With("message", "Enter an amount of more than 0 before the security review.").
			With("formula", "AND(\n  ISPICKVAL(StageName, \"Security Review\"),\n  OR(ISBLANK(Amount), Amount <= 0),\n  NOT($Permission.Pass_Deal_Gates)\n)")
		return []providers.Values{first, stricter, stricter.With("name", "Amount_before_Security_Review")}, nil
	case typePath:
		qualification := map[string]any{"info": "<p>Who signs, and what happens if they do nothing?</p>", "fields": []any{"Amount", "NextStep"}}
		first := providers.Values{"name": "Enterprise_Deals", "label": "Enterprise deals", "object": "Opportunity", "field": "StageName", "record_type": "Opportunity/Enterprise",
			"needs": []any{"OpportunityStage/Security Review"}, "steps": map[string]any{"Qualification": qualification,
				"Security Review": map[string]any{"info": "<p>Send the questionnaire on the first day.</p>", "fields": []any{"CloseDate", "NextStep"}}}}
		clearer := first.With("steps", map[string]any{"Qualification": qualification,
			"Security Review": map[string]any{"info": "<p>Send the questionnaire on the first day, and call on the third.</p>", "fields": []any{"CloseDate", "NextStep"}}})
		return []providers.Values{first, clearer, clearer.With("name", "Enterprise_Path")}, nil
	}
	return nil, nil
}
