resource "stagecraft_sandbox_stage" "lead_mql" {
  track           = "lead"
  stage_lifecycle = stagecraft_sandbox_lifecycle.lead.key
  order           = 2
  name            = "mql"
  label           = "Marketing Qualified Lead"
  short           = "MQL"
  definition      = "The company fits and the person has shown intent, or has asked for a conversation."
  owner_role      = stagecraft_sandbox_role.sdr.key
  requires        = [stagecraft_sandbox_property.contact_icp_band.key]
}

resource "stagecraft_sandbox_stage" "lead_sql" {
  track           = "lead"
  stage_lifecycle = stagecraft_sandbox_lifecycle.lead.key
  order           = 3
  name            = "sql"
  label           = "Sales Qualified Lead"
  short           = "SQL"
  definition      = "Sales has talked to the person and agrees that there is a need."
  owner_role      = stagecraft_sandbox_role.sdr.key
}

resource "stagecraft_sandbox_stage" "sales_proposal" {
  track       = "sales"
  pipeline    = stagecraft_sandbox_pipeline.sales.key
  order       = 0
  name        = "proposal"
  label       = "Proposal sent"
  definition  = "The buyer has our prices in writing."
  owner_role  = stagecraft_sandbox_role.sdr.key
  probability = 60
  forecast    = "best_case"
}
