package salesforce

import (
	"maps"

	"github.com/stagecraft-dev/stagecraft/providers"
)

// The examples are of one revenue team that sells to enterprises, so that they refer to each other as things in an org do.

// types are all resource types, in the order of their names above.
func types() []*providers.ResourceType {
	out := declaredTypes()
	for _, t := range out {
		for _, group := range []func(string) (examples, beside []providers.Values){structureExamples, ruleExamples, workExamples, documentExamples} {
			if examples, beside := group(t.Name); examples != nil {
				t.Examples, t.Beside = examples, beside
			}
		}
	}
	return out
}

// structureExamples are what an org is built of: objects, fields, values, and who may see them.
func structureExamples(typ string) (examples, beside []providers.Values) {
	switch typ {
	case typeObject:
		first := providers.Values{"name": "Implementation__c", "label": "Implementation", "plural": "Implementations", "name_label": "Implementation Name",
			"description": "Onboarding of a customer, from signature to go-live.", "sharing": "ReadWrite", "track_history": true}
		relabelled := first.With("label", "Customer Onboarding").With("plural", "Customer Onboardings")
		return []providers.Values{first, relabelled, relabelled.With("name", "Customer_Onboarding__c")}, []providers.Values{
			{"name": "Response_Time__mdt", "label": "Response Time", "plural": "Response Times", "description": "How fast a team answers, by segment.", "visibility": "Public"},
		}
	case typeGlobalValueSet:
		first := providers.Values{"name": "Loss_Reasons", "label": "Loss reasons", "description": "Why deals are lost."}
		wider := first.With("description", "Why deals and renewals are lost.")
		return []providers.Values{first, wider, wider.With("name", "Closed_Lost_Reasons")}, nil
	case typeField:
		first := providers.Values{"object": "Lead", "name": "Use_Case__c", "label": "Use Case", "type": "Text", "length": 255.0,
			"description": "What the buyer wants to do with the product.", "help": "In the buyer's words; ask on the discovery call.", "sensitivity": "Internal", "status": "Active"}
		relabelled := first.With("label", "Primary Use Case").With("help", "The one that the buyer would pay for; ask on the discovery call.")
		onLines := maps.Clone(relabelled)
		onLines["type"] = "TextArea"
		delete(onLines, "length")
		copied := providers.Values{"object": "Opportunity", "name": "Use_Case__c", "label": "Use Case", "type": "Text", "length": 255.0}
		return []providers.Values{first, relabelled, onLines}, []providers.Values{
			copied,
			copied.With("name", "First_Use_Case__c").With("label", "First Use Case"),
			copied.With("object", "Account"),
			{"object": "Response_Time__mdt", "name": "Business_Hours__c", "label": "Business Hours", "type": "Number", "precision": 4.0, "scale": 0.0},
		}
	case typeValue:
		first := providers.Values{"set": "OpportunityStage", "value": "Security Review", "label": "Security Review",
			"description": "The buyer's security team has our answers.", "probability": 60.0, "forecast": "BestCase"}
		surer := first.With("probability", 70.0).With("label", "Security & Legal Review")
		return []providers.Values{first, surer, surer.With("value", "Security and Legal Review")}, nil
	case typePermission:
		first := providers.Values{"name": "Pass_Deal_Gates", "label": "Pass deal gates", "description": "Saves deals that lack a fact of their stage. For the deal desk."}
		wider := first.With("description", "Saves deals that lack a fact of their stage. For the deal desk and for integrations.")
		return []providers.Values{first, wider, wider.With("name", "Bypass_Deal_Gates")}, nil
	case typePermissionSet:
		first := providers.Values{"name": "Lifecycle_Access", "label": "Lifecycle access", "description": "What everybody in sales and marketing works with.",
			"fields": []any{"Lead.Use_Case__c edit"}, "objects": []any{"Implementation__c read"}, "record_types": []any{"Opportunity.Enterprise"},
			"needs": []any{"Lead/Use_Case__c"}, "needs_objects": []any{"Implementation__c"}, "needs_types": []any{"Opportunity/Enterprise"}}
		more := first.With("objects", []any{"Implementation__c read create edit"})
		return []providers.Values{first, more, more.With("name", "Lifecycle_Bypass").With("label", "Lifecycle bypass").With("permissions", []any{"Pass_Deal_Gates"})}, nil
	}
	return nil, nil
}
