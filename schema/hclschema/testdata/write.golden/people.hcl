team "one" {
  member "gone" {
    identity = "gone@acme.example"
    active   = false
  }
}

role "owner" {
  title = "Owner"
}

calendar "utc" {
  time_zone = "UTC"
  hours     = { everyday = "00:00-24:00" }
}
