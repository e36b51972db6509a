package examples_test

import (
	"slices"

	"github.com/stagecraft-dev/stagecraft/schema"
)

var stageClaims = []claim{
	{"four domains, each an ordered set of stages", "b2b-saas", func(a *schema.Architecture) any {
		return sorted(each(a.Tracks(), func(t *schema.Track) string { return t.Domain }))
	}, []string{"company", "customer", "lead", "sales"}},
	{"a proof of concept has an entry, two or three steps and an assessment", "b2b-saas", func(a *schema.Architecture) any {
		return each(stagesOf(a, "lifecycle.poc"), func(s *schema.Stage) string { return s.Label })
	}, []string{"POC Entered", "Environment Ready", "Use Case Tested", "Value Assessed"}},
	{"renewal stages are commercial, open to closed", "b2b-saas", func(a *schema.Architecture) any {
		return each(stagesOf(a, "pipeline.renewal"), func(s *schema.Stage) string { return s.Name })
	}, []string{"open", "review", "proposal", "negotiation", "closed_won", "closed_lost"}},
	{"a stage has a definition, criteria, an owner, a golden flag, a departure from the usual, a state", "b2b-saas", func(a *schema.Architecture) any {
		s := the[schema.Stage](a, "stage.customer.early_adoption")
		return []any{s.Label, s.Definition != "", gates(s.Entry), gates(s.Exit), s.Owner.Name(), s.Golden, s.Customised, s.State}
	}, []any{
		"Early Adoption", true, []string{"first_value: is_set(project.first_value_at)", "data_complete: project.data_migrated"},
		[]string{"widely_used: project.active_technicians_percent >= 70 → mature_adoption"}, "csm", true,
		"Begins with the first job closed by a technician on site, not with the go-live date.", "confirmed",
	}},
	{"an exit criterion says what triggers it and where the record goes", "b2b-saas", func(a *schema.Architecture) any {
		return gates(the[schema.Stage](a, "stage.lead.mql").Exit)
	}, []string{"accepted: is_set(contact.accepted_at) || is_set(contact.meeting_booked_at) → sal", "rejected → known_lead"}},
	{"every criterion has prose, many a condition too", "b2b-saas", func(a *schema.Architecture) any {
		conditions, silent := 0, []string(nil)
		for _, t := range a.Tracks() {
			for _, s := range t.Stages {
				for _, g := range slices.Concat(s.Entry, s.Exit) {
					if g.Description == "" {
						silent = append(silent, string(g.Address))
					}
					if !g.When.IsZero() {
						conditions++
					}
				}
			}
		}
		return []any{conditions >= 60, silent}
	}, []any{true, []string(nil)}},
	{"criteria know and, or, n of m, counts and related records", "revops-starter", func(a *schema.Architecture) any {
		return slices.Concat(gates(the[schema.Stage](a, "stage.contact.subscriber").Exit), gates(the[schema.Stage](a, "stage.contact.sql").Entry),
			gates(the[schema.Stage](a, "stage.contact.opportunity").Entry))
	}, []string{
		"identified: is_set(company.name) || contact.page_views >= 3 → lead",
		"conversation: is_set(contact.conversation_at)", "bant: at_least(2, contact.budget, contact.authority, contact.need, contact.timing)",
		"deal: any(deal, is_set(deal.amount) && is_set(deal.close_date))",
	}},
	{"the starter's seven stages have one owner each", "revops-starter", func(a *schema.Architecture) any {
		return each(stagesOf(a, "lifecycle.contact"), func(s *schema.Stage) string { return s.Name + " " + s.Owner.Name() })
	}, []string{"subscriber marketing", "lead marketing", "mql marketing", "sql sdr", "opportunity ae", "customer csm", "evangelist csm"}},
	{"an evangelist promotes us and takes part in the programme", "revops-starter", func(a *schema.Architecture) any {
		s := the[schema.Stage](a, "stage.contact.evangelist")
		return append(gates(s.Entry), gates(s.Exit)...)
	}, []string{"promotes: contact.nps >= 9 || contact.referrals >= 1", "program"}},
	{"SQL is the hinge between the lead and the sales domain", "b2b-saas", func(a *schema.Architecture) any {
		return the[schema.Stage](a, "stage.new_business.sql").SameAs
	}, schema.Address("stage.lead.sql")},
	{"seven states in two pipelines and a lifecycle", "data-contract", func(a *schema.Architecture) any {
		return slices.Concat(stagesNamed(a, "lifecycle.leads"), stagesNamed(a, "pipeline.sales"), stagesNamed(a, "pipeline.delivery"))
	}, []string{"signal", "scored", "assigned", "qualified", "holding", "disqualified", "opportunity", "won", "lost", "cs_handoff"}},
	{"a simple pipeline of statuses, disqualified with a reason of its own", "simple-pipeline", func(a *schema.Architecture) any {
		return append(stagesNamed(a, "lifecycle.lead"), the[schema.Stage](a, "stage.lead.disqualified").Reasons.Name())
	}, []string{"new", "contacted", "qualified", "converted", "disqualified", "disqualification_reason"}},
	{"opportunity stages are numbered 0 to 3", "b2b-saas", func(a *schema.Architecture) any {
		var out []float64
		for _, s := range stagesOf(a, "pipeline.new_business") {
			if s.Number != nil {
				out = append(out, *s.Number)
			}
		}
		return out
	}, []float64{0, 1, 2, 3}},
	{"twenty terms have a usual and an own definition", "b2b-saas", func(a *schema.Architecture) any {
		return len(each(a.Terms, func(t *schema.Term) string {
			if t.Typical == "" || t.Definition == "" || t.Owner == "" {
				return ""
			}
			return t.Name
		}))
	}, 20},
	{"ten terms that stakeholders align on are approved or not", "b2b-saas", func(a *schema.Architecture) any {
		return each([]schema.Address{"term.mql", "term.sal", "term.sql", "term.sao", "term.closed_won", "term.early_adoption", "term.mature_adoption",
			"term.first_time_to_value", "term.entry_criteria", "term.contact_status_vs_stage"},
			func(x schema.Address) string { return x.Name() + " " + the[schema.Term](a, x).State })
	}, []string{
		"mql confirmed", "sal confirmed", "sql confirmed", "sao assumed", "closed_won confirmed", "early_adoption confirmed", "mature_adoption assumed",
		"first_time_to_value confirmed", "entry_criteria confirmed", "contact_status_vs_stage confirmed",
	}},
	{"golden stages are SQL, Closed Won, Early Adoption, with criteria of this business", "b2b-saas", func(a *schema.Architecture) any {
		var out []string
		for _, t := range a.Tracks() {
			out = append(out, each(t.Stages, func(s *schema.Stage) string {
				if !s.Golden || len(s.Entry) == 0 || s.Entry[0].When.IsZero() {
					return ""
				}
				return s.Label
			})...)
		}
		return out
	}, []string{"Sales Qualified Lead", "Sales Qualified Lead", "Closed Won", "Early Adoption"}},
	{"first value is a milestone of this product", "b2b-saas", func(a *schema.Architecture) any {
		x := the[schema.Term](a, "term.first_time_to_value")
		return []string{x.Definition, x.Owner.Name(), the[schema.Question](a, "question.first_value").Ask.Name()}
	}, []string{"Days from signature until the first real job was dispatched in Fernway and closed by a technician on site.", "vp_cs", "vp_cs"}},
	{"contact status is a dimension beside the lifecycle", "b2b-saas", func(a *schema.Architecture) any {
		return each(a.Statuses, func(s *schema.Status) string { return s.Object + " " + s.Label })
	}, []string{"contact New", "contact Working", "contact Engaged", "contact Nurture", "contact Disqualified"}},
	{"what is not confirmed is assumed", "b2b-saas", func(a *schema.Architecture) any {
		return sorted(slices.Concat(
			each(a.Terms, func(x *schema.Term) string { return x.State }),
			each(a.Handoffs, func(x *schema.Handoff) string { return "handoff " + x.State }),
			each(a.Automations, func(x *schema.Automation) string { return "automation " + x.State })))
	}, []string{"assumed", "automation assumed", "automation confirmed", "confirmed", "handoff assumed", "handoff confirmed"}},
	{"the company follows its most advanced contact", "b2b-saas", func(a *schema.Architecture) any {
		return []schema.Address{the[schema.Lifecycle](a, "lifecycle.company").Rollup, the[schema.Lifecycle](a, "lifecycle.company").Object}
	}, []schema.Address{"lifecycle.lead", "object.company"}},
	{"a company's lifecycle, type and status are three fields", "b2b-saas", func(a *schema.Architecture) any {
		return []any{a.Track("lifecycle.company").PropertyName(), the[schema.Field](a, "field.company.account_type").Type.Kind, the[schema.Field](a, "field.company.account_status").Type.Kind}
	}, []any{"company_stage", "enum", "enum"}},
	{"the lifecycle moves forward, except along declared recycling with reasons", "b2b-saas", func(a *schema.Architecture) any {
		out := each(a.Handoffs, func(h *schema.Handoff) string {
			if !h.Recycle {
				return ""
			}
			return h.From.Name() + " → " + h.To.Name() + ", " + h.Reasons.Name()
		})
		return []any{the[schema.Lifecycle](a, "lifecycle.lead").ForwardOnly, out}
	}, []any{
		true,
		[]string{"mql → known_lead, mql_rejection", "opportunity → known_lead, recycling", "sal → known_lead, recycling", "sql → known_lead, recycling"},
	}},
	{"three edge cases are declared", "b2b-saas", func(a *schema.Architecture) any {
		return each(a.Info.EdgeCases, func(e *schema.EdgeCase) string {
			if e.Handling == "" || len(e.Stages) == 0 {
				return ""
			}
			return e.Name
		})
	}, []string{"multi_product", "churned_customer", "product_led"}},
	{"the business is described: motion, contract value, cycle, stack, today, objective", "b2b-saas", func(a *schema.Architecture) any {
		i := a.Info
		return []any{i.Motion, i.AnnualContractValue, i.SalesCycle, len(a.Systems) >= 8, i.CurrentState != "", i.Objective != ""}
	}, []any{"hybrid", "12,000 to 180,000 USD", "45 to 90 days; enterprise up to 150", true, true, true}},
	{"methodology: all depth", "b2b-saas", func(a *schema.Architecture) any { return a.Info.Methodology }, "foundation_all_depth"},
	{"methodology: single depth", "revops-starter", func(a *schema.Architecture) any { return a.Info.Methodology }, "foundation_single_depth"},
	{"methodology: foundation", "data-contract", func(a *schema.Architecture) any { return a.Info.Methodology }, "foundation"},
	{"methodology can be a reunification too", "b2b-saas", func(*schema.Architecture) any {
		return schema.Language().Block("architecture").Def.Attr("methodology").Enum
	}, []string{"foundation", "foundation_single_depth", "foundation_all_depth", "reunification"}},
	{"segment, region, language and individual are dimensions with a field each", "b2b-saas", func(a *schema.Architecture) any {
		return each(a.Segments, func(s *schema.Segment) string { return s.Name + " " + string(s.Field) })
	}, []string{"language field.contact.language", "region field.company.region", "rep field.contact.owner", "segment field.company.segment"}},
}

func stagesNamed(a *schema.Architecture, flow schema.Address) []string {
	return each(stagesOf(a, flow), func(s *schema.Stage) string { return s.Name })
}
