# Twenty words that teams use differently. Typical is what others mean; definition is what we mean.

term "anonymous_visitor" {
  label      = "Anonymous Visitor"
  definition = "Reads our site or docs; no address known."
  typical    = "Website traffic that is not identified."
  state      = "confirmed"
  owner      = role.demand_gen
  domain     = "lead"
}

term "known_lead" {
  label      = "Known Lead"
  definition = "A person with a business address and a source."
  typical    = "A contact that was captured in some way."
  state      = "confirmed"
  owner      = role.marketing_ops
  domain     = "lead"
}

term "marketing_engaged" {
  label      = "Marketing Engaged"
  definition = "Ten points of engagement or more within the decay periods."
  typical    = "Interacts with marketing but is not qualified yet."
  state      = "assumed"
  owner      = role.demand_gen
  domain     = "lead"
}

term "mql" {
  label      = "MQL"
  definition = "Fit 50 and engagement 40, each on its own, or a hand-raise; always inside our market."
  typical    = "A lead that Marketing thinks is ready for Sales."
  state      = "confirmed"
  owner      = role.vp_marketing
  domain     = "lead"
}

term "sal" {
  label      = "SAL"
  definition = "An SDR accepted the lead or a meeting is booked."
  typical    = "A lead that Sales has agreed to work."
  state      = "confirmed"
  owner      = role.vp_sales
  domain     = "lead"
}

term "sql" {
  label      = "SQL"
  definition = "A qualifying conversation confirmed two of budget, authority, need and timing; Stage 0 follows."
  typical    = "A lead that Sales has qualified; where the pipeline begins."
  state      = "confirmed"
  owner      = role.vp_sales
  domain     = "sales"
}

term "sao" {
  label      = "SAO"
  definition = "The AE has met the customer and puts value and date behind the deal."
  typical    = "An opportunity that an account executive has accepted."
  state      = "assumed"
  owner      = role.vp_sales
  domain     = "sales"
}

term "evaluation" {
  label      = "Evaluation/Use Case"
  definition = "A named use case is tested against agreed success criteria."
  typical    = "The buyer assesses whether the product fits."
  state      = "assumed"
  owner      = role.vp_sales
  domain     = "sales"
}

term "proposal_negotiation" {
  label      = "Proposal/Negotiation"
  definition = "Price, scope and terms are with the customer."
  typical    = "Commercial terms are discussed."
  state      = "confirmed"
  owner      = role.vp_sales
  domain     = "sales"
}

term "closed_won" {
  label      = "Closed Won"
  definition = "Signed, with scope, dates, price and promises in fields. A deal's outcome, never a contact's position."
  typical    = "The deal is signed."
  state      = "confirmed"
  owner      = role.vp_sales
  domain     = "sales"
}

term "pre_onboarding" {
  label      = "Pre-Onboarding"
  definition = "From signature until Customer Success has accepted and the kickoff was held."
  typical    = "Preparation between signature and kickoff."
  state      = "confirmed"
  owner      = role.vp_cs
  domain     = "customer"
}

term "onboarding" {
  label      = "Onboarding"
  definition = "From the kickoff to an agreed plan."
  typical    = "The customer is set up."
  state      = "assumed"
  owner      = role.vp_cs
  domain     = "customer"
}

term "implementation" {
  label      = "Implementation"
  definition = "From the plan to the first real job in the product."
  typical    = "Technical set-up and integration."
  state      = "assumed"
  owner      = role.vp_cs
  domain     = "customer"
}

term "early_adoption" {
  label      = "Early Adoption"
  definition = "First value reached and dispatchers work in the product every day."
  typical    = "First users see value."
  state      = "confirmed"
  owner      = role.vp_cs
  domain     = "customer"
}

term "mature_adoption" {
  label      = "Mature Adoption"
  definition = "70 percent of licensed technicians active and the sponsor rates us 7 or better."
  typical    = "Widespread use; ready to grow."
  state      = "assumed"
  owner      = role.vp_cs
  domain     = "customer"
}

term "first_time_to_value" {
  label      = "First Time to Value"
  definition = "Days from signature until the first real job was dispatched in Fernway and closed by a technician on site."
  typical    = "Time until a product-specific first success."
  state      = "confirmed"
  owner      = role.vp_cs
  domain     = "customer"
}

term "entry_criteria" {
  label      = "Entry Criteria"
  definition = "Objective benchmarks that all must hold before a record enters a stage; the CRM refuses otherwise."
  typical    = "What must be true to enter a stage."
  state      = "confirmed"
  owner      = role.vp_revops
}

term "exit_criteria" {
  label      = "Exit Criteria"
  definition = "What ends a stage and where the record goes next."
  typical    = "What must be true to leave a stage."
  state      = "confirmed"
  owner      = role.vp_revops
}

term "contact_status_vs_stage" {
  label      = "Contact Status vs Stage"
  definition = "New, Working, Engaged, Nurture and Disqualified say what somebody is doing with a person; the stage says how far the person has come. Two fields."
  typical    = "Working state against funnel position."
  state      = "confirmed"
  owner      = role.vp_revops
  domain     = "lead"
}

term "lifecycle_vs_status" {
  label      = "Lifecycle vs Status"
  definition = "A lifecycle only moves forward, except along a declared recycling; a status changes as often as the work does."
  typical    = "Long-term position against short-term activity."
  state      = "confirmed"
  owner      = role.vp_revops
}
