calendar "us" {
  title     = "US office"
  time_zone = "America/New_York"
  hours     = { weekdays = "09:00-17:00" }
  holidays  = ["2026-05-25", "2026-07-03", "2026-09-07", "2026-11-26", "2026-12-25", "2027-01-01"]
}

calendar "emea" {
  title     = "European office"
  time_zone = "Europe/Berlin"
  hours     = { weekdays = "09:00-12:30, 13:30-18:00" }
  holidays  = ["2026-04-03", "2026-04-06", "2026-05-01", "2026-12-25", "2027-01-01"]
}
