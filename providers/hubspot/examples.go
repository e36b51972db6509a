package hubspot

import (
	"sync"

	"github.com/stagecraft-dev/stagecraft/providers"
)

// examplesByType are the examples of each resource type. Together they are the beginning of a team's setup: contacts are banded and
// scored, those in the best band are listed and called, and deals run through a pipeline with rules. Every account of the
// Enterprise tier takes them; they name no people, since whoever a team or a stage is to have must be a user of the account.
var examplesByType = sync.OnceValue(func() map[string][]providers.Values {
	return map[string][]providers.Values{
		typeTeam: providers.Life(providers.Values{
			"name": "Sales development",
		}, providers.Values{
			"name": "Sales development EMEA",
		}),
		typeObject: providers.Life(providers.Values{
			"name":   "subscription",
			"label":  "Subscription",
			"plural": "Subscriptions",
		}, providers.Values{
			"label":       "Customer subscription",
			"plural":      "Customer subscriptions",
			"description": "What a customer pays for, from its start to its renewal date.",
		}, providers.Values{
			"name":             "contract",
			"label":            "Contract",
			"plural":           "Contracts",
			"primary_property": "contract_number",
		}),
		typeGroup: providers.Life(providers.Values{
			"object": "contacts",
			"name":   "qualification",
			"label":  "Qualification",
		}, providers.Values{
			"label": "Lead qualification",
		}, providers.Values{
			"object": "companies",
			"label":  "Company qualification",
		}),
		typeProperty: providers.Life(providers.Values{
			"object":      "contacts",
			"name":        "icp_band",
			"label":       "ICP band",
			"type":        "enumeration",
			"field_type":  "select",
			"group":       "contacts/qualification",
			"description": "How well the contact's company fits the ideal customer profile.",
		}, providers.Values{
			"label":       "ICP fit band",
			"field_type":  "radio",
			"group":       "contacts/contactinformation",
			"description": "A: named SDR, same day. B: ordinary queue. C: nurture.",
			"hidden":      true,
		}, providers.Values{
			"name":        "billing_account",
			"label":       "Billing account",
			"type":        "string",
			"field_type":  "text",
			"description": "Number of the account in the billing system.",
			"unique":      true,
			"hidden":      nil,
		}),
		typeOption: providers.Life(providers.Values{
			"property": "contacts/icp_band",
			"value":    "A",
			"label":    "A: ideal fit",
			"order":    0.0,
		}, providers.Values{
			"label":       "A: target account",
			"description": "50 to 499 technicians, in an industry that sends technicians out.",
			"hidden":      true,
		}, providers.Values{
			"value":       "target",
			"label":       "Target account",
			"description": "On the list that Sales agreed on.",
			"hidden":      nil,
		}),
		typeValidation: providers.Life(providers.Values{
			"property":  "contacts/jobtitle",
			"rule":      "MAX_LENGTH",
			"arguments": []any{"80"},
		}, providers.Values{
			"arguments": []any{"120"},
		}, providers.Values{
			"rule":      "MIN_LENGTH",
			"arguments": []any{"2"},
		}),
		typeLifecycleStage: providers.Life(providers.Values{
			"name":  "sales_accepted_lead",
			"label": "Sales accepted lead",
			"order": 3.0,
		}, providers.Values{
			"label": "Sales Accepted Lead",
			"order": 4.0,
		}, providers.Values{
			"name":  "recycled",
			"label": "Recycled",
		}),
		typePipeline: providers.Life(providers.Values{
			"object": "deals",
			"id":     "new_business",
			"label":  "New business",
		}, providers.Values{
			"label": "New business North America",
		}, providers.Values{
			"id":    "renewals",
			"label": "Renewals",
		}),
		typeStage: providers.Life(providers.Values{
			"pipeline":    "deals/new_business",
			"id":          "discovery",
			"label":       "Discovery",
			"probability": 0.2,
			"order":       0.0,
		}, providers.Values{
			"label":       "Discovery call held",
			"probability": 0.3,
		}, providers.Values{
			"id":          "proposal",
			"label":       "Proposal sent",
			"probability": 0.6,
		}),
		typePipelineRules: providers.Life(providers.Values{
			"pipeline":    "deals/new_business",
			"no_backward": true,
		}, providers.Values{
			"no_backward": nil,
			"no_skipping": true,
			"create_in":   []any{"deals/new_business/discovery"},
		}, providers.Values{
			"pipeline":  "deals/default",
			"create_in": []any{"deals/default/appointmentscheduled", "deals/default/qualifiedtobuy"},
		}),
		typePermissions: providers.Life(providers.Values{
			"stage": "deals/new_business/discovery",
			"teams": []any{"Sales development"},
		}, providers.Values{
			"teams": []any{"Account executives", "Sales development"},
		}, providers.Values{
			"stage": "deals/default/contractsent",
			"teams": []any{"Account executives"},
		}),
		typeAssociation: providers.Life(providers.Values{
			"from":    "contacts",
			"to":      "companies",
			"label":   "Champion",
			"inverse": "Championed by",
		}, providers.Values{
			"inverse": "Our champion",
		}, providers.Values{
			"to":      "deals",
			"label":   "Economic buyer",
			"inverse": "Paid for by",
		}),
		typeList:     deriveAll(typeList, listExamples()),
		typeWorkflow: deriveAll(typeWorkflow, workflowExamples()),
		typeScore:    deriveAll(typeScore, scoreExamples()),
	}
})

// beside are further objects to which the examples refer.
var beside = map[string][]providers.Values{
	typeTeam:   {{"name": "Account executives"}},
	typeOption: {{"property": "contacts/icp_band", "value": "B", "label": "B: good fit", "order": 1.0}},
}

// deriveAll fills what follows from the documents of examples.
func deriveAll(typ string, all []providers.Values) []providers.Values {
	out := make([]providers.Values, len(all))
	for i, v := range all {
		out[i] = derive(typ, v)
	}
	return out
}
