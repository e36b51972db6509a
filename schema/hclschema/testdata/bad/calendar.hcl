calendar "x" {
  time_zone = "Europe/Berlinn" # ERR SC0311: "Europe/Berlinn" is not a time zone
  hours     = { monay = "09:00-17:00" } # ERR SC0311: "monay" is not a day
  holidays  = ["25.12.2026"] # ERR SC0311: "25.12.2026" is not a day
}

calendar "y" {
  time_zone = "UTC"
  hours     = { monday = "17:00-09:00" } # ERR SC0311: The hours of monday are not valid
}

calendar "z" {
  time_zone = "UTC"
  hours     = { monday = "" } # ERR SC0311: calendar.z is never open
}
