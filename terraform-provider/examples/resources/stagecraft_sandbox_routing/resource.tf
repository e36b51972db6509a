resource "stagecraft_sandbox_routing" "lead_assignment" {
  name           = "lead_assignment"
  title          = "MQL assignment"
  object         = "contact"
  trigger        = "entering(stage.lead.mql)"
  sla            = stagecraft_sandbox_sla.first_touch.key
  fallback_queue = stagecraft_sandbox_queue.inbound.key
  rules = [
    {
      name    = "target_accounts"
      to_role = stagecraft_sandbox_role.sdr.key
      when    = "contact.icp_band == \"A\""
    },
  ]
}
