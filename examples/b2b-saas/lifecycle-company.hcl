# Company domain: follows the most advanced contact. What the company is to us (type) and
# how the relationship stands (account status) are fields of their own.

lifecycle "company" {
  title        = "Company lifecycle"
  description  = "The position of the most advanced contact. Nobody sets it by hand."
  domain       = "company"
  object       = object.company
  rollup       = lifecycle.lead
  forward_only = false

  stage "identified" {
    label      = "Identified"
    definition = "We know somebody at the company."
    state      = "confirmed"
    owner      = role.marketing_ops
    follows    = [stage.lead.anonymous_visitor, stage.lead.known_lead]

    entry "contact" {
      description = "A contact of the company is known."
      when        = count(contact) >= 1
    }

    exit "engaged" {
      description = "A contact becomes engaged."
      then        = stage.company.engaged
    }
  }

  stage "engaged" {
    label      = "Engaged"
    definition = "Somebody at the company keeps coming back."
    state      = "confirmed"
    owner      = role.demand_gen
    follows    = [stage.lead.marketing_engaged]

    entry "contact" {
      description = "A contact is at least Marketing Engaged."
      when        = any(contact, lifecycle.lead >= stage.lead.marketing_engaged)
    }

    exit "qualified" {
      description = "A contact becomes an MQL."
      then        = stage.company.qualified
    }
  }

  stage "qualified" {
    label      = "Qualified"
    definition = "Marketing or Sales holds a contact of the company for qualified."
    state      = "confirmed"
    owner      = role.sdr_manager
    follows    = [stage.lead.mql, stage.lead.sal, stage.lead.sql]

    entry "contact" {
      description = "A contact is at least an MQL."
      when        = any(contact, lifecycle.lead >= stage.lead.mql)
    }

    exit "opportunity" {
      description = "A contact is part of a deal."
      then        = stage.company.opportunity
    }
  }

  stage "opportunity" {
    label      = "In Talks"
    definition = "There is a deal with the company."
    state      = "confirmed"
    owner      = role.ae
    follows    = [stage.lead.opportunity]

    entry "contact" {
      description = "A contact is at least an Opportunity."
      when        = any(contact, lifecycle.lead >= stage.lead.opportunity)
    }

    exit "customer" {
      description = "A deal is won."
      then        = stage.company.customer
    }
  }

  stage "customer" {
    label      = "Customer"
    definition = "The company has signed."
    state      = "confirmed"
    owner      = role.csm
    follows    = [stage.lead.customer]

    entry "contact" {
      description = "A contact is a Customer."
      when        = any(contact, lifecycle.lead >= stage.lead.customer)
    }
  }
}
