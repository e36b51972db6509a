package examples_test

import (
	"fmt"
	"slices"
	"strings"

	"github.com/stagecraft-dev/stagecraft/schema"
)

var contractClaims = []claim{
	{"each of six contracts names from, to, producer and next owner", "data-contract", func(a *schema.Architecture) any {
		return each(a.Handoffs, func(h *schema.Handoff) string {
			if h.Recycle || h.Decision == "" || h.FailureMode == "" || h.Promise == "" {
				return ""
			}
			return contract(h)
		})
	}, []string{
		"assigned → qualified, sdr → sdr", "opportunity → won, ae → ae", "qualified → opportunity, sdr → ae",
		"scored → assigned, growth_ops → sdr", "signal → scored, growth_ops → growth_ops", "won → cs_handoff, ae → delivery_lead",
	}},
	{"signal to scored: firmographics, the person, the source, score and band", "data-contract", handoff("signal_to_scored"), []string{
		"lead.name", "lead.role", "lead.seniority", "lead.source", "lead.icp_score", "lead.icp_band", "company.name", "company.size",
		"company.industry", "company.region", "company.segment",
	}},
	{"bands are A, B, C and out", "data-contract", func(a *schema.Architecture) any {
		return []any{each(a.Scorings[0].Bands, func(b *schema.Band) string { return b.Name }), the[schema.Field](a, "field.lead.icp_band").Type.Options}
	}, []any{[]string{"A", "B", "C", "out"}, []string{"A", "B", "C", "out"}}},
	{"scored to assigned: one owner, a time, a next step, the reasoning, a clock", "data-contract", func(a *schema.Architecture) any {
		return append(facts(the[schema.Handoff](a, "handoff.scored_to_assigned")), string(the[schema.Handoff](a, "handoff.scored_to_assigned").SLA))
	}, []string{"lead.owner", "lead.assigned_at", "lead.assignment_reason", "lead.next_step", "lead.next_step_due", "sla.first_touch"}},
	{"assigned to qualified: fit, problem, people, capacity, decision and its basis", "data-contract", handoff("assigned_to_qualified"), []string{
		"company.icp_confirmed", "company.problem", "company.decision_maker", "company.champion", "company.capacity_signal",
		"company.qualification", "company.qualification_basis",
	}},
	{"qualified to opportunity: a deal is made and carries problem and people", "data-contract", func(a *schema.Architecture) any {
		h := the[schema.Handoff](a, "handoff.qualified_to_opportunity")
		return []any{h.Creates.Name(), h.Owner.Name(), each(h.Carries, func(c *schema.Carry) string { return string(c.From + " → " + c.To) })}
	}, []any{
		"deal", "ae",
		[]string{"field.company.problem → field.deal.problem", "field.company.decision_maker → field.deal.decision_maker", "field.company.champion → field.deal.champion"},
	}},
	{"no deal means archived with a reason, or held with a date", "data-contract", func(a *schema.Architecture) any {
		hold := the[schema.Stage](a, "stage.leads.holding")
		return append(each(the[schema.Handoff](a, "handoff.qualified_to_opportunity").Outcomes, func(o *schema.HandoffOutcome) string {
			return fmt.Sprintf("%s → %s, %s %v", o.Name, o.To.Name(), o.Reasons.Name(), names(o.Requires))
		}), hold.Outcome+" until "+hold.Revisit.Name())
	}, []string{"archived → disqualified, disqualification []", "holding → holding, holding [revisit_on]", "holding until revisit_on"}},
	{"opportunity to won: paper, scope, dates, terms, people, promises", "data-contract", handoff("opportunity_to_won"), []string{
		"deal.contract", "deal.signed_on", "deal.scope", "deal.start_on", "deal.finish_on", "deal.price", "deal.billing_schedule",
		"deal.term_months", "deal.procurement_contact", "deal.signatory", "deal.commitments",
	}},
	{"promises of a deal are structured", "data-contract", func(a *schema.Architecture) any {
		return the[schema.Field](a, "field.deal.commitments").Type.Kind
	}, "multi_enum"},
	{"won to delivery: project, owner, onboarding, first action, supporting AE", "data-contract", func(a *schema.Architecture) any {
		h := the[schema.Handoff](a, "handoff.won_to_cs_handoff")
		return []any{h.Creates.Name(), h.Demotes.Name(), facts(h), gates(the[schema.Stage](a, "stage.delivery.cs_handoff").Entry)}
	}, []any{
		"project", "ae",
		[]string{"project.owner", "project.scope", "project.commitments", "project.accepted_at", "project.onboarding_started_at", "project.first_action_due", "project.supporting_ae"},
		[]string{"won: pipeline.sales == stage.sales.won", "accepted: is_set(project.accepted_at)", "first_action: is_set(project.first_action_due)"},
	}},
	{"four kinds of signal start the chain", "data-contract", func(a *schema.Architecture) any {
		return names(the[schema.Handoff](a, "handoff.signal_to_scored").Signals)
	}, []string{"form", "outbound_reply", "partner", "trial_hand_raise"}},
	{"a no is recorded against the company", "data-contract", func(a *schema.Architecture) any {
		r := the[schema.Reasons](a, "reasons.disqualification")
		return []schema.Address{the[schema.Stage](a, "stage.leads.disqualified").Reasons, r.Object, r.Field}
	}, []schema.Address{"reasons.disqualification", "object.company", "field.company.disqualified_because"}},
	{"each contract names the system to look at and the role that answers", "data-contract", func(a *schema.Architecture) any {
		return each(a.Handoffs, func(h *schema.Handoff) string {
			if h.Tracking == "" || h.Producer == "" || h.Owner == "" {
				return h.Name
			}
			return ""
		})
	}, []string(nil)},
	{"facts have an object, a type and a place, and carried facts fit where they go", "data-contract", func(a *schema.Architecture) any {
		var wrong []string
		for _, h := range a.Handoffs {
			for _, c := range h.Carries {
				from, to := the[schema.Field](a, c.From), the[schema.Field](a, c.To)
				if from.Type.String() != to.Type.String() {
					wrong = append(wrong, string(c.From))
				}
			}
		}
		return wrong
	}, []string(nil)},
	{"facts may live outside the CRM", "data-contract", func(a *schema.Architecture) any {
		return each(a.Fields, func(f *schema.Field) string {
			if f.System == "" {
				return ""
			}
			return f.Object + " in " + the[schema.System](a, f.System).Type
		})
	}, []string{"project in work_management"}},
	{"an assignment leaves its time and its basis on the record", "data-contract", func(a *schema.Architecture) any {
		r := the[schema.Routing](a, "routing.leads")
		return []schema.Address{r.AssignedAt, r.Basis}
	}, []schema.Address{"field.lead.assigned_at", "field.lead.assignment_reason"}},
	{"who moved a record, when and on what basis is kept", "data-contract", func(a *schema.Architecture) any {
		return the[schema.Handoff](a, "handoff.signal_to_scored").Tracking
	}, "Stage history: who moved it, when, on what basis"},
	{"an account has a primary and a supporting role", "data-contract", func(a *schema.Architecture) any {
		h := the[schema.Handoff](a, "handoff.won_to_cs_handoff")
		return []any{h.Owner.Name(), h.Demotes.Name(), the[schema.Field](a, "field.project.supporting_ae").Type.Kind}
	}, []any{"delivery_lead", "ae", "user"}},
	{"lead and sales pipeline are two objects, with a rule from one to the other", "data-contract", func(a *schema.Architecture) any {
		h := the[schema.Handoff](a, "handoff.qualified_to_opportunity")
		return []string{a.Track("lifecycle.leads").Object, a.Track("pipeline.sales").Object, h.From.Name(), h.To.Name()}
	}, []string{"lead", "deal", "qualified", "opportunity"}},
}

var ownershipClaims = []claim{
	{"every stage has exactly one owner", "b2b-saas", func(a *schema.Architecture) any {
		var without []string
		for _, t := range a.Tracks() {
			without = append(without, each(t.Stages, func(s *schema.Stage) string {
				if s.Owner == "" {
					return string(s.Address)
				}
				return ""
			})...)
		}
		return without
	}, []string(nil)},
	{"RACI of stages and handoffs", "b2b-saas", func(a *schema.Architecture) any {
		return []string{raci(the[schema.Stage](a, "stage.lead.mql").RACI), raci(the[schema.Handoff](a, "handoff.mql_to_sal").RACI)}
	}, []string{"A vp_marketing; R marketing_ops; C sdr_manager; I sdr", "A sdr_manager; R sdr; C marketing_ops; I vp_marketing"}},
	{"RACI of fields, workflows, scoring, routing and reporting", "b2b-saas", func(a *schema.Architecture) any {
		return []string{
			raci(the[schema.Field](a, "field.company.icp_band").RACI), raci(the[schema.Automation](a, "automation.lifecycle_auto_update").RACI),
			raci(the[schema.Scoring](a, "scoring.lead").RACI), raci(the[schema.Routing](a, "routing.lead_assignment").RACI),
			raci(the[schema.Dashboard](a, "dashboard.executive").RACI),
		}
	}, []string{
		"A vp_marketing; R marketing_ops; C sales_ops; I sdr", "A vp_revops; R revops_admin; C marketing_ops; I sdr_manager",
		"A vp_marketing; R marketing_ops; C sdr_manager; I sdr", "A vp_sales; R sales_ops; C sdr_manager; I sdr",
		"A vp_revops; R revops_admin; C vp_marketing vp_sales vp_cs; I ",
	}},
	{"first contact within four business hours, then the manager", "b2b-saas", func(a *schema.Architecture) any {
		s := the[schema.SLA](a, "sla.first_touch")
		return []any{s.Within.String(), s.Clock, s.Calendar.Name(), escalations(s)}
	}, []any{"4h", "business", "us", []string{"2h sdr", "4h sdr_manager"}}},
	{"qualification decision within 48 hours by the wall clock", "b2b-saas", func(a *schema.Architecture) any {
		s := the[schema.SLA](a, "sla.qualification_decision")
		return []any{s.Within.String(), s.Clock, escalations(s)}
	}, []any{"48h", "elapsed", []string{"36h sdr", "48h sdr_manager"}}},
	{"a clock starts when the owner changes", "data-contract", func(a *schema.Architecture) any {
		return event(the[schema.SLA](a, "sla.first_touch").Starts)
	}, "changed field.lead.owner"},
	{"a breach is raised by the system", "b2b-saas", automation("sla_breach_alert"), []string{
		"breached sla.first_touch", "notify role.sdr_manager", "assign queue.sdr_triage",
	}},
	{"calendars have a zone, hours and holidays", "b2b-saas", func(a *schema.Architecture) any {
		return each(a.Calendars, func(c *schema.Calendar) string {
			return fmt.Sprintf("%s %s %d", c.TimeZone, c.Hours["weekdays"], len(c.Holidays))
		})
	}, []string{"Europe/Berlin 09:00-12:30, 13:30-18:00 5", "America/New_York 09:00-17:00 6"}},
	{"clocks differ by segment and region", "b2b-saas", func(a *schema.Architecture) any {
		return each(the[schema.SLA](a, "sla.first_touch").Variants, func(v *schema.SLAVariant) string {
			return source(v.When) + ": " + v.Within.String() + " " + v.Calendar.Name()
		})
	}, []string{
		"is_set(contact.hand_raise) && company.region == \"emea\": 2h emea", "company.region == \"emea\": 4h emea",
		"is_set(contact.hand_raise): 2h ", "company.segment == \"enterprise\": 3h ",
	}},
	{"a record keeps who moved it, when, and on what basis", "data-contract", func(a *schema.Architecture) any {
		kept := a.Track("lifecycle.leads").Audit
		if kept == nil {
			return nil
		}
		return each([]schema.Address{kept.By, kept.At, kept.Basis}, func(x schema.Address) string {
			return x.Written() + " " + the[schema.Field](a, x).Type.String()
		})
	}, []string{"lead.moved_by text", "lead.moved_at datetime", "lead.move_basis text"}},
	{"marketing to sales, SDR to AE and AE to CS have a clock, tracking and an owner", "b2b-saas", func(a *schema.Architecture) any {
		return each([]schema.Address{"handoff.mql_to_sal", "handoff.sql_to_deal", "handoff.won_to_cs"}, func(x schema.Address) string {
			h := the[schema.Handoff](a, x)
			return fmt.Sprintf("%s, %s, %v", h.SLA.Name(), h.Owner.Name(), h.Tracking != "")
		})
	}, []string{"first_touch, sdr, true", "deal_creation, ae, true", "cs_acceptance, onboarding, true"}},
	{"rejected MQLs need a code, are nurtured, and counted apart", "b2b-saas", func(a *schema.Architecture) any {
		h := the[schema.Handoff](a, "handoff.mql_rejected")
		return []any{h.Reasons.Name(), h.To.Name(), h.Recycle, the[schema.Metric](a, "metric.recycled_mql_conversion").Formula}
	}, []any{"mql_rejection", "known_lead", true, "Recycled leads that become SQL / recycled leads that become MQL again"}},
	{"codes for rejection, recycling, disqualification, drop-off, loss", "b2b-saas", func(a *schema.Architecture) any {
		return each(a.Reasons, func(r *schema.Reasons) string { return r.Kind + " on " + r.Object.Name() })
	}, []string{
		"drop_off on deal", "close_date_push on deal", "disqualification on contact", "loss on deal", "rejection on contact",
		"recycling on contact",
	}},
	{"a lost deal needs a code and the competitor", "b2b-saas", func(a *schema.Architecture) any {
		s := the[schema.Stage](a, "stage.new_business.closed_lost")
		return []any{s.Reasons.Name(), names(s.Requires)}
	}, []any{"loss", []string{"competitor"}}},
	{"people who left are known", "data-contract", func(a *schema.Architecture) any {
		var gone []string
		for _, team := range a.Teams {
			gone = append(gone, each(team.Members, func(m *schema.Member) string {
				if m.Active {
					return ""
				}
				return m.Identity
			})...)
		}
		return gone
	}, []string{"hugo@millrace.example"}},
}

var scoringClaims = []claim{
	{"fit and engagement, each in a field, and a total", "b2b-saas", func(a *schema.Architecture) any {
		s := the[schema.Scoring](a, "scoring.lead")
		return append(each(s.Dimensions, func(d *schema.Dimension) string { return d.Name + " " + string(d.Field) }), string(s.Total))
	}, []string{"fit field.contact.fit_score", "engagement field.contact.engagement_score", "field.contact.score_total"}},
	{"three dimensions: fit, engagement and intent, and a threshold that wants all", "data-contract", func(a *schema.Architecture) any {
		s := the[schema.Scoring](a, "scoring.icp")
		return []any{
			each(s.Dimensions, func(d *schema.Dimension) string { return d.Name + " " + string(d.Field) }), s.Total,
			the[schema.Threshold](a, "scoring.icp.threshold.buying").Minimum,
		}
	}, []any{
		[]string{"fit field.lead.icp_score", "engagement field.lead.engagement_score", "intent field.lead.intent_score"},
		schema.Address("field.lead.score_total"), map[string]float64{"fit": 55, "engagement": 25, "intent": 60},
	}},
	{"signals of the starter with their points", "revops-starter", func(a *schema.Architecture) any {
		var out []string
		for _, d := range the[schema.Scoring](a, "scoring.lead").Dimensions {
			out = append(out, each(d.Signals, func(s *schema.Signal) string { return fmt.Sprintf("%s %+v", s.Name, s.Points) })...)
		}
		return out
	}, []string{
		"size 25", "industry 25", "role 25", "tech_stack 25", "competitor_domain -100", "student_email -50", "job_mismatch -30", "demo_request 50",
		"pricing_page 15", "product_usage 10", "content_download 5",
	}},
	{"an MQL needs both fit and engagement", "revops-starter", func(a *schema.Architecture) any {
		return the[schema.Threshold](a, "scoring.lead.threshold.mql").Minimum
	}, map[string]float64{"fit": 50, "engagement": 40}},
	{"engagement fades", "revops-starter", func(a *schema.Architecture) any {
		var out []string
		for _, d := range the[schema.Scoring](a, "scoring.lead").Dimensions {
			out = append(out, each(d.Signals, func(s *schema.Signal) string {
				if s.Decay == nil {
					return ""
				}
				return fmt.Sprintf("%s half %s, %v per %s, ends %s", s.Name, s.Decay.HalfLife, s.Decay.Points, s.Decay.Per, s.Decay.Expires)
			})...)
		}
		return out
	}, []string{
		"demo_request half 30d, 0 per 0m, ends 0m", "pricing_page half 2w, 0 per 0m, ends 0m", "product_usage half 0m, 2 per 1w, ends 0m",
		"content_download half 0m, 0 per 0m, ends 60d",
	}},
	{"scores are recalibrated every quarter, or month where there is more", "revops-starter", func(a *schema.Architecture) any {
		return []any{a.Scorings[0].Recalibrate, schema.DefOf(typeOf(a.Scorings[0]), "scoring").Attr("recalibrate").Enum}
	}, []any{"quarterly", []string{"monthly", "quarterly", "half_yearly", "yearly"}}},
	{"bands of the ideal customer", "b2b-saas", func(a *schema.Architecture) any {
		return each(the[schema.Scoring](a, "scoring.lead").Bands, func(b *schema.Band) string {
			low := "else"
			if b.Min != nil {
				low = fmt.Sprint(*b.Min)
			}
			return b.Name + " " + low + " " + string(b.Field)
		})
	}, []string{"A 75 field.company.icp_band", "B 50 field.company.icp_band", "C 25 field.company.icp_band", "out else field.company.icp_band"}},
	{"the kind of scoring in use is known", "b2b-saas", func(a *schema.Architecture) any { return a.Info.Intake.Scoring }, "matrix"},
	{"hot leads have a threshold of their own", "b2b-saas", func(a *schema.Architecture) any {
		return the[schema.Threshold](a, "scoring.lead.threshold.hot").Minimum
	}, map[string]float64{"fit": 75, "engagement": 60}},
	{"the queue is worked by score, then recency, then source", "simple-pipeline", func(a *schema.Architecture) any {
		return each(the[schema.Queue](a, "queue.enquiries").Order, func(k *schema.SortKey) string { return string(k.By) + " " + k.Direction })
	}, []string{"field.lead.score_total descending", "field.lead.last_activity_at descending", "field.lead.source descending"}},
	{"a hand-raise is a way of its own to MQL", "b2b-saas", func(a *schema.Architecture) any {
		h := the[schema.Handoff](a, "handoff.hand_raise")
		return []any{gates(the[schema.Stage](a, "stage.lead.mql").Entry), h.From.Name(), h.To.Name()}
	}, []any{
		[]string{"qualified: scoring.lead.meets.mql || is_set(contact.hand_raise)", "inside_icp: contains([\"A\", \"B\", \"C\"], company.icp_band) && !coalesce(company.competitor, false)"},
		"known_lead", "mql",
	}},
	{"rules route by list, language, region and in turn, most specific first", "b2b-saas", func(a *schema.Architecture) any {
		return each(the[schema.Routing](a, "routing.lead_assignment").Rules, func(r *schema.RoutingRule) string {
			return r.Name + " " + r.Method + " " + string(r.By) + " → " + r.To.Name()
		})
	}, []string{
		"named_account account_based  → named_accounts", "other_language skill_based field.contact.language → sdr_multilingual",
		"upper_segments territory field.company.region → sdr_territory", "small_business round_robin  → sdr_small",
	}},
	{"what no rule takes goes to the fallback", "b2b-saas", func(a *schema.Architecture) any {
		return the[schema.Routing](a, "routing.lead_assignment").Fallback
	}, schema.Address("queue.sdr_triage")},
	{"rules look at band, segment, region, language", "data-contract", func(a *schema.Architecture) any {
		return each(the[schema.Routing](a, "routing.leads").Rules, func(r *schema.RoutingRule) string { return source(r.When) })
	}, []string{
		"company.segment == \"public\" && contains([\"A\", \"B\"], lead.icp_band) && is_set(lead.language)",
		"lead.icp_band != \"out\" && is_set(company.region)",
	}},
	{"rules look at load", "b2b-saas", func(a *schema.Architecture) any {
		return []float64{the[schema.Queue](a, "queue.sdr_small").Capacity, the[schema.Member](a, "member.sdr.ana").Capacity}
	}, []float64{60, 40}},
	{"routing gives an owner, a time, a clock and a reason", "b2b-saas", func(a *schema.Architecture) any {
		r := the[schema.Routing](a, "routing.lead_assignment")
		return []schema.Address{r.AssignedAt, r.SLA, r.Basis}
	}, []schema.Address{"field.contact.assigned_at", "sla.first_touch", "field.contact.assignment_reason"}},
	{"a queue may own a stage", "simple-pipeline", func(a *schema.Architecture) any {
		return the[schema.Stage](a, "stage.lead.new").Owner
	}, schema.Address("queue.enquiries")},
	{"speed to lead has a target apart from the limit, and says why", "b2b-saas", func(a *schema.Architecture) any {
		s := the[schema.SLA](a, "sla.first_touch")
		return []any{s.Target.String(), strings.Contains(s.Description, "21 times"), strings.Contains(s.Description, "ten times less"), strings.Contains(s.Description, "cold")}
	}, []any{"5m", true, true, true}},
	{"bands of speed to lead, each with its source", "revops-starter", func(a *schema.Architecture) any {
		return each(the[schema.Metric](a, "metric.speed_to_lead").Benchmarks, func(b *schema.Benchmark) string {
			high := "on"
			if b.High != nil {
				high = fmt.Sprint(*b.High)
			}
			return fmt.Sprintf("%s: %v to %s, %s", b.Name, *b.Low, high, b.Source)
		})
	}, []string{
		"ideal: 0 to 5, Sales pipeline playbook: 21 times the qualification rate",
		"late: 30 to 1440, Sales pipeline playbook: ten times fewer qualify from 30 minutes on",
		"cold: 1440 to on, Sales pipeline playbook: after 24 hours the lead is effectively cold",
	}},
}

var pipelineClaims = []claim{
	{"three pipelines and no more are for sale", "b2b-saas", func(a *schema.Architecture) any {
		return each(a.Pipelines, func(p *schema.Pipeline) string {
			if p.Domain != "sales" {
				return ""
			}
			return p.Title + " " + p.Type
		})
	}, []string{"Expansion expansion", "New Business new_business", "Renewal renewal"}},
	{"probabilities rise from 25 to 100 percent", "b2b-saas", func(a *schema.Architecture) any {
		return each(stagesOf(a, "pipeline.new_business"), func(s *schema.Stage) string { return fmt.Sprint(s.Name, " ", *s.Probability) })
	}, []string{"sql 25", "sao 50", "evaluation 75", "proposal_negotiation 90", "closed_won 100", "closed_lost 0"}},
	{"each stage of the starter demands facts", "revops-starter", func(a *schema.Architecture) any {
		return each(stagesOf(a, "pipeline.sales"), func(s *schema.Stage) string { return s.Name + ": " + strings.Join(names(s.Requires), " ") })
	}, []string{
		"qualified: email name source fit_score", "discovery: discovery_at", "evaluation: pain_point current_solution timeline",
		"proposal: requirements decision_maker", "negotiation: amount payment_terms stakeholder_map discount_percent",
		"closed_won: redlines approved_by close_date signed_at payment_terms", "closed_lost: competitor",
	}},
	{"each stage of the starter ends with something that can be seen", "revops-starter", func(a *schema.Architecture) any {
		var out []string
		for _, s := range stagesOf(a, "pipeline.sales") {
			out = append(out, gates(s.Exit)...)
		}
		return out
	}, []string{
		"discovery_scheduled: is_set(deal.discovery_at) → discovery", "demo_scheduled: is_set(deal.demo_at) → evaluation",
		"proposal_requested: is_set(deal.proposal_requested_at) → proposal", "reviewed: is_set(deal.proposal_reviewed_at) → negotiation",
		"contract_sent: is_set(deal.contract_sent_at) → closed_won", "cs_handoff_complete: is_set(deal.cs_handoff_at)",
		"post_mortem: is_set(deal.post_mortem_at)",
	}},
	{"stale at twice the average, and no silent close date push", "revops-starter", func(a *schema.Architecture) any {
		h := the[schema.Hygiene](a, "hygiene.deals")
		return []any{h.StaleFactor, h.CloseDatePush.Name(), h.CloseDate.Name()}
	}, []any{2.0, "close_date_push", "close_date"}},
	{"stale after four weeks in any stage, too", "b2b-saas", func(a *schema.Architecture) any {
		h := the[schema.Hygiene](a, "hygiene.deals")
		return []any{h.StaleFactor, h.StaleAfter.String()}
	}, []any{2.0, "4w"}},
	{"the customer journey is apart: tickets in one CRM, a custom object in the other", "b2b-saas", func(a *schema.Architecture) any {
		p := the[schema.Pipeline](a, "pipeline.customer")
		return []any{p.Domain, p.Object.Name(), the[schema.Object](a, p.Object).CRM}
	}, []any{"customer", "project", map[string]string{"hubspot": "tickets", "salesforce": "Customer_Journey__c"}}},
	{"five triggers send a deal to the desk, and every discount of the matrix", "revops-starter", func(a *schema.Architecture) any {
		return each(the[schema.Approval](a, "approval.deal_desk").Triggers, func(t *schema.ApprovalTrigger) string { return t.Name + ": " + source(t.When) })
	}, []string{
		"large: deal.amount > 25000", "payment_terms: deal.payment_terms == \"net_90\" || deal.payment_terms == \"quarterly\"",
		"multi_year: deal.term_months > 12 && deal.custom_pricing", "volume: deal.beyond_volume_tiers", "custom_terms: deal.custom_terms",
		"discount: deal.discount_percent >= 10",
	}},
	{"the approval matrix", "revops-starter", func(a *schema.Architecture) any {
		return each(the[schema.Approval](a, "approval.deal_desk").Tiers, func(t *schema.ApprovalTier) string {
			return source(t.When) + " → " + strings.Join(names(t.Approvers), " ")
		})
	}, []string{
		"deal.term_months > 12 || company.segment == \"enterprise\" → finance legal",
		"deal.discount_percent >= 40 || deal.custom_terms → deal_desk", "deal.discount_percent >= 20 && deal.discount_percent < 40 → vp_sales",
		"deal.discount_percent >= 10 && deal.discount_percent < 20 → sales_manager", "deal.discount_percent > 0 && deal.discount_percent < 10 → ",
		"deal.discount_percent == 0 → ",
	}},
	{"exceptions are reviewed and become standard when they repeat", "revops-starter", func(a *schema.Architecture) any {
		p := the[schema.Approval](a, "approval.deal_desk")
		return []any{p.Review, p.RepeatLimit, p.Before.Name()}
	}, []any{"quarterly", 3.0, "closed_won"}},
}

var automationClaims = []claim{
	{"an automation has a purpose, an outcome and the words of each platform", "b2b-saas", func(a *schema.Architecture) any {
		x := the[schema.Automation](a, "automation.mql_assignment")
		return []any{x.Purpose != "", x.Outcome != "", len(x.Native)}
	}, []any{true, true, 2}},
	{"workflow: lifecycle auto-update", "b2b-saas", automation("lifecycle_auto_update"), []string{
		"reaches scoring.lead.threshold.mql", "move_to stage.lead.mql",
	}},
	{"workflow: MQL assignment and task", "b2b-saas", automation("mql_assignment"), []string{
		"entering stage.lead.mql", "route routing.lead_assignment", "set_status status.contact.new", "create_task sla.first_touch",
	}},
	{"workflow: closed-won handoff", "b2b-saas", automation("closed_won_handoff"), []string{
		"entering stage.new_business.closed_won", "create_record stage.customer.pre_onboarding", "assign role.onboarding",
		"enroll sequence.customer_welcome", "create_task sla.cs_acceptance",
	}},
	{"workflow: stale deal alert", "b2b-saas", automation("stale_deal_alert"), []string{"every 1d", "notify role.ae", "notify role.sales_manager"}},
	{"workflow: recycled lead re-entry", "b2b-saas", automation("recycled_reentry"), []string{
		"entering stage.lead.known_lead", "reset_score scoring.lead engagement", "set_status status.contact.nurture",
		"enroll sequence.quiet_nurture",
	}},
	{"rule: closed won makes a customer", "b2b-saas", automation("won_to_customer"), []string{
		"entering stage.new_business.closed_won", "move_to stage.lead.customer",
	}},
	{"rule: a meeting makes a SAL, unless SQL or further", "b2b-saas", func(a *schema.Architecture) any {
		return append(automation("meeting_to_sal")(a).([]string), source(the[schema.Automation](a, "automation.meeting_to_sal").When))
	}, []string{"set field.contact.meeting_booked_at", "move_to stage.lead.sal", "lifecycle.lead < stage.lead.sql"}},
	{"rule: a deal makes an opportunity", "b2b-saas", automation("deal_to_opportunity"), []string{
		"created object.deal", "move_to stage.lead.opportunity",
	}},
	{"rule: the company is watched against its contacts", "b2b-saas", automation("company_rollup"), []string{"every 1d", "notify role.revops_admin"}},
	{"a nurture sequence has delays and ends on reply, conversion, disqualification or by hand", "simple-pipeline", func(a *schema.Architecture) any {
		s := the[schema.Sequence](a, "sequence.nurture")
		return slices.Concat(each(s.Steps, func(x *schema.Action) string { return x.Do + " after " + x.After.String() }),
			each(s.Exits, func(x *schema.SequenceExit) string { return x.Name + ": " + event(x.On) }))
	}, []string{
		"send after 2w", "reply: event replied", "converted: entering stage.lead.converted", "disqualified: entering stage.lead.disqualified",
		"by_hand: event nurture_paused",
	}},
	{"a person releases every message", "b2b-saas", func(a *schema.Architecture) any {
		var free []string
		for _, s := range a.Sequences {
			free = append(free, each(s.Steps, func(x *schema.Action) string {
				if x.Do == "send" && x.Approval != "required" {
					return string(x.Address)
				}
				return ""
			})...)
		}
		return []any{len(a.Sequences), free}
	}, []any{3, []string(nil)}},
	{"leads are enriched on capture", "b2b-saas", automation("enrich_on_capture"), []string{"entering stage.lead.known_lead", "enrich"}},
	{"three answers to qualification: yes, not yet, never", "simple-pipeline", func(a *schema.Architecture) any {
		return gates(the[schema.Stage](a, "stage.lead.contacted").Exit)
	}, []string{"qualified → qualified", "not_yet", "disqualified → disqualified"}},
}
