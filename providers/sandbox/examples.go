package sandbox

import "github.com/stagecraft-dev/stagecraft/providers"

// examplesOf are the examples of a resource type. Together they are the beginning of a team's setup: contacts are banded,
// scored and passed on as MQLs to Sales Development, which works them in time.
func examplesOf(typ string) []providers.Values {
	for _, part := range []map[string][]providers.Values{teamExamples, recordExamples, stageExamples, workExamples, measureExamples} {
		if e := part[typ]; e != nil {
			return e
		}
	}
	return nil
}

// besideOf are further objects to which those examples refer.
func besideOf(typ string) []providers.Values { return beside[typ] }

var beside = map[string][]providers.Values{
	"sandbox_role": {
		{"name": "sdr_manager", "title": "SDR Manager", "team": "sdr"},
	},
	typeProperty: {
		{"object": "contact", "name": "email", "label": "E-mail", "type": "email", "personal": true},
		{"object": "contact", "name": "lead_score", "label": "Lead score", "type": "number"},
		{"object": "contact", "name": "assigned_at", "label": "Assigned at", "type": "datetime"},
		{"object": "contact", "name": "assignment_rule", "label": "Assignment rule", "type": "text"},
		{"object": "contact", "name": "call_again_on", "label": "Call again on", "type": "date"},
		{"object": "deal", "name": "discount_percent", "label": "Discount", "type": "percent"},
		{"object": "deal", "name": "close_date", "label": "Close date", "type": "date"},
	},
	typeOption: {
		{"property": "contact/icp_band", "order": 1.0, "value": "B", "label": "B: good fit"},
		{"property": "contact/icp_band", "order": 2.0, "value": "C", "label": "C: weak fit"},
	},
	"sandbox_reasons": {
		{"name": "close_date_push", "title": "Why a close date moves", "kind": "close_date_push", "object": "deal",
			"codes": []any{block{"name": "budget_cycle", "label": "Waits for the next budget"}, block{"name": "legal", "label": "Legal review"}}},
	},
	typeStage: {
		{"track": "lead", "lifecycle": "lead", "order": 3.0, "name": "sql", "label": "Sales Qualified Lead", "short": "SQL",
			"definition": "Sales has talked to the person and agrees that there is a need.", "owner_role": "sdr"},
		{"track": "sales", "pipeline": "sales", "order": 0.0, "name": "proposal", "label": "Proposal sent",
			"definition": "The buyer has our prices in writing.", "owner_role": "sdr", "probability": 60.0, "forecast": "best_case"},
	},
}

// block is an object that is nested in a value.
type block = map[string]any

// teamExamples are about who works, when, and with what.
var teamExamples = map[string][]providers.Values{
	typeTeam: providers.Life(providers.Values{
		"name":  "sdr",
		"title": "Sales Development",
	}, providers.Values{
		"title":       "Sales Development EMEA",
		"description": "First conversation with every qualified lead in EMEA.",
	}),
	"sandbox_role": providers.Life(providers.Values{
		"name":    "sdr",
		"title":   "Sales Development Rep",
		"short":   "SDR",
		"team":    "sdr",
		"manager": "sdr_manager",
	}, providers.Values{
		"title":       "Business Development Rep",
		"short":       "BDR",
		"description": "Accepts or declines every MQL within four business hours.",
	}),
	typeUser: providers.Life(providers.Values{
		"team":        "sdr",
		"order":       0.0,
		"name":        "ana",
		"title":       "Ana Ruiz",
		"identity":    "ana@fernway.example",
		"role":        "sdr",
		"capacity":    40.0,
		"skills":      []any{"es", "en"},
		"territories": []any{"na"},
	}, providers.Values{
		"title":       "Ana Ruiz-Keller",
		"identity":    "ana.ruiz@fernway.example",
		"capacity":    25.0,
		"skills":      []any{"es", "en", "pt"},
		"territories": []any{"na", "latam"},
	}, providers.Values{
		"active":   false,
		"capacity": nil,
	}),
	"sandbox_calendar": providers.Life(providers.Values{
		"name":      "us_office",
		"title":     "US office",
		"time_zone": "America/Chicago",
		"hours":     block{"weekdays": "08:00-17:00"},
		"holidays":  []any{"2026-11-26", "2026-12-25"},
	}, providers.Values{
		"title":     "US office, with the Saturday shift",
		"time_zone": "America/New_York",
		"hours":     block{"weekdays": "08:00-12:00, 13:00-18:00", "saturday": "09:00-13:00"},
		"holidays":  []any{"2026-11-26", "2026-12-25", "2027-01-01"},
	}),
	"sandbox_system": providers.Life(providers.Values{
		"name":    "hubspot",
		"title":   "HubSpot",
		"type":    "marketing_automation",
		"objects": []any{"contact", "company"},
	}, providers.Values{
		"title":           "HubSpot Marketing and Sales",
		"type":            "crm",
		"source_of_truth": true,
		"objects":         []any{"contact", "company", "deal"},
		"description":     "Capture, scoring and nurture; since the migration deals, too.",
		"condition":       "workaround",
		"note":            "Deals come from the old CRM once a night until the migration is over.",
	}),
}

// recordExamples are about records, and the values that they have.
var recordExamples = map[string][]providers.Values{
	typeObject: providers.Life(providers.Values{
		"name":       "subscription",
		"label":      "Subscription",
		"plural":     "Subscriptions",
		"belongs_to": []any{"company"},
	}, providers.Values{
		"label":       "Contract",
		"plural":      "Contracts",
		"description": "What a customer pays for, from its start to its renewal date.",
		"belongs_to":  []any{"company", "deal"},
		"has_many":    []any{"contact"},
		"system":      "hubspot",
	}),
	typeProperty: providers.Life(providers.Values{
		"object":     "contact",
		"name":       "icp_band",
		"label":      "ICP band",
		"type":       "enum",
		"owner_role": "sdr",
		"usage":      "How well the contact's company fits the ideal customer profile.",
	}, providers.Values{
		"label":              "ICP fit band",
		"owner_role":         nil,
		"owner_team":         "sdr",
		"usage":              "A: named SDR, same day. B: ordinary queue. C: nurture.",
		"source":             "The lead score sets it.",
		"required":           true,
		"track_history":      true,
		"group":              "Qualification",
		"system":             "hubspot",
		"validation":         `contact.icp_band != "A" || is_set(contact.owner)`,
		"message":            "A contact of band A needs an owner.",
		"writers_scoring":    []any{"lead"},
		"writers_automation": []any{"mql_by_score"},
		"raci":               block{"accountable": "sdr_manager", "informed": []any{"sdr"}},
	}, providers.Values{
		"name":       "fit_score",
		"label":      "Fit score",
		"type":       "number",
		"usage":      "Points for the company's fit, 0 to 100.",
		"validation": "contact.fit_score >= 0 && contact.fit_score <= 100",
		"message":    "The fit score is a number from 0 to 100.",
	}),
	typeOption: providers.Life(providers.Values{
		"property": "contact/icp_band",
		"order":    0.0,
		"value":    "A",
		"label":    "A: ideal fit",
	}, providers.Values{
		"label":       "A: target account",
		"description": "50 to 499 technicians, in an industry that sends technicians out.",
	}, providers.Values{
		"deprecated": true,
	}),
	"sandbox_source": providers.Life(providers.Values{
		"name":    "demo_form",
		"title":   "Demo form",
		"type":    "form",
		"creates": "contact",
		"owner":   "sdr",
	}, providers.Values{
		"title":       "Demo request on the website",
		"type":        "inbound",
		"creates":     "lead",
		"system":      "hubspot",
		"fills":       []any{"contact/icp_band"},
		"description": "Somebody asks for a demo on the pricing page.",
		"condition":   "duplicate",
		"note":        "The contact form asks for the same and is to go.",
	}),
	"sandbox_segment": providers.Life(providers.Values{
		"name":  "icp_band",
		"title": "ICP band",
		"field": "contact/icp_band",
	}, providers.Values{
		"title":       "ICP band, without C",
		"values":      []any{"A", "B"},
		"description": "How well the company fits; C is nurtured and not counted.",
	}),
	"sandbox_reasons": providers.Life(providers.Values{
		"name":   "mql_rejection",
		"title":  "Why Sales declines an MQL",
		"kind":   "rejection",
		"object": "contact",
		"codes": []any{
			block{"name": "wrong_person", "label": "Wrong person", "description": "No part in the purchase.", "retry_after": "90d"},
			block{"name": "no_interest", "label": "No interest"},
		},
	}, providers.Values{
		"title": "Why an MQL goes back to nurture",
		"kind":  "recycling",
		"codes": []any{
			block{"name": "wrong_person", "label": "Wrong person", "description": "Ask for a referral first.", "retry_after": "60d"},
			block{"name": "no_budget", "label": "No budget this year", "retry_after": "180d"},
			block{"name": "no_interest", "label": "No interest"},
		},
	}),
	"sandbox_queue": providers.Life(providers.Values{
		"name":   "inbound",
		"title":  "Inbound leads",
		"object": "contact",
		"team":   "sdr",
		"orders": []any{block{"by": "contact/icp_band", "direction": "ascending"}},
	}, providers.Values{
		"title":       "Inbound leads of bands A and B",
		"role":        "sdr",
		"members":     []any{"sdr/ana"},
		"capacity":    30.0,
		"description": "MQLs that nobody has claimed by name.",
		"orders": []any{
			block{"by": "contact/icp_band", "direction": "ascending"},
			block{"by": "contact/lead_score", "direction": "descending"},
		},
	}),
}
