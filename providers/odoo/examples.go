package odoo

import (
	"sync"

	"github.com/stagecraft-dev/stagecraft/providers"
)

// examplesByType are the examples of each resource type. Together they are the beginning of a team's setup: leads are banded,
// the best go to a team of their own, and a lead does not become an opportunity without its facts. Every database with the
// CRM app takes them; they name the administrator, whom every database has.
var examplesByType = sync.OnceValue(func() map[string][]providers.Values {
	return map[string][]providers.Values{
		typeSettings: providers.Life(providers.Values{
			"name":          settingsName,
			"leads":         false,
			"several_teams": true,
		}, providers.Values{
			"leads": true,
		}, providers.Values{
			"leads":           false,
			"auto_assignment": true,
		}, providers.Values{
			"auto_assignment": false,
		}),
		typeGroup: providers.Life(providers.Values{
			"external_id": "role/sdr",
			"name":        "Sales development",
		}, providers.Values{
			"name":    "Sales development EMEA",
			"comment": "Answers inbound leads within four hours.",
		}, providers.Values{
			"external_id": "role/sdr_emea",
		}),
		typeTeam: providers.Life(providers.Values{
			"external_id": "team/field_sales",
			"name":        "Field sales",
			"leads":       true,
		}, providers.Values{
			"name":              "Field sales EMEA",
			"leader":            "admin",
			"assignment_domain": "[('country_id.code', 'in', ['DE', 'FR'])]",
		}, providers.Values{
			"external_id": "team/field_sales_emea",
		}),
		typeMember: providers.Life(providers.Values{
			"team":     "team/field_sales",
			"user":     "admin",
			"capacity": 20.0,
		}, providers.Values{
			"capacity":          40.0,
			"assignment_domain": "[('probability', '>=', 10)]",
		}, providers.Values{
			"team": "team/partner_sales",
		}),
		typeReason: providers.Life(providers.Values{
			"external_id": "reasons/lost#price",
			"name":        "Too dear for what it does",
		}, providers.Values{
			"name":     "Price above budget",
			"archived": true,
		}, providers.Values{
			"external_id": "reasons/lost#budget",
			"archived":    nil,
		}),
		typeTag: providers.Life(providers.Values{
			"external_id": "field/lead/segment#technicians",
			"name":        "Sends technicians out",
		}, providers.Values{
			"name":  "Field service",
			"color": 4.0,
		}, providers.Values{
			"external_id": "field/lead/segment#field_service",
		}),
		typeField: providers.Life(providers.Values{
			"model":   leadModel,
			"name":    "x_icp_band",
			"label":   "ICP band",
			"type":    "selection",
			"help":    "How well the company fits the ideal customer profile.",
			"tracked": true,
		}, providers.Values{
			"label": "ICP fit band",
			"help":  "A: named SDR, same day. B: ordinary queue. C: nurture.",
		}, providers.Values{
			"name": "x_billing_account",
			"type": "char",
		}),
		typeOption: providers.Life(providers.Values{
			"field": "crm.lead/x_icp_band",
			"value": "A",
			"label": "A: ideal fit",
			"order": 0.0,
		}, providers.Values{
			"label": "A: target account",
		}, providers.Values{
			"value": "target",
			"label": "Target account",
		}),
		typeStage: providers.Life(providers.Values{
			"external_id":  "stage/sales/demo",
			"name":         "Demo",
			"team":         "team/field_sales",
			"order":        10.0,
			"requirements": "The need is written down, and a date is agreed.",
		}, providers.Values{
			"name": "Demonstration",
			"fold": true,
		}, providers.Values{
			"external_id": "stage/sales/demonstration",
			"fold":        nil,
		}),
		typeView: providers.Life(providers.Values{
			"external_id": "lead_facts",
			"name":        "Facts of leads",
			"model":       leadModel,
			"inherits":    "crm.crm_lead_view_form",
			"arch":        `<data><xpath expr="//notebook" position="inside"><page string="Facts"><field name="x_icp_band"/></page></xpath></data>`,
			"fields":      []any{"crm.lead/x_icp_band"},
		}, providers.Values{
			"name": "Facts",
			"arch": `<data><xpath expr="//notebook" position="inside"><page string="Facts"><group><field name="x_icp_band"/></group></page></xpath></data>`,
		}, providers.Values{
			"external_id": "opportunity_facts",
		}),
		typeAutomation: providers.Life(providers.Values{
			"external_id": "stage/sales/demo#entry",
			"name":        "Demo needs an ICP band",
			"model":       leadModel,
			"trigger":     "on_create_or_write",
			"when":        "[('type', '=', 'opportunity'), ('x_icp_band', '=', False)]",
			"description": "Refuses an opportunity in the stage Demo without an ICP band.",
			"code":        "if record.stage_id == env.ref('stagecraft.stage:stage/sales/demo'):\n    raise UserError('The stage Demo needs an ICP band.')",
			"fields":      []any{"crm.lead/x_icp_band"},
			"stages":      []any{"stage/sales/demo"},
		}, providers.Values{
			"name":    "Demonstration needs an ICP band",
			"watches": []any{"crm.lead/stage_id", "crm.lead/x_icp_band"},
			"when":    "[('x_icp_band', '=', False)]",
			"code":    "if record.stage_id == env.ref('stagecraft.stage:stage/sales/demo'):\n    raise UserError('The stage Demonstration needs an ICP band.')",
			"active":  false,
		}, providers.Values{
			"external_id": "stage/sales/demo#facts",
			"active":      nil,
		}),
		typeScoring: providers.Life(providers.Values{
			"name":   scoringName,
			"fields": []any{"crm.lead/country_id", "crm.lead/email_state"},
		}, providers.Values{
			"fields": []any{"crm.lead/country_id", "crm.lead/email_state", "crm.lead/source_id"},
			"start":  "2026-01-01",
		}),
	}
})

// beside are what examples of other types refer to, beside the first one of their own.
var beside = map[string][]providers.Values{
	typeTeam: {{"external_id": "team/partner_sales", "name": "Partner sales"}},
}
