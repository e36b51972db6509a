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
