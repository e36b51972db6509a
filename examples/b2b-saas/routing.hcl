# Who receives an MQL. Most specific first; whatever nobody claims goes to triage, never nowhere.

queue "named_accounts" {
  title       = "Named accounts"
  object      = object.contact
  team        = team.sales
  role        = role.ae
  description = "Contacts of the accounts that Sales picked. Go to the account's own AE."
}

queue "sdr_multilingual" {
  title       = "Language desk"
  object      = object.contact
  team        = team.sdr
  role        = role.sdr
  description = "People who want to talk in another language than English."
}

queue "sdr_territory" {
  title       = "Territories"
  object      = object.contact
  team        = team.sdr
  role        = role.sdr
  description = "Mid-market and enterprise, by region."

  order {
    by = contact.score_total
  }

  order {
    by = contact.last_activity_at
  }

  order {
    by        = contact.lead_source
    direction = "ascending"
  }
}

queue "sdr_small" {
  title       = "Small business"
  object      = object.contact
  team        = team.sdr
  role        = role.sdr
  members     = [member.sdr.ana, member.sdr.ben]
  capacity    = 60
  description = "Small companies, shared out evenly."

  order {
    by = contact.score_total
  }

  order {
    by = contact.last_activity_at
  }
}

queue "sdr_triage" {
  title       = "Triage"
  object      = object.contact
  team        = team.sdr
  role        = role.sdr_manager
  description = "The SDR manager looks at what no rule wanted, or nobody answered in time."
}

routing "lead_assignment" {
  title       = "MQL assignment"
  description = "Gives every MQL exactly one owner, and writes down which rule decided."
  object      = object.contact
  trigger     = entering(stage.lead.mql)
  method      = "round_robin"
  sla         = sla.first_touch
  assigned_at = contact.assigned_at
  basis       = contact.assignment_reason
  fallback    = queue.sdr_triage

  rule "named_account" {
    description = "The company is on the named list: its own AE."
    when        = company.named_account
    to          = queue.named_accounts
    method      = "account_based"
  }

  rule "other_language" {
    description = "Wants to talk in another language than English: somebody who speaks it."
    when        = is_set(contact.language) && contact.language != "en" && company.icp_band != "out"
    to          = queue.sdr_multilingual
    method      = "skill_based"
    by          = contact.language
  }

  rule "upper_segments" {
    description = "Mid-market and enterprise: the SDR of the region."
    when        = (company.segment == "mid_market" || company.segment == "enterprise") && is_set(company.region)
    to          = queue.sdr_territory
    method      = "territory"
    by          = company.region
  }

  rule "small_business" {
    description = "Small companies of bands A to C: next in turn."
    when        = company.segment == "small" && contains(["A", "B", "C"], company.icp_band)
    to          = queue.sdr_small
    method      = "round_robin"
  }

  raci {
    accountable = role.vp_sales
    responsible = [role.sales_ops]
    consulted   = [role.sdr_manager]
    informed    = [role.sdr]
  }
}
