sla "x" {
  starts   = every("1d") # ERR SC0105: A clock cannot wait for time to pass
  stops    = set(contact.email)
  within   = "0m" # ERR SC0105: sla.x leaves no time
  clock    = "elapsed"
  calendar = calendar.office # ERR SC0117: sla.x has a calendar that it does not use
}
