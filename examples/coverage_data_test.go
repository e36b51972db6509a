package examples_test

import (
	"fmt"
	"reflect"
	"slices"

	"github.com/stagecraft-dev/stagecraft/schema"
)

func typeOf(block schema.Block) reflect.Type { return reflect.TypeOf(block).Elem() }

var dataClaims = []claim{
	{"the catalog says owner, usage, source, rule, privacy, writers", "b2b-saas", func(a *schema.Architecture) any {
		f, scored := the[schema.Field](a, "field.contact.email"), the[schema.Field](a, "field.contact.fit_score")
		return []any{f.Owner.Name(), f.Usage != "", f.Source != "", source(f.Validation), f.Message != "", f.Personal, names(scored.Writers)}
	}, []any{"marketing_ops", true, true, "matches(contact.email, \"^[^@ ]+@[^@ ]+\\\\.[a-z]+$\")", true, true, []string{"lead"}}},
	{"fields of one meaning have the same values", "b2b-saas", func(a *schema.Architecture) any {
		return the[schema.Field](a, "field.contact.problem").Type.String() == the[schema.Field](a, "field.deal.problem").Type.String()
	}, true},
	{"facts are demanded where the record is", "b2b-saas", func(a *schema.Architecture) any {
		return names(the[schema.Stage](a, "stage.new_business.closed_won").Requires)
	}, []string{
		"contract_document", "contract_signed_at", "scope", "go_live_date", "amount", "payment_terms", "term_months", "signatory",
		"procurement_contact", "commitments",
	}},
	{"duplicates are found by domain, name and phone, and the CRM record wins", "b2b-saas", func(a *schema.Architecture) any {
		h := the[schema.Hygiene](a, "hygiene.companies")
		return append(names(h.DuplicateKeys), h.Survivor)
	}, []string{"domain", "name", "phone", "crm"}},
	{"three enrichment providers", "b2b-saas", func(a *schema.Architecture) any {
		return each(a.Systems, func(s *schema.System) string {
			if s.Type != "enrichment" {
				return ""
			}
			return s.Title
		})
	}, []string{"Apollo", "Clearbit", "ZoomInfo"}},
	{"data are audited every quarter, and old contacts archived", "b2b-saas", func(a *schema.Architecture) any {
		h := the[schema.Hygiene](a, "hygiene.contacts")
		return []any{h.Audit, h.ArchiveAfter.String(), len(h.Checks)}
	}, []any{"quarterly", "1y", 4}},
	{"one system is the source of truth", "b2b-saas", func(a *schema.Architecture) any {
		return each(a.Systems, func(s *schema.System) string {
			if !s.SourceOfTruth {
				return ""
			}
			return s.Name
		})
	}, []string{"salesforce"}},
	{"every way in is in the inventory", "b2b-saas", func(a *schema.Architecture) any {
		return sorted(each(a.Sources, func(s *schema.Source) string { return s.Type }))
	}, []string{"event", "form", "inbound", "list", "outbound", "partner", "product"}},
	{"spreadsheets are in the inventory", "b2b-saas", func(a *schema.Architecture) any {
		return the[schema.System](a, "system.partner_sheet").Type
	}, "spreadsheet"},
	{"the map marks duplicates, dead ends and workarounds", "b2b-saas", func(a *schema.Architecture) any {
		return sorted(each(a.Sources, func(s *schema.Source) string {
			if s.Condition != "ok" && s.Note == "" {
				return "unexplained"
			}
			return s.Condition
		}))
	}, []string{"dead_end", "duplicate", "ok", "workaround"}},
	{"objects, flows and fields have a name in each CRM", "b2b-saas", func(a *schema.Architecture) any {
		return []map[string]string{
			the[schema.Object](a, "object.deal").CRM, the[schema.Pipeline](a, "pipeline.new_business").CRM, the[schema.Field](a, "field.contact.first_name").CRM,
		}
	}, []map[string]string{
		{"hubspot": "deals", "salesforce": "Opportunity"}, {"hubspot": "new_business", "salesforce": "New Business"},
		{"hubspot": "firstname", "salesforce": "FirstName"},
	}},
	{"every position of the lead lifecycle that a CRM holds has its value there", "b2b-saas", func(a *schema.Architecture) any {
		flow := the[schema.Lifecycle](a, "lifecycle.lead")
		out := []string{flow.CRM["hubspot"] + ", " + flow.CRM["salesforce"]}
		return append(out, each(flow.Stages, func(s *schema.Stage) string {
			if s.CRM == nil {
				return s.Name + ": in no CRM"
			}
			return s.Name + ": " + s.CRM["hubspot"] + ", " + s.CRM["salesforce"]
		})...)
	}, []string{
		"lifecyclestage, Lifecycle_Position__c", "anonymous_visitor: in no CRM", "known_lead: lead, Known Lead",
		"marketing_engaged: marketing_engaged, Marketing Engaged", "mql: marketingqualifiedlead, MQL", "sal: sales_accepted_lead, SAL",
		"sql: salesqualifiedlead, SQL", "opportunity: opportunity, Opportunity", "customer: customer, Customer",
	}},
	{"a lifecycle says which property holds it", "b2b-saas", func(a *schema.Architecture) any {
		return []string{a.Track("lifecycle.lead").Object, a.Track("lifecycle.lead").PropertyName()}
	}, []string{"contact", "lifecycle_position"}},
}

var measurementClaims = []claim{
	{"six kinds of numbers, in order of priority", "b2b-saas", func(a *schema.Architecture) any {
		list := slices.Clone(a.Metrics)
		slices.SortStableFunc(list, func(x, y *schema.Metric) int { return int(x.Priority - y.Priority) })
		return each(list, func(m *schema.Metric) string { return m.Category })[:6]
	}, []string{"production", "conversion", "time_in_stage", "drop_off", "cost_to_enter", "segmentation"}},
	{"a metric has a formula, a source, a benchmark with its own source and a dashboard", "b2b-saas", func(a *schema.Architecture) any {
		m := the[schema.Metric](a, "metric.win_rate")
		return append([]string{m.Formula, m.Source, names(m.By)[0]},
			slices.Concat(each(m.Benchmarks, func(b *schema.Benchmark) string { return fmt.Sprintf("%v to %v, %s", *b.Low, *b.High, b.Source) }),
				each(a.Dashboards, func(d *schema.Dashboard) string {
					if !slices.Contains(d.Metrics, m.Address) {
						return ""
					}
					return d.Name
				}))...)
	}, []string{
		"Deals won / all opportunities that reached SAO", "Salesforce opportunity history", "segment", "20 to 30, Sales pipeline playbook",
		"sales",
	}},
	{"two benchmarks of one metric stand side by side", "b2b-saas", func(a *schema.Architecture) any {
		return len(the[schema.Metric](a, "metric.mql_to_sql").Benchmarks)
	}, 3},
	{"alarms in percentage points and in percent for some months", "b2b-saas", func(a *schema.Architecture) any {
		return each(the[schema.Metric](a, "metric.mql_to_sal").Alarms, func(x *schema.Alarm) string {
			return fmt.Sprintf("%v %s %s", x.Drop, x.Unit, x.Sustained)
		})
	}, []string{"5 percentage_points 0m", "10 percent 2mo"}},
	{"the schedule has a cadence, checks, a red flag, an action and an owner", "b2b-saas", func(a *schema.Architecture) any {
		return each(a.Reviews, func(r *schema.Review) string {
			if len(r.Check) == 0 || r.RedFlag == "" || r.Action == "" || r.Owner == "" {
				return r.Name + " is incomplete"
			}
			return r.Name + " " + r.Cadence
		})
	}, []string{
		"data_audit quarterly", "first_cycle once", "half_year_architecture half_yearly", "monthly_drift monthly",
		"quarterly_stage_review quarterly", "scoring quarterly",
	}},
	{"a change is intentional, documented and measurable", "b2b-saas", func(a *schema.Architecture) any {
		c := the[schema.ChangeRecord](a, "change.first_touch_tightened")
		return []any{c.Version, c.Metric, c.DecidedBy, c.Changes, c.Why != "" && c.Expect != ""}
	}, []any{"1.2.0", schema.Address("metric.speed_to_lead"), []schema.Address{"role.vp_sales"}, []schema.Address{"sla.first_touch"}, true}},
	{"who decides a class of changes", "b2b-saas", func(a *schema.Architecture) any {
		return each(the[schema.Review](a, "review.quarterly_stage_review").Escalations, func(e *schema.ReviewEscalation) string {
			if e.Class == "" {
				return ""
			}
			return e.Class + " " + e.To.Name()
		})
	}, []string{"wording architect", "picklist architect", "stage specialist", "criteria specialist", "pipeline specialist"}},
	{"the escalation matrix: who decides which change", "b2b-saas", func(a *schema.Architecture) any {
		return each(the[schema.Review](a, "review.quarterly_stage_review").Escalations, func(e *schema.ReviewEscalation) string { return e.Name + " " + e.HandledBy })
	}, []string{
		"meaning architect", "new_value architect", "new_stage specialist", "entry_criteria specialist", "pipelines specialist",
		"conversion specialist",
	}},
	{"five triggers of a refinement", "b2b-saas", func(a *schema.Architecture) any {
		return each(the[schema.Review](a, "review.half_year_architecture").Escalations, func(e *schema.ReviewEscalation) string { return e.Name })
	}, []string{"new_motion", "reorganisation", "migration", "decline", "disputed"}},
	{"homework and questions have somebody to answer, and block something", "b2b-saas", func(a *schema.Architecture) any {
		q := the[schema.Question](a, "question.sao_definition")
		return []any{q.Kind, q.Ask.Name(), q.Blocks, len(a.Questions)}
	}, []any{"homework", "vp_sales", []schema.Address{"stage.new_business.sao", "term.sao"}, 10}},
	{"five questions people ask", "b2b-saas", func(a *schema.Architecture) any { return len(a.FAQs) }, 5},
	{"playbooks for three audiences", "b2b-saas", func(a *schema.Architecture) any {
		return sorted(each(a.Playbooks, func(p *schema.Playbook) string { return p.Audience }))
	}, []string{"end_user", "leadership", "technical"}},
	{"fifty qualified leads a month", "simple-pipeline", func(a *schema.Architecture) any {
		g := the[schema.Goal](a, "goal.qualified_leads")
		return []any{g.Target, g.Period, g.Stage.Name()}
	}, []any{50.0, "month", "qualified"}},
	{"the intake form", "b2b-saas", func(a *schema.Architecture) any {
		i := a.Info.Intake
		return []any{i.CRM != "", len(i.TeamSizes), len(i.CurrentStages), len(i.CurrentPipelines), len(i.PainPoints), i.ProofOfConcept, i.Renewal}
	}, []any{true, 5, 7, 5, 4, true, true}},
	{"sample records walk the lifecycle", "b2b-saas", func(a *schema.Architecture) any {
		walked := map[string]bool{}
		for _, s := range a.Scenarios {
			for _, step := range s.Steps {
				walked[string(step.Move)] = true
			}
		}
		return each(stagesOf(a, "lifecycle.lead")[1:], func(s *schema.Stage) string {
			if walked[string(s.Address)] {
				return ""
			}
			return s.Name
		})
	}, []string(nil)},
	{"a maturity matrix of six capabilities", "b2b-saas", func(a *schema.Architecture) any {
		return each(a.Info.Capabilities, func(c *schema.Capability) string {
			if c.From == "" || c.To == "" || c.Owner == "" || len(c.KPI) == 0 {
				return c.Name + " is incomplete"
			}
			return fmt.Sprint(c.Name, " ", c.Level)
		})
	}, []string{"journey_documentation 3", "stage_definitions 2", "routing_slas 2", "data_model 2", "change_control 1", "continuous_improvement 1"}},
}
