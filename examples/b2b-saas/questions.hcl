# What is still open, and who must answer.

question "sao_definition" {
  text   = "VP Sales: please approve the definition of SAO, the minimum value of 6,000 in particular."
  kind   = "homework"
  ask    = role.vp_sales
  blocks = [stage.new_business.sao, term.sao]
  due    = "2026-12-11"
}

question "engaged_threshold" {
  text   = "Are ten points of engagement enough for Marketing Engaged?"
  ask    = role.demand_gen
  blocks = [stage.lead.marketing_engaged, term.marketing_engaged]
  due    = "2026-12-04"
}

question "first_value" {
  text   = "What is the first value of our product, in one sentence that can be measured?"
  kind   = "homework"
  ask    = role.vp_cs
  blocks = [term.first_time_to_value, stage.customer.early_adoption]
  status = "answered"
  answer = "The first real job dispatched in the product and closed by a technician on site."
}

question "mature_usage" {
  text   = "Is 70 percent active technicians the right mark for Mature Adoption in the small segment?"
  ask    = role.vp_cs
  blocks = [stage.customer.mature_adoption, term.mature_adoption]
  due    = "2027-01-15"
}

question "partner_form" {
  text   = "When does the partner form replace the spreadsheet?"
  kind   = "homework"
  ask    = role.sales_ops
  blocks = [source.partner_introduction]
  due    = "2027-01-29"
}

question "renewal_owner" {
  text   = "Do CSMs keep the renewal above 100,000, or does an AE join?"
  ask    = role.vp_cs
  blocks = [stage.renewal.proposal, stage.renewal.negotiation]
  due    = "2026-12-18"
}

question "lead_definitions" {
  text = "Please confirm or correct the moves of the lead domain that are still assumed; the notes of the spring workshop are the starting point."
  kind = "homework"
  ask  = role.vp_marketing

  blocks = [
    handoff.engage,
    handoff.meeting_from_engaged,
    handoff.meeting_from_outbound,
    handoff.sql_recycled,
    handoff.opportunity_recycled,
    status.contact.disqualified,
    automation.enrich_on_capture,
  ]

  due = "2026-12-18"
}

question "sales_definitions" {
  text = "Please confirm or correct the stages of expansion and renewal, and the first moves of a deal, that are still assumed."
  kind = "homework"
  ask  = role.vp_sales

  blocks = [
    handoff.sql_to_sao,
    handoff.sao_to_evaluation,
    handoff.renewal_reviewed,
    handoff.expansion_scoped,
    stage.new_business.evaluation,
    term.evaluation,
    stage.renewal.review,
    stage.expansion.identified,
    stage.expansion.scoped,
    stage.expansion.proposal,
    automation.lost_renewal_type,
  ]

  due = "2026-12-18"
}

question "proof_of_concept" {
  text   = "Which steps of a proof of concept does every prospect take, and which only some?"
  ask    = role.solutions
  blocks = [stage.poc.entered, stage.poc.environment_ready, stage.poc.use_case_tested, stage.poc.value_assessed]
  due    = "2027-01-15"
}

question "customer_definitions" {
  text = "Please confirm or correct Onboarding, Implementation and the way to Mature Adoption."
  kind = "homework"
  ask  = role.vp_cs

  blocks = [
    stage.customer.onboarding,
    term.onboarding,
    stage.customer.implementation,
    term.implementation,
    handoff.plan_to_implementation,
    handoff.adopted,
  ]

  due = "2027-01-15"
}
