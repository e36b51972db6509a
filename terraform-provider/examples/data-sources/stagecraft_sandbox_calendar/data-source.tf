data "stagecraft_sandbox_calendar" "us_office" {
  name = "us_office"
}
