import {
  to = stagecraft_sandbox_calendar.us_office
  id = "us_office"
}
