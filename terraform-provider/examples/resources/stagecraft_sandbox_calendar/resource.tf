resource "stagecraft_sandbox_calendar" "us_office" {
  name      = "us_office"
  title     = "US office"
  time_zone = "America/Chicago"
  hours = {
    weekdays = "08:00-17:00"
  }
  holidays = ["2026-11-26", "2026-12-25"]
}
