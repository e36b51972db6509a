# Customer domain: its own pipeline on its own record, so that no forecast counts it and the
# journey does not end at the signature.

pipeline "customer" {
  title        = "Customer journey"
  description  = "From the signature to daily use."
  domain       = "customer"
  object       = object.project
  type         = "delivery"
  forward_only = true
  no_skip      = true
  crm          = { hubspot = "customer_journey", salesforce = "Customer_Journey__c" }

  stage "pre_onboarding" {
    label       = "Pre-Onboarding"
    definition  = "The contract is signed, the journey record exists and Customer Success is taking over."
    state       = "confirmed"
    owner       = role.onboarding
    requires    = [project.scope, project.go_live_date, project.commitments]
    stale_after = "7d"

    entry "won" {
      description = "The deal is won."
      when        = pipeline.new_business == stage.new_business.closed_won
    }

    exit "accepted" {
      description = "Customer Success accepted the account and held the kickoff."
      when        = is_set(project.cs_accepted_at) && is_set(project.kickoff_held_at)
      then        = stage.customer.onboarding
    }

    raci {
      accountable = role.vp_cs
      responsible = [role.onboarding]
      consulted   = [role.ae]
      informed    = [role.csm]
    }
  }

  stage "onboarding" {
    label       = "Onboarding"
    definition  = "Both teams have met and are agreeing on a plan."
    state       = "assumed"
    owner       = role.onboarding
    requires    = [project.cs_accepted_at, project.first_action_due]
    stale_after = "21d"

    entry "kickoff" {
      description = "The kickoff took place."
      when        = is_set(project.kickoff_held_at)
    }

    exit "planned" {
      description = "The customer agreed to the plan."
      when        = is_set(project.plan_agreed_at)
      then        = stage.customer.implementation
    }
  }

  stage "implementation" {
    label       = "Implementation"
    definition  = "Data is loaded, integrations are built, dispatchers are trained."
    state       = "assumed"
    owner       = role.onboarding
    stale_after = "60d"

    entry "plan_agreed" {
      description = "The plan is agreed."
      when        = is_set(project.plan_agreed_at)
    }

    exit "first_value" {
      description = "The first real job has been dispatched and closed in the product."
      when        = is_set(project.first_value_at)
      then        = stage.customer.early_adoption
    }
  }

  stage "early_adoption" {
    label       = "Early Adoption"
    definition  = "The first real job went through the product, and the customer's dispatchers work in it every day."
    state       = "confirmed"
    golden      = true
    owner       = role.csm
    requires    = [project.first_value_at, project.data_migrated]
    stale_after = "90d"
    customised  = "Begins with the first job closed by a technician on site, not with the go-live date."

    entry "first_value" {
      description = "First value is reached."
      when        = is_set(project.first_value_at)
    }

    entry "data_complete" {
      description = "The customer's data is in the product."
      when        = project.data_migrated
    }

    exit "widely_used" {
      description = "Most technicians use it."
      when        = project.active_technicians_percent >= 70
      then        = stage.customer.mature_adoption
    }

    raci {
      accountable = role.vp_cs
      responsible = [role.csm]
      consulted   = [role.onboarding]
      informed    = [role.ae, role.vp_sales]
    }
  }

  stage "mature_adoption" {
    label      = "Mature Adoption"
    definition = "Most technicians use the product every month, and the sponsor would recommend us."
    state      = "assumed"
    owner      = role.csm
    requires   = [project.nps]

    entry "usage" {
      description = "At least 70 percent of licensed technicians are active."
      when        = project.active_technicians_percent >= 70
    }

    entry "sponsor" {
      description = "The sponsor rates us 7 or better."
      when        = project.nps >= 7
    }

    exit "renewal" {
      description = "The renewal is opened in the Renewal pipeline; the journey stays here."
      then        = stage.renewal.open
    }
  }
}

handoff "accepted_to_onboarding" {
  title        = "Pre-Onboarding to Onboarding"
  from         = stage.customer.pre_onboarding
  to           = stage.customer.onboarding
  decision     = "Has the new owner accepted, and is the first action planned?"
  owes         = [project.cs_accepted_at, project.first_action_due, project.kickoff_held_at]
  promise      = "An owner who has said yes and a date on which something happens."
  owner        = role.onboarding
  producer     = role.onboarding
  sla          = sla.kickoff
  tracking     = "Kickoff held at"
  failure_mode = "Two silent weeks after the signature."
  state        = "confirmed"
}

handoff "plan_to_implementation" {
  title        = "Onboarding to Implementation"
  from         = stage.customer.onboarding
  to           = stage.customer.implementation
  decision     = "Does the customer agree with the plan?"
  owes         = [project.plan_agreed_at, project.scope]
  promise      = "A plan with dates and names on both sides."
  owner        = role.onboarding
  producer     = role.onboarding
  tracking     = "Plan agreed at"
  failure_mode = "Scope grows with every call."
}

handoff "first_value" {
  title        = "Implementation to Early Adoption: Onboarding to CSM"
  from         = stage.customer.implementation
  to           = stage.customer.early_adoption
  decision     = "Has the customer had the first value?"
  owes         = [project.first_value_at, project.data_migrated]
  promise      = "A working product with the customer's own data, and proof of a first job."
  owner        = role.csm
  producer     = role.onboarding
  sla          = sla.csm_takeover
  tracking     = "First value at"
  failure_mode = "Go-live is celebrated and nobody uses it."
  state        = "confirmed"
}

handoff "adopted" {
  title        = "Early to Mature Adoption"
  from         = stage.customer.early_adoption
  to           = stage.customer.mature_adoption
  decision     = "Is it part of the customer's day?"
  owes         = [project.active_technicians_percent, project.nps]
  promise      = "Numbers, not a feeling."
  owner        = role.csm
  producer     = role.csm
  tracking     = "Active technicians, from the product"
  failure_mode = "The renewal is forecast by optimism."
}
