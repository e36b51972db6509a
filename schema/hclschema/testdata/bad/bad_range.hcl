environment "x" {
  crm "sandbox" {}

  guard {
    delete_percent = 130 # ERR SC0105: delete_percent is out of range
  }
}
