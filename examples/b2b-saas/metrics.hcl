# The measurement framework: six kinds of numbers, in this order of priority, each split by
# segment, region and individual. Benchmarks name who measured them; where two sources
# disagree both stand, since they count differently.

metric "stage_production" {
  title    = "Production by stage"
  category = "production"
  priority = 1
  formula  = "Records that enter each stage in the period"
  source   = "Stage history in both CRMs"
  unit     = "count"
  by       = [segment.segment, segment.region, segment.rep]
  cadence  = "monthly"
  red_flag = "A stage's volume falls by more than 20 percent and nobody can say why."
  owner    = role.vp_revops

  alarm {
    drop   = 20
    unit   = "percent"
    action = "The steward asks the stage's owner for an explanation."
  }
}

metric "qualified_leads" {
  title    = "New SQLs"
  category = "production"
  priority = 1
  formula  = "Contacts that enter SQL in the period"
  source   = "HubSpot stage history"
  stage    = stage.lead.sql
  unit     = "count"
  by       = [segment.segment, segment.region, segment.rep]
  owner    = role.sdr_manager
}

metric "lead_volume" {
  title    = "Lead volume"
  category = "production"
  priority = 1
  formula  = "Contacts that become Known Leads in the period"
  source   = "HubSpot stage history"
  stage    = stage.lead.known_lead
  unit     = "count"
  by       = [segment.segment, segment.region]
  owner    = role.demand_gen
}

metric "source_attribution" {
  title    = "MQLs by lead source"
  category = "segmentation"
  priority = 6
  formula  = "MQLs of each lead source / all MQLs"
  source   = "HubSpot lead source"
  stage    = stage.lead.mql
  unit     = "percent"
  by       = [segment.segment, segment.region]
  owner    = role.demand_gen
}

metric "lead_to_mql" {
  title    = "Lead to MQL"
  category = "conversion"
  priority = 2
  formula  = "MQLs / all leads"
  source   = "HubSpot stage history"
  from     = stage.lead.known_lead
  to       = stage.lead.mql
  by       = [segment.segment, segment.region]
  red_flag = "More than 5 percentage points below the baseline."
  owner    = role.demand_gen

  benchmark "pipeline_playbook" {
    low    = 5
    high   = 15
    source = "Sales pipeline playbook"
  }

  alarm {
    drop   = 5
    unit   = "percentage_points"
    action = "Monthly drift review."
  }
}

metric "mql_to_sal" {
  title    = "MQL to SAL"
  category = "conversion"
  priority = 2
  formula  = "SALs / MQLs"
  source   = "HubSpot stage history"
  from     = stage.lead.mql
  to       = stage.lead.sal
  by       = [segment.segment, segment.region, segment.rep]
  red_flag = "More than 5 percentage points below the baseline: review the definition of MQL before blaming Sales."
  owner    = role.sdr_manager

  benchmark "own_target" {
    low    = 70
    high   = 85
    source = "Fernway target for the first year"
  }

  alarm {
    drop   = 5
    unit   = "percentage_points"
    action = "Definition review of MQL with Marketing and Sales."
  }

  alarm {
    drop      = 10
    unit      = "percent"
    sustained = "2mo"
    action    = "Refinement engagement."
  }
}

metric "sal_to_sql" {
  title    = "SAL to SQL"
  category = "conversion"
  priority = 2
  formula  = "SQLs / SALs"
  source   = "HubSpot stage history"
  from     = stage.lead.sal
  to       = stage.lead.sql
  by       = [segment.segment, segment.region, segment.rep]
  red_flag = "More than 5 percentage points below the baseline."
  owner    = role.sdr_manager

  benchmark "own_target" {
    low    = 40
    high   = 60
    source = "Fernway target for the first year"
  }

  alarm {
    drop   = 5
    unit   = "percentage_points"
    action = "Monthly drift review."
  }
}

metric "mql_to_sql" {
  title    = "MQL to SQL"
  category = "conversion"
  priority = 2
  formula  = "SQLs / MQLs"
  source   = "HubSpot stage history"
  from     = stage.lead.mql
  to       = stage.lead.sql
  by       = [segment.segment, segment.region, segment.rep]
  red_flag = "More than 10 percent below the baseline for two months."
  owner    = role.vp_revops

  benchmark "lifecycle_average" {
    low    = 13
    high   = 21
    source = "Lifecycle implementation guide, average of all companies"
  }

  benchmark "lifecycle_top" {
    low    = 39
    high   = 40
    source = "Lifecycle implementation guide, top companies with behavioural scoring"
  }

  benchmark "pipeline_playbook" {
    low    = 30
    high   = 50
    source = "Sales pipeline playbook"
  }

  alarm {
    drop      = 10
    unit      = "percent"
    sustained = "2mo"
    action    = "Refinement engagement."
  }
}

metric "sql_to_opportunity" {
  title    = "SQL to accepted opportunity"
  category = "conversion"
  priority = 2
  formula  = "Deals that reach SAO / deals that enter Stage 0"
  source   = "Salesforce opportunity history"
  from     = stage.new_business.sql
  to       = stage.new_business.sao
  by       = [segment.segment, segment.region, segment.rep]
  red_flag = "More than 5 percentage points below the baseline."
  owner    = role.sales_manager

  benchmark "pipeline_playbook" {
    low    = 50
    high   = 70
    source = "Sales pipeline playbook"
  }

  alarm {
    drop   = 5
    unit   = "percentage_points"
    action = "Monthly drift review."
  }
}

metric "win_rate" {
  title    = "Win rate"
  category = "conversion"
  priority = 2
  formula  = "Deals won / all opportunities that reached SAO"
  source   = "Salesforce opportunity history"
  from     = stage.new_business.sao
  to       = stage.new_business.closed_won
  by       = [segment.segment, segment.region, segment.rep]
  red_flag = "More than 5 percentage points below the baseline."
  owner    = role.vp_sales

  benchmark "pipeline_playbook" {
    low    = 20
    high   = 30
    source = "Sales pipeline playbook"
  }

  alarm {
    drop   = 5
    unit   = "percentage_points"
    action = "Monthly drift review."
  }
}

metric "recycled_mql_conversion" {
  title    = "Recycled MQL conversion"
  category = "conversion"
  priority = 2
  formula  = "Recycled leads that become SQL / recycled leads that become MQL again"
  source   = "HubSpot stage history, contacts that re-entered Known Lead"
  from     = stage.lead.mql
  to       = stage.lead.sql
  by       = [segment.segment, segment.region]
  cadence  = "quarterly"
  owner    = role.demand_gen

  benchmark "own_target" {
    low    = 10
    high   = 20
    source = "Fernway target for the first year"
  }
}

metric "time_in_stage" {
  title    = "Time in stage"
  category = "time_in_stage"
  priority = 3
  formula  = "Average days between entering a stage and leaving it"
  source   = "Stage history in both CRMs"
  unit     = "days"
  by       = [segment.segment, segment.region, segment.rep]
  cadence  = "quarterly"
  red_flag = "Twice the average of the last four quarters."
  owner    = role.sales_ops
}

metric "drop_off_reasons" {
  title    = "Drop-off reasons"
  category = "drop_off"
  priority = 4
  formula  = "Share of each code among rejections, recyclings and losses; top three a stage"
  source   = "Reason fields"
  by       = [segment.segment, segment.region, segment.rep]
  red_flag = "One code stands for more than 30 percent."
  owner    = role.sales_ops
}

metric "cost_per_mql" {
  title    = "Cost per MQL"
  category = "cost_to_enter"
  priority = 5
  formula  = "Marketing spend / MQLs"
  source   = "Finance and HubSpot"
  stage    = stage.lead.mql
  unit     = "currency"
  by       = [segment.segment, segment.region]
  cadence  = "quarterly"
  owner    = role.vp_marketing
}

metric "cost_per_sql" {
  title    = "Cost per SQL"
  category = "cost_to_enter"
  priority = 5
  formula  = "Marketing and SDR spend / SQLs"
  source   = "Finance and HubSpot"
  stage    = stage.lead.sql
  unit     = "currency"
  by       = [segment.segment, segment.region]
  cadence  = "quarterly"
  owner    = role.vp_revops
}

metric "cost_per_won" {
  title    = "Cost per won deal"
  category = "cost_to_enter"
  priority = 5
  formula  = "Marketing and sales spend / deals won"
  source   = "Finance and Salesforce"
  stage    = stage.new_business.closed_won
  unit     = "currency"
  by       = [segment.segment, segment.region]
  cadence  = "quarterly"
  owner    = role.vp_revops
}

metric "segment_mix" {
  title    = "Segment mix"
  category = "segmentation"
  priority = 6
  formula  = "Every conversion and volume by segment, region and individual; no number is averaged over them"
  source   = "All of the above"
  by       = [segment.segment, segment.region, segment.rep]
  cadence  = "quarterly"
  red_flag = "One segment moves the total by itself."
  owner    = role.vp_revops
}

metric "speed_to_lead" {
  title    = "Speed to lead"
  category = "speed"
  priority = 7
  formula  = "Median minutes from hand-raise to first contact by a person"
  source   = "Sales engagement"
  from     = stage.lead.mql
  to       = stage.lead.sal
  unit     = "minutes"
  by       = [segment.segment, segment.region, segment.rep]
  cadence  = "weekly"
  red_flag = "Median above 30 minutes."
  owner    = role.sdr_manager

  benchmark "pipeline_playbook" {
    low    = 0
    high   = 5
    source = "Sales pipeline playbook: ideal is under five minutes"
  }
}

metric "pipeline_value" {
  title    = "Pipeline value"
  category = "revenue"
  priority = 8
  formula  = "Sum of open deals, weighted by probability"
  source   = "Salesforce"
  unit     = "currency"
  by       = [segment.segment, segment.region, segment.rep]
  cadence  = "weekly"
  owner    = role.vp_sales
}

metric "pipeline_velocity" {
  title    = "Pipeline velocity"
  category = "revenue"
  priority = 8
  formula  = "Deals x average annual value x win rate / cycle length in days"
  source   = "Salesforce"
  unit     = "currency"
  by       = [segment.segment, segment.region, segment.rep]
  owner    = role.vp_sales
}

metric "forecast_accuracy" {
  title    = "Forecast accuracy"
  category = "quality"
  priority = 9
  formula  = "Won in the quarter / commit at its start"
  source   = "Salesforce"
  by       = [segment.region, segment.rep]
  cadence  = "quarterly"
  owner    = role.vp_sales
}

metric "cac" {
  title    = "Customer acquisition cost"
  category = "revenue"
  priority = 8
  formula  = "All sales and marketing spend / new customers"
  source   = "Finance and Salesforce"
  unit     = "currency"
  by       = [segment.segment, segment.region]
  cadence  = "quarterly"
  red_flag = "LTV to CAC below 3 to 1."
  owner    = role.finance
}

metric "ltv_cac" {
  title    = "LTV to CAC"
  category = "revenue"
  priority = 8
  formula  = "Gross margin over a customer's lifetime / acquisition cost"
  source   = "Finance"
  unit     = "ratio"
  by       = [segment.segment, segment.region]
  cadence  = "quarterly"
  red_flag = "Below 3."
  owner    = role.finance

  benchmark "pipeline_playbook" {
    low    = 3
    high   = 5
    source = "Sales pipeline playbook"
  }
}

metric "revenue_vs_target" {
  title    = "Revenue against target"
  category = "revenue"
  priority = 8
  formula  = "New annual value / plan"
  source   = "Salesforce and Finance"
  by       = [segment.segment, segment.region]
  owner    = role.vp_sales
}

metric "pipeline_coverage" {
  title    = "Pipeline coverage"
  category = "revenue"
  priority = 8
  formula  = "Open pipeline that closes in the quarter / what is missing to the target"
  source   = "Salesforce"
  unit     = "ratio"
  by       = [segment.segment, segment.region]
  owner    = role.vp_sales
}

dashboard "marketing" {
  title       = "Marketing"
  audience    = [team.marketing]
  metrics     = [metric.lead_volume, metric.lead_to_mql, metric.mql_to_sal, metric.source_attribution, metric.cost_per_mql, metric.recycled_mql_conversion]
  description = "What comes in, what becomes of it, what it costs."

  raci {
    accountable = role.vp_marketing
    responsible = [role.marketing_ops]
    consulted   = [role.demand_gen, role.sdr_manager]
  }
}

dashboard "sales" {
  title       = "Sales"
  audience    = [team.sdr, team.sales]
  metrics     = [metric.pipeline_value, metric.sal_to_sql, metric.sql_to_opportunity, metric.win_rate, metric.pipeline_velocity, metric.speed_to_lead, metric.time_in_stage, metric.drop_off_reasons, metric.forecast_accuracy]
  description = "What is in the pipeline, how fast it moves and how well we foresee it."

  raci {
    accountable = role.vp_sales
    responsible = [role.sales_ops]
    consulted   = [role.sales_manager, role.sdr_manager]
  }
}

dashboard "executive" {
  title       = "Executive"
  audience    = [role.vp_revops, role.vp_marketing, role.vp_sales, role.vp_cs]
  metrics     = [metric.cac, metric.ltv_cac, metric.revenue_vs_target, metric.pipeline_coverage]
  description = "Whether growth pays."

  raci {
    accountable = role.vp_revops
    responsible = [role.revops_admin]
    consulted   = [role.vp_marketing, role.vp_sales, role.vp_cs]
  }
}

goal "qualified_leads" {
  title  = "50 qualified leads a month"
  metric = metric.qualified_leads
  target = 50
  period = "month"
  stage  = stage.lead.sql
  object = object.contact
  owner  = role.sdr_manager
}

goal "won_deals" {
  title  = "24 new customers a quarter"
  metric = metric.stage_production
  target = 24
  period = "quarter"
  stage  = stage.new_business.closed_won
  object = object.deal
  owner  = role.vp_sales
}
