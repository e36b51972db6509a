# Until when somebody must have spoken to a lead that came in on a Friday evening.
output "first_touch_due" {
  value = provider::stagecraft::sla_due("${path.module}/crm", "first_touch", "2026-03-06T17:30:00-05:00", {})
}
