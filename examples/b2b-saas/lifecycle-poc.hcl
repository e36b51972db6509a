# A proof of concept runs beside the deal, in a property of its own: it is no pipeline and
# adds nothing to the forecast.

lifecycle "poc" {
  title        = "Proof of concept"
  description  = "How far a trial of a named use case has come. Only for deals in Stage 2."
  domain       = "sales"
  object       = object.deal
  forward_only = true

  stage "entered" {
    label       = "POC Entered"
    definition  = "Both sides agreed on success criteria, a length and a person each."
    state       = "assumed"
    owner       = role.solutions
    requires    = [deal.use_case, deal.champion]
    stale_after = "7d"
    aliases     = ["POC Entry"]

    entry "criteria_agreed" {
      description = "Success criteria are agreed, and the deal is in evaluation."
      when        = deal.success_criteria && pipeline.new_business >= stage.new_business.evaluation
    }

    exit "started" {
      description = "The customer can log in."
      then        = stage.poc.environment_ready
    }
  }

  stage "environment_ready" {
    label       = "Environment Ready"
    definition  = "The customer's own technicians and sites are loaded and they can log in."
    state       = "assumed"
    owner       = role.solutions
    stale_after = "7d"

    entry "requirements" {
      description = "Integrations and security were checked."
      when        = deal.requirements_confirmed
    }

    exit "tested" {
      description = "A week of real jobs has been planned."
      then        = stage.poc.use_case_tested
    }
  }

  stage "use_case_tested" {
    label       = "Use Case Tested"
    definition  = "A full week of real jobs was planned and dispatched in the product."
    state       = "assumed"
    owner       = role.solutions
    stale_after = "14d"

    entry "week_planned" {
      description = "The customer confirms that a week of real jobs ran through."
    }

    exit "assessed" {
      description = "Both sides compare the result with the success criteria."
      when        = is_set(deal.poc_result)
      then        = stage.poc.value_assessed
    }
  }

  stage "value_assessed" {
    label      = "Value Assessed"
    definition = "The result is recorded against the success criteria."
    state      = "assumed"
    owner      = role.ae
    aliases    = ["Value Assessment"]

    entry "result_recorded" {
      description = "The result is one of three."
      when        = is_set(deal.poc_result)
    }
  }
}
