environment "x" {
  crm "hubspot" {
    token = "not-a-real-token" # ERR SC0315: The token stands in a file
  }
}
