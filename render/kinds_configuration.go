package render

import (
	"github.com/stagecraft-dev/stagecraft/schema/diag"
)

// configuration are the documents that say what the systems are to do.
var configuration = []kind{
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
