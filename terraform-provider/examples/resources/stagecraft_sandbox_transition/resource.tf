resource "stagecraft_sandbox_transition" "mql_to_sql" {
  name       = "mql_to_sql"
  title      = "MQL to SQL"
  from       = stagecraft_sandbox_stage.lead_mql.key
  to         = stagecraft_sandbox_stage.lead_sql.key
  decision   = "Is there a need that we can meet?"
  owes       = [stagecraft_sandbox_property.contact_icp_band.key]
  promise    = "What the person needs, in their own words."
  owner_role = stagecraft_sandbox_role.sdr.key
  sla        = stagecraft_sandbox_sla.first_touch.key
}
