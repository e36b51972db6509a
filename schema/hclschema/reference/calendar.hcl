calendar "us" {
  time_zone = "America/New_York"
  hours     = { weekdays = "09:00-12:00, 13:00-17:00", friday = "09:00-15:00" }
  holidays  = ["2026-12-25", "2027-01-01"]
}
