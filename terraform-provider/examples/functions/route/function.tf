# Who receives a contact of a mid-market company in Europe, and why.
output "route" {
  value = provider::stagecraft::route("${path.module}/crm", "lead_assignment", {
    at      = "2026-03-03T09:00:00-05:00"
    related = { company = [{ fields = { segment = "mid_market", region = "emea", icp_band = "A" } }] }
  })
}
