import {
  to = stagecraft_sandbox_calendar.us_office
  identity = {
    name = "us_office"
  }
}
