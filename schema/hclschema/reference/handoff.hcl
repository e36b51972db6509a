handoff "mql_to_sal" {
  from     = stage.lead.mql
  to       = stage.lead.sal
  decision = "Will Sales work this lead?"
  owner    = role.sdr
  producer = role.revops
  owes     = [contact.email, company.industry]
  sla      = sla.first_touch
  reasons  = reasons.rejection

  outcome "reject" {
    description = "The lead does not fit."
    to          = stage.lead.disqualified
    reasons     = reasons.rejection
  }

  failure_mode = "The representative opens a bare e-mail address and does the research again."
}
