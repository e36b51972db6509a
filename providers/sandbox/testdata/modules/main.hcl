architecture "global" {
  title    = "Global"
  version  = "1.0.0"
  calendar = calendar.us
}

calendar "us" {
  time_zone = "America/New_York"
  hours     = { weekdays = "09:00-17:00" }
}

field "contact" "email" {
  type     = email
  property = "email_address"
}

module "regional" {
  source   = "./regional"
  for_each = { emea = "EMEA", amer = "Nord- und Südamerika" }
  title    = each.value
}
