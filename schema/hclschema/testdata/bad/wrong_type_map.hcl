calendar "x" {
  time_zone = "UTC"
  hours     = "09:00-17:00" # ERR SC0104: hours must be an object { name = value }
}
