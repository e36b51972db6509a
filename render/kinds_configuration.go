package render

import (
	"github.com/stagecraft-dev/stagecraft/render/diagram"
	"github.com/stagecraft-dev/stagecraft/schema/diag"
)

// configuration are the documents that say what the systems are to do.
var configuration = []kind{
	text(Kind{"scoring-specification", "Scoring Specification", "What counts towards a score, how it fades, which score is needed, with worked examples.", toConfigure},
		"Declare a scoring block.", func(m *Model) bool { return len(m.arch.Scorings) > 0 }),
	figured(Kind{"routing-rules", "Routing Rules", "Who receives a record, by which rule, and who takes over when nobody is free.", toConfigure},
		"Declare a routing or queue block.", func(m *Model) bool { return len(m.arch.Routings)+len(m.arch.Queues) > 0 },
		decisionTrees),
	text(Kind{"pipeline-configuration", "Pipeline Configuration", "Every pipeline and lifecycle with its stages, probabilities, required facts and limits.", toConfigure},
		"Declare a pipeline or lifecycle block.", func(m *Model) bool { return len(m.arch.Tracks()) > 0 }),
	text(Kind{"automation-inventory", "Automation Inventory", "What happens by itself: trigger, actions, outcome, owner, and where a person releases it.", toConfigure},
		"Declare an automation or sequence block.", func(m *Model) bool { return len(m.arch.Automations)+len(m.arch.Sequences) > 0 }),
	text(Kind{"sla-sheet", "SLA Sheet", "Every clock with its limit, calendar, variants and escalation, and dates worked out.", toConfigure},
		"Declare an sla block.", func(m *Model) bool { return len(m.arch.SLAs) > 0 }),
	text(Kind{"field-catalog", "Field Catalog", "Every governed field with its owner, rules and users; statuses, reason codes and data hygiene.", toConfigure},
		"Declare a field block.", func(m *Model) bool { return len(m.arch.Fields) > 0 }),
	text(Kind{"deal-desk", "Deal Desk", "Which terms need whose approval, how fast, and the log of exceptions.", toConfigure},
		"Declare an approval block.", func(m *Model) bool { return len(m.arch.Approvals) > 0 }),
	{Kind{"crm-configuration", "CRM Configuration Specification", "What is configured in a CRM, what people do there by hand, and how each rule is enforced.", toConfigure},
		"It is written for each CRM of the environment.", crmConfiguration},
	text(Kind{"measurement-framework", "Measurement Framework", "What is measured, how it is computed, what is normal and what is alarming.", toConfigure},
		"Declare a metric block.", func(m *Model) bool { return len(m.arch.Metrics)+len(m.arch.Goals) > 0 }),
	text(Kind{"dashboard-specification", "Dashboard Specification", "Which dashboards there are, for whom, and what is on them.", toConfigure},
		"Declare a dashboard block.", func(m *Model) bool { return len(m.arch.Dashboards) > 0 }),
	text(Kind{"funnel-report", "Funnel Report", "The agreed funnel to fill in: volume, conversion and velocity of each transition.", toConfigure},
		"Declare a lifecycle or pipeline with two stages.", func(m *Model) bool { return len(m.Funnels()) > 0 }),
}

// decisionTrees are the drawings of the routing policies.
func decisionTrees(m *Model) map[string]*diagram.Scene {
	out := map[string]*diagram.Scene{}
	for _, r := range m.arch.Routings {
		out[treeName(r)] = diagram.Decision(m.arch, r)
	}
	return out
}

// crmConfiguration writes one document for each CRM.
func crmConfiguration(s *Set) (diags diag.List) {
	for _, c := range s.Model.CRMs {
		k := Kind{"crm-configuration-" + c.Name, c.Title + " Configuration Specification", "What is configured in " + c.Title + ", what people do there by hand, and how each rule is enforced.", toConfigure}
		_, more := s.page(k, "crm-configuration", struct {
			*Model
			CRM *CRMConfiguration
		}{s.Model, c}, nil)
		diags.Add(more...)
	}
	return diags
}
