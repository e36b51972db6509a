package render

import (
	"github.com/stagecraft-dev/stagecraft/schema/diag"
)

// configuration are the documents that say what the systems are to do.
var configuration = []kind{
	text(Kind{"scoring-specification", "Scoring Specification", "What counts towards a score, how it fades, which score is needed, with worked examples.", toConfigure},
		"Declare a scoring block.", func(m *Model) bool { return len(m.arch.Scorings) > 0 }),
	text(Kind{"routing-rules", "Routing Rules", "Who receives a record, by which rule, and who takes over when nobody is free.", toConfigure},
		"Declare a routing or queue block.", func(m *Model) bool { return len(m.arch.Routings)+len(m.arch.Queues) > 0 }),
	text(Kind{"pipeline-configuration", "Pipeline Configuration", "Every pipeline and lifecycle with its stages, probabilities, required facts and limits.", toConfigure},
		"Declare a pipeline or lifecycle block.", func(m *Model) bool { return len(m.arch.Tracks()) > 0 }),
	text(Kind{"automation-inventory", "Automation Inventory", "What happens by itself: trigger, actions, outcome, owner, and where a person releases it.", toConfigure},
		"Declare an automation or sequence block.", func(m *Model) bool { return len(m.arch.Automations)+len(m.arch.Sequences) > 0 }),
	text(Kind{"sla-sheet", "SLA Sheet", "Every clock with its limit, calendar, variants and escalation, and dates worked out.", toConfigure},
		"Declare an sla block.", func(m *Model) bool { return len(m.arch.SLAs) > 0 }),
	{Kind{"crm-configuration", "CRM Configuration Specification", "What is configured in a CRM, what people do there by hand, and how each rule is enforced.", toConfigure},
		"It is written for each CRM of the environment.", crmConfiguration},
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
