# The maintenance schedule, and who decides what.

review "monthly_drift" {
  title      = "Monthly drift check"
  cadence    = "monthly"
  owner      = role.architect
  handled_by = "customer"
  lead_time  = "2d"
  red_flag   = "A conversion more than 5 percentage points below its baseline, a volume down by more than 20 percent without explanation, an undeclared stage or value, one drop-off code above 30 percent."
  action     = "Raise it with the owner of the stage within the week; what has no explanation goes to the quarterly review."

  check = [
    "Conversions MQL to SAL, SAL to SQL, SQL to opportunity and opportunity to won against their baselines.",
    "Volume of every stage.",
    "Stages and picklist values that nobody declared.",
    "Top three drop-off codes of every stage.",
  ]
}

review "quarterly_stage_review" {
  title      = "Quarterly stage review"
  cadence    = "quarterly"
  owner      = role.vp_revops
  handled_by = "architect"
  lead_time  = "2w"
  red_flag   = "A team lead would define a stage differently from what is written."
  action     = "Set the definition back to assumed and ask for a new sign-off."

  check = [
    "Every stage definition, read aloud with the team leads.",
    "Average days between stages.",
    "Cost to enter MQL, SQL and Closed Won.",
    "Segment, region and individual contributor, each on its own.",
    "Deal-desk exceptions: what was asked for three times becomes standard.",
  ]

  escalation "meaning" {
    on         = "Somebody asks what a definition means."
    to         = role.architect
    handled_by = "architect"
    class      = "wording"
  }

  escalation "new_value" {
    on         = "A value is to be added to a field of an existing stage."
    to         = role.architect
    handled_by = "architect"
    class      = "picklist"
  }

  escalation "new_stage" {
    on         = "A lifecycle stage is to be added."
    to         = role.specialist
    handled_by = "specialist"
    class      = "stage"
  }

  escalation "entry_criteria" {
    on         = "Entry criteria are to be changed."
    to         = role.specialist
    handled_by = "specialist"
    class      = "criteria"
  }

  escalation "pipelines" {
    on         = "Pipelines are to be restructured."
    to         = role.specialist
    handled_by = "specialist"
    class      = "pipeline"
  }

  escalation "conversion" {
    on         = "A conversion has dropped markedly."
    to         = role.specialist
    handled_by = "specialist"
  }
}

review "first_cycle" {
  title      = "After the first business cycle"
  cadence    = "once"
  owner      = role.architect
  handled_by = "architect"
  lead_time  = "2w"
  red_flag   = "A stage that nobody uses, or that everything passes through in a day."
  action     = "Loosen, tighten or merge the criteria in the next release."

  check = [
    "30 to 60 days after launch: which stages are used, which are skipped.",
    "Store the first conversions as the baseline.",
    "Ask each team: are the criteria too strict or too loose?",
  ]
}

review "scoring" {
  title      = "Scoring recalibration"
  cadence    = "quarterly"
  owner      = role.marketing_ops
  handled_by = "customer"
  lead_time  = "2w"
  red_flag   = "Won deals whose contacts never reached the threshold."
  action     = "Move points or thresholds, run them over the same deals again, then release."

  check = [
    "Run the thresholds over the deals won and lost in the last four quarters.",
    "Signals that nobody triggered.",
    "Acceptance rate of threshold MQLs against hand-raises.",
  ]
}

review "data_audit" {
  title      = "Quarterly data audit"
  cadence    = "quarterly"
  owner      = role.marketing_ops
  handled_by = "customer"
  lead_time  = "1w"
  red_flag   = "More than 3 percent duplicates, or more than 5 percent of addresses undeliverable."
  action     = "Clean up, and close the source that lets the bad records in."

  check = [
    "Merge duplicates.",
    "Check that mail can be delivered.",
    "Archive contacts inactive for twelve months.",
    "Distribution over stages, for bottlenecks.",
  ]
}

review "half_year_architecture" {
  title      = "Architecture review"
  cadence    = "half_yearly"
  owner      = role.vp_revops
  handled_by = "specialist"
  lead_time  = "2w"
  red_flag   = "A conversion more than 10 percent below its baseline for two months; a new motion; a re-organised team; a CRM migration; definitions in dispute."
  action     = "Open a refinement: a change request for each finding, with the council as approvers."

  check = [
    "The whole architecture against the way we sell now.",
    "Our numbers against the benchmarks.",
    "Alignment of all four departments.",
  ]

  escalation "new_motion" {
    on         = "We start to sell in another way."
    to         = role.specialist
    handled_by = "specialist"
  }

  escalation "reorganisation" {
    on         = "A team is restructured."
    to         = role.specialist
    handled_by = "specialist"
  }

  escalation "migration" {
    on         = "A CRM is migrated or added."
    to         = role.specialist
    handled_by = "specialist"
  }

  escalation "decline" {
    on         = "A conversion stays more than 10 percent below its baseline for two months."
    to         = role.specialist
    handled_by = "specialist"
  }

  escalation "disputed" {
    on         = "Stakeholders dispute a definition."
    to         = role.vp_revops
    handled_by = "specialist"
  }
}

policy "house_rules" {
  description = "Without SAL we cannot see how quickly Sales accepts, so a missing SAL is an error here. Assumed definitions may stay until the council meets, as warnings."

  severity = {
    "L-08" = "error"
    "L-51" = "warning"
  }
}
