resource "stagecraft_sandbox_queue" "inbound" {
  name   = "inbound"
  title  = "Inbound leads"
  object = "contact"
  team   = stagecraft_sandbox_team.sdr.key
  orders = [
    {
      by        = stagecraft_sandbox_property.contact_icp_band.key
      direction = "ascending"
    },
  ]
}
