# The score of a field service director who asked for a demo the day before.
output "score" {
  value = provider::stagecraft::score("${path.module}/crm", "lead", {
    at         = "2026-03-03T09:00:00-05:00"
    fields     = { seniority = "director", function = "field_service" }
    activities = { demo_requested = "2026-03-02T15:30:00-05:00" }
    related    = { company = [{ fields = { industry = "hvac", technicians = 120, region = "na" } }] }
  })
}
